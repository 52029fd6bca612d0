//! Rows of systems.

use std::collections::{HashMap, HashSet};

use qipan_kernel::{Failure, Fen, Id, Outcome};
use qipan_store::{Engine, Row, Tx, Value, column, params, search};
use serde_json::json;

use super::model::{Item, Part, State, System};
use super::rules::{folded, item_key};

const COLUMNS: &str =
    "s.id, s.no, s.state, s.completed_on, s.accepted_on, s.retired_on, s.evaluated_on, s.data,
  s.compliance, s.created_at, s.changed_at";

fn read(row: &Row<'_>) -> Outcome<System> {
    Ok(System {
        id: row.get(0)?,
        no: row.get(1)?,
        state: column::word(row, 2)?,
        completed_on: row.get(3)?,
        accepted_on: row.get(4)?,
        retired_on: row.get(5)?,
        evaluated_on: row.get(6)?,
        data: column::json(row, 7)?,
        compliance: column::json(row, 8)?,
        created_at: row.get(9)?,
        changed_at: row.get(10)?,
    })
}

/// A system, locked until the transaction ends.
///
/// # Errors
/// Not found.
pub fn load(tx: &mut Tx<'_>, id: Id) -> Outcome<System> {
    let sql = format!("select {COLUMNS} from info_system s where s.id = $1 for update");
    tx.first(&sql, params![id], read)?.ok_or_else(Failure::not_found)
}

/// A system as it is.
pub fn find(tx: &mut Tx<'_>, id: Id) -> Outcome<Option<System>> {
    tx.first(&format!("select {COLUMNS} from info_system s where s.id = $1"), params![id], read)
}

/// All systems, by identifier.
pub fn all(tx: &mut Tx<'_>) -> Outcome<Vec<System>> {
    tx.rows(&format!("select {COLUMNS} from info_system s order by s.id"), &[], read)
}

/// The system with a code.
pub fn by_code(tx: &mut Tx<'_>, code: &str) -> Outcome<Option<Id>> {
    tx.first("select id from info_system where code = $1", params![code], |row| row.get(0))
}

/// The systems that a project builds.
pub fn of_project(tx: &mut Tx<'_>, project: Id) -> Outcome<Vec<System>> {
    let sql = format!("select {COLUMNS} from info_system s where s.project = $1 order by s.id");
    tx.rows(&sql, params![project], read)
}

/// Adds a system, or replaces the one with its identifier, and counts the register on.
pub fn put(tx: &mut Tx<'_>, system: &System) -> Outcome<()> {
    let data = &system.data;
    let code = (!data.code.is_empty()).then_some(data.code.as_str());
    tx.queue(
        "insert into info_system (id, no, code, name, unit, state, invested, yearly, completed_on, accepted_on, retired_on,
           evaluated_on, project, data, compliance, created_at, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
         on conflict (id) do update set no = excluded.no, code = excluded.code, name = excluded.name, unit = excluded.unit,
           state = excluded.state, invested = excluded.invested, yearly = excluded.yearly,
           completed_on = excluded.completed_on, accepted_on = excluded.accepted_on, retired_on = excluded.retired_on,
           evaluated_on = excluded.evaluated_on, project = excluded.project, data = excluded.data,
           compliance = excluded.compliance, changed_at = excluded.changed_at",
        params![
            system.id,
            system.no,
            code,
            &data.name,
            data.unit,
            system.state.as_str(),
            data.invested,
            data.yearly,
            system.completed_on,
            system.accepted_on,
            system.retired_on,
            system.evaluated_on,
            data.project,
            json!(data).to_string(),
            json!(system.compliance).to_string(),
            system.created_at,
            system.changed_at
        ],
    )?;
    tx.queue("delete from info_system_item where system = $1", params![system.id])?;
    for (place, item) in data.items.iter().enumerate() {
        tx.queue(
            "insert into info_system_item (system, place, part, name, folded) values ($1, $2, $3, $4, $5)",
            params![system.id, place, item.part.as_str(), &item.name, folded(&item.name)],
        )?;
    }
    tx.queue("delete from info_system_user where system = $1", params![system.id])?;
    for unit in &data.users {
        tx.queue("insert into info_system_user (system, unit) values ($1, $2)", params![system.id, *unit])?;
    }
    index(tx, system)?;
    count_on(tx)
}

/// Puts the words of a system into the search index.
fn index(tx: &mut Tx<'_>, system: &System) -> Outcome<()> {
    let data = &system.data;
    let mut words = vec![&data.name, &data.short, &data.code, &data.purpose, &data.vendor];
    words.extend(&data.functions);
    words.extend(data.items.iter().map(|item| &item.name));
    let text = words.into_iter().map(String::as_str).collect::<Vec<_>>().join(" ");
    let tokens = search::index_tokens(&text);
    match tx.engine() {
        Engine::Sqlite => {
            tx.queue("delete from info_system_search where rowid = $1", params![system.id])?;
            tx.queue(
                "insert into info_system_search (rowid, tokens) values ($1, $2)",
                params![system.id, tokens],
            )
        }
        Engine::Postgres => tx.queue(
            "insert into info_system_search (id, tokens) values ($1, to_tsvector('simple', $2))
             on conflict (id) do update set tokens = excluded.tokens",
            params![system.id, tokens],
        ),
    }
}

/// Counts the register's state on.
pub fn count_on(tx: &mut Tx<'_>) -> Outcome<()> {
    tx.queue("update info_register set version = version + 1 where one = 1", &[])
}

/// The number of the register's state.
pub fn version(tx: &mut Tx<'_>) -> Outcome<i64> {
    tx.one("select version from info_register where one = 1", &[], |row| row.get(0))
}

