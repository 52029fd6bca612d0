//! What reading a file in would do, or has done: cell by cell, with what a person must decide.

use qipan_accounts::Act;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Id, Message};
use qipan_web::components::{
    Button, Cell, Field, Head, Light as Colour, Table, callout, error_summary_of, form,
};
use qipan_web::{Kept, Markup, html};

use super::commands::Imported;
use super::plan::{Fate, Options, Remark, RowReport};
use crate::book::model::{Kind, Level};
use crate::pages::frame;

/// Rows that are shown; the others are counted.
const ROWS_SHOWN: usize = 600;

/// The page.
pub fn page(setting: &Setting, found: &Imported, options: &Options, kept: &Kept) -> Markup {
    let view = &setting.view;
    let title = view.t(if found.applied { "table-done" } else { "table-dry" });
    let stopped = found.faulty + found.ask > 0 || !found.sums.is_empty();
    let colour = match (found.applied, stopped) {
        (true, _) => Colour::Done,
        (_, false) => Colour::Green,
        _ => Colour::Yellow,
    };
    // Where a project has several rows, rows are counted.
    let sum = Message::new(match (found.kind.of_known(), found.applied) {
        (false, false) => "table-sum",
        (false, true) => "table-sum-done",
        (true, false) => "table-sum-rows",
        (true, true) => "table-sum-rows-done",
    })
    .with("changed", found.changed)
    .with("same", found.same)
    .with("new", found.new)
    .with("ask", found.ask)
    .with("faulty", found.faulty);
    let of = Message::new(if found.kind.of_month() { "table-read-as" } else { "table-read-as-year" })
        .with("table", view.t(found.kind.key()).into_owned())
        .with("year", found.year.to_string())
        .with("month", i64::from(found.month));
    frame::book_page(
        setting,
        "/projects/tables",
        &title,
        html! {
            (callout(colour, "", html! { p { (view.m(&of)) } p { (view.m(&sum)) } }))
            @if !found.unknown_heads.is_empty() {
                p { (view.m(&Message::new("ledger-import-unknown").with("heads", found.unknown_heads.join("、")))) }
            }
            (remarks(setting, "table-notes", &found.notes))
            (remarks(setting, "table-sums", &found.sums))
            @if found.applied {
                p { (Button::link(view.t("table-see"), format!("/projects/tables/{}?year={}&month={}", found.kind.as_str(), found.year, found.month)).primary()) }
            }
            @if found.applied { (rows(setting, found, kept)) } @else {
                (form(view, "/projects/import", html! {
                    (error_summary_of(view, kept, &[("reason", "table-reason"), ("accept_sums", "table-accept-sums"), ("file", "table-import-file")]))
                    (hidden(found, options))
                    (decide(setting, found, kept))
                    (rows(setting, found, kept))
                }))
            }
        },
    )
}

fn hidden(found: &Imported, options: &Options) -> Markup {
    html! {
        input type="hidden" name="digest" value=(found.digest);
        input type="hidden" name="kind" value=(found.kind.as_str());
        input type="hidden" name="year" value=(found.year);
        input type="hidden" name="month" value=(found.month);
        @if found.part > 0 { input type="hidden" name="part" value=(found.part); }
        @if options.year.is_none() {}
    }
}

/// What a person decides of the file as a whole.
fn decide(setting: &Setting, found: &Imported, kept: &Kept) -> Markup {
    let view = &setting.view;
    let is_new = |row: &RowReport| row.fate == Fate::New || (row.fate == Fate::Ask && row.near.is_empty());
    let unknown = !found.kind.of_known() && found.rows.iter().any(is_new);
    let says = |key: &str| found.rows.iter().any(|row| row.notes.iter().any(|note| note.message.key == key));
    let does = found.changed + found.new > 0;
    let units = setting.unit_options();
    let lines = setting
        .lines
        .iter()
        .filter(|line| line.active)
        .map(|line| (line.id, line.name(view.lang).to_owned()));
    let money = Kind::ALL.iter().map(|one| (one.as_str(), view.t(one.key()).into_owned()));
    let levels = Level::ALL.iter().map(|one| (one.as_str(), view.t(one.key()).into_owned()));
    html! {
        @if unknown && setting.may(Act::ProjectManage) {
            fieldset {
                legend { (view.t("table-new")) }
                (Field::checkbox("create", "table-create").hint(view.t("table-create-hint")).render(view, kept))
                (Field::select("lead_unit", "project-unit", units).empty_option(view.t("table-no-choice")).hint(view.t("table-new-unit-hint")).render(view, kept))
                (Field::select("line", "project-line", lines).empty_option(view.t("table-no-choice")).render(view, kept))
                (Field::select("money", "project-kind", money).render(view, kept))
                (Field::select("level", "project-level", levels).empty_option(view.t("table-no-choice")).render(view, kept))
                (Field::text("industry", "project-industry").hint(view.t("table-new-industry-hint")).render(view, kept))
            }
        }
        @if says("table-cumulative-same") || kept.is("zeros", "on") {
            (Field::checkbox("zeros", "table-zeros").hint(view.t("table-zeros-hint")).render(view, kept))
        }
        @if found.problems > 0 || kept.is("leave_problems", "on") {
            (Field::checkbox("leave_problems", "table-leave-problems").hint(view.t("table-leave-problems-hint")).render(view, kept))
        }
        @if found.faulty + found.ask > 0 {
            (Field::checkbox("leave_faulty", "table-leave-faulty").render(view, kept))
        }
        @if !found.sums.is_empty() {
            (Field::checkbox("accept_sums", "table-accept-sums").render(view, kept))
        }
        @if found.rows.iter().any(RowReport::needs_reason) || !kept.value("reason").is_empty() {
            (Field::area("reason", "table-reason", 2).hint(view.t("table-reason-hint")).render(view, kept))
        }
        p class="row" {
            @if does {
                (Button::submit(view.m(&Message::new(if found.kind.of_known() { "table-apply-rows" } else { "table-apply" }).with("count", found.changed + found.new))).sends("act", "apply"))
                " "
            }
            (Button::submit(view.t("table-look-again")).secondary().sends("act", "look"))
            " " (Button::link(view.t("table-another"), "/projects/import"))
        }
    }
}

