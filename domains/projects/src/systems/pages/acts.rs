//! The forms on a system's page. Each comes back to it: done, or refused with what is wrong.

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_board::board::answer_form;
use qipan_board::commitments::commands::Acting;
use qipan_kernel::{Fen, Id, Outcome};

use super::{detail, detail_view};
use crate::systems::model::{Assessment, Catalogue, Compliance, Listing, Sharing, State};
use crate::systems::money::{MoneyInput, MoneyKind};
use crate::systems::rules::TEXT_MAX;
use crate::systems::{commands, money_store};

/// Does what a form asks for and shows the system again.
pub(crate) async fn done<T: Send + 'static>(
    call: &Call,
    system: Id,
    run: Outcome<impl Fn(&mut Acting<'_, '_>) -> Outcome<T> + Send + 'static>,
    said: &'static str,
    place: &str,
) -> Outcome<Response> {
    let to = |_: &T| format!("/projects/systems/{system}{place}");
    answer_form(call, run, said, to, async |kept| {
        Ok(detail_view::page(&detail::shown(call, system, kept).await?))
    })
    .await
}

/// `POST /projects/systems/{id}/step`
pub(super) async fn step(call: Call) -> Outcome<Response> {
    let (id, today) = (call.id("id")?, call.view.today);
    let states: Vec<_> = State::ALL.iter().map(|one| (one.as_str(), *one)).collect();
    let input = call.form.read(|r| {
        (
            r.required_choice("to", &states, State::Trial),
            r.day("day").unwrap_or(today),
            r.paragraph("note", TEXT_MAX),
        )
    });
    let run = input
        .map(|(to, day, note)| move |acting: &mut Acting<'_, '_>| commands::step(acting, id, to, day, &note));
    done(&call, id, run, "done-system-step", "#life").await
}

/// `POST /projects/systems/{id}/find`
pub(super) async fn find(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let seen = call.form.value("seen").parse().unwrap_or(0);
    let sharing: Vec<_> = Sharing::ALL.iter().map(|one| (one.as_str(), *one)).collect();
    let listing: Vec<_> = Listing::ALL.iter().map(|one| (one.as_str(), *one)).collect();
    let catalogue: Vec<_> = Catalogue::ALL.iter().map(|one| (one.as_str(), *one)).collect();
    let assessed: Vec<_> = Assessment::ALL.iter().map(|one| (one.as_str(), *one)).collect();
    let input = call.form.read(|r| Compliance {
        sharing: r.required_choice("sharing", &sharing, Sharing::Unassessed),
        listing: r.required_choice("listing", &listing, Listing::Unlisted),
        catalogue: r.required_choice("catalogue", &catalogue, Catalogue::Missing),
        security: r.required_choice("security", &assessed, Assessment::Missing),
        crypto: r.required_choice("crypto", &assessed, Assessment::Missing),
        note: r.paragraph("note", TEXT_MAX),
        on: r.day("on"),
        by: String::new(),
    });
    let run = input.map(|found| move |acting: &mut Acting<'_, '_>| commands::find(acting, id, seen, &found));
    done(&call, id, run, "done-system-find", "#compliance").await
}

/// `POST /projects/systems/{id}/evaluate`
pub(super) async fn evaluate(call: Call) -> Outcome<Response> {
    let (id, today) = (call.id("id")?, call.view.today);
    let input = call.form.read(|r| (r.day("day").unwrap_or(today), r.required_paragraph("result", TEXT_MAX)));
    let run = input
        .map(|(day, result)| move |acting: &mut Acting<'_, '_>| commands::evaluate(acting, id, day, &result));
    done(&call, id, run, "done-system-evaluate", "#life").await
}

/// `POST /projects/systems/{id}/money`
pub(super) async fn ask(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let kinds: Vec<_> = MoneyKind::ALL.iter().map(|one| (one.as_str(), *one)).collect();
    let input = call.form.read(|r| MoneyInput {
        kind: r.required_choice("kind", &kinds, MoneyKind::Operating),
        year: i32::try_from(r.required_int("year", 2000..=2100)).unwrap_or_default(),
        amount: r.wan("amount").unwrap_or(Fen(0)),
        what: r.required_paragraph("what", TEXT_MAX),
    });
    let run = input.map(|input| move |acting: &mut Acting<'_, '_>| commands::ask(acting, id, &input));
    done(&call, id, run, "done-system-ask", "#money").await
}

/// `POST /projects/systems/money/{id}`: the decision on a request.
pub(super) async fn decide(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let system = call.read(move |tx| Ok(money_store::load(tx, id)?.system)).await?;
    let input = call.form.read(|r| {
        let all = [("grant", true), ("refuse", false)];
        (r.required_choice("decision", &all, false), r.paragraph("reason", TEXT_MAX))
    });
    let run = input
        .map(|(grant, why)| move |acting: &mut Acting<'_, '_>| commands::decide(acting, id, grant, &why));
    done(&call, system, run, "done-system-decide", "#money").await
}
