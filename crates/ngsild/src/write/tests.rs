use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Form, View, entity, write_aggregated, write_entities, write_evolution};
use crate::context::Context;
use crate::evolution::{Aggregate, Evolution, Row};
use crate::model::{Attr, Entity, Kind, NULL};
use crate::query::{Method, TimeProperty};
use crate::read;
use crate::time::Timestamp;

fn ctx() -> Context {
    Context::build(
        &json!({"ex": "https://example.org/", "Red": "ex:colours#Red", "speed": "ex:speed"}),
        &|_| None,
    )
    .expect("context")
}

fn read_attr(attr: &Value) -> Entity {
    let document = json!({"id": "urn:v:1", "type": "Vehicle", "a": attr});
    read::entity(&document, &ctx()).unwrap_or_else(|error| panic!("{attr}: {error:?}"))
}

fn shown(given: &Entity, view: &View) -> Value {
    entity(given, &ctx(), view)["a"].take()
}

fn form(form: Form) -> View {
    View { form, ..View::default() }
}

fn moment(text: &str) -> Option<Timestamp> {
    Timestamp::parse(text)
}

#[test]
fn every_kind_is_written_in_every_form() {
    let point = json!({"type": "Point", "coordinates": [8.5, 49]});
    let map = json!({"fr": "oui", "zh": ["是", "对"]});
    let literal = json!({"@type": "@json", "@value": null});
    for (normalised, concise, simplified) in [
        (json!({"type": "Property", "value": 5}), json!(5), json!(5)),
        (
            json!({"type": "Property", "value": 5, "unitCode": "CEL"}),
            json!({"value": 5, "unitCode": "CEL"}),
            json!(5),
        ),
        (json!({"type": "Property", "value": [1, {"a": 2}]}), json!([1, {"a": 2}]), json!([1, {"a": 2}])),
        (json!({"type": "Property", "value": [1]}), json!([1]), json!([1])),
        (
            json!({"type": "Property", "value": {"type": "x"}}),
            json!({"value": {"type": "x"}}),
            json!({"type": "x"}),
        ),
        (
            json!({"type": "Property", "value": {"value": 1}}),
            json!({"value": {"value": 1}}),
            json!({"value": 1}),
        ),
        (
            json!({"type": "Property", "value": [{"value": 1}]}),
            json!({"value": [{"value": 1}]}),
            json!([{"value": 1}]),
        ),
        (json!({"type": "Property", "value": literal}), json!({"value": literal}), literal.clone()),
        (
            json!({"type": "Property", "value": point}),
            json!({"type": "Property", "value": point}),
            point.clone(),
        ),
        (json!({"type": "GeoProperty", "value": point}), point.clone(), point.clone()),
        (
            json!({"type": "Relationship", "object": "urn:a:b", "objectType": "Car"}),
            json!({"object": "urn:a:b", "objectType": "Car"}),
            json!("urn:a:b"),
        ),
        (
            json!({"type": "Relationship", "object": ["urn:a:b", "urn:a:c"]}),
            json!({"object": ["urn:a:b", "urn:a:c"]}),
            json!(["urn:a:b", "urn:a:c"]),
        ),
        (
            json!({"type": "LanguageProperty", "languageMap": map}),
            json!({"languageMap": map}),
            json!({"languageMap": map}),
        ),
        (json!({"type": "VocabProperty", "vocab": "Red"}), json!({"vocab": "Red"}), json!({"vocab": "Red"})),
        (
            json!({"type": "VocabProperty", "vocab": ["Red", "ex:x"]}),
            json!({"vocab": ["Red", "ex:x"]}),
            json!({"vocab": ["Red", "ex:x"]}),
        ),
        (
            json!({"type": "JsonProperty", "json": {"id": 1, "type": null}}),
            json!({"json": {"id": 1, "type": null}}),
            json!({"json": {"id": 1, "type": null}}),
        ),
        (json!({"type": "ListProperty", "valueList": [1]}), json!({"valueList": [1]}), json!([1])),
        (
            json!({"type": "ListRelationship", "objectList": [{"object": "urn:a:b"}]}),
            json!({"objectList": ["urn:a:b"]}),
            json!(["urn:a:b"]),
        ),
        (
            json!({"type": "Property", "value": 1, "observedAt": "2020-01-01T00:00:00Z", "by": {"type": "Relationship", "object": "urn:a:b"}, "acc": {"type": "Property", "value": 2}}),
            json!({"value": 1, "observedAt": "2020-01-01T00:00:00Z", "by": {"object": "urn:a:b"}, "acc": 2}),
            json!(1),
        ),
        (
            json!([{"type": "Property", "value": "David"}, {"type": "Property", "value": "Ziggy", "datasetId": "urn:d:1"}]),
            json!(["David", {"value": "Ziggy", "datasetId": "urn:d:1"}]),
            json!({"dataset": {"@none": "David", "urn:d:1": "Ziggy"}}),
        ),
        (
            json!({"type": "Property", "value": 1, "datasetId": "urn:d:1", "valueType": "xsd:int"}),
            json!({"value": 1, "datasetId": "urn:d:1", "valueType": "xsd:int"}),
            json!(1),
        ),
    ] {
        let given = read_attr(&normalised);
        assert_eq!(shown(&given, &form(Form::Normalised)), normalised);
        assert_eq!(shown(&given, &form(Form::Concise)), concise);
        assert_eq!(shown(&given, &form(Form::Simplified)), simplified);
        let again = shown(&read_attr(&concise), &form(Form::Normalised));
        assert_eq!(again, normalised, "{concise}");
    }
}

