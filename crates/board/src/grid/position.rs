//! The position: every version of every commitment in columns of small numbers, so that the grid of any moment is one
//! pass over memory. About 36 bytes a version; a million versions take 36 MB and some milliseconds.
//!
//! Versions are only ever added, and a version ends where the next of its commitment begins, so catching up means
//! reading the versions with higher identifiers. That holds where one process writes (SQLite); on PostgreSQL, where
//! identifiers of several processes interleave, the SQL aggregate is used instead.

use std::collections::{BinaryHeap, HashMap};
use std::sync::{PoisonError, RwLock};

use qipan_kernel::{Day, Id, Moment, Outcome};
use qipan_store::{Db, Engine, Tx};

use super::compare::StoneAt;
use super::model::{Counts, Grid, light_of};
use super::store;
use crate::commitments::store::NO_LIMIT;
use crate::lights::Light;
use crate::lists::{Filter, Start};

/// A version as it is read from the database.
#[derive(Clone, Copy, Debug)]
pub struct Stored {
    /// Identifier of the version.
    pub id: Id,
    /// Its commitment.
    pub commitment: Id,
    /// From when it is valid.
    pub valid_from: Moment,
    /// Until when; a version that is read later ends the one before it.
    pub valid_to: Moment,
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
    /// Its limit, as lists are ordered: [`crate::commitments::store::NO_LIMIT`] where there is none.
    pub due_sort: i32,
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
/// No version of this commitment is open.
const NONE: u32 = u32::MAX;

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

    /// Which numbers are of one of `ids`.
    fn set(&self, ids: &[Id]) -> Vec<bool> {
        let mut set = vec![false; self.ids.len()];
        ids.iter().filter_map(|id| self.number.get(id)).for_each(|number| set[*number as usize] = true);
        set
    }
}

