//! Who is to do it, in running text: 由××牵头，××配合; “the Office shall, together with …”.

mod en;

use std::ops::Range;

use super::lexicon::{Kind, ZH};
use super::limits;
use super::rules;
use super::text::{is_chinese, is_han, trim};
use super::types::RuleId;
use super::units::{UnitIndex, is_collective, looks_like_unit, split_list};

/// Units found in running text, with the rule that took each.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Duties {
    /// In the order of duty: the first leads.
    pub lead: Vec<(Range<usize>, RuleId)>,
    /// Those that cooperate.
    pub cooperating: Vec<(Range<usize>, RuleId)>,
    /// A person who leads: 由常务副市长××牵头.
    pub leader: Option<Range<usize>>,
    /// Words that only name the duty (由××牵头，××配合，), to be left out of the statement.
    pub cut: Vec<Range<usize>>,
    /// True when a word of duty (牵头, 负责, 配合) was read, not a mere subject.
    pub stated: bool,
}

/// Finds the duties in a sentence (folded).
pub fn prose(text: &str, index: &UnitIndex) -> Duties {
    let mut duties = Duties::default();
    if is_chinese(text) {
        chinese(text, index, &mut duties);
    } else {
        en::english(text, index, &mut duties);
    }
    duties
}

/// What may stand before the units of a clause.
const LEADS_IN: &[&str] = &[
    "由",
    "请",
    "责成",
    "要求",
    "会议要求",
    "会议明确",
    "会议决定",
    "会议议定",
    "会议同意",
    "会议强调",
    "同时",
    "并由",
    "其中",
    "具体由",
    "统一由",
    "原则上由",
    "同意由",
    "明确由",
    "下一步由",
    "下一步",
    "一是",
    "二是",
    "三是",
    "四是",
    "五是",
    "并",
    "同意",
    "决定由",
    "继续由",
    "责任单位为",
    "是",
];
/// What may stand between the units and the word of duty.
const ADVERBS: &[&str] = &[
    "按照职责分工",
    "按职责分工",
    "按照各自职责",
    "按各自职责",
    "根据职责分工",
    "依据职责分工",
    "依职责",
    "按职责",
    "结合职责",
    "按照分工",
    "按分工",
    "分工",
    "分别",
    "具体",
    "共同",
    "联合",
    "积极",
    "密切",
    "全力",
    "主动",
    "协同",
    "协助",
    "做好",
    "予以",
    "给予",
    "各自",
    "统一",
    "总",
    "要",
    "应",
    "须",
    "应当",
    "必须",
    "组织",
    "负责",
    "全程",
    "依法",
    "同步",
];

