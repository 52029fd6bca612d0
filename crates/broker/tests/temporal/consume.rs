//! Which instances are found, by which filters, and how they are shown.

use qipan_broker::Options;
use qipan_testkit::both;
use serde_json::{Value, json};

use crate::house::{House, MIGRATIONS, values};

const IN: &str = "timerel=between&timeAt=2020-08-01T00:00:00Z&endTimeAt=2020-08-02T00:00:00Z";

fn at(value: Value, time: &str) -> Value {
    json!({"type": "Property", "value": value, "observedAt": time})
}

/// Two cars and a bus on the first of August, and a car of the year before.
fn fill(house: &House) {
    for body in [
        json!({"id": "urn:v:1", "type": "Vehicle", "speed": [
            at(json!(120), "2020-08-01T12:03:00Z"), at(json!(80), "2020-08-01T12:05:00Z"),
            at(json!(100), "2020-08-01T12:07:00Z")], "name": [at(json!("m"), "2020-08-01T12:00:00Z")],
            "location": [{"type": "GeoProperty", "observedAt": "2020-08-01T12:00:00Z",
                "value": {"type": "Point", "coordinates": [2.29, 48.85]}}]}),
        json!({"id": "urn:v:2", "type": "Vehicle", "speed": [
            at(json!(10), "2020-08-01T13:00:00Z"), at(json!(200), "2020-07-01T12:00:00Z")],
            "location": [{"type": "GeoProperty", "observedAt": "2020-08-01T12:00:00Z",
                "value": {"type": "Point", "coordinates": [10.0, 50.0]}}]}),
        json!({"id": "urn:b:3", "type": "Bus", "speed": [at(json!(50), "2020-08-01T12:03:00Z")]}),
        json!({"id": "urn:v:4", "type": "Vehicle", "speed": [at(json!(120), "2019-08-01T12:03:00Z")]}),
    ] {
        house.post("/temporal/entities", body).is(201);
    }
}

