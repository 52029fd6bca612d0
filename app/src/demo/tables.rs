//! Tables that the office of the demonstration city has read in: what each month should reach, and the five-year plan.

use std::fmt::Write;
use std::sync::Arc;

use qipan_board::commitments::commands::Acting;
use qipan_board::rulebook::Rulebook;
use qipan_kernel::{Context, Day, Id, IdSource, Outcome};
use qipan_projects::book::model::Level;
use qipan_projects::book::store::{self as projects, Filter, Listed};
use qipan_projects::nodes;
use qipan_projects::tables::columns::TableKind;
use qipan_projects::tables::commands::{self, File};
use qipan_projects::tables::model::At;
use qipan_projects::tables::plan::Options;
use qipan_store::{Db, Tx};
use qipan_web::Lang;

use super::at;
use super::projects::office;

/// Most projects and nodes of a table.
const MOST: usize = 2_000;

/// Reads both in.
pub fn live(db: &Db, ids: &Arc<IdSource>, book: &Arc<Rulebook>, today: Day) -> Outcome<()> {
    let (ids, book, words) = (ids.clone(), book.clone(), crate::wiring::words());
    let year = today.year();
    db.write_now(move |tx| {
        let filter = Filter { year, listed: true, ..Filter::default() };
        let listed = projects::list(tx, &filter, Id(0), MOST)?;
        let context = Context { actor: office(), now: at(today, 8, 30) };
        for (kind, text) in
            [(TableKind::Targets, targets(tx, &listed, year)?), (TableKind::FiveYear, terms(&listed, year))]
        {
            let options = Options {
                kind: Some(kind),
                year: Some(year),
                reason: "年度目标责任书和规划纲要（示例）".into(),
                ..Options::default()
            };
            let tables = commands::tables(text.as_bytes(), &options)?;
            let digest = qipan_records::files::digest(text.as_bytes());
            let mut acting = Acting { tx, context: &context, ids: &ids, book: &book };
            let file = File { tables: &tables, digest: &digest };
            commands::apply(&mut acting, (&words, Lang::Zh), &file, &options)?;
        }
        Ok(())
    })
}

/// 项目目标责任制表: a month should reach the nodes that are due in it.
fn targets(tx: &mut Tx<'_>, listed: &[Listed], year: i32) -> Outcome<String> {
    let ids: Vec<Id> = listed.iter().map(|one| one.project.id).collect();
    let nodes = nodes::store::of_projects(tx, &ids, MOST * 10)?;
    let (mut upper, mut lower) = ("项目名称,项目代码".to_owned(), ",".to_owned());
    for month in 1..=12 {
        let _ = write!(upper, ",{month}月");
        lower.push_str(",形象进度");
    }
    let mut text = format!("{year}年项目目标责任制表\n计量单位：万元\n{upper}\n{lower}\n");
    for one in listed {
        let aims = (1..=12).map(|month| {
            let due = nodes.iter().filter(|node| {
                let day = node.due_day();
                node.project == one.project.id
                    && !node.withdrawn()
                    && (day.year(), day.ymd().1) == (year, month)
            });
            due.map(|node| node.name.as_str()).collect::<Vec<_>>().join("、")
        });
        let aims: Vec<String> = aims.collect();
        if aims.iter().any(|aim| !aim.is_empty()) {
            let data = &one.project.data;
            let _ = writeln!(text, "{},{},{}", data.name, data.code, aims.join(","));
        }
    }
    Ok(text)
}

/// 五年规划重点项目表: what the state or city lists, with what is left to be invested.
fn terms(listed: &[Listed], year: i32) -> String {
    let first = At::of(TableKind::FiveYear, year, 1, 0).year;
    let mut text = format!(
        "{first}—{}年五年规划重点项目表\n,,,计量单位：万元\n项目名称,项目代码,规划期计划投资,备注\n",
        first + 4
    );
    for one in listed.iter().filter(|one| one.project.data.level != Level::District) {
        let data = &one.project.data;
        let left = data.total.0 - data.before.0 - one.earlier.0;
        let note =
            if one.project.started_on.is_some_and(|day| day.year() < first) { "续建" } else { "新建" };
        let _ = writeln!(text, "{},{},{},{note}", data.name, data.code, left.max(0) / 1_000_000);
    }
    text
}
