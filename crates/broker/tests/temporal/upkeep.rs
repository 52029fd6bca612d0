//! What expires and what grows old goes by itself.

use qipan_broker::{Keep, Options, temporal};
use qipan_ngsild::Timestamp;
use qipan_testkit::both;
use serde_json::{Value, json};

use crate::house::{House, MIGRATIONS, values};

fn sweep(house: &House) -> (usize, u64) {
    let now = Timestamp::from(house.now());
    house.runtime.block_on(temporal::sweep(&house.hub, now)).expect("the sweep")
}

#[test]
fn expired_entities_go_and_their_history_stays() {
    both(MIGRATIONS, |test| {
        let house = House::new(&test.db);
        for n in 0..450 {
            let end = "2026-03-02T04:00:05Z";
            house
                .post(
                    "/entities",
                    json!({"id": format!("urn:s:{n}"), "type": "Shop", "expiresAt": end, "open": n}),
                )
                .is(201);
        }
        house.post("/entities", json!({"id": "urn:s:stays", "type": "Shop", "open": 1})).is(201);
        assert_eq!(sweep(&house), (0, 0));
        house.later(5_000);
        house.get("/entities/urn:s:7").is(404);
        assert_eq!(sweep(&house), (450, 0));
        assert_eq!(sweep(&house), (0, 0));
        house.get("/entities/urn:s:7").is(404);
        house.get("/entities/urn:s:stays").is(200);
        let history = house.get("/temporal/entities/urn:s:7").is(200).json();
        assert_eq!(values(&history, "open"), [json!(7), json!("urn:ngsi-ld:null")]);
        // It can be made anew.
        house.post("/entities", json!({"id": "urn:s:7", "type": "Shop", "open": 8})).is(201);
        assert_eq!(sweep(&house), (0, 0));
        house.get("/entities/urn:s:7").is(200);
    });
}

#[test]
fn expired_attributes_go_with_their_history() {
    both(MIGRATIONS, |test| {
        let house = House::new(&test.db);
        let flash = json!({"type": "Property", "value": 10, "expiresAt": "2026-03-02T04:00:05Z"});
        house
            .post("/entities", json!({"id": "urn:s:1", "type": "Shop", "flash": flash, "steady": 100}))
            .is(201);
        house.later(1_000);
        house.patch("/entities/urn:s:1/attrs/flash", json!({"value": 11})).is(204);
        assert_eq!(values(&house.get("/temporal/entities/urn:s:1").json(), "flash"), [10, 11]);
        house.later(4_000);
        assert_eq!(sweep(&house), (1, 2));
        let there = house.get("/entities/urn:s:1").is(200).json();
        assert!(there.get("flash").is_none() && there.get("steady").is_some());
        let history = house.get("/temporal/entities/urn:s:1").is(200).json();
        assert!(history.get("flash").is_none());
        assert_eq!(values(&history, "steady"), [100]);
    });
}

#[test]
fn old_history_goes_by_the_rule_of_its_type() {
    both(MIGRATIONS, |test| {
        let core = |name: &str| format!("https://uri.etsi.org/ngsi-ld/default-context/{name}");
        let keep = Keep::list("Meter=10, Camera=2, *=100").expect("rules");
        assert_eq!(keep[0], Keep { of_type: core("Meter"), days: 10 });
        assert!(Keep::list("Meter").is_none() && Keep::list("Meter=x").is_none());
        let house = House::with(&test.db, Options { keep, ..Options::default() });
        // Today is 2 March 2026.
        let days = ["2025-01-01", "2026-02-01", "2026-02-25", "2026-03-01"];
        let points: Vec<Value> = days
            .iter()
            .map(|day| json!({"type": "Property", "value": day, "observedAt": format!("{day}T00:00:00Z")}))
            .collect();
        for (id, types) in [
            ("urn:m:1", json!("Meter")),
            ("urn:c:1", json!("Camera")),
            ("urn:mc:1", json!(["Camera", "Meter"])),
            ("urn:o:1", json!("Other")),
        ] {
            house.post("/temporal/entities", json!({"id": id, "type": types, "v": points})).is(201);
        }
        house
            .post("/temporal/entities", json!({"id": "urn:c:old", "type": "Camera", "v": points[..2]}))
            .is(201);
        let gone =
            house.runtime.block_on(temporal::retention::forget(&house.hub, house.now())).expect("the rule");
        assert_eq!(gone, 2 + 3 + 2 + 1 + 2);
        let left =
            |id: &str| values(&house.get(&format!("/temporal/entities/{id}")).is(200).json(), "v").len();
        // Of several types the longest rule counts.
        assert_eq!(["urn:m:1", "urn:c:1", "urn:mc:1", "urn:o:1"].map(left), [2, 1, 2, 3]);
        // Nothing is left of it.
        house.get("/temporal/entities/urn:c:old").is(404);
        let again =
            house.runtime.block_on(temporal::retention::forget(&house.hub, house.now())).expect("the rule");
        assert_eq!(again, 0);
        let notes: i64 = test
            .db
            .read_now(|tx| {
                tx.one("select count(*) from journal where act = 'hub.history.forget'", &[], |row| row.get(0))
            })
            .expect("the journal");
        assert_eq!(notes, 3);
    });
}
