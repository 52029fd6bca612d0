//! The form of a project: entering one, and changing what is written down of it.

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_accounts::people::choice;
use qipan_accounts::{Act, access};
use qipan_board::board::act;
use qipan_board::pages::setting::Setting;
use qipan_kernel::{Day, Failure, Fen, Message, Outcome};
use qipan_web::components::{Button, Crumb, Field, breadcrumb, error_summary_of, form, select};
use qipan_web::{Form, Kept, Markup, Page, html};

use crate::book::model::{Kind, Level, Project, ProjectData};
use crate::book::rules::{LINE_MAX, NAME_MAX, TEXT_MAX};
use crate::book::{commands, store};

const LABELS: [(&str, &str); 22] = [
    ("name", "project-name"),
    ("code", "project-code"),
    ("parent", "project-parent"),
    ("level", "project-level"),
    ("industry", "project-industry"),
    ("kind", "project-kind"),
    ("lead_unit", "project-unit"),
    ("cooperating", "project-cooperating"),
    ("line", "project-line"),
    ("owner", "project-owner"),
    ("leader", "project-leader"),
    ("leader_link", "project-leader-link"),
    ("liaison", "project-liaison"),
    ("place", "project-place"),
    ("point", "project-point"),
    ("scale", "project-scale"),
    ("capacity", "project-capacity"),
    ("total", "project-total-wan"),
    ("before", "project-before-wan"),
    ("planned_start", "project-planned-start"),
    ("planned_finish", "project-planned-finish"),
    ("reason", "project-reason"),
];

