//! Writes of approvals, money, contracts, evaluations.

use serde_json::{Value, json};

use crate::house::House;

const OFFICE: &str = "supervision";
const HOME: &str = "/api/v1/projects/{id}";
/// 万元 in fen.
const WAN: i64 = 1_000_000;

/// Sends each of them twice: a government project from its proposal to its acceptance and what comes after.
pub fn writes(house: &House, unit: &Value, line: &Value) {
    let terms = json!({ "idle_months": 9, "payment_required": 80 });
    house.twice("administrator", "PUT", "/api/v1/funds/terms", &[], &terms);
    let school = School { house, unit: unit.clone(), id: conceived(house, unit, line) };
    school.stage("reserved");
    school.stage("preparing");
    for (paper, amount, reviewed) in [
        ("proposal", None, json!(["necessity"])),
        ("feasibility", Some(1_000 * WAN), json!(["feasibility", "benefit", "conditions"])),
        ("design", Some(1_000 * WAN), json!(["conformity", "standards"])),
    ] {
        school.approve(paper, amount, &reviewed);
    }
    let contract = money(&school);
    built(&school);
    school.approve("acceptance", None, &json!(["quality"]));
    school.stage("completed");
    let settlement = json!({ "amount": 840 * WAN, "paper": "审定单-1" });
    let settled = school.contract(&contract, "settlement", &settlement);
    assert_eq!(settled["contracts"][0]["settled"], json!(840 * WAN));
    let later = json!({ "until": "2027-04-20", "why": "单项工程结算有争议" });
    let extended = school.act(OFFICE, "money/extension", &later);
    assert_eq!(extended["due"], "2027-04-20");
    school.approve("final-accounts", Some(840 * WAN), &json!(["accounts"]));
    evaluated(&school);
}

fn conceived(house: &House, unit: &Value, line: &Value) -> Value {
    let data = json!({ "name": "示例中学", "code": "2603-120116-04-01-100001", "level": "district",
        "industry": "社会事业", "kind": "government", "lead_unit": unit, "line": line, "owner": "示例建设有限公司",
        "place": "示例街道", "scale": "建筑面积 2 万平方米", "total": 1_000 * WAN,
        "planned_start": "2026-03-01", "planned_finish": "2027-12-31" });
    house.twice(OFFICE, "POST", "/api/v1/projects", &[], &data)["id"].clone()
}

/// The project, and who acts on it.
struct School<'h> {
    house: &'h House,
    unit: Value,
    id: Value,
}

impl School<'_> {
    fn handler(&self) -> String {
        format!("unit_handler:{}", self.unit)
    }

    fn act(&self, who: &str, what: &str, body: &Value) -> Value {
        self.house.twice(who, "POST", &format!("{HOME}/{what}"), &[&self.id], body)
    }

    /// A paper that is handed in, to be named.
    fn paper(&self, who: &str, name: &str) -> Value {
        let papers = self.house.upload(who, &format!("{HOME}/papers"), &[&self.id], name, "正文".as_bytes());
        papers[0]["id"].clone()
    }

    fn stage(&self, to: &str) {
        self.act(OFFICE, "stage", &json!({ "to": to, "day": "2026-11-20" }));
    }

    /// Filed by the unit, spoken of by a leader, approved by the office.
    fn approve(&self, paper: &str, amount: Option<i64>, reviewed: &Value) {
        let handed = self.paper(&self.handler(), &format!("{paper}.txt"));
        let filing = json!({ "kind": paper, "amount": amount, "grounds": "学位不足", "funding": "区财政资金",
            "papers": [handed] });
        let filed = self.act(&self.handler(), "approvals", &filing)["id"].clone();
        let on = |who: &str, what: &str, body: &Value| {
            let route = format!("{HOME}/approvals/{{approval}}/{what}");
            self.house.twice(who, "POST", &route, &[&self.id, &filed], body)
        };
        let more = json!({ "papers": [self.paper(&self.handler(), "补充说明.txt")] });
        let added = on(&self.handler(), "papers", &more);
        assert_eq!(added["papers"].as_array().map(Vec::len), Some(2), "{paper}: {added}");
        let opinion = json!({ "stance": "conditional", "text": "资金分两年安排" });
        let said = on("city_leader", "opinions", &opinion);
        assert_eq!(said["opinions"].as_array().map(Vec::len), Some(1), "{paper}: {said}");
        let decision = json!({ "ruling": "approved", "number": "滨示审〔2026〕8号", "reviewed": reviewed });
        on(OFFICE, "decision", &decision);
    }

    fn post(&self, order: &Value, paper: &str, contract: Option<&Value>) -> Value {
        let input = json!({ "order": order, "paper": paper, "contract": contract });
        self.act(&self.handler(), "money/entries", &input)["id"].clone()
    }

    fn contract(&self, contract: &Value, what: &str, body: &Value) -> Value {
        let route = format!("{HOME}/contracts/{{contract}}/{what}");
        self.house.twice(&self.handler(), "POST", &route, &[&self.id, contract], body)
    }

    /// A node that is opened, and closed on the board.
    fn node(&self, kind: &str, name: &str) {
        let node =
            json!([{ "kind": kind, "name": name, "start_day": "2026-11-01", "due_day": "2026-12-31" }]);
        let commitment = self.act(OFFICE, "nodes", &node)[0]["commitment"].clone();
        self.house.close(&self.unit, &commitment);
    }
}

