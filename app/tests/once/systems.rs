//! Writes of the register of systems, gates, proposals, capabilities.

use serde_json::{Value, json};

use crate::house::House;

const OFFICE: &str = "supervision";
const LEADER: &str = "city_leader";
const SYSTEMS: &str = "/api/v1/systems";
/// 万元 in fen.
const WAN: i64 = 1_000_000;

/// Sends each of them twice.
pub fn writes(house: &House, unit: &Value, line: &Value) {
    let of = Of { house, unit, line };
    let old = taken_over(&of);
    let new = proposed(&of, &old);
    built(&of, &new);
    let days = json!({ "parameter": "decide-days", "value": 5, "from": "2027-01-01", "source": "示例办法" });
    of.act(OFFICE, &format!("{SYSTEMS}/parameters"), &[], &days);
    let lessons = "/api/v1/capabilities/lessons";
    let taught = of.act(LEADER, lessons, &[], &json!({ "kind": "common", "phrase": "页面皮肤切换" }));
    let undo = json!({ "version": taught["version"], "reason": "不属通用功能" });
    of.act(OFFICE, &format!("{lessons}/undo"), &[], &undo);
}

/// The unit whose systems they are, and the line of work that they serve.
struct Of<'h> {
    house: &'h House,
    unit: &'h Value,
    line: &'h Value,
}

impl Of<'_> {
    fn act(&self, who: &str, route: &str, ids: &[&Value], body: &Value) -> Value {
        self.house.twice(who, "POST", route, ids, body)
    }

    fn file(&self, route: &str, ids: &[&Value], body: &Value) -> Value {
        self.act(&format!("unit_handler:{}", self.unit), route, ids, body)
    }

    /// What a proposal and the register both ask.
    fn data(&self, name: &str, more: &[(&str, Value)]) -> Value {
        let mut data = json!({ "name": name, "unit": self.unit, "line": self.line, "purpose": "办理困难群众救助",
            "functions": ["救助申请受理", "资格审核"], "items": [{ "name": "家庭收入", "part": "collected" }],
            "yearly": 40 * WAN, "basis": "社会救助暂行办法" });
        more.iter().for_each(|(field, value)| data[field] = value.clone());
        data
    }

    /// Signs what was found of a system.
    fn find(&self, id: &Value, found: [&str; 5]) {
        let [sharing, listing, catalogue, security, crypto] = found;
        let found = json!({ "sharing": sharing, "listing": listing, "catalogue": catalogue, "security": security,
            "crypto": crypto });
        let found = json!({ "version": self.seen(id)["version"], "found": found });
        self.act(OFFICE, &format!("{SYSTEMS}/{{id}}/compliance"), &[id], &found);
    }

    fn seen(&self, id: &Value) -> Value {
        let (_, text) = self.house.send(OFFICE, "GET", &format!("{SYSTEMS}/{id}"), "", "", b"");
        serde_json::from_str(&text).unwrap()
    }
}

/// A system that runs already: what it collects is ruled on, it was evaluated, it has its money.
fn taken_over(of: &Of<'_>) -> Value {
    let data = of.data("社会救助系统", &[("invested", json!(400 * WAN)), ("launched", json!("2025-06-01"))]);
    let made = of.act(OFFICE, SYSTEMS, &[], &json!({ "data": data, "state": "running" }));
    let id = &made["id"];
    of.find(id, ["shared", "listed", "loaded", "passed", "passed"]);
    let goes_on = json!({ "system": id, "item": "家庭收入", "stop": false, "reason": "没有可以共享的来源" });
    of.act(OFFICE, &format!("{SYSTEMS}/repeated"), &[], &goes_on);
    let result = of.file(&format!("{SYSTEMS}/{{id}}/evaluation"), &[id], &json!({ "result": "良" }));
    assert_eq!(result["evaluated_on"], "2026-11-20");
    let money = json!({ "kind": "operating", "year": 2027, "amount": 40 * WAN, "what": "运行维护" });
    let asked = of.file(&format!("{SYSTEMS}/{{id}}/money"), &[id], &money);
    let granted =
        of.act(OFFICE, &format!("{SYSTEMS}/money/{{id}}"), &[&asked["id"]], &json!({ "grant": true }));
    assert_eq!(granted["state"], "granted");
    id.clone()
}

/// One proposal is taken back; one is dropped for the system that there is, and goes on after all. Gives its system.
fn proposed(of: &Of<'_>, old: &Value) -> Value {
    let home = "/api/v1/proposals";
    let data = of.data("困难帮扶平台", &[("amount", json!(300 * WAN))]);
    let looked = of.file(&format!("{home}/look"), &[], &data);
    assert_eq!(looked["found"][0]["id"], *old);
    let early = of.file(home, &[], &data);
    let why = |words: &str| json!({ "reason": words });
    of.file(&format!("{home}/{{id}}/withdraw"), &[&early["id"]], &why("需求未定"));
    let filed = of.file(home, &[], &data);
    let decide = |verdict: &Value| of.act(LEADER, &format!("{home}/{{id}}/decide"), &[&filed["id"]], verdict);
    let reuse = json!({ "kind": "reuse", "target": old, "reason": "功能相同", "avoided": 300 * WAN });
    let reversal = json!({ "verdict": decide(&reuse)["standing"], "reason": "服务对象不同" });
    of.act(OFFICE, &format!("{home}/{{id}}/reverse"), &[&filed["id"]], &reversal);
    let decided = decide(&json!({ "kind": "go-on", "reason": "服务对象不同" }));
    decided["data"]["system"].clone()
}

/// It passes the gate of establishing at the second request, moves money within its estimate, and is completed.
fn built(of: &Of<'_>, id: &Value) {
    let gate = |who: &str, request: &Value, what: &str, body: &Value| {
        of.act(who, &format!("{SYSTEMS}/gates/{{id}}/{what}"), &[&request["id"]], body)
    };
    let file = || of.file(&format!("{SYSTEMS}/{{id}}/gates"), &[id], &json!({ "gate": "establish" }));
    let handler = format!("unit_handler:{}", of.unit);
    gate(&handler, &file(), "withdraw", &json!({ "reason": "批复未到" }));
    let request = file();
    of.find(id, ["unassessed", "unlisted", "drafted", "missing", "missing"]);
    let papers = json!({ "approval": "滨发改〔2026〕8号", "catalogue-draft": "预编目录" });
    gate(&handler, &request, "papers", &json!({ "papers": papers }));
    assert_eq!(gate(OFFICE, &request, "decide", &json!({ "pass": true }))["state"], "passed");
    let seen = of.seen(id);
    let mut data = seen["data"].clone();
    data["estimate"] = json!(280 * WAN);
    let change = json!({ "version": seen["version"], "data": data, "reason": "概算批复" });
    of.house.twice(&handler, "PUT", &format!("{SYSTEMS}/{{id}}"), &[id], &change);
    let moved = json!({ "kind": "adjustment", "year": 2026, "amount": 20 * WAN, "what": "硬件费转软件费" });
    of.file(&format!("{SYSTEMS}/{{id}}/money"), &[id], &moved);
    let completed = of.file(&format!("{SYSTEMS}/{{id}}/step"), &[id], &json!({ "to": "trial" }));
    assert_eq!(completed["completed_on"], "2026-11-20");
}
