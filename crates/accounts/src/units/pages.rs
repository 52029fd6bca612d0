//! The tree of units, the page of one, and its form.

use axum::response::Response;
use qipan_kernel::{Day, Failure, Id, Message, Outcome};
use qipan_store::Tx;
use qipan_web::components::*;
use qipan_web::forms::Reader;
use qipan_web::{Kept, Lang, Markup, Page, View, html};

use crate::access::{self, Act};
use crate::form_flow;
use crate::http::{Access, Call, Routes};
use crate::people::{self, Person, Post};
use crate::units::{Unit, UnitData, UnitKind, Units, commands};
use crate::users::pages::{unit_options, version};

/// Results of a search on one page.
const FOUND_MAX: usize = 200;

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    let (view, manage) = (Access::May(Act::UnitView), Access::May(Act::UnitManage));
    let add = Access::May(Act::UnitAdd);
    routes.page("/units", view, list);
    routes.page("/units/new", add, show_new);
    routes.form("/units/new", add, create);
    routes.page("/units/{id}", view, show);
    routes.page("/units/{id}/edit", manage, show_edit);
    routes.form("/units/{id}/edit", manage, amend);
    routes.form("/units/{id}/close", manage, close);
}

fn english(view: &View) -> bool {
    view.lang == Lang::En
}

async fn list(call: Call) -> Outcome<Response> {
    let (view, units) = (&call.view, call.site.units()?);
    let (words, kind) = (call.query.value("q"), call.query.value("kind"));
    let kind: Option<UnitKind> = kind.parse().ok();
    let closed = call.query.value("closed") == "on";
    let searching = !words.trim().is_empty() || kind.is_some();
    let shown = |unit: &Unit| {
        (closed || unit.data.valid_to.is_none_or(|to| to >= view.today))
            && kind.is_none_or(|kind| kind == unit.data.kind)
    };
    let mut rows: Vec<(&Unit, usize)> = if searching {
        units.search(words, usize::MAX).into_iter().map(|unit| (unit, 0)).collect()
    } else {
        units.with_depth().collect()
    };
    rows.retain(|(unit, _)| shown(unit));
    let more = searching && rows.len() > FOUND_MAX;
    if more {
        rows.truncate(FOUND_MAX);
    }
    let kept = Kept::with([
        ("q", words),
        ("kind", call.query.value("kind")),
        ("closed", call.query.value("closed")),
    ]);
    let kinds = UnitKind::ALL.map(|kind| (kind.as_str(), view.t(kind.key()).into_owned()));
    let may_manage = access::require(call.actor()?, Act::UnitManage).is_ok();
    let may_add = access::require(call.actor()?, Act::UnitAdd).is_ok();
    let body = html! {
        h1 { (view.t("units-title")) " " span class="count" { (view.number(rows.len() as i64)) } }
        @if may_add {
            div class="actions" {
                (Button::link(view.t("unit-new"), "/units/new").primary())
                @if may_manage { (Button::link(view.t("units-import-title"), "/units/import")) }
            }
        }
        (filter_bar(view, html! {
            (Field::search("q", "units-search").render(view, &kept))
            (Field::select("kind", "unit-kind", kinds).empty_option(view.t("accounts-all")).render(view, &kept))
            (Field::checkbox("closed", "units-with-closed").render(view, &kept))
        }))
        @if more { p class="quiet" { (view.m(&Message::new("units-search-more").with("max", FOUND_MAX))) } }
        @if rows.is_empty() {
            (empty_state(&view.t("units-none"), may_manage.then(|| html! { (Button::link(view.t("units-import-title"), "/units/import")) })))
        } @else if searching {
            (table(view, &units, &rows))
        } @else {
            (tree(view, &rows))
        }
    };
    call.page(Page::new(view, &view.t("units-title")).render(body))
}