#[test]
fn members_of_an_entity_are_chosen() {
    let mut given = read::entity(
        &json!({"id": "urn:v:1", "type": ["A", "ex:B"], "scope": ["/a", "/b"], "speed": [{"value": 1}, {"value": 2, "datasetId": "urn:d:1"}], "name": "x"}),
        &ctx(),
    )
    .expect("reads");
    given.created_at = moment("2020-01-01T00:00:00Z");
    given.modified_at = moment("2020-01-02T00:00:00Z");
    let keys = |view: &View| -> Vec<String> {
        entity(&given, &ctx(), view).as_object().into_iter().flatten().map(|(key, _)| key.clone()).collect()
    };
    let full = |names: &[&str]| -> Vec<String> {
        names.iter().map(|name| ctx().expand(name).expect("name").into_owned()).collect()
    };
    for (view, expected) in [
        (View::default(), vec!["id", "name", "scope", "speed", "type"]),
        (
            View { sys_attrs: true, ..View::default() },
            vec!["createdAt", "id", "modifiedAt", "name", "scope", "speed", "type"],
        ),
        (View { attrs: Some(full(&["name"])), ..View::default() }, vec!["id", "name", "scope", "type"]),
        (View { pick: Some(full(&["name"])), ..View::default() }, vec!["name"]),
        (
            View { pick: Some(full(&["id", "type", "scope", "createdAt"])), ..View::default() },
            vec!["createdAt", "id", "scope", "type"],
        ),
        (View { omit: full(&["id", "name", "scope"]), ..View::default() }, vec!["speed", "type"]),
        (
            View { datasets: vec!["urn:d:1".to_owned()], ..View::default() },
            vec!["id", "scope", "speed", "type"],
        ),
        (
            View { context: Some(json!("x")), pick: Some(full(&["id"])), ..View::default() },
            vec!["@context", "id"],
        ),
    ] {
        assert_eq!(keys(&view), expected, "{view:?}");
    }
    let one = |datasets: &[&str]| {
        let view = View { datasets: datasets.iter().map(|id| (*id).to_owned()).collect(), ..View::default() };
        entity(&given, &ctx(), &view)["speed"].take()
    };
    assert_eq!(one(&["@none"]), json!({"type": "Property", "value": 1}));
    assert_eq!(one(&["urn:d:1"]), json!({"type": "Property", "value": 2, "datasetId": "urn:d:1"}));
    assert_eq!(one(&["urn:d:1", "@none"]).as_array().map(Vec::len), Some(2));
    let all = entity(&given, &ctx(), &View::default());
    assert_eq!((&all["type"], &all["scope"]), (&json!(["A", "ex:B"]), &json!(["/a", "/b"])));
}

