//! Lists of commitments: filters that make shareable links, three orders, keyset paging, search.

use qipan_kernel::{Id, Moment, Outcome};
use qipan_store::{Engine, Tx, Value, search};

use crate::commitments::model::{Commitment, State};
use crate::commitments::store::{COLUMNS, read};
use crate::grid::model::code;
use crate::grid::position::Position;
use crate::grid::store::LIGHT_SQL;
use crate::lights::Light;

/// The orders of a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Sort {
    /// By limit, those without one last.
    #[default]
    Due,
    /// The newest first.
    Newest,
    /// Changed last, first.
    Changed,
}

impl Sort {
    /// All orders, with their words in links.
    pub const ALL: [(&'static str, Sort); 3] =
        [("due", Sort::Due), ("newest", Sort::Newest), ("changed", Sort::Changed)];
}

/// What a list shows. Everything is optional: the empty filter lists all that is open.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Filter {
    /// Units whose commitments are listed, as lead; `None` for all.
    pub units: Option<Vec<Id>>,
    /// Units that the actor may see, as lead or cooperating; `None` for all.
    pub visible: Option<Vec<Id>>,
    /// Line.
    pub line: Option<Id>,
    /// Light at the moment of the list.
    pub light: Option<Light>,
    /// State.
    pub state: Option<State>,
    /// Also those that are done.
    pub with_done: bool,
    /// Only claims that nobody has verified.
    pub unverified: bool,
    /// Words that must be there.
    pub words: String,
    /// Only these (a comparison's answer).
    pub only: Option<Vec<Id>>,
    /// Only those that come from this document.
    pub document: Option<Id>,
    /// Only those that somebody answers for.
    pub leader: Option<Leader>,
}

/// Whose commitments are meant by a leader: those of posts and persons, and those tied to neither under a name as the
/// document writes it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Leader {
    /// Posts.
    pub posts: Vec<Id>,
    /// Persons.
    pub persons: Vec<Id>,
    /// The name in the documents.
    pub written: Option<String>,
}

/// Where a page begins: after (or before) the commitment with this sort key and identifier.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Start {
    /// Sort key of the last (or first) row of the page that was seen.
    pub key: i64,
    /// Its identifier.
    pub id: Id,
    /// Go back instead of on.
    pub back: bool,
}

/// One page of a list.
#[derive(Clone, PartialEq, Debug)]
pub struct Listed {
    /// The commitments, each as it was at the list's moment.
    pub rows: Vec<Commitment>,
    /// There are more after these.
    pub more_after: bool,
    /// There are more before these.
    pub more_before: bool,
}

/// The sort key of a commitment in an order.
pub fn key(sort: Sort, commitment: &Commitment) -> i64 {
    match sort {
        Sort::Due => {
            commitment.version.running_due().map_or(super::commitments::store::NO_LIMIT, |day| day.0.into())
        }
        Sort::Newest => commitment.id.0,
        Sort::Changed => commitment.version.valid_from.0,
    }
}

struct Query {
    conditions: String,
    params: Vec<Value<'static>>,
}

impl Query {
    fn and(&mut self, condition: &str) {
        self.conditions.push_str(" and ");
        self.conditions.push_str(condition);
    }

    /// Adds a parameter and gives its placeholder.
    fn param(&mut self, value: impl Into<Value<'static>>) -> String {
        self.params.push(value.into());
        format!("${}", self.params.len())
    }
}

fn id_list(ids: &[Id]) -> String {
    if ids.is_empty() {
        return "-1".to_owned();
    }
    ids.iter().map(Id::to_string).collect::<Vec<_>>().join(",")
}

/// The conditions of a filter on version `v` at moment `$1`; `current` when that moment is now.
fn conditions(filter: &Filter, at: Moment, current: bool, engine: Engine) -> Query {
    let mut query = Query { conditions: String::new(), params: vec![at.into()] };
    if current {
        // Written out, not a parameter: only so do the indexes of current versions serve.
        query.conditions = format!("v.valid_to = {} and v.valid_from <= $1", Moment::NEVER.0);
    } else {
        query.conditions = "v.valid_to > $1 and v.valid_from <= $1".to_owned();
    }
    query.and(if filter.with_done || filter.light == Some(Light::Done) {
        "v.base < 6"
    } else {
        "v.base < 5"
    });
    if let Some(units) = &filter.units {
        query.and(&format!("v.lead_unit in ({})", id_list(units)));
    }
    if let Some(visible) = &filter.visible {
        let units = id_list(visible);
        query.and(&format!(
            "(v.lead_unit in ({units}) or v.commitment in (select k.commitment from cooperation k where k.unit in ({units})))"
        ));
    }
    if let Some(line) = filter.line {
        let line = query.param(line);
        query.and(&format!("v.line = {line}"));
    }
    if let Some(state) = filter.state {
        let state = query.param(state.as_str());
        query.and(&format!("v.state = {state}"));
    }
    if let Some(light) = filter.light {
        query.and(&format!("{LIGHT_SQL} = {}", code(light)));
    }
    if filter.unverified {
        query.and("v.unverified = 1");
    }
    if let Some(only) = &filter.only {
        query.and(&format!("v.commitment in ({})", id_list(only)));
    }
    if let Some(document) = filter.document {
        let document = query.param(document);
        query.and(&format!(
            "v.commitment in (select s.commitment from commitment_source s where s.document = {document})"
        ));
    }
    if let Some(leader) = &filter.leader {
        let mut tied = format!(
            "v.leader_post in ({}) or v.leader_person in ({})",
            id_list(&leader.posts),
            id_list(&leader.persons)
        );
        if let Some(written) = &leader.written {
            let written = query.param(written.clone());
            tied.push_str(&format!(
                " or (v.leader = {written} and v.leader_post is null and v.leader_person is null)"
            ));
        }
        query.and(&format!("({tied})"));
    }
    let tokens = search::query_tokens(&filter.words);
    if !tokens.is_empty() {
        let (text, table) = match engine {
            Engine::Sqlite => {
                (search::fts5(&tokens), "select rowid from commitment_search where commitment_search match")
            }
            Engine::Postgres => {
                (search::tsquery(&tokens), "select id from commitment_search where tokens @@")
            }
        };
        let placeholder = query.param(text);
        let cast = if engine == Engine::Postgres { "::text::tsquery" } else { "" };
        let number = number_condition(&mut query, &filter.words);
        query.and(&format!("(v.commitment in ({table} {placeholder}{cast}){number})"));
    }
    query
}

