//! The life of a commitment from issue to striking off, each act by who may do it, with the light and its reason.

use serde_json::json;

use super::city::{City, PASSWORD, sign_in};
use super::webdriver::{Browser, missing};

/// Signs in and opens the commitment.
fn open(browser: &mut Browser, who: &str, path: &str) {
    sign_in(browser, who, PASSWORD, "zh");
    browser.go(path);
}

/// Opens the form of the act and gives its query.
fn form(browser: &Browser, path: &str, act: &str) -> String {
    let css = format!("form[action='{path}/{act}']");
    let details = browser.script(
        "const f = document.querySelector(arguments[0]); const d = f?.closest('details'); if (d) d.open = true; return !!f",
        json!([css]),
    );
    assert_eq!(details, json!(true), "no form for {act}:\n{}", browser.text("main"));
    css
}

fn send(browser: &Browser, css: &str) {
    browser.click(&format!("{css} .actions button"));
}

#[test]
fn from_issue_to_striking_off() {
    if missing() {
        return;
    }
    let city = City::found(&[]);
    city.draw_lines();
    let mut browser = Browser::start(city.server.address, true);

    // The office registers by form.
    sign_in(&mut browser, "ducha", PASSWORD, "zh");
    browser.go("/commitments/new");
    browser.fill("[name=statement]", "完成低保对象动态复核320户");
    browser.choose("select[name=line]", "困难救助");
    browser.choose("select[name=lead_unit]", "区民政局");
    let due =
        browser.script("return new Date(Date.now() + 150 * 864e5).toISOString().slice(0, 10)", json!([]));
    browser.day("[name=due_day]", due.as_str().unwrap_or_default());
    browser.click("main form.form .actions button.primary");
    browser.see("h1", "完成低保对象动态复核320户");
    let path = browser.path();
    assert!(browser.text(".statement-facts").contains("已立项"), "{}", browser.text(".statement-facts"));
    browser.see("main", "尚未交办");
    browser.shot("life-1-registered");
    send(&browser, &form(&browser, &path, "issue"));
    browser.see(".statement-facts", "待签收");
    browser.see("main", "已交办，尚未签收");

    // The unit signs for it, reports with evidence.
    open(&mut browser, "mz", "/my-work");
    browser.see("main", "完成低保对象动态复核320户");
    browser.shot("life-2-my-work");
    browser.click_on("main table a", "完成低保对象动态复核320户");
    browser.arrive(&path);
    send(&browser, &form(&browser, &path, "sign-for"));
    browser.see(".statement-facts", "已签收");
    browser.see("main", "尚无反馈");
    let report = form(&browser, &path, "report");
    browser.fill(&format!("{report} [name=claimed]"), "130");
    browser.fill(&format!("{report} [name=progress_text]"), "入户复核完成四成。");
    send(&browser, &report);
    // What was typed is still there, beside what is wrong with it.
    browser.see("main [role=alert]", "0");
    assert_eq!(
        browser.script("return document.querySelector('[name=progress_text]').value", json!([])),
        json!("入户复核完成四成。")
    );
    browser.shot("life-3-refused");
    browser.fill(&format!("{report} [name=claimed]"), "100");
    send(&browser, &report);
    browser.see(".statement-facts", "待审核");
    // A claim shines, but as a claim: the reason says what is verified.
    browser.see(".statement-facts", "正常");
    browser.see("main", "申报进度 100%，核实进度 0%");
    let evidence = form(&browser, &path, "evidence");
    let file = city.folder.path().join("复核汇总表.csv");
    std::fs::write(&file, "街镇,户数\n新河街道,128\n").expect("evidence");
    browser.choose_files(&format!("{evidence} [type=file]"), &[file]);
    browser.fill(&format!("{evidence} [name=note]"), "入户复核汇总");
    send(&browser, &evidence);
    browser.see("main", "复核汇总表.csv");
    browser.shot("life-4-reported");

    // The office reviews; a claim that is not wholly supported is not wholly counted.
    open(&mut browser, "ducha", &path);
    let verify = form(&browser, &path, "verify");
    browser.fill(&format!("{verify} [name=verified]"), "92");
    send(&browser, &verify);
    browser.see("main", "核实 92%");
    browser.see("main .callout", "核实进度 92%");
    browser.shot("life-5-verified");
    // The unit's leader submits it for closing.
    open(&mut browser, "mzld", &path);
    send(&browser, &form(&browser, &path, "submit"));
    browser.see(".statement-facts", "申请办结");
    // The office closes; who has closed may not strike off.
    open(&mut browser, "ducha", &path);
    send(&browser, &form(&browser, &path, "close"));
    browser.see(".statement-facts", "已办结");
    browser.see("main .callout", "按期办结");
    assert!(!browser.has(&format!("form[action='{path}/strike-off']")), "who closed does not strike off");
    open(&mut browser, "ducha2", &path);
    send(&browser, &form(&browser, &path, "strike-off"));
    browser.see(".statement-facts", "已销号");
    browser.shot("life-6-struck-off");
    browser.width(390);
    browser.shot("life-6-struck-off");
    // The past is still there: nothing of the history is lost.
    for word in ["交办", "签收", "反馈", "佐证", "审核", "办结", "销号"] {
        assert!(browser.text("main").contains(word), "{word}");
    }
    let complaints = browser.complaints();
    // The refused report was answered with 422, which the browser mentions.
    assert!(complaints.iter().all(|one| one.contains("422")), "{complaints:?}");
}
