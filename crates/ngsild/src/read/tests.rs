use serde_json::{Value, json};

use super::{What, attribute, check_geometry, entity, fragment, temporal};
use crate::context::Context;
use crate::error::{Error, ErrorKind};
use crate::model::{Attr, Entity, Kind};

const HERE: &str = "https://uri.etsi.org/ngsi-ld/default-context/";

fn ctx() -> Context {
    Context::build(&json!({"ex": "https://example.org/", "Red": "ex:colours#Red"}), &|_| None)
        .expect("context")
}

fn of(attr: Value) -> Result<Entity, Error> {
    entity(&json!({"id": "urn:ngsi-ld:Vehicle:1", "type": "Vehicle", "a": attr}), &ctx())
}

fn one(attr: Value) -> Attr {
    let shown = attr.to_string();
    let entity = of(attr).unwrap_or_else(|error| panic!("{shown}: {error:?}"));
    entity.attr(&format!("{HERE}a")).expect("there").clone()
}

#[test]
fn every_kind_is_read_in_every_form() {
    let point = json!({"type": "Point", "coordinates": [8.0, 49.0]});
    let map = json!({"fr": "Grand Place", "nl": ["Grote", "Markt"], "zh-Hans": "广场", "@none": "x"});
    for (given, kind, value) in [
        (json!({"type": "Property", "value": 5}), Kind::Property, json!(5)),
        (
            json!({"@type": "ngsi-ld:Property", "value": [1, "a", {"b": null}]}),
            Kind::Property,
            json!([1, "a", {"b": null}]),
        ),
        (json!({"type": "https://uri.etsi.org/ngsi-ld/Property", "value": {}}), Kind::Property, json!({})),
        (json!({"value": false}), Kind::Property, json!(false)),
        (json!(55), Kind::Property, json!(55)),
        (json!([1, 2, 3]), Kind::Property, json!([1, 2, 3])),
        (json!([]), Kind::Property, json!([])),
        (json!({"street": "x", "no": 5}), Kind::Property, json!({"street": "x", "no": 5})),
        (
            json!({"value": {"@type": "@json", "@value": null}}),
            Kind::Property,
            json!({"@type": "@json", "@value": null}),
        ),
        (
            json!("<script>alert('x')</script> \"q\" = ; ( )"),
            Kind::Property,
            json!("<script>alert('x')</script> \"q\" = ; ( )"),
        ),
        (json!({"type": "GeoProperty", "value": point}), Kind::GeoProperty, point.clone()),
        (json!({"type": "GeoProperty", "value": point.to_string()}), Kind::GeoProperty, point.clone()),
        (json!({"value": point}), Kind::GeoProperty, point.clone()),
        (point.clone(), Kind::GeoProperty, point.clone()),
        (json!({"type": "Property", "value": point}), Kind::Property, point.clone()),
        (json!({"type": "Relationship", "object": "urn:a:b"}), Kind::Relationship, json!("urn:a:b")),
        (
            json!({"object": ["urn:a:b", "urn:a:París"]}),
            Kind::Relationship,
            json!(["urn:a:b", "urn:a:París"]),
        ),
        (json!({"type": "LanguageProperty", "languageMap": map}), Kind::LanguageProperty, map.clone()),
        (json!({"languageMap": map}), Kind::LanguageProperty, map.clone()),
        (
            json!({"type": "VocabProperty", "vocab": "Red"}),
            Kind::VocabProperty,
            json!("https://example.org/colours#Red"),
        ),
        (
            json!({"vocab": ["Red", "blue"]}),
            Kind::VocabProperty,
            json!(["https://example.org/colours#Red", format!("{HERE}blue")]),
        ),
        (
            json!({"type": "JsonProperty", "json": {"type": "raw", "value": null}}),
            Kind::JsonProperty,
            json!({"type": "raw", "value": null}),
        ),
        (json!({"json": [{"id": 1}]}), Kind::JsonProperty, json!([{"id": 1}])),
        (json!({"type": "ListProperty", "valueList": [1, "x"]}), Kind::ListProperty, json!([1, "x"])),
        (json!({"valueList": []}), Kind::ListProperty, json!([])),
        (
            json!({"type": "ListRelationship", "objectList": ["urn:r:1", {"object": "urn:r:2"}]}),
            Kind::ListRelationship,
            json!(["urn:r:1", "urn:r:2"]),
        ),
        (json!({"objectList": ["urn:r:1"]}), Kind::ListRelationship, json!(["urn:r:1"])),
    ] {
        let attr = one(given.clone());
        assert_eq!((attr.kind, attr.value), (kind, value), "{given}");
        assert!(attr.sub.is_empty() && attr.dataset_id.is_none());
    }
}

