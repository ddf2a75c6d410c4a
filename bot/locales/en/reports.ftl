## Reports of postal workers

report-no_units = You have no units yet. Please ask the provincial post office.
report-is_for_inspectors = Re-checks and inspections are sent by inspectors. Postal workers report ballots, for example: phát 30 thu 25
report-not_understood = There are no figures in this message, so nothing was recorded. Write it like <code>{ $example } phát 30 thu 25</code>. Send /help for more.
report-nothing_booked = Nothing was recorded. Your message is kept.
report-ignored = Ignored (no figures): { $words }
report-shared = Shared by { $workers } people: the figures above are the whole group's.
report-late = 🕘 This was written at { $at }, before messages that came earlier; figures follow the time of writing.
report-marked = ⚠️ Recorded and marked: above the quota.
report-changed_meanwhile = The figures of { $code } have just been undone or corrected elsewhere, so nothing was recorded this time. Look at /toi and, if needed, tap or send it again.

edit-kept = The edit is not clear, so the old figures stand ({ $said }).
edit-held = The edit is <b>not recorded</b>, the old figures stand ({ $said }).
edit-nothing_said = There are no figures in the edit. To drop the old ones, tap Undo or send /huy.
edit-same = The figures have not changed: { $said }.
edit-done = ✏️ Corrected. Before: { $said }.

mode-total = Read as <b>the total so far</b>.
mode-add = Read as <b>an addition</b>.
mode-to_total = I meant the total
mode-to_add = I meant an addition

undo-button = ↩️ Undo
undo-done = ↩️ Undone:
undo-report = <b>{ $code }</b> { $name }: { $said }
undo-recheck = { $what }: { $outcome } ({ $count ->
    [one] { $count } ballot
   *[other] { $count } ballots
})
undo-inspection = Note on { $where }: { $note }
undo-with_later = Undo the later reports too
undo-nothing = There is nothing left to undo.
undo-breaks =
    Not undone. Without it { $unit } would be wrong:
    { $reasons }
    Please undo the later messages first, or edit the message you sent.

draft-kept = <b>Not recorded yet</b>: { $said }. Please choose:
draft-stuck = <b>Not recorded</b>: { $said }. Please check the figures and send them again.
draft-which_unit = { $said }: of which unit? Tap one, or send it again with the unit's code.
draft-other_units = Another unit: put its code first, such as { $example } phát 5
draft-unit = { $code } { $name }
draft-split = Split { $total } ballots over { $units } units by quota
draft-confirm = Yes, record it
draft-as_total = I meant the total
draft-as_add = I meant an addition
draft-issued_more = I received { $by } more ({ $total } in all)
draft-distributed_more = I handed out { $by } more
draft-drop = Drop it, I will write again
draft-of_unit = { $code }: { $label }
draft-dropped = Dropped. The figures have not changed.
draft-gone = This question has been answered, or a newer message took its place.

breach-outstanding = ⚠️ Collected, blank and lost add up to { $back ->
    [one] { $back } ballot
   *[other] { $back } ballots
}, { $by } more than the { $distributed } handed out.
breach-in_hand = ⚠️ Handed out and spoiled add up to { $used ->
    [one] { $used } ballot
   *[other] { $used } ballots
}, { $by } more than the { $issued } issued.
breach-below_zero = ⚠️ “{ $count }” would fall { $by } below zero.
excess = ⚠️ “{ $count }” would be { $total ->
    [one] { $total } ballot
   *[other] { $total } ballots
}, { $by } above the quota of { $quota }.
