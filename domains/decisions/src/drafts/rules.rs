//! What a draft is made of, and what may happen to it. Pure: values in, values or a refusal out.

use qipan_board::commitments::model::{Kind, Terms};
use qipan_kernel::calendar::Calendar;
use qipan_kernel::{Arg, Day, Failure, Outcome};
use qipan_records::documents::Facts;

use super::model::{Data, Missing, Origin, Status, Unknown};
use crate::extract::{
    self, DocumentFacts, DocumentKind, Passage, TimeForm, TimeLimit, TimeProblem, TimeUnit, UnitRef,
};

/// The acts on one draft.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// Agree with it.
    Accept,
    /// Drop it.
    Reject,
    /// Take the decision back.
    Undo,
    /// Change, split or merge it.
    Change,
    /// Put it on the board.
    Register,
    /// Say that a commitment on the board is the same.
    Link,
}

/// Rule draft-status — what is on the board is no draft any more; every decision before that can be taken back.
///
/// # Errors
/// `draft-wrong-status` names the status that does not allow the act.
pub fn after(status: Status, step: Step) -> Outcome<Status> {
    use Status as S;
    match (step, status) {
        (Step::Accept, S::Proposed | S::Rejected) => Ok(S::Accepted),
        (Step::Reject, S::Proposed | S::Accepted) => Ok(S::Rejected),
        (Step::Undo, S::Accepted | S::Rejected | S::Merged) => Ok(S::Proposed),
        (Step::Change, open) if open.is_open() => Ok(open),
        (Step::Register, S::Accepted) => Ok(S::Registered),
        (Step::Link, S::Proposed | S::Accepted) => Ok(S::Linked),
        _ => Err(Failure::conflict("draft-wrong-status").with_key("status", status.key())),
    }
}

trait WithKey {
    fn with_key(self, name: &'static str, key: &'static str) -> Self;
}

impl WithKey for Failure {
    fn with_key(self, name: &'static str, key: &'static str) -> Failure {
        self.with(name, Arg::Key(key.into()))
    }
}

/// Rule draft-complete — a commitment has one lead unit and one line (一事一项, a row and a column of the board).
pub fn missing(data: &Data) -> Vec<Missing> {
    let mut missing = Vec::new();
    if data.lead.is_none() {
        missing.push(Missing::Lead);
    }
    if data.line.is_none() {
        missing.push(Missing::Line);
    }
    missing
}

/// The kind of minutes of meetings (会议纪要), as it is stored.
pub const MINUTES: &str = "minutes";

/// The kind of a document as it is stored.
pub fn kind_word(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Minutes => MINUTES,
        DocumentKind::Plan => "plan",
        DocumentKind::TaskDivision => "task_division",
        DocumentKind::Opinion => "opinion",
        DocumentKind::News => "news",
        DocumentKind::Other => "other",
    }
}

/// The facts of a document, without the words they were found in.
pub fn facts(found: &DocumentFacts) -> Facts {
    let text =
        |found: &Option<extract::Found<String>>| found.as_ref().map_or(String::new(), |f| f.value.clone());
    Facts {
        title: text(&found.title),
        issuer: text(&found.issuer),
        number: text(&found.number),
        kind: kind_word(found.kind).to_owned(),
        day: found.date.as_ref().map(|date| date.value),
        meeting: text(&found.meeting),
        ordinal: found.ordinal.as_ref().map(|ordinal| i64::from(ordinal.value)),
    }
}

/// How far into minutes the day of the meeting is looked for, in characters.
const OPENING: usize = 600;

/// Rule minutes-day — minutes without a date of their own are of the day on which they say that the meeting was held:
/// “2026年11月2日，区长主持召开…” in their opening.
pub fn meeting_day(text: &str) -> Option<Day> {
    let end = text.char_indices().nth(OPENING).map_or(text.len(), |(at, _)| at);
    text[..end].split(['。', '\n']).find_map(|sentence| {
        let held = ["召开", "举行", "主持"].iter().filter_map(|word| sentence.find(word)).min()?;
        let day = sentence[..held].rfind('日')? + '日'.len_utf8();
        let year = sentence[..day].rfind('年')?;
        let start = sentence[..year]
            .rfind(|c: char| !c.is_ascii_digit())
            .map_or(0, |at| at + sentence[at..].chars().next().map_or(1, char::len_utf8));
        sentence[start..day].parse().ok()
    })
}

