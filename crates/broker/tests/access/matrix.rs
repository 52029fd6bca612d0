//! Every resource × method × kind of token.

use qipan_broker::Options;
use qipan_broker::rights::{Rights, Verb};
use qipan_kernel::Role;
use qipan_testkit::both;

use crate::house::{House, MIGRATIONS, rights};

/// Resource, method, and the verb that it needs: `r`ead, `w`rite, `s`ubscribe, `g` register, `t` any but read, `*` any.
const CALLS: &[(&str, &str, char)] = &[
    ("entities?type=T", "GET", 'r'),
    ("entities", "POST", 'w'),
    ("entities?type=T", "DELETE", 'w'),
    ("entities/urn:x:1", "GET", 'r'),
    ("entities/urn:x:1", "PATCH", 'w'),
    ("entities/urn:x:1", "PUT", 'w'),
    ("entities/urn:x:1", "DELETE", 'w'),
    ("entities/urn:x:1/attrs", "POST", 'w'),
    ("entities/urn:x:1/attrs", "PATCH", 'w'),
    ("entities/urn:x:1/attrs/a", "PATCH", 'w'),
    ("entities/urn:x:1/attrs/a", "PUT", 'w'),
    ("entities/urn:x:1/attrs/a", "DELETE", 'w'),
    ("entityOperations/create", "POST", 'w'),
    ("entityOperations/upsert", "POST", 'w'),
    ("entityOperations/update", "POST", 'w'),
    ("entityOperations/merge", "POST", 'w'),
    ("entityOperations/delete", "POST", 'w'),
    ("entityOperations/query", "POST", 'r'),
    ("types", "GET", 'r'),
    ("types/T", "GET", 'r'),
    ("attributes", "GET", 'r'),
    ("attributes/a", "GET", 'r'),
    ("temporal/entities?type=T", "GET", 'r'),
    ("temporal/entities", "POST", 'w'),
    ("temporal/entities/urn:x:1", "GET", 'r'),
    ("temporal/entities/urn:x:1", "DELETE", 'w'),
    ("temporal/entities/urn:x:1/attrs", "POST", 'w'),
    ("temporal/entities/urn:x:1/attrs/a", "DELETE", 'w'),
    ("temporal/entities/urn:x:1/attrs/a/urn:x:2", "PATCH", 'w'),
    ("temporal/entities/urn:x:1/attrs/a/urn:x:2", "DELETE", 'w'),
    ("temporal/entityOperations/query", "POST", 'r'),
    ("subscriptions", "GET", 's'),
    ("subscriptions", "POST", 's'),
    ("subscriptions/urn:x:1", "GET", 's'),
    ("subscriptions/urn:x:1", "PATCH", 's'),
    ("subscriptions/urn:x:1", "DELETE", 's'),
    ("csourceRegistrations?type=T", "GET", 'g'),
    ("csourceRegistrations", "POST", 'g'),
    ("csourceRegistrations/urn:x:1", "GET", 'g'),
    ("csourceRegistrations/urn:x:1", "PATCH", 'g'),
    ("csourceRegistrations/urn:x:1", "DELETE", 'g'),
    ("csourceSubscriptions", "GET", 's'),
    ("csourceSubscriptions", "POST", 's'),
    ("csourceSubscriptions/urn:x:1", "DELETE", 's'),
    ("jsonldContexts", "GET", '*'),
    ("jsonldContexts", "POST", 't'),
    ("jsonldContexts/x", "GET", '*'),
    ("jsonldContexts/x", "DELETE", 't'),
    ("info/sourceIdentity", "GET", '*'),
    ("entityMaps/x", "GET", 'r'),
    ("snapshots", "POST", 'w'),
    ("entities", "OPTIONS", '*'),
];

fn fits(letter: char, verbs: &[Verb]) -> bool {
    match letter {
        'r' => verbs.contains(&Verb::Read),
        'w' => verbs.contains(&Verb::Write),
        's' => verbs.contains(&Verb::Subscribe),
        'g' => verbs.contains(&Verb::Register),
        't' => verbs.iter().any(|verb| *verb != Verb::Read),
        _ => !verbs.is_empty(),
    }
}

