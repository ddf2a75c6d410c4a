## Báo cáo bằng nút bấm

menu-baocao = báo cáo bằng nút bấm

guided-which_unit = 📝 Báo cáo cho đơn vị nào? Bấm chọn, hoặc gõ mã hay tên đơn vị.
guided-which_count = Báo số gì? Bấm chọn, hoặc gõ cả dòng, ví dụ: phát 30 thu 25
guided-how_many = <b>{ $count }</b> thêm bao nhiêu phiếu? Bấm hoặc gõ số.
guided-type = Xin gõ số phiếu <b>{ $count }</b>.
guided-chosen = Đã chọn: { $said }
guided-summary = 📝 Sắp gửi: <b>{ $said }</b>
guided-count_distributed = Phát
guided-count_collected = Thu
guided-count_spoiled = Hỏng
guided-count_blank = Trắng
guided-count_lost = Mất
guided-count_refused = Từ chối
guided-count_unreachable = Không gặp
guided-count_replaced = Thay thế
guided-count_issued = Nhận
guided-number = { $number }
guided-all = Tất cả { $number }
guided-type_it = Gõ số
guided-back = ◀️ Quay lại
guided-more = ➕ Thêm loại khác
guided-send = ✅ Gửi
guided-cancel = Hủy
guided-cancelled = Đã hủy, chưa ghi số nào.
guided-over = Phiếu báo này đã gửi hoặc đã hủy. Gõ /baocao để báo tiếp.
guided-unknown_unit = Không thấy đơn vị “{ $words }” trong phần việc của anh/chị. Gõ /baocao rồi bấm chọn.
guided-left_out = ⚠️ Số đang chọn bằng nút chưa gửi và đã bỏ: { $said }.
