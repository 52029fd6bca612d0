//! Time limits as offices write them in ledgers. Pure; the year that is not written is an argument.

use qipan_kernel::Day;

/// A time limit that was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Limit {
    /// The last day. `exact` when the text names the day itself, so that its words add nothing.
    Day {
        /// The last day.
        day: Day,
        /// The text is nothing but this day.
        exact: bool,
    },
    /// 长期: a matter without an end.
    Standing,
}

/// Why a text is no time limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoLimit {
    /// It names a day that does not exist (6月31日).
    Impossible,
    /// It cannot be understood.
    Unreadable,
}

/// Days from a spreadsheet's day 0 to 1970-01-01 (the 1900 system; its false 29 February 1900 is long past).
const DAY_ZERO: i32 = 25_569;
/// Bare numbers that can only be days of a spreadsheet: 1954 to 2119.
const SERIALS: std::ops::RangeInclusive<i32> = 20_000..=80_000;

const STANDING: &[&str] = &[
    "长期",
    "持续",
    "常态",
    "长效",
    "全年推进",
    "贯穿全年",
    "long-term",
    "longterm",
    "long term",
    "ongoing",
    "standing",
    "no limit",
    "无期限",
];

/// Reads a limit. `year` is the year that is meant where none is written.
///
/// 2026/6/30, 20260630, 46203 (a spreadsheet's day), 2026年6月底前, 6月底前, 6月, 6月上旬, 二季度末, 上半年, 年底前, 明年3月,
/// 2026年1月至6月 (its end), 长期; 30 June 2026, end of June 2026, June 2026.
pub fn limit(text: &str, year: i32) -> Result<Limit, NoLimit> {
    let text = narrow(text);
    if let Ok(day) = text.parse::<Day>() {
        return Ok(Limit::Day { day, exact: true });
    }
    if let Some(day) = compact(&text) {
        return day.map(|day| Limit::Day { day, exact: true });
    }
    let lower = text.to_lowercase();
    let inexact = |day: Day| Limit::Day { day, exact: false };
    if lower.is_ascii() {
        return match english(&lower, year) {
            Some(found) => found.map(inexact),
            None if STANDING.iter().any(|word| lower.contains(word)) => Ok(Limit::Standing),
            None => numeric(&lower, year).unwrap_or(Err(NoLimit::Unreadable)).map(inexact),
        };
    }
    if let Some(found) = chinese(&text, year) {
        return found.map(inexact);
    }
    // A span ends where it ends; a year written before its beginning holds for its end too.
    if let Some((from, to)) = text.rsplit_once(['至', '到', '～', '~', '—', '–'])
        && !to.trim().is_empty()
    {
        let year = leading_year(from).unwrap_or(year);
        if let Some(found) = chinese(to.trim(), year) {
            return found.map(inexact);
        }
        if let Ok(day) = to.trim().parse::<Day>() {
            return Ok(inexact(day));
        }
    }
    if STANDING.iter().any(|word| lower.contains(word)) {
        Ok(Limit::Standing)
    } else {
        Err(NoLimit::Unreadable)
    }
}

