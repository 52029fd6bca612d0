//! Every page drawn from sample values, in both languages: no word is missing, hostile text stays text, and buttons are
//! those of the role.

use std::sync::Arc;

use qipan_accounts::units::UnitData;
use qipan_accounts::{Unit, UnitKind, Units};
use qipan_kernel::{Actor, Day, Id, Message, Moment, Progress, Role};
use qipan_store::journal::Entry;
use qipan_web::components::Bead;
use qipan_web::{Form, Kept, Lang, LocaleSource, Markup, View, Words};

use super::decide::{Candidate, Why};
use super::deeds::{self, Deed};
use super::rows::{self, Wanted};
use super::setting::Setting;
use super::{board_view, detail, detail_view, edit, edit_view, lines, list_view, my_work, my_work_view};
use crate::commitments::model::{Commitment, Evidence, Report, Review, Source, State, Terms, Version};
use crate::grid::compare::Changes;
use crate::grid::model::Grid;
use crate::lines::model::Line;
use crate::query::When;
use crate::rulebook::Rulebook;

const HOSTILE: &str = "<script>alert(1)</script>\"'&";

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn noon(text: &str) -> Moment {
    day(text).start().plus_ms(12 * 3_600_000)
}

fn words() -> Arc<Words> {
    let (zh, en) = qipan_store::LOCALES;
    let sources = [LocaleSource { zh, en }, qipan_web::LOCALES, qipan_accounts::LOCALES, crate::LOCALES];
    Arc::new(Words::new(&sources))
}

fn actor(role: Role, scope: &[i64]) -> Actor {
    let scope: Vec<Id> = scope.iter().map(|id| Id(*id)).collect();
    Actor { id: Id(900), name: "张示例".into(), role, unit: scope.first().copied(), scope }
}

fn setting(words: &Arc<Words>, lang: Lang, role: Role) -> Setting {
    let unit = |id: i64, kind, name: &str, english: &str| Unit {
        id: Id(id),
        version: 1,
        data: UnitData {
            kind,
            name_zh: name.into(),
            name_en: english.into(),
            sort: id,
            ..UnitData::default()
        },
    };
    let now = noon("2026-11-20");
    let mut view = View::anonymous(words.clone(), lang, "/", now.day());
    view.csrf = "sample".into();
    let scope: &[i64] = if matches!(role, Role::UnitHandler | Role::UnitLeader) { &[1] } else { &[] };
    Setting {
        view,
        actor: actor(role, scope),
        units: Arc::new(Units::new(vec![
            unit(1, UnitKind::Bureau, "民政局", "Civil Affairs Bureau"),
            unit(2, UnitKind::StreetTown, "塘沽街道", "Tanggu Street"),
        ])),
        roster: Arc::default(),
        lines: Arc::new(vec![Line {
            id: Id(10),
            code: "relief".into(),
            name_zh: "困难救助".into(),
            name_en: "Relief".into(),
            keywords: vec!["救助".into()],
            sort: 10,
            active: true,
        }]),
        book: Arc::new(Rulebook::built_in()),
        when: When { at: now, current: true },
        now,
    }
}

/// A commitment in a state, with the light that the built-in rules give it.
fn commitment(id: i64, state: State, due: &str) -> Commitment {
    let terms = Terms {
        statement: format!("临时救助及时发放 {HOSTILE}"),
        kind: Default::default(),
        line: Id(10),
        lead_unit: Id(1),
        cooperating: vec![Id(2)],
        leader: "李示例".into(),
        leader_link: None,
        contact: String::new(),
        measure: "发放率 100%".into(),
        limit_words: "年底前".into(),
        start_day: day("2026-09-01"),
        due_day: Some(day(due)),
        schedule: Some("monthly:25".into()),
        rule_set: "generic".into(),
    };
    let made = noon("2026-09-01");
    let mut version = Version { state, journal_seq: id, ..Version::first(Id(id + 1_000), made, terms) };
    if state != State::Registered {
        version.issued_at = Some(made);
        version.signed_at = Some(made);
        version.claimed = Some(Progress(6_000));
        version.verified = Some(Progress(4_000));
        version.last_report_at = Some(noon("2026-10-24"));
    }
    if matches!(state, State::Reported | State::Submitted) {
        version.unreviewed_since = Some(noon("2026-11-02"));
    }
    if !state.is_open() {
        version.closed_at = Some(noon("2026-11-10"));
        version.closed_by = Some(Id(901));
    }
    version.lights = Rulebook::built_in().evaluate(&version, Vec::new(), made).unwrap();
    Commitment { id: Id(id), number: format!("2026-{id:04}"), created_at: made, version }
}

