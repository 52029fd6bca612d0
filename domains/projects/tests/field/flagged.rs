//! Flagged photographs over the book and beside the months; what hangs together with a project on its first page.

use axum::http::StatusCode;
use qipan_kernel::{Day, Fen};
use qipan_projects::chains::commands as chains;
use qipan_projects::chains::model::{ChainData, Link, State, Tier};
use qipan_projects::invest::commands as invest;
use qipan_projects::invest::model::EntryInput;
use qipan_projects::nodes::commands as nodes;
use qipan_projects::nodes::model::{NodeInput, NodeKind};
use qipan_projects::photos::model::Flag;
use qipan_projects::photos::store::{self, Flagged};
use qipan_projects::pledges::commands as pledges;
use qipan_projects::pledges::model::{Opened, VisitInput};
use qipan_projects::problems::model::Class;
use qipan_testkit::both;

use crate::common::{Field, MIGRATIONS, SITE, day};
use crate::http::{Browser, photograph};

const FAR: (i32, i32) = (SITE.0 + 140_000, SITE.1);
/// The migration that fills the flags of what was there before.
const FILL: &str = include_str!("../../migrations/0017_photo_flags.sql");

#[test]
fn flagged_photographs_are_found_by_flag_and_unit_page_by_page() {
    both(MIGRATIONS, |t| {
        let field = Field::new(&t.db);
        let browser = Browser::new(&field);
        let (plant, station) = (field.projects[0], field.projects[1]);
        let (own, other) =
            (format!("unit_handler:{}", field.units[0]), format!("unit_handler:{}", field.units[1]));
        let hand = |who: &str, project, fields: &[(&str, &str)], bytes: &[u8]| {
            let sent =
                browser.upload(who, &format!("/projects/{project}/photos"), fields, &[("a.jpg", bytes)], "");
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        };
        let (first, far) = (photograph(1, SITE), photograph(2, SITE));
        hand(&own, plant, &[("period", "2026-10-0"), ("caption", "基础")], &first);
        assert!(browser.get(&own, "zh", "/projects/photos").text().contains("没有待核照片"));
        // Of the plant, shown by the station: handed in before and far from its site. Then another that is only far away,
        // and one that is to show a month it was not taken in.
        hand(&other, station, &[("period", "2026-10-0"), ("caption", "站房<一>")], &first);
        hand(&other, station, &[("period", "2026-10-0"), ("caption", "站台")], &far);
        hand(&own, plant, &[("period", "2026-08-0"), ("caption", "八月")], &photograph(3, SITE));

        let all = |flag: Option<Flag>, visible: Option<usize>| {
            let visible = visible.map(|unit| vec![field.units[unit]]);
            let filter = Flagged { flag, visible, ..Flagged::default() };
            let found = field.db.read_now(move |tx| store::flagged(tx, &filter, None, 9)).unwrap();
            found.into_iter().map(|photo| photo.caption).collect::<Vec<_>>()
        };
        assert_eq!(all(None, None), ["八月", "站台", "站房<一>"]);
        assert_eq!(all(Some(Flag::Recycled), None), ["站房<一>"]);
        assert_eq!(all(Some(Flag::Misplaced), None), ["站台", "站房<一>"]);
        assert_eq!(all(Some(Flag::Time), None), ["八月"]);
        assert_eq!(all(None, Some(0)), ["八月"]);
        // The migration finds the same flags in what was kept before there were any.
        let fill = FILL.split("insert into").nth(1).and_then(|rest| rest.split(';').next()).unwrap();
        let fill = format!("insert into{fill}");
        let flags = "select photo, kind from project_photo_flag order by photo, kind";
        let read = |tx: &mut qipan_store::Tx<'_>| {
            tx.rows(flags, &[], |row| Ok((row.get::<qipan_kernel::Id>(0)?, row.get::<String>(1)?)))
        };
        let before = field.db.read_now(read).unwrap();
        let after = field
            .db
            .write_now(move |tx| {
                tx.queue("delete from project_photo_flag", &[])?;
                tx.queue(&fill, &[])?;
                read(tx)
            })
            .unwrap();
        assert_eq!((before.len(), &before), (4, &after));
        // Keyset: after the newest come the older ones, and nothing twice.
        let newest = field.db.read_now(|tx| store::flagged(tx, &Flagged::default(), None, 1)).unwrap();
        let rest = field
            .db
            .read_now(move |tx| store::flagged(tx, &Flagged::default(), Some(newest[0].id), 9))
            .unwrap();
        assert_eq!(rest.len(), 2);

        // The pair stands side by side for who may see both; the other unit sees its own photograph alone.
        let pair = format!("/projects/{plant}/photos/");
        for lang in ["zh", "en"] {
            let page = browser.get("supervision", lang, "/projects/photos?flag=recycled");
            assert_eq!(page.status, StatusCode::OK);
            let text = page.text();
            assert_eq!(text.matches("<figure").count(), 2, "{text}");
            assert!(text.contains(&pair) && text.contains("整车厂") && !text.contains("<一>"));
            let text = browser.get(&other, lang, "/projects/photos?flag=recycled").text();
            assert!(
                text.matches("<figure").count() == 1 && !text.contains(&pair) && !text.contains("整车厂")
            );
        }
        let of_unit = format!("/projects/photos?unit={}", field.units[0]);
        let text = browser.get("supervision", "zh", &of_unit).text();
        assert!(text.contains("八月") && !text.contains("站台"));
        assert_eq!(
            browser.get("supervision", "zh", "/projects/photos?flag=pretty").status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let told = browser.get(&other, "en", "/api/v1/projects/photos?flag=recycled").json();
        assert_eq!(told["items"].as_array().unwrap().len(), 1);
        assert_eq!(told["items"][0]["findings"][0]["about"].get("project"), None);

        // Withdrawn, it is asked about no more.
        let id =
            browser.get("supervision", "en", "/api/v1/projects/photos?flag=time").json()["items"][0]["id"]
                .clone();
        let place = format!("/projects/{plant}/photos/{id}/withdraw");
        assert_eq!(browser.post(&own, &place, &[("reason", "传错")]).status, StatusCode::SEE_OTHER);
        assert!(all(Some(Flag::Time), None).is_empty());
    });
}

