## Absences

menu-vang = absent or no signal

absence-ask = Absent or without a signal for how many days, today included? Tap, or type <code>/vang 2</code>, <code>/vang đến thứ 6</code>, <code>/vang 12/9</code>
absence-now = 🏖 You are noted as absent through { $weekday } { $last } ({ $days ->
    [one] { $days } more day
   *[other] { $days } more days
}, today included). Tap to change it.
absence-days = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
absence-end = I am back
absence-noted = 🏖 Noted: absent or without a signal through { $weekday } { $last } ({ $days ->
    [one] { $days } day
   *[other] { $days } days
}, today included). If you are back earlier, send /vang 0
absence-ended = 👋 Noted: you are back.
absence-none = No absence is noted.
absence-past = { $last } is over. Please name a day to come, for example: /vang 2
absence-too_long = At most { $days ->
    [one] { $days } day
   *[other] { $days } days
} at a time. For longer, please tell the provincial post office, so that somebody takes over.
absence-not_understood = “{ $words }”: until which day? Examples: /vang 2, /vang đến thứ 6, /vang 12/9
