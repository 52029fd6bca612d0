//! From a value to progress, and what a binding must be like. Pure.

use qipan_kernel::{Day, Failure, Moment, Outcome, Progress};
use sha2::{Digest, Sha256};

use super::model::{Aggregate, Binding, Direction, Measure, Observed, Period, Query};
use crate::commitments::model::{State, Version};

/// Longest text of a field.
pub const FIELD_MAX: usize = 1_000;

/// Rule reading-progress — the share of the way from the baseline to the target that the value has come. What lies
/// before the baseline is nothing, what lies beyond the target is all, and all is said only when the target is reached:
/// shares are rounded down to a hundredth of a percent. Without data there is no progress to speak of, and nothing moves.
pub fn progress(measure: &Measure, observed: Observed) -> Option<Progress> {
    let value = observed.value.filter(|value| value.is_finite())?;
    let (come, way) = match measure.direction {
        Direction::Up => (value - measure.baseline, measure.target - measure.baseline),
        Direction::Down => (measure.baseline - value, measure.baseline - measure.target),
    };
    if !way.is_finite() || way <= 0.0 {
        return None;
    }
    let reached = match measure.direction {
        Direction::Up => value >= measure.target,
        Direction::Down => value <= measure.target,
    };
    if reached {
        return Some(Progress::FULL);
    }
    // A millionth of a hundredth of a percent makes up for decimal fractions that have no binary ones.
    let points = (come / way * 10_000.0 + 1e-6).floor();
    Some(Progress(points.clamp(0.0, 9_999.0) as i32))
}

/// Rule reading-moves — a reading moves what is open, was issued and is not suspended; it moves nothing that it does not change.
pub fn moves(version: &Version, found: Option<Progress>) -> Option<Progress> {
    let open = version.state.is_open() && !matches!(version.state, State::Registered | State::Suspended);
    found.filter(|progress| open && version.verified != Some(*progress))
}

/// The claim beside a reading: what was measured cannot be more than is claimed, so an older, lower claim follows it.
/// A commitment on which nobody has claimed anything stays without a claim.
pub fn claim(version: &Version, verified: Progress) -> Option<Progress> {
    version.claimed.map(|claimed| claimed.max(verified))
}

/// The first moment whose values count at `now`; `None` for all.
pub fn from(period: Period, start: Day, now: Moment) -> Option<Moment> {
    let (year, month, _) = now.day().ymd();
    let first = |month: u32| Day::from_ymd(year, month, 1);
    match period {
        Period::All => None,
        Period::SinceStart => Some(start.start()),
        Period::Day => Some(now.day().start()),
        Period::Month => first(month).map(Day::start),
        Period::Quarter => first((month - 1) / 3 * 3 + 1).map(Day::start),
        Period::Year => first(1).map(Day::start),
    }
}

/// Rule reading-binding — what a binding must have; all that is wrong is said at once. Whether the hub can read the query
/// is said by the hub.
pub fn check(binding: &Binding) -> Outcome<()> {
    let (query, measure) = (&binding.query, &binding.measure);
    let mut wrong = Vec::new();
    if query.entity_type.trim().is_empty() {
        wrong.push(Failure::invalid("form-required").at("type"));
    }
    if query.attribute.trim().is_empty() && query.aggregate != Aggregate::Count {
        wrong.push(Failure::invalid("form-required").at("attribute"));
    }
    let forward = match measure.direction {
        Direction::Up => measure.target > measure.baseline,
        Direction::Down => measure.target < measure.baseline,
    };
    if !measure.target.is_finite() || !measure.baseline.is_finite() || !forward {
        wrong.push(Failure::invalid("reading-target-direction").at("target"));
    }
    Failure::collect(wrong)
}

