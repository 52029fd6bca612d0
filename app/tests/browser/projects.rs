//! Projects in a real browser: the book of the demonstration city with its money, map and proposals, the monthly table
//! printed, and a Gantt chart of five thousand rows that is there at once and never blank.

use serde_json::{Value, json};

use super::city::{City, PASSWORD, sign_in};
use super::common::Server;
use super::webdriver::{Browser, decode, missing};

/// Projects and nodes of each.
const PROJECTS: usize = 200;
const NODES: usize = 25;

pub fn id_of(city: &City, path: &str, name: &str) -> i64 {
    let answer = city.api(&city.admin, "GET", path, &Value::Null);
    let body: Value = serde_json::from_str(&answer.body).expect("JSON");
    let items = body.as_array().or_else(|| body["items"].as_array()).expect("a list");
    let found = items.iter().find(|one| one.to_string().contains(name));
    let id = &found.unwrap_or_else(|| panic!("{name} in {path}: {}", answer.body))["id"];
    id.as_i64().or_else(|| id.as_str()?.parse().ok()).expect("an identifier")
}

/// Five thousand nodes, by the calls that a program would make.
fn fill(city: &City) {
    let (unit, line) = (id_of(city, "/api/v1/units", "民政局"), id_of(city, "/api/v1/lines", "重点项目"));
    let send = |path: &str, body: Value| {
        let answer = city.api(&city.office, "POST", path, &body);
        assert_eq!(answer.status, 201, "{path}: {}", answer.body);
        serde_json::from_str::<Value>(&answer.body).expect("JSON")
    };
    let today = qipan::wiring::now().day();
    for number in 0..PROJECTS {
        let project = json!({
            "name": format!("示例项目第 {number} 号"), "level": "district", "industry": "交通", "kind": "enterprise",
            "lead_unit": unit, "line": line, "total": 10_000_000_000i64,
        });
        let made = send("/api/v1/projects", project);
        let begin = today + (number as i32 % 40) * 9 - 300;
        let nodes: Vec<Value> = (0..NODES)
            .map(|at| {
                let start = begin + at as i32 * 20;
                json!({
                    "kind": if at < 8 { "permit" } else { "building" }, "name": format!("节点 {at}"),
                    "start_day": start.to_string(), "due_day": (start + 18).to_string(),
                    "after_rows": if at > 0 { vec![at] } else { vec![] },
                })
            })
            .collect();
        send(&format!("/api/v1/projects/{}/nodes", made["id"]), json!(nodes));
    }
}

