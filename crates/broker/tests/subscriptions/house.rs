//! A hub that delivers, over a database of a test.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, header};
use http_body_util::BodyExt;
use qipan_accounts::http::Site;
use qipan_broker::{Hub, Options};
use qipan_kernel::{IdSource, Moment};
use qipan_store::{Db, Migration};
use qipan_web::{LocaleSource, Words};
use serde_json::{Value, json};
use tokio::sync::Notify;
use tower::ServiceExt;

pub static MIGRATIONS: &[&[Migration]] =
    &[qipan_store::MIGRATIONS, qipan_accounts::MIGRATIONS, qipan_broker::MIGRATIONS];

/// The hub, and the runtime that it runs on.
pub struct House {
    router: Router,
    runtime: tokio::runtime::Runtime,
    stop: Arc<Notify>,
    deliveries: Option<tokio::task::JoinHandle<()>>,
}

/// An answer of the hub.
pub struct Answer {
    pub status: u16,
    pub headers: axum::http::HeaderMap,
    pub body: Value,
}

impl House {
    /// `node`: the number of this process among those that share the database.
    pub fn new(db: &Db, node: u16) -> House {
        let (zh, en) = qipan_store::LOCALES;
        let words = Words::new(&[
            LocaleSource { zh, en },
            qipan_web::LOCALES,
            qipan_accounts::LOCALES,
            qipan_broker::NGSILD_LOCALES,
            qipan_broker::LOCALES,
        ]);
        let tell = || {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
            Moment(i64::try_from(since.as_millis()).unwrap())
        };
        let ids = Arc::new(IdSource::new(node));
        let mut site =
            Site::new(db.clone(), Arc::new(words), ids, Box::new(tell), Box::new(|_, _, _| Ok(None)));
        let options =
            Options { open: true, allowed_hosts: vec!["127.0.0.1".to_owned()], ..Options::default() };
        let hub = Arc::new(Hub::new(&site, options));
        site.add(hub);
        let site = Arc::new(site);
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let router = qipan_broker::http::router(&site);
        let stop = Arc::new(Notify::new());
        let entered = runtime.enter();
        let deliveries = Some(qipan_broker::deliver(site, stop.clone()));
        drop(entered);
        House { router, runtime, stop, deliveries }
    }

    pub fn send_as(&self, tenant: Option<&str>, method: &str, path: &str, body: &Value) -> Answer {
        let mut request = Request::builder()
            .method(Method::from_bytes(method.as_bytes()).unwrap())
            .uri(format!("/ngsi-ld/v1/{path}"))
            .header(header::HOST, "hub.example:9090")
            .header("accept-language", "en");
        if let Some(tenant) = tenant {
            request = request.header("NGSILD-Tenant", tenant);
        }
        let kind = if body.get("@context").is_some() { "application/ld+json" } else { "application/json" };
        let text = if body.is_null() { String::new() } else { body.to_string() };
        if !body.is_null() {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        let request = request.header(header::CONTENT_LENGTH, text.len()).body(Body::from(text)).unwrap();
        let router = self.router.clone();
        self.runtime.block_on(async move {
            let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
            let bytes = body.collect().await.unwrap().to_bytes();
            assert!(!String::from_utf8_lossy(&bytes).contains('⟦'), "a key without words");
            let body = serde_json::from_slice(&bytes).unwrap_or_default();
            Answer { status: parts.status.as_u16(), headers: parts.headers, body }
        })
    }

    pub fn send(&self, method: &str, path: &str, body: &Value) -> Answer {
        self.send_as(None, method, path, body)
    }

    /// Sends what must succeed.
    pub fn did(&self, method: &str, path: &str, body: &Value) -> Answer {
        let answer = self.send(method, path, body);
        assert!(answer.status < 300, "{method} {path}: {} {}", answer.status, answer.body);
        answer
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &Value::Null)
    }

    /// Subscribes to entities of a type; `more` goes into the subscription, `told` into its notification.
    pub fn subscribe(&self, id: &str, of_type: &str, uri: &str, more: Value, told: Value) {
        let mut body = json!({
            "id": format!("urn:ngsi-ld:Subscription:{id}"), "type": "Subscription",
            "entities": [{"type": of_type}], "notification": {"endpoint": {"uri": uri}},
        });
        for (into, what) in [(&mut body, &more)] {
            for (name, value) in what.as_object().unwrap() {
                into[name] = value.clone();
            }
        }
        for (name, value) in told.as_object().unwrap() {
            if name == "endpoint" {
                for (name, value) in value.as_object().unwrap() {
                    body["notification"]["endpoint"][name] = value.clone();
                }
            } else {
                body["notification"][name] = value.clone();
            }
        }
        self.did("POST", "subscriptions", &body);
    }

    /// The subscription of that name.
    pub fn subscription(&self, id: &str) -> Value {
        self.get(&format!("subscriptions/urn:ngsi-ld:Subscription:{id}")).body
    }

    /// Makes an entity with one property.
    pub fn make(&self, of_type: &str, id: &str, name: &str, value: i64) {
        let property = json!({"type": "Property", "value": value});
        self.did("POST", "entities", &json!({"id": format!("urn:x:{id}"), "type": of_type, name: property}));
    }

    /// Changes a property of an entity.
    pub fn set(&self, id: &str, name: &str, value: i64) {
        let property = json!({"type": "Property", "value": value});
        self.did("PATCH", &format!("entities/urn:x:{id}/attrs"), &json!({ name: property }));
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.stop.notify_waiters();
        if let Some(deliveries) = self.deliveries.take() {
            let _ = self.runtime.block_on(deliveries);
        }
    }
}
