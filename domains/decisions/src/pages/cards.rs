//! The drafts of a document as cards: what each says, where every value comes from and why, and what may be done.

use maud::{Markup, html};
use qipan_kernel::Message;
use qipan_web::components::Button;

use super::setting::Setting;
use crate::drafts::commands::missing_key;
use crate::drafts::model::{Draft, Status};
use crate::drafts::review::Review;
use crate::drafts::rules;
use crate::drafts::similar::Same;
use crate::extract::{self, RuleId, Span, TimeForm, TimeLimit, TimeProblem, UnitRef};

pub(super) fn all(setting: &Setting, review: &Review) -> Markup {
    let view = &setting.view;
    html! {
        @if review.drafts.is_empty() { p class="quiet no-drafts" { (view.t("document-no-drafts")) } }
        @for (index, draft) in review.drafts.iter().enumerate() { (card(setting, review, draft, index + 1)) }
    }
}

fn card(setting: &Setting, review: &Review, draft: &Draft, number: usize) -> Markup {
    let view = &setting.view;
    let open = draft.status.is_open();
    html! {
        article class={ "draft d-" (draft.status.as_str()) } id={ "d-" (draft.id) } data-draft=(draft.id) tabindex="-1"
            aria-label=(setting.say("draft-label", "number", number)) {
            header {
                @if open && setting.reviews {
                    label class="pick" title=(view.t("draft-pick")) {
                        input type="checkbox" name="draft" value=(draft.id) form="merge-form";
                        span class="sr" { (view.t("draft-pick")) }
                    }
                }
                a class="d-number" href={ "#t-" (draft.id) } title=(view.t("draft-to-text")) { (number) }
                span class={ "d-status st-" (draft.status.as_str()) } { (view.t(draft.status.key())) }
                @if let Some(commitment) = draft.commitment {
                    a href={ "/commitments/" (commitment) } {
                        (review.numbers.get(&commitment).map_or_else(|| view.t("draft-commitment").into_owned(), Clone::clone))
                    }
                }
                (judged(setting, draft))
            }
            p class="d-statement" { (draft.data.statement) }
            @if draft.status != Status::Rejected { (values(setting, draft)) }
            @if open { (lacking(setting, review, draft)) }
            @if let Some(same) = review.same.get(&draft.id) { (alike(setting, draft, same)) }
            @if setting.reviews { (buttons(setting, draft)) }
        }
    }
}

/// What made the passage a commitment, and how sure that is.
fn judged(setting: &Setting, draft: &Draft) -> Markup {
    let view = &setting.view;
    let Some(origin) = &draft.data.origin else {
        return html! { span class="d-judged quiet" { (view.t("draft-by-hand")) } };
    };
    let sure = i64::from(origin.confidence);
    html! {
        details class="d-judged why" data-closes {
            summary title=(view.t(&origin.rule.key())) { (setting.say("draft-confidence", "percent", sure)) }
            div class="why-box" {
                p { (view.t(&origin.rule.key())) }
                @if let Some(speaker) = &origin.speaker { p class="quiet" { (speaker) } }
                @if !origin.headings.is_empty() { p class="quiet" { (origin.headings.join(" › ")) } }
            }
        }
    }
}

/// One value, with the words it came from and the rule that took it.
struct Shown<'a> {
    value: String,
    /// Words, place, rule, and whether a heading or the row above said it.
    source: Option<(&'a str, Span, RuleId, bool)>,
    problem: Option<&'static str>,
}

impl Shown<'_> {
    fn by_hand(value: impl Into<String>) -> Shown<'static> {
        Shown { value: value.into(), source: None, problem: None }
    }
}

fn values(setting: &Setting, draft: &Draft) -> Markup {
    let view = &setting.view;
    let rows = [
        ("draft-lead", lead(setting, draft)),
        ("draft-cooperating", cooperating(setting, draft)),
        ("draft-leader", leader(setting, draft)),
        ("draft-due", due(setting, draft)),
        ("draft-measure", measure(draft)),
        ("draft-line", line(setting, draft)),
        ("draft-kind", kind(setting, draft)),
    ];
    html! {
        dl class="d-values" {
            @for (key, all) in rows {
                @if !all.is_empty() {
                    div { dt { (view.t(key)) } dd { @for one in &all { (value(setting, one)) } } }
                }
            }
        }
        @if let Some(detail) = draft.data.origin.as_ref().and_then(|origin| origin.draft.detail.as_ref()) {
            details class="d-detail" { summary { (view.t("draft-detail")) } p { (detail.value) } }
        }
    }
}

