## Những mảnh dùng chung

lines = { $lines }
pair = { $first }, { $last }
pair_lines =
    { $first }
    { $second }

count-issued = nhận
count-distributed = phát
count-collected = thu
count-blank = trắng
count-spoiled = hỏng
count-lost = mất
count-refused = từ chối
count-unreachable = không gặp
count-replaced = thay thế
count-outstanding = chưa thu
count-in_hand = còn trên tay
count-said = { $count } { $value }

unit-heading = <b>{ $code }</b> { $name }
unit-change = • { $count } { $added } → <b>{ $total }</b>
unit-standing =
    { $bar } { $percent }% · thu { $collected }/{ $quota }
    chưa thu { $outstanding } · còn trên tay { $in_hand }

outcome-match = khớp
outcome-mismatch = lệch
outcome-not_received = không nhận phiếu
outcome-answered_by_other = người khác trả lời thay
outcome-unreachable = không liên lạc được
outcome-refused = từ chối

role-postal_worker = Bưu tá
role-postal_supervisor = Bưu điện tỉnh
role-inspector = Người kiểm tra
role-coordinator = Người điều phối
role-admin = Quản trị

agency-BNV = Bộ Nội vụ
agency-MTTQ_TW = Ủy ban Trung ương MTTQ Việt Nam
agency-CCB_TW = Trung ương Hội CCB Việt Nam
agency-VNPOST = Tổng công ty Bưu điện Việt Nam
agency-BDT = Bưu điện tỉnh
agency-SNV = Sở Nội vụ
agency-MTTQ_TINH = Ủy ban MTTQ tỉnh
agency-CCB_TINH = Hội CCB tỉnh
agency-UBND_TINH = UBND tỉnh
agency-BO_NGANH = Bộ, ngành
agency-CHUYEN_GIA = Chuyên gia
agency-CO_QUAN_LIEN_QUAN = Cơ quan liên quan

scope-nation = cả nước
scope-named = { $names }
scope-aside = {" "}({ $scope })

weekday-1 = thứ Hai
weekday-2 = thứ Ba
weekday-3 = thứ Tư
weekday-4 = thứ Năm
weekday-5 = thứ Sáu
weekday-6 = thứ Bảy
weekday-7 = Chủ nhật
