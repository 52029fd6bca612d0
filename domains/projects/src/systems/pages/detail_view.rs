//! One system, drawn: what it is, what was found of it, its gates, its money, its duties, its life.

use qipan_accounts::Act;
use qipan_board::board::may;
use qipan_kernel::{Id, Message};
use qipan_web::components::{
    Button, Crumb, Definitions, Field, Head, Light, Table, breadcrumb, button_form, callout,
    error_summary_of, form, select,
};
use qipan_web::{Kept, Markup, Page, html};

use super::block_mark;
use super::detail::Shown;
use crate::gates::pages as gate_pages;
use crate::pages::head;
use crate::systems::duties::DutyKind;
use crate::systems::model::{Assessment, Catalogue, Listing, Part, Sharing, State};
use crate::systems::money::{self, Money, MoneyKind, MoneyState, Split};
use crate::systems::parameters::Parameter;
use crate::systems::rules::{self, Block};

const LABELS: [(&str, &str); 19] = [
    ("to", "system-state"),
    ("day", "project-step-day"),
    ("sharing", "system-sharing"),
    ("listing", "system-listing"),
    ("catalogue", "system-catalogue"),
    ("security", "system-security"),
    ("crypto", "system-crypto"),
    ("note", "project-note"),
    ("on", "system-found-on"),
    ("kind", "money-kind"),
    ("year", "project-year"),
    ("amount", "money-amount-wan"),
    ("what", "money-what"),
    ("result", "system-result"),
    ("decision", "decision"),
    ("reason", "project-reason"),
    ("gate", "gate"),
    ("papers", "gate-papers"),
    ("unit", "system-unit"),
];

/// The page.
pub fn page(shown: &Shown) -> Markup {
    let (setting, view, system) = (&shown.setting, &shown.setting.view, &shown.system);
    let data = &system.data;
    let crumbs = [
        Crumb::link(view.t("projects-title"), "/projects"),
        Crumb::link(view.t("systems-title"), "/projects/systems"),
        Crumb::here(&data.name),
    ];
    Page::new(view, &data.name).wide().head(head()).render(html! {
        (breadcrumb(view, &crumbs))
        div class="page-head" {
            h1 class="statement" { (data.name) }
            @if files(shown) { p class="actions" { (Button::link(view.t("system-change"), format!("/projects/systems/{}/edit", system.id))) } }
        }
        p class="statement-facts" {
            strong { (view.t(system.state.key())) } " · " (setting.unit(data.unit)) " · "
            (view.t("system-invested")) " " (setting.wan(data.invested)) " · "
            (view.t("system-yearly")) " " (setting.wan(data.yearly)) " " (view.t("unit-wan"))
            @if !data.code.is_empty() { " · " code { (data.code) } }
        }
        (error_summary_of(view, &shown.kept, &LABELS))
        (standing(shown))
        div class="board-layout" {
            div class="board-main" {
                section { h2 { (view.t("system-purpose")) } p { (data.purpose) } (holds(shown)) }
                (gate_pages::section(shown))
                (money_section(shown))
                (duties(shown))
            }
            aside class="deeds after" aria-label=(view.t("project-facts")) { (facts(shown)) (life(shown)) }
        }
    })
}

/// The actor may file for this system.
pub(crate) fn files(shown: &Shown) -> bool {
    let own = qipan_accounts::access::visible_units(&shown.setting.actor)
        .is_none_or(|units| units.contains(&shown.system.data.unit));
    own && may(&shown.setting.actor, Act::SystemFile, &shown.system.target())
}

/// The actor may decide, and what is filed was filed by another person.
pub(crate) fn decides(shown: &Shown, filed_by: Id) -> bool {
    let actor = &shown.setting.actor;
    may(actor, Act::SystemDecide, &shown.system.target()) && actor.id != filed_by
}

/// Whether operating money is blocked, and by what; what was split.
fn standing(shown: &Shown) -> Markup {
    let (setting, view, system) = (&shown.setting, &shown.setting.view, &shown.system);
    html! {
        @if !shown.blocks.is_empty() {
            (callout(Light::Red, &setting.say("system-blocked-title", "amount", system.data.yearly.wan()), html! {
                ul class="reasons" { @for block in &shown.blocks { li { (view.m(&block.why(&system.compliance))) " " (rule(shown, *block)) } } }
            }))
        } @else if system.state.operates() {
            (callout(Light::Green, &view.t("system-free-title"), html! {}))
        }
        @for split in &shown.splits { (callout(Light::Yellow, &view.t("split-title"), html! { p { (view.m(&split_words(split))) } })) }
        (compliance(shown))
    }
}