/// What a list of systems shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Units whose systems are listed; `None` for all.
    pub units: Option<Vec<Id>>,
    /// Units that the actor may see; `None` for all.
    pub visible: Option<Vec<Id>>,
    /// State.
    pub state: Option<State>,
    /// Words that must be there.
    pub words: String,
    /// Also those that are retired.
    pub with_retired: bool,
}

/// Systems of a filter in the order of their identifiers, all of them: what blocks them is computed, and narrowed by it
/// afterwards.
pub fn list(tx: &mut Tx<'_>, filter: &Filter) -> Outcome<Vec<System>> {
    let mut sql = format!("select {COLUMNS} from info_system s where 1 = 1");
    let mut given: Vec<Value<'_>> = Vec::new();
    let mut place = |value: Value<'static>| {
        given.push(value);
        format!("${}", given.len())
    };
    let mut among = |units: &[Id]| {
        let places: Vec<String> = units.iter().map(|unit| place(Value::from(*unit))).collect();
        if places.is_empty() { "null".to_owned() } else { places.join(", ") }
    };
    if let Some(units) = &filter.units {
        sql.push_str(&format!(" and s.unit in ({})", among(units)));
    }
    if let Some(units) = &filter.visible {
        let places = among(units);
        sql.push_str(&format!(
            " and (s.unit in ({places}) or exists (
                select 1 from info_system_user u where u.system = s.id and u.unit in ({places})))"
        ));
    }
    match filter.state {
        Some(state) => {
            let word = place(Value::from(state.as_str().to_owned()));
            sql.push_str(&format!(" and s.state = {word}"));
        }
        None if !filter.with_retired => sql.push_str(" and s.state <> 'retired'"),
        None => {}
    }
    let tokens = search::query_tokens(&filter.words);
    if !tokens.is_empty() {
        let engine = tx.engine();
        let text = if engine == Engine::Sqlite { search::fts5(&tokens) } else { search::tsquery(&tokens) };
        let text = place(Value::from(text));
        sql.push_str(&match engine {
            Engine::Sqlite => format!(
                " and s.id in (select rowid from info_system_search where info_system_search match {text})"
            ),
            Engine::Postgres => {
                format!(
                    " and s.id in (select id from info_system_search where tokens @@ {text}::text::tsquery)"
                )
            }
        });
    }
    sql.push_str(" order by s.id");
    tx.rows(&sql, &given, read)
}

/// An item of one system that stands in several.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Occurrence {
    /// The folded name.
    pub folded: String,
    /// The system.
    pub system: Id,
    /// As the system writes it.
    pub item: Item,
}

/// The items that systems in use collect or make, by name, then by system. Names that differ in writing alone are brought
/// together by whoever reads them (`rules::item_key`).
pub fn items(tx: &mut Tx<'_>) -> Outcome<Vec<Occurrence>> {
    tx.rows(
        "select i.folded, i.system, i.name, i.part from info_system_item i join info_system s on s.id = i.system
         where s.state <> 'retired' and i.part in ('collected', 'produced') order by i.folded, i.system, i.place",
        &[],
        |row| {
            let part: Part = column::word(row, 3)?;
            Ok(Occurrence {
                folded: row.get(0)?,
                system: row.get(1)?,
                item: Item { name: row.get(2)?, part },
            })
        },
    )
}

/// What was decided of an item that a system collects again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ruling {
    /// It has to stop.
    pub confirmed: bool,
    /// Why.
    pub reason: String,
    /// Who signed it.
    pub by: String,
    /// When.
    pub at: qipan_kernel::Moment,
}

/// The newest ruling of each item (`rules::item_key`) and system.
pub fn rulings(tx: &mut Tx<'_>) -> Outcome<HashMap<(String, Id), Ruling>> {
    let rows = tx.rows(
        "select folded, system, confirmed, reason, actor_name, at from info_repeated order by id",
        &[],
        |row| {
            let ruling = Ruling {
                confirmed: row.get::<i64>(2)? != 0,
                reason: row.get(3)?,
                by: row.get(4)?,
                at: row.get(5)?,
            };
            Ok(((item_key(&row.get::<String>(0)?), row.get::<Id>(1)?), ruling))
        },
    )?;
    Ok(rows.into_iter().collect())
}

/// Adds a ruling.
pub fn add_ruling(
    tx: &mut Tx<'_>,
    id: Id,
    (name, system): (&str, Id),
    ruling: &Ruling,
    actor: Id,
) -> Outcome<()> {
    tx.queue(
        "insert into info_repeated (id, folded, system, confirmed, reason, at, actor, actor_name)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![id, name, system, ruling.confirmed, &ruling.reason, ruling.at, actor, &ruling.by],
    )
}

/// How many items each system was confirmed to collect again and still collects, under whatever writing of its name.
pub fn confirmed(tx: &mut Tx<'_>) -> Outcome<HashMap<Id, usize>> {
    let rulings = rulings(tx)?;
    let mut found: HashMap<Id, HashSet<String>> = HashMap::new();
    if rulings.values().any(|ruling| ruling.confirmed) {
        for one in items(tx)?.into_iter().filter(|one| one.item.part == Part::Collected) {
            let (key, system) = (item_key(&one.folded), one.system);
            if rulings.get(&(key.clone(), system)).is_some_and(|ruling| ruling.confirmed) {
                found.entry(system).or_default().insert(key);
            }
        }
    }
    Ok(found.into_iter().map(|(system, items)| (system, items.len())).collect())
}

/// A sum over systems.
pub fn total(systems: &[System], of: fn(&System) -> Fen) -> Fen {
    Fen(systems.iter().map(|system| of(system).0).sum())
}
