//! The one place that decides who may do what, and who may see what.
//!
//! Two questions are asked, in this order: does the role allow the act at all ([`may`]), and does the actor's unit
//! reach the thing it is done to ([`require_for`]). What an actor may not see does not exist for them: the answer is
//! "not found", so that nobody learns of a thing by being refused it.

use qipan_kernel::{Actor, Failure, Id, Outcome, Role};

/// Everything that can be allowed or not.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Act {
    /// Look at the board, lists and commitments.
    BoardView,
    /// Read documents.
    DocumentView,
    /// Read a document in.
    DocumentImport,
    /// Go through what was read: accept, change or drop proposed commitments.
    DocumentReview,
    /// Register a commitment (立项).
    Register,
    /// Issue it to its units (交办), urge, supervise: every numbered slip.
    Issue,
    /// Sign for an issued commitment (签收).
    SignFor,
    /// Report progress (反馈).
    Report,
    /// Hand in evidence (佐证).
    AddEvidence,
    /// Submit for closing (申请办结).
    SubmitForClosing,
    /// Close (办结).
    Close,
    /// Strike off (销号).
    StrikeOff,
    /// Return for rework (退回重办).
    ReturnForRework,
    /// Review a report (审核).
    ReviewReport,
    /// Withdraw a commitment (撤销).
    Withdraw,
    /// Suspend a commitment (中止), and take it up again (恢复).
    Suspend,
    /// Amend a commitment: deadline, units, statement.
    Amend,
    /// Put an opinion beside a light (批示).
    Opinion,
    /// Take a ledger out.
    LedgerExport,
    /// Read a ledger in.
    LedgerImport,
    /// Look at key projects.
    ProjectView,
    /// Enter projects, take them through their stages, list them in years, open their nodes.
    ProjectManage,
    /// Enter what was invested in a project and how far building has come.
    ProjectReport,
    /// Enter and change application systems, file requests for gates and money, propose new systems.
    SystemFile,
    /// Sign decisions on gates, money, proposals and data items of application systems.
    SystemDecide,
    /// File a paper of a project for approval (报批).
    ApprovalFile,
    /// Give an opinion on what was filed (会签).
    ApprovalOpinion,
    /// Decide on what was filed: approve, refuse (审批).
    ApprovalDecide,
    /// Post plans, payments in and out, and contracts of a project.
    FundPost,
    /// Take a posted entry back by another (冲销).
    FundReverse,
    /// Look at units and their people.
    UnitView,
    /// Enter a unit that is not among the units yet: what a document names and the city lacks.
    UnitAdd,
    /// Change units, posts and appointments.
    UnitManage,
    /// Change users.
    UserManage,
    /// Issue and revoke tokens of programs.
    TokenManage,
    /// Change lines of work.
    LineManage,
    /// Change rule sets.
    RuleSetManage,
    /// Change the rules of the work on difficulties: levels, clocks of requests, visits.
    WorkRuleManage,
    /// Change the working calendar.
    CalendarManage,
    /// Read the journal.
    JournalView,
    /// Look at jobs and repeat them.
    JobsView,
    /// Look at the hub: entities, subscriptions, registrations, contexts, traffic.
    HubView,
    /// One's own password, second factor and sessions.
    OwnAccount,
}

impl Act {
    /// All acts, in the order of the table.
    pub const ALL: &[Act] = &[
        Act::BoardView,
        Act::DocumentView,
        Act::DocumentImport,
        Act::DocumentReview,
        Act::Register,
        Act::Issue,
        Act::SignFor,
        Act::Report,
        Act::AddEvidence,
        Act::SubmitForClosing,
        Act::Close,
        Act::StrikeOff,
        Act::ReturnForRework,
        Act::ReviewReport,
        Act::Withdraw,
        Act::Suspend,
        Act::Amend,
        Act::Opinion,
        Act::LedgerExport,
        Act::LedgerImport,
        Act::ProjectView,
        Act::ProjectManage,
        Act::ProjectReport,
        Act::SystemFile,
        Act::SystemDecide,
        Act::ApprovalFile,
        Act::ApprovalOpinion,
        Act::ApprovalDecide,
        Act::FundPost,
        Act::FundReverse,
        Act::UnitView,
        Act::UnitAdd,
        Act::UnitManage,
        Act::UserManage,
        Act::TokenManage,
        Act::LineManage,
        Act::RuleSetManage,
        Act::WorkRuleManage,
        Act::CalendarManage,
        Act::JournalView,
        Act::JobsView,
        Act::HubView,
        Act::OwnAccount,
    ];
}