#[test]
fn the_first_page_of_a_project_shows_what_hangs_together_with_it() {
    both(MIGRATIONS, |t| {
        let field = Field::new(&t.db);
        let browser = Browser::new(&field);
        let (plant, office) = (field.projects[0], field.office("2026-10-12"));
        let own = format!("unit_handler:{}", field.units[0]);
        let base = format!("/projects/{plant}");
        let bare = browser.get(&own, "zh", &base).text();
        assert!(!bare.contains("id=\"together\"") && !bare.contains("photo-strip"));

        let late = NodeInput {
            kind: NodeKind::Building,
            word: String::new(),
            name: "主体封顶".into(),
            unit: None,
            person: String::new(),
            start_day: day("2026-09-01"),
            due_day: day("2026-10-20"),
            after: vec![],
            after_rows: vec![],
        };
        field.act(&office, move |a| nodes::open(a, plant, std::slice::from_ref(&late))).unwrap();
        let visit = |on: Day| VisitInput {
            pledge: None,
            day: on,
            who: "王示例".into(),
            found: "缺围挡".into(),
            promised: "月底前补齐".into(),
            problems: vec![Opened {
                class: Class::Utilities,
                text: "围挡<缺>".into(),
                unit: None,
                due_day: None,
            }],
        };
        for on in ["2026-10-10", "2026-10-11"] {
            let input = visit(day(on));
            field.act(&office, move |a| pledges::visit(a, plant, &input)).unwrap();
        }
        let chain = ChainData {
            name: "新能源汽车".into(),
            lead_unit: field.units[0],
            leader: String::new(),
            head: String::new(),
            aim: String::new(),
            links: vec![Link {
                name: "整车<装配>".into(),
                tier: Tier::Downstream,
                state: State::Weak,
                why: "产能不足".into(),
                enterprises: vec![],
                projects: vec![plant],
            }],
        };
        let chain = field.act(&office, move |a| chains::create(a, &chain)).unwrap().id;
        let entry = EntryInput {
            year: 2026,
            month: 10,
            part: 0,
            planned: None,
            done: Some(Fen(100)),
            image: "主体三层".into(),
            why: String::new(),
        };
        field.act(&office, move |a| invest::enter(a, plant, std::slice::from_ref(&entry))).unwrap();
        let photos = format!("{base}/photos");
        for (seed, place) in [(1, SITE), (2, FAR)] {
            let bytes = photograph(seed, place);
            browser.upload(&own, &photos, &[("period", "2026-10-0")], &[("a.jpg", &bytes)], "");
        }

        for lang in ["zh", "en"] {
            let text = browser.get(&own, lang, &base).text();
            let at = text.find("id=\"together\"").expect("the section");
            let section = &text[at..text[at..].find("</section>").unwrap() + at];
            for side in ["/requests", "/visits", "/meetings", "/problems"] {
                assert!(section.contains(&format!("href=\"{base}{side}\"")), "{side} in {section}");
            }
            // Two problems that nobody has yet, two visits, one open commitment that is overdue and named.
            let said = match lang {
                "zh" => ["在办 2 件，共 2 件", "2 次", "在办 1 项", "逾期 1<"],
                _ => ["2 open of 2", "2 times", "1 open", "Overdue 1<"],
            };
            assert!(said.iter().all(|words| section.contains(words)), "{section}");
            assert!(section.contains("主体封顶") && section.contains("light-red"), "{section}");
            // The bead of the commitments leads to the list of all that are open.
            assert!(section.contains(&format!("href=\"{base}#commitments\"")), "{section}");
            let list = &section[section.find("id=\"commitments\"").expect("the list")..];
            assert_eq!(list.matches("<li>").count(), 1);
            assert!(list.contains("href=\"/commitments/") && list.contains("主体封顶"));
            assert!(section.contains(if lang == "zh" {
                "全部在办事项 1 项"
            } else {
                "The open commitment"
            }));
            assert!(text.contains(&format!("href=\"/projects/chains/{chain}#link-1\"")));
            // Beside the month and in its form: two small pictures, one of them flagged.
            assert_eq!(text.matches("class=\"photo-strip\"").count(), 2, "{lang}");
            assert_eq!(text.matches("class=\"flagged\"").count(), 2);
            for side in ["/requests", "/visits", "/meetings"] {
                let page = browser.get(&own, lang, &format!("{base}{side}"));
                assert_eq!(page.status, StatusCode::OK, "{side}");
                assert!(!page.text().contains("<缺>"));
                let hidden = format!("unit_handler:{}", field.units[1]);
                assert_eq!(
                    browser.get(&hidden, lang, &format!("{base}{side}")).status,
                    StatusCode::NOT_FOUND
                );
            }
        }
        let visits = browser.get(&own, "zh", &format!("{base}/visits")).text();
        assert!(visits.matches("围挡").count() >= 2 && visits.contains("月底前补齐"));
    });
}
