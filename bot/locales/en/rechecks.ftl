## Re-checks and inspections

recheck-is_for_workers = Ballots handed out and collected are reported by postal workers. Inspectors send re-checks, for example: pt H03-007 khớp
recheck-not_understood = This message is not understood. Re-check: <code>pt { $example }-007 khớp</code>. Inspection: <code>/kiemtra { $example } nội dung</code>. Send /help for more.
recheck-nothing_booked = Nothing was recorded. Your message is kept.
recheck-not_in_scope = ⚠️ { $what }: outside your scope. Send /toi to see your units.
recheck-no_such_ballot = ⚠️ { $ballot }: the unit has only { $quota ->
    [one] { $quota } ballot
   *[other] { $quota } ballots
}. Please check the ballot's number.
recheck-too_many = ⚠️ { $code }: { $checked } checked, but the unit has only { $quota ->
    [one] { $quota } ballot
   *[other] { $quota } ballots
}. Please check.
recheck-ballot = ✅ { $what }: <b>{ $outcome }</b>{ $comment }
recheck-batch = ✅ { $what }: { $count ->
    [one] { $count } ballot
   *[other] { $count } ballots
} <b>{ $outcome }</b>{ $comment }
recheck-comment = {" "}({ $comment })
recheck-standing = { $code } { $name }: you have re-checked { $checked ->
    [one] { $checked } ballot
   *[other] { $checked } ballots
}: { $found }.

edit-kept_recheck = The edit is not clear, so the old outcome stands.
edit-replaced = ✏️ The old outcome was replaced by:

inspection-ask = Where did you inspect, and what did you see? Please type the unit code, then the note, for example: H03 phát phiếu đúng địa bàn, không bất thường
inspection-ask_of_unit = Inspection of <b>{ $code }</b> { $name }: what did you see? Please type the note.
inspection-too_short = The note is too short. Please write a few words about what you saw.
inspection-which_unit = Which unit is this note about? Please put its code first, for example: /kiemtra 01-H03 nội dung
inspection-not_in_scope = Not recorded: { $what } is outside your scope. Send /toi to see your units.
inspection-nothing_booked = The inspection note was not recorded.
inspection-province = Province: { $name }
inspection-booked =
    ✅ Inspection recorded at { $at }
    { $where }
    { $note }
