//! The handlers, given requests as the router would give them.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use qipan_accounts::http::{Call, Site, Upload};
use qipan_kernel::{Context, Outcome, Role};
use qipan_records::files::Files;
use qipan_testkit::{acting, noon, sqlite};
use qipan_web::{Form, Lang, View, Wants};

use super::pages::{export, home, start, take};
use super::tests::{City, MIGRATIONS, day, office_workbook};
use crate::board::Board;
use crate::rulebook::Rulebook;

struct Desk {
    city: City,
    site: Arc<Site>,
    _files: tempfile::TempDir,
    _db: qipan_testkit::TestDb,
}

fn desk() -> Desk {
    let db = sqlite(MIGRATIONS);
    let city = City::new(&db.db);
    let files = tempfile::tempdir().unwrap();
    let clock = Box::new(|| noon("2026-11-22"));
    let mut site =
        Site::new(db.db.clone(), city.words.clone(), city.ids.clone(), clock, Box::new(|_, _, _| Ok(None)));
    site.add(Files::Folder(files.path().to_owned()));
    site.add(Board::new(Rulebook::built_in()));
    // Read once outside the asynchronous runtime of the test, as a running server has.
    site.units().unwrap();
    site.roster().unwrap();
    site.part::<Board>().lines(&site).unwrap();
    Desk { city, site: Arc::new(site), _files: files, _db: db }
}

impl Desk {
    fn call(
        &self,
        context: Context,
        lang: Lang,
        query: &str,
        form: &[(&str, &str)],
        file: Option<&[u8]>,
    ) -> Call {
        let upload = |bytes: &[u8]| Upload {
            field: "file".into(),
            name: "台账.xlsx".into(),
            bytes: Bytes::copy_from_slice(bytes),
        };
        Call {
            site: self.site.clone(),
            view: View::anonymous(self.site.words.clone(), lang, "/ledger/import", day("2026-11-22")),
            context: Some(context),
            params: HashMap::new(),
            query: Form::parse(query.as_bytes()).unwrap(),
            form: Form::from_pairs(form.iter().copied()),
            uploads: file.map(upload).into_iter().collect(),
            body: Bytes::new(),
            headers: HeaderMap::new(),
            wants: Wants::Html,
            session: None,
            peer: String::new(),
        }
    }
}

fn run(answer: impl Future<Output = Outcome<Response>>) -> (StatusCode, HeaderMap, Vec<u8>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let response = answer.await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        (parts.status, parts.headers, bytes.to_vec())
    })
}

fn page(answer: impl Future<Output = Outcome<Response>>) -> (StatusCode, String) {
    let (status, _, bytes) = run(answer);
    let text = String::from_utf8(bytes).unwrap();
    assert!(!text.contains('⟦'), "a key without words: {}", &text[text.find('⟦').unwrap_or(0)..][..80]);
    (status, text)
}

fn office() -> Context {
    acting(Role::Supervision, "2026-11-22")
}

#[test]
fn a_file_is_looked_at_then_taken_by_its_digest() {
    let desk = desk();
    for lang in Lang::ALL {
        assert_eq!(page(start(desk.call(office(), lang, "", &[], None))).0, StatusCode::OK);
        assert_eq!(page(home(desk.call(office(), lang, "", &[], None))).0, StatusCode::OK);
    }
    let form = [("reference", "2026-11-22"), ("start", "2026-01-01"), ("line", "")];
    let workbook = office_workbook();
    let (status, dry) = page(take(desk.call(office(), Lang::Zh, "", &form, Some(&workbook))));
    assert_eq!(status, StatusCode::OK);
    assert!(dry.contains("可入账 4 行，有错 4 行，重复 1 行") && dry.contains("C8"), "{dry}");
    assert!(desk.city.entries().is_empty(), "nothing is written yet");
    let digest = qipan_records::files::digest(&workbook);
    assert!(dry.contains(&digest));
    let confirm = [form.as_slice(), &[("digest", digest.as_str())]].concat();
    let (status, done) = page(take(desk.call(office(), Lang::En, "", &confirm, None)));
    assert_eq!((status, desk.city.entries().len()), (StatusCode::OK, 4));
    assert!(done.contains("Rows registered: 4") && done.contains("2026-0001"));
    let (_, again) = page(take(desk.call(office(), Lang::En, "", &confirm, None)));
    assert!(again.contains("Rows registered: 0") && again.contains("left out as duplicates: 5"), "{again}");
    // What is in the ledger goes out again, as of now and as of a day before there was anything.
    for (workbook, kind) in [(true, "spreadsheetml"), (false, "text/csv")] {
        let (status, headers, bytes) = run(export(desk.call(office(), Lang::Zh, "", &[], None), workbook));
        assert_eq!(status, StatusCode::OK);
        assert!(headers["content-type"].to_str().unwrap().contains(kind));
        assert!(headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
        let past = desk.call(office(), Lang::Zh, "at=2026-01-01", &[], None);
        let (_, _, before) = run(export(past, workbook));
        assert!(before.len() < bytes.len());
    }
}

#[test]
fn what_is_wrong_with_a_file_is_said_on_the_form() {
    let desk = desk();
    let script = "工作任务,牵头单位,工作线\n<script>alert(1)</script>,<b>没有的局</b>,安全发展\n";
    let (_, dry) = page(take(desk.call(office(), Lang::Zh, "", &[], Some(script.as_bytes()))));
    assert!(
        dry.contains("&lt;script&gt;") && !dry.contains("<script>alert") && !dry.contains("<b>"),
        "escaped"
    );
    for (file, words) in [
        (None, "请选择台账文件"),
        (Some(&b""[..]), "error-summary"),
        (Some(&office_workbook()[..500]), "error-summary"),
        (Some("姓名,电话\n张示例,1\n".as_bytes()), "没有找到表头"),
    ] {
        let (status, text) = page(take(desk.call(office(), Lang::Zh, "", &[], file)));
        assert!(status.is_client_error() && text.contains(words), "{status} {words}");
    }
    let form = [("reference", "tomorrow")];
    let (status, text) = page(take(desk.call(office(), Lang::Zh, "", &form, Some(&office_workbook()))));
    assert!(status.is_client_error() && text.contains("f-reference"));
    assert!(desk.city.entries().is_empty());
}
