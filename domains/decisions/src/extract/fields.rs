//! The fields of one item: units, leader, limit, measures, and the words that only state them.

use std::ops::Range;

use super::duty;
use super::labels::{Labelled, Role, labelled};
use super::limits::{self, Clock, Hit, Place};
use super::measure;
use super::people::is_person;
use super::rules;
use super::text::{closing, fold, trim};
use super::types::{Draft, Found, Measure, RuleId, Span, TimeLimit, UnitRef};
use super::units::{UnitIndex, is_collective, looks_like_unit, split_list};

/// The fields of one item, as they are gathered.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Fields {
    /// 牵头单位.
    pub lead: Vec<UnitRef>,
    /// 责任单位.
    pub responsible: Vec<UnitRef>,
    /// 配合单位.
    pub cooperating: Vec<UnitRef>,
    /// 责任领导.
    pub leader: Option<Found<String>>,
    /// Limits, all of them.
    pub limits: Vec<Found<TimeLimit>>,
    /// 任务.
    pub task: Option<Found<String>>,
    /// 措施, 目标.
    pub detail: Option<Found<String>>,
    /// Words that state fields, to be left out of the statement (positions in the text of the reading).
    pub cut: Vec<Span>,
    /// True when a label or a duty bracket was read: the mark of a task division.
    pub labelled: bool,
}

/// What reading fields needs.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// The text of the reading.
    pub text: &'a str,
    /// The same, folded; positions are equal.
    pub folded: &'a str,
    /// Known units.
    pub index: &'a UnitIndex,
    /// What dates count from.
    pub clock: Clock,
}

