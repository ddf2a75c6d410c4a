# sipas parse

parse-help = Tell how a message is understood, as JSON
parse-text = The message (one that starts with a dash: put it after --)
parse-units = The sender's units: "01-H03=UBND quận Ba Đình;01-X07=UBND phường Trúc Bạch"
parse-jsonl = Read many messages from standard input, one JSON with text and context a line
parse-one_source = Give one of the two: a message, or --jsonl.
parse-bad_units = Cannot read the unit “{ $given }”. Write code=name, with semicolons between.
parse-bad_line = Line { $row }: { $problem }
parse-no_json = not JSON.
parse-no_text = text is missing or no string.
parse-no_units = context.units must be a list with code and name.