fn rule(shown: &Shown, block: Block) -> Markup {
    let number = i64::from(block.rule());
    html! { small class="quiet" { (shown.setting.say("system-block-rule", "number", number)) } }
}

/// What a split is, in a sentence.
pub(crate) fn split_words(split: &Split) -> Message {
    let key = match split.passed {
        (true, true) => "split-both",
        (true, false) => "split-share",
        _ => "split-amount",
    };
    Message::new(key)
        .with("count", split.of.len())
        .with("from", split.days.0)
        .with("to", split.days.1)
        .with("sum", split.sum.wan())
        .with("share", split.lines.0.wan())
        .with("amount", split.lines.1.wan())
}

fn compliance(shown: &Shown) -> Markup {
    let (setting, view, system) = (&shown.setting, &shown.setting.view, &shown.system);
    let found = &system.compliance;
    let manages = may(&setting.actor, Act::ProjectManage, &system.target());
    let one = |label: &str, key: &'static str, fine: bool, open: bool| {
        let class = if fine {
            "met"
        } else if open {
            "open"
        } else {
            "not-met"
        };
        html! { li class=(class) { span class="quiet" { (view.t(label)) } strong { (view.t(key)) } } }
    };
    let unseen = found.on.is_none();
    html! {
        section id="compliance" {
            h2 class="sr" { (view.t("system-compliance")) }
            ul class="compliance" {
                (one("system-sharing", found.sharing.key(), matches!(found.sharing, Sharing::Shared | Sharing::Exempt), found.sharing == Sharing::Unassessed))
                (one("system-listing", found.listing.key(), found.listing == Listing::Listed, unseen))
                (one("system-catalogue", found.catalogue.key(), found.catalogue == Catalogue::Loaded, found.catalogue == Catalogue::Drafted || unseen))
                (one("system-security", found.security.key(), found.security.is_fine(), unseen))
                (one("system-crypto", found.crypto.key(), found.crypto.is_fine(), unseen))
            }
            p class="quiet" {
                @match found.on {
                    Some(day) => { (view.m(&Message::new("system-found-by").with("by", found.by.as_str()).with("day", day))) @if !found.note.is_empty() { " " (found.note) } }
                    None => (view.t("system-found-never")),
                }
            }
            @if manages { (find_form(shown)) }
        }
    }
}

fn find_form(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let found = &shown.system.compliance;
    let refused = !shown.kept.value("sharing").is_empty();
    let fresh = Kept::with([
        ("sharing", found.sharing.as_str()),
        ("listing", found.listing.as_str()),
        ("catalogue", found.catalogue.as_str()),
        ("security", found.security.as_str()),
        ("crypto", found.crypto.as_str()),
        ("note", found.note.as_str()),
    ]);
    let kept = if refused { &shown.kept } else { &fresh };
    let id = shown.system.id;
    html! {
        details open[refused] {
            summary class="button" { (view.t("system-find")) }
            (form(view, &format!("/projects/systems/{id}/find"), html! {
                input type="hidden" name="seen" value=(shown.system.no);
                (select(&setting.view, "sharing", "system-sharing", Sharing::ALL, Sharing::as_str, Sharing::key).short().render(view, kept))
                (select(&setting.view, "listing", "system-listing", Listing::ALL, Listing::as_str, Listing::key).short().render(view, kept))
                (select(&setting.view, "catalogue", "system-catalogue", Catalogue::ALL, Catalogue::as_str, Catalogue::key).short().render(view, kept))
                (select(&setting.view, "security", "system-security", Assessment::ALL, Assessment::as_str, Assessment::key).short().render(view, kept))
                (select(&setting.view, "crypto", "system-crypto", Assessment::ALL, Assessment::as_str, Assessment::key).short().render(view, kept))
                (Field::area("note", "system-found-note", 2).hint(view.t("system-found-note-hint")).render(view, kept))
                div class="actions" { (Button::submit(view.t("system-find"))) span class="quiet" { (view.t("system-find-hint")) } }
            }))
        }
    }
}

/// Functions and data items.
fn holds(shown: &Shown) -> Markup {
    let (view, data) = (&shown.setting.view, &shown.system.data);
    let items = |part: Part| data.items.iter().filter(move |item| item.part == part);
    html! {
        div class="holds" {
            div {
                h3 { (view.t("system-functions")) }
                @if data.functions.is_empty() { p class="quiet" { (view.t("system-functions-none")) } } @else {
                    ul { @for one in &data.functions { li { (one) } } }
                }
            }
            div {
                h3 { (view.t("system-items")) }
                @if data.items.is_empty() { p class="quiet" { (view.t("system-items-none")) } }
                dl class="items" {
                    @for part in Part::ALL {
                        @if items(*part).next().is_some() {
                            dt { (view.t(part.key())) }
                            dd { @for item in items(*part) { span class="chip" { (item.name) } " " } }
                        }
                    }
                }
            }
        }
    }
}

