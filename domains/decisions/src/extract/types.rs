//! What extraction gives: facts of the document, its passages, and a draft for each commitment found.

use std::ops::Range;

use qipan_kernel::{Day, Id};
use serde::{Deserialize, Deserializer, Serialize};

use super::rules;

/// A byte range of [`qipan_records::reading::Reading::text`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

impl Span {
    /// The span of a range moved right by `base` bytes.
    pub fn at(base: usize, range: Range<usize>) -> Span {
        Span { start: base + range.start, end: base + range.end }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// True for a span without text.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The words of the span.
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }

    /// How many bytes two spans share.
    pub fn overlap(self, other: Span) -> usize {
        self.end.min(other.end).saturating_sub(self.start.max(other.start))
    }
}

/// The id of a rule of [`rules::RULES`]; its words are under the locale key `extract-rule-<id>`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Serialize)]
#[serde(transparent)]
pub struct RuleId(pub &'static str);

impl RuleId {
    /// The locale key that explains the rule.
    pub fn key(self) -> String {
        format!("extract-rule-{}", self.0)
    }
}

impl<'de> Deserialize<'de> for RuleId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<RuleId, D::Error> {
        let name = String::deserialize(deserializer)?;
        Ok(rules::RULES.iter().map(|rule| rule.id).find(|id| id.0 == name).unwrap_or(rules::UNKNOWN))
    }
}

/// A value, the words it was taken from, and the rule that took it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Found<T> {
    /// What was found.
    pub value: T,
    /// Where it stands.
    pub span: Span,
    /// The words that stand there.
    pub words: String,
    /// The rule that took it.
    pub rule: RuleId,
    /// True when it was stated by a parent heading or the row above, not by the passage itself.
    #[serde(default)]
    pub inherited: bool,
}

impl<T> Found<T> {
    /// A value stated at `span` of `text`.
    pub fn new(value: T, span: Span, text: &str, rule: RuleId) -> Found<T> {
        Found { value, span, words: span.of(text).to_owned(), rule, inherited: false }
    }
}

/// Kinds of source document (execution reference, table of sources of items).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// 会议纪要.
    Minutes,
    /// 方案、规划、计划.
    Plan,
    /// 任务分工、责任清单: items with units and limits.
    TaskDivision,
    /// 意见、通知、决定.
    Opinion,
    /// A news report of a meeting or visit.
    News,
    /// None of these.
    #[default]
    Other,
}

/// What a document says about itself.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct DocumentFacts {
    /// Its kind.
    pub kind: DocumentKind,
    /// Its title.
    pub title: Option<Found<String>>,
    /// The body that issued it.
    pub issuer: Option<Found<String>>,
    /// Its number, such as 津滨政发〔2026〕6号.
    pub number: Option<Found<String>>,
    /// The day it was written or published.
    pub date: Option<Found<Day>>,
    /// The meeting it reports.
    pub meeting: Option<Found<String>>,
    /// The ordinal of that meeting: 42 for 第42次常务会议.
    pub ordinal: Option<Found<u32>>,
}

/// What a passage is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Can be tracked: an act, an object, someone to do it.
    Commitment,
    /// Calls for an attitude; cannot be tracked.
    Exhortation,
    /// Reports, describes, lists who attended.
    Background,
}

/// One sentence or plan item of the document.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Passage {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub class: Class,
    /// How sure the rules are of the class, 0–100.
    pub confidence: u8,
    /// The rule that decided.
    pub rule: RuleId,
    /// The words that decided.
    pub triggers: Vec<Span>,
    /// True when it holds a word of obligation (要, 必须, must); such a passage that is no commitment is listed for
    /// the reader, so that nothing is lost silently.
    pub cue: bool,
    /// Headings above it, outermost first.
    pub heading_path: Vec<String>,
    /// Who speaks: “会议强调”, “Li Hongzhong stressed”.
    pub speaker: Option<Found<String>>,
    /// The draft of the commitment, for commitments.
    pub draft: Option<Draft>,
}

/// A commitment as the rules understand it; a person confirms it.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Draft {
    /// What is to be done, understandable alone.
    pub statement: String,
    /// More words on how (具体措施, 工作目标) where the document keeps them apart.
    pub detail: Option<Found<String>>,
    /// The lead unit: the first-listed where no lead is named.
    pub lead: Option<UnitRef>,
    /// The cooperating units, in the order written.
    pub cooperating: Vec<UnitRef>,
    /// The responsible leader or person.
    pub leader: Option<Found<String>>,
    /// The time limit; where several are stated, the latest.
    pub limit: Option<Found<TimeLimit>>,
    /// The other limits stated: intermediate nodes.
    pub nodes: Vec<Found<TimeLimit>>,
    /// Quantities that can be measured.
    pub measures: Vec<Found<Measure>>,
    /// The line of work that fits best.
    pub line: Option<Found<Id>>,
}

