//! Cases of the rules of change, from the examples of clauses 5.5.8 and 5.5.12 and the procedures of 5.6.

use serde_json::{Value, json};

use super::*;
use crate::error::ErrorKind;
use crate::model::{Entity, Kind, NULL};

const BEFORE: Timestamp = Timestamp(1_000);
const NOW: Timestamp = Timestamp(2_000);

fn property(value: Value) -> Attr {
    Attr { kind: Kind::Property, value, ..Attr::default() }
}

fn of(kind: Kind, value: Value) -> Attr {
    Attr { kind, ..property(value) }
}

fn at(text: &str) -> Option<Timestamp> {
    Timestamp::parse(text)
}

/// `temperature` is that of the clauses' examples.
fn temperature() -> Attr {
    Attr {
        unit_code: Some("CEL".to_owned()),
        observed_at: at("2022-03-14T01:59:26.535Z"),
        ..property(json!(25))
    }
}

fn set(instance: Attr, dataset: &str) -> Attr {
    Attr { dataset_id: Some(dataset.to_owned()), ..instance }
}

fn entity(attrs: &[(&str, Vec<Attr>)]) -> Entity {
    let mut entity = Entity { id: "urn:e:1".to_owned(), types: vec!["x:A".to_owned()], ..fragment(attrs) };
    create(&mut entity, BEFORE);
    entity
}

fn fragment(attrs: &[(&str, Vec<Attr>)]) -> Entity {
    let attrs = attrs.iter().map(|(name, all)| ((*name).to_owned(), all.clone())).collect();
    Entity { attrs, ..Entity::default() }
}

/// `name dataset what`, for each change.
fn told(edited: &Edited) -> Vec<String> {
    let one = |change: &Change| {
        let dataset = change.dataset_id.as_deref().unwrap_or("-");
        format!("{} {dataset} {:?}", change.attr, change.what)
    };
    edited.changes.iter().map(one).collect()
}

fn refused(edited: &Edited) -> Vec<(&str, ErrorKind)> {
    edited.not_updated.iter().map(|(name, error)| (name.as_str(), error.kind)).collect()
}

#[test]
fn a_new_entity_is_stamped() {
    let mut inner = property(json!(1));
    inner
        .sub
        .insert("x:s".to_owned(), vec![property(json!(2)), set(of(Kind::Deletion, json!(null)), "urn:d")]);
    let entity = entity(&[("x:a", vec![inner]), ("x:gone", vec![of(Kind::Deletion, json!(null))])]);
    assert_eq!((entity.created_at, entity.modified_at), (Some(BEFORE), Some(BEFORE)));
    let a = entity.attr("x:a").expect("kept");
    assert_eq!(
        (a.created_at, a.sub["x:s"][0].modified_at, a.sub["x:s"].len()),
        (Some(BEFORE), Some(BEFORE), 1)
    );
    assert!(!entity.attrs.contains_key("x:gone"));
}

#[test]
fn append_adds_and_replaces() {
    let mut e = entity(&[("x:t", vec![temperature(), set(property(json!(1)), "urn:d1")])]);
    let given = fragment(&[
        ("x:new", vec![property(json!("n"))]),
        (
            "x:t",
            vec![property(json!(100)), set(property(json!(1)), "urn:d1"), set(property(json!(3)), "urn:d2")],
        ),
    ]);
    let edited = append(&mut e, given.clone(), false, NOW);
    assert_eq!(
        told(&edited),
        ["x:new - Created", "x:t - Updated", "x:t urn:d1 Unchanged", "x:t urn:d2 Created"]
    );
    assert_eq!(edited.updated, ["x:new", "x:t"]);
    assert!(edited.complete());
    let t = e.attr("x:t").expect("there");
    // Replaced as a whole; createdAt stays.
    assert_eq!((t.unit_code.as_deref(), t.observed_at), (None, None));
    assert_eq!((t.created_at, t.modified_at), (Some(BEFORE), Some(NOW)));
    assert_eq!((e.created_at, e.modified_at), (Some(BEFORE), Some(NOW)));

    let mut e = entity(&[("x:t", vec![temperature()])]);
    let edited = append(&mut e, given, true, NOW);
    assert_eq!(told(&edited), ["x:new - Created", "x:t urn:d1 Created", "x:t urn:d2 Created"]);
    assert_eq!(refused(&edited), [("x:t", ErrorKind::AlreadyExists)]);
    assert_eq!(e.attr("x:t").expect("there").value, json!(25));
    let edited = append(&mut e, fragment(&[("x:t", vec![of(Kind::Deletion, json!(null))])]), false, NOW);
    assert_eq!(refused(&edited), [("x:t", ErrorKind::BadRequestData)]);
    assert!(!edited.touched());
}

