# Store
store-disk-full = The disk is full; nothing was saved. Free some space and try again.
store-locked = Another program holds the database; nothing was saved. Try again shortly.
store-unreachable = The database cannot be opened or reached. Check the configuration and the network.
store-damaged = The database file is damaged or is not a database. Restore it from a backup.
store-duplicate = There is already such a record.
store-busy = The system is busy. Try again shortly.
store-stopping = The system is stopping. Try again shortly.
store-backup-sqlite-only = This backup is for the embedded database only; for PostgreSQL use pg_dump.
store-migration-edited = Migration “{ $name }” was edited after it had run; refusing to start.
journal-gap = the numbers of this subject's entries have a gap: an entry before this one is missing
journal-broken-chain = does not continue the entry before it: that entry was changed or replaced
journal-altered = the entry was altered
journal-entries-missing = entries that were there when the seal was made are missing
journal-seal-differs = the entries differ from what was sealed
journal-seal-altered = the seal was altered
