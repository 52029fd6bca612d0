//! What is said of a photograph. Pure. Photographs and places are optional, and nobody answers for a camera that writes
//! no time or place (国办函〔2026〕12号, `reference/execution.md` 9.5); what does not fit is flagged with its numbers.

use qipan_kernel::{Day, Failure, Id, Moment, Outcome};

use super::model::{Finding, Look, Period, Taken};

/// Metres from the point of a project within which a photograph is of the site. Sites are wide, points are one corner of
/// them, and points read from a map in the national datum lie up to some 500 m aside.
pub const RADIUS: i64 = 1_000;
/// Days after a month or ten-day within which a photograph still shows it.
pub const LATE_DAYS: i32 = 10;
/// Days within which a photograph that is handed in by itself shows how things are.
pub const OLD_DAYS: i32 = 31;
/// Minutes that clocks may differ.
pub const CLOCK_MINUTES: i64 = 15;
/// Bits of 64 in which the looks of the same picture may differ, after it was saved anew or made smaller.
pub const LIKE_BITS: u32 = 5;
/// Cells of 256 in which they may. A site from the same corner a month later differs in more.
pub const LIKE_CELLS: usize = 6;
/// Longest caption, in characters.
pub const CAPTION_MAX: usize = 200;

/// A photograph that came before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Earlier {
    /// Identifier.
    pub photo: Id,
    /// Its project.
    pub project: Id,
    /// When it was handed in.
    pub day: Day,
    /// Digest of the file as sent.
    pub digest: String,
    /// What it looks like.
    pub look: Option<Look>,
}

/// Metres between two points (longitude and latitude in millionths of a degree) on a sphere of 6 371 008.8 m, the mean
/// radius of the earth (IUGG).
pub fn metres(a: (i32, i32), b: (i32, i32)) -> i64 {
    let radians = |millionths: i32| (f64::from(millionths) / 1e6).to_radians();
    let (lat_a, lat_b) = (radians(a.1), radians(b.1));
    let (dlat, dlon) = (lat_b - lat_a, radians(b.0) - radians(a.0));
    let h = (dlat / 2.0).sin().powi(2) + lat_a.cos() * lat_b.cos() * (dlon / 2.0).sin().powi(2);
    (2.0 * 6_371_008.8 * h.sqrt().min(1.0).asin()).round() as i64
}

/// First and last day of a month or ten-day.
pub fn days(period: Period) -> Option<(Day, Day)> {
    let (year, month, part) = period;
    let first = Day::from_ymd(year, month, 1)?;
    let tenth = |n: i32| first + n * 10;
    match part {
        0 => Some((first, first.month_end())),
        1 => Some((first, tenth(1) - 1)),
        2 => Some((tenth(1), tenth(2) - 1)),
        3 => Some((tenth(2), first.month_end())),
        _ => None,
    }
}

/// The day under which a photograph stands.
pub fn shown_on(taken: &Taken, period: Option<Period>, received: Moment) -> Day {
    let honest = taken.taken_at.filter(|at| *at <= received.plus_ms(CLOCK_MINUTES * 60_000));
    match (honest, period.and_then(days)) {
        (Some(at), _) => at.day(),
        (None, Some((_, last))) => last.min(received.day()),
        (None, None) => received.day(),
    }
}

/// Caption and period of what is handed in.
///
/// # Errors
/// A caption that is too long; a month or ten-day that does not exist or is to come.
pub fn check(caption: &str, period: Option<Period>, today: Day) -> Outcome<()> {
    let mut wrong = Vec::new();
    if caption.chars().count() > CAPTION_MAX {
        wrong.push(Failure::invalid("project-text-long").with("most", CAPTION_MAX).at("caption"));
    }
    if let Some(period) = period {
        match days(period).filter(|_| (2000..=2100).contains(&period.0)) {
            None => wrong.push(Failure::invalid("invest-period").at("month")),
            Some((first, _)) if first > today => {
                wrong.push(Failure::invalid("photo-period-to-come").at("month"));
            }
            Some(_) => {}
        }
    }
    Failure::collect(wrong)
}

/// Rule photo-findings — everything that comparing finds: with earlier photographs, the site, the period, the clocks.
pub fn findings(
    taken: &Taken,
    period: Option<Period>,
    site: Option<(i32, i32)>,
    received: Moment,
    earlier: &[Earlier],
) -> Vec<Finding> {
    let mut all = Vec::new();
    recycled(&mut all, taken, earlier);
    match (site, taken.place) {
        (_, None) => all.push(Finding::NoPlace),
        (None, Some(_)) => all.push(Finding::NoSite),
        (Some(site), Some(place)) => {
            let metres = metres(site, place);
            all.push(if metres > RADIUS { Finding::Misplaced { metres } } else { Finding::Near { metres } });
        }
    }
    match taken.taken_at {
        None => all.push(Finding::NoTime),
        Some(at) => timed(&mut all, at, taken.device_at, period, received),
    }
    if taken.thumb.is_none() {
        all.push(Finding::NotOpened);
    }
    all
}

/// The same file, or else the most similar look. The oldest of them is the one that was used again.
fn recycled(all: &mut Vec<Finding>, taken: &Taken, earlier: &[Earlier]) {
    let oldest = |same: &dyn Fn(&Earlier) -> bool| {
        earlier.iter().filter(|one| same(one)).min_by_key(|one| (one.day, one.photo))
    };
    if let Some(one) = oldest(&|one| one.digest == taken.digest) {
        all.push(Finding::SameFile { photo: one.photo, project: one.project, day: one.day });
        return;
    }
    let Some(look) = taken.look else { return };
    if let Some(one) = oldest(&|one| one.look.is_some_and(|other| look.is_like(&other))) {
        let (photo, project, day) = (one.photo, one.project, one.day);
        let cells = one.look.map_or(0, |other| look.apart(&other).1) as i64;
        all.push(Finding::SameLook { photo, project, day, cells });
    }
}

fn timed(
    all: &mut Vec<Finding>,
    at: Moment,
    device: Option<Moment>,
    period: Option<Period>,
    received: Moment,
) {
    let minutes = |later: Moment, earlier: Moment| (later.0 - earlier.0) / 60_000;
    if minutes(at, received) > CLOCK_MINUTES {
        all.push(Finding::FromTheFuture { minutes: minutes(at, received) });
        return;
    }
    // A file that was copied is younger than its picture; one that is older shows that the time was changed.
    if let Some(device) = device.filter(|device| minutes(at, *device) > CLOCK_MINUTES) {
        all.push(Finding::FileOlder { minutes: minutes(at, device) });
    }
    let day = at.day();
    match period.and_then(days) {
        Some((first, _)) if day < first => all.push(Finding::BeforePeriod { days: first - day, day }),
        Some((_, last)) if day > last + LATE_DAYS => {
            all.push(Finding::AfterPeriod { days: day - last, day });
        }
        None if received.day() - day > OLD_DAYS => {
            all.push(Finding::Old { days: received.day() - day, day });
        }
        _ => {}
    }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
