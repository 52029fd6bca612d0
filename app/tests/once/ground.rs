//! Writes of photographs, notes, chains, readings, output, tables.

use qipan_projects::photos::picture::Pixels;
use serde_json::{Value, json};

use crate::house::House;

const OFFICE: &str = "supervision";
const PROJECT: &str = "/api/v1/projects/{id}";
const NAME: &str = "示例电池厂";
const TABLE: &str = "某区2026年10月重点项目月报表,,,,,,,,,\n,,,,,,,,,计量单位：万元\n\
    序号,项目名称,总投资,开工至上一年度底累计完成投资,年计划投资,实际完成情况,,,建设单位及责任人,挂点领导\n\
    ,,,,,1–10月完成投资,占年计划%,1–10月形象进度,,\n";

/// Sends each of them twice.
pub fn writes(house: &House, unit: &Value, line: &Value) {
    let handler = format!("unit_handler:{unit}");
    let project = completed(house, unit, line);
    let act = |what: &str, body: &Value| {
        house.twice(&handler, "POST", &format!("{PROJECT}/{what}"), &[&project], body)
    };
    let output = act("outputs", &json!({ "year": 2026, "month": 11, "amount": 12_000_000 }));
    assert_eq!(output["months"].as_array().unwrap().len(), 1);

    let row = format!("{TABLE}1,{NAME},,,,\"1,200\",,设备安装,,\n");
    let file = form(&[("act", "apply"), ("kind", "")], "月报.csv", row.as_bytes());
    let read = send(house, &handler, "/api/v1/projects/import", &[], &file);
    assert_eq!((&read["applied"], &read["changed"]), (&json!(true), &json!(1)), "{read}");

    let photos = form(&[("period", "2026-11-0"), ("caption", "主体封顶")], "工地.jpg", &picture());
    let photos = send(house, &handler, &format!("{PROJECT}/photos"), &[&project], &photos);
    let photo = &photos[0]["id"];
    let remark = json!({ "kind": "quality", "severity": "remark", "found_on": "2026-11-19",
        "finding": "二层墙面有裂缝", "photo": photo });
    act("notes", &remark);
    let limit = json!({ "kind": "safety", "severity": "general", "found_on": "2026-11-19",
        "finding": "三层临边无防护栏杆", "due_day": "2026-11-30", "measure": "加设栏杆并验收" });
    let note = house.twice(OFFICE, "POST", &format!("{PROJECT}/notes"), &[&project], &limit);
    assert_eq!(note["open"], true, "what is to be put right is on the board: {note}");
    let withdraw = format!("{PROJECT}/photos/{{photo}}/withdraw");
    house.twice(&handler, "POST", &withdraw, &[&project, photo], &json!({ "reason": "拍到无关人员" }));

    chains(house, unit, &project);
    readings(house, unit, line);
}

/// A plant that is built: its nodes are closed on the board.
fn completed(house: &House, unit: &Value, line: &Value) -> Value {
    let data = json!({ "name": NAME, "code": "26011201160401123456", "level": "district", "industry": "制造业",
        "kind": "enterprise", "lead_unit": unit, "line": line, "owner": "示例电池公司", "scale": "厂房三栋",
        "capacity": "年产 15 万组", "total": 10_000_000_000_i64, "planned_start": "2026-03-01" });
    let project = house.twice(OFFICE, "POST", "/api/v1/projects", &[], &data)["id"].clone();
    let act = |what: &str, body: &Value| {
        house.twice(OFFICE, "POST", &format!("{PROJECT}/{what}"), &[&project], body)
    };
    act("years", &json!({ "year": 2026, "class": "new", "plan": 5_000_000_000_i64 }));
    let node = |kind: &str, name: &str| json!({ "kind": kind, "name": name, "start_day": "2026-11-20", "due_day": "2026-12-31" });
    let nodes = act("nodes", &json!([node("permit", "施工许可"), node("building", "厂房封顶")]));
    let stage = |to: &str| drop(act("stage", &json!({ "to": to, "day": "2026-11-20" })));
    ["reserved", "preparing"].iter().for_each(|to| stage(to));
    nodes.as_array().unwrap().iter().for_each(|node| house.close(unit, &node["commitment"]));
    ["started", "building", "completed"].iter().for_each(|to| stage(to));
    project
}