fn table(view: &View, units: &Units, rows: &[(&Unit, usize)]) -> Markup {
    let heads = ["unit-name", "unit-short", "unit-kind", "unit-parent", "unit-code"];
    let heads = heads.iter().map(|key| Head::new(view.t(key))).collect();
    let mut table = Table::new(view.t("units-title"), heads).caption_hidden();
    for (unit, _) in rows {
        let parent = unit.data.parent.map(|id| units.short_name(id, english(view))).unwrap_or_default();
        table.row(vec![
            html! { a href={ "/units/" (unit.id) } { (unit.data.name(english(view))) } }.into(),
            unit.data.short(english(view)).into(),
            view.t(unit.data.kind.key()).into_owned().into(),
            parent.into(),
            unit.data.code.as_deref().unwrap_or_default().into(),
        ]);
    }
    table.render(view)
}

/// The tree as nested lists, one for each kind at the top.
fn tree(view: &View, rows: &[(&Unit, usize)]) -> Markup {
    html! {
        @for kind in UnitKind::ALL {
            @let tops: Vec<usize> = (0..rows.len()).filter(|i| rows[*i].1 == 0 && rows[*i].0.data.kind == kind).collect();
            @if !tops.is_empty() {
                section class="unit-kind" {
                    h2 { (view.t(kind.key())) " " span class="count" { (view.number(tops.len() as i64)) } }
                    ul class="tree" { @for top in tops { (branch(view, rows, top)) } }
                }
            }
        }
    }
}

fn branch(view: &View, rows: &[(&Unit, usize)], at: usize) -> Markup {
    let (unit, depth) = rows[at];
    let below = rows[at + 1..].iter().take_while(|(_, d)| *d > depth).count();
    let children: Vec<usize> = (at + 1..=at + below).filter(|i| rows[*i].1 == depth + 1).collect();
    let short = unit.data.short(english(view));
    let name = unit.data.name(english(view));
    html! {
        li {
            a href={ "/units/" (unit.id) } { (name) }
            @if short != name { " " span class="quiet" { (short) } }
            @if let Some(to) = unit.data.valid_to { " " span class="quiet" { (view.m(&Message::new("unit-until").with("day", to))) } }
            @if !children.is_empty() { ul { @for child in children { (branch(view, rows, child)) } } }
        }
    }
}

/// A post with its holder today.
fn posts(tx: &mut Tx<'_>, unit: Id, today: Day) -> Outcome<Vec<(Post, Option<Person>)>> {
    let posts = people::store::posts_of(tx, unit)?;
    posts
        .into_iter()
        .map(|post| {
            let holder = people::store::holder(tx, post.id, today)?;
            Ok((post, holder))
        })
        .collect()
}

async fn show(call: Call) -> Outcome<Response> {
    let (view, units, id) = (&call.view, call.site.units()?, call.id("id")?);
    let unit = units.get(id).ok_or_else(Failure::not_found)?;
    let today = view.today;
    let posts = call.read(move |tx| posts(tx, id, today)).await?;
    let may_manage = access::require(call.actor()?, Act::UnitManage).is_ok();
    let data = &unit.data;
    let mut crumbs = vec![Crumb::link(view.t("units-title"), "/units")];
    for above in units.ancestors(id).into_iter().rev() {
        crumbs.push(Crumb::link(units.short_name(above, english(view)), format!("/units/{above}")));
    }
    crumbs.push(Crumb::here(data.short(english(view))));
    let other = data.name(!english(view));
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let below = units.children(Some(id));
    let body = html! {
        (breadcrumb(view, &crumbs))
        h1 { (data.name(english(view))) }
        @if other != data.name(english(view)) { p class="quiet" { (other) } }
        div class="actions" {
            (Button::link(view.t("unit-commitments"), format!("/commitments?unit={id}")))
            @if may_manage {
                (Button::link(view.t("accounts-edit"), format!("/units/{id}/edit")).shortcut("e"))
                (Button::link(view.t("unit-posts"), format!("/units/{id}/posts")))
            }
        }
        (Definitions::new()
            .row(view.t("unit-kind"), view.t(data.kind.key()))
            .maybe(view.t("unit-short"), text(data.short(english(view))))
            .maybe(view.t("unit-aliases"), text(&data.aliases.join(if english(view) { ", " } else { "、" })))
            .maybe(view.t("unit-code"), data.code.clone())
            .maybe(view.t("unit-credit-code"), data.credit_code.clone())
            .maybe(view.t("unit-from"), data.valid_from.map(|day| view.day(day)))
            .maybe(view.t("unit-to"), data.valid_to.map(|day| view.day(day))))
        @if !below.is_empty() {
            section {
                h2 { (view.t("unit-below")) }
                ul { @for unit in below { li { a href={ "/units/" (unit.id) } { (unit.data.name(english(view))) } } } }
            }
        }
        @if !posts.is_empty() {
            section {
                h2 { (view.t("unit-posts")) }
                (posts_table(view, &posts))
            }
        }
    };
    call.page(Page::new(view, data.name(english(view))).render(body))
}

