//! What waits in the tail of the histories is part of them, wherever it lies.

use qipan_broker::temporal::{tail, tail_store};
use qipan_ngsild::Timestamp;
use qipan_testkit::{TestDb, both};
use serde_json::json;

use crate::house::{House, MIGRATIONS, values};

fn waiting(test: &TestDb) -> bool {
    test.db.read_now(tail_store::last).expect("the tail").is_some()
}

#[test]
fn what_waits_is_shown_at_once_and_moves_unchanged() {
    both(MIGRATIONS, |test| {
        let house = House::new(&test.db);
        for id in ["urn:t:1", "urn:t:2"] {
            house.post("/entities", json!({"id": id, "type": "Tank", "level": 0, "scope": "/north"})).is(201);
            for level in 1..=5 {
                house.later(1_000);
                house.patch(&format!("/entities/{id}/attrs"), json!({"level": level})).is(204);
            }
        }
        assert!(waiting(test));
        let path = |id: &str| format!("/temporal/entities/{id}?options=sysAttrs");
        let first = house.get(&path("urn:t:1")).is(200).json();
        assert_eq!(values(&first, "level"), [0, 1, 2, 3, 4, 5]);
        let made: Vec<_> =
            first["level"].as_array().unwrap().iter().map(|one| one["createdAt"].clone()).collect();
        assert_eq!(made.first(), Some(&json!("2026-03-02T04:00:00Z")));
        assert_eq!(made.last(), Some(&json!("2026-03-02T04:00:05Z")));
        // The other's history still waits; what is asked of all finds it.
        assert!(waiting(test));
        let all = house.get(
            "/temporal/entities?type=Tank&timerel=after&timeAt=2026-01-01T00:00:00Z&timeproperty=createdAt",
        );
        assert_eq!(all.is(200).json().as_array().map(Vec::len), Some(2));
        assert!(!waiting(test));
        // Settling again changes nothing, neither times nor identifiers.
        house.runtime.block_on(tail::settle_all(&house.hub)).unwrap();
        assert_eq!(house.get(&path("urn:t:1")).is(200).json(), first);
    });
}

#[test]
fn a_deleted_history_takes_along_what_waits() {
    both(MIGRATIONS, |test| {
        let house = House::new(&test.db);
        house.post("/entities", json!({"id": "urn:t:1", "type": "Tank", "level": 0})).is(201);
        house.delete("/temporal/entities/urn:t:1").is(204);
        assert!(!waiting(test));
        house.get("/temporal/entities/urn:t:1").is(404);
        house.patch("/entities/urn:t:1/attrs", json!({"level": 1})).is(204);
        assert_eq!(values(&house.get("/temporal/entities/urn:t:1").is(200).json(), "level"), [1]);
    });
}

#[test]
fn the_tail_is_moved_when_nobody_writes() {
    both(MIGRATIONS, |test| {
        let house = House::new(&test.db);
        house.post("/entities", json!({"id": "urn:t:1", "type": "Tank", "level": 0})).is(201);
        let tidy = || {
            let now = Timestamp::from(house.now());
            house.runtime.block_on(tail::tidy(&house.hub, || now)).unwrap()
        };
        assert_eq!(tidy(), 0, "somebody has just written");
        house.later(2_000);
        assert_eq!(tidy(), 1);
        assert!(!waiting(test));
        assert_eq!(tidy(), 0);
        assert_eq!(values(&house.get("/temporal/entities/urn:t:1").is(200).json(), "level"), [0]);
    });
}

#[test]
fn two_that_move_it_at_once_neither_lose_nor_double() {
    both(MIGRATIONS, |test| {
        let houses = [House::new(&test.db), House::new(&test.db)];
        for id in 0..60 {
            let entity = json!({"id": format!("urn:t:{id}"), "type": "Tank", "level": 0, "depth": 1});
            houses[0].post("/entities", entity).is(201);
        }
        for round in 1..=4 {
            let batch: Vec<_> = (0..60)
                .map(|id| json!({"id": format!("urn:t:{id}"), "type": "Tank", "level": round}))
                .collect();
            houses[0].post("/entityOperations/update", json!(batch)).is(204);
        }
        std::thread::scope(|scope| {
            for house in &houses {
                scope.spawn(move || house.runtime.block_on(tail::settle_all(&house.hub)).unwrap());
            }
        });
        assert!(!waiting(test));
        for id in 0..60 {
            let history = houses[1].get(&format!("/temporal/entities/urn:t:{id}")).is(200).json();
            assert_eq!(values(&history, "level"), [0, 1, 2, 3, 4], "{id}");
            assert_eq!(values(&history, "depth"), [1], "{id}");
        }
    });
}
