//! Acts on units. Each checks the role, then the rules against the tree as it is, then writes one journal entry.

use qipan_kernel::{Context, Day, Failure, Id, IdSource, Outcome};
use qipan_store::{Tx, journal, outbox};
use serde_json::json;

use crate::access::{self, Act};
use crate::table::Table;
use crate::units::import::{self, Change, Plan};
use crate::units::model::{Unit, UnitData};
use crate::units::{rules, store};

/// Kind of the subject in the journal.
pub const SUBJECT: &str = "unit";
/// Topic of the event of every new or changed unit.
pub const CHANGED: &str = "unit.changed";

/// Makes a new unit and returns its identifier.
pub fn create(tx: &mut Tx<'_>, context: &Context, ids: &IdSource, data: UnitData) -> Outcome<Id> {
    access::require(&context.actor, Act::UnitAdd)?;
    store::hold(tx)?;
    let data = rules::clean(data);
    rules::check(None, &data, &store::load(tx)?)?;
    let id = ids.next(context.now);
    store::insert(tx, id, &data)?;
    journal::append(tx, context, "unit.create", (SUBJECT, id), &json!({ "after": data }))?;
    changed(tx, context, id)?;
    Ok(id)
}

/// Tells whoever listens that a unit is other than it was.
fn changed(tx: &mut Tx<'_>, context: &Context, id: Id) -> Outcome<()> {
    outbox::emit(tx, context, CHANGED, id, &json!({}))
}

/// Changes a unit (renames, moves, corrects it) from version `version`. Nothing is written when nothing differs.
pub fn amend(tx: &mut Tx<'_>, context: &Context, id: Id, version: i64, data: UnitData) -> Outcome<()> {
    access::require(&context.actor, Act::UnitManage)?;
    store::hold(tx)?;
    let units = store::load(tx)?;
    let before = units.get(id).ok_or_else(Failure::not_found)?;
    let data = rules::clean(data);
    rules::check(Some(id), &data, &units)?;
    write(tx, context, before, version, &data, "unit.amend")
}

/// Ends a unit with `day` as its last. Its name becomes free for a successor.
pub fn close_unit(tx: &mut Tx<'_>, context: &Context, id: Id, version: i64, day: Day) -> Outcome<()> {
    access::require(&context.actor, Act::UnitManage)?;
    store::hold(tx)?;
    let units = store::load(tx)?;
    let before = units.get(id).ok_or_else(Failure::not_found)?;
    rules::check_close(before, day, &units)?;
    let data = UnitData { valid_to: Some(day), ..before.data.clone() };
    write(tx, context, before, version, &data, "unit.close")
}

fn write(
    tx: &mut Tx<'_>,
    context: &Context,
    before: &Unit,
    version: i64,
    data: &UnitData,
    act: &str,
) -> Outcome<()> {
    if before.version != version {
        return Err(Failure::conflict("unit-changed-meanwhile"));
    }
    if before.data == *data {
        return Ok(());
    }
    if !store::update(tx, before.id, version, data)? {
        return Err(Failure::conflict("unit-changed-meanwhile"));
    }
    let body = json!({ "before": before.data, "after": data });
    journal::append(tx, context, act, (SUBJECT, before.id), &body)?;
    changed(tx, context, before.id)
}

/// What an import did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Imported {
    /// New units.
    pub created: usize,
    /// Changed units.
    pub amended: usize,
    /// Rows that say what is already so.
    pub same: usize,
}

/// What an import of `table` would do now; changes nothing.
pub fn dry_run(tx: &mut Tx<'_>, context: &Context, table: &Table) -> Outcome<Plan> {
    access::require(&context.actor, Act::UnitManage)?;
    Ok(import::plan(table, &store::load(tx)?))
}

/// Takes a whole table of units in, or none of it: with any row at fault nothing is written and the failure lists
/// every row. One journal entry per new or changed unit, all naming the same batch.
pub fn import(tx: &mut Tx<'_>, context: &Context, ids: &IdSource, table: &Table) -> Outcome<Imported> {
    access::require(&context.actor, Act::UnitManage)?;
    store::hold(tx)?;
    let units = store::load(tx)?;
    let plan = import::plan(table, &units);
    plan.accept()?;
    let batch = ids.next(context.now);
    let mut fresh = std::collections::HashMap::new();
    let mut done = Imported { created: 0, amended: 0, same: 0 };
    for row in import::parents_first(&plan) {
        let mut data = row.data.clone();
        data.parent = data.parent.map(|parent| fresh.get(&parent).copied().unwrap_or(parent));
        match row.change {
            Change::Same => done.same += 1,
            Change::Create => {
                let id = ids.next(context.now);
                fresh.insert(row.id, id);
                store::insert(tx, id, &data)?;
                let body = json!({ "after": data, "batch": batch, "line": row.line });
                journal::append(tx, context, "unit.import", (SUBJECT, id), &body)?;
                changed(tx, context, id)?;
                done.created += 1;
            }
            Change::Amend => {
                let before =
                    units.get(row.id).ok_or_else(|| Failure::internal("an amended unit is missing"))?;
                if !store::update(tx, row.id, before.version, &data)? {
                    return Err(Failure::conflict("unit-changed-meanwhile"));
                }
                let body = json!({ "before": before.data, "after": data, "batch": batch, "line": row.line });
                journal::append(tx, context, "unit.import", (SUBJECT, row.id), &body)?;
                changed(tx, context, row.id)?;
                done.amended += 1;
            }
        }
    }
    Ok(done)
}
