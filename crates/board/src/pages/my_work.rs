//! What somebody must do now: loading and sorting into groups. Nothing here asks for anything that is already known, and
//! nobody is ranked.

use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_accounts::{Act, access};
use qipan_kernel::calendar::Calendar;
use qipan_kernel::{Day, Id, Moment, Outcome, Role};
use qipan_store::Tx;

use super::decide;
use super::my_work_view;
use super::setting::Setting;
use crate::board::visible;
use crate::commitments::model::{Commitment, State, Version};
use crate::lights::{Cause, Light};
use crate::lists::{self, Filter, Leader, Sort};

/// Open commitments of a unit that are looked through; the rest is in the list.
const LOOKED_AT: usize = 500;
/// Rows of a group on the page; the rest is in the list.
pub const SHOWN: usize = 20;

/// Rows of a group that are looked through; a count that reaches this is “so many or more”.
pub const LOADED: usize = 200;

/// A group of things to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Issued to the unit: to be signed for.
    SignFor,
    /// Overdue, or far behind.
    Red,
    /// Sent back.
    Returned,
    /// Due within days.
    Soon,
    /// A report is missing, or progress is behind.
    Behind,
    /// Reported or submitted: others are at it.
    Others,
    /// Registered: to be given to its unit.
    Issue,
    /// Reported: to be reviewed.
    Review,
    /// Submitted: to be closed or sent back.
    Close,
    /// Closed by somebody else: to be struck off.
    StrikeOff,
    /// Suspended beyond the day on which it was to be taken up again.
    Resume,
    /// Suspended.
    Suspended,
    /// Claimed, and verified by nobody for longest.
    Unverified,
}

impl Group {
    /// Key of its heading.
    pub fn key(self) -> &'static str {
        match self {
            Group::SignFor => "work-sign-for",
            Group::Red => "work-red",
            Group::Returned => "work-returned",
            Group::Soon => "work-soon",
            Group::Behind => "work-behind",
            Group::Others => "work-others",
            Group::Issue => "work-issue",
            Group::Review => "work-review",
            Group::Close => "work-close",
            Group::StrikeOff => "work-strike-off",
            Group::Resume => "work-resume",
            Group::Suspended => "work-suspended",
            Group::Unverified => "work-unverified",
        }
    }

    /// The list of everything in it, where a list can say it.
    pub fn list(self) -> Option<(&'static str, &'static str)> {
        match self {
            Group::SignFor => Some(("state", State::Issued.as_str())),
            Group::Red => Some(("light", "red")),
            Group::Issue => Some(("state", State::Registered.as_str())),
            Group::Review => Some(("state", State::Reported.as_str())),
            Group::Close => Some(("state", State::Submitted.as_str())),
            Group::StrikeOff => Some(("state", State::Closed.as_str())),
            Group::Resume | Group::Suspended => Some(("state", State::Suspended.as_str())),
            Group::Unverified => Some(("unverified", "1")),
            Group::Behind => Some(("light", "yellow")),
            Group::Returned | Group::Soon | Group::Others => None,
        }
    }
}

/// The page.
pub struct Shown {
    /// Words, names.
    pub setting: Setting,
    /// Groups that are not empty, most pressing first.
    pub groups: Vec<(Group, Vec<Commitment>)>,
    /// What the posts of whoever looks answer for.
    pub answers: Option<Answers>,
}

/// What somebody answers for by the posts that he holds today.
pub struct Answers {
    /// The person, for the link to the list.
    pub person: Id,
    /// The titles of the posts.
    pub titles: Vec<String>,
    /// Open commitments, by limit.
    pub rows: Vec<Commitment>,
}

/// In which of a unit's groups an open commitment stands: the first that fits. `None`: nothing to do now.
pub fn of_unit(version: &Version, now: Moment, soon: Day) -> Option<Group> {
    let light = version.light_at(now);
    let reports_behind = version.lights.causes_at(now).iter().any(|cause| {
        matches!(cause, Cause::ReportMissing { .. } | Cause::Behind { .. } | Cause::NotStarted { .. })
    });
    match version.state {
        State::Issued => Some(Group::SignFor),
        State::Registered | State::Closed | State::StruckOff | State::Withdrawn => None,
        State::Suspended => Some(Group::Suspended),
        State::Submitted => Some(Group::Others),
        _ if light == Light::Red => Some(Group::Red),
        _ if version.returned_at.is_some() => Some(Group::Returned),
        State::Reported => Some(Group::Others),
        _ if version.terms.due_day.is_some_and(|due| due <= soon) => Some(Group::Soon),
        _ if light == Light::Yellow || reports_behind => Some(Group::Behind),
        _ => None,
    }
}

