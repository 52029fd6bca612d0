//! The life of a problem, on both engines.

use qipan_board::commitments::commands::{self as board, ReportInput};
use qipan_kernel::{Id, Progress};
use qipan_projects::book::commands as book;
use qipan_projects::book::model::Standing;
use qipan_projects::problems::commands;
use qipan_projects::problems::model::{AssignInput, Class, Level, Problem, ProblemInput, State};
use qipan_projects::problems::store::{self, Filter};
use qipan_projects::work::{Sort, Thing, store as work};
use qipan_testkit::both;

use crate::desk::*;

fn told(desk: &Desk, on: &str) -> Problem {
    let input = ProblemInput {
        project: Some(desk.project),
        class: Class::Land,
        text: "二期用地报批未完成".into(),
        ask: "请规划资源局月底前完成组件报批".into(),
        line: None,
    };
    desk.act(handler(desk.builder, on), move |acting| commands::propose(acting, &input, None)).unwrap()
}

fn given(desk: &Desk, id: Id, on: &str, due: &str) -> Problem {
    desk.act(office(on), move |acting| commands::accept(acting, id, "")).unwrap();
    let input = AssignInput {
        unit: desk.land,
        cooperating: Vec::new(),
        person: "陈示例".into(),
        due_day: day(due),
        measure: String::new(),
    };
    desk.act(office(on), move |acting| commands::assign(acting, id, &input)).unwrap()
}

fn found(desk: &Desk, id: Id) -> Problem {
    desk.read(|tx| store::find(tx, id)).unwrap()
}

fn listed(desk: &Desk, filter: &Filter) -> Vec<Id> {
    desk.read(|tx| store::list(tx, filter, None, 100)).into_iter().map(|one| one.id).collect()
}

#[test]
fn from_being_told_of_to_being_struck_off_by_two_people() {
    both(MIGRATIONS, |test| {
        let desk = Desk::new(test);
        let problem = told(&desk, "2026-03-02");
        assert_eq!((problem.number.as_str(), problem.state()), ("WT-2026-0001", State::Proposed));
        let id = problem.id;
        // Nothing is given out that was not accepted.
        let input = AssignInput {
            unit: desk.land,
            cooperating: vec![],
            person: String::new(),
            due_day: day("2026-03-31"),
            measure: String::new(),
        };
        let early = desk.act(office("2026-03-02"), move |acting| commands::assign(acting, id, &input));
        assert_eq!(refused(early), "problem-wrong-state");
        let note = desk.act(office("2026-03-03"), move |acting| commands::consult(acting, id, "会商"));
        assert_eq!(refused(note), "problem-wrong-state");
        let given = given(&desk, id, "2026-03-03", "2026-03-31");
        assert_eq!((given.state(), given.solver()), (State::Assigned, Some(desk.land)));
        let commitment = given.commitment.clone().unwrap();
        assert_eq!(
            commitment.version.terms.statement,
            "新能源汽车整车基地（示例）：解决“二期用地报批未完成”"
        );
        assert_eq!(commitment.version.terms.due_day, Some(day("2026-03-31")));

        let of = commitment.id;
        desk.act(handler(desk.land, "2026-03-04"), move |acting| board::sign_for(acting, of)).unwrap();
        assert_eq!(found(&desk, id).state(), State::Handling);
        let report =
            ReportInput {
                claimed: Progress::FULL, progress_text: "已报批".into(), ..ReportInput::default()
            };
        desk.act(handler(desk.land, "2026-03-20"), move |acting| board::report(acting, of, &report)).unwrap();
        assert_eq!(found(&desk, id).state(), State::Reported);
        desk.act(office("2026-03-21"), move |acting| board::verify(acting, of, Progress::FULL, "属实"))
            .unwrap();
        desk.act(head(desk.land, "2026-03-22"), move |acting| board::submit(acting, of, "")).unwrap();
        desk.act(office("2026-03-23"), move |acting| board::close(acting, of, "")).unwrap();
        assert_eq!(found(&desk, id).state(), State::Checked);
        let same = desk.act(office("2026-03-24"), move |acting| board::strike_off(acting, of, ""));
        assert_eq!(refused(same), "commitment-same-person");
        desk.act(colleague("2026-03-24"), move |acting| board::strike_off(acting, of, "")).unwrap();
        assert_eq!(found(&desk, id).state(), State::StruckOff);

        let acts: Vec<String> = desk.journal("problem", id).into_iter().map(|(act, _)| act).collect();
        assert_eq!(acts, ["problem.propose", "problem.accept", "problem.assign"]);
        assert_eq!(listed(&desk, &Filter::default()), []);
        let all = Filter { with_ended: true, ..Filter::default() };
        assert_eq!(listed(&desk, &all), [id]);
        let chain = desk.read(|tx| work::chain(tx, Thing::new(Sort::Problem, id)));
        let sorts: Vec<Sort> = chain.into_iter().map(|one| one.sort).collect();
        assert_eq!(sorts, [Sort::Project, Sort::Problem, Sort::Commitment]);
    });
}

