//! What a document says about itself: kind, title, number, date, issuer, meeting.

use std::ops::Range;

use qipan_kernel::Day;

use super::limits::{self, Clock, Place};
use super::number;
use super::plan::items::Line;
use super::rules;
use super::text::{is_han, trim};
use super::types::{DocumentFacts, DocumentKind, Found, Span, TimeForm};
use super::units::looks_like_unit;

/// Reads the facts from the document's lines.
pub fn read(text: &str, folded: &str, lines: &[Line]) -> DocumentFacts {
    let mut facts = DocumentFacts {
        number: number_of(text, folded, lines),
        date: date(text, folded, lines),
        title: title(text, folded, lines),
        ..DocumentFacts::default()
    };
    facts.issuer = issuer(text, folded, lines, &facts);
    if let Some((meeting, ordinal)) = meeting(text, folded, lines) {
        facts.meeting = Some(meeting);
        facts.ordinal = ordinal;
    }
    facts.kind = kind(folded, &facts);
    facts
}

/// 津滨政发〔2026〕6号, also with [] and ().
fn number_of(text: &str, folded: &str, lines: &[Line]) -> Option<Found<String>> {
    lines.iter().take(30).find_map(|line| {
        let words = line.span.of(folded);
        words.char_indices().filter(|(_, c)| matches!(c, '〔' | '[' | '［' | '(' | '（' | '【')).find_map(
            |(open, c)| {
                let inner = &words[open + c.len_utf8()..];
                let year =
                    number::read(inner).filter(|n| (1949.0..2200.0).contains(&n.value) && !n.chinese)?;
                let close = inner[year.len..]
                    .chars()
                    .next()
                    .filter(|c| matches!(c, '〕' | ']' | '］' | ')' | '）' | '】'))?;
                let after = open + c.len_utf8() + year.len + close.len_utf8();
                let skip = words[after..].len() - words[after..].trim_start_matches(['第', ' ']).len();
                let serial = number::read(&words[after + skip..])?;
                let end = after + skip + serial.len;
                let end = end + words[end..].strip_prefix('号').map(|_| '号'.len_utf8())?;
                let start = words[..open]
                    .char_indices()
                    .rev()
                    .take_while(|(_, c)| is_han(*c))
                    .last()
                    .map_or(open, |(at, _)| at);
                (start < open).then(|| {
                    let span = Span::at(line.span.start, start..end);
                    Found::new(span.of(text).to_owned(), span, text, rules::FACT_NUMBER)
                })
            },
        )
    })
}

/// A line that holds little else than a date: at the top (news) or the last one (date of signature).
fn date(text: &str, folded: &str, lines: &[Line]) -> Option<Found<Day>> {
    let dated: Vec<(usize, Range<usize>, Day)> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.span.len() <= 90)
        .filter_map(|(at, line)| {
            let words = line.span.of(folded);
            let hit = limits::scan(words, Clock::default(), Place::Cell).into_iter().find(|hit| {
                matches!(hit.limit.form, TimeForm::Absolute { year: Some(_), day: Some(_), .. })
            })?;
            let rest = words.chars().count() - words[hit.range.clone()].chars().count();
            // 完成时限：2026年6月30日前 is a limit, not the document's date.
            let limit = words[..hit.range.end].ends_with('前')
                || words[hit.range.end..].starts_with(['前', '完'])
                || super::labels::labelled(words)
                    .iter()
                    .any(|label| label.role != super::labels::Role::Other);
            (rest <= 24 && !limit)
                .then_some((at, Span::at(line.span.start, hit.range), hit.limit.day?))
                .map(|(at, span, day)| (at, span.start..span.end, day))
        })
        .collect();
    let top = dated.iter().find(|(at, ..)| *at < 5);
    let Some((_, range, day)) = top.or(dated.last()) else {
        // “…Meeting, 6 March 2026”: a date in the title.
        let title = title(text, folded, lines)?;
        let words = title.span.of(folded);
        let full = |hit: &limits::Hit| {
            matches!(hit.limit.form, TimeForm::Absolute { year: Some(_), day: Some(_), .. })
        };
        let hit = limits::scan(words, Clock::default(), Place::Cell).into_iter().find(full)?;
        let span = Span::at(title.span.start, hit.range);
        return Some(Found::new(hit.limit.day?, span, text, rules::FACT_DATE));
    };
    Some(Found::new(*day, Span { start: range.start, end: range.end }, text, rules::FACT_DATE))
}

