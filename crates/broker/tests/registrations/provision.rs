//! Making, changing and deleting registrations (clause 5.9).

use qipan_testkit::{both, sqlite};
use serde_json::{Value, json};

use crate::house::{House, MIGRATIONS};

const PATH: &str = "csourceRegistrations";

fn minimal(id: &str) -> Value {
    json!({
        "id": format!("urn:ngsi-ld:ContextSourceRegistration:{id}"),
        "type": "ContextSourceRegistration",
        "information": [{"entities": [{"type": "Building"}]}],
        "endpoint": "http://source.example:1026"
    })
}

fn with(id: &str, members: Value) -> Value {
    let mut body = minimal(id);
    for (name, value) in members.as_object().unwrap() {
        if value.is_null() {
            body.as_object_mut().unwrap().remove(name);
        } else {
            body[name] = value.clone();
        }
    }
    body
}

fn path(id: &str) -> String {
    format!("{PATH}/urn:ngsi-ld:ContextSourceRegistration:{id}")
}

#[test]
fn what_is_registered_comes_back() {
    both(MIGRATIONS, |db| {
        let house = House::new(&db.db);
        let full = with(
            "1",
            json!({
                "registrationName": "水务平台",
                "description": "Water of the district",
                "information": [
                    {"entities": [{"id": "urn:ngsi-ld:Vehicle:A456", "type": "Vehicle"}], "propertyNames": ["speed"]},
                    {"entities": [{"idPattern": ".*downtown$", "type": ["Parking", "Place"]}],
                     "relationshipNames": ["isNextTo"]}
                ],
                "tenant": "water",
                "contextSourceAlias": "water-1",
                "contextSourceInfo": [{"key": "Authorization", "value": "urn:ngsi-ld:request"}],
                "mode": "redirect",
                "operations": ["retrieveOps", "updateAttrs"],
                "datasetId": ["urn:ngsi-ld:Dataset:1", "@none"],
                "scope": ["/Madrid/Centro", "/Berlin"],
                "location": {"type": "Point", "coordinates": [-8.521, 41.2]},
                "observationSpace": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]},
                "observationInterval": {"startAt": "2020-08-01T22:07:00Z", "endAt": "2021-08-01T21:07:00Z"},
                "managementInterval": {"startAt": "2020-08-01T22:07:00Z"},
                "refreshRate": "PT5M",
                "management": {"localOnly": true, "cacheDuration": "PT1M", "timeout": 500, "cooldown": 1500},
                "expiresAt": "2035-11-29T14:53:15Z",
                "sensorKind": "flow",
                "owner": {"type": "Property", "value": "district"}
            }),
        );
        let made = house.post(PATH, &full);
        assert_eq!((made.status, made.text.as_str()), (201, ""));
        assert_eq!(made.header("location"), format!("/ngsi-ld/v1/{}", path("1")));
        let answer = house.get(&path("1"));
        assert_eq!(answer.status, 200);
        assert_eq!(answer.json(), full, "everything comes back as it was given");
        assert!(answer.header("link").contains("json-ld#context"));

        // Names are expanded: another reader sees them in full, and the defaults are told.
        house.post(PATH, &minimal("2"));
        let shown = house.call("GET", &path("2"), &[("Accept", "application/ld+json")], None);
        assert_eq!(shown.header("content-type"), "application/ld+json");
        let shown = shown.json();
        assert_eq!((&shown["mode"], &shown["operations"]), (&json!("inclusive"), &json!(["federationOps"])));
        assert!(!shown["@context"].is_null() && shown["createdAt"].is_null());
        let sys = house.get(&format!("{}?options=sysAttrs", path("2"))).json();
        assert_eq!(sys["createdAt"], "2026-03-02T04:00:00Z");
        assert_eq!(sys["modifiedAt"], sys["createdAt"]);

        // Without an id, one is given.
        let made = house.post(PATH, &with("x", json!({"id": null})));
        let location = made.header("location");
        let given = location.strip_prefix("/ngsi-ld/v1/").unwrap();
        assert!(given.starts_with(&path("").replace("ContextSourceRegistration:", "")), "{given}");
        assert_eq!(house.get(given).status, 200);

        let again = house.post(PATH, &minimal("2"));
        assert_eq!((again.status, again.error()), (409, "AlreadyExists".to_owned()));
    });
}

