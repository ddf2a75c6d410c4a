## Báo cáo của bưu tá

report-no_units = Anh/chị chưa được giao đơn vị nào. Xin liên hệ Bưu điện tỉnh.
report-is_for_inspectors = Tin phúc tra, kiểm tra do người kiểm tra gửi. Bưu tá báo số phiếu, ví dụ: phát 30 thu 25
report-not_understood = Chưa thấy số liệu nào trong tin nên chưa ghi gì. Ví dụ cách ghi: <code>{ $example } phát 30 thu 25</code>. Gõ /help để xem thêm.
report-nothing_booked = Chưa ghi số nào. Tin của anh/chị vẫn được lưu.
report-ignored = Bỏ qua (không phải số liệu): { $words }
report-shared = Đơn vị chung của { $workers } người: số trên là của cả nhóm.
report-late = 🕘 Tin này viết lúc { $at }, trước những tin đã nhận; số liệu xếp theo giờ viết.
report-marked = ⚠️ Đã ghi và đánh dấu: vượt số phiếu phân bổ.
report-changed_meanwhile = Số liệu của { $code } vừa được hủy hoặc sửa từ nơi khác nên lần này chưa ghi gì. Xem lại bằng /toi, nếu cần thì bấm hoặc gửi lại.

edit-kept = Bản sửa chưa rõ nên số cũ vẫn giữ nguyên ({ $said }).
edit-held = Bản sửa <b>chưa ghi</b>, số cũ vẫn giữ nguyên ({ $said }).
edit-nothing_said = Trong bản sửa không có số liệu. Muốn bỏ số cũ, bấm Hủy hoặc gõ /huy.
edit-same = Số liệu không đổi: { $said }.
edit-done = ✏️ Đã sửa. Trước đó: { $said }.

mode-total = Đã hiểu là <b>tổng đến nay</b>.
mode-add = Đã hiểu là <b>số thêm</b>.
mode-to_total = Ý tôi là tổng
mode-to_add = Ý tôi là thêm

undo-button = ↩️ Hủy
undo-done = ↩️ Đã hủy:
undo-report = <b>{ $code }</b> { $name }: { $said }
undo-recheck = { $what }: { $outcome } ({ $count } phiếu)
undo-inspection = Ghi chú { $where }: { $note }
undo-with_later = Hủy cả các báo cáo sau
undo-nothing = Không còn gì để hủy.
undo-breaks =
    Chưa hủy được. Nếu hủy, { $unit } sẽ sai:
    { $reasons }
    Xin hủy các tin gửi sau đó trước, hoặc sửa số ngay trong tin đã gửi.

draft-kept = <b>Chưa ghi</b>: { $said }. Anh/chị chọn giúp:
draft-stuck = <b>Chưa ghi</b>: { $said }. Xin xem lại số rồi nhắn lại.
draft-which_unit = { $said }: của đơn vị nào? Bấm chọn, hoặc nhắn lại kèm mã đơn vị.
draft-other_units = Đơn vị khác: gõ mã ở đầu tin, ví dụ { $example } phát 5
draft-unit = { $code } { $name }
draft-split = Chia { $total } phiếu cho { $units } đơn vị theo số phân bổ
draft-confirm = Đúng, ghi số này
draft-as_total = Ý tôi là tổng
draft-as_add = Ý tôi là thêm
draft-issued_more = Tôi đã nhận thêm { $by } (tất cả { $total })
draft-distributed_more = Tôi đã phát thêm { $by }
draft-drop = Bỏ, tôi nhắn lại
draft-of_unit = { $code }: { $label }
draft-dropped = Đã bỏ. Số liệu không thay đổi.
draft-gone = Câu hỏi này đã được trả lời, hoặc đã có tin mới thay.

breach-outstanding = ⚠️ Thu về, trắng và mất cộng lại { $back } phiếu, nhiều hơn số đã phát { $distributed }: thừa { $by }.
breach-in_hand = ⚠️ Phát và hỏng cộng lại { $used } phiếu, nhiều hơn số được giao { $issued }: thừa { $by }.
breach-below_zero = ⚠️ Mục “{ $count }” sẽ âm { $by } phiếu.
excess = ⚠️ Số “{ $count }” thành { $total } phiếu, vượt { $by } so với { $quota } phiếu phân bổ.
