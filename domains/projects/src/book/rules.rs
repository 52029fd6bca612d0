//! The rules of the project book: what must be known, and what must be done before a project goes on. Pure.

use qipan_kernel::{Arg, Day, Failure, Fen, Outcome};

use super::model::{Class, Kind, Project, ProjectData, Stage, Standing, Step, Year};
use crate::nodes::model::NodeKind;

/// Longest name, in characters.
pub const NAME_MAX: usize = 120;
/// Longest other line.
pub const LINE_MAX: usize = 300;
/// Longest text.
pub const TEXT_MAX: usize = 4_000;

/// What must hold of a project whatever its stage.
///
/// # Errors
/// All of what is wrong, each at its field.
pub fn check(data: &ProjectData) -> Outcome<()> {
    let mut wrong = Vec::new();
    let mut must = |fine: bool, failure: Failure| {
        if !fine {
            wrong.push(failure);
        }
    };
    must(!data.name.trim().is_empty(), Failure::invalid("form-required").at("name"));
    must(!data.industry.trim().is_empty(), Failure::invalid("form-required").at("industry"));
    must(data.total >= Fen(0), Failure::invalid("project-amount-negative").at("total"));
    must(data.before >= Fen(0), Failure::invalid("project-amount-negative").at("before"));
    let ordered = data.planned_start.zip(data.planned_finish).is_none_or(|(start, finish)| start <= finish);
    must(ordered, Failure::invalid("project-finish-before-start").at("planned_finish"));
    let somewhere = data.point.is_none_or(|(lon, lat)| lon.abs() <= 180_000_000 && lat.abs() <= 90_000_000);
    must(somewhere, Failure::invalid("project-place-nowhere").at("point"));
    must(
        !data.cooperating.contains(&data.lead_unit),
        Failure::invalid("project-unit-twice").at("cooperating"),
    );
    Failure::collect(wrong)
}

/// What a gate looks at besides the project itself.
#[derive(Clone, Debug, Default)]
pub struct Standings {
    /// Kind and whether done, of each node.
    pub nodes: Vec<(NodeKind, bool)>,
    /// The years in whose lists it is.
    pub years: Vec<i32>,
    /// What it puts out reaches its design capacity.
    pub capacity_reached: bool,
    /// The day of the step.
    pub day: Option<Day>,
    /// What is missing of approvals and money before building begins (`money::rules::before_start`).
    pub before_start: Vec<Failure>,
    /// What is missing before it counts as completed (`money::rules::before_completion`).
    pub before_completion: Vec<Failure>,
}

impl Standings {
    fn all_done(&self, kind: NodeKind) -> bool {
        self.nodes.iter().filter(|(of, _)| *of == kind).all(|(_, done)| *done)
    }

    fn some(&self, kind: NodeKind) -> bool {
        self.nodes.iter().any(|(of, _)| *of == kind)
    }
}

/// Whether a project may go from one stage to another at all. Forward, one after the other; what is not negotiated with
/// an investor (government projects, above all) goes from the reserve straight to its preparation.
pub fn follows(from: Stage, to: Stage) -> bool {
    use Stage::{
        AtCapacity, Building, Completed, Conceived, Negotiating, Preparing, Producing, Reserved, Signed,
        Started,
    };
    matches!(
        (from, to),
        (Conceived, Reserved)
            | (Reserved, Negotiating | Preparing)
            | (Negotiating, Signed)
            | (Signed, Preparing)
            | (Preparing, Started)
            | (Started, Building)
            | (Building, Completed)
            | (Completed, Producing)
            | (Producing, AtCapacity)
    )
}

/// The gate before a stage: everything that is still missing, each a failure of its own. `RULE project.gate`.
///
/// The Government Investment Regulations (Decree 712) ask of government money: a project code for every approval
/// (article 10), a place in the annual plan (articles 15 to 17), and that building begins only when its conditions are
/// met (article 20). Acceptance comes before use (article 25).
pub fn gate(project: &Project, to: Stage, standings: &Standings) -> Vec<Failure> {
    let data = &project.data;
    let mut missing = Vec::new();
    if project.standing != Standing::Active {
        missing.push(Failure::conflict("project-gate-standing"));
    }
    if !follows(project.stage, to) {
        missing.push(Failure::conflict("project-gate-order"));
        return missing;
    }
    let mut need = |fine: bool, key: &'static str| {
        if !fine {
            missing.push(Failure::conflict(key));
        }
    };
    let public = data.kind != Kind::Enterprise;
    match to {
        Stage::Conceived | Stage::Negotiating => {}
        Stage::Reserved => {
            need(data.total > Fen(0), "project-gate-total");
            need(!data.scale.trim().is_empty(), "project-gate-scale");
        }
        Stage::Signed => need(!data.owner.trim().is_empty(), "project-gate-owner"),
        Stage::Preparing => {
            need(!data.owner.trim().is_empty(), "project-gate-owner");
            need(!data.code.is_empty(), "project-gate-code");
            need(data.planned_start.is_some(), "project-gate-planned-start");
        }
        Stage::Started => {
            need(standings.some(NodeKind::Permit), "project-gate-permits-none");
            need(standings.all_done(NodeKind::Permit), "project-gate-permits");
            let year = standings.day.map(Day::year);
            let planned = year.is_some_and(|year| standings.years.contains(&year));
            need(!public || planned, "project-gate-annual-plan");
        }
        Stage::Building => need(standings.some(NodeKind::Building), "project-gate-nodes-none"),
        Stage::Completed => need(standings.all_done(NodeKind::Building), "project-gate-nodes"),
        Stage::Producing => need(standings.all_done(NodeKind::Production), "project-gate-production"),
        Stage::AtCapacity => {
            need(!data.capacity.trim().is_empty(), "project-gate-capacity");
            need(standings.capacity_reached, "project-gate-capacity-reached");
        }
    }
    match to {
        Stage::Started => missing.extend(standings.before_start.iter().cloned()),
        Stage::Completed => missing.extend(standings.before_completion.iter().cloned()),
        _ => {}
    }
    missing
}

