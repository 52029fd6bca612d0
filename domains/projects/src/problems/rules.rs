//! What may happen to a problem, when it is raised by itself, and its colour. Pure.

use qipan_board::lights::{Light, Shown};
use qipan_kernel::calendar::Calendar;
use qipan_kernel::{Day, Failure, Message, Outcome};

use super::model::{AssignInput, Class, Filed, Level, Problem, ProblemInput, State};
use crate::book::rules::{LINE_MAX, TEXT_MAX};
use crate::work::rules::ProblemRules;

/// Longest description, in characters: one matter each (一事一项).
pub const PROBLEM_MAX: usize = 500;

/// The acts on a problem before the board knows of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Move {
    /// 受理
    Accept,
    /// 不予受理
    Decline,
    /// 会商
    Consult,
    /// 交办
    Assign,
}

/// Rule problem-move — 提出 → 受理 → 会商 → 交办 (`reference/execution.md` 7.3); what needs no consultation is given out at once,
/// and a consultation can be followed by another.
///
/// # Errors
/// `problem-wrong-state` names the state that does not allow the move.
pub fn after(filed: Filed, step: Move) -> Outcome<Filed> {
    use Filed as F;
    match (step, filed) {
        (Move::Accept, F::Proposed) => Ok(F::Accepted),
        (Move::Decline, F::Proposed | F::Accepted | F::Consulting) => Ok(F::Declined),
        (Move::Consult, F::Accepted | F::Consulting) => Ok(F::Consulting),
        (Move::Assign, F::Accepted | F::Consulting) => Ok(F::Assigned),
        _ => Err(Failure::conflict("problem-wrong-state")
            .with("state", qipan_kernel::Arg::Key(filed.key().into()))),
    }
}

/// Rule problem-told — a problem is described, in one matter, of a project or at least of a line of work.
///
/// # Errors
/// All of what is wrong, at its field.
pub fn check(input: &ProblemInput) -> Outcome<()> {
    let mut wrong = Vec::new();
    let long = |text: &str, most: usize| text.chars().count() > most;
    if input.text.trim().is_empty() {
        wrong.push(Failure::invalid("form-required").at("text"));
    } else if long(&input.text, PROBLEM_MAX) {
        let length = input.text.chars().count();
        wrong.push(
            Failure::invalid("form-too-long").with("max", PROBLEM_MAX).with("length", length).at("text"),
        );
    }
    if long(&input.ask, TEXT_MAX) {
        let length = input.ask.chars().count();
        wrong.push(Failure::invalid("form-too-long").with("max", TEXT_MAX).with("length", length).at("ask"));
    }
    if input.project.is_none() && input.line.is_none() {
        wrong.push(Failure::invalid("problem-project-or-line").at("line"));
    }
    Failure::collect(wrong)
}

/// What is missing, by the words of a problem that a table tells (要素保障, `reference/execution.md` 7.1); what more than
/// one class could be is of the more telling one.
pub fn class_of(text: &str) -> Class {
    let words = [
        (Class::Forest, &["林地", "林木", "forest"][..]),
        (Class::Clearance, &["征拆", "征迁", "拆迁", "征收", "搬迁", "腾退", "clearance", "relocat"]),
        (Class::Land, &["用地", "土地", "征地", "地块", "land"]),
        (Class::Pipelines, &["管线", "迁改", "杆线", "pipeline"]),
        (
            Class::Utilities,
            &["供电", "供水", "供气", "通水", "通电", "水电", "电力", "utilit", "power supply"],
        ),
        (Class::Environment, &["环评", "环境影响", "环保", "environment"]),
        (Class::Energy, &["能耗", "节能", "能评", "energy"]),
        (Class::Permit, &["施工许可", "施工证", "building permit"]),
        (Class::Planning, &["规划", "控规", "planning"]),
        (Class::Funds, &["资金", "融资", "贷款", "欠款", "拨付", "fund", "money", "loan"]),
        (Class::Labour, &["用工", "招工", "工人", "农民工", "labour", "workers"]),
        (Class::Dispute, &["纠纷", "阻工", "信访", "诉讼", "dispute"]),
        (Class::Roads, &["道路", "进场路", "交通组织", "road"]),
        (Class::Policy, &["政策", "policy"]),
    ];
    let folded = text.to_lowercase();
    let meant = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    words.into_iter().find(|(_, words)| meant(words)).map_or(Class::Other, |(class, _)| class)
}

/// Rule problem-assigned — a problem is given out with a limit that is not past, to a unit that does not also cooperate.
///
/// # Errors
/// All of what is wrong, at its field.
pub fn check_assign(input: &AssignInput, today: Day) -> Outcome<()> {
    let mut wrong = Vec::new();
    if input.due_day < today {
        wrong.push(Failure::invalid("problem-due-past").at("due_day"));
    }
    if input.cooperating.contains(&input.unit) {
        wrong.push(Failure::invalid("commitment-lead-cooperates").at("cooperating"));
    }
    for (field, text, most) in [("person", &input.person, LINE_MAX), ("measure", &input.measure, TEXT_MAX)] {
        let length = text.chars().count();
        if length > most {
            wrong.push(Failure::invalid("form-too-long").with("max", most).with("length", length).at(field));
        }
    }
    Failure::collect(wrong)
}