impl Reader<'_> {
    /// A reference to the unit named at `span`.
    pub fn unit(&self, span: Span, rule: RuleId) -> UnitRef {
        let words = span.of(self.text);
        // A name broken over two lines of a cell is one name.
        let joint = if words.is_ascii() { " " } else { "" };
        let name = words.split('\n').map(str::trim).collect::<Vec<_>>().join(joint);
        UnitRef {
            matched: self.index.lookup(&name),
            collective: is_collective(&fold(&name)),
            name,
            span,
            rule,
            inherited: false,
        }
    }

    /// The units of a list. One marked as lead in a bracket of its own (市金融办（牵头）) is taken as such.
    pub fn units(&self, span: Span, rule: RuleId) -> Vec<UnitRef> {
        split_list(span.of(self.folded), self.index)
            .into_iter()
            .map(|range| {
                let text = span.of(self.folded);
                // ★区生态环境局, 区生态环境局★: marked among those that are not.
                let mark = |c: char| "★☆▲△◎※".contains(c);
                let starred = text[..range.start].trim_end().ends_with(mark)
                    || text[range.end..].trim_start().starts_with(mark)
                    || text[range.clone()].ends_with(mark);
                let mut span = Span::at(span.start, range);
                span.end -= span.of(self.folded).len() - span.of(self.folded).trim_end_matches(mark).len();
                let (len, lead) = lead_mark(span.of(self.folded));
                span.end -= len;
                let lead = lead || starred;
                self.unit(span, if lead { rules::UNIT_LEAD } else { rule })
            })
            .collect()
    }

    /// The limits in `span`.
    pub fn limits(&self, span: Span, place: Place) -> Vec<Found<TimeLimit>> {
        limits::scan(span.of(self.folded), self.clock, place)
            .into_iter()
            .map(|hit| self.limit(span.start, hit))
            .collect()
    }

    fn limit(&self, base: usize, hit: Hit) -> Found<TimeLimit> {
        Found::new(hit.limit, Span::at(base, hit.range), self.text, hit.rule)
    }

    /// The measures in `span`, outside of `cut`.
    pub fn measures(&self, span: Span, cut: &[Span]) -> Vec<Found<Measure>> {
        measure::scan(span.of(self.folded))
            .into_iter()
            .map(|(range, measure)| {
                Found::new(measure, Span::at(span.start, range), self.text, rules::MEASURE_NUMBER)
            })
            .filter(|found| cut.iter().all(|cut| cut.overlap(found.span) == 0))
            .collect()
    }

    /// Reads the labelled values and duty brackets of `span`.
    pub fn fields(&self, span: Span) -> Fields {
        let mut fields = Fields::default();
        let text = span.of(self.folded);
        for value in labelled(text) {
            self.take(span.start, &value, &mut fields);
        }
        self.brackets(span, &mut fields);
        if !fields.labelled || !fields.has_unit() {
            // …。市轨道集团、市交通局　分管：…: units before the first label.
            let end = fields.cut.iter().map(|cut| cut.start).filter(|at| *at > span.start).min();
            let end = end.filter(|_| !text.contains('—')).unwrap_or(span.end);
            self.tail(Span { start: span.start, end }, &mut fields);
        }
        if !fields.labelled
            && let Some((units, whole)) = self.addressed(span)
        {
            self.put(Role::Responsible, units, &mut fields);
            fields.cut.push(whole);
        }
        fields
    }

    fn take(&self, base: usize, value: &Labelled, fields: &mut Fields) {
        let span = Span::at(base, value.value.clone());
        let words = || Found::new(span.of(self.text).trim().to_owned(), span, self.text, rules::LEADER_NAMED);
        self.put(value.role, span, fields);
        match value.role {
            Role::Task if fields.task.is_none() => {
                fields.task = Some(Found { rule: rules::CLASS_ITEM, ..words() });
            }
            Role::Detail | Role::Subtask if fields.detail.is_none() => {
                fields.detail = Some(Found { rule: rules::CLASS_ITEM, ..words() });
            }
            _ => {}
        }
        fields.cut.push(Span::at(base, value.whole.clone()));
    }

    /// Puts the value at `span` into the field of `role` (units, leader, limit).
    pub fn put(&self, role: Role, span: Span, fields: &mut Fields) {
        match role {
            Role::Lead => {
                let units = self.listed(span, rules::UNIT_LEAD, fields);
                fields.lead.extend(units);
            }
            Role::Responsible => {
                // 市发展改革委牵头，市财政局配合 inside a 责任单位.
                let units = self.listed(span, rules::UNIT_LATER, fields);
                let duties = duty::prose(span.of(self.folded), self.index);
                if units.iter().any(|unit| unit.rule == rules::UNIT_LEAD) {
                    let (lead, others) =
                        units.into_iter().partition(|unit: &UnitRef| unit.rule == rules::UNIT_LEAD);
                    let lead: Vec<UnitRef> = lead;
                    fields.lead.extend(lead);
                    fields.responsible.extend::<Vec<UnitRef>>(others);
                } else if duties.stated
                    && !duties.lead.is_empty()
                    && (parts_told(span.of(self.folded)) || !units.iter().all(|unit| self.known(&unit.name)))
                {
                    self.take_duties(span.start, duties, fields);
                } else {
                    fields.responsible.extend(units);
                }
            }
            Role::Paired => {
                let words = span.of(self.folded);
                let open = words.find(['（', '(']).unwrap_or(words.len());
                self.put(Role::Responsible, Span::at(span.start, 0..open), fields);
                let rest = &words[open..];
                let inner = rest.trim_start_matches(['（', '(', ' ']).trim_end_matches(['）', ')', ' ']);
                let from = words.len() - rest.trim_start_matches(['（', '(', ' ']).len();
                self.put(Role::Cooperating, Span::at(span.start, from..from + inner.len()), fields);
            }
            Role::Cooperating => {
                let units = self.listed(span, rules::UNIT_COOPERATING, fields);
                fields.cooperating.extend(units);
            }
            Role::Leader | Role::Person => {
                let mut span = span;
                // 县住建局 张某某 in a column of persons names the unit too.
                let words = span.of(self.folded);
                if let Some((at, _)) = words.char_indices().find(|(_, c)| c.is_whitespace())
                    && looks_like_unit(&words[..at])
                    && is_person(words[at..].trim())
                {
                    if !fields.has_unit() {
                        fields.responsible.push(self.unit(Span::at(span.start, 0..at), rules::UNIT_LATER));
                    }
                    let person = trim(words, at..words.len());
                    span = Span::at(span.start, person);
                }
                let spread = is_person(span.of(self.folded));
                let name = span.of(self.text).split_whitespace().collect::<Vec<_>>();
                let name = name.join(if spread { "" } else { " " });
                let keep = role == Role::Leader || fields.leader.is_none();
                if !name.is_empty() && keep && (fields.leader.is_none() || role == Role::Leader) {
                    let found = Found::new(name, span, self.text, rules::LEADER_NAMED);
                    fields.leader.get_or_insert(found);
                }
            }
            Role::Limit => {
                let found = self.limits(span, Place::Cell);
                let month =
                    found.is_empty().then(|| limits::month(span.of(self.folded), self.clock)).flatten();
                fields.limits.extend(found.into_iter().chain(month.map(|hit| self.limit(span.start, hit))));
            }
            _ => return,
        }
        fields.labelled = true;
    }

    fn known(&self, name: &str) -> bool {
        let name = &fold(name);
        self.index.lookup(name).is_some() || looks_like_unit(name) || is_collective(name)
    }

    /// The units of a list; what is a limit among them goes to the limits.
    fn listed(&self, span: Span, rule: RuleId, fields: &mut Fields) -> Vec<UnitRef> {
        let (mut units, mut limits) = (Vec::new(), Vec::new());
        for mut unit in self.units(span, rule) {
            if let Some((name, person)) = self.person(unit.span) {
                fields.leader.get_or_insert(person);
                let Some(name) = name else { continue };
                unit = self.unit(name, unit.rule);
            }
            let found = self.limits(unit.span, Place::Cell);
            let bytes: usize = found.iter().map(|found| found.span.len()).sum();
            if bytes * 10 >= unit.span.len() * 6 { limits.extend(found) } else { units.push(unit) }
        }
        fields.limits.extend(limits);
        units
    }

    /// A person in a list of units, alone (张某某) or after the unit's name (住建局张某某, 住建局（张某某）).
    fn person(&self, span: Span) -> Option<(Option<Span>, Found<String>)> {
        let words = span.of(self.folded);
        if looks_like_unit(words) && !words.ends_with(['）', ')']) || self.index.lookup(words).is_some() {
            return None;
        }
        let found = |range: Range<usize>| {
            let span = Span::at(span.start, range);
            Found::new(span.of(self.text).to_owned(), span, self.text, rules::LEADER_NAMED)
        };
        if is_person(words) {
            return Some((None, found(0..words.len())));
        }
        if let Some(open) = words.find(['（', '(']) {
            let inner = open + words[open..].chars().next().map_or(1, char::len_utf8)
                ..words.trim_end_matches(['）', ')']).len();
            let named = inner.start < inner.end && is_person(&words[inner.clone()]);
            return named.then(|| (Some(Span::at(span.start, 0..open)), found(inner)));
        }
        words.char_indices().skip(2).find_map(|(at, _)| {
            let (unit, person) = words.split_at(at);
            let unit = unit.trim_end_matches([':', '：']);
            let split = looks_like_unit(unit) && person.chars().count() > 1 && is_person(person);
            split.then(|| (Some(Span::at(span.start, 0..unit.len())), found(at..words.len())))
        })
    }

    pub(super) fn take_duties(&self, base: usize, duties: duty::Duties, fields: &mut Fields) {
        let unit = |(range, rule): (Range<usize>, RuleId)| self.unit(Span::at(base, range), rule);
        fields.lead.extend(duties.lead.into_iter().map(unit));
        fields.cooperating.extend(duties.cooperating.into_iter().map(unit));
        if let Some(range) = duties.leader {
            let span = Span::at(base, range);
            let name = span.of(self.text).to_owned();
            fields.leader.get_or_insert_with(|| Found::new(name, span, self.text, rules::LEADER_NAMED));
        }
    }

    /// Duties told in the running text of `span`: for sentences without labels.
    pub fn told(&self, span: Span, fields: &mut Fields) -> bool {
        let duties = duty::prose(span.of(self.folded), self.index);
        let stated = duties.stated;
        fields.cut.extend(duties.cut.iter().map(|range| Span::at(span.start, range.clone())));
        self.take_duties(span.start, duties, fields);
        stated
    }

    /// Brackets without labels: （市发展改革委牵头，市财政局配合）, （市教育局、市财政局）, （2026年6月底前完成）.
    fn brackets(&self, span: Span, fields: &mut Fields) {
        let text = span.of(self.folded);
        let mut at = 0;
        while let Some(open) = text[at..].find(['（', '(', '【', '[', '〔', '［']).map(|len| at + len) {
            let one = text[open..].chars().next().map_or(1, char::len_utf8);
            at = open + one;
            let Some(close) = closing(&text[open..]).map(|len| open + len) else { continue };
            let end = close + text[close..].chars().next().map_or(1, char::len_utf8);
            let whole = Span::at(span.start, open..end);
            if fields.cut.iter().any(|cut| cut.overlap(whole) > 0) {
                continue;
            }
            let inner = trim(text, open + one..close);
            if !inner.is_empty()
                && self.bracket(Span::at(span.start, inner), text[end..].trim_start(), fields)
            {
                fields.cut.push(whole);
                at = end;
            }
        }
    }

    fn bracket(&self, inner: Span, after: &str, fields: &mut Fields) -> bool {
        let words = inner.of(self.folded);
        let duties = duty::prose(words, self.index);
        if duties.stated
            && (!duties.lead.is_empty() || !duties.cooperating.is_empty() || duties.leader.is_some())
        {
            self.take_duties(inner.start, duties, fields);
            fields.limits.extend(self.limits(inner, Place::Cell));
            fields.labelled = true;
            return true;
        }
        // A name inside a list or before a noun (（市大数据局）、) is not a duty.
        let ends = after.is_empty() || after.starts_with(['。', '；', ';', '\n', '，', '.', '（', '(']);
        let limits = self.limits(inner, Place::Cell);
        // Units and a limit: （市教育局，2026年底）.
        if ends && !limits.is_empty() {
            let units: Vec<UnitRef> = self
                .units(inner, rules::UNIT_LATER)
                .into_iter()
                .filter(|unit| {
                    limits.iter().all(|limit| limit.span.overlap(unit.span) == 0)
                        && looks_like_unit(&unit.name)
                })
                .collect();
            if !units.is_empty() {
                fields.responsible.extend(units);
                fields.limits.extend(limits);
                fields.labelled = true;
                return true;
            }
        }
        let limit_bytes: usize = limits.iter().map(|found| found.span.len()).sum();
        if ends && !limits.is_empty() && limit_bytes * 2 >= words.len() {
            fields.limits.extend(limits);
            fields.labelled = true;
            return true;
        }
        let names = split_list(words, self.index);
        let unit =
            |name: &str| self.index.lookup(name).is_some() || looks_like_unit(name) || is_collective(name);
        if ends && !names.is_empty() && names.iter().all(|name| unit(&words[name.clone()])) {
            fields.responsible.extend(self.units(inner, rules::UNIT_LATER));
            fields.labelled = true;
            return true;
        }
        false
    }
}

