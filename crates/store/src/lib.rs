//! Floor 1: the database.
//!
//! One `Db` speaks to SQLite (embedded, the default) or PostgreSQL (by URL) with one SQL text: `$1` placeholders, whole
//! numbers as `BIGINT`, days and moments as numbers, JSON as text. What differs stays in `sqlite.rs`, `postgres.rs` and
//! in marked sections of migrations.
//!
//! A write is a closure over [`Tx`]; writers commit whatever has queued in one transaction, fall back to a savepoint a
//! closure when one fails, and answer only after the commit is durable (docs/decisions/0002).

pub mod column;
pub mod db;
pub mod jobs;
pub mod journal;
pub mod journal_verify;
pub mod migrate;
pub mod outbox;
mod postgres;
pub mod row;
pub mod search;
mod sqlite;
pub mod tx;
pub mod value;
mod writer;

pub use db::{Db, Engine, Options};
pub use migrate::Migration;
pub use row::Row;
pub use tx::Tx;
pub use value::Value;

/// The migrations of the store itself; first in every list of migrations.
pub const MIGRATIONS: &[Migration] = &[Migration {
    name: "store/0001_journal_jobs_outbox",
    sql: include_str!("../migrations/0001_journal_jobs_outbox.sql"),
}];

/// The words of this crate.
pub const LOCALES: (&str, &str) = (include_str!("../locales/zh.ftl"), include_str!("../locales/en.ftl"));
