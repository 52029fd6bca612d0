//! The life of every commitment of the demonstration city, act by act, in the order of time.

use std::collections::BTreeMap;
use std::sync::Arc;

use qipan_accounts::people::{Bearer, Roster};
use qipan_accounts::units::{UnitKind, Units};
use qipan_board::commitments::commands::{self, Acting, Registration, ReportInput};
use qipan_board::commitments::model::{Evidence, Kind, Source, Terms};
use qipan_board::rulebook::Rulebook;
use qipan_kernel::{Actor, Context, Day, Id, IdSource, Moment, Outcome, Progress, Role};
use qipan_store::{Db, journal};

use super::at;
use super::city::{FOUNDED, PATTERNS, PROBLEM_WORDS, PROGRESS_WORDS};

/// A small generator of repeatable chance (SplitMix64).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from `least` to `most`.
    pub(super) fn range(&mut self, least: i64, most: i64) -> i64 {
        least + (self.next() % (most - least + 1) as u64) as i64
    }

    /// True `percent` times of a hundred.
    pub(super) fn percent(&mut self, percent: i64) -> bool {
        self.range(1, 100) <= percent
    }
}

/// One act that will be done.
enum Deed {
    Register(Box<Registration>),
    Issue,
    SignFor,
    Report(ReportInput),
    Evidence,
    Verify(Progress),
    Slip(Day),
    Submit,
    Close,
    StrikeOff,
}

/// Does everything that happened until `today`, in the order in which it happened.
pub fn live(
    db: &Db,
    ids: &Arc<IdSource>,
    book: &Arc<Rulebook>,
    (units, roster): (&Units, &Roster),
    lines: &[Id],
    today: Day,
    progress: &mut impl FnMut(usize, usize),
) -> Outcome<()> {
    let plan = Arc::new(plan(units, roster, lines, today));
    let total = plan.len();
    let mut known: Arc<BTreeMap<usize, (Id, Id)>> = Arc::default();
    let batch = 400;
    for start in (0..total).step_by(batch) {
        let (ids, book, acts, before) = (ids.clone(), book.clone(), plan.clone(), known.clone());
        known = Arc::new(db.write_now(move |tx| {
            let mut known = (*before).clone();
            for (now, number, deed) in &acts[start..(start + batch).min(acts.len())] {
                let unit = known.get(number).map(|(_, unit)| *unit);
                let context = Context { actor: actor_of(deed, unit), now: *now };
                let mut acting = Acting { tx, context: &context, ids: &ids, book: &book };
                if let Some(made) = perform(&mut acting, known.get(number).map(|(id, _)| *id), deed)? {
                    known.insert(*number, made);
                }
            }
            Ok(known)
        })?);
        let done = (start + batch).min(total);
        let sealed_at = plan[done - 1].0;
        db.write_now(move |tx| journal::seal(tx, sealed_at))?;
        progress(done, total);
    }
    Ok(())
}

fn actor_of(deed: &Deed, unit: Option<Id>) -> Actor {
    let (id, name, role, unit) = match deed {
        Deed::SignFor | Deed::Report(_) | Deed::Evidence => (102, "陈示例", Role::UnitHandler, unit),
        Deed::Submit => (103, "刘示例", Role::UnitLeader, unit),
        Deed::StrikeOff => (104, "王示例", Role::CityLeader, None),
        _ => (101, "张示例", Role::Supervision, None),
    };
    Actor { id: Id(id), name: name.into(), role, unit, scope: unit.into_iter().collect() }
}

fn perform(acting: &mut Acting<'_, '_>, id: Option<Id>, deed: &Deed) -> Outcome<Option<(Id, Id)>> {
    if let Deed::Register(registration) = deed {
        let made = commands::register(acting, std::slice::from_ref(registration))?;
        return Ok(made.first().map(|one| (one.id, one.version.terms.lead_unit)));
    }
    let id = id.unwrap_or_default();
    match deed {
        Deed::Register(_) => {}
        Deed::Issue => drop(commands::issue(acting, id)?),
        Deed::SignFor => drop(commands::sign_for(acting, id)?),
        Deed::Report(input) => drop(commands::report(acting, id, input)?),
        Deed::Evidence => drop(commands::add_evidence(acting, id, evidence())?),
        Deed::Verify(verified) => drop(commands::verify(acting, id, *verified, "现场核查与材料一致")?),
        Deed::Slip(due) => {
            let before = qipan_board::commitments::store::load(acting.tx, id)?;
            let terms = Terms { due_day: Some(*due), ..before.version.terms.clone() };
            commands::amend(acting, id, before.version.no, &terms, "前期手续调整，经分管领导批准延期")?;
        }
        Deed::Submit => drop(commands::submit(acting, id, "已完成全部任务，申请办结")?),
        Deed::Close => drop(commands::close(acting, id, "材料齐全，同意办结")?),
        Deed::StrikeOff => drop(commands::strike_off(acting, id, "同意销号")?),
    }
    Ok(None)
}