#[test]
fn a_gantt_chart_of_five_thousand_rows() {
    if missing() {
        return;
    }
    let city = City::found(&[]);
    city.draw_lines();
    fill(&city);
    let mut browser = Browser::start(city.server.address, true);
    sign_in(&mut browser, "ducha", PASSWORD, "zh");
    browser.width(1440);
    browser.go("/projects/gantt?span=all");
    assert_eq!(browser.all(".gantt-project").len(), PROJECTS);
    let rows =
        browser.script("return document.querySelectorAll('.gantt-rows .gantt-names li').length", json!([]));
    assert_eq!(rows, PROJECTS * NODES);
    let times = browser.script(
        "const n = performance.getEntriesByType('navigation')[0], p = performance.getEntriesByType('paint')[0]; return [n.responseEnd, p.startTime]",
        json!([]),
    );
    println!("five thousand rows: answered and first painted after {times} ms");
    // Wherever one jumps to, every height of the window shows a name and, on the same height, a drawing: nothing blank.
    for part in [0.0, 0.13, 0.5, 0.77, 0.999, 0.31] {
        browser.script(
            "scrollTo({ top: (document.documentElement.scrollHeight - innerHeight) * arguments[0], behavior: 'instant' })",
            json!([part]),
        );
        let blank = browser.script(
            "const book = document.querySelector('.gantt-book').getBoundingClientRect(), blank = [];
             for (let y = Math.max(book.top + 40, 90); y < Math.min(book.bottom - 10, innerHeight - 10); y += 60) {
               const name = document.elementFromPoint(book.left + 60, y);
               if (!name || !name.closest('li, summary')) blank.push([y, name && name.outerHTML.slice(0, 60)]);
               const row = name && name.closest('li');
               if (row) {
                 const at = [...row.parentNode.children].indexOf(row), bars = row.closest('.gantt-rows').querySelectorAll('.gantt-bar');
                 const box = bars[at].getBoundingClientRect();
                 if (Math.abs((box.top + box.bottom) / 2 - (row.getBoundingClientRect().top + 13)) > 3) blank.push([y, 'bar']);
               }
             }
             return blank",
            json!([]),
        );
        assert_eq!(blank, json!([]), "at {part}");
    }
    browser.shot("gantt-5000");
    // The keyboard folds a project away, and what is late is one click off.
    browser.script("document.querySelector('.gantt-project summary').focus()", json!([]));
    browser.keys(&[" "]);
    assert_eq!(browser.all(".gantt-project[open]").len(), PROJECTS - 1);
    browser.go("/projects/gantt?which=critical");
    browser.shot("gantt-critical");
    for (lang, width) in [("zh", 390), ("en", 1440), ("en", 390)] {
        sign_in(&mut browser, "ducha", PASSWORD, lang);
        browser.width(width);
        browser.go("/projects/gantt?q=第+7+号");
        browser.fits(width, "/projects/gantt");
        browser.shot("gantt");
    }
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

/// The sheets of a page as it is printed: width and height of each, in points.
fn sheets(browser: &Browser) -> Vec<(f64, f64)> {
    let printed =
        browser.tools("Page.printToPDF", json!({ "preferCSSPageSize": true, "printBackground": true }));
    let pdf = decode(printed["data"].as_str().expect("a document"));
    let text = String::from_utf8_lossy(&pdf).into_owned();
    let boxes = text.split("/MediaBox [").skip(1).map(|rest| {
        let numbers: Vec<f64> = rest
            .split(']')
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .filter_map(|one| one.parse().ok())
            .collect();
        (numbers[2], numbers[3])
    });
    boxes.collect()
}

#[test]
fn the_book_of_the_demonstration_city() {
    if missing() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("demo.db").display().to_string();
    let server = Server::run(&["demo", "--listen", "127.0.0.1:0"], &database, folder.path());
    let mut browser = Browser::start(server.address, true);
    sign_in(&mut browser, "ducha", qipan::demo::PASSWORD, "zh");
    browser.width(1440);

    // From the list to a project: stages, lights with their sentences, the S-curve, its nodes.
    browser.go("/projects?q=新能源汽车整车基地（示例）");
    browser.shot("projects-list");
    browser.click_on("main table a", "新能源汽车整车基地");
    browser.see(".stage-chain", "在建");
    assert!(browser.all(".project-lights div").len() >= 3);
    assert!(browser.has("#investment svg path"), "the curve of plan and investment");
    assert!(browser.has(".gantt-bar"));
    browser.shot("project");
    // Its money: a figure opens the postings that it is the sum of.
    browser.click_on("nav.tabs a", "资金");
    browser.shot("project-money");
    browser.click("main a[href*='/money/postings']");
    browser.see("main h1, main h2", "");
    assert!(browser.all("main tbody tr").len() > 1, "postings");
    browser.shot("project-postings");

    // The map without a script of others: stones, and the same as a list.
    browser.go("/projects/map");
    assert!(browser.all("main svg a").len() > 5, "stones on the map");
    browser.shot("map");
    browser.go("/projects/funds");
    browser.shot("funds");

    // A proposal that does what others do: the warning, and functions side by side.
    browser.go("/projects/proposals");
    browser.shot("proposals");
    let first = browser.script(
        "return [...document.querySelectorAll('main table a')].map((a) => a.getAttribute('href')).find((href) => /proposals\\/\\d+/.test(href))",
        json!([]),
    );
    browser.go(first.as_str().expect("a proposal"));
    browser.shot("proposal");

    // The monthly table, printed: A3 across, with its head.
    browser.go("/projects/monthly");
    let sheets = sheets(&browser);
    assert!(
        !sheets.is_empty() && sheets.iter().all(|(wide, high)| wide > high && *wide > 1_150.0),
        "{sheets:?}"
    );
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
