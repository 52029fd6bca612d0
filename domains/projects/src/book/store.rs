//! Rows of projects.

use std::collections::HashSet;

use qipan_kernel::{Failure, Fen, Id, Message, Outcome};
use qipan_store::{Engine, Row, Tx, Value, column, params, search};
use serde_json::json;

use crate::money;
use crate::money::rules::Paid;
use crate::work::query_store;

use super::model::{Class, Kind, Level, Project, Stage, Step, Year};

const COLUMNS: &str = "p.id, p.no, p.stage, p.standing, p.started_on, p.data, p.created_at, p.changed_at";

fn read(row: &Row<'_>) -> Outcome<Project> {
    Ok(Project {
        id: row.get(0)?,
        no: row.get(1)?,
        stage: column::word(row, 2)?,
        standing: column::word(row, 3)?,
        started_on: row.get(4)?,
        data: column::json(row, 5)?,
        created_at: row.get(6)?,
        changed_at: row.get(7)?,
    })
}

/// A project, locked until the transaction ends.
///
/// # Errors
/// Not found.
pub fn load(tx: &mut Tx<'_>, id: Id) -> Outcome<Project> {
    let sql = format!("select {COLUMNS} from project p where p.id = $1 for update");
    tx.first(&sql, params![id], read)?.ok_or_else(Failure::not_found)
}

/// A project as it is.
pub fn find(tx: &mut Tx<'_>, id: Id) -> Outcome<Option<Project>> {
    tx.first(&format!("select {COLUMNS} from project p where p.id = $1"), params![id], read)
}

/// Projects with these identifiers, in their order; those that are not there are left out.
pub fn some(tx: &mut Tx<'_>, ids: &[Id]) -> Outcome<Vec<Project>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = query_store::Query::all();
    let condition = query.any_of("p.id", ids);
    let sql = format!("select {COLUMNS} from project p where {condition} order by p.id");
    tx.rows(&sql, &query.params, read)
}

/// The project with a code.
pub fn by_code(tx: &mut Tx<'_>, code: &str) -> Outcome<Option<Id>> {
    tx.first("select id from project where code = $1", params![code], |row| row.get(0))
}

/// The parts of a project.
pub fn parts(tx: &mut Tx<'_>, parent: Id) -> Outcome<Vec<Project>> {
    let sql = format!("select {COLUMNS} from project p where p.parent = $1 order by p.id");
    tx.rows(&sql, params![parent], read)
}

/// Adds a project, or replaces the one with its identifier.
pub fn put(tx: &mut Tx<'_>, project: &Project) -> Outcome<()> {
    let data = &project.data;
    let code = (!data.code.is_empty()).then_some(data.code.as_str());
    tx.queue(
        "insert into project (id, no, code, name, parent, lead_unit, level, industry, kind, stage, standing, total, before,
           planned_start, started_on, data, created_at, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
         on conflict (id) do update set no = excluded.no, code = excluded.code, name = excluded.name,
           parent = excluded.parent, lead_unit = excluded.lead_unit, level = excluded.level, industry = excluded.industry,
           kind = excluded.kind, stage = excluded.stage, standing = excluded.standing, total = excluded.total,
           before = excluded.before, planned_start = excluded.planned_start, started_on = excluded.started_on,
           data = excluded.data, changed_at = excluded.changed_at",
        params![
            project.id,
            project.no,
            code,
            &data.name,
            data.parent,
            data.lead_unit,
            data.level.as_str(),
            &data.industry,
            data.kind.as_str(),
            project.stage.as_str(),
            project.standing.as_str(),
            data.total.0,
            data.before.0,
            data.planned_start,
            project.started_on,
            json!(data).to_string(),
            project.created_at,
            project.changed_at
        ],
    )?;
    tx.queue("delete from project_unit where project = $1", params![project.id])?;
    for unit in &data.cooperating {
        tx.queue("insert into project_unit (project, unit) values ($1, $2)", params![project.id, *unit])?;
    }
    index(tx, project)
}

