//! The log: a line for every call.

use qipan_broker::Options;
use qipan_broker::log::store::{self, Filter};
use qipan_broker::rights::Rights;
use qipan_kernel::Role;
use qipan_testkit::{both, noon};
use serde_json::json;

use crate::house::{House, MIGRATIONS};

#[test]
fn every_read_and_write_leaves_its_line() {
    both(MIGRATIONS, |db| {
        let house = House::new(&db.db, Options::default());
        let (id, token) = house.token("water-system", Role::Supervision, Some(Rights::all()));
        let lines = |filter: &Filter| {
            let filter = filter.clone();
            db.db.read_now(move |tx| store::find(tx, &filter, 100)).unwrap()
        };
        let why = [("NGSILD-Purpose", "防汛调度"), ("NGSILD-Tenant", "water")];
        let entity = json!({"id": "urn:x:1", "type": "Well"}).to_string();
        assert_eq!(house.call(Some(&token), "POST", "entities", &why, &entity).status, 201);
        // A change is there at once, in its own transaction.
        let all = lines(&Filter::default());
        assert_eq!(all.len(), 1);
        let line = &all[0].line;
        assert_eq!((line.token, line.who.as_str(), line.status), (id, "water-system", 201));
        assert_eq!((line.tenant.as_str(), line.purpose.as_str()), ("water", "防汛调度"));
        assert!(line.subject.starts_with("urn:x:1 ") && line.subject.ends_with("/Well"), "{}", line.subject);
        assert_eq!((line.method.as_str(), all[0].resource.as_str()), ("POST", "entities"));
        // A refused change and reads are there when the queue is written.
        assert_eq!(house.call(Some(&token), "POST", "entities", &why, &entity).status, 409);
        assert_eq!(house.call(Some(&token), "GET", "entities?type=Well", &why[1..], "").status, 200);
        let batch = json!([{"id": "urn:x:2", "type": "Well"}]).to_string();
        assert_eq!(house.call(Some(&token), "POST", "entityOperations/create", &[], &batch).status, 201);
        assert_eq!(house.call(Some(&token), "DELETE", "entities?type=Well", &[], "").status, 204);
        // Nobody has read anything.
        assert_eq!(house.call(None, "GET", "entities?type=Well", &[], "").status, 401);
        house.runtime.block_on(house.hub.log.flush());
        let all = lines(&Filter::default());
        let mut seen: Vec<(&str, u16)> =
            all.iter().map(|stored| (stored.line.method.as_str(), stored.line.status)).collect();
        seen.sort_unstable();
        assert_eq!(seen, [("DELETE", 204), ("GET", 200), ("POST", 201), ("POST", 201), ("POST", 409)]);
        let read = all.iter().find(|stored| stored.line.method == "GET").unwrap();
        assert!(read.line.subject.starts_with("1 ") && read.line.bytes > 20, "{:?}", read.line);
        // What an auditor filters by.
        let today = noon("2026-03-02").day();
        for (filter, count) in [
            (Filter { tenant: Some("water".into()), ..Filter::default() }, 3),
            (Filter { tenant: Some(String::new()), ..Filter::default() }, 2),
            (Filter { resource: Some("entityOperations".into()), ..Filter::default() }, 1),
            (Filter { token: Some(id), ..Filter::default() }, 5),
            (Filter { from: Some(today), to: Some(today), ..Filter::default() }, 5),
            (Filter { from: Some(today + 1), ..Filter::default() }, 0),
            (Filter { to: Some(today - 1), ..Filter::default() }, 0),
        ] {
            assert_eq!(lines(&filter).len(), count, "{filter:?}");
        }
        let minutes = db.db.read_now(|tx| store::per_minute(tx, noon("2026-03-02"))).unwrap();
        assert_eq!(minutes.iter().map(|(.., count)| count).sum::<i64>(), 5);
    });
}

#[test]
fn no_line_is_lost_when_readers_are_faster_than_the_log_and_old_ones_go() {
    both(MIGRATIONS, |db| {
        let house = House::new(&db.db, Options { log_days: 30, ..Options::default() });
        let (_, token) = house.token("some", Role::Supervision, Some(Rights::all()));
        for _ in 0..300 {
            assert_eq!(house.get(&token, "entities/urn:x:1").status, 404);
        }
        house.runtime.block_on(house.hub.log.flush());
        let count = || db.db.read_now(|tx| store::find(tx, &Filter::default(), 1_000)).unwrap().len();
        assert_eq!(count(), 300);
        let month_later = noon("2026-03-02").plus_ms(31 * 86_400_000);
        assert!(!db.db.write_now(move |tx| store::sweep(tx, month_later)).unwrap());
        assert_eq!(count(), 0);
    });
}
