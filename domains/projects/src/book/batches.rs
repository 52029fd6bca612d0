//! 四个一批 and 七个一批: the groups in which a year's work is told. Pure.
//!
//! The seven are defined against the calendar year (Rong'an county, 名词解释, July 2025): what starts this year, what was
//! started before and does not finish in it, what is to finish and produce in it. So they follow from the class of the
//! year's list where the project stands in it, and from stage and planned days where it does not.

use qipan_kernel::worded;

use super::model::{Class, Project, Stage, Standing, Year};

worded! {
    /// One of the seven.
    Batch, "project-batch", {
        /// 谋划: from nothing to a concept.
        Conceive = "conceive",
        /// 洽谈: negotiating with who will own it.
        Negotiate = "negotiate",
        /// 签约: agreed or in preparation; building begins later than this year.
        Sign = "sign",
        /// 开工: begins this year.
        Start = "start",
        /// 建设: begun in former years, not finished in this one.
        Build = "build",
        /// 投产: to finish and produce this year.
        Produce = "produce",
        /// 达产: produces, and is to reach its design capacity this year.
        Capacity = "capacity",
    }
}

worded! {
    /// Into how many groups a year's work is put.
    Scheme, "project-scheme", {
        /// 七个一批
        Seven = "seven",
        /// 四个一批
        Four = "four",
    }
}

impl Scheme {
    /// The groups: the key of a name, and what is in it.
    pub fn groups(self) -> Vec<(&'static str, Vec<Batch>)> {
        match self {
            Scheme::Seven => Batch::ALL.iter().map(|batch| (batch.key(), vec![*batch])).collect(),
            Scheme::Four => vec![
                ("project-batch-four-reserve", vec![Batch::Conceive, Batch::Negotiate]),
                ("project-batch-four-prepare", vec![Batch::Sign]),
                ("project-batch-four-build", vec![Batch::Start, Batch::Build]),
                ("project-batch-four-finish", vec![Batch::Produce, Batch::Capacity]),
            ],
        }
    }
}

/// The batch of a project in a year; none for what does not go on or has nothing left to do. `RULE project.batch`.
pub fn batch(project: &Project, listed: Option<&Year>, year: i32) -> Option<Batch> {
    if project.standing != Standing::Active {
        return None;
    }
    match listed.filter(|listed| listed.left_on.is_none()).map(|listed| listed.class) {
        Some(Class::New) => return Some(Batch::Start),
        Some(Class::Continuing) => return Some(Batch::Build),
        Some(Class::Finishing) => return Some(Batch::Produce),
        Some(Class::Capacity) => return Some(Batch::Capacity),
        Some(Class::Reserve | Class::Preparatory) | None => {}
    }
    let starts = project.data.planned_start.is_some_and(|day| day.year() == year);
    let begun_now = project.started_on.is_some_and(|day| day.year() == year);
    let ends = project.data.planned_finish.is_some_and(|day| day.year() <= year);
    Some(match project.stage {
        Stage::Conceived | Stage::Reserved => Batch::Conceive,
        Stage::Negotiating => Batch::Negotiate,
        Stage::Signed | Stage::Preparing if starts => Batch::Start,
        Stage::Signed | Stage::Preparing => Batch::Sign,
        Stage::Started | Stage::Building if begun_now => Batch::Start,
        Stage::Started | Stage::Building if ends => Batch::Produce,
        Stage::Started | Stage::Building => Batch::Build,
        Stage::Completed | Stage::Producing => Batch::Capacity,
        Stage::AtCapacity => return None,
    })
}

#[cfg(test)]
mod tests {
    use qipan_kernel::{Day, Fen, Id, Moment};

    use super::*;
    use crate::book::model::{Kind, Level, ProjectData};

