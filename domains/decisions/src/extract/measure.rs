//! Quantities that can be measured: 森林覆盖率36.5%, 投资强度100亿元以上, more than 10 billion yuan.

use std::ops::Range;

use super::number;
use super::text::is_han;
use super::types::{Direction, Measure};

/// Units of measure, longest first where one begins with another.
const UNITS: &[&str] = &[
    "个百分点",
    "平方公里",
    "平方千米",
    "平方公尺",
    "立方公尺",
    "公尺",
    "平方米",
    "立方米",
    "万平方米",
    "万立方米",
    "万亩",
    "亿美元",
    "万美元",
    "亿元",
    "万元",
    "万人次",
    "人次",
    "万人",
    "万户",
    "万吨",
    "万千瓦",
    "亿千瓦时",
    "亿立方米",
    "公里",
    "千米",
    "公顷",
    "%",
    "％",
    "‰",
    "百分点",
    "亿",
    "万个",
    "万套",
    "万家",
    "万",
    "美元",
    "元",
    "亩",
    "吨",
    "家",
    "户",
    "套",
    "个",
    "项",
    "座",
    "所",
    "条",
    "处",
    "人",
    "辆",
    "台",
    "件",
    "张",
    "米",
    "次",
    "场",
    "倍",
    "分钟",
    "千瓦",
    "兆瓦",
    "床",
    "棵",
    "株",
    "种",
    "类",
    "位",
    "期",
    "宗",
    "只",
    "栋",
    "间",
    "名",
    "份",
    "支",
    "部",
    "轮",
    "幢",
    "头",
    "班",
    "门",
    "例",
    "笔",
    "架次",
    "班次",
    "标准箱",
    "公斤",
    "课时",
    "学时",
    "村",
    "平米",
    "本",
    "块",
    "眼",
    "面",
    "对",
    "盏",
    "组",
    "口",
    "根",
    "批",
    "批次",
    "家次",
    "户次",
    "车次",
    "起",
    "艘",
    "架",
    "片",
    "卷",
    "篇",
    "堂",
    "趟",
    "枚",
    "副",
    "顶",
    "樘",
    "点位",
    "微克/立方米",
    "毫克/升",
];
const ENGLISH_UNITS: &[&str] = &[
    "percentage points",
    "percent",
    "per cent",
    "%",
    "square kilometers",
    "square kilometres",
    "square metres",
    "square meters",
    "kilometers",
    "kilometres",
    "km",
    "hectares",
    "hectare",
    "billion yuan",
    "million yuan",
    "billion",
    "million",
    "yuan",
    "tonnes",
    "tons",
    "households",
    "enterprises",
    "projects",
    "parks",
    "units",
    "mu",
    "schools",
    "hospitals",
    "stations",
    "charging points",
    "charging piles",
    "spaces",
    "beds",
    "jobs",
    "people",
    "trees",
    "buses",
    "homes",
    "systems",
    "departments",
    "communities",
    "villages",
];
const AT_LEAST: &[&str] = &[
    "不低于",
    "不少于",
    "不小于",
    "≥",
    ">=",
    "＞",
    ">",
    "超过",
    "突破",
    "高于",
    "至少",
    "力争达",
    "优于",
    "more than",
    "no less than",
    "not less than",
    "at least",
    "over",
    "above",
    "exceed",
    "exceeding",
    "over the",
];
const AT_MOST: &[&str] = &[
    "不高于",
    "不超过",
    "不大于",
    "≤",
    "<=",
    "＜",
    "<",
    "控制在",
    "低于",
    "less than",
    "no more than",
    "not more than",
    "at most",
    "below",
    "under",
    "within",
];
const GROW: &[&str] = &[
    "增长",
    "提高",
    "提升",
    "增加",
    "新增",
    "上升",
    "扩大",
    "增速",
    "increase by",
    "increased by",
    "grow by",
    "rise by",
    "raise by",
    "growth of",
];
const FALL: &[&str] = &[
    "下降",
    "降低",
    "减少",
    "压减",
    "压缩",
    "缩减",
    "削减",
    "reduce by",
    "reduced by",
    "fall by",
    "cut by",
    "lower by",
    "decrease by",
];

/// The unit of measure that `words` are and nothing else.
pub fn unit(words: &str) -> Option<&'static str> {
    let known = |unit: &&&str| unit.eq_ignore_ascii_case(words.trim());
    UNITS.iter().chain(ENGLISH_UNITS).find(known).copied()
}

