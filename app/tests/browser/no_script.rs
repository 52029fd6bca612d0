//! What must also work without JavaScript: signing in, registering, reporting, moving through the board.

use serde_json::json;

use super::city::{City, PASSWORD, sign_in};
use super::webdriver::{Browser, missing};

#[test]
fn signing_in_reporting_and_moving_through_the_board_without_scripts() {
    if missing() {
        return;
    }
    let city = City::found(&[]);
    city.draw_lines();
    let mut browser = Browser::start(city.server.address, false);

    sign_in(&mut browser, "ducha", PASSWORD, "zh");
    assert!(!browser.has("html.js"), "no script of the page runs");
    browser.go("/commitments/new");
    browser.fill("[name=statement]", "改造农村公路12公里");
    browser.choose("select[name=line]", "乡村振兴");
    browser.choose("select[name=lead_unit]", "区民政局");
    browser.day("[name=start_day]", "2026-09-01");
    browser.day("[name=due_day]", "2027-11-30");
    browser.click("input[name=issue]");
    browser.click("main form.form .actions button.primary");
    browser.see("h1", "改造农村公路12公里");
    let path = browser.path();

    sign_in(&mut browser, "mz", PASSWORD, "zh");
    browser.go(&path);
    browser.click(&format!("form[action='{path}/sign-for'] button.primary"));
    browser.see(".statement-facts", "已签收");
    let report = format!("form[action='{path}/report']");
    browser.fill(&format!("{report} [name=claimed]"), "35");
    browser.fill(&format!("{report} [name=progress_text]"), "路基完成。");
    browser.click(&format!("{report} button.primary"));
    browser.see(".statement-facts", "待审核");
    browser.see("main", "路基完成。");
    browser.width(390);
    browser.shot("no-script-reported");
    browser.width(1480);

    // The day of the board is a field with a button; a stone is a link; the phone's menu opens by itself.
    browser.go("/");
    assert_eq!(browser.all(".board .st").len(), 1);
    assert!(!browser.has("input[data-slider]:not(.js-only)"));
    browser.shot("no-script-board");
    let yesterday = browser.script("return document.getElementById('at').min", json!([]));
    let yesterday = yesterday.as_str().unwrap_or_default().to_owned();
    browser.day("#at", &yesterday);
    browser.click("form.board-time button");
    browser.until_query(&format!("at={yesterday}"));
    browser.go("/");
    browser.click(".board .st");
    browser.arrive("/commitments?");
    browser.see("main table", "改造农村公路12公里");
    browser.fill("input[name=q]", "公路");
    browser.click(".filters button");
    browser.until_query("q=");
    browser.see("main table", "改造农村公路12公里");
    browser.width(390);
    browser.click("details.menu summary");
    browser.click_on("nav.nav-phone a", "我的工作");
    browser.arrive("/my-work");
    browser.click("details.user summary");
    browser.click("details.user button");
    browser.see("main", "登录");
}
