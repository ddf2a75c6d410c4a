## Đăng ký, trợ giúp, ngôn ngữ

start-hello =
    Chào <b>{ $name }</b>!
    { $title }
    Vai trò: { $role } · Phạm vi: { $scope }
start-postal_worker = Mỗi lần làm xong, chỉ cần nhắn một dòng, ví dụ: <code>phát 30 thu 25</code>. Gõ /toi để xem đơn vị của mình, /help khi cần.
start-postal_supervisor = Gõ /tiendo để xem tiến độ tỉnh mình, /moi để mời bưu tá, /help khi cần.
start-inspector = Phúc tra: <code>pt H03-007 khớp</code> hoặc /phuctra để bấm nút. Kiểm tra: /kiemtra, /bienban. Gõ /toi để xem việc được giao, /help khi cần.
start-coordinator = Gõ /tiendo để xem tiến độ, /kehoach để xem kế hoạch, /help khi cần.
start-admin = Gõ /help để xem các lệnh.

help-postal_worker =
    Nhắn một dòng khi làm xong:
    <code>phát 30 thu 25</code>
    <code>H03 phát 30 thu 25 hỏng 1</code> (nếu có nhiều đơn vị)
    <code>tổng phát 120 thu 96</code> (số từ đầu đến nay)
    Loại số: nhận, phát, thu, trắng, hỏng, mất, từ chối, không gặp, thay thế.
    Ghi chú sau dấu //. Gõ sai thì sửa ngay tin đã gửi, hoặc /huy.
help-postal_supervisor = Theo dõi bưu tá của tỉnh mình bằng các lệnh dưới đây.
help-inspector =
    Phúc tra một phiếu: <code>pt H03-007 khớp</code>
    Kết quả: khớp, lệch, không nhận phiếu, người khác trả lời thay, không liên lạc được, từ chối.
    Nhiều phiếu: <code>pt H03-007, 008, 009 khớp</code> hoặc <code>pt H03: kiểm 10 khớp 8 lệch 1 không nhận 1</code>
    Từng bước, chỉ cần bấm nút: /phuctra
    Kiểm tra: ghi chú ngắn <code>/kiemtra H03 nội dung</code>, biên bản sáu mục /bienban
    Ghi chú sau dấu //. Gõ sai thì sửa ngay tin đã gửi, hoặc /huy.
help-coordinator =
    Anh/chị theo dõi tiến độ và nhận lời nhắc theo kế hoạch.
    Có thể gõ lệnh kèm tên hoặc mã, ví dụ: <code>/tiendo Hà Nội</code>, <code>/tiendo 01-H03</code>, <code>/kehoach 4.5</code>
help-admin = Anh/chị dùng được các lệnh của người điều phối.
help-commands = <b>Các lệnh</b>
help-command = /{ $command } – { $does }

menu-start = bắt đầu
menu-help = cách dùng
menu-ngonngu = đổi ngôn ngữ (language)
menu-toi = việc của tôi
menu-huy = hủy tin vừa gửi
menu-kiemtra = ghi chú kiểm tra
menu-tiendo = tiến độ
menu-kehoach = kế hoạch, việc đến hạn
menu-nhacviec = lời nhắc đã gửi và sắp tới
menu-moi = mời người tham gia
menu-diem = điểm chất lượng

language-ask = Chọn ngôn ngữ / Choose a language:
language-vi = Tiếng Việt
language-en = English
language-set = Đã chuyển sang tiếng Việt.

invite-bad = Đường dẫn mời không đúng, đã dùng hoặc đã hết hạn. Xin nhờ người điều phối gửi đường dẫn mới.
invite-ask_role = Mời ai? Chọn vai trò:
invite-ask_name = Mời <b>{ $role }</b>. Xin gõ họ tên; phạm vi. Ví dụ: <code>Nguyễn Văn An; { $example }</code>
invite-which_role = Không rõ vai trò “{ $said }”. Dùng một trong: bưu tá, bưu điện, kiểm tra, điều phối.
invite-not_this_role = Anh/chị không mời được vai trò { $role }.
invite-no_name = Họ tên còn thiếu hoặc quá dài. Ví dụ: <code>Nguyễn Văn An; { $example }</code>
invite-unknown_code = Không có mã “{ $code }” trong đợt điều tra này. Xin xem lại.
invite-beyond_scope = { $code } ngoài phạm vi của anh/chị nên không mời được.
invite-worker_needs_units = Bưu tá cần mã đơn vị cụ thể. Ví dụ: <code>Nguyễn Văn An; { $example }</code>
invite-done =
    ✅ Lời mời cho <b>{ $name }</b> ({ $role }, { $scope }).
    Dùng một lần, hết hạn { $expires }. Xin chuyển đường dẫn này cho đúng người:
invite-link = https://t.me/{ $bot }?start={ $token }
