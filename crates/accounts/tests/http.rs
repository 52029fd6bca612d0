//! Pages and calls, as a browser and a program meet them, on both engines.

use std::sync::{Arc, LazyLock, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use qipan_accounts::access::{self, Act};
use qipan_accounts::http::{Access, Routes, Site, router};
use qipan_accounts::sessions::{self, Attempt, SignIn};
use qipan_accounts::units::{self, UnitData};
use qipan_accounts::users::{self, PasswordHash, UserData, totp};
use qipan_kernel::{Id, IdSource, Moment, Role};
use qipan_store::{Db, Migration};
use qipan_testkit::{TestDb, acting, both, noon, sqlite};
use qipan_web::{LocaleSource, Words};
use tower::ServiceExt;

static MIGRATIONS: &[&[Migration]] = &[qipan_store::MIGRATIONS, qipan_accounts::MIGRATIONS];
static FIRST: LazyLock<PasswordHash> = LazyLock::new(|| {
    PasswordHash::new("the first password", "x", "y", &mut |bytes: &mut [u8]| bytes.fill(7)).unwrap()
});

const DAY: &str = "2026-03-02";

/// Different bytes every time; good enough for tests.
fn chance(bytes: &mut [u8]) {
    static COUNT: Mutex<u64> = Mutex::new(0);
    let mut count = COUNT.lock().unwrap();
    *count += 1;
    for (byte, known) in bytes.iter_mut().zip(count.to_be_bytes().iter().rev().cycle()) {
        *byte = *known;
    }
}

fn words() -> Words {
    let (zh, en) = qipan_store::LOCALES;
    Words::new(&[LocaleSource { zh, en }, qipan_web::LOCALES, qipan_accounts::LOCALES])
}

struct House {
    router: Router,
    routes: Routes,
    db: Db,
    ids: Arc<IdSource>,
    /// Its own: tests run side by side.
    now: Arc<Mutex<Moment>>,
    runtime: tokio::runtime::Runtime,
}

/// A browser: keeps its cookies.
#[derive(Default)]
struct Browser {
    cookies: Vec<(String, String)>,
}

struct Answer {
    status: StatusCode,
    to: String,
    text: String,
}

impl House {
    fn new(db: &Db) -> House {
        let now = Arc::new(Mutex::new(noon(DAY)));
        let ids = Arc::new(IdSource::new(1));
        let clock = now.clone();
        let clock = Box::new(move || *clock.lock().unwrap());
        let mut site =
            Site::new(db.clone(), Arc::new(words()), ids.clone(), clock, Box::new(sessions::authenticate));
        site.chance = chance;
        site.vault = qipan_accounts::Vault::new(&[7; 32], chance);
        let mut routes = Routes::default();
        qipan_accounts::routes(&mut routes);
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let router = router(&Arc::new(site), &routes);
        House { router, routes, db: db.clone(), ids, now, runtime }
    }

    fn user(&self, name: &str, role: Role, unit: Option<Id>) -> Id {
        let data = UserData { name: name.into(), display: format!("{name}示例"), role, unit, person: None };
        let ids = self.ids.clone();
        let admin = acting(Role::Administrator, DAY);
        self.db
            .write_now(move |tx| users::commands::create(tx, &admin, &ids, data.clone(), &FIRST, false))
            .unwrap()
    }

    fn unit(&self, name: &str) -> Id {
        let data = UnitData { name_zh: name.into(), ..UnitData::default() };
        let ids = self.ids.clone();
        let admin = acting(Role::Administrator, DAY);
        self.db.write_now(move |tx| units::commands::create(tx, &admin, &ids, data.clone())).unwrap()
    }

    fn send(&self, request: Request<Body>) -> Response<Body> {
        self.runtime.block_on(self.router.clone().oneshot(request)).unwrap()
    }

    fn ask(&self, browser: &mut Browser, request: axum::http::request::Builder, body: Body) -> Answer {
        let cookies: Vec<String> =
            browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request
            .header(header::COOKIE, cookies.join("; "))
            .header("accept-language", "en")
            .header("accept", "text/html");
        let response = self.send(request.body(body).unwrap());
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let text = cookie.to_str().unwrap();
            let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
            browser.cookies.retain(|(known, _)| known != name);
            if !text.contains("Max-Age=0") {
                browser.cookies.push((name.into(), value.into()));
            }
        }
        let status = response.status();
        let to = response.headers().get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned());
        let bytes = self.runtime.block_on(response.into_body().collect()).unwrap().to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!text.contains('⟦'), "a key without words: {}", &text[text.find('⟦').unwrap()..][..60]);
        Answer { status, to: to.unwrap_or_default(), text }
    }

    fn get(&self, browser: &mut Browser, path: &str) -> Answer {
        self.ask(browser, Request::get(path), Body::empty())
    }

    fn post(&self, browser: &mut Browser, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let session =
            browser.cookies.iter().find(|(name, _)| name == "qipan").map(|(_, value)| value.clone());
        let csrf = session.map(|s| qipan_web::security::csrf_token(s.as_bytes(), "form")).unwrap_or_default();
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.append_pair("csrf", &csrf).extend_pairs(pairs);
        let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        self.ask(browser, request, Body::from(body.finish()))
    }

    fn sign_in(&self, name: &str) -> Browser {
        let mut browser = Browser::default();
        let answer =
            self.post(&mut browser, "/sign-in", &[("name", name), ("password", "the first password")]);
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        browser
    }

    /// A session without the work of hashing.
    fn session(&self, name: &str) -> Browser {
        let secret = qipan_accounts::chance::secret(&mut chance);
        let attempt = Attempt {
            name: name.into(),
            address: "10.0.0.1".into(),
            agent: "test".into(),
            fitted: Some(FIRST.clone()),
        };
        let (ids, given) = (self.ids.clone(), secret.clone());
        let done =
            self.db.write_now(move |tx| sessions::commands::sign_in(tx, &ids, noon(DAY), &attempt, &given));
        assert!(matches!(done, Ok(SignIn::Done { .. })), "{done:?}");
        Browser { cookies: vec![("qipan".into(), secret)] }
    }

    fn upload(
        &self,
        browser: &mut Browser,
        path: &str,
        field: &str,
        name: Option<&str>,
        content: &str,
    ) -> Answer {
        let session =
            browser.cookies.iter().find(|(name, _)| name == "qipan").map(|(_, value)| value.clone());
        let csrf = qipan_web::security::csrf_token(session.unwrap().as_bytes(), "form");
        let file = name.map(|name| format!("; filename=\"{name}\"")).unwrap_or_default();
        let body = format!(
            "--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n\
             --b\r\nContent-Disposition: form-data; name=\"{field}\"{file}\r\n\r\n{content}\r\n--b--\r\n"
        );
        let request = Request::post(path).header("content-type", "multipart/form-data; boundary=b");
        self.ask(browser, request, Body::from(body))
    }
}