#[test]
fn what_is_wrong_is_refused_by_name() {
    let db = sqlite(MIGRATIONS);
    let house = House::new(&db.db);
    let entities = |info: Value| json!({"information": [{"entities": [info]}]});
    let pair = |key: Value, value: Value| json!({"contextSourceInfo": [{"key": key, "value": value}]});
    for (members, field) in [
        (json!({"type": "Building"}), "type"),
        (json!({"type": null}), "type"),
        (json!({"id": "no uri"}), "id"),
        (json!({"information": null}), "information"),
        (json!({"information": []}), "information"),
        (json!({"information": {}}), "information"),
        (json!({"information": [{}]}), "information[0]"),
        (json!({"information": [{"entity": []}]}), "information[0].entity"),
        (json!({"information": [{"entities": []}]}), "information[0].entities"),
        (json!({"information": [{"propertyNames": []}]}), "information[0].propertyNames"),
        (json!({"information": [{"propertyNames": ["a", 5]}]}), "information[0].propertyNames[1]"),
        (json!({"information": [{"propertyNames": ["no name"]}]}), "information[0].propertyNames[0]"),
        (entities(json!({"id": "urn:ngsi-ld:A:1"})), "information[0].entities[0].type"),
        (entities(json!({"id": "nothing", "type": "A"})), "information[0].entities[0].id"),
        (entities(json!({"idPattern": "(", "type": "A"})), "information[0].entities[0].idPattern"),
        (entities(json!({"type": []})), "information[0].entities[0].type"),
        (entities(json!("A")), "information[0].entities[0]"),
        (json!({"endpoint": null}), "endpoint"),
        (json!({"endpoint": "source.example"}), "endpoint"),
        (json!({"endpoint": "mqtt://source.example"}), "endpoint"),
        (json!({"endpoint": "http:///path"}), "endpoint"),
        (json!({"mode": "sometimes"}), "mode"),
        (json!({"operations": ["retrieveOps", "sing"]}), "operations[1]"),
        (json!({"operations": []}), "operations"),
        (json!({"operations": "retrieveOps"}), "operations"),
        (json!({"mode": "auxiliary", "operations": ["updateEntity"]}), "operations"),
        (json!({"mode": "exclusive"}), "information[0].entities"),
        (json!({"mode": "exclusive", "information": [{"propertyNames": ["a"]}]}), "information[0].entities"),
        (
            json!({"mode": "exclusive", "information": [{"entities": [{"id": "urn:A:1", "type": "A"}]}]}),
            "information[0].propertyNames",
        ),
        (json!({"expiresAt": "2020-01-01T00:00:00Z"}), "expiresAt"),
        (json!({"expiresAt": "tomorrow"}), "expiresAt"),
        (json!({"expiresAt": " 2035-01-01T00:00:00Z"}), "expiresAt"),
        (json!({"observationInterval": "2020"}), "observationInterval"),
        (json!({"observationInterval": {"endAt": "2020-08-01T22:07:00Z"}}), "observationInterval.startAt"),
        (
            json!({"managementInterval": {"startAt": "2021-01-01T00:00:00Z", "endAt": "2020-01-01T00:00:00Z"}}),
            "managementInterval.endAt",
        ),
        (json!({"location": {"type": "Point", "coordinates": [200, 0]}}), "location.coordinates"),
        (json!({"location": "here"}), "location"),
        (json!({"tenant": ""}), "tenant"),
        (json!({"tenant": "two words"}), "tenant"),
        (json!({"registrationName": ""}), "registrationName"),
        (json!({"description": 5}), "description"),
        (json!({"contextSourceAlias": "two words"}), "contextSourceAlias"),
        (json!({"scope": "/1/%"}), "scope"),
        (json!({"datasetId": ["one"]}), "datasetId[0]"),
        (json!({"refreshRate": "often"}), "refreshRate"),
        (json!({"management": "yes"}), "management"),
        (json!({"management": {"cacheDuration": "bogus"}}), "management.cacheDuration"),
        (json!({"management": {"cooldown": 0}}), "management.cooldown"),
        (json!({"management": {"timeout": -5}}), "management.timeout"),
        (json!({"management": {"localOnly": "yes"}}), "management.localOnly"),
        (pair(json!("X"), json!(123)), "contextSourceInfo[0].value"),
        (pair(json!(5), json!("v")), "contextSourceInfo[0].key"),
        (pair(json!("X"), json!("a\r\nEvil: b")), "contextSourceInfo[0].value"),
        (pair(json!("X Y"), json!("a")), "contextSourceInfo[0].key"),
        (pair(json!("accept"), json!("text/html")), "contextSourceInfo[0].value"),
        (json!({"contextSourceInfo": [{"key": "X"}]}), "contextSourceInfo[0].value"),
        (json!({"no name": 1}), "no name"),
    ] {
        let answer = house.post(PATH, &with("1", members.clone()));
        assert_eq!((answer.status, answer.error()), (400, "BadRequestData".to_owned()), "{members}");
        assert_eq!(answer.json()["field"], field, "{members}");
    }
    let mut null = minimal("1");
    null["description"] = Value::Null;
    assert_eq!(house.post(PATH, &null).status, 400, "null says nothing in a new registration");
    assert_eq!(house.get(&path("1")).status, 404, "nothing of all that was kept");
}

