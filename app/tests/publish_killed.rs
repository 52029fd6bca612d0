//! What was answered is published, however often the server is killed in between.

mod common;

use std::time::{Duration, Instant};

use common::{Server, qipan, request};
use serde_json::json;

const SERVE: [&str; 4] = ["serve", "--listen", "127.0.0.1:0", "--open-hub"];

#[test]
fn every_answered_commitment_is_in_the_hub_after_kill_nine() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("city.db").display().to_string();
    let run = |arguments: &[&str]| {
        let (code, said) = qipan(arguments, &database, folder.path(), "");
        assert_eq!(code, 0, "{said}");
        said.trim().to_owned()
    };
    let units = folder.path().join("units.csv");
    std::fs::write(
        &units,
        "单位名称,英文名称,简称,英文简称,类别\n示例区民政局,Civil affairs,民政局,CA,委办局\n",
    )
    .unwrap();
    run(&["unit", "import", units.to_str().unwrap()]);
    let token = |role: &str| format!("Bearer {}", run(&["token", "add", "--name", "test", "--role", role]));
    let (administrator, office) = (token("administrator"), token("supervision"));
    let mut answered = Vec::new();
    let (mut unit, mut line) = (0, 0);
    for round in 0..5 {
        let server = Server::run(&SERVE, &database, folder.path());
        let send = |method: &str, path: &str, who: &str, body: String| {
            request(server.address, method, path, &[("authorization", who)], &body).expect("an answer").json()
        };
        if round == 0 {
            let all = send("GET", "/api/v1/units", &office, String::new());
            unit = all["items"].as_array().or(all.as_array()).unwrap()[0]["id"].as_i64().unwrap();
            let new = json!({ "code": "safety", "name_zh": "安全发展", "name_en": "Safe city" });
            line = send("POST", "/api/v1/lines", &administrator, new.to_string())["id"].as_i64().unwrap();
        }
        for n in 0..40 {
            let terms = json!([{ "statement": format!("完成第{round}-{n}项任务"), "line": line, "lead_unit": unit, "start_day": "2026-01-05" }]);
            let made = send("POST", "/api/v1/commitments", &office, terms.to_string());
            answered.push(made[0]["id"].as_i64().unwrap());
        }
        // Sometimes in the midst of publishing, sometimes before it has begun.
        std::thread::sleep(Duration::from_millis(400 * (round % 3)));
        server.kill();
    }
    let server = Server::run(&SERVE, &database, folder.path());
    let patience = Instant::now();
    for id in &answered {
        let path = format!("/ngsi-ld/v1/entities/urn:qipan:commitment:{id}");
        while request(server.address, "GET", &path, &[], "").expect("an answer").status != 200 {
            assert!(patience.elapsed() < Duration::from_secs(60), "{id} was answered and is not in the hub");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    // Once each: publishing anew finds nothing to write.
    let said = run(&["hub", "publish", "--json"]);
    let found: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!(found, json!({ "seen": answered.len() + 2, "written": 0 }));
}
