//! Contracts of a project as OC4IDS contracting processes. Pure.

use qipan_kernel::Id;
use serde_json::{Map, Value, json};

use super::map::{day, period, value};
use crate::contracts::model::{Contract, Role};

/// The contracting processes of a project, one a contract.
pub fn processes(contracts: &[Contract]) -> Value {
    Value::Array(contracts.iter().map(process).collect())
}

/// The identifier of a party to a contract.
fn party_id(contract: Id) -> String {
    format!("qipan-party-{contract}")
}

/// The parties to contracts: suppliers by their names. Managers and telephones are not published.
pub fn suppliers(contracts: &[Contract]) -> Vec<Value> {
    let party =
        |one: &Contract| json!({ "id": party_id(one.id), "name": one.terms.party, "roles": ["supplier"] });
    contracts.iter().map(party).collect()
}

fn process(one: &Contract) -> Value {
    let terms = &one.terms;
    let mut summary = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            summary.insert(name.to_owned(), value);
        }
    };
    let nature = match terms.role {
        Role::Survey | Role::Design => Some("design"),
        Role::Building | Role::Supply => Some("construction"),
        Role::Supervision => Some("supervision"),
        Role::Testing | Role::Costing | Role::Agency | Role::Other => None,
    };
    put("nature", nature.map(|nature| json!([nature])));
    let title = if terms.section.is_empty() { &terms.party } else { &terms.section };
    put("title", Some(title.as_str().into()));
    put("externalReference", Some(terms.number.as_str().into()).filter(|_| !terms.number.is_empty()));
    put("status", Some(if one.settled.is_some() { "closed" } else { "active" }.into()));
    put("suppliers", Some(json!([{ "id": party_id(one.id), "name": terms.party }])));
    put("contractValue", Some(value(terms.amount)));
    put("contractPeriod", period(terms.from, terms.until));
    put("finalValue", one.settled.as_ref().map(|(amount, ..)| value(*amount)));
    let mut before = terms.amount;
    let changes = one.changes.iter().enumerate().map(|(number, change)| {
        let old = before;
        before.0 += change.amount.0;
        json!({
            "id": (number + 1).to_string(), "date": day(change.day), "type": "value", "rationale": change.reason,
            "description": change.paper, "oldContractValue": value(old), "newContractValue": value(before),
        })
    });
    let changes: Vec<Value> = changes.collect();
    put(
        "modifications",
        Some(Value::Array(changes)).filter(|all| all.as_array().is_some_and(|all| !all.is_empty())),
    );
    let signed = json!([{
        "id": "signed", "title": "签订合同", "type": "contractClose", "dateMet": day(terms.signed_on),
        "dateModified": day(terms.signed_on), "status": "met",
    }]);
    put("milestones", Some(signed));
    json!({ "id": format!("qipan-contract-{}", one.id), "summary": summary })
}
