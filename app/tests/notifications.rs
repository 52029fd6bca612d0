//! What subscribers are to be told survives `kill -9`.

mod common;

use std::collections::{BTreeSet, HashMap};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use common::{Server, request};
use serde_json::{Value, json};

/// What came: for each subscription the values, in order.
type Told = Arc<Mutex<HashMap<String, Vec<i64>>>>;

/// Takes notifications once it is `open`; until then it breaks off every connection.
fn receiver(open: Arc<AtomicBool>) -> (SocketAddr, Told) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let told = Told::default();
    let all = told.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            if !open.load(Ordering::Acquire) {
                continue;
            }
            let all = all.clone();
            std::thread::spawn(move || while take(&stream, &all).is_some() {});
        }
    });
    (address, told)
}

fn take(mut stream: &TcpStream, told: &Told) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        if line.trim_end().is_empty() {
            break;
        }
        if let Some((name, value)) = line.trim_end().split_once(": ")
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let body: Value = serde_json::from_slice(&body).unwrap();
    let value = body["data"][0]["power"]["value"].as_i64().unwrap();
    let subscription = body["subscriptionId"].as_str().unwrap().to_owned();
    told.lock().unwrap().entry(subscription).or_default().push(value);
    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").ok()
}

fn start(database: &str, folder: &std::path::Path) -> Server {
    let config = folder.join("qipan.toml");
    std::fs::write(&config, "hub_open = true\nhub_hosts = \"127.0.0.1\"\n").unwrap();
    let config = config.to_str().unwrap();
    Server::run(&["serve", "--config", config, "--listen", "127.0.0.1:0"], database, folder)
}

/// 200 notifications wait for a receiver that is away; the server is killed, started again, killed while it delivers,
/// and started again: then every one has arrived, in order for each subscription.
#[test]
fn what_waits_for_delivery_survives_kill_nine() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("city.db").display().to_string();
    let open = Arc::new(AtomicBool::new(false));
    let (address, told) = receiver(open.clone());
    let server = start(&database, folder.path());
    let json = [("content-type", "application/json")];
    let send = |server: &Server, method: &str, path: &str, body: &Value| {
        let path = format!("/ngsi-ld/v1/{path}");
        let answer = request(server.address, method, &path, &json, &body.to_string()).unwrap();
        assert!(answer.status < 300, "{method} {path}: {} {}", answer.status, answer.body);
    };
    for n in 0..4 {
        let endpoint = json!({"uri": format!("http://{address}/{n}")});
        let id = format!("urn:ngsi-ld:Subscription:{n}");
        let subscription = json!({"id": id, "type": "Subscription", "entities": [{"type": "Lamp"}], "notification": {"endpoint": endpoint}});
        send(&server, "POST", "subscriptions", &subscription);
    }
    let power = |value: i64| json!({"power": {"type": "Property", "value": value}});
    send(
        &server,
        "POST",
        "entities",
        &json!({"id": "urn:x:1", "type": "Lamp", "power": {"type": "Property", "value": 1}}),
    );
    for value in 2..=50 {
        send(&server, "PATCH", "entities/urn:x:1/attrs", &power(value));
    }
    server.kill();
    assert!(told.lock().unwrap().is_empty());

    let server = start(&database, folder.path());
    open.store(true, Ordering::Release);
    let arrived = || told.lock().unwrap().values().map(Vec::len).sum::<usize>();
    let begun = Instant::now();
    while arrived() < 20 && begun.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(1));
    }
    server.kill();
    assert!(arrived() >= 20, "nothing was delivered after the first start");

    let _server = start(&database, folder.path());
    let begun = Instant::now();
    let whole = || {
        let told = told.lock().unwrap();
        told.len() == 4 && told.values().all(|values| values.iter().collect::<BTreeSet<_>>().len() == 50)
    };
    while !whole() && begun.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(whole(), "{:?}", told.lock().unwrap());
    for values in told.lock().unwrap().values() {
        // Some may come twice: those whose receipt was not yet written down. None comes before an earlier one.
        let mut first = Vec::new();
        for value in values {
            if !first.contains(value) {
                first.push(*value);
            }
        }
        assert_eq!(first, (1..=50).collect::<Vec<_>>());
    }
}
