//! Problems, requests, visits and on-site meetings of the demonstration city, act by act in the order of time, by the program's
//! own acts.

use std::collections::HashMap;
use std::sync::Arc;

use qipan_accounts::people::Roster;
use qipan_accounts::units::Units;
use qipan_board::commitments::commands::{self as board, Acting, ReportInput};
use qipan_board::commitments::model::State as BoardState;
use qipan_board::commitments::store as commitments;
use qipan_board::rulebook::Rulebook;
use qipan_kernel::{Actor, Context, Day, Id, IdSource, Moment, Outcome, Progress, Role};
use qipan_projects::book::model::Project;
use qipan_projects::book::store::{self as projects, Filter};
use qipan_projects::meetings::commands as meetings;
use qipan_projects::meetings::model::{DecisionInput, MeetingInput};
use qipan_projects::pledges::commands as pledges;
use qipan_projects::pledges::model::{GroupInput, PledgeInput, VisitInput};
use qipan_projects::problems::commands as problems;
use qipan_projects::problems::model::{AssignInput, Filed, Level, ProblemInput};
use qipan_projects::problems::store as problem_store;
use qipan_projects::requests::commands::{self as requests, Then};
use qipan_projects::requests::model::{
    DispatchInput, RequestInput, Satisfaction, ShareState, Solved, State, VisitInput as Back,
};
use qipan_projects::requests::store as request_store;
use qipan_store::{Db, Tx, journal};

use super::at;
use super::life::evidence;

/// One thing that happens.
pub(super) enum Deed {
    /// A problem: by its place in the plan.
    Propose(Box<ProblemInput>, Id),
    Accept,
    Consult,
    Decline,
    Assign(AssignInput),
    Sign,
    Report(i32),
    Finish,
    Strike,
    RaiseDue,
    Decide(Option<Id>),
    TakeIn(Box<RequestInput>, Id),
    Dispatch(DispatchInput),
    Object,
    Upheld,
    AskExtension,
    GiveExtension,
    Reply(Role),
    Visit(Then),
    StrikeRequest,
    Pledge(Id, PledgeInput),
    VisitSite(Id, VisitInput),
    Form(GroupInput),
    Plan(MeetingInput, Option<usize>),
    Items(Vec<DecisionInput>),
    ItemDone(usize),
}

/// What happens when, to which thing of the plan.
pub(super) type Planned = (Moment, usize, Deed);

fn person(role: Role, unit: Option<Id>) -> Actor {
    let (id, name) = match role {
        Role::UnitHandler => (102, "陈示例"),
        Role::UnitLeader => (103, "刘示例"),
        Role::CityLeader => (104, "王示例"),
        _ => (101, "张示例"),
    };
    Actor { id: Id(id), name: name.into(), role, unit, scope: unit.into_iter().collect() }
}

/// Does everything that happened to difficulties of the projects until `today`.
pub fn live(
    db: &Db,
    ids: &Arc<IdSource>,
    book: &Arc<Rulebook>,
    (units, roster): (&Units, &Roster),
    today: Day,
) -> Outcome<()> {
    let filter = Filter { year: today.year(), ..Filter::default() };
    let known: Vec<Project> = db
        .read_now(|tx| projects::list(tx, &filter, Id(0), 500))?
        .into_iter()
        .map(|one| one.project)
        .collect();
    let mut all = super::work_plan::plan(&known, (units, roster), today);
    all.retain(|(moment, _, _)| *moment <= at(today, 8, 0));
    all.sort_by_key(|(moment, number, _)| (*moment, *number));
    let all = Arc::new(all);
    let mut things: Arc<HashMap<usize, Id>> = Arc::default();
    for start in (0..all.len()).step_by(300) {
        let (ids, book, all, before) = (ids.clone(), book.clone(), all.clone(), things.clone());
        let end = (start + 300).min(all.len());
        let sealed_at = all[end - 1].0;
        things = Arc::new(db.write_now(move |tx| {
            let mut things = (*before).clone();
            for (now, number, deed) in &all[start..end] {
                let mut doing = Doing { tx, ids: &ids, book: &book, now: *now };
                doing.happen(&mut things, *number, deed)?;
            }
            Ok(things)
        })?);
        db.write_now(move |tx| journal::seal(tx, sealed_at))?;
    }
    Ok(())
}

struct Doing<'t, 'c> {
    tx: &'t mut Tx<'c>,
    ids: &'t IdSource,
    book: &'t Rulebook,
    now: Moment,
}

impl Doing<'_, '_> {
    fn as_who<T>(&mut self, actor: Actor, run: impl FnOnce(&mut Acting<'_, '_>) -> Outcome<T>) -> Outcome<T> {
        let context = Context { actor, now: self.now };
        run(&mut Acting { tx: self.tx, context: &context, ids: self.ids, book: self.book })
    }

    fn office<T>(&mut self, run: impl FnOnce(&mut Acting<'_, '_>) -> Outcome<T>) -> Outcome<T> {
        self.as_who(person(Role::Supervision, None), run)
    }

