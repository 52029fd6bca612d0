//! What stands at the end of an item without label or bracket: duties (——县财政局牵头，县教育局配合) and limits (，5月底前完成).

use std::ops::Range;

use super::duty;
use super::fields::{Fields, Reader};
use super::limits::{self, Place};
use super::rules;
use super::text::{is_han, trim};
use super::types::{Found, Span, TimeLimit};
use super::units::{is_collective, looks_like_unit, split_list};

impl Reader<'_> {
    /// Duties without bracket or label at the end of an item: ——县财政局牵头，县教育局配合，5月底前完成.
    pub(super) fn tail(&self, span: Span, fields: &mut Fields) {
        let text = span.of(self.folded);
        let dash =
            ["——", "--", "—", "－－"].iter().find_map(|dash| text.rfind(dash).map(|at| (at, dash.len())));
        let body = text.trim_end().trim_end_matches(['。', '；', ';']);
        let sentence = body.rfind(['。', '；', '\n']).map(|at| {
            let one = text[at..].chars().next().map_or(1, char::len_utf8);
            (at + one, 0)
        });
        let number = text.len() - super::numbering::strip(text).len();
        let english = body.trim_end_matches('.').rfind(". ").filter(|at| *at >= number).map(|at| (at + 1, 0));
        for (at, mark) in dash.into_iter().chain(sentence).chain(english).chain([(0, 0)]) {
            let start = text[..at].trim_end_matches(['—', '-', '－']).len();
            let tail = Span::at(span.start, trim(text, at + mark..text.len()));
            if self.bare(tail, fields) || (mark > 0 || at > 0) && self.named(tail, mark > 0, fields) {
                fields.cut.push(Span { start: span.start + start, end: span.start + text.len() });
                fields.labelled = true;
                return;
            }
        }
    }

    /// 县水利局：负责水库巡查…: a line or sentence that is addressed to units.
    pub(super) fn addressed(&self, span: Span) -> Option<(Span, Span)> {
        let words = span.of(self.folded);
        let start = words.len() - super::numbering::strip(words).len();
        let colon = start + words[start..].find(['：', ':'])?;
        let list = trim(words, start..colon);
        let after = words[colon..].trim_start_matches(['：', ':', ' ']);
        if list.len() > 150
            || list.is_empty()
            || !words[list.clone()].chars().any(is_han)
            || after.chars().count() < 6
        {
            return None;
        }
        let names = split_list(&words[list.clone()], self.index);
        let unit = |name: &str| {
            let labelled = ["单位", "部门", "主体", "办法", "机构"].iter().any(|word| name.ends_with(word));
            self.index.lookup(name).is_some()
                || looks_like_unit(name) && name.chars().count() > 2 && (!labelled || name.starts_with('各'))
        };
        let all = !names.is_empty() && names.iter().all(|name| unit(&words[list.clone()][name.clone()]));
        all.then(|| {
            let whole = Span::at(span.start, list.start..words.len() - after.len());
            (Span::at(span.start, list), whole)
        })
    }

    /// ——县委组织部、各乡镇党委（8月底前）: takes units and a limit behind a dash where nothing else stands there.
    /// Behind a full stop a collective must end like a unit's name (各区政府), since a sentence may begin with one.
    fn named(&self, span: Span, dash: bool, fields: &mut Fields) -> bool {
        let words = span.of(self.folded);
        let list = words.split(['（', '(']).next().unwrap_or("").trim_end_matches(['。', '；', ';', ' ']);
        let rest = &words[list.len()..];
        let limits = limits::scan(rest, self.clock, Place::Cell);
        let said: usize = limits.iter().map(|hit| hit.range.len()).sum();
        let unit = |name: &str| {
            self.index.lookup(name).is_some() || looks_like_unit(name) || dash && is_collective(name)
        };
        // Running text shows in its first clause that it is no list.
        if let Some((first, _)) = list.split_once(['、', '，', '；', '。'])
            && !first.contains(char::is_whitespace)
            && !split_list(first, self.index).into_iter().all(|name| unit(&first[name]))
        {
            return false;
        }
        let names = split_list(list, self.index);
        let told = rest.chars().filter(|c| c.is_alphanumeric()).map(char::len_utf8).sum::<usize>();
        if names.is_empty() || !names.iter().all(|name| unit(&list[name.clone()])) || told > said + 6 {
            return false;
        }
        let list = Span::at(span.start, 0..list.len());
        fields.responsible.extend(self.units(list, rules::UNIT_LATER));
        if fields.limits.is_empty() {
            fields.limits.extend(self.limits(Span { start: list.end, end: span.end }, Place::Cell));
        }
        true
    }

    /// Takes the duties of `span` where it says nothing but duties and limits.
    fn bare(&self, span: Span, fields: &mut Fields) -> bool {
        let whole = span.of(self.folded);
        // …配合（10月底前）: the limit in its bracket is no part of the duties.
        let words = match whole.trim_end_matches(['。', '；']).strip_suffix(['）', ')']) {
            Some(inner) => whole[..inner.rfind(['（', '(']).unwrap_or(0)].trim_end(),
            None => whole,
        };
        let bracket = Span { start: span.start + words.len(), end: span.end };
        let dated = !limits::scan(bracket.of(self.folded), self.clock, Place::Cell).is_empty();
        let words = if dated && !words.is_empty() { words } else { whole };
        let span = Span::at(span.start, 0..words.len());
        let after = if words.len() < whole.len() { self.limits(bracket, Place::Cell) } else { Vec::new() };
        if words.chars().count() > if words.is_ascii() { 240 } else { 120 }
            || words.starts_with('由')
            || !text_is_duty(words)
        {
            return false;
        }
        let duties = duty::prose(words, self.index);
        if !duties.stated || (duties.lead.is_empty() && duties.cooperating.is_empty()) {
            return false;
        }
        let limits = self.limits(span, Place::Cell);
        let known = |at: usize| {
            duties.cut.iter().any(|cut| cut.contains(&at))
                || limits.iter().any(|limit| (limit.span.start..limit.span.end).contains(&(span.start + at)))
        };
        if !words.chars().any(super::text::is_han) {
            if !spoken_duty(words, &known_units(&duties), &limits, span.start) {
                return false;
            }
            self.take_duties(span.start, duties, fields);
            fields.limits.extend(limits.into_iter().chain(after));
            return true;
        }
        let rest: String = words
            .char_indices()
            .filter(|(at, c)| c.is_alphanumeric() && !known(*at))
            .map(|(_, c)| c)
            .collect();
        if !["", "完成", "前完成", "前", "按职责分工负责", "办结", "落实"].contains(&rest.as_str())
        {
            return false;
        }
        self.take_duties(span.start, duties, fields);
        fields.limits.extend(limits.into_iter().chain(after));
        true
    }

    /// Clauses at the end of `span` that say by when and nothing else (，确保6月15日前完工), behind clauses of duty that are
    /// `cut` already.
    pub fn bare_limits(&self, span: Span, cut: &[Span]) -> Vec<Span> {
        let text = span.of(self.folded);
        let (mut found, mut waiting) = (Vec::new(), Vec::new());
        let mut end = text.trim_end_matches(['。', '；', ';', '.', ' ']).len();
        while let Some(mark) = text[..end].rfind(['，', ',', '；', '。']) {
            let clause = Span::at(span.start, mark..end);
            // A sentence of its own says it of the whole item.
            if text[mark..].starts_with('。') && self.only_limit(clause) {
                found.push(clause);
                end = mark;
                continue;
            }
            if cut.iter().any(|cut| cut.overlap(clause) * 10 >= clause.len() * 7) {
                found.append(&mut waiting);
            } else if self.only_limit(clause) {
                waiting.push(clause);
            } else {
                break;
            }
            end = mark;
        }
        found
    }

    fn only_limit(&self, span: Span) -> bool {
        let words = span.of(self.folded);
        let hits = limits::scan(words, self.clock, Place::Cell);
        let mut rest: String = words
            .char_indices()
            .filter(|(at, c)| c.is_alphanumeric() && !hits.iter().any(|hit| hit.range.contains(at)))
            .map(|(_, c)| c)
            .collect();
        for word in [
            "落实到位",
            "整改到位",
            "务必",
            "确保",
            "力争",
            "全部",
            "完成",
            "完工",
            "办结",
            "到位",
            "落实",
            "建成",
            "竣工",
            "整改",
            "tobecompleted",
            "completed",
            "complete",
            "前",
            "须",
            "要",
            "于",
            "在",
            "并",
            "起",
        ] {
            rest = rest.replacen(word, "", 1);
        }
        !hits.is_empty() && rest.is_empty()
    }
}

