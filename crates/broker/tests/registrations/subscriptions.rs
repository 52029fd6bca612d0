//! Subscriptions to registrations (clause 5.11).

use std::time::Duration;

use qipan_testkit::{both, sqlite};
use serde_json::{Value, json};

use crate::house::{House, Listener, MIGRATIONS};

fn registration(id: &str, types: &[&str]) -> Value {
    let information: Value = types.iter().map(|name| json!({"entities": [{"type": name}]})).collect();
    json!({
        "id": format!("urn:ngsi-ld:ContextSourceRegistration:{id}"),
        "type": "ContextSourceRegistration",
        "information": information,
        "endpoint": "http://source.example:1026"
    })
}

fn subscription(id: &str, to: &Listener, more: Value) -> Value {
    let mut body = json!({
        "id": format!("urn:ngsi-ld:Subscription:{id}"),
        "type": "Subscription",
        "entities": [{"type": "Building"}],
        "notification": {"endpoint": {"uri": to.uri, "accept": "application/json"}}
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

const REGISTRATIONS: &str = "csourceRegistrations";
const SUBSCRIPTIONS: &str = "csourceSubscriptions";

#[test]
fn subscribers_are_told_of_every_change_of_what_matches() {
    both(MIGRATIONS, |db| {
        let house = House::new(&db.db);
        let listener = Listener::start();
        house.post(REGISTRATIONS, &registration("1", &["Building", "Bus"]));
        let made = house.post(SUBSCRIPTIONS, &subscription("1", &listener, json!({})));
        assert_eq!((made.status, made.text.as_str()), (201, ""), "{}", made.text);
        assert_eq!(made.header("location"), "/ngsi-ld/v1/csourceSubscriptions/urn:ngsi-ld:Subscription:1");

        // At first all that is there, and only what is asked for.
        let (head, first) = listener.next();
        assert_eq!(first["type"], "ContextSourceNotification");
        assert_eq!(first["subscriptionId"], "urn:ngsi-ld:Subscription:1");
        assert_eq!(first["triggerReason"], "newlyMatching");
        assert_eq!(first["data"][0]["id"], "urn:ngsi-ld:ContextSourceRegistration:1");
        assert_eq!(first["data"][0]["information"], json!([{"entities": [{"type": "Building"}]}]));
        assert!(head.to_ascii_lowercase().contains("json-ld#context"), "{head}");

        let one = format!("{REGISTRATIONS}/urn:ngsi-ld:ContextSourceRegistration:1");
        let told = |reason: &str| {
            let (_, body) = listener.next();
            assert_eq!(body["triggerReason"], reason, "{body}");
            assert_eq!(body["data"].as_array().unwrap().len(), 1);
            body["data"][0].clone()
        };
        house.patch(&one, &json!({"endpoint": "http://other.example"}));
        assert_eq!(told("updated")["endpoint"], "http://other.example");
        house.patch(&one, &json!({"information": [{"entities": [{"type": "Bus"}]}]}));
        assert_eq!(told("noLongerMatching")["information"][0]["entities"][0]["type"], "Building");
        house.patch(&one, &json!({"description": "of no interest"}));
        house.patch(&one, &json!({"information": [{"propertyNames": ["name"]}]}));
        assert_eq!(told("newlyMatching")["description"], "of no interest");
        house.delete(&one);
        told("noLongerMatching");
        house.post(REGISTRATIONS, &registration("2", &["Building"]));
        told("newlyMatching");
        house.post(REGISTRATIONS, &registration("3", &["Bus"]));
        listener.quiet();

        // A changed subscription is told anew what matches now.
        let sub = format!("{SUBSCRIPTIONS}/urn:ngsi-ld:Subscription:1");
        assert_eq!(
            house.patch(&sub, &json!({"entities": [{"type": "Bus"}, {"type": "Building"}]})).status,
            204
        );
        let (_, body) = listener.next();
        assert_eq!(body["data"].as_array().unwrap().len(), 2, "{body}");

        let counted = || house.get(&sub).json()["notification"]["timesSent"] == 7;
        // The receipt is written down after the notification was received.
        let counted_soon = (0..100).any(|_| {
            std::thread::sleep(Duration::from_millis(20));
            counted()
        });
        assert!(counted_soon);
        let shown = house.get(&sub).json();
        assert_eq!(shown["notification"]["status"], "ok");
        assert_eq!(shown["status"], "active");
        assert!(shown["notificationTrigger"].is_null());

        assert_eq!(house.patch(&sub, &json!({"isActive": false})).status, 204);
        house.post(REGISTRATIONS, &registration("4", &["Building"]));
        listener.quiet();
        assert_eq!(house.delete(&sub).status, 204);
        assert_eq!(house.get(&sub).status, 404);
    });
}

#[test]
fn place_time_and_the_source_itself_narrow_down() {
    let db = sqlite(MIGRATIONS);
    let house = House::new(&db.db);
    let add = |id: &str, more: Value| {
        let mut body = registration(id, &["Building"]);
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        assert_eq!(house.post(REGISTRATIONS, &body).status, 201);
    };
    add("here", json!({"location": {"type": "Point", "coordinates": [5, 5]}}));
    add("there", json!({"location": {"type": "Point", "coordinates": [50, 5]}}));
    add("then", json!({"observationInterval": {"startAt": "2020-01-01T00:00:00Z"}}));
    add("grade", json!({"grade": 7}));
    let near = json!({"georel": "near;maxDistance==2000", "geometry": "Point", "coordinates": [5, 5]});
    for (more, wanted) in [
        (json!({"geoQ": near}), &["here"][..]),
        (json!({"temporalQ": {"timerel": "after", "timeAt": "2021-01-01T00:00:00Z"}}), &["then"]),
        (json!({"csf": "grade>5"}), &["grade"]),
        (json!({"watchedAttributes": ["name"]}), &["here", "there", "grade"]),
    ] {
        let listener = Listener::start();
        let made = house.post(SUBSCRIPTIONS, &subscription("1", &listener, more.clone()));
        assert_eq!(made.status, 201, "{}", made.text);
        let (_, body) = listener.next();
        let ids: Vec<&str> = body["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["id"].as_str().unwrap().rsplit(':').next().unwrap())
            .collect();
        assert_eq!(ids, wanted, "{more}");
        let sub = format!("{SUBSCRIPTIONS}/urn:ngsi-ld:Subscription:1");
        let shown = house.get(&sub).json();
        for (name, value) in more.as_object().unwrap() {
            assert_eq!(shown[name], *value);
        }
        assert_eq!(house.delete(&sub).status, 204);
    }
}

#[test]
fn the_two_kinds_of_subscriptions_are_apart() {
    both(MIGRATIONS, |db| {
        let house = House::new(&db.db);
        let listener = Listener::start();
        assert_eq!(house.post(SUBSCRIPTIONS, &subscription("1", &listener, json!({}))).status, 201);
        assert_eq!(house.post("subscriptions", &subscription("2", &listener, json!({}))).status, 201);
        let again = house.post(SUBSCRIPTIONS, &subscription("1", &listener, json!({})));
        assert_eq!((again.status, again.error()), (409, "AlreadyExists".to_owned()));
        assert_eq!(house.get(SUBSCRIPTIONS).ids(), ["1"]);
        assert_eq!(house.get("subscriptions").ids(), ["2"]);
        assert_eq!(
            house.get(&format!("{SUBSCRIPTIONS}?count=true&limit=0")).header("ngsild-results-count"),
            "1"
        );
        for (path, id) in [("subscriptions", "1"), (SUBSCRIPTIONS, "2")] {
            let path = format!("{path}/urn:ngsi-ld:Subscription:{id}");
            assert_eq!(house.get(&path).status, 404);
            assert_eq!(house.patch(&path, &json!({"isActive": false})).status, 404);
            assert_eq!(house.delete(&path).status, 404);
        }
        // An entity is nothing to who waits for sources, and a source nothing to who waits for entities.
        let entity = json!({"id": "urn:ngsi-ld:Building:1", "type": "Building", "name": {"type": "Property", "value": 1}});
        assert_eq!(house.post("entities", &entity).status, 201);
        assert_eq!(listener.next().1["type"], "Notification");
        house.post(REGISTRATIONS, &registration("1", &["Building"]));
        assert_eq!(listener.next().1["type"], "ContextSourceNotification");
        listener.quiet();
        for (more, field) in [
            (json!({"type": "Random"}), "type"),
            (json!({"q": "speed>"}), "q"),
            (json!({"watchedAttributes": []}), "watchedAttributes"),
            (json!({"notification": {}}), "notification.endpoint"),
            (json!({"temporalQ": {"timerel": "sometime", "timeAt": "2020-01-01T00:00:00Z"}}), "timerel"),
            (json!({"expiresAt": "2018-01-01T00:00:00Z"}), "expiresAt"),
        ] {
            let answer = house.post(SUBSCRIPTIONS, &subscription("3", &listener, more.clone()));
            assert_eq!((answer.status, answer.error()), (400, "BadRequestData".to_owned()), "{more}");
            if field != "notification.endpoint" {
                assert_eq!(answer.json()["field"], field, "{more}");
            }
        }
    });
}

#[test]
fn what_expires_is_told_too() {
    both(MIGRATIONS, |db| {
        let house = House::new(&db.db);
        let listener = Listener::start();
        let mut body = registration("1", &["Building"]);
        body["expiresAt"] = json!("2026-03-02T04:00:10Z");
        house.post(REGISTRATIONS, &body);
        house.post(SUBSCRIPTIONS, &subscription("1", &listener, json!({})));
        assert_eq!(listener.next().1["triggerReason"], "newlyMatching");
        house.later(10_000);
        assert_eq!(listener.next().1["triggerReason"], "noLongerMatching");
        listener.quiet();
    });
}
