//! What a sentence is: a commitment that can be tracked, an exhortation, or background.
//!
//! A sentence is looked at clause by clause. A clause with an act and its object under an obligation is concrete; a
//! clause about attitudes is not; past tense, attendance and “is the requirement of” speak of what is, not of what is
//! to be done. The words that decided are given back, so that the reader can see why.

use std::ops::Range;

use super::lexicon::{EN, Kind, Mark, ZH};
use super::rules;
use super::statement::opening;
use super::text::{is_chinese, is_han};
use super::types::{Class, RuleId};

/// What stands around the sentence.
#[derive(Clone, Copy, Debug, Default)]
pub struct Around {
    /// It stands in a list of tasks, in a speech or in minutes, where a sentence without subject commands.
    pub imperative: bool,
    /// It stands in a plan or under a list number, where a task may open with its time (汛前开展…).
    pub listed: bool,
    /// It is a title or heading.
    pub heading: bool,
    /// A known or likely unit is its subject.
    pub subject: bool,
    /// It states a limit with a day or a period.
    pub limit: bool,
    /// It states a quantity to reach.
    pub measure: bool,
}

/// The judgement on a sentence.
#[derive(Clone, PartialEq, Debug)]
pub struct Judgement {
    /// What it is.
    pub class: Class,
    /// How sure, 0–100.
    pub confidence: u8,
    /// The rule that decided.
    pub rule: RuleId,
    /// The words that decided, in the sentence.
    pub triggers: Vec<Range<usize>>,
    /// It holds a word of obligation.
    pub cue: bool,
}

