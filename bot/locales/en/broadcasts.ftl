## Announcements to many

menu-thongbao = send an announcement to many

broadcast-ask_text = 📢 Type the announcement (at most { $limit } characters). Nothing is sent yet: you will choose who gets it and see it first.
broadcast-length = The text has { $count } characters; an announcement has { $shortest } to { $limit }. Please type it again.
broadcast-no_photo = Announcements are text only. Please type it.
broadcast-ask_whom = 📢 Who in <b>{ $scope }</b> is to get it?
broadcast-ask_province = 📍 Which province? Tap one, or type its name.
broadcast-choose_first = The text is there. Tap who is to get it, or <b>Give up</b> and type /thongbao to write anew.
broadcast-whom_workers = Postal workers
broadcast-whom_supervisors = Provincial post
broadcast-whom_inspectors = Inspectors
broadcast-whom_coordinators = Coordinators
broadcast-whom_all = Everybody
broadcast-key_province = 📍 One province only…
broadcast-key_nation = 🇻🇳 The whole country
broadcast-key_name = { $name }
broadcast-key_page = Page { $page }
broadcast-key_send = ✅ Send to { $count }
broadcast-key_whom = Choose others
broadcast-key_text = Write anew
broadcast-key_cancel = Give up
broadcast-key_state = 🔄 How far
broadcast-key_stop = ⏹ Stop sending
broadcast-preview = 👀 <b>Look at it before it goes out.</b> Everybody will get:
broadcast-message =
    📢 <b>Announcement</b> · { $name }, { $agency }
    { $text }
broadcast-count = ― To <b>{ $count } people</b> ({ $whom }, { $scope }).
broadcast-unreached = { $count } people cannot be reached: no phone has joined, or we are blocked.
broadcast-later = It is night: it will go out at { $at }.
broadcast-nobody = Nobody can be reached there ({ $whom }, { $scope }). Please choose others.
broadcast-over = This announcement is over. Type /thongbao to write a new one.
broadcast-beyond_scope = Your scope has changed, so nothing was sent. Type /thongbao to write anew.
broadcast-given_up = Given up, nobody gets it.
broadcast-under_way = 📢 The announcement of { $at } is being sent ({ $whom }, { $scope }).
broadcast-so_far = { $done } of { $of } people done. A report follows at the end.
broadcast-stopped = ⏹ Stopped: { $count } people who have not got it will not. A report follows.
broadcast-stopped_before = This announcement was stopped before.
broadcast-ended = 📢 The announcement of { $at } ({ $whom }, { $scope }) has gone out.
broadcast-reached = ✅ { $count } of { $of } people got it.
broadcast-lost = 📵 { $count } people cannot be reached (no phone, or we are blocked).
broadcast-end_failed = ⚠️ { $count } people: an error.
broadcast-end_unknown = ❔ { $count } people: nobody can tell whether it arrived.
broadcast-end_cancelled = ⏹ { $count } people: stopped before it was sent.
