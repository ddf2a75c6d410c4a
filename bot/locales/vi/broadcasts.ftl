## Thông báo cho nhiều người

menu-thongbao = gửi thông báo cho nhiều người

broadcast-ask_text = 📢 Xin gõ nội dung thông báo (nhiều nhất { $limit } ký tự). Chưa gửi gì: anh/chị còn chọn người nhận và xem lại.
broadcast-length = Nội dung dài { $count } ký tự; thông báo cần từ { $shortest } đến { $limit } ký tự. Xin gõ lại.
broadcast-no_photo = Thông báo chỉ gửi được chữ. Xin gõ nội dung.
broadcast-ask_whom = 📢 Gửi cho ai trong phạm vi <b>{ $scope }</b>?
broadcast-ask_province = 📍 Tỉnh, thành phố nào? Bấm chọn, hoặc gõ tên.
broadcast-choose_first = Nội dung đã có. Xin bấm chọn người nhận, hoặc <b>Bỏ</b> rồi gõ /thongbao để viết lại.
broadcast-whom_workers = Bưu tá
broadcast-whom_supervisors = Bưu điện tỉnh
broadcast-whom_inspectors = Người kiểm tra
broadcast-whom_coordinators = Người điều phối
broadcast-whom_all = Tất cả
broadcast-key_province = 📍 Chỉ một tỉnh…
broadcast-key_nation = 🇻🇳 Cả nước
broadcast-key_name = { $name }
broadcast-key_page = Trang { $page }
broadcast-key_send = ✅ Gửi { $count } người
broadcast-key_whom = Chọn lại người nhận
broadcast-key_text = Viết lại
broadcast-key_cancel = Bỏ
broadcast-key_state = 🔄 Đến đâu rồi
broadcast-key_stop = ⏹ Dừng gửi
broadcast-preview = 👀 <b>Xem lại trước khi gửi.</b> Mọi người sẽ nhận:
broadcast-message =
    📢 <b>Thông báo</b> · { $name }, { $agency }
    { $text }
broadcast-count = ― Người nhận: <b>{ $count } người</b> ({ $whom }, { $scope }).
broadcast-unreached = Không gửi được cho { $count } người: chưa vào hệ thống trên điện thoại nào, hoặc đã chặn.
broadcast-later = Bây giờ là ban đêm: sẽ gửi lúc { $at }.
broadcast-nobody = Không có ai nhận được ({ $whom }, { $scope }). Xin chọn lại.
broadcast-over = Thông báo này không còn hiệu lực. Gõ /thongbao để viết thông báo mới.
broadcast-beyond_scope = Phạm vi của anh/chị đã đổi nên chưa gửi. Gõ /thongbao để viết lại.
broadcast-given_up = Đã bỏ, không gửi cho ai.
broadcast-under_way = 📢 Đang gửi thông báo lúc { $at } ({ $whom }, { $scope }).
broadcast-so_far = Đã xử lý { $done }/{ $of } người. Gửi xong sẽ có báo cáo.
broadcast-stopped = ⏹ Đã dừng: { $count } người chưa nhận sẽ không nhận nữa. Báo cáo sẽ gửi sau.
broadcast-stopped_before = Thông báo này đã dừng trước đó.
broadcast-ended = 📢 Thông báo lúc { $at } ({ $whom }, { $scope }) đã gửi xong.
broadcast-reached = ✅ Đã tới { $count }/{ $of } người.
broadcast-lost = 📵 Không liên lạc được { $count } người (chưa nối máy hoặc đã chặn).
broadcast-end_failed = ⚠️ Lỗi { $count } người.
broadcast-end_unknown = ❔ Không rõ đã tới chưa: { $count } người.
broadcast-end_cancelled = ⏹ Đã dừng trước khi gửi: { $count } người.