    fn project(stage: Stage, start: &str, finish: &str, started: Option<&str>) -> Project {
        let day = |text: &str| text.parse::<Day>().unwrap();
        Project {
            id: Id(1),
            no: 1,
            stage,
            standing: Standing::Active,
            started_on: started.map(day),
            data: ProjectData {
                name: "示例".into(),
                code: String::new(),
                parent: None,
                level: Level::District,
                industry: "交通".into(),
                kind: Kind::Enterprise,
                lead_unit: Id(1),
                cooperating: vec![],
                line: Id(1),
                owner: String::new(),
                leader: String::new(),
                leader_link: None,
                liaison: String::new(),
                place: String::new(),
                point: None,
                scale: String::new(),
                capacity: String::new(),
                total: Fen(1),
                before: Fen(0),
                planned_start: Some(day(start)),
                planned_finish: Some(day(finish)),
            },
            created_at: Moment(0),
            changed_at: Moment(0),
        }
    }

    fn listed(class: Class, left: bool) -> Year {
        Year {
            year: 2026,
            class,
            plan: Fen(1),
            goal: String::new(),
            listed_on: Day(0),
            listed_why: String::new(),
            left_on: left.then_some(Day(1)),
            left_why: String::new(),
        }
    }

    #[test]
    fn the_seven_by_list_and_by_days() {
        use Batch::*;
        for (stage, start, finish, started, list, wanted) in [
            (Stage::Conceived, "2027-03-01", "2028-12-31", None, None, Some(Conceive)),
            (
                Stage::Reserved,
                "2027-03-01",
                "2028-12-31",
                None,
                Some((Class::Reserve, false)),
                Some(Conceive),
            ),
            (Stage::Negotiating, "2027-03-01", "2028-12-31", None, None, Some(Negotiate)),
            (Stage::Signed, "2027-03-01", "2028-12-31", None, None, Some(Sign)),
            (Stage::Signed, "2026-09-01", "2028-12-31", None, None, Some(Start)),
            (
                Stage::Preparing,
                "2026-09-01",
                "2028-12-31",
                None,
                Some((Class::Preparatory, false)),
                Some(Start),
            ),
            (Stage::Preparing, "2027-09-01", "2028-12-31", None, None, Some(Sign)),
            (Stage::Building, "2026-02-01", "2028-12-31", Some("2026-03-01"), None, Some(Start)),
            (Stage::Building, "2025-02-01", "2028-12-31", Some("2025-03-01"), None, Some(Build)),
            (Stage::Building, "2025-02-01", "2026-10-31", Some("2025-03-01"), None, Some(Produce)),
            // The list decides where there is one, unless the project has left it.
            (
                Stage::Building,
                "2025-02-01",
                "2026-10-31",
                Some("2025-03-01"),
                Some((Class::Continuing, false)),
                Some(Build),
            ),
            (
                Stage::Building,
                "2025-02-01",
                "2026-10-31",
                Some("2025-03-01"),
                Some((Class::Continuing, true)),
                Some(Produce),
            ),
            (
                Stage::Building,
                "2025-02-01",
                "2026-10-31",
                Some("2025-03-01"),
                Some((Class::Finishing, false)),
                Some(Produce),
            ),
            (Stage::Producing, "2024-02-01", "2025-10-31", Some("2024-03-01"), None, Some(Capacity)),
            (
                Stage::Producing,
                "2024-02-01",
                "2025-10-31",
                Some("2024-03-01"),
                Some((Class::Capacity, false)),
                Some(Capacity),
            ),
            (Stage::AtCapacity, "2024-02-01", "2025-10-31", Some("2024-03-01"), None, None),
        ] {
            let project = project(stage, start, finish, started);
            let year = list.map(|(class, left)| listed(class, left));
            assert_eq!(batch(&project, year.as_ref(), 2026), wanted, "{stage:?} {start} {finish} {list:?}");
        }
        let halted = Project {
            standing: Standing::Halted,
            ..project(Stage::Building, "2025-02-01", "2026-10-31", None)
        };
        assert_eq!(batch(&halted, None, 2026), None);
    }

    #[test]
    fn every_batch_is_in_one_group_of_each_scheme() {
        for scheme in Scheme::ALL {
            let mut all: Vec<Batch> = scheme.groups().into_iter().flat_map(|(_, batches)| batches).collect();
            all.sort_unstable();
            assert_eq!(all, Batch::ALL, "{scheme:?}");
        }
    }
}