#[test]
fn the_default_instance_stands_first() {
    let mut e = entity(&[("x:t", vec![set(property(json!(1)), "urn:d1")])]);
    append(&mut e, fragment(&[("x:t", vec![property(json!(2))])]), false, NOW);
    assert_eq!(e.attrs["x:t"].iter().map(|one| one.value.clone()).collect::<Vec<_>>(), [json!(2), json!(1)]);
}

#[test]
fn types_are_united_and_scopes_follow_the_clause() {
    let typed = |types: &[&str], scopes: Option<&[&str]>| Entity {
        types: types.iter().map(|name| (*name).to_owned()).collect(),
        scopes: scopes.map(|all| all.iter().map(|scope| (*scope).to_owned()).collect()),
        ..Entity::default()
    };
    let scoped = |scopes| Entity { id: "urn:e".to_owned(), ..typed(&["x:A"], scopes) };
    let mut e = scoped(None);
    let edited = append(&mut e, typed(&["x:B", "x:A"], Some(&["/a"])), false, NOW);
    assert_eq!(e.types, ["x:A", "x:B"]);
    assert_eq!(e.scopes.as_deref(), Some(&["/a".to_owned()][..]));
    assert_eq!(edited.updated, [TYPE, SCOPE]);
    assert!(edited.types_changed && edited.scopes_changed && edited.touched());
    append(&mut e, typed(&[], Some(&["/b", "/a"])), true, NOW);
    assert_eq!(e.scopes.as_deref(), Some(&["/a".to_owned(), "/b".to_owned()][..]));
    append(&mut e, typed(&[], Some(&["/c"])), false, NOW);
    assert_eq!(e.scopes.as_deref(), Some(&["/c".to_owned()][..]));
    // Update: only where there is one (5.6.2.4).
    update(&mut e, typed(&[], Some(&["/d"])), NOW);
    assert_eq!(e.scopes.as_deref(), Some(&["/d".to_owned()][..]));
    assert_eq!(delete_scope(&mut e, NOW).map(|edited| edited.scopes_changed), Ok(true));
    assert!(delete_scope(&mut e, NOW).is_err());
    let edited = update(&mut e, typed(&[], Some(&["/d"])), NOW);
    assert_eq!((refused(&edited), e.scopes), (vec![(SCOPE, ErrorKind::ResourceNotFound)], None));
    let mut e = scoped(Some(&["/a"]));
    let edited = merge(&mut e, typed(&["x:C"], Some(&[NULL])), MergeOptions::default(), NOW);
    assert_eq!(
        (edited.scopes_changed, e.scopes, e.types),
        (true, None, vec!["x:A".to_owned(), "x:C".to_owned()])
    );
}

#[test]
fn update_replaces_appends_and_deletes() {
    let mut e = entity(&[
        ("x:gone", vec![property(json!(1))]),
        ("x:one", vec![property(json!(1)), set(property(json!(2)), "urn:d1")]),
        ("x:t", vec![temperature()]),
    ]);
    let deletion = of(Kind::Deletion, json!(null));
    let given = fragment(&[
        ("x:absent", vec![deletion.clone()]),
        ("x:gone", vec![deletion.clone()]),
        ("x:one", vec![set(deletion, "urn:d1")]),
        ("x:partial", vec![of(Kind::Partial, json!(null))]),
        ("x:ref", vec![of(Kind::Relationship, json!("urn:x"))]),
        ("x:t", vec![of(Kind::Relationship, json!("urn:t"))]),
    ]);
    let edited = update(&mut e, given, NOW);
    assert_eq!(
        told(&edited),
        ["x:gone - Deleted", "x:one urn:d1 Deleted", "x:ref - Created", "x:t - Updated"]
    );
    assert_eq!(refused(&edited), [("x:partial", ErrorKind::BadRequestData)]);
    assert_eq!(e.attrs.keys().collect::<Vec<_>>(), ["x:one", "x:ref", "x:t"]);
    let t = e.attr("x:t").expect("there");
    assert_eq!((t.kind, t.unit_code.as_deref()), (Kind::Relationship, None));
    assert_eq!(edited.changes[0].before.as_ref().map(|old| &old.value), Some(&json!(1)));
}

