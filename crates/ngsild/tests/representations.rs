//! What is read and written comes back: entities made up at random, every form, several contexts; and documents that
//! mean harm.

use qipan_ngsild::read::{self, What};
use qipan_ngsild::write::{self, Form, View};
use qipan_ngsild::{Attr, Attrs, Context, Entity, Kind, Timestamp};
use serde_json::{Map, Value, json};

/// Chance that repeats itself (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        x ^ (x >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    fn pick<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

const NAMES: [&str; 18] = [
    "speed",
    "name",
    "value",
    "objectType",
    "almostFull",
    "速度",
    "výška_1",
    "other",
    "Red",
    "previousValue",
    "https://example.org/colours#Blue",
    "urn:x:y",
    "ngsi-ld:default-context/value",
    "title",
    "geometry",
    "hue",
    "ngsi-ld:default-context/dataset",
    "https://example.org/a/b?c#d",
];
const WORDS: [&str; 7] =
    ["Red", "in-progress", "24h", "ex-hue", "类", "ngsi-ld:default-context/24h", "value"];
const TEXTS: [&str; 9] = [
    "",
    "x",
    "<a href=\"x\">';()=</a>",
    "žltý kôň — 100 €",
    "𝄞 \u{202e}\u{0}\\",
    "2020-01-01T00:00:00Z",
    "urn:a:b",
    "@none",
    "true",
];
const KEYS: [&str; 14] = [
    "a",
    "type",
    "value",
    "object",
    "dataset",
    "coordinates",
    "observedAt",
    "@type",
    "",
    "id",
    "速度",
    "languageMap",
    "json",
    "datasetId",
];
const URIS: [&str; 4] = ["urn:ngsi-ld:City:París", "https://example.org/?a=b&c#d", "urn:a:b", "did:x:1"];

fn json_value(dice: &mut Dice, depth: usize) -> Value {
    match dice.below(if depth > 3 { 5 } else { 8 }) {
        0 => json!(dice.next() as i64),
        1 => json!(dice.below(1000) as f64 / 8.0),
        2 => json!(dice.one_in(2)),
        3 | 4 => json!(dice.pick(&TEXTS)),
        5 => Value::Array((0..dice.below(4)).map(|_| json_value(dice, depth + 1)).collect()),
        6 => {
            json!({"type": dice.pick(&["Point", "Property", "City"]), "coordinates": json_value(dice, depth + 1)})
        }
        _ => Value::Object(object(dice, depth)),
    }
}

fn object(dice: &mut Dice, depth: usize) -> Map<String, Value> {
    (0..dice.below(4)).map(|_| (dice.pick(&KEYS).to_owned(), json_value(dice, depth + 1))).collect()
}

fn moment(dice: &mut Dice) -> Option<Timestamp> {
    dice.one_in(3).then(|| Timestamp(dice.below(2_000_000_000) as i64 * 1_000_003))
}

fn uris(dice: &mut Dice, least: usize) -> Value {
    (0..least + dice.below(3)).map(|_| json!(dice.pick(&URIS))).collect()
}

fn attr(dice: &mut Dice, ctx: &Context, dataset: Option<&str>, depth: usize) -> Attr {
    let kinds = [
        Kind::Property,
        Kind::Property,
        Kind::Relationship,
        Kind::GeoProperty,
        Kind::LanguageProperty,
        Kind::VocabProperty,
        Kind::JsonProperty,
        Kind::ListProperty,
        Kind::ListRelationship,
    ];
    let kind = kinds[dice.below(kinds.len())];
    let value = match kind {
        Kind::Relationship if dice.one_in(2) => uris(dice, 2),
        Kind::Relationship => json!(dice.pick(&URIS)),
        Kind::GeoProperty => {
            json!({"type": "LineString", "coordinates": [[dice.below(180), dice.below(90)], [1.5, -2]]})
        }
        Kind::LanguageProperty => json!({"@none": dice.pick(&TEXTS), "zh-Hans-CN": [dice.pick(&TEXTS)]}),
        Kind::VocabProperty => json!(ctx.expand_word(dice.pick(&WORDS)).expect("word")),
        Kind::JsonProperty => Value::Object(object(dice, 0)),
        Kind::ListProperty => (0..dice.below(3)).map(|_| json_value(dice, 1)).collect(),
        Kind::ListRelationship => uris(dice, 0),
        _ => json_value(dice, 0),
    };
    let linked = matches!(kind, Kind::Relationship | Kind::ListRelationship);
    let measured = matches!(kind, Kind::Property | Kind::GeoProperty | Kind::ListProperty);
    Attr {
        kind,
        value,
        dataset_id: dataset.map(str::to_owned),
        observed_at: moment(dice),
        expires_at: moment(dice),
        unit_code: (measured && dice.one_in(4)).then(|| "CEL".to_owned()),
        value_type: (measured && dice.one_in(4)).then(|| "https://example.org/T".to_owned()),
        object_types: if linked && dice.one_in(3) {
            vec!["https://example.org/T".to_owned()]
        } else {
            Vec::new()
        },
        sub: if depth < 2 && dice.one_in(3) { attrs(dice, ctx, depth + 1) } else { Attrs::new() },
        ..Attr::default()
    }
}