fn money_section(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let heads = vec![
        Head::new(view.t("money-kind")),
        Head::new(view.t("project-year")),
        Head::number(view.t("money-amount-wan")),
        Head::new(view.t("money-what")),
        Head::new(view.t("money-state")),
    ];
    let mut table = Table::new(view.t("money-title"), heads).caption_hidden();
    for one in shown.money.iter().rev() {
        table.row(vec![
            view.t(one.input.kind.key()).as_ref().into(),
            one.input.year.to_string().into(),
            setting.wan(one.input.amount).into(),
            html! { (one.input.what) br; small class="quiet" { (view.m(&Message::new("filing-filed").with("by", one.filed.1.as_str()).with("day", one.day))) } }.into(),
            money_state(shown, one).into(),
        ]);
    }
    let today = setting.today();
    let (share, amount) = money::lines(shown.system.data.invested, &shown.parameters, today);
    let lines = Message::new("money-lines").with("share", share.wan()).with("amount", amount.wan());
    html! {
        section id="money" {
            h2 { (view.t("money-title")) }
            p class="quiet" { (view.m(&lines)) }
            @if table.is_empty() { p class="quiet" { (view.t("money-none")) } } @else { (table.render(view)) }
            @if files(shown) { (money_form(shown)) }
        }
    }
}

fn money_state(shown: &Shown, one: &Money) -> Markup {
    let (view, kept) = (&shown.setting.view, &Kept::empty());
    let decides = decides(shown, one.filed.0) && one.state == MoneyState::Waiting;
    html! {
        strong { (view.t(one.state.key())) }
        @if let Some((_, by, at)) = &one.decided {
            br; small class="quiet" { (view.m(&Message::new("filing-decided-by").with("by", by.as_str()).with("day", at.day()))) }
        }
        @if !one.why.is_empty() { br; small { (one.why) } }
        @if decides {
            details {
                summary class="button small" { (view.t("filing-decide")) }
                (form(view, &format!("/projects/systems/money/{}", one.id), html! {
                    (Field::area("reason", "filing-reason", 2).render(view, kept))
                    div class="actions" {
                        (Button::submit(view.t("filing-grant")).sends("decision", "grant"))
                        (Button::submit(view.t("filing-refuse")).danger().sends("decision", "refuse"))
                    }
                }))
            }
        }
    }
}

fn money_form(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let refused = !shown.kept.value("kind").is_empty();
    let fresh = Kept::with([("kind", "operating".to_owned()), ("year", setting.today().year().to_string())]);
    let kept = if refused { &shown.kept } else { &fresh };
    html! {
        details open[refused] {
            summary class="button" { (view.t("money-ask")) }
            (form(view, &format!("/projects/systems/{}/money", shown.system.id), html! {
                (select(&setting.view, "kind", "money-kind", MoneyKind::ALL, MoneyKind::as_str, MoneyKind::key).short().render(view, kept))
                (Field::number("year", "project-year").required().short().render(view, kept))
                (Field::text("amount", "money-amount-wan").required().short().render(view, kept))
                (Field::area("what", "money-what", 2).required().render(view, kept))
                div class="actions" { (Button::submit(view.t("money-ask"))) }
            }))
        }
    }
}

fn duties(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let heads = vec![
        Head::new(view.t("duty-what")),
        Head::new(view.t("node-unit")),
        Head::new(view.t("node-due")),
        Head::new(view.t("node-state")),
    ];
    let mut table = Table::new(view.t("duties-title"), heads).caption_hidden();
    for (duty, commitment) in &shown.duties {
        let version = &commitment.version;
        let light = qipan_board::lights::Shown {
            light: version.light_at(setting.now),
            why: version.lights.reason_at(&setting.book.calendar, setting.now),
        };
        let cells = vec![
            html! { a href={ "/commitments/" (commitment.id) } { (version.terms.statement) } br; small class="quiet" { (view.t(duty.kind.key())) " · " (commitment.number) } }.into(),
            setting.unit(version.terms.lead_unit).into(),
            html! { span class="nowrap" { @if let Some(due) = version.terms.due_day { (view.day(due)) } } }.into(),
            html! { (setting.shown(&light)) br; small { (view.t(version.state.key())) } }.into(),
        ];
        if duty.met_at.is_some() { table.row_of("muted", cells) } else { table.row(cells) }
    }
    html! {
        section id="duties" {
            h2 { (view.t("duties-title")) }
            @if table.is_empty() { p class="quiet" { (view.t("duties-none")) } } @else { (table.render(view)) }
            @if files(shown) && shown.duties.iter().any(|(duty, _)| duty.kind == DutyKind::Evaluation && duty.met_at.is_none()) { (evaluate_form(shown)) }
        }
    }
}

