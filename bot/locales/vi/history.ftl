## Lịch sử báo cáo, bưu tá im lặng

menu-lichsu = các báo cáo gần đây
menu-imlang = ai lâu chưa báo cáo

history-title = 🕘 <b>Lịch sử báo cáo</b> { $scope } · { $first }–{ $last }
history-row = ✅ { $at } · <b>{ $code }</b> · { $said } · { $name }{ $notes }
history-row_gone = ▫️ { $at } · { $code } · <s>{ $said }</s> · { $name }{ $notes }
history-note = {" "}({ $note })
history-said_add = thêm { $said }
history-said_total = tổng { $said }
history-undone = { $by } đã hủy
history-corrected = đã sửa thành { $to }
history-dropped = đã bỏ khi sửa tin
history-in_stead = { $by } ghi thay, lý do: { $reason }
history-marked = vượt phân bổ
history-comment = ghi chú: { $comment }
history-forgotten = người đã xóa
history-older = Cũ hơn ▶️
history-newer = ◀️ Mới hơn
history-nothing = Chưa có báo cáo nào.
history-unknown_unit = Không thấy đơn vị “{ $words }” trong phạm vi của anh/chị. Xin gõ mã đầy đủ, ví dụ: /lichsu 01-H03

silence-title = 🔕 <b>{ $count } bưu tá</b> còn phiếu mà chưa báo cáo từ { $days } ngày làm việc trở lên:
silence-row = • <b>{ $name }</b> ({ $units }): { $days } ngày, báo cáo cuối { $last }, chưa thu { $outstanding }, còn trên tay { $in_hand }
silence-row_never = • <b>{ $name }</b> ({ $units }): chưa báo cáo lần nào ({ $days } ngày), chưa thu { $outstanding }, còn trên tay { $in_hand }
silence-more = … và { $count } người nữa.
silence-act = Bot hỏi từng người lúc { $at }. Xin gọi điện hỏi thăm; ai nghỉ hoặc mất sóng thì gõ /vang.
silence-away = 🏖 Đã báo vắng ({ $count }):
silence-nobody = Không có bưu tá nào còn phiếu mà im lặng từ { $days } ngày làm việc trở lên.
silence-bad_days = “{ $words }” không phải số ngày. Ví dụ: /imlang 3 (từ 1 đến { $most })
