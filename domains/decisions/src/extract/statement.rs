//! The clean statement of a commitment: understandable alone, without list number, speaker, obligation and duty words.

use super::lexicon::{EN, Kind, ZH};
use super::numbering;
use super::text::{fold, is_chinese};
use super::types::Span;

/// The text of `span` without the `cut` spans, spaces at the seams mended.
pub fn without(text: &str, span: Span, cut: &[Span]) -> String {
    let mut cuts: Vec<Span> = cut.iter().copied().filter(|cut| cut.overlap(span) > 0).collect();
    cuts.sort();
    let mut kept = String::with_capacity(span.len());
    let mut at = span.start;
    for cut in cuts {
        if cut.start > at {
            kept.push_str(&text[at..cut.start]);
        }
        at = at.max(cut.end);
    }
    if at < span.end {
        kept.push_str(&text[at..span.end]);
    }
    tidy(&kept)
}

/// One line, no doubled or dangling marks.
fn tidy(text: &str) -> String {
    let chinese = is_chinese(text);
    let mut line = String::with_capacity(text.len());
    for part in text.split(['\n', '\t']).map(str::trim).filter(|part| !part.is_empty()) {
        if !line.is_empty() {
            let closed = line.ends_with(['。', '；', '，', '、', '：', '.', ';', ',', ':', '！']);
            line.push_str(if chinese && closed {
                ""
            } else if chinese {
                "，"
            } else {
                " "
            });
        }
        line.push_str(part);
    }
    for (from, to) in [
        ("。。", "。"),
        ("，，", "，"),
        ("；；", "；"),
        ("，。", "。"),
        ("。；", "。"),
        ("；。", "。"),
        ("。，", "。"),
        (" .", "."),
        (" ,", ","),
        ("..", "."),
        ("()", ""),
        ("（）", ""),
    ] {
        while line.contains(from) {
            line = line.replace(from, to);
        }
    }
    line.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '，' | ',' | '；' | ';' | '：' | ':' | '、' | '|')
    })
    .trim_start_matches(['。', '.', '”', '）', ')', '-', '—', '•', '●', '·', '*'])
    .trim()
    .to_owned()
}

/// 关于…责任分工的通知: the title of a document, wherever it stands.
pub(super) fn titled(text: &str) -> bool {
    const KINDS: &[&str] = &[
        "的通知",
        "的意见",
        "的方案",
        "的决定",
        "的批复",
        "的函",
        "的报告",
        "的请示",
        "的通报",
        "的公告",
        "的通告",
    ];
    let words = text.trim();
    words.starts_with("关于")
        && !words.contains(['，', '。', '；'])
        && KINDS.iter().any(|kind| words.ends_with(kind))
}

/// `text` without list numbers and openings such as “一是”, “First,”, “同时，”.
pub fn opening(text: &str) -> &str {
    let mut rest = text
        .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '，' | ',' | '“' | '"' | '、'));
    rest = numbering::strip(rest);
    // 会议议定：一是…
    if let Some((head, said)) = rest.split_once('：')
        && ["会议议定", "会议决定", "会议明确", "会议确定", "会议要求", "会议强调"].contains(&head)
        && said.starts_with("一是")
    {
        rest = said;
    }
    const OPENINGS: &[&str] = &[
        "一是",
        "二是",
        "三是",
        "四是",
        "五是",
        "六是",
        "七是",
        "八是",
        "九是",
        "十是",
        "第一，",
        "第二，",
        "第三，",
        "第四，",
        "第五，",
        "首先，",
        "其次，",
        "同时，",
        "最后，",
        "另外，",
        "此外，",
        "下一步，",
        "今后，",
        "First, ",
        "Second, ",
        "Third, ",
        "Fourth, ",
        "Fifth, ",
        "Finally, ",
        "At the same time, ",
    ];
    for word in OPENINGS {
        if let Some(more) = rest.strip_prefix(word) {
            return more;
        }
    }
    rest
}