/// A figure that stands alone, in the unit that is stated elsewhere.
pub fn bare(words: &str, unit: &str) -> Option<Measure> {
    let words = words.trim();
    let marked = [("≥", Direction::AtLeast), ("≤", Direction::AtMost)];
    let mark =
        marked.iter().find_map(|(mark, direction)| Some((words.strip_prefix(mark)?.trim(), *direction)));
    let (figure, direction) = mark.unwrap_or((words, Direction::Reach));
    let number = number::read(figure).filter(|number| number.len == figure.len() && !number.chinese)?;
    Some(Measure { subject: String::new(), quantity: number.value, unit: unit.to_owned(), direction })
}

/// All measures in `text` (folded), with their ranges.
pub fn scan(text: &str) -> Vec<(Range<usize>, Measure)> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut previous = ' ';
    while let Some(c) = text[at..].chars().next() {
        let begins = (number::digit(c).is_some() || "一二两三四五六七八九十百千".contains(c))
            && !(number::digit(previous).is_some() || previous == '.' || previous.is_ascii_alphabetic())
            && !matches!(previous, '第' | '〔' | '[' | '-' | '/' | '“' | '"');
        if (begins || text[at..].starts_with("百分之"))
            && let Some((end, measure)) = read(text, at)
        {
            found.push((at..end, measure));
            at = end;
            previous = ' ';
            continue;
        }
        previous = c;
        at += c.len_utf8();
    }
    found
}

fn read(text: &str, at: usize) -> Option<(usize, Measure)> {
    let rest = &text[at..];
    let (quantity, unit, len, chinese) = if let Some(part) = rest.strip_prefix("百分之") {
        let number = number::read(part)?;
        (number.value, "%".to_owned(), "百分之".len() + number.len, false)
    } else {
        let number = number::read(rest)?;
        if let Some(part) = rest[number.len..].strip_prefix("分之") {
            // 三分之二
            let top = number::read(part)?;
            let share = (top.value / number.value * 1e4).round() / 1e2;
            (share, "%".to_owned(), number.len + "分之".len() + top.len, false)
        } else {
            let (unit, len) = unit_after(rest, number.len)?;
            (number.value, unit, len, number.chinese)
        }
    };
    let end = at + len;
    // 一个, 一批, 一次, 两个: words, not targets, unless a direction or an act of number stands near.
    let (direction, marked) = direction(text, at, end);
    if chinese && quantity <= 10.0 && !marked {
        return None;
    }
    if unit == "个" && ["月", "工作日"].iter().any(|word| text[end..].starts_with(word))
        || unit == "对" && text[end..].starts_with(['口', '标', '照', '外', '应', '接', '于'])
        || text[end..].starts_with("以来")
    {
        return None;
    }
    let subject = subject(&text[..at]);
    Some((end, Measure { subject, quantity, unit, direction }))
}

fn unit_after(rest: &str, number: usize) -> Option<(String, usize)> {
    let tail = &rest[number..];
    let spaces = tail.len() - tail.trim_start_matches([' ', '余', '多']).len();
    let word = &tail[spaces..];
    if let Some(unit) = UNITS.iter().filter(|unit| word.starts_with(**unit)).max_by_key(|unit| unit.len()) {
        // 万 goes on with what it counts (万株); 日, 月, 年 never come here.
        let counted = ["万", "亿"].contains(unit).then(|| {
            let noun = |noun: &&&str| {
                noun.chars().next().is_some_and(is_han) && word[unit.len()..].starts_with(**noun)
            };
            UNITS.iter().filter(noun).max_by_key(|noun| noun.len())
        });
        if let Some(noun) = counted.flatten() {
            return Some((format!("{unit}{noun}"), number + spaces + unit.len() + noun.len()));
        }
        return Some(((*unit).to_owned(), number + spaces + unit.len()));
    }
    let lower = word.to_ascii_lowercase();
    let Some(unit) =
        ENGLISH_UNITS.iter().filter(|unit| lower.starts_with(**unit)).max_by_key(|unit| unit.len())
    else {
        return counted(rest, word).map(|(unit, len)| (unit, number + spaces + len));
    };
    let cut = lower[unit.len()..].chars().next().is_some_and(|c| c.is_ascii_alphanumeric());
    (!cut).then(|| ((*unit).to_owned(), number + spaces + unit.len()))
}

/// What an English number counts: the first plural within three words (300 volunteers, 14 construction permits).
fn counted(rest: &str, words: &str) -> Option<(String, usize)> {
    let number = number::read(rest)?;
    let year = (1900.0..2200.0).contains(&number.value) && !rest[..number.len].contains(',');
    if number.chinese || number.value < 2.0 || year || !rest[number.len..].starts_with(' ') {
        return None;
    }
    let mut len = 0;
    let words = words.split('\n').next().unwrap_or("");
    for word in words.split(' ').take(4) {
        let plain = word.trim_end_matches(['.', ',', ';', ')', ':']);
        let lower = plain.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        let linking = [
            "of", "and", "to", "in", "by", "for", "the", "or", "per", "is", "has", "days", "months", "weeks",
        ];
        if plain.len() < 3 && plain != "of" || !lower || linking.contains(&plain) || plain.ends_with("years")
        {
            return None;
        }
        if plain.ends_with('s') && !plain.ends_with("ss") && plain.len() > 3 {
            return Some((plain.to_owned(), len + plain.len()));
        }
        if word != plain {
            return None;
        }
        len += word.len() + 1;
    }
    None
}

