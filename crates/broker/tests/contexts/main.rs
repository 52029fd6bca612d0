//! `/jsonldContexts`, and contexts that come from servers of every kind, on both engines.

mod server;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, header};
use http_body_util::BodyExt;
use qipan_accounts::http::Site;
use qipan_broker::{Hub, Options, contexts};
use qipan_kernel::{IdSource, Moment};
use qipan_store::{Db, Migration};
use qipan_testkit::{both, noon, sqlite};
use qipan_web::{LocaleSource, Words};
use serde_json::{Value, json};
use server::Server;
use tower::ServiceExt;

static MIGRATIONS: &[&[Migration]] =
    &[qipan_store::MIGRATIONS, qipan_accounts::MIGRATIONS, qipan_broker::MIGRATIONS];

struct House {
    router: Router,
    hub: Arc<Hub>,
    runtime: tokio::runtime::Runtime,
    now: Arc<Mutex<Moment>>,
}

struct Answer {
    status: u16,
    location: String,
    kind: String,
    text: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("JSON: {}", self.text))
    }

    fn error(&self) -> String {
        let body = self.json();
        body["type"].as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default().to_owned()
    }
}

impl House {
    fn new(db: &Db, allowed: &[&str]) -> House {
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
        let options = Options {
            open: true,
            allowed_hosts: allowed.iter().map(|&host| host.to_owned()).collect(),
            ..Options::default()
        };
        let hub = Arc::new(Hub::new(&site, options));
        site.add(hub.clone());
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let router = qipan_broker::http::router(&Arc::new(site));
        House { router, hub, runtime, now }
    }

    fn later(&self, ms: i64) {
        let mut now = self.now.lock().unwrap();
        *now = now.plus_ms(ms);
    }

    fn request(method: &str, path: &str, tenant: Option<&str>, body: Option<String>) -> Request<Body> {
        let mut request = Request::builder()
            .method(Method::from_bytes(method.as_bytes()).unwrap())
            .uri(format!("/ngsi-ld/v1/{path}"))
            .header(header::HOST, "hub.example:9090")
            .header("accept-language", "en")
            .header(header::CONTENT_TYPE, "application/json");
        if let Some(tenant) = tenant {
            request = request.header("NGSILD-Tenant", tenant);
        }
        let length = body.as_ref().map_or(0, String::len);
        request.header(header::CONTENT_LENGTH, length).body(Body::from(body.unwrap_or_default())).unwrap()
    }

    async fn ask(router: Router, request: Request<Body>) -> Answer {
        let response = router.oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let header = |name: &str| {
            parts.headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
        };
        let (status, location, kind) = (parts.status.as_u16(), header("location"), header("content-type"));
        let bytes = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!text.contains('⟦'), "a key without words: {text}");
        Answer { status, location, kind, text }
    }

    fn send(&self, method: &str, path: &str, body: Option<String>) -> Answer {
        self.runtime.block_on(House::ask(self.router.clone(), House::request(method, path, None, body)))
    }

    fn send_as(&self, tenant: &str, method: &str, path: &str, body: Option<String>) -> Answer {
        self.runtime
            .block_on(House::ask(self.router.clone(), House::request(method, path, Some(tenant), body)))
    }

    fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None)
    }

    /// Makes a call that uses the context at `url`: names are expanded with it.
    fn using(&self, url: &str) -> Answer {
        self.runtime.block_on(House::ask(self.router.clone(), using(url)))
    }

    fn add(&self, context: Value) -> String {
        let answer = self.send("POST", "jsonldContexts", Some(json!({ "@context": context }).to_string()));
        assert_eq!(answer.status, 201, "{}", answer.text);
        assert_eq!(answer.text, "");
        answer.location.strip_prefix("/ngsi-ld/v1/jsonldContexts/").expect("a place").to_owned()
    }

    fn details(&self, name: &str) -> Value {
        let answer = self.get(&format!("jsonldContexts/{}?details=true", encoded(name)));
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }
}

fn using(url: &str) -> Request<Body> {
    let mut request = House::request("GET", "entities?type=Car", None, None);
    let link = format!("<{url}>; rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\"");
    request.headers_mut().insert(header::LINK, link.parse().unwrap());
    request
}

