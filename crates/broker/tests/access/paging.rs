//! Pages that are read while others write.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use qipan_broker::Options;
use qipan_broker::rights::Rights;
use qipan_kernel::Role;
use qipan_testkit::both;
use serde_json::json;

use crate::house::{House, MIGRATIONS};

/// What was there when the first page was asked for is on exactly one page, whatever comes or changes meanwhile.
#[test]
fn nothing_is_skipped_or_doubled_while_others_write() {
    both(MIGRATIONS, |db| {
        let house = House::new(&db.db, Options::default());
        let (_, token) = house.token("some", Role::Supervision, Some(Rights::all()));
        let token = token.as_str();
        for n in 0..150 {
            let entity = json!({"id": format!("urn:p:{n}"), "type": "P", "level": n});
            assert_eq!(house.send(token, "POST", "entities", &entity).status, 201);
        }
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let (house, stop) = (&house, &stop);
            for writer in 0..2 {
                scope.spawn(move || {
                    let mut n = 0;
                    while !stop.load(Ordering::Relaxed) && n < 2_000 {
                        let new = json!({"id": format!("urn:p:new:{writer}:{n}"), "type": "P", "level": n});
                        assert_eq!(house.send(token, "POST", "entities", &new).status, 201);
                        let old = format!("entities/urn:p:{}/attrs", n * 7 % 150);
                        assert_eq!(house.send(token, "PATCH", &old, &json!({"level": n + 200})).status, 204);
                        n += 1;
                    }
                });
            }
            for query in ["entities?type=P", "entities?q=level%3E=0", "entities?type=P&orderBy=id"] {
                let (mut seen, mut offset) = (BTreeSet::new(), 0);
                loop {
                    let page = house.get(token, &format!("{query}&limit=7&offset={offset}"));
                    assert_eq!(page.status, 200, "{}", page.text);
                    let page = page.json();
                    let page = page.as_array().unwrap();
                    for one in page {
                        let id = one["id"].as_str().unwrap().to_owned();
                        // Sorted by identifier, what comes meanwhile moves what stands behind it.
                        let told = seen.insert(id.clone()) || query.contains("orderBy");
                        assert!(told, "{query}: {id} is on two pages");
                    }
                    offset += 7;
                    if page.len() < 7 || offset > 400 {
                        break;
                    }
                }
                let old = (0..150).filter(|n| seen.contains(&format!("urn:p:{n}"))).count();
                assert_eq!(old, 150, "{query}");
            }
            stop.store(true, Ordering::Relaxed);
        });
    });
}