/// Words that look like a number on paper also find the commitment that has it.
fn number_condition(query: &mut Query, words: &str) -> String {
    let words = words.trim();
    if words.len() < 6 || !words.starts_with(|c: char| c.is_ascii_digit()) {
        return String::new();
    }
    let number = query.param(words.to_owned());
    format!(" or v.commitment in (select n.id from commitment n where n.number = {number})")
}

/// How many of a filter's commitments were suspended at `at`: few are, and they have an index of their own.
pub fn suspended(tx: &mut Tx<'_>, filter: &Filter, (at, current): (Moment, bool)) -> Outcome<u32> {
    let query = conditions(filter, at, current, tx.engine());
    let sql = format!(
        "select count(*) from commitment_version v where v.state = 'suspended' and {}",
        query.conditions
    );
    tx.one(&sql, &query.params, |row| row.get::<i64>(0).map(|n| n as u32))
}

/// One page of at most `limit` commitments, as they were at `at` (`current`: as they are).
pub fn list(
    tx: &mut Tx<'_>,
    filter: &Filter,
    (at, current): (Moment, bool),
    sort: Sort,
    from: Option<Start>,
    limit: usize,
) -> Outcome<Listed> {
    let mut query = conditions(filter, at, current, tx.engine());
    let (column, descending) = match sort {
        Sort::Due => ("v.due_sort", false),
        Sort::Newest => ("v.commitment", true),
        Sort::Changed => ("v.valid_from", true),
    };
    let back = from.is_some_and(|from| from.back);
    let upward = descending == back;
    if let Some(from) = from {
        let (key, id) = (query.param(from.key), query.param(from.id));
        let than = if upward { ">" } else { "<" };
        // Not a row comparison: SQLite uses the index for the first term alone when it stands by itself.
        query.and(&format!("{column} {than}= {key} and ({column} {than} {key} or v.commitment {than} {id})"));
    }
    let order = if upward { "asc" } else { "desc" };
    let wanted = query.param(limit + 1);
    let sql = format!(
        "select {COLUMNS} from commitment_version v join commitment c on c.id = v.commitment where {}
         order by {column} {order}, v.commitment {order} limit {wanted}",
        query.conditions
    );
    let mut rows = tx.rows(&sql, &query.params, read)?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    if back {
        rows.reverse();
        return Ok(Listed { rows, more_after: true, more_before: more });
    }
    Ok(Listed { rows, more_after: more, more_before: from.is_some() })
}

/// [`list`], with the position choosing the page where it knows enough: on SQLite, by limit, without a filter on what the
/// position does not hold. The rows themselves always come from the database.
pub fn page(
    position: &Position,
    tx: &mut Tx<'_>,
    filter: &Filter,
    when: (Moment, bool),
    sort: Sort,
    start: Option<Start>,
    limit: usize,
) -> Outcome<Listed> {
    let known = filter.visible.is_none()
        && filter.state.is_none()
        && filter.only.is_none()
        && filter.document.is_none()
        && filter.leader.is_none();
    // A number on paper is found by the database.
    let number = filter.words.trim().starts_with(|c: char| c.is_ascii_digit());
    if tx.engine() != Engine::Sqlite || sort != Sort::Due || !known || number {
        return list(tx, filter, when, sort, start, limit);
    }
    let tokens = search::query_tokens(&filter.words);
    let words = if tokens.is_empty() { None } else { Some(crate::grid::store::with_words(tx, &tokens)?) };
    let only = position.page(tx, filter, words.as_deref(), when.0, start, limit + 1)?;
    let chosen = Filter { only: Some(only), with_done: filter.with_done, ..Filter::default() };
    let chosen = Filter { light: filter.light.filter(|light| *light == Light::Done), ..chosen };
    list(tx, &chosen, when, sort, start, limit)
}

/// Calls `each` for every commitment of the filter, by limit: exports.
pub fn each(
    tx: &mut Tx<'_>,
    filter: &Filter,
    (at, current): (Moment, bool),
    mut take: impl FnMut(Commitment) -> Outcome<()>,
) -> Outcome<()> {
    let query = conditions(filter, at, current, tx.engine());
    let sql = format!(
        "select {COLUMNS} from commitment_version v join commitment c on c.id = v.commitment where {}
         order by v.due_sort, v.commitment",
        query.conditions
    );
    tx.each(&sql, &query.params, |row| take(read(row)?))
}
