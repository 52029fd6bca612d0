//! A transaction, or a consistent read: the only thing SQL is ever sent through.

use qipan_kernel::{Failure, Outcome};

use crate::Engine;
use crate::postgres::PgConn;
use crate::row::Row;
use crate::sqlite::SqliteConn;
use crate::value::Value;

/// A connection of either engine.
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
            Conn::Postgres(conn) => conn.queue(sql, params),
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
            Conn::Postgres(conn) => conn.queue(sql, &[]),
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

    /// True when the connection cannot be used any more.
    pub(crate) fn broken(&self) -> bool {
        matches!(self, Conn::Postgres(conn) if conn.closed())
    }
}
