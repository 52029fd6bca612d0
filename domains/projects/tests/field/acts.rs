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
