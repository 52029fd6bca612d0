//! From a project to its OC4IDS form. Pure.
//!
//! Source: the project-level schema and codelists of OC4IDS 0.9.5 (open-contracting/infrastructure). Statuses, measures
//! and milestones follow `docs/oc4ids.md`, where every field of the book stands beside its field there.

use qipan_accounts::Units;
use qipan_kernel::{Day, Failure, Fen, Id, Moment, Outcome};
use serde_json::{Map, Value, json};

use super::contracting::{processes, suppliers};
use crate::book::model::{Project, Stage, Standing, Step, Year};
use crate::contracts::model::Contract;
use crate::invest::model::Entry;
use crate::invest::rules::Ratio;
use crate::nodes::model::{Node, NodeKind};
use crate::production::model::Output;

/// Version of the standard.
pub const VERSION: &str = "0.9";

/// A project with everything that is exported of it.
#[derive(Clone, Debug)]
pub struct Full {
    /// The project.
    pub project: Project,
    /// The years in whose lists it is or was.
    pub years: Vec<Year>,
    /// The steps of its life.
    pub steps: Vec<Step>,
    /// What was entered of its investment and image progress.
    pub entries: Vec<Entry>,
    /// Its nodes.
    pub nodes: Vec<Node>,
    /// Its contracts.
    pub contracts: Vec<Contract>,
    /// What it has produced.
    pub outputs: Vec<Output>,
    /// Identifiers and names of its parts.
    pub parts: Vec<(Id, String)>,
    /// The name of what it is a part of.
    pub parent: Option<String>,
}

/// Who publishes, and when.
#[derive(Clone, Debug)]
pub struct Publisher<'a> {
    /// The address of the package.
    pub uri: &'a str,
    /// The publisher's name.
    pub name: &'a str,
    /// What stands before the identifiers of projects: the prefix that is registered for the publisher, or [`OWN_PREFIX`].
    pub prefix: &'a str,
    /// Now.
    pub now: Moment,
    /// The units.
    pub units: &'a Units,
}

/// A package of projects.
pub fn package(all: &[Full], by: &Publisher<'_>) -> Value {
    json!({
        "uri": by.uri,
        "version": VERSION,
        "publishedDate": date_time(by.now),
        "publisher": { "name": by.name },
        "projects": all.iter().map(|one| project(one, by)).collect::<Vec<_>>(),
    })
}

/// What stands before the identifiers of projects when no prefix is registered.
pub const OWN_PREFIX: &str = "qipan";

/// A prefix as it is registered: `oc4ids-` and six small letters or digits (OC4IDS, project identifier prefixes).
///
/// # Errors
/// Any other.
pub fn prefix(text: &str) -> Outcome<&str> {
    let own = text.strip_prefix("oc4ids-").is_some_and(|own| {
        own.len() == 6 && own.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase())
    });
    if own { Ok(text) } else { Err(Failure::invalid("oc4ids-prefix").with("text", text).at("prefix")) }
}

/// The identifier of a project in the export.
pub fn identifier(prefix: &str, id: Id) -> String {
    format!("{prefix}-{id}")
}

fn date_time(moment: Moment) -> String {
    moment.rfc3339()
}

/// The first moment of a day in the city.
pub(super) fn day(day: Day) -> String {
    format!("{day}T00:00:00+08:00")
}

pub(super) fn period(start: Option<Day>, end: Option<Day>) -> Option<Value> {
    let mut made = Map::new();
    if let Some(start) = start {
        made.insert("startDate".into(), day(start).into());
    }
    if let Some(end) = end {
        made.insert("endDate".into(), day(end).into());
    }
    if let (Some(start), Some(end)) = (start, end)
        && end >= start
    {
        made.insert("durationInDays".into(), (end - start).into());
    }
    (!made.is_empty()).then_some(Value::Object(made))
}

/// An amount in yuan; whole yuan as a whole number.
pub(super) fn value(amount: Fen) -> Value {
    let number = if amount.0 % 100 == 0 { json!(amount.0 / 100) } else { json!(amount.0 as f64 / 100.0) };
    json!({ "amount": number, "currency": "CNY" })
}