#[test]
fn a_fragment_replaces_members_and_null_takes_them_away() {
    both(MIGRATIONS, |db| {
        let house = House::new(&db.db);
        let start = with(
            "1",
            json!({
                "expiresAt": "2035-11-29T14:53:15Z",
                "management": {"timeout": 500, "localOnly": true},
                "sensorKind": "flow",
                "location": {"type": "Point", "coordinates": [1, 2]}
            }),
        );
        house.post(PATH, &start);
        house.later(60_000);
        let fragment = json!({
            "endpoint": "https://other.example/ngsi-ld/v1",
            "expiresAt": null,
            "sensorKind": "urn:ngsi-ld:null",
            "location": "urn:ngsi-ld:null",
            "management": {"cooldown": 5},
            "owner": "district",
            "timesSent": 77
        });
        let done = house.patch(&path("1"), &fragment);
        assert_eq!((done.status, done.text.as_str()), (204, ""));
        let shown = house.get(&format!("{}?options=sysAttrs", path("1"))).json();
        let wanted = with(
            "1",
            json!({
                "endpoint": "https://other.example/ngsi-ld/v1",
                "management": {"cooldown": 5},
                "owner": "district",
                "mode": "inclusive",
                "operations": ["federationOps"],
                "createdAt": "2026-03-02T04:00:00Z",
                "modifiedAt": "2026-03-02T04:01:00Z"
            }),
        );
        assert_eq!(shown, wanted, "members are replaced as a whole (clause 5.5.8)");

        for (fragment, field) in [
            (json!({"information": null}), "information"),
            (json!({"endpoint": "urn:ngsi-ld:null"}), "endpoint"),
            (json!({"type": "Building"}), "type"),
            (json!({"type": null}), "type"),
            (json!({"id": "urn:other:1"}), "id"),
            (json!({"mode": "exclusive"}), "information[0].entities"),
            (json!({"expiresAt": "2020-01-01T00:00:00Z"}), "expiresAt"),
        ] {
            let answer = house.patch(&path("1"), &fragment);
            assert_eq!((answer.status, answer.error()), (400, "BadRequestData".to_owned()), "{fragment}");
            assert_eq!(answer.json()["field"], field, "{fragment}");
        }
        assert_eq!(house.patch(&path("1"), &json!({})).status, 400);
        assert_eq!(house.get(&format!("{}?options=sysAttrs", path("1"))).json(), wanted, "nothing changed");
        let same =
            json!({"id": "urn:ngsi-ld:ContextSourceRegistration:1", "type": "ContextSourceRegistration"});
        assert_eq!(house.patch(&path("1"), &same).status, 204);

        let lost = house.patch(&path("9"), &json!({"description": "x"}));
        assert_eq!((lost.status, lost.error()), (404, "ResourceNotFound".to_owned()));
        for method in ["PATCH", "GET", "DELETE"] {
            let body = json!({"description": "x"});
            let body = (method == "PATCH").then_some(&body);
            let answer = house.call(method, &format!("{PATH}/nothing"), &[], body);
            assert_eq!((answer.status, answer.error()), (400, "BadRequestData".to_owned()), "{method}");
        }
        assert_eq!(house.delete(&path("1")).status, 204);
        assert_eq!(house.delete(&path("1")).status, 404);
        assert_eq!(house.get(&path("1")).status, 404);
        assert_eq!(house.delete(PATH).status, 405);
    });
}

