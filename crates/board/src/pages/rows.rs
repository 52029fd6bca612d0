//! Which rows a board has, and what is counted in each: pure.
//!
//! A board shows one level of units. Each row counts its unit and everything below it, so a stone opens the list of that
//! subtree. Opening a unit that has others below it shows the next level, with the unit's own commitments in a row of
//! their own. Where all that an actor may see stands below one unit, the board begins below that unit.

use std::collections::HashMap;

use qipan_accounts::{Unit, UnitKind, Units};
use qipan_kernel::Id;

use crate::grid::model::{Counts, Grid};
use crate::lights::Light;

/// More rows than this are summed up in one at the end, unless all are asked for.
pub const ROWS_MAX: usize = 60;

/// What a board is asked to show.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wanted {
    /// The unit whose subtree is shown.
    pub focus: Option<Id>,
    /// Only this line.
    pub line: Option<Id>,
    /// Only commitments under this light.
    pub light: Option<Light>,
    /// The units that the actor may see; `None` for all.
    pub visible: Option<Vec<Id>>,
    /// Only what is open: crossings where all is done are left out.
    pub open: bool,
    /// No matter how many rows.
    pub all_rows: bool,
    /// At most so many rows, where that is less than [`ROWS_MAX`].
    pub most: Option<usize>,
}

/// What a row stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// A unit with all below it; `deeper` when there are any.
    Subtree {
        /// The unit.
        unit: Id,
        /// It has units below it.
        deeper: bool,
    },
    /// A unit alone, on its own board.
    Own(Id),
    /// So many units that found no room.
    Rest(usize),
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Counted {
    /// What it stands for.
    pub stands: Stands,
    /// Heading it stands under.
    pub kind: UnitKind,
    /// Counts by line.
    pub by_line: HashMap<Id, Counts>,
    /// All of them.
    pub total: Counts,
}

impl Counted {
    fn new(stands: Stands, kind: UnitKind) -> Counted {
        Counted { stands, kind, by_line: HashMap::new(), total: Counts::default() }
    }

    fn add(&mut self, line: Id, counts: Counts) {
        *self.by_line.entry(line).or_default() += counts;
        self.total += counts;
    }
}

/// Rows, in the order of their kinds and then of the units.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    /// The rows.
    pub rows: Vec<Counted>,
    /// The unit whose subtree is shown, asked for or found to stand above everything.
    pub focus: Option<Id>,
}

/// Only the part of `counts` under one light.
fn under(counts: &Counts, light: Light) -> Counts {
    let n = match light {
        Light::Red => counts.red,
        Light::Yellow => counts.yellow,
        Light::Blue => counts.blue,
        Light::Green => counts.green,
        Light::Grey => counts.grey,
        Light::Done => counts.done,
    };
    let mut only = Counts::default();
    (0..n).for_each(|_| only.add(light, false));
    only
}

/// The cells that are wanted: what the actor may see, of the line and light asked for.
fn cells<'a>(grid: &'a Grid, wanted: &'a Wanted) -> impl Iterator<Item = (Id, Id, Counts)> + 'a {
    let seen = |unit: &Id| wanted.visible.as_ref().is_none_or(|units| units.contains(unit));
    grid.cells
        .iter()
        .filter(move |((unit, line), _)| seen(unit) && wanted.line.is_none_or(|only| only == *line))
        .map(move |((unit, line), counts)| {
            let counts = wanted.light.map_or(*counts, |light| under(counts, light));
            (*unit, *line, counts)
        })
        .filter(|(.., counts)| if wanted.open { counts.open() > 0 } else { counts.total > 0 })
}

/// The units at the top of what the actor may see.
fn tops<'a>(units: &'a Units, visible: Option<&[Id]>) -> Vec<&'a Unit> {
    match visible {
        None => units.children(None),
        Some(seen) => units
            .iter()
            .filter(|unit| seen.contains(&unit.id))
            .filter(|unit| unit.data.parent.is_none_or(|parent| !seen.contains(&parent)))
            .collect(),
    }
}

