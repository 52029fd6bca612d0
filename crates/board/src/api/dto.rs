//! What the API exchanges.

use std::sync::Arc;

use qipan_accounts::Units;
use qipan_accounts::http::Call;
use qipan_accounts::people::Roster;
use qipan_kernel::{Day, Id, Moment, Outcome};
use qipan_web::components::Bead;
use qipan_web::{Lang, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::board::Board;
use crate::commitments::commands::Registration;
use crate::commitments::leader::Responsible;
use crate::commitments::model::{Commitment, Report, Source, State, Terms};
use crate::commitments::suspension::Suspension;
use crate::grid::compare::Changes;
use crate::grid::model::{Counts, Grid};
use crate::rulebook::Rulebook;

/// One crossing of the grid.
#[derive(Serialize, JsonSchema)]
pub struct CellOut {
    /// Unit (row).
    pub unit: i64,
    /// Line (column).
    pub line: i64,
    /// How many, by light.
    #[serde(flatten)]
    pub counts: Counts,
}

/// The grid.
#[derive(Serialize, JsonSchema)]
pub struct GridOut {
    /// The moment it is of.
    pub at: String,
    /// Crossings that have commitments.
    pub cells: Vec<CellOut>,
}

impl GridOut {
    pub(super) fn of(grid: &Grid, visible: Option<&[Id]>) -> GridOut {
        let seen = |unit: &Id| visible.is_none_or(|units| units.contains(unit));
        let mut cells: Vec<CellOut> = grid
            .cells
            .iter()
            .filter(|((unit, _), _)| seen(unit))
            .map(|((unit, line), counts)| CellOut { unit: unit.0, line: line.0, counts: *counts })
            .collect();
        cells.sort_by_key(|cell| (cell.unit, cell.line));
        GridOut { at: grid.at.rfc3339(), cells }
    }
}

/// What changed between two days.
#[derive(Serialize, JsonSchema)]
pub struct ChangesOut {
    closed: Vec<i64>,
    turned_red: Vec<i64>,
    new: Vec<i64>,
    slipped: Vec<i64>,
}

impl From<Changes> for ChangesOut {
    fn from(changes: Changes) -> ChangesOut {
        let plain = |ids: Vec<Id>| ids.into_iter().map(|id| id.0).collect();
        ChangesOut {
            closed: plain(changes.closed),
            turned_red: plain(changes.turned_red),
            new: plain(changes.new),
            slipped: plain(changes.slipped),
        }
    }
}

/// Who answers for a commitment.
#[derive(Serialize, JsonSchema)]
pub struct HolderOut {
    /// Name.
    pub name: String,
    /// The post, with its unit.
    pub title: Option<String>,
    /// Since when the post is held.
    #[schemars(with = "Option<String>")]
    pub since: Option<Day>,
    /// Came after the one whose name the document writes.
    pub successor: bool,
}

/// What commitments are shown with.
#[derive(Clone)]
pub struct Showing {
    view: View,
    book: Arc<Rulebook>,
    units: Arc<Units>,
    roster: Arc<Roster>,
}

impl Showing {
    pub(super) fn of(call: &Call) -> Outcome<Showing> {
        Ok(Showing {
            view: call.view.clone(),
            book: call.site.part::<Board>().book(),
            units: call.site.units()?,
            roster: call.site.roster()?,
        })
    }
}

/// A commitment, at one moment.
#[derive(Serialize, JsonSchema)]
pub struct CommitmentOut {
    /// Identifier.
    pub id: i64,
    /// Number on paper.
    pub number: String,
    /// Number of the version: an amendment names the one it saw.
    pub version: i64,
    /// What was promised.
    #[serde(flatten)]
    pub terms: Terms,
    /// Who answers for it on the day asked about; `null` where the responsibility is tied to nothing or the post is vacant.
    pub holder: Option<HolderOut>,
    /// The first limit ever set.
    #[schemars(with = "Option<String>")]
    pub first_due: Option<Day>,
    /// Where it stands.
    pub state: State,
    /// When it was suspended, oldest first; the last runs while its `until` is `null`.
    pub suspensions: Vec<Suspension>,
    /// Claimed progress in basis points.
    pub claimed: Option<i32>,
    /// Verified progress in basis points.
    pub verified: Option<i32>,
    /// The owner claims more than anybody has verified.
    pub unverified: bool,
    /// The light.
    pub light: String,
    /// Why, in the language of the request.
    pub reason: String,
    /// When the light will change by time alone.
    pub light_changes_at: Option<String>,
    /// When it was registered.
    pub created_at: String,
    /// From when this version is valid.
    pub valid_from: String,
    /// Until when; `null` for the current version.
    pub valid_to: Option<String>,
}

impl CommitmentOut {
    pub(super) fn of(commitment: &Commitment, showing: &Showing, at: Moment) -> CommitmentOut {
        let Showing { view, book, units, roster } = showing;
        let v = &commitment.version;
        let who = Responsible::of(&v.terms, roster, units, at.day(), view.lang == Lang::En);
        let Responsible { title, since, successor, .. } = who;
        CommitmentOut {
            id: commitment.id.0,
            number: commitment.number.clone(),
            version: v.no,
            terms: v.terms.clone(),
            holder: who.holder.map(|name| HolderOut { name, title, since, successor }),
            first_due: v.first_due,
            state: v.state,
            suspensions: v.suspensions.clone(),
            claimed: v.claimed.map(|p| p.0),
            verified: v.verified.map(|p| p.0),
            unverified: v.unverified(),
            light: v.light_at(at).as_str().to_owned(),
            reason: view.m(&v.lights.reason_at(&book.calendar, at)).into_owned(),
            light_changes_at: v.lights.next_change(at).map(Moment::rfc3339),
            created_at: commitment.created_at.rfc3339(),
            valid_from: v.valid_from.rfc3339(),
            valid_to: (v.valid_to != Moment::NEVER).then(|| v.valid_to.rfc3339()),
        }
    }
}

/// One thing of the chain in which a commitment stands.
#[derive(Serialize, JsonSchema)]
pub struct LinkOut {
    /// What it is: `project`, `node`, `problem`, `request`, `visit`, `meeting`, `commitment` and others that parts of the
    /// program add.
    pub sort: &'static str,
    /// Its number on paper.
    pub number: Option<String>,
    /// What it is called.
    pub name: String,
    /// Where it stands, in the language of the request.
    pub state: String,
    /// Its light.
    pub light: Option<&'static str>,
    /// The address of its page.
    pub href: String,
    /// It is the commitment that was asked about.
    pub here: bool,
}

impl From<Bead> for LinkOut {
    fn from(bead: Bead) -> LinkOut {
        LinkOut {
            sort: bead.sort,
            number: Some(bead.number).filter(|number| !number.is_empty()),
            name: bead.name,
            state: bead.state,
            light: bead.light.map(qipan_web::components::Light::as_str),
            href: bead.href,
            here: bead.here,
        }
    }
}

/// A page of commitments.
#[derive(Serialize, JsonSchema)]
pub struct PageOut {
    /// The rows.
    pub items: Vec<CommitmentOut>,
    /// Cursor of the page after, when there is one.
    pub after: Option<String>,
    /// Cursor of the page before, when there is one.
    pub before: Option<String>,
}

/// A commitment to be registered.
#[derive(Deserialize, JsonSchema)]
pub struct RegistrationIn {
    /// What is promised.
    #[serde(flatten)]
    pub terms: Terms,
    /// A number that it already has on paper.
    #[serde(default)]
    pub number: Option<String>,
    /// The words that promise it.
    #[serde(default)]
    pub words: String,
    /// The document that says so: title and number.
    #[serde(default)]
    pub cited: String,
}

impl RegistrationIn {
    pub(super) fn into_registration(self) -> Registration {
        let stated = !self.words.is_empty() || !self.cited.is_empty();
        let source = Source { document: None, span: (0, 0), words: self.words, cited: self.cited };
        let sources = if stated { vec![source] } else { Vec::new() };
        Registration { terms: self.terms, sources, number: self.number }
    }
}

/// New terms.
#[derive(Clone, Deserialize, JsonSchema)]
pub struct AmendIn {
    /// The version that the editor saw.
    pub version: i64,
    /// Why.
    pub reason: String,
    /// The terms as they shall be.
    pub terms: Terms,
}

/// A note, a reason or an opinion.
#[derive(Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteIn {
    /// The words; some acts want a reason.
    #[serde(default)]
    pub note: String,
}