fn chinese(text: &str, index: &UnitIndex, duties: &mut Duties) {
    let mut before: Option<Range<usize>> = None;
    for mut clause in clauses(text) {
        // 县农业农村局、县财政局，各乡镇负责: a clause of nothing but units goes with the one behind it.
        let ends = |word: &&str| text[clause.clone()].ends_with(*word);
        if ["负责", "承办", "落实"].iter().any(ends)
            && let Some(listed) = before.take().filter(|listed| units_only(&text[listed.clone()], index))
        {
            clause.start = listed.start;
        }
        before = Some(clause.clone());
        let words = &text[clause.clone()];
        if words.starts_with("其中") && !words.starts_with("其中由") {
            // 其中，大型泵站由…负责: the duty of a part is not that of the whole.
            break;
        }
        if given(text, clause.clone(), index, duties) {
            continue;
        }
        // 各牵头单位要…: a word of duty inside the name of a role gives none.
        let told = |word: &str| {
            let named = |at: &usize| {
                ["单位", "部门", "领导", "科室", "处室"]
                    .iter()
                    .any(|body| words[at + word.len()..].starts_with(body))
            };
            words.match_indices(word).map(|(at, _)| at).find(|at| !named(at))
        };
        if let Some(at) = told("牵头").or_else(|| told("主办")).filter(|at| *at > 0) {
            let left = clause.start..clause.start + at;
            let (units, by) = units_before(text, left.clone(), index);
            if units.is_empty() {
                duties.leader = duties.leader.take().or_else(|| leader(text, left));
                duties.stated |= duties.leader.is_some();
                continue;
            }
            push(&mut duties.lead, units, rules::UNIT_LEAD);
            duties.stated = true;
            let after = clause.start + at + "牵头".len();
            together(text, after..clause.end, index, duties);
            cut_if_bare(text, by..clause.end, after, duties);
        } else if duties.stated && ["会同", "联合"].iter().any(|word| words.starts_with(word)) {
            let known = duties.cooperating.len();
            together(text, clause.clone(), index, duties);
            if let Some((last, _)) = duties.cooperating[known..].last() {
                cut_if_bare(text, clause.clone(), last.end, duties);
            }
        } else if let Some(at) = words
            .rfind("配合")
            .or_else(|| {
                ["协办", "参与", "参加", "会办", "协助", "支持", "协同"]
                    .iter()
                    .find_map(|word| words.rfind(word))
            })
            .filter(|at| *at > 0)
        {
            let (units, by) = units_before(text, clause.start..clause.start + at, index);
            if !units.is_empty() && (duties.stated || words[at..].chars().count() <= 4) {
                push(&mut duties.cooperating, units, rules::UNIT_COOPERATING);
                cut_if_bare(text, by..clause.end, clause.start + at + "配合".len(), duties);
            } else {
                subject(text, clause, index, duties);
            }
        } else if let Some((at, word)) = ["负责", "承办", "组织实施", "抓好落实", "督办"]
            .iter()
            .find_map(|w| words.find(w).map(|at| (at, *w)))
            .or_else(|| carried_out(words).filter(|_| duties.stated))
        {
            let (units, by) = units_before(text, clause.start..clause.start + at, index);
            let mut units = units.into_iter();
            if let Some(first) = units.next() {
                let rule = if units.len() > 0 { rules::UNIT_FIRST } else { rules::UNIT_LEAD };
                let into = if duties.lead.is_empty() { &mut duties.lead } else { &mut duties.cooperating };
                into.push((first, rule));
                push(&mut duties.cooperating, units.collect(), rules::UNIT_LATER);
                duties.stated = true;
                cut_if_bare(text, by..clause.end, clause.start + at + word.len(), duties);
            } else {
                subject(text, clause, index, duties);
            }
        } else {
            subject(text, clause, index, duties);
        }
    }
}

/// A clause of names of units and nothing else.
fn units_only(words: &str, index: &UnitIndex) -> bool {
    let names = split_list(words, index);
    let unit = |name: &str| index.lookup(name).is_some() || looks_like_unit(name) || is_collective(name);
    let bytes: usize = names.iter().map(|name| name.len()).sum();
    words.chars().count() <= 60
        && bytes * 10 >= words.trim().len() * 8
        && !names.is_empty()
        && names.iter().all(|name| unit(&words[name.clone()]))
}

/// …，各街道具体落实: behind a duty, who carries it out: where the word for that begins, and the word.
fn carried_out(words: &str) -> Option<(usize, &'static str)> {
    let ends = |word: &&&'static str| words.ends_with(**word);
    let word = ["落实", "实施", "承担", "办理"].iter().find(ends)?;
    Some((words.len() - word.len(), *word)).filter(|(at, _)| *at > 0)
}

/// 由各社区具体落实, 由应急科会同派出所: a clause that gives a task to units and says nothing else.
fn given(text: &str, clause: Range<usize>, index: &UnitIndex, duties: &mut Duties) -> bool {
    let number = text[clause.clone()].len() - super::numbering::strip(&text[clause.clone()]).len();
    let clause = clause.start + number..clause.end;
    let words = &text[clause.clone()];
    let Some(rest) = words.strip_prefix('由').filter(|_| duties.lead.is_empty()) else { return false };
    let mut list = rest;
    for word in ["组织实施", "抓好落实", "具体落实", "落实", "实施", "办理", "承担", "完成", "推进", "跟进"]
    {
        if let Some(left) = list.strip_suffix(word) {
            list = left;
            break;
        }
    }
    while let Some(word) = ADVERBS.iter().find(|word| list.ends_with(**word)) {
        list = &list[..list.len() - word.len()];
    }
    let start = clause.start + '由'.len_utf8();
    let names = split_list(list, index);
    let known = |name: &str| index.lookup(name).is_some() || looks_like_unit(name) || is_collective(name);
    if names.is_empty() || !names.iter().all(|name| known(&list[name.clone()])) {
        return false;
    }
    let mut names = names.into_iter().map(|name| start + name.start..start + name.end);
    if let Some(first) = names.next() {
        duties.lead.push((first, rules::UNIT_LEAD));
    }
    push(&mut duties.cooperating, names.collect(), rules::UNIT_TOGETHER);
    duties.stated = true;
    duties.cut.push(clause);
    true
}