/// Puts the words of a project into the search index.
fn index(tx: &mut Tx<'_>, project: &Project) -> Outcome<()> {
    let data = &project.data;
    let words = [&data.name, &data.owner, &data.industry, &data.place, &data.leader, &data.code];
    let tokens = search::index_tokens(&words.map(String::as_str).join(" "));
    match tx.engine() {
        Engine::Sqlite => {
            tx.queue("delete from project_search where rowid = $1", params![project.id])?;
            tx.queue(
                "insert into project_search (rowid, tokens) values ($1, $2)",
                params![project.id, tokens],
            )
        }
        Engine::Postgres => tx.queue(
            "insert into project_search (id, tokens) values ($1, to_tsvector('simple', $2))
             on conflict (id) do update set tokens = excluded.tokens",
            params![project.id, tokens],
        ),
    }
}

/// Notes a step of a project's life.
pub fn add_step(tx: &mut Tx<'_>, id: Id, project: Id, step: &Step) -> Outcome<()> {
    tx.queue(
        "insert into project_step (id, project, word, day, at, note) values ($1, $2, $3, $4, $5, $6)",
        params![id, project, &step.word, step.day, step.at, &step.note],
    )
}

/// The steps of a project's life, oldest first.
pub fn steps(tx: &mut Tx<'_>, project: Id) -> Outcome<Vec<Step>> {
    tx.rows(
        "select word, day, at, note from project_step where project = $1 order by id",
        params![project],
        |row| Ok(Step { word: row.get(0)?, day: row.get(1)?, at: row.get(2)?, note: row.get(3)? }),
    )
}

/// A row of `project_year`: year, class, plan, goal, listed_on, listed_why, left_on, left_why.
pub fn year(row: &Row<'_>) -> Outcome<Year> {
    Ok(Year {
        year: row.get(0)?,
        class: column::word(row, 1)?,
        plan: Fen(row.get(2)?),
        goal: row.get(3)?,
        listed_on: row.get(4)?,
        listed_why: row.get(5)?,
        left_on: row.get(6)?,
        left_why: row.get(7)?,
    })
}

/// The years in whose lists a project is or was, oldest first.
pub fn years(tx: &mut Tx<'_>, project: Id) -> Outcome<Vec<Year>> {
    tx.rows(
        "select year, class, plan, goal, listed_on, listed_why, left_on, left_why from project_year
         where project = $1 order by year",
        params![project],
        year,
    )
}

/// Enters a project in a year's list, or changes how it stands there.
pub fn put_year(tx: &mut Tx<'_>, project: Id, entry: &Year) -> Outcome<()> {
    tx.queue(
        "insert into project_year (project, year, class, plan, goal, listed_on, listed_why, left_on, left_why)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (project, year) do update set class = excluded.class, plan = excluded.plan, goal = excluded.goal,
           listed_why = excluded.listed_why, left_on = excluded.left_on, left_why = excluded.left_why",
        params![
            project,
            entry.year,
            entry.class.as_str(),
            entry.plan.0,
            &entry.goal,
            entry.listed_on,
            &entry.listed_why,
            entry.left_on,
            &entry.left_why
        ],
    )
}

/// What a list of projects shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Units whose projects are listed, as lead; `None` for all.
    pub units: Option<Vec<Id>>,
    /// Units that the actor may see; `None` for all.
    pub visible: Option<Vec<Id>>,
    /// Stage.
    pub stage: Option<Stage>,
    /// Level.
    pub level: Option<Level>,
    /// Whose money.
    pub kind: Option<Kind>,
    /// Industry.
    pub industry: Option<String>,
    /// The year whose list is meant.
    pub year: i32,
    /// Its class in that year.
    pub class: Option<Class>,
    /// Only those in that year's list.
    pub listed: bool,
    /// Also those that have ended or were taken out.
    pub with_ended: bool,
    /// Words that must be there.
    pub words: String,
}

/// A project in a list, with its money in the filter's year.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The project.
    pub project: Project,
    /// How it stands in the year's list.
    pub year: Option<Year>,
    /// Invested in the book's years before the filter's, besides what came before the book.
    pub earlier: Fen,
    /// Invested in each month of the year; `None` where nothing was entered.
    pub months: [Option<Fen>; 12],
    /// Its money in the year; `None` where the ledger has none.
    pub paid: Option<Paid>,
    /// What was last said of its image progress, with year and month.
    pub image: Option<(i32, u32, String)>,
}

struct Query<'p> {
    sql: String,
    params: Vec<Value<'p>>,
}

