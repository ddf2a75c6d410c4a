# The page of simulated phones (no real Telegram).
simulator-title = SIPAS – simulated phones
simulator-brand = SIPAS
simulator-subtitle = Simulated phones
simulator-clock = The bot's time
simulator-hour = +1 hour
simulator-day = +1 day
simulator-go_to = Go to date
simulator-go = Go
simulator-go_hint = Moves the bot's clock to 8 in the morning of this day; time only goes forward.
simulator-language = Language of this page
simulator-guide = What to try
simulator-guide_lines =
    Tap a suggestion below a screen, or type as postal workers do: “phát 30 thu 25” (handed out 30, collected 25).
    Tap a button under an answer to turn “add” into “total”, or to undo.
    Edit a sent message (the pencil beside it, or the up arrow key): the figures follow.
    Press +1 day and watch reminders arrive on each phone.
    Open the name at the top of a phone to hold somebody else's.
simulator-try = Suggestions
simulator-try-postal_worker =
    /toi
    H01 phát 3 thu 2
    Cát Linh phát 2
    phát 1 thu 1
    X02 thu 50
    /huy
    /help
simulator-try-postal_supervisor =
    /tiendo
    /diem
    /toi
    /help
simulator-try-inspector =
    /toi
    pt H01-007 khớp
    pt H01-012 không nhận phiếu
    pt X01: kiểm 10 khớp 8 lệch 1 không nhận 1
    /kiemtra H01 phát đúng địa bàn
    /huy
    /help
simulator-try-coordinator =
    /tiendo
    /diem
    /kehoach
    /nhacviec
    /moi
    /help
simulator-try-admin =
    /tiendo
    /kehoach
    /moi
    /help
simulator-try-other =
    /start
    hello
    phát 30
simulator-role-postal_worker = Postal worker
simulator-role-postal_supervisor = Provincial post office
simulator-role-inspector = Inspector
simulator-role-coordinator = Coordinator
simulator-role-admin = Administrator
simulator-role-other = Stranger
simulator-role-group = Group
simulator-role-channel = Channel
simulator-holder = Whose phone
simulator-write = Write a message…
simulator-send = Send
simulator-attach = Send a photo or file
simulator-commands = The bot's commands
simulator-edit = Edit this message
simulator-editing = Editing a sent message
simulator-cancel = Cancel
simulator-edited = edited
simulator-sent = Sent
simulator-received = Received by the bot
simulator-typing = typing…
simulator-empty = No messages yet. Tap a suggestion below to begin.
simulator-more = Options
simulator-block = Block the bot
simulator-unblock = Unblock the bot
simulator-blocked = You have blocked this bot.
simulator-newest = Down to the newest message
simulator-forwarded = Forwarded from
simulator-contact = Phone number
simulator-picture = Photo
simulator-close = Close
simulator-understood = OK
simulator-offline = Lost the simulator's server. Reconnecting…
simulator-phones = Phones
simulator-log = Messages
simulator-nobody = There is nobody to talk as yet.