#[test]
fn what_is_around_a_value_is_read() {
    let attr = one(json!({
        "type": "Property", "value": 5, "unitCode": "CEL", "observedAt": "2020-08-01T12:03:00,5Z", "datasetId": "@none",
        "valueType": "xsd:double", "expiresAt": "2030-01-01T00:00:00Z", "createdAt": "never", "modifiedAt": 5,
        "instanceId": {}, "lang": "fr",
        "accuracy": {"type": "Property", "value": 1, "by": {"type": "Relationship", "object": "urn:a:b"}},
        "source": "Speedometer",
        "many": [{"value": 1}, {"value": 2, "datasetId": "urn:d:1"}]
    }));
    assert_eq!(attr.unit_code.as_deref(), Some("CEL"));
    assert_eq!(attr.observed_at.map(|t| t.to_string()).as_deref(), Some("2020-08-01T12:03:00.500Z"));
    assert_eq!(attr.value_type.as_deref(), Some("xsd:double"));
    assert_eq!(attr.expires_at.map(|t| t.to_string()).as_deref(), Some("2030-01-01T00:00:00Z"));
    assert_eq!((attr.created_at, attr.modified_at, attr.instance_id), (None, None, None));
    assert_eq!(attr.sub.len(), 3);
    assert_eq!(attr.sub[&format!("{HERE}accuracy")][0].sub[&format!("{HERE}by")][0].kind, Kind::Relationship);
    assert_eq!(attr.sub[&format!("{HERE}source")][0].value, "Speedometer");
    assert_eq!(attr.sub[&format!("{HERE}many")].len(), 2);
    let attr = one(json!({"object": "urn:a:b", "objectType": ["Car", "ex:Bus"]}));
    assert_eq!(attr.object_types, [format!("{HERE}Car"), "https://example.org/Bus".to_owned()]);
    let attr = one(json!({"languageMap": {"en": "a"}, "valueType": "langString"}));
    assert_eq!(attr.value_type.as_deref(), Some("http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"));
}

#[test]
fn entities_are_read() {
    let read = entity(
        &json!({
            "@id": "urn:ngsi-ld:Vehicle:1", "@type": ["Vehicle", "ex:Bus", "Vehicle"], "scope": ["a/b", "/c", "/a/b"],
            "createdAt": "x", "expiresAt": "2030-01-01T00:00:00Z", "@context": ["ignored", 5],
            "speed": [{"type": "Property", "value": 1, "datasetId": "urn:d:1"}, {"type": "Property", "value": 2}],
            "name": {"dataset": {"urn:d:1": "David", "@none": "Ziggy"}},
            "速度": 1, "https://example.org/x": 2,
            "location": {"type": "Point", "coordinates": [1, 2]},
            "ngsildproof": {"type": "Property", "entityIdSealed": "urn:a:b", "entityTypeSealed": "Red", "value": {"type": "DataIntegrityProof"}}
        }),
        &ctx(),
    )
    .expect("reads");
    assert_eq!(read.id, "urn:ngsi-ld:Vehicle:1");
    assert_eq!(read.types, [format!("{HERE}Vehicle"), "https://example.org/Bus".to_owned()]);
    assert_eq!(read.scopes, Some(vec!["/a/b".to_owned(), "/c".to_owned()]));
    assert_eq!(read.attrs.len(), 6);
    let speed = &read.attrs[&format!("{HERE}speed")];
    assert_eq!((speed[0].dataset_id.as_deref(), speed[1].dataset_id.as_deref()), (None, Some("urn:d:1")));
    assert_eq!(read.attr(&format!("{HERE}name")).expect("name").value, "Ziggy");
    assert!(read.attrs.contains_key(&format!("{HERE}速度")));
    let proof = read.attr("https://uri.etsi.org/ngsi-ld/ngsildproof").expect("proof");
    assert_eq!(
        proof.sub["https://uri.etsi.org/ngsi-ld/entityTypeSealed"][0].value,
        "https://example.org/colours#Red"
    );
}