/// Degrees with up to six decimals, as millionths.
fn millionths(text: &str) -> Option<i32> {
    let (sign, digits) = text.trim().strip_prefix('-').map_or((1, text.trim()), |rest| (-1, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || !plain(whole) || !plain(part) {
        return None;
    }
    let part: String = part.chars().chain("000000".chars()).take(6).collect();
    Some(sign * format!("{whole}{part}").parse::<i32>().ok()?)
}

fn degrees(millionths: i32) -> String {
    let (sign, all) = (if millionths < 0 { "-" } else { "" }, millionths.unsigned_abs());
    format!("{sign}{}.{:06}", all / 1_000_000, all % 1_000_000)
}

/// What a form says of a project.
fn data(form: &Form, setting: &Setting) -> Outcome<ProjectData> {
    let levels: Vec<_> = Level::ALL.iter().map(|one| (one.as_str(), *one)).collect();
    let kinds: Vec<_> = Kind::ALL.iter().map(|one| (one.as_str(), *one)).collect();
    form.read(|r| {
        let point = r.text("point", 40);
        let parsed =
            point.split_once([',', '，', ' ']).and_then(|(lon, lat)| millionths(lon).zip(millionths(lat)));
        if !point.is_empty() && parsed.is_none() {
            r.fail(Failure::invalid("project-point-shape").at("point"));
        }
        ProjectData {
            name: r.required_text("name", NAME_MAX),
            code: r.text("code", 60),
            parent: r.id("parent"),
            level: r.choice("level", &levels).unwrap_or(Level::District),
            industry: r.required_text("industry", 60),
            kind: r.choice("kind", &kinds).unwrap_or(Kind::Enterprise),
            lead_unit: r.required_id("lead_unit"),
            cooperating: r.ids("cooperating"),
            line: r.required_id("line"),
            owner: r.text("owner", LINE_MAX),
            leader: r.text("leader", LINE_MAX),
            leader_link: choice::read(r, "leader_link", (&setting.roster, &setting.units), setting.today()),
            liaison: r.text("liaison", LINE_MAX),
            place: r.text("place", LINE_MAX),
            point: parsed,
            scale: r.paragraph("scale", TEXT_MAX),
            capacity: r.text("capacity", LINE_MAX),
            total: r.wan("total").unwrap_or(Fen(0)),
            before: r.wan("before").unwrap_or(Fen(0)),
            planned_start: r.day("planned_start"),
            planned_finish: r.day("planned_finish"),
        }
    })
}

fn values(setting: &Setting, project: &Project) -> Kept {
    let data = &project.data;
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let link = choice::value(
        data.leader_link,
        (&setting.roster, &setting.units),
        setting.today(),
        setting.english(),
    );
    let point = data.point.map(|(lon, lat)| format!("{}, {}", degrees(lon), degrees(lat)));
    let mut pairs = vec![
        ("name", data.name.clone()),
        ("code", data.code.clone()),
        ("parent", data.parent.map(|id| id.to_string()).unwrap_or_default()),
        ("level", data.level.as_str().to_owned()),
        ("industry", data.industry.clone()),
        ("kind", data.kind.as_str().to_owned()),
        ("lead_unit", data.lead_unit.to_string()),
        ("line", data.line.to_string()),
        ("owner", data.owner.clone()),
        ("leader", data.leader.clone()),
        ("leader_link", link),
        ("liaison", data.liaison.clone()),
        ("place", data.place.clone()),
        ("point", point.unwrap_or_default()),
        ("scale", data.scale.clone()),
        ("capacity", data.capacity.clone()),
        ("total", data.total.wan_exact()),
        ("before", data.before.wan_exact()),
        ("planned_start", day(data.planned_start)),
        ("planned_finish", day(data.planned_finish)),
        ("seen", project.no.to_string()),
    ];
    pairs.extend(data.cooperating.iter().map(|id| ("cooperating", id.to_string())));
    Kept::with(pairs)
}

/// What the form is drawn from.
struct Editing {
    setting: Setting,
    kept: Kept,
    of: Option<Project>,
    industries: Vec<String>,
}

/// `GET /projects/new`
pub(super) async fn new(call: Call) -> Outcome<Response> {
    let setting = Setting::current(&call)?;
    let kept =
        Kept::with([("level", "district"), ("kind", "enterprise"), ("parent", call.query.value("parent"))]);
    let industries = call.read(store::industries).await?;
    call.page(draw(&Editing { setting, kept, of: None, industries }))
}

/// `POST /projects/new`
pub(super) async fn create(call: Call) -> Outcome<Response> {
    let setting = Setting::current(&call)?;
    let outcome = match data(&call.form, &setting) {
        Ok(data) => act(&call, move |acting| commands::create(acting, &data)).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(made) => call.done(&format!("/projects/{}", made.id), Message::new("done-project-new")),
        Err(failure) => {
            call.again(failure, async |kept| {
                let industries = call.read(store::industries).await?;
                Ok(draw(&Editing { setting, kept, of: None, industries }))
            })
            .await
        }
    }
}

async fn current(call: &Call, setting: &Setting) -> Outcome<(Project, Vec<String>)> {
    let (id, actor) = (call.id("id")?, setting.actor.clone());
    call.read(move |tx| {
        let found = store::find(tx, id)?.ok_or_else(Failure::not_found)?;
        access::require_for(&actor, Act::ProjectManage, &found.target())?;
        Ok((found, store::industries(tx)?))
    })
    .await
}

/// `GET /projects/{id}/edit`
pub(super) async fn edit(call: Call) -> Outcome<Response> {
    let setting = Setting::current(&call)?;
    let (found, industries) = current(&call, &setting).await?;
    let kept = values(&setting, &found);
    call.page(draw(&Editing { setting, kept, of: Some(found), industries }))
}

/// `POST /projects/{id}/edit`
pub(super) async fn change(call: Call) -> Outcome<Response> {
    let (id, setting) = (call.id("id")?, Setting::current(&call)?);
    let seen = call.form.value("seen").parse().unwrap_or(0);
    let outcome = match data(&call.form, &setting) {
        Ok(data) => {
            let reason = call.form.value("reason").to_owned();
            act(&call, move |acting| commands::change(acting, id, seen, &data, &reason)).await
        }
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(_) => call.done(&format!("/projects/{id}"), Message::new("done-project-change")),
        Err(failure) => {
            call.again(failure, async |kept| {
                let (found, industries) = current(&call, &setting).await?;
                Ok(draw(&Editing { setting, kept, of: Some(found), industries }))
            })
            .await
        }
    }
}

fn draw(editing: &Editing) -> Markup {
    let (setting, view, kept) = (&editing.setting, &editing.setting.view, &editing.kept);
    let mut crumbs = vec![Crumb::link(view.t("projects-title"), "/projects")];
    let (title, action, back) = match &editing.of {
        None => (view.t("project-new"), "/projects/new".to_owned(), "/projects".to_owned()),
        Some(one) => {
            let back = format!("/projects/{}", one.id);
            crumbs.push(Crumb::link(&one.data.name, &back));
            (view.t("project-change"), format!("{back}/edit"), back)
        }
    };
    crumbs.push(Crumb::here(&title));
    let units = setting.unit_options();
    let lines = setting
        .lines
        .iter()
        .filter(|line| line.active)
        .map(|line| (line.id, line.name(view.lang).to_owned()));
    let industries = editing.industries.iter().map(|name| (name.clone(), String::new()));
    let places = (&*setting.roster, &*setting.units);
    Page::new(view, &title).head(super::assets::head()).render(html! {
        (breadcrumb(view, &crumbs))
        h1 { (title) }
        (error_summary_of(view, kept, &LABELS))
        (form(view, &action, html! {
            fieldset { legend { (view.t("project-part-what")) }
                (Field::text("name", "project-name").required().max(NAME_MAX as u32).render(view, kept))
                (Field::text("code", "project-code").max(60).short().hint(view.t("project-code-hint")).render(view, kept))
                (select(&setting.view, "kind", "project-kind", Kind::ALL, Kind::as_str, Kind::key).short().render(view, kept))
                (select(&setting.view, "level", "project-level", Level::ALL, Level::as_str, Level::key).short().render(view, kept))
                (Field::text("industry", "project-industry").required().max(60).short().suggestions(industries).render(view, kept))
                (Field::area("scale", "project-scale", 3).max(TEXT_MAX as u32).render(view, kept))
                (Field::text("capacity", "project-capacity").max(LINE_MAX as u32).hint(view.t("project-capacity-hint")).render(view, kept))
                (Field::text("place", "project-place").max(LINE_MAX as u32).render(view, kept))
                (Field::text("point", "project-point").max(40).short().hint(view.t("project-point-hint")).render(view, kept))
                (Field::text("parent", "project-parent").max(20).short().hint(view.t("project-parent-hint")).render(view, kept))
            }
            fieldset { legend { (view.t("project-part-who")) }
                (Field::select("lead_unit", "project-unit", units.clone()).empty_option(view.t("choose-one")).required().render(view, kept))
                (Field::select_many("cooperating", "project-cooperating", units).render(view, kept))
                (Field::select("line", "project-line", lines).empty_option(view.t("choose-one")).required().short().hint(view.t("project-line-hint")).render(view, kept))
                (Field::text("owner", "project-owner").max(LINE_MAX as u32).render(view, kept))
                (Field::text("leader", "project-leader").max(LINE_MAX as u32).short().render(view, kept))
                (choice::field("leader_link", "project-leader-link", &view.t("project-leader-link-none"), places, setting.today(), setting.english()).render(view, kept))
                (Field::text("liaison", "project-liaison").max(LINE_MAX as u32).short().render(view, kept))
            }
            fieldset { legend { (view.t("project-part-money-time")) }
                (Field::text("total", "project-total-wan").short().render(view, kept))
                (Field::text("before", "project-before-wan").short().hint(view.t("project-before-hint")).render(view, kept))
                (Field::day("planned_start", "project-planned-start").render(view, kept))
                (Field::day("planned_finish", "project-planned-finish").render(view, kept))
            }
            @if editing.of.is_some() {
                input type="hidden" name="seen" value=(kept.value("seen"));
                (Field::area("reason", "project-reason", 2).required().render(view, kept))
            }
            div class="actions" { (Button::submit(view.t("project-save"))) (Button::link(view.t("cancel"), back)) }
        }))
    })
}

#[cfg(test)]
mod tests {
    use super::{degrees, millionths};

    #[test]
    fn degrees_are_read_and_written() {
        for (text, value) in
            [("117.7", 117_700_000), ("-0.000001", -1), ("39", 39_000_000), ("38.1234567", 38_123_456)]
        {
            assert_eq!(millionths(text), Some(value), "{text}");
        }
        assert_eq!(degrees(-1), "-0.000001");
        assert_eq!(degrees(117_700_000), "117.700000");
        for no in ["", "east", "1117.0", "1.2.3", "１１７"] {
            assert_eq!(millionths(no), None, "{no}");
        }
    }
}