fn all_states() -> Vec<Commitment> {
    State::ALL.iter().enumerate().map(|(n, state)| commitment(n as i64 + 1, *state, "2026-11-30")).collect()
}

fn detail_of(setting: Setting, commitment: Commitment, refused: Option<(Deed, Kept)>) -> detail::Shown {
    let entry = |seq: i64, act: &str, body: serde_json::Value| Entry {
        seq,
        at: noon("2026-09-01"),
        actor: Id(900),
        actor_name: "张示例".into(),
        act: act.into(),
        kind: "commitment".into(),
        subject: commitment.id,
        n: seq,
        body: body.to_string(),
    };
    let mut later = commitment.version.terms.clone();
    later.due_day = Some(day("2026-12-31"));
    later.leader = HOSTILE.into();
    let amended =
        serde_json::json!({ "reason": HOSTILE, "before": commitment.version.terms, "after": later });
    let acts = [
        "register",
        "issue",
        "sign_for",
        "verify",
        "return",
        "submit",
        "close",
        "strike_off",
        "withdraw",
        "link",
        "opinion",
        "evidence",
        "unheard-of",
    ];
    let mut journal: Vec<Entry> = acts
        .iter()
        .enumerate()
        .map(|(n, act)| {
            entry(
                n as i64 + 10,
                &format!("commitment.{act}"),
                serde_json::json!({ "note": HOSTILE, "verified": 4000, "name": HOSTILE }),
            )
        })
        .collect();
    journal.push(entry(1, "commitment.amend", amended));
    journal.push(entry(2, "commitment.report", serde_json::json!({ "claimed": 6000, "text": HOSTILE })));
    journal.push(Entry { body: "not json".into(), ..entry(3, "commitment.report", serde_json::Value::Null) });
    let report = |review| Report {
        id: Id(5),
        at: noon("2026-10-24"),
        actor_name: HOSTILE.into(),
        unit: Some(Id(1)),
        claimed: Progress(6_000),
        progress_text: HOSTILE.into(),
        problems: "缺口".into(),
        next_step: String::new(),
        review,
        verified: Some(Progress(4_000)),
        reviewed_at: Some(noon("2026-10-26")),
        reviewer_name: Some("王示例".into()),
        review_note: Some(HOSTILE.into()),
    };
    detail::Shown {
        bound: None,
        readings: Vec::new(),
        may_bind: false,
        deeds: deeds::allowed(&setting.actor, &commitment),
        versions: vec![commitment.clone()],
        sources: vec![Source {
            document: Some(Id(77)),
            span: (3, 30),
            words: HOSTILE.into(),
            cited: HOSTILE.into(),
        }],
        reports: vec![
            report(Review::Pending),
            report(Review::Verified),
            report(Review::Returned),
            report(Review::Returned),
        ],
        evidence: vec![Evidence {
            id: Id(6),
            report: None,
            at: noon("2026-10-24"),
            actor_name: "张示例".into(),
            name: format!("{HOSTILE}.pdf"),
            media_type: "application/pdf".into(),
            size: 2_345_678,
            digest: "ab".repeat(32),
            note: HOSTILE.into(),
        }],
        opinions: vec![(noon("2026-11-01"), "王示例".into(), HOSTILE.into())],
        journal,
        commitment,
        chains: vec![vec![bead(false), bead(true)], vec![bead(true)]],
        refused,
        setting,
    }
}