impl<'p> Query<'p> {
    fn and(&mut self, condition: &str) {
        self.sql.push_str(" and ");
        self.sql.push_str(condition);
    }

    fn param(&mut self, value: impl Into<Value<'p>>) -> String {
        self.params.push(value.into());
        format!("${}", self.params.len())
    }

    fn any_of(&mut self, column: &str, ids: &[Id]) -> String {
        if ids.is_empty() {
            return "1 = 0".to_owned();
        }
        let places: Vec<String> = ids.iter().map(|id| self.param(*id)).collect();
        format!("{column} in ({})", places.join(", "))
    }
}

fn query<'p>(filter: &Filter, engine: Engine) -> Query<'p> {
    let mut query = Query { sql: "1 = 1".to_owned(), params: Vec::new() };
    if let Some(units) = &filter.units {
        let condition = query.any_of("p.lead_unit", units);
        query.and(&condition);
    }
    if let Some(units) = &filter.visible {
        let lead = query.any_of("p.lead_unit", units);
        let with = query.any_of("u.unit", units);
        query.and(&format!(
            "({lead} or exists (select 1 from project_unit u where u.project = p.id and {with}))"
        ));
    }
    let words = [
        ("p.stage", filter.stage.map(Stage::as_str).map(str::to_owned)),
        ("p.level", filter.level.map(Level::as_str).map(str::to_owned)),
        ("p.kind", filter.kind.map(Kind::as_str).map(str::to_owned)),
        ("p.industry", filter.industry.clone()),
    ];
    for (column, word) in words {
        if let Some(word) = word {
            let place = query.param(word);
            query.and(&format!("{column} = {place}"));
        }
    }
    if filter.listed || filter.class.is_some() {
        let year = query.param(i64::from(filter.year));
        let class = filter.class.map_or_else(String::new, |class| {
            let place = query.param(class.as_str().to_owned());
            format!(" and y.class = {place}")
        });
        query.and(&format!(
            "exists (select 1 from project_year y where y.project = p.id and y.year = {year} and y.left_on is null{class})"
        ));
    }
    if !filter.with_ended {
        query.and("p.standing not in ('removed', 'ended')");
    }
    let tokens = search::query_tokens(&filter.words);
    if !tokens.is_empty() {
        let (text, table, cast) = match engine {
            Engine::Sqlite => {
                (search::fts5(&tokens), "select rowid from project_search where project_search match", "")
            }
            Engine::Postgres => {
                (search::tsquery(&tokens), "select id from project_search where tokens @@", "::text::tsquery")
            }
        };
        let place = query.param(text);
        query.and(&format!("p.id in ({table} {place}{cast})"));
    }
    query
}

/// What a filter finds, added up.
#[derive(Clone, Copy, Default, Debug)]
pub struct Sums {
    /// Projects that are no part of another of them.
    pub whole: i64,
    /// Projects that are: their money is in that one's figures.
    pub parts: i64,
    /// Total investment.
    pub total: Fen,
    /// Plan of the year.
    pub plan: Fen,
}

impl Sums {
    /// Those of rows already loaded.
    pub fn of(rows: &[&Listed]) -> Sums {
        let there: HashSet<Id> = rows.iter().map(|one| one.project.id).collect();
        rows.iter().fold(Sums::default(), |mut sums, one| {
            if one.project.data.parent.is_some_and(|parent| there.contains(&parent)) {
                sums.parts += 1;
            } else {
                sums.whole += 1;
                sums.total.0 += one.project.data.total.0;
                sums.plan.0 += one.year.as_ref().map_or(0, |year| year.plan.0);
            }
            sums
        })
    }

    /// The sentence that says them.
    pub fn message(&self) -> Message {
        Message::new("project-sums")
            .with("count", self.whole)
            .with("parts", self.parts)
            .with("total", self.total.wan())
            .with("plan", self.plan.wan())
    }
}

