//! The JSON API of tables: `/api/v1/projects/tables/{kind}`, `/api/v1/projects/import`.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use qipan_accounts::Act;
use qipan_accounts::access::visible_units;
use qipan_accounts::http::{self, Access, Call, Doc, Param, Routes};
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Id, Outcome};
use schemars::JsonSchema;
use serde::Serialize;

use super::columns::TableKind;
use super::commands::Imported;
use super::export;
use super::grid::{self, Grid, Line};
use super::model::Value;
use super::pages::{at, carried_out, file, kind, looked_at, names, options};
use super::plan::{Fate, Remark};
use super::values::Names;

const PERIOD: &[Param] = &[
    Param { name: "year", about: "The year; this year when absent" },
    Param { name: "month", about: "The month, 1 to 12; the last that is over when absent" },
    Param { name: "part", about: "The ten-day of the month, 1 to 3" },
];

/// Registers the calls.
pub fn routes(routes: &mut Routes) {
    let tag = "Projects";
    routes.api(
        Method::GET,
        "/api/v1/projects/tables/{kind}",
        Access::May(Act::ProjectView),
        Doc::new(
            "getProjectTable",
            tag,
            "One of the tables that offices print, with groups and totals; amounts in fen",
        )
        .gives::<TableOut>()
        .asks(PERIOD),
        table,
    );
    routes.api(
        Method::POST,
        "/api/v1/projects/import",
        Access::May(Act::ProjectReport),
        Doc::new(
            "importProjectTable",
            tag,
            "Reads a table in (multipart: `file`, and the fields of the form: `kind`, `year`, `month`, `reason`, `create`, `lead_unit`, `line`, `zeros`, `leave_problems`, `accept_sums`, `leave_faulty`, `row-<sheet>!<line>`); `act=apply` carries it out, all or nothing, else it is only looked at",
        )
        .gives::<ImportedOut>(),
        import,
    );
}

/// A table.
#[derive(Serialize, JsonSchema)]
pub struct TableOut {
    table: TableKind,
    title: String,
    year: i32,
    month: u32,
    part: u32,
    /// Words of the columns, with those of the head above.
    columns: Vec<String>,
    rows: Vec<RowOut>,
}

/// A row of a table.
#[derive(Serialize, JsonSchema)]
pub struct RowOut {
    /// `total`, `group` or `project`.
    row: &'static str,
    /// The project's identifier.
    #[serde(skip_serializing_if = "Option::is_none")]
    project: Option<i64>,
    /// The words of a total or group.
    #[serde(skip_serializing_if = "String::is_empty")]
    label: String,
    /// Text, amounts in fen, shares in per cent, days; `null` for nothing.
    cells: Vec<serde_json::Value>,
}

fn cell(value: &Value) -> serde_json::Value {
    match value {
        Value::Nothing => serde_json::Value::Null,
        Value::Count(count) => (*count).into(),
        Value::Text(text) => text.as_str().into(),
        Value::Amount(amount) => amount.0.into(),
        Value::Share(share) => share.percent(2).into(),
        Value::Day(day) => day.to_string().into(),
    }
}

impl TableOut {
    /// A table with its words.
    pub fn of(grid: &Grid, names: &Names<'_>) -> TableOut {
        let columns = grid.kind.columns().iter().map(|column| {
            let own = grid::head(*column, grid.at, names);
            match column.group(grid.kind) {
                Some(group) => format!("{}/{own}", grid::group_head(group, names)),
                None => own,
            }
        });
        let rows = grid.lines.iter().map(|line| {
            let (row, project, label, cells) = match line {
                Line::Total(label, cells) => ("total", None, label.clone(), cells),
                Line::Group(_, label, cells) => ("group", None, label.clone(), cells),
                Line::Item(item) => ("project", Some(item.project.0), String::new(), &item.cells),
            };
            RowOut { row, project, label, cells: cells.iter().map(cell).collect() }
        });
        TableOut {
            table: grid.kind,
            title: grid::title(grid.kind, grid.at, names),
            year: grid.at.year,
            month: grid.at.month,
            part: grid.at.part,
            columns: columns.collect(),
            rows: rows.collect(),
        }
    }
}