#[test]
fn wrong_attributes_are_refused_with_their_path() {
    let ring =
        |ring: Value| json!({"type": "GeoProperty", "value": {"type": "Polygon", "coordinates": [ring]}});
    for (given, path) in [
        (json!(null), "a"),
        (json!("urn:ngsi-ld:null"), "a"),
        (json!({"type": "Property"}), "a.value"),
        (json!({"type": "Property", "value": null}), "a.value"),
        (json!({"type": "Property", "value": "urn:ngsi-ld:null"}), "a.value"),
        (json!({"type": "Property", "value": {"geo": {"country": "urn:ngsi-ld:null"}}}), "a.value.country"),
        (
            json!({"type": "Property", "value": 1, "sub": {"type": "Property", "value": "urn:ngsi-ld:null"}}),
            "a.sub.value",
        ),
        (json!({"type": "Property", "value": 1, "sub": null}), "a.sub"),
        (json!({"type": "Property", "value": 1, "my sub": 1}), "a.my sub"),
        (json!({"type": "Property", "value": 1, "object": "urn:a:b"}), "a.object"),
        (json!({"type": "Property", "value": 1, "languageMap": {"en": "x"}}), "a.languageMap"),
        (json!({"type": "Property", "value": 1, "previousValue": 0}), "a.previousValue"),
        (json!({"type": "Property", "value": 1, "entityIdSealed": true}), "a.entityIdSealed"),
        (json!({"type": "Property", "value": 1, "entity": {}}), "a.entity"),
        (json!({"type": "Property", "value": 1, "objectType": "X"}), "a.objectType"),
        (json!({"type": "Property", "value": 1, "observedAt": "2026-08-10"}), "a.observedAt"),
        (json!({"type": "Property", "value": 1, "observedAt": "2026-08-10T12:00:00+02:00"}), "a.observedAt"),
        (
            json!({"type": "Property", "value": 1, "observedAt": {"type": "Property", "value": "2026-08-10T12:00:00Z"}}),
            "a.observedAt",
        ),
        (json!({"type": "Property", "value": 1, "unitCode": 5}), "a.unitCode"),
        (json!({"type": "Property", "value": 1, "datasetId": "no uri"}), "a.datasetId"),
        (json!({"type": "Property", "value": 1, "datasetId": "urn:ngsi-ld:null"}), "a.datasetId"),
        (json!({"type": "Property", "value": 1, "datasetId": 5}), "a.datasetId"),
        (json!({"type": "Property", "value": 1, "@context": {}}), "a.@context"),
        (json!({"type": "Property", "value": 1, "id": "urn:a:b"}), "a.id"),
        (json!({"type": "Propperty", "value": 1}), "a.type"),
        (json!({"type": ["Property"], "value": 1}), "a.type"),
        (json!({"type": "raw", "x": 1}), "a.type"),
        (json!({"observedAt": "2020-01-01T00:00:00Z"}), "a"),
        (json!({"type": "Relationship"}), "a.object"),
        (json!({"type": "Relationship", "object": "no uri"}), "a.object"),
        (json!({"type": "Relationship", "object": ["urn:a:b", 5]}), "a.object"),
        (json!({"type": "Relationship", "object": []}), "a.object"),
        (json!({"type": "Relationship", "object": "urn:a:b", "unitCode": "MTR"}), "a.unitCode"),
        (json!({"type": "Relationship", "object": "urn:a:b", "value": 42}), "a.value"),
        (json!({"type": "Relationship", "object": "urn:ngsi-ld:null"}), "a.object"),
        (json!({"type": "LanguageProperty"}), "a.languageMap"),
        (json!({"type": "LanguageProperty", "languageMap": "x"}), "a.languageMap"),
        (json!({"type": "LanguageProperty", "languageMap": {"en": 5}}), "a.languageMap.en"),
        (json!({"type": "LanguageProperty", "languageMap": {"en": ["a", 5]}}), "a.languageMap.en"),
        (json!({"type": "LanguageProperty", "languageMap": {"": "x"}}), "a.languageMap."),
        (json!({"type": "LanguageProperty", "languageMap": {"@none": "urn:ngsi-ld:null"}}), "a.languageMap"),
        (
            json!({"type": "LanguageProperty", "languageMap": {"en": "x"}, "valueType": "xsd:string"}),
            "a.valueType",
        ),
        (json!({"type": "VocabProperty", "vocab": 5}), "a.vocab"),
        (json!({"type": "VocabProperty", "vocab": "two words"}), "a.vocab"),
        (json!({"type": "JsonProperty", "json": 5}), "a.json"),
        (json!({"type": "JsonProperty", "json": {"a": 1}, "unitCode": "MTR"}), "a.unitCode"),
        (json!({"type": "ListProperty", "valueList": 5}), "a.valueList"),
        (json!({"type": "ListProperty", "valueList": [null]}), "a.valueList"),
        (json!({"type": "ListProperty", "valueList": [1.2], "value": 3}), "a.value"),
        (json!({"type": "ListRelationship", "objectList": ["not a uri"]}), "a.objectList"),
        (json!([{"value": 1}, {"value": 2, "datasetId": "@none"}]), "a"),
        (json!([{"value": 1, "datasetId": "urn:d:1"}, {"value": 2, "datasetId": "urn:d:1"}]), "a"),
        (json!([{"value": 1}, {"type": "Relationship", "datasetId": "urn:d:1"}]), "a[1].object"),
        (json!({"type": "GeoProperty", "value": 5}), "a.value"),
        (json!({"type": "GeoProperty", "value": "{"}), "a.value"),
        (json!({"type": "GeoProperty", "value": {"type": "Circle", "coordinates": [1, 2]}}), "a.value.type"),
        (
            json!({"type": "GeoProperty", "value": {"type": "GeometryCollection", "geometries": []}}),
            "a.value",
        ),
        (json!({"type": "Point", "coordinates": []}), "a.coordinates"),
        (json!({"type": "Point", "coordinates": [181, 0]}), "a.coordinates"),
        (json!({"type": "Point", "coordinates": [0, -91]}), "a.coordinates"),
        (json!({"type": "Point", "coordinates": ["0", "1"]}), "a.coordinates"),
        (ring(json!([[0, 0], [1, 0], [1, 1]])), "a.value.coordinates"),
        (ring(json!([[0, 0], [1, 0], [1, 1], [0, 1]])), "a.value.coordinates"),
        (ring(json!([])), "a.value.coordinates"),
        ((0..100).fold(json!(1), |inner, _| json!({"value": 1, "x": inner})), ""),
        ((0..100).fold(json!(1), |inner, _| json!([inner])), "a"),
        ((0..100).fold(json!(1), |inner, _| json!({"json": {"x": inner}})), "a.json"),
    ] {
        let error = of(given.clone()).expect_err(&given.to_string());
        assert_eq!(error.kind, ErrorKind::BadRequestData, "{given}");
        if !path.is_empty() {
            assert_eq!(error.field.as_deref(), Some(path), "{given}: {:?}", error.message);
        }
    }
}

