//! A hub on a database of its own, spoken to as clients do.

use std::sync::{Arc, Mutex};

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

pub struct House {
    router: Router,
    pub hub: Arc<Hub>,
    pub runtime: tokio::runtime::Runtime,
    now: Arc<Mutex<Moment>>,
}

pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("JSON: {}", self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The error's type, without what all of them begin with.
    pub fn error(&self) -> String {
        self.json()["type"].as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default().to_owned()
    }

    pub fn is(self, status: u16) -> Answer {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }
}

impl House {
    pub fn new(db: &Db) -> House {
        House::with(db, Options::default())
    }

    pub fn with(db: &Db, options: Options) -> House {
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
        let ids = Arc::new(IdSource::new(1));
        let tell = Box::new(move || *clock.lock().unwrap());
        let mut site = Site::new(db.clone(), Arc::new(words), ids, tell, Box::new(|_, _, _| Ok(None)));
        let hub = Arc::new(Hub::new(&site, Options { open: true, ..options }));
        site.add(hub.clone());
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let router = qipan_broker::http::router(&Arc::new(site));
        House { router, hub, runtime, now }
    }

    pub fn now(&self) -> Moment {
        *self.now.lock().unwrap()
    }

    pub fn later(&self, ms: i64) {
        let mut now = self.now.lock().unwrap();
        *now = now.plus_ms(ms);
    }

    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<Value>) -> Answer {
        let method: Method = method.parse().unwrap();
        let mut request = Request::builder().method(method).uri(format!("/ngsi-ld/v1{path}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if body.is_some() && !headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let text = body.map(|body| body.to_string());
        if let Some(text) = &text {
            request = request.header(header::CONTENT_LENGTH, text.len());
        }
        let body = text.map_or_else(Body::empty, Body::from);
        let router = self.router.clone();
        self.runtime.block_on(async move {
            let response = router.oneshot(request.body(body).unwrap()).await.unwrap();
            let (parts, body) = response.into_parts();
            let bytes = body.collect().await.unwrap().to_bytes();
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            Answer { status: parts.status.as_u16(), headers: parts.headers, text }
        })
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], None)
    }

    pub fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, &[], None)
    }

    pub fn post(&self, path: &str, body: Value) -> Answer {
        self.send("POST", path, &[], Some(body))
    }

    pub fn patch(&self, path: &str, body: Value) -> Answer {
        self.send("PATCH", path, &[], Some(body))
    }
}

/// The values of an attribute in a temporal representation, in their order.
pub fn values(entity: &Value, name: &str) -> Vec<Value> {
    entity[name].as_array().map_or_else(Vec::new, |all| all.iter().map(|one| one["value"].clone()).collect())
}
