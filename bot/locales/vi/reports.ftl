## Báo cáo của bưu tá

report-no_units = Anh/chị chưa được giao đơn vị nào. Xin liên hệ Bưu điện tỉnh.
report-is_for_inspectors = Tin phúc tra, kiểm tra do người kiểm tra gửi. Bưu tá báo số phiếu, ví dụ: phát 30 thu 25
report-not_understood = Chưa thấy số liệu nào trong tin. Ví dụ cách ghi: <code>{ $example } phát 30 thu 25</code>. Gõ /help để xem thêm.
report-nothing_booked = Chưa ghi số nào. Tin của anh/chị vẫn được lưu.
report-ignored = Bỏ qua: { $words }
report-marked = ⚠️ Đã ghi, có đánh dấu vượt số phiếu phân bổ.

edit-kept = Bản sửa chưa rõ nên số cũ vẫn giữ nguyên ({ $said }).
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
undo-recheck = { $what }: { $count } { $outcome }
undo-inspection = Ghi chú { $where }: { $note }
undo-nothing = Không còn gì để hủy.
undo-breaks = Chưa hủy được: nếu hủy, { $code } sẽ thiếu { $by } phiếu ở mục “{ $balance }”. Xin hủy các báo cáo gửi sau đó trước, hoặc sửa số bằng tin mới.

draft-kept = Chưa ghi: { $said }. Anh/chị chọn giúp:
draft-which_unit = { $said }: của đơn vị nào?
draft-unit = { $code } { $name }
draft-split = Chia { $total } phiếu cho { $units } đơn vị theo số phân bổ
draft-confirm = Đúng, ghi số này
draft-as_total = Ý tôi là tổng
draft-as_add = Ý tôi là thêm
draft-issued_more = Tôi đã nhận thêm { $by }
draft-distributed_more = Tôi đã phát thêm { $by }
draft-drop = Bỏ, tôi nhắn lại
draft-of_unit = { $code }: { $label }
draft-dropped = Đã bỏ. Số liệu không thay đổi.
draft-gone = Câu hỏi này đã được trả lời hoặc đã thay bằng tin mới.

breach-outstanding = ⚠️ Thu về, trắng, mất cộng lại { $back } phiếu, nhiều hơn số đã phát { $distributed }: thừa { $by }.
breach-in_hand = ⚠️ Phát và hỏng cộng lại { $used } phiếu, nhiều hơn số đã nhận { $issued }: thừa { $by }.
breach-below_zero = ⚠️ Mục “{ $count }” sẽ âm { $by } phiếu.
excess = ⚠️ Mục “{ $count }” thành { $total } phiếu, vượt { $by } so với { $quota } phiếu phân bổ.
