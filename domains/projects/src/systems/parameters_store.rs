//! Rows of parameters.

use qipan_accounts::access::{self, Act};
use qipan_accounts::units;
use qipan_board::commitments::commands::Acting;
use qipan_kernel::{Failure, Id, Moment, Outcome};
use qipan_store::{Tx, column, journal, params};
use serde_json::json;

use super::parameters::{self, Parameter, Parameters, Value};

/// All values.
pub fn load(tx: &mut Tx<'_>) -> Outcome<Parameters> {
    let rows = tx.rows(
        "select word, value, from_day, source, actor_name from info_parameter order by id",
        &[],
        |row| {
            Ok(Value {
                parameter: column::word(row, 0)?,
                value: row.get(1)?,
                from: row.get(2)?,
                source: row.get(3)?,
                by: row.get(4)?,
            })
        },
    )?;
    Ok(Parameters::with(rows))
}

fn insert(tx: &mut Tx<'_>, id: Id, at: Moment, value: &Value) -> Outcome<()> {
    tx.queue(
        "insert into info_parameter (id, word, value, from_day, source, at, actor_name)
         values ($1, $2, $3, $4, $5, $6, $7)",
        params![id, value.parameter.as_str(), value.value, value.from, &value.source, at, &value.by],
    )
}

/// Enters a value that holds from a day on. What held before stays for the days before.
///
/// # Errors
/// Forbidden; what `parameters::check` refuses; a unit that there is not.
pub fn set(acting: &mut Acting<'_, '_>, value: &Value) -> Outcome<()> {
    access::require(&acting.context.actor, Act::ProjectManage)?;
    parameters::check(&load(acting.tx)?, value)?;
    if value.parameter == Parameter::Office
        && value.value != 0
        && units::store::get(acting.tx, Id(value.value))?.is_none()
    {
        return Err(Failure::invalid("project-unit-unknown").at("value"));
    }
    let id = acting.ids.next(acting.context.now);
    let by = acting.context.actor.name.clone();
    insert(acting.tx, id, acting.context.now, &Value { by, ..value.clone() })?;
    let body = json!({
        "parameter": value.parameter, "value": value.value, "from": value.from, "source": value.source,
    });
    journal::append(acting.tx, acting.context, "system.parameter", ("system", id), &body).map(drop)
}
