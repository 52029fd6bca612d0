//! What sources know of an entity (clauses 4.3.6 and 6.3.17).

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use qipan_testkit::{both, sqlite};
use serde_json::{Value, json};

use crate::house::{House, MIGRATIONS};

/// A source that answers every request with this, and remembers the requests.
struct Source {
    endpoint: String,
    heads: Arc<Mutex<Vec<String>>>,
}

fn source(status: u16, body: Value) -> Source {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let heads: Arc<Mutex<Vec<String>>> = Arc::default();
    let kept = heads.clone();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut head = String::new();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).unwrap_or(0) > 0 {}
            kept.lock().unwrap().push(head);
            let body = body.to_string();
            let answer = format!(
                "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            );
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    Source { endpoint, heads }
}

fn vehicle(attrs: Value) -> Value {
    let mut body = json!({"id": "urn:ngsi-ld:Vehicle:1", "type": "Vehicle"});
    body.as_object_mut().unwrap().extend(attrs.as_object().unwrap().clone());
    body
}

fn value(value: i64, at: &str) -> Value {
    json!({"type": "Property", "value": value, "observedAt": at})
}

fn register(house: &House, id: &str, endpoint: &str, mode: &str, attrs: &[&str], more: Value) {
    let mut information = json!({"entities": [{"id": "urn:ngsi-ld:Vehicle:1", "type": "Vehicle"}]});
    if !attrs.is_empty() {
        information["propertyNames"] = json!(attrs);
    }
    let mut body = json!({
        "id": format!("urn:ngsi-ld:ContextSourceRegistration:{id}"),
        "type": "ContextSourceRegistration",
        "mode": mode,
        "information": [information],
        "endpoint": endpoint
    });
    if mode == "auxiliary" {
        body["operations"] = json!(["retrieveOps"]);
    }
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = house.post("csourceRegistrations", &body);
    assert_eq!(made.status, 201, "{}", made.text);
}

const ENTITY: &str = "entities/urn:ngsi-ld:Vehicle:1";
const EARLY: &str = "2026-01-01T00:00:00Z";
const LATE: &str = "2026-02-01T00:00:00Z";

#[test]
fn an_entity_is_put_together_from_all_who_know_it() {
    both(MIGRATIONS, |db| {
        let house = House::new(&db.db);
        let held = vehicle(json!({"fuel": value(1, LATE), "tyre": value(1, EARLY)}));
        assert_eq!(house.post("entities", &held).status, 201);
        let inclusive = source(
            200,
            vehicle(json!({
                "fuel": value(2, EARLY), "tyre": value(2, LATE), "secret": value(2, LATE), "door": value(2, EARLY)
            })),
        );
        register(&house, "in", &inclusive.endpoint, "inclusive", &["fuel", "tyre", "door"], json!({}));
        let auxiliary = source(200, vehicle(json!({"fuel": value(3, LATE), "colour": value(3, EARLY)})));
        register(&house, "aux", &auxiliary.endpoint, "auxiliary", &[], json!({}));
        let exclusive = source(200, vehicle(json!({"speed": value(4, EARLY)})));
        let more = json!({
            "tenant": "fleet",
            "contextSourceInfo": [
                {"key": "X-Key", "value": "abc"},
                {"key": "X-User", "value": "urn:ngsi-ld:request"},
                {"key": "X-Missing", "value": "urn:ngsi-ld:request"},
                {"key": "Host", "value": "evil.example"}
            ],
            "management": {"localOnly": true, "timeout": 2000}
        });
        register(&house, "ex", &exclusive.endpoint, "exclusive", &["speed"], more);

        let answer = house.call("GET", ENTITY, &[("X-User", "me"), ("Authorization", "Basic eDp5")], None);
        assert_eq!(answer.status, 200, "{}", answer.text);
        let entity = answer.json();
        let of = |name: &str| entity[name]["value"].clone();
        assert_eq!(of("fuel"), 1, "what is held here is newer");
        assert_eq!(of("tyre"), 2, "the source's is newer");
        assert_eq!(of("door"), 2);
        assert_eq!(of("secret"), Value::Null, "not registered");
        assert_eq!(of("colour"), 3, "an auxiliary source fills what is missing");
        assert_eq!(of("speed"), 4);
        assert_eq!(answer.header("ngsild-warning"), "");

        let head = exclusive.heads.lock().unwrap()[0].to_ascii_lowercase();
        assert!(head.starts_with("get /ngsi-ld/v1/entities/urn:ngsi-ld:vehicle:1?"), "{head}");
        assert!(head.contains("local=true") && head.contains("speed"), "{head}");
        for there in ["ngsild-tenant: fleet\r\n", "x-key: abc\r\n", "x-user: me\r\n", "via: 1.1 qipan\r\n"] {
            assert!(head.contains(there), "{there}: {head}");
        }
        assert!(
            !head.contains("x-missing") && !head.contains("evil") && !head.contains("authorization"),
            "{head}"
        );
        let head = inclusive.heads.lock().unwrap()[0].to_ascii_lowercase();
        assert!(!head.contains("ngsild-tenant"), "{head}");

        let shown = house.get("csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:ex").json();
        assert_eq!((&shown["timesSent"], &shown["status"]), (&json!(1), &json!("ok")));

        // Here only: nobody is asked.
        let alone = house.get(&format!("{ENTITY}?local=true")).json();
        assert!(alone["speed"].is_null() && alone["fuel"]["value"] == 1);
        // A source is not asked for what it has not.
        assert_eq!(house.get(&format!("{ENTITY}?attrs=fuel")).status, 200);
        assert_eq!(exclusive.heads.lock().unwrap().len(), 1);
        assert_eq!(inclusive.heads.lock().unwrap().len(), 2);
    });
}

