//! The export in OC4IDS against the standard's own schema (draft 4): types, required fields, closed codelists, formats. The
//! checker here knows what that schema uses, and refuses a schema that uses more.

mod city;

use std::collections::HashMap;

use city::{City, MIGRATIONS, WAN, day, office};
use qipan_accounts::units::Units;
use qipan_kernel::{Fen, Id, Moment};
use qipan_projects::book::model::{Project, Stage, Standing, Step};
use qipan_projects::book::store::{self as book, Filter};
use qipan_projects::contracts::model::{ContractInput, Role};
use qipan_projects::contracts::store as contracts;
use qipan_projects::oc4ids::map::{OWN_PREFIX, Publisher, identifier, package, prefix, sectors, status};
use qipan_projects::oc4ids::store::full;
use qipan_testkit::{both, noon};
use serde_json::{Value, json};

struct Schema {
    package: Value,
    project: Value,
}

impl Schema {
    fn new() -> Schema {
        let read = |text: &str| serde_json::from_str(text).unwrap();
        Schema {
            package: read(include_str!("data/oc4ids/project-package-schema.json")),
            project: read(include_str!("data/oc4ids/project-schema.json")),
        }
    }

    fn named(&self, reference: &str) -> &Value {
        if reference.ends_with("/project-schema.json") {
            return &self.project;
        }
        let name = reference.strip_prefix("#/definitions/").expect(reference);
        &self.project["definitions"][name]
    }

