//! Every route as every role and as nobody. The table of routes is in `routes.txt`: a new route needs its line, which says
//! who may call it, so that nobody opens a door without noticing.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, Request};
use qipan::wiring;
use qipan_accounts::access::may;
use qipan_accounts::http::{Access, Authenticated, Credential, Route, Site, router};
use qipan_kernel::{Actor, Id, IdSource, Role};
use qipan_records::files::Files;
use qipan_testkit::noon;
use tower::ServiceExt;

fn line(route: &Route) -> String {
    let access = match route.access {
        Access::Public => "everybody".to_owned(),
        Access::SignedIn => "signed in".to_owned(),
        Access::May(act) => {
            let roles: Vec<&str> =
                Role::ALL.into_iter().filter(|role| may(*role, act)).map(Role::as_str).collect();
            format!("{act:?}: {}", roles.join(" "))
        }
    };
    format!("{} {} — {access}", route.method, route.path)
}

#[test]
fn the_table_of_routes_is_true() {
    let routes = wiring::routes();
    let mut now: Vec<String> = routes.list().iter().map(line).collect();
    now.sort();
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/routes.txt");
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    let text = now.join("\n") + "\n";
    if written != text {
        let seen = path.with_extension("txt.new");
        std::fs::write(&seen, &text).expect("written");
        panic!(
            "the routes differ from tests/routes.txt; look at {} and take it over if it is right",
            seen.display()
        );
    }
}

#[test]
fn each_operation_of_the_api_has_a_name_of_its_own() {
    let routes = wiring::routes();
    let mut seen = std::collections::BTreeMap::new();
    for route in routes.list() {
        let Some(doc) = &route.doc else { continue };
        let before = seen.insert(doc.id, route.path);
        assert_eq!(before, None, "{} is the name of {} too", doc.id, route.path);
    }
    assert!(seen.len() > 100);
}

fn site() -> (Arc<Site>, qipan_testkit::TestDb) {
    let test = qipan_testkit::sqlite(wiring::MIGRATIONS);
    // The "token" is the role's word: recognising is tested elsewhere, access is tested here.
    let authenticate = |_: &Site, credential: &Credential, now: qipan_kernel::Moment| {
        let Credential::Token(word) = credential else { return Ok(None) };
        let Ok(role) = word.parse::<Role>() else { return Ok(None) };
        let unit = qipan_accounts::access::needs_unit(role).then_some(Id(1));
        let actor =
            Actor { id: Id(9), name: "张示例".into(), role, unit, scope: unit.into_iter().collect() };
        Ok(Some(Authenticated { actor, unit_name: None, fresh_until: now }))
    };
    let ids = Arc::new(IdSource::new(1));
    let clock = Box::new(|| noon("2026-11-22"));
    let mut site = Site::new(test.db.clone(), Arc::new(wiring::words()), ids, clock, Box::new(authenticate));
    site.chance = wiring::chance;
    let files = tempfile::tempdir().expect("a folder").keep();
    wiring::add_parts(&mut site, Files::Folder(files)).expect("the parts");
    let hub = qipan_broker::Hub::new(&site, qipan_broker::Options::default());
    site.add(Arc::new(hub));
    (Arc::new(site), test)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_as_every_role_and_as_nobody() {
    let (site, _test) = site();
    let routes = wiring::routes();
    let service = router(&site, &routes);
    let mut asked = 0;
    for route in routes.list() {
        let path = route.path.replace("{id}", "1").replace("{lang}", "en");
        let path = path
            .split('/')
            .map(|part| if part.starts_with('{') { "1" } else { part })
            .collect::<Vec<_>>()
            .join("/");
        for role in [
            None,
            Some(Role::Administrator),
            Some(Role::Supervision),
            Some(Role::UnitHandler),
            Some(Role::UnitLeader),
            Some(Role::CityLeader),
            Some(Role::Auditor),
        ] {
            let mut request = Request::builder()
                .method(route.method.clone())
                .uri(&path)
                .header("accept", "application/json");
            if let Some(role) = role {
                request = request.header("authorization", format!("Bearer {role}"));
            }
            if route.method != Method::GET {
                request = request.header("content-type", "application/x-www-form-urlencoded");
            }
            let answer = service
                .clone()
                .oneshot(request.body(Body::empty()).expect("a request"))
                .await
                .expect("an answer");
            let status = answer.status().as_u16();
            let allowed = match (route.access, role) {
                (Access::Public, _) => true,
                (_, None) => false,
                (Access::SignedIn, Some(_)) => true,
                (Access::May(act), Some(role)) => may(role, act),
            };
            let who = role.map_or("nobody", Role::as_str);
            let place = format!("{} {} as {who}: {status}", route.method, route.path);
            match (allowed, role) {
                (false, None) => assert_eq!(status, 401, "{place}"),
                (false, Some(_)) => assert_eq!(status, 403, "{place}"),
                // What it is done to may not exist or may be refused; that it is refused to this role must not happen.
                (true, _) => assert!(status != 401 && status != 403 && status < 500, "{place}"),
            }
            asked += 1;
        }
    }
    assert!(asked > 300, "{asked}");
}

#[test]
fn every_word_is_there_in_both_languages() {
    let words = wiring::words();
    assert_eq!(words.faults(), Vec::<String>::new());
}

#[test]
fn every_key_in_the_code_has_words() {
    let words = wiring::words();
    let mut missing = Vec::new();
    for (path, text) in xtask::files(".rs") {
        if path.contains("/tests/")
            || path.contains("/examples/")
            || path.ends_with("tests.rs")
            || path.starts_with("xtask/")
        {
            continue;
        }
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        for call in ["Failure::invalid(\"", "Failure::conflict(\"", "Message::new(\"", "view.t(\"", ".t(\""] {
            for part in text.split(call).skip(1) {
                let key = part.split('"').next().unwrap_or_default();
                let whole = part[key.len()..].starts_with("\")");
                if whole && !key.is_empty() && !words.has(qipan_web::Lang::Zh, key) {
                    missing.push(format!("{path}: {key}"));
                }
            }
        }
    }
    missing.sort();
    missing.dedup();
    assert!(missing.is_empty(), "\n{}", missing.join("\n"));
}
