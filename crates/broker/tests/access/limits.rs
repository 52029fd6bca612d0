//! What is too much: each limit, just below and just above.

use qipan_broker::Options;
use qipan_broker::rights::Rights;
use qipan_kernel::Role;
use qipan_testkit::both;
use serde_json::json;

use crate::house::{House, MIGRATIONS};

#[test]
fn bodies_batches_and_queries_have_their_limits() {
    both(MIGRATIONS, |db| {
        let options = Options {
            body_limit: 2_000,
            depth_limit: 6,
            batch_limit: 3,
            scan_limit: 4,
            ..Options::default()
        };
        let house = House::new(&db.db, options);
        let (_, token) = house.token("some", Role::Supervision, Some(Rights::all()));
        let post = |path: &str, body: &str| house.call(Some(&token), "POST", path, &[], body);
        let sized = |bytes: usize| format!("{:bytes$}", r#"{"id":"urn:x:size","type":"T"}"#);
        assert_eq!(post("entities", &sized(2_000)).status, 201);
        assert_eq!(post("entities", &sized(2_001)).status, 413);
        // {"a": {"value": …}} is two deep, an entity around it.
        let nested = |id: &str, deep: usize| {
            format!(
                r#"{{"id":"{id}","type":"T","a":{{"type":"Property","value":{}1{}}}}}"#,
                "[".repeat(deep),
                "]".repeat(deep)
            )
        };
        assert_eq!(post("entities", &nested("urn:x:a", 4)).status, 201);
        let deep = post("entities", &nested("urn:x:b", 5));
        assert_eq!(deep.status, 400, "{}", deep.text);
        assert!(deep.text.contains("InvalidRequest"), "{}", deep.text);
        // Far deeper than the stack would bear.
        assert_eq!(post("entities", &"[".repeat(1_900)).status, 400);
        let batch = |from: usize, count: usize| {
            let all: Vec<_> =
                (from..from + count).map(|n| json!({"id": format!("urn:b:{n}"), "type": "B"})).collect();
            json!(all).to_string()
        };
        assert_eq!(post("entityOperations/create", &batch(0, 3)).status, 201);
        assert_eq!(post("entityOperations/create", &batch(3, 4)).status, 403);
        assert_eq!(house.get(&token, "entities?type=B&q=level==1").status, 200);
        assert_eq!(post("entityOperations/create", &batch(3, 3)).status, 201);
        let costly = house.get(&token, "entities?type=B&idPattern=none");
        assert_eq!(costly.status, 403, "{}", costly.text);
        assert!(costly.text.contains("TooComplexQuery"), "{}", costly.text);
    });
}

#[test]
fn one_token_may_call_so_often_and_is_told_when_again() {
    both(MIGRATIONS, |db| {
        let house = House::new(&db.db, Options { rate: 3, ..Options::default() });
        let (_, one) = house.token("one", Role::Supervision, Some(Rights::all()));
        let (_, two) = house.token("two", Role::Supervision, Some(Rights::all()));
        for _ in 0..6 {
            assert_eq!(house.get(&one, "types").status, 200);
        }
        let refused = house.get(&one, "types");
        assert_eq!((refused.status, refused.header("retry-after")), (429, "1"));
        assert_eq!(house.get(&two, "types").status, 200);
        house.later(1_000);
        for _ in 0..3 {
            assert_eq!(house.get(&one, "types").status, 200);
        }
        assert_eq!(house.get(&one, "types").status, 429);
    });
}

#[test]
fn pages_have_a_length_and_a_most() {
    both(MIGRATIONS, |db| {
        let options = Options { page_default: 2, page_limit: 3, ..Options::default() };
        let house = House::new(&db.db, options);
        let (_, token) = house.token("some", Role::Supervision, Some(Rights::all()));
        for n in 0..5 {
            let entity = json!({"id": format!("urn:x:{n}"), "type": "T"});
            assert_eq!(house.send(&token, "POST", "entities", &entity).status, 201);
        }
        let rows = |query: &str| house.get(&token, &format!("entities?type=T{query}"));
        let count = |query: &str| rows(query).json().as_array().unwrap().len();
        assert_eq!(
            (count(""), count("&limit=3"), count("&limit=3&offset=3"), count("&offset=9")),
            (2, 3, 2, 0)
        );
        let too_many = rows("&limit=4");
        assert_eq!(too_many.status, 403, "{}", too_many.text);
        assert!(too_many.text.contains("TooManyResults"), "{}", too_many.text);
        for wrong in ["&limit=-1", "&limit=x", "&limit=0", "&offset=-1", "&limit=99999999999999999999"] {
            assert_eq!(rows(wrong).status, 400, "{wrong}");
        }
        // Zero rows are fine where only the count is asked for.
        let counted = rows("&limit=0&count=true");
        assert_eq!((counted.status, counted.header("ngsild-results-count")), (200, "5"));
    });
}

#[test]
fn a_history_is_given_in_parts_beyond_so_many_instances() {
    both(MIGRATIONS, |db| {
        let house = House::new(&db.db, Options { instances_limit: 4, ..Options::default() });
        let (_, token) = house.token("some", Role::Supervision, Some(Rights::all()));
        let at = |n: usize, value: usize| json!({"type": "Property", "value": value, "observedAt": format!("2026-03-01T00:00:{n:02}Z")});
        let entity = json!({"id": "urn:x:1", "type": "T", "level": at(0, 0)});
        assert_eq!(house.send(&token, "POST", "entities", &entity).status, 201);
        for n in 1..7 {
            let change = json!({"level": at(n, n)});
            assert_eq!(house.send(&token, "PATCH", "entities/urn:x:1/attrs", &change).status, 204);
            house.later(1);
        }
        let all = "temporal/entities/urn:x:1?timerel=after&timeAt=2026-02-01T00:00:00Z";
        let part = house.get(&token, all);
        assert_eq!(part.status, 206, "{}", part.text);
        assert!(!part.header("content-range").is_empty());
        assert_eq!(part.json()["level"].as_array().unwrap().len(), 4);
        let few = house.get(&token, &format!("{all}&lastN=3"));
        assert_eq!((few.status, few.json()["level"].as_array().unwrap().len()), (200, 3));
    });
}
