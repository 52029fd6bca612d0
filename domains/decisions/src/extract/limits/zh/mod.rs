//! Chinese forms of a time limit.

mod dates;

use qipan_kernel::Day;

use super::super::number;
use super::super::rules;
use super::super::types::{RuleId, TimeForm, TimeLimit, TimeUnit};
use super::{Clock, Hit, Place, absolute, from_reference, quarter_end, recurring, relative, undated};
pub(super) use dates::minguo;
use dates::{Written, date, era};

/// Words of haste that name no date.
const VAGUE: &[&str] = &[
    "立即",
    "立刻",
    "马上",
    "抓紧",
    "尽快",
    "尽早",
    "从速",
    "即日起",
    "限期",
    "近期",
    "第一时间",
    "按期",
    "如期",
    "立行立改",
    "即知即改",
    "即查即改",
    "边查边改",
    "边整边改",
    "立查立改",
    "即行即改",
    "马上就办",
    "立即整改",
];
/// Words of what has no end.
const LONG_TERM: &[&str] = &[
    "长期坚持",
    "长期推进",
    "长期实施",
    "长期开展",
    "长期",
    "持续推进",
    "持续实施",
    "持续开展",
    "常态化推进",
    "常态化开展",
    "常态化",
    "常年坚持",
    "常年",
    "持续",
];
/// Of these, only the ones that are clearly a limit count in prose.
const LONG_TERM_PROSE: usize = 4;

/// What may follow a date that makes it a limit.
const AFTER: &[&str] = &[
    "之前", "以前", "前", "底", "末", "内", "之内", "以内", "完成", "建成", "竣工", "投产", "开工", "到位",
    "实现", "达到", "上报", "报送", "印发", "出台", "启动", "止", "，", ",",
];
/// The acts that make a date a limit when they come soon after it.
const ACTS: &[&str] = &[
    "完成",
    "建成",
    "竣工",
    "投产",
    "开工",
    "到位",
    "实现",
    "达到",
    "上报",
    "报送",
    "印发",
    "出台",
    "启动",
    "投用",
    "投入使用",
    "投入运营",
    "交付",
    "达产",
    "提交",
    "制定",
    "形成",
    "建立",
];
const BEFORE: &[&str] =
    &["于", "在", "到", "至", "截至", "截止", "力争", "争取", "确保", "前于", "时限：", "不晚于"];
const NOT_BEFORE: &[&str] = &["自", "从", "截至目前", "近", "过去", "提前", "第", "连续"];
const NOT_AFTER: &[&str] = &["起", "以来", "开始", "召开了", "印发的", "〕", "]"];

struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn eat(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    fn eat_any(&mut self, words: &[&str]) -> bool {
        words.iter().any(|word| self.eat(word))
    }

    fn number(&mut self, max: u32) -> Option<u32> {
        let (value, len) = number::whole(self.rest(), max)?;
        self.at += len;
        Some(value)
    }

    fn spaces(&mut self) {
        // A cell may break a date over two lines.
        while self.rest().starts_with([' ', '\n']) {
            self.at += 1;
        }
    }
}

/// All Chinese limits in `text`.
pub fn scan(text: &str, clock: Clock, place: Place) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::new();
    let mut at = 0;
    let mut previous = ' ';
    while let Some(c) = text[at..].chars().next() {
        let counted = "年月季周日天".contains(c)
            && (number::digit(previous).is_some() || number::whole(&previous.to_string(), 10).is_some());
        let inside_number =
            counted || (number::digit(c).is_some() && (number::digit(previous).is_some() || previous == '.'));
        match (!inside_number).then(|| parse(text, at, clock, place)).flatten() {
            Some((end, limit, rule)) => {
                hits.push(Hit { range: at..end, limit, rule });
                at = end;
                previous = ' ';
            }
            None => {
                at += c.len_utf8();
                previous = c;
            }
        }
    }
    hits
}

/// Every Chinese limit without digits has one of these near its beginning.
const OF_TIME: [char; 15] =
    ['年', '月', '日', '周', '季', '旬', '天', '期', '时', '国', '元', '劳', '五', '七', '八'];

type Parsed = (usize, TimeLimit, RuleId);

