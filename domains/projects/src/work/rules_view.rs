//! The rules of the work on difficulties, drawn: each set in sentences, the form of a further one, what it would change.

use qipan_accounts::Act;
use qipan_board::pages::setting::Setting;
use qipan_kernel::Message;
use qipan_kernel::calendar::Clock;
use qipan_web::components::{
    Button, Crumb, Definitions, Field, Head, Light, Table, breadcrumb, button_form, callout, empty_state,
    error_summary_of, form,
};
use qipan_web::{Kept, Lang, Markup, Page, html};
use serde_json::json;

use super::commands::Touched;
use super::rules::{self, RequestClocks, WorkRules};
use super::rules_page::{Shown, UNITS};
use crate::book::rules::{LINE_MAX, TEXT_MAX};
use crate::pages::{assets, frame};
use crate::problems::rules::Why;

/// Empty rows of clocks after those that there are.
const SPARE: usize = 1;

const LABELS: [(&str, &str); 12] = [
    ("name_zh", "work-rule-name-zh"),
    ("name_en", "work-rule-name-en"),
    ("from", "work-rule-from"),
    ("accept_days", "work-rule-accept-days"),
    ("assign_days", "work-rule-assign-days"),
    ("near_days", "work-rule-near-days"),
    ("over_days", "work-rule-over-days"),
    ("idle_days", "work-rule-idle-days"),
    ("requests", "work-rule-requests"),
    ("visits", "work-rule-main-months"),
    ("why", "project-reason"),
    ("set", "work-rules-title"),
];

/// The page: the sets, the newest first, and the form.
pub(super) fn page(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let today = setting.today();
    let mut sets = vec![&shown.shipped];
    sets.extend(shown.entered.iter().map(|one| &one.set));
    let all: Vec<WorkRules> = sets.iter().map(|set| (*set).clone()).collect();
    let now = rules::in_force(&all, today).map(|set| set.from);
    let body = html! {
        p { (view.t("work-rules-about")) }
        (error_summary_of(view, &shown.kept, &LABELS))
        @if setting.may(Act::WorkRuleManage) { (entry(shown)) }
        @for set in sets.iter().rev() {
            @let by = shown.entered.iter().find(|one| one.set.from == set.from);
            section {
                h2 { (name(setting, set)) " "
                    @if set.from > today { span class="badge" { (view.t("parameter-to-come")) } }
                    @else if now == Some(set.from) { span class="badge" { (view.t("work-rule-now")) } }
                    @else { span class="badge" { (view.t("parameter-past")) } }
                }
                (Definitions::new()
                    .row(view.t("work-rule-from"), view.day(set.from))
                    .maybe(view.t("project-reason"), by.map(|one| one.why.as_str()))
                    .maybe(view.t("work-rule-by"), by.map(|one| format!("{} · {}", one.by, view.moment(one.at)))))
                ul { @for sentence in sentences(setting, set) { li { (sentence) } } }
            }
        }
    };
    frame::book_page(setting, "/projects/work/rules", &view.t("work-rules-title"), body)
}

fn name(setting: &Setting, set: &WorkRules) -> String {
    english(setting, &set.name_zh, &set.name_en)
}

fn english(setting: &Setting, zh: &str, en: &str) -> String {
    if setting.view.lang == Lang::En && !en.trim().is_empty() { en.to_owned() } else { zh.to_owned() }
}

/// How a clock counts, and how much.
pub(super) fn parts(clock: Clock) -> (i32, &'static str) {
    let unit = match clock {
        Clock::WorkingDays(_) => UNITS[0],
        Clock::NaturalDays(_) => UNITS[1],
        Clock::Months(_) => UNITS[2],
        Clock::Years(_) => UNITS[3],
    };
    (rules::count(clock), unit)
}

fn unit_key(unit: &str) -> &'static str {
    match unit {
        "natural_days" => "work-clock-natural-days",
        "months" => "work-clock-months",
        "years" => "work-clock-years",
        _ => "work-clock-working-days",
    }
}