#[test]
fn names_without_a_term_are_written_in_full() {
    let given =
        read::entity(&json!({"id": "urn:v:1", "type": "ex:Car", "Red": 1, "speed": 2, "名": 3}), &ctx())
            .expect("reads");
    assert_eq!(
        entity(&given, &Context::core(), &form(Form::Simplified)),
        json!({"id": "urn:v:1", "type": "https://example.org/Car", "https://example.org/colours#Red": 1, "https://example.org/speed": 2, "名": 3})
    );
}

#[test]
fn languages_are_chosen() {
    let given = read_attr(
        &json!({"languageMap": {"fr": "f", "fr-CH": "c", "en-GB": "e", "nl": ["n", "m"]}, "previously": 1}),
    );
    for (ranges, text, tag) in [
        ("fr", json!("f"), "fr"),
        ("FR", json!("f"), "fr"),
        ("fr-CH", json!("c"), "fr-CH"),
        ("fr-BE", json!("f"), "fr"),
        ("en", json!("e"), "en-GB"),
        ("nl", json!(["n", "m"]), "nl"),
        ("es", json!("e"), "en-GB"),
        ("*", json!("e"), "en-GB"),
        ("es, fr;q=0.5, nl;q=0.9", json!(["n", "m"]), "nl"),
        ("nl;q=0, fr-CH;q=x, fr;q=0.1", json!("f"), "fr"),
        ("", json!("e"), "en-GB"),
    ] {
        let view = View { lang: Some(ranges.to_owned()), ..View::default() };
        let got = shown(&given, &view);
        assert_eq!(
            (&got["type"], &got["value"], &got["lang"]),
            (&json!("Property"), &text, &json!(tag)),
            "{ranges}"
        );
        assert!(got.get("languageMap").is_none());
        assert_eq!(shown(&given, &View { form: Form::Simplified, ..view.clone() }), text);
        assert_eq!(shown(&given, &View { form: Form::Concise, ..view })["lang"], tag);
    }
    let default = read_attr(&json!({"languageMap": {"@none": "d", "aa": "a"}}));
    assert_eq!(shown(&default, &View { lang: Some("es".to_owned()), ..View::default() })["lang"], "@none");
}

#[test]
fn changes_are_shown() {
    let mut given = read_attr(&json!({"type": "Relationship", "object": "urn:a:b"}));
    let name = given.attrs.keys().next().expect("one").clone();
    let set = |given: &mut Entity, attr: Attr| given.attrs.insert(name.clone(), vec![attr]);
    let at = moment("2020-01-01T00:00:00Z");
    for (kind, value, previous, expected) in [
        (
            Kind::Property,
            json!(NULL),
            json!(5),
            json!({"type": "Property", "value": NULL, "previousValue": 5}),
        ),
        (
            Kind::Relationship,
            json!("urn:a:b"),
            json!("urn:a:c"),
            json!({"type": "Relationship", "object": "urn:a:b", "previousObject": "urn:a:c"}),
        ),
        (
            Kind::LanguageProperty,
            json!({"@none": NULL}),
            json!({"fr": "x"}),
            json!({"type": "LanguageProperty", "languageMap": {"@none": NULL}, "previousLanguageMap": {"fr": "x"}}),
        ),
        (
            Kind::VocabProperty,
            json!(NULL),
            json!("https://example.org/colours#Red"),
            json!({"type": "VocabProperty", "vocab": NULL, "previousVocab": "Red"}),
        ),
        (
            Kind::JsonProperty,
            json!(NULL),
            json!({"a": null}),
            json!({"type": "JsonProperty", "json": NULL, "previousJson": {"a": null}}),
        ),
        (
            Kind::ListProperty,
            json!([NULL]),
            json!([1]),
            json!({"type": "ListProperty", "valueList": [NULL], "previousValueList": [1]}),
        ),
        (
            Kind::ListRelationship,
            json!([NULL]),
            json!(["urn:a:b"]),
            json!({"type": "ListRelationship", "objectList": [NULL], "previousObjectList": [{"object": "urn:a:b"}]}),
        ),
    ] {
        set(
            &mut given,
            Attr { kind, value, previous: Some(previous), deleted_at: at, created_at: at, ..Attr::default() },
        );
        assert_eq!(shown(&given, &View::default()), expected);
        let all = shown(&given, &View { sys_attrs: true, ..View::default() });
        assert_eq!(
            (&all["deletedAt"], &all["createdAt"]),
            (&json!("2020-01-01T00:00:00Z"), &json!("2020-01-01T00:00:00Z"))
        );
    }
    given.deleted_at = at;
    assert_eq!(entity(&given, &ctx(), &View::default())["deletedAt"], "2020-01-01T00:00:00Z");
    set(&mut given, Attr { kind: Kind::Deletion, ..Attr::default() });
    assert_eq!(shown(&given, &form(Form::Simplified)), NULL);
}

