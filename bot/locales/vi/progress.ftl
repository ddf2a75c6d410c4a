## Tiến độ và điểm

progress-title = 📊 <b>Tiến độ</b> { $scope } · { $at }
progress-whole =
    { $bar } <b>{ $percent }%</b>
    Thu { $collected }/{ $quota } phiếu · đã phát { $distributed } · chưa thu { $outstanding }
    { $units } đơn vị: { $started } đã phát, { $finished } đã xong
progress-behind = Chậm nhất:
progress-by_province = Theo tỉnh, thành phố:
progress-by_unit = Theo đơn vị:
progress-row = <code>{ $bar } { $percent }%</code> { $name } <i>{ $collected }/{ $quota }</i>
progress-no_units = Phạm vi { $scope } chưa có đơn vị nào được nạp.
progress-unknown_scope = Không có phạm vi “{ $code }”. Xin dùng tên tỉnh, mã tỉnh (01), mã đơn vị (01-H03) hoặc VN.
progress-not_yours = { $code } không thuộc phạm vi của anh/chị. Gõ /tiendo không kèm mã để xem phần của mình.
progress-chart_title = Tiến độ phát, thu phiếu
progress-chart_subtitle = { $scope } · { $at }
progress-chart_others = { $count } còn lại
progress-chart_empty = Chưa có số liệu
progress-chart_collected = Đã thu
progress-chart_distributed = Đã phát
progress-chart_quota = Phân bổ
progress-chart_caption = Tiến độ { $scope } · { $at }

mine-title = <b>{ $name }</b> · { $units } đơn vị
mine-shared = Đơn vị chung của { $workers } người, số trên là cả nhóm.
mine-more = … và { $count } đơn vị nữa. Gõ /tiendo hoặc hỏi Bưu điện tỉnh để xem hết.
mine-whole = <b>Tổng</b>: thu { $collected }/{ $quota } · đã phát { $distributed } · chưa thu { $outstanding }
mine-drafts = ⚠️ Có { $count } tin đang chờ anh/chị chọn ở trên.

score-computing = ⏳ Đang tính điểm…
score-title = 📈 <b>Điểm</b> { $scope } · { $at }
score-score = <b>{ $score }</b>/100
score-no_score = Chưa đủ số liệu để tính điểm.
score-part = • { $part }: { $value }%
score-part_missing = • { $part }: chưa có số liệu
score-agreement = • { $part }: { $value }% (khoảng tin cậy 95%: { $low }–{ $high }%, { $n } phiếu phúc tra){ $note }
score-not_counted = {" "}(chưa tính vào điểm)
score-lowest = Thấp nhất:
score-row = <code>{ $score }</code> { $name }
score-part_coverage = Thu về so với phân bổ
score-part_pace = Tiến độ so với kế hoạch
score-part_validity = Phiếu hợp lệ
score-part_agreement = Phúc tra khớp
score-part_integrity = Không có dấu hiệu cần phúc tra
