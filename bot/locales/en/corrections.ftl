## Correcting in a worker's stead, fixing one's own report, drafts that wait

menu-sua = correct a worker's figures

correction-no_units = There are no units in your scope yet.
correction-which_unit = ✏️ Which unit's figures are to be corrected? Tap it, or type its code or name.
correction-unknown_unit = “{ $words }” is none of the units in your scope. Tap one, or type the code again.
correction-one_unit = One unit at a time: each needs a reason of its own.
correction-not_understood = There are no figures. Example: <code>/sua { $example } tổng phát 120 // counted again</code>
correction-no_worker = { $code } { $name } has no postal worker yet, so there is nothing to correct.
correction-which_worker = <b>{ $code }</b> { $name } has several postal workers. Whose figures?
correction-worker = { $name }
correction-which_counts =
    <b>{ $code }</b> { $name } · { $worker }
    { $standing }
    What is right? <code>tổng phát 120</code> sets this worker's total, <code>phát 5</code> adds.
correction-which_reason = Why is <b>{ $code }</b> { $name } corrected? Please type the reason; the worker will read it.
correction-reason_too_short = That is too short. Please write a few words so that the worker understands.
correction-done = ✏️ Corrected in the stead of <b>{ $name }</b>:
correction-reason = Reason: { $reason }
correction-told =
    ✏️ The provincial post office ({ $by }) corrected your figures:
    { $lines }
    Reason: { $reason }
correction-told_undone =
    ↩️ The provincial post office ({ $by }) took back its correction of your figures:
    { $lines }
correction-over = This correction is done or was stopped. Send /sua to start again.
correction-issued_more = The worker received { $by } more ({ $total } in all)
correction-distributed_more = The worker handed out { $by } more

fix-button = ✏️ Fix
fix-ask = ✏️ Recorded: { $said }. Please type the whole message again; the new figures take its place.
fix-stop = Never mind
fix-stopped = The figures stay as they are.

draft-book = Record it
draft-reminder =
    ⏰ Your message of { $at } is still not recorded: “{ $words }”
    Please choose:
