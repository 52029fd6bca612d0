//! What the head of an item or a section says of those below it: the unit that a section is for (一、区消防救援大队), the
//! problem that a measure answers (问题：…).

use super::super::fields::{Fields, Reader};
use super::super::labels::{Role, labelled};
use super::super::limits::{self, Place};
use super::super::numbering;
use super::super::statement;
use super::super::types::{Span, TimeForm};
use super::super::units::{is_collective, looks_like_unit, split_list};
use super::items::{Line, Rank, Tree};

impl Tree<'_, '_> {
    /// The units that a section's head names, where it and all sections beside it are headed by units.
    pub(super) fn headed(&self, node: usize) -> Fields {
        let mut fields = Fields::default();
        let beside = |other: &usize| {
            self.nodes[*other].rank == self.nodes[node].rank
                && self.nodes[*other].parent == self.nodes[node].parent
        };
        if !matches!(self.nodes[node].rank, Rank::Number(_) | Rank::Heading(_) | Rank::Over)
            || self.nodes[node].children.is_empty()
        {
            return fields;
        }
        let sections: Vec<usize> = (0..self.nodes.len()).filter(beside).collect();
        if sections.len() < 2 || !sections.iter().all(|section| self.unit_head(*section).is_some()) {
            return fields;
        }
        if let Some(span) = self.unit_head(node) {
            self.reader.put(Role::Responsible, span, &mut fields);
        }
        fields
    }

    /// The limit that the head of a section states for what stands below it: 以下任务2026年3月底前完成：, 上半年完成的事项. A head
    /// that says more than that has its own limit.
    pub(super) fn dated(&self, node: usize) -> Fields {
        const WORDS: &[&str] = &[
            "以下", "下列", "各项", "任务", "事项", "工作", "项目", "举措", "完成", "落实", "办结", "时限",
            "要求", "阶段", "第一", "第二", "第三", "第四", "均", "须", "需", "应", "于", "在", "前", "内",
            "的", "由", "类",
        ];
        let mut fields = Fields::default();
        let head = self.nodes[node].lines[0].span;
        let words = head.of(self.reader.folded);
        let periods = self.nodes.iter().filter(|other| other.rank == Rank::Over).count();
        let single = self.nodes[node].rank == Rank::Over && periods < 2;
        if self.nodes[node].children.is_empty() || words.chars().count() > 80 || single {
            return fields;
        }
        let mut told = Fields::default();
        self.reader.told(head, &mut told);
        let limits = self.reader.limits(head, if told.cut.is_empty() { Place::Cell } else { Place::Prose });
        let cut: Vec<Span> = told.cut.iter().copied().chain(limits.iter().map(|limit| limit.span)).collect();
        let mut rest = numbering::strip(&statement::without(self.reader.folded, head, &cut)).to_owned();
        for word in WORDS {
            rest = rest.replace(word, "");
        }
        let dated = limits.iter().filter(|limit| limit.value.day.is_some());
        if rest.chars().filter(|c| c.is_alphanumeric()).count() <= 2 {
            fields.limits = dated.cloned().collect();
            fields.labelled = !fields.limits.is_empty();
        }
        fields
    }

    /// True for a line of a bullet that says something beside its fields.
    pub(super) fn stands(&self, line: Span) -> bool {
        let fields = self.reader.fields(line);
        fields.labelled
            && !numbering::strip(&statement::without(self.reader.text, line, &fields.cut)).is_empty()
    }

    /// ▲民生保障 above △发放…: short words behind a bullet of another kind than that of the items head what stands below.
    pub(super) fn bullet_head(&self, line: Span) -> bool {
        let mark = |span: Span| span.of(self.reader.folded).chars().next();
        let words = line.of(self.reader.folded);
        let short = words.chars().count() <= 16 && !words.contains(['。', '；', '，', '：', ':', '（', '(']);
        let other = self.nodes.iter().rfind(|node| node.rank == Rank::Number(numbering::Level::Bullet));
        let heavy = mark(line).is_some_and(|mark| "▲■◆★●▶►".contains(mark));
        short
            && heavy
            && !self.stands(line)
            && other.is_none_or(|node| mark(node.lines[0].span) != mark(line))
    }

    /// True behind an item of one line that began with a bullet.
    pub(super) fn beside_bullet(&self) -> bool {
        self.last().is_some_and(|node| {
            node.rank == Rank::Number(numbering::Level::Bullet)
                && node.lines.len() == 1
                && node.fields.labelled
        })
    }

    /// True for a numbered item whose first line is no label.
    pub(super) fn names_itself(&self, node: usize) -> bool {
        let head = self.nodes[node].lines[0].span.of(self.reader.folded);
        matches!(self.nodes[node].rank, Rank::Number(_))
            && labelled(head).first().is_none_or(|label| !label.line_start)
            && self.nodes[node].fields.task.is_none()
    }

    /// Where the words of an item begin when its head line only names it (一、支持冰雪场馆建设) and a paragraph states it.
    pub(super) fn stated_below(&self, lines: &[Line], cut: &[Span]) -> Option<Span> {
        let [head, rest @ ..] = lines else { return None };
        let words = |span: Span| statement::without(self.reader.text, span, cut);
        // 1.物资储备（5月10日前完成）
        let name = head.span.of(self.reader.folded);
        let bare = statement::without(self.reader.folded, head.span, cut);
        let whole = name.starts_with(bare.as_str());
        let name = if whole { bare.as_str() } else { name };
        let closed = name.ends_with(['。', '；', ';', '：', ':', '.', '，']);
        let first = rest.iter().find(|line| !words(line.span).is_empty())?;
        let said = words(first.span);
        let sentence = said.ends_with(['。', '；', '.']) && said.chars().count() >= 8;
        let numbered = numbering::read(name).is_some();
        (numbered && whole && !closed && name.chars().count() <= 36 && sentence).then_some(first.span)
    }

