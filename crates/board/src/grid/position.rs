//! The position: every version of every commitment in columns of small numbers, so that the grid of any moment is one
//! pass over memory. About 36 bytes a version; a million versions take 36 MB and some milliseconds.
//!
//! Versions are only ever added, and a version ends where the next of its commitment begins, so catching up means
//! reading the versions with higher identifiers. That holds where one process writes (SQLite); on PostgreSQL, where
//! identifiers of several processes interleave, the SQL aggregate is used instead.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use qipan_kernel::{Day, Id, Moment, Outcome};
use qipan_store::{Db, Engine, Tx};

use super::compare::StoneAt;
use super::model::{Counts, Grid, light_of};
use super::store;
use crate::lights::Light;

/// A version as it is read from the database.
#[derive(Clone, Copy, Debug)]
pub struct Stored {
    /// Identifier of the version.
    pub id: Id,
    /// Its commitment.
    pub commitment: Id,
    /// From when it is valid.
    pub valid_from: Moment,
    /// Lead unit.
    pub unit: Id,
    /// Line.
    pub line: Id,
    /// Light between acts, as a code.
    pub base: u8,
    /// A claim that nobody has verified.
    pub unverified: bool,
    /// When it turns blue.
    pub blue_at: Moment,
    /// When it turns yellow.
    pub yellow_at: Moment,
    /// When it turns red.
    pub red_at: Moment,
    /// Its limit.
    pub due: Option<Day>,
    /// Whether it was closed on or before its first limit; `None` where it is not closed or had no limit.
    pub on_time: Option<bool>,
}

/// Seconds since 2000-01-01: what a moment is kept as. Fine enough for a light, and 32 bits reach to 2136.
type Second = u32;

const ZERO_MS: i64 = 946_684_800_000;
const NEVER: Second = Second::MAX;

/// Moments are rounded down, all alike: instants of lights begin days, and the end of a day stays in that day.
fn second(moment: Moment) -> Second {
    if moment == Moment::NEVER {
        return NEVER;
    }
    let seconds = moment.0.saturating_sub(ZERO_MS).max(0) / 1_000;
    Second::try_from(seconds).unwrap_or(NEVER - 1).min(NEVER - 1)
}

#[derive(Default)]
struct Columns {
    last: Id,
    units: Index,
    lines: Index,
    commitments: Index,
    /// The newest version of each commitment, by the commitment's number.
    newest: Vec<u32>,
    from: Vec<Second>,
    to: Vec<Second>,
    blue: Vec<Second>,
    yellow: Vec<Second>,
    red: Vec<Second>,
    commitment: Vec<u32>,
    due: Vec<i32>,
    unit: Vec<u16>,
    line: Vec<u8>,
    /// Base light in the low bits, `UNVERIFIED`, `TIMED` and `ON_TIME` above.
    flags: Vec<u8>,
}

const BASE: u8 = 0x07;
const UNVERIFIED: u8 = 0x80;
const TIMED: u8 = 0x40;
const ON_TIME: u8 = 0x20;
const NO_DUE: i32 = i32::MAX;

/// Gives small numbers to identifiers.
#[derive(Default)]
struct Index {
    number: HashMap<Id, u32>,
    ids: Vec<Id>,
}

impl Index {
    fn of(&mut self, id: Id) -> u32 {
        *self.number.entry(id).or_insert_with(|| {
            self.ids.push(id);
            self.ids.len() as u32 - 1
        })
    }
}

impl Columns {
    fn push(&mut self, stored: Stored) {
        let row = self.from.len() as u32;
        let commitment = self.commitments.of(stored.commitment);
        let from = second(stored.valid_from);
        match self.newest.get_mut(commitment as usize) {
            Some(newest) => {
                self.to[*newest as usize] = from;
                *newest = row;
            }
            None => self.newest.push(row),
        }
        self.last = stored.id;
        self.from.push(from);
        self.to.push(NEVER);
        self.blue.push(second(stored.blue_at));
        self.yellow.push(second(stored.yellow_at));
        self.red.push(second(stored.red_at));
        self.commitment.push(commitment);
        self.due.push(stored.due.map_or(NO_DUE, |day| day.0));
        self.unit.push(self.units.of(stored.unit) as u16);
        self.line.push(self.lines.of(stored.line) as u8);
        let closing = match stored.on_time {
            None => 0,
            Some(false) => TIMED,
            Some(true) => TIMED | ON_TIME,
        };
        self.flags.push(stored.base | closing | if stored.unverified { UNVERIFIED } else { 0 });
    }

