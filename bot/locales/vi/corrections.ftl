## Sửa số liệu thay bưu tá, sửa báo cáo của mình, nhắc tin đang chờ

menu-sua = sửa số liệu thay bưu tá

correction-no_units = Phạm vi của anh/chị chưa có đơn vị nào.
correction-which_unit = ✏️ Sửa số liệu của đơn vị nào? Bấm chọn, hoặc gõ mã hay tên.
correction-unknown_unit = Không thấy đơn vị “{ $words }” trong phạm vi của anh/chị. Bấm chọn, hoặc gõ lại mã.
correction-one_unit = Mỗi lần chỉ sửa một đơn vị, vì mỗi đơn vị cần một lý do riêng.
correction-not_understood = Chưa thấy số liệu nào. Ví dụ: <code>/sua { $example } tổng phát 120 // đếm lại tại bưu cục</code>
correction-no_worker = { $code } { $name } chưa có bưu tá nào nên chưa sửa được.
correction-which_worker = <b>{ $code }</b> { $name } có nhiều bưu tá. Sửa số của ai?
correction-worker = { $name }
correction-which_counts =
    <b>{ $code }</b> { $name } · bưu tá { $worker }
    { $standing }
    Sửa thế nào? <code>tổng phát 120</code> để đặt lại tổng của bưu tá này, <code>phát 5</code> để ghi thêm.
correction-which_reason = Vì sao sửa <b>{ $code }</b> { $name }? Xin gõ lý do, bưu tá sẽ nhận được.
correction-reason_too_short = Lý do ngắn quá. Xin ghi vài từ để bưu tá hiểu.
correction-done = ✏️ Đã sửa thay bưu tá <b>{ $name }</b>:
correction-reason = Lý do: { $reason }
correction-told =
    ✏️ Bưu điện tỉnh ({ $by }) đã sửa số liệu của anh/chị:
    { $lines }
    Lý do: { $reason }
correction-told_undone =
    ↩️ Bưu điện tỉnh ({ $by }) đã hủy lần sửa số liệu của anh/chị:
    { $lines }
correction-over = Việc sửa này đã xong hoặc đã dừng. Gõ /sua để làm lại.
correction-issued_more = Bưu tá đã nhận thêm { $by } (tổng nhận { $total })
correction-distributed_more = Bưu tá đã phát thêm { $by }

fix-button = ✏️ Sửa
fix-ask = ✏️ Đã ghi: { $said }. Xin gõ lại cả tin cho đúng, số mới sẽ thay số này.
fix-stop = Thôi, giữ nguyên
fix-stopped = Số liệu giữ nguyên.

draft-book = Ghi số này
draft-reminder =
    ⏰ Tin của anh/chị lúc { $at } vẫn chưa ghi: “{ $words }”
    Anh/chị chọn giúp:
