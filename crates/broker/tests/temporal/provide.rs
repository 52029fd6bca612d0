//! Histories are made by the temporal API, and by every act on an entity.

use qipan_testkit::both;
use serde_json::{Value, json};

use crate::house::{House, MIGRATIONS, values};

const ID: &str = "urn:ngsi-ld:Vehicle:1";

fn speed(value: i64, minute: u32) -> Value {
    json!({"type": "Property", "value": value, "observedAt": format!("2020-08-01T12:{minute:02}:00Z")})
}

fn vehicle() -> Value {
    json!({"id": ID, "type": "Vehicle", "speed": [speed(120, 3), speed(80, 5)], "fuel": [
        {"type": "Property", "value": 67, "observedAt": "2020-08-01T12:03:00Z"},
        {"type": "Property", "value": 40, "observedAt": "2020-08-01T14:07:00Z", "datasetId": "urn:d:1"}]})
}

fn path(rest: &str) -> String {
    format!("/temporal/entities/{ID}{rest}")
}

#[test]
fn a_history_is_made_grown_and_deleted() {
    both(MIGRATIONS, |test| {
        let house = House::new(&test.db);
        house.get(&path("")).is(404);
        let made = house.post("/temporal/entities", vehicle()).is(201);
        assert_eq!(made.header("location"), format!("/ngsi-ld/v1/temporal/entities/{ID}"));
        // It has a history and nothing else (clause 5.6.11).
        house.get(&format!("/entities/{ID}")).is(404);
        let there = house.get(&path("")).is(200).json();
        assert_eq!((&there["id"], &there["type"]), (&json!(ID), &json!("Vehicle")));
        assert_eq!(values(&there, "speed"), [120, 80]);
        assert!(there["speed"][0]["instanceId"].as_str().unwrap().starts_with("urn:ngsi-ld:Instance:"));
        assert_eq!(there["fuel"][1]["datasetId"], "urn:d:1");

        // The same moment again replaces, another is added, types are united.
        house.later(1_000);
        let more = json!({"id": ID, "type": ["Vehicle", "Truck"], "speed": [speed(121, 3), speed(100, 7)]});
        house.post("/temporal/entities", more).is(204);
        let there = house.get(&path("")).is(200).json();
        assert_eq!(values(&there, "speed"), [121, 80, 100]);
        assert_eq!(there["type"], json!(["Vehicle", "Truck"]));

        house.post(&path("/attrs"), json!({"colour": [{"type": "Property", "value": "red"}]})).is(204);
        house.post(&path("/attrs"), json!({"speed": speed(90, 9)})).is(204);
        assert_eq!(values(&house.get(&path("")).json(), "speed"), [121, 80, 100, 90]);
        house.post("/temporal/entities/urn:x:unknown/attrs", json!({"speed": speed(90, 9)})).is(404);

        // One attribute: of one datasetId, of the default instance, of all.
        assert_eq!(house.delete(&path("/attrs/nothing")).is(404).error(), "ResourceNotFound");
        house.delete(&path("/attrs/fuel?datasetId=urn:d:1")).is(204);
        assert_eq!(values(&house.get(&path("")).json(), "fuel"), [67]);
        house.delete(&path("/attrs/fuel?datasetId=urn:d:1")).is(404);
        house.delete(&path("/attrs/fuel")).is(204);
        house.delete(&path("/attrs/speed?deleteAll=true")).is(204);
        let there = house.get(&path("")).json();
        assert!(there.get("fuel").is_none() && there.get("speed").is_none() && there.get("colour").is_some());

        house.delete(&path("")).is(204);
        house.delete(&path("")).is(404);
        house.get(&path("")).is(404);
        house.post("/temporal/entities", vehicle()).is(201);
    });
}

