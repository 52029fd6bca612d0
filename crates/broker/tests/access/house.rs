//! A hub with tokens, and short ways to call it as somebody.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, header};
use http_body_util::BodyExt;
use qipan_accounts::http::Site;
use qipan_accounts::{sessions, tokens};
use qipan_broker::rights::{self, Rights, Verb};
use qipan_broker::{Hub, Options};
use qipan_kernel::{Id, IdSource, Moment, Role};
use qipan_store::{Db, Migration};
use qipan_testkit::{acting, noon};
use qipan_web::{LocaleSource, Words};
use serde_json::Value;
use tower::ServiceExt;

pub static MIGRATIONS: &[&[Migration]] =
    &[qipan_store::MIGRATIONS, qipan_accounts::MIGRATIONS, qipan_broker::MIGRATIONS];

pub struct House {
    pub hub: Arc<Hub>,
    site: Arc<Site>,
    router: Router,
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
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

const DAY: &str = "2026-03-02";

pub fn list(names: &[&str]) -> Option<Vec<String>> {
    Some(names.iter().map(|name| (*name).to_owned()).collect())
}

pub fn rights(verbs: &[Verb], tenants: Option<&[&str]>, types: Option<&[&str]>) -> Rights {
    Rights { tenants: tenants.and_then(list), types: types.and_then(list), verbs: verbs.to_vec() }
}

impl House {
    pub fn new(db: &Db, options: Options) -> House {
        let (zh, en) = qipan_store::LOCALES;
        let words = Words::new(&[
            LocaleSource { zh, en },
            qipan_web::LOCALES,
            qipan_accounts::LOCALES,
            qipan_broker::NGSILD_LOCALES,
            qipan_broker::LOCALES,
        ]);
        let now = Arc::new(Mutex::new(noon(DAY)));
        let clock = now.clone();
        let tell = Box::new(move || *clock.lock().unwrap());
        let ids = Arc::new(IdSource::new(1));
        let mut site = Site::new(db.clone(), Arc::new(words), ids, tell, Box::new(sessions::authenticate));
        let hub = Arc::new(Hub::new(&site, options));
        site.add(hub.clone());
        let site = Arc::new(site);
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        House { router: qipan_broker::http::router(&site), hub, site, runtime, now }
    }

    pub fn later(&self, ms: i64) {
        let mut now = self.now.lock().unwrap();
        *now = now.plus_ms(ms);
    }

    /// A token of this role; without rights where there are none given.
    pub fn token(&self, name: &str, role: Role, given: Option<Rights>) -> (Id, String) {
        let secret = format!("qp_{name}");
        let (site, own, name) = (self.site.clone(), secret.clone(), name.to_owned());
        let unit = matches!(role, Role::UnitHandler | Role::UnitLeader).then(|| self.unit());
        let id = self.site.db.write_now(move |tx| {
            let context = acting(Role::Administrator, DAY);
            let until = context.now.day() + 30;
            let new = tokens::NewToken { name: name.clone(), role, unit, until };
            let id = tokens::issue(tx, &context, &site.ids, &new, &own)?;
            if let Some(given) = &given {
                rights::store::set(tx, &context, id, given)?;
            }
            Ok(id)
        });
        self.hub.rights.forget();
        (id.expect("a token"), secret)
    }

    /// Gives a token other rights.
    pub fn give(&self, token: Id, given: &Rights) {
        let given = given.clone();
        let context = acting(Role::Administrator, DAY);
        self.site.db.write_now(move |tx| rights::store::set(tx, &context, token, &given)).expect("given");
        self.hub.rights.forget();
    }

    /// Revokes a token.
    pub fn revoke(&self, token: Id) {
        let context = acting(Role::Administrator, DAY);
        self.site.db.write_now(move |tx| tokens::revoke(tx, &context, token)).expect("revoked");
        self.site.accounts_changed();
    }

    /// Delivers notifications from now on.
    pub fn deliver(&self) -> tokio::task::JoinHandle<()> {
        let _entered = self.runtime.enter();
        qipan_broker::deliver(self.site.clone(), Arc::default())
    }

    fn unit(&self) -> Id {
        use qipan_accounts::units::{commands, model::UnitData};
        let site = self.site.clone();
        let made = self.site.db.write_now(move |tx| {
            let context = acting(Role::Administrator, DAY);
            let known = qipan_accounts::Units::load(tx)?;
            if let Some((unit, _)) = known.with_depth().next() {
                return Ok(unit.id);
            }
            let data = UnitData { name_zh: "示例单位".into(), ..UnitData::default() };
            commands::create(tx, &context, &site.ids, data.clone())
        });
        self.site.accounts_changed();
        made.expect("a unit")
    }

    pub fn call(
        &self,
        token: Option<&str>,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        self.ask(token, method, path, headers, body.as_bytes())
    }

    /// A body that need not be text.
    pub fn bytes(&self, token: &str, method: &str, path: &str, body: &[u8]) -> Answer {
        self.ask(Some(token), method, path, &[], body)
    }

    fn ask(
        &self,
        token: Option<&str>,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let mut request = Request::builder()
            .method(Method::from_bytes(method.as_bytes()).unwrap())
            .uri(format!("/ngsi-ld/v1/{path}"))
            .header("accept-language", "en")
            .header(header::CONTENT_TYPE, "application/json");
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request =
            request.header(header::CONTENT_LENGTH, body.len()).body(Body::from(body.to_owned())).unwrap();
        let router = self.router.clone();
        self.runtime.block_on(async move {
            let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
            let bytes = body.collect().await.unwrap().to_bytes();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            assert!(!text.contains('⟦'), "a key without words: {text}");
            Answer { status: parts.status.as_u16(), headers: parts.headers, text }
        })
    }

    pub fn get(&self, token: &str, path: &str) -> Answer {
        self.call(Some(token), "GET", path, &[], "")
    }

    pub fn send(&self, token: &str, method: &str, path: &str, body: &Value) -> Answer {
        self.call(Some(token), method, path, &[], &body.to_string())
    }
}
