//! What a commitment belongs to, on its page on the board and in the API, as each reader may see it.

use axum::http::StatusCode;
use qipan_kernel::Id;
use qipan_projects::meetings::commands as meetings;
use qipan_projects::meetings::model::{DecisionInput, MeetingInput, SiteInput};
use qipan_projects::nodes::commands as nodes;
use qipan_projects::nodes::model::{NodeInput, NodeKind};
use qipan_projects::pledges::commands as pledges;
use qipan_projects::pledges::model::{Opened, VisitInput};
use qipan_projects::problems::commands as problems;
use qipan_projects::problems::model::{AssignInput, Class, ProblemInput};
use qipan_projects::requests::commands as requests;
use qipan_projects::requests::model::{Channel, DispatchInput, RequestInput};
use qipan_projects::site_notes::commands as notes;
use qipan_projects::site_notes::model::{NoteInput, NoteKind, Severity};
use qipan_testkit::both;

use crate::common::{Field, MIGRATIONS, day};
use crate::http::Browser;

fn node(name: &str) -> NodeInput {
    NodeInput {
        kind: NodeKind::Building,
        word: String::new(),
        name: name.into(),
        unit: None,
        person: String::new(),
        start_day: day("2026-10-01"),
        due_day: day("2026-12-31"),
        after: vec![],
        after_rows: vec![],
    }
}

