//! Queries of lists and of the board: the same words in links of pages and in the API.

use std::str::FromStr;

use qipan_accounts::http::Call;
use qipan_accounts::people::{Bearer, Person};
use qipan_kernel::{Day, Failure, Id, Moment, Outcome};
use qipan_web::Cursor;

use crate::board::visible;
use crate::lights::Light;
use crate::lists::{Filter, Leader, Sort, Start};

/// Rows of a page, unless the query says otherwise.
pub const PAGE: usize = 50;
/// Most rows of a page.
pub const PAGE_MAX: usize = 200;

/// The moment a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// Now, or the end of a past day.
    pub at: Moment,
    /// It is now.
    pub current: bool,
}

impl When {
    /// The day of the moment.
    pub fn day(self) -> Day {
        self.at.day()
    }
}

/// What a list was asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What it shows.
    pub filter: Filter,
    /// As of when.
    pub when: When,
    /// In which order.
    pub sort: Sort,
    /// From where.
    pub start: Option<Start>,
    /// How many rows.
    pub limit: usize,
}

fn value<'a>(call: &'a Call, name: &str) -> Option<&'a str> {
    Some(call.query.value(name).trim()).filter(|text| !text.is_empty())
}

fn parsed<T: FromStr>(call: &Call, name: &'static str) -> Outcome<Option<T>> {
    let wrong =
        |text: &str| Failure::invalid("query-not-understood").with("name", name).with("text", text).at(name);
    value(call, name).map(|text| text.parse().map_err(|_| wrong(text))).transpose()
}

/// A day in the query.
pub fn day(call: &Call, name: &'static str) -> Outcome<Option<Day>> {
    parsed(call, name)
}

/// The unit that `unit` names, by its identifier or by a name that it has.
pub fn unit(call: &Call) -> Outcome<Option<Id>> {
    let Some(text) = value(call, "unit") else { return Ok(None) };
    if let Ok(id) = text.parse() {
        return Ok(Some(id));
    }
    let units = call.site.units()?;
    let found = units.by_name(text).or_else(|| units.search(text, 1).first().copied());
    let unknown = || Failure::invalid("commitment-unit-unknown").at("unit");
    found.map(|unit| Some(unit.id)).ok_or_else(unknown)
}

/// Whose commitments `leader` asks for: `post:7`, `person:9`, a post's title, or a name. A name means what this person
/// answers for on the day of the list — through posts or in person — and what is tied to nothing under this name.
fn leader(call: &Call, when: When) -> Outcome<Option<Leader>> {
    let Some(text) = value(call, "leader") else { return Ok(None) };
    let (roster, units) = (call.site.roster()?, call.site.units()?);
    let mut people: Vec<&Person> = roster.by_name(text).collect();
    let mut leader = Leader::default();
    if people.is_empty() {
        match roster.read(text, &units, when.day()) {
            Some(Bearer::Post(post)) => leader.posts.push(post),
            Some(Bearer::Person(person)) => people.extend(roster.person(person)),
            None => leader.written = Some(text.to_owned()),
        }
    }
    for person in people {
        leader.posts.extend(roster.held_by(person.id, when.day()).map(|post| post.id));
        leader.persons.push(person.id);
        leader.written = Some(person.name.clone());
    }
    Ok(Some(leader))
}

/// The moment that `at` names: the end of a past day, or now. A day to come is refused: nobody knows it.
pub fn when(call: &Call) -> Outcome<When> {
    let now = call.context()?.now;
    match day(call, "at")? {
        Some(day) if day > now.day() => Err(Failure::invalid("query-day-to-come").with("day", day).at("at")),
        Some(day) if day < now.day() => Ok(When { at: day.end(), current: false }),
        _ => Ok(When { at: now, current: true }),
    }
}

/// The list that the query asks for, limited to what the actor may see.
pub fn list(call: &Call) -> Outcome<Asked> {
    let when = when(call)?;
    let sort = value(call, "sort").map_or(Ok(Sort::default()), |text| {
        let known = Sort::ALL.iter().find(|(name, _)| *name == text);
        known.map(|(_, sort)| *sort).ok_or_else(|| {
            Failure::invalid("query-not-understood").with("name", "sort").with("text", text).at("sort")
        })
    })?;
    let units = match unit(call)? {
        Some(unit) if value(call, "own").is_some() => Some(vec![unit]),
        Some(unit) => Some(call.site.units()?.subtree(unit)),
        None => None,
    };
    let start = match (value(call, "after"), value(call, "before")) {
        (Some(after), _) => Some(start(after, false)?),
        (None, Some(before)) => Some(start(before, true)?),
        (None, None) => None,
    };
    let light = parsed::<Light>(call, "light")?;
    let state = parsed(call, "state")?;
    Ok(Asked {
        filter: Filter {
            units,
            visible: visible(call.actor()?),
            line: parsed(call, "line")?,
            light,
            with_done: value(call, "done").is_some() || state.is_some(),
            state,
            unverified: value(call, "unverified").is_some(),
            words: value(call, "q").unwrap_or_default().to_owned(),
            only: None,
            document: parsed(call, "document")?,
            leader: leader(call, when)?,
        },
        when,
        sort,
        start,
        limit: parsed::<usize>(call, "limit")?.unwrap_or(PAGE).clamp(1, PAGE_MAX),
    })
}

fn start(cursor: &str, back: bool) -> Outcome<Start> {
    let cursor = Cursor::decode(cursor)?;
    let key = cursor.key.parse().map_err(|_| Failure::invalid("paging-bad-cursor").at("after"))?;
    Ok(Start { key, id: cursor.id, back })
}
