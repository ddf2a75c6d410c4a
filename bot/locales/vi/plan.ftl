## Kế hoạch và nhắc việc

plan-title = 🗓 <b>{ $title }</b>, ngày { $today }
plan-late = <b>Quá hạn</b>
plan-running = <b>Đang làm</b>
plan-coming = <b>Sắp tới</b>
plan-far = <b>Về sau</b>
plan-done = <b>Đã xong</b>
plan-row =
    • <b>{ $id }</b> { $title }{ $where }
    {"  "}{ $left } · { $lead }
plan-nothing = Hôm nay không có việc nào đang làm hay sắp tới.
plan-more = Gõ /kehoach tatca để xem tất cả, /kehoach kèm mã việc để xem một việc.
plan-is_done = đã xong
plan-no_such_task = Không có việc “{ $id }” trong kế hoạch. Ví dụ: /kehoach { $example }
plan-task = <b>{ $id }</b> { $title }
plan-place = <b>{ $name }</b>
plan-period = Từ { $start } đến { $due } (kế hoạch ghi: { $written })
plan-moved = Hạn theo kế hoạch gốc: { $due }
plan-support = Phối hợp: { $agencies }

due-late = Hạn { $weekday } { $due }, <b>quá { $days } ngày</b>
due-today = Hạn <b>hôm nay</b>, { $weekday } { $due }
due-left = Hạn { $weekday } { $due }, còn { $days } ngày

reminder-lead = 🔔 <b>{ $number }</b> { $title }
reminder-support = ℹ️ Để biết: <b>{ $number }</b> { $title }
reminder-stand_in = 🔔 <b>{ $number }</b> { $title }
reminder-escalated = ⏫ Quá hạn ở tỉnh: <b>{ $number }</b> { $title }
reminder-late_in = Chưa xong: { $names }
reminder-moved = Hạn gốc { $due }; { $by } đã dời: { $reason }
reminder-pace = Phát và thu: { $percent }%, lẽ ra đến hôm nay { $planned }%
reminder-expected = Lẽ ra đến hôm nay: { $percent }%
reminder-behind = Chậm nhất: { $names }
reminder-behind_one = { $name } { $done }/{ $target }
reminder-behind_name = { $name }
reminder-start = Bắt đầu từ { $start }.
reminder-scope = Địa bàn: { $name }
reminder-leads = Chủ trì: { $agencies }
reminder-progress = { $bar } { $percent }% · { $what } { $done }/{ $target }
reminder-act = Xin triển khai. Xong thì bấm ✅; /doihan để dời hạn, /tiendo xem tiến độ, /kehoach xem kế hoạch.
reminder-look = Gõ /kehoach để xem kế hoạch.
reminder-missing =
    ⚠️ Anh/chị nhận thay vì chưa liên lạc được ai ở:
    { $agencies }
reminder-missing_nation = – { $agency }
reminder-missing_province = – { $agency } { $name }
reminder-missing_provinces = – { $agency } tại { $count } tỉnh, thành phố
reminder-confirm_title = Các việc dưới đây đã quá hạn khi bắt đầu dùng hệ thống. Xin rà lại việc nào đã xong:
reminder-confirm_added = Kế hoạch vừa thêm các việc đã quá hạn dưới đây. Xin rà lại việc nào đã xong:
reminder-confirm_row = • <b>{ $id }</b> { $title } (hạn { $due })

tracks-distribution = phiếu đã thu
tracks-recheck = đơn vị đã phúc tra
tracks-inspection = tỉnh đã kiểm tra
tracks-sample = đơn vị đã chọn
tracks-entry = phiếu đã nhập
tracks-entry_recheck = phiếu nhập đã phúc tra

reminders-sent = <b>Đã nhắc</b>
reminders-none_sent = Chưa có lời nhắc nào gửi cho anh/chị.
reminders-sent_row = • { $at }: <b>{ $number }</b> { $title } ({ $slot }){ $state }
reminders-coming = <b>Sắp nhắc</b>
reminders-none_coming = Không còn lời nhắc nào sắp tới.
reminders-coming_row = • { $weekday } { $day }: <b>{ $number }</b> { $title } ({ $slot })
reminders-more = … và { $count } lời nhắc nữa.

sent-none = {""}
sent-sent = {" "}✓
sent-queued = , đang gửi
sent-sending = , đang gửi
sent-failed = , không gửi được
sent-unknown = , không rõ đã tới chưa
sent-cancelled = , đã hủy

slot-start = bắt đầu
slot-before-30 = trước 30 ngày
slot-before-14 = trước 14 ngày
slot-before-7 = trước 7 ngày
slot-before-3 = trước 3 ngày
slot-before-1 = trước 1 ngày
slot-due = ngày hạn
slot-after-1 = quá 1 ngày
slot-after-3 = quá 3 ngày
slot-after-7 = quá 7 ngày
slot-after-14 = quá 14 ngày
slot-after-21 = quá 21 ngày
slot-after-28 = quá 28 ngày
slot-again = { $slot }, nhắc lại
slot-reached = số liệu đã đủ
