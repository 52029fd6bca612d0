//! List numbers of official documents: 一、（一）1.（1）① and their English cousins (GB/T 9704-2012 7.3.3).

use super::number;

/// The kinds of list number, from outer to inner as the standard orders them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, PartialOrd, Ord)]
pub enum Level {
    /// 第一章, 第一部分, Part 1.
    Chapter,
    /// 一、
    Han,
    /// 第一条, 任务一：, Action 1:
    Article,
    /// （一）
    HanBracket,
    /// 1. 1、
    Arabic,
    /// 1.1
    Dotted,
    /// 1.1.1
    DottedTwice,
    /// （1） 1）
    ArabicBracket,
    /// ①
    Circle,
    /// A. a)
    Letter,
    /// • -
    Bullet,
}

/// The list number at the start of `text`: its level and its length with the spaces after it.
pub fn read(text: &str) -> Option<(Level, usize)> {
    let trimmed = text.trim_start();
    let lead = text.len() - trimmed.len();
    let (level, len) = marker(trimmed)?;
    let rest = &trimmed[len..];
    let spaces = rest.len() - rest.trim_start().len();
    Some((level, lead + len + spaces))
}

/// `text` without its list number.
pub fn strip(text: &str) -> &str {
    let found = read(text).or_else(|| {
        // 任務1：, 項目二、: the words are listed in simplified characters, which are as long.
        let head: usize = text.trim_start().chars().take(8).map(char::len_utf8).sum();
        let head = &text.trim_start()[..head];
        let counted = head.chars().next().is_some_and(super::text::is_han)
            && head.chars().skip(1).any(|c| number::digit(c).is_some() || "一二三四五六七八九十".contains(c));
        counted.then(|| read(&super::text::fold(text))).flatten()
    });
    found.map_or(text, |(_, len)| &text[len..])
}

/// `text` without a list number that is all of its last line (so that “1. 牵头单位：” begins a line).
pub fn without_last(text: &str) -> &str {
    let line = text.rfind('\n').map_or(0, |at| at + 1);
    let last = &text[line..];
    match marker(last.trim_start()) {
        Some((_, len)) if last.trim().len() <= len => &text[..line],
        _ => text,
    }
}

/// True for nothing but a counted word: 实事一, 任务3, Task 2.
pub fn counts(text: &str) -> bool {
    let text = text.trim();
    COUNTED.iter().any(|word| {
        let number = text.strip_prefix(word).or_else(|| text.strip_prefix(word.trim_end()));
        number.is_some_and(|number| {
            let number = number.trim();
            han_number(number).or_else(|| arabic(number)) == Some(number.len())
        })
    })
}

/// Words that are counted where a document numbers what is to be done.
const COUNTED: &[&str] = &[
    "任务",
    "行动",
    "项目",
    "事项",
    "举措",
    "措施",
    "实事",
    "议题",
    "专题",
    "工程",
    "Action ",
    "Task ",
    "Measure ",
    "Article ",
    "Commitment ",
    "Item ",
    "Resolution ",
    "Decision ",
    "Recommendation ",
    "Motion ",
    "决定",
    "决议",
    "议定事项",
    "攻坚",
    "战役",
    "专项",
    "课题",
];

/// Numerals as deeds write them, in both scripts.
const CAPITALS: &str = "壹贰貳叁參参肆伍陆陸柒捌玖拾";

fn han_number(text: &str) -> Option<usize> {
    let len: usize =
        text.chars().take_while(|c| "一二三四五六七八九十百".contains(*c)).map(char::len_utf8).sum();
    (1..=15).contains(&len).then_some(len)
}

fn arabic(text: &str) -> Option<usize> {
    let len: usize = text.chars().take_while(|c| number::digit(*c).is_some()).map(char::len_utf8).sum();
    (1..=9).contains(&len).then_some(len).filter(|len| text[..*len].chars().count() <= 3)
}

