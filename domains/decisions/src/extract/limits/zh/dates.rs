//! Chinese dates, as far as they are written.

use qipan_kernel::Day;

use super::super::super::lexicon::{Kind, ZH};
use super::super::super::number;
use super::super::{Clock, Place, REPUBLIC_BEGINS};
use super::Cursor;

/// A date as far as it was written.
#[derive(Clone, Copy)]
pub(super) struct Written {
    pub year: Option<i32>,
    pub month: u32,
    pub day: Option<u32>,
    /// The form itself says “end of” or “within”.
    pub closed: bool,
}

/// Holidays with a fixed day; those of the lunar calendar name none.
const HOLIDAYS: &[(&str, u32, u32)] = &[
    ("国庆", 10, 1),
    ("元旦", 1, 1),
    ("五一", 5, 1),
    ("劳动节", 5, 1),
    ("“五一”", 5, 1),
    ("“十一”", 10, 1),
    ("七一", 7, 1),
    ("“七一”", 7, 1),
    ("八一", 8, 1),
    ("“八一”", 8, 1),
];

pub(super) fn date(
    cursor: &mut Cursor,
    clock: Clock,
    known_year: Option<i32>,
    place: Place,
) -> Option<Written> {
    if let Some(written) = numeric(cursor, place) {
        return Some(written);
    }
    let start = cursor.at;
    let year = year(cursor, clock);
    let named = year.is_some();
    let year = year.or(known_year);
    cursor.spaces();
    let closed = |month, day| Some(Written { year, month, day, closed: true });
    if cursor.eat("上半年") {
        let stated = cursor.eat_any(&["底", "末"]) || place == Place::Cell || closes(cursor.rest());
        return Some(Written { year, month: 6, day: None, closed: stated });
    }
    if cursor.eat_any(&["年中"]) || (named && cursor.eat_any(&["中", "中期"])) {
        cursor.eat_any(&["底", "末"]);
        return closed(6, None);
    }
    if cursor.eat("下半年") {
        let stated = cursor.eat_any(&["底", "末"]) || place == Place::Cell || closes(cursor.rest());
        return Some(Written { year, month: 12, day: None, closed: stated });
    }
    if !named && cursor.eat_any(&["年底", "年末", "年内", "年终"]) {
        cursor.eat_any(&["底", "末"]);
        return closed(12, None);
    }
    if named && cursor.eat_any(&["底", "末", "年底", "年末", "内", "终"]) {
        return closed(12, None);
    }
    if let Some((_, month, day)) = HOLIDAYS.iter().find(|(word, ..)| cursor.eat(word)) {
        cursor.eat("节");
        return Some(Written { year, month: *month, day: Some(*day), closed: false });
    }
    let at = cursor.at;
    let ordinal = cursor.eat("第");
    if let Some(quarter) = cursor.number(12) {
        let season = |rest: &str| rest.starts_with('季') && !rest.starts_with("季节");
        if (1..=4).contains(&quarter)
            && (cursor.eat("季度") || ordinal && season(cursor.rest()) && cursor.eat("季"))
        {
            let stated = cursor.eat_any(&["末", "底", "内", "前"]);
            return Some(Written {
                year,
                month: quarter * 3,
                day: None,
                closed: stated || place == Place::Cell || named,
            });
        }
        // 1-3月: the last month closes.
        let before = cursor.at;
        if !ordinal
            && cursor.eat_any(&["-", "—", "–", "－", "～", "~", "至", "到"])
            && let Some(last) = cursor.number(12).filter(|last| *last > quarter)
            && cursor.eat("月")
        {
            let written = month_day(cursor, year, last)?;
            return Some(Written { closed: true, ..written });
        }
        cursor.at = before;
        if !ordinal && cursor.eat("月") {
            cursor.eat("份");
            return month_day(cursor, year, quarter);
        }
    }
    cursor.at = at;
    // A year alone is a limit only where it is said to be one: 2025年前, 到2025年.
    if named {
        return Some(Written { year, month: 12, day: None, closed: false });
    }
    cursor.at = start;
    None
}

/// What may stand behind a half-year that is a limit: an act (上半年建成…), a mark, 前; not a thing (上半年进度).
fn closes(rest: &str) -> bool {
    let next = rest.chars().next().is_none_or(|c| !c.is_alphanumeric() || "前内完建实开".contains(c));
    let head: usize = rest.chars().take(4).map(char::len_utf8).sum();
    next || ZH.marks(&rest[..head]).first().is_some_and(|mark| {
        mark.range.start <= 6 && matches!(mark.kind, Kind::Act | Kind::Soft | Kind::Urge | Kind::Modal)
    })
}

