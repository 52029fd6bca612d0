//! One commitment: loading what its page shows.

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_accounts::{Act, access};
use qipan_kernel::{Failure, Moment, Outcome};
use qipan_store::journal::{self, Entry};
use qipan_web::Kept;
use qipan_web::components::Bead;

use super::deeds::{self, Deed};
use super::detail_view;
use super::setting::Setting;
use crate::board::may;
use crate::commitments::commands::target;
use crate::commitments::model::{Commitment, Evidence, Report, Review, Source};
use crate::commitments::store;
use crate::readings::{self, Bound, Reading};

/// Most entries of the journal on the page.
const ENTRIES: usize = 500;
/// Most reports on the page.
const REPORTS: usize = 200;
/// Most readings on the page.
const READINGS: usize = 200;

/// What the page of a commitment shows.
pub struct Shown {
    /// Words, names, moment.
    pub setting: Setting,
    /// The commitment as it was at that moment.
    pub commitment: Commitment,
    /// Its versions up to then, oldest first.
    pub versions: Vec<Commitment>,
    /// The chains in which other parts of the program know it, as they are now; nothing on a past day.
    pub chains: Vec<Vec<Bead>>,
    /// Where it comes from.
    pub sources: Vec<Source>,
    /// Its reports up to then, newest first.
    pub reports: Vec<Report>,
    /// Its evidence up to then, newest first.
    pub evidence: Vec<Evidence>,
    /// Opinions up to then, newest first.
    pub opinions: Vec<(Moment, String, String)>,
    /// What its measure is bound to; nothing on a past day.
    pub bound: Option<Bound>,
    /// Its readings up to then, newest first.
    pub readings: Vec<Reading>,
    /// The actor may bind its measure now.
    pub may_bind: bool,
    /// The journal's entries up to then, newest first.
    pub journal: Vec<Entry>,
    /// What the actor may do now; nothing on a past day.
    pub deeds: Vec<Deed>,
    /// A form that was refused, with what was typed.
    pub refused: Option<(Deed, Kept)>,
}

/// Loads the page of the commitment in the path.
///
/// # Errors
/// Not found, also when the actor may not see it, or when it was not there at that moment.
pub(super) async fn load(call: &Call, setting: Setting, refused: Option<(Deed, Kept)>) -> Outcome<Shown> {
    // Now is the current version, also where acts of one millisecond, or a clock set back, put it just after now.
    let at = if setting.when.current { Moment(i64::MAX - 1) } else { setting.when.at };
    let (id, actor) = (call.id("id")?, setting.actor.clone());
    let chains = if setting.when.current { call.chains("commitment", id)? } else { Vec::new() };
    let (commitment, versions, sources, reports, evidence, opinions, journal, measured, chains) = call
        .read(move |tx| {
            let found = store::as_of(tx, id, at)?.ok_or_else(Failure::not_found)?;
            access::require_for(&actor, Act::BoardView, &target(&found))?;
            Ok((
                found,
                store::history(tx, id)?,
                store::sources(tx, id)?,
                store::reports(tx, id, REPORTS)?,
                store::evidence(tx, id)?,
                store::opinions(tx, id)?,
                journal::of_subject(tx, "commitment", id, ENTRIES)?,
                (readings::store::get(tx, id)?, readings::store::readings(tx, id, READINGS)?),
                chains.into_iter().map(|read| read(tx)).collect::<Outcome<Vec<_>>>()?,
            ))
        })
        .await?;
    let may_bind = setting.when.current
        && commitment.version.state.is_open()
        && may(&setting.actor, Act::Amend, &target(&commitment));
    let (bound, readings) = measured;
    let deeds = if setting.when.current { deeds::allowed(&setting.actor, &commitment) } else { Vec::new() };
    Ok(Shown {
        versions: versions.into_iter().filter(|one| one.version.valid_from <= at).collect(),
        reports: reports.into_iter().filter(|one| one.at <= at).map(|one| as_of(one, at)).collect(),
        evidence: evidence.into_iter().filter(|one| one.at <= at).collect(),
        opinions: opinions.into_iter().filter(|one| one.0 <= at).collect(),
        readings: readings.into_iter().filter(|one| one.at <= at).collect(),
        bound: bound.filter(|_| setting.when.current),
        may_bind,
        journal: journal.into_iter().filter(|one| one.at <= at).collect(),
        commitment,
        chains,
        sources,
        deeds,
        refused,
        setting,
    })
}

/// A report as it stood at a moment: a review that came later is not shown.
fn as_of(report: Report, at: Moment) -> Report {
    if report.reviewed_at.is_none_or(|reviewed| reviewed <= at) {
        return report;
    }
    let unreviewed = (Review::Pending, None, None, None, None);
    let (review, verified, reviewed_at, reviewer_name, review_note) = unreviewed;
    Report { review, verified, reviewed_at, reviewer_name, review_note, ..report }
}

/// `GET /commitments/{id}`
pub(super) async fn page(call: Call) -> Outcome<Response> {
    let shown = load(&call, Setting::of(&call)?, None).await?;
    call.page(detail_view::page(&shown))
}
