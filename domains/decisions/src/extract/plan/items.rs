//! Numbered items of a plan: a tree by list numbers, fields on their own lines or in brackets, leaves as commitments.

use super::super::fields::{Fields, Reader};
use super::super::labels::{Role, labelled};
use super::super::limits::Place;
use super::super::numbering::{self, Level};
use super::super::rules;
use super::super::statement::{self, opening};
use super::super::types::{Draft, Found, Span, TimeForm};
use super::super::units::looks_like_unit;
use super::counted::{self, Counted};
use super::notes::{labels_above, numbered_cards, said, signature, unnumbered_cards};
use super::{heads, joins, notes};

/// A line of the document outside of tables.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// Its text, trimmed.
    pub span: Span,
    /// Heading level, 0 for running text.
    pub heading: u8,
}

/// A leaf read as one commitment.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaf {
    /// From its number to its last line.
    pub span: Span,
    /// Headings above it.
    pub path: Vec<String>,
    /// Its draft, without measures and line.
    pub draft: Draft,
    /// Words left out of the statement.
    pub cut: Vec<Span>,
}

/// What a part of the document's lines is.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// A commitment.
    Leaf(Box<Leaf>),
    /// A line to be read sentence by sentence; true when it stands under a numbered heading (where a sentence without
    /// subject commands).
    Prose(Line, Vec<String>, bool),
    /// A heading.
    Heading(Line, Vec<String>),
}

#[derive(Debug)]
pub(super) struct Node {
    pub(super) rank: Rank,
    pub(super) lines: Vec<Line>,
    pub(super) parent: Option<usize>,
    pub(super) children: Vec<usize>,
    pub(super) fields: Fields,
    /// Fields of the lines after the head only (牵头单位 on its own line).
    pub(super) numbered: bool,
    /// One bracket of fields stands behind all its sub-items: they are its measures, and it is the item.
    pub(super) summed: bool,
}

/// Where a node stands: headings of the file first, then list numbers, then unnumbered cards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Rank {
    Heading(u8),
    Number(Level),
    Card,
    /// A line that says nothing but by when or by whom what stands below it is done.
    Over,
}

/// Reads lines into parts, in document order.
pub fn read(reader: &Reader, lines: &[Line]) -> Vec<Part> {
    let lines = &joins::join(reader, lines);
    let cards = numbered_cards(reader, lines);
    let sums = |line: &&Line| notes::all_above(line.span.of(reader.folded));
    let by_section = lines.iter().filter(sums).count() > 1;
    let spans = lines.iter().filter(|line| !by_section || !sums(line)).map(|line| line.span);
    let said = said(reader, spans);
    let above = labels_above(reader, lines);
    let tasks = unnumbered_cards(reader, lines);
    let mut tree = Tree {
        reader,
        nodes: Vec::new(),
        current: None,
        by_section,
        summed_to: 0,
        loose: Vec::new(),
        cards,
        said,
        above,
        tasks,
        counted: Vec::new(),
    };
    let mut parts = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| &lines[at]);
        let counted = counted::read(reader, *line);
        if !counted.is_empty() {
            tree.counted.extend(counted);
            parts.push(Part::Heading(*line, Vec::new()));
        } else if tree.sums_up(*line) {
            tree.attach_above(*line);
        } else if signature(reader, before, *line, lines.get(at + 1)) {
            // Who signs says nothing, whatever words the name holds (…创建工作指挥部).
            if looks_like_unit(line.span.of(reader.folded)) {
                parts.push(Part::Heading(*line, Vec::new()));
            } else {
                tree.loose.push(*line);
            }
        } else {
            tree.add(*line);
        }
    }
    parts.extend(tree.parts());
    parts.sort_by_key(Part::start);
    parts
}

