//! Cases of `q`, from the examples and rules of clause 4.9.

use std::sync::Arc;

use serde_json::json;

use super::*;
use crate::error::Fallible;
use crate::model::{Attr, Kind};

fn expand(name: &str) -> Fallible<String> {
    Ok(match name {
        "createdAt" | "modifiedAt" | "observedAt" | "unitCode" => {
            format!("https://uri.etsi.org/ngsi-ld/{name}")
        }
        name if name.contains(':') => name.to_owned(),
        name => format!("x:{name}"),
    })
}

fn parse(text: &str) -> Fallible<Q> {
    Q::parse(text, QOptions { expand_values: &["category"], ..QOptions::default() }, &expand)
}

fn attr(kind: Kind, value: serde_json::Value) -> Attr {
    Attr { kind, value, ..Attr::default() }
}

fn entity() -> Entity {
    let property = |value| vec![attr(Kind::Property, value)];
    let mut speed = attr(Kind::Property, json!(55));
    speed.observed_at = Timestamp::parse("2018-01-01T08:00:00Z");
    speed.unit_code = Some("KMH".to_owned());
    speed.sub.insert("x:accuracy".to_owned(), property(json!(0.9)));
    let other = Attr { dataset_id: Some("urn:ds:2".to_owned()), ..attr(Kind::Property, json!(80)) };
    let label = json!({"en": "red", "fr": "rouge", "zh-CN": ["红", "赤"]});
    let attrs = [
        ("speed", vec![speed, other]),
        ("brandName", property(json!("Mercedes"))),
        ("active", property(json!(true))),
        ("route", property(json!("550"))),
        ("tags", property(json!(["a", "b"]))),
        ("departure", property(json!("2026-03-01T10:00:00Z"))),
        ("typed", property(json!({"@type": "DateTime", "@value": "2026-03-01T10:00:00.000Z"}))),
        ("birthday", property(json!("2026-03-01"))),
        ("opens", property(json!("08:30:00Z"))),
        ("address", property(json!({"city": "Berlin", "geo": {"lat": 52}, "parts": [1, 2]}))),
        ("ref", vec![attr(Kind::Relationship, json!("urn:dest:1"))]),
        ("refs", vec![attr(Kind::ListRelationship, json!(["urn:dest:1", "urn:dest:2"]))]),
        ("list", vec![attr(Kind::ListProperty, json!([1, 2, 3]))]),
        ("label", vec![attr(Kind::LanguageProperty, label)]),
        ("category", vec![attr(Kind::VocabProperty, json!("x:commercial"))]),
        ("ticket", vec![attr(Kind::JsonProperty, json!({"id": "85", "value": "Overstay"}))]),
        ("place", property(json!("say \"hi\"; a|b"))),
        ("名称", property(json!("长宁"))),
    ];
    Entity {
        id: "urn:e:1".to_owned(),
        types: vec!["x:Vehicle".to_owned()],
        attrs: attrs.into_iter().map(|(name, instances)| (format!("x:{name}"), instances)).collect(),
        created_at: Timestamp::parse("2020-01-01T00:00:00Z"),
        modified_at: Timestamp::parse("2021-01-01T00:00:00Z"),
        ..Entity::default()
    }
}

/// What `ref` points to; it points on to `urn:dest:2`.
fn linked(id: &str) -> Option<Arc<Entity>> {
    let (humidity, owner) = match id {
        "urn:dest:1" => (40, "urn:dest:2"),
        "urn:dest:2" => (70, "urn:dest:3"),
        _ => return None,
    };
    let attrs = [
        ("x:humidity".to_owned(), vec![attr(Kind::Property, json!(humidity))]),
        ("x:owner".to_owned(), vec![attr(Kind::Relationship, json!(owner))]),
    ];
    let types = vec!["x:Device".to_owned()];
    Some(Arc::new(Entity { id: id.to_owned(), types, attrs: attrs.into(), ..Entity::default() }))
}

