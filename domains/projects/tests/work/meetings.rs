//! An on-site meeting, from its plan to its decisions, on both engines.

use qipan_board::commitments::commands::Acting;
use qipan_board::commitments::model::State as BoardState;
use qipan_kernel::{Id, Outcome};
use qipan_projects::meetings::model::{DecisionInput, Item, Meeting, MeetingInput, SiteInput, State};
use qipan_projects::meetings::{commands, store};
use qipan_projects::problems::commands as problems;
use qipan_projects::problems::model::{Class, ProblemInput, State as ProblemState};
use qipan_projects::problems::store as problem_store;
use qipan_projects::work::{Sort, Thing, store as work};
use qipan_testkit::both;

use crate::desk::*;

fn plan(desk: &Desk, on: &str, sites: Vec<Id>) -> MeetingInput {
    let _ = desk;
    let site = |project| SiteInput { project, arrival: "09:00".into(), minutes: 30, focus: String::new() };
    MeetingInput {
        title: "重点项目现场办公会（示例）".into(),
        day: day(on),
        place: String::new(),
        chair: "王示例".into(),
        chair_link: None,
        attendees: String::new(),
        purpose: String::new(),
        before: None,
        sites: sites.into_iter().map(site).collect(),
    }
}

fn planned(desk: &Desk, on: &str) -> Meeting {
    let input = plan(desk, on, vec![desk.project]);
    desk.act(office("2026-02-02"), move |acting| commands::plan(acting, &input)).unwrap()
}

fn decide(desk: &Desk, id: Id, on: &str, all: Vec<DecisionInput>) -> Outcome<Vec<Item>> {
    desk.act(office(on), move |acting| commands::decide(acting, id, &all))
}