fn remarks(setting: &Setting, key: &str, all: &[Remark]) -> Markup {
    let view = &setting.view;
    html! {
        @if !all.is_empty() {
            h2 { (view.t(key)) }
            ul { @for one in all { li { (remark(setting, one)) } } }
        }
    }
}

fn remark(setting: &Setting, one: &Remark) -> Markup {
    html! {
        @if !one.sheet.is_empty() { (one.sheet) " " }
        @if !one.cell.is_empty() { strong { (one.cell) } " " }
        @if !one.head.is_empty() { span class="quiet" { (one.head) } " " }
        (setting.view.m(&one.message))
    }
}

/// Every row: first what needs somebody, then what changes, each in the order of the file; what is held already is
/// counted above.
fn rows(setting: &Setting, found: &Imported, kept: &Kept) -> Markup {
    let view = &setting.view;
    let heads = vec![
        Head::number(view.t("ledger-import-row")),
        Head::new(view.t("ledger-import-fate")).narrow(),
        Head::new(view.t("project-name")),
        Head::new(view.t("table-changes")),
        Head::new(view.t("table-remarks")),
    ];
    let mut table = Table::new(view.t("ledger-import-rows"), heads).ledger();
    let order = |row: &&RowReport| match row.fate {
        Fate::Faulty => 0,
        Fate::Ask => 1,
        Fate::New => 2,
        Fate::Changed => 3,
        _ => 4,
    };
    let quiet = |row: &&RowReport| match row.fate {
        Fate::Same => !row.notes.is_empty(),
        Fate::Other => false,
        _ => true,
    };
    let mut rows: Vec<&RowReport> = found.rows.iter().filter(quiet).collect();
    rows.sort_by_key(order);
    let left = rows.len().saturating_sub(ROWS_SHOWN);
    rows.truncate(ROWS_SHOWN);
    let several = found.rows.iter().any(|row| row.sheet > 1);
    for row in &rows {
        table.row(cells(setting, row, (several, found.applied), kept));
    }
    html! {
        @if rows.is_empty() { p class="quiet" { (view.t("table-nothing")) } } @else { div class="import-rows" { (table.render(view)) } }
        @if left > 0 { p class="quiet" { (view.m(&Message::new("ledger-import-more").with("count", left))) } }
    }
}

fn cells(setting: &Setting, row: &RowReport, (several, applied): (bool, bool), kept: &Kept) -> Vec<Cell> {
    let view = &setting.view;
    let key = match (row.fate, applied) {
        (Fate::Changed, true) => "table-fate-was-changed",
        (Fate::New, true) => "table-fate-was-new",
        (Fate::Changed, false) => "table-fate-changed",
        (Fate::New, false) => "table-fate-new",
        (Fate::Same, _) => "table-fate-same",
        (Fate::Ask, _) => "table-fate-ask",
        (Fate::Faulty, _) => "table-fate-faulty",
        (Fate::Skipped, _) => "table-fate-skipped",
        (Fate::Other, _) => "table-fate-other",
    };
    let name = html! {
        @match row.project {
            Some(id) => a href={ "/projects/" (id) } { (row.name) },
            None => (row.name),
        }
        @if !row.known_as.is_empty() && row.known_as != row.name { br; small { (row.known_as) } }
        @if !applied && matches!(row.fate, Fate::Ask | Fate::Skipped) { (choice(setting, row, kept)) }
    };
    let changes = html! {
        @if !row.changes.is_empty() {
            ul class="changes" {
                @for change in &row.changes {
                    li {
                        strong { (change.cell) } " " span class="quiet" { (change.head) } ": "
                        @if change.was.is_empty() { span class="quiet" { (view.t("table-empty-before")) } } @else { del { (change.was) } }
                        " → " ins { (change.becomes) }
                    }
                }
            }
        }
    };
    let said = html! {
        @if !(row.faults.is_empty() && row.notes.is_empty()) {
            ul {
                @for fault in &row.faults { li class="fault" { (remark(setting, fault)) } }
                @for note in &row.notes { li { (remark(setting, note)) } }
            }
        }
    };
    let line = if several { format!("{}!{}", row.sheet, row.line) } else { row.line.to_string() };
    vec![line.into(), view.t(key).as_ref().into(), name.into(), changes.into(), said.into()]
}

/// Which project a row means: one whose name is near, a new one, or none.
fn choice(setting: &Setting, row: &RowReport, kept: &Kept) -> Markup {
    let view = &setting.view;
    let field = format!("row-{}!{}", row.sheet, row.line);
    let label = setting.say("table-choose", "name", row.name.as_str());
    let option = |value: &str, words: &str| {
        html! {
            option value=(value) selected[kept.value(&field) == value] { (words) }
        }
    };
    let near = |(id, name): &(Id, String)| {
        option(&id.to_string(), &setting.say("table-choose-is", "name", name.as_str()))
    };
    html! {
        br;
        select name=(field) aria-label=(label) {
            (option("", &view.t("table-choose-none")))
            @for one in &row.near { (near(one)) }
            (option("new", &view.t("table-choose-new")))
            (option("skip", &view.t("table-choose-skip")))
        }
    }
}
