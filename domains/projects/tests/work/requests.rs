//! The life of a request, on both engines.

use qipan_board::commitments::commands::{self as board, Acting};
use qipan_board::commitments::model::{Evidence, State as BoardState};
use qipan_kernel::{Day, Id, Moment};
use qipan_projects::problems::model::Class;
use qipan_projects::requests::commands::{self, Then};
use qipan_projects::requests::model::{
    Channel, DispatchInput, Request, RequestInput, Satisfaction, ShareState, Solved, State, VisitInput,
};
use qipan_projects::requests::rules::{Rate, rates};
use qipan_projects::requests::store::{self, Filter};
use qipan_projects::work::{Sort, Thing, store as work};
use qipan_testkit::both;

use crate::desk::*;

fn taken(desk: &Desk, on: &str) -> Id {
    let input = RequestInput {
        enterprise: "示例汽车有限公司".into(),
        contact: "项目部".into(),
        channel: Channel::Visit,
        class: Class::Utilities,
        text: "二期用电增容".into(),
        project: Some(desk.project),
        line: None,
        received_on: day(on),
        clocks: String::new(),
    };
    desk.act(handler(desk.builder, on), move |acting| commands::take_in(acting, &input, None)).unwrap().id
}

fn given(desk: &Desk, id: Id, on: &str, input: DispatchInput) -> Request {
    desk.act(office(on), move |acting| commands::dispatch(acting, id, &input)).unwrap()
}

fn to(lead: Id, cooperating: Vec<Id>, parallel: Vec<Id>) -> DispatchInput {
    DispatchInput { lead, cooperating, parallel, note: String::new() }
}

fn found(desk: &Desk, id: Id) -> Request {
    desk.read(|tx| store::find(tx, id)).unwrap()
}

fn visited(desk: &Desk, id: Id, on: &str, solved: Solved, then: Then) -> qipan_kernel::Outcome<Request> {
    let satisfaction = if solved == Solved::No { Satisfaction::Not } else { Satisfaction::Satisfied };
    let input = VisitInput { day: day(on), solved, satisfaction, words: "企业反映".into() };
    let evidence = Evidence {
        id: Id(0),
        report: None,
        at: Moment(0),
        actor_name: String::new(),
        name: "回访记录.txt".into(),
        media_type: "text/plain".into(),
        size: 12,
        digest: "00".repeat(32),
        note: String::new(),
    };
    desk.act(office(on), move |acting| commands::visit_back(acting, id, &input, then, &evidence))
}

#[test]
fn from_taking_in_to_closing_after_the_visit_back() {
    both(MIGRATIONS, |test| {
        let desk = Desk::new(test);
        let id = taken(&desk, "2026-02-11");
        let request = given(&desk, id, "2026-02-12", to(desk.land, vec![desk.other], vec![desk.builder]));
        assert_eq!((request.number.as_str(), request.state), ("SQ-2026-0001", State::Handling));
        // Seven working days over the Spring Festival: 13, 14, 24, 25, 26, 27 and 28 February.
        assert_eq!(request.due_day, Some(day("2026-02-28")));
        let dues: Vec<Day> = request.shares.iter().map(|share| share.due_day).collect();
        assert_eq!(dues, [day("2026-02-28"), day("2026-02-24"), day("2026-02-28")]);
        let (lead, helper, parallel) = (request.shares[0].id, request.shares[1].id, request.shares[2].id);
        assert!(request.shares[1].commitment.is_none());
        let terms = &request.shares[0].commitment.as_ref().unwrap().version.terms;
        assert_eq!((terms.due_day, terms.cooperating.as_slice()), (request.due_day, &[desk.other][..]));

        // A unit answers for its own share only.
        let strange = desk
            .act(handler(desk.other, "2026-02-24"), move |acting| commands::reply(acting, id, lead, "好"));
        assert_eq!(refused(strange), "failure-forbidden");
        desk.act(handler(desk.other, "2026-02-24"), move |acting| {
            commands::reply(acting, id, helper, "已配合")
        })
        .unwrap();
        let drafted = desk
            .act(handler(desk.land, "2026-02-25"), move |acting| commands::reply(acting, id, lead, "已增容"))
            .unwrap();
        assert_eq!((drafted.shares[0].state, drafted.state), (ShareState::Drafted, State::Handling));
        let early = visited(&desk, id, "2026-02-25", Solved::Yes, Then::Close);
        assert_eq!(refused(early), "request-wrong-state");
        desk.act(head(desk.land, "2026-02-26"), move |acting| commands::reply(acting, id, lead, "已增容"))
            .unwrap();
        let replied = desk
            .act(head(desk.builder, "2026-02-27"), move |acting| {
                commands::reply(acting, id, parallel, "已接入")
            })
            .unwrap();
        assert_eq!((replied.state, replied.replied_on), (State::Replied, Some(day("2026-02-27"))));

        // Not settled: again, with a new limit; the first one is kept.
        let redone = visited(&desk, id, "2026-02-28", Solved::No, Then::Redo).unwrap();
        assert_eq!(
            (redone.state, redone.round, redone.first_due),
            (State::Handling, 2, Some(day("2026-02-28")))
        );
        assert_eq!(redone.due_day, Some(day("2026-03-10")));
        let on_board = found(&desk, id).shares[0].commitment.clone().unwrap().version;
        assert_eq!(
            (on_board.state, on_board.terms.due_day),
            (BoardState::InProgress, Some(day("2026-03-10")))
        );
        for (unit, share) in [(desk.land, lead), (desk.builder, parallel)] {
            desk.act(head(unit, "2026-03-03"), move |acting| commands::reply(acting, id, share, "已办结"))
                .unwrap();
        }
        let unsettled = visited(&desk, id, "2026-03-04", Solved::No, Then::Close);
        assert_eq!(refused(unsettled), "request-close-unsettled");
        let closed = visited(&desk, id, "2026-03-05", Solved::Yes, Then::Close).unwrap();
        assert_eq!((closed.state, closed.closed_on), (State::Closed, Some(day("2026-03-05"))));
        for share in found(&desk, id).shares {
            if let Some(one) = share.commitment {
                assert_eq!(one.version.state, BoardState::Closed);
                let same =
                    desk.act(office("2026-03-06"), move |acting| board::strike_off(acting, one.id, ""));
                assert_eq!(refused(same), "commitment-same-person");
            }
        }
        assert_eq!(desk.read(|tx| store::visits(tx, id)).len(), 2);
        let rates = rates(desk.read(|tx| store::outcomes(tx, &Filter::default())), day("2026-03-06"));
        assert_eq!(
            (rates.response, rates.solution),
            (Rate { part: 1, whole: 1 }, Rate { part: 1, whole: 1 })
        );
        let chain = desk.read(|tx| work::chain(tx, Thing::new(Sort::Request, id)));
        let sorts: Vec<Sort> = chain.into_iter().map(|one| one.sort).collect();
        assert_eq!(sorts, [Sort::Request, Sort::Project, Sort::Commitment, Sort::Commitment]);
    });
}

