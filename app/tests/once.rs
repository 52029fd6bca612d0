//! Every write of the API, sent twice under one key: it is done once, and answered twice with the same words. A new
//! write route needs its line here.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request};
use qipan::wiring;
use qipan_accounts::Vault;
use qipan_accounts::http::{Authenticated, Credential, Site, router};
use qipan_kernel::{Actor, Id, IdSource, Moment, Role};
use qipan_records::files::Files;
use qipan_store::Db;
use qipan_testkit::{both, noon};
use serde_json::{Value, json};
use tower::ServiceExt;

const MINUTES: &str = "滨海新区人民政府第42次常务会议纪要\n\n2026年3月2日，区长主持召开第42次常务会议。\n\n\
    会议要求，由示例局牵头，于2026年6月30日前完成全区燃气管网安全风险排查，并建立问题台账。\n\n\
    会议要求，由火星开发办公室牵头，于2026年9月30日前建成安全生产数据共享平台。\n\n\
    会议强调，要充分认识做好安全生产工作的重要意义，切实提高政治站位。\n";

struct House {
    runtime: tokio::runtime::Runtime,
    service: Router,
    db: Db,
    sent: RefCell<BTreeSet<String>>,
}

/// Tokens are `role` or `role:unit`.
fn recognise(credential: &Credential, now: Moment) -> Option<Authenticated> {
    let Credential::Token(word) = credential else { return None };
    let (role, unit) = word.split_once(':').unwrap_or((word, ""));
    let (role, unit): (Role, Option<Id>) = (role.parse().ok()?, unit.parse().ok());
    let id = Id(role as i64 + 10);
    let actor = Actor { id, name: "张示例".into(), role, unit, scope: unit.into_iter().collect() };
    Some(Authenticated { actor, unit_name: None, fresh_until: now })
}

impl House {
    fn new(db: &Db) -> House {
        let authenticate = |_: &Site, credential: &Credential, now: Moment| Ok(recognise(credential, now));
        let clock = Box::new(|| noon("2026-11-20"));
        let ids = Arc::new(IdSource::new(1));
        let words = Arc::new(wiring::words());
        let mut site = Site::new(db.clone(), words, ids, clock, Box::new(authenticate));
        site.chance = wiring::chance;
        site.vault = Vault::new(&[7; 32], wiring::chance);
        let files = tempfile::tempdir().expect("a folder").keep();
        wiring::add_parts(&mut site, Files::Folder(files)).expect("the parts");
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let service = router(&Arc::new(site), &wiring::routes());
        House { runtime: runtime.unwrap(), service, db: db.clone(), sent: RefCell::default() }
    }

    fn send(&self, who: &str, method: &str, path: &str, key: &str, kind: &str, body: &[u8]) -> (u16, String) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {who}"))
            .header("accept", "application/json")
            .header("content-type", kind)
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

    fn entries(&self) -> usize {
        self.db.read_now(|tx| qipan_store::journal::latest(tx, i64::MAX, 10_000)).unwrap().len()
    }

    /// Sends a write twice. `route` is the pattern; each `{…}` in it takes the next of `ids`.
    fn twice_as(
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
        if route != "/api/v1/tokens" {
            assert_eq!(second, first, "{method} {path}");
        }
        self.sent.borrow_mut().insert(format!("{method} {route}"));
        serde_json::from_str(&first).unwrap_or(Value::Null)
    }

    fn twice(&self, who: &str, method: &str, route: &str, ids: &[&Value], body: &Value) -> Value {
        self.twice_as(who, method, route, ids, "application/json", body.to_string().as_bytes())
    }

