## Dữ liệu cá nhân: đồng ý, xem, xóa (Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15)

menu-dulieucuatoi = xem dữ liệu về tôi
menu-xoatoi = xóa dữ liệu về tôi

consent-notice =
    🔒 <b>Dữ liệu cá nhân</b> (Luật 91/2025/QH15): chúng tôi lưu họ tên, số điện thoại, vai trò và tin nhắn của anh/chị, chỉ để theo dõi việc phát, thu phiếu của đợt điều tra này.
    Xem: /dulieucuatoi · Xóa: /xoatoi
consent-button = Tôi đồng ý
consent-done = ✅ Đã ghi nhận anh/chị đồng ý lúc { $at }. Cảm ơn anh/chị.

mydata-coming = Đang gửi tệp dữ liệu về <b>{ $name }</b>…
mydata-consented = Đã đồng ý lưu dữ liệu lúc { $at }.
mydata-not_consented = Chưa ghi nhận đồng ý lưu dữ liệu.
mydata-caption = Toàn bộ dữ liệu đang lưu về anh/chị ({ $at }). Muốn xóa, gõ /xoatoi.

forget-ask =
    Xóa dữ liệu cá nhân của <b>{ $name }</b>?
    Sẽ xóa: họ tên, số điện thoại, mã PIN, nội dung tin nhắn và ghi chú, liên kết với điện thoại này.
    Giữ lại, không kèm tên: số phiếu đã báo, kết quả phúc tra, biên bản kiểm tra, ảnh chứng từ.
    Không lấy lại được. Muốn làm tiếp, anh/chị cần lời mời mới.
forget-yes = Xóa dữ liệu của tôi
forget-no = Không xóa
forget-kept = Không xóa gì cả.
forget-done = ✅ Đã xóa dữ liệu cá nhân của anh/chị. Số liệu phiếu vẫn được giữ nhưng không còn gắn với tên. Cảm ơn anh/chị đã tham gia.

person-forgotten = (đã xóa)
person-system = hệ thống
