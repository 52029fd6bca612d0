//! The board speaks through the hub and the hub answers to the board, over HTTP, on both engines: entities of what is on
//! the board, who may read them, lights that time changes, and a measure bound to a query whose readings move verified
//! progress and the light.

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use qipan::publish::{self, Desk};
use qipan::wiring;
use qipan_accounts::Vault;
use qipan_accounts::http::{Credential, Site, router};
use qipan_kernel::{Id, IdSource, Moment, Role};
use qipan_records::files::Files;
use qipan_store::Db;
use qipan_testkit::{both, noon};
use serde_json::{Value, json};
use tower::ServiceExt;

use common::recognise;

const CONTEXT: &str = "<http://board.example/contexts/qipan.jsonld>; \
     rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\"";

struct House {
    runtime: tokio::runtime::Runtime,
    service: Router,
    site: Arc<Site>,
    clock: Arc<AtomicI64>,
}

impl House {
    fn new(db: &Db) -> House {
        let authenticate = |_: &Site, credential: &Credential, now: Moment| Ok(recognise(credential, now));
        let time = Arc::new(AtomicI64::new(noon("2026-11-20").0));
        let told = time.clone();
        let clock = Box::new(move || Moment(told.fetch_add(1, Ordering::Relaxed)));
        let words = Arc::new(wiring::words());
        let ids = Arc::new(IdSource::new(1));
        let mut site = Site::new(db.clone(), words, ids, clock, Box::new(authenticate));
        site.chance = wiring::chance;
        site.vault = Vault::new(&[7; 32], wiring::chance);
        let files = tempfile::tempdir().expect("a folder").keep();
        wiring::add_parts(&mut site, Files::Folder(files)).expect("the parts");
        let hub = qipan_broker::Hub::new(&site, qipan_broker::Options::default());
        wiring::add_hub(&mut site, hub);
        // Every token may do everything that the rights of tokens can give: what is left is the access of the board.
        let rights = serde_json::to_string(&qipan_broker::rights::Rights::all()).unwrap();
        db.write_now(move |tx| {
            for role in Role::ALL {
                let insert = "insert into hub_right (token, rights) values ($1, $2)";
                tx.exec(insert, qipan_store::params![role as i64 + 10, &rights])?;
            }
            Ok(())
        })
        .unwrap();
        let site = Arc::new(site);
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let service = router(&site, &wiring::routes()).merge(qipan_broker::http::router(&site));
        House { runtime, service, site, clock: time }
    }

