## Bulletins at the end of the day and the beginning of the week

menu-bantin = bulletins of the day and the week

bulletin-choose = 📰 <b>Bulletins</b>
bulletin-on_daily = ✅ At the end of a working day, { $at }: on
bulletin-off_daily = ▫️ At the end of a working day, { $at }: off
bulletin-on_weekly = ✅ At the beginning of the week, { $at }, with a chart: on
bulletin-off_weekly = ▫️ At the beginning of the week, { $at }, with a chart: off
bulletin-quiet = Without news nothing is sent, nor on days off or at night.
bulletin-turn_on_daily = Turn the day's bulletin on
bulletin-turn_off_daily = Turn the day's bulletin off
bulletin-turn_on_weekly = Turn the week's bulletin on
bulletin-turn_off_weekly = Turn the week's bulletin off
bulletin-key_now = 📰 Show it now
bulletin-how = “{ $words }” is not known. Type <code>/bantin on</code>, <code>/bantin off</code> or <code>/bantin now</code>.
bulletin-computing = Computing…

bulletin-title_daily = 📰 <b>Bulletin</b> of { $weekday } { $today } · { $scope }
bulletin-title_weekly = 📰 <b>At the beginning of the week</b> { $today } · { $scope }
bulletin-since = Since the bulletin of { $day }: { $said }
bulletin-no_reports = Since the bulletin of { $day }: no new figures.
bulletin-added = { $count } { $value }
bulletin-rechecked = units re-checked
bulletin-units = { $started }/{ $units } units have handed out, { $finished } have all back
bulletin-silent = 🔕 { $count } workers silent for { $days } working days (/imlang)
bulletin-tasks = <b>Late or due soon</b>
bulletin-task =
    • <b>{ $id }</b> { $title }
    {"  "}{ $left }
bulletin-more = … and { $count } more (/kehoach)
bulletin-act = Type /tiendo for details, /bantin to change this.