/// Units that a sentence names as helping, when it says nothing else: 区财政局配合。, “The Water Bureau shall assist.”
pub fn help(text: &str, index: &UnitIndex) -> Option<Vec<(Range<usize>, RuleId)>> {
    let end = text.trim_end_matches(['。', '；', ';', '.', ' ']).len();
    if end > 200 {
        return None;
    }
    let duties = if is_chinese(text) {
        let said = ["配合", "协助", "协办"].iter().any(|word| text[..end].ends_with(word));
        let duties = if said { prose(&text[..end], index) } else { Duties::default() };
        let whole: usize = duties.cut.iter().map(Range::len).sum();
        if whole + 3 < end { Duties::default() } else { duties }
    } else {
        let verbs = ["assist", "support", "cooperate", "help", "provide support"];
        let verb =
            verbs.iter().find_map(|verb| text[..end].to_ascii_lowercase().strip_suffix(verb).map(str::len));
        let modal = verb.and_then(|verb| {
            let words = text[..verb].trim_end();
            ["shall", "will", "must", "should", "is to", "are to"]
                .iter()
                .find_map(|modal| words.strip_suffix(modal))
        });
        let mut duties = Duties::default();
        if let Some(subject) = modal {
            en::take_subject(text, trim(text, 0..subject.len()), index, &mut duties);
            duties
                .cooperating
                .splice(0..0, duties.lead.drain(..).map(|(range, _)| (range, rules::UNIT_COOPERATING)));
        }
        duties
    };
    (duties.lead.is_empty() && !duties.cooperating.is_empty()).then_some(duties.cooperating)
}

fn push(list: &mut Vec<(Range<usize>, RuleId)>, units: Vec<Range<usize>>, rule: RuleId) {
    list.extend(units.into_iter().map(|range| (range, rule)));
}

/// Clauses between commas, colons and brackets; a bracket right after a unit's name stays in its clause.
fn clauses(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        // 区住建局牵头、各街道配合
        let told =
            c == '、' && ["牵头", "主办", "负责", "承办"].iter().any(|word| text[..at].ends_with(word));
        if told || matches!(c, '，' | ',' | '；' | ';' | '。' | '：' | ':' | '\n' | '！' | '!') {
            found.push(start..at);
            start = at + c.len_utf8();
        }
    }
    found.push(start..text.len());
    found.into_iter().map(|range| trim(text, range)).filter(|range| !range.is_empty()).collect()
}

/// The units that fill `range` up to a word of duty, and where the words for them begin.
fn units_before(text: &str, range: Range<usize>, index: &UnitIndex) -> (Vec<Range<usize>>, usize) {
    let mut range = trim(text, range);
    let mut by = range.start;
    if let Some(at) = text[range.clone()].rfind('由') {
        by = range.start + at;
        range.start = by + '由'.len_utf8();
    } else {
        // 1. 请市财政局牵头
        range.start = range.end - super::numbering::strip(&text[range.clone()]).len();
        loop {
            let rest = &text[range.clone()];
            let rest = rest.trim_start_matches(['（', '(', '【', '〔', '［', '“', ' ']);
            range.start = range.end - rest.len();
            let Some(word) = LEADS_IN.iter().find(|word| rest.starts_with(**word)) else { break };
            range.start += word.len();
        }
    }
    range.start = range.end - super::numbering::strip(&text[range.clone()]).len();
    while let Some(word) = ADVERBS.iter().find(|word| text[range.clone()].ends_with(**word)) {
        range.end -= word.len();
    }
    let range = trim(text, range);
    let names = split_list(&text[range.clone()], index);
    let known = |name: &str| index.lookup(name).is_some() || looks_like_unit(name) || is_collective(name);
    // One name of an unknown kind does not undo a list of known ones.
    let unknown = names
        .iter()
        .map(|name| &text[range.start + name.start..range.start + name.end])
        .filter(|name| !known(name))
        .collect::<Vec<_>>();
    let plausible = |name: &&&str| (3..=12).contains(&name.chars().count()) && name.chars().all(is_han);
    if names.is_empty() || unknown.len() * 3 > names.len() || !unknown.iter().all(|name| plausible(&name)) {
        return (Vec::new(), by);
    }
    let shift = |name: Range<usize>| range.start + name.start..range.start + name.end;
    (names.into_iter().map(shift).collect(), by)
}