fn attrs(dice: &mut Dice, ctx: &Context, depth: usize) -> Attrs {
    let mut all = Attrs::new();
    for _ in 0..dice.below(5) {
        let Ok(name) = ctx.expand(dice.pick(&NAMES)) else { continue };
        if name.starts_with("https://uri.etsi.org/ngsi-ld/has") {
            continue;
        }
        let mut instances = vec![attr(dice, ctx, None, depth)];
        for dataset in ["urn:d:1", "urn:d:2"] {
            if dice.one_in(4) {
                instances.push(attr(dice, ctx, Some(dataset), depth));
            }
        }
        if dice.one_in(5) && instances.len() > 1 {
            instances.remove(0);
        }
        all.insert(name.into_owned(), instances);
    }
    all
}

fn contexts() -> Vec<Context> {
    let user = json!({
        "ex": "https://example.org/", "Red": "ex:colours#Red", "speed": "https://example.org/speed",
        "hue": "ngsi-ld:default-context/name", "almostFull": {"@id": "ex:full", "@type": "@id"},
        "value": "ex:evil", "ex-hue": "ex:hue", "xy": "urn:x:y", "@vocab": "https://vocab.org/"
    });
    let build = |document: &Value| Context::build(document, &|_| None).expect("context");
    vec![Context::core(), build(&user), build(&json!([{"speed": "urn:s:p"}, user]))]
}

fn stated(entity: &mut Entity) {
    fn all(attrs: &mut Attrs) {
        for attr in attrs.values_mut().flatten() {
            attr.untyped = false;
            all(&mut attr.sub);
        }
    }
    all(&mut entity.attrs);
}

#[test]
fn entities_come_back_from_both_lossless_forms() {
    let contexts = contexts();
    for seed in 0..1_500 {
        let dice = &mut Dice(seed);
        let ctx = &contexts[dice.below(contexts.len())];
        let given = Entity {
            id: "urn:ngsi-ld:Thing:1".to_owned(),
            types: vec![ctx.expand("Red").expect("name").into_owned()],
            scopes: dice.one_in(2).then(|| vec!["/a/b".to_owned()]),
            expires_at: moment(dice),
            attrs: attrs(dice, ctx, 0),
            ..Entity::default()
        };
        // Whatever the names were made with, they can be written and read with any context.
        for ctx in &contexts {
            for form in [Form::Normalised, Form::Concise] {
                let document = write::entity(&given, ctx, &View { form, sys_attrs: true, ..View::default() });
                let mut back = read::entity(&document, ctx)
                    .unwrap_or_else(|error| panic!("seed {seed}, {form:?}: {error:?}\n{document:#}"));
                stated(&mut back);
                assert_eq!(back, given, "seed {seed}, {form:?}\n{document:#}");
            }
        }
        let stored = serde_json::to_string(&given).expect("stores");
        assert_eq!(serde_json::from_str::<Entity>(&stored).expect("loads"), given);
    }
}

#[test]
fn names_come_back() {
    let contexts = contexts();
    let starts = [
        "https://example.org/",
        "https://uri.etsi.org/ngsi-ld/default-context/",
        "https://uri.etsi.org/ngsi-ld/",
        "urn:",
        "ex:",
        "",
    ];
    for seed in 0..5_000 {
        let dice = &mut Dice(seed);
        let name = [dice.pick(&starts), dice.pick(&NAMES)].concat();
        for ctx in &contexts {
            let Ok(iri) = ctx.expand(&name) else { continue };
            let short = ctx.compact(&iri);
            assert_eq!(ctx.expand(&short).as_deref(), Ok(&*iri), "{name} → {iri} → {short}");
            assert!(short.len() <= iri.len());
        }
    }
}