#[test]
fn the_words_are_whole() {
    assert_eq!(words().faults(), Vec::<String>::new());
}

#[test]
fn signing_in_and_out() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        let house = House::new(db);
        house.user("li", Role::Auditor, None);
        let mut browser = Browser::default();
        let page = house.get(&mut browser, "/sign-in?next=/units");
        assert!(page.text.contains("name=\"password\"") && page.text.contains("value=\"/units\""));
        let refused = house.get(&mut browser, "/account");
        assert_eq!(
            (refused.status, refused.to.as_str()),
            (StatusCode::SEE_OTHER, "/sign-in?next=%2Faccount")
        );

        let empty = house.post(&mut browser, "/sign-in", &[("name", ""), ("password", "")]);
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let wrong =
            house.post(&mut browser, "/sign-in", &[("name", "<b>li"), ("password", "not the password")]);
        assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
        assert!(
            wrong.text.contains("The name or the password is wrong.") && wrong.text.contains("&lt;b&gt;li")
        );
        assert!(!wrong.text.contains("not the password"));
        let pairs = [("name", "LI"), ("password", "the first password"), ("next", "//evil.example")];
        let done = house.post(&mut browser, "/sign-in", &pairs);
        assert_eq!((done.status, done.to.as_str()), (StatusCode::SEE_OTHER, "/"), "never to another site");
        let account = house.get(&mut browser, "/account");
        assert!(account.text.contains("li示例") && account.text.contains("This one"));

        // A form without its token changes nothing.
        let mut thief = Browser { cookies: browser.cookies.clone() };
        let request = Request::post("/sign-out").header("content-type", "application/x-www-form-urlencoded");
        assert_eq!(house.ask(&mut thief, request, Body::from("csrf=x")).status, StatusCode::FORBIDDEN);
        let foreign = Request::post("/sign-out").header("sec-fetch-site", "cross-site");
        assert_eq!(house.ask(&mut thief, foreign, Body::empty()).status, StatusCode::FORBIDDEN);
        assert_eq!(house.get(&mut browser, "/account").status, StatusCode::OK);

        let mut copy = Browser { cookies: browser.cookies.clone() };
        assert_eq!(house.post(&mut browser, "/sign-out", &[]).to, "/sign-in");
        assert_eq!(
            house.get(&mut copy, "/account").status,
            StatusCode::SEE_OTHER,
            "the session is over, not only its cookie"
        );

        let mut slow = Browser::default();
        for _ in 0..6 {
            house.post(&mut slow, "/sign-in", &[("name", "somebody"), ("password", "not the password")]);
        }
        let late =
            house.post(&mut slow, "/sign-in", &[("name", "somebody"), ("password", "not the password")]);
        assert_eq!(late.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(late.text.contains("Too many failed attempts"));
    });
}