#[test]
fn wrong_entities_are_refused() {
    let id = "urn:ngsi-ld:Vehicle:1";
    for (given, path) in [
        (json!([]), None),
        (json!("x"), None),
        (json!({}), Some("id")),
        (json!({"type": "Vehicle"}), Some("id")),
        (json!({"id": id}), Some("type")),
        (json!({"id": "no-uri", "type": "V"}), Some("id")),
        (json!({"id": "urn:ngsi-ld:null", "type": "V"}), Some("id")),
        (json!({"id": 5, "type": "V"}), Some("id")),
        (json!({"id": id, "@id": id, "type": "V"}), Some("id")),
        (json!({"id": id, "type": []}), Some("type")),
        (json!({"id": id, "type": "9V"}), Some("type")),
        (json!({"id": id, "type": "type"}), Some("type")),
        (json!({"id": id, "type": ["V", 5]}), Some("type")),
        (json!({"id": id, "type": "V", "scope": "9bad"}), Some("scope")),
        (json!({"id": id, "type": "V", "scope": "/a//b"}), Some("scope")),
        (json!({"id": id, "type": "V", "scope": "a-b"}), Some("scope")),
        (json!({"id": id, "type": "V", "scope": ["/ok", "9bad"]}), Some("scope")),
        (json!({"id": id, "type": "V", "scope": []}), Some("scope")),
        (json!({"id": id, "type": "V", "scope": "urn:ngsi-ld:null"}), Some("scope")),
        (json!({"id": id, "type": "V", "expiresAt": "soon"}), Some("expiresAt")),
        (json!({"id": id, "type": "V", "datasetId": {"type": "Property", "value": 1}}), Some("datasetId")),
        (json!({"id": id, "type": "V", "instanceId": 1}), Some("instanceId")),
        (json!({"id": id, "type": "V", "observedAt": {"value": 1}}), Some("observedAt")),
        (json!({"id": id, "type": "V", "my attr": 1}), Some("my attr")),
        (json!({"id": id, "type": "V", "@graph": 1}), Some("@graph")),
        (json!({"id": id, "type": "V", "x": 1, "ngsi-ld:default-context/x": 2}), Some("x")),
        (json!({"id": id, "type": "V", "location": 5}), Some("location")),
        (json!({"id": id, "type": "V", "location": {"object": "urn:a:b"}}), Some("location")),
        (
            json!({"id": id, "type": "V", "ngsildproof": {"type": "Property", "value": "x"}}),
            Some("ngsildproof.value"),
        ),
    ] {
        let error = entity(&given, &ctx()).expect_err(&given.to_string());
        assert_eq!((error.kind, error.field.as_deref()), (ErrorKind::BadRequestData, path), "{given}");
    }
    // Too many instances.
    let many: Vec<Value> =
        (0..60_000).map(|n| json!({"value": n, "datasetId": format!("urn:d:{n}")})).collect();
    assert!(of(json!(many)).is_err());
}

