//! Failures, forms and pages as the other side gets them.

use std::sync::Arc;

use http::header::{HeaderMap, HeaderValue};
use qipan_kernel::{Day, Failure, FailureKind, Id, Progress};
use qipan_web::components::goban::{Column, Goban, Group, Row, goban};
use qipan_web::components::stone::Stone;
use qipan_web::components::{Cell, Field, Head, Light, Table, error_summary, form};
use qipan_web::{Form, Kept, LOCALES, Lang, Page, View, Wants, Words, failure, html, security};

fn view(lang: Lang) -> View {
    let today = Day::from_ymd(2026, 11, 22).unwrap();
    View::anonymous(Arc::new(Words::new(&[LOCALES])), lang, "/here", today)
}

#[test]
fn every_kind_has_its_status() {
    for (kind, status) in [
        (FailureKind::Invalid, 422),
        (FailureKind::Unauthenticated, 401),
        (FailureKind::Forbidden, 403),
        (FailureKind::NotFound, 404),
        (FailureKind::Conflict, 409),
        (FailureKind::TooLarge, 413),
        (FailureKind::TooMany, 429),
        (FailureKind::Unavailable, 503),
        (FailureKind::Internal, 500),
    ] {
        let failure = Failure::new(kind, "failure-internal").because("secret cause");
        for (wants, media) in
            [(Wants::Html, "text/html; charset=utf-8"), (Wants::Json, "application/problem+json")]
        {
            let response = failure::respond(&failure, &view(Lang::En), wants, Some("4F7K2"));
            assert_eq!(response.status().as_u16(), status);
            assert_eq!(response.headers()["content-type"], media);
            let asks_to_wait = response.headers().contains_key("retry-after");
            assert_eq!(asks_to_wait, matches!(status, 429 | 503));
        }
        let page = failure::page(&failure, &view(Lang::Zh), Some("4F7K2")).into_string();
        assert!(page.contains("4F7K2") && !page.contains("secret cause") && !page.contains('⟦'), "{page}");
    }
}

#[test]
fn problems_name_every_fault() {
    let form = Form::parse(b"due=2026-02-30&share=120&unit=x&kind=q&many=12").unwrap();
    let refused = form
        .read(|r| {
            r.required_text("statement", 10);
            r.required_day("due");
            r.progress("share");
            r.required_id("unit");
            r.required_choice("kind", &[("a", 1), ("b", 2)], 1);
            r.int("many", 1..=10);
        })
        .unwrap_err();
    let problem = failure::problem(&refused, &Words::new(&[LOCALES]), Lang::En, None);
    assert_eq!(problem["status"], 422);
    assert_eq!(problem["type"], "urn:qipan:problem:form-required");
    assert_eq!(problem["field"], "statement");
    let faults: Vec<(&str, &str)> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (one["field"].as_str().unwrap(), one["type"].as_str().unwrap().rsplit(':').next().unwrap())
        })
        .collect();
    assert_eq!(
        faults,
        [
            ("statement", "form-required"),
            ("due", "form-not-a-date"),
            ("share", "form-not-a-progress"),
            ("unit", "form-not-an-id"),
            ("kind", "form-not-a-choice"),
            ("many", "form-out-of-range"),
        ]
    );
    assert_eq!(problem["errors"][5]["detail"], "Enter a number from 1 to 10.");
}

#[test]
fn forms_read_what_people_type() {
    let body = "a=%20%E7%BB%8F%E5%BC%80%E5%8C%BA%00%20&p=x%0D%0Ay%07&d=2026%E5%B9%B42%E6%9C%883%E6%97%A5&s=74.5%25&i=5&i=5&i=7&b=on&y=1,234.5";
    let form = Form::parse(body.as_bytes()).unwrap();
    let (a, p, d, s, i, b, y) = form
        .read(|r| {
            (
                r.text("a", 10),
                r.paragraph("p", 10),
                r.required_day("d"),
                r.progress("s"),
                r.ids("i"),
                r.bool("b"),
                r.yuan("y"),
            )
        })
        .unwrap();
    assert_eq!((a.as_str(), p.as_str(), d.to_string().as_str()), ("经开区", "x\ny", "2026-02-03"));
    assert_eq!((s, i, b, y.unwrap().0), (Some(Progress(7450)), vec![Id(5), Id(7)], true, 123_450));
    let long = form.read(|r| r.text("a", 2)).unwrap_err();
    assert_eq!((long.message.key.as_ref(), long.field.as_deref()), ("form-too-long", Some("a")));
    assert_eq!(Form::parse("x=1&".repeat(6000).as_bytes()).unwrap_err().kind, FailureKind::TooLarge);
    assert_eq!(qipan_web::forms::one_line("\u{202e}a\u{200b}b\tc "), "ab c");
}