pub(super) struct Tree<'a, 'b> {
    pub(super) reader: &'a Reader<'b>,
    pub(super) nodes: Vec<Node>,
    pub(super) current: Option<usize>,
    /// Several sections end with what is said of all that stands above.
    pub(super) by_section: bool,
    /// Where that was said last.
    pub(super) summed_to: usize,
    /// Lines before the first node.
    pub(super) loose: Vec<Line>,
    /// A limit said once for all items.
    pub(super) said: Fields,
    /// Numbers of this kind count cards.
    cards: Option<Level>,
    /// Lines of units stand above the items that they are for.
    above: bool,
    /// Where tasks without a number begin.
    tasks: Vec<usize>,
    /// What lines say of items by their numbers.
    pub(super) counted: Vec<Counted>,
}

impl Tree<'_, '_> {
    fn add(&mut self, line: Line) {
        let text = line.span.of(self.reader.folded);
        let number = numbering::read(text).map(|(level, _)| level);
        let label = labelled(text).into_iter().next().filter(|label| label.line_start);
        let counts = number.is_some() && number == self.cards;
        // The task of a card that began with another label.
        let awaited = self.current.is_some_and(|current| {
            let fields = &self.nodes[current].fields;
            self.cards.is_some_and(|level| self.nodes[current].rank == Rank::Number(level))
                && fields.labelled
                && fields.task.is_none()
        });
        // 目标任务 below an item that has its name: what it is to reach.
        let target = label.as_ref().is_some_and(|label| {
            text[label.whole.start..label.value.start].contains("目标任务")
                && number.is_none()
                && self.current.is_some_and(|current| self.names_itself(current))
        });
        if target && let Some(current) = self.current {
            let mut fields = self.reader.fields(line.span);
            fields.detail = fields.task.take();
            self.nodes[current].fields.absorb(fields);
            self.nodes[current].lines.push(line);
            return;
        }
        if self.above && number.is_none() && label.as_ref().is_some_and(|label| label.role.names_unit()) {
            return self.open(Rank::Over, line);
        }
        if let Some(label) = &label
            && (!matches!(label.role, Role::Task) || awaited && number.is_none())
            && self.current.is_some()
            && !counts
            && !(number.is_some() && matches!(label.role, Role::Subtask | Role::Category))
        {
            return self.attach_fields(line);
        }
        let bracket_only = text.starts_with(['（', '(', '【', '[', '〔', '［']) && number.is_none() && {
            let fields = self.reader.fields(line.span);
            fields.labelled && statement::without(self.reader.text, line.span, &fields.cut).is_empty()
        };
        if bracket_only && self.current.is_some() {
            return self.attach_fields(line);
        }
        let card = label.is_some_and(|label| label.role == Role::Task && !label.value.is_empty());
        // A paragraph with its duty in a bracket, under no number: an item of its own.
        let free = match self.current {
            None => true,
            Some(current) => {
                matches!(self.nodes[current].rank, Rank::Card | Rank::Heading(_)) || self.heads(current)
            }
        };
        let listed = ["一是", "二是", "三是", "四是", "五是", "六是", "七是", "八是", "九是", "十是"];
        let listed = listed.iter().any(|word| text.starts_with(word));
        let paragraph = line.heading == 0 && number.is_none() && (free || listed) && !card && {
            let ends =
                text.trim_end_matches(['。', '；', ';', '.']).ends_with(['）', ')', '】', ']', '］', '〕']);
            // …。责任单位：市公安局。时限：11月底前。
            let labels = labelled(text);
            let ends = ends
                || labels.last().is_some_and(|last| last.whole.end + 3 >= text.trim_end().len())
                    && labels.first().is_some_and(|first| !first.line_start && first.role.names_unit());
            // Most lines end otherwise; reading the fields is what costs.
            let fields = if ends { self.reader.fields(line.span) } else { Fields::default() };
            let said = statement::without(self.reader.folded, line.span, &fields.cut);
            // 2026年任务清单（应急管理部门）: a title.
            let titles = [
                "清单", "方案", "表", "台账", "要点", "分工", "通知", "意见", "办法", "安排", "分解", "细则",
            ];
            let title = titles.iter().any(|word| said.ends_with(word));
            ends && fields.labelled && fields.has_unit() && !title && said.chars().count() >= 6
        };
        let addressed =
            line.heading == 0 && number.is_none() && !card && self.reader.addressed(line.span).is_some();
        let rank = match (line.heading, number) {
            (0, None) if heads::only_period(self.reader, line.span) || heads::boxed(text) => Some(Rank::Over),
            (0, Some(Level::Bullet)) if self.bullet_head(line.span) => Some(Rank::Over),
            _ if addressed || self.tasks.contains(&line.span.start) => Some(Rank::Card),
            _ if paragraph => Some(Rank::Card),
            (0, Some(Level::Bullet)) if !self.stands(line.span) && !self.beside_bullet() => None,
            (_, Some(level)) if !card || level != Level::Bullet => Some(Rank::Number(level)),
            (_, _) if card => Some(Rank::Card),
            (heading, None) if heading > 1 => Some(Rank::Heading(heading)),
            _ => None,
        };
        match rank {
            Some(rank) => self.open(rank, line),
            None => match self.current {
                Some(current) if line.heading == 0 => {
                    let fields = self.reader.fields(line.span);
                    self.nodes[current].fields.absorb(fields);
                    self.nodes[current].lines.push(line);
                }
                _ => self.loose.push(line),
            },
        }
    }

