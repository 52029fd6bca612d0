//! A small city with a supervision office, three units and two lines.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use qipan_accounts::http::{Authenticated, Credential, Routes, Site, router};
use qipan_accounts::people::Roster;
use qipan_accounts::units::{self, UnitData, UnitKind, Units};
use qipan_board::board::Board;
use qipan_board::commitments::commands::Acting;
use qipan_board::lines::{self, model::Line};
use qipan_board::rulebook::Rulebook;
use qipan_decisions::drafts::import::Importer;
use qipan_decisions::drafts::review::{self, Review};
use qipan_decisions::drafts::{Knowledge, Taken};
use qipan_kernel::{Actor, Context, Id, IdSource, Moment, Outcome, Role};
use qipan_records::files::Files;
use qipan_records::reading::Limits;
use qipan_store::{Db, Migration, Tx};
use qipan_testkit::{acting, acting_for, noon};
use qipan_web::{LocaleSource, Words};
use tower::ServiceExt;

pub static MIGRATIONS: &[&[Migration]] = &[
    qipan_store::MIGRATIONS,
    qipan_accounts::MIGRATIONS,
    qipan_records::MIGRATIONS,
    qipan_board::MIGRATIONS,
    qipan_decisions::MIGRATIONS,
];

/// The day of all acts.
pub const DAY: &str = "2026-03-05";

/// Invented minutes: a known lead with a limit, an unknown lead, an exhortation.
pub const MINUTES: &str = "滨海新区人民政府第42次常务会议纪要\n\n津滨政纪〔2026〕42号\n\n2026年3月2日，区长主持召开第42次常务会议。\n\n\
    会议要求，由区应急局牵头，区住建委配合，于2026年6月30日前完成全区燃气管网安全风险排查。\n\n\
    会议要求，由火星开发办公室牵头，于2026年9月30日前建成安全生产数据共享平台。\n\n\
    会议强调，要充分认识做好安全生产工作的重要意义，切实提高政治站位。\n";

pub struct City {
    pub db: Db,
    pub ids: Arc<IdSource>,
    pub book: Arc<Rulebook>,
    pub units: Vec<Id>,
    pub lines: Vec<Id>,
    pub importer: Importer,
    pub router: Router,
    site: Arc<Site>,
    runtime: tokio::runtime::Runtime,
    _folder: tempfile::TempDir,
}

pub struct Answer {
    pub status: StatusCode,
    pub to: String,
    pub text: String,
    pub bytes: Vec<u8>,
}

pub fn supervision() -> Context {
    acting(Role::Supervision, DAY)
}

fn words() -> Words {
    let (zh, en) = qipan_store::LOCALES;
    Words::new(&[
        LocaleSource { zh, en },
        qipan_web::LOCALES,
        qipan_accounts::LOCALES,
        qipan_records::LOCALES,
        qipan_board::LOCALES,
        qipan_decisions::LOCALES,
    ])
}

fn unit(name: &str, short: &str) -> UnitData {
    UnitData {
        kind: UnitKind::Bureau,
        name_zh: name.into(),
        name_en: format!("{short} bureau"),
        short_zh: short.into(),
        ..UnitData::default()
    }
}

fn make(tx: &mut Tx<'_>, ids: &IdSource) -> Outcome<(Vec<Id>, Vec<Id>)> {
    let operator = Context { actor: Actor::operator(), now: noon("2026-01-05") };
    let mut units = Vec::new();
    for (name, short) in [
        ("滨海新区应急管理局", "区应急局"),
        ("滨海新区住房和建设委员会", "区住建委"),
        ("滨海新区民政局", "区民政局"),
    ] {
        units.push(units::commands::create(tx, &operator, ids, unit(name, short))?);
    }
    let mut lines = Vec::new();
    for (sort, (code, name, keywords)) in
        [("safety", "安全发展", ["安全", "风险"]), ("relief", "困难救助", ["救助", "困难"])]
            .into_iter()
            .enumerate()
    {
        let line = Line {
            id: Id(0),
            code: code.into(),
            name_zh: name.into(),
            name_en: code.into(),
            keywords: keywords.map(str::to_owned).to_vec(),
            sort: sort as i64,
            active: true,
        };
        lines.push(lines::commands::put(tx, &operator, ids, &line)?);
    }
    Ok((units, lines))
}

/// Tokens are words here: `supervision`, `administrator`, or `unit_handler:<unit>`.
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

