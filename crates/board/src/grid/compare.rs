//! Comparison of two moments: what was closed, what turned red, what is new, what slipped.

use std::collections::HashMap;

use qipan_kernel::{Day, Id, Moment, Outcome};
use qipan_store::{Engine, Tx};

use super::position::Position;
use crate::lights::Light;

/// A commitment at one moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StoneAt {
    /// Which.
    pub commitment: Id,
    /// Its light.
    pub light: Light,
    /// Its limit.
    pub due: Option<Day>,
    /// Its lead unit.
    pub unit: Id,
    /// Its line.
    pub line: Id,
}

/// What changed between two moments, by commitment.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Changes {
    /// Open or absent then, done now.
    pub closed: Vec<Id>,
    /// Not red then, red now.
    pub turned_red: Vec<Id>,
    /// Not on the board then.
    pub new: Vec<Id>,
    /// The limit is later than it was.
    pub slipped: Vec<Id>,
}

/// Compares the stones that `wanted` accepts (by unit and line, as they are now).
pub fn compare(
    position: &Position,
    tx: &mut Tx<'_>,
    then: Moment,
    now: Moment,
    wanted: impl Fn(Id, Id) -> bool,
) -> Outcome<Changes> {
    let mut changes = Changes::default();
    if tx.engine() == Engine::Sqlite {
        position.pairs(tx, then, now, |before, stone| {
            if wanted(stone.unit, stone.line) {
                classify(&mut changes, before.as_ref(), stone);
            }
        })?;
        return Ok(changes);
    }
    let mut before = HashMap::new();
    position.stones(tx, then, |stone| {
        before.insert(stone.commitment, stone);
        Ok(())
    })?;
    position.stones(tx, now, |stone| {
        if wanted(stone.unit, stone.line) {
            classify(&mut changes, before.get(&stone.commitment), stone);
        }
        Ok(())
    })?;
    Ok(changes)
}

fn classify(changes: &mut Changes, then: Option<&StoneAt>, now: StoneAt) {
    let Some(then) = then else {
        changes.new.push(now.commitment);
        // Made and closed in between counts as both: the meeting asked what was done since.
        if now.light == Light::Done {
            changes.closed.push(now.commitment);
        }
        return;
    };
    if now.light == Light::Done && then.light != Light::Done {
        changes.closed.push(now.commitment);
    }
    if now.light == Light::Red && then.light != Light::Red {
        changes.turned_red.push(now.commitment);
    }
    if let (Some(before), Some(after)) = (then.due, now.due)
        && after > before
    {
        changes.slipped.push(now.commitment);
    }
}