fn posts_table(view: &View, posts: &[(Post, Option<Person>)]) -> Markup {
    let heads = ["post-title", "post-kind", "post-holder"].iter().map(|key| Head::new(view.t(key))).collect();
    let mut table = Table::new(view.t("unit-posts"), heads).caption_hidden();
    for (post, holder) in posts {
        let latin = english(view) && !post.data.title_en.is_empty();
        let title = if latin { &post.data.title_en } else { &post.data.title_zh };
        let holder =
            holder.as_ref().map_or_else(|| view.t("post-vacant").into_owned(), |person| person.name.clone());
        table.row(vec![
            title.as_str().into(),
            view.t(post.data.kind.key()).into_owned().into(),
            holder.into(),
        ]);
    }
    table.render(view)
}

fn read(r: &Reader<'_>) -> UnitData {
    let kinds = UnitKind::ALL.map(|kind| (kind.as_str(), kind));
    UnitData {
        parent: r.id("parent"),
        kind: r.required_choice("kind", &kinds, UnitKind::Other),
        code: r.optional_text("code", 20),
        credit_code: r.optional_text("credit_code", 40),
        name_zh: r.required_text("name_zh", 200),
        name_en: r.text("name_en", 200),
        short_zh: r.text("short_zh", 200),
        short_en: r.text("short_en", 200),
        aliases: r.paragraph("aliases", 4_000).split(['\n', '、', ';', '；']).map(str::to_owned).collect(),
        sort: r.int("sort", -1_000_000..=1_000_000).unwrap_or(0),
        valid_from: r.day("valid_from"),
        valid_to: r.day("valid_to"),
    }
}

fn kept(unit: &Unit) -> Kept {
    let data = &unit.data;
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    Kept::with([
        ("version", unit.version.to_string()),
        ("parent", data.parent.map(|id| id.to_string()).unwrap_or_default()),
        ("kind", data.kind.as_str().to_owned()),
        ("code", data.code.clone().unwrap_or_default()),
        ("credit_code", data.credit_code.clone().unwrap_or_default()),
        ("name_zh", data.name_zh.clone()),
        ("name_en", data.name_en.clone()),
        ("short_zh", data.short_zh.clone()),
        ("short_en", data.short_en.clone()),
        ("aliases", data.aliases.join("\n")),
        ("sort", data.sort.to_string()),
        ("valid_from", day(data.valid_from)),
        ("valid_to", day(data.valid_to)),
    ])
}

fn fields(view: &View, units: &Units, kept: &Kept) -> Markup {
    let kinds = UnitKind::ALL.map(|kind| (kind.as_str(), view.t(kind.key()).into_owned()));
    html! {
        (Field::text("name_zh", "unit-name-zh").required().max(100).render(view, kept))
        (Field::text("name_en", "unit-name-en").max(100).render(view, kept))
        (Field::text("short_zh", "unit-short-zh").max(100).short().render(view, kept))
        (Field::text("short_en", "unit-short-en").max(100).short().render(view, kept))
        (Field::area("aliases", "unit-aliases", 3).hint(view.t("unit-aliases-hint")).render(view, kept))
        (Field::select("kind", "unit-kind", kinds).required().empty_option(view.t("accounts-choose")).render(view, kept))
        (Field::select("parent", "unit-parent", unit_options(view, units)).empty_option(view.t("unit-top")).render(view, kept))
        (Field::text("code", "unit-code").max(20).hint(view.t("unit-code-hint")).render(view, kept))
        (Field::text("credit_code", "unit-credit-code").max(40).render(view, kept))
        (Field::number("sort", "unit-sort").render(view, kept))
        (Field::day("valid_from", "unit-from").render(view, kept))
    }
}

