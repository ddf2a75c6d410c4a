## The plan's calendar

menu-lich = the plan as a calendar file for the phone

calendar-follows = 📅 The calendar file follows. Open it to add the plan to the phone's calendar; when dates move, type /lich again and open the new file.
calendar-caption = 📅 { $title }, dates as of { $at }
calendar-start = ▶ { $id } starts: { $title }
calendar-due = ⏰ { $id } due{ $where }: { $title }
calendar-done = ✅ { $id } starts (done): { $title }
calendar-done_in = ✅ { $id } done{ $where }: { $title }
