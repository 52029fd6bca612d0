//! The pages and the API, as a browser and a program meet them.

use qipan_testkit::{both, sqlite};
use serde_json::{Value, json};

use super::city::{City, MIGRATIONS, MINUTES};

#[test]
fn the_whole_way_through_forms_alone() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        for lang in ["zh", "en"] {
            assert_eq!(city.get("supervision", lang, "/documents").status, 200, "the empty list");
        }
        let answer = city.upload("supervision", "zh", "/documents", &[("纪要.txt", MINUTES.as_bytes())]);
        let home = answer.to;
        let id = qipan_kernel::Id(home.rsplit('/').next().unwrap().parse().unwrap());
        let review = city.review(id);
        for lang in ["zh", "en"] {
            let page = city.get("supervision", lang, &home);
            assert_eq!(page.status, 200);
            assert!(page.text.contains("燃气管网") && page.text.contains("data-key=\"a\""));
        }
        for draft in &review.drafts {
            let here = format!("{home}/drafts/{}", draft.id);
            let page = city.get("supervision", "en", &here);
            assert_eq!(page.status, 200);
            let (lead, line) = (city.units[0].to_string(), city.lines[1].to_string());
            let version = draft.version.to_string();
            let fields = [
                ("version", version.as_str()),
                ("statement", draft.data.statement.as_str()),
                ("lead", &lead),
                ("line", &line),
                ("unknown-0", "drop"),
                ("then", "accept"),
            ];
            let saved = city.post("supervision", &here, &fields);
            assert_eq!((saved.status.as_u16(), saved.to), (303, format!("{home}#d-{}", draft.id)));
            // The same form again is of an older version: refused, with what was typed.
            let again = city.post("supervision", &here, &fields);
            assert_eq!(again.status, 409);
            assert!(again.text.contains("张示例"), "it says who changed it");
        }
        let done = city.post("supervision", &format!("{home}/register"), &[]);
        assert_eq!((done.status.as_u16(), &done.to), (303, &home));
        assert_eq!(city.review(id).counts().registered as usize, review.drafts.len());
        assert!(city.get("supervision", "en", "/documents").text.contains("registered"));
    });
}

#[test]
fn a_refused_register_names_draft_and_field() {
    let test = sqlite(MIGRATIONS);
    let city = City::new(&test.db);
    let id = city.import("纪要.txt", MINUTES);
    for draft in city.review(id).drafts {
        let path = format!("/documents/{id}/drafts/{}/decide", draft.id);
        assert_eq!(city.post("supervision", &path, &[("step", "accept"), ("version", "1")]).status, 303);
    }
    let answer = city.post("supervision", &format!("/documents/{id}/register"), &[]);
    assert_eq!(answer.status, 422);
    assert!(answer.text.contains("has no lead unit") && answer.text.contains("id=\"refused\""));
    assert!(answer.text.contains("数据共享平台"));
}

#[test]
fn hostile_words_are_words() {
    let test = sqlite(MIGRATIONS);
    let city = City::new(&test.db);
    let evil = "<script>alert('x')</script>";
    let text = MINUTES
        .replace("全区燃气管网", &format!("全区{evil}\" onmouseover=\"燃气管网"))
        .replace("火星开发办公室", "<img src=x onerror=alert(1)>开发办公室");
    let id = city.import("evil\"><script>.txt", &text);
    for lang in ["zh", "en"] {
        for path in [format!("/documents/{id}"), "/documents".to_owned(), format!("/documents/{id}?at=0-30")]
        {
            let page = city.get("supervision", lang, &path);
            assert_eq!(page.status, 200);
            for bad in ["<script>alert", "<img src=x", "\" onmouseover=\"", "<script>.txt"] {
                assert!(!page.text.contains(bad), "{path}: {bad}");
            }
        }
    }
    for draft in city.review(id).drafts {
        let page = city.get("supervision", "zh", &format!("/documents/{id}/drafts/{}", draft.id));
        assert!(
            page.status == 200 && !page.text.contains("<script>alert") && !page.text.contains("<img src=x")
        );
    }
}

