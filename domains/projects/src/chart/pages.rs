//! The wall chart: loading.

use std::collections::HashMap;

use axum::response::Response;
use qipan_accounts::Act;
use qipan_accounts::http::{Access, Call, Routes, asked};
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Fen, Id, Outcome};
use qipan_web::Form;

use super::view;
use crate::book::store::{self, Filter, Listed};
use crate::invest::lights::months_over;
use crate::invest::rules::{Pace, pace};
use crate::nodes;
use crate::nodes::model::Node;
use crate::pages::list_view::pace_of;
use crate::pages::{filter, in_order};

/// Most rows of a chart, and most nodes.
const MOST: usize = 2_000;
const NODES_MOST: usize = 40_000;

/// Registers the page.
pub(super) fn routes(routes: &mut Routes) {
    routes.page("/projects/chart", Access::May(Act::ProjectView), page);
    routes.page("/projects/chart/wall", Access::May(Act::ProjectView), wall);
}

/// A row of the chart.
pub(super) struct Row {
    pub one: Listed,
    pub nodes: Vec<Node>,
    /// Part of another project of the chart, in whose figures it is.
    pub part: bool,
    pub pace: Option<Pace>,
}

/// Rows under one heading.
pub(super) struct Group {
    pub name: String,
    pub rows: Vec<Row>,
}

impl Group {
    /// How many projects there are, and how many parts of them.
    pub fn counts(&self) -> (usize, usize) {
        let parts = self.rows.iter().filter(|row| row.part).count();
        (self.rows.len() - parts, parts)
    }

    /// Total investment, plan of the year, and done in the months that are over.
    pub fn sums(&self) -> (Fen, Fen, Fen) {
        let mut all = (0, 0, 0);
        for row in self.rows.iter().filter(|row| !row.part) {
            all.0 += row.one.project.data.total.0;
            all.1 += row.one.year.as_ref().map_or(0, |year| year.plan.0);
            all.2 += row.pace.map_or(0, |pace| pace.done.0);
        }
        (Fen(all.0), Fen(all.1), Fen(all.2))
    }

    /// How far they are together.
    pub fn pace(&self, over: u32) -> Option<Pace> {
        let (_, plan, done) = self.sums();
        pace(done, plan, over)
    }
}

/// What the chart shows.
pub(super) struct Shown {
    pub setting: Setting,
    pub filter: Filter,
    pub by_industry: bool,
    /// Sheets of A1.
    pub large: bool,
    pub groups: Vec<Group>,
    /// Months of the year that are over.
    pub over: u32,
    pub query: Form,
}

async fn load(call: &Call) -> Outcome<Shown> {
    let setting = Setting::current(call)?;
    let choose = |name: &'static str, words: [&str; 2]| {
        let chosen = asked::read(call, name, |text| words.iter().position(|word| *word == text));
        chosen.map(|at| at == Some(1))
    };
    let (by_industry, large) = (choose("by", ["unit", "industry"])?, choose("paper", ["a3", "a1"])?);
    let filter = Filter { listed: true, ..filter(call)? };
    let wanted = filter.clone();
    let (rows, nodes) = call
        .read(move |tx| {
            let rows = store::list(tx, &wanted, Id(0), MOST)?;
            let ids: Vec<Id> = rows.iter().map(|one| one.project.id).collect();
            let nodes = nodes::store::of_projects(tx, &ids, NODES_MOST)?;
            Ok((rows, nodes))
        })
        .await?;
    let mut nodes = nodes.into_iter().filter(|node| !node.withdrawn()).peekable();
    let heads: HashMap<Id, (Id, String)> = rows
        .iter()
        .map(|one| (one.project.id, (one.project.data.lead_unit, one.project.data.industry.clone())))
        .collect();
    let mut of_project: HashMap<Id, Vec<Node>> = HashMap::new();
    for one in &rows {
        let mut own = Vec::new();
        while let Some(node) = nodes.next_if(|node| node.project <= one.project.id) {
            if node.project == one.project.id {
                own.push(node);
            }
        }
        of_project.insert(one.project.id, own);
    }
    let mut groups: Vec<(i64, Group)> = Vec::new();
    for one in in_order(rows) {
        // A part stands in the group of what it is part of, as in the tables.
        let whole = one.project.data.parent.and_then(|parent| heads.get(&parent));
        let Some((unit, industry)) = whole.or_else(|| heads.get(&one.project.id)) else { continue };
        let (name, order) = if by_industry {
            (industry.clone(), 0)
        } else {
            let sort = setting.units.with_depth().position(|(known, _)| known.id == *unit);
            (setting.unit(*unit), sort.map_or(i64::MAX, |at| at as i64))
        };
        let pace = pace_of(&setting, &one, filter.year);
        let nodes = of_project.remove(&one.project.id).unwrap_or_default();
        let row = Row { part: whole.is_some(), one, nodes, pace };
        match groups.iter_mut().find(|(_, group)| group.name == name) {
            Some((_, group)) => group.rows.push(row),
            None => groups.push((order, Group { name, rows: vec![row] })),
        }
    }
    groups.sort_by(|(a, one), (b, two)| (a, &one.name).cmp(&(b, &two.name)));
    let groups = groups.into_iter().map(|(_, group)| group).collect();
    let over = months_over(setting.today(), filter.year);
    Ok(Shown { setting, filter, by_industry, large, groups, over, query: call.query.clone() })
}

/// `GET /projects/chart`: to look at and to print.
async fn page(call: Call) -> Outcome<Response> {
    let shown = load(&call).await?;
    call.page(view::page(&shown))
}

/// `GET /projects/chart/wall`: on a wall display, which looks anew by itself.
async fn wall(call: Call) -> Outcome<Response> {
    let shown = load(&call).await?;
    call.page(view::wall(&shown))
}