/// The text of every piece of evidence of the demonstration city.
pub const EVIDENCE: &[u8] = "示例佐证材料：阶段性成果确认单（演示数据）\n".as_bytes();

pub(super) fn evidence() -> Evidence {
    Evidence {
        id: Id(0),
        report: None,
        at: Moment(0),
        actor_name: String::new(),
        name: "阶段成果确认单（示例）.txt".into(),
        media_type: "text/plain".into(),
        size: EVIDENCE.len() as i64,
        digest: qipan_records::files::digest(EVIDENCE),
        note: "阶段成果".into(),
    }
}

type Planned = (Moment, usize, Deed);

/// Everything that happens, by its moment.
fn plan(units: &Units, roster: &Roster, lines: &[Id], today: Day) -> Vec<Planned> {
    let mut dice = Dice(0x0071_6970_616e);
    let mut all = Vec::new();
    let mut number = 0;
    let leads: Vec<(Id, UnitKind)> = units
        .iter()
        .filter(|unit| unit.data.kind != UnitKind::Enterprise && unit.data.active_on(today))
        .map(|unit| (unit.id, unit.data.kind))
        .collect();
    // An executive meeting about every second week; each gives some commitments. The 42nd is the seeds' own.
    let mut meeting = FOUNDED + 4;
    let mut ordinal = 12;
    while meeting <= today - 3 {
        // The office took up its work by and by: few matters at first, more each year.
        let most = 6 + i64::from(meeting - FOUNDED) / 40;
        for _ in 0..dice.range(most / 2, most) {
            let (unit, kind) = leads[dice.range(0, leads.len() as i64 - 1) as usize];
            let line = line_for(kind, &mut dice);
            number += 1;
            let leader = roster.posts().iter().find(|post| post.data.unit == unit);
            let leader = leader.and_then(|post| {
                let (person, _) = roster.holder_of(post.id, meeting)?;
                Some((person.name.clone(), Bearer::Post(post.id)))
            });
            let place = (unit, lines[line], line);
            one(&mut all, &mut dice, number, &leads, place, leader, (meeting, ordinal), today);
        }
        meeting = meeting + dice.range(12, 17) as i32;
        ordinal += 1;
    }
    all.sort_by_key(|(moment, number, _)| (*moment, *number));
    all.retain(|(moment, _, _)| *moment <= at(today, 8, 30));
    all
}

/// Which line a unit's work is on: streets do relief and safety more often, zones projects and investment.
fn line_for(kind: UnitKind, dice: &mut Dice) -> usize {
    let weights: [i64; 8] = match kind {
        UnitKind::FunctionalZone => [3, 1, 1, 5, 3, 2, 3, 5],
        UnitKind::StreetTown => [2, 4, 4, 2, 5, 1, 3, 1],
        _ => [3, 2, 2, 3, 3, 3, 2, 2],
    };
    let mut left = dice.range(1, weights.iter().sum());
    weights
        .iter()
        .position(|weight| {
            left -= weight;
            left <= 0
        })
        .unwrap_or(0)
}