    /// The node that lines are added to.
    pub(super) fn last(&self) -> Option<&Node> {
        self.current.map(|current| &self.nodes[current])
    }

    fn open(&mut self, rank: Rank, line: Line) {
        // A number of a kind already open closes back to it; a new kind goes deeper.
        let mut parent = self.current;
        let mut ancestors = Vec::new();
        let mut at = self.current;
        while let Some(node) = at {
            ancestors.push(node);
            at = self.nodes[node].parent;
        }
        if let Some(same) = ancestors.iter().find(|node| self.nodes[**node].rank == rank) {
            parent = self.nodes[*same].parent;
        } else if rank == Rank::Card && self.last().is_some_and(|node| node.fields.labelled) {
            // Behind a numbered item that has its fields.
            parent = self.last().and_then(|node| node.parent);
        } else if rank == Rank::Over {
            // Below the heading that the items above it stand under.
            let branch = |node: &usize| !self.nodes[*node].children.is_empty() || self.heads(*node);
            parent = ancestors.iter().copied().find(branch);
        } else if let Rank::Heading(level) = rank {
            // A heading is under a higher heading only.
            parent = ancestors
                .iter()
                .copied()
                .find(|node| matches!(self.nodes[*node].rank, Rank::Heading(other) if other < level));
        } else if let Rank::Number(level) = rank {
            // 一、 after 1. of an earlier part: the standard's order breaks the tie.
            let outer = |node: &usize| match self.nodes[*node].rank {
                Rank::Number(other) => outermost(other) < outermost(level),
                Rank::Heading(_) => true,
                Rank::Card | Rank::Over => false,
            };
            if outermost(level) <= 1 {
                parent = ancestors.iter().copied().find(outer);
            }
        }
        let fields = self.reader.fields(line.span);
        let index = self.nodes.len();
        self.nodes.push(Node {
            rank,
            lines: vec![line],
            parent,
            children: Vec::new(),
            fields,
            numbered: rank != Rank::Card,
            summed: false,
        });
        if let Some(parent) = parent {
            self.nodes[parent].children.push(index);
        }
        self.current = Some(index);
    }

    /// True for a short first line that ends no sentence.
    fn heads(&self, node: usize) -> bool {
        let head = self.nodes[node].lines[0].span.of(self.reader.text);
        !self.nodes[node].fields.labelled && !long(head) && !head.ends_with(['。', '；', ';', '.'])
    }

