## Bản nhắc buổi sáng, hỏi bưu tá buổi chiều, im lặng, chậm tiến độ

digest-title = 🗓 <b>{ $count } việc</b> cần anh/chị để ý, { $weekday } { $today }
digest-instead = ⚠️ Anh/chị nhận thay cho tỉnh chưa có người điều phối.
digest-gap = {""}
digest-where = {" "}{ $name }
digest-nowhere = {""}

nudge-today = 📮 { $name } ơi, hôm nay chưa thấy báo cáo của anh/chị.
nudge-silent = 📮 { $name } ơi, đã <b>{ $days } ngày làm việc</b> chưa có báo cáo của anh/chị. Bưu điện tỉnh sẽ được báo nếu vẫn chưa có.
nudge-left = Còn { $outstanding } phiếu chưa thu, { $in_hand } phiếu trên tay ({ $units }).
nudge-act = Xin nhắn một dòng, ví dụ <code>{ $unit } phát 5 thu 3</code>. Nghỉ hoặc mất sóng: /vang. Hết phiếu: /xong.

silent-told_supervisor = 🔕 <b>{ $count } bưu tá</b> còn phiếu mà im lặng, đã được nhắc:
silent-told_coordinator = 🔕 <b>{ $count } bưu tá</b> vẫn im lặng, Bưu điện tỉnh đã được báo:
silent-untold_supervisor = 🔕 <b>{ $count } bưu tá</b> còn phiếu mà im lặng, { $untold } người bot chưa nhắc được:
silent-untold_coordinator = 🔕 <b>{ $count } bưu tá</b> vẫn im lặng, { $untold } người chưa có Bưu điện tỉnh nào để báo:
silent-in_province = • { $name }: { $count } bưu tá
silent-act = Xin gọi điện hỏi thăm. Gõ /imlang để xem tất cả.

shortfall-title = 📉 Phát, thu phiếu chậm so với kế hoạch (tính đến hết { $day }):
shortfall-row = • <b>{ $scope }</b>: { $percent }%, lẽ ra { $planned }%
digest-more = … và { $count } dòng nữa.
shortfall-act = Gõ /tiendo để xem đơn vị nào chậm, /imlang để xem bưu tá im lặng.
