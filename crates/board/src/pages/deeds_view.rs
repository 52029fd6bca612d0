//! The forms of what may be done to a commitment: the first one open, the others folded.

use qipan_kernel::{Day, Message};
use qipan_web::components::{Button, Field, error_summary_of, form, upload_form};
use qipan_web::{Kept, Markup, html};

use super::deeds::Deed;
use super::detail::Shown;
use super::setting::Setting;
use crate::commitments::commands::TEXT_MAX;
use crate::commitments::suspension::NAME_MAX;

/// The name of the note's field in a deed's form: every field of the page has a name of its own.
pub fn note_name(deed: Deed) -> String {
    match deed {
        // Taking evidence is shared with the API, which calls it so.
        Deed::Evidence => "note".to_owned(),
        _ => format!("{}-note", deed.as_str()),
    }
}

/// Labels of the fields, for the summary of faults.
fn labels(note: &str) -> [(&str, &'static str); 13] {
    [
        (note, "deed-note"),
        ("claimed", "report-claimed"),
        ("progress_text", "report-progress"),
        ("problems", "report-problems"),
        ("next_step", "report-next"),
        ("verified", "deed-verified"),
        ("file", "evidence-file"),
        ("suspend-since", "suspension-since"),
        ("suspend-expected", "suspension-expected"),
        ("suspend-approved", "suspension-approved"),
        ("resume-day", "resumption-day"),
        ("resume-due", "resumption-due"),
        ("resume-approved", "resumption-approved"),
    ]
}

/// All forms that the actor may use now.
pub fn panel(shown: &Shown) -> Markup {
    let view = &shown.setting.view;
    let orphan = shown.refused.as_ref().filter(|(deed, _)| !shown.deeds.contains(deed));
    html! {
        @if let Some((deed, kept)) = orphan {
            // The state changed meanwhile and the form is gone: what was typed is shown, so that it is not lost.
            (error_summary_of(view, kept, &labels(&note_name(*deed))))
            @for name in ["progress_text", "problems", "next_step", &note_name(*deed)] {
                @if !kept.value(name).is_empty() { p class="pre quiet" { (kept.value(name)) } }
            }
        }
        @if shown.deeds.is_empty() {
            @if shown.setting.when.current { p class="quiet" { (view.t("deeds-none")) } }
            @else { p class="quiet" { (view.t("deeds-past")) } }
        }
        @for (index, deed) in shown.deeds.iter().enumerate() {
            @let refused = shown.refused.as_ref().filter(|(other, _)| other == deed);
            @if *deed == Deed::Amend {
                p { (Button::link(view.t(deed.key()), format!("/commitments/{}/edit", shown.commitment.id)).shortcut("e")) }
            } @else {
                details class="deed" name=(if refused.is_some() || index == 0 { "deed-open" } else { "deed" }) open[index == 0 || refused.is_some()] {
                    summary { (view.t(deed.key())) }
                    (deed_form(shown, *deed, refused.map(|(_, kept)| kept)))
                }
            }
        }
    }
}

/// What a form starts with.
fn initial(shown: &Shown, deed: Deed) -> Kept {
    let version = &shown.commitment.version;
    let plain = |progress: Option<qipan_kernel::Progress>| {
        progress.map(|progress| progress.to_string().trim_end_matches('%').to_owned()).unwrap_or_default()
    };
    match deed {
        Deed::Verify => Kept::with([("verified", plain(version.claimed))]),
        Deed::Report => Kept::with([("claimed", plain(version.claimed))]),
        Deed::Suspend => Kept::with([("suspend-since", shown.setting.now.day().to_string())]),
        Deed::Resume => Kept::with([("resume-day", shown.setting.now.day().to_string())]),
        _ => Kept::empty(),
    }
}

fn deed_form(shown: &Shown, deed: Deed, refused: Option<&Kept>) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let started = initial(shown, deed);
    let kept = refused.unwrap_or(&started);
    let action = format!("/commitments/{}/{}", shown.commitment.id, deed.as_str());
    let note_name = note_name(deed);
    let note = |required: bool, label: &'static str, rows: u32| {
        let field = Field::area(&note_name, label, rows).max(TEXT_MAX as u32);
        if required { field.required().render(view, kept) } else { field.render(view, kept) }
    };
    let button = Button::submit(view.t(deed.key()));
    let button = match deed {
        Deed::Withdraw => button.danger().confirm(view.t("deed-withdraw-sure")),
        Deed::Return => button.secondary(),
        _ => button,
    };
    let body = html! {
        (error_summary_of(view, kept, &labels(&note_name)))
        @match deed {
            Deed::Issue => p class="hint" { (setting.say("deed-issue-hint", "unit", setting.unit_full(shown.commitment.version.terms.lead_unit))) },
            Deed::SignFor => p class="hint" { (view.t("deed-sign-for-hint")) },
            Deed::Verify => {
                p class="hint" { (setting.say("deed-verify-hint", "claimed", shown.commitment.version.claimed.unwrap_or_default())) }
                (Field::number("verified", "deed-verified").required().render(view, kept))
                (note(false, "deed-note", 2))
            },
            Deed::Close => { p class="hint" { (setting.say("deed-close-hint", "verified", shown.commitment.version.verified.unwrap_or_default())) } (note(false, "deed-note", 2)) },
            Deed::StrikeOff => { p class="hint" { (view.t("deed-strike-off-hint")) } (note(false, "deed-note", 2)) },
            Deed::Report => {
                (Field::number("claimed", "report-claimed").required().hint(view.t("report-claimed-hint")).render(view, kept))
                (Field::area("progress_text", "report-progress", 4).max(TEXT_MAX as u32).render(view, kept))
                (Field::area("problems", "report-problems", 2).max(TEXT_MAX as u32).render(view, kept))
                (Field::area("next_step", "report-next", 2).max(TEXT_MAX as u32).render(view, kept))
            },
            Deed::Evidence => {
                (Field::file("file", "evidence-file", ".pdf,.doc,.docx,.xls,.xlsx,.jpg,.jpeg,.png,.txt,.csv,.zip,.mp4").required().hint(view.t("evidence-hint")).render(view, kept))
                (Field::text(&note_name, "evidence-note").max(500).render(view, kept))
            },
            Deed::Submit => { p class="hint" { (view.t("deed-submit-hint")) } (note(false, "deed-note", 2)) },
            Deed::Return => (note(true, "deed-return-note", 3)),
            Deed::Opinion => { p class="hint" { (view.t("deed-opinion-hint")) } (note(true, "deed-opinion-words", 3)) },
            Deed::Suspend => {
                p class="hint" { (view.t("deed-suspend-hint")) }
                (note(true, "suspension-reason", 3))
                (Field::day("suspend-since", "suspension-since").required().between(Day(0), setting.now.day()).render(view, kept))
                (Field::day("suspend-expected", "suspension-expected").hint(view.t("suspension-expected-hint")).render(view, kept))
                (Field::text("suspend-approved", "suspension-approved").required().max(NAME_MAX as u32).hint(view.t("suspension-approved-hint")).render(view, kept))
            },
            Deed::Resume => {
                p class="hint" { (resume_hint(shown)) }
                (Field::day("resume-day", "resumption-day").required().between(Day(0), setting.now.day()).render(view, kept))
                (Field::day("resume-due", "resumption-due").hint(view.t("resumption-due-hint")).render(view, kept))
                (Field::text("resume-approved", "resumption-approved").max(NAME_MAX as u32).render(view, kept))
                (note(false, "deed-note", 2))
            },
            Deed::Withdraw => (note(true, "deed-withdraw-note", 3)),
            Deed::Amend => {},
        }
        div class="actions" { (button) }
    };
    if deed == Deed::Evidence { upload_form(view, &action, body) } else { form(view, &action, body) }
}

/// What the limit would be, were it taken up again today.
fn resume_hint(shown: &Shown) -> String {
    let (setting, version) = (&shown.setting, &shown.commitment.version);
    let running = version.suspension();
    let days = running.map_or(0, |one| setting.now.day() - one.since);
    let due = version.terms.due_day;
    let message = match due {
        Some(due) => Message::new("deed-resume-hint").with("due", due + days),
        None => Message::new("deed-resume-hint-no-limit"),
    };
    setting.view.m(&message.with("days", days)).into_owned()
}

/// For the pages of forms that are not on a commitment's page.
pub fn must_note(setting: &Setting) -> Markup {
    html! { p class="quiet" { (setting.view.t("form-must-note")) } }
}
