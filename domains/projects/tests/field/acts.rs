//! What people do on the page of a project: a month that is corrected, a project that is ended.

use axum::http::StatusCode;
use qipan_kernel::Id;
use qipan_projects::book::commands::ending;
use qipan_projects::book::model::Standing;
use qipan_projects::book::store;
use qipan_projects::nodes::commands as nodes;
use qipan_projects::nodes::model::{NodeInput, NodeKind};
use qipan_projects::site_notes::commands as notes;
use qipan_projects::site_notes::model::{NoteInput, NoteKind, Severity};
use qipan_testkit::both;

use crate::common::{Field, MIGRATIONS, day};
use crate::http::Browser;

impl Field {
    fn node(&self, project: Id, name: &str) {
        let node = NodeInput {
            kind: NodeKind::Building,
            word: String::new(),
            name: name.into(),
            unit: None,
            person: String::new(),
            start_day: day("2026-09-01"),
            due_day: day("2026-11-20"),
            after: vec![],
            after_rows: vec![],
        };
        self.act(&self.office("2026-09-01"), move |a| nodes::open(a, project, std::slice::from_ref(&node)))
            .unwrap();
    }
}

#[test]
fn a_corrected_month_says_what_it_was_who_corrected_it_and_why() {
    both(MIGRATIONS, |t| {
        let field = Field::new(&t.db);
        let browser = Browser::new(&field);
        let own = format!("unit_handler:{}", field.units[0]);
        let base = format!("/projects/{}", field.projects[0]);
        let enter = |done: &str, why: &str| {
            let fields = [
                ("year", "2026"),
                ("month", "9"),
                ("part", "0"),
                ("done", done),
                ("image", "桩基"),
                ("why", why),
            ];
            browser.post(&own, &format!("{base}/month"), &fields)
        };
        assert_eq!(enter("1.5", "").status, StatusCode::SEE_OTHER);
        let refused = enter("2", "");
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = refused.text();
        assert!(text.contains("say why it is corrected") && text.contains("f-why-error"), "{text}");
        assert!(!browser.get(&own, "zh", &base).text().contains("corrections-2026"));
        assert_eq!(enter("2", "漏报<设备>").status, StatusCode::SEE_OTHER);
        for lang in ["zh", "en"] {
            let text = browser.get(&own, lang, &base).text();
            let at = text.find("id=\"corrections-2026\"").expect("the corrections");
            let section = &text[at..text[at..].find("</details>").unwrap() + at];
            for what in ["1.50", "2.00", "漏报&lt;设备&gt;"] {
                assert!(section.contains(what), "{what} in {section}");
            }
        }
        // The project is only conceived: what it spent is said to be costs of preparation.
        let page = browser.get(&own, "en", &base).text();
        assert!(page.contains("Building has not begun. The 2.00 (10,000 yuan) done"), "{page}");
        let told = browser.get(&own, "en", &format!("/api/v1/projects/{}", field.projects[0])).json();
        assert_eq!(told["before_start"], 2_000_000);
        let one = &told["corrections"][0];
        assert_eq!(
            (&one["done"], &one["planned"]),
            (&serde_json::json!([1_500_000, 2_000_000]), &serde_json::Value::Null)
        );
        assert_eq!(one["why"], "漏报<设备>");
    });
}

