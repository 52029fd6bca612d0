//! Duties belong to posts: the holder of the day answers, and the commitment is not touched when he changes.

use qipan_accounts::people::{Bearer, PostData, PostKind, Roster, commands as people};
use qipan_accounts::units::Units;
use qipan_board::commitments::leader::Responsible;
use qipan_board::commitments::{commands, model::Terms, store};
use qipan_board::lists::{self, Filter, Leader, Sort};
use qipan_kernel::{Context, FailureKind, Id, Moment, Outcome};
use qipan_store::Tx;
use qipan_testkit::{both, noon};

use crate::common::{City, MIGRATIONS, day};

fn people_act<T: Send + 'static>(
    city: &City,
    on: &str,
    run: impl Fn(&mut Tx<'_>, &Context, &qipan_kernel::IdSource) -> Outcome<T> + Send + 'static,
) -> T {
    let context = Context { actor: qipan_kernel::Actor::operator(), now: noon(on) };
    let ids = city.ids.clone();
    city.db.write_now(move |tx| run(tx, &context, &ids)).unwrap()
}

fn listed(city: &City, leader: Leader) -> Vec<Id> {
    let filter = Filter { leader: Some(leader), ..Filter::default() };
    let now = (Moment(i64::MAX - 1), true);
    let rows = city.db.read_now(|tx| lists::list(tx, &filter, now, Sort::Due, None, 50)).unwrap().rows;
    rows.into_iter().map(|one| one.id).collect()
}

#[test]
fn the_successor_answers_and_the_commitment_stays() {
    both(MIGRATIONS, |db| {
        let city = City::new(&db.db);
        let unit = city.units[0];
        let (post, old, new) = people_act(&city, "2026-01-05", move |tx, context, ids| {
            let old = people::add_person(tx, context, ids, "周示例", "")?;
            let new = people::add_person(tx, context, ids, "李示例", "")?;
            let data = PostData {
                unit,
                kind: PostKind::Leader,
                title_zh: "局长".into(),
                title_en: "Director".into(),
                single: true,
                sort: 0,
            };
            let post = people::add_post(tx, context, ids, data)?;
            people::appoint(tx, context, ids, post, old, day("2025-01-01"), None)?;
            Ok((post, old, new))
        });
        // The name as written is 周示例; it is tied to the post.
        let tied = Terms { leader_link: Some(Bearer::Post(post)), ..city.terms(0, "2026-09-30") };
        let made = city.register(tied, "2026-01-10");
        let own = Terms { leader_link: Some(Bearer::Person(old)), ..city.terms(0, "2026-10-31") };
        let own = city.register(own, "2026-01-10").id;
        let untied = city.register(city.terms(0, "2026-11-30"), "2026-01-10").id;
        people_act(&city, "2026-03-01", move |tx, context, ids| {
            people::succeed(tx, context, ids, post, new, day("2026-03-01"))
        });

        let id = made.id;
        let stored = city.db.read_now(move |tx| store::history(tx, id)).unwrap();
        assert_eq!(stored.len(), 1, "nobody touched the commitment");
        let terms = &stored[0].version.terms;
        assert_eq!((terms.leader.as_str(), terms.leader_link), ("周示例", Some(Bearer::Post(post))));
        let (roster, units) = city.db.read_now(|tx| Ok((Roster::load(tx)?, Units::load(tx)?))).unwrap();
        let who = |on: &str| Responsible::of(terms, &roster, &units, day(on), false);
        let before = who("2026-02-28");
        assert_eq!((before.holder.as_deref(), before.successor), (Some("周示例"), false));
        let after = who("2026-03-01");
        assert_eq!((after.holder.as_deref(), after.successor), (Some("李示例"), true));
        assert_eq!(after.since, Some(day("2026-03-01")));
        assert_eq!(after.title.as_deref(), Some("民政局局长"));
        assert_eq!(after.written, "周示例");
        assert_eq!(who("2024-12-31").holder, None, "vacant before anybody was appointed");

        // By post; by whoever holds it now; by name, also what is tied to nothing.
        let posts = |posts: &[Id]| Leader { posts: posts.to_vec(), ..Leader::default() };
        assert_eq!(listed(&city, posts(&[post])), [id]);
        let by_old = Leader { persons: vec![old], written: Some("周示例".into()), ..Leader::default() };
        assert_eq!(listed(&city, by_old), [own, untied]);
        assert_eq!(
            listed(&city, Leader { posts: vec![post], persons: vec![new], written: Some("李示例".into()) }),
            [id]
        );
        assert_eq!(listed(&city, Leader::default()), [], "nobody is meant");
    });
}

#[test]
fn a_tie_to_nothing_is_refused_and_a_changed_tie_is_in_the_journal() {
    both(MIGRATIONS, |db| {
        let city = City::new(&db.db);
        let bad = Terms { leader_link: Some(Bearer::Post(Id(7))), ..city.terms(0, "2026-09-30") };
        let registration = commands::Registration { terms: bad, sources: vec![], number: None };
        let refused = city
            .act(&city.office("2026-01-10"), move |a| {
                commands::register(a, std::slice::from_ref(&registration))
            })
            .unwrap_err();
        assert_eq!((refused.kind, refused.field.as_deref()), (FailureKind::Invalid, Some("leader_link")));

        let person = people_act(&city, "2026-01-05", |tx, context, ids| {
            people::add_person(tx, context, ids, "周示例", "")
        });
        let made = city.register(city.terms(0, "2026-09-30"), "2026-01-10");
        let (id, seen) = (made.id, made.version.no);
        let terms = Terms { leader_link: Some(Bearer::Person(person)), ..made.version.terms };
        city.act(&city.office("2026-01-11"), move |a| commands::amend(a, id, seen, &terms, "明确责任人"))
            .unwrap();
        let entries =
            city.db.read_now(move |tx| qipan_store::journal::of_subject(tx, "commitment", id, 9)).unwrap();
        let body: serde_json::Value = serde_json::from_str(&entries[0].body).unwrap();
        assert_eq!(body["after"]["leader_link"]["person"], person.0);
        assert_eq!(body["before"].get("leader_link"), None);
    });
}
