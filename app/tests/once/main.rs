//! Every write of the API, sent twice under one key: it is done once, and answered twice with the same words. A new
//! write route needs its line here.

#[path = "../common/mod.rs"]
mod common;
mod ground;
mod house;
mod money;
mod systems;
mod work;

use std::collections::BTreeSet;

use axum::http::Method;
use house::House;
use qipan::wiring;
use qipan_testkit::both;
use serde_json::{Value, json};

const MINUTES: &str = "滨海新区人民政府第42次常务会议纪要\n\n2026年3月2日，区长主持召开第42次常务会议。\n\n\
    会议要求，由示例局牵头，于2026年6月30日前完成全区燃气管网安全风险排查，并建立问题台账。\n\n\
    会议要求，由火星开发办公室牵头，于2026年9月30日前建成安全生产数据共享平台。\n\n\
    会议强调，要充分认识做好安全生产工作的重要意义，切实提高政治站位。\n";

#[test]
fn every_write_of_the_api_is_done_once_under_its_key() {
    both(wiring::MIGRATIONS, |test| {
        let house = House::new(&test.db);
        accounts(&house);
        let (unit, line) = commitments(&house);
        documents(&house, &unit, &line);
        projects(&house, &unit, &line);
        money::writes(&house, &unit, &line);
        work::writes(&house, &unit, &line);
        ground::writes(&house, &unit, &line);
        systems::writes(&house, &unit, &line);
        let routes = wiring::routes();
        let writes = routes.list().iter().filter(|route| route.doc.is_some() && route.method != Method::GET);
        let all: BTreeSet<String> = writes.map(|route| format!("{} {}", route.method, route.path)).collect();
        assert_eq!(*house.sent.borrow(), all);
    });
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
    let aside = json!({ "reason": "待标准印发", "since": "2026-11-20", "approved_by": "示例领导" });
    step(office, two, "suspension", &aside);
    step(office, two, "resumption", &json!({ "day": "2026-11-20" }));
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
    let nodes = act(
        office,
        "nodes",
        &json!([{ "kind": "permit", "name": "施工许可", "start_day": "2026-11-20", "due_day": "2026-12-31" }]),
    );
    let moved = json!({ "version": nodes[0]["version"], "name": "施工许可证", "start_day": "2026-11-20",
        "due_day": "2027-01-15", "reason": "图审延后" });
    house.twice(office, "PUT", "/api/v1/projects/{id}/nodes/{node}", &[id, &nodes[0]["id"]], &moved);
    let handler = format!("unit_handler:{unit}");
    act(&handler, "months", &json!([{ "year": 2026, "month": 10, "done": 1_000_000, "image": "场地平整" }]));
    act(office, "years/leave", &json!({ "year": 2026, "reason": "年中调整" }));
    act(office, "standing", &json!({ "to": "slowed", "reason": "等待用地" }));
}
