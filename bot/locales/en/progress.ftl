## Progress and scores

progress-title = 📊 <b>Progress</b> { $scope } · { $at }
progress-whole =
    { $bar } <b>{ $percent }%</b>
    Collected { $collected }/{ $quota } ballots · handed out { $distributed } · outstanding { $outstanding }
    { $units ->
        [one] { $units } unit
       *[other] { $units } units
    }: { $started } started, { $finished } finished
progress-behind = Furthest behind:
progress-by_province = By province:
progress-by_unit = By unit:
progress-row = <code>{ $bar } { $percent }%</code> { $name } <i>{ $collected }/{ $quota }</i>
progress-no_units = No units are loaded for { $scope } yet.
progress-unknown_scope = There is no scope “{ $code }”. Please use a province's name or code (01), a unit code (01-H03) or VN.
progress-not_yours = { $code } is outside your scope. Send /tiendo without a code to see your own.
progress-chart_title = Ballots handed out and collected
progress-chart_subtitle = { $scope } · { $at }
progress-chart_others = { $count } others
progress-chart_empty = No figures yet
progress-chart_collected = Collected
progress-chart_distributed = Handed out
progress-chart_quota = Quota
progress-chart_caption = Progress { $scope } · { $at }

mine-title = <b>{ $name }</b> · { $units ->
    [one] { $units } unit
   *[other] { $units } units
}
mine-shared = Shared by { $workers } people; the figures above are the whole group's.
mine-more = … and { $count ->
    [one] { $count } more unit
   *[other] { $count } more units
}. Send /tiendo or ask the provincial post office to see them all.
mine-whole = <b>Total</b>: collected { $collected }/{ $quota } · handed out { $distributed } · outstanding { $outstanding }
mine-drafts = ⚠️ { $count ->
    [one] { $count } message waits
   *[other] { $count } messages wait
} for your choice above.

score-computing = ⏳ Computing the score…
score-title = 📈 <b>Score</b> { $scope } · { $at }
score-score = <b>{ $score }</b>/100
score-no_score = Not enough figures for a score yet.
score-part = • { $part }: { $value }%
score-part_missing = • { $part }: no figures yet
score-agreement = • { $part }: { $value }% (95% confidence interval: { $low }–{ $high }%, { $n ->
    [one] { $n } ballot
   *[other] { $n } ballots
} re-checked){ $note }
score-not_counted = {" "}(not part of the score yet)
score-lowest = Lowest:
score-row = <code>{ $score }</code> { $name }
score-part_coverage = Collected against the quota
score-part_pace = Pace against the plan
score-part_validity = Valid ballots
score-part_agreement = Re-checks that match
score-part_integrity = No sign that calls for a re-check
