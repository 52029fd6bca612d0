//! What the forms of a commitment do: read, act, and go on, or show the page again with what was typed.

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_kernel::{Failure, Id, Message, Outcome};

use super::deeds::Deed;
use super::deeds_view::note_name;
use super::detail::{self};
use super::detail_view;
use super::setting::Setting;
use crate::board::act;
use crate::commitments::commands::{self, ReportInput, TEXT_MAX};
use crate::commitments::model::State;
use crate::commitments::store;
use crate::commitments::suspension::{self, NAME_MAX, Resumption, SuspensionInput};
use crate::evidence;

/// Does what one form of a commitment's page asks.
pub(super) async fn deed(call: Call, deed: Deed) -> Outcome<Response> {
    let id = call.id("id")?;
    match run(&call, id, deed).await {
        Ok(()) => call.done(&format!("/commitments/{id}"), Message::new(deed.done())),
        Err(failure) => {
            let page = async |kept| {
                let shown = detail::load(&call, Setting::current(&call)?, Some((deed, kept))).await?;
                Ok(detail_view::page(&shown))
            };
            call.again(renamed(failure, deed), page).await
        }
    }
}

/// The commands speak of `note` or `day`; on the page the fields of every form have names of their own.
fn renamed(mut failure: Failure, deed: Deed) -> Failure {
    let name = note_name(deed);
    for one in std::iter::once(&mut failure.field).chain(failure.more.iter_mut().map(|one| &mut one.field)) {
        let own = match (deed, one.as_deref()) {
            (_, Some("note")) | (Deed::Suspend, Some("reason")) => name.as_str(),
            (Deed::Suspend, Some("since")) => "suspend-since",
            (Deed::Suspend, Some("expected")) => "suspend-expected",
            (Deed::Suspend, Some("approved_by")) => "suspend-approved",
            (Deed::Resume, Some("day")) => "resume-day",
            (Deed::Resume, Some("due" | "due_day")) => "resume-due",
            (Deed::Resume, Some("approved_by")) => "resume-approved",
            _ => continue,
        };
        *one = Some(own.to_owned());
    }
    failure
}

async fn run(call: &Call, id: Id, deed: Deed) -> Outcome<()> {
    let note = call.form.read(|r| r.paragraph(&note_name(deed), TEXT_MAX))?;
    match deed {
        Deed::Issue => act(call, move |acting| commands::issue(acting, id).map(drop)).await,
        Deed::SignFor => act(call, move |acting| commands::sign_for(acting, id).map(drop)).await,
        Deed::Verify => {
            let verified = call.form.read(|r| r.required_progress("verified"))?;
            act(call, move |acting| commands::verify(acting, id, verified, &note).map(drop)).await
        }
        Deed::Report => {
            let input = call.form.read(|r| ReportInput {
                claimed: r.required_progress("claimed"),
                progress_text: r.paragraph("progress_text", TEXT_MAX),
                problems: r.paragraph("problems", TEXT_MAX),
                next_step: r.paragraph("next_step", TEXT_MAX),
            })?;
            act(call, move |acting| commands::report(acting, id, &input).map(drop)).await
        }
        Deed::Evidence => evidence::take(call, id).await.map(drop),
        Deed::Submit => act(call, move |acting| commands::submit(acting, id, &note).map(drop)).await,
        Deed::Return => act(call, move |acting| commands::send_back(acting, id, &note).map(drop)).await,
        Deed::Close => act(call, move |acting| commands::close(acting, id, &note).map(drop)).await,
        Deed::StrikeOff => act(call, move |acting| commands::strike_off(acting, id, &note).map(drop)).await,
        Deed::Opinion => act(call, move |acting| commands::opine(acting, id, &note)).await,
        Deed::Withdraw => act(call, move |acting| commands::withdraw(acting, id, &note).map(drop)).await,
        Deed::Suspend => {
            let input = call.form.read(|r| SuspensionInput {
                reason: note,
                since: r.required_day("suspend-since"),
                expected: r.day("suspend-expected"),
                approved_by: r.text("suspend-approved", NAME_MAX),
            })?;
            act(call, move |acting| suspension::suspend(acting, id, &input, None).map(drop)).await
        }
        Deed::Resume => {
            let input = call.form.read(|r| Resumption {
                day: r.required_day("resume-day"),
                due: r.day("resume-due"),
                approved_by: r.text("resume-approved", NAME_MAX),
                note,
            })?;
            act(call, move |acting| suspension::resume(acting, id, &input).map(drop)).await
        }
        // Has a page of its own.
        Deed::Amend => Err(Failure::not_found()),
    }
}

/// `POST /commitments/issue`: gives all ticked commitments to their units, in one act. Those that somebody has issued
/// or withdrawn meanwhile are left as they are and counted.
pub(super) async fn issue_many(call: Call) -> Outcome<Response> {
    let ids = call.form.read(|r| r.ids("id"))?;
    let back =
        Some(call.form.value("back")).filter(|back| !back.is_empty()).unwrap_or("/commitments").to_owned();
    if ids.is_empty() {
        return call.done(&back, Message::new("done-issue-none"));
    }
    let (issued, left) = act(&call, move |acting| {
        let (mut issued, mut left) = (0_usize, 0_usize);
        for id in &ids {
            if store::load(acting.tx, *id)?.version.state == State::Registered {
                commands::issue(acting, *id)?;
                issued += 1;
            } else {
                left += 1;
            }
        }
        Ok((issued, left))
    })
    .await?;
    call.done(&back, Message::new("done-issue-many").with("issued", issued).with("left", left))
}