fn direction(text: &str, at: usize, end: usize) -> (Direction, bool) {
    let from = text[..at].char_indices().rev().nth(11).map_or(0, |(start, _)| start);
    let before = text[from..at].to_ascii_lowercase();
    let clause = before.rsplit(['，', ',', '；', '。', ';', '、']).next().unwrap_or("");
    let after = &text[end..];
    // The word nearest to the number tells.
    let last =
        |words: &[&str]| words.iter().filter_map(|word| clause.rfind(word).map(|at| at + word.len())).max();
    const TO: &[&str] = &[
        "提高到",
        "提升到",
        "增加到",
        "达到",
        "提高至",
        "提升至",
        "增至",
        "达",
        "实现",
        "建成",
        "完成",
        "to ",
        "reach",
    ];
    const DOWN_TO: &[&str] =
        &["下降到", "降到", "降至", "下降至", "减少到", "压减到", "压缩至", "压缩到", "控制到"];
    if ["以内", "以下", "之内"].iter().any(|word| after.starts_with(word)) {
        return (Direction::AtMost, true);
    }
    if ["以上", "及以上", " or more", " or above"].iter().any(|word| after.starts_with(word)) {
        return (Direction::AtLeast, true);
    }
    // Of words that end at the same place the more telling comes last: 下降到 over 下降, 不低于 over 低于.
    [
        (GROW, Direction::GrowBy),
        (FALL, Direction::FallBy),
        (TO, Direction::Reach),
        (DOWN_TO, Direction::AtMost),
        (AT_MOST, Direction::AtMost),
        (AT_LEAST, Direction::AtLeast),
    ]
    .into_iter()
    .filter_map(|(words, direction)| last(words).map(|at| (at, direction)))
    .max_by_key(|(at, _)| *at)
    .map_or((Direction::Reach, false), |(_, direction)| (direction, true))
}

/// The words before a number, back to the clause's start, without the verb of direction.
fn subject(before: &str) -> String {
    let clause = before
        .rsplit(['，', ',', '；', '。', ';', '、', '：', ':', '\n', '（', '('])
        .next()
        .unwrap_or("")
        .trim();
    if clause.chars().any(is_han) {
        let mut words = clause;
        for word in AT_LEAST.iter().chain(AT_MOST).chain(GROW).chain(FALL).chain(
            [
                "到",
                "至",
                "达到",
                "达",
                "为",
                "保持在",
                "保持",
                "稳定在",
                "提高到",
                "实现",
                "要",
                "力争",
                "全年",
                "累计",
                "平均",
                "约",
                "近",
            ]
            .iter(),
        ) {
            words = words.trim_end_matches(word);
        }
        return words.chars().rev().take(12).collect::<Vec<_>>().into_iter().rev().collect();
    }
    let words: Vec<&str> = clause.split_whitespace().collect();
    words[words.len().saturating_sub(6)..].join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_have_quantity_unit_and_direction() {
        use Direction::*;
        for (text, quantity, unit, direction) in [
            ("森林覆盖率达到36.5%", 36.5, "%", Reach),
            ("投资强度100亿元以上", 100.0, "亿元", AtLeast),
            ("建成8个公园", 8.0, "个", Reach),
            ("合格率≥95 %", 95.0, "%", AtLeast),
            ("达标率百分之九十五", 95.0, "%", Reach),
            ("三分之二的街道", 66.67, "%", Reach),
            ("新建管网十五公里", 15.0, "公里", Reach),
            ("新增就业1.5万人", 1.5, "万人", GrowBy),
            ("能耗下降3.2个百分点", 3.2, "个百分点", FallBy),
            ("浓度控制在35以内的比例不低于80%", 80.0, "%", AtLeast),
            ("keep investment of more than 100 billion yuan", 100.0, "billion yuan", AtLeast),
        ] {
            let found = scan(text);
            let (_, measure) = found.last().unwrap_or_else(|| panic!("{text}"));
            assert_eq!(
                (measure.quantity, measure.unit.as_str(), measure.direction),
                (quantity, unit, direction),
                "{text}"
            );
        }
        assert!(scan("津政发〔2026〕6号，第42次，一个中心，6月30日").is_empty());
    }
}