/// Judges a sentence (folded to simplified characters).
pub fn classify(sentence: &str, around: Around) -> Judgement {
    if is_chinese(sentence) {
        Sentence::new(sentence, around, ZH.marks(sentence), Language::Chinese).judge()
    } else {
        Sentence::new(sentence, around, EN.marks(sentence), Language::English).judge()
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Language {
    Chinese,
    English,
}

struct Sentence<'a> {
    text: &'a str,
    around: Around,
    marks: Vec<Mark>,
    language: Language,
}

/// What the clauses of a sentence hold, counted.
#[derive(Default, Debug)]
struct Tally {
    concrete: u32,
    soft: u32,
    attitude: u32,
}

impl<'a> Sentence<'a> {
    fn new(text: &'a str, around: Around, marks: Vec<Mark>, language: Language) -> Sentence<'a> {
        Sentence { text, around, marks, language }
    }

    fn has(&self, kind: Kind) -> bool {
        self.marks.iter().any(|mark| mark.kind == kind)
    }

    fn first(&self, kind: Kind) -> Option<usize> {
        self.marks.iter().find(|mark| mark.kind == kind).map(|mark| mark.range.start)
    }

    fn words(&self, kinds: &[Kind]) -> Vec<Range<usize>> {
        self.marks
            .iter()
            .filter(|mark| kinds.contains(&mark.kind))
            .map(|mark| mark.range.clone())
            .take(8)
            .collect()
    }

    fn result(&self, class: Class, confidence: u8, rule: RuleId, kinds: &[Kind]) -> Judgement {
        Judgement { class, confidence, rule, triggers: self.words(kinds), cue: self.has(Kind::Modal) }
    }

    fn judge(&self) -> Judgement {
        let background =
            |confidence, rule, kinds: &[Kind]| self.result(Class::Background, confidence, rule, kinds);
        if self.around.heading || super::statement::titled(self.text) {
            return background(90, rules::CLASS_HEADING, &[]);
        }
        if self.furniture() {
            return background(95, rules::CLASS_FURNITURE, &[Kind::Furniture]);
        }
        if self.comes_into_force() {
            return background(85, rules::CLASS_FURNITURE, &[]);
        }
        if self.introduces() {
            return background(85, rules::CLASS_HEADING, &[]);
        }
        if self.agrees() {
            return self.result(Class::Commitment, 85, rules::CLASS_DECISION, &[Kind::Act, Kind::Object]);
        }
        if self.reports() {
            return background(80, rules::CLASS_REPORT, &[]);
        }
        if let Some(at) = self.first(Kind::Decision)
            && !self.modal_before(at)
            && self.decides(at)
        {
            return self.result(Class::Commitment, 90, rules::CLASS_DECISION, &[Kind::Decision]);
        }
        let directive = self.directive();
        if !directive {
            let rule = if self.has(Kind::Presence) {
                rules::CLASS_ATTENDANCE
            } else if self.has(Kind::Past) {
                rules::CLASS_REPORT
            } else if self.has(Kind::Copula) {
                rules::CLASS_SIGNIFICANCE
            } else {
                rules::CLASS_NO_CUE
            };
            return background(80, rule, &[Kind::Presence, Kind::Past, Kind::Copula]);
        }
        if self.minds() {
            return self.result(Class::Exhortation, 75, rules::CLASS_ATTITUDE, &[Kind::Modal, Kind::Mind]);
        }
        let tally = self.tally();
        let bonus = u32::from(self.around.subject)
            + 2 * u32::from(self.around.limit)
            + u32::from(self.around.measure);
        let score = 3 * tally.concrete + tally.soft + bonus + 2 * u32::from(self.has(Kind::Duty));
        let against = 2 * tally.attitude;
        let acts = &[Kind::Modal, Kind::Duty, Kind::Act, Kind::Object];
        let soft = tally.soft >= 2 && (bonus > 0 || tally.attitude == 0);
        // A limit or a quantity with an act, or with someone to answer for it, can be tracked whatever its object.
        // “shall be reported every quarter”: the act is in the passive.
        let passive = self.language == Language::English
            && ["shall be ", "must be ", "should be ", "will be "]
                .iter()
                .any(|word| self.text.contains(word));
        let acts_by = self.has(Kind::Act) || self.around.subject || passive;
        let firm = (self.around.limit && (acts_by || self.around.measure))
            || (self.around.measure && self.has(Kind::Act));
        if tally.concrete == 0 && !soft && !firm && !self.has(Kind::Duty) {
            let rule = if tally.attitude > 0 { rules::CLASS_ATTITUDE } else { rules::CLASS_NO_ACT };
            let confidence = (60 + 5 * tally.attitude).min(90) as u8;
            return self.result(
                Class::Exhortation,
                confidence,
                rule,
                &[Kind::Modal, Kind::Mind, Kind::Attitude],
            );
        }
        if score <= against {
            let kinds = &[Kind::Modal, Kind::Mind, Kind::Attitude];
            return self.result(Class::Exhortation, 60, rules::CLASS_ATTITUDE, kinds);
        }
        let confidence = (50 + 6 * score.saturating_sub(against)).min(95) as u8;
        let rule = if self.has(Kind::Duty) && self.around.subject {
            rules::CLASS_DUTY
        } else if self.has(Kind::Modal) {
            rules::CLASS_ACT
        } else {
            rules::CLASS_IMPERATIVE
        };
        self.result(Class::Commitment, confidence, rule, acts)
    }

    /// 本通知自印发之日起施行, 有效期5年: closing formulas of a document.
    fn comes_into_force(&self) -> bool {
        let enters = [
            "takes effect",
            "take effect",
            "comes into force",
            "come into force",
            "enters into force",
            "into effect",
        ];
        if self.text.starts_with("This ") || self.text.starts_with("These ") {
            return enters.iter().any(|word| self.text.contains(word));
        }
        let formula = ["起施行", "起实施", "起执行", "起生效", "有效期至", "有效期为", "同时废止", "有效期"];
        self.text.starts_with(['本', '自'])
            && !self.has(Kind::Modal)
            && formula.iter().any(|word| self.text.contains(word))
    }

    /// “…议定以下事项：”, “the following:” introduce what comes next.
    fn introduces(&self) -> bool {
        let text = self.text.trim_end();
        let preamble = [
            "制定本方案",
            "制定本计划",
            "制定本办法",
            "制定本意见",
            "提出如下意见",
            "提出以下意见",
            "通知如下",
            "现将",
            "特制定",
            "制定如下",
            "制定本",
            "纪要如下",
        ];
        // 经市政府同意，现将…印发给你们: a clause passes on or announces what follows.
        let announced = text
            .split('，')
            .filter(|clause| clause.starts_with("现将") || clause.starts_with("现就"))
            .any(|clause| ["印发", "如下", "予以公布"].iter().any(|word| clause.contains(word)));
        let followed = text.trim_end_matches(['。', '：', ':']).rsplit('，').next().is_some_and(|clause| {
            let verb = ["形成", "议定", "确定", "达成", "提出", "作出", "明确", "制定"];
            let thing = ["事项", "意见", "决定", "任务", "要求", "安排", "共识"];
            let short = clause.chars().count() <= 16;
            short
                && ["以下", "如下"].iter().any(|word| clause.contains(word))
                && verb.iter().any(|word| clause.contains(word))
                && thing.iter().any(|word| clause.ends_with(word))
        });
        // 会议听取了县教育局的汇报，议定：
        let decides = text.ends_with(['：', ':'])
            && text.trim_end_matches(['：', ':']).rsplit_once('，').is_some_and(|(_, last)| {
                ["议定", "决定", "确定", "明确", "会议议定", "会议决定", "会议确定", "会议明确"]
                    .contains(&last)
            });
        let passes_on = announced
            || decides
            || followed
            || ["现印发给你们", "现予印发", "现转发给你们", "现予公布"]
                .iter()
                .any(|word| text.contains(word));
        if passes_on
            || !self.has(Kind::Modal)
                && self.language == Language::Chinese
                && preamble.iter().any(|word| text.contains(word))
        {
            return true;
        }
        let open = text.ends_with(['：', ':']);
        let bare = open && self.language == Language::Chinese && text.chars().count() <= 8;
        if bare && !self.has(Kind::Modal) {
            return true;
        }
        open && text.chars().count() < 60
            && ["以下", "如下", "下列", "following"].iter().any(|word| text.contains(word))
    }

    /// 民政课报告2月份活动办理情形，…: who told the meeting of what.
    fn reports(&self) -> bool {
        if self.language == Language::English || self.around.limit || self.has(Kind::Modal) {
            return false;
        }
        let clause = opening(self.text).split(['，', '。', '；']).next().unwrap_or("");
        let verb = ["报告", "汇报", "说明", "介绍", "通报"].iter().find_map(|verb| clause.find(verb));
        let matter = ["情形", "情况", "现况", "现状", "进展", "进度"];
        verb.is_some_and(|at| {
            (6..=36).contains(&at) && matter.iter().any(|word| clause[at..].ends_with(word))
        })
    }

    /// 同意…: a decision where a list of decisions or minutes is read.
    fn agrees(&self) -> bool {
        self.around.imperative && self.language == Language::Chinese && opening(self.text).starts_with("同意")
    }

    /// Copyright lines, sources, bare dates and telephone numbers.
    fn furniture(&self) -> bool {
        let notes = ["注：", "注:", "备注：", "备注:", "填表说明", "说明：", "Note:", "Notes:"];
        if notes.iter().any(|word| self.text.starts_with(word)) {
            return true;
        }
        let letters = self.text.chars().filter(|c| c.is_alphabetic()).count();
        let digits = self.text.chars().filter(char::is_ascii_digit).count();
        let early =
            self.marks.iter().filter(|mark| mark.kind == Kind::Furniture && mark.range.start < 40).any(
                |mark| {
                    let word = &self.text[mark.range.clone()];
                    let label = self.text[mark.range.end..].trim_start().starts_with([':', '：']);
                    // “source” or “theme” alone is a word like any other; as a label it is furniture whatever follows.
                    (label && mark.range.start < 4)
                        || (!self.has(Kind::Modal) && (label || word.contains(' ') || !word.is_ascii()))
                },
            );
        early || letters == 0 || (digits > letters && letters < 12)
    }

    /// A decision word tells of a decision of the body itself, not of someone else's approval in passing.
    fn decides(&self, at: usize) -> bool {
        match self.language {
            Language::Chinese => true,
            Language::English => {
                // “approved in principle the plan …”: something decided on follows.
                let rest = &self.text[at..];
                let thing = |kind: Kind| matches!(kind, Kind::Object | Kind::Act);
                let object = self.marks.iter().any(|mark| thing(mark.kind) && mark.range.start > at);
                object && rest.len() > 20 && !self.has(Kind::Copula)
            }
        }
    }

    fn modal_before(&self, at: usize) -> bool {
        self.marks.iter().any(|mark| mark.kind == Kind::Modal && mark.range.start < at)
    }

    /// Does the sentence command?
    fn directive(&self) -> bool {
        let modal = self.first(Kind::Modal);
        match self.language {
            Language::Chinese => {
                // A modal before which something is told (会议听取了…，要求…) still commands.
                if modal.is_some() {
                    return true;
                }
                if self.has(Kind::Duty) && self.around.subject && !self.has(Kind::Past) {
                    return true;
                }
                // 主要预期目标是：…增长6%: what is to be reached.
                let aims =
                    ["目标是", "目标为"].iter().any(|word| self.text.contains(word)) && self.around.measure;
                if aims && !self.has(Kind::Past) {
                    return true;
                }
                let told = self.has(Kind::Past) || self.has(Kind::Presence) || self.has(Kind::Copula);
                let target = self.around.limit && self.around.measure;
                let acts =
                    self.has(Kind::Act) && (self.around.subject || self.around.limit || self.around.measure);
                let opens = self.opens_with_command() || self.clause_commands();
                let commands = self.around.imperative && (opens || acts || target);
                !told && (commands || (self.around.subject && self.around.limit && self.has(Kind::Act)))
            }
            Language::English => {
                if let Some(at) = modal {
                    return !self.describes(at);
                }
                if self.demands() || self.assigns() {
                    return true;
                }
                let plain = !self.has(Kind::Copula) && (self.opens_with_command() || self.clause_commands());
                let commands = self.around.imperative && (plain || self.commands_after_is());
                commands || (self.has(Kind::Duty) && self.around.subject && !self.has(Kind::Past))
            }
        }
    }

    /// “… demanded that every subdistrict complete …”, “… asked the Bureau to publish …”: asked without a modal.
    fn demands(&self) -> bool {
        let verbs = ["demanded", "required", "requested", "urged", "asked", "instructed", "directed"];
        self.marks.iter().filter(|mark| mark.kind == Kind::Speech).any(|mark| {
            let word = self.text[mark.range.clone()].to_ascii_lowercase();
            let rest = &self.text[mark.range.end..];
            let asked = word.ends_with(" that") || rest.starts_with(" that ") || rest.contains(" to ");
            let act = |other: &&Mark| other.kind == Kind::Act && other.range.start > mark.range.end;
            asked && verbs.iter().any(|verb| word.starts_with(verb)) && self.marks.iter().any(|m| act(&m))
        })
    }

    /// “Action: Waste Services to publish …”: minutes that name who is to do what.
    fn assigns(&self) -> bool {
        let lower = self.text.to_ascii_lowercase();
        let label =
            ["action:", "actions:", "action point:", "action required:", "follow-up:", "follow-up action:"];
        label.iter().any(|label| lower.starts_with(label))
    }

    /// English “will” and “is to” also tell what someone plans, expects or once did.
    fn describes(&self, modal: usize) -> bool {
        let word = self
            .marks
            .iter()
            .find(|mark| mark.range.start == modal)
            .map_or("", |mark| &self.text[mark.range.clone()]);
        let weak = matches!(word.to_ascii_lowercase().as_str(), "will" | "is to" | "are to");
        let present = |reach: usize| {
            self.marks.iter().any(|mark| mark.kind == Kind::Presence && mark.range.start < reach)
        };
        let told = present(modal) && !self.has(Kind::Speech);
        told || (weak && present(modal + 40) && !self.text.to_ascii_lowercase().contains("we will"))
    }

    /// The first words are an act or an urging adverb.
    fn opens_with_command(&self) -> bool {
        let skip = self.text.len() - opening(self.text).len();
        let reach = match self.language {
            Language::Chinese if self.around.listed => 9,
            Language::Chinese => 3,
            Language::English => 14,
        };
        let command = |mark: &&Mark| matches!(mark.kind, Kind::Act | Kind::Soft | Kind::Urge | Kind::Mind);
        self.marks.iter().find(|mark| mark.range.start >= skip).filter(command).is_some_and(|mark| {
            let lead = &self.text[skip..mark.range.start];
            lead.len() <= reach
        })
    }

    /// In a translated speech the subject or the verb of the first clause is often lost, and a later clause commands:
    /// “The initiative to …, and promote …”. What is told or explained before it tells against that.
    fn clause_commands(&self) -> bool {
        let Some(clause) = clauses(self.text, &self.marks, self.language)
            .into_iter()
            .skip(1)
            .find(|clause| self.command_at(clause))
        else {
            return false;
        };
        let told = [Kind::Past, Kind::Copula, Kind::Presence];
        !self.marks.iter().any(|mark| told.contains(&mark.kind) && mark.range.start < clause.start)
    }

    /// A machine's “It is realized with …, promoting …, strengthening …”: at least two commands after a bare “is”, which
    /// explains nothing (“is an important …” does).
    fn commands_after_is(&self) -> bool {
        let told = [Kind::Past, Kind::Presence];
        let Some(last) = self.marks.iter().rfind(|mark| mark.kind == Kind::Copula) else { return false };
        let bare = self.marks.iter().filter(|mark| mark.kind == Kind::Copula).all(|mark| {
            matches!(self.text[mark.range.clone()].to_ascii_lowercase().as_str(), "is" | "are" | "it is")
        });
        let clauses = clauses(self.text, &self.marks, self.language);
        let after = clauses
            .iter()
            .filter(|clause| clause.start > last.range.start && self.command_at(clause))
            .count();
        bare && after >= 2
            && !self.marks.iter().any(|mark| told.contains(&mark.kind) && mark.range.start < last.range.start)
    }

    /// “must deeply recognize …”, “hopes that … will …”: what is asked for is a thought or a wish, unless a later clause
    /// asks for an act.
    fn minds(&self) -> bool {
        if self.language == Language::Chinese {
            return false;
        }
        let Some(modal) = self.marks.iter().position(|mark| mark.kind == Kind::Modal) else { return false };
        let wish = self.marks[..modal].iter().any(|mark| {
            mark.kind == Kind::Mind && self.text[mark.range.clone()].to_ascii_lowercase().starts_with("hope")
        });
        let thought = self.marks.get(modal + 1).is_some_and(|mark| {
            let word = self.text[mark.range.clone()].to_ascii_lowercase();
            let near = mark.range.start <= self.marks[modal].range.end + 2;
            mark.kind == Kind::Mind
                && near
                && ["recogni", "understand", "realiz", "realis"].iter().any(|stem| word.contains(stem))
        });
        let later = || {
            clauses(self.text, &self.marks, self.language)
                .iter()
                .any(|clause| clause.start > self.marks[modal].range.end && self.command_at(clause))
        };
        wish || (thought && !later())
    }

    fn command_at(&self, clause: &Range<usize>) -> bool {
        let words = &self.text[clause.clone()];
        let lead = words.len() - words.trim_start_matches([' ', ',']).trim_start_matches("and ").len();
        self.marks.iter().any(|mark| {
            matches!(mark.kind, Kind::Act | Kind::Soft) && mark.range.start == clause.start + lead
        })
    }

    fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        let start = match self.language {
            // What stands before the obligation is told, not asked; before it may also stand the subject.
            Language::English => self.first(Kind::Modal).filter(|_| self.has(Kind::Speech)).unwrap_or(0),
            Language::Chinese => 0,
        };
        for clause in
            clauses(self.text, &self.marks, self.language).into_iter().filter(|clause| clause.end > start)
        {
            let inside: Vec<&Mark> = self
                .marks
                .iter()
                .filter(|mark| clause.start <= mark.range.start && mark.range.end <= clause.end)
                .collect();
            let has = |kind: Kind| inside.iter().any(|mark| mark.kind == kind);
            let attitude = has(Kind::Mind) || has(Kind::Attitude);
            let tangible = has(Kind::Object) || !attitude;
            // 加强统筹协调和宣传引导: acts that an act of degree governs are its objects.
            let verb = inside.iter().position(|mark| matches!(mark.kind, Kind::Act | Kind::Soft));
            let governed = self.language == Language::Chinese
                && verb.is_some_and(|at| {
                    let object = inside[at..].iter().any(|mark| mark.kind == Kind::Object);
                    inside[at].kind == Kind::Soft && !object
                });
            let tangible = tangible && !governed;
            if has(Kind::Act) && self.act_has_object(&clause, &inside) && tangible && !has(Kind::Mind) {
                tally.concrete += 1;
            } else if has(Kind::Soft) && has(Kind::Object) && !attitude {
                tally.soft += 1;
            } else if attitude {
                tally.attitude += 1;
            } else if has(Kind::Soft) {
                tally.soft += u32::from(has(Kind::Act) && !governed);
            }
        }
        tally
    }

    /// An act is concrete with an object word in its clause, with a second act as its object (开展检查), or with enough
    /// words after it to name one.
    fn act_has_object(&self, clause: &Range<usize>, inside: &[&Mark]) -> bool {
        let Some(act) = inside.iter().find(|mark| mark.kind == Kind::Act) else { return false };
        let object = inside.iter().any(|mark| mark.kind == Kind::Object);
        let acts = inside.iter().filter(|mark| mark.kind == Kind::Act).count();
        let after = &self.text[act.range.end..clause.end];
        match self.language {
            // 对排名末位的单位，由督查室进行约谈: the object stands before the act.
            Language::Chinese
                if ["进行", "予以"].iter().any(|word| self.text[..act.range.start].ends_with(word))
                    && self.text[..act.range.start].contains('对') =>
            {
                true
            }
            Language::Chinese => object || acts > 1 || after.chars().filter(|c| is_han(*c)).count() >= 4,
            // “consolidate the responsibilities” names its object itself.
            Language::English => {
                object
                    || self.text[act.range.clone()].split(' ').count() > 2
                    || (acts > 1 && after.split_whitespace().count() >= 2)
                    || after.split_whitespace().count() >= 4
            }
        }
    }
}

fn clauses(text: &str, marks: &[Mark], language: Language) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let ends = match language {
            Language::Chinese => matches!(c, '，' | ',' | '；' | '：' | '。' | ';'),
            Language::English => {
                matches!(c, ',' | ';' | ':' | '，') || (c == ' ' && and_verb(text, at, marks))
            }
        };
        if ends {
            found.push(start..at);
            start = at + c.len_utf8();
        }
    }
    found.push(start..text.len());
    found.retain(|range| !range.is_empty());
    found
}

/// “… and <verb> …” begins another clause; “roads and bridges” does not.
fn and_verb(text: &str, at: usize, marks: &[Mark]) -> bool {
    let Some(rest) = text[at..].strip_prefix(" and ") else { return false };
    let next = text.len() - rest.len();
    marks.iter().any(|mark| {
        mark.range.start == next
            && matches!(mark.kind, Kind::Act | Kind::Soft | Kind::Mind | Kind::Modal | Kind::Urge)
    })
}
