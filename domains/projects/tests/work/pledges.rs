//! Contracts of leaders, working groups and visits, on both engines.

use qipan_accounts::people::{Bearer, PostData, PostKind, Roster, commands as people};
use qipan_board::commitments::commands::Acting;
use qipan_kernel::Id;
use qipan_projects::book::commands as book;
use qipan_projects::book::model::ProjectData;
use qipan_projects::book::store as projects;
use qipan_projects::pledges::model::{GroupInput, Member, Opened, PledgeInput, Role, VisitInput};
use qipan_projects::pledges::rules::{Due, due};
use qipan_projects::pledges::{commands, store};
use qipan_projects::problems::model::{Class, State};
use qipan_projects::problems::store as problems;
use qipan_projects::work::{Sort, store as work};
use qipan_testkit::both;

use crate::desk::*;

fn visit(problems: Vec<Opened>, pledge: Option<Id>) -> VisitInput {
    VisitInput {
        pledge,
        day: day("2026-03-10"),
        who: "王示例".into(),
        found: "二期用电未增容".into(),
        promised: "月底前送电".into(),
        problems,
    }
}

#[test]
fn a_duty_tied_to_a_post_passes_to_the_successor() {
    both(MIGRATIONS, |test| {
        let desk = Desk::new(test);
        let (builder, project) = (desk.builder, desk.project);
        let (post, next) = desk
            .act(system("2026-01-05"), move |acting| {
                let Acting { tx, context, ids, .. } = acting;
                let first = people::add_person(tx, context, ids, "周示例", "")?;
                let next = people::add_person(tx, context, ids, "王示例", "")?;
                let data = PostData {
                    unit: builder,
                    kind: PostKind::Leader,
                    title_zh: "分管区领导".into(),
                    title_en: String::new(),
                    single: true,
                    sort: 0,
                };
                let post = people::add_post(tx, context, ids, data)?;
                people::appoint(tx, context, ids, post, first, day("2025-01-01"), None)?;
                people::succeed(tx, context, ids, post, next, day("2026-04-01"))?;
                Ok((post, next))
            })
            .unwrap();
        let input = PledgeInput {
            role: Role::Main,
            name: String::new(),
            bearer: Some(Bearer::Post(post)),
            unit: None,
            every: None,
            from: day("2026-01-05"),
        };
        let unknown = PledgeInput { bearer: Some(Bearer::Post(Id(404))), ..input.clone() };
        let refusal =
            desk.act(office("2026-01-06"), move |acting| commands::pledge(acting, project, &unknown));
        assert_eq!(field(refusal), ("bearer-unknown".into(), Some("bearer".into())));
        desk.act(office("2026-01-06"), move |acting| commands::pledge(acting, project, &input)).unwrap();
        let roster = desk.read(Roster::load);
        let pledge = desk.read(|tx| store::of_project(tx, project)).remove(0);
        let holder = |on: &str| roster.bearer(pledge.data.bearer.unwrap(), day(on)).unwrap().person.id;
        assert_ne!(holder("2026-03-31"), next);
        assert_eq!(holder("2026-04-01"), next);
    });
}

#[test]
fn the_main_leader_by_contract_is_the_leader_of_the_project() {
    both(MIGRATIONS, |test| {
        let desk = Desk::new(test);
        let project = desk.project;
        let pledge = |name: &str, role: Role| {
            let input = PledgeInput {
                role,
                name: name.into(),
                bearer: None,
                unit: None,
                every: None,
                from: day("2026-01-05"),
            };
            desk.act(office("2026-01-06"), move |acting| commands::pledge(acting, project, &input)).unwrap()
        };
        let leader = || desk.read(|tx| projects::find(tx, project)).unwrap().data.leader;
        let rename = |name: &'static str| {
            desk.act(office("2026-01-07"), move |acting| {
                let known = projects::find(acting.tx, project)?.unwrap();
                let data = ProjectData { leader: name.into(), ..known.data };
                book::change(acting, project, known.no, &data, "更正").map(drop)
            })
        };
        rename("吴示例").unwrap();
        let first = pledge("王示例", Role::Main);
        pledge("郑示例", Role::Other);
        assert_eq!(leader(), "王示例");
        // While the contract goes on, nobody writes another name over it; all else can be changed.
        assert_eq!(field(rename("吴示例")), ("project-leader-pledged".into(), Some("leader".into())));
        rename("王示例").unwrap();
        let second = pledge("周示例", Role::Main);
        assert_eq!(leader(), "周示例");
        let end = |id: Id| {
            desk.act(office("2026-02-01"), move |acting| {
                commands::end(acting, id, day("2026-02-01"), "分工调整")
            })
            .unwrap();
        };
        end(second.id);
        assert_eq!(leader(), "王示例");
        end(first.id);
        assert_eq!(leader(), "");
        rename("吴示例").unwrap();
    });
}

