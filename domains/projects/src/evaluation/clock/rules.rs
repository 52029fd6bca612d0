//! By when a self-evaluation is due. The Measures for evaluating the results of project spending (财预〔2020〕10号) have units
//! evaluate themselves when the year's budget has been carried out; the day is set by the finance department of the place, so
//! it is given when it is asked for. 31 March is proposed.

use qipan_kernel::{Day, Failure, Outcome};

/// Days that a unit has at least, where the usual limit is past or near.
const AT_LEAST: i32 = 30;

/// The limit that is proposed for a year's evaluation when it is asked for on a day.
pub fn usual(year: i32, today: Day) -> Day {
    let march = Day::from_ymd(year + 1, 3, 31).unwrap_or(today);
    march.max(Day(today.0 + AT_LEAST))
}

/// Whether a year's evaluation may be asked for by that limit.
///
/// # Errors
/// The limit is not to come; it is before the year is over.
pub fn may_ask(year: i32, due: Day, today: Day) -> Outcome<()> {
    if due <= today {
        return Err(Failure::invalid("evaluation-due-past").at("due"));
    }
    if due.year() <= year {
        return Err(Failure::invalid("evaluation-due-early").with("year", i64::from(year)).at("due"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn the_limit_that_is_proposed() {
        for (year, today, due) in [
            (2025, "2025-06-15", "2026-03-31"),
            (2025, "2026-01-10", "2026-03-31"),
            (2025, "2026-03-01", "2026-03-31"),
            (2025, "2026-03-02", "2026-04-01"),
            (2025, "2026-12-01", "2026-12-31"),
        ] {
            assert_eq!(usual(year, day(today)), day(due), "{year} asked for on {today}");
        }
    }

    #[test]
    fn the_limit_is_to_come_and_after_the_year() {
        for (due, refused) in [
            ("2026-03-31", None),
            ("2026-01-11", None),
            ("2026-01-10", Some("evaluation-due-past")),
            ("2025-12-31", Some("evaluation-due-past")),
        ] {
            let told = may_ask(2025, day(due), day("2026-01-10")).err().map(|one| one.message.key);
            assert_eq!(told.as_deref(), refused, "{due}");
        }
        let early = may_ask(2025, day("2025-12-31"), day("2025-11-01")).unwrap_err();
        assert_eq!(early.message.key, "evaluation-due-early");
    }
}