async fn show_new(call: Call) -> Outcome<Response> {
    let markup = new_page(&call, &Kept::with([("parent", call.query.value("parent")), ("sort", "0")]))?;
    call.page(markup)
}

fn new_page(call: &Call, kept: &Kept) -> Outcome<Markup> {
    let (view, units) = (&call.view, call.site.units()?);
    let title = view.t("unit-new");
    let body = html! {
        (breadcrumb(view, &[Crumb::link(view.t("units-title"), "/units"), Crumb::here(&title)]))
        h1 { (title) }
        (error_summary(view, kept))
        (form(view, "/units/new", html! {
            (fields(view, &units, kept))
            div class="actions" { (Button::submit(view.t("accounts-save"))) (Button::link(view.t("cancel"), "/units")) }
        }))
    };
    Ok(Page::new(view, &title).render(body))
}

async fn create(call: Call) -> Outcome<Response> {
    let made = form_flow::act(&call, call.form.read(read), |tx, context, ids, data| {
        commands::create(tx, context, ids, data.clone())
    });
    let made = made.await;
    form_flow::answer(
        &call,
        made,
        |id| (format!("/units/{id}"), "unit-created"),
        |kept| new_page(&call, kept),
    )
}

async fn show_edit(call: Call) -> Outcome<Response> {
    let (units, id) = (call.site.units()?, call.id("id")?);
    let unit = units.get(id).ok_or_else(Failure::not_found)?;
    call.page(edit_page(&call, &units, unit, &kept(unit), &Kept::empty()))
}

fn edit_page(call: &Call, units: &Units, unit: &Unit, kept: &Kept, closing: &Kept) -> Markup {
    let (view, here) = (&call.view, format!("/units/{}", unit.id));
    let name = unit.data.name(english(view));
    let body = html! {
        (breadcrumb(view, &[Crumb::link(view.t("units-title"), "/units"), Crumb::link(name, &here), Crumb::here(view.t("accounts-edit"))]))
        h1 { (name) }
        (error_summary(view, kept))
        (form(view, &format!("{here}/edit"), html! {
            input type="hidden" name="version" value=(kept.value("version"));
            (fields(view, units, kept))
            @if unit.data.valid_to.is_some() { (Field::day("valid_to", "unit-to").render(view, kept)) }
            div class="actions" { (Button::submit(view.t("accounts-save"))) (Button::link(view.t("cancel"), &here)) }
        }))
        @if unit.data.valid_to.is_none() {
            section {
                h2 { (view.t("unit-close")) }
                p class="quiet" { (view.t("unit-close-about")) }
                (error_summary(view, closing))
                (form(view, &format!("{here}/close"), html! {
                    input type="hidden" name="version" value=(unit.version);
                    (Field::day("day", "unit-to").required().render(view, closing))
                    div class="actions" { (Button::submit(view.t("unit-close")).danger().confirm(view.t("unit-close-ask"))) }
                }))
            }
        }
    };
    Page::new(view, name).render(body)
}

async fn amend(call: Call) -> Outcome<Response> {
    let (id, version) = (call.id("id")?, version(&call.form));
    let saved = form_flow::act(&call, call.form.read(read), move |tx, context, _, data| {
        commands::amend(tx, context, id, version, data.clone())
    });
    let saved = saved.await;
    form_flow::answer(
        &call,
        saved,
        |()| (format!("/units/{id}"), "unit-saved"),
        |refused| {
            let units = call.site.units()?;
            let unit = units.get(id).ok_or_else(Failure::not_found)?;
            Ok(edit_page(&call, &units, unit, refused, &Kept::empty()))
        },
    )
}

async fn close(call: Call) -> Outcome<Response> {
    let (id, version) = (call.id("id")?, version(&call.form));
    let closed =
        form_flow::act(&call, call.form.read(|r| r.required_day("day")), move |tx, context, _, day| {
            commands::close_unit(tx, context, id, version, *day)
        });
    let closed = closed.await;
    form_flow::answer(
        &call,
        closed,
        |()| (format!("/units/{id}"), "unit-close-done"),
        |refused| {
            let units = call.site.units()?;
            let unit = units.get(id).ok_or_else(Failure::not_found)?;
            Ok(edit_page(&call, &units, unit, &kept(unit), refused))
        },
    )
}
