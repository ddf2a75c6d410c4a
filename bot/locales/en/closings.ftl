## Finished units

menu-xong = finished (a unit, a task)

closing-declare = 🏁 { $code } is finished
closing-which = 🏁 Which unit is finished?
closing-all_closed = All of your units are declared finished.
closing-unknown_unit = “{ $words }” is none of your units. Send /xong to choose.
closing-left = ⚠️ There are { $outstanding ->
    [one] { $outstanding } ballot
   *[other] { $outstanding } ballots
} outstanding and { $in_hand } in hand. Declare it finished all the same?
closing-sure = Yes, { $code } is finished
closing-not_sure = Not yet
closing-not_yet = Not declared. Please go on reporting as usual.
closing-declared = 🏁 Recorded: <b>{ $code }</b> { $name } is finished.
closing-waits = The provincial post office will confirm. If there is more to report, tap Reopen.
closing-nobody = Nobody of the provincial post office can be reached through the bot yet. Please call them.
closing-was_declared = { $code } { $name } is declared finished and waits for the provincial post office.
closing-was_confirmed = { $code } { $name } is finished; the provincial post office has confirmed it.
closing-reopen = Reopen
closing-confirm = Confirm
closing-keep = Leave it closed
closing-asked_to_confirm =
    🏁 <b>{ $by }</b> says that <b>{ $code }</b> { $name } is finished.
    { $standing }
closing-confirmed = ✅ Confirmed: <b>{ $code }</b> { $name } is finished. The worker has been told.
closing-confirmed_before = { $by } has confirmed { $code } { $name } before.
closing-told_confirmed = ✅ The provincial post office ({ $by }) confirms that <b>{ $code }</b> { $name } is finished. Thank you!
closing-ask_reason = Why is <b>{ $code }</b> { $name } reopened? Please type the reason; the worker will read it.
closing-reason_too_short = That is too short. Please write a few words so that the worker understands.
closing-reopened = 🔓 <b>{ $code }</b> { $name } is reopened. Reason: { $reason }. The worker has been told.
closing-told_reopened =
    🔓 The provincial post office ({ $by }) reopened <b>{ $code }</b> { $name }.
    Reason: { $reason }
    Please go on reporting as usual.
closing-reopened_own = 🔓 <b>{ $code }</b> { $name } is reopened. Please go on reporting as usual.
closing-told_reopened_own = 🔓 <b>{ $by }</b> reopened <b>{ $code }</b> { $name } to report more.
closing-asked = The provincial post office is asked to reopen <b>{ $code }</b> { $name }. You will be told when it does.
closing-asked_to_reopen = 🔓 <b>{ $by }</b> asks to reopen <b>{ $code }</b> { $name } to report more.
closing-kept = <b>{ $code }</b> { $name } stays finished. The worker has been told.
closing-told_kept = The provincial post office ({ $by }) leaves <b>{ $code }</b> { $name } finished. If you still have ballots, please call them.
closing-gone = This unit has been reopened already.
closing-not_yours = { $code } is not in your scope.
closing-shut = 🔒 The unit is declared finished, so this was not recorded: { $said }.
closing-shut_confirmed = 🔒 The provincial post office confirmed that this unit is finished, so this was not recorded: { $said }.
closing-stays = 🔒 The unit is declared finished, so the old figures stand.
closing-asked_before = 🔒 The unit was declared finished when you sent this.
closing-reopen_and_book = Reopen and record it
closing-ask_reopen = Ask the post office to reopen
closing-no_undo = 🔒 { $code } is declared finished, so this was not undone. Please reopen it first.
closing-state_declared = 🏁 Declared finished, not confirmed yet
closing-state_confirmed = ✅ Finished