fn title(text: &str, folded: &str, lines: &[Line]) -> Option<Found<String>> {
    let heading = lines.iter().find(|line| line.heading == 1);
    let likely = |line: &&Line| {
        let words = line.span.of(folded);
        let count = words.chars().count();
        let closed = words.ends_with(['。', '；', '：', ':', '.']);
        let numbered =
            words.ends_with('号') || words.starts_with("附件") || super::numbering::read(words).is_some();
        let date = limits::scan(words, Clock::default(), Place::Cell)
            .iter()
            .any(|hit| hit.range.len() * 2 > words.len());
        (5..=200).contains(&count) && !closed && !numbered && !date
    };
    let named = |line: &&Line| {
        let words = line.span.of(folded);
        likely(line) && words.starts_with("关于")
            || [
                "方案",
                "纪要",
                "通知",
                "意见",
                "规划",
                "计划",
                "分工",
                "清单",
                "要点",
                "决定",
                "办法",
                "分工表",
                "一览表",
                "台账",
            ]
            .iter()
            .any(|end| words.ends_with(end))
                && words.chars().count() > 5
    };
    // 禾丰县人民政府 above 关于…的通知: the body and the matter are one title on two lines.
    if let Some(at) = heading.and_then(|heading| lines.iter().position(|line| line.span == heading.span))
        && let Some(next) =
            lines.get(at + 1).filter(|next| named(next) && next.span.of(folded).starts_with("关于"))
        && looks_like_unit(lines[at].span.of(folded))
    {
        let span = Span { start: lines[at].span.start, end: next.span.end };
        return Some(Found::new(span.of(text).replace('\n', ""), span, text, rules::FACT_TITLE));
    }
    let line =
        heading.or_else(|| lines.iter().take(8).find(named)).or_else(|| lines.iter().take(4).find(likely))?;
    Some(Found::new(line.span.of(text).to_owned(), line.span, text, rules::FACT_TITLE))
}

/// The body before 关于 in the title, or the signature before the last date.
fn issuer(text: &str, folded: &str, lines: &[Line], facts: &DocumentFacts) -> Option<Found<String>> {
    let found = |span: Span| Some(Found::new(span.of(text).to_owned(), span, text, rules::FACT_ISSUER));
    if let Some(title) = &facts.title {
        let words = title.span.of(folded);
        if let Some(at) = words.find("关于")
            && at > 0
            && looks_like_unit(words[..at].trim())
        {
            return found(Span::at(title.span.start, trim(words, 0..at)));
        }
    }
    if let Some(date) = &facts.date
        && let Some(at) = lines.iter().position(|line| line.span.overlap(date.span) > 0)
        && at > 2
        && looks_like_unit(lines[at - 1].span.of(folded))
    {
        return found(lines[at - 1].span);
    }
    let body = lines.iter().take(3).find(|line| {
        let words = line.span.of(folded);
        looks_like_unit(words)
            && words.chars().count() > 3
            && ["政府", "办公室", "委员会", "办公厅", "局", "委"].iter().any(|end| words.ends_with(end))
    })?;
    found(body.span)
}

const MEETINGS: &[&str] = &[
    "常务会议",
    "常委会会议",
    "常委会（扩大）会议",
    "全体会议",
    "专题会议",
    "办公会议",
    "现场办公会",
    "推进会议",
    "推进会",
    "调度会",
    "动员会",
    "动员大会",
    "工作会议",
    "联席会议",
    "领导小组会议",
    "协调会",
    "座谈会",
    "部署会",
    "党组会议",
    "现场会",
    "会议",
];

type Meeting = (Found<String>, Option<Found<u32>>);

fn meeting(text: &str, folded: &str, lines: &[Line]) -> Option<Meeting> {
    lines.iter().take(12).find_map(|line| {
        let words = line.span.of(folded);
        if words.chars().any(is_han) {
            chinese_meeting(text, words, line.span)
        } else {
            english_meeting(text, words, line.span)
        }
    })
}

fn chinese_meeting(text: &str, words: &str, line: Span) -> Option<Meeting> {
    let (at, name) = MEETINGS
        .iter()
        .filter_map(|name| words.find(name).map(|at| (at, *name)))
        .min_by_key(|(at, name)| (*at, usize::MAX - name.len()))?;
    let end = at + name.len();
    let from = words[..at]
        .rfind(['，', '。', '：', '；', ','])
        .map_or(0, |comma| comma + words[comma..].chars().next().map_or(1, char::len_utf8));
    let held = ["主持召开", "召开了", "召开", "举行", "出席", "参加"]
        .iter()
        .filter_map(|verb| words[from..at].rfind(verb).map(|v| from + v + verb.len()))
        .max();
    let start = held.unwrap_or(from);
    if name == "会议" && !words[start..at].contains('第') && held.is_none() {
        return None;
    }
    // 为落实市委专题会议(精神): the verbs before the meeting are not of its name.
    let mut start = start;
    let led = [
        "为",
        "根据",
        "按照",
        "依据",
        "依照",
        "贯彻",
        "落实",
        "全面",
        "深入",
        "认真",
        "切实",
        "推动",
        "学习",
        "传达",
        "经",
        "进一步",
        "抓好",
        "做好",
        "对照",
        "按",
        "围绕",
        "结合",
    ];
    while let Some(word) = led.iter().find(|word| words[start..at].trim_start().starts_with(**word)) {
        start += words[start..at].len() - words[start..at].trim_start().len() + word.len();
    }
    let range = trim(words, start..end);
    let ordinal = words[range.clone()].find('第').and_then(|di| {
        let after = range.start + di + '第'.len_utf8();
        let (value, len) = number::whole(&words[after..], 9999)?;
        words[after + len..].starts_with('次').then(|| {
            Found::new(
                value,
                Span::at(line.start, range.start + di..after + len + '次'.len_utf8()),
                text,
                rules::FACT_MEETING,
            )
        })
    });
    let span = Span::at(line.start, range);
    Some((Found::new(span.of(text).to_owned(), span, text, rules::FACT_MEETING), ordinal))
}

