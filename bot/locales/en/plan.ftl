## The plan and reminders

plan-title = 🗓 <b>{ $title }</b>, { $today }
plan-late = <b>Overdue</b>
plan-running = <b>Running</b>
plan-coming = <b>Coming</b>
plan-far = <b>Later</b>
plan-done = <b>Done</b>
plan-row =
    • <b>{ $id }</b> { $title }{ $where }
    {"  "}{ $left } · { $lead }
plan-nothing = Nothing is running or coming today.
plan-more = Send /kehoach tatca to see everything, /kehoach with a task's id to see one task.
plan-is_done = done
plan-no_such_task = There is no task “{ $id }” in the plan. Example: /kehoach { $example }
plan-task = <b>{ $id }</b> { $title }
plan-place = <b>{ $name }</b>
plan-period = From { $start } to { $due } (the plan says: { $written })
plan-moved = Due in the original plan: { $due }
plan-support = Support: { $agencies }

due-late = Due { $weekday } { $due }, <b>{ $days ->
    [one] { $days } day
   *[other] { $days } days
} overdue</b>
due-today = Due <b>today</b>, { $weekday } { $due }
due-left = Due { $weekday } { $due }, { $days ->
    [one] { $days } day
   *[other] { $days } days
} left

reminder-lead = 🔔 <b>{ $number }</b> { $title }
reminder-support = ℹ️ For your information: <b>{ $number }</b> { $title }
reminder-stand_in = 🔔 <b>{ $number }</b> { $title }
reminder-escalated = ⏫ Overdue in provinces: <b>{ $number }</b> { $title }
reminder-late_in = Not done: { $names }
reminder-moved = { $due } in the plan; moved by { $by }: { $reason }
reminder-pace = Handed out and collected: { $percent }%, expected by today: { $planned }%
reminder-expected = Expected by today: { $percent }%
reminder-behind = Furthest behind: { $names }
reminder-behind_one = { $name } { $done }/{ $target }
reminder-behind_name = { $name }
reminder-start = Starts on { $start }.
reminder-scope = Area: { $name }
reminder-leads = Lead: { $agencies }
reminder-progress = { $bar } { $percent }% · { $what } { $done }/{ $target }
reminder-act = Please see to it. Tap ✅ when done; /doihan moves the date, /tiendo shows progress, /kehoach the plan.
reminder-look = Send /kehoach to see the plan.
reminder-missing =
    ⚠️ You get this because nobody can be reached yet at:
    { $agencies }
reminder-missing_nation = – { $agency }
reminder-missing_province = – { $agency } { $name }
reminder-missing_provinces = – { $agency } in { $count ->
    [one] { $count } province
   *[other] { $count } provinces
}
reminder-confirm_title = These tasks were already due when the bot was started. Please check which of them are done:
reminder-confirm_added = The plan has new tasks that are overdue already. Please check which of them are done:
reminder-confirm_row = • <b>{ $id }</b> { $title } (due { $due })

tracks-distribution = ballots collected
tracks-recheck = units re-checked
tracks-inspection = provinces inspected
tracks-sample = units selected
tracks-entry = ballots entered
tracks-entry_recheck = entries re-checked

reminders-sent = <b>Sent</b>
reminders-none_sent = No reminder has been sent to you yet.
reminders-sent_row = • { $at }: <b>{ $number }</b> { $title } ({ $slot }){ $state }
reminders-coming = <b>Coming</b>
reminders-none_coming = No more reminders are coming.
reminders-coming_row = • { $weekday } { $day }: <b>{ $number }</b> { $title } ({ $slot })
reminders-more = … and { $count ->
    [one] { $count } more reminder
   *[other] { $count } more reminders
}.

sent-none = {""}
sent-sent = {" "}✓
sent-queued = , being sent
sent-sending = , being sent
sent-failed = , could not be sent
sent-unknown = , may not have arrived
sent-cancelled = , cancelled

slot-start = start
slot-before-30 = 30 days before
slot-before-14 = 14 days before
slot-before-7 = 7 days before
slot-before-3 = 3 days before
slot-before-1 = 1 day before
slot-due = due day
slot-after-1 = 1 day overdue
slot-after-3 = 3 days overdue
slot-after-7 = 7 days overdue
slot-after-14 = 14 days overdue
slot-after-21 = 21 days overdue
slot-after-28 = 28 days overdue
slot-again = { $slot }, again
slot-reached = figure reached
