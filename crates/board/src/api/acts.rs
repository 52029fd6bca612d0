//! Writes of the API.

use axum::http::StatusCode;
use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_kernel::{Failure, Moment, Outcome, Progress};

use super::dto::{AmendIn, CommitmentOut, Made, NoteIn, RegistrationIn, Reported, Showing, VerifyIn};
use crate::board::once;
use crate::commitments::commands::{self, Acting, Registration, ReportInput};
use crate::commitments::model::Commitment;
use crate::commitments::suspension::{self, Resumption, SuspensionInput};
use crate::lines::model::Line;

/// The acts that take a note at most.
#[derive(Clone, Copy)]
pub(super) enum Step {
    Issue,
    SignFor,
    Return,
    Submit,
    Close,
    StrikeOff,
    Withdraw,
}

fn note(call: &Call) -> Outcome<NoteIn> {
    if call.body.is_empty() { Ok(NoteIn::default()) } else { call.json() }
}

fn shown(acting: &Acting<'_, '_>, showing: &Showing, commitment: &Commitment) -> CommitmentOut {
    CommitmentOut::of(commitment, showing, acting.context.now)
}

pub(super) async fn step(call: Call, step: Step) -> Outcome<Response> {
    let (id, NoteIn { note }, view) = (call.id("id")?, note(&call)?, Showing::of(&call)?);
    once(&call, StatusCode::OK, move |acting| {
        let done = match step {
            Step::Issue => commands::issue(acting, id),
            Step::SignFor => commands::sign_for(acting, id),
            Step::Return => commands::send_back(acting, id, &note),
            Step::Submit => commands::submit(acting, id, &note),
            Step::Close => commands::close(acting, id, &note),
            Step::StrikeOff => commands::strike_off(acting, id, &note),
            Step::Withdraw => commands::withdraw(acting, id, &note),
        }?;
        Ok(shown(acting, &view, &done))
    })
    .await
}

pub(super) async fn suspend(call: Call) -> Outcome<Response> {
    let (id, input, view) = (call.id("id")?, call.json::<SuspensionInput>()?, Showing::of(&call)?);
    once(&call, StatusCode::OK, move |acting| {
        let done = suspension::suspend(acting, id, &input, None)?;
        Ok(shown(acting, &view, &done))
    })
    .await
}

pub(super) async fn resume(call: Call) -> Outcome<Response> {
    let (id, input, view) = (call.id("id")?, call.json::<Resumption>()?, Showing::of(&call)?);
    once(&call, StatusCode::OK, move |acting| {
        let done = suspension::resume(acting, id, &input)?;
        Ok(shown(acting, &view, &done))
    })
    .await
}

pub(super) async fn register(call: Call) -> Outcome<Response> {
    let all: Vec<Registration> =
        call.json::<Vec<RegistrationIn>>()?.into_iter().map(RegistrationIn::into_registration).collect();
    let view = Showing::of(&call)?;
    once(&call, StatusCode::CREATED, move |acting| {
        let done = commands::register(acting, &all)?;
        Ok(done.iter().map(|one| shown(acting, &view, one)).collect::<Vec<_>>())
    })
    .await
}

pub(super) async fn amend(call: Call) -> Outcome<Response> {
    let (id, input, view) = (call.id("id")?, call.json::<AmendIn>()?, Showing::of(&call)?);
    once(&call, StatusCode::OK, move |acting| {
        let done = commands::amend(acting, id, input.version, &input.terms, &input.reason)?;
        Ok(shown(acting, &view, &done))
    })
    .await
}

pub(super) async fn report(call: Call) -> Outcome<Response> {
    let (id, input) = (call.id("id")?, call.json::<ReportInput>()?);
    once(&call, StatusCode::CREATED, move |acting| {
        let now: Moment = acting.context.now;
        let (after, report) = commands::report(acting, id, &input)?;
        let light = after.version.light_at(now).as_str().to_owned();
        Ok(Reported { report: report.0, version: after.version.no, light })
    })
    .await
}

pub(super) async fn verify(call: Call) -> Outcome<Response> {
    let (id, input, view) = (call.id("id")?, call.json::<VerifyIn>()?, Showing::of(&call)?);
    if !(0..=Progress::FULL.0).contains(&input.verified) {
        return Err(Failure::invalid("report-claim-range").at("verified"));
    }
    once(&call, StatusCode::OK, move |acting| {
        let done = commands::verify(acting, id, Progress(input.verified), &input.note)?;
        Ok(shown(acting, &view, &done))
    })
    .await
}

pub(super) async fn opinion(call: Call) -> Outcome<Response> {
    let (id, NoteIn { note }) = (call.id("id")?, note(&call)?);
    once(&call, StatusCode::CREATED, move |acting| {
        commands::opine(acting, id, &note)?;
        Ok(serde_json::json!({}))
    })
    .await
}

pub(super) async fn evidence(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let evidence = crate::evidence::checked(&call, id).await?;
    once(&call, StatusCode::CREATED, move |acting| {
        let made = commands::add_evidence(acting, id, evidence.clone())?;
        Ok(Made { id: made.0 })
    })
    .await
}

pub(super) async fn put_line(call: Call) -> Outcome<Response> {
    let line: Line = call.json()?;
    let response = once(&call, StatusCode::OK, move |acting| {
        let id = crate::lines::commands::put(acting.tx, acting.context, acting.ids, &line)?;
        Ok(Made { id: id.0 })
    })
    .await;
    call.site.part::<crate::board::Board>().lines_changed();
    response
}
