//! The program without its server, and writes that are sent twice.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use qipan::wiring;
use qipan_accounts::Vault;
use qipan_accounts::http::{Credential, Site, router};
use qipan_kernel::{IdSource, Moment};
use qipan_records::files::Files;
use qipan_store::Db;
use qipan_testkit::noon;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::common::recognise;

/// The program's routes over a database, and what was sent to them.
pub struct House {
    runtime: tokio::runtime::Runtime,
    service: Router,
    pub db: Db,
    pub sent: RefCell<BTreeSet<String>>,
}

impl House {
    pub fn new(db: &Db) -> House {
        let authenticate = |_: &Site, credential: &Credential, now: Moment| Ok(recognise(credential, now));
        let clock = Box::new(|| noon("2026-11-20"));
        let ids = Arc::new(IdSource::new(1));
        let words = Arc::new(wiring::words());
        let mut site = Site::new(db.clone(), words, ids, clock, Box::new(authenticate));
        site.chance = wiring::chance;
        site.vault = Vault::new(&[7; 32], wiring::chance);
        let files = tempfile::tempdir().expect("a folder").keep();
        wiring::add_parts(&mut site, Files::Folder(files)).expect("the parts");
        let open = qipan_broker::Options { open: true, ..Default::default() };
        let hub = qipan_broker::Hub::new(&site, open);
        wiring::add_hub(&mut site, hub);
        let site = Arc::new(site);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let service = router(&site, &wiring::routes()).merge(qipan_broker::http::router(&site));
        House { runtime: runtime.unwrap(), service, db: db.clone(), sent: RefCell::default() }
    }

    pub fn send(
        &self,
        who: &str,
        method: &str,
        path: &str,
        key: &str,
        kind: &str,
        body: &[u8],
    ) -> (u16, String) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {who}"))
            .header("accept", "application/json")
            .header("content-type", kind)
            .header("content-length", body.len())
            .header("idempotency-key", key)
            .body(Body::from(body.to_vec()))
            .unwrap();
        self.runtime.block_on(async {
            let answer = self.service.clone().oneshot(request).await.unwrap();
            let status = answer.status().as_u16();
            let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
            (status, String::from_utf8_lossy(&body).into_owned())
        })
    }

    pub fn entries(&self) -> usize {
        self.db.read_now(|tx| qipan_store::journal::latest(tx, i64::MAX, 10_000)).unwrap().len()
    }

    /// Sends a write twice. `route` is the pattern, with a query where the call asks for one; each `{…}` in it takes the
    /// next of `ids`.
    pub fn twice_as(
        &self,
        who: &str,
        method: &str,
        route: &str,
        ids: &[&Value],
        kind: &str,
        body: &[u8],
    ) -> Value {
        let mut path = route.to_owned();
        for id in ids {
            let (from, to) = (path.find('{').unwrap(), path.find('}').unwrap());
            path.replace_range(from..=to, &id.to_string());
        }
        let key = format!("key {}", self.sent.borrow().len() * 100 + self.entries());
        let (status, first) = self.send(who, method, &path, &key, kind, body);
        assert!((200..300).contains(&status), "{method} {path}: {status} {first}");
        let written = self.entries();
        let (again, second) = self.send(who, method, &path, &key, kind, body);
        assert_eq!((again, self.entries()), (status, written), "{method} {path} is done once: {second}");
        // The secret of a token is told once and not kept.
        if route != "/api/v1/tokens" {
            assert_eq!(second, first, "{method} {path}");
        }
        self.sent.borrow_mut().insert(format!("{method} {}", route.split('?').next().unwrap_or(route)));
        serde_json::from_str(&first).unwrap_or(Value::Null)
    }

    pub fn twice(&self, who: &str, method: &str, route: &str, ids: &[&Value], body: &Value) -> Value {
        self.twice_as(who, method, route, ids, "application/json", body.to_string().as_bytes())
    }

    pub fn upload(&self, who: &str, route: &str, ids: &[&Value], name: &str, bytes: &[u8]) -> Value {
        let head =
            format!("--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        let body = [head.as_bytes(), bytes, b"\r\n--edge--\r\n"].concat();
        self.twice_as(who, "POST", route, ids, "multipart/form-data; boundary=edge", &body)
    }

    /// Carries a commitment that is issued through to its closing.
    pub fn close(&self, unit: &Value, commitment: &Value) {
        let (handler, leader) = (format!("unit_handler:{unit}"), format!("unit_leader:{unit}"));
        let step = |who: &str, what: &str| {
            let route = format!("/api/v1/commitments/{{id}}/{what}");
            self.twice(who, "POST", &route, &[commitment], &json!({ "note": "已完成" }))
        };
        step(&handler, "receipt");
        self.upload(
            &handler,
            "/api/v1/commitments/{id}/evidence",
            &[commitment],
            "批复.txt",
            "准予".as_bytes(),
        );
        step(&leader, "submission");
        step("supervision", "closing");
    }
}
