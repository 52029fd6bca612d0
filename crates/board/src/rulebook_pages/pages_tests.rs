//! The handlers, given requests as the router would give them.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use qipan_accounts::http::{Call, Site};
use qipan_kernel::{Outcome, Role};
use qipan_testkit::{TestDb, acting, noon, sqlite};
use qipan_web::{Form, Lang, View, Wants, Words};

use super::tests::{City, MIGRATIONS, day, stricter};
use super::{calendar_page, rules_page};
use crate::board::Board;
use crate::rulebook::Rulebook;

struct Desk {
    city: City,
    site: Arc<Site>,
    _db: TestDb,
}

fn desk() -> Desk {
    let db = sqlite(MIGRATIONS);
    let city = City::new(&db.db);
    let words = Arc::new(Words::new(&[qipan_web::LOCALES, qipan_accounts::LOCALES, crate::LOCALES]));
    let clock = Box::new(|| noon("2026-04-21"));
    let mut site = Site::new(db.db.clone(), words, city.ids.clone(), clock, Box::new(|_, _, _| Ok(None)));
    site.add(Board::new(Rulebook::built_in()));
    site.units().unwrap();
    Desk { city, site: Arc::new(site), _db: db }
}

impl Desk {
    fn call(&self, lang: Lang, query: &str, form: &[(&str, &str)]) -> Call {
        Call {
            site: self.site.clone(),
            view: View::anonymous(self.site.words.clone(), lang, "/rules", day("2026-04-21")),
            context: Some(acting(Role::Administrator, "2026-04-21")),
            params: HashMap::new(),
            query: Form::parse(query.as_bytes()).unwrap(),
            form: Form::from_pairs(form.iter().copied()),
            uploads: Vec::new(),
            body: Bytes::new(),
            headers: HeaderMap::new(),
            wants: Wants::Html,
            session: None,
            peer: String::new(),
        }
    }
}

fn page(answer: impl Future<Output = Outcome<Response>>) -> (StatusCode, String) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let response = answer.await.unwrap();
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        assert!(!text.contains('⟦'), "a key without words: {}", &text[text.find('⟦').unwrap_or(0)..]);
        (status, text)
    })
}

#[test]
fn rules_and_calendar_are_shown_in_both_languages() {
    let desk = desk();
    for (lang, rule, name) in
        [(Lang::Zh, "距时限不足 3 个工作日：蓝灯", "银川"), (Lang::En, "3 working days or fewer", "Yinchuan")]
    {
        let (status, text) = page(rules_page::list(desk.call(lang, "", &[])));
        assert!(status == StatusCode::OK && text.contains(rule) && text.contains(name), "{text}");
        for query in ["", "year=2026", "year=2027", "year=9999", "year=x"] {
            let (status, text) = page(calendar_page::year(desk.call(lang, query, &[])));
            assert_eq!(status, StatusCode::OK);
            assert_eq!(
                text.contains("callout-yellow"),
                query == "year=2027",
                "provisional after the last notice"
            );
        }
        assert_eq!(page(rules_page::start(desk.call(lang, "set=generic", &[]))).0, StatusCode::OK);
        assert_eq!(page(calendar_page::start(desk.call(lang, "", &[]))).0, StatusCode::OK);
    }
}

#[test]
fn a_change_is_looked_at_then_applied_and_in_force_at_once() {
    let desk = desk();
    let id = desk.city.running("2026-03-02", "2026-06-09");
    desk.city.claim(id, 43, "2026-04-20");
    let text = stricter(&Rulebook::built_in(), "2026-04-21", 500);
    for (lang, words) in [(Lang::Zh, "立即变灯 1 项"), (Lang::En, "Lights that change at once: 1")] {
        let (status, shown) = page(rules_page::preview(desk.call(lang, "", &[("text", &text)])));
        assert_eq!(status, StatusCode::OK);
        assert!(shown.contains(words) && shown.contains("<del>") && shown.contains("<ins>"), "{shown}");
    }
    assert_eq!(page(rules_page::apply(desk.call(Lang::Zh, "", &[("text", &text)]))).0, StatusCode::SEE_OTHER);
    assert_eq!(desk.city.now(id).version.lights.rule_version, 101);
    let book = desk.site.part::<Board>().book();
    assert_eq!(book.sets.at("generic", day("2026-04-21")).unwrap().version, 101, "swapped");
    let (_, list) = page(rules_page::list(desk.call(Lang::Zh, "", &[])));
    assert!(list.contains("已被替代") && list.contains("张示例"));

    let (status, refused) =
        page(rules_page::preview(desk.call(Lang::Zh, "", &[("text", "<script>alert(1)</script>")])));
    assert!(status.is_client_error() && !refused.contains("<script>alert"), "kept, and escaped");

    let days = [("text", "2026-06-09 休 演练"), ("notice", "")];
    let (status, shown) = page(calendar_page::preview(desk.call(Lang::Zh, "", &days)));
    assert!(status == StatusCode::OK && shown.contains("不再是工作日"), "{shown}");
    assert_eq!(page(calendar_page::apply(desk.call(Lang::Zh, "", &days))).0, StatusCode::SEE_OTHER);
    assert!(!desk.site.part::<Board>().book().calendar.is_working(day("2026-06-09")));
    let wrong = [("text", "明天 休"), ("notice", "20x7")];
    assert!(page(calendar_page::preview(desk.call(Lang::En, "", &wrong))).0.is_client_error());
}