/// Whether the role allows the act at all.
pub fn may(role: Role, act: Act) -> bool {
    use Role::{Administrator, Auditor, CityLeader, Supervision, UnitHandler, UnitLeader};
    const EVERYONE: &[Role] = &Role::ALL;
    let allowed: &[Role] = match act {
        Act::BoardView | Act::ProjectView | Act::UnitView | Act::LedgerExport | Act::OwnAccount => EVERYONE,
        Act::DocumentView => &[Supervision, UnitHandler, UnitLeader, CityLeader, Auditor],
        Act::DocumentImport | Act::DocumentReview => &[Supervision],
        Act::Register | Act::Issue | Act::Amend | Act::LedgerImport => &[Supervision],
        Act::Withdraw | Act::Suspend => &[Supervision],
        Act::ReviewReport | Act::ReturnForRework | Act::Close | Act::ProjectManage => &[Supervision],
        // Units enter their months; the supervision office reads in the tables of those that send one.
        Act::ProjectReport => &[Supervision, UnitHandler, UnitLeader],
        // Filing and deciding are two acts by two people: a request refuses the one who filed it.
        Act::SystemFile => &[Supervision, UnitHandler, UnitLeader],
        Act::SystemDecide => &[Supervision, CityLeader],
        // The project's own people file; who filed never decides (the approvals refuse him).
        Act::ApprovalFile | Act::FundPost => &[Supervision, UnitHandler, UnitLeader],
        Act::ApprovalOpinion => &[Supervision, UnitHandler, UnitLeader, CityLeader],
        Act::ApprovalDecide => &[Supervision, CityLeader],
        // Who posted never reverses: the ledger refuses him.
        Act::FundReverse => &[Supervision, UnitLeader],
        // Closing and striking off are two acts by two people: the board refuses the one who closed.
        Act::StrikeOff => &[Supervision, CityLeader],
        Act::SignFor | Act::Report | Act::AddEvidence => &[UnitHandler, UnitLeader],
        Act::SubmitForClosing => &[UnitLeader],
        Act::Opinion => &[CityLeader],
        // The supervision office meets new units in documents; an entry of the journal says who entered which.
        Act::UnitAdd => &[Administrator, Supervision],
        Act::UnitManage | Act::UserManage | Act::TokenManage => &[Administrator],
        // By what the work on difficulties goes is the supervision office's own practice; it holds from a day to come.
        Act::WorkRuleManage => &[Administrator, Supervision],
        Act::LineManage | Act::RuleSetManage | Act::CalendarManage | Act::JobsView => &[Administrator],
        Act::JournalView => &[Auditor],
        // What other systems hold goes beyond a unit: its people ask by a token that says what they may read.
        Act::HubView => &[Administrator, Supervision, CityLeader, Auditor],
    };
    allowed.contains(&role)
}

/// Whether this is the system itself: jobs, and the command line of whoever operates the machine. It may do
/// everything; everything it does is in the journal under its own name.
pub fn is_system(actor: &Actor) -> bool {
    actor.id == Id(0) && actor.unit.is_none()
}

/// Whether people of this role belong to the city as a whole: they see every unit's commitments.
pub fn sees_all(role: Role) -> bool {
    !needs_unit(role)
}

/// Whether a user or token of this role must belong to a unit.
pub fn needs_unit(role: Role) -> bool {
    matches!(role, Role::UnitHandler | Role::UnitLeader)
}

/// Requires that the actor's role allows the act; otherwise `failure-forbidden`.
pub fn require(actor: &Actor, act: Act) -> Outcome<()> {
    if is_system(actor) || may(actor.role, act) { Ok(()) } else { Err(Failure::forbidden()) }
}

/// The units of the thing an act is done to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Target {
    /// The lead unit (牵头单位).
    pub lead: Id,
    /// The cooperating units (配合单位).
    pub cooperating: Vec<Id>,
}

/// Requires that the actor may see the thing (`failure-not-found`) and may do this to it (`failure-forbidden`).
///
/// City-level roles see everything. A unit's people see what their unit, or one below it, leads or cooperates in;
/// signing for, reporting and evidence are for both, submitting for closing is for the lead unit alone.
pub fn require_for(actor: &Actor, act: Act, target: &Target) -> Outcome<()> {
    if is_system(actor) {
        return Ok(());
    }
    let leads = actor.scope.contains(&target.lead);
    let cooperates = target.cooperating.iter().any(|unit| actor.scope.contains(unit));
    if !sees_all(actor.role) && !leads && !cooperates {
        return Err(Failure::not_found());
    }
    require(actor, act)?;
    if act == Act::SubmitForClosing && !leads {
        return Err(Failure::forbidden());
    }
    Ok(())
}