fn encoded(name: &str) -> String {
    form_urlencoded::byte_serialize(name.as_bytes()).collect()
}

#[test]
fn contexts_are_added_listed_served_and_deleted() {
    both(MIGRATIONS, |db| {
        let house = House::new(&db.db, &[]);
        assert_eq!(house.get("jsonldContexts").json(), json!([]));
        let terms = json!({"A1": "urn:ngsi-ld:attributes:A1"});
        let first = house.add(terms.clone());
        let second = house.add(terms.clone());
        assert_ne!(first, second, "what is added twice is there twice");

        let url = format!("http://hub.example:9090/ngsi-ld/v1/jsonldContexts/{first}");
        let listed = house.get("jsonldContexts").json();
        assert_eq!(listed.as_array().map(Vec::len), Some(2));
        assert!(listed.as_array().unwrap().contains(&json!(url)));
        assert_eq!(house.get("jsonldContexts?kind=Cached").json(), json!([]));
        assert_eq!(
            house.get("jsonldContexts/?kind=Hosted&details=false").json().as_array().map(Vec::len),
            Some(2)
        );
        let details = house.get("jsonldContexts?kind=Hosted&details=true").json();
        let one = details.as_array().unwrap().iter().find(|one| one["localId"] == json!(first)).unwrap();
        assert_eq!(
            one,
            &json!({
                "URL": url, "localId": first, "kind": "Hosted", "createdAt": "2026-03-02T04:00:00Z", "numberOfHits": 0
            })
        );

        let served = house.get(&format!("jsonldContexts/{first}"));
        assert_eq!((served.status, served.kind.as_str()), (200, "application/json"));
        assert_eq!(served.json(), json!({ "@context": terms }));
        let after = house.details(&first);
        assert_eq!(
            (after["numberOfHits"].clone(), after["lastUsage"].clone()),
            (json!(1), json!("2026-03-02T04:00:00Z"))
        );
        // By its URL as well.
        assert_eq!(house.details(&url)["localId"], json!(first));

        assert_eq!(
            house.send("DELETE", &format!("jsonldContexts/{first}?reload=true"), None).error(),
            "BadRequestData"
        );
        let gone = house.send("DELETE", &format!("jsonldContexts/{first}"), None);
        assert_eq!((gone.status, gone.text.as_str()), (204, ""));
        for (method, path) in [("GET", first.clone()), ("DELETE", first), ("GET", "other".to_owned())] {
            let answer = house.send(method, &format!("jsonldContexts/{path}"), None);
            assert_eq!((answer.status, answer.error().as_str()), (404, "ResourceNotFound"));
        }
    });
}

#[test]
fn wrong_calls_are_told_what_is_wrong() {
    let db = sqlite(MIGRATIONS);
    let house = House::new(&db.db, &[]);
    let cases = [
        ("GET", "jsonldContexts?details=other", None, 400, "BadRequestData"),
        ("GET", "jsonldContexts?kind=other", None, 400, "BadRequestData"),
        ("GET", "jsonldContexts?limit=3", None, 400, "InvalidRequest"),
        ("GET", "jsonldContexts/x?details=other", None, 400, "BadRequestData"),
        ("DELETE", "jsonldContexts/x?reload=xxx", None, 400, "BadRequestData"),
        ("DELETE", "jsonldContexts/x?reload=true", None, 400, "BadRequestData"),
        ("DELETE", "jsonldContexts/x?reload=false", None, 404, "ResourceNotFound"),
        ("POST", "jsonldContexts", Some("{\"a\": \"b\" \"c\"}"), 400, "InvalidRequest"),
        ("POST", "jsonldContexts", Some("{\"a\": \"urn:x\"}"), 400, "InvalidRequest"),
        ("POST", "jsonldContexts", Some("[]"), 400, "InvalidRequest"),
        ("POST", "jsonldContexts", Some("{\"@context\": 42}"), 400, "BadRequestData"),
        ("POST", "jsonldContexts", Some("{\"@context\": true}"), 400, "BadRequestData"),
        (
            "POST",
            "jsonldContexts",
            Some("{\"@context\": [\"https://example.org/c\", 7]}"),
            400,
            "BadRequestData",
        ),
    ];
    for (method, path, body, status, kind) in cases {
        let answer = house.send(method, path, body.map(str::to_owned));
        assert_eq!((answer.status, answer.error().as_str()), (status, kind), "{method} {path} {body:?}");
        assert_eq!(answer.location, "");
    }
    let long = json!({"@context": {"a": format!("urn:{}", "x".repeat(1_100_000))}}).to_string();
    assert_eq!(house.send("POST", "jsonldContexts", Some(long)).error(), "BadRequestData");
    assert_eq!(house.get("jsonldContexts").json(), json!([]));
}