    /// A line of fields belongs to the item above it; after a run of sub-items without fields of their own, to their
    /// parent.
    fn attach_fields(&mut self, line: Line) {
        let Some(current) = self.current else { return };
        let mut target = current;
        if let Some(parent) = self.nodes[current].parent {
            let siblings = &self.nodes[parent].children;
            let inner = matches!(self.nodes[current].rank, Rank::Number(level) if outermost(level) >= 3);
            let bare = siblings.iter().all(|node| !self.nodes[*node].fields.labelled);
            let own_before = self.nodes[current].fields.labelled;
            let parents = bare || self.nodes[parent].fields.labelled;
            if inner && siblings.len() > 1 && parents && !own_before {
                target = parent;
                let inmost = matches!(self.nodes[current].rank, Rank::Number(level) if outermost(level) >= 4);
                self.nodes[parent].summed = bare && inmost && self.heads(parent);
            }
        }
        let fields = self.reader.fields(line.span);
        self.nodes[target].fields.absorb(fields);
        self.nodes[target].lines.push(line);
    }

    fn heading_text(&self, node: usize) -> String {
        let head = self.nodes[node].lines[0].span;
        let text = statement::without(self.reader.text, head, &self.nodes[node].fields.cut);
        let text = numbering::strip(&text);
        let title = text.split('。').next().unwrap_or(text);
        let title = if title.is_empty() { text } else { title };
        title.trim_end_matches(['。', '：', ':', '；', '.']).to_owned()
    }

    fn path(&self, node: usize) -> Vec<String> {
        let mut path = Vec::new();
        let mut at = self.nodes[node].parent;
        while let Some(parent) = at {
            path.push(self.heading_text(parent));
            at = self.nodes[parent].parent;
        }
        path.reverse();
        path
    }

    pub(super) fn own_or_inherited(&self, node: usize) -> Fields {
        let mut fields = self.nodes[node].fields.clone();
        fields.inherit(&self.counted(node));
        let mut at = self.nodes[node].parent;
        while let Some(parent) = at {
            if self.nodes[parent].fields.labelled {
                fields.inherit(&self.nodes[parent].fields);
            }
            fields.inherit(&self.told(parent));
            fields.inherit(&self.dated(parent));
            fields.inherit(&self.headed(parent));
            at = self.nodes[parent].parent;
        }
        if fields.labelled || fields.has_unit() {
            fields.inherit(&self.said);
        }
        fields
    }

    /// Duties that the lines of a heading tell: 由××牵头，××配合。
    fn told(&self, node: usize) -> Fields {
        let mut told = Fields::default();
        for line in &self.nodes[node].lines {
            self.reader.told(line.span, &mut told);
        }
        // A subject (各部门要…) is no duty for what stands below.
        if told.cut.is_empty() { Fields::default() } else { told }
    }

    fn parts(mut self) -> Vec<Part> {
        self.said_before();
        let loose = std::mem::take(&mut self.loose);
        let mut parts: Vec<Part> =
            loose.into_iter().map(|line| Part::Prose(line, self.headed_by(line), false)).collect();
        for node in 0..self.nodes.len() {
            let path = self.path(node);
            if self.nodes[node].parent.is_some_and(|parent| self.sums(parent)) {
                continue;
            }
            if self.nodes[node].children.is_empty() {
                self.leaf(node, path, &mut parts);
            } else if self.sums(node) {
                parts.push(Part::Leaf(Box::new(self.summed(node, &path))));
            } else {
                self.branch(node, path, &mut parts);
            }
        }
        parts
    }

    /// The headings above a line that belongs to no item, where the last thing before it is a heading.
    fn headed_by(&self, line: Line) -> Vec<String> {
        let before = self.nodes.iter().rposition(|node| node.lines[0].span.start < line.span.start);
        let Some(node) = before.filter(|node| self.heads(*node) && self.nodes[*node].children.is_empty())
        else {
            return Vec::new();
        };
        self.path(node).into_iter().chain([self.heading_text(node)]).collect()
    }