fn value(setting: &Setting, shown: &Shown<'_>) -> Markup {
    let view = &setting.view;
    html! {
        @match &shown.source {
            Some((words, span, rule, inherited)) => {
                @let said = view.m(&Message::new("draft-words").with("words", *words)).into_owned();
                details class="val why" data-closes data-span={ (span.start) "-" (span.end) } {
                    summary title={ (said) "\n" (view.t(&rule.key())) } { (shown.value) @if shown.problem.is_some() { " " span class="warn" { "!" } } }
                    div class="why-box" {
                        p class="why-words" { (said) }
                        p { (view.t(&rule.key())) }
                        @if *inherited { p class="quiet" { (view.t("draft-inherited")) } }
                        @if let Some(problem) = shown.problem { p class="warn" { (view.t(problem)) } }
                    }
                }
            }
            None => span class="val hand" title=(view.t("draft-by-hand")) { (shown.value) },
        }
    }
}

fn unit_source(unit: &UnitRef) -> (&str, Span, RuleId, bool) {
    (&unit.name, unit.span, unit.rule, unit.inherited)
}

fn named(draft: &Draft, unit: qipan_kernel::Id) -> Option<&UnitRef> {
    let found = &draft.data.origin.as_ref()?.draft;
    found.lead.iter().chain(&found.cooperating).find(|one| one.matched == Some(unit))
}

fn lead<'a>(setting: &Setting, draft: &'a Draft) -> Vec<Shown<'a>> {
    let Some(unit) = draft.data.lead else { return Vec::new() };
    let value = setting.unit(unit);
    vec![Shown { value, source: named(draft, unit).map(unit_source), problem: None }]
}

fn cooperating<'a>(setting: &Setting, draft: &'a Draft) -> Vec<Shown<'a>> {
    let one = |unit: &qipan_kernel::Id| Shown {
        value: setting.unit(*unit),
        source: named(draft, *unit).map(unit_source),
        problem: None,
    };
    draft.data.cooperating.iter().map(one).collect()
}

fn found(draft: &Draft) -> Option<&extract::Draft> {
    draft.data.origin.as_ref().map(|origin| &origin.draft)
}

fn leader<'a>(setting: &Setting, draft: &'a Draft) -> Vec<Shown<'a>> {
    let link = draft.data.leader_link.map(|link| setting.tied(link));
    if draft.data.leader.is_empty() {
        return link.map(Shown::by_hand).into_iter().collect();
    }
    let stated =
        found(draft).and_then(|found| found.leader.as_ref()).filter(|one| one.value == draft.data.leader);
    let source = stated.map(|one| (one.words.as_str(), one.span, one.rule, one.inherited));
    // A name that means nobody of the city is kept as written, and said to be so.
    let problem = link.is_none().then_some("draft-leader-unknown");
    let value =
        link.map_or_else(|| draft.data.leader.clone(), |link| format!("{} → {link}", draft.data.leader));
    vec![Shown { value, source, problem }]
}

fn due<'a>(setting: &Setting, draft: &'a Draft) -> Vec<Shown<'a>> {
    let data = &draft.data;
    let stated = found(draft).and_then(|found| found.limit.as_ref());
    let day = data.due_day.map(|day| setting.view.day(day));
    let rhythm = data.schedule.as_deref().map(|schedule| setting.schedule(schedule));
    let value = match (day, rhythm) {
        (Some(day), Some(rhythm)) => format!("{day} · {rhythm}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) if !data.limit_words.is_empty() => data.limit_words.clone(),
        (None, None) => return Vec::new(),
    };
    let stated = stated.filter(|limit| limit.words.trim() == data.limit_words);
    // What goes on without end, or again and again, lacks no day.
    let endless = |limit: &&extract::Found<TimeLimit>| {
        matches!(limit.value.form, TimeForm::LongTerm | TimeForm::Recurring { .. })
    };
    let dated = stated.filter(|limit| !endless(limit) && data.due_day.is_none());
    let problem = dated.and_then(|limit| limit.value.problem);
    let mut all = vec![Shown {
        value,
        source: stated.map(|limit| (limit.words.as_str(), limit.span, limit.rule, limit.inherited)),
        problem: problem.map(problem_key),
    }];
    let nodes = found(draft).map_or(&[][..], |found| &found.nodes);
    all.extend(nodes.iter().map(|node| Shown {
        value: node.value.day.map_or_else(|| node.words.clone(), |day| setting.say("draft-node", "day", day)),
        source: Some((node.words.as_str(), node.span, node.rule, node.inherited)),
        problem: None,
    }));
    all
}

fn problem_key(problem: TimeProblem) -> &'static str {
    match problem {
        TimeProblem::Impossible => "draft-limit-impossible",
        TimeProblem::NoReferenceDay => "draft-limit-no-reference",
        TimeProblem::WorkingDays => "draft-limit-working-days",
        TimeProblem::NoDate => "draft-limit-no-date",
    }
}

