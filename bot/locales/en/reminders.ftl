## `sipas reminders`: what will be sent; `sipas campaign apply`: a changed file

reminders-help = Reminders: see what will be sent.
reminders-preview-help = Shows each message to come: when, to whom, its text. Nothing is sent.
reminders-option-from = From this day (default: today)
reminders-option-to = Through this day (default: five weeks after the last due day)
reminders-option-person = One person only: a number, an agency's code or a part of the name
reminders-option-format = How to print: table, csv, json, or ics (the plan's calendar file)
reminders-backwards = The last day { $end } is before the first { $start }. Check --from and --to.
reminders-too_long = Too many days: at most { $days }. Check --from and --to.
reminders-nobody = Nobody is “{ $given }”. Use a number, an agency's code (as BNV) or a part of the name.
reminders-several = { $count } people are “{ $given }”, use a number: { $names }
reminders-walking = Walking through the days
reminders-notional = No database of this campaign yet: an imagined person for each agency, { $province } stands for all provinces, no figures.
reminders-column-at = When
reminders-column-person = To
reminders-column-message = Message
reminders-at =
    { $weekday }
    { $day }
    { $time }
reminders-total = { $count } messages, if nothing changes from now on.

apply-help = Applies a changed campaign file: prints the difference first, then asks.
apply-option-yes = Apply without asking
apply-another = The file is of the campaign “{ $given }”, the bot runs “{ $campaign }”. Check the file or SIPAS_CAMPAIGN.
apply-not_begun = The campaign “{ $campaign }” has not begun in this database, so there is nothing to apply: put the file into SIPAS_CAMPAIGN and run sipas run.
apply-same = Nothing differs from what the bot goes by.
apply-column-change = Change
apply-column-key = Key
apply-column-before = Before
apply-column-after = After
apply-kind_added = added
apply-kind_removed = removed
apply-kind_changed = changed
apply-new_task = + { $id } { $title }: due { $due }; only slots from today on are reminded of.
apply-new_late = + { $id } { $title }: due { $due }, which is past; the Ministry is asked once whether it is done, nobody is reminded.
apply-gone_task = − { $id } { $title }: no more reminders, those that wait are cancelled.
apply-moved_task = ↷ { $id } { $title }: due { $due }; what waits for the old date is cancelled, only slots from today on are reminded of.
apply-confirm = Apply?
apply-needs_yes = Look at the difference above; to apply it, run this again with --yes.
apply-given_up = Nothing was applied.
apply-overtaken = Somebody else has just applied a file. Run this again to see the new difference.
apply-done = ✓ Applied, { $count } waiting messages cancelled. A running bot goes by it within seconds.
