//! The lights of a project by the rules that Yinchuan published in 2025 (`reference/execution.md` 8.3): start, progress,
//! payment and statistics entry. Pure; each says why in a sentence with its numbers.

use qipan_board::lights::{Light, Shown};
use qipan_kernel::{Arg, Day, Fen, Message};

use super::rules::{Ratio, pace, pace_by_plan};
use crate::book::model::{Class, Project, Stage, Standing, Year};
use crate::money::rules::{Paid, payment};

/// Points behind from which a project is yellow, and beyond which it is red.
const YELLOW_POINTS: i64 = 10;
const RED_POINTS: i64 = 30;
/// Months not begun, in a row, that make red.
const RED_MONTHS: i32 = 3;

fn shown(light: Light, why: Message) -> Shown {
    Shown { light, why }
}

/// What a light of a project is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// 开工.
    Start,
    /// 投资进度.
    Progress,
    /// 资金支付.
    Payment,
    /// 入统（填报）.
    Entry,
}

impl Side {
    /// Key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Side::Start => "light-name-start",
            Side::Progress => "light-name-progress",
            Side::Payment => "light-name-payment",
            Side::Entry => "light-name-entry",
        }
    }

    /// Key of what its light says: money and investment lag behind; only what has a time limit is overdue.
    pub fn word(self, light: Light) -> &'static str {
        match (self, light) {
            (_, Light::Green | Light::Blue) => "light-green",
            (_, Light::Done) => "light-done",
            (_, Light::Grey) => "project-light-unjudged",
            (Side::Start, Light::Yellow) => "project-light-start-yellow",
            (Side::Start, Light::Red) => "project-light-start-red",
            (Side::Progress, Light::Yellow) => "project-light-progress-yellow",
            (Side::Progress, Light::Red) => "project-light-progress-red",
            (Side::Payment, Light::Yellow | Light::Red) => "project-light-payment-red",
            (Side::Entry, Light::Yellow) => "project-light-entry-yellow",
            (Side::Entry, Light::Red) => "project-light-entry-red",
        }
    }
}

/// The lights of a project.
#[derive(Clone, PartialEq, Debug)]
pub struct Lights {
    /// 开工.
    pub start: Shown,
    /// 投资进度.
    pub progress: Shown,
    /// 资金支付.
    pub payment: Shown,
    /// 入统（填报）.
    pub entry: Shown,
}

/// The place of a light in the order of urgency, the most urgent first.
pub fn rank(light: Light) -> u8 {
    match light {
        Light::Red => 0,
        Light::Yellow => 1,
        Light::Blue => 2,
        Light::Green => 3,
        Light::Grey => 4,
        Light::Done => 5,
    }
}

impl Lights {
    /// Each with what it is about, in the order in which pages show them.
    pub fn sides(&self) -> [(Side, &Shown); 4] {
        [
            (Side::Start, &self.start),
            (Side::Progress, &self.progress),
            (Side::Payment, &self.payment),
            (Side::Entry, &self.entry),
        ]
    }

    /// The worst of them; of equals, the one that says most of the work.
    pub fn worst(&self) -> (Side, &Shown) {
        let [start, progress, payment, entry] = self.sides();
        [progress, payment, entry, start].into_iter().min_by_key(|(_, one)| rank(one.light)).unwrap_or(entry)
    }
}

/// What the lights are computed from.
#[derive(Clone, Debug)]
pub struct Facts<'p> {
    /// The project.
    pub project: &'p Project,
    /// How it stands in this year's list.
    pub year: Option<&'p Year>,
    /// Planned and done in each month of this year.
    pub months: [(Option<Fen>, Option<Fen>); 12],
    /// This year's money; `None` where the ledger has none.
    pub paid: Option<Paid>,
    /// Today.
    pub today: Day,
}

/// Months from the one of `from` to the one of `to`.
fn months_between(from: Day, to: Day) -> i32 {
    let ((y0, m0, _), (y1, m1, _)) = (from.ymd(), to.ymd());
    (y1 - y0) * 12 + m1 as i32 - m0 as i32
}

/// Whether lights are asked of it: it goes on, and its year expects work.
fn watched(facts: &Facts<'_>) -> bool {
    facts.project.standing == Standing::Active
}

/// `RULE project.light.start`: on plan green; a planned month that ends without a start yellow; three in a row red. What is
/// only thought of, held in reserve or negotiated has nothing to judge before its planned month is over: no data is never green.
fn start(facts: &Facts<'_>) -> Shown {
    let project = facts.project;
    if let Some(day) = project.started_on {
        return shown(Light::Green, Message::new("light-start-begun").with("day", day));
    }
    let Some(planned) = project.data.planned_start.filter(|_| watched(facts)) else {
        return shown(Light::Grey, Message::new("light-start-no-plan"));
    };
    let late = months_between(planned, facts.today);
    let (light, key) = match late {
        ..=0 if project.stage < Stage::Preparing => (Light::Grey, "light-start-waiting"),
        ..=0 => (Light::Green, "light-start-on-plan"),
        RED_MONTHS.. => (Light::Red, "light-start-late"),
        _ => (Light::Yellow, "light-start-late"),
    };
    let why = Message::new(key).with("day", planned).with("months", late.max(0));
    shown(light, why.with("stage", Arg::Key(project.stage.key().into())))
}

