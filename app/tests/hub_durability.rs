//! An answered write of the hub survives `kill -9`, and so does what it added to a history.

mod common;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use common::{Server, qipan, request};
use serde_json::{Value, json};

const CLIENTS: usize = 8;
const JSON: [(&str, &str); 1] = [("content-type", "application/json")];

/// What was answered of one entity: the values it was given, in their order.
type Answered = Arc<Mutex<BTreeMap<String, Vec<i64>>>>;

fn send(server: std::net::SocketAddr, method: &str, path: &str, body: &Value) -> Option<u16> {
    request(server, method, &format!("/ngsi-ld/v1{path}"), &JSON, &body.to_string())
        .map(|answer| answer.status)
}

/// Creates, patches and batches until the server is gone. What was asked last may or may not have happened.
fn write(server: std::net::SocketAddr, client: usize, round: usize, answered: &Answered) {
    let keep = |id: &str, value: i64| answered.lock().unwrap().entry(id.to_owned()).or_default().push(value);
    for n in 0.. {
        let id = format!("urn:d:{round}:{client}:{n}");
        if send(server, "POST", "/entities", &json!({"id": id, "type": "D", "level": 0})) != Some(201) {
            return;
        }
        keep(&id, 0);
        if send(server, "PATCH", &format!("/entities/{id}/attrs"), &json!({"level": 1})) != Some(204) {
            return;
        }
        keep(&id, 1);
        let batch: Vec<Value> = (0..3)
            .map(|at| json!({"id": if at == 0 { id.clone() } else { format!("{id}:{at}") }, "type": "D", "level": 2}))
            .collect();
        if send(server, "POST", "/entityOperations/upsert?options=update", &json!(batch)) != Some(201) {
            return;
        }
        keep(&id, 2);
        keep(&format!("{id}:1"), 2);
        keep(&format!("{id}:2"), 2);
    }
}

#[test]
fn answered_writes_and_their_histories_survive_kill_nine() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("hub.db").display().to_string();
    let answered: Answered = Arc::default();
    for round in 0..6 {
        let server =
            Server::run(&["serve", "--open-hub", "--listen", "127.0.0.1:0"], &database, folder.path());
        let address = server.address;
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let answered = answered.clone();
                std::thread::spawn(move || write(address, client, round, &answered))
            })
            .collect();
        // Sometimes amid the writes, and sometimes when what they left in the tail is being moved to its place.
        std::thread::sleep(std::time::Duration::from_millis(150 + 70 * round as u64));
        if round % 2 == 1 {
            let every = "/ngsi-ld/v1/temporal/entities?type=D&timerel=after&timeAt=2020-01-01T00:00:00Z&timeproperty=createdAt";
            std::thread::spawn(move || request(address, "GET", every, &[], ""));
            std::thread::sleep(std::time::Duration::from_millis(15 * round as u64));
        }
        server.kill();
        clients.into_iter().for_each(|client| client.join().unwrap());
    }
    let (code, said) = qipan(&["journal", "verify"], &database, folder.path(), "");
    assert_eq!(code, 0, "{said}");
    let server = Server::run(&["serve", "--open-hub", "--listen", "127.0.0.1:0"], &database, folder.path());
    let answered = answered.lock().unwrap();
    assert!(answered.len() > 60, "only {} entities were answered", answered.len());
    for (id, values) in answered.iter() {
        let get =
            |path: &str| request(server.address, "GET", &format!("/ngsi-ld/v1{path}/{id}"), &[], "").unwrap();
        let entity = get("/entities");
        assert_eq!(entity.status, 200, "{id} was answered and is gone: {}", entity.body);
        let level = entity.json()["level"]["value"].as_i64().unwrap();
        assert!(level >= *values.last().unwrap(), "{id}: {level} after {values:?}");
        let history = get("/temporal/entities").json();
        let all = history["level"].as_array().map_or_else(|| vec![history["level"].clone()], Clone::clone);
        let all: Vec<i64> = all.iter().map(|one| one["value"].as_i64().unwrap()).collect();
        // Each once, in order; at most the one that was asked for last is more than was answered.
        assert!(all.starts_with(values) && all.len() <= values.len() + 1, "{id}: {all:?} after {values:?}");
        assert_eq!(all.last(), Some(&level), "{id}");
    }
}