/// `RULE project.oc4ids.status`: the closed list of statuses, from stage and standing. What is produced in is maintained.
pub fn status(project: &Project) -> &'static str {
    match (project.standing, project.stage) {
        (Standing::Ended | Standing::Removed, stage) if stage < Stage::Completed => "cancelled",
        (_, Stage::Conceived | Stage::Reserved | Stage::Negotiating) => "identification",
        (_, Stage::Signed | Stage::Preparing) => "preparation",
        (_, Stage::Started | Stage::Building) => "implementation",
        (_, Stage::Completed) => "completion",
        (_, Stage::Producing | Stage::AtCapacity) => "maintenance",
    }
}

/// The sectors (open list) that an industry's words mean.
pub fn sectors(industry: &str) -> Vec<&'static str> {
    const WORDS: &[(&str, &[&str])] = &[
        ("transport.rail", &["轨道", "铁路", "地铁"]),
        ("transport.road", &["公路", "道路", "快速路", "桥"]),
        ("transport.air", &["机场", "航空"]),
        ("transport.water", &["港口", "航道", "码头"]),
        ("transport", &["交通", "物流"]),
        ("energy", &["能源", "电力", "新能源", "燃气", "供热"]),
        ("communications", &["信息", "数据", "通信", "数字", "智慧"]),
        ("waterAndWaste", &["水务", "污水", "供水", "环卫", "垃圾", "环保"]),
        ("education", &["教育", "学校", "高校"]),
        ("health", &["卫生", "医疗", "医院", "健康", "医药"]),
        ("cultureSportsAndRecreation", &["文化", "体育", "旅游", "文旅", "公园"]),
        ("socialHousing", &["保障房", "住房", "棚改", "安置"]),
        ("naturalResources.floodProtection", &["防洪", "海堤"]),
        ("naturalResources", &["水利", "生态", "林业"]),
        ("governance", &["政务", "公共安全", "应急"]),
        ("economy", &["制造", "工业", "产业", "农业", "科技", "商贸", "服务业", "汽车", "化工", "园区"]),
    ];
    let hit = |(_, words): &&(&str, &[&str])| words.iter().any(|word| industry.contains(word));
    let mut found: Vec<&str> = WORDS.iter().filter(hit).map(|(code, _)| *code).collect();
    found.dedup();
    found
}

/// One project.
pub fn project(one: &Full, by: &Publisher<'_>) -> Value {
    let (units, today) = (by.units, by.now.day());
    let (project, data) = (&one.project, &one.project.data);
    let mut made = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value.filter(|value| !is_empty(value)) {
            made.insert(name.to_owned(), value);
        }
    };
    let text = |text: &str| Some(Value::from(text.trim())).filter(|_| !text.trim().is_empty());
    put("id", Some(identifier(by.prefix, project.id).into()));
    put("updated", Some(date_time(project.changed_at).into()));
    put("language", Some("zh".into()));
    put(
        "identifiers",
        text(&data.code).map(|code| json!([{ "id": code, "scheme": "CN-INVESTMENT-PROJECT-CODE" }])),
    );
    put("title", text(&data.name));
    put("description", text(&data.scale));
    put("status", Some(status(project).into()));
    put("sector", Some(json!(sectors(&data.industry))));
    put("purpose", one.years.last().and_then(|year| text(&year.goal)));
    put("additionalClassifications", Some(classifications(project, one.years.last())));
    put("period", period(data.planned_start, data.planned_finish));
    phases(one, &mut put);
    put("locations", location(project));
    put("budget", Some(budget(one)));
    put(
        "publicAuthority",
        units.get(data.lead_unit).map(|unit| json!({ "id": unit_id(unit.id), "name": unit.data.name_zh })),
    );
    put("parties", Some(parties(one, units)));
    put("forecasts", Some(forecasts(one)));
    put("metrics", Some(metrics(one)));
    put("milestones", Some(milestones(one, today)));
    put("completion", completion(one));
    put("contractingProcesses", Some(processes(&one.contracts)));
    put("relatedProjects", Some(related(one, by.prefix)));
    put(
        "benefits",
        text(&data.capacity).map(|capacity| json!([{ "title": "新增生产能力", "description": capacity }])),
    );
    Value::Object(made)
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Array(all) => all.is_empty(),
        Value::Object(all) => all.is_empty(),
        Value::String(text) => text.is_empty(),
        Value::Null => true,
        _ => false,
    }
}

