## Danh sách nhân sự: nạp tệp, in thẻ mời

people-import-help = Nạp danh sách người tham gia từ tệp csv. Nạp lại thì cập nhật, không tạo trùng.
people-option-sheet = Ghi trang thẻ mời để in (HTML) cho mọi người đã nạp mà chưa vào; đường dẫn cũ của họ hết hiệu lực
people-missing = Thiếu { $option }. Cần --name, --role, --agency, --scope; hoặc --sheet.
people-sheet_or_one = Chỉ dùng một trong hai: --sheet, hoặc --name, --role, --agency, --scope.

staff-arg-file = Tệp csv (UTF-8) có các cột name, role, agency, scope, phone, language
staff-option-out = Ghi mã và đường dẫn mời vào tệp csv này; đường dẫn cũ của người chưa vào hết hiệu lực
staff-done = { $file }: mời mới { $invited }, đã mời mà chưa vào { $waiting }, đã vào { $joined }, dòng lỗi { $bad_rows }.
staff-written = Đường dẫn mời ở { $file }. Xin giữ kín tệp này.
staff-no_links = Chưa xuất đường dẫn mời. Dùng --out links.csv, hoặc in thẻ: sipas people invite --sheet thẻ.html
staff-bad_cell = { $file }, dòng { $row }, cột { $column }, “{ $given }”: { $problem }
staff-bad_file = { $file }: { $problem }

staff-not_utf8 = không phải tệp UTF-8. Trong Excel, lưu dạng “CSV UTF-8”.
staff-no_table = không đọc được như tệp csv ({ $detail }).
staff-no_column = dòng 1 thiếu cột { $column }. Cần name, role, agency, scope; có thể thêm phone, language.
staff-bad_name = họ tên trống hoặc dài quá { $longest } ký tự.
staff-bad_role = không có vai trò này. Dùng một trong: { $known }.
staff-bad_agency = không có cơ quan này. Dùng một trong: { $known }.
staff-no_scope = chưa có phạm vi. Ghi VN, mã tỉnh, hoặc các mã đơn vị.
staff-unknown_code = không có mã “{ $code }” trong đợt điều tra này.
staff-worker_needs_units = bưu tá cần mã đơn vị cụ thể, không phải mã tỉnh hay VN.
staff-bad_phone = số điện thoại không hợp lệ. Ví dụ: 0912345678.
staff-bad_language = chỉ dùng vi hoặc en.
staff-too_many_cells = thừa ô so với dòng tiêu đề. Phạm vi có dấu phẩy thì đặt trong ngoặc kép.
staff-doubled = trùng với dòng { $first }. Nếu là hai người, xin ghi số điện thoại của từng người.

sheet-drawing = Đang vẽ mã QR
sheet-done = Đã ghi { $cards } thẻ mời vào { $file }. Đường dẫn phát trước đây cho những người này đã hết hiệu lực.
sheet-nobody = Không có ai đang chờ: chưa nạp danh sách (sipas people import), hoặc mọi người đã vào.
sheet-no_link = Chưa in được thẻ vì không biết tên bot.
sheet-count = { $count } người
sheet-nation = Cả nước
sheet-how_1 = Mở Telegram trên điện thoại, quét mã QR bằng máy ảnh (hoặc gõ đường dẫn vào trình duyệt).
sheet-how_2 = Bấm “Bắt đầu” (Start). Bot chào đúng tên là xong.
sheet-how_3 = Mỗi thẻ chỉ dành cho người có tên trên thẻ; không chụp, không chuyển cho người khác.
sheet-expires = Dùng đến { $at }
sheet-single = Dùng một lần
