//! When people may hold posts. Pure.

use qipan_kernel::{Day, Failure, Outcome};

use crate::people::{Appointment, PostData};
use crate::units::rules::is_unfit;

/// Whether two spans of days, each with an open end where there is none, have a day in common.
pub fn overlap(a: (Day, Option<Day>), b: (Day, Option<Day>)) -> bool {
    a.1.is_none_or(|end| b.0 <= end) && b.1.is_none_or(|end| a.0 <= end)
}

/// Checks a new appointment against the others of the post: a post for one is held by one at a time, and nobody holds
/// the same post twice at once.
pub fn check_appointment(new: &Appointment, single: bool, others: &[Appointment]) -> Outcome<()> {
    if let Some(to) = new.to.filter(|to| *to < new.from) {
        return Err(Failure::invalid("appointment-backwards").at("to").with("from", new.from).with("to", to));
    }
    let clash = others.iter().find(|other| {
        let same = single || other.person == new.person;
        other.id != new.id && same && overlap((new.from, new.to), (other.from, other.to))
    });
    match clash {
        Some(other) => Err(Failure::invalid("appointment-overlap").at("from").with("from", other.from)),
        None => Ok(()),
    }
}

/// Checks the texts of a post.
pub fn check_post(data: &PostData) -> Outcome<()> {
    check_text("title_zh", &data.title_zh, true).and_then(|()| check_text("title_en", &data.title_en, false))
}

/// Checks a person's name.
pub fn check_person(name: &str, name_en: &str) -> Outcome<()> {
    check_text("name", name, true).and_then(|()| check_text("name_en", name_en, false))
}

fn check_text(field: &'static str, text: &str, required: bool) -> Outcome<()> {
    let length = text.chars().count();
    if (required && length == 0) || length > 60 || text.chars().any(is_unfit) {
        return Err(Failure::invalid("person-text-form").at(field).with("max", 60));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use qipan_kernel::Id;

    #[test]
    fn spans_with_and_without_an_end() {
        for (a, b, expected) in [
            ((1, Some(5)), (5, Some(9)), true),
            ((1, Some(5)), (6, Some(9)), false),
            ((1, None), (100, Some(200)), true),
            ((100, None), (1, Some(99)), false),
            ((1, None), (2, None), true),
            ((3, Some(3)), (3, Some(3)), true),
        ] {
            let day = |(from, to): (i32, Option<i32>)| (Day(from), to.map(Day));
            assert_eq!(overlap(day(a), day(b)), expected, "{a:?} {b:?}");
            assert_eq!(overlap(day(b), day(a)), expected, "{b:?} {a:?}");
        }
    }

    #[test]
    fn one_at_a_time() {
        let held = |id, person, from, to: Option<i32>| Appointment {
            id: Id(id),
            post: Id(1),
            person: Id(person),
            from: Day(from),
            to: to.map(Day),
        };
        let others = [held(1, 1, 10, Some(20))];
        let key = |new: Appointment, single| {
            check_appointment(&new, single, &others).err().map(|f| f.message.key.to_string())
        };
        assert_eq!(key(held(2, 2, 21, None), true), None);
        assert_eq!(key(held(2, 2, 20, None), true).as_deref(), Some("appointment-overlap"));
        assert_eq!(key(held(2, 2, 15, None), false), None, "a post for several");
        assert_eq!(
            key(held(2, 1, 15, None), false).as_deref(),
            Some("appointment-overlap"),
            "the same person twice"
        );
        assert_eq!(key(held(1, 1, 15, None), true), None, "a change of itself");
        assert_eq!(key(held(2, 2, 30, Some(29)), true).as_deref(), Some("appointment-backwards"));
    }
}