/// The ranges of the units of duties.
fn known_units(duties: &duty::Duties) -> Vec<Range<usize>> {
    duties.lead.iter().chain(&duties.cooperating).map(|(range, _)| range.clone()).collect()
}

/// True when English `words` are nothing but units, limits and the words that join them.
fn spoken_duty(words: &str, units: &[Range<usize>], limits: &[Found<TimeLimit>], base: usize) -> bool {
    const JOINTS: &[&str] = &[
        "led",
        "by",
        "supported",
        "with",
        "the",
        "and",
        "in",
        "cooperation",
        "together",
        "jointly",
        "support",
        "of",
        "from",
        "before",
        "end",
        "lead",
        "on",
        "be",
        "to",
        "completed",
        "coordination",
        "will",
        "shall",
        "leads",
        "partnership",
        "assisted",
    ];
    let mut at = 0;
    words.split(|c: char| !c.is_alphanumeric()).all(|word| {
        let start = at;
        at += word.len();
        at += words[at..].chars().next().map_or(0, char::len_utf8);
        let told = units.iter().any(|unit| unit.contains(&start))
            || limits.iter().any(|limit| (limit.span.start..limit.span.end).contains(&(base + start)));
        word.is_empty() || told || JOINTS.contains(&word.to_ascii_lowercase().as_str())
    })
}