#[test]
fn core_contexts_are_built_in() {
    let db = sqlite(MIGRATIONS);
    let house = House::new(&db.db, &[]);
    for version in ["-v1.6", "-v1.7", "-v1.8", "-v1.9", ""] {
        let url = format!("https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context{version}.jsonld");
        let path = format!("jsonldContexts/{}", encoded(&url));
        assert_eq!(house.details(&url)["kind"], json!("Cached"));
        assert!(house.get(&path).json()["@context"].is_object());
        assert_eq!(house.send("DELETE", &path, None).error(), "BadRequestData");
        assert_eq!(house.send("DELETE", &format!("{path}?reload=true"), None).status, 204);
        assert_eq!(house.using(&url).status, 200);
    }
    // Not one of them, and nowhere to be had.
    assert_eq!(house.using("http://127.0.0.1:1/ngsi-ld/v1/ngsi-ld-core-context-v9.9.jsonld").status, 504);
}

#[test]
fn tenants_do_not_see_each_others_contexts() {
    both(MIGRATIONS, |db| {
        let house = House::new(&db.db, &[]);
        let body = json!({"@context": {"secret": "urn:x:secret"}}).to_string();
        let made = house.send_as("a", "POST", "jsonldContexts", Some(body));
        let local = made.location.rsplit('/').next().unwrap().to_owned();
        for other in ["b", "never-written"] {
            assert_eq!(house.send_as(other, "GET", &format!("jsonldContexts/{local}"), None).status, 404);
            assert_eq!(
                house.send_as(other, "GET", &format!("jsonldContexts/{local}?details=true"), None).status,
                404
            );
            let list = house.send_as(other, "GET", "jsonldContexts?details=true", None);
            assert_eq!((list.status, list.json()), (200, json!([])));
            assert_eq!(house.send_as(other, "DELETE", &format!("jsonldContexts/{local}"), None).status, 404);
            if other == "b" {
                let own = json!({"@context": {"b": "urn:x:b"}}).to_string();
                let made = house.send_as(other, "POST", "jsonldContexts", Some(own));
                house.send_as(other, "DELETE", &made.location["/ngsi-ld/v1/".len()..], None);
            }
        }
        assert_eq!(house.get(&format!("jsonldContexts/{local}")).status, 404, "nor does the default tenant");
        assert_eq!(house.send_as("a", "GET", &format!("jsonldContexts/{local}"), None).status, 200);
        // Nobody else can use it, not even by its URL.
        let url = format!("http://hub.example:9090/ngsi-ld/v1/jsonldContexts/{local}");
        assert_eq!(house.using(&url).error(), "LdContextNotAvailable");
    });
}

#[test]
fn contexts_are_loaded_once_and_cached() {
    both(MIGRATIONS, |db| {
        let server = Server::start();
        let house = House::new(&db.db, &["127.0.0.1"]);
        let url = server.url("/compound");
        for _ in 0..3 {
            assert_eq!(house.using(&url).status, 200);
        }
        for path in ["/compound", "/good", "/part/one.jsonld"] {
            assert_eq!(server.asked(path), 1, "{path}");
            let details = house.details(&server.url(path));
            assert_eq!((&details["kind"], &details["numberOfHits"]), (&json!("Cached"), &json!(3)), "{path}");
        }
        let listed = house.get("jsonldContexts?kind=Cached").json();
        assert_eq!(listed.as_array().map(Vec::len), Some(3));
        assert!(listed.as_array().unwrap().contains(&json!(url)));

        // A copy is not served as if it were ours.
        let plain = house.get(&format!("jsonldContexts/{}", encoded(&url)));
        assert_eq!((plain.status, plain.error().as_str()), (422, "OperationNotSupported"));

        // Another process finds it in the store; memory is not asked again after a minute either.
        let other = House::new(&db.db, &["127.0.0.1"]);
        assert_eq!(other.using(&url).status, 200);
        house.later(61_000);
        assert_eq!(house.using(&url).status, 200);
        assert_eq!(server.asked("/compound"), 1);

        // Deleted, it is loaded again, and counted anew; reloaded, at once.
        let path = format!("jsonldContexts/{}", encoded(&url));
        house.details(&url);
        assert_eq!(house.send("DELETE", &path, None).status, 204);
        assert_eq!(house.using(&url).status, 200);
        assert_eq!(house.details(&url)["numberOfHits"], json!(1));
        assert_eq!(server.asked("/compound"), 2);
        assert_eq!(house.send("DELETE", &format!("{path}?reload=true"), None).status, 204);
        assert_eq!(server.asked("/compound"), 3);
        assert_eq!(house.using(&url).status, 200);
        assert_eq!(server.asked("/compound"), 3);
    });
}

