## Re-checks step by step, the question that differs, notes, an inspector's work

menu-phuctra = re-check ballots, step by step

guide-no_units = No unit is assigned to you yet. Please ask your coordinator.
guide-ask_unit = Which unit do you re-check? Tap one, or type its code or name.
guide-ask_ballot =
    <b>{ $code }</b> { $name } ({ $quota ->
        [one] { $quota } ballot
       *[other] { $quota } ballots
    })
    Which ballot? Type its number, for example: <code>7</code>; several with one outcome: <code>7 8 9</code>
guide-units = Another unit
guide-done = Done
guide-another = Next ballot
guide-next = Next ballot of { $code }: type its number, or tap Done.
guide-ended = The step-by-step re-check is over. Send /phuctra to go on, /toi to see your work.
guide-which_unit = Which unit is “{ $words }”?
guide-no_such_unit = “{ $words }” is not in your scope. Tap a unit, or type its code or name again.
guide-no_number = “{ $words }” is no ballot number. Type a number, for example: 7. To stop, type: xong

recheck-list = ✅ <b>{ $code }</b> { $name }: { $count ->
    [one] { $count } ballot
   *[other] { $count } ballots
} recorded
recheck-group = • <b>{ $outcome }</b> { $count }: { $ballots }
recheck-serial = { $serial }{ $comment }
recheck-more = { $serial ->
    [1] { $serial } ballot
   *[other] { $serial } ballots
}{ $comment }
recheck-before = You had recorded { $ballot } as { $outcome }; the new outcome replaces it.
recheck-restored = { $ballot }: the outcome before holds again: { $outcome }.
recheck-beside = { $agency } recorded { $ballot }: { $outcome }.
recheck-which_province = ⚠️ { $what }: of which province? Please type the full code, for example: { $example }
recheck-mistyped = ⚠️ { $ballot }: the ballot's number is mistyped (its check character or year is wrong). Please look at the printed number.

outcome-ask = What is the outcome of { $ballots }?
outcome-said = { $outcome } { $count }
outcome-failed = <b>{ $outcome } { $count }</b>
outcome-dropped = Dropped { $ballots }, nothing was recorded.

question-button = Which question?
question-button_of = Which question? { $ballot }
question-ask = Which question of { $ballot } differs? Tap its number, or type, for example: câu 4
question-number = { $number }
question-overall_button = Overall
question-skip = Skip
question-overall = the overall question
question-numbered = question { $numbers }
question-stored = ✅ { $ballot }: mismatch in { $question }.
question-skipped = { $ballot }: mismatch, no question recorded.
question-unknown = The form has questions 1 to { $most }. Please type again, for example: câu 4
question-gone = This outcome was undone or replaced; no question can be added.

note-button = 📝 Note
note-ask = A note for { $what }: please type it.
note-stored = 📝 { $what }: { $note }
note-gone = This outcome was undone or replaced; no note can be added.

unit-key = { $code } { $name }
unit-keys_before = ◀ Back
unit-keys_after = More ({ $page }/{ $pages }) ▶

assigned-title = <b>{ $name }</b> · { $units ->
    [one] { $units } unit
   *[other] { $units } units
} assigned
assigned-done = Re-checked { $ballots ->
    [one] { $ballots } ballot
   *[other] { $ballots } ballots
} in { $done ->
    [one] { $done } unit
   *[other] { $done } units
}, { $left } left.
assigned-failed = ⚠️ <b>{ $code }</b> { $name }: { $checked ->
    [one] { $checked } ballot
   *[other] { $checked } ballots
} · { $found }
assigned-more = … and { $count ->
    [one] { $count } other unit
   *[other] { $count } other units
} with ballots that do not match.
assigned-fine = ✅ No mismatch in { $count ->
    [one] { $count } unit
   *[other] { $count } units
}: { $codes }{ $more }
assigned-left = Not yet re-checked, { $count ->
    [one] { $count } unit
   *[other] { $count } units
}: { $codes }{ $more }
assigned-notes = Minutes: { $minutes } · Inspection notes: { $notes }
assigned-asked = ⏳ { $count ->
    [one] { $count } ballot waits
   *[other] { $count } ballots wait
} for your outcome: { $ballots }{ $more }
assigned-minutes = ⏳ Minutes of { $where } begun, { $told } of { $headings } headings: /bienban
