## Lịch của kế hoạch

menu-lich = tệp lịch của kế hoạch cho điện thoại

calendar-follows = 📅 Tệp lịch gửi ngay sau đây. Mở tệp để thêm vào lịch của điện thoại; khi hạn dời, gõ /lich lần nữa rồi mở tệp mới.
calendar-caption = 📅 { $title }, hạn tính đến { $at }
calendar-start = ▶ { $id } bắt đầu: { $title }
calendar-due = ⏰ { $id } đến hạn{ $where }: { $title }
calendar-done = ✅ { $id } bắt đầu (đã xong): { $title }
calendar-done_in = ✅ { $id } đã xong{ $where }: { $title }
