## Biên bản kiểm tra theo sáu mục

menu-bienban = biên bản kiểm tra, giám sát

minutes-heading_1 = Lựa chọn, phân công người phát, thu phiếu
minutes-heading_2 = Việc phát phiếu
minutes-heading_3 = Việc thu phiếu
minutes-heading_4 = Thái độ của người trả lời
minutes-heading_5 = Khó khăn, vướng mắc và nguyên nhân
minutes-heading_6 = Đề xuất, kiến nghị
minutes-hint_1 = Chọn ai, mấy người, có được tập huấn và phân công rõ không?
minutes-hint_2 = Phát có đúng người, đúng địa bàn, đúng cách và đúng hạn không?
minutes-hint_3 = Thu có đủ, đúng hạn không? Phiếu có được niêm phong, giữ kín không?
minutes-hint_4 = Người trả lời có hợp tác không, có tự điền không, có ý kiến gì?
minutes-hint_5 = Có gì vướng mắc? Vì sao?
minutes-hint_6 = Cần ai làm gì, khi nào?

minutes-ask_where = Biên bản về đơn vị nào? Bấm chọn, hoặc gõ mã, tên đơn vị hay tên tỉnh.
minutes-province = Cả { $name }
minutes-no_such_place = Không thấy “{ $words }” trong phạm vi của anh/chị. Bấm chọn, hoặc gõ lại mã hay tên.
minutes-begun =
    Biên bản kiểm tra: { $where }
    Sáu mục, mỗi mục một tin. Có thể dừng giữa chừng; gõ /bienban để viết tiếp.
minutes-ask =
    <b>Mục { $heading }/6. { $title }</b>
    { $hint }
minutes-old = Đang ghi: { $text }
minutes-skip = Bỏ qua
minutes-keep = Giữ nguyên
minutes-preview = Xem cả biên bản
minutes-title =
    <b>Biên bản kiểm tra</b> lúc { $at }
    { $where }
minutes-section =
    <b>{ $heading }. { $title }</b>
    { $text }
minutes-no_text = (không ghi)
minutes-check = Bản nháp, chưa lưu. Đúng rồi thì bấm Lưu.
minutes-mend = Sửa mục { $heading }
minutes-save = 💾 Lưu
minutes-drop = Hủy
minutes-sure = Bỏ hẳn bản nháp có { $told } mục đã viết?
minutes-drop_surely = Bỏ bản nháp
minutes-dropped = Đã bỏ bản nháp biên bản.
minutes-go_on = Viết tiếp
minutes-unfinished =
    Anh/chị có biên bản viết dở, đã ghi { $told }/{ $headings } mục, đang ở mục { $heading }:
    { $where }
minutes-unsaved =
    Anh/chị có biên bản chưa lưu, đã ghi { $told }/{ $headings } mục:
    { $where }
minutes-one_at_a_time = Anh/chị đang viết dở một biên bản khác. Xin lưu hoặc hủy biên bản đó trước.
minutes-waiting = Biên bản vẫn mở ở mục { $heading }/{ $headings }: xin gõ tiếp.
minutes-all_told = Các mục đã hỏi xong. Bấm Lưu, hoặc bấm mục cần sửa rồi gõ lại.
minutes-empty = Biên bản chưa có mục nào. Xin ghi ít nhất một mục.
minutes-saved =
    ✅ Đã lưu biên bản ({ $told }/{ $headings } mục)
    { $where }
minutes-read = Xem lại
minutes-amended = ✏️ Đã sửa mục { $heading }. { $title }
minutes-taken_back = Mục { $heading }. { $title }: đã bỏ nội dung vừa gõ. Gõ /bienban để viết tiếp.
minutes-reopened = Biên bản trở lại thành bản nháp: gõ /bienban để sửa rồi lưu lại, hoặc hủy.

minutes-none = Chưa có biên bản nào trong phạm vi của anh/chị.
minutes-recent = { $count } biên bản mới nhất. Bấm để xem:
minutes-key = { $at } · { $where }
minutes-list = Các biên bản
minutes-shown =
    <b>Biên bản kiểm tra</b> lúc { $at }
    { $where }
    { $agency } · { $inspector }
minutes-nobody = (đã xóa tên)
minutes-gone = Không xem được biên bản này: đã hủy, hoặc không thuộc phạm vi của anh/chị.