#[test]
fn a_handler_may_read_and_not_review() {
    let test = sqlite(MIGRATIONS);
    let city = City::new(&test.db);
    let id = city.import("纪要.txt", MINUTES);
    let draft = city.review(id).drafts[0].id;
    let handler = format!("unit_handler:{}", city.units[0]);
    let page = city.get(&handler, "en", &format!("/documents/{id}"));
    assert_eq!(page.status, 200);
    for hidden in ["/decide", "/register", "/merge", "/facts", "data-key=\"a\""] {
        assert!(!page.text.contains(hidden), "{hidden}");
    }
    for path in ["facts", "extract", "accept-complete", "merge", "drafts", "register"] {
        assert_eq!(city.post(&handler, &format!("/documents/{id}/{path}"), &[]).status, 403, "{path}");
    }
    for path in ["decide", "split", "link"] {
        assert_eq!(
            city.post(&handler, &format!("/documents/{id}/drafts/{draft}/{path}"), &[]).status,
            403,
            "{path}"
        );
    }
    assert_eq!(city.get(&handler, "en", &format!("/documents/{id}/drafts/{draft}")).status, 403);
    assert_eq!(city.get("administrator", "en", "/documents").status, 403);
    assert_eq!(city.get("supervision", "en", "/documents/77").status, 404);
}

#[test]
fn a_program_goes_the_same_way() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let answer = city.upload("supervision", "en", "/api/v1/documents", &[("a.txt", MINUTES.as_bytes())]);
        assert_eq!(answer.status, 201);
        let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        let id = read(&answer.text)[0]["document"].as_i64().unwrap();
        let list = read(&city.get("supervision", "en", "/api/v1/documents?q=燃气").text);
        assert_eq!(list["items"][0]["id"], json!(id));
        assert_eq!(city.get("supervision", "en", "/api/v1/documents?kind=poem").status, 422);
        let one = read(&city.get("supervision", "en", &format!("/api/v1/documents/{id}?text=1")).text);
        assert!(one["text"].as_str().unwrap().contains("燃气"));
        let drafts = one["items"].as_array().unwrap().clone();
        for draft in &drafts {
            let path = format!("/api/v1/documents/{id}/drafts/{}", draft["id"]);
            let data =
                json!({ "statement": draft["statement"], "lead": city.units[2], "line": city.lines[0] });
            let edited =
                city.json("supervision", &path, &json!({ "do": "edit", "version": 1, "data": data }));
            assert_eq!(edited.status, 200, "{}", edited.text);
            let stale = city.json("supervision", &path, &json!({ "do": "edit", "version": 1, "data": data }));
            assert_eq!(stale.status, 409);
            assert_eq!(read(&edited.text)["version"], json!(2));
            assert_eq!(city.json("supervision", &path, &json!({ "do": "accept" })).status, 200);
            assert_eq!(city.json("supervision", &path, &json!({ "do": "dance" })).status, 422);
        }
        let made = city.json("supervision", &format!("/api/v1/documents/{id}/register"), &json!({}));
        assert_eq!(made.status, 201);
        assert_eq!(read(&made.text).as_array().unwrap().len(), drafts.len());
        let again = city.json("supervision", &format!("/api/v1/documents/{id}/register"), &json!({}));
        assert_eq!(again.status, 409);
    });
}

#[test]
fn the_scripts_and_styles_are_kept_by_their_content() {
    let test = sqlite(MIGRATIONS);
    let city = City::new(&test.db);
    let id = city.import("纪要.txt", MINUTES);
    let page = city.get("supervision", "zh", &format!("/documents/{id}")).text;
    for extension in ["css", "js"] {
        let found = page.match_indices("/assets-decisions/review.").any(|(at, _)| {
            let address = &page[at..][..page[at..].find('"').unwrap()];
            address.ends_with(extension) && city.get("supervision", "zh", address).status == 200
        });
        assert!(found, "{extension}");
    }
    assert_eq!(city.get("supervision", "zh", "/assets-decisions/review.000000000000.js").status, 404);
}

#[test]
fn meetings_are_offered_for_comparison() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        city.import("42.txt", MINUTES);
        city.import("43.txt", &MINUTES.replace("第42次", "第43次").replace("3月2日", "3月4日"));
        let site = city.site();
        let offered = qipan_decisions::comparisons(&site).unwrap();
        let days: Vec<String> = offered.iter().map(|(_, day)| day.to_string()).collect();
        assert_eq!(days, ["2026-03-04", "2026-03-02"]);
        assert!(offered[0].0.contains("43"), "{}", offered[0].0);
    });
}
