//! Pages that are read while others write.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use qipan_broker::Options;
use qipan_broker::rights::Rights;
use qipan_kernel::Role;
use qipan_testkit::both;
use serde_json::json;

use crate::house::{Answer, House, MIGRATIONS};

/// What was there when the first page was asked for is on exactly one page, whatever comes or changes meanwhile.
#[test]
fn nothing_is_skipped_or_doubled_while_others_write() {
    both(MIGRATIONS, |db| {
        let house = House::new(&db.db, Options::default());
        let (_, token) = house.token("some", Role::Supervision, Some(Rights::all()));
        let token = token.as_str();
        for n in 0..150 {
            let entity = json!({"id": format!("urn:p:{n}"), "type": "P", "level": n});
            assert_eq!(house.send(token, "POST", "entities", &entity).status, 201);
        }
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let (house, stop) = (&house, &stop);
            for writer in 0..2 {
                scope.spawn(move || {
                    let mut n = 0;
                    while !stop.load(Ordering::Relaxed) && n < 2_000 {
                        let new = json!({"id": format!("urn:p:new:{writer}:{n}"), "type": "P", "level": n});
                        assert_eq!(house.send(token, "POST", "entities", &new).status, 201);
                        let old = format!("entities/urn:p:{}/attrs", n * 7 % 150);
                        assert_eq!(house.send(token, "PATCH", &old, &json!({"level": n + 200})).status, 204);
                        n += 1;
                    }
                });
            }
            for query in ["entities?type=P", "entities?q=level%3E=0", "entities?type=P&orderBy=id"] {
                let (mut seen, mut offset) = (BTreeSet::new(), 0);
                loop {
                    let page = house.get(token, &format!("{query}&limit=7&offset={offset}"));
                    assert_eq!(page.status, 200, "{}", page.text);
                    let page = page.json();
                    let page = page.as_array().unwrap();
                    for one in page {
                        let id = one["id"].as_str().unwrap().to_owned();
                        // Sorted by identifier, what comes meanwhile moves what stands behind it.
                        let told = seen.insert(id.clone()) || query.contains("orderBy");
                        assert!(told, "{query}: {id} is on two pages");
                    }
                    offset += 7;
                    if page.len() < 7 || offset > 400 {
                        break;
                    }
                }
                let old = (0..150).filter(|n| seen.contains(&format!("urn:p:{n}"))).count();
                assert_eq!(old, 150, "{query}");
            }
            stop.store(true, Ordering::Relaxed);
        });
    });
}

/// The place of the page that a Link header names.
fn step(page: &Answer, rel: &str) -> Option<usize> {
    let links: Vec<&str> = page.headers.get_all("link").iter().map(|link| link.to_str().unwrap()).collect();
    let link = links.into_iter().find(|link| link.contains(&format!("rel=\"{rel}\"")))?;
    assert!(!link.contains("entityMap"), "{link}");
    link.split_once("offset=")?.1.split(['&', '>']).next()?.parse().ok()
}