#[test]
fn fragments_may_delete_and_may_be_partial() {
    let a = format!("{HERE}a");
    let read = |what, attr: Value| fragment(&json!({"a": attr}), &ctx(), what).map(|e| e.attrs[&a].clone());
    for null in [
        json!("urn:ngsi-ld:null"),
        json!({"type": "Property", "value": "urn:ngsi-ld:null"}),
        json!({"value": "urn:ngsi-ld:null"}),
        json!({"type": "GeoProperty", "value": "urn:ngsi-ld:null"}),
        json!({"type": "Relationship", "object": "urn:ngsi-ld:null"}),
        json!({"type": "LanguageProperty", "languageMap": {"@none": "urn:ngsi-ld:null"}}),
        json!({"type": "LanguageProperty", "languageMap": "urn:ngsi-ld:null"}),
        json!({"type": "VocabProperty", "vocab": "urn:ngsi-ld:null"}),
        json!({"json": "urn:ngsi-ld:null"}),
        json!({"valueList": ["urn:ngsi-ld:null"]}),
        json!({"objectList": ["urn:ngsi-ld:null"]}),
    ] {
        for what in [What::Entity, What::Attrs] {
            let attrs = read(what, null.clone()).expect("reads");
            assert_eq!((attrs.len(), attrs[0].kind), (1, Kind::Deletion), "{null}");
        }
        assert!(read(What::Append, null.clone()).is_err(), "{null}");
        let attrs = fragment(&null, &ctx(), What::Attr(&a));
        assert_eq!(attrs.is_ok(), null.is_object(), "{null}");
    }
    let attrs =
        read(What::Entity, json!({"value": "urn:ngsi-ld:null", "datasetId": "urn:d:1"})).expect("reads");
    assert_eq!(attrs[0].dataset_id.as_deref(), Some("urn:d:1"));

    let attrs =
        read(What::Entity, json!({"observedAt": "2020-01-01T00:00:00Z", "unitCode": "urn:ngsi-ld:null"}));
    let attr = &attrs.expect("reads")[0];
    assert_eq!((attr.kind, attr.removed.as_slice()), (Kind::Partial, ["unitCode".to_owned()].as_slice()));
    assert!(read(What::Attrs, json!({"observedAt": "2020-01-01T00:00:00Z"})).is_err());
    assert!(read(What::Append, json!({"type": "Property"})).is_err());
    let attr =
        &read(What::Entity, json!({"type": "Property", "accuracy": "urn:ngsi-ld:null"})).expect("reads")[0];
    assert_eq!((attr.kind, attr.sub[&format!("{HERE}accuracy")][0].kind), (Kind::Partial, Kind::Deletion));
    let attr = &read(What::Entity, json!({"accuracy": {"value": 3}})).expect("reads")[0];
    assert_eq!((attr.kind, attr.untyped), (Kind::Partial, false));
    let attr = &read(What::Entity, json!({"country": "Germany"})).expect("reads")[0];
    assert_eq!(
        (attr.kind, attr.untyped, &attr.value),
        (Kind::Property, true, &json!({"country": "Germany"}))
    );

    // NULL inside a value: only in a merge (clause 5.5.4).
    let inside = json!({"type": "Property", "value": {"country": "urn:ngsi-ld:null"}});
    assert_eq!(read(What::Entity, inside.clone()).expect("reads")[0].value["country"], "urn:ngsi-ld:null");
    assert!(read(What::Attrs, inside.clone()).is_err());
    assert!(fragment(&inside, &ctx(), What::Attr(&a)).is_err());
    let map = json!({"type": "LanguageProperty", "languageMap": {"en": "urn:ngsi-ld:null", "fr": "x"}});
    assert_eq!(read(What::Entity, map.clone()).expect("reads")[0].value["en"], "urn:ngsi-ld:null");
    assert!(read(What::Attrs, map).is_err());
    assert!(read(What::Entity, json!(null)).is_err());
}

