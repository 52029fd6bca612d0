//! What may be done to a commitment from its page: by role, unit and state. Pure; the commands decide again.

use qipan_accounts::Act;
use qipan_kernel::Actor;

use crate::board::may;
use crate::commitments::commands::target;
use crate::commitments::model::{Commitment, State};
use crate::commitments::rules::{self, Move};

/// An act on a commitment, as a form of its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Deed {
    /// 交办
    Issue,
    /// 签收
    SignFor,
    /// 审核: verify some progress.
    Verify,
    /// 办结
    Close,
    /// 销号
    StrikeOff,
    /// 反馈
    Report,
    /// 佐证
    Evidence,
    /// 申请办结
    Submit,
    /// 退回重办
    Return,
    /// 批示
    Opinion,
    /// Change the terms, on a page of its own.
    Amend,
    /// 恢复办理
    Resume,
    /// 中止
    Suspend,
    /// 终止
    Withdraw,
}

impl Deed {
    /// Every deed, in the order in which forms stand: what moves the matter on comes first.
    pub const ALL: [Deed; 14] = [
        Deed::Issue,
        Deed::Resume,
        Deed::SignFor,
        Deed::Verify,
        Deed::Close,
        Deed::StrikeOff,
        Deed::Report,
        Deed::Evidence,
        Deed::Submit,
        Deed::Return,
        Deed::Opinion,
        Deed::Amend,
        Deed::Suspend,
        Deed::Withdraw,
    ];

    /// The word in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Deed::Issue => "issue",
            Deed::SignFor => "sign-for",
            Deed::Verify => "verify",
            Deed::Close => "close",
            Deed::StrikeOff => "strike-off",
            Deed::Report => "report",
            Deed::Evidence => "evidence",
            Deed::Submit => "submit",
            Deed::Return => "return",
            Deed::Opinion => "opinion",
            Deed::Amend => "edit",
            Deed::Resume => "resume",
            Deed::Suspend => "suspend",
            Deed::Withdraw => "withdraw",
        }
    }

    /// Key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Deed::Issue => "deed-issue",
            Deed::SignFor => "deed-sign-for",
            Deed::Verify => "deed-verify",
            Deed::Close => "deed-close",
            Deed::StrikeOff => "deed-strike-off",
            Deed::Report => "deed-report",
            Deed::Evidence => "deed-evidence",
            Deed::Submit => "deed-submit",
            Deed::Return => "deed-return",
            Deed::Opinion => "deed-opinion",
            Deed::Amend => "deed-amend",
            Deed::Resume => "deed-resume",
            Deed::Suspend => "deed-suspend",
            Deed::Withdraw => "deed-withdraw",
        }
    }

    /// Key of what is said when it is done.
    pub fn done(self) -> &'static str {
        match self {
            Deed::Issue => "done-issue",
            Deed::SignFor => "done-sign-for",
            Deed::Verify => "done-verify",
            Deed::Close => "done-close",
            Deed::StrikeOff => "done-strike-off",
            Deed::Report => "done-report",
            Deed::Evidence => "done-evidence",
            Deed::Submit => "done-submit",
            Deed::Return => "done-return",
            Deed::Opinion => "done-opinion",
            Deed::Amend => "done-amend",
            Deed::Resume => "done-resume",
            Deed::Suspend => "done-suspend",
            Deed::Withdraw => "done-withdraw",
        }
    }

    /// What access calls it.
    pub fn act(self) -> Act {
        match self {
            Deed::Issue => Act::Issue,
            Deed::SignFor => Act::SignFor,
            Deed::Verify => Act::ReviewReport,
            Deed::Close => Act::Close,
            Deed::StrikeOff => Act::StrikeOff,
            Deed::Report => Act::Report,
            Deed::Evidence => Act::AddEvidence,
            Deed::Submit => Act::SubmitForClosing,
            Deed::Return => Act::ReturnForRework,
            Deed::Opinion => Act::Opinion,
            Deed::Amend => Act::Amend,
            Deed::Resume | Deed::Suspend => Act::Suspend,
            Deed::Withdraw => Act::Withdraw,
        }
    }

    fn step(self) -> Option<Move> {
        match self {
            Deed::Issue => Some(Move::Issue),
            Deed::SignFor => Some(Move::SignFor),
            Deed::Verify => Some(Move::Verify),
            Deed::Close => Some(Move::Close),
            Deed::StrikeOff => Some(Move::StrikeOff),
            Deed::Report => Some(Move::Report),
            Deed::Submit => Some(Move::Submit),
            Deed::Return => Some(Move::Return),
            Deed::Amend => Some(Move::Amend),
            Deed::Resume => Some(Move::Resume(State::Signed)),
            Deed::Suspend => Some(Move::Suspend),
            Deed::Withdraw => Some(Move::Withdraw),
            Deed::Evidence | Deed::Opinion => None,
        }
    }
}

/// The deeds that `actor` may do to `commitment` in its current state.
pub fn allowed(actor: &Actor, commitment: &Commitment) -> Vec<Deed> {
    let (version, target) = (&commitment.version, target(commitment));
    let state_allows = |deed: Deed| match deed.step() {
        Some(step) => rules::after(version.state, step).is_ok(),
        // Evidence belongs to work that was issued; an opinion may be given while the matter is open or just closed.
        None if deed == Deed::Evidence => version.state.is_open() && version.state != State::Registered,
        None => version.state != State::Withdrawn,
    };
    let second_person =
        |deed: Deed| deed != Deed::StrikeOff || rules::may_strike_off(version, actor.id).is_ok();
    Deed::ALL
        .into_iter()
        .filter(|deed| may(actor, deed.act(), &target) && state_allows(*deed) && second_person(*deed))
        .collect()
}
