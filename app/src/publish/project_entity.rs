//! Key projects and their problems as NGSI-LD entities (docs/hub-entities.md). Pure. No names of people.

use qipan_kernel::{Day, Fen, Moment};
use qipan_ngsild::{Attr, Entity, Kind, Timestamp};
use qipan_projects::book::model::Year;
use qipan_projects::book::store::Listed;
use qipan_projects::invest::lights::{Facts, lights, months_over};
use qipan_projects::invest::model::Entry;
use qipan_projects::invest::rules::{Ratio, months, pace};
use qipan_projects::nodes::model::{Node, NodeKind};
use qipan_projects::problems::model::Problem;
use serde_json::json;

use super::entity::{Maker, Sort, VOCABULARY, scope};

/// What an entity of a project is made of.
pub struct Facets<'f> {
    /// The project with its money of this year.
    pub listed: &'f Listed,
    /// Everything entered of it.
    pub entries: &'f [Entry],
    /// Its nodes.
    pub nodes: &'f [Node],
}

impl Maker {
    /// An amount in yuan, as it was at the end of a day.
    fn yuan(mut self, name: &str, amount: Option<Fen>, observed: Option<Day>) -> Maker {
        let Some(amount) = amount else { return self };
        let value = if amount.0 % 100 == 0 { json!(amount.0 / 100) } else { json!(amount.0 as f64 / 100.0) };
        let attr = Attr {
            kind: Kind::Property,
            value,
            unit_code: Some("CNY".into()),
            observed_at: observed.map(|day| Timestamp::from(day.end())),
            ..Attr::default()
        };
        self.0.attrs.insert(format!("{VOCABULARY}{name}"), vec![attr]);
        self
    }

    /// A share in per cent with two decimals.
    fn share(mut self, name: &str, share: Option<Ratio>, observed: Option<Day>) -> Maker {
        let Some(value) = share.and_then(|share| share.percent(2).parse::<f64>().ok()) else { return self };
        let attr = Attr {
            kind: Kind::Property,
            value: json!(value),
            unit_code: Some("P1".into()),
            observed_at: observed.map(|day| Timestamp::from(day.end())),
            ..Attr::default()
        };
        self.0.attrs.insert(format!("{VOCABULARY}{name}"), vec![attr]);
        self
    }

    /// Words as they were at the end of a day.
    fn said(mut self, name: &str, text: &str, observed: Option<Day>) -> Maker {
        if text.is_empty() {
            return self;
        }
        let attr = Attr {
            kind: Kind::Property,
            value: text.into(),
            observed_at: observed.map(|day| Timestamp::from(day.end())),
            ..Attr::default()
        };
        self.0.attrs.insert(format!("{VOCABULARY}{name}"), vec![attr]);
        self
    }

    /// A place, as every NGSI-LD client looks for it: the core vocabulary's `location`.
    fn point(mut self, point: Option<(i32, i32)>) -> Maker {
        let Some((lon, lat)) = point else { return self };
        let degrees = |millionths: i32| f64::from(millionths) / 1e6;
        let value = json!({ "type": "Point", "coordinates": [degrees(lon), degrees(lat)] });
        let attr = Attr { kind: Kind::GeoProperty, value, ..Attr::default() };
        self.0.attrs.insert("https://uri.etsi.org/ngsi-ld/location".to_owned(), vec![attr]);
        self
    }
}

/// The last day of an entry's month or ten-day.
fn last_day(entry: &Entry) -> Option<Day> {
    match entry.part {
        1 => Day::from_ymd(entry.year, entry.month, 10),
        2 => Day::from_ymd(entry.year, entry.month, 20),
        _ => Day::from_ymd(entry.year, entry.month, 1).map(Day::month_end),
    }
}