/// What a set says, a sentence each.
fn sentences(setting: &Setting, set: &WorkRules) -> Vec<String> {
    let view = &setting.view;
    let say = |message: Message| view.m(&message).into_owned();
    let one = |key: &'static str, days: i32| say(Message::new(key).with("days", i64::from(days)));
    let two = |key: &'static str, [first, second]: [i32; 2]| {
        say(Message::new(key).with("first", i64::from(first)).with("second", i64::from(second)))
    };
    let clock = |clock: Clock| {
        let (count, unit) = parts(clock);
        say(Message::new(unit_key(unit)).with("count", i64::from(count)))
    };
    let problems = &set.problems;
    let mut all = vec![
        one("work-rule-say-accept", problems.accept_days),
        one("work-rule-say-assign", problems.assign_days),
        one("work-rule-say-near", problems.near_days),
        two("work-rule-say-over", problems.over_days),
        two("work-rule-say-idle", problems.idle_days),
    ];
    all.extend(set.requests.iter().map(|one| {
        say(Message::new("work-rule-say-clocks")
            .with("name", english(setting, &one.name_zh, &one.name_en))
            .with("objection", clock(one.objection))
            .with("cooperating", clock(one.cooperating))
            .with("lead", clock(one.lead))
            .with("before", i64::from(one.extension_before)))
    }));
    let visits = &set.visits;
    all.push(say(Message::new("work-rule-say-visits")
        .with("main", i64::from(visits.main_months))
        .with("other", i64::from(visits.other_months))
        .with("near", i64::from(visits.near_days))));
    all
}

/// The fields of a set, as its form sends them; clocks are drawn from the set itself.
pub(super) fn pairs(set: &WorkRules, why: &str) -> Vec<(String, String)> {
    let problems = &set.problems;
    let numbers = [
        ("accept_days", problems.accept_days),
        ("assign_days", problems.assign_days),
        ("near_days", problems.near_days),
        ("over_days", problems.over_days[0]),
        ("over_leader", problems.over_days[1]),
        ("idle_days", problems.idle_days[0]),
        ("idle_leader", problems.idle_days[1]),
        ("visits", set.visits.main_months),
        ("other_months", set.visits.other_months),
        ("visits_near", set.visits.near_days),
    ];
    let texts = [
        ("name_zh", set.name_zh.clone()),
        ("name_en", set.name_en.clone()),
        ("from", set.from.to_string()),
        ("why", why.to_owned()),
    ];
    let numbers = numbers.into_iter().map(|(name, number)| (name, number.to_string()));
    texts.into_iter().chain(numbers).map(|(name, text)| (name.to_owned(), text)).collect()
}

fn entry(shown: &Shown) -> Markup {
    let view = &shown.setting.view;
    let refused = !shown.kept.failures().is_empty();
    let fresh = Kept::with(pairs(&shown.typed, ""));
    let kept = if refused { &shown.kept } else { &fresh };
    let days = |name: &'static str, label: &'static str| {
        Field::number(name, label).required().short().render(view, kept)
    };
    html! {
        details open[refused] class="noprint work-rules" {
            summary class="button" { (view.t("work-rule-enter")) }
            (form(view, "/projects/work/rules/preview", html! {
                (Field::text("name_zh", "work-rule-name-zh").required().max(LINE_MAX as u32).render(view, kept))
                (Field::text("name_en", "work-rule-name-en").max(LINE_MAX as u32).render(view, kept))
                (Field::day("from", "work-rule-from").required().hint(view.t("work-rule-from-hint")).render(view, kept))
                fieldset class="rule-days" {
                    legend { (view.t("work-rule-problems")) }
                    (days("accept_days", "work-rule-accept-days")) (days("assign_days", "work-rule-assign-days"))
                    (days("near_days", "work-rule-near-days"))
                    (days("over_days", "work-rule-over-days")) (days("over_leader", "work-rule-over-leader"))
                    (days("idle_days", "work-rule-idle-days")) (days("idle_leader", "work-rule-idle-leader"))
                }
                fieldset {
                    legend { (view.t("work-rule-requests")) }
                    p class="hint" { (view.t("work-rule-requests-hint")) }
                    (clocks(shown))
                }
                fieldset class="rule-days" {
                    legend { (view.t("work-rule-visits")) }
                    (days("visits", "work-rule-main-months")) (days("other_months", "work-rule-other-months"))
                    (days("visits_near", "work-rule-visits-near"))
                }
                (Field::area("why", "project-reason", 2).required().max(TEXT_MAX as u32).render(view, kept))
                div class="actions" { (Button::submit(view.t("work-rule-look"))) }
            }))
        }
    }
}