impl City {
    pub fn new(db: &Db) -> City {
        let (db, ids) = (db.clone(), Arc::new(IdSource::new(1)));
        let maker = ids.clone();
        let (units, lines) = db.write_now(move |tx| make(tx, &maker)).unwrap();
        let book = Arc::new(Rulebook::built_in());
        let folder = tempfile::tempdir().unwrap();
        let files = Files::Folder(folder.path().to_owned());
        let (loaded, all_lines) =
            (db.read_now(Units::load).unwrap(), db.read_now(lines::store::all).unwrap());
        let roster = Arc::new(db.read_now(Roster::load).unwrap());
        let knowledge =
            Knowledge::of(&Arc::new(loaded), &roster, &all_lines, &book.calendar, noon(DAY).day());
        let importer = Importer {
            db: db.clone(),
            files: files.clone(),
            ids: ids.clone(),
            knowledge: Arc::new(knowledge),
            limits: Limits::default(),
        };
        let authenticate = Box::new(|_: &Site, credential: &Credential, now| Ok(recognise(credential, now)));
        let clock = Box::new(|| noon(DAY));
        let mut site = Site::new(db.clone(), Arc::new(words()), ids.clone(), clock, authenticate);
        site.add(files);
        site.add(Board::new(Rulebook::built_in()));
        let mut routes = Routes::default();
        qipan_decisions::routes(&mut routes);
        let site = Arc::new(site);
        let router = router(&site, &routes);
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        City { db, ids, book, units, lines, importer, router, site, runtime, _folder: folder }
    }

    /// Units and people were changed behind the site's back.
    pub fn learn(&mut self) {
        self.site.accounts_changed();
        let today = noon(DAY).day();
        self.importer.knowledge = qipan_decisions::pages::knowledge(&self.site, today).unwrap();
    }

    pub fn site(&self) -> Arc<Site> {
        self.site.clone()
    }

    /// Reads a text in and gives its document.
    pub fn import(&self, name: &str, text: &str) -> Id {
        match self.importer.take(&supervision(), name, text.as_bytes()).taken {
            Taken::New { document, .. } => document,
            other => panic!("{name}: {other:?}"),
        }
    }

    pub fn review(&self, document: Id) -> Review {
        self.db.read_now(|tx| review::load(tx, &supervision(), document)).unwrap()
    }

    pub fn act<T: Send + 'static>(
        &self,
        run: impl Fn(&mut Acting<'_, '_>) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let (ids, book, context) = (self.ids.clone(), self.book.clone(), supervision());
        self.db.write_now(move |tx| run(&mut Acting { tx, context: &context, ids: &ids, book: &book }))
    }

    fn send(&self, who: &str, lang: &str, request: axum::http::request::Builder, body: Body) -> Answer {
        let request = request
            .header(header::AUTHORIZATION, format!("Bearer {who}"))
            .header("accept-language", lang)
            .header("accept", "text/html");
        let response =
            self.runtime.block_on(self.router.clone().oneshot(request.body(body).unwrap())).unwrap();
        let status = response.status();
        let to = response.headers().get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned());
        let bytes = self.runtime.block_on(response.into_body().collect()).unwrap().to_bytes().to_vec();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some(at) = text.find('⟦') {
            panic!("a key without words: {}", text[at..].chars().take(60).collect::<String>());
        }
        Answer { status, to: to.unwrap_or_default(), text, bytes }
    }

    pub fn get(&self, who: &str, lang: &str, path: &str) -> Answer {
        self.send(who, lang, Request::get(path), Body::empty())
    }

    pub fn post(&self, who: &str, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        self.send(who, "en", request, Body::from(body))
    }

    /// As [`City::json`], under an idempotency key and with any method.
    pub fn keyed(&self, method: &str, path: &str, key: &str, body: &serde_json::Value) -> Answer {
        let request = Request::builder().method(method).uri(path);
        let request = request.header("content-type", "application/json").header("idempotency-key", key);
        self.send("supervision", "en", request, Body::from(body.to_string()))
    }

    pub fn json(&self, who: &str, path: &str, body: &serde_json::Value) -> Answer {
        let request = Request::post(path).header("content-type", "application/json");
        self.send(who, "en", request, Body::from(body.to_string()))
    }

    pub fn upload(&self, who: &str, lang: &str, path: &str, files: &[(&str, &[u8])]) -> Answer {
        let mut body = Vec::new();
        for (name, bytes) in files {
            let name = name.replace('"', "%22");
            body.extend_from_slice(
                format!(
                    "--edge\r\ncontent-disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n"
                )
                .as_bytes(),
            );
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--edge--\r\n");
        let request = Request::post(path).header("content-type", "multipart/form-data; boundary=edge");
        self.send(who, lang, request, Body::from(body))
    }
}
