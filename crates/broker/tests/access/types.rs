//! A token that is for some types only.

use qipan_broker::Options;
use qipan_broker::rights::{Rights, Verb};
use qipan_kernel::Role;
use qipan_testkit::both;
use serde_json::{Value, json};

use crate::house::{House, MIGRATIONS, rights};

const ROOT: &str = "https://uri.etsi.org/ngsi-ld/default-context/";

fn ids(answer: &Value) -> Vec<&str> {
    answer.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect()
}

#[test]
fn what_a_token_may_not_see_is_not_there_for_it() {
    both(MIGRATIONS, |db| {
        let house = House::new(&db.db, Options::default());
        let (_, all) = house.token("all", Role::Supervision, Some(Rights::all()));
        let (well, house_type) = (format!("{ROOT}Well"), format!("{ROOT}House"));
        let (_, some) =
            house.token("some", Role::Supervision, Some(rights(&Verb::ALL, None, Some(&[&well]))));
        for (id, types) in [("1", json!("Well")), ("2", json!("House")), ("3", json!(["Well", "House"]))] {
            let entity = json!({"id": format!("urn:x:{id}"), "type": types, "level": {"type": "Property", "value": 5},
                "near": {"type": "Relationship", "object": "urn:x:2"}});
            assert_eq!(house.send(&all, "POST", "entities", &entity).status, 201);
        }
        // Queries are narrowed, in whatever way they are asked.
        for path in [
            "entities?type=Well",
            "entities?type=Well,House",
            "entities?type=*&local=true",
            "entities?q=level==5",
            "entities?id=urn:x:1,urn:x:2,urn:x:3&type=*&local=true",
            "entities?local=true&count=true",
        ] {
            let answer = house.get(&some, path);
            assert_eq!(answer.status, 200, "{path} {}", answer.text);
            assert_eq!(ids(&answer.json()), ["urn:x:1", "urn:x:3"], "{path}");
            if path.ends_with("count=true") {
                assert_eq!(answer.header("ngsild-results-count"), "2");
            }
        }
        let none = house.get(&some, "entities?type=House;Barn&count=true");
        assert_eq!((none.text.as_str(), none.header("ngsild-results-count")), ("[]", "0"));
        let houses = house.get(&some, "entities?type=House&count=true");
        assert_eq!((ids(&houses.json()), houses.header("ngsild-results-count")), (vec!["urn:x:3"], "1"));
        let body = json!({"type": "Query", "entities": [{"type": "House"}, {"type": "Well"}]});
        let posted = house.send(&some, "POST", "entityOperations/query", &body);
        assert_eq!(ids(&posted.json()), ["urn:x:1", "urn:x:3"]);
        let linked = house.get(&some, "entities/urn:x:1?join=flat");
        // A list, where there were something linked to show.
        assert!(linked.json().is_object(), "{}", linked.text);
        assert_eq!(house.get(&some, "entities?q=near{level}==5&type=Well&join=flat").text, "[]");
        // One by its name: as if it were not there.
        let (hidden, absent) = (house.get(&some, "entities/urn:x:2"), house.get(&some, "entities/urn:x:9"));
        assert_eq!((hidden.status, absent.status), (404, 404));
        assert_eq!(hidden.text.replace("urn:x:2", "urn:x:9"), absent.text);
        let types = house.get(&some, "types").json();
        assert_eq!(types["typeList"], json!(["Well"]));
        assert_eq!(house.get(&some, "types/House").status, 404);
        assert_eq!(house.get(&some, "attributes/level").json()["typeNames"], json!(["Well"]));
        // Writing: of its own types, and of them alone.
        let (value, _) = (json!({"level": {"type": "Property", "value": 6}}), &house_type);
        for (method, path, body, status) in [
            ("PATCH", "entities/urn:x:1/attrs", value.clone(), 204),
            ("PATCH", "entities/urn:x:2/attrs", value.clone(), 404),
            ("PATCH", "entities/urn:x:3/attrs", value.clone(), 403),
            ("PATCH", "entities/urn:x:1", json!({"type": "House"}), 403),
            ("POST", "entities", json!({"id": "urn:x:4", "type": "House"}), 403),
            ("POST", "entities", json!({"id": "urn:x:4", "type": "Well"}), 201),
            // In the place of one that it may not see.
            ("POST", "entities", json!({"id": "urn:x:2", "type": "Well"}), 403),
            ("DELETE", "entities/urn:x:2", Value::Null, 404),
            ("DELETE", "entities/urn:x:3", Value::Null, 403),
            ("DELETE", "entities/urn:x:4", Value::Null, 204),
        ] {
            let answer = house.send(&some, method, path, &body);
            assert_eq!(answer.status, status, "{method} {path} {}", answer.text);
        }
        let batch = json!([{"id": "urn:x:2", "type": "Well"}, {"id": "urn:x:5", "type": "Well"}]);
        let answer = house.send(&some, "POST", "entityOperations/upsert", &batch);
        assert_eq!((answer.status, answer.json()["success"].clone()), (207, json!(["urn:x:5"])));
        assert_eq!(house.send(&some, "DELETE", "entities?type=House", &Value::Null).status, 403);
        assert_eq!(house.get(&all, "entities/urn:x:2").json()["type"], "House");
    });
}