/// Planned, paid in, paid out under a contract; one payment is taken back. Gives the contract.
fn money(school: &School<'_>) -> Value {
    school.post(&json!({ "do": "plan", "source": "fiscal", "year": 2026, "amount": 1_000 * WAN }), "", None);
    school.post(&json!({ "do": "pay-in", "source": "fiscal", "amount": 900 * WAN }), "拨-1", None);
    let handler = school.handler();
    school.act(&handler, "budget", &json!({ "amount": 950 * WAN, "paper": "评审报告" }));
    let terms = json!({ "role": "building", "party": "示例建工", "number": "示例-1", "amount": 800 * WAN,
        "retention": 3, "signed_on": "2026-11-10" });
    let contract = school.act(&handler, "contracts", &terms)["contracts"][0]["id"].clone();
    let more = json!({ "amount": 50 * WAN, "reason": "管线迁改", "paper": "签证-1" });
    let changed = school.contract(&contract, "changes", &more);
    assert_eq!(changed["contracts"][0]["amount"], json!(850 * WAN));
    let person = json!({ "manager": "周示例", "phone": "022-00000002", "reason": "原经理调离" });
    let replaced = school.contract(&contract, "person", &person);
    assert_eq!(replaced["contracts"][0]["terms"]["manager"], json!("周示例"));
    let pay = |paper: &str| {
        let order = json!({ "do": "pay-out", "cost": "building", "amount": 840 * WAN, "kept": 20 * WAN });
        school.post(&order, paper, Some(&contract))
    };
    let wrong = pay("付-1");
    let reversal = format!("{HOME}/money/entries/{{entry}}/reversal");
    let why = json!({ "reason": "凭证录错" });
    school.house.twice(OFFICE, "POST", &reversal, &[&school.id, &wrong], &why);
    pay("付-2");
    contract
}

fn built(school: &School<'_>) {
    school.act(OFFICE, "years", &json!({ "year": 2026, "class": "new", "plan": 10 * WAN }));
    school.node("permit", "施工许可");
    school.stage("started");
    school.node("building", "主体封顶");
    school.stage("building");
}

fn evaluated(school: &School<'_>) {
    let indicator = |second: &str, name: &str, points: i64| {
        json!({ "second": second, "name": name, "unit": "%", "measure": "entered", "target": 10_000,
            "actual": 10_000, "points": points })
    };
    let form = json!({ "goal": "建成", "reached": "已建成", "indicators": [
        indicator("quantity", "新建学位", 5_000), indicator("social", "就近入学", 3_000),
        indicator("satisfaction", "家长满意度", 1_000),
    ] });
    let (handler, of) = (school.handler(), [&school.id, &json!(2026)]);
    let route = format!("{HOME}/evaluations/{{year}}");
    let due = json!({ "due": "2027-03-31" });
    let last =
        school.house.twice(OFFICE, "POST", &format!("{route}/ask"), &[&school.id, &json!(2025)], &json!({}));
    assert!(last["due"].is_string());
    let asked = school.house.twice(OFFICE, "POST", "/api/v1/evaluations/{year}/ask", &[&json!(2026)], &due);
    assert_eq!(asked["asked"], 1);
    school.house.twice(&handler, "PUT", &route, &of, &form);
    school.house.twice(&handler, "POST", &format!("{route}/submit"), &of, &json!({}));
    let why = json!({ "reason": "补充满意度调查" });
    let back = school.house.twice(OFFICE, "POST", &format!("{route}/return"), &of, &why);
    assert_eq!((&back["state"], &back["due"]), (&json!("draft"), &json!("2027-03-31")));
    school.house.twice(&handler, "POST", &format!("{route}/submit"), &of, &json!({}));
    let confirmed = school.house.twice(OFFICE, "POST", &format!("{route}/confirm"), &of, &json!({}));
    assert_eq!(confirmed["state"], "confirmed");
    school.act(OFFICE, "post-evaluation", &json!({ "evaluator": "示例咨询" }));
    // A year goes by: the evaluation may be made.
    let begun = qipan_kernel::Day::from_ymd(2026, 11, 1).unwrap();
    let sql = "update project_post_evaluation set from_day = $1";
    school.house.db.write_now(move |tx| tx.exec(sql, qipan_store::params![begun]).map(drop)).unwrap();
    let aspects = ["decision", "building", "economic", "social", "ecological", "goal", "sustained"];
    let conclusions: Value =
        aspects.map(|aspect| (aspect.to_owned(), json!("达到批复目标"))).into_iter().collect();
    let result = json!({ "day": "2026-11-20", "grade": "good", "conclusions": conclusions,
        "recommendations": "完善运行管护", "papers": [school.paper(OFFICE, "后评价报告.txt")] });
    let found = school.act(OFFICE, "post-evaluation/result", &result);
    assert_eq!(
        (&found["result"]["grade"], &found["result"]["papers"][0]["of"]),
        (&json!("good"), &json!("result"))
    );
}
