//! Who answers for what in the demonstration city: each unit has a post of the district leader in charge of it. One of
//! three invented leaders hands all of his posts over, so that there are successors to be seen.

use std::sync::Arc;

use qipan_accounts::people::{PostData, PostKind, Roster, commands};
use qipan_accounts::units::Units;
use qipan_kernel::{Context, Day, Id, IdSource, Outcome};
use qipan_store::Db;

use super::city::FOUNDED;

/// The leaders at the start; the second hands over to [`SUCCESSOR`].
const LEADERS: [&str; 3] = ["周示例", "吴示例", "郑示例"];
/// Who takes over: also a user, whose work then shows what his posts answer for.
const SUCCESSOR: &str = "王示例";
/// So many days before today the posts are handed over.
const DAYS_AGO: i32 = 140;

/// Makes people and posts; gives the roster and the successor.
pub fn add(
    db: &Db,
    ids: &Arc<IdSource>,
    operator: &Context,
    units: &Arc<Units>,
    today: Day,
) -> Outcome<(Roster, Id)> {
    let (context, ids, units) = (operator.clone(), ids.clone(), units.clone());
    let handed_over = (today - DAYS_AGO).max(FOUNDED + 1);
    let successor = db.write_now(move |tx| {
        let mut people = Vec::new();
        for name in LEADERS.into_iter().chain([SUCCESSOR]) {
            people.push(commands::add_person(tx, &context, &ids, name, "")?);
        }
        let successor = people[LEADERS.len()];
        for (index, unit) in units.iter().enumerate() {
            let data = PostData {
                unit: unit.id,
                kind: PostKind::Leader,
                title_zh: "分管区领导".into(),
                title_en: "District leader in charge".into(),
                single: true,
                sort: 0,
            };
            let post = commands::add_post(tx, &context, &ids, data)?;
            let turn = index % LEADERS.len();
            commands::appoint(tx, &context, &ids, post, people[turn], FOUNDED - 400, None)?;
            if turn == 1 {
                commands::succeed(tx, &context, &ids, post, successor, handed_over)?;
            }
        }
        Ok(successor)
    })?;
    Ok((db.read_now(Roster::load)?, successor))
}
