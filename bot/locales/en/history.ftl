## Past reports, silent workers

menu-lichsu = recent reports
menu-imlang = who has not reported for long

history-title = 🕘 <b>Past reports</b> { $scope } · { $first }–{ $last }
history-row = ✅ { $at } · <b>{ $code }</b> · { $said } · { $name }{ $notes }
history-row_gone = ▫️ { $at } · { $code } · <s>{ $said }</s> · { $name }{ $notes }
history-note = {" "}({ $note })
history-said_add = added { $said }
history-said_total = total { $said }
history-undone = undone by { $by }
history-corrected = corrected to { $to }
history-dropped = dropped by an edit
history-in_stead = entered by { $by }, reason: { $reason }
history-marked = above the quota
history-comment = note: { $comment }
history-forgotten = a person since removed
history-older = Older ▶️
history-newer = ◀️ Newer
history-nothing = There are no reports yet.
history-unknown_unit = “{ $words }” is none of the units in your scope. Please type the full code, for example: /lichsu 01-H03

silence-title = 🔕 <b>{ $count ->
    [one] { $count } postal worker
   *[other] { $count } postal workers
}</b> with ballots left and no report for { $days ->
    [one] { $days } working day
   *[other] { $days } working days
} or more:
silence-row = • <b>{ $name }</b> ({ $units }): { $days ->
    [one] { $days } day
   *[other] { $days } days
}, last report { $last }, outstanding { $outstanding }, in hand { $in_hand }
silence-row_never = • <b>{ $name }</b> ({ $units }): never reported ({ $days ->
    [one] { $days } day
   *[other] { $days } days
}), outstanding { $outstanding }, in hand { $in_hand }
silence-more = … and { $count } more.
silence-act = The bot asks each of them at { $at }. Please ring them; whoever is away or without a signal types /vang.
silence-away = 🏖 Said to be absent ({ $count }):
silence-nobody = No postal worker with ballots left has been silent for { $days ->
    [one] { $days } working day
   *[other] { $days } working days
} or more.
silence-bad_days = “{ $words }” is no number of days. Example: /imlang 3 (from 1 to { $most })
