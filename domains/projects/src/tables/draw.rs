//! A table as a page: two rows of heads, groups with subtotals, as it is printed.

use qipan_board::pages::setting::Setting;
use qipan_kernel::Id;
use qipan_web::components::empty_state;
use qipan_web::{Markup, Page, html};

use super::columns::{Column, Sort, TableKind};
use super::export;
use super::grid::{Line, foot, group_head, head, unit_line};
use super::model::{At, Held, Value};
use super::pages::names;
use crate::pages::frame;

/// The page around a table.
pub fn page(setting: &Setting, title: &str, body: Markup) -> Markup {
    let view = &setting.view;
    Page::new(view, title).wide().landscape_a3().head(crate::pages::head()).render(html! {
        div class="page-head" { h1 { (title) } }
        (frame::book_tabs(setting, "/projects/tables"))
        (body)
    })
}

/// The table.
pub fn table(setting: &Setting, kind: TableKind, at: At, held: &[Held]) -> Markup {
    let view = &setting.view;
    if held.is_empty() {
        return empty_state(&view.t("table-none"), None);
    }
    if kind == TableKind::Site {
        return super::site::draw(setting, at, held);
    }
    let names = names(setting);
    let made = export::made(kind, at, held, &names);
    let columns = kind.columns();
    let two_rows = columns.iter().any(|column| column.group(kind).is_some());
    let mut upper = Vec::new();
    let mut index = 0;
    while index < columns.len() {
        let column = columns[index];
        let inside =
            columns[index..].iter().take_while(|next| next.group(kind) == column.group(kind)).count();
        match column.group(kind) {
            Some(group) => {
                upper.push(html! { th scope="colgroup" colspan=(inside) { (group_head(group, &names)) } });
                index += inside;
            }
            None => {
                let rows = two_rows.then_some("2");
                upper.push(html! { th scope="col" rowspan=[rows] { (head(column, at, &names)) } });
                index += 1;
            }
        }
    }
    let lower = columns.iter().filter(|column| column.group(kind).is_some());
    let title = super::grid::title(kind, at, &names);
    html! {
        p class="table-unit" { (unit_line(kind, &names)) }
        div class="table-frame" tabindex="0" role="region" aria-label=(title) {
            table class="table ledger official" {
                caption class="sr" { (title) }
                thead {
                    tr { @for cell in &upper { (cell) } }
                    @if two_rows { tr { @for column in lower { th scope="col" { (head(*column, at, &names)) } } } }
                }
                // The rows of a project are a body of their own, so that no sheet of paper parts them.
                @for rows in made.lines.chunk_by(|_, next| matches!(next, Line::Item(item) if item.goes_on)) {
                    tbody { @for line in rows {
                        @match line {
                            Line::Total(label, cells) => { tr class="subtotal" { (sums("", label, cells)) } }
                            Line::Group(number, label, cells) => { tr class="subtotal group" { (sums(number, label, cells)) } }
                            Line::Item(item) => {
                                tr {
                                    @for (column, value) in columns.iter().zip(&item.cells) {
                                        @if column.of_project() {
                                            // What is said of the project as a whole stands once over all its rows.
                                            @if !item.goes_on { (whole(*column, value, (item.project, rows.len()))) }
                                        } @else {
                                            (cell(*column, value))
                                        }
                                    }
                                }
                            }
                        }
                    } }
                }
            }
        }
        p class="quiet" { (foot(kind, &names)) }
    }
}

fn sums(number: &str, label: &str, cells: &[Value]) -> Markup {
    html! {
        td { (number) }
        th scope="row" { (label) }
        @for value in cells.iter().skip(2) { td class="num" { (words(value)) } }
    }
}

fn number(column: Column) -> Option<&'static str> {
    matches!(column.sort(), Sort::Amount | Sort::Share).then_some("num")
}

fn cell(column: Column, value: &Value) -> Markup {
    html! { td class=[number(column)] { (words(value)) } }
}

/// What is said of a project as a whole.
fn whole(column: Column, value: &Value, (project, rows): (Id, usize)) -> Markup {
    let rows = (rows > 1).then_some(rows);
    html! {
        td class=[number(column)] rowspan=[rows] {
            @if column == Column::Name { a href={ "/projects/" (project) } { (words(value)) } } @else { (words(value)) }
        }
    }
}

/// A value in words; the second of two names in one cell stands below the first.
pub fn words(value: &Value) -> Markup {
    match value {
        Value::Nothing => html! {},
        Value::Count(count) => html! { (count) },
        Value::Text(text) => html! {
            @for (index, line) in text.lines().enumerate() { @if index > 0 { br; } (line) }
        },
        Value::Amount(amount) => html! { span class="nowrap" { (amount.wan()) } },
        Value::Share(share) => html! { (share.percent(1)) },
        Value::Day(day) => html! { span class="nowrap" { (day) } },
    }
}
