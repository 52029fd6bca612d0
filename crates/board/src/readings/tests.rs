//! Bindings and readings through their acts, on both engines.

use qipan_accounts::units::{self, UnitData, UnitKind};
use qipan_kernel::{Actor, Context, Id, IdSource, Moment, Progress, Role};
use qipan_store::{Migration, journal};
use qipan_testkit::{acting, both, noon};
use serde_json::json;

use super::{Binding, Direction, Measure, Observed, Query, commands, store};
use crate::commitments::commands::{self as acts, Acting, Registration};
use crate::commitments::store as commitments;
use crate::lines::{self, model::Line};
use crate::rulebook::Rulebook;

static MIGRATIONS: &[&[Migration]] =
    &[qipan_store::MIGRATIONS, qipan_accounts::MIGRATIONS, qipan_records::MIGRATIONS, crate::MIGRATIONS];

fn binding(target: f64) -> Binding {
    Binding {
        query: Query { entity_type: "Shop".into(), attribute: "opened".into(), ..Query::default() },
        measure: Measure { direction: Direction::Up, baseline: 0.0, target, unit: "家".into() },
    }
}

fn seen(value: f64) -> Observed {
    Observed { value: Some(value), entities: 2 }
}

#[test]
fn readings_are_kept_and_move_what_they_verify() {
    both(MIGRATIONS, |test| {
        test.db
            .write_now(|tx| {
                let (ids, book) = (IdSource::new(1), Rulebook::built_in());
                let operator = Context { actor: Actor::operator(), now: noon("2026-01-05") };
                let data = UnitData { kind: UnitKind::Bureau, name_zh: "示例局".into(), ..UnitData::default() };
                let unit = units::commands::create(tx, &operator, &ids, data)?;
                let line = json!({ "code": "trade", "name_zh": "商贸", "name_en": "Trade" });
                let line: Line = serde_json::from_value(line).unwrap();
                let line = lines::commands::put(tx, &operator, &ids, &line)?;
                let office = acting(Role::Supervision, "2026-03-02");
                let terms = json!({ "statement": "新开商店", "line": line, "lead_unit": unit, "start_day": "2026-01-01", "due_day": "2026-12-31" });
                let one = Registration { terms: serde_json::from_value(terms).unwrap(), sources: vec![], number: None };
                let mut act = Acting { tx, context: &office, ids: &ids, book: &book };
                let id = acts::register(&mut act, &[one])?[0].id;
                acts::issue(&mut act, id)?;
                let bound = commands::bind(&mut act, id, 0, &binding(200.0))?;
                assert_eq!((bound.version, bound.active), (1, true));
                assert!(commands::bind(&mut act, id, 0, &binding(100.0)).is_err(), "somebody else was first");
                assert!(commands::record(&mut act, &bound, seen(1.0)).is_err(), "nobody types a reading");

                let mut at = |hour: i64, bound: &super::Bound, observed: Observed| {
                    let now = Moment(noon("2026-03-02").0 + hour * 3_600_000);
                    let context = Context { actor: Actor::system(), now };
                    let mut act = Acting { tx: &mut *act.tx, context: &context, ids: &ids, book: &book };
                    commands::record(&mut act, bound, observed)
                };
                assert_eq!(at(1, &bound, seen(50.0))?, Some(Progress(2_500)));
                assert_eq!(at(2, &bound, seen(50.0))?, None, "what is verified already moves nothing");
                assert_eq!(at(3, &bound, seen(50.0))?, None);
                assert_eq!(at(4, &bound, Observed::default())?, None, "no data moves nothing");
                assert_eq!(at(30, &bound, seen(260.0))?, Some(Progress::FULL));
                assert_eq!(at(31, &bound, seen(100.0))?, Some(Progress(5_000)), "what falls back falls back");
                let current = commitments::load(tx, id)?;
                assert_eq!((current.version.verified, current.version.claimed), (Some(Progress(5_000)), None));
                let kept: Vec<_> = store::readings(tx, id, 10)?
                    .into_iter()
                    .rev()
                    .map(|one| (one.observed.value, one.times, one.moved))
                    .collect();
                // Those that only repeat the first are counted with it.
                let expected = [
                    (Some(50.0), 3, true),
                    (None, 1, false),
                    (Some(260.0), 1, true),
                    (Some(100.0), 1, true),
                ];
                assert_eq!(kept, expected);
                let entries = journal::of_subject(tx, "commitment", id, 20)?;
                assert_eq!(entries.iter().filter(|one| one.act == "commitment.reading").count(), 3);

                let mut act = Acting { tx, context: &office, ids: &ids, book: &book };
                let again = commands::bind(&mut act, id, 1, &binding(400.0))?;
                commands::unbind(&mut act, id, 2)?;
                let context = Context { actor: Actor::system(), now: noon("2026-03-04") };
                let mut act = Acting { tx: &mut *act.tx, context: &context, ids: &ids, book: &book };
                assert_eq!(commands::record(&mut act, &bound, seen(1.0))?, None, "a binding of before says nothing");
                assert_eq!(commands::record(&mut act, &again, seen(1.0))?, None, "one that was taken off neither");
                assert!(store::active(act.tx, Id(0), 10)?.is_empty());
                Ok(())
            })
            .unwrap();
    });
}