#[test]
fn every_resource_as_every_kind_of_token() {
    both(MIGRATIONS, |db| {
        let house = House::new(&db.db, Options::default());
        let all = || Some(Rights::all());
        let mut kinds = vec![
            ("read", Role::Supervision, Some(rights(&[Verb::Read], None, None))),
            ("write", Role::Supervision, Some(rights(&[Verb::Write], None, None))),
            ("subscribe", Role::Supervision, Some(rights(&[Verb::Subscribe], None, None))),
            ("register", Role::Supervision, Some(rights(&[Verb::Register], None, None))),
            ("other-tenant", Role::Supervision, Some(rights(&Verb::ALL, Some(&["water"]), None))),
            ("none", Role::Supervision, None),
        ];
        for role in Role::ALL {
            kinds.push((role.as_str(), role, all()));
        }
        let tokens: Vec<_> = kinds
            .into_iter()
            .map(|(name, role, given)| (name, role, house.token(name, role, given.clone()).1, given))
            .collect();
        let mut asked = 0;
        for (path, method, letter) in CALLS {
            let body = if matches!(*method, "GET" | "DELETE" | "OPTIONS") { "" } else { "{}" };
            for bad in [None, Some("qp_unknown"), Some("")] {
                let answer = house.call(bad, method, path, &[], body);
                assert_eq!(answer.status, 401, "{method} {path} {bad:?}: {}", answer.text);
                let challenge = if bad.is_none() { "Bearer" } else { "Bearer error=\"invalid_token\"" };
                assert_eq!(answer.header("www-authenticate"), challenge);
            }
            for (name, role, token, given) in &tokens {
                let answer = house.call(Some(token), method, path, &[], body);
                let verbs = given.as_ref().map_or(&[][..], |given| &given.verbs);
                let changes =
                    matches!(*method, "POST" | "PATCH" | "PUT" | "DELETE") && !path.ends_with("query");
                let looks_on = matches!(role, Role::Auditor | Role::CityLeader) && changes;
                let allowed = fits(*letter, verbs) && !looks_on && *name != "other-tenant";
                let place = format!("{method} {path} as {name}: {} {}", answer.status, answer.text);
                if allowed {
                    assert!(!matches!(answer.status, 401 | 403) && answer.status != 500, "{place}");
                } else {
                    assert_eq!(answer.status, 403, "{place}");
                }
                asked += 1;
            }
        }
        assert!(asked > 500, "{asked}");
    });
}

#[test]
fn an_open_hub_asks_for_no_token_and_refuses_an_unknown_one() {
    both(MIGRATIONS, |db| {
        let house = House::new(&db.db, Options { open: true, ..Options::default() });
        assert_eq!(house.call(None, "GET", "entities?type=T", &[], "").status, 200);
        assert_eq!(house.call(Some("qp_no"), "GET", "entities?type=T", &[], "").status, 401);
        let (_, token) = house.token("some", Role::Supervision, None);
        assert_eq!(house.get(&token, "entities?type=T").status, 200);
    });
}

#[test]
fn a_right_that_is_taken_away_is_gone() {
    both(MIGRATIONS, |db| {
        let house = House::new(&db.db, Options::default());
        let (id, token) = house.token("some", Role::Supervision, Some(Rights::all()));
        let (_, water) = house.token(
            "water",
            Role::Supervision,
            Some(rights(&[Verb::Read, Verb::Write], Some(&["water"]), None)),
        );
        assert_eq!(house.get(&token, "entities?type=T").status, 200);
        let entity = r#"{"id":"urn:x:1","type":"T"}"#;
        let tenant = [("NGSILD-Tenant", "water")];
        assert_eq!(house.call(Some(&water), "POST", "entities", &tenant, entity).status, 201);
        assert_eq!(house.call(Some(&water), "GET", "entities/urn:x:1", &tenant, "").status, 200);
        assert_eq!(house.call(Some(&water), "GET", "entities/urn:x:1", &[], "").status, 403);
        db.db
            .write_now(move |tx| {
                let context = qipan_testkit::acting(Role::Administrator, "2026-03-02");
                qipan_broker::rights::store::set(tx, &context, id, &Rights::default())
            })
            .unwrap();
        // Another process has done it: it is seen when what is remembered is no longer fresh.
        house.later(3_000);
        assert_eq!(house.get(&token, "entities?type=T").status, 403);
    });
}
