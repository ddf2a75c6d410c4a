## `sipas reminders`: xem trước lời nhắc; `sipas campaign apply`: áp dụng tệp đã sửa

reminders-help = Lời nhắc: xem trước những gì sẽ gửi.
reminders-preview-help = Xem trước từng tin sẽ gửi: lúc nào, cho ai, nội dung gì. Không gửi gì cả.
reminders-option-from = Từ ngày (mặc định: hôm nay)
reminders-option-to = Đến ngày (mặc định: năm tuần sau hạn cuối cùng)
reminders-option-person = Chỉ một người: số, mã cơ quan hoặc một phần họ tên
reminders-option-format = Cách in: table, csv, json, hoặc ics (tệp lịch của kế hoạch)
reminders-backwards = Ngày cuối { $end } sớm hơn ngày đầu { $start }. Xin xem lại --from và --to.
reminders-too_long = Khoảng ngày quá dài: nhiều nhất { $days } ngày. Xin xem lại --from và --to.
reminders-nobody = Không có ai là “{ $given }”. Xin dùng số, mã cơ quan (như BNV) hoặc một phần họ tên.
reminders-several = “{ $given }” có { $count } người, xin dùng số: { $names }
reminders-walking = Đang đi qua từng ngày
reminders-notional = Chưa có cơ sở dữ liệu của đợt này: mỗi cơ quan một người tưởng tượng, cấp tỉnh lấy { $province } làm ví dụ, chưa có số liệu.
reminders-column-at = Lúc
reminders-column-person = Cho
reminders-column-message = Nội dung
reminders-at =
    { $weekday }
    { $day }
    { $time }
reminders-total = { $count } tin, nếu từ nay không có gì thay đổi.

apply-help = Áp dụng tệp đợt điều tra đã sửa: in khác biệt trước, rồi hỏi lại.
apply-option-yes = Áp dụng luôn, không hỏi lại
apply-another = Tệp là của đợt “{ $given }”, bot đang chạy đợt “{ $campaign }”. Xin xem lại tệp hoặc SIPAS_CAMPAIGN.
apply-not_begun = Đợt “{ $campaign }” chưa bắt đầu trong cơ sở dữ liệu này nên không cần áp dụng: ghi tệp vào SIPAS_CAMPAIGN rồi chạy sipas run.
apply-same = Không có gì khác với bản đang dùng.
apply-column-change = Thay đổi
apply-column-key = Mục
apply-column-before = Trước
apply-column-after = Sau
apply-kind_added = thêm
apply-kind_removed = bỏ
apply-kind_changed = sửa
apply-new_task = + { $id } { $title }: hạn { $due }; chỉ nhắc các mốc từ hôm nay trở đi.
apply-new_late = + { $id } { $title }: hạn { $due } đã qua; Bộ Nội vụ sẽ được hỏi một lần đã xong chưa, không nhắc.
apply-gone_task = − { $id } { $title }: không nhắc nữa, lời nhắc đang chờ bị hủy.
apply-moved_task = ↷ { $id } { $title }: hạn { $due }; lời nhắc đang chờ của hạn cũ bị hủy, chỉ nhắc các mốc từ hôm nay trở đi.
apply-confirm = Áp dụng?
apply-needs_yes = Xin xem khác biệt ở trên; để áp dụng, chạy lại với --yes.
apply-given_up = Chưa áp dụng gì.
apply-overtaken = Vừa có người khác áp dụng một tệp. Xin chạy lại để xem khác biệt mới.
apply-done = ✓ Đã áp dụng, { $count } tin đang chờ đã hủy. Bot đang chạy sẽ dùng bản mới sau vài giây.