/// The clocks of requests as rows that can be changed, added (in the last) and left out (by clearing word and name).
fn clocks(shown: &Shown) -> Markup {
    let view = &shown.setting.view;
    let spare = RequestClocks {
        word: String::new(),
        name_zh: String::new(),
        name_en: String::new(),
        objection: Clock::WorkingDays(1),
        cooperating: Clock::WorkingDays(3),
        lead: Clock::WorkingDays(7),
        extension_before: 1,
    };
    let rows = shown.typed.requests.iter().chain(std::iter::repeat_n(&spare, SPARE));
    let head = |key: &str| view.t(&format!("work-clock-{key}"));
    let heads = ["word", "zh", "en", "objection", "cooperating", "lead", "before"];
    html! {
        div class="table-frame" tabindex="0" role="region" aria-label=(view.t("work-rule-requests")) {
            table class="table ledger cards clocks" {
                thead { tr { @for key in heads { th scope="col" { (head(key)) } } } }
                tbody {
                    @for (row, one) in rows.enumerate() {
                        @let label = |key: &str| format!("{} {}", head(key), row + 1);
                        tr {
                            td data-label=(head("word")) { input type="text" size="12" name="clock_word" maxlength="40" value=(one.word) aria-label=(label("word")); }
                            td data-label=(head("zh")) { input type="text" size="22" name="clock_zh" maxlength=(LINE_MAX) value=(one.name_zh) aria-label=(label("zh")); }
                            td data-label=(head("en")) { input type="text" size="22" name="clock_en" maxlength=(LINE_MAX) value=(one.name_en) aria-label=(label("en")); }
                            @for (name, clock) in [("objection", one.objection), ("cooperating", one.cooperating), ("lead", one.lead)] {
                                @let (count, unit) = parts(clock);
                                td class="nowrap" data-label=(head(name)) {
                                    input type="text" inputmode="numeric" size="3" name=(name) value=(count) aria-label=(label(name));
                                    " " select name={ (name) "_unit" } aria-label={ (label(name)) " " (view.t("work-clock-unit")) } {
                                        @for word in UNITS { option value=(word) selected[word == unit] { (view.t(&format!("{}-unit", unit_key(word)))) } }
                                    }
                                }
                            }
                            td data-label=(head("before")) { input type="text" inputmode="numeric" size="3" name="clock_before" value=(one.extension_before) aria-label=(label("before")); }
                        }
                    }
                }
            }
        }
    }
}

/// What a set would change: its sentences against those in force on its day, and the problems that it touches.
pub(super) fn preview(
    setting: &Setting,
    (before, set): (&WorkRules, &WorkRules),
    why: &str,
    touched: &[Touched],
) -> Markup {
    let view = &setting.view;
    let title = view.t("work-rule-preview");
    let (old, new) = (sentences(setting, before), sentences(setting, set));
    let text = json!(set).to_string();
    let crumbs = [Crumb::link(view.t("work-rules-title"), "/projects/work/rules"), Crumb::here(&title)];
    Page::new(view, &title).wide().head(assets::head()).render(html! {
        (breadcrumb(view, &crumbs))
        h1 { (title) }
        p { (view.m(&Message::new("work-rule-preview-of").with("name", name(setting, set)).with("day", set.from))) }
        @if old == new { p class="quiet" { (view.t("work-rule-same")) } }
        ul {
            @for gone in old.iter().filter(|sentence| !new.contains(sentence)) { li { del { (gone) } } }
            @for fresh in new.iter().filter(|sentence| !old.contains(sentence)) { li { ins { (fresh) } } }
        }
        (touches(setting, touched))
        div class="actions" {
            (button_form(view, "/projects/work/rules", &[("set", &text), ("why", why)],
                &Button::submit(view.t("work-rule-apply")).confirm(view.t("work-rule-apply-sure"))))
            (Button::link(view.t("cancel"), "/projects/work/rules").secondary())
        }
    })
}

fn touches(setting: &Setting, touched: &[Touched]) -> Markup {
    let view = &setting.view;
    if touched.is_empty() {
        return empty_state(&view.t("work-rule-touches-nothing"), None);
    }
    let heads = vec![
        Head::new(view.t("problem-number")).narrow(),
        Head::new(view.t("work-what")),
        Head::new(view.t("work-rule-before")),
        Head::new(view.t("work-rule-after")),
    ];
    let mut table = Table::new(view.t("work-rule-touched"), heads).ledger();
    let raised = |why: Option<Why>| match why {
        Some(why) => html! { (view.m(&why.message())) },
        None => html! { span class="quiet" { (view.t("work-rule-stays")) } },
    };
    for one in touched {
        let problem = &one.problem;
        table.row(vec![
            html! { a class="nowrap" href={ "/projects/problems/" (problem.id) } { (problem.number) } }
                .into(),
            problem.data.text.as_str().into(),
            raised(one.before).into(),
            raised(one.after).into(),
        ]);
    }
    html! {
        (callout(Light::Yellow, "", html! { p { (view.m(&Message::new("work-rule-touches").with("count", touched.len()))) } }))
        (table.render(view))
    }
}
