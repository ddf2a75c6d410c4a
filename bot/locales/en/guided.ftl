## Reporting by taps

menu-baocao = report by tapping

guided-which_unit = 📝 For which unit? Tap it, or type its code or name.
guided-which_count = What do you report? Tap it, or type the whole line, for example: phát 30 thu 25
guided-how_many = How many more ballots <b>{ $count }</b>? Tap or type a number.
guided-type = Please type the number of ballots <b>{ $count }</b>.
guided-chosen = Chosen: { $said }
guided-summary = 📝 To be sent: <b>{ $said }</b>
guided-count_distributed = Handed out
guided-count_collected = Collected
guided-count_spoiled = Spoiled
guided-count_blank = Blank
guided-count_lost = Lost
guided-count_refused = Refused
guided-count_unreachable = Not met
guided-count_replaced = Replaced
guided-count_issued = Received
guided-number = { $number }
guided-all = All { $number }
guided-type_it = Type it
guided-back = ◀️ Back
guided-more = ➕ Another count
guided-send = ✅ Send
guided-cancel = Cancel
guided-cancelled = Cancelled. Nothing was recorded.
guided-over = This form was sent or cancelled. Send /baocao for a new one.
guided-unknown_unit = “{ $words }” is none of your units. Send /baocao and tap one.
guided-left_out = ⚠️ What you had tapped was not sent and is dropped: { $said }.
