## Dòng lệnh

cli-help = SIPAS: công cụ thực địa của đợt điều tra đo lường sự hài lòng.

run-help = Chạy bot. Không có SIPAS_BOT_TOKEN thì chạy với Telegram mô phỏng và dữ liệu mẫu, xem trong trình duyệt.
run-role-help = việc của tiến trình này: all (mặc định), web (nhận tin từ webhook), worker (xử lý tin), sender (gửi tin, nhắc việc). Chia việc cần PostgreSQL.
run-role_needs_token = --role: cần SIPAS_BOT_TOKEN; bản thử chỉ chạy với --role all.
run-role_needs_server = --role: nhiều tiến trình cần PostgreSQL; xin đặt SIPAS_DATABASE_URL=postgresql+asyncpg://…
run-web_needs_hook = --role web: cần SIPAS_WEBHOOK_URL.
run-occupied = Một tiến trình khác đang chạy trên { $file }. Xin dừng tiến trình đó trước, hoặc dùng PostgreSQL để chạy nhiều tiến trình.
run-bad_token = SIPAS_BOT_TOKEN: Telegram không nhận mã này. Xin xem lại mã do BotFather cấp.
run-no_units = Đợt { $campaign } chưa có đơn vị nào. Nạp bằng: sipas init --units units.csv (hoặc sipas init --demo để thử).
run-polling = @{ $bot } đang chạy cho đợt { $campaign }. Dừng bằng Ctrl-C.
run-playing =
    Mở { $address } trong trình duyệt: ba điện thoại, đợt { $campaign }.
    Dừng bằng Ctrl-C.
run-populating = Đang tạo dữ liệu mẫu cho đợt { $campaign }…
run-real_without_token = Cơ sở dữ liệu này có số liệu thật của đợt { $campaign }. Xin đặt SIPAS_BOT_TOKEN, hoặc SIPAS_DATA_DIR khác để chạy thử.
run-port_taken = SIPAS_PORT: không mở được cổng ({ $detail }). Xin chọn cổng khác.
run-bad_webhook = SIPAS_WEBHOOK_URL: Telegram không nhận địa chỉ này ({ $detail }). Xin xem lại tên miền, cổng (443, 80, 88 hoặc 8443) và chứng thư.
run-web_port_taken = SIPAS_WEB_PORT: không mở được cổng ({ $detail }). Xin chọn cổng khác.
run-bad_phones = { $file }: không đọc được các cuộc trò chuyện mô phỏng ({ $detail }). Xin xóa tệp này rồi chạy lại.
run-stranger = Người lạ

init-help = Tạo hoặc nâng cấp cơ sở dữ liệu; nạp đơn vị được chọn.
init-option-units = Tệp units.csv: các đơn vị được chọn và số phiếu
init-option-demo = Nạp đợt điều tra mẫu: 63 tỉnh, thành phố, người và số liệu hư cấu
init-one_of = Chỉ dùng một trong hai: --units hoặc --demo.
init-loaded_before = Đợt { $campaign } đã có { $count } đơn vị; không nạp thêm. Muốn làm lại, dùng SIPAS_DATA_DIR khác.
init-bad_row = { $file }, dòng { $row }: cột { $key } không đúng (“{ $value }”). Chưa nạp gì.
init-done = { $file }: sẵn sàng. Đợt { $campaign }, { $count } đơn vị.

people-help = Người tham gia: nạp danh sách, mời.
people-invite-help = Tạo lời mời dùng một lần và đường dẫn.
people-option-name = Họ tên
people-option-role = Vai trò
people-option-agency = Cơ quan
people-option-scope = Phạm vi: VN, mã tỉnh, hoặc các mã đơn vị cách nhau bằng dấu phẩy
people-option-language = Ngôn ngữ: vi hoặc en
people-empty = Họ tên và phạm vi không được để trống.
people-language = Không có ngôn ngữ “{ $given }”. Dùng vi hoặc en.
people-unknown_code = Không có mã “{ $code }” trong đợt { $campaign }. Nạp đơn vị trước bằng sipas init.
people-invited =
    Lời mời cho { $name }, hết hạn { $expires }:
    { $link }
