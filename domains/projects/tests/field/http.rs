//! The pages and calls as browsers and programs meet them: every page in both languages, pictures only for those who may see
//! the project, forms that come back with their faults.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use qipan_accounts::http::{Authenticated, Credential, Routes, Site, router};
use qipan_board::board::Board;
use qipan_board::rulebook::Rulebook;
use qipan_kernel::{Moment, Role};
use qipan_projects::photos::exif::{Notes, read, written};
use qipan_projects::photos::picture::Pixels;
use qipan_records::files::Files;
use qipan_testkit::{acting, acting_for, both, noon};
use qipan_web::{LocaleSource, Words};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::common::{Field, MIGRATIONS, SITE};

pub const DAY: &str = "2026-10-25";

/// Tokens are words here: `supervision`, or `unit_handler:<unit>`.
fn recognise(credential: &Credential, now: Moment) -> Option<Authenticated> {
    let Credential::Token(token) = credential else { return None };
    let (role, unit) =
        token.split_once(':').map_or((token.as_str(), None), |(role, unit)| (role, Some(unit)));
    let role: Role = role.parse().ok()?;
    let context = match unit {
        Some(unit) => acting_for(role, unit.parse().ok()?, DAY),
        None => acting(role, DAY),
    };
    Some(Authenticated { actor: context.actor, unit_name: None, fresh_until: now.plus_ms(1_000) })
}

pub struct Browser {
    router: Router,
    runtime: tokio::runtime::Runtime,
    _folder: tempfile::TempDir,
}

pub struct Answer {
    pub status: StatusCode,
    kind: String,
    bytes: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }
}

impl Browser {
    pub fn new(field: &Field) -> Browser {
        let folder = tempfile::tempdir().unwrap();
        let (zh, en) = qipan_store::LOCALES;
        let mut sources = vec![
            LocaleSource { zh, en },
            qipan_web::LOCALES,
            qipan_accounts::LOCALES,
            qipan_records::LOCALES,
            qipan_board::LOCALES,
        ];
        sources.extend_from_slice(qipan_projects::LOCALES);
        let authenticate = Box::new(|_: &Site, credential: &Credential, now| Ok(recognise(credential, now)));
        let words = Arc::new(Words::new(&sources));
        let mut site =
            Site::new(field.db.clone(), words, field.ids.clone(), Box::new(|| noon(DAY)), authenticate);
        site.add(Files::Folder(folder.path().to_owned()));
        site.add(Board::new(Rulebook::built_in()));
        site.chains = qipan_projects::PART.chains.to_vec();
        let mut routes = Routes::default();
        qipan_board::routes(&mut routes);
        qipan_projects::routes(&mut routes);
        let router = router(&Arc::new(site), &routes);
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        Browser { router, runtime, _folder: folder }
    }

    fn send(&self, who: &str, lang: &str, request: axum::http::request::Builder, body: Body) -> Answer {
        let request =
            request.header(header::AUTHORIZATION, format!("Bearer {who}")).header("accept-language", lang);
        let response =
            self.runtime.block_on(self.router.clone().oneshot(request.body(body).unwrap())).unwrap();
        let status = response.status();
        let kind = response.headers().get(header::CONTENT_TYPE).map(|kind| kind.to_str().unwrap().to_owned());
        let bytes = self.runtime.block_on(response.into_body().collect()).unwrap().to_bytes().to_vec();
        let answer = Answer { status, kind: kind.unwrap_or_default(), bytes };
        if answer.kind.starts_with("text/html") {
            let text = answer.text();
            if let Some(at) = text.find('⟦') {
                panic!("a key without words: {}", text[at..].chars().take(60).collect::<String>());
            }
        }
        answer
    }

    pub fn get(&self, who: &str, lang: &str, path: &str) -> Answer {
        self.send(who, lang, Request::get(path).header("accept", "text/html"), Body::empty())
    }

    pub fn post(&self, who: &str, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        self.send(who, "en", request.header("accept", "text/html"), Body::from(body))
    }

    pub fn json(&self, who: &str, method: &str, path: &str, body: &Value) -> Answer {
        let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
        self.send(who, "en", request, Body::from(body.to_string()))
    }

    pub fn upload(
        &self,
        who: &str,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &[u8])],
        key: &str,
    ) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            let part =
                format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        for (name, bytes) in files {
            let head = format!(
                "--edge\r\ncontent-disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--edge--\r\n");
        let mut request = Request::post(path).header("content-type", "multipart/form-data; boundary=edge");
        if !key.is_empty() {
            request = request.header("idempotency-key", key);
        }
        self.send(who, "en", request.header("accept", "text/html"), Body::from(body))
    }
}

