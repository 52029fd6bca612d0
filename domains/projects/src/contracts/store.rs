//! Rows of contracts, changes and budgets.

use std::collections::BTreeMap;

use qipan_kernel::{Day, Fen, Id, Moment, Outcome};
use qipan_store::{Row, Tx, column, params};
use serde_json::json;

use super::model::{Budget, BudgetInput, Change, ChangeInput, Contract, ContractInput, SettlementInput};
use crate::money;

fn read(row: &Row<'_>) -> Outcome<Contract> {
    let settled = match (row.get::<Option<Fen>>(3)?, row.get::<Option<Day>>(4)?) {
        (Some(amount), Some(day)) => Some((amount, day, row.get(5)?)),
        _ => None,
    };
    Ok(Contract {
        id: row.get(0)?,
        project: row.get(1)?,
        terms: column::json(row, 2)?,
        changes: Vec::new(),
        settled,
        paid: Fen(0),
        kept: Fen(0),
    })
}

/// The contracts of a project, in the order in which they were entered, with changes and payments.
pub fn of_project(tx: &mut Tx<'_>, project: Id) -> Outcome<Vec<Contract>> {
    let mut all = tx.rows(
        "select id, project, terms, settled, settled_on, settled_paper from project_contract where project = $1 order by id",
        params![project],
        read,
    )?;
    if all.is_empty() {
        return Ok(all);
    }
    let mut changes = changes(tx, project, project)?;
    let paid = money::store::by_contract(tx, project)?;
    for one in &mut all {
        one.changes = changes.remove(&one.id).unwrap_or_default();
        (one.paid, one.kept) = paid.get(&one.id).copied().unwrap_or_default();
    }
    Ok(all)
}

/// Contracts of the projects with identifiers from `first` to `last`, with changes and payments.
pub fn of_range(tx: &mut Tx<'_>, first: Id, last: Id) -> Outcome<Vec<Contract>> {
    let mut all = tx.rows(
        "select id, project, terms, settled, settled_on, settled_paper from project_contract
         where project >= $1 and project <= $2 order by project, id",
        params![first, last],
        read,
    )?;
    let mut changes = changes(tx, first, last)?;
    let paid = money::store::by_contracts(tx, first, last)?;
    for one in &mut all {
        one.changes = changes.remove(&one.id).unwrap_or_default();
        (one.paid, one.kept) = paid.get(&one.id).copied().unwrap_or_default();
    }
    Ok(all)
}

fn changes(tx: &mut Tx<'_>, first: Id, last: Id) -> Outcome<BTreeMap<Id, Vec<Change>>> {
    let mut all: BTreeMap<Id, Vec<Change>> = BTreeMap::new();
    tx.each(
        "select h.contract, h.amount, h.reason, h.paper, h.day, h.at, h.by_name from project_contract_change h
           join project_contract c on c.id = h.contract where c.project >= $1 and c.project <= $2 order by h.id",
        params![first, last],
        |row| {
            all.entry(row.get(0)?).or_default().push(Change {
                amount: row.get(1)?,
                reason: row.get(2)?,
                paper: row.get(3)?,
                day: row.get(4)?,
                at: row.get(5)?,
                by_name: row.get(6)?,
            });
            Ok(())
        },
    )?;
    Ok(all)
}

/// Adds a contract.
pub fn insert(
    tx: &mut Tx<'_>,
    (id, project): (Id, Id),
    input: &ContractInput,
    by: (Moment, &str),
) -> Outcome<()> {
    tx.queue(
        "insert into project_contract (id, project, kind, party, amount, terms, signed_on, settled_paper, at, by_name)
         values ($1, $2, $3, $4, $5, $6, $7, '', $8, $9)",
        params![
            id,
            project,
            input.role.as_str(),
            &input.party,
            input.amount.0,
            json!(input).to_string(),
            input.signed_on,
            by.0,
            by.1
        ],
    )
}

/// Adds a change.
pub fn change(
    tx: &mut Tx<'_>,
    (id, contract): (Id, Id),
    input: &ChangeInput,
    by: (Moment, &str),
) -> Outcome<()> {
    tx.queue(
        "insert into project_contract_change (id, contract, amount, reason, paper, day, at, by_name)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![id, contract, input.amount.0, &input.reason, &input.paper, by.0.day(), by.0, by.1],
    )
}

/// Writes down what a contract says besides its amount, once more.
pub fn rewrite(tx: &mut Tx<'_>, contract: Id, terms: &ContractInput) -> Outcome<()> {
    tx.queue(
        "update project_contract set terms = $2 where id = $1",
        params![contract, json!(terms).to_string()],
    )
}

/// Settles a contract.
pub fn settle(tx: &mut Tx<'_>, contract: Id, input: &SettlementInput, day: Day) -> Outcome<()> {
    tx.queue(
        "update project_contract set settled = $2, settled_on = $3, settled_paper = $4 where id = $1",
        params![contract, input.amount.0, day, &input.paper],
    )
}

/// Adds a budget; it holds from now on.
pub fn add_budget(
    tx: &mut Tx<'_>,
    (id, project): (Id, Id),
    input: &BudgetInput,
    by: (Moment, &str),
) -> Outcome<()> {
    tx.queue(
        "insert into project_budget (id, project, amount, paper, report, day, at, by_name)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![id, project, input.amount.0, &input.paper, &input.report, by.0.day(), by.0, by.1],
    )
}

/// The budget of a project that holds.
pub fn budget(tx: &mut Tx<'_>, project: Id) -> Outcome<Option<Budget>> {
    tx.first(
        "select amount, paper, report, day, by_name from project_budget where project = $1 order by id desc limit 1",
        params![project],
        |row| {
            Ok(Budget {
                input: BudgetInput { amount: row.get(0)?, paper: row.get(1)?, report: row.get(2)? },
                day: row.get(3)?,
                by_name: row.get(4)?,
            })
        },
    )
}