/// A thing of a chain that another part of the program tells of.
fn bead(here: bool) -> Bead {
    Bead {
        sort: "project",
        sort_name: HOSTILE.into(),
        number: HOSTILE.into(),
        name: HOSTILE.into(),
        href: "/projects/1".into(),
        state: HOSTILE.into(),
        light: Some(qipan_web::components::Light::Yellow),
        here,
    }
}

fn board_of(setting: Setting, all: &[Commitment]) -> board_view::Shown {
    let mut grid = Grid { at: setting.when.at, cells: Default::default() };
    for one in all.iter().filter(|one| one.version.state != State::Withdrawn) {
        let cell = grid.cells.entry((one.version.terms.lead_unit, one.version.terms.line)).or_default();
        cell.add(one.version.light_at(setting.when.at), one.version.unverified());
        cell.add_timed(true);
    }
    let wanted = Wanted::default();
    let whys = [Why::Red, Why::Submitted, Why::Waiting, Why::Soon];
    board_view::Shown {
        empty: grid.cells.is_empty(),
        totals: rows::sum(&setting.units, &grid, &wanted),
        suspended: 2,
        rows: rows::rows(&setting.units, &grid, &wanted),
        cards: all.iter().zip(whys).map(|(one, why)| Candidate { commitment: one.clone(), why }).collect(),
        changes: Changes { closed: vec![Id(1)], ..Changes::default() },
        days: vec![("第42次常务会议".into(), day("2026-10-31"))],
        vs: Some(day("2026-10-31")),
        first: day("2026-01-01"),
        wanted,
        setting,
    }
}

fn list_of(setting: Setting, rows: Vec<Commitment>, query: &str) -> list_view::Shown {
    let query = Form::parse(query.as_bytes()).unwrap();
    list_view::Shown { setting, rows, before: None, after: None, unit: Some(Id(1)), changed: None, query }
}

/// Every page for one role in one language.
fn pages(words: &Arc<Words>, lang: Lang, role: Role) -> Vec<(String, Markup)> {
    let set = || setting(words, lang, role);
    let all = all_states();
    let mut pages = vec![
        ("board".to_owned(), board_view::page(&board_of(set(), &all))),
        ("empty board".to_owned(), board_view::page(&board_of(set(), &[]))),
        ("wall".to_owned(), board_view::wall(&board_of(set(), &all))),
        ("list".to_owned(), list_view::page(&list_of(set(), all.clone(), "light=red&q=%3Cscript%3E"))),
        ("empty list".to_owned(), list_view::page(&list_of(set(), Vec::new(), ""))),
        ("lines".to_owned(), lines::draw(&lines::Shown { setting: set(), kept: Kept::empty() })),
    ];
    let calendar = &Rulebook::built_in().calendar;
    let groups = my_work::groups_of_unit(all.clone(), noon("2026-11-20"), calendar);
    pages.push((
        "my work".to_owned(),
        my_work_view::page(&my_work::Shown { setting: set(), groups, answers: None }),
    ));
    let city = [
        my_work::Group::Issue,
        my_work::Group::Review,
        my_work::Group::Close,
        my_work::Group::StrikeOff,
        my_work::Group::Unverified,
    ];
    let groups = city.map(|group| (group, all.clone())).to_vec();
    pages.push((
        "city's work".to_owned(),
        my_work_view::page(&my_work::Shown { setting: set(), groups, answers: None }),
    ));
    pages.push((
        "no work".to_owned(),
        my_work_view::page(&my_work::Shown { setting: set(), groups: Vec::new(), answers: None }),
    ));
    for one in &all {
        let name = format!("detail {}", one.version.state.as_str());
        pages.push((name, detail_view::page(&detail_of(set(), one.clone(), None))));
    }
    let mut past = set();
    past.when = When { at: day("2026-10-01").end(), current: false };
    pages.push(("past detail".to_owned(), detail_view::page(&detail_of(past, all[3].clone(), None))));
    let kept = Kept::with(edit::values(&set(), &all[3].version.terms));
    let of = Some(all[3].clone());
    let meanwhile = Vec::new();
    pages.push((
        "edit".to_owned(),
        edit_view::page(&edit_view::Editing { setting: set(), kept, of, meanwhile }),
    ));
    let (kept, meanwhile) = (Kept::empty(), Vec::new());
    pages.push((
        "new".to_owned(),
        edit_view::page(&edit_view::Editing { setting: set(), kept, of: None, meanwhile }),
    ));
    pages
}