#[test]
fn merge_goes_to_any_depth() {
    // 5.5.12, example 1.
    let mut e = entity(&[("x:t", vec![temperature()])]);
    let hot = Attr { observed_at: at("2022-03-14T13:00:00.000Z"), ..property(json!(100)) };
    let edited = merge(&mut e, fragment(&[("x:t", vec![hot])]), MergeOptions::default(), NOW);
    assert_eq!(told(&edited), ["x:t - Updated"]);
    let t = e.attr("x:t").expect("there");
    assert_eq!((&t.value, t.unit_code.as_deref()), (&json!(100), Some("CEL")));
    assert_eq!(t.observed_at, at("2022-03-14T13:00:00Z"));
    assert_eq!((t.created_at, t.modified_at), (Some(BEFORE), Some(NOW)));
    // observedAt stays where none is given; a member can be taken away.
    merge(&mut e, fragment(&[("x:t", vec![property(json!(101))])]), MergeOptions::default(), NOW);
    assert_eq!(e.attr("x:t").expect("there").observed_at, at("2022-03-14T13:00:00Z"));
    let without = Attr { removed: vec!["unitCode".to_owned()], ..of(Kind::Partial, json!(null)) };
    merge(&mut e, fragment(&[("x:t", vec![without])]), MergeOptions::default(), NOW);
    let t = e.attr("x:t").expect("there");
    assert_eq!((&t.value, t.unit_code.as_deref()), (&json!(101), None));

    // 5.5.12, example 2.
    let address = json!({"street": "Straße des 17. Juni", "city": "Berlin", "country": "Germany"});
    let mut e = entity(&[("x:address", vec![property(address)])]);
    let patch =
        json!({"street": "Pariser Platz", "country": NULL, "planet": NULL, "geo": {"lat": 1, "lon": NULL}});
    merge(&mut e, fragment(&[("x:address", vec![property(patch)])]), MergeOptions::default(), NOW);
    assert_eq!(
        e.attr("x:address").expect("there").value,
        json!({"street": "Pariser Platz", "city": "Berlin", "geo": {"lat": 1}})
    );
}

#[test]
fn merge_keeps_sub_attributes_and_instances() {
    let mut t = temperature();
    t.sub.insert("x:a".to_owned(), vec![property(json!(1))]);
    t.sub.insert("x:b".to_owned(), vec![property(json!(2))]);
    let mut e = entity(&[("x:t", vec![t.clone(), set(property(json!(5)), "urn:d1")])]);
    let mut given = of(Kind::Partial, json!(null));
    given.sub.insert("x:a".to_owned(), vec![of(Kind::Deletion, json!(null))]);
    given.sub.insert("x:c".to_owned(), vec![property(json!(3))]);
    let all = vec![given, set(property(json!(6)), "urn:d1"), set(property(json!(7)), "urn:d2")];
    let edited = merge(&mut e, fragment(&[("x:t", all)]), MergeOptions::default(), NOW);
    assert_eq!(told(&edited), ["x:t - Updated", "x:t urn:d1 Updated", "x:t urn:d2 Created"]);
    let t = e.attr("x:t").expect("there");
    assert_eq!(t.value, json!(25));
    assert_eq!(t.sub.keys().collect::<Vec<_>>(), ["x:b", "x:c"]);
    assert_eq!((t.sub["x:b"][0].created_at, t.sub["x:c"][0].created_at), (Some(BEFORE), Some(NOW)));
    // Nulls: an instance, and one that is not there.
    let deletion = of(Kind::Deletion, json!(null));
    let all = vec![set(deletion.clone(), "urn:d1"), set(deletion, "urn:d9")];
    let edited = merge(&mut e, fragment(&[("x:t", all)]), MergeOptions::default(), NOW);
    assert_eq!(told(&edited), ["x:t urn:d1 Deleted"]);
    // A part of nothing.
    let edited = merge(
        &mut e,
        fragment(&[("x:n", vec![of(Kind::Partial, json!(null))])]),
        MergeOptions::default(),
        NOW,
    );
    assert_eq!(refused(&edited), [("x:n", ErrorKind::BadRequestData)]);
    assert_eq!(edited.complete(), edited.touched());
}

