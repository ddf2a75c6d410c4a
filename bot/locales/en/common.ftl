## Shared pieces

lines = { $lines }
pair = { $first }, { $last }
pair_lines =
    { $first }
    { $second }

count-issued = received
count-distributed = handed out
count-collected = collected
count-blank = blank
count-spoiled = spoiled
count-lost = lost
count-refused = refused
count-unreachable = not met
count-replaced = replaced
count-outstanding = outstanding
count-in_hand = in hand
count-said = { $count } { $value }

unit-heading = <b>{ $code }</b> { $name }
unit-change = • { $count } { $added } → <b>{ $total }</b>
unit-standing =
    { $bar } { $percent }% · collected { $collected }/{ $quota }
    outstanding { $outstanding } · in hand { $in_hand }

outcome-match = match
outcome-mismatch = mismatch
outcome-not_received = got no ballot
outcome-answered_by_other = answered by someone else
outcome-unreachable = not reached
outcome-refused = refused

role-postal_worker = Postal worker
role-postal_supervisor = Provincial post office
role-inspector = Inspector
role-coordinator = Coordinator
role-admin = Administrator

agency-BNV = Ministry of Home Affairs
agency-MTTQ_TW = Central Committee of the Vietnam Fatherland Front
agency-CCB_TW = Vietnam Veterans' Association, central office
agency-VNPOST = Vietnam Post
agency-BDT = Provincial post office
agency-SNV = Provincial Department of Home Affairs
agency-MTTQ_TINH = Provincial Fatherland Front
agency-CCB_TINH = Provincial Veterans' Association
agency-UBND_TINH = Provincial People's Committee
agency-BO_NGANH = Ministries and branches
agency-CHUYEN_GIA = Experts
agency-CO_QUAN_LIEN_QUAN = Agencies concerned

scope-nation = the whole country
scope-named = { $names }
scope-aside = {" "}({ $scope })

weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
