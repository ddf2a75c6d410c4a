## Keeping the bot running: backups, moving the data, stuck updates

backup-help = Makes a backup of the whole database in one file, also while the bot runs, and proves it.
backup-option-folder = Folder of the backups (default: SIPAS_BACKUP_DIR)
backup-option-keep = How many of the newest to keep (default: SIPAS_BACKUP_KEEP)
backup-copying = Copying
backup-done = { $file }: backed up and proved, { $rows } rows, { $size } MB.
backup-removed = Deleted { $count ->
    [one] one older backup
   *[other] { $count } older backups
}.
backup-under_way = { $folder }: another backup is being made there. Wait until it has ended.
backup-no_room = { $folder }: the disk is full, so no backup was made; the older ones are kept. Make room or choose another folder.
backup-failed = No backup was made; the older ones are kept ({ $detail }).
backup-audit_broken = Warning: the audit log has { $count } faults. The backup is a true copy, faults included. See: sipas audit verify

restore-help = Proves a backup and puts it in the place of the database. The bot must be stopped.
restore-option-file = The backup, a file that sipas backup has made
restore-option-force = Replace a database that has data; on SQLite the old file is kept aside
restore-bad = { $file }: not a whole backup ({ $detail }). Nothing was changed. Take another one.
restore-occupied = A bot runs on { $place }. Stop it first; nothing was changed.
restore-not_empty = The database has data already ({ $detail }). To replace it: sipas restore FILE --force
restore-failed = Nothing was replaced ({ $detail }).
restore-done = { $place }: restored from { $file }, { $rows } rows.
restore-aside = The database from before is kept as { $file }. Delete it when it is not needed any more.

migrate-data-help = Copies all data from one database into an empty one, say from SQLite to PostgreSQL, and proves every table.
migrate-option-source = The database to read: sqlite+aiosqlite:///… or postgresql+asyncpg://…
migrate-option-target = The empty database to fill
migrate-bad_url = Both addresses must start with sqlite+aiosqlite:/// or postgresql+asyncpg://.
migrate-same = The two addresses are the same.
migrate-occupied = A bot runs on { $place }. Stop it first; nothing was copied.
migrate-not_empty = The target has data already (table { $table }); nothing was copied. Choose an empty database.
migrate-not_taken = The target does not take table { $table } ({ $detail }). Nothing was copied.
migrate-not_equal = Not all arrived as it was ({ $tables }), so nothing was copied. Try again; if it happens again, tell the developers.
migrate-interrupted = The database failed on the way ({ $detail }). Nothing was changed; try again.
migrate-copying = Copying
migrate-done = { $rows } rows in { $tables } tables are equal on both sides. Now set SIPAS_DATABASE_URL to the new database and start the bot.
migrate-equal = equal
migrate-differs = DIFFERENT
migrate-column-table = Table
migrate-column-rows_from = Rows before
migrate-column-rows_to = Rows after
migrate-column-checksum_from = Checksum before
migrate-column-checksum_to = Checksum after
migrate-column-equal = Result

inbox-help = Updates from Telegram that could not be handled.
inbox-list-help = Lists updates by state; what people wrote is left out.
inbox-retry-help = Has parked updates handled again.
inbox-option-state = parked (failed three times), new (waiting) or ignored
inbox-option-limit = How many of the newest
inbox-option-show = Also print the updates and errors in full: they hold what people wrote
inbox-option-update_ids = The ids of the updates
inbox-option-all_parked = All that are parked
inbox-which = Name updates, or use --all-parked.
inbox-put_back = { $count } updates will be handled again. A running bot does it within seconds.
inbox-not_there = Not parked, or deleted after its term: { $updates }.
inbox-column-update_id = Update
inbox-column-received_at = Received
inbox-column-chat = Chat
inbox-column-kind = Kind
inbox-column-attempts = Tries
inbox-column-error = Error
inbox-column-payload = Content