#[test]
fn an_objection_in_time_gives_the_request_to_another_unit() {
    both(MIGRATIONS, |test| {
        let desk = Desk::new(test);
        let id = taken(&desk, "2026-03-02");
        let request = given(&desk, id, "2026-03-06", to(desk.land, vec![], vec![]));
        let (lead, commitment) = (request.shares[0].id, request.shares[0].commitment.as_ref().unwrap().id);
        let object = move |acting: &mut Acting<'_, '_>| commands::object(acting, id, lead, "不属本单位职责");
        assert_eq!(refused(desk.act(handler(desk.land, "2026-03-10"), object)), "request-objection-late");
        desk.act(handler(desk.land, "2026-03-09"), object).unwrap();
        let settle =
            move |acting: &mut Acting<'_, '_>, right| commands::settle_objection(acting, id, lead, right, "");
        let why = desk.act(office("2026-03-09"), move |acting| settle(acting, false));
        assert_eq!(field(why), ("form-required".into(), Some("note".into())));
        let settled = desk.act(office("2026-03-09"), move |acting| settle(acting, true)).unwrap();
        assert_eq!(settled.state, State::Received);
        let board = desk.read(|tx| qipan_board::commitments::store::current(tx, &[commitment]));
        assert_eq!(board[&commitment].version.state, BoardState::Withdrawn);
        let seen = |unit: Id| {
            let filter = Filter { visible: Some(vec![unit]), ..Filter::default() };
            desk.read(|tx| store::list(tx, &filter, None, 10)).len()
        };
        assert_eq!((seen(desk.land), seen(desk.builder)), (0, 1));
        let again = given(&desk, id, "2026-03-10", to(desk.other, vec![], vec![]));
        assert_eq!((again.state, again.lead().map(|share| share.unit)), (State::Handling, Some(desk.other)));
        // The first limit is the one from which being in time is counted.
        assert_eq!((again.first_due, again.due_day), (Some(day("2026-03-17")), Some(day("2026-03-19"))));
    });
}

#[test]
fn an_extension_is_asked_for_in_time_and_moves_the_limit_when_it_is_given() {
    both(MIGRATIONS, |test| {
        let desk = Desk::new(test);
        let id = taken(&desk, "2026-03-02");
        let request = given(&desk, id, "2026-03-02", to(desk.land, vec![], vec![]));
        let lead = request.shares[0].id;
        let ask = move |acting: &mut Acting<'_, '_>| {
            commands::ask_extension(acting, id, lead, day("2026-03-18"), "设备到货推迟")
        };
        assert_eq!(refused(desk.act(handler(desk.land, "2026-03-11"), ask)), "request-extension-late");
        desk.act(handler(desk.land, "2026-03-10"), ask).unwrap();
        let grant = move |acting: &mut Acting<'_, '_>| commands::settle_extension(acting, id, lead, true, "");
        assert_eq!(refused(desk.act(head(desk.land, "2026-03-10"), grant)), "failure-forbidden");
        let given = desk.act(office("2026-03-10"), grant).unwrap();
        assert_eq!((given.due_day, given.first_due), (Some(day("2026-03-18")), Some(day("2026-03-11"))));
        let version = found(&desk, id).shares[0].commitment.clone().unwrap().version;
        assert_eq!(
            (version.terms.due_day, version.first_due),
            (Some(day("2026-03-18")), Some(day("2026-03-11")))
        );
        assert_eq!(refused(desk.act(office("2026-03-10"), grant)), "request-extension-none");
    });
}
