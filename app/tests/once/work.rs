//! Writes of problems, requests, leaders, visits, meetings.

use serde_json::{Value, json};

use crate::house::House;

const OFFICE: &str = "supervision";

/// Sends each of them twice.
pub fn writes(house: &House, unit: &Value, line: &Value) {
    let project = json!({ "name": "示例动力电池厂", "level": "district", "industry": "制造业", "kind": "enterprise",
        "lead_unit": unit, "line": line, "owner": "示例电池公司", "scale": "年产十吉瓦时", "total": 200_000_000_i64 });
    let project = house.twice(OFFICE, "POST", "/api/v1/projects", &[], &project)["id"].clone();
    problems(house, unit, &project);
    requests(house, unit, &project);
    meetings(house, unit, &project);
    teams(house, unit, &project);
    rules(house);
}

/// Tells of a problem.
fn problem(house: &House, unit: &Value, project: &Value, text: &str) -> Value {
    let told = json!({ "project": project, "class": "land", "text": text, "ask": "请协调用地指标" });
    let handler = format!("unit_handler:{unit}");
    house.twice(&handler, "POST", "/api/v1/projects/problems", &[], &told)["id"].clone()
}

fn problems(house: &House, unit: &Value, project: &Value) {
    let (one, other) =
        (problem(house, unit, project, "二期用地未报批"), problem(house, unit, project, "厂区绿化色调不一"));
    let act = |who: &str, of: &Value, what: &str, body: &Value| {
        house.twice(who, "POST", &format!("/api/v1/projects/problems/{{id}}/{what}"), &[of], body)
    };
    let note = |words: &str| json!({ "note": words });
    act(OFFICE, &other, "decline", &note("属企业自主事项"));
    act(OFFICE, &one, "accept", &note("情况属实"));
    act(OFFICE, &one, "consult", &note("会商明确分两批报批"));
    act(&format!("unit_handler:{unit}"), &one, "raise", &note("指标须区级统筹"));
    let words = json!({ "words": "年底前解决", "unit": unit, "due_day": "2026-12-31" });
    act("city_leader", &one, "decide", &words);
    let given =
        json!({ "unit": unit, "person": "张示例", "due_day": "2026-12-31", "measure": "落实指标并报批" });
    act(OFFICE, &one, "assign", &given);
}

fn requests(house: &House, unit: &Value, project: &Value) {
    let (handler, leader) = (format!("unit_handler:{unit}"), format!("unit_leader:{unit}"));
    let taken = |text: &str| {
        let body = json!({ "enterprise": "示例电池公司", "contact": "行政经理", "channel": "hotline", "class": "utilities",
            "text": text, "project": project, "received_on": "2026-11-19" });
        house.twice(&handler, "POST", "/api/v1/projects/requests", &[], &body)["id"].clone()
    };
    let act = |who: &str, of: &Value, what: &str, body: &Value| {
        house.twice(who, "POST", &format!("/api/v1/projects/requests/{{id}}/{what}"), &[of], body)
    };
    act(OFFICE, &taken("请求代偿货款"), "decline", &json!({ "note": "属民事纠纷，请依法诉讼" }));
    let id = taken("二期用电增容");
    let given = act(OFFICE, &id, "dispatch", &json!({ "lead": unit, "note": "请按时答复" }));
    let share = &given["shares"][0]["id"];
    act(&handler, &id, "object", &json!({ "share": share, "note": "不属本单位职责" }));
    act(OFFICE, &id, "objection", &json!({ "share": share, "yes": false, "note": "职责清单已列明" }));
    act(&handler, &id, "extend", &json!({ "share": share, "to": "2026-12-18", "note": "设备到货推迟" }));
    act(OFFICE, &id, "extension", &json!({ "share": share, "yes": true, "note": "同意" }));
    // The first answer is found wanting and is redone.
    for (solved, satisfaction, redo) in [("no", "not", true), ("yes", "satisfied", false)] {
        act(&handler, &id, "reply", &json!({ "share": share, "note": "增容方案已批复" }));
        act(&leader, &id, "reply", &json!({ "share": share, "note": "增容方案已批复，月底送电" }));
        let visit = json!({ "day": "2026-11-20", "solved": solved, "satisfaction": satisfaction, "words": "电话回访" });
        act(OFFICE, &id, "visit", &json!({ "visit": visit, "redo": redo }));
    }
}

fn meetings(house: &House, unit: &Value, project: &Value) {
    let plan = |title: &str| {
        let site = json!({ "project": project, "arrival": "09:00", "minutes": 40, "focus": "用地和用电" });
        json!({ "title": title, "day": "2026-11-20", "place": "示例电池厂", "chair": "王示例", "sites": [site] })
    };
    let home = "/api/v1/projects/meetings/{id}";
    let made = house.twice(OFFICE, "POST", "/api/v1/projects/meetings", &[], &plan("现场办公会"));
    let change = json!({ "version": made["version"], "data": plan("重点项目现场办公会") });
    house.twice(OFFICE, "PUT", home, &[&made["id"]], &change);
    // Of a problem that was told of, of one that comes up there, and of none.
    let told = problem(house, unit, project, "厂外道路未通");
    let due = "2026-12-31";
    let all = json!([
        { "problem": told, "text": "年底前通车", "unit": unit, "due_day": due },
        { "project": project, "class": "utilities", "text": "临时用水未接", "unit": unit, "due_day": due },
        { "project": project, "text": "每周报送进度", "unit": unit, "due_day": due },
    ]);
    house.twice(OFFICE, "POST", &format!("{home}/decisions"), &[&made["id"]], &all);
}

fn teams(house: &House, unit: &Value, project: &Value) {
    let act = |what: &str, body: &Value| {
        house.twice(OFFICE, "POST", &format!("/api/v1/projects/{{id}}/{what}"), &[project], body)
    };
    let pledge =
        act("pledges", &json!({ "role": "main", "name": "王示例", "every": 3, "from": "2026-09-01" }));
    let problem = json!({ "class": "labour", "text": "缺熟练电工", "unit": unit, "due_day": "2026-12-15" });
    let visit = json!({ "pledge": pledge["id"], "day": "2026-11-19", "who": "王示例", "found": "主体施工正常，用工不足",
        "promised": "组织专场招聘", "problems": [problem] });
    act("visits", &visit);
    act("pledges/end", &json!({ "pledge": pledge["id"], "to": "2026-11-20", "why": "分工调整" }));
    let group = json!({ "name": "动力电池厂专班", "lead_unit": unit, "projects": [project], "duties": "统筹要素保障",
        "members": [{ "unit": unit, "person": "张示例", "duty": "用地" }] });
    house.twice(OFFICE, "POST", "/api/v1/projects/groups", &[], &group);
}

/// The set in force with a shorter wait, from a day to come.
fn rules(house: &House) {
    let route = "/api/v1/projects/work-rules";
    let (_, shipped) = house.send(OFFICE, "GET", route, "", "", b"");
    let mut set = serde_json::from_str::<Value>(&shipped).unwrap()["now"].clone();
    set["from"] = json!("2027-01-01");
    set["problems"]["accept_days"] = json!(1);
    house.twice(OFFICE, "POST", route, &[], &json!({ "set": set, "why": "缩短受理时限" }));
}