/// The sum over the units and the line that are shown, under all lights.
pub fn sum(units: &Units, grid: &Grid, wanted: &Wanted) -> Counts {
    let inside: Option<Vec<Id>> = wanted.focus.map(|focus| units.subtree(focus));
    let all = Wanted { light: None, open: false, ..wanted.clone() };
    let mut sum = Counts::default();
    for (unit, _, counts) in cells(grid, &all) {
        if inside.as_ref().is_none_or(|units| units.contains(&unit)) {
            sum += counts;
        }
    }
    sum
}

/// The rows of a board.
pub fn rows(units: &Units, grid: &Grid, wanted: &Wanted) -> Rows {
    let (focus, level) = level(units, wanted);
    let mut rows: Vec<Counted> = Vec::new();
    let mut row_of: HashMap<Id, usize> = HashMap::new();
    if let Some(unit) = focus.and_then(|id| units.get(id)) {
        row_of.insert(unit.id, 0);
        rows.push(Counted::new(Stands::Own(unit.id), unit.data.kind));
    }
    for unit in level {
        let subtree = units.subtree(unit.id);
        let stands = Stands::Subtree { unit: unit.id, deeper: subtree.len() > 1 };
        row_of.extend(subtree.into_iter().map(|id| (id, rows.len())));
        rows.push(Counted::new(stands, unit.data.kind));
    }
    let mut unknown = Counted::new(Stands::Rest(0), UnitKind::Other);
    for (unit, line, counts) in cells(grid, wanted) {
        match row_of.get(&unit) {
            Some(row) => rows[*row].add(line, counts),
            // A unit that is not in the tree: its commitments are counted all the same.
            None if wanted.focus.is_none() => {
                if unknown.by_line.is_empty() {
                    unknown.stands = Stands::Rest(1);
                }
                unknown.add(line, counts);
            }
            None => {}
        }
    }
    rows.retain(|row| row.total.total > 0);
    let most = wanted.most.unwrap_or(ROWS_MAX).clamp(2, ROWS_MAX);
    if rows.len() > most && !wanted.all_rows {
        fold(&mut rows, &mut unknown, most);
    }
    // The unit's own row comes first; the others by kind, each kind in the order of the units.
    rows.sort_by_key(|row| (!matches!(row.stands, Stands::Own(_)), row.kind));
    if unknown.total.total > 0 {
        rows.push(unknown);
    }
    Rows { rows, focus }
}

/// The unit in focus and the units of the level below it.
fn level<'a>(units: &'a Units, wanted: &Wanted) -> (Option<Id>, Vec<&'a Unit>) {
    if let Some(focus) = wanted.focus {
        return (Some(focus), units.children(Some(focus)));
    }
    let tops = tops(units, wanted.visible.as_deref());
    match tops[..] {
        [only] if !units.children(Some(only.id)).is_empty() => (Some(only.id), units.children(Some(only.id))),
        _ => (None, tops),
    }
}

/// Keeps the rows that need eyes most (red, then open) and adds the others up in one.
fn fold(rows: &mut Vec<Counted>, rest: &mut Counted, most: usize) {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|index| {
        let total = &rows[*index].total;
        std::cmp::Reverse((total.red, total.yellow, total.open(), total.total))
    });
    let mut kept = vec![false; rows.len()];
    order.iter().take(most - 1).for_each(|index| kept[*index] = true);
    let mut folded = usize::from(rest.total.total > 0);
    let mut index = 0;
    rows.retain(|row| {
        index += 1;
        if kept[index - 1] {
            return true;
        }
        folded += 1;
        row.by_line.iter().for_each(|(line, counts)| rest.add(*line, *counts));
        false
    });
    rest.stands = Stands::Rest(folded);
}

#[cfg(test)]
mod tests {
    use qipan_accounts::units::UnitData;
    use qipan_kernel::Moment;

    use super::*;

