//! The text as the rules look at it: folded to simplified characters of the same length, cut into sentences.

use std::ops::Range;

use qipan_records::reading::script;

/// Folds traditional characters to simplified ones of the same length, so that every position in the folded text is a
/// position in the text itself.
pub fn fold(text: &str) -> String {
    let folded = script::fold(text);
    // Positions are shared between both texts; a fold that broke this would shift every span.
    if folded.len() == text.len() { folded } else { text.to_owned() }
}

/// True for a Chinese character.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{2fa1f}' | '〇')
}

/// True when a text has more Chinese than Latin letters.
pub fn is_chinese(text: &str) -> bool {
    let (mut han, mut latin) = (0, 0);
    for c in text.chars().take(2000) {
        han += usize::from(is_han(c));
        latin += usize::from(c.is_ascii_alphabetic());
    }
    han * 2 > latin && han > 0
}

/// The range of `text` without white space at its ends.
pub fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    let end = start + part.trim().len();
    start..end
}

/// Abbreviations after which a full stop does not end a sentence.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "no", "nos", "st", "vs", "fig", "art", "approx", "dept", "gov", "sec",
    "gen", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "e.g", "i.e",
    "u.s", "co", "ltd", "inc",
];

const OPENERS: &[char] = &['（', '(', '【', '［', '[', '〔'];
const CLOSERS: &[char] = &['）', ')', '】', '］', ']', '〕'];
const TAIL: &[char] = &['”', '’', '"', '\'', '」', '』', '》', '）', ')', '】'];

/// Cuts `text` (one block) into sentences: after 。！？； and ; . ! ?, and at line ends, but not inside a bracket that
/// closes, after an abbreviation or a list number, nor within a number.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        cut_line(text, start..start + line.len(), &mut found);
        start += line.len();
    }
    found
}

fn cut_line(text: &str, line: Range<usize>, found: &mut Vec<Range<usize>>) {
    let mut start = line.start;
    let mut at = line.start;
    while at < line.end {
        let rest = &text[at..line.end];
        let Some(c) = rest.chars().next() else { break };
        let mut next = at + c.len_utf8();
        if OPENERS.contains(&c)
            && let Some(close) = closing(rest)
        {
            at += close;
            continue;
        }
        let ends = match c {
            '。' | '！' | '？' | '；' => true,
            ';' | '!' | '?' => true,
            '.' | '．' => full_stop(text, &line, start, at),
            _ => false,
        };
        if !ends {
            at = next;
            continue;
        }
        while let Some(tail) = text[next..line.end].chars().next() {
            let more = TAIL.contains(&tail) || matches!(tail, '。' | '！' | '？' | '!' | '?');
            // A straight quote opens the next sentence when a letter follows it at once and a space stood before it.
            if !more {
                break;
            }
            next += tail.len_utf8();
        }
        push(text, start..next, found);
        start = next;
        at = next;
    }
    push(text, start..line.end, found);
}

fn push(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let range = trim(text, range);
    if text[range.clone()].chars().any(char::is_alphanumeric) {
        found.push(range);
    }
}

/// Byte offset of the bracket that closes the one `text` begins with, within a reasonable reach.
pub fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_i32;
    for (at, c) in text.char_indices().take(400) {
        if c == '\n' {
            return None;
        }
        depth += i32::from(OPENERS.contains(&c)) - i32::from(CLOSERS.contains(&c));
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

fn full_stop(text: &str, line: &Range<usize>, start: usize, at: usize) -> bool {
    let before = &text[start..at];
    let after = &text[at + text[at..].chars().next().map_or(1, char::len_utf8)..line.end];
    let next = after.chars().next();
    let last = before.chars().next_back();
    if last.is_none_or(|c| c.is_whitespace() || c == '.') {
        return false;
    }
    if let (Some(last), Some(next)) = (last, next)
        && last.is_ascii_digit()
        && (next.is_ascii_digit() || is_han(next))
    {
        return false;
    }
    // A list number: “1.” at the start.
    let head = before.trim_start().trim_start_matches(['(', '（']);
    if !head.is_empty() && head.len() <= 3 && head.chars().all(|c| c.is_ascii_digit()) {
        return false;
    }
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(' || is_han(c)).next().unwrap_or("");
    let lower = word.to_ascii_lowercase();
    let initial = word.chars().count() == 1 && word.chars().all(|c| c.is_ascii_uppercase());
    let followed = after.trim_start().chars().next();
    if (ABBREVIATIONS.contains(&lower.as_str()) && followed.is_some()) || (initial && next == Some(' ')) {
        return false;
    }
    match next {
        None => true,
        Some(c) if c.is_whitespace() => followed.is_none_or(|c| !c.is_lowercase()),
        Some(c) if TAIL.contains(&c) || matches!(c, '“' | '‘') => true,
        // “Area.Municipal”: a lost space.
        Some(c) => {
            c.is_uppercase() && word.len() >= 3 && last.is_some_and(|c| !c.is_uppercase()) || is_han(c)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn cuts_chinese_and_english() {
        assert_eq!(cut("会议指出，要推进。要落实；要整改！"), ["会议指出，要推进。", "要落实；", "要整改！"]);
        assert_eq!(
            cut("推进建设（牵头单位：甲；配合单位：乙）。后文"),
            ["推进建设（牵头单位：甲；配合单位：乙）。", "后文"]
        );
        assert_eq!(
            cut("for the problems found; the main leaders act."),
            ["for the problems found;", "the main leaders act."]
        );
        assert_eq!(
            cut("held in the Area.Municipal leaders came. It is 3.5 km."),
            ["held in the Area.", "Municipal leaders came.", "It is 3.5 km."]
        );
        assert_eq!(
            cut("1. Build the road by Dec. 31 with Dr. Li. Done"),
            ["1. Build the road by Dec. 31 with Dr. Li.", "Done"]
        );
        assert_eq!(cut("要做到“完成。”再说\n下一行"), ["要做到“完成。”", "再说", "下一行"]);
        assert_eq!(cut("in the center. . Focus on growth."), ["in the center.", ". Focus on growth."]);
    }
}