#[test]
fn a_problem_that_nobody_solves_is_raised_once_a_level_by_the_system() {
    both(MIGRATIONS, |test| {
        let desk = Desk::new(test);
        let id = told(&desk, "2026-03-02").id;
        given(&desk, id, "2026-03-03", "2026-03-12");
        let raised = |on: &str| desk.act(system(on), commands::raise_due).unwrap();
        // The day of the limit is in time.
        assert_eq!(raised("2026-03-12"), 0);
        // Saturday is no working day after it, Friday is.
        assert_eq!(raised("2026-03-13"), 1);
        assert_eq!(raised("2026-03-13"), 0);
        let problem = found(&desk, id);
        assert_eq!((problem.level, problem.level_since), (Level::Deputy, day("2026-03-13")));
        // The next level waits five working days: 16, 17, 18, 19, 20 March.
        assert_eq!(raised("2026-03-19"), 0);
        assert_eq!(raised("2026-03-20"), 1);
        assert_eq!(found(&desk, id).level, Level::Chief);
        assert_eq!(raised("2026-06-01"), 0);
        let entries = desk.journal("problem", id);
        let raises: Vec<_> = entries.iter().filter(|(act, _)| act == "problem.raise").collect();
        assert_eq!(raises.len(), 2);
        assert!(raises.iter().all(|(_, who)| *who == qipan_kernel::Actor::system().name));
        let steps = desk.read(|tx| work::steps(tx, Thing::new(Sort::Problem, id)));
        let words: Vec<_> = steps.iter().map(|step| (step.word.as_str(), step.note.as_str())).collect();
        assert_eq!(words[3..], [("raised-over", "1"), ("raised-over", "6")]);
    });
}

#[test]
fn a_problem_stops_with_its_project_and_is_raised_to_nobody_meanwhile() {
    both(MIGRATIONS, |test| {
        let desk = Desk::new(test);
        let id = told(&desk, "2026-03-02").id;
        given(&desk, id, "2026-03-03", "2026-03-12");
        let project = desk.project;
        let stand = |to: Standing, on: &str| {
            desk.act(office(on), move |acting| book::set_standing(acting, project, to, "资金未到位"))
                .unwrap();
        };
        stand(Standing::Halted, "2026-03-11");
        assert_eq!(found(&desk, id).state(), State::Suspended);
        assert_eq!(listed(&desk, &Filter { state: Some(State::Suspended), ..Filter::default() }), [id]);
        let raised = |on: &str| desk.act(system(on), commands::raise_due).unwrap();
        assert_eq!(raised("2026-06-01"), 0, "its limit does not run");
        // One day remained when it stopped: one remains now, and nobody was idle meanwhile.
        stand(Standing::Active, "2026-06-01");
        let problem = found(&desk, id);
        assert_eq!((problem.state(), problem.due()), (State::Assigned, Some(day("2026-06-02"))));
        assert_eq!(raised("2026-06-02"), 0);
        assert_eq!(raised("2026-06-03"), 1);
        assert_eq!(found(&desk, id).level, Level::Deputy);
    });
}

