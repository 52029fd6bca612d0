//! Extraction: what a document commits whom to do, by when, with the words that say so.
//!
//! Pure rules over a [`Reading`]: no clock, no storage, no network. Every value carries the span it was taken from and
//! the rule that took it; every sentence gets a class with the words that decided. A person confirms what is offered.
//!
//! The steps: lines of the reading → numbered items and tables ([`plan`]) → sentences ([`text`]) → their class
//! ([`classify`]) → fields ([`fields`], [`duty`], [`limits`], [`measure`]) → statement ([`statement`]).

pub mod classify;
pub mod duty;
pub mod facts;
pub mod fields;
pub mod labels;
pub mod lexicon;
pub mod limits;
pub mod lines;
mod lists;
pub mod measure;
mod number;
mod numbering;
mod people;
pub mod plan;
mod roles;
pub mod rules;
pub mod score;
mod sections;
pub mod similar;
pub mod statement;
mod tails;
pub mod text;
pub mod types;
pub mod units;

use qipan_records::reading::{BlockKind, Reading};

use classify::Around;
use fields::{Fields, Reader};
use lexicon::Kind;
use limits::{Clock, Place};
use plan::items::{Line, Part};
use plan::table::Row;
pub use similar::{same_commitment, similarity, stated};
pub use types::{
    Class, Direction, DocumentFacts, DocumentKind, Draft, Extraction, Found, LineWords, Measure, Options,
    Passage, RuleId, Span, TableInfo, TimeForm, TimeLimit, TimeProblem, TimeUnit, UnitRef,
};
pub use units::{UnitIndex, UnitName};

/// Extracts the facts, passages and drafts of a reading.
pub fn extract(reading: &Reading, units: &UnitIndex, options: &Options) -> Extraction {
    let folded = text::fold(&reading.text);
    let lines = lines_of(reading);
    let facts = facts::read(&reading.text, &folded, &lines);
    let republic = republican(reading, &facts, &lines, &folded);
    let clock = Clock {
        reference: options.reference_day.or(facts.date.as_ref().map(|date| date.value)),
        year: spoken_year(&facts, &lines, &folded).or(republic),
        republic: republic.is_some(),
    };
    let reader = Reader { text: &reading.text, folded: &folded, index: units, clock };
    let lines_of_work = lines::LineIndex::new(&options.lines);
    let mut work = Work {
        reader,
        lines: lines_of_work,
        passages: Vec::new(),
        speech: Speech::default(),
        planned: false,
    };
    work.planned =
        matches!(facts.kind, DocumentKind::Plan | DocumentKind::TaskDivision | DocumentKind::Opinion);
    let title = facts.title.as_ref().map(|title| title.span);
    work.items(&lines, title);
    let tables = work.tables(reading);
    let mut passages = work.passages;
    passages.sort_by_key(|passage| (passage.span.start, passage.span.end));
    Extraction { facts, passages, tables }
}

/// The lines of running text: blocks that are neither rows nor site furniture, cut at line ends.
fn lines_of(reading: &Reading) -> Vec<Line> {
    let mut lines = Vec::new();
    for block in &reading.blocks {
        let heading = match block.kind {
            BlockKind::Heading { level } => level,
            BlockKind::Paragraph | BlockKind::Item => 0,
            BlockKind::Row { .. } | BlockKind::Boilerplate => continue,
        };
        let mut start = block.start;
        for part in reading.block_text(block).split_inclusive('\n') {
            let range = text::trim(&reading.text, start..start + part.len());
            start += part.len();
            if !range.is_empty() {
                lines.push(Line { span: Span { start: range.start, end: range.end }, heading });
            }
        }
    }
    lines
}