fn marker(text: &str) -> Option<(Level, usize)> {
    let first = text.chars().next()?;
    let one = first.len_utf8();
    if first == '第' {
        let len = one + han_number(&text[one..]).or_else(|| arabic(&text[one..]))?;
        if let Some(rest) = text[len..].strip_prefix('条') {
            return rest
                .starts_with([' ', '\u{3000}', '：', ':', '、'])
                .then_some((Level::Article, len + '条'.len_utf8()));
        }
        return ["部分", "章", "节", "篇"]
            .iter()
            .find(|word| text[len..].starts_with(**word))
            .map(|word| (Level::Chapter, len + word.len()));
    }
    if matches!(first, '①'..='⑳' | '⑴'..='⒇' | '❶'..='❿' | '㈠'..='㈩') {
        let level = if ('㈠'..='㈩').contains(&first) { Level::HanBracket } else { Level::Circle };
        return Some((level, one));
    }
    if text.starts_with("——") {
        return Some((Level::Bullet, text.len() - text.trim_start_matches('—').len()));
    }
    if matches!(
        first,
        '△' | '▲'
            | '▶'
            | '►'
            | '◇'
            | '☆'
            | '※'
            | '➤'
            | '✓'
            | '•'
            | '●'
            | '■'
            | '◆'
            | '▪'
            | '·'
            | '○'
            | '□'
            | '★'
            | '*'
    ) || (first == '-' && text[one..].starts_with(' '))
    {
        // ●事项一：: the number behind the bullet tells the level.
        let rest = text[one..].trim_start();
        let inner = marker(rest).filter(|(level, _)| *level != Level::Bullet);
        return Some(
            inner.map_or((Level::Bullet, one), |(level, len)| (level, text.len() - rest.len() + len)),
        );
    }
    // 【事项1】, 【3】
    if matches!(first, '【' | '［' | '〔') {
        let close = text.find(['】', '］', '〕'])?;
        let inner = text[one..close].trim();
        let counted = inner.trim_start_matches(is_han_word);
        let len = han_number(counted).or_else(|| arabic(counted))?;
        let whole = len == counted.len() && inner.chars().count() <= 6;
        let end = close + text[close..].chars().next().map_or(1, char::len_utf8);
        return whole.then_some((Level::Article, end));
    }
    if matches!(first, '（' | '(') {
        let inner = &text[one..];
        let (level, len) = match (han_number(inner), arabic(inner)) {
            (Some(len), _) => (Level::HanBracket, len),
            (None, Some(len)) => (Level::ArabicBracket, len),
            _ => {
                let letter = inner.chars().next().filter(char::is_ascii_lowercase)?;
                (Level::Letter, letter.len_utf8())
            }
        };
        let close = inner[len..].chars().next().filter(|c| matches!(c, '）' | ')'))?;
        return Some((level, one + len + close.len_utf8()));
    }
    if let Some(len) = han_number(text) {
        let next = text[len..].chars().next()?;
        return matches!(next, '、' | '．' | '.').then_some((Level::Han, len + next.len_utf8()));
    }
    // 壹、貳、參、: the numerals of deeds and of offices that write traditional characters number the outermost parts.
    let capitals: usize =
        text.chars().take(3).take_while(|c| CAPITALS.contains(*c)).map(char::len_utf8).sum();
    if capitals > 0 && text[capitals..].starts_with('、') {
        return Some((Level::Chapter, capitals + '、'.len_utf8()));
    }
    if let Some(found) = proposal(text) {
        return Some(found);
    }
    if let Some(len) = arabic(text) {
        return arabic_marker(text, len);
    }
    for word in COUNTED {
        if let Some(after) = text.strip_prefix(word) {
            let len = word.len() + han_number(after).or_else(|| arabic(after))?;
            let mut len = len;
            // Action 1.2, Resolution 14/2026
            let year = |rest: &str| {
                let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
                (digits == 4).then_some(digits)
            };
            let part = |mark: char, read: &dyn Fn(&str) -> Option<usize>| {
                text[len..].strip_prefix(mark).and_then(read)
            };
            if let Some(second) = part('.', &arabic).or_else(|| part('/', &year)) {
                len += 1 + second;
            }
            let next = text[len..].chars().next()?;
            let marked = matches!(next, '：' | ':' | '、' | '.' | ' ' | '\u{3000}' | '—' | '–');
            // Task 1 – Replace …
            let after = &text[len..];
            let words = after.trim_start_matches([' ', '\u{3000}', '–', '—', '：', ':', '、', '.']);
            return marked.then_some((Level::Article, text.len() - words.len()));
        }
    }
    for word in ["Part ", "Section ", "Chapter ", "Priority ", "Objective ", "Goal ", "Pillar ", "Theme "] {
        let letter = |rest: &str| {
            let mut chars = rest.chars();
            let capital = chars.next().is_some_and(|c| c.is_ascii_uppercase());
            (capital && chars.next().is_some_and(|c| matches!(c, ':' | '.' | ' ' | '–' | '—'))).then_some(1)
        };
        if let Some(len) = text.strip_prefix(word).and_then(|rest| arabic(rest).or_else(|| letter(rest))) {
            return Some((Level::Chapter, word.len() + len));
        }
    }
    if let Some(found) = lettered(text) {
        return Some(found);
    }
    if first.is_ascii_alphabetic() {
        let next = text[one..].chars().next()?;
        let spaced = text[one + next.len_utf8()..].starts_with(' ');
        let roman = text.chars().take_while(|c| matches!(c, 'I' | 'V' | 'X')).count();
        if roman > 0 && text[roman..].starts_with(". ") {
            return Some((Level::Han, roman + 1));
        }
        return (matches!(next, '.' | ')') && spaced && first != 'I')
            .then_some((Level::Letter, one + next.len_utf8()));
    }
    None
}

