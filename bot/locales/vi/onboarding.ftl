## Dùng chung máy, nối máy thứ hai, mã PIN, kiểm tra số điện thoại

menu-doi = đổi người dùng máy
menu-pin = đặt mã PIN
menu-ketnoi = nối điện thoại thứ hai
help-personal = Cá nhân: /ngonngu /doi /pin /ketnoi /dulieucuatoi /xoatoi

holder-shared = 📱 Máy này có nhiều người dùng. Bây giờ là <b>{ $name }</b>; ngoài ra còn { $others }. Đổi người: /doi
holder-alone = Máy này chỉ có { $name } dùng. Người khác muốn dùng chung thì mở đường dẫn mời của mình trên máy này.
holder-choose = Bây giờ là <b>{ $name }</b>. Đổi sang ai?
holder-button = { $name } ({ $role })
holder-now = 📱 Bây giờ máy này là của <b>{ $name }</b> ({ $role }). Tin gửi từ đây được ghi cho người này.
holder-scope = Phạm vi: { $scope }
holder-second_phone = Đã nối thêm máy này. Số liệu gửi từ các máy của anh/chị được tính chung.

pin-ask = Xin đặt mã PIN cho <b>{ $name }</b>: gõ 4 đến 8 chữ số. Bỏ qua cũng được, đặt sau bằng /pin.
pin-ask_of = Xin gõ mã PIN của <b>{ $name }</b>.
pin-bad = Mã PIN phải có 4 đến 8 chữ số, ví dụ: <code>/pin 2580</code>. Chưa đặt.
pin-set = ✅ Đã đặt mã PIN cho <b>{ $name }</b>. Nếu tin có mã còn hiện ở trên, xin xóa đi để người khác không thấy.
pin-wrong = Mã PIN của { $name } chưa đúng. Xin gõ lại, hoặc gõ /doi để chọn người khác.
pin-locked = Mã PIN của { $name } đã sai 3 lần. Xin thử lại sau { $at }.
pin-advice = Máy này dùng chung mà anh/chị chưa có mã PIN. Đặt bằng /pin để người khác không gửi nhầm dưới tên mình.

connect-done =
    Nối điện thoại thứ hai của <b>{ $name }</b>: mở đường dẫn này trên máy kia.
    Dùng một lần, đến { $expires }. Xin không gửi cho người khác.

phone-ask = Nếu tiện, xin bấm nút dưới đây để xác nhận số điện thoại. Không bắt buộc, anh/chị làm việc được ngay.
phone-share = 📞 Gửi số của tôi
phone-checked = ✅ Số điện thoại đúng với danh sách. Cảm ơn anh/chị.
phone-other = Số này khác với số trong danh sách. Anh/chị vẫn làm việc được; xin báo người điều phối sửa số.
phone-none = Danh sách không có số của anh/chị nên không cần xác nhận. Số vừa gửi không được lưu.
phone-not_own = Đây không phải số của chính anh/chị nên không dùng được và không được lưu. Xin bấm nút dưới đây để gửi số của mình.

edit-of_another = Tin này do người khác dùng chung máy gửi nên sửa không có tác dụng. Người đó gõ /doi rồi sửa lại.
