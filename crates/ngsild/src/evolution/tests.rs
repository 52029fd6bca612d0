use serde_json::json;

use super::*;
use crate::edit;
use crate::model::{Entity, Kind};
use crate::query::{Aggregation, Method};

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect(text)
}

fn seen(value: Value, when: &str) -> Attr {
    Attr { value, observed_at: Some(at(when)), modified_at: Some(at(when)), ..Attr::default() }
}

fn evolution(attrs: &[(&str, Vec<Attr>)]) -> Evolution {
    let attrs = attrs.iter().map(|(name, all)| ((*name).to_owned(), all.clone())).collect();
    Evolution { id: "urn:e".to_owned(), attrs, ..Evolution::default() }
}

fn query(window: Option<(&str, &str, Option<&str>)>, last: Option<&str>) -> TemporalQ {
    let (rel, from, until) =
        window.map_or((None, None, None), |(rel, from, until)| (Some(rel), Some(from), until));
    TemporalQ::parse(rel, from, until, None, last).expect("query")
}

fn numbers(instances: &[Attr]) -> Vec<i64> {
    instances.iter().filter_map(|attr| attr.value.as_i64()).collect()
}

/// Three of speed, unordered; one of fuel.
fn car() -> Evolution {
    evolution(&[
        ("fuel", vec![seen(json!(67), "2020-08-01T14:00:00Z")]),
        (
            "speed",
            vec![
                seen(json!(2), "2020-08-01T12:05:00Z"),
                seen(json!(3), "2020-08-01T12:07:00.000Z"),
                seen(json!(1), "2020-08-01T12:03:00Z"),
            ],
        ),
    ])
}

#[test]
fn windows_select_and_sort() {
    let (three, five, seven) = ("2020-08-01T12:03:00Z", "2020-08-01T12:05:00Z", "2020-08-01T12:07:00Z");
    for (window, last, speed, attrs) in [
        (None, None, vec![1, 2, 3], 2),
        (Some(("after", five, None)), None, vec![2, 3], 2),
        (Some(("before", five, None)), None, vec![1], 1),
        (Some(("between", three, Some(seven))), None, vec![1, 2], 1),
        (Some(("between", three, Some(three))), None, vec![], 0),
        (None, Some("2"), vec![2, 3], 2),
        (Some(("before", seven, None)), Some("1"), vec![2], 1),
        (Some(("after", "2021-01-01T00:00:00Z", None)), None, vec![], 0),
    ] {
        let mut all = car();
        assert_eq!(all.select(&query(window, last)), attrs > 0, "{window:?}");
        assert_eq!(all.attrs.len(), attrs, "{window:?}");
        assert_eq!(all.attrs.get("speed").map(|all| numbers(all)).unwrap_or_default(), speed, "{window:?}");
    }
}

#[test]
fn the_time_that_counts_must_be_there() {
    let mut never = Attr { value: json!(9), ..Attr::default() };
    never.created_at = Some(at("2020-08-01T00:00:00Z"));
    let all = evolution(&[("speed", vec![seen(json!(1), "2020-08-01T12:03:00Z"), never])]);
    let left = |query: &TemporalQ| {
        let mut all = all.clone();
        all.select(query);
        all.attrs.get("speed").map(|all| numbers(all)).unwrap_or_default()
    };
    assert_eq!(left(&query(None, None)), [9, 1]);
    assert_eq!(left(&query(Some(("after", "2000-01-01T00:00:00Z", None)), None)), [1]);
    let created = TemporalQ { property: TimeProperty::CreatedAt, ..TemporalQ::default() };
    assert_eq!(left(&created), [9]);
    let deleted = TemporalQ { property: TimeProperty::DeletedAt, ..TemporalQ::default() };
    assert!(left(&deleted).is_empty());
    let mut all = all.clone();
    all.scopes = vec![scope_instance(None, "urn:i".to_owned(), at("2020-08-02T00:00:00Z"))];
    assert!(all.select(&deleted));
}