#[test]
fn queries_match() {
    let entity = entity();
    for (text, wanted) in [
        // Existence.
        ("speed", true),
        ("height", false),
        ("!height", true),
        ("!speed", false),
        ("speed.accuracy", true),
        ("speed.height", false),
        // Numbers, any instance.
        ("speed==55", true),
        ("speed==80", true),
        ("speed>60", true),
        ("speed>80", false),
        ("speed>=80", true),
        ("speed<55", false),
        ("speed<=55", true),
        ("speed!=55", true),
        ("speed==5.5e1", true),
        ("speed==\"55\"", false),
        ("speed!=\"55\"", true),
        ("speed>\"1\"", false),
        ("speed==50..60", true),
        ("speed==56..79", false),
        ("speed!=50..60", true),
        ("speed!=50..90", false),
        ("speed==1,80", true),
        ("speed==1,2", false),
        ("speed!=55,80", false),
        ("speed.accuracy>=0.9", true),
        // Strings.
        ("brandName==\"Mercedes\"", true),
        ("brandName!=\"Mercedes\"", false),
        ("brandName==Mercedes", true),
        ("brandName!=\"Volvo\",\"Opel\"", true),
        ("brandName==\"Volvo\",\"Mercedes\"", true),
        ("brandName>\"Lada\"", true),
        ("brandName==\"Lada\"..\"Opel\"", true),
        ("route>100", false),
        ("route>\"200\"", true),
        ("place==\"say \\\"hi\\\"; a|b\"", true),
        ("名称==\"长宁\"", true),
        ("名称~=\"^长\"", true),
        // Patterns; other types than strings match neither.
        ("brandName~=\"^Merc\"", true),
        ("brandName~=\"cede\"", true),
        ("brandName~=(?i)^merc(edes|ury)$", true),
        ("brandName~=^Volvo|speed>1", true),
        ("brandName!~=\"^Merc\"", false),
        ("brandName!~=\"^Volvo\"", true),
        ("route~=\"\\d+\"", true),
        ("route~=\"\\\\d+\"", true),
        ("speed~=\"5.*\"", false),
        ("speed!~=\"5.*\"", false),
        ("ref~=\"urn.*\"", false),
        ("height!~=\"5\"", false),
        // Booleans.
        ("active==true", true),
        ("active==false", false),
        ("active!=false", true),
        ("active==\"true\"", false),
        // Arrays.
        ("tags==\"a\"", true),
        ("tags==\"c\"", false),
        ("tags!=\"c\"", true),
        ("tags!=\"a\"", false),
        ("tags==\"c\",\"b\"", true),
        ("list==2", true),
        ("list==4", false),
        // Moments, dates and times.
        ("departure>2026-02-15T00:00:00Z", true),
        ("departure>\"2026-02-15T00:00:00Z\"", true),
        ("departure==2026-03-01T10:00:00.000Z", true),
        ("departure==\"2026-03-01T10:00:00.0Z\"", true),
        ("departure==2026-03-01T00:00:00Z..2026-03-02T00:00:00Z", true),
        ("typed==2026-03-01T10:00:00Z", true),
        ("typed<2026-03-01T10:00:00Z", false),
        ("birthday==2026-03-01", true),
        ("birthday>=2026-02-28", true),
        ("birthday==2026-03-01T00:00:00Z", false),
        ("opens<09:00:00Z", true),
        ("opens==08:30:00.000Z", true),
        ("speed.observedAt>=2017-12-24T12:00:00Z", true),
        ("speed.observedAt>\"2019-01-01T00:00:00Z\"", false),
        ("speed.unitCode==\"KMH\"", true),
        ("speed.datasetId==urn:ds:2", true),
        ("createdAt>2019-01-01T00:00:00Z", true),
        ("modifiedAt<2021-01-01T00:00:00Z", false),
        ("deletedAt", false),
        // Members.
        ("address[city]==\"Berlin\"", true),
        ("address[postcode]==\"Berlin\"", false),
        ("address[postcode]!=\"Berlin\"", false),
        ("address[city]", true),
        ("address[geo.lat]==52", true),
        ("address[parts]==2", true),
        ("ticket[value]==\"Overstay\"", true),
        // Languages.
        ("label[en]==\"red\"", true),
        ("label[en]==\"rouge\"", false),
        ("label[*]==\"rouge\"", true),
        ("label==\"rouge\"", true),
        ("label[*]!=\"red\"", false),
        ("label[*]!=\"noir\"", true),
        ("label[de]==\"rot\"", false),
        ("label[zh-CN]==\"赤\"", true),
        ("label[ZH-cn]!=\"赤\"", false),
        ("label[en]~=\"^r\"", true),
        // Relationships and vocabularies.
        ("ref==\"urn:dest:1\"", true),
        ("ref==urn:dest:1", true),
        ("ref!=urn:dest:1", false),
        ("ref!=urn:dest:2", true),
        ("ref>\"urn:a\"", false),
        ("refs==urn:dest:2", true),
        ("refs==urn:dest:5,urn:dest:2", true),
        ("refs!=urn:dest:2", false),
        ("category==commercial", true),
        ("category==\"commercial\"", true),
        ("category!=commercial", false),
        ("category==retail,commercial", true),
        ("category==x:commercial", true),
        // Combination: `;` before `|`.
        ("speed>90;brandName==\"Mercedes\"|active==true", true),
        ("speed>90;(brandName==\"Mercedes\"|active==true)", false),
        ("((speed>50|rpm>3000);brandName==\"Mercedes\")", true),
        ("(temperature>=20;temperature<=25)|capacity<=10", false),
        ("!height;speed>25", true),
        (" speed > 50 ; brandName == \"Volvo\" , \"Mercedes\" ", true),
        // Over relationships.
        ("ref{humidity}==40", true),
        ("ref{humidity}==41", false),
        ("ref{Device:humidity}==40", true),
        ("ref{Room,Device:humidity}==40", true),
        ("ref{Room:humidity}==40", false),
        ("ref{owner{humidity}}>60", true),
        ("ref{owner{Device:humidity}}", true),
        ("refs{humidity}==70", true),
        ("brandName{humidity}", false),
    ] {
        let q = parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        assert_eq!(q.matches(&entity, &linked), wanted, "{text}");
    }
}

