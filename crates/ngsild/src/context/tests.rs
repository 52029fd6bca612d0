use std::sync::Arc;

use serde_json::{Value, json};

use super::{Build, CORE_URL, Context, core_document, is_core, is_uri};
use crate::error::ErrorKind;

fn built(document: Value) -> Context {
    Context::build(&document, &|_| None).expect("builds")
}

fn wrong(document: &Value) -> ErrorKind {
    match Context::build(document, &|_| None) {
        Err(Build::Wrong(error)) => error.kind,
        other => panic!("{document}: {other:?}"),
    }
}

#[test]
fn core_terms_are_those_of_annex_b() {
    let core = Context::core();
    for (term, iri) in [
        ("location", "https://uri.etsi.org/ngsi-ld/location"),
        ("value", "https://uri.etsi.org/ngsi-ld/hasValue"),
        ("json", "https://uri.etsi.org/ngsi-ld/hasJSON"),
        ("containedBy", "https://uri.etsi.org/ngsi-ld/isContainedBy"),
        ("Point", "https://purl.org/geojson/vocab#Point"),
        ("title", "http://purl.org/dc/terms/title"),
        ("langString", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"),
        ("id", "@id"),
        ("type", "@type"),
        ("speed", "https://uri.etsi.org/ngsi-ld/default-context/speed"),
        ("速度", "https://uri.etsi.org/ngsi-ld/default-context/速度"),
    ] {
        assert_eq!(core.expand(term).expect(term), iri);
        assert_eq!(core.compact(iri), term);
    }
    for (name, iri) in [
        ("ngsi-ld:location", "https://uri.etsi.org/ngsi-ld/location"),
        ("https://example.org/a b", ""),
        ("https://example.org/a", "https://example.org/a"),
        ("urn:x:y", "urn:x:y"),
        ("schema:name", "schema:name"),
        ("my attr", ""),
        ("9lives", ""),
        ("_x", ""),
        ("a-b", ""),
        ("", ""),
        ("@graph", ""),
        ("a(b", ""),
        ("https://e.org/<x>", ""),
    ] {
        let got = core.expand(name);
        assert_eq!(got.as_deref().unwrap_or(""), iri, "{name}");
        assert!(got.is_ok() || got.is_err_and(|e| e.kind == ErrorKind::BadRequestData));
    }
    assert_eq!(core.source(), CORE_URL);
    assert_eq!(core.link(), Some(CORE_URL));
    let document: Value = serde_json::from_str(core_document()).expect("JSON");
    assert_eq!(document["@context"].as_object().map(serde_json::Map::len), Some(206));
}

#[test]
fn core_contexts_are_known_by_their_urls() {
    for url in ["", "-v1.3", "-v1.6", "-v1.7", "-v1.8", "-v1.9"] {
        let url = format!("https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context{url}.jsonld");
        assert!(is_core(&url), "{url}");
        assert_eq!(built(json!(url)).source(), CORE_URL);
        assert_eq!(built(json!([url])).source(), &json!(url));
    }
    for url in
        ["https://uri.etsi.org/ngsi-ld/v1/other.jsonld", "https://x.org/ngsi-ld-core-context.jsonld", ""]
    {
        assert!(!is_core(url), "{url}");
    }
}

#[test]
fn terms_prefixes_and_vocabularies() {
    let ctx = built(json!([{
        "ex": "https://example.org/", "loc": {"@id": "ex:places#"}, "Vehicle": "ex:Vehicle",
        "speed": {"@id": "https://example.org/speed", "@type": "xsd:double", "@container": "@set"},
        "colour": "hue", "hue": "ex:hue", "brand": {"@type": "@id"}, "@vocab": "https://vocab.org/", "@version": 1.1,
        "Property": "https://evil.example/Property", "value": "https://evil.example/value", "@language": "en",
        "gone": null, "almostFull": "https://example.org/almostFull"
    }, "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context.jsonld"]));
    for (name, iri, shown) in [
        ("Vehicle", "https://example.org/Vehicle", "Vehicle"),
        ("speed", "https://example.org/speed", "speed"),
        ("ex:other", "https://example.org/other", "ex:other"),
        ("colour", "https://example.org/hue", "hue"),
        ("brand", "https://vocab.org/brand", "brand"),
        ("Property", "https://uri.etsi.org/ngsi-ld/Property", "Property"),
        ("value", "https://uri.etsi.org/ngsi-ld/hasValue", "value"),
        ("free", "https://uri.etsi.org/ngsi-ld/default-context/free", "free"),
        ("gone", "https://uri.etsi.org/ngsi-ld/default-context/gone", "gone"),
        ("loc:a", "https://example.org/places#a", "ex:places#a"),
        (
            "https://uri.etsi.org/ngsi-ld/default-context/almostFull",
            "https://uri.etsi.org/ngsi-ld/default-context/almostFull",
            "ngsi-ld:default-context/almostFull",
        ),
    ] {
        assert_eq!(ctx.expand(name).expect(name), iri);
        assert_eq!(ctx.compact(iri), shown, "{iri}");
        assert_eq!(ctx.expand(&ctx.compact(iri)).expect("back"), iri);
    }
    assert_eq!(ctx.source()[1], "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context.jsonld");
    assert_eq!(ctx.link(), None);
}

#[test]
fn documents_are_asked_for_and_followed() {
    let a = "https://example.org/ctx/a.jsonld";
    let ask = json!([a, "https://example.org/b.jsonld", CORE_URL]);
    assert_eq!(
        Context::build(&ask, &|_| None).err(),
        Some(Build::Missing(vec![a.to_owned(), "https://example.org/b.jsonld".to_owned()]))
    );
    let load = |url: &str| -> Option<Arc<Value>> {
        Some(Arc::new(match url {
            "https://example.org/ctx/a.jsonld" => json!({"@context": ["../b.jsonld", {"x": "urn:a:x"}]}),
            "https://example.org/b.jsonld" => {
                json!({"@context": {"x": "urn:b:x", "y": {"@id": "urn:b:y", "@context": {}}}})
            }
            "https://example.org/self.jsonld" => json!({"@context": "https://example.org/self.jsonld"}),
            "https://example.org/none.jsonld" => json!({"x": "urn:b:x"}),
            "https://example.org/bad.jsonld" => json!({"@context": {"x": 7}}),
            "https://example.org/list.jsonld" => json!([1]),
            _ => return None,
        }))
    };
    let ctx = Context::build(&json!(a), &load).expect("builds");
    assert_eq!(ctx.expand("x").expect("x"), "urn:a:x");
    assert_eq!(ctx.expand("y").expect("y"), "urn:b:y");
    assert_eq!(ctx.source(), &json!([a, CORE_URL]));
    assert_eq!(ctx.link(), Some(a));
    // One that brings the core context along needs no other beside it.
    let whole = |_: &str| Some(Arc::new(json!({"@context": [{"x": "urn:a:x"}, CORE_URL]})));
    let ctx = Context::build(&json!([a]), &whole).expect("builds");
    assert_eq!(ctx.source(), &json!([a]));
    for (url, kind) in [
        ("https://example.org/self.jsonld", ErrorKind::BadRequestData),
        ("https://example.org/none.jsonld", ErrorKind::LdContextNotAvailable),
        ("https://example.org/bad.jsonld", ErrorKind::LdContextNotAvailable),
        ("https://example.org/list.jsonld", ErrorKind::LdContextNotAvailable),
    ] {
        match Context::build(&json!(url), &load) {
            Err(Build::Wrong(error)) => assert_eq!(error.kind, kind, "{url}"),
            other => panic!("{url}: {other:?}"),
        }
    }
}

#[test]
fn what_is_no_context_is_refused() {
    for document in [
        json!(42),
        json!(true),
        json!(["https://example.org/x", 7]),
        json!("not a url"),
        json!({"x": 5}),
        json!({"x": {"@id": 5}}),
        json!({"@vocab": 1}),
        json!({"Vehicle": {"@id": "https://example.org/Vehicle", "@context": {"speed": "urn:x"}}}),
        json!({"a": "b:x", "b": "a:x"}),
        json!({"a": "b", "b": "a"}),
        (0..40).fold(json!({}), |inner, _| json!([inner])),
    ] {
        assert_eq!(wrong(&document), ErrorKind::BadRequestData, "{document}");
    }
    assert_eq!(built(json!([])).source(), CORE_URL);
    assert_eq!(built(Value::Null).source(), CORE_URL);
}

#[test]
fn uris_are_absolute_and_visible() {
    for yes in
        ["urn:ngsi-ld:Vehicle:1", "https://example.org/a?b#c", "urn:ngsi-ld:Ciudad:París", "a:b", "urn:车:1"]
    {
        assert!(is_uri(yes), "{yes}");
    }
    let hidden = [
        0x202E, 0x200B, 0xFEFF, 0x2028, 0xA0, 0x3C, 0xFE0F, 0xE0100, 0xFDD0, 0xFFFE, 0x115F, 0x3164, 0xFFA0,
        0x2800,
    ];
    for c in hidden {
        let id = format!("urn:x:{}", char::from_u32(c).expect("char"));
        assert!(!is_uri(&id), "{c:x}");
    }
    for no in ["", "abc", "1a:b", ":b", "urn:", "urn:a b", "a{b:c"] {
        assert!(!is_uri(no), "{no}");
    }
}

#[test]
fn words_of_vocabularies_are_freer_than_names() {
    let ctx = built(
        json!({"ex": "https://example.org/", "on-hold": "ex:OnHold", "Held": "ex:Held", "is-held": "ex:Held"}),
    );
    for (word, iri, shown) in [
        ("on-hold", "https://example.org/OnHold", "on-hold"),
        ("in-progress", "https://uri.etsi.org/ngsi-ld/default-context/in-progress", "in-progress"),
        ("24h", "https://uri.etsi.org/ngsi-ld/default-context/24h", "24h"),
        ("is-held", "https://example.org/Held", "Held"),
        ("monument", "https://uri.etsi.org/ngsi-ld/default-context/monument", "monument"),
        ("ex:other", "https://example.org/other", "ex:other"),
    ] {
        assert_eq!(ctx.expand_word(word).expect(word), iri);
        assert_eq!(ctx.compact_word(iri), shown);
        assert_eq!(ctx.expand_word(shown).expect(shown), iri);
    }
    for no in ["two words", "", "@x", "a<b", "a\u{200b}"] {
        assert!(ctx.expand_word(no).is_err(), "{no}");
    }
    assert!(ctx.expand("on-hold").is_err());
    let ctx = built(json!([{"a": "urn:a:b"}, null, {"c": "urn:c:d"}]));
    assert_eq!(ctx.expand("a").expect("a"), "https://uri.etsi.org/ngsi-ld/default-context/a");
}