/// How many projects a filter finds, their total investment and their plan of the year.
pub fn sums(tx: &mut Tx<'_>, filter: &Filter) -> Outcome<Sums> {
    let mut query = query(filter, tx.engine());
    let year = query.param(i64::from(filter.year));
    let whole = "f.parent is null or f.parent not in (select id from f)";
    let cast = if tx.engine() == Engine::Postgres { "::bigint" } else { "" };
    let sql = format!(
        "with f as (select p.id, p.parent, p.total, y.plan from project p
           left join project_year y on y.project = p.id and y.year = {year} and y.left_on is null where {})
         select count(case when {whole} then 1 end), count(*), coalesce(sum(case when {whole} then f.total end), 0){cast},
           coalesce(sum(case when {whole} then f.plan end), 0){cast} from f",
        query.sql
    );
    tx.one(&sql, &query.params, |row| {
        let (whole, all): (i64, i64) = (row.get(0)?, row.get(1)?);
        Ok(Sums { whole, parts: all - whole, total: Fen(row.get(2)?), plan: Fen(row.get(3)?) })
    })
}

/// Projects of a filter, by identifier, at most `limit` after `after`, with their money.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, after: Id, limit: usize) -> Outcome<Vec<Listed>> {
    let projects = plain(tx, filter, after, limit)?;
    with_money(tx, projects, filter.year)
}

/// Projects of a filter as they are, by identifier, at most `limit` after `after`.
pub fn plain(tx: &mut Tx<'_>, filter: &Filter, after: Id, limit: usize) -> Outcome<Vec<Project>> {
    let mut query = query(filter, tx.engine());
    let after = query.param(after);
    query.and(&format!("p.id > {after}"));
    let limit = query.param(limit);
    let sql = format!("select {COLUMNS} from project p where {} order by p.id limit {limit}", query.sql);
    tx.rows(&sql, &query.params, read)
}

/// Projects of a filter, by identifier, at most `limit`.
pub fn projects(tx: &mut Tx<'_>, filter: &Filter, limit: usize) -> Outcome<Vec<Project>> {
    let mut query = query(filter, tx.engine());
    let limit = query.param(limit);
    let sql = format!("select {COLUMNS} from project p where {} order by p.id limit {limit}", query.sql);
    tx.rows(&sql, &query.params, read)
}

/// Adds what the tables of a year say of these projects (in the order of their identifiers).
fn with_money(tx: &mut Tx<'_>, projects: Vec<Project>, of: i32) -> Outcome<Vec<Listed>> {
    let (Some(first), Some(last)) = (projects.first().map(|one| one.id), projects.last().map(|one| one.id))
    else {
        return Ok(Vec::new());
    };
    let mut all: Vec<Listed> = projects
        .into_iter()
        .map(|project| Listed {
            project,
            year: None,
            earlier: Fen(0),
            months: [None; 12],
            paid: None,
            image: None,
        })
        .collect();
    let find = |all: &mut Vec<Listed>, id: Id| all.binary_search_by_key(&id, |one| one.project.id).ok();
    tx.each(
        "select year, class, plan, goal, listed_on, listed_why, left_on, left_why, project from project_year
         where year = $1 and project >= $2 and project <= $3",
        params![of, first, last],
        |row| {
            if let Some(at) = find(&mut all, row.get(8)?) {
                all[at].year = Some(year(row)?);
            }
            Ok(())
        },
    )?;
    for (project, paid) in money::store::paid_in_range(tx, first, last, of)? {
        if let Some(at) = find(&mut all, project) {
            all[at].paid = Some(paid);
        }
    }
    tx.each(
        "select project, year, month, done, image from project_month
         where project >= $1 and project <= $2 and year <= $3 order by project, year, month, part",
        params![first, last, of],
        |row| {
            let Some(at) = find(&mut all, row.get(0)?) else { return Ok(()) };
            let (year, month, done): (i32, i64, Option<i64>) = (row.get(1)?, row.get(2)?, row.get(3)?);
            let one = &mut all[at];
            if let Some(done) = done {
                match usize::try_from(month - 1)
                    .ok()
                    .filter(|_| year == of)
                    .and_then(|m| one.months.get_mut(m))
                {
                    Some(sum) => *sum = Some(Fen(sum.map_or(0, |sum| sum.0) + done)),
                    None => one.earlier.0 += done,
                }
            }
            let image: String = row.get(4)?;
            if !image.is_empty() {
                one.image = Some((year, u32::try_from(month).unwrap_or(1), image));
            }
            Ok(())
        },
    )?;
    Ok(all)
}

/// The industries that projects have, in order.
pub fn industries(tx: &mut Tx<'_>) -> Outcome<Vec<String>> {
    tx.rows("select distinct industry from project order by industry", &[], |row| row.get(0))
}