    /// A node with children: its head is a heading, its other lines are prose.
    fn branch(&self, node: usize, path: Vec<String>, parts: &mut Vec<Part>) {
        let told = self.told(node).cut;
        let node_path = || path.iter().cloned().chain([self.heading_text(node)]).collect::<Vec<_>>();
        for (index, line) in self.nodes[node].lines.iter().enumerate() {
            let mut cut = self.nodes[node].fields.cut.clone();
            cut.extend(told.iter().copied());
            let words = statement::without(self.reader.text, line.span, &cut);
            if words.is_empty() {
                continue;
            }
            if index == 0 && (!long(&words) || self.nodes[node].fields.labelled) {
                parts.push(Part::Heading(*line, path.clone()));
            } else if index == 0 {
                parts.push(Part::Prose(*line, path.clone(), true));
            } else {
                parts.push(Part::Prose(*line, node_path(), true));
            }
        }
    }

    fn leaf(&self, index: usize, path: Vec<String>, parts: &mut Vec<Part>) {
        let node = &self.nodes[index];
        if node.rank == Rank::Over {
            parts.push(Part::Heading(node.lines[0], path.clone()));
            parts.extend(node.lines[1..].iter().map(|line| Part::Prose(*line, path.clone(), true)));
            return;
        }
        let fields = self.own_or_inherited(index);
        let siblings = node.parent.map(|parent| {
            let children = &self.nodes[parent].children;
            let labelled = children.iter().filter(|child| self.nodes[**child].fields.labelled).count();
            labelled * 2 >= children.len() && labelled > 0
        });
        let inherited = fields.has_unit() || (!fields.limits.is_empty() && fields.labelled);
        if !(node.fields.labelled
            || inherited
            || self.topic(index)
            || (siblings == Some(true) && node.numbered))
        {
            let head = node.lines[0].span.of(self.reader.text);
            let heading = !long(head) && !head.ends_with(['。', '；', ';', '.']);
            for (at, line) in node.lines.iter().enumerate() {
                let under = at > 0 || matches!(node.rank, Rank::Number(_));
                if at == 0 && (heading && node.lines.len() > 1 || line.heading > 0) {
                    parts.push(Part::Heading(*line, path.clone()));
                } else if at == 0 {
                    parts.push(Part::Prose(*line, path.clone(), under));
                } else {
                    let path = path.iter().cloned().chain([self.heading_text(index)]).collect();
                    parts.push(Part::Prose(*line, path, under));
                }
            }
            return;
        }
        let segments = self.segments(node);
        let name = (segments.len() > 1).then(|| self.named(node)).flatten();
        for mut segment in segments {
            let mut path = path.clone();
            if let Some(name) = name {
                path.push(numbering::strip(name.of(self.reader.text)).trim_end_matches('。').to_owned());
                segment.start = segment.start.max(name.end);
            }
            parts.push(Part::Leaf(Box::new(self.leaf_of(segment, &path, &fields, node))));
        }
    }

