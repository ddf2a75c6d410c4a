## The staff list: importing it, printing the cards of invitation

people-import-help = Imports the staff list from a csv file. Importing it again updates people and doubles nobody.
people-option-sheet = Write the page of invitation cards to print (HTML) for all imported people who have not joined; their earlier links end
people-missing = { $option } is missing. Give --name, --role, --agency, --scope; or --sheet.
people-sheet_or_one = Use one of the two: --sheet, or --name, --role, --agency, --scope.

staff-arg-file = A csv file (UTF-8) with the columns name, role, agency, scope, phone, language
staff-option-out = Write tokens and links to this csv file; earlier links of people who have not joined end
staff-done = { $file }: { $invited } newly invited, { $waiting } invited before but not joined, { $joined } joined, { $bad_rows } bad rows.
staff-written = The links are in { $file }. Please keep this file to yourself.
staff-no_links = No links were written. Use --out links.csv, or print cards: sipas people invite --sheet cards.html
staff-bad_cell = { $file }, row { $row }, column { $column }, “{ $given }”: { $problem }
staff-bad_file = { $file }: { $problem }

staff-not_utf8 = this is not UTF-8. In Excel, save as “CSV UTF-8”.
staff-no_table = this cannot be read as csv ({ $detail }).
staff-no_column = row 1 lacks the column { $column }. Needed: name, role, agency, scope; phone and language may be added.
staff-bad_name = the name is empty or longer than { $longest } characters.
staff-bad_role = there is no such role. Use one of: { $known }.
staff-bad_agency = there is no such agency. Use one of: { $known }.
staff-no_scope = the scope is missing. Write VN, a province code, or unit codes.
staff-unknown_code = there is no code “{ $code }” in this campaign.
staff-worker_needs_units = a postal worker needs unit codes, not a province or VN.
staff-bad_phone = this is no telephone number. Example: 0912345678.
staff-bad_language = use vi or en.
staff-too_many_cells = more cells than the header has. A scope with commas needs quotes.
staff-doubled = the same as row { $first }. If these are two people, please give each a telephone number.

sheet-drawing = Drawing the codes
sheet-done = { $cards } cards are in { $file }. Links handed out to these people before are void.
sheet-nobody = Nobody is waiting: no list was imported (sipas people import), or everybody has joined.
sheet-no_link = The cards cannot be printed, for the bot’s name is not known.
sheet-count = { $count ->
    [one] 1 person
   *[other] { $count } people
}
sheet-nation = The whole country
sheet-how_1 = Open Telegram on the phone and scan the QR code with the camera (or type the link into a browser).
sheet-how_2 = Press “Start”. When the bot greets you by name, it is done.
sheet-how_3 = Each card is only for the person named on it; do not photograph it or pass it on.
sheet-expires = Valid until { $at }
sheet-single = Works once
