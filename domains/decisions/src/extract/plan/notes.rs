//! What lines beside the items say: limits for all, signatures, and whether numbers count cards.

use super::super::fields::{Fields, Reader};
use super::super::labels::{Role, labelled};
use super::super::limits::{self, Clock, Place};
use super::super::numbering::{self, Level};
use super::super::types::{Span, TimeForm};
use super::super::units::looks_like_unit;
use super::items::Line;

/// The kind of list number that counts whole items which begin with a label: 1. 牵头单位：… 2. 牵头单位：…, where one label
/// stands behind different numbers (numbered fields of one item keep theirs).
pub(super) fn numbered_cards(reader: &Reader, lines: &[Line]) -> Option<Level> {
    let mut seen: Vec<(Level, String, &str)> = Vec::new();
    for line in lines {
        let text = line.span.of(reader.folded);
        let Some((level, len)) = numbering::read(text).filter(|(level, _)| *level != Level::Bullet) else {
            continue;
        };
        let Some(label) = labelled(text).into_iter().next().filter(|label| label.line_start) else {
            continue;
        };
        let number = text[..len].trim();
        let name: String =
            text[label.whole.start..label.value.start].chars().filter(|c| c.is_alphabetic()).collect();
        if seen.iter().any(|(l, known, n)| *l == level && *known == name && *n != number) {
            return Some(level);
        }
        seen.push((level, name, number));
    }
    None
}

/// True where lines of units stand above the items that they are for: the first stands behind no item, the last before
/// one, and one of them parts items of one kind.
pub(super) fn labels_above(reader: &Reader, lines: &[Line]) -> bool {
    #[derive(PartialEq)]
    enum Kind {
        Label,
        Item(Level),
        Other,
    }
    let kind = |line: &Line| {
        let text = line.span.of(reader.folded);
        let label = labelled(text).into_iter().next().filter(|label| label.line_start);
        match numbering::read(text) {
            None if label.is_some_and(|label| label.role.names_unit()) => Kind::Label,
            Some((level, _)) => Kind::Item(level),
            None => Kind::Other,
        }
    };
    let kinds: Vec<Kind> = lines.iter().map(kind).collect();
    let label = |at: &usize| kinds[*at] == Kind::Label;
    let (Some(first), Some(last)) = ((0..kinds.len()).find(label), (0..kinds.len()).rfind(label)) else {
        return false;
    };
    let parts = (1..kinds.len().saturating_sub(1)).any(|at| {
        kinds[at] == Kind::Label && matches!(kinds[at - 1], Kind::Item(_)) && kinds[at - 1] == kinds[at + 1]
    });
    let begins = first == 0 || kinds[first - 1] == Kind::Other;
    begins && parts && matches!(kinds.get(last + 1), Some(Kind::Item(_)))
}

/// 以上任务除注明时限外，均须于2026年12月底前完成: the limit of whatever states none of its own.
pub fn said(reader: &Reader, lines: impl Iterator<Item = Span>) -> Fields {
    let mut said = Fields::default();
    for line in lines {
        let words = line.of(reader.folded);
        // 完成时限：以上任务均于…
        let words = labelled(words)
            .first()
            .filter(|label| label.line_start && label.role == Role::Limit)
            .map_or(words, |label| &words[label.value.clone()]);
        let general = [
            "除单独注明",
            "未注明",
            "未明确",
            "除注明",
            "除有明确",
            "除特别",
            "除另有",
            "没有注明",
            "未标注",
            "除已明确",
            "以上任务",
            "上述任务",
            "以上事项",
            "上述事项",
        ];
        let all = ["以上", "上述", "各项", "所有", "本表", "表中", "表内", "全部"]
            .iter()
            .any(|word| words.starts_with(word))
            && ["均", "全部", "一律", "务必", "都"].iter().any(|word| words.contains(word));
        if words.chars().count() <= 100 && all
            || words.chars().count() <= 100 && general.iter().any(|word| words.contains(word))
        {
            said.limits = reader.limits(line, Place::Prose);
            if said.limits.is_empty() {
                said.limits = reader.limits(line, Place::Cell);
            }
            said.limits.retain(|limit| !matches!(limit.value.form, TimeForm::Vague));
        }
        if !said.limits.is_empty() {
            break;
        }
    }
    said
}

/// True for a line that begins with what stands above it and says something of all of it.
pub(super) fn all_above(words: &str) -> bool {
    ["以上", "上述"].iter().any(|word| words.starts_with(word))
        && words.chars().count() <= 100
        && ["均", "全部", "一律", "务必", "都"].iter().any(|word| words.contains(word))
}

