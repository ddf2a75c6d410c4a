## Registration, help, language

start-hello =
    Hello <b>{ $name }</b>!
    { $title }
    Role: { $role } · Scope: { $scope }
start-postal_worker = When you are done, just send one line, for example: <code>phát 30 thu 25</code>. Send /toi to see your units, /help when you need it.
start-postal_supervisor = Send /tiendo to see your province's progress, /moi to invite postal workers, /help when you need it.
start-inspector = Re-check: <code>pt H03-007 khớp</code>, or /phuctra for buttons. Inspection: /kiemtra, /bienban. Send /toi to see your assignments, /help when you need it.
start-coordinator = Send /tiendo to see the progress, /kehoach to see the plan, /help when you need it.
start-admin = Send /help to see the commands.

help-postal_worker =
    When you are done, send one line (in Vietnamese):
    <code>phát 30 thu 25</code>
    <code>H03 phát 30 thu 25 hỏng 1</code> (if you have several units)
    <code>tổng phát 120 thu 96</code> (totals so far)
    Counts: nhận (received), phát (handed out), thu (collected), trắng (blank), hỏng (spoiled), mất (lost), từ chối (refused), không gặp (not met), thay thế (replaced).
    A comment goes after //. To correct a slip, edit the message you sent, or send /huy.
help-postal_supervisor = Follow your province's postal workers with the commands below.
help-inspector =
    Re-check one ballot: <code>pt H03-007 khớp</code>
    Outcomes: khớp (match), lệch (mismatch), không nhận phiếu (got no ballot), người khác trả lời thay (answered by someone else), không liên lạc được (not reached), từ chối (refused).
    Several ballots: <code>pt H03-007, 008, 009 khớp</code> or <code>pt H03: kiểm 10 khớp 8 lệch 1 không nhận 1</code>
    Step by step, with buttons: /phuctra
    Inspection: a short note <code>/kiemtra H03 nội dung</code>, minutes under six headings /bienban
    A comment goes after //. To correct a slip, edit the message you sent, or send /huy.
help-coordinator =
    You follow the progress and get reminders by the plan.
    Commands take a name or a code, for example: <code>/tiendo Hà Nội</code>, <code>/tiendo 01-H03</code>, <code>/kehoach 4.5</code>
help-admin = You can use all commands of a coordinator.
help-commands = <b>Commands</b>
help-command = /{ $command } – { $does }

menu-start = start
menu-help = how to use it
menu-ngonngu = change the language (ngôn ngữ)
menu-toi = my work
menu-huy = undo the last message
menu-kiemtra = inspection note
menu-tiendo = progress
menu-kehoach = the plan, what is due
menu-nhacviec = reminders sent and coming
menu-moi = invite someone
menu-diem = quality score

language-ask = Chọn ngôn ngữ / Choose a language:
language-vi = Tiếng Việt
language-en = English
language-set = Now in English.

invite-bad = The invitation link is wrong, already used or expired. Please ask your coordinator for a new one.
invite-ask_role = Whom do you invite? Choose a role:
invite-ask_name = Inviting: <b>{ $role }</b>. Please type the full name; the scope. Example: <code>Nguyễn Văn An; { $example }</code>
invite-which_role = There is no role “{ $said }”. Use one of: bưu tá (postal worker), bưu điện (post office), kiểm tra (inspector), điều phối (coordinator).
invite-not_this_role = You cannot invite anyone in this role: { $role }.
invite-no_name = The full name is missing or too long. Example: <code>Nguyễn Văn An; { $example }</code>
invite-unknown_code = There is no code “{ $code }” in this campaign. Please check.
invite-beyond_scope = { $code } is outside your scope, so you cannot invite anyone for it.
invite-worker_needs_units = A postal worker needs unit codes. Example: <code>Nguyễn Văn An; { $example }</code>
invite-done =
    ✅ Invitation for <b>{ $name }</b> ({ $role }, { $scope }).
    It works once and expires at { $expires }. Please pass this link to the right person:
invite-link = https://t.me/{ $bot }?start={ $token }