#[test]
fn decisions_become_commitments_and_give_out_problems_in_one_act() {
    both(MIGRATIONS, |test| {
        let desk = Desk::new(test);
        let meeting = planned(&desk, "2026-02-10");
        assert_eq!((meeting.number.as_str(), meeting.state), ("XC-2026-01", State::Planned));
        let input = ProblemInput {
            project: Some(desk.project),
            class: Class::Land,
            text: "二期用地".into(),
            ask: String::new(),
            line: None,
        };
        let problem = desk
            .act(handler(desk.builder, "2026-02-03"), move |acting| problems::propose(acting, &input, None))
            .unwrap();
        let item = |problem: Option<Id>, class: Option<Class>, text: &str| DecisionInput {
            project: problem.is_none().then_some(desk.project),
            problem,
            text: text.into(),
            class,
            unit: desk.land,
            cooperating: Vec::new(),
            due_day: day("2026-02-28"),
        };
        let early = decide(&desk, meeting.id, "2026-02-09", vec![item(None, None, "供电")]);
        assert_eq!(refused(early), "meeting-to-come");
        // All or none: the second item names a unit that there is not.
        let mut strange = item(None, None, "供电");
        strange.unit = Id(404);
        let half = decide(
            &desk,
            meeting.id,
            "2026-02-10",
            vec![item(Some(problem.id), None, "月底前报批"), strange],
        );
        assert_eq!(field(half), ("commitment-unit-unknown".into(), Some("items".into())));
        assert_eq!(desk.read(|tx| store::items(tx, meeting.id)).len(), 0);
        let find = |id: Id| desk.read(|tx| problem_store::find(tx, id)).unwrap();
        assert_eq!(find(problem.id).state(), ProblemState::Proposed);

        let all = vec![
            item(Some(problem.id), None, "月底前报批"),
            item(None, Some(Class::Utilities), "二期用电增容"),
            item(None, None, "六月首车下线"),
        ];
        decide(&desk, meeting.id, "2026-02-10", all).unwrap();
        let items = desk.read(|tx| store::items(tx, meeting.id));
        assert_eq!(items.iter().map(|one| one.place).collect::<Vec<_>>(), [1, 2, 3]);
        assert!(items.iter().all(|one| one.commitment.version.state == BoardState::Issued));
        assert_eq!(find(problem.id).state(), ProblemState::Assigned);
        assert_eq!(find(problem.id).data.measure, "月底前报批");
        assert_eq!(items[2].commitment.version.terms.statement, "新能源汽车整车基地（示例）：六月首车下线");
        assert_eq!(desk.read(|tx| store::find(tx, meeting.id)).unwrap().state, State::Held);
        let chain = desk.read(|tx| work::chain(tx, Thing::new(Sort::Problem, problem.id)));
        let sorts: Vec<Sort> = chain.into_iter().map(|one| one.sort).collect();
        assert_eq!(sorts, [Sort::Project, Sort::Meeting, Sort::Problem, Sort::Commitment]);
        // A later item of the same meeting goes on counting; a problem that is given out gets a further commitment.
        decide(&desk, meeting.id, "2026-02-11", vec![item(Some(problem.id), None, "每周报进度")]).unwrap();
        let items = desk.read(|tx| store::items(tx, meeting.id));
        assert_eq!((items[3].place, items[3].problem), (4, Some(problem.id)));
        assert_ne!(items[3].commitment.id, items[0].commitment.id);
        // The items of several meetings at once are those of each by itself.
        let bare = planned(&desk, "2026-02-12");
        let next = planned(&desk, "2026-02-11");
        decide(&desk, next.id, "2026-02-11", vec![item(None, None, "六月投产")]).unwrap();
        let many = desk.read(move |tx| store::items_of(tx, &[meeting.id, bare.id, next.id]));
        let texts =
            |id: Id| many.get(&id).map(|all| all.iter().map(|one| one.text.clone()).collect::<Vec<_>>());
        assert_eq!(texts(meeting.id).unwrap(), ["月底前报批", "二期用电增容", "六月首车下线", "每周报进度"]);
        assert_eq!((texts(next.id).unwrap(), texts(bare.id)), (vec!["六月投产".to_owned()], None));
        assert!(desk.read(|tx| store::items_of(tx, &[])).is_empty());
        let acts: Vec<String> = desk.journal("meeting", meeting.id).into_iter().map(|(act, _)| act).collect();
        assert_eq!(acts, ["meeting.plan", "meeting.decide", "meeting.decide"]);
    });
}

#[test]
fn a_plan_is_changed_until_the_meeting_and_seen_by_those_it_goes_to() {
    both(MIGRATIONS, |test| {
        let desk = Desk::new(test);
        let meeting = planned(&desk, "2026-02-10");
        let id = meeting.id;
        let mut input = plan(&desk, "2026-02-12", vec![desk.project]);
        input.purpose = "协调二期".into();
        let wanted = input.clone();
        let change = move |acting: &mut Acting<'_, '_>, seen| commands::change(acting, id, seen, &wanted);
        let again = change.clone();
        let changed = desk.act(office("2026-02-03"), move |acting| change(acting, 1)).unwrap();
        assert_eq!((changed.no, changed.day), (2, day("2026-02-12")));
        let late = desk.act(office("2026-02-03"), move |acting| again(acting, 1));
        assert_eq!(refused(late), "project-changed-since");
        let strange = plan(&desk, "2026-02-12", vec![Id(404)]);
        let refusal = desk.act(office("2026-02-03"), move |acting| commands::plan(acting, &strange));
        assert_eq!(field(refusal), ("work-project-unknown".into(), Some("sites".into())));
        let no = plan(&desk, "2026-02-12", vec![desk.project]);
        let refusal = desk.act(head(desk.builder, "2026-02-03"), move |acting| commands::plan(acting, &no));
        assert_eq!(refused(refusal), "failure-forbidden");
        let seen = |unit: Id| desk.read(|tx| store::list(tx, Some(&[unit]), None, 10)).len();
        assert_eq!((seen(desk.builder), seen(desk.other)), (1, 0));
    });
}