#[test]
fn a_context_of_this_broker_is_not_asked_for_over_the_network() {
    let db = sqlite(MIGRATIONS);
    let house = House::new(&db.db, &[]);
    let local = house.add(json!({"Car": "https://terms.example/Car"}));
    for host in ["hub.example:9090", "localhost:9090", "other.invalid"] {
        assert_eq!(
            house.using(&format!("http://{host}/ngsi-ld/v1/jsonldContexts/{local}")).status,
            200,
            "{host}"
        );
    }
    assert_eq!(house.details(&local)["numberOfHits"], json!(3));
    assert_eq!(
        house.using("http://hub.example:9090/ngsi-ld/v1/jsonldContexts/0000").error(),
        "LdContextNotAvailable"
    );
}

#[test]
fn bad_servers_are_told_from_bad_contexts() {
    let db = sqlite(MIGRATIONS);
    let server = Server::start();
    let house = House::new(&db.db, &["127.0.0.1"]);
    let cases = [
        ("/chunked", 200, ""),
        ("/plain", 200, ""),
        ("/hop1", 200, ""),
        ("/hop0", 504, "LdContextNotAvailable"),
        ("/for-ever", 504, "LdContextNotAvailable"),
        ("/inside", 504, "LdContextNotAvailable"),
        ("/file", 504, "LdContextNotAvailable"),
        ("/missing", 504, "LdContextNotAvailable"),
        ("/page", 504, "LdContextNotAvailable"),
        ("/huge", 504, "LdContextNotAvailable"),
        ("/huge-announced", 504, "LdContextNotAvailable"),
        ("/headers", 504, "LdContextNotAvailable"),
        ("/broken-chunks", 504, "LdContextNotAvailable"),
        ("/cut-off", 504, "LdContextNotAvailable"),
        ("/not-json", 400, "BadRequestData"),
        ("/no-context", 400, "BadRequestData"),
        ("/array", 400, "BadRequestData"),
        ("/deep", 400, "BadRequestData"),
        ("/wrong-inside", 400, "BadRequestData"),
        ("/circle", 400, "BadRequestData"),
    ];
    for (path, status, kind) in cases {
        let started = Instant::now();
        let answer = house.using(&server.url(path));
        let found = if answer.status == 200 { String::new() } else { answer.error() };
        assert_eq!((answer.status, found.as_str()), (status, kind), "{path}: {}", answer.text);
        assert!(started.elapsed() < Duration::from_secs(4), "{path} took {:?}", started.elapsed());
    }
    for other in [
        "ftp://127.0.0.1/x",
        "file:///etc/passwd",
        "urn:x:y",
        "http://no-such-host.invalid/x",
        "http://127.0.0.1:1/x",
    ] {
        assert_eq!(house.using(other).error(), "LdContextNotAvailable", "{other}");
    }
    // What could not be loaded is not kept.
    let kept = house.get("jsonldContexts").json();
    assert!(!kept.as_array().unwrap().iter().any(|url| url.as_str().unwrap().ends_with("/not-json")));
}