#[test]
fn scopes_bound_instances() {
    let scoped = |times: &[(&str, Option<&str>)]| {
        let mut all = car();
        all.scopes = times
            .iter()
            .map(|(scope, when)| Attr { value: json!(scope), observed_at: when.map(at), ..Attr::default() })
            .collect();
        all
    };
    let five = Some("2020-08-01T12:05:00Z");
    for (times, wanted, speed) in [
        (&[("/a", None)][..], "/a", vec![2, 3, 1]),
        (&[("/a", five)], "/a", vec![2, 3]),
        (&[("/a", None), ("/b", five)], "/a", vec![1]),
        (&[("/b", five), ("/a", None)], "/b", vec![2, 3]),
        (&[("/a", None), ("/b", five)], "/#", vec![2, 3, 1]),
        (&[("/a", Some("2020-08-02T00:00:00Z"))], "/a", vec![]),
        (&[], "/#", vec![]),
    ] {
        let mut all = scoped(times);
        let q = ScopeQ::parse(wanted).expect(wanted);
        assert_eq!(all.select_scopes(&q, TimeProperty::ObservedAt), !speed.is_empty(), "{times:?} {wanted}");
        assert_eq!(
            all.attrs.get("speed").map(|all| numbers(all)).unwrap_or_default(),
            speed,
            "{times:?} {wanted}"
        );
    }
    let mut gone = scoped(&[("/a", None)]);
    gone.scopes.push(scope_instance(None, "urn:i".to_owned(), at("2020-08-01T12:05:00Z")));
    assert!(gone.select_scopes(&ScopeQ::parse("/#").expect("q"), TimeProperty::ObservedAt));
    assert_eq!(numbers(&gone.attrs["speed"]), [1]);
}

#[test]
fn large_answers_come_in_pages() {
    let row = |start: i64| -> Vec<Attr> {
        let one = |n: i64| Attr {
            value: json!(n),
            observed_at: Some(Timestamp((start + n) * 1_000_000)),
            ..Attr::default()
        };
        (0..10).map(one).collect()
    };
    let all = evolution(&[("a", row(0)), ("b", row(5)), ("c", row(100))]);
    let paged = |query: &TemporalQ, most: usize| {
        let mut all = all.clone();
        all.select(query);
        let page = all.page(query, most);
        let counts: Vec<usize> = all.attrs.values().map(Vec::len).collect();
        (page.map(|page| (page.from.0 / 1_000_000, page.to.0 / 1_000_000)), counts)
    };
    let plain = TemporalQ::default();
    assert_eq!(paged(&plain, 30), (None, vec![10, 10, 10]));
    // 0..=5 of a and 0 of b: seven of two attributes; the moment 6 has two instances and does not fit.
    assert_eq!(paged(&plain, 8), (Some((0, 5)), vec![6, 1, 0]));
    assert_eq!(paged(&plain, 9), (Some((0, 6)), vec![7, 2, 0]));
    let last = TemporalQ { last_n: Some(10), ..TemporalQ::default() };
    assert_eq!(paged(&last, 8), (Some((102, 109)), vec![0, 0, 8]));
    let same = Attr { observed_at: Some(Timestamp(7)), ..Attr::default() };
    let mut heap = evolution(&[("a", vec![same; 9])]);
    assert_eq!(heap.page(&plain, 3), Some(Page { from: Timestamp(7), to: Timestamp(7) }));
    assert_eq!(heap.instances(), 9);
}

/// `from value`, for each row of a method.
fn rows(all: &Evolution, query: &TemporalQ, methods: &str, period: &str, name: &str) -> Vec<String> {
    let aggregation = Aggregation::parse(methods, Some(period)).expect("aggregation");
    let found = all.aggregate(query, &aggregation, &[]).expect("summed up");
    let Some(all) = found.get(name) else { return Vec::new() };
    let rows = all.iter().flat_map(|one| &one.rows).flat_map(|(_, rows)| rows);
    rows.map(|row| format!("{} {} {}", row.from, row.until, row.value)).collect()
}

#[test]
fn periods_follow_each_other() {
    let fuel = vec![
        seen(json!(67), "2020-08-01T12:03:00Z"),
        seen(json!(53), "2020-08-01T13:05:00Z"),
        seen(json!(40), "2020-08-01T14:07:00Z"),
    ];
    let all = evolution(&[("fuel", fuel), ("speed", car().attrs["speed"].clone())]);
    let plain = TemporalQ::default();
    assert_eq!(
        rows(&all, &plain, "avg", "PT1H", "fuel"),
        [
            "2020-08-01T12:03:00Z 2020-08-01T13:03:00Z 67.0",
            "2020-08-01T13:03:00Z 2020-08-01T14:03:00Z 53.0",
            "2020-08-01T14:03:00Z 2020-08-01T15:03:00Z 40.0",
        ]
    );
    assert_eq!(rows(&all, &plain, "avg", "PT1H", "speed"), ["2020-08-01T12:03:00Z 2020-08-01T13:03:00Z 2.0"]);
    assert_eq!(
        rows(&all, &plain, "min,max", "P1D", "fuel"),
        ["2020-08-01T12:03:00Z 2020-08-02T12:03:00Z 40.0", "2020-08-01T12:03:00Z 2020-08-02T12:03:00Z 67.0"]
    );
    assert_eq!(
        rows(&all, &plain, "totalCount", "PT0S", "fuel"),
        ["2020-08-01T12:03:00Z 2020-08-01T14:07:00Z 3"]
    );
    let after = query(Some(("after", "2020-08-01T12:00:00Z", None)), None);
    assert_eq!(
        rows(&all, &after, "sum", "PT2H", "fuel")[1],
        "2020-08-01T14:00:00Z 2020-08-01T16:00:00Z 40.0"
    );
    let between = query(Some(("between", "2020-08-01T00:00:00Z", Some("2020-08-02T00:00:00Z"))), None);
    assert_eq!(
        rows(&all, &between, "sum", "P0D", "fuel"),
        ["2020-08-01T00:00:00Z 2020-08-02T00:00:00Z 160.0"]
    );
}

