//! A row of an answer, read by column number.

use qipan_kernel::{Day, Failure, Fen, Id, Moment, Outcome, Progress};

/// One row, borrowed from the engine.
pub enum Row<'a> {
    /// From SQLite.
    Sqlite(&'a rusqlite::Row<'a>),
    /// From PostgreSQL.
    Postgres(&'a tokio_postgres::Row),
}

/// What a column can be read as. A value of another kind than expected is a fault of ours, never the user's.
pub trait Column: Sized {
    /// Reads column `index`.
    fn read(row: &Row<'_>, index: usize) -> Outcome<Self>;
}

impl Row<'_> {
    /// Column `index` (from 0) as `T`.
    pub fn get<T: Column>(&self, index: usize) -> Outcome<T> {
        T::read(self, index)
    }
}

fn wrong(index: usize, cause: impl std::fmt::Display) -> Failure {
    Failure::internal(format!("column {index}: {cause}"))
}

macro_rules! native {
    ($($kind:ty),*) => {$(
        impl Column for $kind {
            fn read(row: &Row<'_>, index: usize) -> Outcome<Self> {
                match row {
                    Row::Sqlite(row) => row.get(index).map_err(|e| wrong(index, e)),
                    Row::Postgres(row) => row.try_get(index).map_err(|e| wrong(index, e)),
                }
            }
        }
        impl Column for Option<$kind> {
            fn read(row: &Row<'_>, index: usize) -> Outcome<Self> {
                match row {
                    Row::Sqlite(row) => row.get(index).map_err(|e| wrong(index, e)),
                    Row::Postgres(row) => row.try_get(index).map_err(|e| wrong(index, e)),
                }
            }
        }
    )*};
}
native!(i64, f64, String, Vec<u8>);

macro_rules! from_int {
    ($($kind:ty => $to:expr),* $(,)?) => {$(
        impl Column for $kind {
            fn read(row: &Row<'_>, index: usize) -> Outcome<Self> {
                let convert: fn(i64) -> $kind = $to;
                i64::read(row, index).map(convert)
            }
        }
        impl Column for Option<$kind> {
            fn read(row: &Row<'_>, index: usize) -> Outcome<Self> {
                let convert: fn(i64) -> $kind = $to;
                Ok(Option::<i64>::read(row, index)?.map(convert))
            }
        }
    )*};
}
from_int! {
    Id => Id,
    Moment => Moment,
    Fen => Fen,
    Day => |v| Day(v as i32),
    Progress => |v| Progress(v as i32),
    i32 => |v| v as i32,
    usize => |v| v as usize,
    bool => |v| v != 0,
}

impl Column for [u8; 32] {
    fn read(row: &Row<'_>, index: usize) -> Outcome<Self> {
        let bytes = Vec::<u8>::read(row, index)?;
        <[u8; 32]>::try_from(bytes.as_slice()).map_err(|e| wrong(index, e))
    }
}
