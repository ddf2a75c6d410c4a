## Tasks of the plan: done, moved, received, put off

menu-doihan = move a due date

task-key = { $number } { $title }
task-key_done = ✅ Done
task-key_done_of = ✅ Done { $number }{ $where }
task-key_later = ⏰ Tomorrow
task-key_later_of = ⏰ Tomorrow: { $number }{ $where }
task-key_seen = 👌 Received
task-key_undone = Not done, reopen
task-key_undone_of = Reopen { $number }{ $where }
task-which = ✅ Which task is done? Tap it, or type its number, for example: <code>/xong 4.5</code>
task-none_open = No open task is led by you. Type /kehoach for the plan.
task-unknown_province = There is no province “{ $words }”. Type its name or code, for example: /xong { $id } 01
task-which_province = Task { $id } in which province? You look after several; add its code behind the task, for example: { $id } { $example }
task-is_group = { $id } is a group of tasks. Choose one of them, for example: { $example }
task-done = ✅ Noted: <b>{ $id }</b> { $title } is done ({ $scope }).
task-done_early = { $days ->
    [one] { $days } day
   *[other] { $days } days
} ahead of the due date. Thank you!
task-silent = There will be no more reminders of it.
task-done_before = <b>{ $id }</b> { $title } ({ $scope }) is done: { $by } noted it at { $at }.
task-not_done = Task { $id } is not marked as done, so there is nothing to reopen.
task-reopened = 🔓 <b>{ $id }</b> { $title } ({ $scope }) is open again.
task-reopened_next = Next reminder: { $weekday } { $day }.
task-reopened_never = Its due date is so long past that no reminder is left. Type /doihan { $number } with a new date if it is to be reminded of.
task-not_yours = Task { $id } is led by { $agencies }; only their coordinators can say so, within their area. Please tell them, or the Ministry of Home Affairs.
task-put_off = ⏰ You will be reminded of task { $id } again on { $weekday } { $day }.
task-put_off_before = This reminder of task { $id } was put off once already. Type /doihan to move the due date.
task-nothing_to_put_off = Task { $id } has no such reminder any more: it is done or its date was moved. Type /nhacviec to see yours.
task-seen = 👌 { $name } received { $tasks } at { $at }.
task-seen_before = You have said so before.
task-nothing_seen = You had no reminder on that day.
task-noted = Noted

move-how = Type the task, the new date and the reason, for example: <code>/doihan { $example } 05/10 storm</code>
move-not_yours = Only coordinators of { $agencies } within their area, or of the Ministry of Home Affairs, can move the date of task { $id }. Please talk to them.
move-unknown_province = There is no province “{ $words }”. Type its name or code, for example: <code>/doihan { $id } 01 05/10 storm</code>
move-no_date = “{ $words }” is no date. Example: <code>/doihan { $id } 05/10 storm</code>
move-no_reason = Please say why, for example: <code>/doihan { $id } { $due } storm</code>
move-is_done = Task { $id } is done, so its date stays. If it is not, type /xong { $number } and tap to reopen it.
move-same = Task { $id } is due on { $due } already.
move-past = { $due } is over. Please choose today or a later day.
move-too_far = { $due } is more than a year away from the plan's { $planned }. Please check the year.
move-moved = 📌 Moved <b>{ $id }</b> { $title } ({ $scope }).
move-before = Before: { $before } · in the plan: { $planned }
move-reason = Reason: { $reason } ({ $by })
move-day_off = That is a day off: the reminder of the due day comes on the working day before.

completion-reached = 🎯 <b>{ $id }</b> { $title } ({ $scope }): the figure has reached its target.
completion-ask = Is the task done?
completion-yes = ✅ Done
completion-no = Not yet
completion-confirmed = ✅ { $by } confirmed that <b>{ $id }</b> { $title } ({ $scope }) is done. There will be no more reminders of it.
completion-declined = Noted: <b>{ $id }</b> { $title } ({ $scope }) is not done. When it is, tap below or type /xong.
completion-gone = The question about task { $id } is closed: somebody answered, or the figure fell. Type /kehoach to see.
completion-withdrawn = The figure of task <b>{ $id }</b> has fallen (a report was corrected or undone), so there is nothing to confirm yet. You will be asked again.

history-of_task = <b>So far</b>
history-more = … and { $count } earlier.
change-done = • { $at } { $by }: ✅ done{ $where }
change-confirmed = • { $at } { $by }: ✅ confirmed as done, the figure is there{ $where }
change-undone = • { $at } { $by }: 🔓 reopened{ $where }
change-moved = • { $at } { $by }: 📌 moved { $before } → { $after }{ $where }, reason: { $reason }
change-added = • { $at }: 📄 new in the plan, due { $after }
change-replanned = • { $at }: 📄 the plan's date was changed, { $before } → { $after }
change-removed = • { $at }: 📄 taken out of the plan
change-acknowledged = • { $at } { $by }: 👌 received{ $where }
change-snoozed = • { $at } { $by }: ⏰ put off to { $after }{ $where }