#[test]
fn partial_updates_are_read_as_the_attribute_itself() {
    let a = format!("{HERE}a");
    let read = |json: Value| fragment(&json, &ctx(), What::Attr(&a)).map(|e| e.attrs[&a][0].clone());
    let attr =
        read(json!({"value": 5, "observedAt": "2020-01-01T00:00:00Z", "@context": ["x"]})).expect("reads");
    assert_eq!((attr.kind, attr.untyped, attr.value), (Kind::Property, true, json!(5)));
    let attr = read(json!({"type": "Relationship", "object": "urn:a:b"})).expect("reads");
    assert_eq!((attr.kind, attr.untyped), (Kind::Relationship, false));
    let attr = read(json!({"providedBy": {"type": "Relationship", "object": "urn:a:b"}})).expect("reads");
    assert_eq!((attr.kind, attr.sub.len()), (Kind::Partial, 1));
    let attr = read(json!({"source": "x", "gone": "urn:ngsi-ld:null"})).expect("reads");
    assert_eq!(attr.sub[&format!("{HERE}gone")][0].kind, Kind::Deletion);
    for no in [
        json!({}),
        json!({"@context": "x"}),
        json!([]),
        json!(5),
        json!("urn:ngsi-ld:null"),
        json!({"datasetId": "urn:ngsi-ld:null"}),
    ] {
        assert!(read(no.clone()).is_err(), "{no}");
    }
    assert!(attribute(&json!({"observedAt": "2020-01-01T00:00:00Z"}), &ctx(), &a).is_err());
    assert!(attribute(&json!({"type": "Property", "value": "urn:ngsi-ld:null"}), &ctx(), &a).is_err());
    assert_eq!(
        attribute(&json!([{"value": 1, "datasetId": "urn:d:1"}, {"value": 2}]), &ctx(), &a)
            .expect("reads")
            .len(),
        2
    );
}