/// Sorts a unit's open commitments into groups, each in the order given.
pub fn groups_of_unit(
    open: Vec<Commitment>,
    now: Moment,
    calendar: &Calendar,
) -> Vec<(Group, Vec<Commitment>)> {
    let soon = decide::soon_until(calendar, now.day());
    let order = [
        Group::Red,
        Group::SignFor,
        Group::Returned,
        Group::Soon,
        Group::Behind,
        Group::Others,
        Group::Suspended,
    ];
    let mut groups: Vec<(Group, Vec<Commitment>)> = order.map(|group| (group, Vec::new())).to_vec();
    for one in open {
        let wanted = of_unit(&one.version, now, soon);
        if let Some((_, rows)) = groups.iter_mut().find(|(group, _)| Some(*group) == wanted) {
            rows.push(one);
        }
    }
    groups.retain(|(_, rows)| !rows.is_empty());
    groups
}

fn of_city(tx: &mut Tx<'_>, role: Role, actor: Id, now: Moment) -> Outcome<Vec<(Group, Vec<Commitment>)>> {
    let mut rows = |filter: Filter, sort: Sort, limit: usize| {
        lists::list(tx, &filter, (now, true), sort, None, limit).map(|page| page.rows)
    };
    let state = |state| Filter { state: Some(state), with_done: true, ..Filter::default() };
    let mut groups = Vec::new();
    if role == Role::CityLeader {
        let red = Filter { light: Some(Light::Red), ..Filter::default() };
        groups.push((Group::Red, rows(red, Sort::Due, LOADED)?));
    }
    if access::may(role, Act::Close) {
        groups.push((Group::Close, rows(state(State::Submitted), Sort::Due, LOADED)?));
    }
    if access::may(role, Act::ReviewReport) {
        let mut reported = rows(state(State::Reported), Sort::Due, LOADED)?;
        reported.sort_by_key(|one| one.version.unreviewed_since.unwrap_or(one.version.valid_from));
        groups.push((Group::Review, reported));
    }
    if access::may(role, Act::Suspend) {
        let mut beyond = rows(state(State::Suspended), Sort::Due, LOOKED_AT)?;
        let expected = |one: &Commitment| one.version.suspension().and_then(|running| running.expected);
        beyond.retain(|one| expected(one).is_some_and(|day| day < now.day()));
        beyond.sort_by_key(expected);
        beyond.truncate(LOADED);
        groups.push((Group::Resume, beyond));
    }
    if access::may(role, Act::Issue) {
        groups.push((Group::Issue, rows(state(State::Registered), Sort::Due, LOADED)?));
    }
    if access::may(role, Act::StrikeOff) {
        let mut closed = rows(state(State::Closed), Sort::Due, LOADED)?;
        closed.retain(|one| one.version.closed_by != Some(actor));
        groups.push((Group::StrikeOff, closed));
    }
    if access::may(role, Act::ReviewReport) {
        let unverified = Filter { unverified: true, ..Filter::default() };
        let mut claims = rows(unverified, Sort::Due, LOADED)?;
        claims.retain(|one| one.version.state != State::Reported && one.version.state != State::Submitted);
        claims.sort_by_key(|one| one.version.last_report_at);
        groups.push((Group::Unverified, claims));
    }
    groups.retain(|(_, rows)| !rows.is_empty());
    Ok(groups)
}

/// What the user's posts answer for; nothing for a user who is no person of the list of people, or answers for nothing.
async fn answers(call: &Call, setting: &Setting) -> Outcome<Option<Answers>> {
    let (actor, now, day) = (setting.actor.clone(), setting.now, setting.now.day());
    let roster = setting.roster.clone();
    let found = call
        .read(move |tx| {
            let user = qipan_accounts::users::store::get(tx, actor.id)?;
            let Some(person) = user.and_then(|user| user.data.person) else { return Ok(None) };
            let posts: Vec<Id> = roster.held_by(person, day).map(|post| post.id).collect();
            let leader = Leader { posts: posts.clone(), persons: vec![person], written: None };
            let own = Filter { visible: visible(&actor), leader: Some(leader), ..Filter::default() };
            let rows = lists::list(tx, &own, (now, true), Sort::Due, None, LOADED)?.rows;
            Ok(Some((person, posts, rows)))
        })
        .await?;
    Ok(found.filter(|(_, _, rows)| !rows.is_empty()).map(|(person, posts, rows)| {
        let posts = posts.into_iter().filter_map(|id| setting.roster.post(id));
        let titles = posts.map(|post| setting.roster.title(post, &setting.units, setting.english()));
        Answers { person, titles: titles.collect(), rows }
    }))
}

/// `GET /my-work`
pub(super) async fn page(call: Call) -> Outcome<Response> {
    let setting = Setting::current(&call)?;
    let (role, actor, now, seen) =
        (setting.actor.role, setting.actor.id, setting.now, visible(&setting.actor));
    let book = setting.book.clone();
    let groups = call
        .read(move |tx| match seen {
            Some(units) => {
                let own = Filter { visible: Some(units), ..Filter::default() };
                let open = lists::list(tx, &own, (now, true), Sort::Due, None, LOOKED_AT)?.rows;
                Ok(groups_of_unit(open, now, &book.calendar))
            }
            None => of_city(tx, role, actor, now),
        })
        .await?;
    let answers = answers(&call, &setting).await?;
    call.page(my_work_view::page(&Shown { setting, groups, answers }))
}