impl Columns {
    fn push(&mut self, stored: Stored) {
        let row = self.from.len() as u32;
        let commitment = self.commitments.of(stored.commitment);
        let from = second(stored.valid_from);
        if self.newest.len() <= commitment as usize {
            self.newest.push(NONE);
        }
        if stored.valid_to == Moment::NEVER {
            let newest = std::mem::replace(&mut self.newest[commitment as usize], row);
            if let Some(to) = self.to.get_mut(newest as usize) {
                *to = from;
            }
        }
        self.last = self.last.max(stored.id);
        self.from.push(from);
        self.to.push(second(stored.valid_to));
        self.blue.push(second(stored.blue_at));
        self.yellow.push(second(stored.yellow_at));
        self.red.push(second(stored.red_at));
        self.commitment.push(commitment);
        self.due.push(stored.due_sort);
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

    fn stone(&self, row: usize, at: Second) -> Option<StoneAt> {
        Some(StoneAt {
            commitment: self.commitments.ids[self.commitment[row] as usize],
            light: self.light(row, at)?,
            due: Some(self.due[row]).filter(|due| i64::from(*due) != NO_LIMIT).map(Day),
            unit: self.units.ids[usize::from(self.unit[row])],
            line: self.lines.ids[usize::from(self.line[row])],
        })
    }

    /// Makes room for so many versions at once: growing by doubling would take twice the memory.
    fn reserve(&mut self, versions: usize) {
        for column in [&mut self.from, &mut self.to, &mut self.blue, &mut self.yellow, &mut self.red] {
            column.reserve_exact(versions);
        }
        self.commitment.reserve_exact(versions);
        self.due.reserve_exact(versions);
        self.unit.reserve_exact(versions);
        self.line.reserve_exact(versions);
        self.flags.reserve_exact(versions);
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

    /// Reads everything the first time, and then the versions that are new since the last time.
    pub fn refresh(&self, tx: &mut Tx<'_>) -> Outcome<()> {
        let last = self.columns.read().unwrap_or_else(PoisonError::into_inner).last;
        if last == Id::default() {
            let mut columns = self.columns.write().unwrap_or_else(PoisonError::into_inner);
            if columns.last == Id::default() {
                columns.reserve(store::count_versions(tx)?);
                store::all_versions(tx, |stored| columns.push(stored))?;
            }
            return Ok(());
        }
        let fresh = store::versions_after(tx, last)?;
        if !fresh.is_empty() {
            let mut columns = self.columns.write().unwrap_or_else(PoisonError::into_inner);
            // Another reader may have been faster. Of several new versions of one commitment only the last is still
            // open when they are read; each is pushed as open, so that the next one ends it.
            let seen = columns.last;
            for stored in fresh.into_iter().filter(|stored| stored.id > seen) {
                columns.push(Stored { valid_to: Moment::NEVER, ..stored });
            }
        }
        Ok(())
    }

    /// The commitments of one page of a list ordered by limit, at most `limit`, at `at`. Only the parts of `filter`
    /// that the position knows are heeded: lead units, line, light, unverified claims, done or not, and `words`, the
    /// commitments in which they stand.
    pub fn page(
        &self,
        tx: &mut Tx<'_>,
        filter: &Filter,
        words: Option<&[Id]>,
        at: Moment,
        start: Option<Start>,
        limit: usize,
    ) -> Outcome<Vec<Id>> {
        self.refresh(tx)?;
        let columns = self.columns.read().unwrap_or_else(PoisonError::into_inner);
        let moment = second(at);
        let units = filter.units.as_ref().map(|units| columns.units.set(units));
        let words = words.map(|words| columns.commitments.set(words));
        let line = filter.line.map(|line| columns.lines.number.get(&line).copied().unwrap_or(NONE));
        let with_done = filter.with_done || filter.light == Some(Light::Done);
        let back = start.is_some_and(|start| start.back);
        let mut best = BinaryHeap::with_capacity(limit + 1);
        for row in columns.rows_at(moment) {
            let flags = columns.flags[row];
            let wanted = (flags & BASE < 5 || (with_done && flags & BASE == 5))
                && units.as_ref().is_none_or(|units| units[usize::from(columns.unit[row])])
                && line.is_none_or(|line| u32::from(columns.line[row]) == line)
                && words.as_ref().is_none_or(|words| words[columns.commitment[row] as usize])
                && (!filter.unverified || flags & UNVERIFIED != 0)
                && filter.light.is_none_or(|light| columns.light(row, moment) == Some(light));
            if !wanted {
                continue;
            }
            let id = columns.commitments.ids[columns.commitment[row] as usize];
            let mut key = (i64::from(columns.due[row]), id.0);
            if back {
                key = (-key.0, -key.1);
            }
            let past = start.is_none_or(|start| match back {
                false => key > (start.key, start.id.0),
                true => key > (-start.key, -start.id.0),
            });
            if past {
                best.push(key);
                if best.len() > limit {
                    best.pop();
                }
            }
        }
        Ok(best.into_iter().map(|(_, id)| Id(id.abs())).collect())
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
            if let Some(stone) = columns.stone(row, moment) {
                each(stone)?;
            }
        }
        Ok(())
    }

    /// Every stone on the board at `now`, with what it was at `then`, where it was on the board (SQLite).
    pub fn pairs(
        &self,
        tx: &mut Tx<'_>,
        then: Moment,
        now: Moment,
        mut each: impl FnMut(Option<StoneAt>, StoneAt),
    ) -> Outcome<()> {
        self.refresh(tx)?;
        let columns = self.columns.read().unwrap_or_else(PoisonError::into_inner);
        let (then, now) = (second(then), second(now));
        let mut before = vec![NONE; columns.commitments.ids.len()];
        columns.rows_at(then).for_each(|row| before[columns.commitment[row] as usize] = row as u32);
        for row in columns.rows_at(now) {
            let Some(stone) = columns.stone(row, now) else { continue };
            let was = before[columns.commitment[row] as usize];
            each(if was == NONE { None } else { columns.stone(was as usize, then) }, stone);
        }
        Ok(())
    }

    /// Reads everything at start, so that the first question is as fast as the others.
    pub fn warm(&self, db: &Db) -> Outcome<()> {
        if db.engine() == Engine::Sqlite { db.read_now(|tx| self.refresh(tx)) } else { Ok(()) }
    }
}
