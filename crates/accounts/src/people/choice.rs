//! Choosing the post or person that a duty is tied to, the same in every form.

use qipan_kernel::{Day, Failure};
use qipan_web::components::Field;
use qipan_web::forms::Reader;

use crate::people::{Bearer, Roster};
use crate::units::Units;

/// More choices than this are made by typing with suggestions instead of from a list.
const LISTED: usize = 200;

/// The field. `empty` are the words for “tied to nothing”.
pub fn field<'a>(
    name: &'a str,
    label: &'a str,
    empty: &str,
    (roster, units): (&Roster, &Units),
    day: Day,
    english: bool,
) -> Field<'a> {
    let choices = roster.choices(units, day, english);
    if choices.len() <= LISTED {
        return Field::select(name, label, choices).empty_option(empty);
    }
    Field::text(name, label).suggestions(choices.into_iter().map(|(_, words)| (words, String::new())))
}

/// The value of the field for a bearer.
pub fn value(bearer: Option<Bearer>, (roster, units): (&Roster, &Units), day: Day, english: bool) -> String {
    let Some(bearer) = bearer else { return String::new() };
    let choices = roster.choices(units, day, english);
    if choices.len() <= LISTED {
        return bearer.to_string();
    }
    choices.into_iter().find(|(one, _)| *one == bearer).map_or_else(|| bearer.to_string(), |(_, words)| words)
}

/// What was chosen. A text that means nobody is a fault of the field: `bearer-unknown`.
pub fn read(
    reader: &Reader<'_>,
    name: &'static str,
    (roster, units): (&Roster, &Units),
    day: Day,
) -> Option<Bearer> {
    let text = reader.text(name, 300);
    if text.is_empty() {
        return None;
    }
    let found = roster.read(&text, units, day);
    if found.is_none() {
        reader.fail(Failure::invalid("bearer-unknown").at(name));
    }
    found
}
