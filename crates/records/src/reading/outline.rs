//! The outline of running text: which pieces are the title, headings, list items.

use super::BlockKind;
use super::script::is_han;

/// Longest title and headings, in terminal columns (two for a Chinese character).
const TITLE: usize = 160;
const HEADING: usize = 90;

/// What a numbered or marked start of a line says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Marker {
    /// 第一章, 第二节, 壹、: a heading of this level.
    Part(u8),
    /// 第一条: an article.
    Article,
    /// 一、
    First,
    /// （一）
    Second,
    /// 1. or 1、
    Third,
    /// （1）, ①, a), bullets.
    Point,
}

/// True when the text ends like a sentence (closing quotes and brackets aside).
pub(crate) fn ends_sentence(text: &str) -> bool {
    let end = text.trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, '”' | '’' | '"' | '\'' | '」' | '』' | ')' | '）')
    });
    end.ends_with(['。', '！', '？', '；', '.', '!', '?', ';', '…', '：', ':'])
}

/// True when a line starts with a number or a bullet and so begins a new paragraph.
pub(crate) fn starts_numbered(text: &str) -> bool {
    marker(text).is_some()
}

/// The kind of a piece that its format says nothing about; `first` for the first piece of the document.
pub(crate) fn kind(text: &str, first: bool) -> BlockKind {
    let width = columns(text, TITLE + 1);
    let open = !ends_sentence(text);
    match marker(text) {
        Some(Marker::Part(level)) if width <= HEADING && open => BlockKind::Heading { level },
        Some(Marker::First) if width <= HEADING && open => BlockKind::Heading { level: 2 },
        Some(Marker::Second) if width <= HEADING && open => BlockKind::Heading { level: 3 },
        Some(Marker::Third) if width <= HEADING && open && !first => BlockKind::Heading { level: 4 },
        Some(Marker::Part(_)) => BlockKind::Paragraph,
        Some(_) if !first => BlockKind::Item,
        _ if first && open && width <= TITLE && !is_dateline(text) => BlockKind::Heading { level: 1 },
        _ => BlockKind::Paragraph,
    }
}

/// True for a line that holds hardly more than a date or a time.
fn is_dateline(text: &str) -> bool {
    let letters =
        text.chars().filter(|c| c.is_alphabetic() && !"年月日时時间間發布发星期".contains(*c)).count();
    letters == 0
}

fn columns(text: &str, enough: usize) -> usize {
    let mut width = 0;
    for c in text.chars() {
        width += if c < '\u{2e80}' { 1 } else { 2 };
        if width > enough {
            break;
        }
    }
    width
}

/// True for the characters of Chinese numerals.
pub(crate) fn is_numeral(c: char) -> bool {
    "一二三四五六七八九十百零〇".contains(c)
}

/// Numerals as deeds write them, in both scripts.
const CAPITALS: [char; 14] =
    ['壹', '贰', '貳', '叁', '參', '参', '肆', '伍', '陆', '陸', '柒', '捌', '玖', '拾'];

/// The marker at the start of a text.
pub(crate) fn marker(text: &str) -> Option<Marker> {
    let mut chars = text.chars();
    let first = chars.next()?;
    let rest = chars.as_str();
    match first {
        '第' => {
            let after = rest.trim_start_matches(|c: char| is_numeral(c) || c.is_ascii_digit());
            if after.len() == rest.len() {
                return None;
            }
            let numeral = &rest[..rest.len() - after.len()];
            let gap = after.chars().nth(1).is_none_or(|c| c.is_whitespace() || is_han(c));
            match after.chars().next()? {
                '章' | '编' | '編' | '篇' if numeral.chars().count() <= 4 && gap => Some(Marker::Part(2)),
                '节' | '節' if gap => Some(Marker::Part(3)),
                '条' | '條' if after.chars().nth(1).is_none_or(char::is_whitespace) => {
                    Some(Marker::Article)
                }
                _ => None,
            }
        }
        '（' | '(' => {
            let close = rest.find(['）', ')'])?;
            let inner = &rest[..close];
            if inner.is_empty() || inner.len() > 12 {
                None
            } else if inner.chars().all(is_numeral) {
                Some(Marker::Second)
            } else if inner.len() <= 3 && inner.bytes().all(|b| b.is_ascii_digit()) {
                Some(Marker::Point)
            } else {
                None
            }
        }
        '①'..='⑳' | '⑴'..='⒇' => Some(Marker::Point),
        '•' | '△' | '▲' | '►' | '☆' | '●' | '◆' | '■' | '▪' | '○' | '◇' | '□' | '★' | '▶' | '·' => {
            Some(Marker::Point)
        }
        '-' | '*' | '–' => rest.starts_with(' ').then_some(Marker::Point),
        c if is_numeral(c) => {
            let after = rest.trim_start_matches(is_numeral);
            (rest.len() - after.len() <= 9 && after.starts_with(['、', '．'])).then_some(Marker::First)
        }
        c if CAPITALS.contains(&c) => {
            let after = rest.trim_start_matches(CAPITALS);
            (rest.len() - after.len() <= 6 && after.starts_with('、')).then_some(Marker::Part(2))
        }
        c if c.is_ascii_digit() => {
            let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            if rest.len() - after.len() > 2 {
                return None;
            }
            let mut after = after.chars();
            match after.next()? {
                '、' | '．' => Some(Marker::Third),
                '.' if after.next().is_some_and(|c| !c.is_ascii_digit()) => Some(Marker::Third),
                ')' | '）' => Some(Marker::Point),
                _ => None,
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_titles_headings_and_items() {
        let heading = |level| BlockKind::Heading { level };
        let cases: &[(&str, bool, BlockKind)] = &[
            ("关于加快推进重点项目建设的通知", true, heading(1)),
            ("2018-07-11 17:30", true, BlockKind::Paragraph),
            ("会议听取了情况汇报。", true, BlockKind::Paragraph),
            ("一、总体要求", false, heading(2)),
            ("十二、保障措施", false, heading(2)),
            ("貳、強化創業輔導", false, heading(2)),
            ("（三）强化责任落实", false, heading(3)),
            ("(三)强化责任落实", false, heading(3)),
            ("1.压实企业主体责任", false, heading(4)),
            ("1.由区应急局牵头，于6月底前完成整改。", false, BlockKind::Item),
            ("一、会议听取了区发展改革委关于重点项目的汇报。", false, BlockKind::Item),
            ("（1）开展排查；", false, BlockKind::Item),
            ("• point", false, BlockKind::Item),
            ("第一章 总则", false, heading(2)),
            ("第三条 本办法适用于本市。", false, BlockKind::Item),
            ("第一季度完成投资20亿元", false, BlockKind::Paragraph),
            ("2.5亿元的投资", false, BlockKind::Paragraph),
            ("2024年工作安排", false, BlockKind::Paragraph),
            ("一是加强领导。", false, BlockKind::Paragraph),
            ("(GDP)增长", false, BlockKind::Paragraph),
        ];
        for (text, first, expected) in cases {
            assert_eq!(&kind(text, *first), expected, "{text}");
        }
    }
}