#[test]
fn geojson() {
    let point = json!({"type": "Point", "coordinates": [1, 2]});
    let given = read::entity(
        &json!({"id": "urn:v:1", "type": "A", "scope": "/a", "location": point, "name": "x"}),
        &ctx(),
    )
    .expect("reads");
    let location = "https://uri.etsi.org/ngsi-ld/location".to_owned();
    let view = View {
        geojson: Some(location.clone()),
        context: Some(json!("c")),
        form: Form::Simplified,
        ..View::default()
    };
    let feature = json!({
        "id": "urn:v:1", "type": "Feature", "geometry": point, "@context": "c",
        "properties": {"type": "A", "scope": "/a", "location": point, "name": "x"}
    });
    assert_eq!(entity(&given, &ctx(), &view), feature);
    let mut out = Vec::new();
    write_entities(&mut out, [&given, &given], &ctx(), &view);
    let all: Value = serde_json::from_slice(&out).expect("JSON");
    assert_eq!(
        (&all["type"], &all["@context"], all["features"].as_array().map(Vec::len)),
        (&json!("FeatureCollection"), &json!("c"), Some(2))
    );
    assert!(all["features"][0].get("@context").is_none());
    let without = View { geojson: Some("urn:x:y".to_owned()), omit: vec![location], ..View::default() };
    let got = entity(&given, &ctx(), &without);
    assert_eq!(got["geometry"], Value::Null);
    assert!(got["properties"].get("location").is_none());
    let mut out = Vec::new();
    write_entities(&mut out, [], &ctx(), &View::default());
    assert_eq!(out, b"[]");
}