fn unit_id(id: Id) -> String {
    format!("qipan-unit-{id}")
}

fn classifications(project: &Project, year: Option<&Year>) -> Value {
    let data = &project.data;
    let class = |scheme: &str, id: &str, description: &str| json!({ "scheme": scheme, "id": id, "description": description });
    let mut all = vec![class("qipan-industry", &data.industry, &data.industry)];
    all.push(class("qipan-level", data.level.as_str(), "who lists the project"));
    all.push(class("qipan-investment", data.kind.as_str(), "whose money builds it"));
    all.push(class("qipan-stage", project.stage.as_str(), "stage of the book"));
    all.push(class("qipan-standing", project.standing.as_str(), "whether it goes on"));
    if let Some(year) = year.filter(|year| year.left_on.is_none()) {
        all.push(class("qipan-class", year.class.as_str(), &format!("annual list of {}", year.year)));
    }
    Value::Array(all)
}

/// When a stage was reached first.
fn reached(one: &Full, stages: &[Stage]) -> Option<Day> {
    let hit = |step: &&Step| stages.iter().any(|stage| stage.as_str() == step.word);
    one.steps.iter().filter(hit).map(|step| step.day).min()
}

fn phases(one: &Full, put: &mut impl FnMut(&str, Option<Value>)) {
    let identified = reached(one, &[Stage::Conceived, Stage::Reserved, Stage::Negotiating]);
    let prepared = reached(one, &[Stage::Signed, Stage::Preparing]);
    let started = one.project.started_on.or_else(|| reached(one, &[Stage::Started]));
    let completed = reached(one, &[Stage::Completed]);
    let producing = reached(one, &[Stage::Producing]);
    // A phase whose days stand in another order than its neighbour's has no end.
    let phase = |start: Option<Day>, end: Option<Day>| {
        start.and_then(|start| period(Some(start), end.filter(|end| *end >= start)))
    };
    put("identificationPeriod", phase(identified, prepared.or(started)));
    put("preparationPeriod", phase(prepared, started));
    put("implementationPeriod", phase(started, completed));
    put("completionPeriod", phase(completed, producing));
    put("maintenancePeriod", phase(producing, None));
}

fn location(project: &Project) -> Option<Value> {
    let data = &project.data;
    let mut made = Map::new();
    made.insert("id".into(), "1".into());
    if !data.place.is_empty() {
        made.insert("description".into(), data.place.as_str().into());
        made.insert("address".into(), json!({ "streetAddress": data.place, "countryName": "中国" }));
    }
    if let Some((lon, lat)) = data.point {
        let degrees = |millionths: i32| f64::from(millionths) / 1e6;
        made.insert(
            "geometry".into(),
            json!({ "type": "Point", "coordinates": [degrees(lon), degrees(lat)] }),
        );
    }
    (made.len() > 1).then(|| json!([made]))
}

fn year_period(year: i32) -> Option<Value> {
    period(Day::from_ymd(year, 1, 1), Day::from_ymd(year, 12, 31))
}

fn budget(one: &Full) -> Value {
    let mut made = Map::new();
    if one.project.data.total > Fen(0) {
        made.insert("amount".into(), value(one.project.data.total));
    }
    let years = one.years.iter().filter(|year| year.plan > Fen(0)).map(|year| {
        json!({
            "id": year.year.to_string(),
            "description": format!("{}年度投资计划", year.year),
            "amount": value(year.plan),
            "period": year_period(year.year),
            "approvalDate": day(year.listed_on),
        })
    });
    let years: Vec<Value> = years.collect();
    if !years.is_empty() {
        let breakdown =
            json!([{ "id": "annual-plan", "description": "年度投资计划", "budgetBreakdown": years }]);
        made.insert("budgetBreakdowns".into(), breakdown);
    }
    Value::Object(made)
}