/// The sorts of a chain, in order, of a commitment as somebody sees it.
fn sorts(browser: &Browser, who: &str, commitment: Id) -> Vec<String> {
    let answer = browser.get(who, "en", &format!("/api/v1/commitments/{commitment}/chain"));
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let all = answer.json();
    all.as_array().unwrap().iter().map(|one| one["sort"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_commitment_says_what_it_belongs_to() {
    both(MIGRATIONS, |t| {
        let field = Field::new(&t.db);
        let browser = Browser::new(&field);
        let (plant, office) = (field.projects[0], field.office("2026-10-12"));
        let other = format!("unit_handler:{}", field.units[1]);
        let (own, transport) = (format!("unit_handler:{}", field.units[0]), field.units[1]);

        let made = field.act(&office, move |a| nodes::open(a, plant, &[node("主体<封顶>")])).unwrap();
        let of_node = made[0].commitment.id;
        assert_eq!(sorts(&browser, "supervision", of_node), ["project", "node", "commitment"]);

        let note = NoteInput {
            kind: NoteKind::Safety,
            severity: Severity::General,
            found_on: day("2026-10-10"),
            finding: "临边无防护".into(),
            photo: None,
            due_day: Some(day("2026-11-05")),
            unit: None,
            measure: "加设栏杆".into(),
            money: String::new(),
            contingency: String::new(),
            person: String::new(),
        };
        let made = field.act(&office, move |a| notes::record(a, plant, &note)).unwrap();
        let of_note = made.commitment.unwrap().id;
        assert_eq!(sorts(&browser, "supervision", of_note), ["project", "note", "commitment"]);

        // A request from which a problem was opened, which is given to another unit and taken up by a meeting.
        let input = RequestInput {
            enterprise: "示例汽车有限公司".into(),
            contact: String::new(),
            channel: Channel::Visit,
            class: Class::Utilities,
            text: "二期用电增容".into(),
            project: Some(plant),
            line: None,
            received_on: day("2026-10-12"),
            clocks: String::new(),
        };
        let request = field.act(&office, move |a| requests::take_in(a, &input, None)).unwrap();
        let to = DispatchInput {
            lead: field.units[0],
            cooperating: vec![],
            parallel: vec![],
            note: String::new(),
        };
        let dispatched = field.act(&office, move |a| requests::dispatch(a, request.id, &to)).unwrap();
        let of_request = dispatched.shares[0].commitment.as_ref().unwrap().id;
        assert_eq!(sorts(&browser, &own, of_request), ["request", "project", "commitment"]);
        let input = ProblemInput {
            project: Some(plant),
            class: Class::Utilities,
            text: "线路走廊<未定>".into(),
            ask: String::new(),
            line: None,
        };
        let from = request.thing();
        let problem = field.act(&office, move |a| problems::propose(a, &input, Some(from))).unwrap().id;
        field.act(&office, move |a| problems::accept(a, problem, "")).unwrap();
        let assign = AssignInput {
            unit: transport,
            cooperating: vec![],
            person: String::new(),
            due_day: day("2026-11-30"),
            measure: "定线".into(),
        };
        let given = field.act(&office, move |a| problems::assign(a, problem, &assign)).unwrap();
        let of_problem = given.commitment.unwrap().id;
        let all = ["request", "project", "problem", "commitment", "commitment"];
        assert_eq!(sorts(&browser, "supervision", of_problem), all);
        // The unit that solves it sees the problem; of the project, the request and what others do for it, nothing.
        assert_eq!(sorts(&browser, &other, of_problem), ["problem", "commitment"]);

        let meeting = MeetingInput {
            title: "现场办公会（示例）".into(),
            day: day("2026-10-12"),
            place: String::new(),
            chair: "王示例".into(),
            chair_link: None,
            attendees: String::new(),
            purpose: String::new(),
            before: None,
            sites: vec![SiteInput {
                project: plant,
                arrival: "09:00".into(),
                minutes: 30,
                focus: String::new(),
            }],
        };
        let held = field.act(&office, move |a| meetings::plan(a, &meeting)).unwrap().id;
        let item = move |problem: Option<Id>| DecisionInput {
            project: problem.is_none().then_some(plant),
            problem,
            text: "每周报进度".into(),
            class: None,
            unit: transport,
            cooperating: vec![],
            due_day: day("2026-11-30"),
        };
        let items = field
            .act(&office, move |a| meetings::decide(a, held, &[item(Some(problem)), item(None)]))
            .unwrap();
        let of_item = items[1].commitment.id;
        assert_eq!(sorts(&browser, "supervision", of_item), ["project", "meeting", "commitment"]);
        assert_eq!(sorts(&browser, &other, of_item), ["commitment"]);
        let more = sorts(&browser, "supervision", items[0].commitment.id);
        assert_eq!(more[..4], ["request", "project", "meeting", "problem"]);

        // What a visit promised.
        let visit = VisitInput {
            pledge: None,
            day: day("2026-10-11"),
            who: "王示例".into(),
            found: "缺围挡".into(),
            promised: String::new(),
            problems: vec![Opened {
                class: Class::Utilities,
                text: "围挡".into(),
                unit: Some(field.units[0]),
                due_day: Some(day("2026-11-20")),
            }],
        };
        let visit = field.act(&office, move |a| pledges::visit(a, plant, &visit)).unwrap();
        let told = browser.get("supervision", "zh", &format!("/projects/visits/{}", visit.id)).text();
        assert!(told.contains("围挡") && told.contains("beads"), "{told}");

        // On the page: the chain with links, in both languages; nothing that was typed is markup.
        for lang in ["zh", "en"] {
            for (who, id) in [("supervision", of_node), ("supervision", of_problem), (&other, of_problem)] {
                let page = browser.get(who, lang, &format!("/commitments/{id}"));
                assert_eq!(page.status, StatusCode::OK);
                let text = page.text();
                assert!(text.contains("class=\"beads\"") && !text.contains("<未定>"), "{text}");
                assert_eq!(text.contains(&format!("href=\"/projects/{plant}\"")), who == "supervision");
            }
        }
        let page = browser.get("supervision", "zh", &format!("/commitments/{of_node}")).text();
        assert!(page.contains(&format!("href=\"/projects/{plant}#nodes\"")) && page.contains("节点"));
        // A past day says nothing of what is now; a commitment of nobody's project stands alone.
        let past = browser.get("supervision", "zh", &format!("/commitments/{of_node}?at=2026-10-13")).text();
        assert!(!past.contains("class=\"beads\""));
        // Who may not see the commitment is told nothing.
        for path in [format!("/commitments/{of_node}"), format!("/api/v1/commitments/{of_node}/chain")] {
            assert_eq!(browser.get(&other, "zh", &path).status, StatusCode::NOT_FOUND, "{path}");
        }
    });
}
