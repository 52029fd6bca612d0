//! What both pages draw: what a change would do, and the thresholds of a rule set in words.

use qipan_accounts::Units;
use qipan_kernel::{Arg, Message};
use qipan_web::components::{Cell, Head, Light as Colour, Table, callout, empty_state, light};
use qipan_web::{Lang, Markup, View, html};

use super::commands::{Lights, Touched};
use crate::lights::{Light, Over, RuleSet, Slight};

/// Rows that a preview shows; the rest is counted.
const SHOWN_MAX: usize = 500;

/// The light as components draw it.
pub(super) fn colour(light: Light) -> Colour {
    match light {
        Light::Grey => Colour::Grey,
        Light::Green => Colour::Green,
        Light::Blue => Colour::Blue,
        Light::Yellow => Colour::Yellow,
        Light::Red => Colour::Red,
        Light::Done => Colour::Done,
    }
}

/// What a change would do to commitments: a sum and a table.
pub(super) fn touched(view: &View, units: &Units, touched: &[Touched]) -> Markup {
    if touched.is_empty() {
        return empty_state(&view.t("rules-touches-nothing"), None);
    }
    let at_once = touched.iter().filter(|one| one.light.as_ref().is_some_and(|l| l.now.0 != l.now.1)).count();
    let later = touched.iter().filter(|one| one.light.as_ref().is_some_and(|l| l.now.0 == l.now.1)).count();
    let limits = touched.iter().filter(|one| one.limit.is_some()).count();
    let sum = Message::new("rules-touches").with("now", at_once).with("later", later).with("limits", limits);
    let heads = vec![
        Head::new(view.t("ledger-number")).narrow(),
        Head::new(view.t("ledger-statement")),
        Head::new(view.t("ledger-lead")),
        Head::new(view.t("rules-before")),
        Head::new(view.t("rules-after")),
        Head::new(view.t("ledger-due")).narrow(),
    ];
    let mut table = Table::new(view.t("rules-touched"), heads).ledger();
    for one in touched.iter().take(SHOWN_MAX) {
        let side = |lights: &Lights, after: bool| {
            let (now, why, next) = if after {
                (lights.now.1, &lights.why.1, lights.next.1)
            } else {
                (lights.now.0, &lights.why.0, lights.next.0)
            };
            html! {
                p { (light(view, colour(now))) }
                p class="quiet" { (view.m(why)) }
                @if let Some((at, to)) = next {
                    p class="quiet" { (view.m(&Message::new("rules-next").with("day", at.day())
                        .with("light", Arg::Key(to.name_key().into())))) }
                }
            }
        };
        let pair =
            |after: bool| one.light.as_ref().map_or_else(|| html! { "—" }, |lights| side(lights, after));
        let limit = one.limit.map_or_else(
            || html! {},
            |(due, next)| html! { (view.m(&Message::new("rules-limit-rests").with("due", due).with("next", next))) },
        );
        let lead = units.get(one.lead_unit).map(|unit| unit.data.short(view.lang == Lang::En).to_owned());
        let cells: Vec<Cell> = vec![
            html! { a href={ "/commitments/" (one.id) } { (one.number) } }.into(),
            one.statement.as_str().into(),
            lead.unwrap_or_default().into(),
            pair(false).into(),
            pair(true).into(),
            limit.into(),
        ];
        table.row(cells);
    }
    html! {
        (callout(Colour::Yellow, "", html! { p { (view.m(&sum)) } }))
        @if touched.len() > SHOWN_MAX {
            p { (view.m(&Message::new("rules-shown").with("shown", SHOWN_MAX).with("count", touched.len()))) }
        }
        (table.render(view))
    }
}

/// The name of a rule set: a key of the program, or the words that were given.
pub(super) fn named<'a>(view: &'a View, text: &'a str) -> String {
    if view.words.has(view.lang, text) { view.t(text).into_owned() } else { text.to_owned() }
}

fn over(key: &'static str, over: Over) -> Message {
    let points = format!("{}", f64::from(over.basis_points) / 100.0);
    let exactly = if over.inclusive { "rules-inclusive" } else { "rules-exclusive" };
    Message::new(key).with("points", points).with("how", Arg::Key(exactly.into()))
}

fn lit(key: &'static str, light: Light) -> Message {
    Message::new(key).with("light", Arg::Key(light.name_key().into()))
}

/// The thresholds of a rule set, one sentence each.
pub(super) fn thresholds(set: &RuleSet) -> Vec<Message> {
    let mut said = Vec::new();
    if set.overdue {
        said.push(Message::new("rules-overdue"));
    }
    if let Some(near) = set.near_due {
        said.push(Message::new("rules-near-due").with("days", near.working_days));
    }
    if let Some(pace) = set.pace {
        said.push(over("rules-pace-yellow", pace.yellow));
        if let Some(red) = pace.red {
            said.push(over("rules-pace-red", red));
        }
        match pace.slight {
            Slight::Unmarked => {}
            Slight::Marked => said.push(Message::new("rules-slight-marked")),
            Slight::Yellow => said.push(Message::new("rules-slight-yellow")),
        }
        said.push(Message::new("rules-review").with("days", pace.review_working_days));
        said.push(Message::new("rules-shortest").with("days", pace.shortest_days));
    }
    if let Some(reports) = set.reports {
        said.push(lit("rules-missed", reports.missed));
        said.push(Message::new("rules-first-report").with("days", reports.first_after_working_days));
        if let Some(made) = reports.made_up {
            said.push(lit("rules-made-up", made.light));
        }
    }
    if let Some(light) = set.rework {
        said.push(lit("rules-rework", light));
    }
    if set.slips {
        said.push(Message::new("rules-slips"));
    }
    if let Some(start) = set.start {
        let months = Message::new("rules-start").with("yellow", start.yellow_after_months);
        said.push(months.with("red", start.red_after_months));
    }
    if let Some(payment) = set.payment {
        said.push(lit("rules-payment", payment.below));
    }
    if let Some(statistics) = set.statistics {
        let months = Message::new("rules-statistics").with("yellow", statistics.yellow_after_months);
        said.push(months.with("red", statistics.red_after_months));
    }
    if set.needs_signature {
        said.push(Message::new("rules-signature"));
    }
    said
}