fn english_meeting(text: &str, words: &str, line: Span) -> Option<Meeting> {
    let lower = words.to_ascii_lowercase();
    let (at, noun) = ["meeting", "conference", "session"]
        .iter()
        .filter_map(|noun| lower.find(noun).map(|at| (at, *noun)))
        .min()?;
    let before = &lower[..at];
    let start = [" the ", " a ", " an ", " holds ", " held ", " convenes "]
        .iter()
        .filter_map(|word| before.rfind(word).map(|at| at + word.len()))
        .max()
        .unwrap_or(0);
    if before[start..].split_whitespace().count() > 12 {
        return None;
    }
    let mut end = at + noun.len();
    if let Some(of) = lower[end..].strip_prefix(" of ") {
        let stop = of
            .find([',', '.', ';'])
            .unwrap_or(of.len())
            .min(of.find(" was ").unwrap_or(usize::MAX))
            .min(of.find(" to ").unwrap_or(usize::MAX));
        end += " of ".len() + stop;
    }
    let ordinal = before[start..].split_whitespace().find_map(|word| {
        let digits = ["st", "nd", "rd", "th"].iter().find_map(|tail| word.strip_suffix(tail))?;
        let value: u32 = digits.parse().ok()?;
        let from = start + before[start..].find(word)?;
        Some(Found::new(value, Span::at(line.start, from..from + word.len()), text, rules::FACT_MEETING))
    });
    let span = Span::at(line.start, start..end);
    Some((Found::new(span.of(text).to_owned(), span, text, rules::FACT_MEETING), ordinal))
}

fn kind(folded: &str, facts: &DocumentFacts) -> DocumentKind {
    let title = facts.title.as_ref().map_or("", |title| title.span.of(folded)).to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| title.contains(word));
    if has(&["纪要", "minutes"]) {
        return DocumentKind::Minutes;
    }
    if has(&[
        "分工",
        "责任清单",
        "任务清单",
        "任务分解",
        "台账",
        "任务表",
        "division of tasks",
        "task division",
        "responsibility list",
    ]) {
        return DocumentKind::TaskDivision;
    }
    if has(&["方案", "规划", "计划", "工作要点", "行动", "implementation plan", "action plan", "work plan"])
    {
        return DocumentKind::Plan;
    }
    if has(&["意见", "通知", "决定", "办法", "通告", "公告", "notice", "opinions"]) {
        return DocumentKind::Opinion;
    }
    if ["会议议定", "议定事项", "会议纪要"].iter().any(|word| folded.contains(word)) {
        return DocumentKind::Minutes;
    }
    let told =
        ["会议强调", "会议指出", "强调，", "记者", "讲话", "stressed", "emphasized", "presided", "attended"];
    if facts.meeting.is_some() || told.iter().any(|word| folded.contains(word)) {
        return DocumentKind::News;
    }
    DocumentKind::Other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meetings_are_named_without_the_verbs_before_them() {
        for (line, meeting) in [
            ("为落实市委第三次专题会议精神，现分工如下", "市委第三次专题会议"),
            ("根据区政府第5次常务会议要求", "区政府第5次常务会议"),
            ("区长张示例主持召开区政府第18次常务会议", "区政府第18次常务会议"),
            ("City holds work meeting on rivers", "work meeting"),
        ] {
            let lines = [Line { span: Span { start: 0, end: line.len() }, heading: 0 }];
            let found = meeting_of(line, &lines);
            assert_eq!(found.as_deref(), Some(meeting), "{line}");
        }
    }

    fn meeting_of(text: &str, lines: &[Line]) -> Option<String> {
        meeting(text, text, lines).map(|(meeting, _)| meeting.value)
    }
}
