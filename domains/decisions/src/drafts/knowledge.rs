//! What extraction has to know of the installation: units, lines of work, the calendar.

use std::sync::Arc;

use qipan_accounts::Units;
use qipan_accounts::people::Roster;
use qipan_board::lines::model::Line;
use qipan_kernel::calendar::Calendar;
use qipan_kernel::{Day, Id};
use qipan_records::reading::Reading;

use super::model::Data;
use crate::extract::{self, Extraction, LineWords, Options, UnitIndex, UnitName};

/// Units by all their names, posts and people, lines by their words, and the calendar that limits in working days are
/// counted by.
#[derive(Debug)]
pub struct Knowledge {
    /// The units.
    pub units: UnitIndex,
    /// The units as a tree.
    pub tree: Arc<Units>,
    /// Posts and people: whom the name of a leader means.
    pub roster: Arc<Roster>,
    /// The day of this knowledge.
    pub today: Day,
    /// The lines that are on the board.
    pub lines: Vec<LineWords>,
    /// The working calendar.
    pub calendar: Calendar,
}

impl Knowledge {
    /// The units and lines that there are on `today`.
    pub fn of(
        units: &Arc<Units>,
        roster: &Arc<Roster>,
        lines: &[Line],
        calendar: &Calendar,
        today: Day,
    ) -> Knowledge {
        Knowledge {
            units: unit_index(units, today),
            tree: units.clone(),
            roster: roster.clone(),
            today,
            lines: lines
                .iter()
                .filter(|line| line.active)
                .map(|line| LineWords {
                    id: line.id,
                    names: vec![line.name_zh.clone(), line.name_en.clone()],
                    keywords: line.keywords.clone(),
                })
                .collect(),
            calendar: calendar.clone(),
        }
    }

    /// Ties the responsible leader of a draft to the post or person that its name means on the document's day; what is
    /// tied already stays, and a name that means nobody stays as written.
    pub fn tie(&self, data: &mut Data, day: Option<Day>) {
        if data.leader_link.is_none() {
            let day = day.unwrap_or(self.today);
            data.leader_link = self.roster.matched(&data.leader, data.lead, &self.tree, day);
        }
    }

    /// Extracts a reading. `day` is the document's day as a person corrected it; without one, the day that the
    /// document states counts.
    pub fn extract(&self, reading: &Reading, day: Option<Day>) -> Extraction {
        let options = Options { reference_day: day, lines: self.lines.clone() };
        extract::extract(reading, &self.units, &options)
    }
}

/// The names of the units that exist on `day`, ready to be looked up in documents.
pub fn unit_index(units: &Units, day: Day) -> UnitIndex {
    let named = units.names(false).into_iter().filter_map(|(id, _): (Id, &str)| {
        let unit = units.get(id).filter(|unit| unit.data.active_on(day))?;
        Some(UnitName { id, names: unit.data.designations().map(str::to_owned).collect() })
    });
    UnitIndex::new(named.collect())
}
