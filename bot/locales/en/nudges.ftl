## The morning's digest, the afternoon's question to workers, silence, shortfalls

digest-title = 🗓 <b>{ $count } tasks</b> for you, { $weekday } { $today }
digest-instead = ⚠️ You are told in the stead of provinces without a coordinator.
digest-gap = {""}
digest-where = {" "}{ $name }
digest-nowhere = {""}

nudge-today = 📮 { $name }, there is no report of yours today.
nudge-silent = 📮 { $name }, there has been no report of yours for <b>{ $days } working days</b>. The provincial post will be told if it stays so.
nudge-left = Still { $outstanding } ballots outstanding, { $in_hand } in hand ({ $units }).
nudge-act = One line is enough, for example <code>{ $unit } phát 5 thu 3</code>. Away or no signal: /vang. All done: /xong.

silent-told_supervisor = 🔕 <b>{ $count } postal workers</b> with ballots are silent and were reminded:
silent-told_coordinator = 🔕 <b>{ $count } postal workers</b> are still silent, the provincial post was told:
silent-untold_supervisor = 🔕 <b>{ $count } postal workers</b> with ballots are silent, the bot could not remind { $untold } of them:
silent-untold_coordinator = 🔕 <b>{ $count } postal workers</b> are still silent, { $untold } of them have no provincial post that could be told:
silent-in_province = • { $name }: { $count } workers
silent-act = Please ring them. Type /imlang to see all.

shortfall-title = 📉 Distribution and collection lag behind the plan (by the end of { $day }):
shortfall-row = • <b>{ $scope }</b>: { $percent }%, planned { $planned }%
digest-more = … and { $count } more lines.
shortfall-act = Type /tiendo for the units that lag, /imlang for silent workers.