#[allow(clippy::too_many_arguments)] // one place where a whole invented life comes together
fn one(
    all: &mut Vec<Planned>,
    dice: &mut Dice,
    number: usize,
    leads: &[(Id, UnitKind)],
    (unit, line_id, line): (Id, Id, usize),
    leader: Option<(String, Bearer)>,
    (meeting, ordinal): (Day, i64),
    today: Day,
) {
    let patterns = PATTERNS[line];
    let pattern = &patterns[dice.range(0, patterns.len() as i64 - 1) as usize];
    let count = dice.range(i64::from(pattern.least), i64::from(pattern.most)).to_string();
    let days = (i64::from(pattern.days) * dice.range(70, 140) / 100) as i32;
    let due = meeting + days;
    let partner = leads[dice.range(0, leads.len() as i64 - 1) as usize].0;
    let statement = pattern.statement.replace("{n}", &count);
    let terms = Terms {
        statement: statement.clone(),
        kind: if pattern.measure.is_empty() { Kind::Task } else { Kind::Target },
        line: line_id,
        lead_unit: unit,
        cooperating: if partner != unit && dice.percent(45) { vec![partner] } else { Vec::new() },
        leader: leader.as_ref().map(|(name, _)| name.clone()).unwrap_or_default(),
        leader_link: leader.map(|(_, post)| post),
        contact: "联络员（示例）".into(),
        measure: pattern.measure.replace("{n}", &count),
        limit_words: format!("{}年{}月底前", due.ymd().0, due.ymd().1),
        start_day: meeting,
        due_day: Some(due.month_end()),
        schedule: (days > 120).then(|| "monthly:25".to_owned()),
        rule_set: "generic".into(),
    };
    let due = due.month_end();
    let source = Source {
        document: None,
        span: (0, 0),
        words: format!("会议要求，{statement}，{}年{}月底前完成。", due.ymd().0, due.ymd().1),
        cited: format!("区政府第{ordinal}次常务会议纪要"),
    };
    let mut put = |day: Day, hour: i64, deed: Deed| {
        all.push((at(day, hour, (number % 60) as i64), number, deed));
    };
    let registered = meeting + 1;
    put(registered, 9, Deed::Register(Box::new(Registration { terms, sources: vec![source], number: None })));
    put(registered, 15, Deed::Issue);
    // A few are never signed for in time, as in life.
    let signed = registered + if dice.percent(92) { dice.range(1, 3) } else { dice.range(8, 30) } as i32;
    put(signed, 10, Deed::SignFor);

    // Pace in percent of what time asks for: most are on plan, some lag, a few stall.
    let pace = match dice.range(1, 100) {
        1..=80 => dice.range(104, 135),
        81..=94 => dice.range(78, 99),
        _ => dice.range(35, 70),
    };
    let diligent = dice.percent(93);
    let span = f64::from(due - meeting).max(1.0);
    let finish = meeting + (span * 100.0 / pace as f64).min(span * 1.6) as i32;
    let mut verified = Progress::NONE;
    let mut report_day = next_report(signed + 1);
    let mut slipped = false;
    while report_day < finish && report_day <= today {
        let share = (f64::from(report_day - meeting) / f64::from((finish - meeting).max(1)) * 96.0) as i32;
        let claimed = Progress::percent((share + dice.range(0, 5) as i32).clamp(1, 96)).unwrap_or_default();
        if diligent || dice.percent(70) {
            let words = PROGRESS_WORDS[(claimed.0 as usize / 1_700).min(5)];
            let input = ReportInput {
                claimed,
                progress_text: words.into(),
                problems: PROBLEM_WORDS[dice.range(0, 4) as usize].into(),
                next_step: "按节点推进".into(),
            };
            put(report_day, 11, Deed::Report(input));
            if dice.percent(40) {
                put(report_day, 14, Deed::Evidence);
            }
            // The office reviews most reports within days and finds somewhat less than was claimed now and then.
            let review = report_day + dice.range(1, 5) as i32;
            if dice.percent(90) && review < next_report(report_day + 1).min(finish) {
                let found =
                    Progress(claimed.0 - if dice.percent(25) { dice.range(200, 900) as i32 } else { 0 })
                        .max(verified);
                if found <= claimed {
                    put(review, 16, Deed::Verify(found));
                    verified = found;
                }
            }
        }
        if !slipped
            && finish > due + 20
            && report_day > due - 40
            && report_day + 2 < finish
            && dice.percent(50)
        {
            slipped = true;
            put(report_day + 2, 17, Deed::Slip((due + dice.range(30, 90) as i32).month_end()));
        }
        report_day = next_report(report_day + 1);
    }
    if finish <= today {
        put(finish, 9, Deed::Evidence);
        put(finish, 10, Deed::Submit);
        let closed = finish + dice.range(2, 9) as i32;
        put(closed, 10, Deed::Close);
        if dice.percent(80) {
            put(closed + dice.range(2, 20) as i32, 16, Deed::StrikeOff);
        }
    }
}

/// The next 25th from `day` on; a weekend gives way to the Monday after it.
fn next_report(day: Day) -> Day {
    let this = day.month_start() + 23;
    let date = if day <= this + 1 { this + 1 } else { day.month_start().plus_months(1) + 24 };
    if date.weekday() >= 5 { date + (7 - date.weekday() as i32) } else { date }
}