    pub(super) fn leaf_of(&self, span: Span, path: &[String], whole: &Fields, node: &Node) -> Leaf {
        let mut fields = whole.clone();
        let single =
            span.start == node.lines[0].span.start && node.lines.iter().all(|line| line.span.end <= span.end);
        if !single {
            fields = self.reader.fields(span);
            let mut parent = whole.clone();
            if node.fields.labelled {
                // The other brackets of the paragraph say nothing about this one.
                parent = node.parent.map(|parent| self.own_or_inherited(parent)).unwrap_or_default();
            }
            fields.inherit(&parent);
            fields.inherit(&self.said);
        }
        let mut cut = fields.cut.clone();
        cut.extend(node.fields.cut.iter().copied());
        if fields.limits.is_empty() || fields.limits.iter().all(|limit| limit.inherited) {
            let lines = node.lines.iter().map(|line| line.span).filter(|line| line.overlap(span) > 0);
            let told: Vec<_> = lines
                .flat_map(|line| {
                    self.reader.limits(
                        Span { start: line.start.max(span.start), end: line.end.min(span.end) },
                        Place::Prose,
                    )
                })
                .filter(|limit| {
                    limit.value.day.is_some()
                        || matches!(limit.value.form, TimeForm::Recurring { .. } | TimeForm::Relative { .. })
                })
                .collect();
            if !told.is_empty() {
                fields.limits = told;
            }
        }
        if !fields.has_unit() || fields.lead.iter().chain(&fields.responsible).all(|unit| unit.inherited) {
            let mut told = Fields::default();
            let stated = self.reader.told(Span { start: span.start, end: span.end }, &mut told);
            if stated && !told.lead.is_empty() {
                fields.lead = told.lead;
                fields.responsible.clear();
                fields.cooperating = told.cooperating;
                cut.extend(told.cut);
            }
        }
        cut.extend(self.reader.bare_limits(span, &cut));
        let task = fields.task.take();
        if let Some(task) = &task {
            cut.retain(|cut| cut.overlap(task.span) == 0);
        }
        let mut path = path.to_vec();
        let text = match &task {
            Some(task) => task.words.clone(),
            None => {
                let below = if single { self.stated_below(&node.lines, &cut) } else { None };
                let said = below.map_or(span, |first| Span { start: first.start, end: span.end });
                if below.is_some() {
                    let name = numbering::strip(node.lines[0].span.of(self.reader.text));
                    path.push(name.to_owned());
                }
                let words = statement::without(self.reader.text, said, &cut);
                let words = numbering::strip(&words);
                let words = if words.starts_with(['“', '"']) { words } else { opening(words) };
                words.trim_end_matches(['。', '；', ';', '，', ',', '.']).trim().to_owned()
            }
        };
        let mut text = text;
        // 问题：…, 整改措施：…: what is to be done is the measure; the problem gives rise to it.
        if let (Some(problem), Some(measure)) =
            (heads::problem(self.reader, span), heads::measure(self.reader, span))
        {
            let said = |span: Span| {
                statement::without(self.reader.text, span, &[]).trim_end_matches(['。', '；']).to_owned()
            };
            path.push(said(problem));
            text = numbering::strip(&said(measure)).to_owned();
            let words = measure.of(self.reader.text).to_owned();
            fields.detail = Some(Found::new(words, measure, self.reader.text, rules::CLASS_ITEM));
        }
        Leaf { span, path, draft: fields.draft(text), cut }
    }
}

/// How far out a list number stands in the standard's order; kinds of one depth share a number.
fn outermost(level: Level) -> u8 {
    match level {
        Level::Chapter => 0,
        Level::Han => 1,
        Level::HanBracket | Level::Article => 2,
        Level::Arabic | Level::Dotted => 3,
        Level::DottedTwice | Level::ArabicBracket => 4,
        Level::Circle | Level::Letter | Level::Bullet => 5,
    }
}

/// More than a heading's worth of words.
fn long(text: &str) -> bool {
    let text = numbering::strip(text);
    text.chars().count() > 40
        || text.trim_end_matches('。').contains(['。', '；'])
        || (text.contains(". ") && text.len() > 60)
}

impl Part {
    fn start(&self) -> usize {
        match self {
            Part::Leaf(leaf) => leaf.span.start,
            Part::Prose(line, ..) | Part::Heading(line, _) => line.span.start,
        }
    }
}

impl Fields {
    /// Adds the fields of a further line of the same item.
    pub(super) fn absorb(&mut self, other: Fields) {
        self.lead.extend(other.lead);
        self.responsible.extend(other.responsible);
        self.cooperating.extend(other.cooperating);
        self.leader = self.leader.take().or(other.leader);
        self.limits.extend(other.limits);
        self.task = self.task.take().or(other.task);
        self.detail = self.detail.take().or(other.detail);
        self.cut.extend(other.cut);
        self.labelled |= other.labelled;
    }
}