/// Whether the class that a year's list gives fits where the project stands on a day (七个一批 are defined against the
/// calendar year: what was started in a former year is not new in this one).
pub fn class_fits(class: Class, project: &Project, year: i32) -> Outcome<()> {
    let started_before = project.started_on.is_some_and(|day| day.year() < year);
    let begun = project.stage >= Stage::Started;
    let fine = match class {
        Class::Reserve | Class::Preparatory => !begun,
        Class::New => !started_before,
        Class::Continuing | Class::Finishing => started_before || begun,
        Class::Capacity => project.stage >= Stage::Completed,
    };
    if fine { Ok(()) } else { Err(Failure::invalid("project-class-unfit").at("class")) }
}

/// Whether a stage may be reached on a day, after these steps: not before the stage before it was. The day on which a
/// project is entered as conceived says nothing of when it was: what was under way before is entered with its own days.
///
/// # Errors
/// The day is before that of the last stage.
pub fn in_order(steps: &[Step], day: Day) -> Outcome<()> {
    let mut reached = steps.iter().filter_map(|step| Some((step.word.parse::<Stage>().ok()?, step.day)));
    let last = reached.rfind(|(stage, _)| *stage != Stage::Conceived);
    match last {
        Some((stage, before)) if day < before => Err(Failure::invalid("project-day-before-stage")
            .with("stage", Arg::Key(stage.key().into()))
            .with("day", before)
            .at("day")),
        _ => Ok(()),
    }
}

/// An entry in a year's list.
///
/// # Errors
/// A project that is over; a plan below zero or above what is left of the total; a class that does not fit; for government money a plan without
/// the six things that the annual plan states (article 16), or before `approved`: its study is approved or its estimate
/// fixed (article 17). What is prepared or held in reserve is not built yet: it stands in the list, not in the plan.
pub fn check_year(project: &Project, year: &Year, invested_before: Fen, approved: bool) -> Outcome<()> {
    let mut wrong = Vec::new();
    if !(2000..=2100).contains(&year.year) {
        wrong.push(Failure::invalid("project-year-range").at("year"));
    }
    if !project.standing.is_open() {
        wrong.push(Failure::conflict("project-not-open").at("year"));
    }
    if year.plan < Fen(0) {
        wrong.push(Failure::invalid("project-amount-negative").at("plan"));
    }
    if year.plan.0 > project.data.total.0 - invested_before.0 {
        wrong.push(Failure::invalid("project-plan-beyond-total").at("plan"));
    }
    wrong.extend(class_fits(year.class, project, year.year).err());
    if project.data.kind == Kind::Government && year.class != Class::Reserve {
        let six = [
            (!project.data.scale.trim().is_empty(), "scale"),
            (project.data.planned_start.is_some() && project.data.planned_finish.is_some(), "planned_finish"),
            (project.data.total > Fen(0), "total"),
        ];
        let lacking = six.into_iter().filter(|(there, _)| !there);
        wrong.extend(lacking.map(|(_, field)| Failure::invalid("project-annual-plan-fields").at(field)));
        if year.class != Class::Preparatory && !approved {
            wrong.push(Failure::conflict("project-annual-plan-unapproved").at("class"));
        }
    }
    Failure::collect(wrong)
}

#[cfg(test)]
mod tests {
    use qipan_kernel::Moment;

    use super::*;

    #[test]
    fn stages_come_in_the_order_of_their_days() {
        let day = |text: &str| -> Day { text.parse().expect("a day") };
        let step = |word: &str, on: &str| Step {
            word: word.to_owned(),
            day: day(on),
            at: Moment::NEVER,
            note: String::new(),
        };
        // Entered in June, under way since March; slowed down in July, which is no stage.
        let steps = [
            step(Stage::Conceived.as_str(), "2026-06-01"),
            step(Stage::Reserved.as_str(), "2026-02-01"),
            step(Stage::Preparing.as_str(), "2026-03-01"),
            step(Standing::Slowed.as_str(), "2026-07-01"),
        ];
        for (known, on, fine) in [
            (0, "2026-01-01", true),
            (1, "2026-02-01", true),
            (2, "2026-01-31", false),
            (3, "2026-03-01", true),
            (3, "2026-02-28", false),
            (4, "2026-03-02", true),
            (4, "2026-02-28", false),
        ] {
            let told = in_order(&steps[..known], day(on)).err().map(|one| (one.message.key, one.field));
            let wanted = (!fine).then(|| ("project-day-before-stage".into(), Some("day".to_owned())));
            assert_eq!(told, wanted, "{known} steps, then {on}");
        }
    }
}