/// True where a list says who leads or who helps; 按职责分工负责 behind a list says neither.
fn parts_told(words: &str) -> bool {
    ["牵头", "主办", "承办", "配合", "协办", "会同", "参与", "协助", "lead", "Lead", "support", "Support"]
        .iter()
        .any(|word| words.contains(word))
}

/// Length of a bracket at the end of a name that only tells its part, and whether that part is to lead.
fn lead_mark(name: &str) -> (usize, bool) {
    const MARKS: &[(&str, bool)] = &[
        ("牵头单位", true),
        ("牵头", true),
        ("主办", true),
        ("总牵头", true),
        ("主责", true),
        ("lead", true),
        ("配合", false),
        ("协办", false),
        ("参与", false),
        ("配合单位", false),
        ("support", false),
    ];
    for (word, lead) in MARKS {
        for (open, close) in [("（", "）"), ("(", ")"), (" (", ")")] {
            let ends = name
                .strip_suffix(close)
                .and_then(|rest| rest.strip_suffix(word))
                .and_then(|rest| rest.strip_suffix(open));
            if let Some(rest) = ends.filter(|rest| !rest.is_empty()) {
                return (name.len() - rest.len(), *lead);
            }
        }
    }
    (0, false)
}

impl Fields {
    /// True when a unit is named.
    pub fn has_unit(&self) -> bool {
        !(self.lead.is_empty() && self.responsible.is_empty() && self.cooperating.is_empty())
    }

