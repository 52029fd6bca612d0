//! The board of the demonstration city: days, comparison, language, stones, search, keyboard; and every page of the
//! navigation, in both languages, as wide as a desk and as narrow as a phone.

use std::collections::BTreeSet;

use serde_json::json;

use super::city::sign_in;
use super::common::Server;
use super::webdriver::{Browser, missing};
use qipan::demo::PASSWORD;

#[test]
fn the_board_and_every_page_of_the_demonstration_city() {
    if missing() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("demo.db").display().to_string();
    let server = Server::run(&["demo", "--listen", "127.0.0.1:0"], &database, folder.path());
    let mut browser = Browser::start(server.address, true);
    sign_in(&mut browser, "ducha", PASSWORD, "zh");
    first_screen(&browser);
    search(&browser);
    for (who, lang, width) in [
        ("ducha", "zh", 1480),
        ("ducha", "en", 390),
        ("mz", "zh", 390),
        ("mz", "en", 1480),
        ("admin", "zh", 1480),
        ("audit", "en", 390),
        ("leader", "zh", 390),
    ] {
        browser.width(width);
        walk(&mut browser, who, lang, width);
    }
}

fn figure(browser: &Browser, index: usize) -> String {
    browser.text(&format!(".figures li:nth-child({index}) b"))
}

fn first_screen(browser: &Browser) {
    browser.see(".decide", "今日须定");
    let (open, stones) = (figure(browser, 1), browser.all(".board .st").len());
    assert!(stones > 100, "{stones}");
    browser.shot("board");
    // A day of the past, with the slider: fewer commitments, and it says that this is the past.
    let slid = browser.script(
        "const s = document.querySelector('[data-slider]'); s.value = Number(s.max) - 400; s.dispatchEvent(new Event('input')); const shown = document.getElementById('at').value; s.dispatchEvent(new Event('change')); return shown",
        json!([]),
    );
    let day = slid.as_str().unwrap_or_default().to_owned();
    browser.arrive(&format!("/?at={day}"));
    assert_ne!(figure(browser, 1), open);
    browser.shot("board-past");
    browser.click("a.today");
    browser.see(".figures", &open);
    // Another comparison: sent as soon as it is chosen.
    browser.script("const s = document.getElementById('vs'); s.selectedIndex = s.options.length - 1; s.dispatchEvent(new Event('change', { bubbles: true }))", json!([]));
    browser.until_query("vs=");
    // The same board in the other language.
    browser.click("a.language");
    browser.see(".decide", "decide");
    assert_eq!(browser.all(".board .st").len(), stones);
    browser.shot("board-en");
    browser.click("a.language");
    // Arrows walk from stone to stone, Enter opens the list that the stone counts.
    browser.go("/");
    browser.script("document.querySelector('.board .st').focus()", json!([]));
    let focused = || browser.script("return document.activeElement.getAttribute('href')", json!([]));
    let first = focused();
    browser.keys(&["\u{e014}"]);
    let second = focused();
    assert_ne!(first, second);
    browser.keys(&["\u{e015}"]);
    assert_ne!(second, focused());
    let count: usize = browser
        .script("return document.activeElement.textContent.match(/\\d+/)[0]", json!([]))
        .as_str()
        .and_then(|text| text.parse().ok())
        .expect("a number on the stone");
    browser.keys(&["\u{e007}"]);
    browser.arrive("/commitments?");
    assert_eq!(browser.all("main table tbody tr").len(), count);
    // `?` shows the keys, and they are spoken of in words.
    browser.keys(&["?"]);
    browser.see("dialog[open]", "键盘");
    browser.shot("keys");
    browser.keys(&["\u{e00c}"]);
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

fn search(browser: &Browser) {
    browser.go("/commitments?done=1");
    browser.fill("input[name=q]", "燃气隐患");
    browser.keys(&["\u{e007}"]);
    browser.until_query("q=");
    let rows = browser.all("main table tbody tr").len();
    assert!(rows > 0);
    for row in 1..=rows {
        let text = browser.text(&format!("main table tbody tr:nth-child({row})"));
        assert!(text.contains("燃气") && text.contains("隐患"), "{text}");
    }
    browser.shot("search");
}

/// The path with `one` for identifiers: pages of one kind.
fn kind(path: &str) -> String {
    path.split('/')
        .map(|part| if part.parse::<u64>().is_ok() { "one" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

/// Every page that the navigation and its pages lead to, once for each kind of page.
fn walk(browser: &mut Browser, who: &str, lang: &str, width: u32) {
    sign_in(browser, who, PASSWORD, lang);
    browser.label = format!("-{who}-{lang}");
    let _ = browser.complaints();
    let mut waiting =
        vec!["/rules".to_owned(), "/calendar".into(), "/no-such-page".into(), "/wall".into(), "/".into()];
    let (mut seen, mut titles) = (BTreeSet::new(), BTreeSet::new());
    while let Some(path) = waiting.pop() {
        browser.go(&path);
        let title = browser.title();
        assert!(title.ends_with(if lang == "zh" { " · 棋盘" } else { " · Qipan" }), "{path}: {title}");
        titles.insert(title);
        assert!(browser.has("main h1") || browser.has("h1"), "{path} has a heading");
        assert!(path.ends_with("/wall") || browser.has("nav a[href='/']"), "{path} leads back to the board");
        let source = browser.source();
        assert!(
            !source.contains('⟦'),
            "{path} as {who} in {lang} lacks words: {:?}",
            source.split('⟦').nth(1).map(|t| t.chars().take(60).collect::<String>())
        );
        browser.fits(width, &format!("{path} as {who} in {lang}"));
        let complaints = browser.complaints();
        assert!(complaints.is_empty() || path == "/no-such-page", "{path} as {who}: {complaints:?}");
        browser.shot(&format!("page{}", kind(&path).trim_end_matches('/').replace('/', "-")));
        let links = browser.script("return [...document.querySelectorAll('a[href^=\"/\"]:not([download])')].map((a) => a.getAttribute('href'))", json!([]));
        for link in links.as_array().into_iter().flatten().filter_map(|link| link.as_str()) {
            let plain = link.split(['?', '#']).next().unwrap_or_default();
            // Files, the wall, the other language and the API are not pages of the navigation.
            let other = [".csv", ".xlsx", ".json"].iter().any(|end| plain.ends_with(end))
                || ["/language", "/api", "/wall", "/sign-"].iter().any(|start| plain.starts_with(start))
                || plain.contains("/evidence/")
                || (plain.contains("/photos/")
                    && ["/small", "/large", "/original"].iter().any(|end| plain.ends_with(end)))
                || plain.ends_with("/original");
            if !other && seen.insert(kind(plain)) {
                waiting.push(plain.to_owned());
            }
        }
    }
    assert!(seen.len() >= 6, "{who}: {seen:?}");
    assert!(titles.len() + 3 >= seen.len(), "titles tell pages apart: {titles:?}");
}