/// Starts of lines without a number that state a task whose fields stand below on lines of their own, where a section
/// has several of them.
pub(super) fn unnumbered_cards(reader: &Reader, lines: &[Line]) -> Vec<usize> {
    #[derive(Clone, Copy, PartialEq)]
    enum Kind {
        Label,
        Task,
        Head,
    }
    let kind = |line: &Line| {
        let text = line.span.of(reader.folded);
        let label = labelled(text).into_iter().next().filter(|label| label.line_start);
        match label {
            _ if line.heading > 0 || numbering::read(text).is_some() => Kind::Head,
            Some(label) if label.role != Role::Task => Kind::Label,
            Some(_) => Kind::Head,
            None => Kind::Task,
        }
    };
    let kinds: Vec<Kind> = lines.iter().map(kind).collect();
    let mut found = Vec::new();
    for section in kinds.chunk_by(|_, next| *next != Kind::Head).scan(0, |at, chunk| {
        *at += chunk.len();
        Some((*at - chunk.len(), chunk))
    }) {
        let (start, chunk) = section;
        let begins = |at: &usize| {
            chunk[*at] == Kind::Task
                && chunk.get(at + 1) == Some(&Kind::Label)
                && (*at == 0 || chunk[at - 1] != Kind::Task)
        };
        let tasks: Vec<usize> = (0..chunk.len()).filter(begins).collect();
        if tasks.len() > 1 {
            found.extend(tasks.into_iter().map(|at| lines[start + at].span.start));
        }
    }
    found
}

/// The end of a document is no part of its last item: date, signature before a date, annexes, copies.
pub(super) fn signature(reader: &Reader, before: Option<&Line>, line: Line, next: Option<&Line>) -> bool {
    let words = |line: Line| line.span.of(reader.folded);
    let dated = |line: Line| {
        // A line of dates alone is short.
        if words(line).len() > 120 {
            return false;
        }
        let hits = limits::scan(words(line), Clock::default(), Place::Cell);
        let full = |hit: &limits::Hit| {
            matches!(hit.limit.form, TimeForm::Absolute { year: Some(_), day: Some(_), .. })
        };
        hits.iter().filter(|hit| full(hit)).map(|hit| hit.range.len()).sum::<usize>() * 10
            >= words(line).len() * 8
    };
    let text = words(line);
    // 联系人：…，电话：… behind the items, not among the lines of one.
    let among =
        before.is_some_and(|before| labelled(words(*before)).first().is_some_and(|label| label.line_start));
    if ["联系人", "联系方式", "联系电话"].iter().any(|word| text.starts_with(word)) && !among {
        return true;
    }
    // Due: 18 September 2026 is a field, no date of signature.
    let field = labelled(text).first().is_some_and(|label| label.line_start && label.role != Role::Other);
    if field && !text.starts_with("附") {
        return false;
    }
    let foot = ["附件：", "附件:", "附：", "抄送", "主送", "此件", "（此件", "印发日期", "— ", "－ "]
        .iter()
        .any(|word| text.starts_with(word))
        || attendance(text);
    let closing = [
        "以上",
        "上述",
        "请各",
        "各责任单位",
        "各牵头单位",
        "各级各部门",
        "各单位要",
        "各部门要",
        "各地各部门",
    ];
    let closes = closing.iter().any(|word| text.starts_with(word)) && labelled(text).is_empty();
    line.heading == 0
        && (closes || foot || dated(line) || (looks_like_unit(text) && next.is_some_and(|next| dated(*next))))
}

/// 参加人员：…, 列席：…: who was at the meeting, behind its decisions.
fn attendance(text: &str) -> bool {
    const HEADS: &[&str] = &[
        "参加",
        "参加人员",
        "参会",
        "参会人员",
        "参会单位",
        "出席",
        "出席人员",
        "出席单位",
        "列席",
        "列席人员",
        "列席单位",
        "请假",
        "缺席",
        "记录",
        "记录人",
        "主持",
        "主持人",
    ];
    text.split_once(['：', ':']).is_some_and(|(head, _)| HEADS.contains(&head.trim()))
}

#[cfg(test)]
mod tests {
    #[test]
    fn who_was_there() {
        for (line, there) in [
            ("参加人员：市政府秘书长及有关部门主要负责人", true),
            ("列席：市财政局", true),
            ("参加单位：市财政局", false),
            ("记录要点：完成整改", false),
        ] {
            assert_eq!(super::attendance(line), there, "{line}");
        }
    }
}