/// A project as it stands at `now`.
pub fn project(facets: &Facets<'_>, now: Moment) -> Entity {
    let (one, today) = (facets.listed, now.day());
    let (project, data) = (&one.project, &one.project.data);
    let year = one.year.as_ref().filter(|year| year.left_on.is_none());
    let by_month = months(facets.entries, today.year());
    let paid = one.paid;
    let found = lights(&Facts { project, year: one.year.as_ref(), months: by_month, paid, today });
    let done = facets.entries.iter().filter(|entry| entry.done.is_some());
    let last = done.clone().next_back().and_then(last_day);
    let total: i64 = done.filter_map(|entry| entry.done).map(|fen| fen.0).sum();
    let this_year: Option<i64> =
        by_month.iter().filter_map(|(_, done)| *done).map(|fen| fen.0).reduce(|a, b| a + b);
    let over = months_over(today, today.year());
    let until: i64 = by_month.iter().take(over as usize).filter_map(|(_, done)| *done).map(|fen| fen.0).sum();
    let pace = year.and_then(|year: &Year| pace(Fen(until), year.plan, over));
    let image = facets.entries.iter().rev().find(|entry| !entry.image.is_empty());
    let building: Vec<&Node> =
        facets.nodes.iter().filter(|node| node.kind == NodeKind::Building && !node.withdrawn()).collect();
    let built = building.iter().filter(|node| node.done_on().is_some()).count();
    let mut made = Maker::new(Sort::Project, project.id)
        .text("name", &data.name)
        .text("code", &data.code)
        .value("level", data.level.as_str())
        .text("industry", &data.industry)
        .value("investmentKind", data.kind.as_str())
        .value("stage", project.stage.as_str())
        .value("standing", project.standing.as_str())
        .text("annualClass", year.map_or("", |year| year.class.as_str()))
        .text("annualGoal", year.map_or("", |year| year.goal.as_str()))
        .text("scale", &data.scale)
        .text("address", &data.place)
        .point(data.point)
        .yuan("totalInvestment", Some(data.total), None)
        .yuan("plannedInvestment", year.map(|year| year.plan), None)
        .yuan("investedThisYear", this_year.map(Fen), last.filter(|day| day.year() == today.year()))
        .yuan("invested", Some(Fen(data.before.0 + total)), last)
        .share("completion", pace.map(|pace| pace.completion), None)
        .share("timeProgress", pace.map(|pace| pace.time), None)
        .said("imageProgress", image.map_or("", |entry| entry.image.as_str()), image.and_then(last_day))
        .share("physicalProgress", Ratio::of(built as i64, building.len() as i64), None)
        .value("light", found.worst().1.light.as_str())
        .value("startLight", found.start.light.as_str())
        .value("progressLight", found.progress.light.as_str())
        .value("paymentLight", found.payment.light.as_str())
        .value("entryLight", found.entry.light.as_str())
        .day("plannedStart", data.planned_start)
        .day("plannedFinish", data.planned_finish)
        .day("startedOn", project.started_on)
        .to("leadUnit", Sort::Unit, &[data.lead_unit])
        .to("cooperatingUnit", Sort::Unit, &data.cooperating)
        .to("line", Sort::Line, &[data.line])
        .to("partOf", Sort::Project, data.parent.as_slice())
        .0;
    let units = std::iter::once(data.lead_unit).chain(data.cooperating.iter().copied());
    made.scopes = Some(units.map(scope).collect());
    made
}

/// A problem as it stands.
pub fn problem(one: &Problem) -> Entity {
    let target = one.target();
    let mut made = Maker::new(Sort::Problem, one.id)
        .text("number", &one.number)
        .value("class", one.class.as_str())
        .value("state", one.state().as_str())
        .value("level", one.level.as_str())
        .day("levelSince", Some(one.level_since))
        .text("statement", &one.data.text)
        .text("measure", &one.data.measure)
        .day("limit", one.due())
        .to("project", Sort::Project, one.project.as_slice())
        .to("leadUnit", Sort::Unit, one.solver().as_slice())
        .to("cooperatingUnit", Sort::Unit, &one.data.cooperating)
        .to("commitment", Sort::Commitment, one.commitment.as_ref().map(|one| one.id).as_slice())
        .0;
    let mut units = vec![target.lead];
    units.extend(target.cooperating);
    made.scopes = Some(units.into_iter().map(scope).collect());
    made
}
