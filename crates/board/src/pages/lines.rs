//! Managing the lines of work: the columns of the board.

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_kernel::{Id, Message, Outcome};
use qipan_web::components::{Button, Field, Head, Table, empty_state, error_summary_of, form};
use qipan_web::{Form, Kept, Markup, Page, html};

use super::setting::Setting;
use crate::board::Board;
use crate::lines::commands;
use crate::lines::model::Line;

const LABELS: [(&str, &str); 5] = [
    ("code", "line-code"),
    ("name_zh", "line-name-zh"),
    ("name_en", "line-name-en"),
    ("keywords", "line-keywords"),
    ("sort", "line-sort"),
];

fn read(form: &Form) -> Outcome<Line> {
    form.read(|r| Line {
        id: r.id("id").unwrap_or_default(),
        code: r.required_text("code", 40),
        name_zh: r.required_text("name_zh", 40),
        name_en: r.required_text("name_en", 60),
        keywords: r
            .paragraph("keywords", 2_000)
            .split(['\n', ',', '，', '、', ';', '；'])
            .map(|word| word.trim().to_owned())
            .filter(|word| !word.is_empty())
            .collect(),
        sort: r.int("sort", 0..=100_000).unwrap_or(0),
        active: r.bool("active"),
    })
}

fn values(line: &Line) -> Kept {
    let mut pairs = vec![
        ("id", line.id.to_string()),
        ("code", line.code.clone()),
        ("name_zh", line.name_zh.clone()),
        ("name_en", line.name_en.clone()),
        ("keywords", line.keywords.join("、")),
        ("sort", line.sort.to_string()),
    ];
    if line.active {
        pairs.push(("active", "on".to_owned()));
    }
    Kept::with(pairs)
}

/// What the page shows: the lines, and the form with one of them or a new one.
pub struct Shown {
    /// Words, lines.
    pub setting: Setting,
    /// The form.
    pub kept: Kept,
}

/// `GET /lines`; `edit` in the query puts a line into the form.
pub(super) async fn page(call: Call) -> Outcome<Response> {
    let setting = Setting::current(&call)?;
    let wanted = call.query.value("edit").parse::<Id>().ok();
    let line = wanted.and_then(|id| setting.lines.iter().find(|line| line.id == id));
    let next = setting.lines.iter().map(|line| line.sort).max().unwrap_or(0) + 10;
    let fresh = || Kept::with([("sort", next.to_string()), ("active", "on".to_owned())]);
    let kept = line.map_or_else(fresh, values);
    call.page(draw(&Shown { setting, kept }))
}

/// `POST /lines`: adds a line, or changes the one with the identifier.
pub(super) async fn put(call: Call) -> Outcome<Response> {
    let outcome = match read(&call.form) {
        Ok(line) => {
            let (context, ids) = (call.context()?.clone(), call.site.ids.clone());
            call.write(move |tx| commands::put(tx, &context, &ids, &line)).await
        }
        Err(failure) => Err(failure),
    };
    call.site.part::<Board>().lines_changed();
    match outcome {
        Ok(_) => call.done("/lines", Message::new("done-line")),
        Err(failure) => {
            call.again(failure, async |kept| Ok(draw(&Shown { setting: Setting::current(&call)?, kept })))
                .await
        }
    }
}

/// The page.
pub fn draw(shown: &Shown) -> Markup {
    let (setting, view, kept) = (&shown.setting, &shown.setting.view, &shown.kept);
    let heads = ["line-sort", "line-name-zh", "line-name-en", "line-code", "line-keywords", "line-active"];
    let mut table =
        Table::new(view.t("lines-title"), heads.map(|key| Head::new(view.t(key))).to_vec()).caption_hidden();
    for line in setting.lines.iter() {
        let link = html! { a href=(view.here_with("edit", Some(&line.id.to_string()))) { (line.name_zh) } };
        let cells = vec![
            line.sort.into(),
            link.into(),
            line.name_en.as_str().into(),
            html! { code { (line.code) } }.into(),
            line.keywords.join("、").into(),
            view.t(if line.active { "line-on-board" } else { "line-off-board" }).into(),
        ];
        if line.active { table.row(cells) } else { table.row_of("muted", cells) }
    }
    let changes = !matches!(kept.value("id"), "" | "0");
    Page::new(view, &view.t("lines-title")).render(html! {
        h1 { (view.t("lines-title")) }
        p class="quiet" { (view.t("lines-intro")) }
        @if table.is_empty() { (empty_state(&view.t("lines-none"), None)) } @else { (table.render(view)) }
        h2 { (view.t(if changes { "line-change" } else { "line-add" })) }
        (error_summary_of(view, kept, &LABELS))
        (form(view, "/lines", html! {
            input type="hidden" name="id" value=(if changes { kept.value("id") } else { "0" });
            (Field::text("name_zh", "line-name-zh").required().max(40).short().render(view, kept))
            (Field::text("name_en", "line-name-en").required().max(60).short().render(view, kept))
            (Field::text("code", "line-code").required().max(40).short().hint(view.t("line-code-hint")).render(view, kept))
            (Field::number("sort", "line-sort").hint(view.t("line-sort-hint")).render(view, kept))
            (Field::area("keywords", "line-keywords", 2).hint(view.t("line-keywords-hint")).render(view, kept))
            (Field::checkbox("active", "line-on-board").render(view, kept))
            div class="actions" {
                (Button::submit(view.t("line-save")))
                @if changes { (Button::link(view.t("line-add"), "/lines")) }
            }
        }))
    })
}