/// Statement of a sentence of prose: without opening speech and obligation.
pub fn of_sentence(text: &str) -> String {
    let folded = fold(text.trim());
    let text = &text.trim()[folded.len() - opening(&folded).len()..];
    if is_chinese(text) { chinese(text) } else { english(text) }
}

/// Reads the folded text, whose places are those of `text`, so that traditional characters open a speech as well.
fn chinese(text: &str) -> String {
    let folded = fold(text);
    let kept = spoken(&folded);
    tidy(text[text.len() - kept.len()..].trim_end_matches(['。', '；', ';', '！']))
}

/// A sentence (folded) from the end of its opening words on.
fn spoken(text: &str) -> &str {
    let mut rest = text;
    // 会议强调，… / ××指出，…: the speech ends at the first comma after its verb.
    let marks = ZH.marks(rest);
    if let Some(mark) = marks.iter().find(|mark| mark.kind == Kind::Speech) {
        let head = &rest[..mark.range.start];
        let after = &rest[mark.range.end..];
        let comma = after.starts_with(['，', '：', ',', ':']);
        if head.chars().count() <= 16 && !head.contains(['，', '。', ',']) && comma {
            rest = after.trim_start_matches(['，', '：', ',', ':', '“']);
        }
    }
    rest = opening(rest);
    for word in
        ["会议决定，", "会议议定，", "会议同意，", "会议明确，", "会议要求，", "下一步，", "为此，", "因此，"]
    {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    for word in ["要", "必须", "应当", "务必", "需要", "须", "应"] {
        if let Some(after) = rest.strip_prefix(word) {
            // 要求, 应用 and the like are words of their own.
            if !after.starts_with(['求', '用', '急', '点', '素', '对']) {
                rest = after;
                break;
            }
        }
    }
    rest
}

fn english(text: &str) -> String {
    let mut rest = text;
    let marks = EN.marks(rest);
    if let Some(mark) = marks.iter().find(|mark| mark.kind == Kind::Speech && mark.range.start < 60) {
        rest = rest[mark.range.end..].trim_start_matches([',', ' ', ':']);
        rest = rest.strip_prefix("that ").unwrap_or(rest);
    }
    // “The meeting decided that …”
    if let Some(mark) =
        EN.marks(rest).iter().find(|mark| mark.kind == Kind::Decision && mark.range.start < 60)
        && let Some(said) = rest[mark.range.end..].trim_start().strip_prefix("that ")
    {
        rest = said;
    }
    loop {
        let lower = rest.to_ascii_lowercase();
        let openings = [
            "it is necessary to ",
            "it is essential to ",
            "it is important to ",
            "we must ",
            "we should ",
            "we will ",
            "we need to ",
            "we shall ",
            "it must ",
            "must ",
            "the need to ",
            "first, ",
            "second, ",
            "third, ",
            "fourth, ",
            "fifth, ",
            "to ",
            "efforts should be made to ",
            "efforts must be made to ",
        ];
        match openings.iter().find(|opening| lower.starts_with(**opening)) {
            Some(opening) => rest = rest[opening.len()..].trim_start(),
            None => break,
        }
    }
    let rest = tidy(rest.trim_end_matches(['.', ';', ' ']));
    let mut chars = rest.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_stand_alone() {
        for (sentence, statement) in [
            ("会议强调，要加快推进平台建设。", "加快推进平台建设"),
            ("各部门要细化方案；", "各部门要细化方案"),
            ("一是要完善机制。", "完善机制"),
            ("溫示例強調，要加快推進堤防加固。", "加快推進堤防加固"),
            ("會議要求,須完善機制。", "完善機制"),
            ("The meeting decided that the Port Bureau shall report.", "The Port Bureau shall report"),
            ("The meeting stressed that it is necessary to refine the plan.", "Refine the plan"),
            (
                "We must ensure that each system meets the standard.",
                "Ensure that each system meets the standard",
            ),
        ] {
            assert_eq!(of_sentence(sentence), statement);
        }
    }
}