#[test]
fn a_visit_keeps_the_rota_and_opens_what_came_up() {
    both(MIGRATIONS, |test| {
        let desk = Desk::new(test);
        let (project, land) = (desk.project, desk.land);
        let input = PledgeInput {
            role: Role::Main,
            name: "王示例".into(),
            bearer: None,
            unit: None,
            every: Some(1),
            from: day("2026-01-05"),
        };
        let pledge =
            desk.act(office("2026-01-05"), move |acting| commands::pledge(acting, project, &input)).unwrap();
        let rules = desk.read(|tx| work::rules_on(tx, day("2026-03-01"))).visits;
        let next = |on: &str| due(&desk.read(|tx| store::of_project(tx, project))[0], &rules, day(on));
        assert_eq!(next("2026-03-01"), Due::Over(day("2026-02-05")));
        let power = Opened {
            class: Class::Utilities,
            text: "二期用电增容".into(),
            unit: Some(land),
            due_day: Some(day("2026-03-31")),
        };
        let seen = visit(vec![power.clone()], Some(pledge.id));
        let noted =
            desk.act(office("2026-03-10"), move |acting| commands::visit(acting, project, &seen)).unwrap();
        assert_eq!(next("2026-03-11"), Due::On(day("2026-04-10")));
        let found = desk.read(|tx| problems::list(tx, &problems::Filter::default(), None, 10));
        assert_eq!((found.len(), found[0].state(), found[0].solver()), (1, State::Assigned, Some(land)));
        let chain = desk.read(|tx| work::chain(tx, noted.thing()));
        let sorts: Vec<Sort> = chain.into_iter().map(|one| one.sort).collect();
        assert_eq!(sorts, [Sort::Project, Sort::Visit, Sort::Problem, Sort::Commitment]);
        // A unit notes a visit too; what it tells of waits to be accepted.
        let told = visit(vec![power], None);
        desk.act(handler(desk.builder, "2026-03-11"), move |acting| commands::visit(acting, project, &told))
            .unwrap();
        let found = desk.read(|tx| problems::list(tx, &problems::Filter::default(), None, 10));
        assert_eq!((found.len(), found[0].state()), (2, State::Proposed));
        let strange = visit(Vec::new(), None);
        let refusal = desk
            .act(handler(desk.other, "2026-03-11"), move |acting| commands::visit(acting, project, &strange));
        assert_eq!(refused(refusal), "failure-not-found");
        let nobody = visit(Vec::new(), Some(Id(404)));
        let refusal = desk.act(office("2026-03-11"), move |acting| commands::visit(acting, project, &nobody));
        assert_eq!(field(refusal), ("visit-pledge-unknown".into(), Some("pledge".into())));
        let end = move |acting: &mut Acting<'_, '_>| {
            commands::end(acting, pledge.id, day("2026-03-31"), "分工调整")
        };
        desk.act(office("2026-03-31"), end).unwrap();
        assert_eq!(refused(desk.act(office("2026-04-01"), end)), "pledge-ended");
        assert_eq!(next("2026-06-01"), Due::Never);
    });
}

#[test]
fn a_group_is_formed_for_projects() {
    both(MIGRATIONS, |test| {
        let desk = Desk::new(test);
        let (project, builder, land) = (desk.project, desk.builder, desk.land);
        let input = GroupInput {
            name: "整车基地专班".into(),
            lead_unit: builder,
            head: None,
            members: vec![Member { unit: land, person: "陈示例".into(), duty: "用地".into() }],
            projects: vec![project],
            duties: "每周调度".into(),
        };
        let fine = input.clone();
        desk.act(office("2026-03-02"), move |acting| commands::form(acting, &fine)).unwrap();
        let groups = desk.read(|tx| store::groups(tx, Some(project)));
        assert_eq!((groups.len(), &groups[0].data), (1, &input));
        let unknown = GroupInput { projects: vec![Id(404)], ..input };
        let refusal = desk.act(office("2026-03-02"), move |acting| commands::form(acting, &unknown));
        assert_eq!(field(refusal), ("work-project-unknown".into(), Some("projects".into())));
        assert_eq!(desk.read(|tx| store::groups(tx, None)).len(), 1);
    });
}