fn chains(house: &House, unit: &Value, project: &Value) {
    let link = |name: &str, state: &str| json!({ "name": name, "tier": "upstream", "state": state, "why": "本地没有企业", "projects": [project] });
    let mut data = json!({ "name": "新能源汽车", "lead_unit": unit, "links": [link("隔膜", "missing")] });
    let chain = house.twice(OFFICE, "POST", "/api/v1/chains", &[], &data)["id"].clone();
    data["links"] = json!([link("隔膜", "missing"), link("电芯", "weak")]);
    let change = json!({ "version": 1, "reason": "补充环节", "data": data });
    let changed = house.twice(OFFICE, "PUT", "/api/v1/chains/{chain}", &[&chain], &change);
    assert_eq!(changed["version"], 2);
}

/// A measure that is bound to what another system told the hub.
fn readings(house: &House, unit: &Value, line: &Value) {
    let shops = json!({ "id": "urn:ngsi-ld:ShopCount:1", "type": "ShopCount",
        "opened": { "type": "Property", "value": 100, "observedAt": "2026-11-19T00:00:00Z" } });
    let shops = shops.to_string();
    let told = house.send(OFFICE, "POST", "/ngsi-ld/v1/entities", "", "application/json", shops.as_bytes());
    assert_eq!(told.0, 201, "{}", told.1);
    let terms = json!([{ "statement": "全年新开便民商店200家", "line": line, "lead_unit": unit, "measure": "200家",
        "start_day": "2026-01-01", "due_day": "2026-12-31" }]);
    let made = house.twice(OFFICE, "POST", "/api/v1/commitments", &[], &terms);
    let commitment = &made[0]["id"];
    house.twice(OFFICE, "POST", "/api/v1/commitments/{id}/issue", &[commitment], &json!({}));
    let reading = "/api/v1/commitments/{id}/reading";
    let binding = json!({
        "query": { "type": "ShopCount", "q": "", "attribute": "opened", "aggregate": "sum", "period": "year" },
        "measure": { "direction": "up", "baseline": 0.0, "target": 200.0, "unit": "家" }
    });
    let tried = house.twice(OFFICE, "POST", &format!("{reading}/trial"), &[commitment], &binding);
    assert_eq!(tried["verified"], 5_000);
    let bind = json!({ "version": 0, "binding": binding });
    let bound = house.twice(OFFICE, "PUT", reading, &[commitment], &bind);
    assert_eq!((&bound["version"], bound["readings"].as_array().unwrap().len()), (&json!(1), 1));
    let off = house.twice(OFFICE, "DELETE", &format!("{reading}?version=1"), &[commitment], &json!({}));
    assert_eq!((&off["version"], &off["active"]), (&json!(2), &json!(false)));
}

fn picture() -> Vec<u8> {
    let (width, height) = (320, 240);
    let pixel = |n: u32| [(n % width / 2) as u8, (n / width) as u8, 235];
    Pixels { width, height, rgb: (0..width * height).flat_map(pixel).collect() }.jpeg(85, None).unwrap()
}

/// A form with a file, as browsers send it.
fn form(fields: &[(&str, &str)], name: &str, file: &[u8]) -> Vec<u8> {
    let head = "--edge\r\ncontent-disposition: form-data; name=";
    let fields = fields.iter().map(|(name, value)| format!("{head}\"{name}\"\r\n\r\n{value}\r\n"));
    let fields: String = fields.collect();
    let part = format!("{head}\"files\"; filename=\"{name}\"\r\n\r\n");
    [fields.as_bytes(), part.as_bytes(), file, b"\r\n--edge--\r\n"].concat()
}

fn send(house: &House, who: &str, route: &str, ids: &[&Value], form: &[u8]) -> Value {
    house.twice_as(who, "POST", route, ids, "multipart/form-data; boundary=edge", form)
}