#[test]
fn one_instance_is_changed_and_deleted() {
    both(MIGRATIONS, |test| {
        let house = House::new(&test.db);
        house.post("/temporal/entities", vehicle()).is(201);
        let first = house.get(&path("")).json()["speed"][0]["instanceId"].as_str().unwrap().to_owned();
        let at = |id: &str| path(&format!("/attrs/speed/{id}"));
        house.later(60_000);
        house.patch(&at(&first), json!({"type": "Property", "value": 129})).is(204);
        let there = house.get(&path("?options=sysAttrs")).json();
        assert_eq!(values(&there, "speed"), [129, 80]);
        let changed = &there["speed"][0];
        assert_eq!(
            (&changed["instanceId"], &changed["observedAt"]),
            (&json!(first), &json!("2020-08-01T12:03:00Z"))
        );
        assert_ne!(changed["createdAt"], changed["modifiedAt"]);

        // A new observedAt moves it, its identifier stays.
        house.patch(&at(&first), json!({"value": 130, "observedAt": "2020-08-01T13:00:00Z"})).is(204);
        let there = house.get(&path("")).json();
        assert_eq!(values(&there, "speed"), [80, 130]);
        assert_eq!(there["speed"][1]["instanceId"], json!(first));

        let unknown = at("urn:ngsi-ld:Instance:42");
        house.patch(&unknown, json!({"value": 1})).is(404);
        house.delete(&unknown).is(404);
        house.patch(&at("urn:other:1"), json!({"value": 1})).is(404);
        assert_eq!(house.patch(&at("nothing"), json!({"value": 1})).is(400).error(), "BadRequestData");
        house.delete(&path("/attrs/invalid(Name/urn:ngsi-ld:Instance:42")).is(400);
        house.delete(&at(&first)).is(204);
        house.delete(&at(&first)).is(404);
        assert_eq!(values(&house.get(&path("")).json(), "speed"), [80]);
    });
}

#[test]
fn what_cannot_be_is_refused() {
    both(MIGRATIONS, |test| {
        let house = House::new(&test.db);
        for (body, error) in [
            (json!({}), "InvalidRequest"),
            (json!([]), "BadRequestData"),
            (json!({"id": "vehicle", "type": "Vehicle"}), "BadRequestData"),
            (json!({"id": ID, "speed": [speed(1, 1)]}), "BadRequestData"),
            (
                json!({"id": ID, "type": "Vehicle", "speed": [{"type": "Property", "value": 1, "observedAt": "2020-08-01T12:00:00+03:00"}]}),
                "BadRequestData",
            ),
            (json!({"id": ID, "type": "Vehicle", "expiresAt": "urn:ngsi-ld:null"}), "BadRequestData"),
            (
                json!({"id": ID, "type": "Vehicle", "scope": [{"type": "Property", "value": "/1"}]}),
                "BadRequestData",
            ),
        ] {
            assert_eq!(house.post("/temporal/entities", body.clone()).is(400).error(), error, "{body}");
        }
        house.get(&path("")).is(404);
        for (method, path, status) in [
            ("DELETE", "/temporal/entities/nothing", 400),
            ("DELETE", "/temporal/entities/urn:x:1", 404),
            ("DELETE", "/temporal/entities/", 405),
            ("DELETE", "/temporal/entities//attrs/speed", 400),
            ("DELETE", "/temporal/entities/nothing/attrs/speed", 400),
            ("DELETE", "/temporal/entities/urn:x:1/attrs/%2e%2e", 400),
            ("GET", "/temporal/entities/nothing", 400),
        ] {
            house.send(method, path, &[], None).is(status);
        }
    });
}