#[test]
fn evolutions() {
    let document = json!({"id": "urn:v:1", "type": "V", "speed": [
        {"value": 120, "observedAt": "2020-08-01T12:03:00Z"},
        {"value": 62, "observedAt": "2020-08-01T12:04:00Z", "datasetId": "urn:d:1"},
        {"value": 80, "observedAt": "2020-08-01T12:05:00Z"}],
        "says": [{"languageMap": {"en": "yes", "fr": "oui"}, "observedAt": "2020-08-01T12:03:00Z"}],
        "gender": {"vocab": "Red", "observedAt": "2020-08-01T12:03:00Z"}
    });
    let read = read::temporal(&document, &ctx()).expect("reads");
    let gone = Attr { value: json!([]), deleted_at: moment("2021-01-01T00:00:00Z"), ..Attr::default() };
    let mut evolution = Evolution {
        id: read.id,
        types: read.types,
        attrs: read.attrs,
        scopes: vec![gone],
        ..Evolution::default()
    };
    if let Some(first) = evolution.attrs.get_mut("https://example.org/speed").and_then(|all| all.first_mut())
    {
        first.instance_id = Some("urn:i:1".to_owned());
    }
    let write = |view: &View| -> Value {
        let mut out = Vec::new();
        write_evolution(&mut out, &evolution, TimeProperty::ObservedAt, &ctx(), view);
        serde_json::from_slice(&out).expect("JSON")
    };
    assert_eq!(
        write(&View::default()),
        json!({"id": "urn:v:1", "type": "V",
            "scope": [{"type": "Property", "value": [], "deletedAt": "2021-01-01T00:00:00Z"}],
            "speed": [
                {"type": "Property", "value": 120, "observedAt": "2020-08-01T12:03:00Z", "instanceId": "urn:i:1"},
                {"type": "Property", "value": 62, "observedAt": "2020-08-01T12:04:00Z", "datasetId": "urn:d:1"},
                {"type": "Property", "value": 80, "observedAt": "2020-08-01T12:05:00Z"}],
            "says": [{"type": "LanguageProperty", "languageMap": {"en": "yes", "fr": "oui"}, "observedAt": "2020-08-01T12:03:00Z"}],
            "gender": [{"type": "VocabProperty", "vocab": "Red", "observedAt": "2020-08-01T12:03:00Z"}]})
    );
    assert_eq!(
        write(&form(Form::Simplified)),
        json!({"id": "urn:v:1", "type": "V",
            "scope": {"type": "Property", "values": [[[], "2021-01-01T00:00:00Z"]]},
            "speed": [
                {"type": "Property", "values": [[120, "2020-08-01T12:03:00Z"], [80, "2020-08-01T12:05:00Z"]]},
                {"type": "Property", "datasetId": "urn:d:1", "values": [[62, "2020-08-01T12:04:00Z"]]}],
            "says": {"type": "LanguageProperty", "languageMaps": [[{"languageMap": {"en": "yes", "fr": "oui"}}, "2020-08-01T12:03:00Z"]]},
            "gender": {"type": "VocabProperty", "vocabs": [[{"vocab": "Red"}, "2020-08-01T12:03:00Z"]]}})
    );
    assert_eq!(
        write(&form(Form::Concise))["speed"][2],
        json!({"value": 80, "observedAt": "2020-08-01T12:05:00Z"})
    );
    let french = View { lang: Some("fr".to_owned()), ..form(Form::Simplified) };
    assert_eq!(
        write(&french)["says"],
        json!({"type": "Property", "values": [["oui", "2020-08-01T12:03:00Z"]]})
    );
    let only =
        View { datasets: vec!["urn:d:1".to_owned()], context: Some(json!("c")), ..form(Form::Simplified) };
    let got = write(&only);
    assert_eq!(
        (got["speed"]["datasetId"].as_str(), got.get("says"), &got["@context"]),
        (Some("urn:d:1"), None, &json!("c"))
    );

    let rows = vec![Row {
        value: json!(100.0),
        from: moment("2020-08-01T12:00:00Z").expect("time"),
        until: moment("2020-08-01T13:00:00Z").expect("time"),
    }];
    let sums = Aggregate {
        kind: Kind::Property,
        dataset_id: None,
        rows: vec![(Method::Avg, rows.clone()), (Method::Max, rows)],
    };
    let mut out = Vec::new();
    let all = BTreeMap::from([("https://example.org/speed".to_owned(), vec![sums])]);
    write_aggregated(&mut out, &evolution, &all, &ctx(), &View::default());
    let row = json!([[100.0, "2020-08-01T12:00:00Z", "2020-08-01T13:00:00Z"]]);
    assert_eq!(
        serde_json::from_slice::<Value>(&out).expect("JSON"),
        json!({"id": "urn:v:1", "type": "V", "speed": {"type": "Property", "avg": row, "max": row}})
    );
}

#[test]
fn proofs_keep_their_seals() {
    let document = json!({"id": "urn:v:1", "type": "V", "ngsildproof": {
        "type": "Property", "entityIdSealed": "urn:v:1", "entityTypeSealed": "Red", "value": {"type": "DataIntegrityProof"}
    }});
    let given = read::entity(&document, &ctx()).expect("reads");
    assert_eq!(entity(&given, &ctx(), &View::default()), document);
    let concise = entity(&given, &ctx(), &form(Form::Concise));
    assert_eq!(read::entity(&concise, &ctx()).map(|e| e.attrs.len()), Ok(1));
}

#[test]
fn texts_come_back_byte_for_byte() {
    for text in [
        "<script>alert('x')</script> \"q\" = ; ( )",
        "žltý kôň — 100 €",
        "日本語 中文 𝄞 👩‍👩‍👧 \u{202e}\u{0}\u{1f}\\ \n\t",
        "e\u{301} \u{feff}",
        "\u{2028}\u{2029}/",
    ] {
        let given = read_attr(&json!({"type": "Property", "value": text}));
        for each in [Form::Normalised, Form::Concise, Form::Simplified] {
            let got = shown(&given, &form(each));
            assert_eq!(got.get("value").unwrap_or(&got), text);
        }
    }
    let mut out = Vec::new();
    super::write_entity(&mut out, &read_attr(&json!("<é>")), &ctx(), &form(Form::Simplified));
    assert!(String::from_utf8_lossy(&out).contains("\"<é>\""));
}