/// Why a problem is raised.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// Nobody accepted it in time: so many working days.
    NotAccepted(i32),
    /// Nobody was given it in time.
    NotAssigned(i32),
    /// Its limit passed so many working days ago.
    Over(i32),
    /// Nothing happened for so many working days.
    Idle(i32),
}

impl Why {
    /// The word of the reason in the journal and as the end of a locale key, and its working days.
    pub fn word(self) -> (&'static str, i32) {
        match self {
            Why::NotAccepted(days) => ("not-accepted", days),
            Why::NotAssigned(days) => ("not-assigned", days),
            Why::Over(days) => ("over", days),
            Why::Idle(days) => ("idle", days),
        }
    }

    /// The sentence.
    pub fn message(self) -> Message {
        let key = match self {
            Why::NotAccepted(_) => "problem-why-not-accepted",
            Why::NotAssigned(_) => "problem-why-not-assigned",
            Why::Over(_) => "problem-why-over",
            Why::Idle(_) => "problem-why-idle",
        };
        Message::new(key).with("days", self.word().1)
    }
}

/// Rule problem-raise — a problem that nobody solves goes to the level above (提级: 县区、部门 → 分管市领导 → 主要领导, Yongkang's and
/// Quanzhou's practice in `reference/execution.md` 2.2): when it is not accepted or given out in time, when its limit is past,
/// when nothing happens. Each level waits anew, so that asking twice on one day raises once.
///
/// `None` while it need not be raised, or cannot be: nobody is late with what is suspended.
pub fn raise(problem: &Problem, rules: &ProblemRules, calendar: &Calendar, today: Day) -> Option<Why> {
    let state = problem.state();
    problem.level.above()?;
    if !state.unsolved() || state == State::Suspended {
        return None;
    }
    let step = usize::from(problem.level == Level::Deputy);
    let since = problem.level_since;
    let worked = |from: Day| calendar.working_days_between(from, today);
    // The clock of a level above the first starts when the problem comes to it.
    let from = |day: Day| if problem.level == Level::Unit { day } else { day.max(since) };
    let told = problem.created_at.day();
    match state {
        State::Proposed if worked(from(told)) > rules.accept_days => {
            return Some(Why::NotAccepted(worked(told)));
        }
        State::Accepted | State::Consulting if worked(from(problem.acted_at.day())) > rules.assign_days => {
            return Some(Why::NotAssigned(worked(problem.acted_at.day())));
        }
        _ => {}
    }
    if let Some(due) = problem.due().filter(|due| *due < today) {
        let over = worked(from(due));
        if over >= rules.over_days[step] {
            return Some(Why::Over(worked(due)));
        }
    }
    let last = problem.last_act().day();
    let idle = worked(from(last));
    // A report that waits for its review is not the unit's idleness, and is looked after by the board.
    (state != State::Reported && idle > rules.idle_days[step]).then_some(Why::Idle(worked(last)))
}

/// Rule problem-colour — four colours (Yongkang: “问题四色管理”, `reference/execution.md` 2.2): red when the limit is past, yellow when it
/// was raised or would be, blue when the limit is near, green on its way. What nobody has taken on is grey: no data is never
/// green. On the board the commitment has its own light; the worse of both is shown.
pub fn colour(
    problem: &Problem,
    board: Option<Light>,
    rules: &ProblemRules,
    calendar: &Calendar,
    today: Day,
) -> Shown {
    let say = |light: Light, key: &'static str| Shown { light, why: Message::new(key) };
    match problem.state() {
        State::Checked => return say(Light::Done, "problem-light-checked"),
        State::StruckOff => return say(Light::Done, "problem-light-struck-off"),
        State::Declined | State::Withdrawn => return say(Light::Grey, "problem-light-ended"),
        State::Suspended => return Shown { light: Light::Grey, why: suspended(problem) },
        _ => {}
    }
    let due = problem.due();
    if let Some(due) = due.filter(|due| *due < today) {
        let days = calendar.working_days_between(due, today);
        let why = Message::new("problem-light-over").with("due", due).with("days", days);
        return Shown { light: Light::Red, why };
    }
    if board == Some(Light::Red) {
        return say(Light::Red, "problem-light-board");
    }
    if let Some(why) = raise(problem, rules, calendar, today) {
        return Shown { light: Light::Yellow, why: why.message() };
    }
    if problem.level != Level::Unit {
        let why = Message::new("problem-light-raised")
            .with("level", qipan_kernel::Arg::Key(problem.level.key().into()))
            .with("day", problem.level_since);
        return Shown { light: Light::Yellow, why };
    }
    if board == Some(Light::Yellow) {
        return say(Light::Yellow, "problem-light-board");
    }
    if let Some(due) = due.filter(|due| calendar.working_days_between(today, *due) <= rules.near_days) {
        return Shown { light: Light::Blue, why: Message::new("problem-light-near").with("due", due) };
    }
    match problem.state() {
        State::Proposed => say(Light::Grey, "problem-light-proposed"),
        State::Accepted | State::Consulting => say(Light::Grey, "problem-light-accepted"),
        State::Assigned => say(Light::Grey, "problem-light-assigned"),
        _ => say(Light::Green, "problem-light-green"),
    }
}

/// Since when and why nothing is asked of it.
fn suspended(problem: &Problem) -> Message {
    let running = problem.commitment.as_ref().and_then(|one| one.version.suspension());
    let message = Message::new("problem-light-suspended");
    running
        .map_or(message.clone(), |one| message.with("since", one.since).with("reason", one.reason.as_str()))
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
