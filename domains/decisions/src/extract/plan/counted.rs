//! Duties told by the numbers of the items: 第1—3项由区生态环境局牵头，…；第4项、第6项由区工信局负责，…；其余由….

use super::super::fields::{Fields, Reader};
use super::super::limits::Place;
use super::super::number;
use super::super::numbering::{self, Level};
use super::super::text::trim;
use super::super::types::Span;
use super::items::{Line, Rank, Tree};

/// The fields of the items that a line counts; no numbers stand for all that no other line counts.
#[derive(Debug)]
pub(super) struct Counted {
    numbers: Vec<u32>,
    fields: Fields,
}

/// The most items that a range may hold.
const MOST: u32 = 200;

/// What a line says by number, when it says nothing else.
pub(super) fn read(reader: &Reader, line: Line) -> Vec<Counted> {
    let whole = line.span.of(reader.folded);
    let start = whole.len() - numbering::strip(whole).len();
    let words = &whole[start..];
    // Nearly all lines begin otherwise.
    if !words.starts_with(['第', '其', '（', '(', '前']) && !words.starts_with(|c| number::digit(c).is_some())
        || !words.contains('项')
    {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut at = start;
    for part in words.split(['；', ';', '。']) {
        let range = trim(whole, at..at + part.len());
        at += part.len() + whole[at + part.len()..].chars().next().map_or(0, char::len_utf8);
        let part = whole[range.clone()].trim_start_matches(['（', '(']);
        if part.trim_end_matches(['）', ')']).is_empty() {
            continue;
        }
        let Some((numbers, len)) = numbers(part) else { return Vec::new() };
        let rest = part[len..].trim_start_matches(['，', ',', '：', ':', ' ']);
        let span = Span { start: line.span.start + range.end - rest.len(), end: line.span.start + range.end };
        let mut fields = reader.fields(span);
        if !fields.has_unit() {
            reader.told(span, &mut fields);
        }
        if fields.limits.is_empty() {
            fields.limits = reader.limits(span, Place::Prose);
        }
        if !fields.has_unit() && fields.limits.is_empty() && fields.leader.is_none() {
            return Vec::new();
        }
        found.push(Counted { numbers, fields });
    }
    found
}

/// The numbers that `text` begins with, ranges told out, and the length of the words for them: 第1—3项, 第2、5项任务, 其余各项.
fn numbers(text: &str) -> Option<(Vec<u32>, usize)> {
    let mut at = 0;
    let eat = |at: &mut usize, words: &[&str]| {
        let word = words.iter().find(|word| text[*at..].starts_with(**word));
        *at += word.map_or(0, |word| word.len());
        word.is_some()
    };
    const THINGS: &[&str] = &["重点任务", "任务", "事项", "工作", "措施", "举措"];
    if eat(&mut at, &["其余", "其他", "其它"]) {
        eat(&mut at, &["各"]);
        let counted = eat(&mut at, &["项"]);
        return (eat(&mut at, THINGS) || counted).then_some((Vec::new(), at));
    }
    let mut numbers = Vec::new();
    let mut closed = false;
    let mut one = |at: &mut usize| {
        eat(at, &["第"]);
        let (value, len) = number::whole(&text[*at..], MOST)?;
        *at += len;
        closed = eat(at, &["项"]);
        Some(value)
    };
    let first = if eat(&mut at, &["前"]) { 1 } else { one(&mut at)? };
    if at == '前'.len_utf8() && first == 1 && text.starts_with('前') {
        let last = one(&mut at)?;
        numbers.extend(1..=last);
    } else {
        numbers.push(first);
    }
    loop {
        let before = at;
        if eat(&mut at, &["——", "—", "-", "－", "–", "～", "~", "至", "到"]) {
            let last = one(&mut at)?;
            let from = numbers.last().copied()?;
            numbers.extend(from + 1..=last);
        } else if eat(&mut at, &["、", "，", "和", "及", "与", ","]) {
            match one(&mut at) {
                Some(next) => numbers.push(next),
                None => {
                    at = before;
                    break;
                }
            }
        } else {
            break;
        }
    }
    eat(&mut at, THINGS);
    closed.then_some((numbers, at))
}

impl Tree<'_, '_> {
    /// What lines say by number of the item `node`, where its kind of number counts the items of the document once each.
    pub(super) fn counted(&self, node: usize) -> Fields {
        let mut fields = Fields::default();
        if self.counted.is_empty() || !self.nodes[node].children.is_empty() {
            return fields;
        }
        let level = |node: usize| match self.nodes[node].rank {
            Rank::Number(level) if self.nodes[node].children.is_empty() => Some(level),
            _ => None,
        };
        let Some(own) = level(node) else { return fields };
        let of = |kind: Level| {
            let items = (0..self.nodes.len()).filter(|node| level(*node) == Some(kind));
            items.filter_map(|node| self.number(node)).collect::<Vec<u32>>()
        };
        let mut beside = of(own);
        let count = beside.len();
        let deeper = (0..self.nodes.len()).filter_map(level).any(|kind| of(kind).len() > count);
        beside.sort_unstable();
        beside.dedup();
        if deeper || beside.len() < count {
            return fields;
        }
        let Some(number) = self.number(node) else { return fields };
        let named = |counted: &&Counted| counted.numbers.contains(&number);
        let rest = |counted: &&Counted| counted.numbers.is_empty();
        let told = self.counted.iter().filter(named).chain(
            self.counted.iter().filter(rest).filter(|_| !self.counted.iter().any(|told| named(&told))),
        );
        for counted in told {
            fields.absorb(counted.fields.clone());
        }
        fields
    }

    fn number(&self, node: usize) -> Option<u32> {
        let head = self.nodes[node].lines[0].span.of(self.reader.folded);
        let (_, len) = numbering::read(head)?;
        let digits = head[..len]
            .trim_start_matches(|c: char| number::digit(c).is_none() && !"一二三四五六七八九十".contains(c));
        number::whole(digits, MOST).map(|(value, _)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_items() {
        for (text, found) in [
            ("第1—3项由甲局牵头", Some((vec![1, 2, 3], "由甲局牵头"))),
            ("第1项、第3项任务由甲局牵头", Some((vec![1, 3], "由甲局牵头"))),
            ("第二至四项，甲局", Some((vec![2, 3, 4], "，甲局"))),
            ("1-2、5项：甲局", Some((vec![1, 2, 5], "：甲局"))),
            ("前3项由甲局牵头", Some((vec![1, 2, 3], "由甲局牵头"))),
            ("其余任务由乙局负责", Some((vec![], "由乙局负责"))),
            ("第1批项目由甲局牵头", None),
            ("第三产业增长8%", None),
        ] {
            let read = numbers(text).map(|(numbers, len)| (numbers, &text[len..]));
            assert_eq!(read, found, "{text}");
        }
    }
}