#[test]
fn a_leader_decides_what_was_raised_and_the_office_gives_it_out() {
    both(MIGRATIONS, |test| {
        let desk = Desk::new(test);
        let id = told(&desk, "2026-03-02").id;
        let land = desk.land;
        let decide = move |acting: &mut board::Acting<'_, '_>| {
            commands::decide(acting, id, "由规划资源局牵头，月底前办结", Some(land), Some(day("2026-03-31")))
        };
        assert_eq!(refused(desk.act(leader("2026-03-03"), decide)), "problem-not-raised");
        let empty =
            desk.act(handler(desk.builder, "2026-03-03"), move |acting| commands::raise(acting, id, " "));
        assert_eq!(field(empty), ("form-required".into(), Some("note".into())));
        desk.act(handler(desk.builder, "2026-03-03"), move |acting| commands::raise(acting, id, "跨部门"))
            .unwrap();
        assert_eq!(refused(desk.act(office("2026-03-03"), decide)), "failure-forbidden");
        let decided = desk.act(leader("2026-03-04"), decide).unwrap();
        assert_eq!(decided.data.decision.unwrap().unit, Some(desk.land));
        let given = given(&desk, id, "2026-03-05", "2026-03-31");
        assert_eq!(given.state(), State::Assigned);
    });
}

#[test]
fn units_see_what_concerns_them_and_nothing_else() {
    both(MIGRATIONS, |test| {
        let desk = Desk::new(test);
        let id = told(&desk, "2026-03-02").id;
        let seen = |unit: Id| listed(&desk, &Filter { visible: Some(vec![unit]), ..Filter::default() });
        assert_eq!((seen(desk.builder), seen(desk.land), seen(desk.other)), (vec![id], vec![], vec![]));
        let raise = move |acting: &mut board::Acting<'_, '_>| commands::raise(acting, id, "理由");
        assert_eq!(refused(desk.act(handler(desk.other, "2026-03-03"), raise)), "failure-not-found");
        let accept = move |acting: &mut board::Acting<'_, '_>| commands::accept(acting, id, "");
        assert_eq!(refused(desk.act(head(desk.builder, "2026-03-03"), accept)), "failure-forbidden");
        given(&desk, id, "2026-03-03", "2026-03-31");
        assert_eq!((seen(desk.builder), seen(desk.land), seen(desk.other)), (vec![id], vec![id], vec![]));
        // Somebody else's project is not there for a unit.
        let input = ProblemInput {
            project: Some(desk.project),
            class: Class::Land,
            text: "问题".into(),
            ask: String::new(),
            line: None,
        };
        let strange = desk
            .act(handler(desk.other, "2026-03-03"), move |acting| commands::propose(acting, &input, None));
        assert_eq!(field(strange), ("work-project-unknown".into(), Some("project".into())));
    });
}

#[test]
fn lists_are_filtered_by_what_stands_in_the_address() {
    both(MIGRATIONS, |test| {
        let desk = Desk::new(test);
        let (first, second) = (told(&desk, "2026-03-02").id, told(&desk, "2026-03-03").id);
        given(&desk, first, "2026-03-03", "2026-03-31");
        desk.act(office("2026-03-04"), move |acting| commands::decline(acting, second, "重复")).unwrap();
        let filter = |with: fn(&mut Filter)| {
            let mut filter = Filter::default();
            with(&mut filter);
            listed(&desk, &filter)
        };
        assert_eq!(filter(|_| ()), [first]);
        assert_eq!(filter(|all| all.with_ended = true), [second, first]);
        assert_eq!(filter(|all| all.state = Some(State::Assigned)), [first]);
        assert_eq!(filter(|all| all.state = Some(State::Declined)), [second]);
        assert_eq!(filter(|all| all.state = Some(State::Handling)), []);
        assert_eq!(filter(|all| all.class = Some(Class::Funds)), []);
        assert_eq!(filter(|all| all.words = "用地报批".into()), [first]);
        assert_eq!(filter(|all| all.words = "噪声".into()), []);
        assert_eq!(filter(|all| all.level = Some(Level::Chief)), []);
        let by = Filter { units: Some(vec![desk.land]), ..Filter::default() };
        assert_eq!(listed(&desk, &by), [first]);
        assert_eq!(desk.read(|tx| store::count(tx, &by)), 1);
    });
}