    /// 关于道路积水点改造。由城市管理科牵头，…: a numbered topic with its duty in one paragraph is one matter.
    pub(super) fn topic(&self, node: usize) -> bool {
        let lines = &self.nodes[node].lines;
        let text = lines[0].span.of(self.reader.folded);
        let words = numbering::strip(text);
        if lines.len() != 1 || !words.starts_with("关于") || !matches!(self.nodes[node].rank, Rank::Number(_))
        {
            return false;
        }
        let mut told = Fields::default();
        self.reader.told(lines[0].span, &mut told) && !told.lead.is_empty() && !told.cut.is_empty()
    }

    /// The head of a section when it is nothing but names of units.
    fn unit_head(&self, node: usize) -> Option<Span> {
        unit_named(self.reader, self.nodes[node].lines[0].span)
    }
}

/// The names of units that a line is nothing but, with a number before them or a count behind (二、区商务局（3项）).
pub(super) fn unit_named(reader: &Reader, line: Span) -> Option<Span> {
    let words = line.of(reader.folded);
    let start = words.len() - numbering::strip(words).len();
    let start = start + usize::from(words[start..].starts_with('【')) * '【'.len_utf8();
    let mut name = words[start..].trim_end_matches(['：', ':', '。', ' ', '】']);
    if let Some(open) = name.rfind(['（', '(']).filter(|_| name.ends_with(['）', ')'])) {
        let inner = name[open..].trim_matches(['（', '(', '）', ')']);
        let counted =
            inner.starts_with(|c: char| c.is_ascii_digit() || c == '共') && inner.chars().count() <= 6;
        name = if counted { name[..open].trim_end() } else { name };
    }
    // 一、市商务局牵头任务
    const DUTIES: &[&str] = &[
        "牵头任务",
        "牵头事项",
        "牵头工作",
        "牵头落实任务",
        "负责事项",
        "负责任务",
        "承担任务",
        "责任事项",
        "牵头",
    ];
    name = DUTIES.iter().find_map(|duty| name.strip_suffix(duty)).unwrap_or(name);
    let names = split_list(name, reader.index);
    let unit = |name: &str| {
        reader.index.lookup(name).is_some()
            || looks_like_unit(name) && name.chars().count() > 2 && !is_collective(name)
    };
    let all = !names.is_empty() && names.iter().all(|range| unit(&name[range.clone()]));
    (all && words.chars().count() <= 40).then(|| Span::at(line.start, start..start + name.len()))
}

/// True for a short line that a bracket encloses whole: 【城市建设】.
pub(super) fn boxed(text: &str) -> bool {
    let inner = text.strip_prefix('【').and_then(|rest| rest.strip_suffix('】'));
    inner.is_some_and(|inner| {
        inner.chars().count() <= 16
            && !inner.contains(['】', '：', ':', '，', '。'])
            && labelled(text).is_empty()
    })
}

/// True for a line that is nothing but a period (一季度, 【上半年】, 2026年6月底前完成：).
pub(super) fn only_period(reader: &Reader, line: Span) -> bool {
    let words = line.of(reader.folded);
    if words.chars().count() > 20 {
        return false;
    }
    let hits = limits::scan(words, reader.clock, Place::Cell);
    let dated = hits.iter().any(|hit| matches!(hit.limit.form, TimeForm::Absolute { .. }));
    let mut rest: String = numbering::strip(words).to_owned();
    for hit in &hits {
        rest = rest.replacen(&words[hit.range.clone()], "", 1);
    }
    for word in ["完成", "任务", "事项", "工作", "目标", "重点", "前", "第"] {
        rest = rest.replacen(word, "", 1);
    }
    dated && !rest.chars().any(char::is_alphanumeric)
}

/// The measure that an item states against its problem (整改措施：…), without what it aims at (整改目标：…).
pub fn measure(reader: &Reader, span: Span) -> Option<Span> {
    let words = span.of(reader.folded);
    let label = labelled(words).into_iter().find(|label| {
        let head = &words[label.whole.start..label.value.start];
        label.role == Role::Detail && ["措施", "举措"].iter().any(|word| head.contains(word))
    })?;
    Some(Span::at(span.start, label.value))
}

/// The problem that an item's text states before its measure (问题：窗口服务“慢半拍”).
pub fn problem(reader: &Reader, span: Span) -> Option<Span> {
    let words = span.of(reader.folded);
    let line = words.lines().next().unwrap_or("");
    let text = numbering::strip(line);
    // （一）关于“粮食安全责任落实有差距”的问题
    let plain = text.trim_end_matches(['。', '：', ':']);
    if plain.starts_with("关于") && plain.ends_with("问题") {
        let start = line.len() - text.len();
        return Some(Span::at(span.start, start..start + plain.len()));
    }
    let colon = text.find(['：', ':'])?;
    let label = &text[..colon];
    let named = [
        "问题",
        "问题描述",
        "问题表现",
        "存在问题",
        "反馈问题",
        "主要问题",
        "突出问题",
        "查摆问题",
        "具体问题",
    ];
    let value = colon + text[colon..].chars().next().map_or(1, char::len_utf8);
    let start = line.len() - text.len() + value;
    (named.contains(&label.trim()) && start < line.len()).then(|| Span::at(span.start, start..line.len()))
}