fn ids(page: &Answer) -> Vec<String> {
    let page = page.json();
    page.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

/// With an entity map nothing that stays is skipped or doubled although others delete in front and behind, on the way
/// forth and back.
#[test]
fn a_map_holds_a_walk_still_while_others_delete() {
    both(MIGRATIONS, |db| {
        let house = House::new(&db.db, Options::default());
        let (_, token) = house.token("some", Role::Supervision, Some(Rights::all()));
        let (_, other) = house.token("other", Role::Supervision, Some(Rights::all()));
        for n in 0..120 {
            let entity = json!({"id": format!("urn:m:{n:03}"), "type": "M", "level": n});
            assert_eq!(house.send(&token, "POST", "entities", &entity).status, 201);
        }
        let mut made = 0;
        for query in ["entities?type=M", "entities?type=M&q=level%3E=0", "entities?type=M&orderBy=level;desc"]
        {
            let first = house.get(&token, &format!("{query}&limit=7&entityMap=true"));
            assert_eq!(first.status, 201, "{}", first.text);
            let map = first.header("ngsild-entitymap").to_owned();
            let get = |token: &str, offset: usize| {
                let path = format!("{query}&limit=7&offset={offset}");
                house.call(Some(token), "GET", &path, &[("NGSILD-EntityMap", &map)], "")
            };
            let mut seen = ids(&first);
            let all = {
                let path = format!("{query}&limit=1000&options=count");
                let page = house.get(&token, &path);
                assert_eq!(page.header("ngsild-results-count"), ids(&page).len().to_string());
                ids(&page)
            };
            let (mut gone, mut offsets, mut at) = (Vec::new(), vec![0], step(&first, "next"));
            while let Some(offset) = at {
                // One before and two after the place are deleted, and one comes.
                for behind in [seen.len().wrapping_sub(2), seen.len() + 1, seen.len() + 9] {
                    let Some(id) = all.get(behind).filter(|id| !gone.contains(*id)) else { continue };
                    if house.call(Some(&token), "DELETE", &format!("entities/{id}"), &[], "").status == 204 {
                        gone.push(id.clone());
                    }
                }
                made += 1;
                let new = json!({"id": format!("urn:m:new:{made}"), "type": "M", "level": -1});
                assert_eq!(house.send(&token, "POST", "entities", &new).status, 201);
                let page = get(&token, offset);
                assert_eq!((page.status, page.header("ngsild-entitymap")), (200, map.as_str()));
                seen.extend(ids(&page));
                offsets.push(offset);
                at = step(&page, "next");
            }
            let told: BTreeSet<&String> = seen.iter().collect();
            assert_eq!(told.len(), seen.len(), "{query}: doubled");
            let stayed: Vec<&String> = all.iter().filter(|id| !gone.contains(id)).collect();
            assert!(gone.len() > 20 && stayed.iter().all(|id| told.contains(id)), "{query}: skipped");
            // The whole way back, from the last page to the first.
            let mut back: Vec<String> = Vec::new();
            let mut at = offsets.pop();
            while let Some(offset) = at {
                let page = get(&token, offset);
                // The first page is as long as the others, however few are in front of the second.
                let new = ids(&page).into_iter().filter(|id| offset > 0 || !back.contains(id));
                back.splice(0..0, new.collect::<Vec<_>>());
                at = step(&page, "prev");
            }
            let stayed: Vec<String> = stayed.into_iter().cloned().collect();
            assert_eq!(back, stayed, "{query}: back");
            // Its length is what is still there of it; what it names is what is shown of it.
            let counted = house.call(
                Some(&token),
                "GET",
                &format!("{query}&limit=0&count=true"),
                &[("NGSILD-EntityMap", &map)],
                "",
            );
            assert_eq!(counted.header("ngsild-results-count"), stayed.len().to_string());
            let path = map.strip_prefix("/ngsi-ld/v1/").unwrap();
            let shown = house.get(&token, path).json();
            assert_eq!(shown["entityMap"].as_object().unwrap().len(), stayed.len());
            // It belongs to its maker. Who names another's gets one of its own.
            assert_eq!(house.get(&other, path).status, 404);
            let own = get(&other, 0);
            assert_eq!(own.status, 201);
            assert_ne!(own.header("ngsild-entitymap"), map);
            assert_eq!(house.send(&token, "PATCH", path, &json!({"expiresAt": "soon"})).status, 400);
            assert_eq!(house.call(Some(&token), "DELETE", path, &[], "").status, 204);
            assert_eq!(house.get(&token, path).status, 404);
        }
    });
}

#[test]
fn maps_have_their_time_and_their_number() {
    both(MIGRATIONS, |db| {
        let house = House::new(&db.db, Options::default());
        let (_, token) = house.token("some", Role::Supervision, Some(Rights::all()));
        assert_eq!(
            house.send(&token, "POST", "entities", &json!({"id": "urn:m:1", "type": "M"})).status,
            201
        );
        let made = house.get(&token, "entityMaps?type=M&entityMapLifetime=PT10S");
        assert_eq!((made.status, made.json()["type"].as_str()), (201, Some("EntityMap")));
        let path = made.header("ngsild-entitymap").strip_prefix("/ngsi-ld/v1/").unwrap().to_owned();
        house.later(9_999);
        assert_eq!(house.get(&token, &path).status, 200);
        house.later(1);
        assert_eq!(house.get(&token, &path).status, 404);
        assert_eq!(house.get(&token, "entityMaps?type=M&entityMapLifetime=1hour").status, 400);
        assert_eq!(house.get(&token, "entityMaps?id=urn:m:1").status, 400);
        // Longer than a day is a day.
        let long = house.get(&token, "entityMaps?type=M&entityMapLifetime=P10Y");
        assert!(long.json()["expiresAt"].as_str().unwrap() < "2026-03-05", "{}", long.text);
        let first = long.header("ngsild-entitymap").strip_prefix("/ngsi-ld/v1/").unwrap().to_owned();
        let body = json!({"type": "Query", "entities": [{"type": "M"}]});
        for _ in 0..100 {
            house.later(1);
            assert_eq!(house.send(&token, "POST", "entityMaps", &body).status, 201);
        }
        // A hundred are kept: the oldest has given way.
        assert_eq!(house.get(&token, &first).status, 404);
        // One entity, too.
        let one = house.get(&token, "entities/urn:m:1?entityMap=true");
        assert_eq!(one.status, 200);
        let path = one.header("ngsild-entitymap").strip_prefix("/ngsi-ld/v1/").unwrap().to_owned();
        assert_eq!(house.get(&token, &path).json()["entityMap"], json!({"urn:m:1": ["@none"]}));
    });
}
