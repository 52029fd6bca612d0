//! What must be refused, and what must never run: wrong passwords, forged forms, markup in what people write.

use serde_json::json;

use super::city::{City, PASSWORD, sign_in};
use super::common::request;
use super::webdriver::{Browser, missing};

/// What somebody could write to harm who reads it: a page, an attribute, a spreadsheet.
const WORDS: &str = "=1+1 <script>alert(1)</script>\"'><img src=x onerror=alert(2)>";

#[test]
fn wrong_passwords_are_refused_and_then_made_to_wait() {
    if missing() {
        return;
    }
    let city = City::found(&[]);
    let browser = Browser::start(city.server.address, true);
    browser.go("/language/zh?back=/sign-in");
    let attempt = |password: &str| {
        browser.fill("input[name=name]", "mz");
        browser.fill("input[name=password]", password);
        browser.click("main form button");
    };
    attempt("不是这个口令");
    browser.see("main [role=alert]", "登录名或密码");
    assert_eq!(browser.script("return document.querySelector('[name=name]').value", json!([])), json!("mz"));
    browser.width(390);
    browser.shot("sign-in-wrong-zh");
    browser.width(1480);
    // Someone guesses on: soon an attempt is not looked at for a while, and each time for longer.
    let seconds = || -> u32 {
        let text = browser.text("main");
        let Some((before, _)) = text.split_once("秒后") else { return 0 };
        let digits: String =
            before.chars().rev().filter(|c| !c.is_whitespace()).take_while(char::is_ascii_digit).collect();
        digits.chars().rev().collect::<String>().parse().unwrap_or(0)
    };
    let start = std::time::Instant::now();
    while seconds() < 5 {
        assert!(start.elapsed().as_secs() < 60, "never made to wait: {}", browser.text("main"));
        attempt("猜测");
    }
    // Then the right password waits too.
    attempt(PASSWORD);
    browser.see("main", "秒后");
    browser.shot("sign-in-wait-zh");
    assert!(!browser.has("details.user"));
}

#[test]
fn a_form_without_its_token_is_refused() {
    let city = City::found(&[]);
    let address = city.server.address;
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let body = format!("name=ducha&password={}&next=/", encode(PASSWORD));
    let answer = request(address, "POST", "/sign-in", &form, &body).expect("an answer");
    assert_eq!(answer.status, 303, "{}", answer.body);
    let cookie =
        answer.headers.lines().find_map(|line| line.strip_prefix("Set-Cookie: ")).expect("a session");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap_or_default();
    let new = "statement=x&line=1&lead_unit=1";
    for token in ["", "csrf=&", "csrf=0123456789abcdef0123456789abcdef&"] {
        let headers = [("cookie", cookie), ("content-type", "application/x-www-form-urlencoded")];
        let answer = request(address, "POST", "/commitments/new", &headers, &format!("{token}{new}"))
            .expect("an answer");
        assert_eq!(answer.status, 403, "{}", answer.body);
        assert!(answer.body.contains("<h1"), "a page, not a bare word");
    }
    // Signing in from a page of somebody else is refused as well.
    let foreign = [form[0], ("origin", "http://elsewhere.example"), ("sec-fetch-site", "cross-site")];
    let answer = request(address, "POST", "/sign-in", &foreign, &body).expect("an answer");
    assert_eq!(answer.status, 403, "{}", answer.body);
}

fn encode(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[test]
fn what_people_write_is_shown_as_text_everywhere() {
    if missing() {
        return;
    }
    let city = City::found(&[]);
    city.draw_lines();
    let mut browser = Browser::start(city.server.address, true);
    sign_in(&mut browser, "ducha", PASSWORD, "zh");
    browser.go("/commitments/new");
    browser.fill("[name=statement]", WORDS);
    browser.choose("select[name=line]", "安全发展");
    browser.choose("select[name=lead_unit]", "区民政局");
    browser.fill("[name=leader]", WORDS);
    browser.fill("[name=measure]", WORDS);
    // Long overdue, so that it is among what must be decided.
    browser.day("[name=start_day]", "2026-01-04");
    browser.day("[name=due_day]", "2026-02-03");
    browser.click("input[name=issue]");
    browser.click("main form.form .actions button.primary");
    browser.see("h1", WORDS);
    let path = browser.path();
    browser.shot("script-commitment");
    for (page, place) in [
        ("/", ".decide"),
        ("/wall", "main"),
        ("/commitments", "main table"),
        ("/my-work", "main"),
        (path.as_str(), "main"),
    ] {
        browser.go(page);
        let shown = browser.text(place);
        if page != "/my-work" {
            assert!(shown.contains("<script>alert(1)</script>"), "{page}: {shown}");
        }
        assert_eq!(
            browser.script("return document.querySelectorAll('main script, img[src=x]').length", json!([])),
            json!(0),
            "{page}"
        );
    }
    assert_eq!(browser.complaints(), Vec::<String>::new());
    // A document with such words, and such a name.
    let file = city.folder.path().join("<b>纪要.txt");
    std::fs::write(
        &file,
        format!("会议纪要{WORDS}\n\n会议要求，区民政局要在2027年6月30日前完成{WORDS}整治工作。\n"),
    )
    .expect("a document");
    browser.go("/documents");
    browser.choose_files("input[type=file]", &[file]);
    browser.click("main form .actions button");
    browser.see("main", "<script>alert(1)</script>");
    assert_eq!(
        browser.script("return document.querySelectorAll('main script, img[src=x]').length", json!([])),
        json!(0)
    );
    // In a spreadsheet it is not a formula.
    let answer = city.api(&city.office, "GET", "/ledger.csv", &serde_json::Value::Null);
    assert_eq!(answer.status, 200);
    let cell = answer.body.lines().find(|line| line.contains("alert(1)")).expect("its row");
    assert!(cell.contains("'=1+1") && !cell.contains(",=1+1") && !cell.contains(",\"=1+1"), "{cell}");
}