#[test]
fn months_follow_the_calendar() {
    let days = [
        "2023-12-31T00:00:00Z",
        "2024-01-31T00:00:00Z",
        "2024-02-28T23:59:59Z",
        "2024-02-29T00:00:00Z",
        "2024-03-31T00:00:00Z",
        "2025-12-30T00:00:00Z",
    ];
    let all = evolution(&[("a", days.iter().map(|day| seen(json!(1), day)).collect())]);
    let plain = TemporalQ::default();
    assert_eq!(
        rows(&all, &plain, "totalCount", "P1M", "a"),
        [
            "2023-12-31T00:00:00Z 2024-01-31T00:00:00Z 1",
            "2024-01-31T00:00:00Z 2024-02-29T00:00:00Z 2",
            "2024-02-29T00:00:00Z 2024-03-31T00:00:00Z 1",
            "2024-03-31T00:00:00Z 2024-04-30T00:00:00Z 1",
            "2025-11-30T00:00:00Z 2025-12-31T00:00:00Z 1",
        ]
    );
    assert_eq!(
        rows(&all, &plain, "totalCount", "P1Y", "a"),
        ["2023-12-31T00:00:00Z 2024-12-31T00:00:00Z 5", "2024-12-31T00:00:00Z 2025-12-31T00:00:00Z 1"]
    );
    // Periods that lead out of the calendar do no harm.
    for period in ["P9999Y", "PT0.000001S", "P10000Y1D", "P1MT922337203685S"] {
        assert!(!rows(&all, &plain, "totalCount", period, "a").is_empty());
    }
}

#[test]
fn methods_suit_their_values() {
    let time = "2020-08-01T12:00:00Z";
    let of = |kind: Kind, values: &[Value]| -> Evolution {
        let all = values.iter().map(|value| Attr { kind, ..seen(value.clone(), time) }).collect();
        evolution(&[("a", all)])
    };
    let all = "totalCount,distinctCount,sum,avg,min,max,stddev,sumsq";
    for (kind, values, wanted) in [
        (
            Kind::Property,
            vec![json!(2), json!(4), json!(4), json!(4), json!(5), json!(5), json!(7), json!(9)],
            "8 5 40.0 5.0 2.0 9.0 2.0 232.0",
        ),
        (
            Kind::Property,
            vec![json!(true), json!(false), json!(true), json!(true)],
            "4 2 3.0 0.75 0.0 1.0 0.43301270189221935 3.0",
        ),
        (Kind::Property, vec![json!(1.5), json!(1.50)], "2 1 3.0 1.5 1.5 1.5 0.0 4.5"),
        (Kind::Property, vec![json!("b"), json!("a"), json!("b")], "3 2 \"a\" \"b\""),
        (Kind::Property, vec![json!([1, 2]), json!([3])], "2 2 3.0 1.5 1.0 2.0"),
        (Kind::ListProperty, vec![json!([1, 2]), json!([1, 2])], "2 1 4.0 2.0 2.0 2.0"),
        (Kind::Property, vec![json!({"a": 1}), json!({"a": 1})], "2 1"),
        (
            Kind::Property,
            vec![json!("2020-01-01T00:00:00Z"), json!("2020-01-01T00:00:00.5Z")],
            "2 2 \"2020-01-01T00:00:00Z\" \"2020-01-01T00:00:00.5Z\"",
        ),
        (
            Kind::Property,
            vec![json!("08:00:00Z"), json!("10:30:00Z")],
            "2 2 \"09:15:00Z\" \"08:00:00Z\" \"10:30:00Z\"",
        ),
        (Kind::Relationship, vec![json!("urn:a"), json!("urn:b"), json!("urn:a")], "3 2"),
        (Kind::VocabProperty, vec![json!("x:a")], "1 1"),
        (Kind::JsonProperty, vec![json!(3)], "1 1 3.0 3.0 3.0 3.0 0.0 9.0"),
    ] {
        let found = rows(&of(kind, &values), &TemporalQ::default(), all, "PT0S", "a");
        let found: Vec<&str> = found.iter().filter_map(|row| row.splitn(3, ' ').nth(2)).collect();
        assert_eq!(found.join(" "), wanted, "{values:?}");
    }
    let links = of(Kind::Relationship, &[json!("urn:a")]);
    let average = Aggregation::parse("avg", None).expect("aggregation");
    let error = links.aggregate(&TemporalQ::default(), &average, &["a".to_owned()]).expect_err("unsuited");
    assert_eq!(error.kind, crate::error::ErrorKind::InvalidRequest);
    assert_eq!(links.aggregate(&TemporalQ::default(), &average, &[]), Ok(Default::default()));
}