#[test]
fn every_act_on_an_entity_adds_to_its_history() {
    both(MIGRATIONS, |test| {
        let house = House::new(&test.db);
        let entity = |rest: &str| format!("/entities/{ID}{rest}");
        let mut entity_body = json!({"id": ID, "type": "Vehicle", "scope": "/A",
            "speed": {"type": "Property", "value": 1}, "name": {"type": "Property", "value": "x"}});
        house.post("/entities", entity_body.clone()).is(201);
        house.later(1_000);
        house.patch(&entity("/attrs/speed"), json!({"value": 2})).is(204);
        house.later(1_000);
        house.patch(&entity("/attrs"), json!({"speed": {"type": "Property", "value": 3}})).is(204);
        house.later(1_000);
        house
            .post(
                &entity("/attrs"),
                json!({"speed": {"type": "Property", "value": 4}, "scope": ["/A", "/B"]}),
            )
            .is(204);
        house.later(1_000);
        house.patch(&entity(""), json!({"speed": 5})).is(204);
        house.later(1_000);
        entity_body["speed"]["value"] = json!(6);
        house.post("/entityOperations/upsert", json!([entity_body])).is(204);
        house.later(1_000);
        let there = house.get(&path("?options=sysAttrs")).is(200).json();
        assert_eq!(values(&there, "speed"), [1, 2, 3, 4, 5, 6]);
        // Each was made when it was written.
        assert_eq!(there["speed"][1]["createdAt"], "2026-03-02T04:00:01Z");
        assert_eq!(values(&there, "scope"), [json!(["/A"]), json!(["/A", "/B"]), json!(["/A"])]);
        // Clause 4.5.6: a scope that was set by the core API has the time of that.
        assert_eq!(there["scope"][1]["observedAt"], there["scope"][1]["modifiedAt"]);

        house.delete(&entity("/attrs/speed")).is(204);
        house.delete(&entity("/attrs/scope")).is(204);
        let gone = house.get(&path("?timeproperty=deletedAt")).is(200).json();
        assert_eq!(values(&gone, "speed"), [json!("urn:ngsi-ld:null")]);
        assert_eq!(gone["speed"][0]["deletedAt"], "2026-03-02T04:00:06Z");
        assert_eq!(gone["scope"][0]["value"], json!([]));
        assert!(gone.get("name").is_none());
        // A deletion has no other time.
        let window = "timerel=after&timeAt=2026-01-01T00:00:00Z&timeproperty=modifiedAt";
        assert_eq!(values(&house.get(&path(&format!("?{window}"))).json(), "speed"), [1, 2, 3, 4, 5, 6]);

        // The entity goes, its history stays, with the deletion of what was left.
        house.later(1_000);
        house.delete(&entity("")).is(204);
        house.get(&entity("")).is(404);
        let there = house.get(&path("?options=sysAttrs")).is(200).json();
        assert_eq!(values(&there, "speed").len(), 7);
        assert_eq!(values(&there, "name").last(), Some(&json!("urn:ngsi-ld:null")));
        assert_eq!(there["deletedAt"], "2026-03-02T04:00:07Z");
        let found = house.get(&format!("/temporal/entities?type=Vehicle&{window}")).is(200).json();
        assert_eq!(found[0]["id"], ID);

        // It comes back, with its history.
        house.later(1_000);
        house.post("/entities", json!({"id": ID, "type": "Vehicle", "speed": 9})).is(201);
        assert_eq!(values(&house.get(&path("")).json(), "speed").last(), Some(&json!(9)));
        let found = house.get(&format!("/temporal/entities?type=Vehicle&{window}")).is(200).json();
        assert_eq!(found.as_array().map(Vec::len), Some(1));
        // Without its history, the entity is there all the same.
        house.delete(&path("")).is(204);
        house.get(&path("")).is(404);
        house.get(&entity("")).is(200);
    });
}

#[test]
fn deleting_from_an_entity_that_has_only_a_history_is_part_of_it() {
    both(MIGRATIONS, |test| {
        let house = House::new(&test.db);
        let mut body = vehicle();
        body["scope"] = json!(["/A/B", "/C"]);
        body["at"] =
            json!([{"type": "Relationship", "object": "urn:x:park", "observedAt": "2020-08-01T12:00:00Z"}]);
        body["name"] = json!([{"type": "LanguageProperty", "languageMap": {"en": "one"}, "observedAt": "2020-08-01T12:00:00Z"}]);
        house.post("/temporal/entities", body).is(201);
        house.later(1_000);
        for name in ["fuel", "at", "name", "scope"] {
            house.delete(&format!("/entities/{ID}/attrs/{name}")).is(204);
            house.delete(&format!("/entities/{ID}/attrs/{name}")).is(404);
        }
        house.delete(&format!("/entities/{ID}/attrs/unknown")).is(404);
        let gone = house.get(&path("?timeproperty=deletedAt")).is(200).json();
        assert_eq!(values(&gone, "fuel"), ["urn:ngsi-ld:null"]);
        assert_eq!(gone["at"][0]["object"], "urn:ngsi-ld:null");
        assert_eq!(gone["name"][0]["languageMap"], json!({"@none": "urn:ngsi-ld:null"}));
        assert_eq!(values(&gone, "scope"), [json!([])]);
        assert!(gone.get("speed").is_none());
        let pairs = house.get(&path("?timeproperty=deletedAt&options=temporalValues")).is(200).json();
        assert_eq!(pairs["fuel"]["values"][0], json!(["urn:ngsi-ld:null", "2026-03-02T04:00:01Z"]));
        assert_eq!(pairs["scope"]["values"][0][0], json!([]));
    });
}

#[test]
fn histories_of_tenants_are_their_own() {
    both(MIGRATIONS, |test| {
        let house = House::new(&test.db);
        let tenant = [("ngsild-tenant", "north")];
        house.send("GET", &path(""), &tenant, None).is(404);
        house.send("POST", "/temporal/entities", &tenant, Some(vehicle())).is(201);
        house.get(&path("")).is(404);
        let there = house.send("GET", &path(""), &tenant, None).is(200);
        assert_eq!(there.header("ngsild-tenant"), "north");
        house.post("/temporal/entities", vehicle()).is(201);
        house.send("DELETE", &path(""), &tenant, None).is(204);
        house.get(&path("")).is(200);
    });
}
