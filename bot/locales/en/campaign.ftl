# Campaigns and sampling: the commands `sipas campaign`, `sipas sample`, the faults of a campaign file.

campaign-help = Campaigns: list them, show a timeline, check a file.
campaign-list-help = List the campaigns there are.
campaign-show-help = Show a campaign's tasks with a marker for today.
campaign-check-help = Check a campaign file and name every fault.
campaign-arg-code = Campaign code (such as 2019) or a .toml file
campaign-arg-file = The campaign's .toml file
campaign-option-today = The day to take for today (default: the clock's)
campaign-option-format = How to print: table, csv or json

campaign-column-code = Code
campaign-column-title = Title
campaign-column-document = Plan
campaign-column-start = From
campaign-column-due = To
campaign-column-tasks = Rows
campaign-column-units = Units
campaign-column-ballots = Ballots
campaign-column-number = No.
campaign-column-task = Task
campaign-column-period = Period
campaign-column-lead = Lead
campaign-column-support = Support
campaign-column-note = Note

campaign-show-title = { $title } ({ $document }, { $issued })
campaign-show-note = Note: { $note }
campaign-show-period = { $start } – { $due }
campaign-show-today = ── Today, { $today } ──
campaign-show-running = ▶ running today

campaign-agency-BNV = Ministry of Home Affairs
campaign-agency-MTTQ_TW = Fatherland Front, centre
campaign-agency-CCB_TW = Veterans' Association, centre
campaign-agency-VNPOST = VNPost
campaign-agency-BDT = Provincial post office
campaign-agency-SNV = Provincial Department of Home Affairs
campaign-agency-MTTQ_TINH = Fatherland Front, province
campaign-agency-CCB_TINH = Veterans' Association, province
campaign-agency-UBND_TINH = Provincial People's Committee
campaign-agency-BO_NGANH = Ministries and branches
campaign-agency-CHUYEN_GIA = Experts
campaign-agency-CO_QUAN_LIEN_QUAN = Agencies concerned

campaign-unknown = There is no campaign “{ $given }”. Known campaigns: { $known }.
campaign-no_file = There is no file “{ $path }”.
campaign-good = ✓ { $path }: no faults ({ $tasks } task rows, { $provinces } provinces, { $units } units, { $ballots } ballots).
campaign-check-failed = { $path }: { $count ->
    [one] { $count } fault.
   *[other] { $count } faults.
}
campaign-bad = The file { $path } cannot be used: { $fault }{ $more ->
    [0] {""}
   *[other] {" "}(and { $more } more; see: sipas campaign check)
}

campaign-fault = { $at }: { $problem }
campaign-fault-of-row = { $at } ({ $label }): { $problem }

campaign-fault-missing = is missing
campaign-fault-unknown_key = there is no such key
campaign-fault-unknown_value = “{ $given }” is not valid; allowed: { $known }
campaign-fault-pattern = “{ $given }” does not match { $pattern }
campaign-fault-empty = must not be empty
campaign-fault-at_least = { $given } is too small; the least is { $bound }
campaign-fault-more_than = { $given } is too small; must be more than { $bound }
campaign-fault-less_than = { $given } is too large; must be less than { $bound }
campaign-fault-at_most = { $given } is too large; the most is { $bound }
campaign-fault-not_date = “{ $given }” is not a date; write it like 2019-09-30, without quotes
campaign-fault-not_time = “{ $given }” is not a time; write it like 08:00:00, without quotes
campaign-fault-not_int = “{ $given }” is not a whole number
campaign-fault-not_number = “{ $given }” is not a number
campaign-fault-not_bool = “{ $given }” must be true or false
campaign-fault-not_text = “{ $given }” must be text in quotes
campaign-fault-not_list = “{ $given }” must be a list in [ ]
campaign-fault-not_table = “{ $given }” must be a table of named keys
campaign-fault-invalid = “{ $given }” is not valid

campaign-fault-toml = the file is not valid TOML at line { $line }, column { $column } ({ $problem })
campaign-fault-not_utf8 = { $path } is not UTF-8 text
campaign-fault-unreadable = cannot read { $path } ({ $problem })
campaign-fault-unknown_campaign = there is no campaign “{ $given }”; known campaigns: { $known }
campaign-fault-circle = campaigns take their samples from each other in a circle through “{ $given }”

campaign-fault-duplicate = { $given } stands there more than once
campaign-fault-foreign_id = “{ $given }” must start with “{ $campaign }-”
campaign-fault-not_of_id = “{ $given }” is not the number of { $id }: it must be what follows the campaign's code there
campaign-fault-no_parent_task = no task row has the id “{ $given }”
campaign-fault-nested_task = “{ $given }” is not a group at the top
campaign-fault-due_before_start = the due day { $due } is before the start { $start }
campaign-fault-far_date = { $given } is too far from { $year }, the campaign's year
campaign-fault-group_without_children = said to be a group, but no row has it as its parent
campaign-fault-group_not_said = this row has children, so it must be a group
campaign-fault-group_tracks = a group tracks no figure (“{ $given }”); say it on a child row
campaign-fault-no_lead = no agency leads this row
campaign-fault-not_provincial = said to belong to each province, but no provincial agency leads it
campaign-fault-is_provincial = provincial agencies lead it, so it needs provincial = true
campaign-fault-no_parent_level = no level above has the letter “{ $given }”
campaign-fault-fixed_or_picks = needs exactly one of fixed (names of units) and picks (numbers of units)
campaign-fault-class_missing = has no figure for the class of provinces “{ $given }”
campaign-fault-unknown_class = there is no class of provinces “{ $given }”; known classes: { $known }
campaign-fault-total_differs = the plan says { $planned } ballots, the allocation gives { $computed }
campaign-fault-unknown_total = there is nothing to add up here; allowed: { $known }
campaign-fault-off_and_working = { $given } is both a day off and a working day
campaign-fault-not_falling = the days must fall, none twice
campaign-fault-not_rising = the days must rise, none twice
campaign-fault-closes_before_opens = the closing time must be after the opening time
campaign-fault-at_night = { $given } is at night: people are told things between 07:00 and 21:00
campaign-fault-not_three = there must be { $count } numbers: for the worker, the supervisor, the coordinator
campaign-fault-unknown_part = the score has no such part; its parts are: { $known }

sample-help = Sampling: allocate the ballots.
sample-allocate-help = Print the quota table and prove it against the plan's totals.
sample-option-campaign = Campaign code (such as 2018) or a .toml file (default: the one in use)
sample-allocate-title = Allocation of ballots, campaign { $campaign }
sample-column-level = Level
sample-column-class = Class
sample-column-units = Units a province
sample-column-quota = Ballots a unit
sample-column-ballots = Ballots a province
sample-column-provinces = Provinces
sample-column-total_units = All units
sample-column-total = All ballots
sample-level = { $letter } ({ $name })
sample-proof-nation = { $mark } Nation: { $computed } ballots, plan { $planned }
sample-proof-level = { $mark } { $level }: { $computed } ballots, plan { $planned }
sample-proof-class = { $mark } { $provinces } provinces ({ $class }): { $computed } ballots each, plan { $planned }
sample-proof-cell = { $mark } { $level }, { $class }: { $units } units × { $quota } ballots = { $computed }, plan { $planned }
sample-mismatch = The allocation differs from the plan's totals in { $count } lines.
