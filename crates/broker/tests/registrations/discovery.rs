//! Finding the sources that may know something (clause 5.10.2).

use qipan_testkit::{both, sqlite};
use serde_json::{Value, json};

use crate::house::{House, MIGRATIONS};

const PATH: &str = "csourceRegistrations";

fn register(house: &House, id: &str, information: Value, more: Value) {
    let mut body = json!({
        "id": format!("urn:ngsi-ld:ContextSourceRegistration:{id}"),
        "type": "ContextSourceRegistration",
        "information": information,
        "endpoint": format!("http://{id}.example")
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = house.post(PATH, &body);
    assert_eq!(made.status, 201, "{body} {}", made.text);
}

/// A parameter, escaped.
fn of(pairs: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(format!("{PATH}?"));
    query.extend_pairs(pairs);
    query.finish().replacen("?&", "?", 1)
}

#[test]
fn sources_are_found_by_what_they_may_know() {
    both(MIGRATIONS, |db| {
        let house = House::new(&db.db);
        let none = json!({});
        register(&house, "any", json!([{"propertyNames": ["name"]}]), none.clone());
        register(&house, "building", json!([{"entities": [{"type": "Building"}]}]), none.clone());
        register(
            &house,
            "detail",
            json!([{"entities": [{"type": "Building"}], "propertyNames": ["name"], "relationshipNames": ["at"]}]),
            none.clone(),
        );
        register(
            &house,
            "single",
            json!([
                {"entities": [{"id": "urn:ngsi-ld:Vehicle:1", "type": "Vehicle"}], "propertyNames": ["speed"]},
                {"entities": [{"idPattern": "downtown$", "type": "Parking"}], "propertyNames": ["spots"]}
            ]),
            none.clone(),
        );
        register(&house, "both", json!([{"entities": [{"type": ["Home", "Vehicle"]}]}]), none);
        for (pairs, wanted) in [
            (&[("type", "Building")][..], &["any", "building", "detail"][..]),
            (&[("type", "Vehicle")], &["any", "single", "both"]),
            (&[("type", "Building,Vehicle")], &["any", "building", "detail", "single", "both"]),
            (&[("type", "(Home;Vehicle)")], &["any", "single", "both"]),
            (&[("type", "Nothing")], &["any"]),
            (&[("type", "Building"), ("attrs", "name")], &["any", "building", "detail"]),
            (&[("type", "Building"), ("attrs", "at")], &["building", "detail"]),
            (&[("type", "Building"), ("attrs", "height,at")], &["building", "detail"]),
            (&[("type", "Building"), ("pick", "id,height")], &["building"]),
            (&[("type", "Building"), ("attrs", "")], &["any", "building", "detail"]),
            (&[("attrs", "speed")], &["building", "single", "both"]),
            // The attributes that a query names count as if they were listed.
            (&[("q", "speed>5")], &["building", "single", "both"]),
            (&[("type", "Building"), ("q", "height==1")], &["building"]),
            (&[("type", "Vehicle"), ("id", "urn:ngsi-ld:Vehicle:1")], &["any", "single", "both"]),
            (&[("type", "Vehicle"), ("id", "urn:ngsi-ld:Vehicle:2")], &["any", "both"]),
            (&[("type", "Vehicle"), ("idPattern", "Vehicle:1$")], &["any", "single", "both"]),
            (&[("type", "Vehicle"), ("idPattern", "Vehicle:2$")], &["any", "both"]),
            (&[("type", "Parking"), ("id", "urn:ngsi-ld:Parking:downtown")], &["any", "single"]),
            (&[("type", "Parking"), ("id", "urn:ngsi-ld:Parking:uptown")], &["any"]),
            // Whether two patterns have a URI in common cannot be told.
            (&[("type", "Parking"), ("idPattern", "uptown$")], &["any", "single"]),
            // Type and attributes must be of the same part.
            (&[("type", "Vehicle"), ("attrs", "spots")], &["both"]),
        ] {
            assert_eq!(house.get(&of(pairs)).ids(), wanted, "{pairs:?}");
        }
        // Names are expanded by the caller's context; what is not known in it stays in full.
        let shown = house.get(&of(&[("type", "https://uri.etsi.org/ngsi-ld/default-context/Home")])).json();
        assert_eq!(shown[1]["information"][0]["entities"][0]["type"], json!(["Home", "Vehicle"]));
    });
}

#[test]
fn too_wide_or_wrong_questions_are_refused() {
    let db = sqlite(MIGRATIONS);
    let house = House::new(&db.db);
    register(&house, "one", json!([{"entities": [{"type": "Building"}]}]), json!({}));
    for (pairs, error) in [
        (&[][..], "BadRequestData"),
        (&[("id", "urn:ngsi-ld:Building:1")], "BadRequestData"),
        (&[("idPattern", ".*")], "BadRequestData"),
        (&[("scopeQ", "/a")], "BadRequestData"),
        (&[("csf", "mode==\"inclusive\"")], "BadRequestData"),
        (&[("type", "Building"), ("id", "invalidUri")], "BadRequestData"),
        (&[("q", "(invalid")], "BadRequestData"),
        (&[("type", "Building"), ("csf", "(invalid")], "BadRequestData"),
        (&[("georel", "within")], "BadRequestData"),
        (&[("type", "Building"), ("timerel", "before")], "BadRequestData"),
        (&[("type", "Building"), ("idPattern", "(")], "BadRequestData"),
        (&[("type", "Building"), ("limit", "0")], "BadRequestData"),
        (&[("type", "Building"), ("limit", "100000")], "TooManyResults"),
        (&[("type", "Building"), ("colour", "red")], "InvalidRequest"),
        (&[("type", "Building"), ("options", "loud")], "BadRequestData"),
    ] {
        let answer = house.get(&of(pairs));
        assert_eq!(answer.error(), error, "{pairs:?}");
        assert_eq!(answer.status, if error == "TooManyResults" { 403 } else { 400 }, "{pairs:?}");
    }
    let not_offered = house.call("GET", &of(&[("type", "Building")]), &[("Accept", "text/html")], None);
    assert_eq!(not_offered.status, 406);
}

#[test]
fn sources_are_found_by_place_scope_and_their_own_properties() {
    both(MIGRATIONS, |db| {
        let house = House::new(&db.db);
        let info = || json!([{"entities": [{"type": "Building"}]}]);
        let square = |west: f64| {
            let ring = [[west, 0.0], [west + 10.0, 0.0], [west + 10.0, 10.0], [west, 10.0], [west, 0.0]];
            json!({"type": "Polygon", "coordinates": [ring]})
        };
        let place = |more: Value| more;
        register(
            &house,
            "point",
            info(),
            place(
                json!({"location": {"type": "Point", "coordinates": [5, 5]}, "scope": "/Madrid/Centro", "grade": 7}),
            ),
        );
        register(
            &house,
            "area",
            info(),
            json!({"location": square(0.0), "scope": ["/Madrid", "/Berlin"], "grade": 3}),
        );
        register(&house, "far", info(), json!({"location": square(50.0), "mode": "auxiliary"}));
        register(&house, "watch", info(), json!({"observationSpace": square(0.0), "tenant": "t1"}));
        let geo = |rel: &'static str, coordinates: &'static str| {
            vec![
                ("georel", rel),
                ("geometry", if rel.starts_with("near") { "Point" } else { "Polygon" }),
                ("coordinates", coordinates),
            ]
        };
        let small = "[[[4,4],[6,4],[6,6],[4,6],[4,4]]]";
        let with = |mut pairs: Vec<(&'static str, &'static str)>, more: &[(&'static str, &'static str)]| {
            pairs.extend_from_slice(more);
            pairs
        };
        let typed = vec![("type", "Building")];
        for (pairs, wanted) in [
            (with(geo("within", small), &[]), &["point", "area"][..]),
            (with(geo("intersects", small), &[]), &["point", "area"]),
            (with(geo("near;maxDistance==1000", "[5,5]"), &[]), &["point", "area"]),
            (with(geo("near;maxDistance==1000", "[55,5]"), &[]), &["far"]),
            (with(geo("within", small), &[("geoproperty", "observationSpace")]), &["watch"]),
            (with(geo("disjoint", small), &[]), &["area", "far"]),
            (with(typed.clone(), &[("scopeQ", "/Madrid/#")]), &["point", "area"]),
            (with(typed.clone(), &[("scopeQ", "/Madrid/Centro")]), &["point"]),
            (with(typed.clone(), &[("csf", "endpoint==\"http://far.example\"")]), &["far"]),
            (with(typed.clone(), &[("csf", "grade>5")]), &["point"]),
            (with(typed.clone(), &[("csf", "grade")]), &["point", "area"]),
            (with(typed.clone(), &[("csf", "mode==\"auxiliary\"|tenant==\"t1\"")]), &["far", "watch"]),
        ] {
            assert_eq!(house.get(&of(&pairs)).ids(), wanted, "{pairs:?}");
        }
    });
}

#[test]
fn histories_are_found_by_their_time_only() {
    both(MIGRATIONS, |db| {
        let house = House::new(&db.db);
        let info = || json!([{"entities": [{"type": "Building"}]}]);
        let span = json!({"startAt": "2020-08-01T22:07:00Z", "endAt": "2021-08-01T21:07:00Z"});
        register(&house, "now", info(), json!({}));
        register(&house, "seen", info(), json!({"observationInterval": span}));
        register(&house, "kept", info(), json!({"managementInterval": span}));
        register(&house, "open", info(), json!({"observationInterval": {"startAt": "2025-01-01T00:00:00Z"}}));
        let (early, inside, late) = ("2019-01-01T00:00:00Z", "2021-01-01T00:00:00Z", "2022-01-01T00:00:00Z");
        for (time, wanted) in [
            (&[][..], &["now"][..]),
            (&[("timerel", "before"), ("timeAt", late)], &["seen"]),
            (&[("timerel", "before"), ("timeAt", early)], &[]),
            (&[("timerel", "before"), ("timeAt", "2020-08-01T22:07:00Z")], &["seen"]),
            (&[("timerel", "after"), ("timeAt", inside)], &["seen", "open"]),
            (&[("timerel", "after"), ("timeAt", late)], &["open"]),
            (&[("timerel", "between"), ("timeAt", early), ("endTimeAt", inside)], &["seen"]),
            (&[("timerel", "before"), ("timeAt", late), ("timeproperty", "observedAt")], &["seen"]),
            (&[("timerel", "before"), ("timeAt", late), ("timeproperty", "createdAt")], &["kept"]),
            (&[("timerel", "after"), ("timeAt", early), ("timeproperty", "modifiedAt")], &["kept"]),
            (&[("timerel", "after"), ("timeAt", early), ("timeproperty", "deletedAt")], &["kept"]),
        ] {
            let pairs = [&[("type", "Building")], time].concat();
            assert_eq!(house.get(&of(&pairs)).ids(), wanted, "{pairs:?}");
        }
    });
}

#[test]
fn pages_follow_each_other_and_what_has_expired_is_gone() {
    both(MIGRATIONS, |db| {
        let house = House::new(&db.db);
        let info = || json!([{"entities": [{"type": "Building"}]}]);
        for id in ["a", "b", "c", "d"] {
            let more = if id == "b" { json!({"expiresAt": "2026-03-02T04:00:10Z"}) } else { json!({}) };
            register(&house, id, info(), more);
        }
        let list = |more: &[(&str, &str)]| house.get(&of(&[&[("type", "Building")], more].concat()));
        assert_eq!(list(&[]).ids(), ["a", "b", "c", "d"]);
        house.later(10_000);
        let page = list(&[("limit", "2"), ("count", "true")]);
        assert_eq!(
            (page.ids(), page.header("ngsild-results-count")),
            (vec!["a".to_owned(), "c".to_owned()], "3".to_owned())
        );
        let link = page.header("link");
        assert!(link.contains("rel=\"next\"") && !link.contains("rel=\"prev\""), "{link}");
        let page = list(&[("limit", "2"), ("offset", "2")]);
        assert_eq!(page.ids(), ["d"]);
        let link = page.header("link");
        assert!(!link.contains("rel=\"next\"") && link.contains("rel=\"prev\""), "{link}");
        let count = list(&[("limit", "0"), ("count", "true")]);
        assert_eq!((count.text.as_str(), count.header("ngsild-results-count")), ("[]", "3".to_owned()));

        let gone = format!("{PATH}/urn:ngsi-ld:ContextSourceRegistration:b");
        assert_eq!(house.get(&gone).status, 404);
        assert_eq!(house.delete(&gone).status, 404);
        assert_eq!(house.patch(&gone, &json!({"description": "x"})).status, 404);
        register(&house, "b", info(), json!({}));
        assert_eq!(list(&[]).ids(), ["a", "c", "d", "b"], "its place is free again");

        let inside =
            house.call("GET", &of(&[("type", "Building")]), &[("Accept", "application/ld+json")], None);
        assert_eq!(inside.header("content-type"), "application/ld+json");
        assert!(inside.json().as_array().unwrap().iter().all(|one| !one["@context"].is_null()));
        let json = list(&[]);
        assert!(json.header("link").contains("json-ld#context") && json.json()[0]["@context"].is_null());
    });
}