    fn happen(&mut self, things: &mut HashMap<usize, Id>, number: usize, deed: &Deed) -> Outcome<()> {
        let id = things.get(&number).copied().unwrap_or_default();
        match deed {
            Deed::Propose(input, unit) => {
                let by = person(Role::UnitHandler, Some(*unit));
                let made = self.as_who(by, |acting| problems::propose(acting, input, None))?;
                things.insert(number, made.id);
            }
            Deed::TakeIn(input, unit) => {
                let by = person(Role::UnitHandler, Some(*unit));
                let made = self.as_who(by, |acting| requests::take_in(acting, input, None))?;
                things.insert(number, made.id);
            }
            Deed::RaiseDue => drop(self.as_who(Actor::system(), problems::raise_due)?),
            Deed::Pledge(project, input) => {
                let made = self.office(|acting| pledges::pledge(acting, *project, input))?;
                things.insert(number, made.id);
            }
            Deed::VisitSite(project, input) => {
                let input = VisitInput { pledge: Some(id), ..input.clone() };
                self.office(|acting| pledges::visit(acting, *project, &input))?;
            }
            Deed::Form(input) => drop(self.office(|acting| pledges::form(acting, input))?),
            Deed::Plan(input, before) => {
                let before = before.and_then(|before| things.get(&before).copied());
                let input = MeetingInput { before, ..input.clone() };
                let made = self.office(|acting| meetings::plan(acting, &input))?;
                things.insert(number, made.id);
            }
            Deed::Items(all) => self.items(id, all)?,
            Deed::ItemDone(place) => {
                let items = qipan_projects::meetings::store::items(self.tx, id)?;
                if let Some(item) = items.get(*place) {
                    self.finish(item.commitment.id, true)?;
                }
            }
            Deed::Accept | Deed::Consult | Deed::Decline | Deed::Assign(_) | Deed::Decide(_) => {
                self.problem(id, deed)?
            }
            Deed::Sign | Deed::Report(_) | Deed::Finish | Deed::Strike => self.solving(id, deed)?,
            _ => self.request(id, deed)?,
        }
        Ok(())
    }

    /// What a meeting decides: the first of its items gives out a problem that waits, where a site has one.
    fn items(&mut self, id: Id, all: &[DecisionInput]) -> Outcome<()> {
        let mut all = all.to_vec();
        for one in all.iter_mut().filter(|one| one.class.is_none()) {
            let filter = problem_store::Filter { project: one.project, ..problem_store::Filter::default() };
            let open = problem_store::list(self.tx, &filter, None, 50)?;
            let waits = |filed| matches!(filed, Filed::Proposed | Filed::Accepted | Filed::Consulting);
            if let Some(problem) = open.iter().find(|problem| waits(problem.filed)) {
                one.problem = Some(problem.id);
                one.project = None;
            }
        }
        self.office(|acting| meetings::decide(acting, id, &all)).map(drop)
    }

    fn problem(&mut self, id: Id, deed: &Deed) -> Outcome<()> {
        let Some(problem) = problem_store::find(self.tx, id)? else { return Ok(()) };
        let early = matches!(problem.filed, Filed::Accepted | Filed::Consulting);
        match deed {
            Deed::Accept if problem.filed == Filed::Proposed => {
                self.office(|acting| problems::accept(acting, id, ""))
            }
            Deed::Consult if early => {
                let words = "会商：属地、行业主管部门和建设单位参加，意见一致";
                self.office(|acting| problems::consult(acting, id, words))
            }
            Deed::Decline if early => {
                self.office(|acting| problems::decline(acting, id, "属建设单位内部管理事项"))
            }
            Deed::Assign(input) if early => self.office(|acting| problems::assign(acting, id, input)),
            Deed::Decide(unit) if problem.level != Level::Unit && problem.state().unsolved() => {
                let due = Some(self.now.day() + 20);
                let by = person(Role::CityLeader, None);
                let words = "请责任单位主要负责同志牵头，二十日内拿出结果";
                self.as_who(by, |acting| problems::decide(acting, id, words, *unit, due))
            }
            _ => return Ok(()),
        }
        .map(drop)
    }

    fn solving(&mut self, id: Id, deed: &Deed) -> Outcome<()> {
        let Some(problem) = problem_store::find(self.tx, id)? else { return Ok(()) };
        let Some(one) = problem.commitment else { return Ok(()) };
        let (unit, state) = (one.version.terms.lead_unit, one.version.state);
        let by = person(Role::UnitHandler, Some(unit));
        match deed {
            Deed::Sign if state == BoardState::Issued => {
                self.as_who(by, |acting| board::sign_for(acting, one.id)).map(drop)
            }
            Deed::Report(claimed) if matches!(state, BoardState::Signed | BoardState::InProgress) => {
                let input = ReportInput {
                    claimed: Progress(*claimed),
                    progress_text: "已现场核实并制定办理方案，正在推进".into(),
                    ..ReportInput::default()
                };
                self.as_who(by, |acting| board::report(acting, one.id, &input))?;
                let half = Progress(*claimed);
                self.office(|acting| board::verify(acting, one.id, half, "属实")).map(drop)
            }
            Deed::Finish => self.finish(one.id, true),
            Deed::Strike if state == BoardState::Closed => {
                let by = person(Role::CityLeader, None);
                self.as_who(by, |acting| board::strike_off(acting, one.id, "回访属实，同意销号")).map(drop)
            }
            _ => Ok(()),
        }
    }

