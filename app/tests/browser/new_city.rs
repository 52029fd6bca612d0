//! A new city: an empty board, its first steps, the five seeds, review, registering, the first stones.

use super::city::{City, PASSWORD, seeds, sign_in};
use super::webdriver::{Browser, missing};

/// Fills in what a draft lacks, in the form that has opened in its card, and accepts it.
fn complete(browser: &Browser, unit: &str, line: &str, day: &str) {
    browser.find("#draft-form");
    browser.choose("#draft-form select[name=lead]", unit);
    browser.choose("#draft-form select[name=line]", line);
    browser.day("#draft-form input[name=due_day]", day);
    browser.click("#draft-form button[value=accept]");
}

fn nth(number: usize) -> String {
    format!("#drafts .draft:nth-of-type({number})")
}

#[test]
fn a_new_city_brings_its_documents_onto_the_board() {
    if missing() {
        return;
    }
    let seeds = seeds();
    let path = |index: usize| seeds[index].display().to_string();
    // Three come over the command line, two through the form.
    let city = City::found(&[vec!["import".into(), path(1), path(2), path(4)]]);
    let mut browser = Browser::start(city.server.address, true);

    // The board is empty and says what to do; the administrator sees what is theirs.
    sign_in(&mut browser, "admin", PASSWORD, "zh");
    browser.see(".steps", "工作线");
    browser.shot("new-1-empty");
    browser.click(".steps a[href='/lines']");
    for (zh, en, code) in [
        ("智慧滨海", "Smart Binhai", "smart"),
        ("乡村振兴", "Rural revival", "rural"),
        ("数据汇聚", "Data hub", "data"),
    ] {
        browser.fill("input[name=name_zh]", zh);
        browser.fill("input[name=name_en]", en);
        browser.fill("input[name=code]", code);
        browser.click("main form.form button.primary");
        browser.see("main table", zh);
    }
    browser.shot("new-2-lines");

    // The supervision office reads two more in, through the form of a new user's first step.
    sign_in(&mut browser, "ducha", PASSWORD, "en");
    browser.see(".steps", "Import minutes");
    browser.click(".steps a[href='/documents']");
    browser.see("main table", "Create a National Model City for Safe Development");
    browser.click(".upload-box summary");
    browser.choose_files("input[type=file]", &[seeds[0].clone(), seeds[3].clone()]);
    browser.click(".upload-box button.primary");
    browser.see("main", "Building a smart Binhai New Area");
    browser.shot("new-3-read-in");
    browser.go("/documents");
    browser.see("main table", "鄂爾多斯市著力推進大數據產業發展");
    assert_eq!(browser.all("main table tbody tr").len(), 5);
    browser.shot("new-4-documents");

    english_minutes(&mut browser);
    let statement = traditional_chinese(&mut browser);

    // Both are stones now: one list of the board has them.
    sign_in(&mut browser, "ducha", PASSWORD, "zh");
    browser.find(".board .st");
    browser.shot("new-8-board");
    browser.width(390);
    browser.fits(390, "the board");
    browser.shot("new-8-board");
    browser.go("/documents");
    browser.fits(390, "the documents");
    browser.shot("new-4-documents");
    browser.width(1480);
    browser.go("/");
    browser.click(".board tbody .st");
    browser.arrive("/commitments?");
    browser.go("/commitments?done=1");
    assert_eq!(browser.all("main table tbody tr").len(), 4);
    browser.click_on("main table tbody a", &statement);
    browser.see("h1", &statement);
    browser.shot("new-9-commitment");
    // From the commitment back to the words it came from, which are marked in the document.
    browser.click("a[href*='?at=']");
    browser.arrive("/documents/");
    let marked: String = browser.text(".asked");
    // The words stand in the document with whatever leads up to them, and may go on after them.
    let begins: String = statement.chars().take(10).collect();
    assert!(marked.contains(&begins), "{marked} in {statement}");
    browser.shot("new-10-source");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

/// The review in English, by keyboard: accept, complete, reject, register.
fn english_minutes(browser: &mut Browser) {
    browser.click_on("main table a", "Building a smart Binhai New Area");
    browser.see("#review h1", "Building a smart Binhai New Area");
    let drafts = browser.all("#drafts .draft").len();
    assert!(drafts >= 6, "{drafts} drafts");
    browser.shot("new-5-review");
    // j: the next draft; a: accept it; it then says what it lacks.
    browser.keys(&["j"]);
    browser.find(&format!("{}.on", nth(2)));
    browser.keys(&["a"]);
    browser.find(&format!("{}.d-accepted", nth(2)));
    browser.find(&format!("{}.on", nth(3)));
    // e: change the current one in place.
    browser.keys(&["k", "e"]);
    complete(browser, "Science and Technology", "Smart Binhai", "2027-06-30");
    browser.see(&nth(2), "Science and Technology");
    browser.keys(&["j", "e"]);
    complete(browser, "Data", "Smart Binhai", "2027-03-31");
    browser.find(&format!("{}.d-accepted", nth(3)));
    browser.keys(&["j"]);
    browser.find(&format!("{}.on", nth(4)));
    browser.keys(&["r"]);
    browser.find(&format!("{}.d-rejected", nth(4)));
    browser.find(&format!("{}.on", nth(5)));
    browser.keys(&["e"]);
    complete(browser, "Agriculture", "Rural revival", "2027-12-31");
    browser.find(&format!("{}.d-accepted", nth(5)));
    browser.shot("new-6-reviewed");
    browser.click(".d-bar form[action$='/register'] button");
    browser.find(".draft.d-registered");
    assert_eq!(browser.all(".draft.d-registered").len(), 3);
}

/// The review of a document in Traditional Chinese, through a Chinese interface; gives the statement registered.
fn traditional_chinese(browser: &mut Browser) -> String {
    sign_in(browser, "ducha", PASSWORD, "zh");
    browser.go("/documents");
    browser.click_on("main table a", "鄂爾多斯市");
    browser.see("#review", "牢固樹立“一盤棋”思想");
    browser.shot("new-7-review-traditional");
    browser.width(390);
    browser.fits(390, "the review");
    browser.shot("new-7-review-traditional");
    browser.width(1480);
    let statement = browser.text(&format!("{} .d-statement", nth(1)));
    browser.click(&format!("{} [data-step=edit]", nth(1)));
    complete(browser, "大数据", "数据汇聚", "2027-05-31");
    browser.find(&format!("{}.d-accepted", nth(1)));
    browser.click(".d-bar form[action$='/register'] button");
    browser.find(".draft.d-registered");
    statement
}
