//! The life of a commitment through its forms, as the router hands them over, on both engines.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use qipan_accounts::http::{Call, Site};
use qipan_accounts::units::{self, UnitData, UnitKind};
use qipan_kernel::{Actor, Context, Id, IdSource, Outcome, Role};
use qipan_records::files::Files;
use qipan_store::Migration;
use qipan_testkit::{TestDb, acting, acting_for, both, noon};
use qipan_web::{Form, Lang, View, Wants, Words};

use super::deeds::Deed;
use super::{acts, board, detail, edit, list, my_work};
use crate::board::Board;
use crate::lines::{self, model::Line};
use crate::rulebook::Rulebook;

static MIGRATIONS: &[&[Migration]] =
    &[qipan_store::MIGRATIONS, qipan_accounts::MIGRATIONS, qipan_records::MIGRATIONS, crate::MIGRATIONS];

const TODAY: &str = "2026-11-20";

struct Desk {
    site: Arc<Site>,
    unit: Id,
    line: Id,
}

impl Desk {
    fn new(db: &TestDb) -> Desk {
        let ids = Arc::new(IdSource::new(1));
        let (make, operator) = (ids.clone(), Context { actor: Actor::operator(), now: noon("2026-01-05") });
        let (unit, line) = db
            .db
            .write_now(move |tx| {
                let data =
                    UnitData {
                        kind: UnitKind::Bureau, name_zh: "区民政局".into(), ..UnitData::default()
                    };
                let line = Line {
                    id: Id(0),
                    code: "relief".into(),
                    name_zh: "困难救助".into(),
                    name_en: "Relief".into(),
                    keywords: Vec::new(),
                    sort: 1,
                    active: true,
                };
                let unit = units::commands::create(tx, &operator, &make, data)?;
                Ok((unit, lines::commands::put(tx, &operator, &make, &line)?))
            })
            .unwrap();
        let words = Arc::new(Words::new(&[qipan_web::LOCALES, qipan_accounts::LOCALES, crate::LOCALES]));
        let mut site =
            Site::new(db.db.clone(), words, ids, Box::new(|| noon(TODAY)), Box::new(|_, _, _| Ok(None)));
        site.add(Files::Folder(std::env::temp_dir()));
        site.add(Board::new(Rulebook::built_in()));
        site.units().unwrap();
        site.roster().unwrap();
        site.part::<Board>().lines(&site).unwrap();
        Desk { site: Arc::new(site), unit, line }
    }

    fn call(&self, context: Context, path: &str, query: &str, form: &[(&str, &str)]) -> Call {
        let mut params = HashMap::new();
        if let Some(id) = path.strip_prefix("/commitments/") {
            params.insert("id".to_owned(), id.to_owned());
        }
        Call {
            site: self.site.clone(),
            view: View::anonymous(self.site.words.clone(), Lang::Zh, path, TODAY.parse().unwrap()),
            context: Some(context),
            params,
            query: Form::parse(query.as_bytes()).unwrap(),
            form: Form::from_pairs(form.iter().copied()),
            uploads: Vec::new(),
            body: Bytes::new(),
            headers: HeaderMap::new(),
            wants: Wants::Html,
            session: None,
            peer: String::new(),
        }
    }
}

fn run(answer: impl Future<Output = Outcome<Response>>) -> (StatusCode, String, String) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (parts, body) = answer.await.unwrap().into_parts();
        let place =
            parts.headers.get(header::LOCATION).map_or("", |place| place.to_str().unwrap()).to_owned();
        let text = String::from_utf8(axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap();
        assert!(!text.contains('⟦'), "a key without words");
        (parts.status, place, text)
    })
}