    fn unit(id: i64, parent: i64, kind: UnitKind) -> Unit {
        let parent = (parent != 0).then_some(Id(parent));
        let data = UnitData { parent, kind, name_zh: format!("单位{id}"), sort: id, ..UnitData::default() };
        Unit { id: Id(id), version: 1, data }
    }

    fn counts(open: u32, red: u32) -> Counts {
        let mut counts = Counts::default();
        (0..open).for_each(|_| counts.add(Light::Green, false));
        (0..red).for_each(|_| counts.add(Light::Red, false));
        counts
    }

    fn grid(cells: &[(i64, i64, Counts)]) -> Grid {
        let cells = cells.iter().map(|(unit, line, counts)| ((Id(*unit), Id(*line)), *counts)).collect();
        Grid { at: Moment(0), cells }
    }

    fn shape(rows: &Rows) -> Vec<(Stands, u32)> {
        rows.rows.iter().map(|row| (row.stands, row.total.total)).collect()
    }

    fn sub(unit: i64, deeper: bool) -> Stands {
        Stands::Subtree { unit: Id(unit), deeper }
    }

    #[test]
    fn units_roll_up_to_the_level_shown() {
        use UnitKind::{Bureau, FunctionalZone, StreetTown};
        let units = Units::new(vec![
            unit(1, 0, StreetTown),
            unit(2, 0, FunctionalZone),
            unit(3, 2, Bureau),
            unit(4, 3, Bureau),
            unit(5, 0, Bureau),
        ]);
        let grid = grid(&[(1, 9, counts(1, 0)), (2, 9, counts(2, 0)), (4, 8, counts(4, 1))]);
        let all = rows(&units, &grid, &Wanted::default());
        assert_eq!(shape(&all), [(sub(2, true), 7), (sub(1, false), 1)], "zones first, bureau 5 has nothing");
        let zone = rows(&units, &grid, &Wanted { focus: Some(Id(2)), ..Wanted::default() });
        assert_eq!(shape(&zone), [(Stands::Own(Id(2)), 2), (sub(3, true), 5)]);
        let red = rows(&units, &grid, &Wanted { light: Some(Light::Red), ..Wanted::default() });
        assert_eq!(shape(&red), [(sub(2, true), 1)]);
        let line = rows(&units, &grid, &Wanted { line: Some(Id(9)), ..Wanted::default() });
        assert_eq!(shape(&line), [(sub(2, true), 2), (sub(1, false), 1)]);
        let seen = Wanted { visible: Some(vec![Id(3), Id(4)]), ..Wanted::default() };
        assert_eq!(shape(&rows(&units, &grid, &seen)), [(sub(4, false), 5)], "below the only unit seen");
    }

    #[test]
    fn units_that_find_no_room_are_one_row() {
        let units = Units::new((1..=2_000).map(|id| unit(id, 0, UnitKind::Bureau)).collect());
        let cells: Vec<_> = (1..=2_000).map(|id| (id, 1, counts(1, u32::from(id == 1_999)))).collect();
        let folded = rows(&units, &grid(&cells), &Wanted::default());
        assert_eq!(folded.rows.len(), ROWS_MAX);
        assert_eq!(folded.rows.iter().map(|row| row.total.total).sum::<u32>(), 2_001);
        assert!(folded.rows.iter().any(|row| row.stands == sub(1_999, false)), "red rows stay");
        assert_eq!(folded.rows.last().unwrap().stands, Stands::Rest(2_000 - ROWS_MAX + 1));
        let all = rows(&units, &grid(&cells), &Wanted { all_rows: true, ..Wanted::default() });
        assert_eq!(all.rows.len(), 2_000);
    }

    #[test]
    fn commitments_of_units_that_are_gone_still_count() {
        let units = Units::new(vec![unit(1, 0, UnitKind::Bureau)]);
        let all = rows(&units, &grid(&[(1, 1, counts(1, 0)), (77, 1, counts(3, 0))]), &Wanted::default());
        assert_eq!(shape(&all), [(sub(1, false), 1), (Stands::Rest(1), 3)]);
    }
}