#[test]
fn other_members_of_fragments() {
    let read = |what, json: Value| fragment(&json, &ctx(), what);
    for what in [What::Entity, What::Attrs, What::Append] {
        assert!(read(what, json!({})).is_err());
        assert!(read(what, json!({"@context": "x"})).is_err());
        assert_eq!(read(what, json!({"type": "Car"})).expect("reads").types, [format!("{HERE}Car")]);
        assert_eq!(read(what, json!({"scope": "/a"})).expect("reads").scopes, Some(vec!["/a".to_owned()]));
    }
    let scopes = read(What::Entity, json!({"scope": "urn:ngsi-ld:null"})).expect("reads").scopes;
    assert_eq!(scopes, Some(vec!["urn:ngsi-ld:null".to_owned()]));
}

#[test]
fn evolutions_keep_all_instances() {
    let read = temporal(
        &json!({"id": "urn:v:1", "type": "V", "speed": [
            {"type": "Property", "value": 120, "observedAt": "2020-08-01T12:03:00Z"},
            {"type": "Property", "value": 80, "observedAt": "2020-08-01T12:05:00Z", "datasetId": "urn:d:1"},
            {"type": "Property", "value": 100, "observedAt": "2020-08-01T12:07:00Z"}
        ], "one": {"value": 1}}),
        &ctx(),
    )
    .expect("reads");
    let values: Vec<&Value> = read.attrs[&format!("{HERE}speed")].iter().map(|attr| &attr.value).collect();
    assert_eq!(values, [120, 80, 100]);
}

#[test]
fn geometries() {
    for yes in [
        json!({"type": "Point", "coordinates": [1, 2]}),
        json!({"type": "Point", "coordinates": [-180, 90, 55.5]}),
        json!({"type": "MultiPoint", "coordinates": [[1, 2], [3, 4]]}),
        json!({"type": "LineString", "coordinates": [[1, 2], [3, 4]]}),
        json!({"type": "MultiLineString", "coordinates": [[[1, 2], [3, 4]]]}),
        json!({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}),
        json!({"type": "MultiPolygon", "coordinates": [[[[0, 0], [1, 0], [1, 1], [0, 0]]]]}),
    ] {
        assert_eq!(check_geometry(&yes), Ok(()), "{yes}");
    }
    for no in [
        json!({"type": "LineString", "coordinates": [[1, 2]]}),
        json!({"type": "MultiPoint", "coordinates": []}),
        json!({"type": "Point"}),
        json!({"coordinates": [1, 2]}),
        json!({"type": "Point", "coordinates": [[1, 2]]}),
        json!({"type": "Point", "coordinates": [1]}),
        json!({"type": "Point", "coordinates": [1, 2, 3, 4, 5]}),
        json!({"type": "Polygon", "coordinates": [[0, 0], [1, 0], [1, 1], [0, 0]]}),
        json!(5),
    ] {
        assert!(check_geometry(&no).is_err(), "{no}");
    }
}