#[test]
fn data_sets_are_summed_up_apart() {
    let mut other = seen(json!(9), "2020-08-01T12:00:00Z");
    other.dataset_id = Some("urn:ds".to_owned());
    let gone = tombstone(Kind::Property, None, "urn:i".to_owned(), at("2020-08-01T13:00:00Z"));
    let all = evolution(&[("a", vec![seen(json!(1), "2020-08-01T12:00:00Z"), other, gone])]);
    let sum =
        Aggregation { methods: vec![Method::Sum], ..Aggregation::parse("sum", None).expect("aggregation") };
    let found = all.aggregate(&TemporalQ::default(), &sum, &[]).expect("summed up");
    let sums: Vec<_> =
        found["a"].iter().map(|one| (one.dataset_id.as_deref(), one.rows[0].1[0].value.clone())).collect();
    assert_eq!(sums, [(None, json!(1.0)), (Some("urn:ds"), json!(9.0))]);
}

#[test]
fn changes_leave_instances() {
    let now = at("2024-01-01T00:00:00Z");
    let kinds = [
        (Kind::Property, json!(1), json!(NULL)),
        (Kind::Relationship, json!("urn:a"), json!(NULL)),
        (Kind::LanguageProperty, json!({"en": "a"}), json!({"@none": NULL})),
    ];
    for (kind, value, gone) in kinds {
        let mut entity = Entity::default();
        entity.attrs.insert("a".to_owned(), vec![Attr { kind, value: value.clone(), ..Attr::default() }]);
        let created = edit::create(&mut entity, now);
        let left = instance(&created.changes[0], &entity, "urn:i:1".to_owned(), now).expect("left");
        assert_eq!((left.value, left.instance_id.as_deref()), (value, Some("urn:i:1")));
        let deleted = edit::delete_attr(&mut entity, "a", edit::Instances::All, now).expect("deleted");
        let left = instance(&deleted.changes[0], &entity, "urn:i:2".to_owned(), now).expect("left");
        assert_eq!((left.kind, left.value, left.deleted_at, left.modified_at), (kind, gone, Some(now), None));
    }
    let scopes = scope_instance(Some(&["/a".to_owned()]), "urn:i:3".to_owned(), now);
    assert_eq!((scopes.value, scopes.observed_at, scopes.modified_at), (json!(["/a"]), Some(now), Some(now)));
}

#[test]
fn any_instance_may_match_a_query() {
    let mut all = car();
    all.select(&query(Some(("before", "2020-08-01T12:06:00Z", None)), None));
    let expand = |name: &str| -> crate::error::Fallible<String> { Ok(name.to_owned()) };
    let holds = |text| {
        let q = crate::query::Q::parse(text, Default::default(), &expand).expect(text);
        q.holds(&all.subject(), &|_| None)
    };
    assert!(holds("speed==2;speed==1") && !holds("speed>2") && !holds("fuel") && holds("!fuel"));
}

#[test]
fn many_points_are_summed_up_by_day() {
    let start = at("2024-01-01T00:00:00Z");
    let one = |n: i64| Attr {
        value: json!(n % 100),
        observed_at: Some(Timestamp(start.0 + n * 600_000_000)),
        ..Attr::default()
    };
    let mut all = evolution(&[("a", (0..10_000).map(one).collect())]);
    all.select(&TemporalQ::default());
    let found = rows(&all, &TemporalQ::default(), "avg,max,totalCount", "P1D", "a");
    assert_eq!(found.len(), 70 * 3);
    assert_eq!(found[0], "2024-01-01T00:00:00Z 2024-01-02T00:00:00Z 40.94444444444444");
}