#[test]
fn a_tenant_is_not_told_and_what_fails_is_only_a_warning() {
    let db = sqlite(MIGRATIONS);
    let house = House::new(&db.db);
    let tenant = [("NGSILD-Tenant", "water")];
    let made = house.call("POST", "entities", &tenant, Some(&vehicle(json!({"fuel": value(1, LATE)}))));
    assert_eq!(made.status, 201);
    let broken = source(500, json!({}));
    let body = json!({
        "id": "urn:ngsi-ld:ContextSourceRegistration:1", "type": "ContextSourceRegistration",
        "information": [{"entities": [{"type": "Vehicle"}]}], "endpoint": broken.endpoint
    });
    assert_eq!(house.call("POST", "csourceRegistrations", &tenant, Some(&body)).status, 201);
    let answer = house.call("GET", ENTITY, &tenant, None);
    assert_eq!((answer.status, &answer.json()["fuel"]["value"]), (200, &json!(1)));
    assert!(answer.header("ngsild-warning").starts_with("199 "), "{}", answer.header("ngsild-warning"));
    assert!(!broken.heads.lock().unwrap()[0].to_ascii_lowercase().contains("ngsild-tenant"));
    // Another tenant has no such source.
    assert_eq!(house.get(ENTITY).status, 404);
    assert_eq!(broken.heads.lock().unwrap().len(), 1);
}

#[test]
fn who_has_been_passed_is_not_asked_again() {
    let db = sqlite(MIGRATIONS);
    let house = House::new(&db.db);
    let far = source(200, vehicle(json!({"speed": value(4, EARLY)})));
    register(&house, "ex", &far.endpoint, "exclusive", &["speed"], json!({"contextSourceAlias": "far-1"}));
    assert_eq!(house.get(ENTITY).json()["speed"]["value"], 4);
    for via in ["1.1 far-1", "1.1 other, 1.1 qipan"] {
        let answer = house.call("GET", ENTITY, &[("Via", via)], None);
        assert_eq!(answer.status, 508, "{via}");
    }
    let answer = house.call("GET", ENTITY, &[("Via", "1.1 other")], None);
    assert_eq!(answer.status, 200);
    assert!(far.heads.lock().unwrap()[1].to_ascii_lowercase().contains("via: 1.1 other, 1.1 qipan"));
    // What is held here is given without asking in a circle.
    assert_eq!(house.post("entities", &vehicle(json!({"fuel": value(1, EARLY)}))).status, 201);
    let answer = house.call("GET", ENTITY, &[("Via", "1.1 qipan")], None);
    assert_eq!((answer.status, &answer.json()["fuel"]["value"]), (200, &json!(1)));
}
