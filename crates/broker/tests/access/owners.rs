//! A subscription is told as long as its token may be told.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use qipan_broker::Options;
use qipan_broker::rights::{Rights, Verb};
use qipan_kernel::Role;
use qipan_testkit::both;
use serde_json::{Value, json};

use crate::house::{House, MIGRATIONS, rights};

const ROOT: &str = "https://uri.etsi.org/ngsi-ld/default-context/";

/// The levels that came, by path.
type Levels = Arc<Mutex<Vec<(String, i64)>>>;

fn receiver() -> (String, Levels) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let levels = Levels::default();
    let shared = levels.clone();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let levels = shared.clone();
            std::thread::spawn(move || -> std::io::Result<()> {
                let mut reader = BufReader::new(stream.try_clone()?);
                loop {
                    let (mut first, mut length) = (String::new(), 0);
                    reader.read_line(&mut first)?;
                    loop {
                        let mut line = String::new();
                        if reader.read_line(&mut line)? == 0 {
                            return Ok(());
                        }
                        if line.trim().is_empty() {
                            break;
                        }
                        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                            length = value.trim().parse().unwrap();
                        }
                    }
                    let mut body = vec![0; length];
                    reader.read_exact(&mut body)?;
                    let note: Value = serde_json::from_slice(&body).unwrap();
                    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
                    let level = note["data"][0]["level"]["value"].as_i64().unwrap_or(-1);
                    levels.lock().unwrap().push((path, level));
                    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")?;
                }
            });
        }
    });
    (url, levels)
}

fn wait(levels: &Levels, path: &str, level: i64) {
    let begun = Instant::now();
    while !levels.lock().unwrap().iter().any(|(at, came)| at == path && *came == level) {
        assert!(begun.elapsed() < Duration::from_secs(20), "{level} did not come to {path}: {levels:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn what_a_token_may_not_ask_any_more_it_is_not_told_any_more() {
    both(MIGRATIONS, |db| {
        let house =
            House::new(&db.db, Options { allowed_hosts: vec!["127.0.0.1".into()], ..Options::default() });
        let _deliveries = house.deliver();
        let (url, levels) = receiver();
        let (well, pump) = (format!("{ROOT}Well"), format!("{ROOT}Pump"));
        let wells = || rights(&Verb::ALL, None, Some(&[&well]));
        let (_, all) = house.token("all", Role::Supervision, Some(Rights::all()));
        let (id, some) = house.token("some", Role::Supervision, Some(wells()));
        for (token, name) in [(&all, "all"), (&some, "some")] {
            let body = json!({"id": format!("urn:s:{name}"), "type": "Subscription", "entities": [{"type": "Well"}],
                "notification": {"endpoint": {"uri": format!("{url}/{name}")}}});
            assert_eq!(house.send(token, "POST", "subscriptions", &body).status, 201);
        }
        let well = json!({"id": "urn:w:1", "type": "Well", "level": 0});
        assert_eq!(house.send(&all, "POST", "entities", &well).status, 201);
        let tell = |level: i64| {
            house.later(1_000);
            let patched = house.send(&all, "PATCH", "entities/urn:w:1/attrs", &json!({"level": level}));
            assert_eq!(patched.status, 204);
            wait(&levels, "/all", level);
        };
        let status = || house.get(&all, "subscriptions/urn:s:some").json()["status"].clone();
        wait(&levels, "/some", 0);
        tell(1);
        wait(&levels, "/some", 1);
        assert_eq!(status(), "active");
        for (step, narrowed) in [rights(&Verb::ALL, None, Some(&[&pump])), rights(&[Verb::Write], None, None)]
            .into_iter()
            .enumerate()
        {
            let level = 10 + 10 * step as i64;
            house.give(id, &narrowed);
            tell(level);
            assert_eq!(status(), "paused");
            // The queue is in order: had the last change been told, it would come before the next one.
            std::thread::sleep(Duration::from_millis(100));
            house.give(id, &wells());
            tell(level + 1);
            wait(&levels, "/some", level + 1);
            assert_eq!(status(), "active");
        }
        house.revoke(id);
        tell(30);
        assert_eq!(status(), "paused");
        // Whoever changes it takes it over.
        std::thread::sleep(Duration::from_millis(100));
        let change = json!({"type": "Subscription", "description": "taken over"});
        assert_eq!(house.send(&all, "PATCH", "subscriptions/urn:s:some", &change).status, 204);
        assert_eq!(status(), "active");
        tell(31);
        wait(&levels, "/some", 31);
        let levels = levels.lock().unwrap();
        let some: Vec<i64> =
            levels.iter().filter(|(path, _)| path == "/some").map(|(_, level)| *level).collect();
        assert_eq!(some, [0, 1, 11, 21, 31]);
    });
}
