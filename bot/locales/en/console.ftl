## Command line

cli-help = SIPAS: the field tool of the survey of satisfaction with public administration.

run-help = Runs the bot. Without SIPAS_BOT_TOKEN against a simulated Telegram with demo data, in a browser.
run-bad_token = SIPAS_BOT_TOKEN: Telegram does not accept it. Check the token that BotFather gave you.
run-no_units = Campaign { $campaign } has no units yet. Load them: sipas init --units units.csv (or sipas init --demo to try).
run-polling = @{ $bot } is running for campaign { $campaign }. Stop with Ctrl-C.
run-playing =
    Open { $address } in a browser: three phones, campaign { $campaign }.
    Stop with Ctrl-C.
run-populating = Making demo data for campaign { $campaign }…
run-real_without_token = This database holds real data of campaign { $campaign }. Set SIPAS_BOT_TOKEN, or another SIPAS_DATA_DIR to play.
run-port_taken = SIPAS_PORT: cannot listen ({ $detail }). Choose another port.
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
setting-bad-database_url = { $key }: must start with sqlite+aiosqlite:///.
setting-bad-timezone = { $key }: there is no such time zone. For example: Asia/Ho_Chi_Minh.
setting-bad-language = { $key }: use vi or en.
setting-bad-log_level = { $key }: use DEBUG, INFO, WARNING or ERROR.
setting-bad-clock = { $key }: write a date and time as 2019-08-29T08:30:00+07:00.
setting-bad-port = { $key }: must be a whole number from 0 to 65535.
setting-bad-env = { $key }: this file must be UTF-8 text.
file-unreadable = { $file }: cannot be read ({ $detail }).
file-unwritable = { $file }: cannot be written ({ $detail }).

database-missing = { $detail }: there is no database yet. Run sipas init first.
database-folder = SIPAS_DATA_DIR: the folder cannot be made or written ({ $detail }).
database-corrupt = The database is corrupt ({ $detail }). Restore it from a backup.
database-unwritable = The database cannot be written ({ $detail }). Check the rights of the file and its folder.
database-locked = Another program holds the database ({ $detail }). Try again later.
database-newer = A newer version of the program made this database ({ $detail }). Please update the program.
database-fault = Database error ({ $detail }).