fn measure(draft: &Draft) -> Vec<Shown<'_>> {
    if draft.data.measure.is_empty() {
        return Vec::new();
    }
    let stated: Vec<Shown<'_>> = found(draft)
        .map_or(&[][..], |found| &found.measures)
        .iter()
        .filter(|one| draft.data.measure.contains(one.words.trim()))
        .map(|one| Shown {
            value: one.words.trim().to_owned(),
            source: Some((one.words.as_str(), one.span, one.rule, one.inherited)),
            problem: None,
        })
        .collect();
    if stated.is_empty() { vec![Shown::by_hand(draft.data.measure.clone())] } else { stated }
}

fn line<'a>(setting: &Setting, draft: &'a Draft) -> Vec<Shown<'a>> {
    let Some(line) = draft.data.line else { return Vec::new() };
    let stated = found(draft).and_then(|found| found.line.as_ref()).filter(|one| one.value == line);
    let source = stated.map(|one| (one.words.as_str(), one.span, one.rule, one.inherited));
    vec![Shown { value: setting.line(line), source, problem: None }]
}

fn kind(setting: &Setting, draft: &Draft) -> Vec<Shown<'static>> {
    use qipan_board::commitments::model::Kind;
    if draft.data.kind == Kind::Task {
        return Vec::new();
    }
    vec![Shown::by_hand(setting.view.t(draft.data.kind.key()))]
}

/// What the draft still needs, and the names that are not among the units.
fn lacking(setting: &Setting, review: &Review, draft: &Draft) -> Markup {
    let view = &setting.view;
    let edit = format!("/documents/{}/drafts/{}", draft.document, draft.id);
    let missing = rules::missing(&draft.data);
    html! {
        @if !missing.is_empty() || !draft.data.unknown.is_empty() {
            ul class="d-lacks" {
                @for one in &missing {
                    li { @if setting.reviews { a href=(edit) { (view.t(missing_key(*one))) } } @else { (view.t(missing_key(*one))) } }
                }
                @for one in &draft.data.unknown {
                    @let key = if one.collective { "draft-collective" } else if one.lead { "draft-unknown-lead" } else { "draft-unknown" };
                    li class="unknown" {
                        (setting.say(key, "name", one.name.as_str()))
                        @if setting.makes_units && let Some(at) = super::panels::unit_anchor(review, &one.name) {
                            " " a href={ "#" (at) } { (view.t("draft-make-unit")) }
                        }
                    }
                }
            }
        }
    }
}

pub(super) fn alike(setting: &Setting, draft: &Draft, same: &[Same]) -> Markup {
    let view = &setting.view;
    html! {
        details class="d-same" open[same.iter().any(|one| one.alike >= 80)] {
            summary { (setting.say("draft-same", "count", same.len())) }
            @for one in same {
                div class="same" {
                    p {
                        a href={ "/commitments/" (one.id) } { (one.number) } " " (one.statement)
                        br; span class="quiet" {
                            (setting.unit(one.lead)) " · " (view.t(one.state.key())) " · "
                            (setting.say("draft-alike", "percent", i64::from(one.alike)))
                        }
                    }
                    @if setting.registers {
                        form method="post" action=(act(draft, "link")) data-swap {
                            (hidden(setting, draft))
                            input type="hidden" name="commitment" value=(one.id);
                            (Button::submit(view.t("draft-link")).secondary().small())
                        }
                    }
                }
            }
        }
    }
}

fn act(draft: &Draft, what: &str) -> String {
    format!("/documents/{}/drafts/{}/{what}", draft.document, draft.id)
}

fn hidden(setting: &Setting, draft: &Draft) -> Markup {
    html! {
        input type="hidden" name="csrf" value=(setting.view.csrf);
        input type="hidden" name="version" value=(draft.version);
    }
}

fn buttons(setting: &Setting, draft: &Draft) -> Markup {
    let view = &setting.view;
    let steps: &[(&str, &str, &str)] = match draft.status {
        Status::Proposed => &[("accept", "draft-accept", "primary"), ("reject", "draft-reject", "")],
        Status::Accepted => &[("undo", "draft-undo", ""), ("reject", "draft-reject", "")],
        Status::Rejected => &[("undo", "draft-undo", ""), ("accept", "draft-accept", "")],
        Status::Merged | Status::Registered | Status::Linked => &[],
    };
    html! {
        @if !steps.is_empty() {
            form class="d-acts" method="post" action=(act(draft, "decide")) data-swap {
                (hidden(setting, draft))
                @for (step, key, class) in steps {
                    button class={ "button small " (class) } name="step" value=(step) data-step=(step) { (view.t(key)) }
                }
                @if draft.status.is_open() {
                    a class="button small" href={ "/documents/" (draft.document) "/drafts/" (draft.id) } data-step="edit" {
                        (view.t("draft-edit"))
                    }
                }
            }
        }
    }
}