/// The units whose commitments the actor may see; `None` is all of them.
pub fn visible_units(actor: &Actor) -> Option<&[Id]> {
    if is_system(actor) || sees_all(actor.role) { None } else { Some(&actor.scope) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use qipan_kernel::FailureKind;

    /// Role × act, literally: one letter per role in the order administrator, supervision, handler, leader of a
    /// unit, leader of the city, auditor.
    const MATRIX: &[(Act, &str)] = &[
        (Act::BoardView, "ASHLCU"),
        (Act::DocumentView, "-SHLCU"),
        (Act::DocumentImport, "-S----"),
        (Act::DocumentReview, "-S----"),
        (Act::Register, "-S----"),
        (Act::Issue, "-S----"),
        (Act::SignFor, "--HL--"),
        (Act::Report, "--HL--"),
        (Act::AddEvidence, "--HL--"),
        (Act::SubmitForClosing, "---L--"),
        (Act::Close, "-S----"),
        (Act::StrikeOff, "-S--C-"),
        (Act::ReturnForRework, "-S----"),
        (Act::ReviewReport, "-S----"),
        (Act::Withdraw, "-S----"),
        (Act::Suspend, "-S----"),
        (Act::Amend, "-S----"),
        (Act::Opinion, "----C-"),
        (Act::LedgerExport, "ASHLCU"),
        (Act::LedgerImport, "-S----"),
        (Act::ProjectView, "ASHLCU"),
        (Act::ProjectManage, "-S----"),
        (Act::ProjectReport, "-SHL--"),
        (Act::SystemFile, "-SHL--"),
        (Act::SystemDecide, "-S--C-"),
        (Act::ApprovalFile, "-SHL--"),
        (Act::ApprovalOpinion, "-SHLC-"),
        (Act::ApprovalDecide, "-S--C-"),
        (Act::FundPost, "-SHL--"),
        (Act::FundReverse, "-S-L--"),
        (Act::UnitView, "ASHLCU"),
        (Act::UnitAdd, "AS----"),
        (Act::UnitManage, "A-----"),
        (Act::UserManage, "A-----"),
        (Act::TokenManage, "A-----"),
        (Act::LineManage, "A-----"),
        (Act::RuleSetManage, "A-----"),
        (Act::WorkRuleManage, "AS----"),
        (Act::CalendarManage, "A-----"),
        (Act::JournalView, "-----U"),
        (Act::JobsView, "A-----"),
        (Act::HubView, "AS--CU"),
        (Act::OwnAccount, "ASHLCU"),
    ];

    #[test]
    fn the_matrix_of_roles_and_acts() {
        assert_eq!(MATRIX.iter().map(|(act, _)| *act).collect::<Vec<_>>(), Act::ALL);
        for (act, letters) in MATRIX {
            for (role, letter) in Role::ALL.into_iter().zip(letters.chars()) {
                assert_eq!(may(role, *act), letter != '-', "{role} {act:?}");
            }
        }
    }

    fn actor(role: Role, scope: &[i64]) -> Actor {
        let scope: Vec<Id> = scope.iter().map(|id| Id(*id)).collect();
        Actor { id: Id(9), name: "张示例".into(), role, unit: scope.first().copied(), scope }
    }

    #[test]
    fn units_reach_what_they_lead_or_cooperate_in() {
        use Role::*;
        let target = Target { lead: Id(1), cooperating: vec![Id(2), Id(30)] };
        let (fine, hidden, refused) = (None, Some(FailureKind::NotFound), Some(FailureKind::Forbidden));
        for (role, scope, act, expected) in [
            (UnitHandler, &[1][..], Act::Report, fine),
            (UnitHandler, &[2], Act::Report, fine),
            (UnitHandler, &[3, 30], Act::AddEvidence, fine),
            (UnitHandler, &[4], Act::Report, hidden),
            (UnitHandler, &[], Act::BoardView, hidden),
            (UnitHandler, &[1], Act::SubmitForClosing, refused),
            (UnitLeader, &[1], Act::SubmitForClosing, fine),
            (UnitLeader, &[2], Act::SubmitForClosing, refused),
            (UnitLeader, &[4], Act::SubmitForClosing, hidden),
            (UnitLeader, &[1], Act::Close, refused),
            (UnitLeader, &[4], Act::Close, hidden),
            (Supervision, &[], Act::Close, fine),
            (Supervision, &[], Act::Report, refused),
            (CityLeader, &[], Act::StrikeOff, fine),
            (CityLeader, &[], Act::Close, refused),
            (Auditor, &[], Act::BoardView, fine),
            (Auditor, &[], Act::Opinion, refused),
            (Administrator, &[], Act::BoardView, fine),
            (Administrator, &[], Act::Amend, refused),
        ] {
            let result = require_for(&actor(role, scope), act, &target);
            assert_eq!(result.err().map(|f| f.kind), expected, "{role} {scope:?} {act:?}");
        }
    }

    #[test]
    fn what_is_visible() {
        assert_eq!(visible_units(&actor(Role::UnitLeader, &[4, 5])), Some(&[Id(4), Id(5)][..]));
        assert_eq!(visible_units(&actor(Role::UnitHandler, &[])), Some(&[][..]));
        assert_eq!(visible_units(&actor(Role::Auditor, &[4])), None);
        assert_eq!(visible_units(&Actor::system()), None);
        assert!(require(&Actor::system(), Act::UnitManage).is_ok());
    }
}