fn evaluate_form(shown: &Shown) -> Markup {
    let view = &shown.setting.view;
    let refused = shown.kept.error("result").is_some() || !shown.kept.value("result").is_empty();
    let fresh = Kept::with([("day", shown.setting.today().to_string())]);
    let kept = if refused { &shown.kept } else { &fresh };
    html! {
        details open[refused] {
            summary class="button" { (view.t("system-evaluate")) }
            (form(view, &format!("/projects/systems/{}/evaluate", shown.system.id), html! {
                (Field::day("day", "system-evaluated-on").required().render(view, kept))
                (Field::area("result", "system-result", 3).required().hint(view.t("system-result-hint")).render(view, kept))
                div class="actions" { (Button::submit(view.t("system-evaluate"))) }
            }))
        }
    }
}

fn facts(shown: &Shown) -> Markup {
    let (setting, view, system) = (&shown.setting, &shown.setting.view, &shown.system);
    let data = &system.data;
    let text = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let users: Vec<String> = data.users.iter().map(|unit| setting.unit(*unit)).collect();
    let day = |day: Option<qipan_kernel::Day>| day.map(|day| view.day(day));
    let project = shown.project.as_ref().zip(data.project);
    let window = system.accepted_on.filter(|_| system.evaluated_on.is_none()).map(|accepted| {
        let months = |parameter| shown.parameters.count_on(parameter, accepted);
        let (from, to) =
            rules::evaluation(accepted, months(Parameter::EvaluationFrom), months(Parameter::EvaluationTo));
        format!("{} – {}", view.day(from), view.day(to))
    });
    html! {
        h2 { (view.t("project-facts")) }
        (Definitions::new()
            .row(view.t("system-blocked"), if system.state.operates() { block_mark(setting, &shown.blocks) } else { html! { "—" } })
            .maybe(view.t("system-short"), text(&data.short))
            .maybe(view.t("system-level"), (data.level > 0).then(|| setting.say("system-level-of", "level", i64::from(data.level))))
            .maybe(view.t("system-users"), Some(users.join("、")).filter(|text| !text.is_empty()))
            .row(view.t("project-line"), setting.line(data.line))
            .maybe(view.t("system-vendor"), text(&data.vendor))
            .maybe(view.t("system-project"), project.map(|(name, id)| html! { a href={ "/projects/" (id) } { (name) } }))
            .maybe(view.t("system-estimate"), (data.estimate.0 > 0).then(|| setting.wan(data.estimate)))
            .maybe(view.t("system-completed-on"), day(system.completed_on))
            .maybe(view.t("system-accepted-on"), day(system.accepted_on))
            .maybe(view.t("system-launched"), day(data.launched))
            .maybe(view.t("system-evaluation-window"), window)
            .maybe(view.t("system-evaluated-on"), day(system.evaluated_on))
            .maybe(view.t("system-retired-on"), day(system.retired_on))
            .maybe(view.t("system-basis"), text(&data.basis))
            .maybe(view.t("system-interfaces"), text(&data.interfaces)))
    }
}

/// The steps that need no gate, and what was done, the newest first.
fn life(shown: &Shown) -> Markup {
    let (setting, view, system) = (&shown.setting, &shown.setting.view, &shown.system);
    let steps: Vec<State> = State::ALL.iter().copied().filter(|to| rules::steps(system.state, *to)).collect();
    html! {
        section id="life" {
            h2 { (view.t("project-life")) }
            @if files(shown) {
                @for to in steps {
                    (button_form(view, &format!("/projects/systems/{}/step", system.id), &[("to", to.as_str()), ("day", &setting.today().to_string())],
                        &Button::submit(setting.say("system-step-to", "state", view.t(to.key()).into_owned())).secondary().small()
                            .confirm(setting.say("system-step-sure", "state", view.t(to.key()).into_owned()))))
                }
            }
            ol class="life" {
                @for entry in &shown.entries {
                    li { strong { (view.t(&format!("journal-act-{}", entry.act.replace('.', "-")))) } " "
                        span class="quiet" { (view.who(entry.actor, &entry.actor_name)) " · " (view.moment(entry.at)) } }
                }
            }
        }
    }
}
