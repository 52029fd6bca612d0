//! What nobody sends by mistake: it is refused, or kept as it came, and never half of it.

use qipan_broker::Options;
use qipan_broker::rights::Rights;
use qipan_kernel::Role;
use qipan_testkit::both;
use serde_json::Value;

use crate::house::{House, MIGRATIONS};

fn entity(value: &str) -> String {
    format!(r#"{{"id":"urn:h:1","type":"H","a":{{"type":"Property","value":{value}}}}}"#)
}

#[test]
fn broken_bodies_are_refused_and_leave_nothing() {
    both(MIGRATIONS, |db| {
        let house = House::new(&db.db, Options::default());
        let (_, token) = house.token("some", Role::Supervision, Some(Rights::all()));
        let surrounded = |inside: &[u8]| {
            let text = entity("\"@\"");
            let (before, after) = text.split_once('@').unwrap();
            [before.as_bytes(), inside, after.as_bytes()].concat()
        };
        let broken: Vec<(&str, Vec<u8>)> = vec![
            ("nothing", Vec::new()),
            ("half", entity("1")[..30].into()),
            ("more than one", format!("{}{}", entity("1"), entity("2")).into()),
            ("ten thousand arrays", entity(&format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000))).into()),
            (
                "ten thousand objects",
                entity(&format!("{}1{}", "{\"b\":".repeat(10_000), "}".repeat(10_000))).into(),
            ),
            ("beyond all numbers", entity("1e999").into()),
            ("not a number", entity("NaN").into()),
            ("half a pair", entity(r#""\ud800""#).into()),
            ("the wrong half", entity(r#""\udc00x""#).into()),
            ("no UTF-8", surrounded(&[0xff, 0xfe])),
            ("too long UTF-8", surrounded(&[0xc0, 0xaf])),
            ("UTF-8 of half a pair", surrounded(&[0xed, 0xa0, 0x80])),
            ("a control character", surrounded(&[1])),
            ("UTF-16", entity("1").encode_utf16().flat_map(u16::to_be_bytes).collect()),
            ("no name", r#"{"id":"urn:h:1","type":"H","":{"type":"Property","value":1}}"#.into()),
            ("no type", r#"{"id":"urn:h:1","type":""}"#.into()),
            ("no URI", r#"{"id":"h","type":"H"}"#.into()),
            ("a NUL in the id", "{\"id\":\"urn:h:\\u0000\",\"type\":\"H\"}".into()),
        ];
        for (what, body) in &broken {
            let answer = house.bytes(&token, "POST", "entities", body);
            assert_eq!(answer.status, 400, "{what}: {}", answer.text);
            assert!(answer.json()["type"].as_str().unwrap().starts_with("https://uri.etsi.org/"), "{what}");
        }
        // In a batch the sound neighbour is made and the broken one is named.
        let batch = format!(r#"[{},{{"id":"urn:h:2","type":"H","a":{{"type":"Property"}}}}]"#, entity("1"));
        let answer = house.bytes(&token, "POST", "entityOperations/create", batch.as_bytes());
        assert_eq!((answer.status, &answer.json()["errors"][0]["entityId"]), (207, &Value::from("urn:h:2")));
        assert_eq!(house.get(&token, "entities?type=H&count=true").header("ngsild-results-count"), "1");
    });
}

#[test]
fn strange_values_come_back_as_they_went() {
    both(MIGRATIONS, |db| {
        let house = House::new(&db.db, Options::default());
        let (_, token) = house.token("some", Role::Supervision, Some(Rights::all()));
        let strange = [
            "1e308",
            "-1.5e-300",
            "9007199254740993",
            "18446744073709551615",
            "-9223372036854775808",
            r#""\u0000""#,
            r#""\ud83d\ude00 e\u0301 \u202e""#,
            r#""<script>alert(1)</script> ' \" ; drop table hub_entity; --""#,
            "[]",
            "{\"@\": 1, \"b\": [null, {}]}",
        ];
        for (n, value) in strange.iter().enumerate() {
            let id = format!("urn:h:{n}");
            let made =
                house.bytes(&token, "POST", "entities", entity(value).replace("urn:h:1", &id).as_bytes());
            // A store that cannot keep a NUL says so; it does not drop it.
            if value.contains("u0000") && made.status == 400 {
                continue;
            }
            assert_eq!(made.status, 201, "{value}: {}", made.text);
            let got = house.get(&token, &format!("entities/{id}")).json();
            assert_eq!(got["a"]["value"], serde_json::from_str::<Value>(value).unwrap(), "{value}");
        }
        // Of a name that is said twice the last one counts, as in every JSON of ours; it is one attribute.
        let twice = r#"{"id":"urn:h:t","type":"H","a":{"type":"Property","value":1},"a":{"type":"Property","value":2}}"#;
        assert_eq!(house.bytes(&token, "POST", "entities", twice.as_bytes()).status, 201);
        assert_eq!(house.get(&token, "entities/urn:h:t").json()["a"]["value"], 2);
    });
}