#[test]
fn servers_that_hang_delay_nobody_else() {
    let db = sqlite(MIGRATIONS);
    let server = Server::start();
    let house = House::new(&db.db, &["127.0.0.1"]);
    for path in ["/silent", "/drip"] {
        let (url, router) = (server.url(path), house.router.clone());
        let started = Instant::now();
        // Eight wait for the hanging one, and one asks for something else meanwhile.
        let waiting: Vec<_> =
            (0..8).map(|_| house.runtime.spawn(House::ask(router.clone(), using(&url)))).collect();
        assert_eq!(house.using(&server.url("/good")).status, 200);
        assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
        for task in waiting {
            let answer = house.runtime.block_on(task).unwrap();
            assert_eq!((answer.status, answer.error().as_str()), (504, "LdContextNotAvailable"), "{path}");
        }
        let took = started.elapsed();
        assert!((4..7).contains(&took.as_secs()), "{path}: {took:?}");
        assert_eq!(server.asked(path), 1, "all waited for one request");
        // For a while it is not asked again.
        let started = Instant::now();
        assert_eq!(house.using(&url).status, 504);
        assert!(started.elapsed() < Duration::from_secs(1));
        assert_eq!(server.asked(path), 1);
    }
    house.later(16_000);
    let started = Instant::now();
    assert_eq!(house.using(&server.url("/silent")).status, 504);
    assert!(started.elapsed() > Duration::from_secs(4));
    assert_eq!(server.asked("/silent"), 2);
}

#[test]
fn who_gives_up_does_not_take_the_answer_from_the_others() {
    let db = sqlite(MIGRATIONS);
    let server = Server::start();
    let house = House::new(&db.db, &["127.0.0.1"]);
    let url = server.url("/slowish");
    let first = house.runtime.spawn(House::ask(house.router.clone(), using(&url)));
    std::thread::sleep(Duration::from_millis(200));
    let second = house.runtime.spawn(House::ask(house.router.clone(), using(&url)));
    std::thread::sleep(Duration::from_millis(100));
    first.abort();
    assert_eq!(house.runtime.block_on(second).unwrap().status, 200);
    assert_eq!(server.asked("/slowish"), 1);
}

#[test]
fn loopback_is_refused_unless_the_operator_allows_it() {
    let db = sqlite(MIGRATIONS);
    let server = Server::start();
    let port = server.root.rsplit(':').next().unwrap().to_owned();
    let house = House::new(&db.db, &[]);
    for host in
        ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "127.1", "0x7f.1", "2130706433", "0.0.0.0"]
    {
        let answer = house.using(&format!("http://{host}:{port}/good"));
        assert_eq!((answer.status, answer.error().as_str()), (504, "LdContextNotAvailable"), "{host}");
    }
    assert_eq!(server.asked("/good"), 0);
    let house = House::new(&db.db, &[&format!("127.0.0.1:{port}")]);
    assert_eq!(house.using(&server.url("/good")).status, 200);
    assert_eq!(house.using(&server.url("/inside")).status, 504, "also after a redirect");
}

#[test]
fn old_copies_serve_while_they_are_loaded_again() {
    let db = sqlite(MIGRATIONS);
    let server = Server::start();
    let house = House::new(&db.db, &["127.0.0.1"]);
    let url = server.url("/good");
    assert_eq!(house.using(&url).status, 200);
    house.later(25 * 3_600_000);
    assert_eq!(house.using(&url).status, 200);
    for _ in 0..50 {
        if server.asked("/good") == 2 {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(server.asked("/good"), 2);
}

#[test]
fn a_failed_reload_keeps_what_is_there() {
    both(MIGRATIONS, |db| {
        let server = Server::start();
        let house = House::new(&db.db, &["127.0.0.1"]);
        let url = server.url("/good");
        assert_eq!(house.using(&url).status, 200);
        // The operator forbids the address from now on: nothing can be loaded, but what is there serves.
        let closed = House::new(&db.db, &[]);
        let path = format!("jsonldContexts/{}", encoded(&url));
        let answer = closed.send("DELETE", &format!("{path}?reload=true"), None);
        assert_eq!((answer.status, answer.error().as_str()), (504, "LdContextNotAvailable"));
        assert_eq!(closed.details(&url)["kind"], json!("Cached"));
        assert_eq!(closed.using(&url).status, 200);
        house.runtime.block_on(contexts::flush(&house.hub)).unwrap();
        assert_eq!(closed.send("DELETE", &path, None).status, 204);
        assert_eq!(closed.get(&format!("{path}?details=true")).status, 404);
    });
}