#[test]
fn one_source_holds_an_attribute_alone() {
    both(MIGRATIONS, |db| {
        let house = House::new(&db.db);
        let single = |id: &str, mode: &str, entity: &str, attrs: &[&str]| {
            let info = json!({"entities": [{"id": entity, "type": "Vehicle"}], "propertyNames": attrs});
            with(id, json!({"mode": mode, "information": [info]}))
        };
        let group =
            |id: &str, mode: &str, info: Value| with(id, json!({"mode": mode, "information": [info]}));
        let one = "urn:ngsi-ld:Vehicle:1";
        assert_eq!(house.post(PATH, &single("1", "exclusive", one, &["speed", "fuel"])).status, 201);
        for (body, status) in [
            (single("2", "exclusive", one, &["speed"]), 409),
            (single("2", "redirect", one, &["speed", "colour"]), 409),
            (group("2", "redirect", json!({"entities": [{"type": "Vehicle"}]})), 409),
            (group("2", "redirect", json!({"entities": [{"type": "Vehicle", "idPattern": ".*:1$"}]})), 409),
            (group("2", "redirect", json!({"propertyNames": ["fuel"]})), 409),
            // Others, other attributes, or what does not hold data alone.
            (group("3", "redirect", json!({"entities": [{"type": "Vehicle", "idPattern": ".*:2$"}]})), 201),
            (group("4", "redirect", json!({"entities": [{"type": "Bus"}]})), 201),
            (single("5", "exclusive", one, &["colour"]), 201),
            (single("6", "exclusive", "urn:ngsi-ld:Vehicle:7", &["speed"]), 201),
            (single("7", "inclusive", one, &["speed"]), 201),
            (group("8", "auxiliary", json!({"entities": [{"type": "Vehicle"}]})), 201),
            // Several may hold the same together.
            (group("9", "redirect", json!({"entities": [{"type": "Bus"}]})), 201),
            // What a group holds cannot be held alone any more.
            (single("10", "exclusive", "urn:ngsi-ld:Vehicle:2", &["speed"]), 409),
        ] {
            let answer = house.post(PATH, &body);
            assert_eq!(answer.status, status, "{body} {}", answer.text);
            if status == 409 {
                assert_eq!(answer.error(), "Conflict");
            }
        }
        // A change can bring about what a new registration may not be; itself it never stands in its own way.
        let taken = json!({"mode": "exclusive"});
        assert_eq!(house.patch(&path("7"), &taken).status, 409);
        assert_eq!(house.patch(&path("1"), &json!({"description": "the same"})).status, 204);
        assert_eq!(house.delete(&path("1")).status, 204);
        assert_eq!(house.patch(&path("7"), &taken).status, 204);
    });
}