/// The year that the document is about: of its title, of a line at its head; without any date, of its number, or the year
/// it names most.
fn spoken_year(facts: &DocumentFacts, lines: &[Line], folded: &str) -> Option<i32> {
    let titled = facts.title.as_ref().and_then(|title| title_year(title.span.of(folded)));
    let year = titled.or_else(|| named_year(lines, folded));
    if year.is_some() || facts.date.is_some() {
        return year;
    }
    let plausible = |value: f64| (1990.0..2200.0).contains(&value).then_some(value as i32);
    let numbered =
        facts.number.as_ref().and_then(|number| {
            number.words.char_indices().filter(|(_, c)| c.is_ascii_digit()).find_map(|(at, _)| {
                number::read(&number.words[at..]).and_then(|number| plausible(number.value))
            })
        });
    numbered.or_else(|| {
        let mut years: Vec<i32> = folded
            .match_indices('年')
            .filter_map(|(at, _)| folded.get(at.checked_sub(4)?..at)?.parse::<f64>().ok().and_then(plausible))
            .collect();
        years.sort_unstable();
        let count = |year: i32| years.iter().filter(|other| **other == year).count();
        years.iter().copied().rev().max_by_key(|year| count(*year))
    })
}

/// The year of a document in traditional characters whose title or head counts years from the Republic's founding without
/// naming the era (115年度施政計畫).
fn republican(reading: &Reading, facts: &DocumentFacts, lines: &[Line], folded: &str) -> Option<i32> {
    let title = facts.title.as_ref().map(|title| title.span);
    title.into_iter().chain(lines.iter().take(6).map(|line| line.span)).find_map(|span| {
        let words = span.of(folded);
        let traditional = span.of(&reading.text) != words;
        words.match_indices('年').filter(|_| traditional).find_map(|(at, _)| {
            let digits = words[..at].bytes().rev().take_while(u8::is_ascii_digit).count();
            let count: i32 = words[at - digits..at].parse().ok()?;
            (100..200).contains(&count).then_some(count + limits::REPUBLIC_BEGINS)
        })
    })
}

/// 2026年重点工作任务分工: the year that dates without one belong to.
fn title_year(title: &str) -> Option<i32> {
    if title.is_ascii() {
        let mut years = title
            .split(|c: char| !c.is_ascii_digit())
            .filter(|word| word.len() == 4)
            .filter_map(|word| word.parse().ok())
            .filter(|year| (1990..2200).contains(year));
        // 2026-2028 is no one year.
        return years.next().filter(|_| years.next().is_none());
    }
    title
        .char_indices()
        .find_map(|(at, c)| {
            let year = number::read(&title[at..]).filter(|_| c.is_ascii_digit() || c == '二')?;
            let named = title[at + year.len..].starts_with('年');
            (named && (1990.0..2200.0).contains(&year.value)).then_some(year.value as i32)
        })
        .or_else(|| limits::minguo_year(title))
}

/// The year named by a short line at the head of the document (附件1 before 2026年重点任务分解表), not by a date.
fn named_year(lines: &[Line], folded: &str) -> Option<i32> {
    lines.iter().take(6).find_map(|line| {
        let words = line.span.of(folded);
        let short = words.chars().count() <= 40 && !words.contains(['。', '；', '：', '，']);
        let dated = words.contains('日') || words.contains('〔');
        let plan = ["任务", "计划", "工作", "方案", "清单", "分解", "台账", "实事", "项目", "要点", "表"];
        let plan = plan.iter().any(|word| words.contains(word));
        if short && plan && !dated { title_year(words) } else { None }
    })
}

/// Who speaks, and whether a speech is under way.
#[derive(Clone, Default)]
struct Speech {
    speaker: Option<Found<String>>,
    commanding: bool,
    /// A list of tasks: sentences without subject command.
    listed: bool,
}

struct Work<'a> {
    reader: Reader<'a>,
    lines: lines::LineIndex<'a>,
    passages: Vec<Passage>,
    speech: Speech,
    planned: bool,
}