#[test]
fn subscriptions_and_registrations_are_of_its_types_too() {
    both(MIGRATIONS, |db| {
        let house =
            House::new(&db.db, Options { allowed_hosts: vec!["127.0.0.1".into()], ..Options::default() });
        let well = format!("{ROOT}Well");
        let (_, all) = house.token("all", Role::Supervision, Some(Rights::all()));
        let (_, some) =
            house.token("some", Role::Supervision, Some(rights(&Verb::ALL, None, Some(&[&well]))));
        let subscription = |id: &str, entities: Value| {
            json!({"id": id, "type": "Subscription", "entities": entities, "watchedAttributes": ["level"],
                "notification": {"endpoint": {"uri": "http://127.0.0.1:9/"}}})
        };
        let post = |token: &str, body: &Value| house.send(token, "POST", "subscriptions", body);
        let houses = subscription("urn:s:1", json!([{"type": "House"}]));
        assert_eq!(post(&some, &houses).status, 403);
        let mut any = subscription("urn:s:2", json!([]));
        any.as_object_mut().unwrap().remove("entities");
        assert_eq!(post(&some, &any).status, 403);
        assert_eq!(post(&all, &houses).status, 201);
        assert_eq!(post(&some, &subscription("urn:s:3", json!([{"type": "Well"}]))).status, 201);
        assert_eq!(ids(&house.get(&some, "subscriptions").json()), ["urn:s:3"]);
        assert_eq!(ids(&house.get(&all, "subscriptions").json()), ["urn:s:1", "urn:s:3"]);
        assert_eq!(house.get(&some, "subscriptions/urn:s:1").status, 404);
        assert_eq!(house.send(&some, "DELETE", "subscriptions/urn:s:1", &Value::Null).status, 404);
        let change = json!({"type": "Subscription", "entities": [{"type": "House"}]});
        assert_eq!(house.send(&some, "PATCH", "subscriptions/urn:s:3", &change).status, 403);
        let registration = |id: &str, kind: &str| {
            json!({"id": id, "type": "ContextSourceRegistration", "endpoint": "http://source.example:1026",
                "information": [{"entities": [{"type": kind}]}]})
        };
        let register = |token: &str, id, kind| {
            house.send(token, "POST", "csourceRegistrations", &registration(id, kind)).status
        };
        assert_eq!(register(&some, "urn:r:1", "House"), 403);
        assert_eq!(register(&all, "urn:r:1", "House"), 201);
        assert_eq!(register(&some, "urn:r:2", "Well"), 201);
        assert_eq!(house.get(&some, "csourceRegistrations/urn:r:1").status, 404);
        assert_eq!(house.send(&some, "DELETE", "csourceRegistrations/urn:r:1", &Value::Null).status, 404);
        assert_eq!(ids(&house.get(&some, "csourceRegistrations?type=House,Well").json()), ["urn:r:2"]);
    });
}

