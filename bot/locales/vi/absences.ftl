## Vắng, mất sóng

menu-vang = báo vắng, mất sóng

absence-ask = Vắng hoặc mất sóng mấy ngày, kể từ hôm nay? Bấm chọn, hoặc gõ: <code>/vang 2</code>, <code>/vang đến thứ 6</code>, <code>/vang 12/9</code>
absence-now = 🏖 Đang báo vắng đến hết { $weekday } { $last } ({ $days } ngày nữa, kể cả hôm nay). Bấm để đổi.
absence-days = { $days } ngày
absence-end = Hết vắng
absence-noted = 🏖 Đã ghi: vắng hoặc mất sóng đến hết { $weekday } { $last } ({ $days } ngày, kể cả hôm nay). Có lại sớm hơn thì gõ /vang 0
absence-ended = 👋 Đã ghi: anh/chị làm việc lại.
absence-none = Hiện không có ngày vắng nào được ghi.
absence-past = Ngày { $last } đã qua. Xin ghi ngày sắp tới, ví dụ: /vang 2
absence-too_long = Mỗi lần chỉ ghi được tối đa { $days } ngày. Vắng lâu hơn, xin báo Bưu điện tỉnh để bố trí người.
absence-not_understood = “{ $words }” là đến ngày nào? Ví dụ: /vang 2, /vang đến thứ 6, /vang 12/9