/// A1. Open…, B2: …, C3 Build…: a letter and a number.
fn lettered(text: &str) -> Option<(Level, usize)> {
    let first = text.chars().next().filter(char::is_ascii_uppercase)?;
    let mut len = 1 + text[1..].strip_prefix(['.', '-']).map_or(0, |_| 1);
    len += arabic(&text[len..]).filter(|digits| *digits <= 2)?;
    let period = matches!(first, 'Q' | 'H') && text.as_bytes()[len - 1] <= b'4' && len == 2;
    let next = text[len..].chars().next()?;
    let after = text[len + next.len_utf8()..].trim_start().chars().next()?;
    let marked = matches!(next, ')' | ':' | '：' | '、') || next == '.' && !after.is_ascii_digit();
    let apart = next.is_whitespace() && (after.is_ascii_uppercase() || super::text::is_han(after));
    (!period && (marked || apart)).then_some((Level::Arabic, len + next.len_utf8()))
}

/// 17号建议：, 提案第9号：
fn proposal(text: &str) -> Option<(Level, usize)> {
    let end: usize = text.chars().take(14).take_while(|c| !matches!(c, '：' | ':')).map(char::len_utf8).sum();
    let colon = text[end..].chars().next().filter(|c| matches!(c, '：' | ':'))?;
    let numbered = text[..end].contains('号') && text[..end].contains(|c: char| c.is_ascii_digit());
    if !numbered {
        return None;
    }
    let mut head = text[..end].to_owned();
    for word in ["人大代表", "政协", "人大", "建议", "提案", "议案", "第", "号"] {
        head = head.replace(word, "");
    }
    head.trim().chars().all(|c| c.is_ascii_digit()).then_some((Level::Article, end + colon.len_utf8()))
}

/// A character of a word that may stand before a number (事项, 任务), not of the number itself.
fn is_han_word(c: char) -> bool {
    super::text::is_han(c) && !"一二三四五六七八九十百".contains(c)
}

fn arabic_marker(text: &str, len: usize) -> Option<(Level, usize)> {
    let next = text[len..].chars().next()?;
    let after = &text[len + next.len_utf8()..];
    if matches!(next, '.' | '．') {
        if let Some(second) = arabic(after) {
            // 1.1 and 1.1.1 number; 3.5亿元 counts.
            let mut end = len + next.len_utf8() + second;
            let mut level = Level::Dotted;
            if let Some(third) = text[end..].strip_prefix('.').and_then(arabic) {
                end += 1 + third;
                level = Level::DottedTwice;
            }
            let follow = text[end..].chars().next()?;
            let numbered = follow.is_whitespace() || follow == '、' || (level == Level::DottedTwice);
            let take = if follow == '、' { follow.len_utf8() } else { 0 };
            return numbered.then_some((level, end + take));
        }
        return Some((Level::Arabic, len + next.len_utf8()));
    }
    match next {
        '、' => Some((Level::Arabic, len + next.len_utf8())),
        '）' | ')' => Some((Level::ArabicBracket, len + next.len_utf8())),
        // 1 深化国企改革: a space alone, before words that the number does not count.
        ' ' | '\u{3000}' => {
            let first = after.trim_start().chars().next()?;
            let counts = "年月日号时分个项家户条件人名亿万千百元吨亩米公平次场座处所台套辆余多至到点％%";
            (super::text::is_han(first) && !counts.contains(first))
                .then_some((Level::Arabic, len + next.len_utf8()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_list_numbers() {
        for (text, level, rest) in [
            ("一、总体要求", Level::Han, "总体要求"),
            ("（十二）推进", Level::HanBracket, "推进"),
            ("1.加快", Level::Arabic, "加快"),
            ("12、加快", Level::Arabic, "加快"),
            ("（3）修订", Level::ArabicBracket, "修订"),
            ("①建立", Level::Circle, "建立"),
            ("1.1 Build", Level::Dotted, "Build"),
            ("第三章 保障", Level::Chapter, "保障"),
            ("II. Tasks", Level::Han, "Tasks"),
            ("貳、強化輔導", Level::Chapter, "強化輔導"),
            ("拾壹、附則", Level::Chapter, "附則"),
            ("1 深化改革", Level::Arabic, "深化改革"),
            ("【事项2】启动", Level::Article, "启动"),
        ] {
            let (found, len) = read(text).unwrap();
            assert_eq!((found, &text[len..]), (level, rest), "{text}");
        }
        for text in ["3.5亿元", "2026年", "一是", "十个", "In May", "12 个项目", "【责任单位】市局"]
        {
            assert!(read(text).is_none(), "{text}");
        }
    }
}