#[test]
fn my_account_changes_the_password_and_sets_up_a_second_factor() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        let house = House::new(db);
        house.user("li", Role::Auditor, None);
        let mut browser = house.sign_in("li");
        let mut change = |old: &str, new: &str, again: &str| {
            house.post(
                &mut browser,
                "/account/password",
                &[("old", old), ("password", new), ("again", again)],
            )
        };
        assert!(
            change("wrong wrong", "entirely different", "entirely different")
                .text
                .contains("current password is wrong")
        );
        assert!(change("the first password", "entirely different", "x").text.contains("differ"));
        assert!(
            change("the first password", "1234567890", "1234567890")
                .text
                .contains("first that anybody would guess")
        );
        assert_eq!(change("the first password", "entirely different", "entirely different").to, "/account");

        let page = house.get(&mut browser, "/account/second-factor");
        assert!(page.text.contains("<svg") && page.text.contains("otpauth://totp/"));
        let text =
            page.text.split("name=\"secret\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let secret = totp::from_base32(&text).unwrap();
        let code = |ms| totp::code_at(&secret, noon(DAY).plus_ms(ms));
        let wrong =
            house.post(&mut browser, "/account/second-factor", &[("secret", &text), ("code", "000000")]);
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains(&text), "the same secret again");
        let done =
            house.post(&mut browser, "/account/second-factor", &[("secret", &text), ("code", &code(0))]);
        assert_eq!(done.to, "/account");

        *house.now.lock().unwrap() = noon(DAY).plus_ms(60_000);
        let mut other = Browser::default();
        let pairs = [("name", "li"), ("password", "entirely different"), ("next", "/units")];
        assert_eq!(house.post(&mut other, "/sign-in", &pairs).to, "/sign-in/code?next=%2Funits");
        assert_eq!(
            house.get(&mut other, "/account").status,
            StatusCode::SEE_OTHER,
            "half a sign-in opens nothing"
        );
        assert!(house.get(&mut other, "/sign-in/code?next=/units").text.contains("one-time-code"));
        assert_eq!(
            house.post(&mut other, "/sign-in/code", &[("code", "000000")]).status,
            StatusCode::UNAUTHORIZED
        );
        let done = house.post(&mut other, "/sign-in/code", &[("code", &code(60_000)), ("next", "/units")]);
        assert_eq!(done.to, "/units", "{}", done.text);
        assert!(house.get(&mut other, "/account").text.contains("asks for a one-time code"));
    });
}