/// True where a word of duty stands, so that most texts are passed over at once.
fn text_is_duty(text: &str) -> bool {
    [
        "牵头",
        "负责",
        "主办",
        "承办",
        "配合",
        "协办",
        "督办",
        "参加",
        "参与",
        "led by ",
        "Led by ",
        "upported by ",
        " will lead",
        " shall lead",
        " to lead",
        " leads",
    ]
    .iter()
    .any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::super::limits::Clock;
    use super::super::units::UnitIndex;
    use super::*;

    /// What is left of a text when its duties are cut, and whom they name.
    fn read(text: &str) -> (String, String) {
        let index = UnitIndex::default();
        let reader = Reader { text, folded: text, index: &index, clock: Clock::default() };
        let span = Span { start: 0, end: text.len() };
        let fields = reader.fields(span);
        let units: Vec<&str> = fields
            .lead
            .iter()
            .chain(&fields.responsible)
            .chain(&fields.cooperating)
            .map(|unit| unit.name.as_str())
            .collect();
        (super::super::statement::without(text, span, &fields.cut), units.join("、"))
    }

    #[test]
    fn duties_at_the_end_and_at_the_head() {
        for (text, rest, units) in [
            ("评选示范村30个。——县司法局、县民政局（年底前）", "评选示范村30个。", "县司法局、县民政局"),
            (
                "建设服务站18个。——县司法局牵头，县财政局配合（10月底前）",
                "建设服务站18个。",
                "县司法局、县财政局",
            ),
            ("县水利局：完成27座水库安全鉴定", "完成27座水库安全鉴定", "县水利局"),
            ("联系单位：请于月底前反馈意见", "联系单位：请于月底前反馈意见", ""),
            (
                "Dredge the creek. The Water Bureau will lead, with support from the Transport Bureau, by 15 May 2026.",
                "Dredge the creek.",
                "Water Bureau、Transport Bureau",
            ),
        ] {
            assert_eq!(read(text), (rest.to_owned(), units.to_owned()), "{text}");
        }
    }

    #[test]
    fn clauses_that_only_say_by_when() {
        for (text, kept) in [
            ("疏浚管渠，由区水务局牵头，2026年5月底前完成", "疏浚管渠"),
            ("疏浚管渠，由区水务局牵头，5月底前完成方案编制", "疏浚管渠，5月底前完成方案编制"),
            ("清理卫生死角200处，3月15日前完成", "清理卫生死角200处，3月15日前完成"),
        ] {
            let index = UnitIndex::default();
            let clock = Clock { year: Some(2026), ..Clock::default() };
            let reader = Reader { text, folded: text, index: &index, clock };
            let span = Span { start: 0, end: text.len() };
            let mut fields = Fields::default();
            reader.told(span, &mut fields);
            let mut cut = fields.cut.clone();
            cut.extend(reader.bare_limits(span, &fields.cut));
            assert_eq!(super::super::statement::without(text, span, &cut), kept, "{text}");
        }
    }
}
