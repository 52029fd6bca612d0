//! What was suspended lately: two projects on which work stopped, one of which goes on again, and three matters that the
//! supervision office has set aside, one of them beyond its day.

use std::sync::Arc;

use qipan_board::commitments::commands::Acting;
use qipan_board::commitments::model::{Commitment, State};
use qipan_board::commitments::suspension::{self, Resumption, SuspensionInput};
use qipan_board::lists::{self, Filter, Sort};
use qipan_board::rulebook::Rulebook;
use qipan_kernel::{Context, Day, Id, IdSource, Outcome};
use qipan_projects::book::commands;
use qipan_projects::book::model::{Level, Stage, Standing};
use qipan_projects::book::store as projects;
use qipan_projects::nodes::store as nodes;
use qipan_projects::problems::store as problems;
use qipan_store::{Db, Tx};

use super::at;
use super::projects::office;

/// Why work on a project stops, how many days ago, and how many days ago it goes on.
const STOPS: [(Standing, &str, i32, Option<i32>); 2] = [
    (Standing::Slowed, "配套管线迁改方案未定，经批准缓建", 20, None),
    (Standing::Halted, "基坑监测报警，停建排查", 24, Some(6)),
];

/// Why a matter is set aside, how many days ago, in how many days from today it is expected to go on, and how many days ago it did.
const ASIDE: [(&str, i32, i32, Option<i32>); 3] = [
    ("上级正在修订有关标准，待标准印发后办理", 40, 60, None),
    ("所涉用地正在诉讼，待判决后办理", 90, -7, None),
    ("与市级专项合并实施，待方案批复", 70, -30, Some(33)),
];

/// Does everything that was suspended until `today`.
pub fn live(db: &Db, ids: &Arc<IdSource>, book: &Arc<Rulebook>, today: Day) -> Outcome<()> {
    let (ids, book) = (ids.clone(), book.clone());
    db.write_now(move |tx| {
        let office = |ago: i32, hour: i64| Context { actor: office(), now: at(today - ago, hour, 20) };
        for (project, (to, why, stopped, goes_on)) in under_way(tx, today)?.into_iter().zip(STOPS) {
            let stops =
                [Some((stopped, to, why)), goes_on.map(|ago| (ago, Standing::Active, "排查合格，复工"))];
            for (ago, to, why) in stops.into_iter().flatten() {
                let context = office(ago, 15);
                let mut acting = Acting { tx, context: &context, ids: &ids, book: &book };
                commands::set_standing(&mut acting, project, to, why)?;
            }
        }
        for (reason, since, expected, resumed) in ASIDE {
            let Some(one) = quiet(tx, today, since)? else { continue };
            let input = SuspensionInput {
                reason: reason.into(),
                since: today - since,
                expected: Some(today + expected),
                approved_by: "区政府分管领导（示例）".into(),
            };
            let context = office(since, 16);
            let mut acting = Acting { tx, context: &context, ids: &ids, book: &book };
            suspension::suspend(&mut acting, one, &input, None)?;
            if let Some(ago) = resumed {
                let context = office(ago, 16);
                let mut acting = Acting { tx, context: &context, ids: &ids, book: &book };
                suspension::resume(&mut acting, one, &Resumption::now(&context, "方案已批复"))?;
            }
        }
        Ok(())
    })
}

/// Projects of the district under way of which no open node or problem has changed since work on them stops.
fn under_way(tx: &mut Tx<'_>, today: Day) -> Outcome<Vec<Id>> {
    let filter = projects::Filter { stage: Some(Stage::Building), ..projects::Filter::default() };
    let mut found = Vec::new();
    for listed in projects::list(tx, &filter, Id(0), 1_000)? {
        let project = listed.project;
        let of_it = problems::Filter { project: Some(project.id), ..problems::Filter::default() };
        let told = problems::list(tx, &of_it, None, 100)?.into_iter().filter_map(|one| one.commitment);
        let open: Vec<Commitment> = nodes::of_project(tx, project.id)?
            .into_iter()
            .map(|node| node.commitment)
            .chain(told)
            .filter(|one| one.version.state.is_open())
            .collect();
        let old = |one: &Commitment| one.version.valid_from.day() < today - 30;
        let own = project.data.level == Level::District;
        if own && project.standing == Standing::Active && open.len() > 1 && open.iter().all(old) {
            found.push(project.id);
        }
    }
    Ok(found)
}

/// The matter that is to be done next and has not changed for so many days.
fn quiet(tx: &mut Tx<'_>, today: Day, days: i32) -> Outcome<Option<Id>> {
    let now = at(today, 8, 0);
    let signed = Filter { state: Some(State::InProgress), ..Filter::default() };
    let found = lists::list(tx, &signed, (now, true), Sort::Due, None, 1_000)?.rows;
    let old = |one: &&Commitment| one.version.valid_from.day() < today - days;
    let ahead = |one: &&Commitment| one.version.terms.due_day.is_some_and(|due| due > today - days + 10);
    Ok(found.iter().filter(old).find(ahead).map(|one| one.id))
}