impl Work<'_> {
    fn items(&mut self, lines: &[Line], title: Option<Span>) {
        for part in plan::items::read(&self.reader, lines) {
            match part {
                Part::Leaf(leaf) => {
                    let rule = rules::CLASS_ITEM;
                    let passage = self.item(leaf.span, leaf.span, leaf.path, leaf.draft, &leaf.cut, rule);
                    self.passages.push(passage);
                }
                Part::Heading(line, path) => self.heading(line, path),
                Part::Prose(line, path, under) => {
                    if title.is_some_and(|title| self.names(title, line.span)) || self.only_fields(line.span)
                    {
                        self.heading(line, path);
                    } else {
                        self.prose(line, &path, under);
                    }
                }
            }
        }
    }

    /// A line of the title; or what the title passes on (关于印发《…任务分解》的通知), at its own head.
    fn names(&self, title: Span, line: Span) -> bool {
        let words = line.of(self.reader.folded).trim();
        let within = title.start <= line.start && line.end <= title.end;
        within || words.chars().count() >= 8 && title.of(self.reader.folded).contains(words)
    }

    /// A line of labels alone (完成时限：2026年12月底前) says nothing of its own.
    fn only_fields(&self, span: Span) -> bool {
        if !plan::notes::said(&self.reader, std::iter::once(span)).limits.is_empty() {
            return true;
        }
        let text = span.of(self.reader.folded);
        let labelled = labels::labelled(text);
        labelled.first().is_some_and(|label| label.line_start)
            && labelled.iter().all(|label| !matches!(label.role, labels::Role::Task | labels::Role::Other))
            && {
                let cut: Vec<Span> =
                    labelled.iter().map(|label| Span::at(span.start, label.whole.clone())).collect();
                statement::without(self.reader.text, span, &cut).is_empty()
            }
    }

    fn heading(&mut self, line: Line, heading_path: Vec<String>) {
        self.speech = Speech::default();
        self.passages.push(Passage {
            span: line.span,
            class: Class::Background,
            confidence: 90,
            rule: rules::CLASS_HEADING,
            triggers: Vec::new(),
            cue: false,
            heading_path,
            speaker: None,
            draft: None,
        });
    }

    fn tables(&mut self, reading: &Reading) -> Vec<TableInfo> {
        let mut tables: Vec<(usize, Vec<Row>, Vec<Span>)> = Vec::new();
        let mut above: Vec<Span> = Vec::new();
        for block in &reading.blocks {
            if let BlockKind::Row { table, cells, .. } = &block.kind {
                let row = Row { span: Span { start: block.start, end: block.end }, cells };
                match tables.last_mut() {
                    Some((number, rows, _)) if number == table => rows.push(row),
                    _ => tables.push((*table, vec![row], std::mem::take(&mut above))),
                }
                above.clear();
            } else if reading.block_text(block).chars().count() <= 80 {
                above.push(Span { start: block.start, end: block.end });
            } else {
                above.clear();
            }
        }
        let mut infos = Vec::new();
        let mut before = None;
        let notes = reading.blocks.iter().map(|block| Span { start: block.start, end: block.end });
        let noted =
            if tables.is_empty() { Fields::default() } else { plan::notes::said(&self.reader, notes) };
        for (number, rows, above) in &tables {
            // 完成时限：除注明外均为2026年12月底前, said once above the table.
            let near = &above[above.len().saturating_sub(4)..];
            let mut said = plan::table::said(&self.reader, near);
            said.inherit(&noted);
            let Some((leaves, info, columns)) =
                plan::table::read(&self.reader, *number, rows, before.as_ref(), said)
            else {
                continue;
            };
            let named = |leaf: &plan::table::TableLeaf| {
                let detail = leaf.draft.detail.as_ref()?;
                Some(plan::named::whole(&leaf.draft.statement, &detail.value).is_some())
            };
            let whole = leaves.iter().filter(|leaf| named(leaf) == Some(true)).count();
            let most = leaves.len() > 2 && whole * 3 >= leaves.len() * 2;
            for mut leaf in leaves {
                if most && let Some(detail) = &leaf.draft.detail {
                    let both = plan::named::beside(&leaf.draft.statement, &detail.value);
                    leaf.draft.statement = both.unwrap_or(leaf.draft.statement);
                }
                let mut passage =
                    self.item(leaf.span, leaf.task, leaf.path, leaf.draft, &[], rules::CLASS_ROW);
                if let Some(draft) = &mut passage.draft {
                    draft.measures.extend(leaf.more.iter().flat_map(|span| self.reader.measures(*span, &[])));
                    draft.measures.extend(leaf.figures);
                }
                self.passages.push(passage);
            }
            before = Some(columns);
            infos.push(info);
        }
        infos
    }

    /// A leaf item or a row: always a commitment.
    fn item(
        &self,
        span: Span,
        words: Span,
        path: Vec<String>,
        mut draft: Draft,
        cut: &[Span],
        rule: RuleId,
    ) -> Passage {
        draft.measures = self.reader.measures(words, cut);
        if let Some(whole) =
            draft.detail.as_ref().and_then(|detail| plan::named::whole(&draft.statement, &detail.value))
        {
            draft.statement = whole;
        }
        if let Some(detail) = draft.detail.as_ref().filter(|detail| {
            detail.span.overlap(words) == 0 || cut.iter().any(|cut| cut.overlap(detail.span) > 0)
        }) {
            draft.measures.extend(self.reader.measures(detail.span, &[]));
        }
        draft.line = self.lines.suggest(&self.reader, words, &path);
        let confidence = 60 + 20 * u8::from(draft.lead.is_some()) + 10 * u8::from(draft.limit.is_some());
        Passage {
            span,
            class: Class::Commitment,
            confidence,
            rule,
            triggers: Vec::new(),
            cue: false,
            heading_path: path,
            speaker: None,
            draft: Some(draft),
        }
    }

    fn prose(&mut self, line: Line, path: &[String], under: bool) {
        if !self.speech.commanding {
            self.speech.speaker = None;
        }
        let words = line.span.of(self.reader.folded);
        let sentences = text::sentences(words);
        // （二）强化督导考核。区政府督查室…: the short first sentence only names the item.
        let name = sentences.first().filter(|_| under && sentences.len() > 1).filter(|first| {
            let name = &words[(*first).clone()];
            let plain = numbering::strip(name);
            plain.len() < name.len()
                && plain.chars().count() <= 12
                && plain.ends_with('。')
                && !plain.contains(['，', '要', '须', '应'])
        });
        let name = name.cloned();
        for range in sentences {
            let heading = line.heading > 0 || name.as_ref() == Some(&range);
            let span = Span::at(line.span.start, range);
            if let Some(help) = duty::help(span.of(self.reader.folded), self.reader.index)
                && let Some(before) = self.passages.last_mut()
                && before.span.start >= line.span.start
                && let Some(draft) = &mut before.draft
            {
                // …; the Water Bureau shall assist: who helps with what was said before.
                let unit = |(range, rule)| self.reader.unit(Span::at(span.start, range), rule);
                draft.cooperating.extend(help.into_iter().map(unit));
                before.span.end = span.end;
                continue;
            }
            let words = span.of(self.reader.folded);
            // Most sentences say more than who does something; reading the duties is what costs.
            if words.chars().count() <= 80
                && ["牵头", "负责"].iter().any(|word| words.contains(word))
                && let Some(before) = self.passages.last_mut()
                && before.span.start >= line.span.start
                && let Some(draft) = before.draft.as_mut().filter(|draft| draft.lead.is_none())
            {
                // …，5月底前推出。由市文旅局牵头，市公安局配合。: a sentence of nothing but duty says who does the one before.
                let mut told = Fields::default();
                let stated = self.reader.told(span, &mut told);
                if stated && statement::without(self.reader.folded, span, &told.cut).is_empty() {
                    let duty = told.draft(String::new());
                    draft.lead = duty.lead;
                    draft.cooperating.extend(duty.cooperating);
                    draft.leader = draft.leader.take().or(duty.leader);
                    before.span.end = span.end;
                    continue;
                }
            }
            let passage = self.sentence(span, heading, path, under);
            self.passages.push(passage);
        }
        // A speech goes on over paragraphs; who speaks is said anew.
        self.speech.listed = false;
    }

    fn sentence(&mut self, span: Span, heading: bool, path: &[String], under: bool) -> Passage {
        // 一、2025年工作回顾: what stands below such a heading was done.
        let words = span.of(self.reader.folded);
        let ahead = sections::ahead(path, words);
        let (under, planned) = (under && ahead, self.planned && ahead);
        let chinese = text::is_chinese(words);
        let marks = if chinese { lexicon::ZH.marks(words) } else { lexicon::EN.marks(words) };
        let spoken = marks.iter().find(|mark| mark.kind == Kind::Speech).map(|mark| mark.range.clone());
        if let Some(speech) = &spoken {
            let head = words[..speech.end].trim_start();
            let short = head.chars().count() <= if chinese { 24 } else { 90 };
            if short {
                let start = span.start + (words.len() - words.trim_start().len());
                let found = Span { start, end: span.start + speech.end };
                self.speech.speaker = Some(Found::new(
                    found.of(self.reader.text).to_owned(),
                    found,
                    self.reader.text,
                    rules::FACT_SPEAKER,
                ));
            }
            // 指出 and “pointed out” explain; only what is stressed or demanded commands without a word of obligation.
            let verb = words[speech.clone()].to_lowercase();
            let explains = ["指出", "认为", "表示", "pointed out", "noted", "said", "stated", "speaking"];
            self.speech.commanding = !explains.iter().any(|word| verb.contains(word));
        } else if marks.iter().any(|mark| mark.kind == Kind::Presence)
            && !marks.iter().any(|mark| mark.kind == Kind::Modal)
        {
            self.speech = Speech::default();
        }
        let mut fields = self.reader.fields(span);
        let stated = self.reader.told(span, &mut fields);
        let limits: Vec<_> = self.reader.limits(span, Place::Prose);
        let firm =
            limits.iter().any(|limit| !matches!(limit.value.form, TimeForm::Vague | TimeForm::LongTerm));
        let measures = self.reader.measures(span, &fields.cut);
        let around = Around {
            imperative: self.speech.commanding || under || planned,
            listed: under || planned,
            heading,
            subject: fields.has_unit(),
            limit: firm,
            measure: !measures.is_empty(),
        };
        let mut judged = classify::classify(words, around);
        if marks.iter().any(|mark| mark.kind == Kind::Decision) {
            // What follows a decision in minutes is decided too.
            self.speech.commanding = true;
        }
        if stated && judged.class == Class::Exhortation && fields.has_unit() {
            judged.class = Class::Commitment;
            judged.rule = rules::CLASS_DUTY;
        }
        let everybody = fields.lead.iter().chain(&fields.responsible).all(|unit| unit.collective);
        if judged.class == Class::Commitment
            && everybody
            && !(around.limit || around.measure)
            && sections::urges(path, words)
        {
            judged.class = Class::Exhortation;
            judged.rule = rules::CLASS_NO_ACT;
        }
        let draft = (judged.class == Class::Commitment).then(|| {
            if fields.limits.is_empty() {
                fields.limits = limits;
            }
            if stated {
                let bare = self.reader.bare_limits(span, &fields.cut);
                fields.cut.extend(bare);
            }
            let whole = statement::without(self.reader.text, span, &fields.cut);
            let mut said = statement::of_sentence(&whole);
            if said.chars().count() < 4 {
                said = statement::of_sentence(span.of(self.reader.text));
            }
            let mut draft = fields.draft(said);
            draft.measures = measures;
            draft.line = self.lines.suggest(&self.reader, span, path);
            draft
        });
        Passage {
            span,
            class: judged.class,
            confidence: judged.confidence,
            rule: judged.rule,
            triggers: judged.triggers.into_iter().map(|range| Span::at(span.start, range)).collect(),
            cue: judged.cue,
            heading_path: path.to_vec(),
            speaker: self.speech.speaker.clone(),
            draft,
        }
    }
}