    /// A commitment is reported in full with its evidence, submitted, and closed where `closes`.
    fn finish(&mut self, id: Id, closes: bool) -> Outcome<()> {
        let Some(one) = commitments::current(self.tx, &[id])?.remove(&id) else { return Ok(()) };
        let unit = one.version.terms.lead_unit;
        if !one.version.state.is_open()
            || matches!(one.version.state, BoardState::Submitted | BoardState::Suspended)
        {
            return Ok(());
        }
        let handler = || person(Role::UnitHandler, Some(unit));
        if one.version.state == BoardState::Issued {
            self.as_who(handler(), |acting| board::sign_for(acting, id))?;
        }
        let input = ReportInput {
            claimed: Progress::FULL,
            progress_text: "问题已解决，具备验收条件".into(),
            ..ReportInput::default()
        };
        self.as_who(handler(), |acting| board::report(acting, id, &input))?;
        self.as_who(handler(), |acting| board::add_evidence(acting, id, evidence()))?;
        self.as_who(person(Role::UnitLeader, Some(unit)), |acting| board::submit(acting, id, "申请验收"))?;
        if closes {
            self.office(|acting| board::close(acting, id, "现场验收，问题已解决"))?;
        }
        Ok(())
    }

    fn request(&mut self, id: Id, deed: &Deed) -> Outcome<()> {
        let Some(request) = request_store::find(self.tx, id)? else { return Ok(()) };
        let lead = request.lead().cloned();
        match (deed, lead) {
            (Deed::Dispatch(input), _) if request.state == State::Received => {
                self.office(|acting| requests::dispatch(acting, id, input)).map(drop)
            }
            (Deed::Object, Some(share)) if share.state == ShareState::Open => {
                let by = person(Role::UnitHandler, Some(share.unit));
                self.as_who(by, |acting| {
                    requests::object(acting, id, share.id, "该事项由行业主管部门负责，不属本单位职责")
                })
                .map(drop)
            }
            (Deed::Upheld, Some(share)) if share.state == ShareState::Objected => {
                self.office(|acting| requests::settle_objection(acting, id, share.id, true, "")).map(drop)
            }
            (Deed::AskExtension, Some(share)) if share.state == ShareState::Open => {
                let by = person(Role::UnitHandler, Some(share.unit));
                let to = share.due_day + 10;
                let reason = "需协调权属单位施工窗口期";
                self.as_who(by, |acting| requests::ask_extension(acting, id, share.id, to, reason)).map(drop)
            }
            (Deed::GiveExtension, Some(share)) if share.extension_open().is_some() => {
                self.office(|acting| requests::settle_extension(acting, id, share.id, true, "")).map(drop)
            }
            (Deed::Reply(role), Some(_)) if request.state == State::Handling => {
                let words = "已与企业对接，明确办理路径和完成时间，并安排专人跟踪";
                for share in request.standing() {
                    let open = matches!(share.state, ShareState::Open | ShareState::Drafted);
                    let (share, unit, part) = (share.id, share.unit, share.role);
                    // A helper answers when the handler does.
                    if open && (part.answers() || *role == Role::UnitHandler) {
                        self.as_who(person(*role, Some(unit)), |acting| {
                            requests::reply(acting, id, share, words)
                        })?;
                    }
                }
                Ok(())
            }
            (Deed::Visit(then), _) if request.state == State::Replied => {
                let (solved, satisfaction, words) = match then {
                    Then::Redo => (Solved::No, Satisfaction::Not, "企业反映事项尚未落实"),
                    Then::Close if id.0 % 4 == 0 => {
                        (Solved::Partly, Satisfaction::Fairly, "部分事项分步落实，企业表示理解")
                    }
                    Then::Close if id.0 % 4 == 1 => (Solved::Yes, Satisfaction::Very, ""),
                    Then::Close => (Solved::Yes, Satisfaction::Satisfied, ""),
                };
                let input = Back { day: self.now.day(), solved, satisfaction, words: words.into() };
                self.office(|acting| requests::visit_back(acting, id, &input, *then, &evidence())).map(drop)
            }
            (Deed::StrikeRequest, _) if request.state == State::Closed => {
                for share in request.standing() {
                    let Some(one) = &share.commitment else { continue };
                    if one.version.state == BoardState::Closed {
                        let by = person(Role::CityLeader, None);
                        self.as_who(by, |acting| board::strike_off(acting, one.id, "同意销号"))?;
                    }
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