    /// Takes from `parent` what this item does not state, marked as inherited.
    pub fn inherit(&mut self, parent: &Fields) {
        let mark = |units: &[UnitRef]| {
            units.iter().cloned().map(|unit| UnitRef { inherited: true, ..unit }).collect()
        };
        if !self.has_unit() {
            self.cooperating = mark(&parent.cooperating);
        }
        // Those that cooperate may be named item by item, the lead once for all.
        if self.lead.is_empty() && self.responsible.is_empty() {
            self.lead = mark(&parent.lead);
            self.responsible = mark(&parent.responsible);
        }
        if self.leader.is_none() {
            self.leader = parent.leader.clone().map(|found| Found { inherited: true, ..found });
        }
        if self.limits.is_empty() {
            self.limits =
                parent.limits.iter().cloned().map(|found| Found { inherited: true, ..found }).collect();
        }
    }

    /// The draft of these fields: the first-listed unit leads, all others cooperate, the chosen limit stands apart.
    pub fn draft(self, statement: String) -> Draft {
        let mut all: Vec<UnitRef> = Vec::new();
        let named_lead = !self.lead.is_empty();
        let led = named_lead || !self.responsible.is_empty();
        for mut unit in self.lead.into_iter().chain(self.responsible).chain(self.cooperating) {
            let twice = all.iter().any(|known| {
                known.name == unit.name || (known.matched.is_some() && known.matched == unit.matched)
            });
            if !twice {
                if all.is_empty() && !named_lead {
                    unit.rule = rules::UNIT_FIRST;
                }
                all.push(unit);
            }
        }
        let mut units = all.into_iter();
        // Units that are only said to cooperate do not lead.
        let lead = if led { units.next() } else { None };
        let hits: Vec<Hit> = self
            .limits
            .iter()
            .map(|f| Hit { range: f.span.start..f.span.end, limit: f.value.clone(), rule: f.rule })
            .collect();
        let mut nodes = self.limits;
        let limit = limits::choose(&hits).map(|at| nodes.remove(at));
        nodes.retain(|node| node.value.day.is_some());
        Draft {
            statement,
            detail: self.detail,
            lead,
            cooperating: units.collect(),
            leader: self.leader,
            limit,
            nodes,
            ..Draft::default()
        }
    }
}