/// The draft of a passage that the rules take for a commitment; `None` for other passages.
pub fn from_passage(passage: &Passage, day: Option<Day>, calendar: &Calendar) -> Option<Data> {
    let draft = passage.draft.clone()?;
    let origin = Origin {
        rule: passage.rule,
        confidence: passage.confidence,
        headings: passage.heading_path.clone(),
        speaker: passage.speaker.as_ref().map(|speaker| speaker.value.clone()),
        draft,
    };
    Some(from_origin(origin, day, calendar))
}

/// A draft with the values that the rules found.
pub fn from_origin(origin: Origin, day: Option<Day>, calendar: &Calendar) -> Data {
    let draft = &origin.draft;
    let lead = draft.lead.as_ref().and_then(|unit| unit.matched);
    let mut cooperating = Vec::new();
    for unit in draft.cooperating.iter().filter_map(|unit| unit.matched) {
        if Some(unit) != lead && !cooperating.contains(&unit) {
            cooperating.push(unit);
        }
    }
    let limit = draft.limit.as_ref();
    let (kind, schedule) = limit.map_or((Kind::Task, None), |limit| rhythm(&limit.value));
    Data {
        statement: draft.statement.clone(),
        kind,
        line: draft.line.as_ref().map(|line| line.value),
        lead,
        cooperating,
        leader: draft.leader.as_ref().map_or(String::new(), |leader| leader.value.clone()),
        leader_link: None,
        measure: words_of(draft.measures.iter().map(|measure| measure.words.as_str())),
        limit_words: limit.map_or(String::new(), |limit| limit.words.trim().to_owned()),
        due_day: limit.and_then(|limit| last_day(&limit.value, day, calendar)),
        start_day: None,
        schedule,
        unknown: unknown(draft),
        origin: Some(origin),
    }
}

fn words_of<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut seen: Vec<&str> = Vec::new();
    for word in words.map(str::trim) {
        if !seen.contains(&word) {
            seen.push(word);
        }
    }
    seen.join("；")
}

fn unknown(draft: &extract::Draft) -> Vec<Unknown> {
    let named = |lead: bool| {
        move |unit: &UnitRef| Unknown { name: unit.name.clone(), lead, collective: unit.collective }
    };
    let mut all: Vec<Unknown> = Vec::new();
    let lead = draft.lead.iter().filter(|unit| unit.matched.is_none()).map(named(true));
    let others = draft.cooperating.iter().filter(|unit| unit.matched.is_none()).map(named(false));
    for one in lead.chain(others) {
        if !all.iter().any(|known| known.name == one.name) {
            all.push(one);
        }
    }
    all
}

/// A limit in working days needs the calendar; the other forms have their day already.
fn last_day(limit: &TimeLimit, day: Option<Day>, calendar: &Calendar) -> Option<Day> {
    match (&limit.form, limit.problem, limit.day, day) {
        (_, _, Some(found), _) => Some(found),
        (
            TimeForm::Relative { count, unit: TimeUnit::WorkingDay },
            Some(TimeProblem::WorkingDays),
            None,
            Some(from),
        ) => Some(calendar.add_working_days(from, i32::try_from(*count).ok()?).day),
        _ => None,
    }
}

/// What a limit without a day says about the sort of promise and its reports.
fn rhythm(limit: &TimeLimit) -> (Kind, Option<String>) {
    match &limit.form {
        TimeForm::LongTerm => (Kind::Standing, None),
        TimeForm::Recurring { every, at } => {
            let schedule = match every {
                TimeUnit::Month => {
                    format!("monthly:{}", at.filter(|day| (1..=31).contains(day)).unwrap_or(31))
                }
                TimeUnit::Quarter => "quarterly".to_owned(),
                TimeUnit::TenDays => "ten_day".to_owned(),
                TimeUnit::Week => "weekly".to_owned(),
                _ => return (Kind::Task, None),
            };
            (Kind::Task, Some(schedule))
        }
        _ => (Kind::Task, None),
    }
}

/// An older document has been on paper for long before it comes onto the board: its work counts from then.
const DAYS_BACK: i32 = 366;

