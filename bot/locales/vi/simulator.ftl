# Trang điện thoại mô phỏng (không có Telegram thật).
simulator-title = SIPAS – điện thoại mô phỏng
simulator-brand = SIPAS
simulator-subtitle = Điện thoại mô phỏng
simulator-clock = Giờ của bot
simulator-hour = +1 giờ
simulator-day = +1 ngày
simulator-go_to = Đi tới ngày
simulator-go = Đi
simulator-go_hint = Đồng hồ của bot tới 8 giờ sáng ngày này; giờ chỉ đi tới.
simulator-language = Ngôn ngữ của trang
simulator-guide = Thử gì?
simulator-guide_lines =
    Chạm vào một gợi ý dưới màn hình, hoặc gõ như bưu tá vẫn nhắn: “phát 30 thu 25”.
    Chạm nút dưới câu trả lời để đổi “thêm” thành “tổng”, hoặc để hoàn tác.
    Sửa tin đã gửi (bút chì cạnh tin, hoặc phím mũi tên lên): số liệu được sửa theo.
    Bấm +1 ngày và xem lời nhắc việc tới từng máy.
    Mở tên trên đầu mỗi máy để cầm máy của người khác.
simulator-try = Gợi ý
simulator-try-postal_worker =
    /toi
    H01 phát 3 thu 2
    Cát Linh phát 2
    phát 1 thu 1
    X02 thu 50
    /huy
    /help
simulator-try-postal_supervisor =
    /tiendo
    /diem
    /toi
    /help
simulator-try-inspector =
    /toi
    pt H01-007 khớp
    pt H01-012 không nhận phiếu
    pt X01: kiểm 10 khớp 8 lệch 1 không nhận 1
    /kiemtra H01 phát đúng địa bàn
    /huy
    /help
simulator-try-coordinator =
    /tiendo
    /diem
    /kehoach
    /nhacviec
    /moi
    /help
simulator-try-admin =
    /tiendo
    /kehoach
    /moi
    /help
simulator-try-other =
    /start
    xin chào
    phát 30
simulator-role-postal_worker = Bưu tá
simulator-role-postal_supervisor = Bưu điện tỉnh
simulator-role-inspector = Người kiểm tra
simulator-role-coordinator = Điều phối
simulator-role-admin = Quản trị
simulator-role-other = Người lạ
simulator-role-group = Nhóm
simulator-role-channel = Kênh
simulator-holder = Máy của ai
simulator-write = Viết tin nhắn…
simulator-send = Gửi
simulator-attach = Gửi ảnh hoặc tệp
simulator-commands = Các lệnh của bot
simulator-edit = Sửa tin này
simulator-editing = Đang sửa tin đã gửi
simulator-cancel = Thôi
simulator-edited = đã sửa
simulator-sent = Đã gửi
simulator-received = Bot đã nhận
simulator-typing = đang soạn tin…
simulator-empty = Chưa có tin nhắn. Chạm một gợi ý ở dưới để bắt đầu.
simulator-more = Tùy chọn
simulator-block = Chặn bot
simulator-unblock = Bỏ chặn bot
simulator-blocked = Bạn đã chặn bot này.
simulator-newest = Xuống tin mới nhất
simulator-forwarded = Chuyển tiếp từ
simulator-contact = Số điện thoại
simulator-picture = Ảnh
simulator-close = Đóng
simulator-understood = Đã hiểu
simulator-offline = Mất kết nối với máy chủ mô phỏng. Đang nối lại…
simulator-phones = Các máy
simulator-log = Tin nhắn
simulator-nobody = Chưa có ai để trò chuyện.