    fn light(&self, row: usize, at: Second) -> Option<Light> {
        let base = self.flags[row] & BASE;
        let code = if base >= 5 {
            base
        } else if self.red[row] <= at {
            4
        } else if self.yellow[row] <= at {
            3
        } else if base <= 2 && self.blue[row] <= at {
            2
        } else {
            base
        };
        light_of(code)
    }

    fn rows_at(&self, at: Second) -> impl Iterator<Item = usize> + '_ {
        let spans = self.from.iter().zip(&self.to).enumerate();
        spans.filter(move |(_, (from, to))| **from <= at && at < **to).map(|(row, _)| row)
    }
}

/// The position. One for each process; cheap to ask, safe to share.
#[derive(Default)]
pub struct Position {
    columns: RwLock<Columns>,
}

impl Position {
    /// An empty position: filled by the first question, or by [`Position::refresh`].
    pub fn new() -> Position {
        Position::default()
    }

    /// Reads the versions that are new since the last time.
    pub fn refresh(&self, tx: &mut Tx<'_>) -> Outcome<()> {
        let last = self.columns.read().unwrap_or_else(PoisonError::into_inner).last;
        let mut fresh = Vec::new();
        store::versions_after(tx, last, |stored| fresh.push(stored))?;
        if !fresh.is_empty() {
            let mut columns = self.columns.write().unwrap_or_else(PoisonError::into_inner);
            // Another reader may have been faster.
            let seen = columns.last;
            fresh.into_iter().filter(|stored| stored.id > seen).for_each(|stored| columns.push(stored));
        }
        Ok(())
    }

    /// The grid at `at`.
    pub fn grid(&self, tx: &mut Tx<'_>, at: Moment) -> Outcome<Grid> {
        if tx.engine() == Engine::Postgres {
            return store::grid(tx, at);
        }
        self.refresh(tx)?;
        let columns = self.columns.read().unwrap_or_else(PoisonError::into_inner);
        let lines = columns.lines.ids.len();
        let mut counts = vec![Counts::default(); columns.units.ids.len() * lines];
        let moment = second(at);
        for row in columns.rows_at(moment) {
            let cell = usize::from(columns.unit[row]) * lines + usize::from(columns.line[row]);
            if let Some(light) = columns.light(row, moment) {
                let flags = columns.flags[row];
                counts[cell].add(light, flags & UNVERIFIED != 0);
                if flags & TIMED != 0 {
                    counts[cell].add_timed(flags & ON_TIME != 0);
                }
            }
        }
        let cells = counts.into_iter().enumerate().filter(|(_, counts)| counts.total > 0);
        let named =
            cells.map(|(i, counts)| ((columns.units.ids[i / lines], columns.lines.ids[i % lines]), counts));
        Ok(Grid { at, cells: named.collect() })
    }

    /// Every stone on the board at `at`.
    pub fn stones(
        &self,
        tx: &mut Tx<'_>,
        at: Moment,
        mut each: impl FnMut(StoneAt) -> Outcome<()>,
    ) -> Outcome<()> {
        if tx.engine() == Engine::Postgres {
            return store::stones(tx, at, each);
        }
        self.refresh(tx)?;
        let columns = self.columns.read().unwrap_or_else(PoisonError::into_inner);
        let moment = second(at);
        for row in columns.rows_at(moment) {
            let Some(light) = columns.light(row, moment) else { continue };
            each(StoneAt {
                commitment: columns.commitments.ids[columns.commitment[row] as usize],
                light,
                due: Some(columns.due[row]).filter(|due| *due != NO_DUE).map(Day),
                unit: columns.units.ids[usize::from(columns.unit[row])],
                line: columns.lines.ids[usize::from(columns.line[row])],
            })?;
        }
        Ok(())
    }

    /// Reads everything at start, so that the first question is as fast as the others.
    pub fn warm(&self, db: &Db) -> Outcome<()> {
        if db.engine() == Engine::Sqlite { db.read_now(|tx| self.refresh(tx)) } else { Ok(()) }
    }
}