    /// Everything that is wrong with a value, by its place.
    fn check(&self, schema: &Value, value: &Value, place: &str, wrong: &mut Vec<String>) {
        if let Some(reference) = schema["$ref"].as_str() {
            return self.check(self.named(reference), value, place, wrong);
        }
        let mut fault = |what: &str| wrong.push(format!("{place}: {what}: {value}"));
        let types: Vec<&str> = match &schema["type"] {
            Value::String(one) => vec![one],
            Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let is = |kind: &str| match kind {
            "string" => value.is_string(),
            "number" => value.is_number(),
            "integer" => value.is_i64(),
            "boolean" => value.is_boolean(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            "null" => value.is_null(),
            other => panic!("a type of the schema that is not known here: {other}"),
        };
        if !types.is_empty() && !types.iter().any(|kind| is(kind)) {
            fault("type");
        }
        if let Some(allowed) = schema["enum"].as_array()
            && !allowed.contains(value)
        {
            fault("not in the closed codelist");
        }
        if let Some(text) = value.as_str() {
            if schema["minLength"].as_u64().is_some_and(|least| (text.chars().count() as u64) < least) {
                fault("too short");
            }
            let fine = match schema["format"].as_str() {
                Some("date-time") => is_date_time(text),
                Some("uri") => text.contains(':') && !text.contains(' '),
                _ => true,
            };
            if !fine {
                fault("format");
            }
        }
        if let Some(all) = value.as_array() {
            if schema["minItems"].as_u64().is_some_and(|least| (all.len() as u64) < least) {
                fault("too few");
            }
            let twice = all.iter().enumerate().any(|(at, one)| all[..at].contains(one));
            if schema["uniqueItems"] == json!(true) && twice {
                fault("the same twice");
            }
            let identifiers: Vec<&Value> =
                all.iter().map(|one| &one["id"]).filter(|id| !id.is_null()).collect();
            if identifiers.iter().enumerate().any(|(at, one)| identifiers[..at].contains(one)) {
                fault("an identifier twice");
            }
            for (at, one) in all.iter().enumerate() {
                self.check(&schema["items"], one, &format!("{place}/{at}"), wrong);
            }
        }
        let Some(object) = value.as_object() else { return };
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !object.contains_key(name) {
                wrong.push(format!("{place}: {name} is missing"));
            }
        }
        for (name, inner) in object {
            let place = format!("{place}/{name}");
            match schema["properties"].get(name) {
                Some(property) => self.check(property, inner, &place, wrong),
                None => wrong.push(format!("{place}: no such field in the standard")),
            }
        }
    }
}

/// RFC 3339.
fn is_date_time(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let zones = ["Z", "+00:00", "-00:00"];
    ["0000-00-00T00:00:00", "0000-00-00T00:00:00.000"]
        .iter()
        .any(|begin| shape.strip_prefix(begin).is_some_and(|zone| zones.contains(&zone)))
}

#[test]
fn the_book_is_valid_and_says_what_it_holds() {
    let schema = Schema::new();
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let ids = city.fill();
        let (whole, plant) = (ids[0], ids[2]);
        city.act(&office(), move |acting| {
            // One that is at full capacity, with the steps of its life.
            let mut done = book::load(acting.tx, plant)?;
            done.stage = Stage::AtCapacity;
            done.data.code = "2603-120116-04-01-123456".into();
            book::put(acting.tx, &done)?;
            let contract = ContractInput {
                role: Role::Building,
                party: "示例建工集团".into(),
                qualification: String::new(),
                number: "HT-2026-01".into(),
                section: "一标段".into(),
                amount: Fen(8_000 * WAN),
                retention: 3,
                signed_on: day("2026-02-20"),
                from: Some(day("2026-03-01")),
                until: Some(day("2026-09-01")),
                manager: "钱示例".into(),
                phone: "022-00000000".into(),
            };
            let id = acting.ids.next(acting.context.now);
            contracts::insert(acting.tx, (id, plant), &contract, (acting.context.now, "张示例"))?;
            for (word, at) in [
                ("preparing", "2026-01-10"),
                ("started", "2026-03-01"),
                ("completed", "2026-09-30"),
                ("producing", "2026-10-20"),
            ] {
                let id = acting.ids.next(acting.context.now);
                let step =
                    Step { word: word.into(), day: day(at), at: acting.context.now, note: String::new() };
                book::add_step(acting.tx, id, plant, &step)?;
            }
            Ok(())
        })
        .unwrap();
        let (units, all) = test
            .db
            .read_now(|tx| {
                Ok((Units::load(tx)?, full(tx, &Filter { with_ended: true, ..Filter::default() })?))
            })
            .unwrap();
        let by = Publisher {
            uri: "https://city.example/oc4ids",
            name: "示例区",
            prefix: OWN_PREFIX,
            now: noon("2026-11-22"),
            units: &units,
        };
        let made = package(&all, &by);
        let mut wrong = Vec::new();
        schema.check(&schema.package, &made, "", &mut wrong);
        assert_eq!(wrong, Vec::<String>::new());
        checked(&made);

        let projects: HashMap<&str, &Value> = made["projects"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["id"].as_str().unwrap(), one))
            .collect();
        let one = projects[identifier(OWN_PREFIX, whole).as_str()];
        assert_eq!((&one["status"], &one["title"]), (&json!("implementation"), &json!("示例快速路")));
        assert_eq!(one["budget"]["amount"], json!({ "amount": 200_001_234.56, "currency": "CNY" }));
        let plan = &one["budget"]["budgetBreakdowns"][0]["budgetBreakdown"][0];
        assert_eq!((&plan["id"], &plan["amount"]["amount"]), (&json!("2026"), &json!(60_000_000)));
        assert_eq!(one["locations"][0]["geometry"]["coordinates"], json!([117.713, 39.003]));
        assert_eq!(one["sector"], json!(["transport"]));
        assert_eq!(one["relatedProjects"][0]["relationship"], "part");
        let metric = |id: &str| {
            one["metrics"].as_array().unwrap().iter().find(|metric| metric["id"] == id).unwrap()["observations"].clone()
        };
        let money = metric("financialProgress");
        // 3 000 before the book, then 400, 450 and 470 万元 of 20 000.12.
        assert_eq!(money[2]["value"]["amount"], json!((3_000 + 400 + 450 + 470) as f64 * 10_000.0 + 0.07));
        assert_eq!(money[2]["measure"], "21.60");
        assert_eq!(metric("physicalProgress")[1]["notes"], "路基完成 70%");
        assert_eq!(
            (&one["milestones"][0]["title"], &one["milestones"][0]["status"]),
            (&json!("主体封顶"), &json!("scheduled"))
        );
        let roles: Vec<&Value> =
            one["parties"].as_array().unwrap().iter().map(|party| &party["roles"][0]).collect();
        assert_eq!(roles, ["publicAuthority", "procuringEntity"]);

        let one = projects[identifier(OWN_PREFIX, plant).as_str()];
        assert_eq!(
            (&one["status"], &one["identifiers"][0]["id"]),
            (&json!("maintenance"), &json!("2603-120116-04-01-123456"))
        );
        assert_eq!(one["implementationPeriod"]["durationInDays"], 213);
        assert_eq!(one["completion"]["endDate"], "2026-09-30T00:00:00+08:00");
        let process = &one["contractingProcesses"][0]["summary"];
        assert_eq!((&process["nature"], &process["status"]), (&json!(["construction"]), &json!("active")));
        assert_eq!(process["contractValue"], json!({ "amount": 80_000_000, "currency": "CNY" }));
        assert_eq!(process["suppliers"][0]["name"], "示例建工集团");
        // Nobody's name is published.
        let text = made.to_string();
        for name in ["周示例", "王示例", "赵示例", "张示例", "钱示例"] {
            assert!(!text.contains(name), "{name}");
        }
    });
}

