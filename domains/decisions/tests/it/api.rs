//! The API can do whatever the review page can, by the same commands; each write sent twice is done once.

use qipan_kernel::Id;
use qipan_testkit::both;
use serde_json::{Value, json};

use super::city::{City, MIGRATIONS, MINUTES};

#[test]
fn every_act_of_the_review_is_done_once_however_often_it_is_sent() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let document = city.import("纪要.txt", MINUTES);
        let home = format!("/api/v1/documents/{document}");
        let entries = || {
            let all = test.db.read_now(|tx| qipan_store::journal::latest(tx, i64::MAX, 1_000));
            all.unwrap().len()
        };
        let count = std::cell::Cell::new(0);
        let twice = |method: &str, path: &str, body: Value| -> Value {
            count.set(count.get() + 1);
            let key = format!("key-{}", count.get());
            let first = city.keyed(method, path, &key, &body);
            assert!(first.status.is_success(), "{path}: {} {}", first.status, first.text);
            let written = entries();
            let second = city.keyed(method, path, &key, &body);
            assert_eq!((second.status, &second.text), (first.status, &first.text), "{path}");
            assert_eq!(entries(), written, "{path} is done once");
            let other = city.keyed(method, path, &key, &json!({ "another": "body" }));
            assert!(other.status.is_client_error(), "{path}: the key is another request's");
            serde_json::from_str(&first.text).unwrap()
        };
        let draft = |n: usize| city.review(document).drafts[n].clone();

        let facts = json!({ "version": 1, "title": "第42次常务会议纪要", "kind": "minutes", "day": "2026-03-02", "number": "津滨政纪〔2026〕42号" });
        assert_eq!(twice("PUT", &format!("{home}/facts"), facts)["title"], "第42次常务会议纪要");
        let stale = json!({ "version": 1, "title": "x", "kind": "minutes" });
        assert_eq!(city.keyed("PUT", &format!("{home}/facts"), "stale", &stale).status, 409);
        assert_eq!(twice("POST", &format!("{home}/extraction"), json!({}))["drafts"], 2);

        // Split the first, merge the halves again.
        let first = draft(0);
        let path = |id: Id| format!("{home}/drafts/{id}");
        let at = qipan_decisions::drafts::rules::split_points(&first.data.statement);
        let at = at.first().copied().unwrap_or(4);
        twice("POST", &path(first.id), json!({ "do": "split", "version": first.version, "at": at }));
        let halves = [draft(0).id.0, draft(1).id.0];
        assert_eq!(city.review(document).drafts.len(), 3);
        twice("POST", &format!("{home}/merge"), json!({ "drafts": halves }));
        assert_eq!(city.review(document).drafts.len(), 2);
        // A passage by hand.
        let text = city.review(document).reading.text;
        let start = text.find("会议强调").unwrap();
        let end = start + text[start..].find('。').unwrap();
        twice("POST", &format!("{home}/drafts"), json!({ "start": start, "end": end }));
        // The unit that is not there.
        let unit = twice("POST", &format!("{home}/units"), json!({ "written": "火星开发办公室" }));
        assert_eq!(unit["drafts"], 1);

        for draft in city.review(document).drafts {
            let data =
                json!({ "statement": draft.data.statement, "lead": city.units[0], "line": city.lines[0] });
            twice("POST", &path(draft.id), json!({ "do": "edit", "version": draft.version, "data": data }));
        }
        let last = draft(2);
        twice("POST", &path(last.id), json!({ "do": "reject" }));
        twice("POST", &path(last.id), json!({ "do": "undo" }));
        twice("POST", &path(last.id), json!({ "do": "reject", "version": null }));
        twice("POST", &path(draft(0).id), json!({ "do": "accept" }));
        assert_eq!(twice("POST", &format!("{home}/accept-complete"), json!({}))["accepted"], 1);
        let made = twice("POST", &format!("{home}/register"), json!({}));
        assert_eq!(made.as_array().unwrap().len(), 2);
        // A second document says the same: linked.
        let second = city.import("纪要二.txt", &MINUTES.replace("第42次", "第43次"));
        let again = city.review(second).drafts[0].clone();
        let body = json!({ "do": "link", "commitment": made[0]["id"] });
        let linked = twice("POST", &format!("/api/v1/documents/{second}/drafts/{}", again.id), body);
        assert_eq!(linked["status"], "linked");
    });
}
