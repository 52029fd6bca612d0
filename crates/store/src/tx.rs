//! A transaction, or a consistent read: the only thing SQL is ever sent through.

use qipan_kernel::{Failure, Outcome};

use crate::Engine;
use crate::postgres::PgConn;
use crate::row::Row;
use crate::sqlite::SqliteConn;
use crate::value::Value;

/// A connection of either engine.
// There are a handful of these and every statement goes through one: a box would cost more than it saves.
#[allow(clippy::large_enum_variant)]
pub(crate) enum Conn {
    Sqlite(SqliteConn),
    Postgres(PgConn),
}

/// Statements of one act, or one consistent read.
pub struct Tx<'c> {
    pub(crate) conn: &'c mut Conn,
    /// Something was written: a refusal from here on has something to undo.
    pub(crate) wrote: bool,
}

impl Tx<'_> {
    /// Which engine this is, for the few statements whose text must differ.
    pub fn engine(&self) -> Engine {
        match self.conn {
            Conn::Sqlite(_) => Engine::Sqlite,
            Conn::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs a statement and returns how many rows it touched.
    pub fn exec(&mut self, sql: &str, params: &[Value<'_>]) -> Outcome<u64> {
        self.wrote = true;
        match self.conn {
            Conn::Sqlite(conn) => conn.exec(sql, params),
            Conn::Postgres(conn) => conn.exec(sql, params),
        }
    }

    /// Runs a statement whose row count does not matter. On PostgreSQL it travels with the next statement instead of
    /// waiting for its own round trip, and a refusal shows there (at the latest when the act ends).
    pub fn queue(&mut self, sql: &str, params: &[Value<'_>]) -> Outcome<()> {
        self.wrote = true;
        match self.conn {
            Conn::Sqlite(conn) => conn.exec(sql, params).map(drop),
            Conn::Postgres(conn) => conn.queue(sql, params, false),
        }
    }

    /// [`Tx::queue`] for `insert … values …` of a row that nothing before it in the act has to do with, except that the
    /// row may refer to one that was added before. On PostgreSQL it is done in one statement with what was queued just
    /// before it.
    pub fn add(&mut self, sql: &str, params: &[Value<'_>]) -> Outcome<()> {
        self.wrote = true;
        match self.conn {
            Conn::Sqlite(conn) => conn.exec(sql, params).map(drop),
            Conn::Postgres(conn) => conn.queue(sql, params, true),
        }
    }

    /// Runs `insert … values (…)` or `delete … where …` once for each of `rows`: rows that nothing before them in the act
    /// has to do with, as for [`Tx::add`]. On PostgreSQL many of them are one statement.
    pub fn each_of(&mut self, sql: &str, rows: &[Vec<Value<'_>>]) -> Outcome<()> {
        self.wrote |= !rows.is_empty();
        match self.conn {
            Conn::Sqlite(conn) => rows.iter().try_for_each(|row| conn.exec(sql, row).map(drop)),
            Conn::Postgres(conn) => conn.each_of(sql, rows),
        }
    }

    /// Says that the act will ask this question later, and that nothing which it writes until then changes the answer.
    /// On PostgreSQL it is asked together with the next question, after that one, so that it costs no round trip.
    pub fn foresee(&mut self, sql: &str, params: &[Value<'_>]) -> Outcome<()> {
        match self.conn {
            Conn::Sqlite(_) => Ok(()),
            Conn::Postgres(conn) => conn.foresee(sql, params),
        }
    }

    /// Holds off whoever else locks this row, until the act is over; `sql` is `select … for update`. What is asked
    /// afterwards sees what the others have done. A single writer locks nothing.
    pub fn lock(&mut self, sql: &str, params: &[Value<'_>]) -> Outcome<()> {
        match self.conn {
            Conn::Sqlite(_) => Ok(()),
            Conn::Postgres(conn) => conn.queue(sql, params, false),
        }
    }

    /// Calls `each` for every row of the answer, without holding the answer in memory.
    pub fn each(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        mut each: impl FnMut(&Row<'_>) -> Outcome<()>,
    ) -> Outcome<()> {
        // Writes can give rows back (`returning`); whatever is no plain question counts as one.
        self.wrote |= !sql.trim_start().starts_with("select");
        match self.conn {
            Conn::Sqlite(conn) => conn.each(sql, params, &mut each),
            Conn::Postgres(conn) => conn.each(sql, params, &mut each),
        }
    }

    /// All rows, each turned into a `T`.
    pub fn rows<T>(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Outcome<T>,
    ) -> Outcome<Vec<T>> {
        let mut all = Vec::new();
        self.each(sql, params, |row| {
            all.push(read(row)?);
            Ok(())
        })?;
        Ok(all)
    }

    /// The first row, if there is one.
    pub fn first<T>(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        read: impl FnMut(&Row<'_>) -> Outcome<T>,
    ) -> Outcome<Option<T>> {
        Ok(self.rows(sql, params, read)?.into_iter().next())
    }

    /// The only row; that there is none is a fault of ours.
    pub fn one<T>(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        read: impl FnMut(&Row<'_>) -> Outcome<T>,
    ) -> Outcome<T> {
        self.first(sql, params, read)?.ok_or_else(|| Failure::internal("a row was expected").because(sql))
    }

    /// Sends what [`Tx::queue`] holds back and learns whether it was accepted.
    pub fn flush(&mut self) -> Outcome<()> {
        match self.conn {
            Conn::Sqlite(_) => Ok(()),
            Conn::Postgres(conn) => conn.flush(),
        }
    }

    /// Prepares a statement without running it: tests use it to check every SQL text on both engines.
    pub fn check(&mut self, sql: &str) -> Outcome<()> {
        match self.conn {
            Conn::Sqlite(conn) => conn.check(sql),
            Conn::Postgres(conn) => conn.check(sql),
        }
    }

    /// Runs several statements separated by semicolons, without parameters (migrations).
    pub(crate) fn script(&mut self, sql: &str) -> Outcome<()> {
        self.wrote = true;
        match self.conn {
            Conn::Sqlite(conn) => conn.script(sql),
            Conn::Postgres(conn) => conn.script(sql),
        }
    }
}

impl Conn {
    /// Transaction control; on PostgreSQL it travels with the next statement unless it is awaited by `settle`.
    pub(crate) fn control(&mut self, sql: &'static str) -> Outcome<()> {
        match self {
            Conn::Sqlite(conn) => conn.exec(sql, &[]).map(drop),
            Conn::Postgres(conn) => conn.queue(sql, &[], false),
        }
    }

    /// Waits until everything queued is done.
    pub(crate) fn settle(&mut self) -> Outcome<()> {
        match self {
            Conn::Sqlite(_) => Ok(()),
            Conn::Postgres(conn) => conn.flush(),
        }
    }

    /// Forgets what is queued (the act failed, its savepoint is rolled back).
    pub(crate) fn discard(&mut self) {
        if let Conn::Postgres(conn) = self {
            conn.discard();
        }
    }

    /// An act begins: what another foresaw is none of its business.
    pub(crate) fn forget(&mut self) {
        if let Conn::Postgres(conn) = self {
            conn.forget();
        }
    }

    /// True when the connection cannot be used any more.
    pub(crate) fn broken(&self) -> bool {
        matches!(self, Conn::Postgres(conn) if conn.closed())
    }
}