#[test]
fn histories_are_of_its_types_too() {
    both(MIGRATIONS, |db| {
        let house = House::new(&db.db, Options::default());
        let well = format!("{ROOT}Well");
        let (_, all) = house.token("all", Role::Supervision, Some(Rights::all()));
        let (_, some) =
            house.token("some", Role::Supervision, Some(rights(&Verb::ALL, None, Some(&[&well]))));
        for (id, kind) in [("1", "Well"), ("2", "House")] {
            let entity =
                json!({"id": format!("urn:x:{id}"), "type": kind, "level": {"type": "Property", "value": 5}});
            assert_eq!(house.send(&all, "POST", "entities", &entity).status, 201);
        }
        let since = "timeproperty=createdAt&timerel=after&timeAt=2020-01-01T00:00:00Z";
        assert_eq!(
            ids(&house.get(&some, &format!("temporal/entities?attrs=level&{since}")).json()),
            ["urn:x:1"]
        );
        assert_eq!(house.get(&some, &format!("temporal/entities?type=House&{since}")).text, "[]");
        let level =
            json!({"level": [{"type": "Property", "value": 7, "observedAt": "2026-01-01T00:00:00Z"}]});
        let given = |id: &str, kind: &str| {
            let mut body = level.clone();
            body["id"] = json!(id);
            body["type"] = json!(kind);
            body
        };
        for (method, path, body, status) in [
            ("GET", "temporal/entities/urn:x:1", Value::Null, 200),
            ("GET", "temporal/entities/urn:x:2", Value::Null, 404),
            ("POST", "temporal/entities/urn:x:1/attrs", level.clone(), 204),
            ("POST", "temporal/entities/urn:x:2/attrs", level.clone(), 404),
            ("POST", "temporal/entities", given("urn:x:2", "Well"), 403),
            ("POST", "temporal/entities", given("urn:x:3", "House"), 403),
            ("POST", "temporal/entities", given("urn:x:3", "Well"), 201),
            ("DELETE", "temporal/entities/urn:x:2", Value::Null, 404),
            ("DELETE", "temporal/entities/urn:x:3", Value::Null, 204),
        ] {
            let answer = house.send(&some, method, path, &body);
            assert_eq!(answer.status, status, "{method} {path} {}", answer.text);
        }
    });
}

/// What there is, from the index alone: it comes with the first entity and goes with the last.
#[test]
fn types_and_attributes_come_and_go_with_their_entities() {
    both(MIGRATIONS, |db| {
        let house = House::new(&db.db, Options::default());
        let (_, all) = house.token("all", Role::Supervision, Some(Rights::all()));
        let listed = |path: &str, list: &str| {
            let names = house.get(&all, path).json()[list].clone();
            names.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let (types, attrs) = (|| listed("types", "typeList"), || listed("attributes", "attributeList"));
        assert_eq!((types(), attrs()), (vec![], vec![]));
        // `T` is a text that is also what membership of a type is written as in the index.
        for (id, of, name, value) in [
            ("1", json!("Well"), "level", json!(5)),
            ("2", json!(["Well", "House"]), "word", json!("T")),
            ("3", json!("House"), "form", json!({"deep": [1]})),
        ] {
            let entity = json!({"id": format!("urn:x:{id}"), "type": of, "scope": "/a", name: value});
            assert_eq!(house.send(&all, "POST", "entities", &entity).status, 201);
        }
        assert_eq!((types(), attrs()), (list(&["House", "Well"]), list(&["form", "level", "word"])));
        assert_eq!(house.call(Some(&all), "DELETE", "entities/urn:x:2/attrs/word", &[], "").status, 204);
        assert_eq!(attrs(), list(&["form", "level"]));
        assert_eq!(house.call(Some(&all), "DELETE", "entities/urn:x:3", &[], "").status, 204);
        assert_eq!((types(), attrs()), (list(&["House", "Well"]), list(&["level"])));
        assert_eq!(house.call(Some(&all), "DELETE", "entities/urn:x:2", &[], "").status, 204);
        assert_eq!((types(), attrs()), (list(&["Well"]), list(&["level"])));
    });
}

fn list(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