fn parties(one: &Full, units: &Units) -> Value {
    let (project, data) = (&one.project, &one.project.data);
    let mut all = Vec::new();
    let unit = |id: Id, roles: &[&str]| {
        let unit = units.get(id)?;
        let mut made = json!({ "id": unit_id(id), "name": unit.data.name_zh, "roles": roles });
        if let (Some(code), Some(made)) = (&unit.data.credit_code, made.as_object_mut()) {
            let identifier = json!({ "scheme": "CN-USCC", "id": code, "legalName": unit.data.name_zh });
            made.insert("identifier".into(), identifier);
        }
        Some(made)
    };
    all.extend(unit(data.lead_unit, &["publicAuthority"]));
    all.extend(data.cooperating.iter().filter_map(|id| unit(*id, &["interestedParty"])));
    if !data.owner.trim().is_empty() {
        let owner = data.owner.trim();
        all.push(json!({ "id": format!("qipan-owner-{}", project.id), "name": owner, "roles": ["procuringEntity"] }));
    }
    all.extend(suppliers(&one.contracts));
    Value::Array(all)
}

fn percent() -> Value {
    json!({ "name": "percent", "scheme": "UNCEFACT", "id": "P1" })
}

/// Years and months that were entered, in order, each with a sum up to and with it.
fn cumulative(one: &Full, pick: fn(&Entry) -> Option<Fen>) -> Vec<(i32, u32, Fen)> {
    let mut sum = one.project.data.before.0;
    let mut all: Vec<(i32, u32, Fen)> = Vec::new();
    for entry in &one.entries {
        let Some(amount) = pick(entry) else { continue };
        sum += amount.0;
        match all.last_mut() {
            Some(last) if (last.0, last.1) == (entry.year, entry.month) => last.2 = Fen(sum),
            _ => all.push((entry.year, entry.month, Fen(sum))),
        }
    }
    all
}

fn month_period(year: i32, month: u32) -> Option<Value> {
    let first = Day::from_ymd(year, month, 1)?;
    period(Some(first), Some(first.month_end()))
}

fn financial(one: &Full, pick: fn(&Entry) -> Option<Fen>) -> Vec<Value> {
    let observation = |(year, month, sum): (i32, u32, Fen)| {
        let mut made = json!({
            "id": format!("{year}-{month:02}"),
            "period": month_period(year, month),
            "value": value(sum),
        });
        if let (Some(share), Some(made)) = (Ratio::of(sum.0, one.project.data.total.0), made.as_object_mut())
        {
            made.insert("measure".into(), share.percent(2).into());
            made.insert("unit".into(), percent());
        }
        made
    };
    cumulative(one, pick).into_iter().map(observation).collect()
}

fn metric(id: &str, title: &str, observations: Vec<Value>) -> Option<Value> {
    (!observations.is_empty()).then(|| json!({ "id": id, "title": title, "observations": observations }))
}

fn forecasts(one: &Full) -> Value {
    Value::Array(
        metric("financialProgress", "计划投资", financial(one, |entry| entry.planned)).into_iter().collect(),
    )
}