/// The digest of a query: readings of one digest answer one question. SHA-256 over its JSON, in hexadecimal.
pub fn digest(query: &Query) -> String {
    let text = serde_json::to_string(query).unwrap_or_default();
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Direction::{Down, Up};

    fn measure(direction: Direction, baseline: f64, target: f64) -> Measure {
        Measure { direction, baseline, target, unit: String::new() }
    }

    #[test]
    fn values_become_progress() {
        type Case = (Direction, f64, f64, Option<f64>, Option<i32>);
        let cases: &[Case] = &[
            // (direction, baseline, target, value, basis points)
            (Up, 0.0, 200.0, Some(0.0), Some(0)),
            (Up, 0.0, 200.0, Some(74.0), Some(3_700)),
            (Up, 0.0, 200.0, Some(200.0), Some(10_000)),
            (Up, 0.0, 200.0, Some(260.0), Some(10_000)),
            (Up, 0.0, 200.0, Some(-5.0), Some(0)),
            (Up, 50.0, 150.0, Some(75.0), Some(2_500)),
            (Up, 50.0, 150.0, Some(40.0), Some(0)),
            (Up, -10.0, 10.0, Some(0.0), Some(5_000)),
            // Decimal fractions come out as they read, and all is said only when it is all.
            (Up, 0.0, 1.0, Some(0.29), Some(2_900)),
            (Up, 0.0, 3.0, Some(1.0), Some(3_333)),
            (Up, 0.0, 1.0, Some(0.999_999), Some(9_999)),
            (Up, 0.0, 1e15, Some(1e15 - 1.0), Some(9_999)),
            // Downwards: from 80 to 35, as of fine dust.
            (Down, 80.0, 35.0, Some(80.0), Some(0)),
            (Down, 80.0, 35.0, Some(57.5), Some(5_000)),
            (Down, 80.0, 35.0, Some(35.0), Some(10_000)),
            (Down, 80.0, 35.0, Some(20.0), Some(10_000)),
            (Down, 80.0, 35.0, Some(95.0), Some(0)),
            (Down, 12.0, 0.0, Some(3.0), Some(7_500)),
            // No data says nothing, however the measure is.
            (Up, 0.0, 200.0, None, None),
            (Down, 80.0, 35.0, None, None),
            (Up, 0.0, 200.0, Some(f64::NAN), None),
            // A measure that leads nowhere says nothing.
            (Up, 5.0, 5.0, Some(5.0), None),
            (Down, 1.0, 2.0, Some(1.0), None),
        ];
        for (direction, baseline, target, value, expected) in cases {
            let found =
                progress(&measure(*direction, *baseline, *target), Observed { value: *value, entities: 1 });
            let case = format!("{direction:?} {baseline} → {target} at {value:?}");
            assert_eq!(found.map(|progress| progress.0), *expected, "{case}");
        }
    }

    #[test]
    fn more_on_the_way_is_never_less_progress() {
        for (direction, baseline, target) in [(Up, 3.0, 1_000.0), (Down, 91.7, 12.3)] {
            let mut last = Progress(0);
            for step in 0..=2_000 {
                let value = baseline + (target - baseline) * f64::from(step) / 1_000.0;
                let observed = Observed { value: Some(value), entities: 1 };
                let now = progress(&measure(direction, baseline, target), observed).unwrap();
                assert!(now >= last && now <= Progress::FULL, "{value}");
                last = now;
            }
            assert_eq!(last, Progress::FULL);
        }
    }

    #[test]
    fn a_reading_moves_only_what_is_under_way() {
        let of = |state, verified| Version {
            state,
            verified,
            ..Version::first(
                qipan_kernel::Id(1),
                Moment(0),
                serde_json::from_value(serde_json::json!({
                    "statement": "x", "line": 1, "lead_unit": 1, "start_day": "2026-01-01"
                }))
                .unwrap(),
            )
        };
        let half = Some(Progress(5_000));
        for (state, verified, found, moved) in [
            (State::Issued, None, half, half),
            (State::Signed, None, half, half),
            (State::InProgress, Some(Progress(7_000)), half, half),
            (State::Reported, half, half, None),
            (State::Submitted, None, half, half),
            (State::InProgress, None, None, None),
            (State::Registered, None, half, None),
            (State::Suspended, None, half, None),
            (State::Closed, Some(Progress::FULL), half, None),
            (State::StruckOff, Some(Progress::FULL), half, None),
            (State::Withdrawn, None, half, None),
        ] {
            assert_eq!(moves(&of(state, verified), found), moved, "{state:?} {verified:?} {found:?}");
        }
        let mut version = of(State::InProgress, None);
        assert_eq!(claim(&version, Progress(5_000)), None);
        for (claimed, after) in [(3_000, 5_000), (5_000, 5_000), (8_000, 8_000)] {
            version.claimed = Some(Progress(claimed));
            assert_eq!(claim(&version, Progress(5_000)), Some(Progress(after)));
        }
    }

    #[test]
    fn periods_begin_where_the_calendar_says() {
        let start: Day = "2025-11-03".parse().unwrap();
        let now = "2026-08-17".parse::<Day>().unwrap().start().plus_ms(3_600_000);
        for (period, first) in [
            (Period::All, None),
            (Period::SinceStart, Some("2025-11-03")),
            (Period::Day, Some("2026-08-17")),
            (Period::Month, Some("2026-08-01")),
            (Period::Quarter, Some("2026-07-01")),
            (Period::Year, Some("2026-01-01")),
        ] {
            let first = first.map(|day| day.parse::<Day>().unwrap().start());
            assert_eq!(from(period, start, now), first, "{period:?}");
        }
    }

    #[test]
    fn a_binding_must_lead_somewhere() {
        let mut binding = Binding {
            query: Query { entity_type: "Shop".into(), attribute: "n".into(), ..Query::default() },
            measure: measure(Up, 0.0, 10.0),
        };
        assert!(check(&binding).is_ok());
        binding.measure.direction = Down;
        assert_eq!(check(&binding).unwrap_err().field.as_deref(), Some("target"));
        binding.query.attribute.clear();
        assert_eq!(check(&binding).unwrap_err().more.len(), 1);
        let before = digest(&binding.query);
        binding.query.aggregate = Aggregate::Count;
        assert_ne!(digest(&binding.query), before);
        assert_eq!(before.len(), 64);
    }
}