/// What an import did, or would do.
#[derive(Serialize, JsonSchema)]
pub struct ImportedOut {
    digest: String,
    table: TableKind,
    year: i32,
    month: u32,
    part: u32,
    applied: bool,
    changed: usize,
    same: usize,
    new: usize,
    ask: usize,
    faulty: usize,
    /// Problems that rows tell and that their projects do not have open.
    problems: usize,
    sums: Vec<RemarkOut>,
    notes: Vec<RemarkOut>,
    unknown_heads: Vec<String>,
    rows: Vec<RowReportOut>,
}

/// Something about a cell.
#[derive(Serialize, JsonSchema)]
pub struct RemarkOut {
    sheet: String,
    cell: String,
    head: String,
    message: String,
}

/// A row of the file that is a project.
#[derive(Serialize, JsonSchema)]
pub struct RowReportOut {
    sheet: usize,
    line: usize,
    name: String,
    /// `changed`, `same`, `new`, `ask`, `faulty` or `skipped`.
    fate: &'static str,
    project: Option<i64>,
    near: Vec<NearOut>,
    changes: Vec<ChangeOut>,
    faults: Vec<RemarkOut>,
    notes: Vec<RemarkOut>,
}

/// A project whose name is near.
#[derive(Serialize, JsonSchema)]
pub struct NearOut {
    project: i64,
    name: String,
}

/// What a cell changes.
#[derive(Serialize, JsonSchema)]
pub struct ChangeOut {
    cell: String,
    head: String,
    was: String,
    becomes: String,
}

/// The word of a fate.
pub fn fate(fate: Fate) -> &'static str {
    match fate {
        Fate::Changed => "changed",
        Fate::Same => "same",
        Fate::New => "new",
        Fate::Ask => "ask",
        Fate::Faulty => "faulty",
        Fate::Skipped => "skipped",
        Fate::Other => "other",
    }
}

impl ImportedOut {
    /// What was found, in words.
    pub fn of(found: &Imported, names: &Names<'_>) -> ImportedOut {
        let remark = |one: &Remark| RemarkOut {
            sheet: one.sheet.clone(),
            cell: one.cell.clone(),
            head: one.head.clone(),
            message: names.words.msg(names.lang, &one.message).into_owned(),
        };
        let all = |remarks: &[Remark]| remarks.iter().map(remark).collect();
        let rows = found.rows.iter().filter(|row| row.fate != Fate::Other).map(|row| RowReportOut {
            sheet: row.sheet,
            line: row.line,
            name: row.name.clone(),
            fate: fate(row.fate),
            project: row.project.map(|id| id.0),
            near: row.near.iter().map(|(id, name)| NearOut { project: id.0, name: name.clone() }).collect(),
            changes: row
                .changes
                .iter()
                .map(|change| ChangeOut {
                    cell: change.cell.clone(),
                    head: change.head.clone(),
                    was: change.was.clone(),
                    becomes: change.becomes.clone(),
                })
                .collect(),
            faults: all(&row.faults),
            notes: all(&row.notes),
        });
        ImportedOut {
            digest: found.digest.clone(),
            table: found.kind,
            year: found.year,
            month: found.month,
            part: found.part,
            applied: found.applied,
            changed: found.changed,
            same: found.same,
            new: found.new,
            ask: found.ask,
            faulty: found.faulty,
            problems: found.problems,
            sums: all(&found.sums),
            notes: all(&found.notes),
            unknown_heads: found.unknown_heads.clone(),
            rows: rows.collect(),
        }
    }
}

async fn table(call: Call) -> Outcome<Response> {
    let (setting, kind) = (Setting::current(&call)?, kind(&call)?);
    let at = at(&call, kind)?;
    let visible = visible_units(&setting.actor).map(<[Id]>::to_vec);
    let shown = call
        .read(move |tx| {
            let held = export::held(tx, kind, at, visible)?;
            let names = names(&setting);
            Ok(TableOut::of(&export::made(kind, at, &held, &names), &names))
        })
        .await?;
    call.answer(&shown)
}

async fn import(call: Call) -> Outcome<Response> {
    let work = async {
        let options = options(&call.form)?;
        let read = file(&call, &options).await?;
        let found = if call.form.value("act") == "apply" {
            carried_out(&call, read, &options).await?
        } else {
            looked_at(&call, read, &options).await?
        };
        let setting = Setting::current(&call)?;
        Ok((StatusCode::OK, ImportedOut::of(&found, &names(&setting))))
    };
    http::once_after(&call, work).await
}