#[test]
fn units_are_entered_shown_changed_and_imported() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        let house = House::new(db);
        house.user("admin", Role::Administrator, None);
        let mut browser = house.sign_in("admin");
        assert!(house.get(&mut browser, "/units").text.contains("no such units"));
        let evil = "<script>alert(1)</script>";
        let pairs = [("name_zh", evil), ("kind", "bureau"), ("valid_from", "2026-02-30"), ("code", "99")];
        let refused = house.post(&mut browser, "/units/new", &pairs);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("f-valid_from-error") && !refused.text.contains(evil));
        let made =
            house.post(&mut browser, "/units/new", &[("name_zh", evil), ("kind", "bureau"), ("sort", "1")]);
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
        let page = house.get(&mut browser, &made.to);
        assert!(page.text.contains("&lt;script&gt;") && !page.text.contains(evil));
        let list = house.get(&mut browser, "/units");
        assert!(list.text.contains("&lt;script&gt;") && !list.text.contains(evil));
        let edit = format!("{}/edit", made.to);
        assert!(house.get(&mut browser, &edit).text.contains("name=\"version\" value=\"1\""));
        let saved =
            house.post(&mut browser, &edit, &[("name_zh", "甲局"), ("kind", "bureau"), ("version", "1")]);
        assert_eq!(saved.to, made.to);
        let late =
            house.post(&mut browser, &edit, &[("name_zh", "乙局"), ("kind", "bureau"), ("version", "1")]);
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(house.get(&mut browser, "/units?q=%E7%94%B2").text.contains("甲局"));
        assert_eq!(house.get(&mut browser, "/units/77").status, StatusCode::NOT_FOUND);

        let posts = format!("{}/posts", made.to);
        assert_eq!(
            house.post(&mut browser, &posts, &[("title_zh", "")]).status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(house.post(&mut browser, &posts, &[("title_zh", "局长"), ("kind", "leader")]).to, posts);
        let page = house.get(&mut browser, &posts);
        let holder = page.text.split("action=\"").find(|text| text.contains("/holder\"")).unwrap();
        let holder = holder.split('"').next().unwrap().to_owned();
        let nobody = house.post(&mut browser, &holder, &[("from", "2026-01-01")]);
        assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            house.post(&mut browser, &holder, &[("name", "张示例"), ("from", "2026-01-01")]).to,
            posts
        );
        assert_eq!(
            house.post(&mut browser, &holder, &[("name", "李示例"), ("from", "2026-03-01")]).to,
            posts
        );
        let page = house.get(&mut browser, &posts);
        assert!(page.text.contains("28 Feb 2026") && page.text.contains("李示例"));
        let page = house.get(&mut browser, &made.to);
        assert!(page.text.contains("李示例") && !page.text.contains("张示例"), "the holder today");

        let template = house.get(&mut browser, "/units/import/template.csv");
        assert!(template.text.starts_with("\u{feff}单位名称,"));
        let bad =
            house.upload(&mut browser, "/units/import", "file", Some("x.csv"), "名称,类别\n乙局,部落\n");
        assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(bad.text.contains("is no kind of unit") && !bad.text.contains("/units/import/apply"));
        let none = house.upload(&mut browser, "/units/import", "other", None, "x");
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        let good = house.upload(
            &mut browser,
            "/units/import",
            "file",
            Some("x.csv"),
            "名称,类别\n乙局,委办局\n甲局,委办局\n",
        );
        assert!(good.text.contains("1 new, 0 changed, 1 unchanged"), "{}", good.text);
        let rows = r#"[[1,["名称","类别"]],[2,["乙局","委办局"]]]"#;
        assert!(good.text.contains("name=\"rows\""));
        assert_eq!(house.upload(&mut browser, "/units/import/apply", "rows", None, rows).to, "/units");
        assert!(house.get(&mut browser, "/units").text.contains("乙局"));
        assert_eq!(
            house.upload(&mut browser, "/units/import/apply", "rows", None, "no json").status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let close = made.to.clone() + "/close";
        assert_eq!(
            house.post(&mut browser, &close, &[("day", ""), ("version", "2")]).status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(house.post(&mut browser, &close, &[("day", "2026-02-01"), ("version", "2")]).to, made.to);
        assert!(!house.get(&mut browser, "/units").text.contains("甲局"));
        assert!(house.get(&mut browser, "/units?closed=on").text.contains("甲局"));
    });
}