#[test]
fn what_is_held_here_cannot_be_held_elsewhere() {
    both(MIGRATIONS, |db| {
        let house = House::new(&db.db);
        let entity = json!({
            "id": "urn:ngsi-ld:Building:1", "type": "Building",
            "name": {"type": "Property", "value": "Eiffel"},
            "category": {"type": "Property", "value": "tower"}
        });
        assert_eq!(house.post("entities", &entity).status, 201);
        let body = |id: &str, mode: &str, info: Value| with(id, json!({"mode": mode, "information": [info]}));
        let this = json!([{"id": "urn:ngsi-ld:Building:1", "type": "Building"}]);
        let other = json!([{"id": "urn:ngsi-ld:Building:2", "type": "Building"}]);
        for (body, status) in [
            (body("1", "exclusive", json!({"entities": this, "propertyNames": ["name"]})), 409),
            (body("1", "redirect", json!({"entities": this})), 409),
            (body("1", "redirect", json!({"entities": [{"type": "Building"}]})), 409),
            (body("1", "redirect", json!({"entities": [{"type": "Building", "idPattern": "1$"}]})), 409),
            (body("1", "redirect", json!({"propertyNames": ["category", "height"]})), 409),
            (body("1", "exclusive", json!({"entities": this, "propertyNames": ["height"]})), 201),
            (body("2", "exclusive", json!({"entities": other, "propertyNames": ["name"]})), 201),
            (
                body(
                    "3",
                    "redirect",
                    json!({"entities": [{"type": "Building"}], "propertyNames": ["width"]}),
                ),
                201,
            ),
            (body("4", "redirect", json!({"entities": [{"type": "Building", "idPattern": "7$"}]})), 201),
            (body("5", "redirect", json!({"entities": [{"type": "House"}]})), 201),
            (body("6", "redirect", json!({"propertyNames": ["depth"]})), 201),
            (body("7", "inclusive", json!({"entities": [{"type": "Building"}]})), 201),
        ] {
            let answer = house.post(PATH, &body);
            assert_eq!(answer.status, status, "{body} {}", answer.text);
            if status == 409 {
                assert_eq!(answer.error(), "Conflict");
            }
        }
        assert_eq!(house.patch(&path("7"), &json!({"mode": "redirect"})).status, 409);
        house.delete("entities/urn:ngsi-ld:Building:1");
        assert_eq!(house.patch(&path("7"), &json!({"mode": "inclusive"})).status, 204);
    });
}

#[test]
fn tenants_do_not_see_each_other() {
    both(MIGRATIONS, |db| {
        let house = House::new(&db.db);
        let as_tenant = |tenant: &str, method: &str, path: &str, body: Option<&Value>| {
            house.call(method, path, &[("NGSILD-Tenant", tenant)], body)
        };
        let unknown = as_tenant("water", "GET", &format!("{PATH}?type=Building"), None);
        assert_eq!((unknown.status, unknown.error()), (404, "NonexistentTenant".to_owned()));
        assert_eq!(as_tenant("water", "POST", PATH, Some(&minimal("1"))).status, 201);
        assert_eq!(house.post(PATH, &with("1", json!({"description": "mine"}))).status, 201);
        assert_eq!(as_tenant("roads", "POST", PATH, Some(&minimal("2"))).status, 201);
        assert_eq!(as_tenant("roads", "GET", &path("1"), None).status, 404);
        assert_eq!(as_tenant("roads", "DELETE", &path("1"), None).status, 404);
        assert_eq!(as_tenant("water", "DELETE", &path("1"), None).status, 204);
        assert_eq!(house.get(&path("1")).json()["description"], "mine");
        let list = format!("{PATH}?type=Building");
        assert_eq!(house.get(&list).ids(), ["1"]);
        assert_eq!(as_tenant("roads", "GET", &list, None).ids(), ["2"]);
        assert!(as_tenant("water", "GET", &list, None).ids().is_empty());

        let identity = |tenant: Option<&str>| {
            let headers: Vec<(&str, &str)> = tenant.map(|name| ("NGSILD-Tenant", name)).into_iter().collect();
            house.call("GET", "info/sourceIdentity", &headers, None).json()
        };
        house.later(3_600_000);
        let mine = identity(None);
        assert_eq!(mine["type"], "ContextSourceIdentity");
        assert_eq!(mine["contextSourceUptime"], "PT3600S");
        assert_eq!(mine["contextSourceTimeAt"], "2026-03-02T05:00:00Z");
        let aliases = [mine, identity(Some("water")), identity(Some("roads"))]
            .map(|identity| identity["contextSourceAlias"].as_str().unwrap().to_owned());
        assert!(aliases[0] != aliases[1] && aliases[1] != aliases[2] && !aliases[0].is_empty());
        assert_eq!(identity(Some("water"))["contextSourceAlias"], aliases[1].as_str());
    });
}
