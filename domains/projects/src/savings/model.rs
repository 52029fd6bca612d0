//! An entry of the ledger, and its sums. Pure.

use std::collections::BTreeMap;

use qipan_kernel::{Day, Fen, Id};

/// An entry.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// Identifier.
    pub id: Id,
    /// The year of the decision.
    pub year: i32,
    /// The day of the decision, or of its reversal.
    pub day: Day,
    /// The unit that proposed.
    pub unit: Id,
    /// In fen; a reversal is negative.
    pub amount: Fen,
    /// The proposal.
    pub proposal: Id,
    /// Its name.
    pub name: String,
    /// What was decided.
    pub kind: String,
    /// The entry that it reverses.
    pub reverses: Option<Id>,
    /// Who signed it.
    pub by: String,
}

/// Sums by unit and year, with the sum of each year.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Sums {
    /// The years, oldest first, with their sums.
    pub years: BTreeMap<i32, Fen>,
    /// Units with their sums by year.
    pub units: BTreeMap<Id, BTreeMap<i32, Fen>>,
    /// All of it.
    pub total: Fen,
}

/// Adds the entries up.
pub fn sums(entries: &[Entry]) -> Sums {
    let mut sums = Sums::default();
    for entry in entries {
        sums.total.0 += entry.amount.0;
        sums.years.entry(entry.year).or_default().0 += entry.amount.0;
        sums.units.entry(entry.unit).or_default().entry(entry.year).or_default().0 += entry.amount.0;
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_tie_by_unit_and_by_year() {
        let entry = |id: i64, year: i32, unit: i64, amount: i64| Entry {
            id: Id(id),
            year,
            day: Day(0),
            unit: Id(unit),
            amount: Fen(amount),
            proposal: Id(1),
            name: String::new(),
            kind: String::new(),
            reverses: None,
            by: String::new(),
        };
        let all =
            [entry(1, 2025, 1, 300), entry(2, 2025, 2, 50), entry(3, 2026, 1, 70), entry(4, 2026, 1, -300)];
        let sums = sums(&all);
        assert_eq!(sums.total, Fen(120));
        assert_eq!(sums.years, [(2025, Fen(350)), (2026, Fen(-230))].into_iter().collect());
        let by_unit: i64 = sums.units.values().flat_map(|years| years.values()).map(|fen| fen.0).sum();
        let by_year: i64 = sums.years.values().map(|fen| fen.0).sum();
        assert_eq!((by_unit, by_year), (sums.total.0, sums.total.0));
    }
}
