## Việc trong kế hoạch: xong, dời hạn, đã nhận, nhắc lại

menu-doihan = dời hạn một việc

task-key = { $number } { $title }
task-key_done = ✅ Đã xong
task-key_done_of = ✅ Xong { $number }{ $where }
task-key_later = ⏰ Mai nhắc lại
task-key_later_of = ⏰ Mai: { $number }{ $where }
task-key_seen = 👌 Đã nhận
task-key_undone = Chưa xong, mở lại
task-key_undone_of = Chưa xong, mở lại { $number }{ $where }
task-which = ✅ Việc nào đã xong? Bấm chọn, hoặc gõ mã việc, ví dụ: <code>/xong 4.5</code>
task-none_open = Không có việc nào đang làm mà anh/chị chủ trì. Gõ /kehoach để xem kế hoạch.
task-unknown_province = Không có tỉnh “{ $words }”. Xin gõ tên hoặc mã tỉnh, ví dụ: /xong { $id } 01
task-which_province = Việc { $id } ở tỉnh nào? Anh/chị phụ trách nhiều tỉnh, xin gõ thêm mã tỉnh ngay sau mã việc, ví dụ: { $id } { $example }
task-is_group = { $id } là một nhóm việc. Xin chọn một việc trong nhóm, ví dụ: { $example }
task-done = ✅ Đã ghi: <b>{ $id }</b> { $title } đã xong ({ $scope }).
task-done_early = Sớm { $days } ngày so với hạn. Cảm ơn anh/chị!
task-silent = Việc này sẽ không nhắc nữa.
task-done_before = <b>{ $id }</b> { $title } ({ $scope }) đã xong: { $by } ghi lúc { $at }.
task-not_done = Việc { $id } chưa ghi là xong nên không cần mở lại.
task-reopened = 🔓 Đã mở lại <b>{ $id }</b> { $title } ({ $scope }).
task-reopened_next = Lời nhắc tới: { $weekday } { $day }.
task-reopened_never = Hạn đã qua quá lâu nên không còn lời nhắc nào. Muốn được nhắc, gõ /doihan { $number } kèm hạn mới.
task-not_yours = Việc { $id } do { $agencies } chủ trì; người điều phối của cơ quan đó trong phạm vi của mình mới ghi được. Xin báo họ, hoặc báo Bộ Nội vụ.
task-put_off = ⏰ Việc { $id } sẽ nhắc lại { $weekday } { $day }.
task-put_off_before = Lần nhắc này của việc { $id } đã hoãn một lần rồi. Gõ /doihan nếu cần dời hạn.
task-nothing_to_put_off = Việc { $id } không còn lời nhắc này để hoãn: việc đã xong hoặc hạn đã dời. Gõ /nhacviec để xem.
task-seen = 👌 { $name } đã nhận việc { $tasks } lúc { $at }.
task-seen_before = Anh/chị đã báo nhận các việc này rồi.
task-nothing_seen = Không có lời nhắc nào của anh/chị trong ngày đó.
task-noted = Đã ghi

move-how = Gõ mã việc, hạn mới và lý do, ví dụ: <code>/doihan { $example } 05/10 mưa bão</code>
move-not_yours = Chỉ người điều phối của { $agencies } trong phạm vi của mình, hoặc của Bộ Nội vụ, mới dời được hạn việc { $id }. Xin trao đổi với họ.
move-unknown_province = Không có tỉnh “{ $words }”. Xin gõ tên hoặc mã tỉnh, ví dụ: <code>/doihan { $id } 01 05/10 mưa bão</code>
move-no_date = “{ $words }” không phải ngày. Ví dụ: <code>/doihan { $id } 05/10 mưa bão</code>
move-no_reason = Xin ghi lý do dời hạn, ví dụ: <code>/doihan { $id } { $due } mưa bão</code>
move-is_done = Việc { $id } đã xong nên không dời hạn. Nếu chưa xong, gõ /xong { $number } rồi bấm mở lại.
move-same = Hạn của việc { $id } đang là { $due } rồi.
move-past = Ngày { $due } đã qua. Xin chọn ngày từ hôm nay trở đi.
move-too_far = Ngày { $due } cách hạn gốc { $planned } hơn một năm. Xin xem lại năm.
move-moved = 📌 Đã dời hạn <b>{ $id }</b> { $title } ({ $scope }).
move-before = Trước đó: { $before } · hạn gốc của kế hoạch: { $planned }
move-reason = Lý do: { $reason } ({ $by })
move-day_off = Lưu ý: đó là ngày nghỉ, lời nhắc ngày hạn sẽ gửi vào ngày làm việc trước đó.

completion-reached = 🎯 <b>{ $id }</b> { $title } ({ $scope }): số liệu đã đủ.
completion-ask = Xác nhận việc này đã xong?
completion-yes = ✅ Đã xong
completion-no = Chưa xong
completion-confirmed = ✅ { $by } xác nhận <b>{ $id }</b> { $title } ({ $scope }) đã xong. Việc này sẽ không nhắc nữa.
completion-declined = Đã ghi: <b>{ $id }</b> { $title } ({ $scope }) chưa xong. Khi nào xong, bấm nút dưới đây hoặc gõ /xong.
completion-gone = Câu hỏi về việc { $id } không còn hiệu lực: đã có người trả lời, hoặc số liệu đã giảm. Gõ /kehoach để xem.
completion-withdrawn = Số liệu của việc <b>{ $id }</b> đã giảm (có báo cáo bị sửa hoặc hủy) nên chưa cần xác nhận. Khi đủ lại, hệ thống sẽ hỏi.

history-of_task = <b>Đã diễn ra</b>
history-more = … và { $count } lần trước đó.
change-done = • { $at } { $by }: ✅ xong{ $where }
change-confirmed = • { $at } { $by }: ✅ xác nhận xong, số liệu đã đủ{ $where }
change-undone = • { $at } { $by }: 🔓 mở lại{ $where }
change-moved = • { $at } { $by }: 📌 dời hạn { $before } → { $after }{ $where }, lý do: { $reason }
change-added = • { $at }: 📄 việc mới trong kế hoạch, hạn { $after }
change-replanned = • { $at }: 📄 kế hoạch sửa hạn { $before } → { $after }
change-removed = • { $at }: 📄 kế hoạch bỏ việc này
change-acknowledged = • { $at } { $by }: 👌 đã nhận{ $where }
change-snoozed = • { $at } { $by }: ⏰ hoãn nhắc đến { $after }{ $where }