fn ids(answer: &Value) -> Vec<String> {
    answer.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn bounds_are_half_open() {
    both(MIGRATIONS, |test| {
        let house = House::new(&test.db);
        fill(&house);
        for (query, expected) in [
            ("timerel=after&timeAt=2020-08-01T12:05:00Z", vec![80, 100]),
            ("timerel=after&timeAt=2020-08-01T12:05:00.000Z", vec![80, 100]),
            ("timerel=before&timeAt=2020-08-01T12:05:00Z", vec![120]),
            ("timerel=between&timeAt=2020-08-01T12:03:00Z&endTimeAt=2020-08-01T12:05:00Z", vec![120]),
            ("timerel=between&timeAt=2020-08-01T12:03:00Z&endTimeAt=2020-08-01T12:05:00.001Z", vec![120, 80]),
            ("lastN=2", vec![80, 100]),
            ("timerel=before&timeAt=2020-08-01T12:07:00Z&lastN=1", vec![80]),
        ] {
            let found = house.get(&format!("/temporal/entities/urn:v:1?{query}")).is(200).json();
            assert_eq!(values(&found, "speed"), expected, "{query}");
        }
        // Nothing of it lies there: the entity is known all the same.
        let none =
            house.get("/temporal/entities/urn:v:1?timerel=after&timeAt=2025-01-01T00:00:00Z").is(200).json();
        assert_eq!(none, json!({"id": "urn:v:1", "type": "Vehicle"}));
        for query in [
            "timerel=after",
            "timerel=sometime&timeAt=2020-08-01T12:05:00Z",
            "timerel=between&timeAt=2020-08-01T12:05:00Z",
            "timerel=after&timeAt=2020-08-01",
            "timeproperty=never",
            "lastN=0",
            "attrs=speed&pick=speed",
            "pick=speed&omit=speed",
            "pick=owner{name}",
        ] {
            assert_eq!(
                house.get(&format!("/temporal/entities/urn:v:1?{query}")).is(400).error(),
                "BadRequestData",
                "{query}"
            );
        }
        for query in ["options=other", "format=other", "options=temporalValues,other", "nothing=1"] {
            assert_eq!(
                house.get(&format!("/temporal/entities/urn:v:1?{query}")).is(400).error(),
                "InvalidRequest",
                "{query}"
            );
        }
        assert_eq!(house.get("/temporal/entities/urn:v:1?attrs=unknown").is(404).error(), "ResourceNotFound");
    });
}

#[test]
fn queries_find_by_the_instances_within_the_times() {
    both(MIGRATIONS, |test| {
        let house = House::new(&test.db);
        fill(&house);
        for (query, expected) in [
            ("type=Vehicle", vec!["urn:v:1", "urn:v:2"]),
            ("type=Vehicle,Bus", vec!["urn:v:1", "urn:v:2", "urn:b:3"]),
            ("type=Bus", vec!["urn:b:3"]),
            ("attrs=name", vec!["urn:v:1"]),
            ("type=Vehicle&id=urn:v:2", vec!["urn:v:2"]),
            ("type=Vehicle&idPattern=.*:1$", vec!["urn:v:1"]),
            // The fast instance of the second lies outside (clause 5.7.4.4, S2).
            ("type=Vehicle&q=speed%3E100", vec!["urn:v:1"]),
            ("q=speed%3C60", vec!["urn:v:2", "urn:b:3"]),
            ("type=Vehicle&q=name~%3D%22%5Em%22", vec!["urn:v:1"]),
            (
                "type=Vehicle&georel=near%3BmaxDistance==1000&geometry=Point&coordinates=%5B2.29,48.85%5D",
                vec!["urn:v:1"],
            ),
            ("local=true", vec!["urn:v:1", "urn:v:2", "urn:b:3"]),
            ("type=Vehicle&limit=1", vec!["urn:v:1"]),
            ("type=Vehicle&limit=1&offset=1", vec!["urn:v:2"]),
            ("type=Vehicle&orderBy=id;desc", vec!["urn:v:2", "urn:v:1"]),
        ] {
            let found = house.get(&format!("/temporal/entities?{query}&{IN}")).is(200).json();
            assert_eq!(ids(&found), expected, "{query}");
            assert!(!found.to_string().contains("2019"), "{query}");
        }
        let counted = house.get(&format!("/temporal/entities?type=Vehicle&limit=1&count=true&{IN}")).is(200);
        assert_eq!(counted.header("ngsild-results-count"), "2");
        assert!(
            counted.header("link").contains("rel=\"next\"")
                || counted.headers.get_all("link").iter().any(|link| link.to_str().unwrap().contains("next"))
        );
        for query in [
            &format!("id=urn:v:1&{IN}"),
            IN,
            &format!("attrs=createdAt&{IN}"),
            "type=Vehicle",
            &format!("type=Vehicle&orderBy=name&{IN}"),
            &format!("type=Vehicle&q=owner%7Bname%7D==%22x%22&{IN}"),
            &format!("type=Vehicle&id=no%20uri&{IN}"),
            &format!("type=Vehicle&csf=))bad((&{IN}"),
        ] {
            assert_eq!(
                house.get(&format!("/temporal/entities?{query}")).is(400).error(),
                "BadRequestData",
                "{query}"
            );
        }
    });
}

#[test]
fn queries_come_as_bodies_too() {
    both(MIGRATIONS, |test| {
        let house = House::new(&test.db);
        fill(&house);
        let ask = |more: Value| {
            let mut body = json!({"type": "Query", "entities": [{"type": "Vehicle"}, {"type": "Bus"}],
                "temporalQ": {"timerel": "after", "timeAt": "2020-08-01T12:05:00Z"}});
            for (name, value) in more.as_object().unwrap() {
                body[name] = value.clone();
            }
            house.post("/temporal/entityOperations/query", body)
        };
        assert_eq!(ids(&ask(json!({})).is(200).json()), ["urn:v:1", "urn:v:2"]);
        assert_eq!(ids(&ask(json!({"q": "speed<60"})).is(200).json()), ["urn:v:2"]);
        let times = |more: Value| {
            let mut times = json!({"timerel": "after", "timeAt": "2020-08-01T12:00:00Z"});
            for (name, value) in more.as_object().unwrap() {
                times[name] = value.clone();
            }
            json!({"temporalQ": times})
        };
        let last = ask(times(json!({"lastN": 1}))).is(200).json();
        assert_eq!(values(&last[0], "speed"), [100]);
        let sums = ask(times(json!({"aggrMethods": ["max"]}))).is(200).json();
        assert_eq!(sums[0]["speed"]["max"][0][0], 120.0);
        let sums = ask(json!({"temporalQ": {"timerel": "after", "timeAt": "2020-08-01T12:00:00Z"},
            "aggrParams": {"aggrMethods": ["min"], "aggrPeriodDuration": "PT0S"}}))
        .is(200)
        .json();
        assert_eq!(sums[0]["speed"]["min"][0][0], 80.0);
        for wrong in [
            times(json!({"lastN": 0})),
            times(json!({"lastN": 2.5})),
            times(json!({"timerel": "during"})),
            times(json!({"timerel": "between"})),
            times(json!({"timeproperty": "x"})),
            times(json!({"aggrMethods": "median"})),
            json!({"temporalQ": "x"}),
            json!({"aggrParams": {"aggrMethods": ["avg"], "aggrPeriodDuration": "day"}}),
        ] {
            assert_eq!(ask(wrong.clone()).is(400).error(), "BadRequestData", "{wrong}");
        }
    });
}

#[test]
fn times_other_than_the_observation_count_where_they_are_asked_for() {
    both(MIGRATIONS, |test| {
        let house = House::new(&test.db);
        house
            .post(
                "/entities",
                json!({"id": "urn:s:1", "type": "Shop", "open": {"type": "Property", "value": 1}}),
            )
            .is(201);
        house.later(60_000);
        house.patch("/entities/urn:s:1/attrs/open", json!({"value": 2})).is(204);
        let found = |property: &str, rel: &str, time: &str| {
            let query = format!("type=Shop&timerel={rel}&timeAt={time}&timeproperty={property}");
            let found = house.get(&format!("/temporal/entities?{query}")).is(200).json();
            found.get(0).map_or_else(Vec::new, |shop| values(shop, "open"))
        };
        let (made, changed) = ("2026-03-02T04:00:00Z", "2026-03-02T04:01:00Z");
        for property in ["createdAt", "modifiedAt"] {
            assert_eq!(found(property, "after", made), [1, 2]);
            assert_eq!(found(property, "after", changed), [2]);
            assert_eq!(found(property, "before", changed), [1]);
        }
        // What was never observed is not found by observation.
        assert!(found("observedAt", "after", made).is_empty());
        // An instance that is changed later has another modifiedAt and the same createdAt.
        house.later(60_000);
        let id = house.get("/temporal/entities/urn:s:1").json()["open"][0]["instanceId"]
            .as_str()
            .unwrap()
            .to_owned();
        house.patch(&format!("/temporal/entities/urn:s:1/attrs/open/{id}"), json!({"value": 7})).is(204);
        assert_eq!(found("modifiedAt", "after", "2026-03-02T04:02:00Z"), [7]);
        assert_eq!(found("modifiedAt", "after", made), [2, 7]);
        assert_eq!(found("createdAt", "before", changed), [7]);
    });
}

#[test]
fn scopes_hold_until_they_are_replaced() {
    both(MIGRATIONS, |test| {
        let house = House::new(&test.db);
        let scope = |value: Value, time: &str| at(value, &format!("2026-03-01T{time}:00Z"));
        let speed = |value: &str, time: &str| at(json!(value), &format!("2026-03-01T{time}:00Z"));
        for (id, scopes, speeds) in [
            ("urn:v:ab", vec![scope(json!("/A/B"), "10:00")], vec![speed("ab", "12:05")]),
            (
                "urn:v:mid",
                vec![scope(json!("/M"), "12:10")],
                vec![speed("pre", "12:05"), speed("post", "12:15")],
            ),
            (
                "urn:v:rep",
                vec![scope(json!(["/R"]), "10:00"), scope(json!("/S"), "12:30")],
                vec![speed("old", "12:15"), speed("new", "12:45")],
            ),
            ("urn:v:late", vec![scope(json!("/Z"), "14:00")], vec![speed("late", "12:05")]),
        ] {
            house
                .post(
                    "/temporal/entities",
                    json!({"id": id, "type": "Vehicle", "scope": scopes, "speed": speeds}),
                )
                .is(201);
        }
        let window = "timerel=between&timeAt=2026-03-01T12:00:00Z&endTimeAt=2026-03-01T13:00:00Z";
        for (scope_q, expected) in [
            ("/A/B", vec![("urn:v:ab", vec!["ab"])]),
            ("/A/%23", vec![("urn:v:ab", vec!["ab"])]),
            ("/M", vec![("urn:v:mid", vec!["post"])]),
            ("/R", vec![("urn:v:rep", vec!["old"])]),
            ("/S", vec![("urn:v:rep", vec!["new"])]),
            ("/Z", vec![]),
            ("/X", vec![]),
        ] {
            let found = house
                .get(&format!("/temporal/entities?type=Vehicle&scopeQ={scope_q}&{window}"))
                .is(200)
                .json();
            let got: Vec<_> = found
                .as_array()
                .unwrap()
                .iter()
                .map(|one| (one["id"].as_str().unwrap(), values(one, "speed")))
                .collect();
            let expected: Vec<_> = expected
                .into_iter()
                .map(|(id, speeds)| (id, speeds.into_iter().map(Value::from).collect::<Vec<_>>()))
                .collect();
            assert_eq!(got, expected, "{scope_q}");
        }
        // What held when the window began is shown with it.
        let found = house.get(&format!("/temporal/entities?type=Vehicle&scopeQ=/A/B&{window}")).json();
        assert!(found[0]["scope"].to_string().contains("/A/B"));
    });
}

#[test]
fn forms_and_projections() {
    both(MIGRATIONS, |test| {
        let house = House::new(&test.db);
        fill(&house);
        let one = |query: &str| house.get(&format!("/temporal/entities/urn:v:1?{query}")).is(200).json();
        assert_eq!(
            one("options=temporalValues&attrs=speed")["speed"],
            json!({"type": "Property", "values": [[120, "2020-08-01T12:03:00Z"], [80, "2020-08-01T12:05:00Z"], [100, "2020-08-01T12:07:00Z"]]})
        );
        assert_eq!(
            one("format=temporalValues&options=aggregatedValues&attrs=speed"),
            one("format=temporalValues&attrs=speed")
        );
        assert_eq!(one("pick=id"), json!({"id": "urn:v:1"}));
        assert!(one("omit=type,speed").get("speed").is_none());
        assert_eq!(one("pick=speed").as_object().unwrap().keys().collect::<Vec<_>>(), ["speed"]);
        house.get("/temporal/entities/urn:v:1?omit=id,type,speed,name,location").is(404);
        assert!(one("options=sysAttrs")["speed"][0].get("createdAt").is_some());
        assert!(one("")["speed"][0].get("createdAt").is_none());
        let names = json!({"id": "urn:n:1", "type": "Shop", "name": [
            {"type": "LanguageProperty", "languageMap": {"en": "shop", "zh": "商店"}, "observedAt": "2020-08-01T12:00:00Z"},
            {"type": "LanguageProperty", "languageMap": {"en": "store"}, "observedAt": "2020-08-02T12:00:00Z", "datasetId": "urn:d:1"}]});
        house.post("/temporal/entities", names).is(201);
        let zh = house.get("/temporal/entities/urn:n:1?lang=zh&datasetId=@none").is(200).json();
        assert_eq!(values(&zh, "name"), ["商店"]);
        let other = house.get("/temporal/entities/urn:n:1?datasetId=urn:d:1").is(200).json();
        assert_eq!(other["name"].as_array().map(Vec::len), Some(1));
        // The context is in the body of JSON-LD, in a header with JSON.
        let ld = house
            .send("GET", "/temporal/entities/urn:v:1", &[("accept", "application/ld+json")], None)
            .is(200);
        assert!(ld.json().get("@context").is_some());
        assert!(house.get("/temporal/entities/urn:v:1").header("link").contains("json-ld#context"));
        house.send("GET", "/temporal/entities/urn:v:1", &[("accept", "text/html")], None).is(406);
    });
}

/// Two attributes with `count` instances each, a minute apart, the second a day later when `apart`.
fn long(id: &str, count: u32, apart: bool) -> Value {
    let all = |day: u32| -> Vec<Value> {
        (0..count).map(|n| at(json!(n), &format!("2020-01-{day:02}T01:{n:02}:00Z"))).collect()
    };
    json!({"id": id, "type": "Vehicle", "speed": all(1), "fuel": all(if apart { 2 } else { 1 })})
}

#[test]
fn an_answer_that_is_too_long_is_cut_in_time() {
    both(MIGRATIONS, |test| {
        let house = House::with(&test.db, Options { instances_limit: 30, ..Options::default() });
        house.post("/temporal/entities", long("urn:v:1", 20, false)).is(201);
        house.post("/temporal/entities", long("urn:v:2", 50, true)).is(201);
        house.post("/temporal/entities", long("urn:v:3", 15, false)).is(201);
        // As long as it fits: all of it.
        let whole = house.get("/temporal/entities/urn:v:3").is(200);
        assert_eq!(whole.header("content-range"), "");
        let ranged = |path: &str| {
            let answer = house.get(path).is(206);
            (answer.header("content-range").to_owned(), answer.json())
        };
        let (range, body) = ranged("/temporal/entities/urn:v:1");
        assert_eq!(range, "date-time 2020-01-01T01:00:00Z-2020-01-01T01:14:00Z/*");
        assert_eq!((values(&body, "speed").len(), values(&body, "fuel").len()), (15, 15));
        let (range, body) =
            ranged("/temporal/entities/urn:v:1?lastN=20&timerel=before&timeAt=2021-01-01T00:00:00Z");
        assert_eq!(range, "date-time 2021-01-01T00:00:00Z-2020-01-01T01:05:00Z/20");
        assert_eq!(values(&body, "speed").first(), Some(&json!(5)));
        // From where the first page ended the next goes on, until everything was there.
        let (mut from, mut seen) = ("2019-01-01T00:00:00Z".to_owned(), std::collections::BTreeSet::new());
        for _ in 0..10 {
            let answer = house.get(&format!("/temporal/entities/urn:v:2?timerel=after&timeAt={from}"));
            let body = answer.json();
            for name in ["speed", "fuel"] {
                for one in body[name].as_array().into_iter().flatten() {
                    seen.insert((name, one["observedAt"].as_str().unwrap().to_owned()));
                }
            }
            if answer.status == 200 {
                break;
            }
            let range = answer.header("content-range");
            from = range.rsplit_once('/').unwrap().0.split_at(range.find("Z-").unwrap() + 2).1.to_owned();
        }
        assert_eq!(seen.len(), 100);
        // An attribute that lies beyond the cut is there, and empty.
        let (_, body) = ranged("/temporal/entities/urn:v:2?timerel=after&timeAt=2019-01-01T00:00:00Z");
        assert_eq!((values(&body, "speed").len(), &body["fuel"]), (30, &json!([])));
        let (_, body) =
            ranged("/temporal/entities/urn:v:2?lastN=100&timerel=before&timeAt=2021-01-01T00:00:00Z");
        assert_eq!((values(&body, "fuel").len(), &body["speed"]), (30, &json!([])));
        // Several entities share one cut.
        let (range, body) =
            ranged("/temporal/entities?type=Vehicle&timerel=after&timeAt=2020-01-01T00:00:00Z");
        assert_eq!(range, "date-time 2020-01-01T00:00:00Z-2020-01-01T01:05:00Z/*");
        assert_eq!(body.as_array().map(Vec::len), Some(3));
        assert_eq!(values(&body[1], "speed").len(), 6);
    });
}
