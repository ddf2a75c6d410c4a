# Đợt điều tra và chọn mẫu: lệnh `sipas campaign`, `sipas sample`, lỗi của tệp đợt điều tra.

campaign-help = Đợt điều tra: liệt kê, xem tiến trình, kiểm tra tệp.
campaign-list-help = Liệt kê các đợt điều tra có sẵn.
campaign-show-help = Xem các nội dung công việc của một đợt, kèm mốc hôm nay.
campaign-check-help = Kiểm tra tệp đợt điều tra và nêu mọi lỗi.
campaign-arg-code = Mã đợt (ví dụ 2019) hoặc tệp .toml
campaign-arg-file = Tệp .toml của đợt điều tra
campaign-option-today = Ngày lấy làm hôm nay (mặc định: theo đồng hồ)
campaign-option-format = Cách in: table, csv hoặc json

campaign-column-code = Mã
campaign-column-title = Tên
campaign-column-document = Kế hoạch
campaign-column-start = Từ ngày
campaign-column-due = Đến ngày
campaign-column-tasks = Số dòng
campaign-column-units = Đơn vị
campaign-column-ballots = Phiếu
campaign-column-number = TT
campaign-column-task = Nội dung công việc
campaign-column-period = Thời gian
campaign-column-lead = Chủ trì
campaign-column-support = Phối hợp
campaign-column-note = Ghi chú

campaign-show-title = { $title } ({ $document }, ngày { $issued })
campaign-show-note = Ghi chú: { $note }
campaign-show-period = { $start } – { $due }
campaign-show-today = ── Hôm nay, { $today } ──
campaign-show-running = ▶ đang trong thời gian thực hiện

campaign-agency-BNV = Bộ Nội vụ
campaign-agency-MTTQ_TW = Ban Thường trực UBTWMTTQVN
campaign-agency-CCB_TW = Trung ương Hội CCBVN
campaign-agency-VNPOST = Tổng công ty BĐVN
campaign-agency-BDT = Bưu điện tỉnh
campaign-agency-SNV = Sở Nội vụ
campaign-agency-MTTQ_TINH = Ủy ban MTTQ tỉnh
campaign-agency-CCB_TINH = Hội CCB tỉnh
campaign-agency-UBND_TINH = UBND tỉnh
campaign-agency-BO_NGANH = Bộ, ngành
campaign-agency-CHUYEN_GIA = Chuyên gia
campaign-agency-CO_QUAN_LIEN_QUAN = Các cơ quan liên quan

campaign-unknown = Không có đợt điều tra “{ $given }”. Các đợt có sẵn: { $known }.
campaign-no_file = Không có tệp “{ $path }”.
campaign-good = ✓ { $path }: không có lỗi ({ $tasks } dòng công việc, { $provinces } tỉnh, { $units } đơn vị, { $ballots } phiếu).
campaign-check-failed = { $path }: { $count } lỗi.
campaign-bad = Không dùng được tệp { $path }: { $fault }{ $more ->
    [0] {""}
   *[other] {" "}(còn { $more } lỗi nữa; xem: sipas campaign check)
}

campaign-fault = { $at }: { $problem }
campaign-fault-of-row = { $at } ({ $label }): { $problem }

campaign-fault-missing = thiếu mục này
campaign-fault-unknown_key = không có mục nào tên như vậy
campaign-fault-unknown_value = “{ $given }” không hợp lệ; được dùng: { $known }
campaign-fault-pattern = “{ $given }” không đúng mẫu { $pattern }
campaign-fault-empty = không được để trống
campaign-fault-at_least = { $given } quá nhỏ; ít nhất phải là { $bound }
campaign-fault-more_than = { $given } quá nhỏ; phải lớn hơn { $bound }
campaign-fault-less_than = { $given } quá lớn; phải nhỏ hơn { $bound }
campaign-fault-at_most = { $given } quá lớn; nhiều nhất là { $bound }
campaign-fault-not_date = “{ $given }” không phải là ngày; ghi như 2019-09-30, không có dấu ngoặc kép
campaign-fault-not_time = “{ $given }” không phải là giờ; ghi như 08:00:00, không có dấu ngoặc kép
campaign-fault-not_int = “{ $given }” không phải là số nguyên
campaign-fault-not_number = “{ $given }” không phải là số
campaign-fault-not_bool = “{ $given }” phải là true hoặc false
campaign-fault-not_text = “{ $given }” phải là chữ, đặt trong dấu ngoặc kép
campaign-fault-not_list = “{ $given }” phải là danh sách, đặt trong [ ]
campaign-fault-not_table = “{ $given }” phải là một bảng gồm các mục có tên
campaign-fault-invalid = “{ $given }” không hợp lệ

