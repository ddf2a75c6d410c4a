## Bản tin cuối ngày và đầu tuần

menu-bantin = bản tin cuối ngày, đầu tuần

bulletin-choose = 📰 <b>Bản tin</b>
bulletin-on_daily = ✅ Cuối ngày làm việc, lúc { $at }: đang bật
bulletin-off_daily = ▫️ Cuối ngày làm việc, lúc { $at }: đang tắt
bulletin-on_weekly = ✅ Đầu tuần lúc { $at }, kèm biểu đồ: đang bật
bulletin-off_weekly = ▫️ Đầu tuần lúc { $at }, kèm biểu đồ: đang tắt
bulletin-quiet = Không có gì mới thì không gửi. Ngày nghỉ, ban đêm không gửi.
bulletin-turn_on_daily = Bật bản tin cuối ngày
bulletin-turn_off_daily = Tắt bản tin cuối ngày
bulletin-turn_on_weekly = Bật bản tin đầu tuần
bulletin-turn_off_weekly = Tắt bản tin đầu tuần
bulletin-key_now = 📰 Xem ngay
bulletin-how = Không hiểu “{ $words }”. Gõ <code>/bantin bật</code>, <code>/bantin tắt</code> hoặc <code>/bantin ngay</code>.
bulletin-computing = Đang tính…

bulletin-title_daily = 📰 <b>Bản tin</b> { $weekday } { $today } · { $scope }
bulletin-title_weekly = 📰 <b>Tình hình đầu tuần</b> { $today } · { $scope }
bulletin-since = Từ bản tin { $day }: { $said }
bulletin-no_reports = Từ bản tin { $day }: không có số liệu mới.
bulletin-added = { $count } { $value }
bulletin-rechecked = đơn vị phúc tra
bulletin-units = { $started }/{ $units } đơn vị đã phát, { $finished } đã thu đủ
bulletin-silent = 🔕 { $count } bưu tá im lặng từ { $days } ngày làm việc (/imlang)
bulletin-tasks = <b>Việc quá hạn, sắp đến hạn</b>
bulletin-task =
    • <b>{ $id }</b> { $title }
    {"  "}{ $left }
bulletin-more = … và { $count } việc nữa (/kehoach)
bulletin-act = Gõ /tiendo để xem chi tiết, /bantin để đổi.
