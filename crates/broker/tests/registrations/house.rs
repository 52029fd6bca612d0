//! A hub with its router, and short ways to call it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, header};
use http_body_util::BodyExt;
use qipan_accounts::http::Site;
use qipan_broker::{Hub, Options};
use qipan_kernel::{IdSource, Moment};
use qipan_store::{Db, Migration};
use qipan_testkit::noon;
use qipan_web::{LocaleSource, Words};
use serde_json::Value;
use tower::ServiceExt;

pub static MIGRATIONS: &[&[Migration]] =
    &[qipan_store::MIGRATIONS, qipan_accounts::MIGRATIONS, qipan_broker::MIGRATIONS];

/// A hub.
pub struct House {
    router: Router,
    runtime: tokio::runtime::Runtime,
    now: Arc<Mutex<Moment>>,
    tasks: Vec<(Arc<tokio::sync::Notify>, tokio::task::JoinHandle<()>)>,
}

impl Drop for House {
    fn drop(&mut self) {
        for (stop, task) in self.tasks.drain(..) {
            stop.notify_one();
            let _ = self.runtime.block_on(task);
        }
    }
}

/// Somebody who is notified.
pub struct Listener {
    pub uri: String,
    got: Receiver<(String, Value)>,
}

impl Listener {
    pub fn start() -> Listener {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let uri = format!("http://{}/notify", listener.local_addr().unwrap());
        let (send, got) = channel();
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let (mut head, mut length) = (String::new(), 0);
                loop {
                    let mut line = String::new();
                    if reader.read_line(&mut line).unwrap_or(0) == 0 || line == "\r\n" {
                        break;
                    }
                    let lower = line.to_ascii_lowercase();
                    if let Some(value) = lower.strip_prefix("content-length:") {
                        length = value.trim().parse().unwrap();
                    }
                    head.push_str(&line);
                }
                let mut body = vec![0; length];
                reader.read_exact(&mut body).unwrap();
                stream
                    .write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
                    .unwrap();
                if send.send((head, serde_json::from_slice(&body).unwrap())).is_err() {
                    return;
                }
            }
        });
        Listener { uri, got }
    }

    /// The head and the body of the next notification.
    pub fn next(&self) -> (String, Value) {
        self.got.recv_timeout(Duration::from_secs(10)).expect("a notification")
    }

    /// Nothing comes.
    pub fn quiet(&self) {
        if let Ok((_, body)) = self.got.recv_timeout(Duration::from_millis(400)) {
            panic!("not expected: {body}");
        }
    }
}

/// An answer.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("JSON: {}", self.text))
    }

    /// The name of the error type.
    pub fn error(&self) -> String {
        let body = self.json();
        body["type"].as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default().to_owned()
    }

    pub fn header(&self, name: &str) -> String {
        let all: Vec<&str> = self.headers.get_all(name).iter().map(|v| v.to_str().unwrap()).collect();
        all.join(", ")
    }

    /// The identifiers of a list, in its order.
    pub fn ids(&self) -> Vec<String> {
        assert_eq!(self.status, 200, "{}", self.text);
        let json = self.json();
        let all = json.as_array().expect("a list").iter();
        all.map(|item| item["id"].as_str().unwrap().rsplit(':').next().unwrap().to_owned()).collect()
    }
}

impl House {
    pub fn new(db: &Db) -> House {
        let (zh, en) = qipan_store::LOCALES;
        let words = Words::new(&[
            LocaleSource { zh, en },
            qipan_web::LOCALES,
            qipan_accounts::LOCALES,
            qipan_broker::NGSILD_LOCALES,
            qipan_broker::LOCALES,
        ]);
        let now = Arc::new(Mutex::new(noon("2026-03-02")));
        let clock = now.clone();
        let tell = Box::new(move || *clock.lock().unwrap());
        let ids = Arc::new(IdSource::new(1));
        let mut site = Site::new(db.clone(), Arc::new(words), ids, tell, Box::new(|_, _, _| Ok(None)));
        let options =
            Options { open: true, allowed_hosts: vec!["127.0.0.1".to_owned()], ..Options::default() };
        let hub = Arc::new(Hub::new(&site, options));
        site.add(hub);
        let site = Arc::new(site);
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let stop = Arc::new(tokio::sync::Notify::new());
        let entered = runtime.enter();
        let courier = qipan_broker::deliver(site.clone(), stop.clone());
        let swept = Arc::new(tokio::sync::Notify::new());
        let upkeep = qipan_broker::upkeep::start(site.clone(), swept.clone());
        drop(entered);
        let router = qipan_broker::http::router(&site);
        House { router, runtime, now, tasks: vec![(stop, courier), (swept, upkeep)] }
    }

    pub fn later(&self, ms: i64) {
        let mut now = self.now.lock().unwrap();
        *now = now.plus_ms(ms);
    }

    /// A call with these headers; a body is JSON unless a header says otherwise.
    pub fn call(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Answer {
        let mut request = Request::builder()
            .method(Method::from_bytes(method.as_bytes()).unwrap())
            .uri(format!("/ngsi-ld/v1/{path}"))
            .header("accept-language", "en");
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let text = body.map(Value::to_string).unwrap_or_default();
        let request = request.header(header::CONTENT_LENGTH, text.len()).body(Body::from(text)).unwrap();
        let router = self.router.clone();
        let ask = async move {
            let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
            let bytes = body.collect().await.unwrap().to_bytes();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            assert!(!text.contains('⟦'), "a key without words: {text}");
            Answer { status: parts.status.as_u16(), headers: parts.headers, text }
        };
        self.runtime.block_on(ask)
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.call("POST", path, &[], Some(body))
    }

    pub fn patch(&self, path: &str, body: &Value) -> Answer {
        self.call("PATCH", path, &[], Some(body))
    }

    pub fn get(&self, path: &str) -> Answer {
        self.call("GET", path, &[], None)
    }

    pub fn delete(&self, path: &str) -> Answer {
        self.call("DELETE", path, &[], None)
    }
}
