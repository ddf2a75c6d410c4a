## Personal data: consent, access, erasure (Law on Personal Data Protection 91/2025/QH15)

menu-dulieucuatoi = see the data about me
menu-xoatoi = erase the data about me

consent-notice =
    🔒 <b>Personal data</b> (Law 91/2025/QH15): we store your name, telephone number, role and messages, only to follow the ballots of this survey.
    See: /dulieucuatoi · Erase: /xoatoi
consent-button = I agree
consent-done = ✅ Your consent of { $at } is on record. Thank you.

mydata-coming = Sending the file of data about <b>{ $name }</b>…
mydata-consented = Consent given at { $at }.
mydata-not_consented = No consent on record yet.
mydata-caption = All data stored about you ({ $at }). To erase it, send /xoatoi.

forget-ask =
    Erase the personal data of <b>{ $name }</b>?
    Erased: name, telephone number, PIN, the texts of messages and comments, the link to this phone.
    Kept, without the name: reported ballots, re-checks, minutes of inspections, photos that prove them.
    This cannot be undone. To go on you need a new invitation.
forget-yes = Erase my data
forget-no = Do not erase
forget-kept = Nothing was erased.
forget-done = ✅ Your personal data are erased. The ballot figures stay, without your name. Thank you for taking part.

person-forgotten = (erased)
person-system = the system