#[test]
fn users_and_tokens_are_managed_on_pages() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        let house = House::new(db);
        let own = house.user("admin", Role::Administrator, None);
        let unit = house.unit("甲局").to_string();
        let mut browser = house.sign_in("admin");
        let mut new = |name: &str, unit: &str, password: &str| {
            let pairs = [
                ("name", name),
                ("display", "王示例"),
                ("role", "unit_handler"),
                ("unit", unit),
                ("password", password),
            ];
            house.post(&mut browser, "/system/users/new", &pairs)
        };
        assert!(new("wang", "", "entirely different").text.contains("This role needs a unit."));
        assert!(new("wang", &unit, "short").text.contains("At least 10 characters"));
        let made = new("wang", &unit, "entirely different");
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
        assert!(house.get(&mut browser, "/system/users?q=wan").text.contains("王示例"));
        let user = made.to.clone();
        assert!(house.get(&mut browser, &user).text.contains("Set a new first password"));
        let mut first = Browser::default();
        let pairs = [("name", "wang"), ("password", "entirely different")];
        let answer = house.post(&mut first, "/sign-in", &pairs);
        assert_eq!(answer.to, "/sign-in/password?next=%2F", "the password must be changed");
        assert_eq!(house.get(&mut first, "/account").status, StatusCode::SEE_OTHER, "nothing is open before");
        assert!(house.get(&mut first, "/sign-in/password").text.contains("choose your own"));
        let mut choose = |password: &str| {
            house.post(
                &mut first,
                "/sign-in/password",
                &[("password", password), ("again", password), ("next", "/units")],
            )
        };
        assert!(choose("entirely different").text.contains("somebody else has set"));
        assert!(choose("1234567890").text.contains("anybody would guess"));
        assert_eq!(choose("another one of my own").to, "/units");
        assert_eq!(house.get(&mut first, "/account").status, StatusCode::OK);
        let done =
            house.post(&mut browser, &format!("{user}/disable"), &[("version", "2"), ("disabled", "1")]);
        assert_eq!(done.to, user, "{}", done.text);
        assert_eq!(house.get(&mut first, "/account").status, StatusCode::SEE_OTHER, "signed out at once");
        let last = house.post(
            &mut browser,
            &format!("/system/users/{own}/disable"),
            &[("version", "1"), ("disabled", "1")],
        );
        assert_eq!(last.status, StatusCode::CONFLICT);

        let pairs = [("name", "示例系统"), ("role", "administrator"), ("until", "2026-12-31")];
        let issued = house.post(&mut browser, "/system/tokens", &pairs);
        let at = issued.text.find("qp_").unwrap();
        let secret = issued.text[at..at + 67].to_owned();
        let list = house.get(&mut browser, "/system/tokens");
        assert!(list.text.contains("示例系统") && !list.text.contains("qp_"), "shown once");

        let ask = |method: &str, path: &str, body: &str| {
            let request = Request::builder()
                .method(method)
                .uri(path)
                .header("authorization", format!("Bearer {secret}"));
            house.ask(&mut Browser::default(), request, Body::from(body.to_owned()))
        };
        let units = ask("GET", "/api/v1/units?q=甲局".replace("甲局", "%E7%94%B2%E5%B1%80").as_str(), "");
        assert_eq!(units.status, StatusCode::OK);
        let found: serde_json::Value = serde_json::from_str(&units.text).unwrap();
        assert_eq!(found[0]["name_zh"], "甲局");
        for (path, said) in [
            ("/api/v1/units?q=a&name=b", "no parameter name; known are q, under"),
            ("/api/v1/units?Q=a", "no parameter Q"),
        ] {
            let refused = ask("GET", path, "");
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
            assert!(refused.text.contains(said), "{}", refused.text);
        }
        let made =
            ask("POST", "/api/v1/units", r#"{"name_zh":"乙局","kind":"bureau","valid_from":"2026-01-01"}"#);
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
        let made: serde_json::Value = serde_json::from_str(&made.text).unwrap();
        let path = format!("/api/v1/units/{}", made["id"]);
        let changed = ask("PUT", &path, r#"{"version":1,"name_zh":"丙局","kind":"bureau"}"#);
        assert!(changed.text.contains("丙局") && changed.text.contains("\"version\":2"), "{}", changed.text);
        for (body, status) in [
            (r#"{"version":1,"name_zh":"丁局","kind":"bureau"}"#, StatusCode::CONFLICT),
            (r#"{"version":2,"name_zh":"丁局","kind":"tribe"}"#, StatusCode::UNPROCESSABLE_ENTITY),
            (
                r#"{"version":2,"name_zh":"丁局","kind":"bureau","valid_from":"2026-02-30"}"#,
                StatusCode::UNPROCESSABLE_ENTITY,
            ),
            ("not json", StatusCode::UNPROCESSABLE_ENTITY),
        ] {
            assert_eq!(ask("PUT", &path, body).status, status, "{body}");
        }
        let body = r#"{"name":"zhao","display":"赵示例","role":"auditor","password":"entirely different"}"#;
        assert_eq!(ask("POST", "/api/v1/users", body).status, StatusCode::CREATED);
        let users = ask("GET", "/api/v1/users", "");
        assert!(users.text.contains("赵示例") && !users.text.contains("argon2"));
        let tokens = ask("GET", "/api/v1/tokens", "");
        let tokens: serde_json::Value = serde_json::from_str(&tokens.text).unwrap();
        assert_eq!(ask("DELETE", &format!("/api/v1/tokens/{}", tokens[0]["id"]), "").status, StatusCode::OK);
        let after = ask("GET", "/api/v1/units", "");
        assert_eq!(after.status, StatusCode::UNAUTHORIZED, "revoked at once");
    });
}

/// Every route as every role and as nobody: refused exactly where the table of access says so.
#[test]
fn every_route_as_every_role() {
    let TestDb { db, .. } = &sqlite(MIGRATIONS);
    let house = House::new(db);
    let unit = house.unit("甲局");
    for role in Role::ALL {
        let unit = access::needs_unit(role).then_some(unit);
        house.user(role.as_str(), role, unit);
    }
    assert!(house.routes.list().len() > 30);
    for role in Role::ALL {
        for route in house.routes.list() {
            if route.path == "/sign-out" {
                continue;
            }
            // Each time a session of its own: some of the routes end sessions.
            let mut browser = house.session(role.as_str());
            let path = route.path.replace("{id}", "404").replace("{lang}", "en").replace("{post}", "404");
            let request = Request::builder().method(route.method.clone()).uri(&path);
            let session = browser.cookies[0].1.clone();
            let csrf = qipan_web::security::csrf_token(session.as_bytes(), "form");
            let answer = house.ask(&mut browser, request.header("x-csrf-token", csrf), Body::empty());
            let allowed = match route.access {
                Access::Public | Access::SignedIn => true,
                Access::May(act) => access::may(role, act),
            };
            assert_eq!(answer.status != StatusCode::FORBIDDEN, allowed, "{role} {} {path}", route.method);
            assert!(!answer.status.is_server_error(), "{role} {} {path}: {}", route.method, answer.text);

            let request = Request::builder().method(route.method.clone()).uri(&path);
            let nobody = house.ask(&mut Browser::default(), request, Body::empty());
            if route.access != Access::Public {
                let turned_away =
                    nobody.to.starts_with("/sign-in") || nobody.status == StatusCode::UNAUTHORIZED;
                assert!(turned_away, "nobody {} {path}: {}", route.method, nobody.status);
            }
        }
    }
    assert!(access::may(Role::Administrator, Act::UserManage));
}