/// 由常务副市长××同志牵头: a person.
fn leader(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let words = &text[range.clone()];
    let at = words.rfind('由')? + '由'.len_utf8();
    let name = words[at..].trim();
    let titled = ["长", "书记", "主任", "同志", "常委", "秘书长"].iter().any(|title| name.contains(title));
    (titled && name.chars().count() <= 20).then(|| trim(text, range.start + at..range.end))
}

/// 会同××: units that help.
fn together(text: &str, range: Range<usize>, index: &UnitIndex, duties: &mut Duties) {
    let words = &text[range.clone()];
    let Some((at, word)) = ["会同", "联合", "协同"].iter().find_map(|w| words.find(w).map(|at| (at, *w)))
    else {
        return;
    };
    let start = range.start + at + word.len();
    let units = leading_units(text, start..range.end, index);
    if !units.is_empty() {
        push(&mut duties.cooperating, units, rules::UNIT_TOGETHER);
        duties.stated = true;
    }
}

/// The units at the beginning of `range`, as far as they are units.
fn leading_units(text: &str, range: Range<usize>, index: &UnitIndex) -> Vec<Range<usize>> {
    let words = &text[range.clone()];
    let marks = ZH.marks(words);
    // The list ends at 等, or at a word of obligation or act after which no unit name is cut.
    let mut ends: Vec<usize> = marks
        .iter()
        .filter(|mark| matches!(mark.kind, Kind::Modal | Kind::Duty | Kind::Act | Kind::Urge | Kind::Soft))
        .map(|mark| mark.range.start)
        .filter(|at| *at > 0)
        .collect();
    ends.extend(["等", "于", "在", "对", "按", "就"].iter().filter_map(|word| words.find(word)));
    ends.push(words.len());
    ends.sort_unstable();
    let known = |name: &str| index.lookup(name).is_some() || looks_like_unit(name) || is_collective(name);
    for end in ends {
        let list = &words[..end];
        let closed = list.ends_with(['、', '，', '和']);
        let names = split_list(list, index);
        let last_whole = names.last().is_some_and(|last| known(&list[last.clone()]));
        if !closed && last_whole && names.iter().all(|name| known(&list[name.clone()])) {
            return names.into_iter().map(|name| range.start + name.start..range.start + name.end).collect();
        }
    }
    Vec::new()
}

/// 市发展改革委要…, 各部门必须…, 市财政局会同市审计局制定…: the subject of the clause.
fn subject(text: &str, clause: Range<usize>, index: &UnitIndex, duties: &mut Duties) {
    if !duties.lead.is_empty() {
        return;
    }
    let mut start = clause.start;
    while let Some(word) = LEADS_IN.iter().find(|word| text[start..clause.end].starts_with(**word)) {
        start += word.len();
    }
    let words = &text[start..clause.end];
    let mut words = super::statement::opening(words);
    while let Some(word) = LEADS_IN.iter().find(|word| words.starts_with(**word)) {
        words = &words[word.len()..];
    }
    let start = clause.end - words.len();
    let marks = ZH.marks(words);
    let known = |name: &str| index.lookup(name).is_some() || looks_like_unit(name) || is_collective(name);
    for mark in &marks {
        if !matches!(mark.kind, Kind::Modal | Kind::Urge | Kind::Act | Kind::Duty | Kind::Soft | Kind::Mind)
            || mark.range.start == 0
        {
            continue;
        }
        let mut list = &words[..mark.range.start];
        for word in
            ["主动", "分别", "共同", "均", "都", "也", "还", "具体", "统一", "按职责", "牵头", "进行", "予以"]
        {
            list = list.strip_suffix(word).unwrap_or(list);
        }
        // 对违规企业一律停产: what the act is done to.
        if ["对", "向", "将", "把", "为", "针对", "围绕"].iter().any(|word| list.starts_with(word)) {
            continue;
        }
        let list = before_adverbial(list, &known);
        let names = split_list(list, index);
        let whole = !names.is_empty()
            && names.iter().all(|name| known(&list[name.clone()]))
            && !list.ends_with(['、', '和']);
        // A place before an act is not the actor (园区建设), unless it is a known unit.
        let place = |name: &str| {
            name.ends_with(['区', '县', '镇', '乡', '市', '街'])
                || name.ends_with("园区")
                || name.ends_with("企业")
        };
        let weak = mark.kind == Kind::Act
            && names.iter().any(|name| {
                place(&list[name.clone()])
                    && index.lookup(&list[name.clone()]).is_none()
                    && !is_collective(&list[name.clone()])
            });
        if whole && !weak {
            let mut names = names.into_iter().map(|name| start + name.start..start + name.end);
            if let Some(first) = names.next() {
                duties.lead.push((first, rules::UNIT_SUBJECT));
                push(&mut duties.cooperating, names.collect(), rules::UNIT_LATER);
            }
            together(text, start + mark.range.start..clause.end, index, duties);
            return;
        }
        if mark.kind == Kind::Modal {
            return;
        }
    }
}