/// The first month of a year in which work is to be entered: the one in which it started, or January.
fn first_month(project: &Project, year: i32) -> u32 {
    project.started_on.map_or(1, |day| match day.ymd() {
        (started, month, _) if started == year => month,
        _ => 1,
    })
}

/// The months of this year that are over on a day.
pub fn months_over(today: Day, year: i32) -> u32 {
    let (now, month, _) = today.ymd();
    match now.cmp(&year) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Greater => 12,
        std::cmp::Ordering::Equal if today == today.month_end() => month,
        std::cmp::Ordering::Equal => month - 1,
    }
}

/// `RULE project.light.progress`: at or above 序时进度 green; 10 to 30 points behind yellow; more red. Between 0 and 10 the
/// published text says nothing: green, with the gap in its sentence. Where the months were planned, time is what of the
/// plan is due.
fn progress(facts: &Facts<'_>) -> Shown {
    let Some(year) = facts.year.filter(|year| watched(facts) && year.plan > Fen(0) && year.left_on.is_none())
    else {
        return shown(Light::Grey, Message::new("light-progress-no-plan"));
    };
    let over = months_over(facts.today, year.year) as usize;
    if over == 0 {
        return shown(Light::Grey, Message::new("light-progress-first-month"));
    }
    let months = &facts.months[..over];
    let done = Fen(months.iter().filter_map(|(_, done)| *done).map(|fen| fen.0).sum());
    let planned: Vec<Fen> = facts.months.iter().filter_map(|(planned, _)| *planned).collect();
    let due = Fen(months.iter().filter_map(|(planned, _)| *planned).map(|fen| fen.0).sum());
    let by_plan = !planned.is_empty();
    let found = if by_plan { pace_by_plan(done, year.plan, due) } else { pace(done, year.plan, over as u32) };
    let Some(pace) = found else {
        return shown(Light::Grey, Message::new("light-progress-no-plan"));
    };
    let Some(last) = months.iter().rposition(|(_, done)| done.is_some()) else {
        // No data is never green.
        return shown(Light::Grey, Message::new("light-progress-nothing").with("months", over));
    };
    let from = first_month(facts.project, year.year) as usize;
    let mut gaps = (from..=over).filter(|month| months[month - 1].1.is_none());
    let first_gap = gaps.next();
    let lead = pace.lead();
    let light = match lead {
        lead if lead < Ratio::points(-RED_POINTS) => Light::Red,
        lead if lead <= Ratio::points(-YELLOW_POINTS) => Light::Yellow,
        _ => Light::Green,
    };
    let key = if by_plan { "light-progress-by-plan" } else { "light-progress" };
    let why = Message::new(key)
        .with("last", last + 1)
        .with("gaps", first_gap.map_or(0, |_| 1 + gaps.count()))
        .with("gap", first_gap.unwrap_or(0))
        .with("months", over)
        .with("completion", pace.completion.percent(1))
        .with("time", pace.time.percent(1))
        .with("lead", lead.signed(1));
    shown(light, why)
}

/// `RULE project.light.entry`: nothing due or entered in time green; the first month without an entry more than a month
/// over yellow; more than two months red.
fn entry(facts: &Facts<'_>) -> Shown {
    let asked = facts.year.filter(|year| {
        watched(facts) && year.left_on.is_none() && !matches!(year.class, Class::Reserve | Class::Preparatory)
    });
    let Some(year) = asked else { return shown(Light::Grey, Message::new("light-entry-none")) };
    let from = first_month(facts.project, year.year);
    if facts.project.stage < Stage::Started {
        return shown(Light::Grey, Message::new("light-entry-not-begun"));
    }
    if facts.project.stage >= Stage::Completed {
        return shown(Light::Grey, Message::new("light-entry-finished"));
    }
    let over = months_over(facts.today, year.year);
    let missing = (from..=over).find(|month| facts.months[*month as usize - 1].1.is_none());
    let Some(missing) = missing else { return shown(Light::Green, Message::new("light-entry-complete")) };
    let end = Day::from_ymd(year.year, missing, 1).map_or(facts.today, Day::month_end);
    let light = match facts.today {
        today if today > end.plus_months(2) => Light::Red,
        today if today > end.plus_months(1) => Light::Yellow,
        _ => Light::Green,
    };
    let days = facts.today - end;
    shown(light, Message::new("light-entry-missing").with("month", i64::from(missing)).with("days", days))
}

/// The lights of a project on a day.
pub fn lights(facts: &Facts<'_>) -> Lights {
    Lights {
        start: start(facts),
        progress: progress(facts),
        payment: payment(facts.project, facts.paid.as_ref(), facts.today),
        entry: entry(facts),
    }
}

#[cfg(test)]
#[path = "lights_tests.rs"]
mod tests;