/// A unit named by the document.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UnitRef {
    /// The known unit; `None` for one that is not in the index (offered for adding).
    pub matched: Option<Id>,
    /// The name as written.
    pub name: String,
    /// Where it stands.
    pub span: Span,
    /// The rule that took it.
    pub rule: RuleId,
    /// True for a collective (各部门, all departments) that no single unit answers for.
    pub collective: bool,
    /// True when taken from a parent heading or the row above.
    #[serde(default)]
    pub inherited: bool,
}

/// A time limit: its form as written and, where it can be known, its day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TimeLimit {
    /// The form as written.
    pub form: TimeForm,
    /// The last day on which it is met.
    pub day: Option<Day>,
    /// Why there is no day, or why it needs a look.
    pub problem: Option<TimeProblem>,
}

/// The forms of a time limit.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum TimeForm {
    /// A day, a month's end, a quarter's end, a year's end.
    Absolute {
        /// The year, where written.
        year: Option<i32>,
        /// 1–12.
        month: u32,
        /// The day of the month; `None` = its last.
        day: Option<u32>,
    },
    /// So many units of time from the decision.
    Relative {
        /// How many.
        count: u32,
        /// Of what.
        unit: TimeUnit,
    },
    /// Again and again: 每月25日前, 一年一个节点.
    Recurring {
        /// How often.
        every: TimeUnit,
        /// Day of the month or of the week (Monday = 1); `None` = its end, or not said.
        at: Option<u32>,
    },
    /// 立即, 抓紧, as soon as possible.
    Vague,
    /// 长期坚持, 持续推进.
    LongTerm,
}

/// Units of time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeUnit {
    /// Hours.
    Hour,
    /// Natural days.
    Day,
    /// Working days of the State Council's calendar.
    WorkingDay,
    /// Weeks.
    Week,
    /// 旬: ten days.
    TenDays,
    /// Months.
    Month,
    /// Quarters.
    Quarter,
    /// Half-years.
    HalfYear,
    /// Years.
    Year,
}

/// Why a limit has no day or needs a look.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeProblem {
    /// No such day (2月30日).
    Impossible,
    /// Needs the document's date.
    NoReferenceDay,
    /// Counted in working days: the caller's calendar gives the day.
    WorkingDays,
    /// No date is said.
    NoDate,
}

/// A quantity with its direction.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Measure {
    /// What is measured, as far as the words before it say: 森林覆盖率.
    pub subject: String,
    /// The number.
    pub quantity: f64,
    /// Its unit as written: 亿元, %, 个, km.
    pub unit: String,
    /// Which way it is meant.
    pub direction: Direction,
}

/// Directions of a measure.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Reach this value.
    Reach,
    /// At least.
    AtLeast,
    /// At most.
    AtMost,
    /// Grow by.
    GrowBy,
    /// Fall by.
    FallBy,
}

/// A line of work to suggest.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct LineWords {
    /// The line.
    pub id: Id,
    /// Its names in any language.
    pub names: Vec<String>,
    /// Words that point to it.
    pub keywords: Vec<String>,
}

/// What the caller knows.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Options {
    /// The day from which limits count when the document states no date.
    pub reference_day: Option<Day>,
    /// The lines of work to choose from.
    pub lines: Vec<LineWords>,
}

/// All that was found.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Extraction {
    /// The document about itself.
    pub facts: DocumentFacts,
    /// Its passages, in order.
    pub passages: Vec<Passage>,
    /// Tables read as plans, and how their columns were understood.
    pub tables: Vec<TableInfo>,
}

impl Extraction {
    /// The commitments found.
    pub fn commitments(&self) -> impl Iterator<Item = (&Passage, &Draft)> {
        self.passages.iter().filter_map(|passage| passage.draft.as_ref().map(|draft| (passage, draft)))
    }

    /// Passages with a word of obligation that gave no commitment.
    pub fn uncovered(&self) -> impl Iterator<Item = &Passage> {
        self.passages.iter().filter(|passage| passage.cue && passage.class != Class::Commitment)
    }
}

/// How a table was understood.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct TableInfo {
    /// Its number in the reading.
    pub table: usize,
    /// The role of each column, by the name of the header group (`lead`, `task`, …); empty for none.
    pub columns: Vec<String>,
    /// Rows that became commitments.
    pub rows: usize,
}