    fn upload(&self, who: &str, route: &str, ids: &[&Value], name: &str, bytes: &[u8]) -> Value {
        let head =
            format!("--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        let body = [head.as_bytes(), bytes, b"\r\n--edge--\r\n"].concat();
        self.twice_as(who, "POST", route, ids, "multipart/form-data; boundary=edge", &body)
    }
}

#[test]
fn every_write_of_the_api_is_done_once_under_its_key() {
    both(wiring::MIGRATIONS, |test| {
        let house = House::new(&test.db);
        accounts(&house);
        let (unit, line) = commitments(&house);
        documents(&house, &unit, &line);
        projects(&house, &unit, &line);
        let routes = wiring::routes();
        let writes = routes.list().iter().filter(|route| route.doc.is_some() && route.method != Method::GET);
        let all: BTreeSet<String> = writes.map(|route| format!("{} {}", route.method, route.path)).collect();
        let sent = house.sent.borrow();
        assert!(sent.is_subset(&all), "{:?}", sent.difference(&all));
        let unsent: Vec<&String> = all.difference(&sent).filter(|route| !by_tidy(route)).collect();
        assert!(unsent.is_empty(), "{unsent:?}");
    });
}

/// Writes of the subjects of projects: `xtask tidy` sees to it that their handlers go through the same `once`.
fn by_tidy(route: &str) -> bool {
    let subjects = [
        "capabilities",
        "chains",
        "funds",
        "proposals",
        "systems",
        "projects/groups",
        "projects/import",
        "projects/meetings",
        "projects/problems",
        "projects/requests",
        "projects/work-rules",
    ];
    let sides = [
        "/approvals",
        "/budget",
        "/contracts",
        "/evaluations",
        "/money",
        "/notes",
        "/outputs",
        "/photos",
        "/pledges",
        "/post-evaluation",
        "/visits",
        "/reading",
    ];
    let path = route.split_once(" /api/v1/").map_or("", |(_, path)| path);
    subjects.iter().any(|subject| path.starts_with(subject)) || sides.iter().any(|side| path.contains(side))
}

fn accounts(house: &House) {
    let admin = "administrator";
    let user =
        json!({ "name": "zhang", "display": "张示例", "role": "auditor", "password": "a first password 1" });
    let user = house.twice(admin, "POST", "/api/v1/users", &[], &user)["id"].clone();
    let change = json!({ "version": 1, "name": "zhang", "display": "李示例", "role": "auditor" });
    house.twice(admin, "PUT", "/api/v1/users/{id}", &[&user], &change);
    house.twice(
        admin,
        "PUT",
        "/api/v1/users/{id}/state",
        &[&user],
        &json!({ "version": 2, "disabled": true }),
    );
    let token = json!({ "name": "接口", "role": "auditor", "until": "2027-06-30" });
    let token = house.twice(admin, "POST", "/api/v1/tokens", &[], &token);
    let secret = token["secret"].as_str().expect("the first answer has it");
    let kept: String = house
        .db
        .read_now(|tx| {
            let all: Vec<String> = tx.rows("select body from kept_answer", &[], |row| row.get(0))?;
            Ok(all.concat())
        })
        .unwrap();
    assert!(!kept.contains(secret) && !kept.contains("first password"), "no secret is kept");
    let rights = json!({ "types": ["https://example.org/Lamp"], "verbs": ["read"] });
    house.twice(admin, "PUT", "/api/v1/tokens/{id}/hub-rights", &[&token["id"]], &rights);
    house.twice(admin, "DELETE", "/api/v1/tokens/{id}", &[&token["id"]], &json!({}));
}

fn commitments(house: &House) -> (Value, Value) {
    let (admin, office) = ("administrator", "supervision");
    let unit = json!({ "kind": "bureau", "name_zh": "示例局" });
    let unit = house.twice(office, "POST", "/api/v1/units", &[], &unit)["id"].clone();
    let change = json!({ "version": 1, "kind": "bureau", "name_zh": "示例局", "name_en": "Sample Bureau" });
    house.twice(admin, "PUT", "/api/v1/units/{id}", &[&unit], &change);
    let line = json!({ "id": 0, "code": "safety", "name_zh": "安全发展", "name_en": "Safety", "keywords": ["安全"], "sort": 1, "active": true });
    let line = house.twice(admin, "POST", "/api/v1/lines", &[], &line)["id"].clone();
    let terms = |statement: &str| json!({ "statement": statement, "line": line, "lead_unit": unit, "start_day": "2026-11-01", "due_day": "2026-12-31" });
    let all = json!([terms("建成平台"), terms("整改隐患"), terms("修订方案")]);
    let made = house.twice(office, "POST", "/api/v1/commitments", &[], &all);
    let (one, two, three) = (&made[0]["id"], &made[1]["id"], &made[2]["id"]);
    let amend = json!({ "version": 1, "reason": "明确表述", "terms": terms("建成区级平台") });
    house.twice(office, "PUT", "/api/v1/commitments/{id}", &[one], &amend);
    let (handler, leader) = (format!("unit_handler:{unit}"), format!("unit_leader:{unit}"));
    let note = json!({ "note": "示例" });
    let step = |who: &str, of: &Value, what: &str, body: &Value| {
        house.twice(who, "POST", &format!("/api/v1/commitments/{{id}}/{what}"), &[of], body)
    };
    for of in [one, two] {
        step(office, of, "issue", &note);
        step(&handler, of, "receipt", &note);
        step(&handler, of, "reports", &json!({ "claimed": 5_000, "progress_text": "过半" }));
    }
    step(office, one, "verification", &json!({ "verified": 4_000 }));
    step(office, two, "return", &note);
    step("city_leader", one, "opinions", &note);
    house.upload(&handler, "/api/v1/commitments/{id}/evidence", &[one], "a.txt", "佐证".as_bytes());
    step(&leader, one, "submission", &note);
    step(office, one, "closing", &note);
    step("city_leader", one, "striking-off", &note);
    step(office, three, "withdrawal", &note);
    (unit, line)
}

fn documents(house: &House, unit: &Value, line: &Value) {
    let office = "supervision";
    let read = house.upload(office, "/api/v1/documents", &[], "纪要.txt", MINUTES.as_bytes());
    let document = &read[0]["document"];
    let home = "/api/v1/documents/{id}";
    let act =
        |what: &str, body: &Value| house.twice(office, "POST", &format!("{home}/{what}"), &[document], body);
    let seen = || {
        let (_, text) =
            house.send(office, "GET", &format!("/api/v1/documents/{document}?text=1"), "", "", b"");
        serde_json::from_str::<Value>(&text).unwrap()
    };
    let facts =
        json!({ "version": 1, "title": "第42次常务会议纪要", "kind": "minutes", "day": "2026-03-02" });
    house.twice(office, "PUT", "/api/v1/documents/{id}/facts", &[document], &facts);
    act("extraction", &json!({}));
    let text = seen()["text"].as_str().unwrap().to_owned();
    let start = text.find("会议强调").unwrap();
    let end = start + text[start..].find('。').unwrap();
    act("drafts", &json!({ "start": start, "end": end }));
    act("units", &json!({ "written": "火星开发办公室" }));
    let ids: Vec<Value> =
        seen()["items"].as_array().unwrap().iter().map(|draft| draft["id"].clone()).collect();
    act("merge", &json!({ "drafts": ids[..2] }));
    let merged = seen()["items"][0].clone();
    let data = json!({ "statement": merged["statement"], "lead": unit, "line": line });
    let edit = json!({ "do": "edit", "version": merged["version"], "data": data });
    house.twice(office, "POST", "/api/v1/documents/{id}/drafts/{draft}", &[document, &merged["id"]], &edit);
    act("accept-complete", &json!({}));
    act("register", &json!({}));
}

fn projects(house: &House, unit: &Value, line: &Value) {
    let office = "supervision";
    let data = |name: &str| {
        json!({ "name": name, "level": "district", "industry": "制造业", "kind": "enterprise", "lead_unit": unit,
            "line": line, "owner": "示例汽车公司", "scale": "年产十万辆", "total": 100_000_000_i64,
            "planned_start": "2026-09-01", "planned_finish": "2027-12-31" })
    };
    let made = house.twice(office, "POST", "/api/v1/projects", &[], &data("示例整车厂"));
    let id = &made["id"];
    let home = "/api/v1/projects/{id}";
    let change = json!({ "version": 1, "reason": "更名", "data": data("示例汽车整车厂") });
    house.twice(office, "PUT", home, &[id], &change);
    let act = |who: &str, what: &str, body: &Value| {
        house.twice(who, "POST", &format!("{home}/{what}"), &[id], body)
    };
    act(office, "stage", &json!({ "to": "reserved", "day": "2026-11-02" }));
    act(office, "years", &json!({ "year": 2026, "class": "new", "plan": 50_000_000 }));
    act(
        office,
        "nodes",
        &json!([{ "kind": "permit", "name": "施工许可", "start_day": "2026-11-20", "due_day": "2026-12-31" }]),
    );
    let handler = format!("unit_handler:{unit}");
    act(&handler, "months", &json!([{ "year": 2026, "month": 10, "done": 1_000_000, "image": "场地平整" }]));
    act(office, "years/leave", &json!({ "year": 2026, "reason": "年中调整" }));
    act(office, "standing", &json!({ "to": "slowed", "reason": "等待用地" }));
}
