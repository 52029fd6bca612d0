//! The form of a commitment's terms.

use qipan_accounts::people::choice;
use qipan_web::components::{Button, Crumb, Field, breadcrumb, callout, error_summary_of, form};
use qipan_web::{Kept, Markup, Page, html};

use super::deeds_view::must_note;
use super::history::{FieldChange, changes_list};
use super::list_view::{UNITS_LISTED, unit_field, unit_options};
use super::setting::Setting;
use crate::commitments::model::{Commitment, Kind};
use crate::commitments::rules::STATEMENT_MAX;

/// What the form shows.
pub struct Editing {
    /// Words, names.
    pub setting: Setting,
    /// Values and faults.
    pub kept: Kept,
    /// The commitment that is changed, as it is now; `None` for a new one.
    pub of: Option<Commitment>,
    /// What somebody else changed since the editor saw it.
    pub meanwhile: Vec<FieldChange>,
}

const LABELS: [(&str, &str); 15] = [
    ("statement", "term-statement"),
    ("kind", "term-kind"),
    ("line", "term-line"),
    ("lead_unit", "term-lead"),
    ("cooperating", "term-cooperating"),
    ("leader", "term-leader"),
    ("leader_link", "term-leader-link"),
    ("contact", "term-contact"),
    ("measure", "term-measure"),
    ("limit_words", "term-limit-words"),
    ("start_day", "term-start"),
    ("due_day", "term-due"),
    ("schedule", "term-schedule"),
    ("report_day", "term-report-day"),
    ("reason", "edit-reason"),
];

fn fields(editing: &Editing) -> Markup {
    let (setting, view, kept) = (&editing.setting, &editing.setting.view, &editing.kept);
    let today = setting.now.day();
    let kinds = Kind::ALL.map(|kind| (kind.as_str(), view.t(kind.key()).into_owned()));
    let chosen = kept.value("line").to_owned();
    let lines = setting.lines.iter().filter(|line| line.active || line.id.to_string() == chosen);
    let schedules = [
        ("weekly", "schedule-weekly"),
        ("ten_day", "schedule-ten-day"),
        ("monthly", "schedule-monthly"),
        ("quarterly", "schedule-quarterly"),
    ];
    let sets: Vec<_> =
        setting.book.sets.all().iter().filter(|set| setting.book.sets.at(&set.id, today).is_some()).collect();
    let mut seen = Vec::new();
    let sets = sets.into_iter().filter(|set| {
        !seen.contains(&set.id) && {
            seen.push(set.id.clone());
            true
        }
    });
    let sets: Vec<(String, String)> =
        sets.map(|set| (set.id.clone(), view.t(&set.name).into_owned())).collect();
    let cooperating = if setting.units.len() <= UNITS_LISTED {
        Field::select_many("cooperating", "term-cooperating", unit_options(setting))
            .hint(view.t("edit-cooperating-hint"))
    } else {
        Field::area("cooperating", "term-cooperating", 3).hint(view.t("edit-cooperating-names"))
    };
    html! {
        (Field::area("statement", "term-statement", 3).required().max(STATEMENT_MAX as u32).hint(view.t("edit-statement-hint")).render(view, kept))
        (Field::select("line", "term-line", lines.map(|line| (line.id, line.name(view.lang)))).empty_option(view.t("choose-one")).required().short().render(view, kept))
        (Field::select("kind", "term-kind", kinds).short().render(view, kept))
        (unit_field(setting, "lead_unit", "term-lead", "choose-one").required().render(view, kept))
        (cooperating.render(view, kept))
        (Field::text("leader", "term-leader").max(300).short().hint(view.t("edit-leader-hint")).render(view, kept))
        (Field::text("contact", "term-contact").max(300).short().render(view, kept))
        (choice::field("leader_link", "term-leader-link", &view.t("edit-leader-link-none"), (&setting.roster, &setting.units), today, setting.english())
            .hint(view.t("edit-leader-link-hint")).render(view, kept))
        (Field::text("measure", "term-measure").max(300).hint(view.t("edit-measure-hint")).render(view, kept))
        (Field::day("start_day", "term-start").render(view, kept))
        (Field::day("due_day", "term-due").render(view, kept))
        (Field::text("limit_words", "term-limit-words").max(300).short().placeholder(view.t("edit-limit-words-hint")).render(view, kept))
        (Field::select("schedule", "term-schedule", schedules.map(|(word, key)| (word, view.t(key).into_owned()))).empty_option(view.t("schedule-none")).short().render(view, kept))
        (Field::number("report_day", "term-report-day").hint(view.t("edit-report-day-hint")).render(view, kept))
        (Field::select("rule_set", "term-rule-set", sets).short().render(view, kept))
    }
}

/// The page: a new commitment, or another wording of one.
pub fn page(editing: &Editing) -> Markup {
    let (setting, view, kept) = (&editing.setting, &editing.setting.view, &editing.kept);
    let mut crumbs = vec![Crumb::link(view.t("list-title"), "/commitments")];
    let (title, action, back) = match &editing.of {
        None => (view.t("list-new"), "/commitments/new".to_owned(), "/commitments".to_owned()),
        Some(one) => {
            let back = format!("/commitments/{}", one.id);
            crumbs.push(Crumb::link(&one.number, &back));
            (view.t("edit-title"), format!("{back}/edit"), back)
        }
    };
    crumbs.push(Crumb::here(&title));
    let version = editing.of.as_ref().map(|one| one.version.no);
    Page::new(view, &title).render(html! {
        (breadcrumb(view, &crumbs))
        h1 { (title) }
        @if editing.of.is_none() { p { (view.t("edit-new-intro")) } }
        (error_summary_of(view, kept, &LABELS))
        @if !editing.meanwhile.is_empty() {
            (callout(qipan_web::components::Light::Yellow, &view.t("edit-meanwhile"), html! {
                (changes_list(setting, &editing.meanwhile))
                p class="quiet" { (view.t("edit-meanwhile-hint")) }
            }))
        }
        (must_note(setting))
        (form(view, &action, html! {
            (fields(editing))
            @match version {
                None => {
                    (Field::area("words", "edit-words", 2).hint(view.t("edit-words-hint")).render(view, kept))
                    (Field::text("cited", "edit-cited").max(300).render(view, kept))
                    (Field::text("number", "edit-number").max(60).short().hint(view.t("edit-number-hint")).render(view, kept))
                    (Field::checkbox("issue", "edit-issue").render(view, kept))
                },
                Some(no) => {
                    input type="hidden" name="version" value=(no);
                    (Field::area("reason", "edit-reason", 2).required().hint(view.t("edit-reason-hint")).render(view, kept))
                },
            }
            div class="actions" { (Button::submit(view.t(if version.is_some() { "edit-save" } else { "edit-register" }))) (Button::link(view.t("cancel"), back)) }
        }))
    })
}