/// The era of the Republic, whose first year is 1912.
const MINGUO: &[&str] = &["中華民國", "中华民国", "民國", "民国"];
/// A year by the Republic's count at the start of `text`, and its length: 民國115年 is 2026. A bare 115年 is left alone.
pub(in super::super) fn minguo(text: &str) -> Option<(i32, usize)> {
    let era = MINGUO.iter().find(|era| text.starts_with(**era))?;
    let count = text[era.len()..].trim_start_matches([' ', '\n']);
    let (year, len) = number::whole(count, 288)?;
    count[len..]
        .starts_with('年')
        .then(|| (year as i32 + REPUBLIC_BEGINS, text.len() - count.len() + len + '年'.len_utf8()))
}

/// True where the Republic's era is named.
pub(super) fn era(text: &str) -> bool {
    MINGUO.iter().any(|era| text.starts_with(era))
}

fn year(cursor: &mut Cursor, clock: Clock) -> Option<i32> {
    let this = clock.year.or(clock.reference.map(Day::year));
    if cursor.eat_any(&["今年", "本年度", "本年", "当年"]) {
        return this;
    }
    if cursor.eat_any(&["明年", "次年"]) {
        return this.map(|year| year + 1);
    }
    if let Some((year, len)) = minguo(cursor.rest()).filter(|(year, _)| *year >= 1949) {
        cursor.at += len;
        cursor.eat("度");
        return Some(year);
    }
    let start = cursor.at;
    match cursor.number(2199) {
        Some(year) if year >= 1949 && cursor.eat("年") => {
            cursor.eat("度");
            Some(year as i32)
        }
        Some(count) if clock.republic && (100..200).contains(&count) && cursor.eat("年") => {
            cursor.eat("度");
            Some(count as i32 + REPUBLIC_BEGINS)
        }
        _ => {
            cursor.at = start;
            None
        }
    }
}

fn month_day(cursor: &mut Cursor, year: Option<i32>, month: u32) -> Option<Written> {
    let at = cursor.at;
    cursor.spaces();
    if let Some(day) = cursor.number(99)
        && cursor.eat_any(&["日", "号"])
    {
        return Some(Written { year, month, day: Some(day), closed: false });
    }
    cursor.at = at;
    const PARTS: &[(&str, Option<u32>)] = &[
        ("上旬", Some(10)),
        ("初", Some(10)),
        ("中旬", Some(20)),
        ("下旬", None),
        ("底", None),
        ("末", None),
    ];
    cursor.spaces();
    match PARTS.iter().find(|(word, _)| cursor.eat(word)) {
        Some((_, day)) => Some(Written { year, month, day: *day, closed: true }),
        None => {
            cursor.at = at;
            Some(Written { year, month, day: None, closed: false })
        }
    }
}

/// 2026-06-30, 2026/6/30, 2026.6; in cells also 6.30.
fn numeric(cursor: &mut Cursor, place: Place) -> Option<Written> {
    let start = cursor.at;
    let mut parts = [0_u32; 3];
    let mut count = 0;
    for part in &mut parts {
        let digits: String =
            cursor.rest().chars().map_while(number::digit).filter_map(|d| char::from_digit(d, 10)).collect();
        if digits.is_empty() || digits.len() > 4 {
            break;
        }
        *part = digits.parse().ok()?;
        let len: usize = cursor.rest().chars().take(digits.len()).map(char::len_utf8).sum();
        cursor.at += len;
        count += 1;
        let separator = cursor.rest().starts_with(['-', '/', '.']);
        let digit_next = cursor.rest().chars().nth(1).is_some_and(|c| number::digit(c).is_some());
        if count == 3 || !separator || !digit_next {
            break;
        }
        cursor.at += 1;
    }
    let after = cursor.rest().chars().next();
    let alone = after.is_none_or(|c| !"年月日号.-/%％个万亿天".contains(c) || c == '前');
    let written = match (count, parts) {
        (3, [year @ 1949..=2199, month @ 1..=12, day @ 1..=31]) => {
            Some(Written { year: Some(year as i32), month, day: Some(day), closed: false })
        }
        // 30/09/2026, and 09/30/2026 where that is the only reading.
        (3, [day @ 1..=31, month @ 1..=12, year @ 1949..=2199])
        | (3, [month @ 1..=12, day @ 13..=31, year @ 1949..=2199]) => {
            Some(Written { year: Some(year as i32), month, day: Some(day), closed: false })
        }
        (2, [year @ 1949..=2199, month @ 1..=12, _]) if alone && place == Place::Cell => {
            Some(Written { year: Some(year as i32), month, day: None, closed: false })
        }
        (2, [month @ 1..=12, day @ 1..=31, _]) if alone && place == Place::Cell => {
            Some(Written { year: None, month, day: Some(day), closed: false })
        }
        (1, [year @ 2000..=2199, _, _]) if place == Place::Cell && after.is_none() => {
            Some(Written { year: Some(year as i32), month: 12, day: None, closed: false })
        }
        _ => None,
    };
    if written.is_none() {
        cursor.at = start;
    } else {
        // A spreadsheet's midnight.
        cursor.eat_any(&[" 00:00:00", "T00:00:00"]);
    }
    written
}