/// Whatever is given, there is an answer.
#[test]
fn readers_are_total() {
    let ctx = Context::core();
    for seed in 0..5_000 {
        let dice = &mut Dice(seed);
        let mut members = object(dice, 0);
        for name in ["id", "type", "scope", "location", "@context", "expiresAt"] {
            if dice.one_in(2) {
                members.insert(name.to_owned(), json_value(dice, 1));
            }
        }
        if dice.one_in(2) {
            members.insert("id".to_owned(), json!("urn:a:b"));
            members.insert("type".to_owned(), json!("A"));
        }
        let document = Value::Object(members);
        for read in [read::entity(&document, &ctx), read::temporal(&document, &ctx)].into_iter().flatten() {
            for form in [Form::Normalised, Form::Concise, Form::Simplified] {
                let _ = write::entity(&read, &ctx, &View { form, sys_attrs: true, ..View::default() });
            }
        }
        for what in [What::Entity, What::Attrs, What::Append, What::Attr("urn:a:b")] {
            let _ = read::fragment(&document, &ctx, what);
        }
        let _ = Context::build(&document, &|_| None);
        let _ = read::attribute(&document, &ctx, "urn:a:b");
    }
}

/// JSON as it comes over the wire: what the parser lets through, the readers survive.
#[test]
fn hostile_documents_are_answered() {
    let ctx = Context::core();
    let nested =
        |open: &str, close: &str, depth: usize| format!("{}1{}", open.repeat(depth), close.repeat(depth));
    let long = "x".repeat(100_000);
    for text in [
        format!("{{\"id\":\"urn:a:b\",\"type\":\"A\",\"a\":{}}}", nested("[", "]", 120)),
        format!("{{\"id\":\"urn:a:b\",\"type\":\"A\",\"a\":{}}}", nested("{\"a\":", "}", 120)),
        format!("{{\"id\":\"urn:a:b\",\"type\":\"A\",\"a\":{}}}", nested("{\"value\":1,\"b\":", "}", 120)),
        format!("{{\"id\":\"urn:{long}\",\"type\":\"A\"}}"),
        format!("{{\"id\":\"urn:a:b\",\"type\":\"{long}\"}}"),
        format!("{{\"id\":\"urn:a:b\",\"type\":\"A\",\"{long}\":1}}"),
        format!("{{\"id\":\"urn:a:b\",\"type\":\"A\",\"scope\":\"/{long}\"}}"),
        "{\"id\":\"urn:a:b\",\"type\":\"A\",\"a\":{\"type\":\"Point\",\"coordinates\":[1e308,-1e308]}}".to_owned(),
        "{\"id\":\"urn:a:b\",\"type\":\"A\",\"a\":{\"value\":1,\"observedAt\":\"9999999999-01-01T00:00:00Z\"}}".to_owned(),
        "{\"id\":\"urn:a:b\",\"type\":\"A\",\"a\":{\"type\":\"GeoProperty\",\"value\":\"[[[[[[\"}}".to_owned(),
    ] {
        let document: Value = serde_json::from_str(&text).expect("JSON");
        assert!(read::entity(&document, &ctx).is_err(), "{}", &text[..60]);
    }
    let wide: Map<String, Value> = (0..60_000).map(|n| (format!("a{n}"), json!(n))).collect();
    let mut document = json!({"id": "urn:a:b", "type": "A"});
    document.as_object_mut().expect("object").extend(wide);
    assert!(read::entity(&document, &ctx).is_err());
    let numbers = json!({"id": "urn:a:b", "type": "A", "a": u64::MAX, "b": i64::MIN, "c": 1e300, "d": 0.1});
    let read = read::entity(&numbers, &ctx).expect("reads");
    assert_eq!(write::entity(&read, &ctx, &View { form: Form::Simplified, ..View::default() }), numbers);
}

/// Not a test of speed: it prints how long writing takes. `cargo test --release -p qipan-ngsild --test representations
/// -- --nocapture rate` shows it.
#[test]
fn the_rate_of_writing_and_reading() {
    let ctx = &contexts()[1];
    let mut document = json!({"id": "urn:ngsi-ld:Vehicle:1", "type": "Vehicle", "scope": "/a/b"});
    for n in 0..7 {
        document[format!("attribute{n}")] =
            json!({"type": "Property", "value": n, "unitCode": "CEL", "observedAt": "2026-01-01T00:00:00Z"});
    }
    document["location"] =
        json!({"type": "GeoProperty", "value": {"type": "Point", "coordinates": [113.5, 22.2]}});
    let rounds = if cfg!(debug_assertions) { 1_000 } else { 200_000 };
    let begin = std::time::Instant::now();
    let mut read = Entity::default();
    for _ in 0..rounds {
        read = read::entity(std::hint::black_box(&document), ctx).expect("reads");
    }
    println!("read: {:?} each", begin.elapsed() / rounds);
    let mut out = Vec::new();
    let begin = std::time::Instant::now();
    for _ in 0..rounds {
        out.clear();
        write::write_entity(&mut out, std::hint::black_box(&read), ctx, &View::default());
    }
    println!("write: {:?} each, {} bytes", begin.elapsed() / rounds, out.len());
    assert_eq!(serde_json::from_slice::<Value>(&out).expect("JSON"), document);
}
