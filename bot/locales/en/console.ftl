## Command line

cli-help = SIPAS: the field tool of the survey of satisfaction with public administration.

run-help = Runs the bot. Without SIPAS_BOT_TOKEN against a simulated Telegram with demo data, in a browser.
run-role-help = what this process does: all (the default), web (takes in what the webhook brings), worker (handles messages), sender (sends and reminds). Parts of the work need PostgreSQL.
run-role_needs_token = --role: needs SIPAS_BOT_TOKEN; the demo runs with --role all only.
run-role_needs_server = --role: several processes need PostgreSQL; set SIPAS_DATABASE_URL=postgresql+asyncpg://…
run-web_needs_hook = --role web: needs SIPAS_WEBHOOK_URL.
run-occupied = Another process runs on { $file }. Stop it first, or use PostgreSQL to run several processes.
run-bad_token = SIPAS_BOT_TOKEN: Telegram does not accept it. Check the token that BotFather gave you.
run-no_units = Campaign { $campaign } has no units yet. Load them: sipas init --units units.csv (or sipas init --demo to try).
run-polling = @{ $bot } is running for campaign { $campaign }. Stop with Ctrl-C.
run-playing =
    Open { $address } in a browser: three phones, campaign { $campaign }.
    Stop with Ctrl-C.
run-populating = Making demo data for campaign { $campaign }…
run-real_without_token = This database holds real data of campaign { $campaign }. Set SIPAS_BOT_TOKEN, or another SIPAS_DATA_DIR to play.
run-port_taken = SIPAS_PORT: cannot listen ({ $detail }). Choose another port.
run-bad_webhook = SIPAS_WEBHOOK_URL: Telegram does not take this address ({ $detail }). Check its domain, port (443, 80, 88 or 8443) and certificate.
run-web_port_taken = SIPAS_WEB_PORT: cannot listen ({ $detail }). Choose another port.
run-bad_phones = { $file }: the simulated chats cannot be read ({ $detail }). Delete this file and start again.
run-stranger = Stranger

init-help = Creates or migrates the database; loads the selected units.
init-option-units = A units.csv: the selected units and their quotas
init-option-demo = Load the demo campaign: 63 provinces, invented people and figures
init-one_of = Use one of the two: --units or --demo.
init-loaded_before = Campaign { $campaign } has { $count } units already; nothing is loaded. To start over, use another SIPAS_DATA_DIR.
init-bad_row = { $file }, row { $row }: column { $key } is wrong (“{ $value }”). Nothing was loaded.
init-done = { $file }: ready. Campaign { $campaign }, { $count } units.

people-help = People: importing a list, inviting.
people-invite-help = Makes a single-use invite and its link.
people-option-name = Full name
people-option-role = Role
people-option-agency = Agency
people-option-scope = Scope: VN, a province code, or unit codes with commas
people-option-language = Language: vi or en
people-empty = Name and scope must not be empty.
people-language = There is no language “{ $given }”. Use vi or en.
people-unknown_code = There is no code “{ $code }” in campaign { $campaign }. Load the units first with sipas init.
people-invited =
    Invite for { $name }, expires { $expires }:
    { $link }
people-no_link = The bot's name could not be asked ({ $detail }); only the token is printed, without a link.

setting-bad-bot_token = { $key }: a bot token looks like 123456:ABC-def; BotFather gives you one.
setting-bad-telegram_api_url = { $key }: must be an address that starts with http:// or https://.
setting-bad-database_url = { $key }: must start with sqlite+aiosqlite:/// or postgresql+asyncpg://.
setting-bad-timezone = { $key }: there is no such time zone. For example: Asia/Ho_Chi_Minh.
setting-bad-language = { $key }: use vi or en.
setting-bad-log_level = { $key }: use DEBUG, INFO, WARNING or ERROR.
setting-bad-clock = { $key }: write a date and time as 2019-08-29T08:30:00+07:00.
setting-bad-port = { $key }: must be a whole number from 0 to 65535.
setting-bad-webhook_url = { $key }: must be an https:// address (http:// only for this machine), its path of plain letters, digits and / _ . ~ -, and not /healthz or /metrics.
setting-bad-webhook_secret = { $key }: a webhook needs a secret of 1 to 256 characters A-Z, a-z, 0-9, _ or -. Make one: openssl rand -hex 32
setting-bad-web_port = { $key }: must be a whole number from 0 to 65535.
setting-bad-inbox_bound = { $key }: must be a whole number of 1 or more.
setting-bad-keep_raw_days = { $key }: must be a number of days, 1 or more. Example: 90
setting-bad-backup_keep = { $key }: must be a whole number of 0 or more; 0 makes no nightly backups.
setting-bad-env = { $key }: this file must be UTF-8 text.
file-unreadable = { $file }: cannot be read ({ $detail }).
file-unwritable = { $file }: cannot be written ({ $detail }).

database-missing = { $detail }: there is no database yet. Run sipas init first.
database-folder = SIPAS_DATA_DIR: the folder cannot be made or written ({ $detail }).
database-corrupt = The database is corrupt ({ $detail }). Restore it from a backup.
database-unwritable = The database cannot be written ({ $detail }). Check the rights of the file and its folder.
database-locked = Another program holds the database ({ $detail }). Try again later.
database-newer = A newer version of the program made this database ({ $detail }). Please update the program.
database-older = An older version of the program made this database ({ $detail }). Stop the bot, run sipas init to migrate it, and try again.
database-unreachable = The database server cannot be reached ({ $detail }). See whether it runs, and SIPAS_DATABASE_URL.
database-refused = The database server refuses the login ({ $detail }). See the name and password in SIPAS_DATABASE_URL.
database-no_such = The server has no such database ({ $detail }). Make it with createdb, then start again.
database-fault = Database error ({ $detail }).
