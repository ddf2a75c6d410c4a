## Phúc tra và kiểm tra

recheck-is_for_workers = Số phiếu phát, thu do bưu tá gửi. Người kiểm tra ghi phúc tra, ví dụ: pt H03-007 khớp
recheck-not_understood = Chưa hiểu tin này. Phúc tra: <code>pt { $example }-007 khớp</code>. Kiểm tra: <code>/kiemtra { $example } nội dung</code>. Gõ /help để xem thêm.
recheck-nothing_booked = Chưa ghi kết quả nào. Tin của anh/chị vẫn được lưu.
recheck-not_in_scope = ⚠️ { $what }: không thuộc phạm vi của anh/chị. Gõ /toi để xem các đơn vị được giao.
recheck-no_such_ballot = ⚠️ { $ballot }: đơn vị chỉ có { $quota } phiếu. Xin xem lại số thứ tự của phiếu.
recheck-too_many = ⚠️ { $code }: kiểm { $checked } phiếu nhưng đơn vị chỉ có { $quota } phiếu. Xin xem lại.
recheck-ballot = ✅ { $what }: <b>{ $outcome }</b>{ $comment }
recheck-batch = ✅ { $what }: { $count } phiếu <b>{ $outcome }</b>{ $comment }
recheck-comment = {" "}({ $comment })
recheck-standing = { $code } { $name }: anh/chị đã phúc tra { $checked } phiếu: { $found }.

edit-kept_recheck = Bản sửa chưa rõ nên kết quả cũ vẫn giữ nguyên.
edit-replaced = ✏️ Đã thay kết quả cũ bằng:

inspection-ask = Anh/chị kiểm tra ở đâu, thấy gì? Xin gõ mã đơn vị rồi nội dung, ví dụ: H03 phát phiếu đúng địa bàn, không bất thường
inspection-ask_of_unit = Kiểm tra <b>{ $code }</b> { $name }: anh/chị thấy gì? Xin gõ nội dung.
inspection-too_short = Nội dung ngắn quá. Xin ghi vài từ về điều anh/chị thấy.
inspection-which_unit = Ghi chú này về đơn vị nào? Xin gõ mã trước, ví dụ: /kiemtra 01-H03 nội dung
inspection-not_in_scope = Chưa ghi: { $what } không thuộc phạm vi của anh/chị. Gõ /toi để xem các đơn vị được giao.
inspection-nothing_booked = Chưa ghi được ghi chú kiểm tra.
inspection-province = Tỉnh/thành phố: { $name }
inspection-booked =
    ✅ Đã ghi kiểm tra lúc { $at }
    { $where }
    { $note }
