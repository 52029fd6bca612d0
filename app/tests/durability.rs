//! An answered write survives `kill -9`.

mod common;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use common::{Server, qipan, request};
use serde_json::json;

/// A city with one unit, one line and tokens for the office and the unit.
fn city(database: &str, folder: &std::path::Path) -> (String, String) {
    let units = folder.join("units.csv");
    std::fs::write(
        &units,
        "单位名称,英文名称,简称,英文简称,类别\n示例区民政局,Civil affairs,民政局,CA,委办局\n",
    )
    .unwrap();
    let (code, said) = qipan(&["unit", "import", units.to_str().unwrap()], database, folder, "");
    assert_eq!(code, 0, "{said}");
    let token = |role: &str, unit: &[&str]| {
        let mut arguments = vec!["token", "add", "--name", "test", "--role", role];
        arguments.extend(unit);
        let (code, said) = qipan(&arguments, database, folder, "");
        assert_eq!(code, 0, "{said}");
        said.trim().to_owned()
    };
    (token("administrator", &[]), token("supervision", &[]))
}

fn terms(unit: i64, line: i64, n: usize) -> serde_json::Value {
    json!({ "statement": format!("完成第{n}项任务"), "line": line, "lead_unit": unit, "start_day": "2026-01-05", "due_day": "2027-12-31" })
}

/// Ten times: a thousand writes by many clients, the server killed in their midst; then the journal verifies and every
/// answered write is there.
#[test]
fn an_answered_write_survives_kill_nine() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("city.db").display().to_string();
    let (administrator, office) = city(&database, folder.path());
    let auth = |token: &str| format!("Bearer {token}");
    let answered: Arc<Mutex<BTreeSet<String>>> = Arc::default();
    let mut place = None;
    for round in 0..10 {
        let server = Server::start(&database, folder.path());
        let address = server.address;
        let (unit, line) = *place.get_or_insert_with(|| {
            let units = request(address, "GET", "/api/v1/units", &[("authorization", &auth(&office))], "")
                .unwrap()
                .json();
            let unit = units["items"].as_array().or(units.as_array()).unwrap()[0]["id"].as_i64().unwrap();
            let line = json!({ "code": "safety", "name_zh": "安全发展", "name_en": "Safe city" }).to_string();
            let made =
                request(address, "POST", "/api/v1/lines", &[("authorization", &auth(&administrator))], &line)
                    .unwrap();
            (unit, made.json()["id"].as_i64().unwrap())
        });
        let clients: Vec<_> = (0..20)
            .map(|client| {
                let (answered, office) = (answered.clone(), auth(&office));
                std::thread::spawn(move || {
                    for n in 0..50 {
                        let body = json!([terms(unit, line, round * 1_000 + client * 50 + n)]).to_string();
                        match request(
                            address,
                            "POST",
                            "/api/v1/commitments",
                            &[("authorization", &office)],
                            &body,
                        ) {
                            Some(answer) if answer.status == 201 => {
                                let number = answer.json()[0]["number"].as_str().unwrap().to_owned();
                                assert!(answered.lock().unwrap().insert(number), "a number was given twice");
                            }
                            Some(answer) => panic!("{} {}", answer.status, answer.body),
                            // The server is gone: nothing was promised.
                            None => return,
                        }
                    }
                })
            })
            .collect();
        let before = answered.lock().unwrap().len();
        while answered.lock().unwrap().len() < before + 60 + round * 7 {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        server.kill();
        clients.into_iter().for_each(|client| client.join().unwrap());

        let (code, said) = qipan(&["journal", "verify"], &database, folder.path(), "");
        assert_eq!(code, 0, "round {round}: {said}");
        let (_, board) =
            qipan(&["ledger", folder.path().join("all.csv").to_str().unwrap()], &database, folder.path(), "");
        let ledger =
            std::fs::read_to_string(folder.path().join("all.csv")).unwrap_or_else(|e| panic!("{e}: {board}"));
        for number in answered.lock().unwrap().iter() {
            assert!(ledger.contains(number.as_str()), "round {round}: {number} was answered and is gone");
        }
    }
}

/// `qipan doctor` adds the ledger of public money up, and says of which project it is not true.
#[test]
fn the_doctor_finds_a_ledger_that_does_not_add_up() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("city.db").display().to_string();
    let (code, said) = qipan(&["doctor"], &database, folder.path(), "");
    assert!(code == 0 && said.contains("Ledger") && said.contains("adds up"), "{code} {said}");
    let db = qipan_store::Db::open(&database, &qipan_store::Options::default()).unwrap();
    db.write_now(|tx| {
        for sql in [
            "insert into project (id, no, name, lead_unit, level, industry, kind, stage, standing, total, before, data,
               created_at, changed_at) values (7, 1, '示例小学', 1, 'district', '', 'government', 'conceived', 'active',
               0, 0, '{}', 0, 0)",
            "insert into fund_entry (id, project, kind, day, at, by_id, by_name, paper, note)
             values (9, 7, 'pay-in', 20000, 0, 1, '', '', '')",
            "insert into fund_posting (entry, place, project, account, year, period, amount)
             values (9, 0, 7, 'cash', 2026, 24312, 1000000)",
        ] {
            tx.exec(sql, &[])?;
        }
        Ok(())
    })
    .unwrap();
    drop(db);
    let (code, said) = qipan(&["doctor"], &database, folder.path(), "");
    assert_ne!(code, 0, "{said}");
    for word in ["✗ Ledger", "示例小学", "Entry 9 does not add up to nothing", "in one project"] {
        assert!(said.contains(word), "{word}: {said}");
    }
}
