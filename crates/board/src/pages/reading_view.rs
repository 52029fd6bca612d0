//! A binding and its readings, drawn: the form, and the section of a commitment's page.

use qipan_kernel::{Day, Message, Moment};
use qipan_web::components::chart::{Series, Stroke};
use qipan_web::components::{
    Button, Cell, Crumb, Definitions, Field, Head, Light, Table, breadcrumb, callout, error_summary_of, form,
};
use qipan_web::{Markup, Page, html};

use super::deeds_view::must_note;
use super::detail::Shown;
use super::reading::Binder;
use super::setting::Setting;
use crate::readings::{Aggregate, Bound, Direction, Observed, Period, Reading};

/// So many readings are shown at once; older ones are folded.
const OPEN: usize = 10;

const LABELS: [(&str, &str); 10] = [
    ("type", "reading-type"),
    ("q", "reading-q"),
    ("attribute", "reading-attribute"),
    ("context", "reading-context"),
    ("aggregate", "reading-aggregate"),
    ("period", "reading-period"),
    ("direction", "reading-direction"),
    ("baseline", "reading-baseline"),
    ("target", "reading-target"),
    ("unit", "reading-unit"),
];

/// A number as people read it: no exponent, at most six decimals.
fn number(value: f64) -> String {
    let text = format!("{value:.6}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text.is_empty() || text == "-0" { "0".to_owned() } else { text.to_owned() }
}

fn quantity(setting: &Setting, observed: Observed, unit: &str) -> String {
    match observed.value {
        Some(value) if unit.is_empty() => number(value),
        Some(value) => format!("{} {unit}", number(value)),
        None => setting.view.t("reading-no-data").into_owned(),
    }
}

/// The page of the form.
pub fn page(shown: &Binder) -> Markup {
    let (setting, view, kept) = (&shown.setting, &shown.setting.view, &shown.kept);
    let (one, title) = (&shown.commitment, shown.setting.view.t("reading-title"));
    let home = format!("/commitments/{}", one.id);
    let aggregates = Aggregate::ALL.map(|one| (one.as_str(), view.t(one.key()).into_owned()));
    let periods = Period::ALL.map(|one| (one.as_str(), view.t(one.key()).into_owned()));
    let ways = [Direction::Up, Direction::Down].map(|one| (one.as_str(), view.t(one.key()).into_owned()));
    let bound = shown.bound.as_ref();
    Page::new(view, &title).render(html! {
        (breadcrumb(view, &[Crumb::link(view.t("list-title"), "/commitments"), Crumb::link(&one.number, &home), Crumb::here(&title)]))
        h1 { (title) }
        p { (view.t("reading-intro")) }
        p class="quiet" { (one.version.terms.statement) @if !one.version.terms.measure.is_empty() { " · " (view.t("term-measure")) "：" (one.version.terms.measure) } }
        (error_summary_of(view, kept, &LABELS))
        @if let Some((binding, observed, progress)) = &shown.found {
            @let light = if progress.is_some() { Light::Green } else { Light::Yellow };
            (callout(light, &view.t("reading-dry-run"), html! {
                p { strong { (quantity(setting, *observed, &binding.measure.unit)) } " · "
                    (view.m(&Message::new("reading-entities").with("count", observed.entities))) }
                @match progress {
                    Some(progress) => p { (view.m(&Message::new("reading-would-verify").with("verified", *progress).with("before", one.version.verified.unwrap_or_default()))) },
                    None => p { (view.t("reading-would-nothing")) },
                }
                p class="quiet" { (view.t("reading-not-saved")) }
            }))
        }
        (must_note(setting))
        (form(view, &format!("{home}/reading"), html! {
            input type="hidden" name="version" value=(bound.map_or(0, |bound| bound.version));
            (Field::text("type", "reading-type").required().max(1_000).hint(view.t("reading-type-hint")).render(view, kept))
            (Field::text("q", "reading-q").max(1_000).hint(view.t("reading-q-hint")).render(view, kept))
            (Field::text("attribute", "reading-attribute").max(1_000).hint(view.t("reading-attribute-hint")).render(view, kept))
            (Field::text("context", "reading-context").max(1_000).hint(view.t("reading-context-hint")).render(view, kept))
            (Field::select("aggregate", "reading-aggregate", aggregates).required().render(view, kept))
            (Field::select("period", "reading-period", periods).required().hint(view.t("reading-period-hint")).render(view, kept))
            (Field::radio("direction", "reading-direction", ways).required().render(view, kept))
            (Field::number("baseline", "reading-baseline").hint(view.t("reading-baseline-hint")).render(view, kept))
            (Field::number("target", "reading-target").required().render(view, kept))
            (Field::text("unit", "reading-unit").max(60).short().render(view, kept))
            div class="actions" {
                (Button::submit(view.t("reading-try")).secondary().sends("do", "try"))
                (Button::submit(view.t("reading-save")).sends("do", "save"))
                @if bound.is_some_and(|bound| bound.active) {
                    (Button::submit(view.t("reading-remove")).danger().sends("do", "remove").confirm(view.t("reading-remove-sure")))
                }
                (Button::link(view.t("cancel"), home.clone()))
            }
        }))
    })
}

/// The section of a commitment's page: what the measure is bound to, and what was read.
pub fn section(shown: &Shown) -> Markup {
    let (setting, view) = (&shown.setting, &shown.setting.view);
    let bound = shown.bound.as_ref().filter(|bound| bound.active);
    if bound.is_none() && shown.readings.is_empty() && !shown.may_bind {
        return html! {};
    }
    let link = format!("/commitments/{}/reading", shown.commitment.id);
    html! {
        section {
            h2 id="readings" { (view.t("readings-title")) " " @if !shown.readings.is_empty() { span class="count" { (shown.readings.len()) } } }
            @match bound {
                Some(bound) => (binding(setting, bound)),
                None => p class="quiet" { (view.t("readings-none")) },
            }
            @if !shown.readings.is_empty() { (table(setting, shown, &shown.readings[..shown.readings.len().min(OPEN)])) }
            @if shown.readings.len() > OPEN {
                details {
                    summary { (setting.say("readings-older", "count", shown.readings.len() - OPEN)) }
                    (table(setting, shown, &shown.readings[OPEN..]))
                }
            }
            @if shown.may_bind {
                p { (Button::link(view.t(if bound.is_some() { "reading-change" } else { "reading-bind" }), link).small()) }
            }
        }
    }
}

fn binding(setting: &Setting, bound: &Bound) -> Markup {
    let view = &setting.view;
    let (query, measure) = (&bound.binding.query, &bound.binding.measure);
    let code = |text: &str| html! { code { (text) } };
    let given = |text: &str| (!text.is_empty()).then(|| code(text));
    let way = view.m(&Message::new("reading-way")
        .with("baseline", number(measure.baseline))
        .with("target", number(measure.target))
        .with("unit", measure.unit.as_str()));
    html! {
        (Definitions::new()
            .row(view.t("reading-type"), code(&query.entity_type))
            .maybe(view.t("reading-q"), given(&query.q))
            .maybe(view.t("reading-attribute"), given(&query.attribute))
            .row(view.t("reading-aggregate"), html! { (view.t(query.aggregate.key())) " · " (view.t(query.period.key())) })
            .row(view.t("reading-measure"), html! { (view.t(measure.direction.key())) " · " (way) })
            .row(view.t("reading-bound-by"), html! { (bound.changed_by) " · " (view.moment(bound.changed_at)) }))
    }
}

fn table(setting: &Setting, shown: &Shown, readings: &[Reading]) -> Markup {
    let view = &setting.view;
    let unit = shown.bound.as_ref().map_or("", |bound| bound.binding.measure.unit.as_str());
    let label = |key: &str| view.t(key).into_owned();
    let heads = vec![
        Head::new(label("reading-at")),
        Head::number(label("reading-value")),
        Head::number(label("reading-count")),
        Head::number(label("reading-verified")),
        Head::new(label("reading-effect")),
        Head::new(label("reading-digest")),
    ];
    let mut table = Table::new(view.t("readings-title"), heads).caption_hidden();
    for one in readings {
        let (first, last) = (view.moment(one.at), view.moment(one.last_at));
        let times = view.m(&Message::new("reading-times").with("count", one.times));
        let when = html! {
            span class="nowrap" { (first) }
            @if last != first { " – " span class="nowrap" { (last) } }
            @if one.times > 1 { " " small class="quiet" { (times) } }
        };
        let effect = if one.moved { "reading-moved" } else { "reading-stayed" };
        table.row(vec![
            Cell::from(when),
            Cell::from(quantity(setting, one.observed, unit)),
            Cell::from(one.observed.entities.to_string()),
            Cell::from(one.verified.map_or_else(|| "—".to_owned(), |progress| progress.to_string())),
            Cell::from(view.t(effect).into_owned()),
            Cell::from(html! { code title=(one.digest) { (one.digest.get(..8).unwrap_or(&one.digest)) } }),
        ]);
    }
    table.render(view)
}

/// The readings as a line of the progress chart: of each day the last.
pub fn series(shown: &Shown) -> Option<Series> {
    let mut points: Vec<(Day, f64)> = Vec::new();
    let mut add = |at: Moment, value: f64| {
        let day = at.day();
        match points.last_mut() {
            Some(last) if last.0 == day => last.1 = value,
            _ => points.push((day, value)),
        }
    };
    for one in shown.readings.iter().rev() {
        if let Some(progress) = one.verified {
            add(one.at, f64::from(progress.0) / 100.0);
        }
    }
    let name = shown.setting.view.t("chart-readings").into_owned();
    (!points.is_empty()).then_some(Series { name, stroke: Stroke::Verified, points, steps: false })
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_read_without_exponents() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (12.5, "12.5"),
            (1e12, "1000000000000"),
            (0.1 + 0.2, "0.3"),
            (-3.25, "-3.25"),
        ] {
            assert_eq!(number(value), text);
        }
    }
}