#[test]
fn a_common_time_moves_only_what_had_one() {
    let mut e = entity(&[("x:plain", vec![property(json!(1))]), ("x:t", vec![temperature()])]);
    let common = at("2023-01-01T00:00:00Z");
    let options = MergeOptions { observed_at: common, ..MergeOptions::default() };
    let given = fragment(&[("x:plain", vec![property(json!(2))]), ("x:t", vec![property(json!(2))])]);
    merge(&mut e, given, options, NOW);
    assert_eq!(e.attr("x:plain").expect("there").observed_at, None);
    assert_eq!(e.attr("x:t").expect("there").observed_at, common);
    let own = at("2024-01-01T00:00:00Z");
    let given = fragment(&[("x:t", vec![Attr { observed_at: own, ..property(json!(3)) }])]);
    merge(&mut e, given, options, NOW);
    assert_eq!(e.attr("x:t").expect("there").observed_at, own);
}

#[test]
fn bare_values_keep_the_kind_that_is_there() {
    let expand = |name: &str| -> Fallible<String> { Ok(format!("x:{name}")) };
    let bare = |value| Attr { untyped: true, ..property(value) };
    let point = json!({"type": "Point", "coordinates": [1, 2]});
    for (kind, was, given, lang, now) in [
        (Kind::Relationship, json!("urn:a"), json!("urn:b"), None, Some(json!("urn:b"))),
        (Kind::Relationship, json!("urn:a"), json!(5), None, None),
        (Kind::GeoProperty, point.clone(), point.clone(), None, Some(point.clone())),
        (Kind::GeoProperty, point.clone(), json!("here"), None, None),
        (
            Kind::LanguageProperty,
            json!({"en": "a", "fr": "b"}),
            json!("c"),
            Some("fr"),
            Some(json!({"en": "a", "fr": "c"})),
        ),
        (
            Kind::LanguageProperty,
            json!({"en": "a"}),
            json!({"languageMap": {"fr": "b"}}),
            None,
            Some(json!({"en": "a", "fr": "b"})),
        ),
        (Kind::VocabProperty, json!("x:a"), json!("b"), None, Some(json!("x:b"))),
        (Kind::VocabProperty, json!("x:a"), json!(["b", "c"]), None, Some(json!(["x:b", "x:c"]))),
        (Kind::JsonProperty, json!({"a": 1}), json!({"b": 2}), None, Some(json!({"a": 1, "b": 2}))),
        (Kind::ListProperty, json!([1]), json!([2, 3]), None, Some(json!([2, 3]))),
        (Kind::ListProperty, json!([1]), json!(2), None, None),
        (Kind::ListRelationship, json!(["urn:a"]), json!(["urn:b"]), None, Some(json!(["urn:b"]))),
    ] {
        let mut e = entity(&[("x:a", vec![of(kind, was.clone())])]);
        let options = MergeOptions { lang, expand: Some(&expand), ..MergeOptions::default() };
        let edited = merge(&mut e, fragment(&[("x:a", vec![bare(given)])]), options, NOW);
        let a = e.attr("x:a").expect("there");
        assert_eq!(a.kind, kind);
        assert_eq!(a.value, now.clone().unwrap_or(was), "{kind:?}");
        assert_eq!(edited.complete(), now.is_some(), "{kind:?}");
    }
    // A stated kind, or another kind's member, changes it.
    let mut e = entity(&[("x:a", vec![property(json!(1))])]);
    let given = Attr { untyped: true, ..of(Kind::Relationship, json!("urn:b")) };
    merge(&mut e, fragment(&[("x:a", vec![given])]), MergeOptions::default(), NOW);
    assert_eq!(e.attr("x:a").expect("there").kind, Kind::Relationship);
}