campaign-fault-toml = tệp sai cú pháp TOML ở dòng { $line }, cột { $column } ({ $problem })
campaign-fault-not_utf8 = { $path } không phải là văn bản UTF-8
campaign-fault-unreadable = không đọc được { $path } ({ $problem })
campaign-fault-unknown_campaign = không có đợt điều tra “{ $given }”; các đợt có sẵn: { $known }
campaign-fault-circle = các đợt lấy mẫu vòng quanh lẫn nhau qua “{ $given }”

campaign-fault-duplicate = { $given } bị trùng
campaign-fault-foreign_id = “{ $given }” phải bắt đầu bằng “{ $campaign }-”
campaign-fault-not_of_id = “{ $given }” không khớp với mã { $id }: phải là phần sau mã đợt điều tra
campaign-fault-no_parent_task = không có dòng công việc nào mang mã “{ $given }”
campaign-fault-nested_task = “{ $given }” không phải là nhóm ở bậc trên cùng
campaign-fault-due_before_start = ngày hạn { $due } sớm hơn ngày bắt đầu { $start }
campaign-fault-far_date = ngày { $given } quá xa năm { $year } của đợt điều tra
campaign-fault-group_without_children = ghi là nhóm nhưng không có dòng con nào
campaign-fault-group_not_said = dòng này có dòng con nên phải là nhóm
campaign-fault-group_tracks = nhóm không theo dõi số liệu (“{ $given }”); hãy ghi ở dòng con
campaign-fault-no_lead = thiếu cơ quan chủ trì
campaign-fault-not_provincial = ghi là việc của từng tỉnh nhưng không cơ quan cấp tỉnh nào chủ trì
campaign-fault-is_provincial = cơ quan cấp tỉnh chủ trì nên phải ghi provincial = true
campaign-fault-no_parent_level = không có cấp nào ở trên mang chữ “{ $given }”
campaign-fault-fixed_or_picks = phải có đúng một trong hai: fixed (tên đơn vị) hoặc picks (số đơn vị)
campaign-fault-class_missing = thiếu số cho loại tỉnh “{ $given }”
campaign-fault-unknown_class = không có loại tỉnh “{ $given }”; các loại có sẵn: { $known }
campaign-fault-total_differs = kế hoạch ghi { $planned } phiếu, tính ra { $computed } phiếu
campaign-fault-unknown_total = không có gì để cộng; được dùng: { $known }
campaign-fault-off_and_working = { $given } vừa là ngày nghỉ vừa là ngày làm việc
campaign-fault-not_falling = số ngày phải giảm dần và không trùng nhau
campaign-fault-not_rising = số ngày phải tăng dần và không trùng nhau
campaign-fault-closes_before_opens = giờ kết thúc phải sau giờ bắt đầu
campaign-fault-at_night = giờ { $given } quá sớm hoặc quá muộn: chỉ được nhắn từ 07:00 đến 21:00
campaign-fault-not_three = phải có đúng { $count } số: bưu tá, Bưu điện tỉnh, người điều phối
campaign-fault-unknown_part = không có thành phần điểm này; các thành phần: { $known }

sample-help = Chọn mẫu: phân bổ số phiếu.
sample-allocate-help = In bảng phân bổ số phiếu và đối chiếu với tổng số của kế hoạch.
sample-option-campaign = Mã đợt (ví dụ 2018) hoặc tệp .toml (mặc định: đợt đang dùng)
sample-allocate-title = Phân bổ phiếu, đợt { $campaign }
sample-column-level = Cấp
sample-column-class = Loại tỉnh
sample-column-units = Đơn vị mỗi tỉnh
sample-column-quota = Phiếu mỗi đơn vị
sample-column-ballots = Phiếu mỗi tỉnh
sample-column-provinces = Số tỉnh
sample-column-total_units = Tổng đơn vị
sample-column-total = Tổng phiếu
sample-level = { $letter } ({ $name })
sample-proof-nation = { $mark } Cả nước: { $computed } phiếu, kế hoạch { $planned }
sample-proof-level = { $mark } { $level }: { $computed } phiếu, kế hoạch { $planned }
sample-proof-class = { $mark } { $provinces } tỉnh, thành phố ({ $class }): mỗi nơi { $computed } phiếu, kế hoạch { $planned }
sample-proof-cell = { $mark } { $level }, { $class }: { $units } đơn vị × { $quota } phiếu = { $computed }, kế hoạch { $planned }
sample-mismatch = Bảng phân bổ không khớp với tổng số của kế hoạch ở { $count } dòng.