pub fn photograph(seed: u32, place: (i32, i32)) -> Vec<u8> {
    let pixel = |n: u32| {
        let (x, y) = (n % 320, n / 320);
        let shade = if (x / 40 + y / 30 + seed).is_multiple_of(3) { 40 } else { 200 };
        [shade, (x / 2) as u8, (y + seed * 20) as u8]
    };
    let picture = Pixels { width: 320, height: 240, rgb: (0..320 * 240).flat_map(pixel).collect() };
    let notes = Notes { taken_at: Some(noon("2026-10-20")), place: Some(place), turn: 1 };
    picture.jpeg(85, Some(&written(&notes))).unwrap()
}

#[test]
fn photographs_are_handed_in_shown_and_kept_from_others() {
    both(MIGRATIONS, |t| {
        let field = Field::new(&t.db);
        let browser = Browser::new(&field);
        let plant = field.projects[0];
        let (own, other) =
            (format!("unit_handler:{}", field.units[0]), format!("unit_handler:{}", field.units[1]));
        let (base, calls) = (format!("/projects/{plant}/photos"), format!("/api/v1/projects/{plant}/photos"));
        assert!(browser.get(&own, "zh", &base).text().contains("还没有照片"));
        let fields = [("period", "2026-10-0"), ("caption", "主体<三层>"), ("device_times", "1760000000000")];
        let bytes = photograph(1, SITE);
        let sent = browser.upload(&own, &base, &fields, &[("工地.jpg", &bytes)], "");
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let listed = browser.get("supervision", "en", &calls).json();
        let photo = listed[0]["id"].as_i64().unwrap();
        assert_eq!((&listed[0]["flagged"], &listed[0]["distance"]), (&json!(true), &json!(0)));
        assert_eq!(listed[0]["findings"][1]["about"]["finding"], "file-older", "{listed}");

        for lang in ["zh", "en"] {
            for path in [
                base.clone(),
                format!("{base}?flagged=1"),
                format!("{base}/{photo}"),
                format!("{base}/compare"),
            ] {
                let page = browser.get(&own, lang, &path);
                assert_eq!(page.status, StatusCode::OK, "{path}");
                assert!(!page.text().contains("<三层>"), "captions are text");
            }
        }
        let small = browser.get(&own, "zh", &format!("{base}/{photo}/small"));
        assert_eq!((small.status, small.kind.as_str()), (StatusCode::OK, "image/jpeg"));
        let large = browser.get("supervision", "zh", &format!("{base}/{photo}/large"));
        assert_eq!((large.kind.as_str(), read(&large.bytes).place), ("image/jpeg", None));
        // Of another unit: nothing is there.
        for path in [
            base.clone(),
            format!("{base}/{photo}"),
            format!("{base}/{photo}/small"),
            format!("{base}/{photo}/large"),
            format!("{calls}/{photo}"),
            calls.clone(),
        ] {
            assert_eq!(browser.get(&other, "zh", &path).status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(
            browser.upload(&other, &base, &[], &[("a.jpg", &bytes)], "").status,
            StatusCode::NOT_FOUND
        );

        // What is refused comes back with the file's name, and a call sent twice is done once.
        let refused = browser.upload(&own, &base, &[], &[("病毒.svg", b"<svg onload=alert(1)>")], "");
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("病毒.svg") && !refused.text().contains("<svg onload"));
        assert_eq!(browser.upload(&own, &base, &[], &[], "").status, StatusCode::UNPROCESSABLE_ENTITY);
        for _ in 0..2 {
            let made = browser.upload("supervision", &calls, &[], &[("b.jpg", &photograph(2, SITE))], "once");
            assert_eq!(made.status, StatusCode::CREATED);
        }
        assert_eq!(browser.get("supervision", "en", &calls).json().as_array().unwrap().len(), 2);

        // The same file for the other unit's project: flagged, without telling whose it was.
        let station = field.projects[1];
        let there = format!("/projects/{station}/photos");
        assert_eq!(
            browser.upload(&other, &there, &[], &[("c.jpg", &bytes)], "").status,
            StatusCode::SEE_OTHER
        );
        let page = browser.get(&other, "en", &there).text();
        assert!(page.contains("The same file was handed in") && !page.contains("整车厂"), "{page}");
        assert!(browser.get("supervision", "en", &there).text().contains("整车厂"));
        let told = browser.get(&other, "en", &format!("/api/v1/projects/{station}/photos")).json();
        assert_eq!(told[0]["findings"][0]["about"], json!({ "finding": "same-file", "day": DAY }));

        let gone = browser.post(&own, &format!("{base}/{photo}/withdraw"), &[("reason", "拍到无关人员")]);
        assert_eq!(gone.status, StatusCode::SEE_OTHER);
        assert_eq!(
            browser.get("supervision", "zh", &format!("{base}/{photo}/large")).status,
            StatusCode::NOT_FOUND
        );
    });
}

#[test]
fn notes_chains_map_and_chart_in_both_languages() {
    both(MIGRATIONS, |t| {
        let field = Field::new(&t.db);
        let browser = Browser::new(&field);
        let plant = field.projects[0];
        let other = format!("unit_handler:{}", field.units[1]);
        let notes = format!("/projects/{plant}/notes");
        let sent = browser.post(
            "supervision",
            &notes,
            &[
                ("kind", "safety"),
                ("severity", "general"),
                ("finding", "临边<无>防护"),
                ("due_day", "2026-11-05"),
                ("measure", "加设栏杆"),
            ],
        );
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let refused = browser.post(
            "supervision",
            &notes,
            &[("kind", "safety"), ("severity", "major"), ("finding", "基坑")],
        );
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("Work Safety Law"));
        let told = browser.get("supervision", "en", &format!("/api/v1/projects/{plant}/notes")).json();
        assert_eq!((told.as_array().unwrap().len(), &told[0]["open"]), (1, &json!(true)));

        let unit = field.units[0].to_string();
        let made = browser.post(
            "supervision",
            "/projects/chains/new",
            &[("name", "新能源汽车"), ("lead_unit", &unit)],
        );
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
        let chain = browser.get("supervision", "en", "/api/v1/chains").json()[0]["id"].as_i64().unwrap();
        let base = format!("/projects/chains/{chain}");
        let link = |seen: &'static str, project: &'static str| {
            [
                ("link", "隔膜<材料>"),
                ("tier", "upstream"),
                ("state", "weak"),
                ("why", "产能不足"),
                ("enterprise", "示例隔膜有限公司：湿法隔膜"),
                ("project", project),
                ("reason", "摸排"),
                ("seen", seen),
            ]
        };
        let place = format!("{base}/links/1");
        let refused = browser.post("supervision", &place, &link("1", "没有的项目"));
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("没有的项目"));
        assert_eq!(browser.post("supervision", &place, &link("1", "整车厂")).status, StatusCode::SEE_OTHER);
        assert_eq!(browser.post("supervision", &place, &link("1", "整车厂")).status, StatusCode::CONFLICT);
        let told = browser.get("supervision", "en", &format!("/api/v1/chains/{chain}")).json();
        assert_eq!(told["links"][0]["would_fill"], json!([plant.0]));
        assert_eq!(told["data"]["links"][0]["enterprises"][0]["makes"], "湿法隔膜");
        let hidden = browser.get(&other, "en", &format!("/api/v1/chains/{chain}")).json();
        assert_eq!(hidden["links"][0]["would_fill"], json!([]), "what they may not see is not told");
        assert!(!browser.get(&other, "en", &base).text().contains("整车厂"));
        let input = json!({ "version": 2, "data": told["data"], "reason": "再改" });
        assert_eq!(
            browser.json("supervision", "PUT", &format!("/api/v1/chains/{chain}"), &input).status,
            StatusCode::OK
        );

        for who in ["supervision", other.as_str()] {
            for lang in ["zh", "en"] {
                for path in [
                    "/projects/map",
                    "/projects/map?box=117.6,38.9,117.8,39.1&light=grey",
                    "/projects/chart",
                    "/projects/chart?by=industry&paper=a1&year=2025",
                    "/projects/chart/wall",
                    "/projects/notes",
                    "/projects/chains",
                    &base,
                ] {
                    let page = browser.get(who, lang, path);
                    assert_eq!(page.status, StatusCode::OK, "{who} {path}");
                    let text = page.text();
                    assert!(!text.contains("<材料>") && !text.contains("<无>"), "{path}");
                }
            }
        }
        for (path, lang) in [
            (format!("{base}/edit"), "zh"),
            (place.clone(), "en"),
            (format!("{base}/links/2"), "zh"),
            (notes, "en"),
        ] {
            assert_eq!(browser.get("supervision", lang, &path).status, StatusCode::OK, "{path}");
        }
        for path in [format!("{base}/links/3"), format!("{base}/links/0"), "/projects/chains/5".into()] {
            assert_eq!(browser.get("supervision", "zh", &path).status, StatusCode::NOT_FOUND, "{path}");
        }
        for path in ["/projects/map?light=pink", "/projects/chart?paper=a0", "/projects/chart?by=magic"] {
            assert_eq!(
                browser.get("supervision", "zh", path).status,
                StatusCode::UNPROCESSABLE_ENTITY,
                "{path}"
            );
        }
        let points = browser.get(&other, "en", "/api/v1/projects/points").json();
        assert_eq!(points["features"].as_array().unwrap().len(), 1, "only their own");
        assert_eq!(points["features"][0]["geometry"]["coordinates"], json!([117.84, 39.0]));
        let gone =
            browser.post("supervision", &format!("{place}/remove"), &[("seen", "3"), ("reason", "并入")]);
        assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.text());
    });
}