#[test]
fn partial_update_changes_the_members_given() {
    // 5.5.8, example 1.
    let mut t = temperature();
    t.sub.insert("x:a".to_owned(), vec![Attr { unit_code: Some("P1".to_owned()), ..property(json!(1)) }]);
    let mut e = entity(&[("x:t", vec![t, set(property(json!(1)), "urn:d1")])]);
    let mut given = Attr { observed_at: at("2022-03-14T13:00:00.000Z"), ..property(json!(100)) };
    given.sub.insert("x:a".to_owned(), vec![property(json!(2))]);
    let edited = partial(&mut e, "x:t", None, given, NOW).expect("done");
    assert_eq!(told(&edited), ["x:t - Updated"]);
    let t = e.attr("x:t").expect("there");
    assert_eq!((&t.value, t.unit_code.as_deref()), (&json!(100), Some("CEL")));
    assert_eq!(t.observed_at, at("2022-03-14T13:00:00Z"));
    // Attributes of the attribute are replaced as wholes.
    assert_eq!((&t.sub["x:a"][0].value, t.sub["x:a"][0].unit_code.as_deref()), (&json!(2), None));
    assert_eq!(t.sub["x:a"][0].created_at, Some(BEFORE));
    // An object replaces; it is not merged.
    partial(&mut e, "x:t", Some("urn:d1"), property(json!({"b": 1})), NOW).expect("done");
    partial(&mut e, "x:t", Some("urn:d1"), property(json!({"c": 1})), NOW).expect("done");
    assert_eq!(e.attrs["x:t"][1].value, json!({"c": 1}));
    for (dataset, given, kind) in [
        (Some("urn:none"), property(json!(1)), ErrorKind::ResourceNotFound),
        (None, of(Kind::Relationship, json!("urn:a")), ErrorKind::BadRequestData),
        (None, of(Kind::Partial, json!(null)), ErrorKind::BadRequestData),
    ] {
        assert_eq!(partial(&mut e, "x:t", dataset, given, NOW).map_err(|error| error.kind), Err(kind));
    }
    assert!(partial(&mut e, "x:none", None, property(json!(1)), NOW).is_err());
    let edited = partial(&mut e, "x:t", None, of(Kind::Deletion, json!(null)), NOW).expect("done");
    assert_eq!(told(&edited), ["x:t - Deleted"]);
    assert_eq!(e.attrs["x:t"].len(), 1);
}

#[test]
fn replacing_an_attribute_needs_its_instance() {
    let mut e = entity(&[("x:t", vec![temperature()])]);
    let edited = replace_attr(&mut e, "x:t", of(Kind::Relationship, json!("urn:a")), NOW).expect("done");
    assert_eq!(told(&edited), ["x:t - Updated"]);
    let t = e.attr("x:t").expect("there");
    assert_eq!((t.kind, t.unit_code.as_deref(), t.created_at), (Kind::Relationship, None, Some(BEFORE)));
    for given in
        [set(property(json!(1)), "urn:d1"), of(Kind::Deletion, json!(null)), of(Kind::Partial, json!(null))]
    {
        assert!(replace_attr(&mut e, "x:t", given, NOW).is_err());
    }
    assert!(replace_attr(&mut e, "x:none", property(json!(1)), NOW).is_err());
}

#[test]
fn attributes_are_deleted_by_instance_or_all() {
    let all = vec![property(json!(1)), set(property(json!(2)), "urn:d1"), set(property(json!(3)), "urn:d2")];
    let mut e = entity(&[("x:t", all)]);
    assert!(delete_attr(&mut e, "x:t", Instances::One(Some("urn:none")), NOW).is_err());
    let edited = delete_attr(&mut e, "x:t", Instances::One(None), NOW).expect("done");
    assert_eq!(told(&edited), ["x:t - Deleted"]);
    assert!(delete_attr(&mut e, "x:t", Instances::One(None), NOW).is_err());
    let edited = delete_attr(&mut e, "x:t", Instances::All, NOW).expect("done");
    assert_eq!(told(&edited), ["x:t urn:d1 Deleted", "x:t urn:d2 Deleted"]);
    assert!(delete_attr(&mut e, "x:t", Instances::All, NOW).is_err());
    assert_eq!((e.attrs.len(), e.modified_at), (0, Some(NOW)));
}

#[test]
fn a_replaced_entity_keeps_its_creation_only() {
    let mut e = entity(&[("x:a", vec![property(json!(1))]), ("x:b", vec![property(json!(2))])]);
    let new = Entity {
        types: vec!["x:B".to_owned()],
        ..fragment(&[("x:b", vec![property(json!(2))]), ("x:c", vec![property(json!(3))])])
    };
    let edited = replace(&mut e, new, NOW);
    assert_eq!(told(&edited), ["x:b - Unchanged", "x:c - Created", "x:a - Deleted"]);
    assert_eq!((e.id.as_str(), &e.types[..]), ("urn:e:1", &["x:B".to_owned()][..]));
    assert_eq!((e.created_at, e.modified_at), (Some(BEFORE), Some(NOW)));
    assert!(edited.types_changed && !edited.scopes_changed);
}
