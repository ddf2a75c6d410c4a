## Khi có điều gì không ổn

error-flood = Tin đến nhanh quá: các tin từ đây <b>chưa được ghi</b>. Xin đợi một phút, gõ /lichsu xem đã ghi đến đâu, rồi gửi tiếp.
error-parked = Xin lỗi, hệ thống chưa xử lý được tin vừa rồi. Tin vẫn được lưu, kỹ thuật viên sẽ xem. Nếu là số liệu gấp, xin nhắn lại sau ít phút.
error-unmade = Xin lỗi, hệ thống chưa tạo được nội dung vừa yêu cầu. Xin thử lại sau ít phút; nếu vẫn không được, xin báo điều phối viên.
error-unsendable = Xin lỗi, có một tin trả lời chưa gửi được. Số liệu đã ghi vẫn được giữ nguyên. Gõ /help để xem các lệnh xem lại số liệu.

text-too_long = Tin dài quá { $limit } ký tự nên chưa ghi. Xin chia thành nhiều tin ngắn.
text-not_yours = Vai trò của anh/chị không gửi số liệu bằng tin nhắn. Gõ /help để xem các lệnh dùng được.
edit-unread = Sửa tin không có tác dụng với vai trò của anh/chị. Gõ /help để xem các lệnh dùng được.
media-unread = Loại tin này (nhãn dán, ghi âm, video…) chưa nhận được. Xin gõ bằng chữ; ảnh và tệp chỉ nhận của bưu tá và người kiểm tra.
forward-unread = Tin chuyển tiếp không được ghi vì không phải do anh/chị gõ. Xin tự gõ lại số liệu.
command-unknown = Không có lệnh /{ $name }. Có phải anh/chị muốn dùng /{ $meant }? Gõ /help để xem tất cả.
command-not_yours = Lệnh này không dành cho vai trò của anh/chị. Gõ /help để xem các lệnh dùng được.
tap-unknown = Nút này không còn dùng được. Xin gửi tin mới hoặc gõ /help.
person-no_scope = Anh/chị chưa được giao đơn vị nào trong đợt điều tra này. Xin liên hệ người điều phối để nhận lời mời mới.

stranger-hello = Xin chào! Đây là công cụ nội bộ của đợt điều tra đo lường sự hài lòng. Nếu anh/chị tham gia, xin mở đường dẫn mời do người điều phối gửi.

problem-missing_number = ⚠️ “{ $words }”: thiếu số. Ví dụ: phát 30
problem-bad_number = ⚠️ “{ $words }”: số không hợp lệ. Chỉ ghi số nguyên từ 0 đến 100.000.
problem-missing_keyword = ⚠️ “{ $words }”: là số gì? Xin ghi kèm phát, thu, nhận… Ví dụ: thu 25
problem-missing_outcome = ⚠️ “{ $words }”: thiếu kết quả. Ví dụ: pt H03-007 khớp
problem-unknown_word = ⚠️ “{ $words }”: chưa hiểu từ này nên chưa ghi số bên cạnh.
problem-unknown_unit = ⚠️ “{ $words }”: không thấy đơn vị này trong phần việc của anh/chị. Gõ /toi để xem mã đơn vị.
problem-which_unit = ⚠️ “{ $words }”: của đơn vị nào? Xin ghi mã trước, ví dụ: H03 phát 30. Gõ /toi để xem mã.
problem-repeated_count = ⚠️ “{ $words }”: cùng một loại được ghi hai lần. Xin ghi một số cho mỗi loại.
problem-negated_count = ⚠️ “{ $words }”: có “chưa” hoặc “không” nên chưa ghi. Xin chỉ ghi số đã làm được.
problem-which_meaning = ⚠️ “{ $words }”: có hai cách hiểu nên chưa ghi. Xin viết rõ hơn, có dấu. Ví dụ: thu 5 phiếu
problem-outcomes_do_not_add_up = ⚠️ “{ $words }”: cộng các kết quả không bằng số đã kiểm. Xin xem lại.
problem-too_long = ⚠️ Tin quá dài (nhiều nhất 50 dòng, 4.096 ký tự) nên chưa ghi. Xin chia thành nhiều tin.