people-no_link = Không hỏi được tên bot ({ $detail }); chỉ in mã, chưa có đường dẫn.

setting-bad-bot_token = { $key }: mã bot có dạng 123456:ABC-def, do BotFather cấp.
setting-bad-telegram_api_url = { $key }: phải là địa chỉ bắt đầu bằng http:// hoặc https://.
setting-bad-database_url = { $key }: phải bắt đầu bằng sqlite+aiosqlite:/// hoặc postgresql+asyncpg://.
setting-bad-timezone = { $key }: không có múi giờ này. Ví dụ: Asia/Ho_Chi_Minh.
setting-bad-language = { $key }: chỉ dùng vi hoặc en.
setting-bad-log_level = { $key }: chỉ dùng DEBUG, INFO, WARNING hoặc ERROR.
setting-bad-clock = { $key }: ghi ngày giờ như 2019-08-29T08:30:00+07:00.
setting-bad-port = { $key }: phải là số nguyên từ 0 đến 65535.
setting-bad-webhook_url = { $key }: phải là địa chỉ https:// (http:// chỉ dùng cho máy này), đường dẫn chỉ gồm chữ không dấu, số và / _ . ~ -, khác /healthz và /metrics.
setting-bad-webhook_secret = { $key }: webhook cần một chuỗi bí mật từ 1 đến 256 ký tự A-Z, a-z, 0-9, _ hoặc -. Tạo bằng: openssl rand -hex 32
setting-bad-web_port = { $key }: phải là số nguyên từ 0 đến 65535.
setting-bad-inbox_bound = { $key }: phải là số nguyên từ 1 trở lên.
setting-bad-keep_raw_days = { $key }: phải là số ngày, từ 1 trở lên. Ví dụ: 90
setting-bad-backup_keep = { $key }: phải là số nguyên từ 0 trở lên; 0 là không sao lưu hằng đêm.
setting-bad-env = { $key }: tệp này phải là văn bản UTF-8.
file-unreadable = { $file }: không đọc được ({ $detail }).
file-unwritable = { $file }: không ghi được ({ $detail }).

database-missing = { $detail }: chưa có cơ sở dữ liệu. Xin chạy sipas init trước.
database-folder = SIPAS_DATA_DIR: không tạo hoặc không ghi được thư mục ({ $detail }).
database-corrupt = Cơ sở dữ liệu hỏng ({ $detail }). Xin khôi phục từ bản sao lưu.
database-unwritable = Không ghi được cơ sở dữ liệu ({ $detail }). Xin xem quyền của tệp và thư mục.
database-locked = Cơ sở dữ liệu đang bị chương trình khác giữ ({ $detail }). Xin thử lại sau.
database-newer = Cơ sở dữ liệu do phiên bản mới hơn của chương trình tạo ra ({ $detail }). Xin cập nhật chương trình.
database-older = Cơ sở dữ liệu do phiên bản cũ hơn của chương trình tạo ra ({ $detail }). Xin dừng bot, chạy sipas init để nâng cấp, rồi thử lại.
database-unreachable = Không nối được máy chủ cơ sở dữ liệu ({ $detail }). Xin xem máy chủ có đang chạy không, và SIPAS_DATABASE_URL.
database-refused = Máy chủ cơ sở dữ liệu từ chối đăng nhập ({ $detail }). Xin xem tên và mật khẩu trong SIPAS_DATABASE_URL.
database-no_such = Chưa có cơ sở dữ liệu này trên máy chủ ({ $detail }). Xin tạo bằng createdb, rồi chạy lại.
database-fault = Lỗi cơ sở dữ liệu ({ $detail }).