#[test]
fn the_checker_finds_what_is_wrong() {
    let schema = Schema::new();
    for (project, place) in [
        (json!({}), "/projects/0: id is missing"),
        (
            json!({ "id": "a", "status": "building" }),
            "/projects/0/status: not in the closed codelist: \"building\"",
        ),
        (
            json!({ "id": "a", "budget": { "amount": { "amount": "1" } } }),
            "/projects/0/budget/amount/amount: type: \"1\"",
        ),
        (json!({ "id": "a", "updated": "2026-11-22" }), "/projects/0/updated: format: \"2026-11-22\""),
        (json!({ "id": "a", "colour": 1 }), "/projects/0/colour: no such field in the standard"),
    ] {
        let made = json!({
            "uri": "urn:a:b", "version": "0.9", "publishedDate": "2026-11-22T00:00:00Z", "publisher": { "name": "a" },
            "projects": [project],
        });
        let mut wrong = Vec::new();
        schema.check(&schema.package, &made, "", &mut wrong);
        assert_eq!(wrong, [place]);
    }
}

/// `RULE project.oc4ids.status`: every stage and standing.
#[test]
fn statuses_and_sectors() {
    let project = |stage, standing| {
        let test = qipan_testkit::sqlite(MIGRATIONS);
        let city = City::new(&test.db);
        Project {
            id: Id(1),
            no: 1,
            stage,
            standing,
            started_on: None,
            data: city.data("示例", "交通"),
            created_at: Moment(0),
            changed_at: Moment(0),
        }
    };
    use Stage::{
        AtCapacity, Building, Completed, Conceived, Preparing, Producing, Reserved, Signed, Started,
    };
    for (stage, standing, wanted) in [
        (Conceived, Standing::Active, "identification"),
        (Reserved, Standing::Halted, "identification"),
        (Signed, Standing::Active, "preparation"),
        (Preparing, Standing::Active, "preparation"),
        (Started, Standing::Slowed, "implementation"),
        (Building, Standing::Ended, "cancelled"),
        (Preparing, Standing::Removed, "cancelled"),
        (Completed, Standing::Ended, "completion"),
        (Producing, Standing::Active, "maintenance"),
        (AtCapacity, Standing::Active, "maintenance"),
    ] {
        assert_eq!(status(&project(stage, standing)), wanted, "{stage:?} {standing:?}");
    }
    assert_eq!(sectors("轨道交通"), ["transport.rail", "transport"]);
    assert_eq!(sectors("天气"), Vec::<&str>::new());
    let _ = (Fen(WAN), day("2026-01-01"));
}

/// What the public checker asks for besides the schema: nothing empty, every amount with its currency, every organization
/// among the parties.
fn checked(made: &Value) {
    fn walk(at: &str, value: &Value) {
        match value {
            Value::String(text) => assert!(!text.trim().is_empty(), "{at} is empty"),
            Value::Array(all) => {
                assert!(!all.is_empty(), "{at} is empty");
                all.iter().enumerate().for_each(|(number, one)| walk(&format!("{at}/{number}"), one));
            }
            Value::Object(all) => {
                assert!(!all.is_empty(), "{at} is empty");
                let amount = all.get("amount").is_some_and(Value::is_number);
                assert!(!amount || all.contains_key("currency"), "{at} has no currency");
                all.iter().for_each(|(name, one)| walk(&format!("{at}/{name}"), one));
            }
            _ => {}
        }
    }
    walk("", made);
    for one in made["projects"].as_array().unwrap() {
        let known = |id: &Value| one["parties"].as_array().unwrap().iter().any(|party| party["id"] == *id);
        assert!(known(&one["publicAuthority"]["id"]), "{}", one["id"]);
        let suppliers = one["contractingProcesses"].as_array().into_iter().flatten();
        for supplier in suppliers.flat_map(|process| process["summary"]["suppliers"].as_array().unwrap()) {
            assert!(known(&supplier["id"]), "{supplier}");
        }
    }
}

#[test]
fn a_registered_prefix_stands_before_identifiers() {
    assert_eq!(identifier(prefix("oc4ids-a1b2c3").unwrap(), Id(7)), "oc4ids-a1b2c3-7");
    for text in ["", "qipan", "oc4ids-", "oc4ids-abc12", "oc4ids-abc1234", "oc4ids-ABC123", "oc4ids-abc12示"]
    {
        assert_eq!(prefix(text).unwrap_err().message.key, "oc4ids-prefix", "{text}");
    }
}
