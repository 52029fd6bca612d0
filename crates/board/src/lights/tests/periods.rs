use qipan_kernel::calendar::Calendar;

use super::{Schedule, day};

#[test]
fn periods_and_their_last_days() {
    let calendar = Calendar::state_council();
    for (schedule, on, start, end, last) in [
        (Schedule::Monthly { by_day: 25 }, "2026-11-03", "2026-11-01", "2026-11-30", "2026-11-25"),
        // 25 October is a Sunday.
        (Schedule::Monthly { by_day: 25 }, "2026-10-31", "2026-10-01", "2026-10-31", "2026-10-26"),
        (Schedule::Monthly { by_day: 31 }, "2026-06-30", "2026-06-01", "2026-06-30", "2026-06-30"),
        // 28 February 2026 is a Saturday that is worked.
        (Schedule::Monthly { by_day: 31 }, "2026-02-02", "2026-02-01", "2026-02-28", "2026-02-28"),
        (Schedule::Quarterly, "2026-11-22", "2026-10-01", "2026-12-31", "2026-12-31"),
        (Schedule::Quarterly, "2026-01-01", "2026-01-01", "2026-03-31", "2026-03-31"),
        (Schedule::TenDay, "2026-11-10", "2026-11-01", "2026-11-10", "2026-11-10"),
        (Schedule::TenDay, "2026-11-11", "2026-11-11", "2026-11-20", "2026-11-20"),
        (Schedule::TenDay, "2026-12-31", "2026-12-21", "2026-12-31", "2026-12-31"),
        (Schedule::TenDay, "2026-02-28", "2026-02-21", "2026-02-28", "2026-02-28"),
        (Schedule::Weekly, "2026-11-22", "2026-11-16", "2026-11-22", "2026-11-20"),
        (Schedule::Weekly, "2026-10-02", "2026-09-28", "2026-10-04", "2026-10-08"),
    ] {
        let period = schedule.period_of(day(on));
        assert_eq!((period.start, period.end), (day(start), day(end)), "{schedule:?} {on}");
        assert_eq!(period.last_day(&calendar), day(last), "{schedule:?} {on}");
        assert_eq!(schedule.next(period).start, period.end + 1);
        assert_eq!(schedule.period_of(period.start), period);
        assert_eq!(schedule.period_of(period.end), period);
    }
}