#[test]
fn ending_a_project_says_what_will_happen_before_it_happens() {
    both(MIGRATIONS, |t| {
        let field = Field::new(&t.db);
        let browser = Browser::new(&field);
        let plant = field.projects[0];
        field.node(plant, "主体<封顶>");
        let note = NoteInput {
            kind: NoteKind::Safety,
            severity: Severity::General,
            found_on: day("2026-10-20"),
            finding: "临边无防护".into(),
            photo: None,
            due_day: Some(day("2026-11-05")),
            unit: None,
            measure: "加设栏杆".into(),
            person: String::new(),
            money: String::new(),
            contingency: String::new(),
        };
        field.act(&field.office("2026-10-20"), move |a| notes::record(a, plant, &note)).unwrap();
        let place = format!("/projects/{plant}/standing");
        let send = |fields: &[(&str, &str)]| browser.post("supervision", &place, fields);
        let stands =
            || field.db.read_now(move |tx| Ok(store::find(tx, plant)?.map(|one| one.standing))).unwrap();

        // No reason: nothing is asked yet. With one, the page says what is withdrawn and what stays; nothing has happened.
        assert_eq!(send(&[("standing", "ended")]).status, StatusCode::UNPROCESSABLE_ENTITY);
        let reason = ("reason", "投资方退出");
        let asked = send(&[("standing", "ended"), reason]);
        assert_eq!(asked.status, StatusCode::OK);
        let text = asked.text();
        for what in ["cannot be undone", "整车厂：主体&lt;封顶&gt;", "临边无防护", "投资方退出"]
        {
            assert!(text.contains(what), "{what} in {text}");
        }
        assert_eq!(stands(), Some(Standing::Active));
        let mark = |text: &str| {
            let at = text.find("name=\"confirmed\" value=\"").expect("the mark") + 24;
            text[at..].split('"').next().unwrap().to_owned()
        };
        // Somebody opens another node meanwhile: what was said is not what would happen, so it is said anew.
        let first = mark(&text);
        field.node(plant, "设备安装");
        let anew = send(&[("standing", "ended"), reason, ("confirmed", &first)]);
        assert_eq!(anew.status, StatusCode::OK);
        assert!(anew.text().contains("设备安装"));
        // What was said of taking it out says nothing of ending it.
        let removed = send(&[("standing", "removed"), reason]);
        assert!(removed.text().contains("stays in the book"), "{}", removed.text());
        let other = send(&[("standing", "ended"), reason, ("confirmed", &mark(&removed.text()))]);
        assert_eq!(other.status, StatusCode::OK);
        assert_eq!(stands(), Some(Standing::Active));
        let told = browser.get("supervision", "en", &format!("/api/v1/projects/{plant}/ending")).json();
        let count = |key: &str| told[key].as_array().unwrap().len();
        assert_eq!((count("withdrawn"), count("stays")), (2, 1));

        let done = send(&[("standing", "ended"), reason, ("confirmed", &mark(&anew.text()))]);
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        assert_eq!(stands(), Some(Standing::Ended));
        let left = field.db.read_now(move |tx| ending(tx, plant)).unwrap();
        assert_eq!((left.withdrawn.len(), left.stays.len()), (0, 1));
        // What only slows down, or has ended already, is not asked about.
        let station = format!("/projects/{}/standing", field.projects[1]);
        let slowed = browser.post("supervision", &station, &[("standing", "slowed"), reason]);
        assert_eq!(slowed.status, StatusCode::SEE_OTHER);
        assert_eq!(send(&[("standing", "ended"), reason]).status, StatusCode::CONFLICT);
    });
}

#[test]
fn a_paper_is_what_its_name_says() {
    both(MIGRATIONS, |t| {
        let field = Field::new(&t.db);
        let browser = Browser::new(&field);
        let there = format!("/api/v1/projects/{}/papers", field.projects[0]);
        let cases: [(&str, &[u8], &str); 5] = [
            ("批复.pdf", b"%PDF-1.7\n", ""),
            ("批复.pdf", "同意。".as_bytes(), "is not what its name says: “批复.pdf”"),
            ("批复.docx", b"\x89PNG\r\n\x1a\n", "is not what its name says: “批复.docx”"),
            ("批复.exe", "同意。".as_bytes(), "is not taken: “批复.exe”"),
            ("批复.pdf", b"\x7fELF\x02\x01\x00\xff\xfe", "is not taken: “批复.pdf”"),
        ];
        for (name, bytes, refused) in cases {
            let answer = browser.upload("supervision", &there, &[], &[(name, bytes)], "");
            let wanted =
                if refused.is_empty() { StatusCode::CREATED } else { StatusCode::UNPROCESSABLE_ENTITY };
            assert_eq!(answer.status, wanted, "{name}: {}", answer.text());
            assert!(answer.text().contains(refused), "{name}: {}", answer.text());
        }
    });
}