/// The terms of the commitment that a complete draft becomes. Work counts from the stated start, else from the
/// document's day (unless that is more than a year ago), else from today; a limit before that day counts from the limit
/// itself.
///
/// # Errors
/// `draft-lead-missing`, `draft-line-missing`.
pub fn terms(data: &Data, day: Option<Day>, today: Day) -> Outcome<Terms> {
    let lacking = missing(data).into_iter().map(|one| match one {
        Missing::Lead => Failure::invalid("draft-lead-missing").at("lead"),
        Missing::Line => Failure::invalid("draft-line-missing").at("line"),
    });
    Failure::collect(lacking.collect())?;
    let start = data.start_day.or(day.filter(|day| today - *day <= DAYS_BACK)).unwrap_or(today);
    let start = match (data.start_day, data.due_day) {
        (None, Some(due)) if due < start => due,
        _ => start,
    };
    let lead = data.lead.unwrap_or_default();
    Ok(Terms {
        statement: data.statement.trim().to_owned(),
        kind: data.kind,
        line: data.line.unwrap_or_default(),
        lead_unit: lead,
        cooperating: data.cooperating.iter().copied().filter(|unit| *unit != lead).collect(),
        leader: data.leader.clone(),
        leader_link: data.leader_link,
        contact: String::new(),
        measure: data.measure.clone(),
        limit_words: data.limit_words.clone(),
        start_day: start,
        due_day: data.due_day,
        schedule: data.schedule.clone(),
        rule_set: "generic".to_owned(),
    })
}

/// The two halves of a draft that is split after `at` characters of its statement. Both keep all other values: a
/// person takes away what belongs to the other half.
///
/// # Errors
/// `draft-split-empty` when one half would say nothing.
pub fn split(data: &Data, at: usize) -> Outcome<(Data, Data)> {
    let cut = data.statement.char_indices().nth(at).map_or(data.statement.len(), |(byte, _)| byte);
    let (first, second) = data.statement.split_at(cut);
    let edges =
        |c: char| c.is_whitespace() || matches!(c, '，' | '；' | '、' | '。' | ',' | ';' | '：' | ':');
    let (first, second) = (first.trim_matches(edges), second.trim_matches(edges));
    if first.is_empty() || second.is_empty() {
        return Err(Failure::invalid("draft-split-empty").at("at"));
    }
    let half = |words: &str| Data { statement: words.to_owned(), ..data.clone() };
    Ok((half(first), half(second)))
}

/// The places where a statement may be split: after each mark of punctuation that has words on both sides, in
/// characters.
pub fn split_points(statement: &str) -> Vec<usize> {
    let marks = |c: char| matches!(c, '，' | '；' | '、' | '。' | ',' | ';' | '.' | '：' | ':' | '！');
    let count = statement.chars().count();
    let points = statement.chars().enumerate().filter(|(at, c)| marks(*c) && *at > 0 && at + 1 < count);
    points.map(|(at, _)| at + 1).collect()
}

/// One draft out of several: the first one's values, with what the others add.
pub fn merge(all: &[&Data]) -> Data {
    let Some((first, others)) = all.split_first() else { return Data::default() };
    let mut merged = (*first).clone();
    let chinese = merged.statement.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    for other in others {
        if !other.statement.is_empty() && other.statement != merged.statement {
            merged.statement = merged.statement.trim_end_matches(['。', '.', '；', ';']).to_owned();
            merged.statement.push_str(if chinese { "；" } else { "; " });
            merged.statement.push_str(&other.statement);
        }
        merged.lead = merged.lead.or(other.lead);
        merged.line = merged.line.or(other.line);
        for unit in other.lead.iter().chain(&other.cooperating) {
            if Some(*unit) != merged.lead && !merged.cooperating.contains(unit) {
                merged.cooperating.push(*unit);
            }
        }
        if merged.leader.is_empty() {
            merged.leader = other.leader.clone();
            merged.leader_link = other.leader_link;
        }
        merged.measure =
            words_of([merged.measure.as_str(), &other.measure].into_iter().filter(|text| !text.is_empty()));
        // The later of two limits: the whole is done when its last part is.
        if other.due_day > merged.due_day {
            merged.due_day = other.due_day;
            merged.limit_words = other.limit_words.clone();
        }
        for one in &other.unknown {
            if !merged.unknown.iter().any(|known| known.name == one.name) {
                merged.unknown.push(one.clone());
            }
        }
    }
    merged
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
