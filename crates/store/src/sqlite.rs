//! The SQLite half: one file, write-ahead log, every commit synced before it is answered.

use std::path::Path;
use std::time::Duration;

use qipan_kernel::{Failure, FailureKind, Outcome};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, params_from_iter};

use crate::row::Row;
use crate::value::Value;

pub(crate) struct SqliteConn {
    conn: Connection,
}

/// How long a statement waits for another process that holds the file.
const BUSY_WAIT: Duration = Duration::from_secs(5);

impl SqliteConn {
    pub(crate) fn open(path: &Path, writable: bool, busy_wait: Option<Duration>) -> Outcome<SqliteConn> {
        let flags = if writable {
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE
        } else {
            OpenFlags::SQLITE_OPEN_READ_WRITE
        };
        let open = || -> rusqlite::Result<Connection> {
            let conn = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
            conn.busy_timeout(busy_wait.unwrap_or(BUSY_WAIT))?;
            conn.set_prepared_statement_cache_capacity(256);
            // Plans do not depend on the values bound: otherwise SQLite plans every statement with a `limit` anew each
            // time it is run, because the limit might be another one.
            conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
            // FULL: an answered write survives power loss, not only kill -9 (DESIGN 7.1).
            conn.execute_batch(
                "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;
                 pragma temp_store = memory; pragma wal_autocheckpoint = 2000;",
            )?;
            // KiB. The one writer works all over the indexes; readers mostly follow one.
            conn.execute_batch(if writable {
                "pragma cache_size = -32000;"
            } else {
                "pragma cache_size = -6000; pragma query_only = on;"
            })?;
            Ok(conn)
        };
        open().map(|conn| SqliteConn { conn }).map_err(|e| fail(&e, &path.display().to_string()))
    }

    pub(crate) fn exec(&mut self, sql: &str, params: &[Value<'_>]) -> Outcome<u64> {
        let text = translate(sql);
        let run = || -> rusqlite::Result<usize> {
            self.conn.prepare_cached(&text)?.execute(params_from_iter(params))
        };
        run().map(|n| n as u64).map_err(|e| fail(&e, sql))
    }

    pub(crate) fn each(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Outcome<()>,
    ) -> Outcome<()> {
        let text = translate(sql);
        let mut statement = self.conn.prepare_cached(&text).map_err(|e| fail(&e, sql))?;
        let mut rows = statement.query(params_from_iter(params)).map_err(|e| fail(&e, sql))?;
        while let Some(row) = rows.next().map_err(|e| fail(&e, sql))? {
            each(&Row::Sqlite(row))?;
        }
        Ok(())
    }

    pub(crate) fn check(&mut self, sql: &str) -> Outcome<()> {
        self.conn.prepare(&translate(sql)).map(drop).map_err(|e| fail(&e, sql))
    }

    pub(crate) fn script(&mut self, sql: &str) -> Outcome<()> {
        self.conn.execute_batch(sql).map_err(|e| fail(&e, sql))
    }

    /// Copies the whole database, consistently, while others go on reading and writing.
    pub(crate) fn backup_to(&self, target: &Path) -> Outcome<()> {
        let copy = || -> rusqlite::Result<()> {
            let mut to = Connection::open(target)?;
            rusqlite::backup::Backup::new(&self.conn, &mut to)?.run_to_completion(4096, Duration::ZERO, None)
        };
        copy().map_err(|e| fail(&e, &target.display().to_string()))
    }

    /// Limits the size of the file, so that tests meet a full disk.
    pub(crate) fn limit_pages(&self, pages: i64) -> Outcome<()> {
        self.conn
            .query_row(&format!("pragma max_page_count = {pages}"), [], |_| Ok(()))
            .map_err(|e| fail(&e, "max_page_count"))
    }
}

/// `$1` becomes `?1`, and row locks, which a single writer does not need, are left out.
fn translate(sql: &str) -> String {
    let sql = sql.strip_suffix(" for update").unwrap_or(sql);
    // Every statement passes here: whole pieces are copied, not characters.
    let mut text = String::with_capacity(sql.len());
    let mut pieces = sql.split('$');
    text.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        text.push(if piece.starts_with(|c: char| c.is_ascii_digit()) { '?' } else { '$' });
        text.push_str(piece);
    }
    text
}

fn fail(error: &rusqlite::Error, what: &str) -> Failure {
    let kind = match error {
        rusqlite::Error::SqliteFailure(e, _) => match e.code {
            ErrorCode::DiskFull => Some((FailureKind::Unavailable, "store-disk-full")),
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
                Some((FailureKind::Unavailable, "store-locked"))
            }
            ErrorCode::CannotOpen
            | ErrorCode::ReadOnly
            | ErrorCode::SystemIoFailure
            | ErrorCode::PermissionDenied => Some((FailureKind::Unavailable, "store-unreachable")),
            ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt => {
                Some((FailureKind::Unavailable, "store-damaged"))
            }
            ErrorCode::ConstraintViolation if e.extended_code == 2067 || e.extended_code == 1555 => {
                Some((FailureKind::Conflict, "store-duplicate"))
            }
            _ => None,
        },
        _ => None,
    };
    let (kind, key) = kind.unwrap_or((FailureKind::Internal, "failure-internal"));
    Failure::new(kind, key).because(format!("{error} [{what}]"))
}

#[cfg(test)]
mod tests {
    use super::translate;

    #[test]
    fn placeholders_are_translated_and_dollars_in_text_are_not() {
        assert_eq!(translate("select $1, '$x' where a = $12"), "select ?1, '$x' where a = ?12");
        assert_eq!(translate("select 1 for update"), "select 1");
    }
}