#[test]
fn every_page_has_its_words_and_escapes_what_people_wrote() {
    let words = words();
    for lang in Lang::ALL {
        for role in Role::ALL {
            for (name, page) in pages(&words, lang, role) {
                let html = page.into_string();
                let place = || format!("{name}, {role}, {}", lang.as_str());
                let missing = html.find('⟦').map(|at| html[at..].chars().take(40).collect::<String>());
                assert_eq!(missing, None, "{}", place());
                assert!(!html.contains("<script>alert"), "{}", place());
                assert!(!html.contains("\"'&"), "{}", place());
                let mut ids: Vec<&str> =
                    html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
                let all = ids.len();
                ids.sort_unstable();
                ids.dedup();
                assert_eq!(ids.len(), all, "an id stands twice: {}", place());
            }
        }
    }
}

#[test]
fn words_are_complete() {
    let faults: Vec<String> =
        words().faults().into_iter().filter(|fault| !fault.starts_with("nav-")).collect();
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn deeds_are_those_of_role_unit_and_state() {
    use Deed::*;
    let table: &[(Role, &[i64], State, &[Deed])] = &[
        (Role::Supervision, &[], State::Registered, &[Issue, Amend, Withdraw]),
        (Role::Supervision, &[], State::Issued, &[Amend, Suspend, Withdraw]),
        (Role::Supervision, &[], State::Reported, &[Verify, Return, Amend, Suspend, Withdraw]),
        (Role::Supervision, &[], State::Submitted, &[Close, Return, Amend, Suspend, Withdraw]),
        (Role::Supervision, &[], State::Suspended, &[Resume, Amend, Withdraw]),
        (Role::UnitHandler, &[1], State::Suspended, &[Evidence]),
        (Role::CityLeader, &[], State::Suspended, &[Opinion]),
        (Role::Supervision, &[], State::Closed, &[StrikeOff]),
        (Role::Supervision, &[], State::StruckOff, &[]),
        (Role::UnitHandler, &[1], State::Registered, &[]),
        (Role::UnitHandler, &[1], State::Issued, &[SignFor, Evidence]),
        (Role::UnitHandler, &[1], State::InProgress, &[Report, Evidence]),
        (Role::UnitHandler, &[2], State::InProgress, &[Report, Evidence]),
        (Role::UnitHandler, &[3], State::InProgress, &[]),
        (Role::UnitLeader, &[1], State::InProgress, &[Report, Evidence, Submit]),
        (Role::UnitLeader, &[2], State::InProgress, &[Report, Evidence]),
        (Role::UnitLeader, &[1], State::Closed, &[]),
        (Role::CityLeader, &[], State::InProgress, &[Opinion]),
        (Role::CityLeader, &[], State::Closed, &[StrikeOff, Opinion]),
        (Role::Auditor, &[], State::InProgress, &[]),
        (Role::Administrator, &[], State::InProgress, &[]),
    ];
    for (role, scope, state, expected) in table {
        let found = deeds::allowed(&actor(*role, scope), &commitment(1, *state, "2026-12-31"));
        assert_eq!(&found, expected, "{role} {scope:?} {state:?}");
    }
    let mut own = commitment(1, State::Closed, "2026-12-31");
    own.version.closed_by = Some(Id(900));
    assert_eq!(deeds::allowed(&actor(Role::Supervision, &[]), &own), [], "not by who closed it");
}

#[test]
fn a_past_day_offers_no_act_and_says_that_it_is_past() {
    let words = words();
    let mut past = setting(&words, Lang::En, Role::Supervision);
    past.when = When { at: day("2026-10-01").end(), current: false };
    let mut shown = detail_of(past, commitment(1, State::Registered, "2026-11-30"), None);
    shown.deeds.clear();
    let html = detail_view::page(&shown).into_string();
    assert!(html.contains("at the end of 1 Oct 2026"));
    assert!(!html.contains("method=\"post\" action=\"/commitments"));
}

#[test]
fn a_refused_form_keeps_what_was_typed_and_names_the_field() {
    let words = words();
    let form = Form::from_pairs([("return-note", ""), ("verified", "120"), ("verify-note", "看过现场")]);
    let failure = form.read(|r| r.required_progress("verified")).unwrap_err();
    let kept = Kept::refused(&form, &failure);
    let one = commitment(1, State::Reported, "2026-11-30");
    let shown = detail_of(setting(&words, Lang::Zh, Role::Supervision), one, Some((Deed::Verify, kept)));
    let html = detail_view::page(&shown).into_string();
    assert!(
        html.contains("value=\"120\"") && html.contains("看过现场") && html.contains("href=\"#f-verified\"")
    );
}

#[test]
fn a_units_work_is_sorted_by_what_must_be_done() {
    let now = noon("2026-11-20");
    let calendar = &Rulebook::built_in().calendar;
    let mut all = all_states();
    all.push(commitment(20, State::InProgress, "2026-11-02"));
    all.push(commitment(21, State::InProgress, "2026-11-24"));
    let mut returned = commitment(22, State::InProgress, "2027-06-30");
    returned.version.returned_at = Some(noon("2026-11-18"));
    all.push(returned);
    let groups = my_work::groups_of_unit(all, now, calendar);
    let ids = |group| {
        let found = groups.iter().find(|(other, _)| *other == group);
        found.map(|(_, rows)| rows.iter().map(|one| one.id.0).collect::<Vec<_>>()).unwrap_or_default()
    };
    assert_eq!(ids(my_work::Group::SignFor), [2]);
    assert_eq!(ids(my_work::Group::Red), [20]);
    assert_eq!(ids(my_work::Group::Soon), [21]);
    assert_eq!(ids(my_work::Group::Returned), [22]);
    assert_eq!(ids(my_work::Group::Others), [5, 6], "reported and submitted wait for others");
}

#[test]
fn what_must_be_decided_is_a_mixture_of_six() {
    let calendar = &Rulebook::built_in().calendar;
    let one = |id: i64, why, state, due: &str| Candidate { commitment: commitment(id, state, due), why };
    let mut found: Vec<Candidate> =
        (1..=8).map(|n| one(n, Why::Red, State::InProgress, &format!("2026-10-{n:02}"))).collect();
    found.push(one(20, Why::Submitted, State::Submitted, "2026-12-01"));
    found.push(one(21, Why::Waiting, State::Reported, "2026-12-01"));
    found.push(one(22, Why::Soon, State::InProgress, "2026-11-23"));
    let mut fresh = one(23, Why::Waiting, State::Reported, "2026-12-01");
    fresh.commitment.version.unreviewed_since = Some(noon("2026-11-19"));
    found.push(fresh);
    let chosen = super::decide::choose(found, calendar, day("2026-11-20"));
    let ids: Vec<i64> = chosen.iter().map(|one| one.commitment.id.0).collect();
    assert_eq!(ids, [1, 2, 3, 20, 21, 22], "the longest overdue first, and one of each other reason");
}

#[test]
fn messages_of_acts_exist() {
    let words = words();
    for lang in Lang::ALL {
        for deed in Deed::ALL {
            assert!(words.has(lang, deed.done()) && words.has(lang, deed.key()), "{deed:?}");
        }
        let many = Message::new("done-issue-many").with("issued", 3_i64).with("left", 0_i64);
        assert!(words.msg(lang, &many).contains('3'));
    }
}
