## Báo xong đơn vị

menu-xong = báo xong (đơn vị, việc)

closing-declare = 🏁 Báo xong { $code }
closing-which = 🏁 Đơn vị nào đã xong?
closing-all_closed = Tất cả đơn vị của anh/chị đều đã báo xong.
closing-unknown_unit = Không thấy đơn vị “{ $words }” trong phần việc của anh/chị. Gõ /xong để chọn.
closing-left = ⚠️ Còn { $outstanding } phiếu chưa thu và { $in_hand } phiếu trên tay. Vẫn báo xong chứ?
closing-sure = Vẫn báo xong { $code }
closing-not_sure = Chưa xong
closing-not_yet = Chưa báo xong. Anh/chị cứ báo cáo tiếp như thường.
closing-declared = 🏁 Đã ghi: <b>{ $code }</b> { $name } xong.
closing-waits = Bưu điện tỉnh sẽ xác nhận. Còn phiếu để báo thì bấm mở lại.
closing-nobody = Bưu điện tỉnh chưa có ai nhận được tin qua bot. Xin gọi điện báo.
closing-was_declared = { $code } { $name } đã báo xong, đang chờ Bưu điện tỉnh xác nhận.
closing-was_confirmed = { $code } { $name } đã xong, Bưu điện tỉnh đã xác nhận.
closing-reopen = Mở lại
closing-confirm = Xác nhận
closing-keep = Giữ nguyên
closing-asked_to_confirm =
    🏁 <b>{ $by }</b> báo xong <b>{ $code }</b> { $name }.
    { $standing }
closing-confirmed = ✅ Đã xác nhận <b>{ $code }</b> { $name } xong. Bưu tá đã được báo.
closing-confirmed_before = { $by } đã xác nhận { $code } { $name } trước đó.
closing-told_confirmed = ✅ Bưu điện tỉnh ({ $by }) xác nhận <b>{ $code }</b> { $name } đã xong. Cảm ơn anh/chị!
closing-ask_reason = Vì sao mở lại <b>{ $code }</b> { $name }? Xin gõ lý do, bưu tá sẽ nhận được.
closing-reason_too_short = Lý do ngắn quá. Xin ghi vài từ để bưu tá hiểu.
closing-reopened = 🔓 Đã mở lại <b>{ $code }</b> { $name }. Lý do: { $reason }. Bưu tá đã được báo.
closing-told_reopened =
    🔓 Bưu điện tỉnh ({ $by }) mở lại <b>{ $code }</b> { $name }.
    Lý do: { $reason }
    Anh/chị báo cáo tiếp như thường.
closing-reopened_own = 🔓 Đã mở lại <b>{ $code }</b> { $name }. Anh/chị báo cáo tiếp như thường.
closing-told_reopened_own = 🔓 <b>{ $by }</b> đã mở lại <b>{ $code }</b> { $name } để báo tiếp.
closing-asked = Đã xin Bưu điện tỉnh mở lại <b>{ $code }</b> { $name }. Khi được mở, anh/chị sẽ nhận tin.
closing-asked_to_reopen = 🔓 <b>{ $by }</b> xin mở lại <b>{ $code }</b> { $name } để báo thêm số.
closing-kept = <b>{ $code }</b> { $name } vẫn giữ là đã xong. Bưu tá đã được báo.
closing-told_kept = Bưu điện tỉnh ({ $by }) giữ nguyên <b>{ $code }</b> { $name } là đã xong. Nếu còn phiếu, xin gọi điện trao đổi.
closing-gone = Đơn vị này đã được mở lại rồi.
closing-not_yours = { $code } không thuộc phạm vi của anh/chị.
closing-shut = 🔒 Đơn vị đã báo xong nên chưa ghi: { $said }.
closing-shut_confirmed = 🔒 Bưu điện tỉnh đã xác nhận đơn vị này xong nên chưa ghi: { $said }.
closing-stays = 🔒 Đơn vị đã báo xong nên số cũ giữ nguyên.
closing-asked_before = 🔒 Đơn vị đã báo xong khi anh/chị gửi tin này.
closing-reopen_and_book = Mở lại và ghi
closing-ask_reopen = Xin Bưu điện tỉnh mở lại
closing-no_undo = 🔒 { $code } đã báo xong nên chưa hủy được. Xin mở lại trước.
closing-state_declared = 🏁 Đã báo xong, chờ Bưu điện tỉnh xác nhận
closing-state_confirmed = ✅ Đã xong