fn parse(text: &str, at: usize, clock: Clock, place: Place) -> Option<Parsed> {
    let first = text[at..].chars().next()?;
    let starts = number::digit(first).is_some()
        || "一二三四五六七八九十两半每今明本当次下上年月季周第按逐〇零国元劳“".contains(first)
        || "中民".contains(first) && era(&text[at..]);
    let counted = number::digit(first).is_some() || {
        let near: usize = text[at..].chars().take(16).map(char::len_utf8).sum();
        text[at..at + near].contains(OF_TIME)
    };
    if starts && counted {
        if let Some(found) = every(text, at).or_else(|| within(text, at, clock, place)) {
            return Some(found);
        }
        if let Some(found) = dated(text, at, clock, place) {
            return Some(found);
        }
    }
    let word = |words: &[&'static str]| words.iter().find(|word| text[at..].starts_with(**word)).copied();
    if "立马抓尽从即限近第按如边".contains(first)
        && let Some(word) = word(VAGUE)
    {
        return Some((at + word.len(), undated(TimeForm::Vague), rules::LIMIT_VAGUE));
    }
    if "长持常".contains(first) {
        let list = if place == Place::Cell { LONG_TERM } else { &LONG_TERM[..LONG_TERM_PROSE] };
        if let Some(word) = word(list) {
            return Some((at + word.len(), undated(TimeForm::LongTerm), rules::LIMIT_LONG_TERM));
        }
    }
    if place == Place::Cell && text[at..].starts_with("全年") {
        return Some((at + "全年".len(), absolute(None, 12, None, clock), rules::LIMIT_DATE));
    }
    None
}

fn time_unit(cursor: &mut Cursor) -> Option<TimeUnit> {
    const UNITS: &[(&str, TimeUnit)] = &[
        ("个工作日", TimeUnit::WorkingDay),
        ("工作日", TimeUnit::WorkingDay),
        ("个自然日", TimeUnit::Day),
        ("自然日", TimeUnit::Day),
        ("个小时", TimeUnit::Hour),
        ("小时", TimeUnit::Hour),
        ("个半年", TimeUnit::HalfYear),
        ("半年", TimeUnit::HalfYear),
        ("个学期", TimeUnit::HalfYear),
        ("学期", TimeUnit::HalfYear),
        ("个季度", TimeUnit::Quarter),
        ("季度", TimeUnit::Quarter),
        ("季", TimeUnit::Quarter),
        ("个星期", TimeUnit::Week),
        ("星期", TimeUnit::Week),
        ("周", TimeUnit::Week),
        ("个月", TimeUnit::Month),
        ("月", TimeUnit::Month),
        ("旬", TimeUnit::TenDays),
        ("年", TimeUnit::Year),
        ("日", TimeUnit::Day),
        ("天", TimeUnit::Day),
    ];
    UNITS.iter().find(|(word, _)| cursor.eat(word)).map(|(_, unit)| *unit)
}

fn weekday(cursor: &mut Cursor) -> Option<u32> {
    if cursor.eat("日") || cursor.eat("天") {
        return Some(7);
    }
    cursor.number(6).filter(|day| *day >= 1)
}

/// 每月25日前, 每季度末, 按月, 一年一个节点.
fn every(text: &str, at: usize) -> Option<Parsed> {
    let mut cursor = Cursor { text, at };
    let each = cursor.eat("每");
    if !each && !cursor.eat_any(&["按", "逐"]) {
        // 一年一个节点, 一季一考核
        if !cursor.eat("一") {
            return None;
        }
        let every = time_unit(&mut cursor).filter(|unit| *unit != TimeUnit::WorkingDay)?;
        let again =
            cursor.eat("一") && cursor.rest().chars().next().is_some_and(|c| !"月年日号、，".contains(c));
        if !again {
            return None;
        }
        let word: usize =
            cursor.rest().chars().take(3).take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum();
        return Some((cursor.at + word, recurring(every, None), rules::LIMIT_RECURRING));
    }
    if each {
        // 每两周, 每2个月
        let before = cursor.at;
        if cursor.number(12).is_some_and(|count| count > 1) {
            cursor.eat("个");
        } else {
            cursor.at = before;
        }
        cursor.eat("个");
    }
    // 每半月: twice a month; the words say so.
    let half = each && cursor.eat_any(&["半个", "半"]) && !cursor.rest().starts_with('年');
    if each && !half && text[..cursor.at].ends_with('半') {
        cursor.at -= '半'.len_utf8();
    }
    let unit = time_unit(&mut cursor)?;
    if matches!(unit, TimeUnit::WorkingDay | TimeUnit::Hour) || (!each && unit == TimeUnit::Day) {
        return None;
    }
    let day = match unit {
        TimeUnit::Week => weekday(&mut cursor),
        TimeUnit::Month => {
            let before = cursor.at;
            let day = cursor.number(31);
            if day.is_some() && !cursor.eat_any(&["日", "号"]) {
                cursor.at = before;
                None
            } else {
                day
            }
        }
        TimeUnit::Year => {
            // 每年4月底前, 每年3月15日前
            let before = cursor.at;
            let month = cursor.number(12).filter(|month| *month >= 1).is_some() && cursor.eat("月");
            if !month {
                cursor.at = before;
            } else {
                let before = cursor.at;
                if cursor.number(31).is_none() || !cursor.eat_any(&["日", "号"]) {
                    cursor.at = before;
                }
            }
            None
        }
        _ => None,
    };
    cursor.eat_any(&["底", "末", "初"]);
    cursor.eat_any(&["之前", "以前", "前"]);
    Some((cursor.at, recurring(unit, day), rules::LIMIT_RECURRING))
}

/// 10个工作日内, 一周内, 半个月内.
fn within(text: &str, at: usize, clock: Clock, place: Place) -> Option<Parsed> {
    let mut cursor = Cursor { text, at };
    let (count, unit) = if cursor.eat("半个月") {
        (15, TimeUnit::Day)
    } else if cursor.eat("半年") {
        (1, TimeUnit::HalfYear)
    } else if cursor.eat("半月") {
        (15, TimeUnit::Day)
    } else {
        let count = cursor.number(1000)?;
        cursor.spaces();
        let unit = time_unit(&mut cursor)?;
        // 6月内 is June; 个月 is a span.
        if unit == TimeUnit::Month && !text[..cursor.at].ends_with("个月") {
            return None;
        }
        (count, unit)
    };
    let stated = cursor.eat_any(&["之内", "以内", "内"]);
    let whole_cell = place == Place::Cell
        && cursor.rest().trim().is_empty()
        && !matches!(unit, TimeUnit::Day | TimeUnit::Year | TimeUnit::Quarter);
    let anchored = || NOT_BEFORE.iter().any(|word| text[..at].ends_with(word));
    ((stated || whole_cell) && !anchored())
        .then(|| (cursor.at, relative(count, unit, clock), rules::LIMIT_RELATIVE))
}

fn dated(text: &str, at: usize, clock: Clock, place: Place) -> Option<Parsed> {
    if let Some(found) = near(text, at, clock) {
        return Some(found);
    }
    let mut cursor = Cursor { text, at };
    let mut written = date(&mut cursor, clock, None, place)?;
    let mut end = cursor.at;
    // 2026年3月至6月, 2026年3月—2026年12月: the limit is the end of the span.
    let mut next = Cursor { text, at: end };
    if next.eat_any(&["至", "到", "—", "－", "-", "~", "～", "–"]) {
        while next.eat_any(&["—", "-"]) {}
        if let Some(last) = date(&mut next, clock, written.year, place) {
            written = Written { closed: true, ..last };
            end = next.at;
        }
    }
    let rest = &text[end..];
    if NOT_AFTER.iter().any(|word| rest.starts_with(word)) {
        return None;
    }
    let before = &text[..at];
    let anchored = NOT_BEFORE.iter().any(|word| before.ends_with(word));
    if anchored && !(written.closed && rest.starts_with('前')) {
        return None;
    }
    if place == Place::Prose {
        let next_act = || {
            let window: usize = rest.chars().take(14).map(char::len_utf8).sum();
            let clause = rest[..window].split(['，', ',', '。', '；', '了']).next().unwrap_or("");
            let told = rest[..window].starts_with(clause) && rest[clause.len()..].starts_with('了');
            !told && ACTS.iter().any(|act| clause.contains(act))
        };
        let comma = rest.starts_with('，') || rest.starts_with(',');
        let stated = written.closed
            || (!comma && AFTER.iter().any(|word| rest.starts_with(word)))
            || BEFORE.iter().any(|word| before.ends_with(word))
            || next_act();
        if !stated {
            return None;
        }
    }
    let mut close = Cursor { text, at: end };
    close.eat_any(&["之前", "以前", "前", "之内", "以内", "内"]);
    let limit = absolute(written.year, written.month, written.day, clock);
    Some((close.at, limit, rules::LIMIT_DATE))
}

/// 本周五前, 下周内, 本月底, 下月10日, 月底前, 本季度末: counted from the document's date.
fn near(text: &str, at: usize, clock: Clock) -> Option<Parsed> {
    let mut cursor = Cursor { text, at };
    let next = cursor.eat("下");
    let this = !next && cursor.eat_any(&["本", "当", "这"]);
    cursor.eat("个");
    let ahead = i32::from(next);
    let limit = if (next || this) && cursor.eat_any(&["周", "星期"]) {
        let day = weekday(&mut cursor).unwrap_or(7) as i32;
        cursor.eat_any(&["末", "内"]);
        from_reference(clock, move |today| today - today.weekday() as i32 + 7 * ahead + day - 1)
    } else if (next || this) && cursor.eat("月") {
        let before = cursor.at;
        let day = cursor.number(31).filter(|_| cursor.eat_any(&["日", "号"]));
        if day.is_none() {
            cursor.at = before;
            cursor.eat_any(&["底", "末", "内", "份"]);
        }
        from_reference(clock, move |today| {
            let end = today.month_start().plus_months(ahead).month_end();
            day.map_or(end, |day| end.month_start() + (day as i32 - 1))
        })
    } else if (next || this) && cursor.eat("季度") {
        cursor.eat_any(&["末", "底", "内"]);
        from_reference(clock, move |today| quarter_end(today.plus_months(3 * ahead)))
    } else if !next && !this && cursor.eat_any(&["月底", "月末"]) {
        from_reference(clock, Day::month_end)
    } else {
        return None;
    };
    // 下半年 and the like are not near dates; `day` words alone (下, 本) fell through above.
    cursor.eat_any(&["之前", "以前", "前"]);
    Some((cursor.at, limit, rules::LIMIT_NEAR))
}