#[test]
fn a_node_is_changed_with_a_reason_and_the_board_keeps_its_first_limit() {
    both(MIGRATIONS, |t| {
        let field = Field::new(&t.db);
        let browser = Browser::new(&field);
        let plant = field.projects[0];
        field.node(plant, "主体封顶");
        field.node(plant, "竣工验收");
        let nodes =
            || field.db.read_now(move |tx| qipan_projects::nodes::store::of_project(tx, plant)).unwrap();
        let (roof, end) = (nodes()[0].clone(), nodes()[1].clone());
        let place = format!("/projects/{plant}/nodes/{}", end.id);
        let shown = browser.get("supervision", "zh", &place).text();
        for what in ["修改节点", "竣工验收", "value=\"2026-11-20\"", "主体封顶"] {
            assert!(shown.contains(what), "{what} in {shown}");
        }
        let own = format!("unit_handler:{}", field.units[0]);
        assert_eq!(browser.get(&own, "zh", &place).status, StatusCode::FORBIDDEN);

        let roof_id = roof.id.to_string();
        let fields = |version: &'static str, due: &'static str, why: &'static str| {
            browser.post(
                "supervision",
                &place,
                &[
                    ("version", version),
                    ("name", "竣工验收<合格>"),
                    ("start_day", "2026-10-01"),
                    ("due_day", due),
                    ("after", roof_id.as_str()),
                    ("reason", why),
                ],
            )
        };
        let no = end.commitment.version.no.to_string();
        let no: &'static str = no.leak();
        let refused = fields(no, "2026-09-01", "");
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = refused.text();
        assert!(text.contains("f-reason-error") && text.contains("竣工验收&lt;合格&gt;"), "{text}");
        assert!(fields(no, "2026-09-01", "设计调整").text().contains("The limit is before the start."));
        assert_eq!(nodes(), [roof.clone(), end.clone()], "nothing changed");
        assert_eq!(fields(no, "2026-12-20", "设计调整").status, StatusCode::SEE_OTHER);
        let now = nodes()[1].clone();
        assert_eq!((now.name.as_str(), &now.after), ("竣工验收<合格>", &vec![roof.id]));
        let version = &now.commitment.version;
        assert_eq!(
            (version.terms.due_day, version.first_due),
            (Some(day("2026-12-20")), Some(day("2026-11-20")))
        );
        assert_eq!(version.terms.statement, "整车厂：竣工验收<合格>");
        assert_eq!((now.start_day, version.terms.start_day), (day("2026-10-01"), day("2026-10-01")));
        assert!(browser.get("supervision", "en", &place).text().contains("first limit 20 Nov 2026"));

        // Somebody who saw the version before is told what changed; a circle is refused.
        let put = |node: Id, version: i64, after: &[Id]| {
            let body = serde_json::json!({ "version": version, "name": "封顶", "start_day": "2026-09-01",
                "due_day": "2026-11-20", "after": after, "reason": "改名" });
            browser.json("supervision", "PUT", &format!("/api/v1/projects/{plant}/nodes/{node}"), &body)
        };
        assert_eq!(put(end.id, 1, &[]).status, StatusCode::CONFLICT);
        let circle = put(roof.id, roof.commitment.version.no, &[end.id]);
        assert!(circle.text().contains("node-change-circle"), "{}", circle.text());
        let done = put(roof.id, roof.commitment.version.no, &[]);
        assert_eq!(
            (done.status, done.json()["name"].as_str()),
            (StatusCode::OK, Some("封顶")),
            "{}",
            done.text()
        );
        assert_eq!(put(Id(1), 1, &[]).status, StatusCode::NOT_FOUND);
    });
}