#[test]
fn a_commitment_lives_through_its_forms() {
    both(MIGRATIONS, |db| {
        let desk = Desk::new(db);
        let office = || acting(Role::Supervision, TODAY);
        let unit = |role| acting_for(role, desk.unit, TODAY);
        let (line, wrong) =
            (desk.line.to_string(), [("statement", ""), ("lead_unit", "没有的局"), ("line", "")]);
        let (status, _, page) = run(edit::register(desk.call(office(), "/commitments/new", "", &wrong)));
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("#f-statement") && page.contains("#f-lead_unit") && page.contains("#f-line"));
        let form = [
            ("statement", "临时救助按时发放"),
            ("lead_unit", "区民政局"),
            ("line", line.as_str()),
            ("start_day", "2026-11-01"),
            ("due_day", "2026-12-31"),
        ];
        let (status, path, _) = run(edit::register(desk.call(office(), "/commitments/new", "", &form)));
        assert_eq!(status, StatusCode::SEE_OTHER);
        let id = path.rsplit('/').next().unwrap().to_owned();
        let deed = |who: Context, deed, form: &[(&str, &str)]| {
            run(acts::deed(desk.call(who, &path, "", form), deed))
        };

        run(acts::issue_many(desk.call(office(), "/commitments/issue", "", &[("id", &id), ("id", &id)])));
        let (status, _, page) = deed(office(), Deed::Issue, &[]);
        assert!(status == StatusCode::CONFLICT && page.contains("已交办·待签收"), "issued already");
        assert_eq!(deed(unit(Role::UnitHandler), Deed::SignFor, &[]).0, StatusCode::SEE_OTHER);
        let report = [("claimed", "80"), ("progress_text", "已发放")];
        assert_eq!(deed(unit(Role::UnitHandler), Deed::Report, &report).0, StatusCode::SEE_OTHER);
        let (status, _, page) =
            deed(office(), Deed::Verify, &[("verified", "90"), ("verify-note", "看过账册")]);
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("#f-verified") && page.contains("看过账册"), "what was typed stays");
        assert_eq!(deed(office(), Deed::Verify, &[("verified", "70")]).0, StatusCode::SEE_OTHER);

        let (_, _, page) = run(edit::edit(desk.call(office(), &path, "", &[])));
        let seen =
            page.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let later = [
            form.as_slice(),
            &[("due_day", ""), ("leader", "李示例"), ("reason", "分工"), ("version", &seen)],
        ]
        .concat();
        assert_eq!(run(edit::amend(desk.call(office(), &path, "", &later))).0, StatusCode::SEE_OTHER);
        let (status, _, page) = run(edit::amend(desk.call(office(), &path, "", &later)));
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(page.contains("<ins>李示例</ins>"), "what the other changed stands beside what was typed");

        assert_eq!(deed(unit(Role::UnitLeader), Deed::Submit, &[]).0, StatusCode::SEE_OTHER);
        let (status, _, page) = deed(office(), Deed::Close, &[]);
        assert!(status == StatusCode::CONFLICT && page.contains("尚无佐证材料"), "no claim closes anything");

        for role in Role::ALL {
            let who = || Context {
                now: noon("2026-11-21"),
                ..if matches!(role, Role::UnitHandler | Role::UnitLeader) {
                    unit(role)
                } else {
                    acting(role, TODAY)
                }
            };
            for query in ["", "at=2026-11-19", "open=1", "vs=2026-01-31"] {
                assert_eq!(run(board::page(desk.call(who(), "/", query, &[]))).0, StatusCode::OK, "{role}");
            }
            assert_eq!(run(board::wall(desk.call(who(), "/wall", "", &[]))).0, StatusCode::OK);
            for query in ["", "q=临时救助", "since=2026-10-31&change=new", "state=submitted&sort=changed"]
            {
                let (status, _, page) = run(list::page(desk.call(who(), "/commitments", query, &[])));
                assert!(status == StatusCode::OK && page.contains("临时救助"), "{role} {query}");
            }
            assert_eq!(run(my_work::page(desk.call(who(), "/my-work", "", &[]))).0, StatusCode::OK);
            assert_eq!(run(detail::page(desk.call(who(), &path, "", &[]))).0, StatusCode::OK);
        }
    });
}