#[test]
fn faults_have_positions() {
    for (text, key, position) in [
        ("speed>", "ends-early", 6),
        ("speed==", "ends-early", 7),
        ("speed>4..5", "one-value", 6),
        ("speed>4,5", "one-value", 7),
        ("active>true", "no-order", 7),
        ("ref>urn:a", "no-order", 4),
        ("speed==4..\"a\"", "range", 7),
        ("speed==true..false", "range", 7),
        ("speed==1,2..3", "range", 9),
        ("speed==\"abc", "quote", 7),
        ("speed==\"a\\q\"", "string", 7),
        ("speed~=\"(\"", "pattern", 7),
        ("speed~=", "ends-early", 7),
        ("(speed", "ends-early", 6),
        ("speed)", "unexpected", 5),
        ("speed;", "ends-early", 6),
        ("speed;;rpm", "unexpected", 6),
        ("|speed", "unexpected", 0),
        ("))bad((", "unexpected", 0),
        ("speed=5", "unexpected", 5),
        ("1speed", "unexpected", 0),
        ("speed.", "ends-early", 6),
        ("address[]==1", "member", 8),
        ("address[a", "ends-early", 9),
        ("ref{humidity", "ends-early", 12),
        ("ref{}", "unexpected", 4),
        ("名称==\"长", "quote", 4),
    ] {
        let error = parse(text).expect_err(text);
        assert_eq!(error.message.key, format!("ngsild-query-{key}"), "{text}");
        assert_eq!(error.position, Some(position), "{text}");
        assert_eq!(error.field.as_deref(), Some("q"), "{text}");
    }
}

#[test]
fn hostile_queries_are_refused() {
    for text in [
        "(".repeat(5_000),
        "!".repeat(5_000),
        "a{".repeat(5_000),
        format!("a[{}b]", "b.".repeat(5_000)),
        format!("{}a", "a.".repeat(5_000)),
        vec!["a"; 1_000].join(";"),
        format!("a=={}1", "1,".repeat(1_000)),
        format!("a~={}", "(a{1000}){1000}"),
        format!("a~={}", "(".repeat(2_000)),
        "a".repeat(20_000),
        String::new(),
        "   ".to_owned(),
    ] {
        assert!(parse(&text).is_err(), "{}", text.chars().take(40).collect::<String>());
    }
}

#[test]
fn an_index_sees_what_it_can_serve() {
    let q = parse("speed>5;brandName==\"a\",\"b\";(active|tags);address[city]==\"x\";speed.accuracy>1;createdAt>2020-01-01T00:00:00Z")
        .expect("read");
    let seen: Vec<&str> = q.conjuncts().iter().map(|conjunct| conjunct.attr).collect();
    assert_eq!(seen, ["x:speed", "x:brandName"]);
    assert!(!q.simple());
    assert_eq!(q.attributes(), ["x:speed", "x:brandName", "x:active", "x:tags", "x:address"]);
    assert!(parse("(speed>5;active==true)").expect("read").simple());
    assert!(parse("a|b").expect("read").conjuncts().is_empty());
    assert!(parse("modifiedAt>\"2020-01-01T00:00:00Z\"").expect("read").attributes().is_empty());
    assert_eq!(parse("a;ref{owner{name}}").expect("read").link_depth(), 2);
    assert_eq!(parse("http://example.org/a.b#c>5").expect("read").attributes(), ["http://example.org/a.b#c"]);
}