fn metrics(one: &Full) -> Value {
    let physical = one.entries.iter().filter(|entry| !entry.image.is_empty()).map(|entry| {
        let end = Day::from_ymd(entry.year, entry.month, 1).map(Day::month_end);
        let end = match entry.part {
            1 => Day::from_ymd(entry.year, entry.month, 10),
            2 => Day::from_ymd(entry.year, entry.month, 20),
            _ => end,
        };
        let building: Vec<&Node> =
            one.nodes.iter().filter(|node| node.kind == NodeKind::Building && !node.withdrawn()).collect();
        let done =
            building.iter().filter(|node| node.done_on().zip(end).is_some_and(|(done, end)| done <= end));
        let mut made = json!({
            "id": format!("{}-{:02}-{}", entry.year, entry.month, entry.part),
            "period": period(end, end),
            "notes": entry.image,
        });
        if let (Some(share), Some(made)) =
            (Ratio::of(done.count() as i64, building.len() as i64), made.as_object_mut())
        {
            made.insert("measure".into(), share.percent(0).into());
            made.insert("unit".into(), percent());
        }
        made
    });
    let physical = metric("physicalProgress", "形象进度（建设节点完成比例）", physical.collect());
    let money = metric("financialProgress", "累计完成投资", financial(one, |entry| entry.done));
    let output = one.outputs.iter().map(|output| {
        json!({
            "id": format!("{}-{:02}", output.year, output.month),
            "period": month_period(output.year, output.month),
            "measure": crate::production::rules::plain(output.amount),
            "notes": output.note,
        })
    });
    let output = metric("output", "实际产量", output.map(without_empty).collect());
    Value::Array([physical, money, output].into_iter().flatten().collect())
}

fn without_empty(mut made: Value) -> Value {
    if let Some(object) = made.as_object_mut() {
        object.retain(|_, value| !is_empty(value));
    }
    made
}

fn milestones(one: &Full, today: Day) -> Value {
    let nodes = one.nodes.iter().filter(|node| !node.withdrawn()).map(|node| {
        let (kind, code) = match (node.kind, node.word.as_str()) {
            (NodeKind::Permit, "tender") => ("procurement", None),
            (NodeKind::Permit, "feasibility" | "preliminary-design" | "construction-permit") => {
                ("approval", Some("projectApproval"))
            }
            (NodeKind::Permit, _) => ("approval", None),
            (_, "entry") => ("delivery", Some("commencement")),
            (_, "acceptance") => ("delivery", Some("completion")),
            (_, "trial") => ("delivery", Some("commissioning")),
            _ => ("delivery", None),
        };
        let done = node.done_on();
        let status = match done {
            Some(_) => "met",
            None if node.due_day() < today => "notMet",
            None => "scheduled",
        };
        let mut made = json!({
            "id": node.id.to_string(),
            "title": node.name,
            "type": kind,
            "dueDate": day(node.due_day()),
            "dateModified": date_time(node.commitment.version.valid_from),
            "status": status,
        });
        if let Some(object) = made.as_object_mut() {
            if let Some(code) = code {
                object.insert("code".into(), code.into());
            }
            if let Some(done) = done {
                object.insert("dateMet".into(), day(done).into());
            }
        }
        made
    });
    Value::Array(nodes.collect())
}

fn completion(one: &Full) -> Option<Value> {
    let end = reached(one, &[Stage::Completed])?;
    let mut made = Map::new();
    made.insert("endDate".into(), day(end).into());
    if let Some((_, _, sum)) = cumulative(one, |entry| entry.done).last() {
        made.insert("finalValue".into(), value(*sum));
        made.insert("finalValueDetails".into(), "截至目前累计完成投资，非竣工决算".into());
    }
    if !one.project.data.scale.trim().is_empty() {
        made.insert("finalScope".into(), one.project.data.scale.trim().into());
    }
    Some(Value::Object(made))
}

fn related(one: &Full, prefix: &str) -> Value {
    let made = |number: usize, id: Id, relationship: &str, title: &str| {
        json!({
            "id": (number + 1).to_string(), "scheme": "oc4ids", "identifier": identifier(prefix, id),
            "relationship": relationship, "title": title,
        })
    };
    let parent = one.project.data.parent.zip(one.parent.as_deref()).map(|(id, name)| (id, "parent", name));
    let parts = one.parts.iter().map(|(id, name)| (*id, "part", name.as_str()));
    let all = parent.into_iter().chain(parts).enumerate();
    Value::Array(all.map(|(number, (id, relationship, name))| made(number, id, relationship, name)).collect())
}
