## Phúc tra từng bước, câu hỏi bị lệch, ghi chú, việc của người kiểm tra

menu-phuctra = phúc tra phiếu, từng bước

guide-no_units = Anh/chị chưa được giao đơn vị nào. Xin liên hệ người điều phối.
guide-ask_unit = Phúc tra đơn vị nào? Bấm chọn, hoặc gõ mã hay tên đơn vị.
guide-ask_ballot =
    <b>{ $code }</b> { $name } ({ $quota } phiếu)
    Phiếu số mấy? Gõ số, ví dụ: <code>7</code>; nhiều phiếu cùng kết quả: <code>7 8 9</code>
guide-units = Đơn vị khác
guide-done = Xong
guide-another = Phiếu tiếp theo
guide-next = Phiếu tiếp theo của { $code }: gõ số phiếu, hoặc bấm Xong.
guide-ended = Đã dừng phúc tra từng bước. Gõ /phuctra để làm tiếp, /toi để xem việc của mình.
guide-which_unit = “{ $words }” là đơn vị nào?
guide-no_such_unit = Không thấy “{ $words }” trong phạm vi của anh/chị. Bấm chọn đơn vị, hoặc gõ lại mã hay tên.
guide-no_number = “{ $words }” không phải số phiếu. Gõ số, ví dụ: 7. Muốn dừng, gõ: xong

recheck-list = ✅ <b>{ $code }</b> { $name }: đã ghi { $count } phiếu
recheck-group = • <b>{ $outcome }</b> { $count }: { $ballots }
recheck-serial = { $serial }{ $comment }
recheck-more = { $serial } phiếu{ $comment }
recheck-before = Trước đó anh/chị ghi { $ballot } là { $outcome }; nay thay bằng kết quả mới.
recheck-restored = { $ballot }: kết quả trước lại có hiệu lực: { $outcome }.
recheck-beside = { $agency } đã ghi { $ballot }: { $outcome }.
recheck-which_province = ⚠️ { $what }: của tỉnh nào? Xin gõ đủ mã, ví dụ: { $example }
recheck-mistyped = ⚠️ { $ballot }: số phiếu gõ sai (ký tự kiểm tra ở cuối hoặc năm không đúng). Xin xem lại số in trên phiếu.

outcome-ask = Kết quả phúc tra { $ballots }?
outcome-said = { $outcome } { $count }
outcome-failed = <b>{ $outcome } { $count }</b>
outcome-dropped = Đã bỏ { $ballots }, chưa ghi gì.

question-button = Câu mấy?
question-button_of = Câu mấy? { $ballot }
question-ask = { $ballot } lệch ở câu mấy? Bấm số câu, hoặc gõ, ví dụ: câu 4
question-number = { $number }
question-overall_button = Câu chung
question-skip = Bỏ qua
question-overall = câu đánh giá chung
question-numbered = câu { $numbers }
question-stored = ✅ { $ballot }: lệch ở { $question }.
question-skipped = { $ballot }: lệch, không ghi câu.
question-unknown = Phiếu chỉ có câu 1 đến câu { $most }. Xin gõ lại, ví dụ: câu 4
question-gone = Kết quả này đã hủy hoặc đã thay, không ghi thêm câu được.

note-button = 📝 Ghi chú
note-ask = Ghi chú cho { $what }: xin gõ nội dung.
note-stored = 📝 { $what }: { $note }
note-gone = Kết quả này đã hủy hoặc đã thay, không ghi chú thêm được.

unit-key = { $code } { $name }
unit-keys_before = ◀ Trước
unit-keys_after = Tiếp ({ $page }/{ $pages }) ▶

assigned-title = <b>{ $name }</b> · được giao { $units } đơn vị
assigned-done = Đã phúc tra { $ballots } phiếu ở { $done } đơn vị, còn { $left } đơn vị.
assigned-failed = ⚠️ <b>{ $code }</b> { $name }: { $checked } phiếu · { $found }
assigned-more = … và { $count } đơn vị khác có phiếu không khớp.
assigned-fine = ✅ Không có phiếu lệch, { $count } đơn vị: { $codes }{ $more }
assigned-left = Chưa phúc tra { $count } đơn vị: { $codes }{ $more }
assigned-notes = Biên bản: { $minutes } · Ghi chú kiểm tra: { $notes }
assigned-asked = ⏳ { $count } phiếu chờ anh/chị bấm kết quả: { $ballots }{ $more }
assigned-minutes = ⏳ Biên bản { $where } viết dở { $told }/{ $headings } mục: /bienban
