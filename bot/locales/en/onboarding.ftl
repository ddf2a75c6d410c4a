## Shared phones, a second phone, the PIN, the check of the number

menu-doi = change who uses this phone
menu-pin = set a PIN
menu-ketnoi = connect a second phone
help-personal = Personal: /ngonngu /doi /pin /ketnoi /dulieucuatoi /xoatoi

holder-shared = 📱 Several people use this phone. Now it is <b>{ $name }</b>; also here: { $others }. To change: /doi
holder-alone = Only { $name } uses this phone. Somebody else can share it by opening their own invitation link here.
holder-choose = Now it is <b>{ $name }</b>. Change to whom?
holder-button = { $name } ({ $role })
holder-now = 📱 This phone is now <b>{ $name }</b>’s ({ $role }). What is sent from here counts for this person.
holder-scope = Scope: { $scope }
holder-second_phone = This phone is connected too. What you send from your phones counts together.

pin-ask = Please set a PIN for <b>{ $name }</b>: type 4 to 8 digits. You may skip this and set it later with /pin.
pin-ask_of = Please type the PIN of <b>{ $name }</b>.
pin-bad = A PIN has 4 to 8 digits, for example: <code>/pin 2580</code>. Nothing was set.
pin-set = ✅ The PIN of <b>{ $name }</b> is set. If the message with it still shows above, please delete it so that nobody sees it.
pin-wrong = That is not the PIN of { $name }. Please type it again, or send /doi to choose somebody else.
pin-locked = The PIN of { $name } was wrong 3 times. Please try again after { $at }.
pin-advice = This phone is shared and you have no PIN. Set one with /pin, so that nobody reports in your name by mistake.

connect-done =
    To connect <b>{ $name }</b>’s second phone, open this link on that phone.
    It works once, until { $expires }. Please do not pass it on.

phone-ask = If you like, confirm your telephone number with the button below. It is optional; you can work at once.
phone-share = 📞 Send my number
phone-checked = ✅ The number is the one in the list. Thank you.
phone-other = This number differs from the one in the list. You can work all the same; please tell your coordinator.
phone-none = The list has no number of yours, so there is nothing to confirm. What you sent was not stored.
phone-not_own = This is not your own number, so it is of no use and was not stored. Please send yours with the button below.

edit-of_another = Somebody else who shares this phone sent that message, so editing it has no effect. They can send /doi and correct it.