    fn send(
        &self,
        who: &str,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: String,
    ) -> (u16, String) {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "board.example")
            .header("content-length", body.len());
        if !who.is_empty() {
            request = request.header("authorization", format!("Bearer {who}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body)).unwrap();
        self.runtime.block_on(async {
            let answer = self.service.clone().oneshot(request).await.unwrap();
            let status = answer.status().as_u16();
            let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
            (status, String::from_utf8_lossy(&body).into_owned())
        })
    }

    fn json(&self, who: &str, method: &str, path: &str, body: &Value) -> Value {
        let headers = [("content-type", "application/json"), ("accept", "application/json")];
        let text = if method == "GET" { String::new() } else { body.to_string() };
        let (status, answer) = self.send(who, method, path, &headers, text);
        assert!((200..300).contains(&status), "{method} {path}: {status} {answer}");
        serde_json::from_str(&answer).unwrap_or(Value::Null)
    }

    /// A form, as a browser sends it.
    fn form(&self, who: &str, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
        let escape = |text: &str| {
            let plain = |byte: u8| byte.is_ascii_alphanumeric();
            text.bytes()
                .map(|b| if plain(b) { (b as char).to_string() } else { format!("%{b:02X}") })
                .collect::<String>()
        };
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", escape(value))).collect();
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("accept", "text/html"),
            ("accept-language", "en"),
        ];
        self.send(who, "POST", path, &headers, body.join("&"))
    }

    /// An entity of the house, simplified, as `who` sees it.
    fn entity(&self, who: &str, urn: &str) -> (u16, Value) {
        let path = format!("/ngsi-ld/v1/entities/{urn}?options=keyValues");
        let (status, body) = self.send(who, "GET", &path, &[("link", CONTEXT)], String::new());
        (status, serde_json::from_str(&body).unwrap_or(Value::Null))
    }

    fn round(&self, desk: &mut Desk) {
        self.runtime.block_on(publish::round(&self.site, desk)).unwrap();
    }
}

struct City {
    unit: Value,
    other: Value,
    line: Value,
    commitment: i64,
}

fn city(house: &House) -> City {
    let (admin, office) = ("administrator", "supervision");
    let unit = |name: &str| {
        house.json(office, "POST", "/api/v1/units", &json!({ "kind": "bureau", "name_zh": name }))["id"]
            .clone()
    };
    let (unit, other) = (unit("示例商务局"), unit("示例住建局"));
    let line = json!({ "id": 0, "code": "trade", "name_zh": "商贸流通", "name_en": "Trade", "keywords": [], "sort": 1, "active": true });
    let line = house.json(admin, "POST", "/api/v1/lines", &line)["id"].clone();
    let terms = json!([{
        "statement": "全年新开便民商店200家", "line": line, "lead_unit": unit, "leader": "张示例", "contact": "李示例",
        "measure": "200家", "start_day": "2026-01-01", "due_day": "2026-12-31"
    }]);
    let commitment = house.json(office, "POST", "/api/v1/commitments", &terms)[0]["id"].as_i64().unwrap();
    let path = format!("/api/v1/commitments/{commitment}");
    house.json(office, "POST", &format!("{path}/issue"), &json!({}));
    house.json(&format!("unit_handler:{unit}"), "POST", &format!("{path}/receipt"), &json!({}));
    City { unit, other, line, commitment }
}

fn shop(n: i64, count: i64) -> Value {
    json!({
        "id": format!("urn:ngsi-ld:ShopCount:{n}"), "type": "ShopCount",
        "opened": { "type": "Property", "value": count, "observedAt": "2026-11-19T00:00:00Z" },
        "area": { "type": "Property", "value": "塘沽" }
    })
}

#[test]
fn what_is_on_the_board_is_in_the_hub_and_readings_move_it() {
    both(wiring::MIGRATIONS, |test| {
        let house = House::new(&test.db);
        let city = city(&house);
        let mut desk = Desk::default();
        house.round(&mut desk);
        let urn = format!("urn:qipan:commitment:{}", city.commitment);
        published(&house, &city, &urn);
        hidden(&house, &city, &urn);
        bound(&house, &city, &urn, &mut desk);
        by_time(&house, &city, &urn, &mut desk);
        // What is there already and says the same is not written again.
        let again = house.runtime.block_on(publish::all(&house.site, |_, _| {})).unwrap();
        assert_eq!((again.seen, again.written), (4, 0));
        let (status, page) = house.send(
            "supervision",
            "GET",
            &format!("/commitments/{}", city.commitment),
            &[("accept", "text/html"), ("accept-language", "zh")],
            String::new(),
        );
        assert_eq!(status, 200);
        assert!(page.contains("id=\"readings\"") && page.contains("ShopCount") && page.contains("180 家"));
        assert!(!page.contains('⟦'), "a key without words");
    });
}

/// A project with its months and a problem: in the hub as they stand, with the history of what was invested, hidden from
/// units that have no part in them; told again when the day changes.
#[test]
fn projects_their_investment_and_problems_are_in_the_hub() {
    both(wiring::MIGRATIONS, |test| {
        let house = House::new(&test.db);
        let city = city(&house);
        let data = json!({
            "name": "示例快速路", "level": "municipal", "industry": "交通", "kind": "enterprise", "lead_unit": city.unit,
            "line": city.line, "owner": "示例公司", "leader": "周示例", "place": "示例大道", "scale": "道路 12 公里",
            "point": [117_713_000, 39_003_000], "total": 200_000_000_000_i64,
        });
        let id = house.json("supervision", "POST", "/api/v1/projects", &data)["id"].as_i64().unwrap();
        let urn = format!("urn:qipan:project:{id}");
        let path = format!("/api/v1/projects/{id}");
        let year = json!({ "year": 2026, "class": "new", "plan": 60_000_000_000_i64, "goal": "完成主体" });
        house.json("supervision", "POST", &format!("{path}/years"), &year);
        let month = |month: u32, done: i64, image: &str| json!([{ "year": 2026, "month": month, "done": done, "image": image }]);
        let mut desk = Desk::default();
        let months = format!("{path}/months");
        house.json("supervision", "POST", &months, &month(9, 12_000_000_000, "路基完成"));
        house.round(&mut desk);
        let told =
            json!({ "project": id, "class": "land", "text": "征地未交", "ask": "请协调", "line": null });
        house.json(&format!("unit_handler:{}", city.unit), "POST", "/api/v1/projects/problems", &told);
        house.json("supervision", "POST", &months, &month(10, 6_000_000_000, "桥梁架设"));
        house.round(&mut desk);

        let (status, entity) = house.entity("auditor", &urn);
        assert_eq!(status, 200);
        for (name, expected) in [
            ("type", json!("Project")),
            ("name", json!("示例快速路")),
            ("stage", json!("conceived")),
            ("annualClass", json!("new")),
            ("totalInvestment", json!(2_000_000_000)),
            ("plannedInvestment", json!(600_000_000)),
            ("investedThisYear", json!(180_000_000)),
            ("invested", json!(180_000_000)),
            ("completion", json!(30.0)),
            ("timeProgress", json!(83.33)),
            ("imageProgress", json!("桥梁架设")),
            ("progressLight", json!("red")),
            ("light", json!("red")),
            ("location", json!({ "type": "Point", "coordinates": [117.713, 39.003] })),
            ("leadUnit", json!(format!("urn:qipan:unit:{}", city.unit))),
            ("scope", json!(format!("/unit/{}", city.unit))),
        ] {
            assert_eq!(entity[name], expected, "{name} of {entity}");
        }
        assert!(!entity.to_string().contains("周示例"), "no name of a person: {entity}");
        // What was invested has its history, each value with the end of its month.
        let history =
            format!("/ngsi-ld/v1/temporal/entities/{urn}?attrs=investedThisYear&options=temporalValues");
        let (_, answer) = house.send("auditor", "GET", &history, &[("link", CONTEXT)], String::new());
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let values = answer["investedThisYear"]["values"].as_array().cloned().unwrap_or_default();
        let mut amounts: Vec<i64> = values.iter().filter_map(|pair| pair[0].as_i64()).collect();
        amounts.sort_unstable();
        assert_eq!(amounts, [120_000_000, 180_000_000], "{answer}");
        assert!(answer.to_string().contains("2026-10-31"), "{answer}");

        let problems = "/ngsi-ld/v1/entities?type=ProjectProblem&options=keyValues";
        let (_, all) = house.send("auditor", "GET", problems, &[("link", CONTEXT)], String::new());
        let all: Vec<Value> = serde_json::from_str(&all).unwrap();
        assert_eq!(
            (all.len(), &all[0]["class"], &all[0]["project"]),
            (1, &json!("land"), &json!(urn)),
            "{all:?}"
        );
        let other = format!("unit_handler:{}", city.other);
        assert_eq!(house.entity(&other, &urn).0, 404);
        let (_, none) = house.send(&other, "GET", problems, &[("link", CONTEXT)], String::new());
        assert_eq!(none.trim(), "[]");

        // On another day every project is looked at again.
        assert_eq!(house.runtime.block_on(publish::days(&house.site)).unwrap(), 0);
        house.clock.fetch_add(86_400_000, Ordering::Relaxed);
        assert_eq!(house.runtime.block_on(publish::days(&house.site)).unwrap(), 1);
    });
}

fn published(house: &House, city: &City, urn: &str) {
    let (status, entity) = house.entity("auditor", urn);
    assert_eq!(status, 200);
    let lead = format!("urn:qipan:unit:{}", city.unit);
    for (name, expected) in [
        ("type", json!("Commitment")),
        ("statement", json!("全年新开便民商店200家")),
        ("state", json!("signed")),
        ("light", json!("yellow")),
        ("limit", json!("2026-12-31")),
        ("measure", json!("200家")),
        ("leadUnit", json!(lead)),
        ("line", json!(format!("urn:qipan:line:{}", city.line))),
        ("scope", json!(format!("/unit/{}", city.unit))),
    ] {
        assert_eq!(entity[name], expected, "{name} of {entity}");
    }
    assert!(!entity.to_string().contains("示例\""), "no name of a person: {entity}");
    let (_, unit) = house.entity("auditor", &lead);
    assert_eq!((&unit["type"], &unit["kind"]), (&json!("Unit"), &json!("bureau")));
    assert!(unit.to_string().contains("示例商务局"));
    // The vocabulary is served to everybody, as what it is.
    let (status, context) = house.send("", "GET", "/contexts/qipan.jsonld", &[], String::new());
    let context: Value = serde_json::from_str(&context).expect("the context is JSON");
    assert_eq!((status, &context["@context"]["Commitment"]), (200, &json!("qipan:Commitment")));
}

/// What the board hides from a token the hub hides too, and nobody writes what the house says.
fn hidden(house: &House, city: &City, urn: &str) {
    let (own, other) = (format!("unit_handler:{}", city.unit), format!("unit_handler:{}", city.other));
    assert_eq!(house.entity(&own, urn).0, 200);
    assert_eq!(house.entity(&other, urn).0, 404);
    for (who, found) in [("supervision", 1), (own.as_str(), 1), (other.as_str(), 0)] {
        let query = [("link", CONTEXT)];
        let (_, all) =
            house.send(who, "GET", "/ngsi-ld/v1/entities?type=Commitment&count=true", &query, String::new());
        let all: Vec<Value> = serde_json::from_str(&all).unwrap();
        assert_eq!(all.len(), found, "{who}");
        let (_, all) = house.send(who, "GET", "/ngsi-ld/v1/entities?type=Unit", &query, String::new());
        assert_eq!(
            serde_json::from_str::<Vec<Value>>(&all).unwrap().len(),
            2,
            "units are everybody's: {who}"
        );
    }
    let kind = [("content-type", "application/json"), ("link", CONTEXT)];
    let patch = json!({ "light": { "type": "Property", "value": "green" } }).to_string();
    for (method, path) in [
        ("PATCH", format!("/ngsi-ld/v1/entities/{urn}/attrs")),
        ("DELETE", format!("/ngsi-ld/v1/entities/{urn}")),
    ] {
        let body = if method == "PATCH" { patch.clone() } else { String::new() };
        let (status, answer) = house.send("supervision", method, &path, &kind, body);
        assert_eq!(status, 403, "{method}: {answer}");
    }
    // Nor is anything learnt of it by asking what is linked to it.
    let note = json!({"id": "urn:ngsi-ld:Note:1", "type": "Note", "about": { "type": "Relationship", "object": urn }});
    let (status, answer) = house.send("supervision", "POST", "/ngsi-ld/v1/entities", &kind, note.to_string());
    assert_eq!(status, 201, "{answer}");
    for (who, found) in [("supervision", 1), (own.as_str(), 1), (other.as_str(), 0)] {
        let path = "/ngsi-ld/v1/entities?type=Note&q=about%7Blight%7D&join=inline&joinLevel=1";
        let (status, all) = house.send(who, "GET", path, &[("link", CONTEXT)], String::new());
        let notes: Vec<Value> = serde_json::from_str(&all).unwrap_or_default();
        assert_eq!((status, notes.len()), (200, found), "{who}: {all}");
    }
    for (who, expected) in [("supervision", 200), (own.as_str(), 200), (other.as_str(), 404)] {
        let path = format!("/ngsi-ld/v1/temporal/entities/{urn}");
        assert_eq!(
            house.send(who, "GET", &path, &[("link", CONTEXT)], String::new()).0,
            expected,
            "history: {who}"
        );
    }
    let subscription = |kind: &str| {
        json!({
            "type": "Subscription", "entities": [{ "type": kind }],
            "notification": { "endpoint": { "uri": "http://203.0.113.9/told", "accept": "application/json" } }
        })
        .to_string()
    };
    for (who, of, expected) in [
        ("supervision", "Commitment", 201),
        (other.as_str(), "Commitment", 403),
        (other.as_str(), "ShopCount", 201),
    ] {
        let (status, answer) = house.send(who, "POST", "/ngsi-ld/v1/subscriptions", &kind, subscription(of));
        assert_eq!(status, expected, "{who} {of}: {answer}");
    }
}

fn bound(house: &House, city: &City, urn: &str, desk: &mut Desk) {
    for (n, count) in [(1, 60), (2, 40)] {
        house.json("supervision", "POST", "/ngsi-ld/v1/entities", &shop(n, count));
    }
    let path = format!("/commitments/{}/reading", city.commitment);
    let fields = |step: &'static str, q: &'static str| {
        [
            ("version", "0"),
            ("type", "ShopCount"),
            ("q", q),
            ("attribute", "opened"),
            ("context", ""),
            ("aggregate", "sum"),
            ("period", "year"),
            ("direction", "up"),
            ("baseline", "0"),
            ("target", "200"),
            ("unit", "家"),
            ("do", step),
        ]
    };
    let (status, page) = house.form("supervision", &path, &fields("try", "area==\"塘沽\""));
    assert!(
        status == 200 && page.contains("100 家") && page.contains("50%"),
        "a dry run shows what is read: {status}"
    );
    let (status, page) = house.form("supervision", &path, &fields("try", "area=="));
    assert!(
        status == 422 && page.contains("#f-q"),
        "what the hub cannot read is said at its field: {status}"
    );
    assert_eq!(house.form("auditor", &path, &fields("save", "")).0, 403);
    let standing = || {
        let one =
            house.json("supervision", "GET", &format!("/api/v1/commitments/{}", city.commitment), &json!({}));
        (one["verified"].clone(), one["light"].clone())
    };
    assert_eq!(standing().0, Value::Null, "a dry run changes nothing");
    let (status, page) = house.form("supervision", &path, &fields("save", "area==\"塘沽\""));
    assert_eq!(status, 303, "{page}");
    assert_eq!(standing(), (json!(5_000), json!("yellow")), "the first reading is taken at once");

    // Another system tells the hub; nobody types anything.
    house.round(desk);
    let patch =
        json!({ "opened": { "type": "Property", "value": 140, "observedAt": "2026-11-20T00:00:00Z" } });
    house.json("supervision", "PATCH", "/ngsi-ld/v1/entities/urn:ngsi-ld:ShopCount:1/attrs", &patch);
    house.round(desk);
    assert_eq!(standing().0, json!(9_000));
    let (_, entity) = house.entity("auditor", urn);
    assert_eq!((&entity["verifiedProgress"], &entity["light"]), (&json!(90), &standing().1));
    // Who has subscribed to commitments is told, with what it says now.
    let told: Vec<String> = house
        .site
        .db
        .read_now(|tx| {
            tx.rows("select doc from hub_delivery where doc is not null order by id", &[], |row| row.get(0))
        })
        .unwrap();
    let last = told.iter().rev().find(|doc| doc.contains(urn)).expect("a notification is queued");
    assert!(last.contains("verifiedProgress\":[{\"k\":\"P\",\"v\":90"), "{last}");
    let light = standing().1;
    assert_ne!(light, json!("yellow"), "what is measured is not behind nine tenths of the year");

    // A system that sends nothing is no data: nothing moves.
    for n in [1, 2] {
        house.json(
            "supervision",
            "DELETE",
            &format!("/ngsi-ld/v1/entities/urn:ngsi-ld:ShopCount:{n}"),
            &json!({}),
        );
    }
    house.round(desk);
    house.round(desk);
    assert_eq!(standing(), (json!(9_000), light));
}

#[test]
fn a_measure_is_bound_over_the_api() {
    both(wiring::MIGRATIONS, |test| {
        let house = House::new(&test.db);
        let city = city(&house);
        for (n, count) in [(1, 60), (2, 40)] {
            house.json("supervision", "POST", "/ngsi-ld/v1/entities", &shop(n, count));
        }
        let path = format!("/api/v1/commitments/{}/reading", city.commitment);
        let send = |who: &str, method: &str, path: &str, body: &Value| {
            let headers = [("content-type", "application/json"), ("accept-language", "en")];
            let (status, answer) = house.send(who, method, path, &headers, body.to_string());
            (status, serde_json::from_str::<Value>(&answer).unwrap_or(Value::Null))
        };
        let binding = |q: &str| {
            json!({
                "query": { "type": "ShopCount", "q": q, "attribute": "opened", "aggregate": "sum", "period": "year" },
                "measure": { "direction": "up", "baseline": 0.0, "target": 200.0, "unit": "家" }
            })
        };
        let (status, none) = send("auditor", "GET", &path, &json!({}));
        assert_eq!((status, &none["version"], &none["readings"]), (200, &json!(0), &json!([])));

        let tried = send("supervision", "POST", &format!("{path}/trial"), &binding("opened>50"));
        assert_eq!(tried, (200, json!({ "value": 60.0, "entities": 1, "verified": 3_000 })));
        let (status, refused) = send("supervision", "POST", &format!("{path}/trial"), &binding("opened=="));
        assert_eq!((status, &refused["errors"][0]["field"]), (422, &json!("q")), "{refused}");
        assert_eq!(send("auditor", "PUT", &path, &json!({ "version": 0, "binding": binding("") })).0, 403);
        assert_eq!(send("auditor", "GET", &path, &json!({})).1["version"], 0, "nothing was written");

        let (status, bound) =
            send("supervision", "PUT", &path, &json!({ "version": 0, "binding": binding("") }));
        assert_eq!((status, &bound["version"], &bound["active"]), (200, &json!(1), &json!(true)), "{bound}");
        let reading = &bound["readings"][0];
        assert_eq!((&reading["value"], &reading["verified"]), (&json!(100.0), &json!(5_000)));
        let (status, late) =
            send("supervision", "PUT", &path, &json!({ "version": 0, "binding": binding("") }));
        assert_eq!(status, 409, "somebody was faster: {late}");
        let one =
            house.json("supervision", "GET", &format!("/api/v1/commitments/{}", city.commitment), &json!({}));
        assert_eq!(one["verified"], 5_000);

        assert_eq!(send("supervision", "DELETE", &path, &json!({})).0, 422, "which version is not said");
        assert_eq!(send("auditor", "DELETE", &format!("{path}?version=1"), &json!({})).0, 403);
        let (status, off) = send("supervision", "DELETE", &format!("{path}?version=1"), &json!({}));
        assert_eq!((status, &off["version"], &off["active"]), (200, &json!(2), &json!(false)), "{off}");
        assert_eq!(off["binding"], bound["binding"], "what it said last stays to be seen");
        assert_eq!(send("supervision", "DELETE", &format!("{path}?version=1"), &json!({})).0, 409);
    });
}

/// A light that changes because time passes is published too.
fn by_time(house: &House, city: &City, urn: &str, desk: &mut Desk) {
    house.clock.store(noon("2027-01-02").0, Ordering::Relaxed);
    house.round(desk);
    let (_, entity) = house.entity("auditor", urn);
    assert_eq!(entity["light"], json!("red"), "overdue");
    let entries = house
        .site
        .db
        .read_now(|tx| qipan_store::journal::of_subject(tx, "commitment", Id(city.commitment), 100))
        .unwrap();
    let acts: Vec<&str> = entries.iter().rev().map(|entry| entry.act.as_str()).collect();
    let expected = ["register", "issue", "sign_for", "bind", "reading", "reading"];
    assert_eq!(acts, expected.map(|act| format!("commitment.{act}")), "time leaves no entry");
}