/// 各街道每月25日前向区防汛办(报送): the names before the time, the addressee or the manner of the act.
fn before_adverbial<'a>(list: &'a str, known: &dyn Fn(&str) -> bool) -> &'a str {
    let dates = limits::scan(list, limits::Clock::default(), limits::Place::Cell);
    if known(list) && !list.contains('向') && dates.is_empty() {
        return list;
    }
    let dates = dates.iter().map(|hit| hit.range.start);
    let words = [
        "于", "在", "向", "按", "每", "会同", "结合", "从", "利用", "通过", "依托", "将", "把", "对", "就",
        "根据", "依据", "参照",
    ];
    let words = words.iter().filter_map(|word| list.find(word));
    let mut ends: Vec<usize> = dates.chain(words).filter(|at| *at > 0).collect();
    ends.sort_unstable();
    let last = |names: &str| {
        let name = names.rsplit(['、', '，', '和', '及']).next().unwrap_or(names);
        known(name)
    };
    ends.into_iter().map(|at| &list[..at]).find(|names| last(names)).unwrap_or(list)
}

/// A clause that says nothing but the duty is left out of the statement.
fn cut_if_bare(text: &str, whole: Range<usize>, after: usize, duties: &mut Duties) {
    let tail = text[after..whole.end].trim_matches(|c: char| !c.is_alphanumeric());
    if tail.is_empty()
        || [
            "负责", "组织", "落实", "办理", "实施", "推进", "工作", "督导", "监督", "协调", "统筹", "调度",
            "督办",
        ]
        .contains(&tail)
    {
        duties.cut.push(whole);
    } else if text[whole.start..].starts_with('由') {
        // 由市发展改革委牵头制定方案: the statement begins after 牵头.
        duties.cut.push(whole.start..after);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_leads_and_who_helps() {
        let index = UnitIndex::default();
        for (text, lead, cooperating) in [
            ("各街道每月25日前向区防汛办报送值守情况", "各街道", ""),
            ("各乡镇每月28日前将整治进度报送县农业农村局", "各乡镇", ""),
            ("区政府督查室每季度通报一次进展", "区政府督查室", ""),
            ("改造积水点17处，由区住建局负责，会同区交通局、区城管局推进", "区住建局", "区交通局、区城管局"),
            ("1.县教体局牵头，县自然资源局配合", "县教体局", "县自然资源局"),
            ("更新泵站64座，其中，大型泵站由市工程中心负责", "", ""),
            (
                "The Water Bureau will lead, with support from the Finance Bureau and the Grain Company.",
                "Water Bureau",
                "Finance Bureau、Grain Company",
            ),
            ("The meeting decided that the Education Bureau shall submit the plan.", "Education Bureau", ""),
        ] {
            let duties = prose(text, &index);
            let names = |list: &[(Range<usize>, RuleId)]| {
                list.iter().map(|(range, _)| &text[range.clone()]).collect::<Vec<_>>().join("、")
            };
            assert_eq!(
                (names(&duties.lead), names(&duties.cooperating)),
                (lead.into(), cooperating.into()),
                "{text}"
            );
        }
    }
}
