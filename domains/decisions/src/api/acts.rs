//! Writes of the API: the commands of the review page, each done once under its idempotency key.

use axum::http::StatusCode;
use axum::response::Response;
use qipan_accounts::http::{self, Call};
use qipan_accounts::units::UnitKind;
use qipan_board::board::once;
use qipan_kernel::{Failure, Id, Outcome};
use qipan_records::documents;

use super::dto::{
    AcceptedOut, DocumentOut, DraftIn, DraftOut, ExtractedOut, FactsIn, FileOut, MergeIn, NewUnitIn,
    NewUnitOut, PassageIn, RegisteredOut,
};
use crate::drafts::new_unit::{self, NewUnit, kind_of};
use crate::drafts::rules::Step;
use crate::drafts::{commands, store};
use crate::extract::Span;
use crate::pages::{setting, upload_files};

pub(super) async fn import(call: Call) -> Outcome<Response> {
    let work = async {
        let results = upload_files(&call).await?;
        let shown: Vec<FileOut> = results.into_iter().map(|one| FileOut::of(one, &call.view)).collect();
        let any = shown.iter().any(FileOut::is_taken);
        Ok((if any { StatusCode::CREATED } else { StatusCode::UNPROCESSABLE_ENTITY }, shown))
    };
    http::once_after(&call, work).await
}

pub(super) async fn add(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<PassageIn>()?);
    let span = Span { start: input.start, end: input.end };
    let knowledge = setting::knowledge(&call.site, call.context()?.now.day())?;
    once(&call, StatusCode::CREATED, move |acting| {
        let made = commands::add(acting.tx, acting.context, acting.ids, &knowledge, id, span)?;
        Ok(DraftOut::of(&made, &[]))
    })
    .await
}

pub(super) async fn decide(call: Call) -> Outcome<Response> {
    let (document, id, input) = (call.id("id")?, call.id("draft")?, call.json::<DraftIn>()?);
    once(&call, StatusCode::OK, move |acting| {
        let (context, ids) = (acting.context, acting.ids);
        let decide = |tx: &mut _, version, step| commands::decide(tx, context, document, id, version, step);
        let changed = match &input {
            DraftIn::Accept { version } => decide(acting.tx, *version, Step::Accept),
            DraftIn::Reject { version } => decide(acting.tx, *version, Step::Reject),
            DraftIn::Undo { version } => decide(acting.tx, *version, Step::Undo),
            DraftIn::Edit { version, data } => {
                let before = store::load(acting.tx, document, id)?;
                commands::edit(acting.tx, context, document, id, *version, &data.over(&before.data))
            }
            DraftIn::Split { version, at } => {
                commands::split(acting.tx, context, ids, (document, id, *version), *at)
            }
            DraftIn::Link { version, commitment } => {
                commands::link(acting, document, id, *version, Id(*commitment))
            }
        }?;
        Ok(DraftOut::of(&changed, &[]))
    })
    .await
}

pub(super) async fn register(call: Call) -> Outcome<Response> {
    let document = call.id("id")?;
    once(&call, StatusCode::CREATED, move |acting| {
        let made = commands::register(acting, document)?;
        let shown = made.into_iter().map(|one| RegisteredOut { id: one.id.0, number: one.number });
        Ok(shown.collect::<Vec<_>>())
    })
    .await
}

pub(super) async fn facts(call: Call) -> Outcome<Response> {
    let (document, input) = (call.id("id")?, call.json::<FactsIn>()?);
    once(&call, StatusCode::OK, move |acting| {
        let (tx, context) = (&mut *acting.tx, acting.context);
        let after = documents::commands::amend_facts(tx, context, document, input.version, &input.facts)?;
        let counts = store::counts(acting.tx, &[document])?;
        Ok(DocumentOut::of(&after, counts.get(&document).copied().unwrap_or_default()))
    })
    .await
}

pub(super) async fn extract(call: Call) -> Outcome<Response> {
    let document = call.id("id")?;
    let knowledge = setting::knowledge(&call.site, call.context()?.now.day())?;
    once(&call, StatusCode::OK, move |acting| {
        let fresh = commands::extract_again(acting.tx, acting.context, acting.ids, &knowledge, document)?;
        Ok(ExtractedOut { drafts: fresh })
    })
    .await
}

pub(super) async fn merge(call: Call) -> Outcome<Response> {
    let (document, input) = (call.id("id")?, call.json::<MergeIn>()?);
    let drafts: Vec<Id> = input.drafts.into_iter().map(Id).collect();
    once(&call, StatusCode::OK, move |acting| {
        Ok(DraftOut::of(&commands::merge(acting.tx, acting.context, document, &drafts)?, &[]))
    })
    .await
}

pub(super) async fn accept_complete(call: Call) -> Outcome<Response> {
    let document = call.id("id")?;
    once(&call, StatusCode::OK, move |acting| {
        Ok(AcceptedOut { accepted: commands::accept_complete(acting.tx, acting.context, document)? })
    })
    .await
}

pub(super) async fn new_unit(call: Call) -> Outcome<Response> {
    let (document, input) = (call.id("id")?, call.json::<NewUnitIn>()?);
    let name = input.name.unwrap_or_else(|| input.written.clone());
    let kind = match input.kind {
        Some(word) => word
            .parse::<UnitKind>()
            .map_err(|text| Failure::invalid("units-import-kind").with("text", text).at("kind"))?,
        None => kind_of(&name),
    };
    let new = NewUnit { written: input.written, name, parent: input.parent.map(Id), kind };
    let answer = once(&call, StatusCode::CREATED, move |acting| {
        let (unit, drafts) = new_unit::add(acting.tx, acting.context, acting.ids, document, &new)?;
        Ok(NewUnitOut { unit: unit.0, drafts })
    })
    .await;
    call.site.accounts_changed();
    answer
}