/// A verification.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyIn {
    /// Verified progress in basis points, at most what was claimed.
    pub verified: i32,
    /// The reviewer's words.
    #[serde(default)]
    pub note: String,
}

/// Something was made.
#[derive(Serialize, JsonSchema)]
pub struct Made {
    /// Its identifier.
    pub id: i64,
}

/// A report was taken.
#[derive(Serialize, JsonSchema)]
pub struct Reported {
    /// Identifier of the report.
    pub report: i64,
    /// The version of the commitment that it made.
    pub version: i64,
    /// The commitment's light now.
    pub light: String,
}

/// A report.
#[derive(Serialize, JsonSchema)]
pub struct ReportOut {
    id: i64,
    at: String,
    by: String,
    claimed: i32,
    progress_text: String,
    problems: String,
    next_step: String,
    review: String,
    verified: Option<i32>,
    reviewer: Option<String>,
    review_note: Option<String>,
}

impl From<Report> for ReportOut {
    fn from(report: Report) -> ReportOut {
        ReportOut {
            id: report.id.0,
            at: report.at.rfc3339(),
            by: report.actor_name,
            claimed: report.claimed.0,
            progress_text: report.progress_text,
            problems: report.problems,
            next_step: report.next_step,
            review: report.review.as_str().to_owned(),
            verified: report.verified.map(|p| p.0),
            reviewer: report.reviewer_name,
            review_note: report.review_note,
        }
    }
}
