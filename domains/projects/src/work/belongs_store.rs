//! What a commitment is for the project or system that opened it, where no link says so.

use qipan_kernel::{Failure, Id, Outcome};
use qipan_store::{Tx, params};

use super::model::{Sort, Thing};
use crate::nodes::model::NodeKind;
use crate::site_notes::model::{NoteKind, Severity};
use crate::systems::duties::DutyKind;

/// What a commitment is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Root {
    /// A node of a project.
    Node {
        /// The node.
        id: Id,
        /// Its project.
        project: Id,
        /// What sort of node.
        kind: NodeKind,
        /// Its name.
        name: String,
    },
    /// What a note of a site asks to be put right.
    Note {
        /// The note.
        id: Id,
        /// Its project.
        project: Id,
        /// What it is about.
        kind: NoteKind,
        /// How bad it is.
        severity: Severity,
    },
    /// What a meeting decided.
    Item {
        /// The meeting.
        meeting: Id,
        /// The project that it is about.
        project: Option<Id>,
    },
    /// The post-evaluation of a project.
    Evaluation {
        /// Its project.
        project: Id,
        /// Who evaluates.
        evaluator: String,
    },
    /// The self-evaluation of a project's spending in a year.
    SelfEvaluation {
        /// Its project.
        project: Id,
        /// The year.
        year: i32,
    },
    /// The final accounts of a project that was accepted.
    Accounts {
        /// Its project.
        project: Id,
    },
    /// What somebody has to do for a system or a proposal.
    Duty {
        /// The system or the proposal.
        subject: Id,
        /// What sort of duty.
        kind: DutyKind,
    },
}

impl Root {
    /// What it adds to the chain besides itself.
    pub fn things(&self) -> Vec<Thing> {
        let meeting = match self {
            Root::Item { meeting, .. } => Some(Thing::new(Sort::Meeting, *meeting)),
            _ => None,
        };
        let project = self.project().map(|id| Thing::new(Sort::Project, id));
        meeting.into_iter().chain(project).collect()
    }

    /// Its project.
    pub fn project(&self) -> Option<Id> {
        match self {
            Root::Node { project, .. }
            | Root::Note { project, .. }
            | Root::Evaluation { project, .. }
            | Root::SelfEvaluation { project, .. }
            | Root::Accounts { project } => Some(*project),
            Root::Item { project, .. } => *project,
            Root::Duty { .. } => None,
        }
    }

    /// Which it is among its like.
    pub fn id(&self) -> Id {
        match self {
            Root::Node { id, .. } | Root::Note { id, .. } => *id,
            Root::Item { meeting: id, .. } => *id,
            Root::Evaluation { project: id, .. }
            | Root::SelfEvaluation { project: id, .. }
            | Root::Accounts { project: id } => *id,
            Root::Duty { subject, .. } => *subject,
        }
    }
}

/// What a commitment is; of most there is one.
pub fn roots(tx: &mut Tx<'_>, commitment: Id) -> Outcome<Vec<Root>> {
    tx.rows(
        "select 'node', id, project, kind, name from project_node where commitment = $1
         union all select 'note', id, project, kind, severity from site_note where commitment = $1
         union all select 'item', meeting, project, '', '' from meeting_item where commitment = $1
         union all select 'evaluation', project, project, '', evaluator from project_post_evaluation where commitment = $1
         union all select 'self-evaluation', project, project, cast(year as text), '' from project_evaluation_clock
           where commitment = $1
         union all select 'accounts', project, project, '', '' from project_accounts_clock where commitment = $1
         union all select 'accounts', c.project, c.project, '', '' from project_accounts_clock c
           join work_link l on l.b = c.commitment and l.b_sort = 'commitment'
           where l.a_sort = 'commitment' and l.a = $1
         union all select 'duty', subject, null, kind, '' from info_duty where commitment = $1",
        params![commitment],
        |row| {
            let (sort, id, project) = (row.get::<String>(0)?, row.get(1)?, row.get::<Option<Id>>(2)?);
            let (first, second) = (row.get::<String>(3)?, row.get::<String>(4)?);
            let owner = project.unwrap_or_default();
            Ok(match sort.as_str() {
                "node" => Root::Node {
                    id,
                    project: owner,
                    kind: first.parse().map_err(Failure::internal)?,
                    name: second,
                },
                "note" => Root::Note {
                    id,
                    project: owner,
                    kind: first.parse().map_err(Failure::internal)?,
                    severity: second.parse().map_err(Failure::internal)?,
                },
                "evaluation" => Root::Evaluation { project: owner, evaluator: second },
                "self-evaluation" => {
                    Root::SelfEvaluation { project: owner, year: first.parse().map_err(Failure::internal)? }
                }
                "accounts" => Root::Accounts { project: owner },
                "duty" => Root::Duty { subject: id, kind: first.parse().map_err(Failure::internal)? },
                _ => Root::Item { meeting: id, project },
            })
        },
    )
}

/// The commitments that were opened for a project, its nodes aside: of its problems, requests, meetings, notes,
/// evaluations and final accounts; the newest first, at most `limit`.
pub fn of_project(tx: &mut Tx<'_>, project: Id, limit: usize) -> Outcome<Vec<Id>> {
    tx.rows(
        "select commitment from problem where project = $1 and commitment is not null
         union select d.commitment from request r join request_dispatch d on d.request = r.id
           where r.project = $1 and d.commitment is not null and d.state <> 'released'
         union select commitment from meeting_item where project = $1
         union select commitment from site_note where project = $1 and commitment is not null
         union select commitment from project_post_evaluation where project = $1
         union select commitment from project_evaluation_clock where project = $1
         union select commitment from project_accounts_clock where project = $1
         union select l.a from project_accounts_clock c
           join work_link l on l.b = c.commitment and l.b_sort = 'commitment'
           where c.project = $1 and l.a_sort = 'commitment'
         order by 1 desc limit $2",
        params![project, limit],
        |row| row.get(0),
    )
}

/// The commitments that end with a project: of its problems, its nodes aside. Money that was spent is still accounted for and
/// evaluated, a site is still made safe, and what an enterprise asked for or a meeting decided has a life of its own.
pub fn ending_with(tx: &mut Tx<'_>, project: Id) -> Outcome<Vec<Id>> {
    tx.rows(
        "select commitment from problem where project = $1 and commitment is not null order by commitment",
        params![project],
        |row| row.get(0),
    )
}
