//! Binding a commitment's measure to a query over the hub: the form, the dry run, the acts.

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_accounts::{Act, access};
use qipan_kernel::{Failure, Message, Moment, Outcome, Progress};
use qipan_web::{Form, Kept};

use super::reading_view;
use super::setting::Setting;
use crate::board::act;
use crate::commitments::commands::target;
use crate::commitments::model::Commitment;
use crate::commitments::store;
use crate::readings::rules::{self, FIELD_MAX};
use crate::readings::{self, Aggregate, Binding, Bound, Direction, Measure, Observed, Period, Query};

/// What the page shows.
pub struct Binder {
    /// Words, names.
    pub setting: Setting,
    /// The commitment.
    pub commitment: Commitment,
    /// Its binding, if it ever had one.
    pub bound: Option<Bound>,
    /// Values and faults.
    pub kept: Kept,
    /// What a dry run found.
    pub found: Option<(Binding, Observed, Option<Progress>)>,
}

/// The binding that a form states.
fn stated(form: &Form) -> Outcome<Binding> {
    let binding = form.read(|r| Binding {
        query: Query {
            entity_type: r.text("type", FIELD_MAX),
            q: r.text("q", FIELD_MAX),
            attribute: r.text("attribute", FIELD_MAX),
            context: r.text("context", FIELD_MAX),
            aggregate: r.required_choice(
                "aggregate",
                &Aggregate::ALL.map(|one| (one.as_str(), one)),
                Aggregate::Latest,
            ),
            period: r.required_choice("period", &Period::ALL.map(|one| (one.as_str(), one)), Period::All),
        },
        measure: Measure {
            direction: r.required_choice(
                "direction",
                &[Direction::Up, Direction::Down].map(|one| (one.as_str(), one)),
                Direction::Up,
            ),
            baseline: r.parse("baseline", "reading-not-a-value").unwrap_or(0.0),
            target: r.parse("target", "reading-not-a-value").unwrap_or(f64::NAN),
            unit: r.text("unit", 60),
        },
    })?;
    rules::check(&binding)?;
    Ok(binding)
}

fn values(bound: Option<&Bound>) -> Kept {
    let Some(Bound { binding: Binding { query, measure }, .. }) = bound else {
        return Kept::with([
            ("aggregate", "latest"),
            ("period", "all"),
            ("direction", "up"),
            ("baseline", "0"),
        ]);
    };
    Kept::with([
        ("type", query.entity_type.clone()),
        ("q", query.q.clone()),
        ("attribute", query.attribute.clone()),
        ("context", query.context.clone()),
        ("aggregate", query.aggregate.as_str().to_owned()),
        ("period", query.period.as_str().to_owned()),
        ("direction", measure.direction.as_str().to_owned()),
        ("baseline", measure.baseline.to_string()),
        ("target", measure.target.to_string()),
        ("unit", measure.unit.clone()),
    ])
}

async fn load(call: &Call) -> Outcome<(Setting, Commitment, Option<Bound>)> {
    let setting = Setting::current(call)?;
    let (id, actor) = (call.id("id")?, setting.actor.clone());
    let (found, bound) = call
        .read(move |tx| {
            let found = store::as_of(tx, id, Moment(i64::MAX - 1))?.ok_or_else(Failure::not_found)?;
            access::require_for(&actor, Act::Amend, &target(&found))?;
            Ok((found, readings::store::get(tx, id)?))
        })
        .await?;
    Ok((setting, found, bound))
}

/// `GET /commitments/{id}/reading`
pub(super) async fn page(call: Call) -> Outcome<Response> {
    let (setting, commitment, bound) = load(&call).await?;
    let kept = values(bound.as_ref());
    call.page(reading_view::page(&Binder { setting, commitment, bound, kept, found: None }))
}

/// `POST /commitments/{id}/reading`: `do` is `try` (a dry run), `save` or `remove`.
pub(super) async fn post(call: Call) -> Outcome<Response> {
    let (setting, commitment, bound) = load(&call).await?;
    let id = commitment.id;
    let seen = call.form.value("version").parse::<i64>().unwrap_or(0);
    let back = format!("/commitments/{id}#readings");
    if call.form.value("do") == "remove" {
        act(&call, move |acting| readings::commands::unbind(acting, id, seen)).await?;
        return call.done(&back, Message::new("done-reading-removed"));
    }
    let outcome = match stated(&call.form) {
        Ok(binding) => readings::ask(&call, &binding, &commitment).await.map(|observed| (binding, observed)),
        Err(failure) => Err(failure),
    };
    let outcome = match outcome {
        Ok((binding, observed)) if call.form.value("do") == "save" => {
            let own = binding.clone();
            let saved =
                act(&call, move |acting| readings::commands::bind_and_read(acting, id, seen, &own, observed));
            match saved.await {
                Ok(_) => return call.done(&back, Message::new("done-reading-bound")),
                Err(failure) => Err(failure),
            }
        }
        other => other,
    };
    match outcome {
        Ok((binding, observed)) => {
            let progress = rules::progress(&binding.measure, observed);
            let kept = Kept::with(call.form.pairs());
            let found = Some((binding, observed, progress));
            call.page(reading_view::page(&Binder { setting, commitment, bound, kept, found }))
        }
        Err(failure) => {
            call.again(failure, async |kept| {
                Ok(reading_view::page(&Binder { setting, commitment, bound, kept, found: None }))
            })
            .await
        }
    }
}