/// ASCII digits for full-width and Chinese ones (十二月 → 12月), without spaces between Chinese words.
fn narrow(text: &str) -> String {
    let text: String = text
        .trim()
        .chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{3000}' => ' ',
            c => c,
        })
        .collect();
    let chinese = text.contains(['年', '月', '日', '季', '底', '末', '旬']);
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars().filter(|c| !chinese || !c.is_whitespace()).chain(['\0']) {
        if "〇零一二三四五六七八九十两".contains(c) {
            run.push(c);
            continue;
        }
        if !run.is_empty() {
            // 三十日, 十二月, 二〇二六年; elsewhere (一季度) the digit is as good.
            out.push_str(&chinese_digits(&run));
            run.clear();
        }
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

fn chinese_digits(run: &str) -> String {
    let digit = |c: char| "零一二三四五六七八九".chars().position(|d| d == c);
    let value =
        |c: char| if matches!(c, '〇' | '零') { Some(0) } else { digit(c).or((c == '两').then_some(2)) };
    match run.split_once('十') {
        Some((tens, ones)) => {
            let part =
                |text: &str, none: usize| text.chars().next().map_or(none, |c| value(c).unwrap_or(none));
            (part(tens, 1) * 10 + part(ones, 0)).to_string()
        }
        None => run.chars().filter_map(value).map(|digit| digit.to_string()).collect(),
    }
}

/// `20260630` and the number of a day in a spreadsheet.
fn compact(text: &str) -> Option<Result<Day, NoLimit>> {
    let text = text.strip_suffix(".0").unwrap_or(text);
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i32 = text.parse().ok()?;
    if text.len() == 8 {
        return Some(ymd(number / 10_000, (number / 100 % 100) as u32, (number % 100) as u32));
    }
    SERIALS.contains(&number).then_some(Ok(Day(number - DAY_ZERO)))
}

fn ymd(year: i32, month: u32, day: u32) -> Result<Day, NoLimit> {
    Day::from_ymd(year, month, day).filter(|_| (1900..=2199).contains(&year)).ok_or(NoLimit::Impossible)
}

fn month_end(year: i32, month: u32) -> Result<Day, NoLimit> {
    ymd(year, month, 1).map(Day::month_end)
}

fn leading_year(text: &str) -> Option<i32> {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    if digits.len() == 4 { digits.parse().ok() } else { None }
}

/// A number at the beginning, and what follows it.
fn number(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    if end == 0 || end > 4 { None } else { Some((text[..end].parse().ok()?, &text[end..])) }
}

/// What may stand after a limit without changing it: 前, 之前, 以前, 完成, 前完成.
fn only_before(text: &str) -> bool {
    let mut rest = text.trim_matches(['。', '，', ',', '.', ' ', '(', ')']);
    for word in
        ["全面", "基本", "全部", "完成", "前", "之前", "以前", "内", "止", "为止", "办结", "份", "完成。"]
    {
        while let Some(less) = rest.strip_prefix(word) {
            rest = less;
        }
    }
    for word in ["完成", "办结", "落实", "取得成效", "销号", "前"] {
        while let Some(less) = rest.strip_prefix(word) {
            rest = less;
        }
    }
    rest.is_empty()
}

fn chinese(text: &str, year: i32) -> Option<Result<Day, NoLimit>> {
    let mut rest = text;
    for word in ["力争", "确保", "截至", "截止", "于", "在", "到"] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    let mut year = year;
    let mut year_named = false;
    for (word, more) in [("今年", 0), ("本年度", 0), ("本年", 0), ("当年", 0), ("明年", 1), ("次年", 1)]
    {
        if let Some(less) = rest.strip_prefix(word) {
            (rest, year, year_named) = (less, year + more, true);
            break;
        }
    }
    if let Some((found, less)) = number(rest)
        && found >= 1900
    {
        let less = less.strip_prefix('年').or_else(|| less.strip_prefix(['.', '/', '-']));
        if let Some(less) = less {
            (rest, year, year_named) = (less, found as i32, true);
        }
    }
    // The end of the year, its halves and quarters.
    let halves = [("年底", 12), ("年末", 12), ("年内", 12), ("年终", 12), ("底", 12), ("末", 12), ("内", 12)];
    let parts = [("上半年", 6), ("下半年", 12), ("全年", 12), ("度", 12)];
    for (word, month) in halves.into_iter().chain(parts) {
        let alone = word.chars().count() == 1;
        if let Some(less) = rest.strip_prefix(word)
            && (!alone || year_named)
            && only_before(less.trim_start_matches(['底', '末']))
        {
            return Some(month_end(year, month));
        }
    }
    if year_named && only_before(rest) {
        return Some(month_end(year, 12));
    }
    let counted = rest.strip_prefix('第').unwrap_or(rest);
    if let Some((quarter @ 1..=4, less)) = number(counted)
        && let Some(less) = less.strip_prefix("季度")
        && only_before(less.trim_start_matches(['底', '末']))
    {
        return Some(month_end(year, quarter * 3));
    }
    let (month, less) = number(rest)?;
    let less = less.strip_prefix('月').or_else(|| less.strip_prefix(['.', '/', '-']))?;
    for (word, day) in [("上旬", Some(10)), ("中旬", Some(20)), ("下旬", None), ("底", None), ("末", None)]
    {
        let less = less.strip_prefix('份').unwrap_or(less);
        if let Some(after) = less.strip_prefix(word)
            && only_before(after)
        {
            return Some(day.map_or_else(|| month_end(year, month), |day| ymd(year, month, day)));
        }
    }
    if only_before(less) {
        return Some(month_end(year, month));
    }
    let (day, less) = number(less)?;
    let less = less.strip_prefix('日').or_else(|| less.strip_prefix('号')).unwrap_or(less);
    only_before(less).then(|| ymd(year, month, day))
}

/// `2026-06`, `2026/6`, `6/30`: parts of a date in digits.
fn numeric(text: &str, year: i32) -> Option<Result<Day, NoLimit>> {
    let parts: Vec<u32> =
        text.split(['-', '/', '.']).map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
    Some(match parts[..] {
        [y @ 1900..=2199, month] => month_end(y as i32, month),
        [y @ 1900..=2199, month, day] => ymd(y as i32, month, day),
        [month, day] => ymd(year, month, day),
        _ => return None,
    })
}

fn english(text: &str, year: i32) -> Option<Result<Day, NoLimit>> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let words: Vec<&str> = text.split([' ', ',', '.']).filter(|word| !word.is_empty()).collect();
    let mut month = None;
    let (mut day, mut named) = (None, None);
    for word in &words {
        if let Some(found) =
            MONTHS.iter().position(|name| word.starts_with(name) && word.chars().all(char::is_alphabetic))
        {
            month = Some(found as u32 + 1);
        } else if let Some((number, rest)) = number(word) {
            match (number, rest) {
                (1900..=2199, "") => named = Some(number as i32),
                (1..=99, "" | "st" | "nd" | "rd" | "th") => day = Some(number),
                _ => return None,
            }
        } else if !matches!(*word, "by" | "end" | "of" | "the" | "before" | "year" | "late") {
            return None;
        }
    }
    let year = named.unwrap_or(year);
    match (month, day) {
        (Some(month), Some(day)) => Some(ymd(year, month, day)),
        (Some(month), None) => Some(month_end(year, month)),
        (None, None) if named.is_some() || words.contains(&"year") => Some(month_end(year, 12)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_as_offices_write_them() {
        for (text, day, exact) in [
            ("2026/6/30", "2026-06-30", true),
            ("2026-06-30", "2026-06-30", true),
            ("2026年6月30日", "2026-06-30", true),
            ("2026.6.30", "2026-06-30", true),
            ("20260630", "2026-06-30", true),
            ("46203", "2026-06-30", true),
            ("46203.0", "2026-06-30", true),
            ("2026年6月底", "2026-06-30", false),
            ("2026年6月底前", "2026-06-30", false),
            ("6月底前", "2026-06-30", false),
            ("６月底前完成", "2026-06-30", false),
            ("六月底前", "2026-06-30", false),
            ("十二月三十一日前", "2026-12-31", false),
            ("二〇二六年十月", "2026-10-31", false),
            ("2月", "2026-02-28", false),
            ("2 月 末", "2026-02-28", false),
            ("6月30日前", "2026-06-30", false),
            ("6月15日", "2026-06-15", false),
            ("3月上旬", "2026-03-10", false),
            ("3月中旬前", "2026-03-20", false),
            ("3月下旬", "2026-03-31", false),
            ("一季度", "2026-03-31", false),
            ("第二季度末", "2026-06-30", false),
            ("2027年三季度前", "2027-09-30", false),
            ("上半年", "2026-06-30", false),
            ("年底前", "2026-12-31", false),
            ("2026年底", "2026-12-31", false),
            ("2026年", "2026-12-31", false),
            ("年内完成", "2026-12-31", false),
            ("明年3月底前", "2027-03-31", false),
            ("2026年1月至6月", "2026-06-30", false),
            ("2025年11月至2026年2月底", "2026-02-28", false),
            ("2026-06", "2026-06-30", false),
            ("30 June 2026", "2026-06-30", false),
            ("by 30 Jun 2026", "2026-06-30", false),
            ("end of June", "2026-06-30", false),
            ("end of 2026", "2026-12-31", false),
        ] {
            let expected = Limit::Day { day: day.parse().unwrap(), exact };
            assert_eq!(limit(text, 2026), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_has_no_end_and_what_is_no_limit() {
        for text in ["长期", "长期坚持", "持续推进", "常态化", "Ongoing"] {
            assert_eq!(limit(text, 2026), Ok(Limit::Standing), "{text}");
        }
        for text in ["2026-02-30", "6月31日前", "20261301", "2026年13月", "31 June 2026", "2026/2/29"] {
            assert_eq!(limit(text, 2026), Err(NoLimit::Impossible), "{text}");
        }
        for text in ["尽快", "", "张示例", "soon", "12345678901", "=1+1", "<script>", "月底前", "0"] {
            assert_eq!(limit(text, 2026), Err(NoLimit::Unreadable), "{text}");
        }
    }
}