#[test]
fn a_refused_form_comes_back_as_it_was_left() {
    let view = view(Lang::En);
    let sent = Form::parse(b"name=%3Cb%3EAda&due=soon").unwrap();
    let refused = sent.read(|r| r.required_day("due")).unwrap_err();
    let kept = Kept::refused(&sent, &refused);
    let page = html! {
        (error_summary(&view, &kept))
        (form(&view, "/act", html! { (Field::text("name", "app-name").render(&view, &kept)) (Field::day("due", "app-name").render(&view, &kept)) }))
    }
    .into_string();
    assert!(page.contains("value=\"&lt;b&gt;Ada\""), "{page}");
    assert!(page.contains("href=\"#f-due\"") && page.contains("aria-describedby=\"f-due-error\""), "{page}");
    assert!(page.contains("name=\"csrf\"") && page.contains("aria-invalid=\"true\""));
}

#[test]
fn hostile_names_stay_text() {
    let evil = "<script>alert(1)</script>\"' onmouseover=x";
    let view = view(Lang::Zh);
    let stone = Stone {
        count: 3,
        light: Light::Red,
        share_closed: 40,
        unverified: true,
        href: format!("/x?q={evil}"),
        note: evil.into(),
    };
    let board = Goban {
        columns: vec![Column { name: evil.into(), sub: evil.into(), href: evil.into() }],
        groups: vec![Group {
            name: evil.into(),
            rows: vec![Row {
                name: evil.into(),
                href: evil.into(),
                cells: vec![Some(stone)],
                total: 3,
                red: 1,
            }],
        }],
    };
    let mut table = Table::new(evil, vec![Head::new(evil)]);
    table.row(vec![Cell::from(evil)]);
    let body = html! { (goban(&view, &board)) (table.render(&view)) };
    let page = Page::new(&view, evil).render(body).into_string();
    assert!(!page.contains("<script>alert") && !page.contains("\"' onmouseover"), "{page}");
    assert!(page.contains("&lt;script&gt;"));
}

#[test]
fn pages_obey_the_content_security_policy() {
    let view = view(Lang::En);
    let page = failure::page(&Failure::not_found(), &view, None).into_string();
    for forbidden in [" style=", "<style", " onclick=", "javascript:", "http://", "https://"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    assert!(page.contains("<html lang=\"en\">"));
    let mut headers = HeaderMap::new();
    security::set_headers(&mut headers, true);
    let policy = headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"));
    assert!(qipan_web::assets::serve(qipan_web::assets::css_path()).is_some());
    assert!(qipan_web::assets::serve("/assets/app.css").is_none());
}

#[test]
fn programs_and_people_are_told_apart() {
    let with = |accept: &'static str| {
        let mut headers = HeaderMap::new();
        headers.insert("accept", HeaderValue::from_static(accept));
        headers
    };
    assert_eq!(Wants::of("/board", &with("text/html,*/*")), Wants::Html);
    assert_eq!(Wants::of("/board", &with("application/json")), Wants::Json);
    assert_eq!(Wants::of("/api/v1/x", &with("text/html")), Wants::Json);
    assert_eq!(Wants::of("/apiary", &HeaderMap::new()), Wants::Html);
}

#[test]
fn links_keep_the_query() {
    let mut view = view(Lang::En);
    view.query = "q=%E7%81%AF&sort=due&after=abc".into();
    assert_eq!(view.here_with("sort", Some("-due")), "/here?q=%E7%81%AF&sort=-due");
    assert_eq!(view.here_with("after", Some("x y")), "/here?q=%E7%81%AF&sort=due&after=x+y");
}
