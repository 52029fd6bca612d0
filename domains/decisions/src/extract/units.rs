//! Units: recognising their names as documents write them, in full, shortened or abbreviated.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use qipan_kernel::Id;
use serde::{Deserialize, Serialize};

pub use super::lists::split_list;
use super::text::{fold, is_han};

/// A unit and the names it goes by, in any language.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UnitName {
    /// The unit.
    pub id: Id,
    /// Full name, short names, aliases.
    pub names: Vec<String>,
}

/// Known units, ready to be looked up.
#[derive(Debug, Default)]
pub struct UnitIndex {
    exact: HashMap<String, Option<Id>>,
    /// By the first character of the core, which abbreviations keep.
    keys: HashMap<char, Vec<(Key, Id)>>,
    automaton: Option<AhoCorasick>,
    owners: Vec<Id>,
    /// The characters that Chinese names and their cores end with.
    ends: HashSet<char>,
}

/// A Chinese unit name taken apart: whose level, what about, what kind of body.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Key {
    /// 省, 市, 区, 县…: the level that the prefix names.
    level: Option<char>,
    core: String,
    body: &'static str,
}

/// Endings of unit names and the short ending they are compared by.
#[rustfmt::skip]
const BODIES: &[(&str, &str)] = &[
    ("管理委员会", "管委"),
    ("管委会", "管委"),
    ("管委", "管委"),
    ("委员会办公室", "委办"),
    ("委员会", "委"),
    ("街道办事处", "街道"),
    ("街道办", "街道"),
    ("街道", "街道"),
    ("镇人民政府", "镇"),
    ("镇政府", "镇"),
    ("镇", "镇"),
    ("乡人民政府", "乡"),
    ("乡政府", "乡"),
    ("乡", "乡"),
    ("人民政府办公室", "政府办"),
    ("政府办公室", "政府办"),
    ("政府办", "政府办"),
    ("人民政府", "政府"),
    ("政府", "政府"),
    ("办公室", "办"),
    ("办公厅", "办"),
    ("集团有限责任公司", "集团"),
    ("集团股份有限公司", "集团"),
    ("集团有限公司", "集团"),
    ("集团公司", "集团"),
    ("集团", "集团"),
    ("股份有限公司", "公司"),
    ("有限责任公司", "公司"),
    ("有限公司", "公司"),
    ("公司", "公司"),
    ("公安分局", "公安局"),
    ("公安局", "公安局"),
    ("分局", "分局"),
    ("局", "局"),
    ("委", "委"),
    ("办", "办"),
    ("部", "部"),
    ("厅", "厅"),
    ("中心", "中心"),
];

/// Endings that make a piece of running text look like a unit.
#[rustfmt::skip]
const ENDINGS: &[&str] = &[
    "局", "委", "办", "厅", "部", "院", "中心", "公司", "集团", "街道", "镇", "乡", "区", "县", "旗", "市", "政府", "管委会", "委员会", "办公室",
    "办事处", "专班", "工作组", "领导小组", "小组", "指挥部", "协会", "联合会", "总队", "支队", "大队", "部门", "单位", "学校", "银行", "学院",
    "大学", "医院", "法院", "检察院", "海关", "总工会", "工会", "团委", "妇联", "残联", "科协", "文联", "侨联", "社科联", "歌舞团", "剧团", "艺术团", "文工团", "乐团", "红十字会", "工商联", "开发区", "功能区", "镇街", "街镇", "乡镇",
    "园区", "企业", "机构", "办公厅", "管委", "联社", "供电所", "监管所", "派出所", "服务站", "研究所", "研究院", "平台公司", "税务所", "村委会",
    "居委会", "社区", "支行", "分行", "商行", "供销社", "管理站", "工作站", "监测站", "总站", "服务所", "管理所", "林业站", "卫生站", "博物馆", "图书馆",
    "文化馆", "档案馆", "电视台", "报社", "党校", "督查室", "研究室", "政研室", "综合室", "监察室", "法制室", "机要室", "调研室", "中学", "小学", "幼儿园", "商会", "学会", "研究会", "基金会", "执法队", "总工会", "供电", "电信", "气象台", "牵头部门", "合作社", "署", "党工委", "党委", "纪委", "科室", "科", "股", "处", "所",
];
/// Endings that only look like one.
#[rustfmt::skip]
const FALSE_ENDINGS: &[&str] = &["城乡", "全部", "内部", "干部", "局部", "大部", "外部", "到处", "多处", "各处", "处处", "布局", "格局", "全局", "大局",
    "结局", "开局", "主办", "承办", "协办", "交办", "督办", "领办", "举办", "创办", "筹办", "经办", "兴办", "停办", "查办", "催办", "未办", "应办",
    "新区建设", "城镇", "村镇", "城市", "示范区", "全市", "全区", "全县", "城区", "地区", "灾区", "老旧小区", "小区", "校区", "景区",
    "片区", "社区", "县区", "市区", "山区", "库区", "街区", "常委", "政委", "部署", "签署", "联署", "区县", "各市", "超市", "上市", "都市", "科技", "理科", "坚守", "场所", "住所", "厕所", "处所", "居所", "寓所",
    "会所", "哨所", "诊所", "有所", "无所", "之所", "公所"];

/// Words of time that no name holds: 各街道每月25日前向区防汛办….
const TIMES: &[&str] =
    &["每月", "每季", "每周", "每年", "每半年", "日前", "月底", "年底", "月末", "月份", "季度", "工作日"];

/// Words that make a name a collective.
#[rustfmt::skip]
const COLLECTIVE: &[&str] = &["各", "有关部门", "有关单位", "相关部门", "相关单位", "其他部门", "其他单位", "所有部门", "全体", "成员单位", "责任单位", "牵头单位",
    "牵头部门", "责任部门", "主管部门", "行业部门", "职能部门", "属地政府", "市级部门", "区级部门", "县级部门", "市直部门", "区直部门", "县直部门"];

/// The heads of English unit names.
#[rustfmt::skip]
const HEADS: &[&str] = &[
    "committee", "committees", "office", "offices", "bureau", "bureaus", "bureaux", "commission", "commissions",
    "department", "departments", "government", "governments", "unit", "units", "center", "centre", "group", "groups",
    "company", "companies", "corporation", "district", "districts", "street", "streets", "town", "towns", "authority",
    "administration", "agency", "agencies", "council", "county", "counties", "enterprises", "leaders", "station", "zone",
    "subdistrict", "subdistricts", "township", "townships", "headquarters", "institute", "university", "hospital", "team",
    "brigade", "court", "procuratorate", "federation", "association", "bank", "task force", "zones", "owners",
];

impl UnitIndex {
    /// An index of the given units. A name that two units share matches neither by itself.
    pub fn new(units: Vec<UnitName>) -> UnitIndex {
        let mut index = UnitIndex::default();
        index.ends.extend(BODIES.iter().filter_map(|(ending, _)| ending.chars().next_back()));
        let mut words = Vec::new();
        for unit in &units {
            for name in &unit.names {
                let plain = plain(name);
                if plain.is_empty() {
                    continue;
                }
                if plain.chars().any(is_han) {
                    let key = key(&plain);
                    index
                        .ends
                        .extend(plain.chars().next_back().into_iter().chain(key.core.chars().next_back()));
                    if let Some(first) = key.core.chars().next() {
                        index.keys.entry(first).or_default().push((key, unit.id));
                    }
                }
                words.push(fold(name.trim()));
                index.owners.push(unit.id);
                index
                    .exact
                    .entry(plain)
                    .and_modify(|known| *known = known.filter(|id| *id == unit.id))
                    .or_insert(Some(unit.id));
            }
        }
        index.automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .ascii_case_insensitive(true)
            .build(&words)
            .ok();
        index
    }

    /// The unit that `name` means: exactly, by its main part before a bracket, or as an abbreviation of one unit only.
    pub fn lookup(&self, name: &str) -> Option<Id> {
        let whole = plain(name);
        if let Some(found) = self.exact.get(&whole) {
            return *found;
        }
        if let Some(at) = name.find(['（', '(']) {
            let inner = name[at..].trim_start_matches(['（', '(']).trim_end_matches(['）', ')']);
            return self.lookup(&name[..at]).or_else(|| self.lookup(inner));
        }
        if !whole.chars().any(is_han) {
            return None;
        }
        let wanted = key(&whole);
        let first = wanted.core.chars().next()?;
        let mut found: Vec<(usize, Id)> = self
            .keys
            .get(&first)?
            .iter()
            .filter(|(known, _)| same_unit(&wanted, known))
            .map(|(known, id)| (known.core.chars().count().abs_diff(wanted.core.chars().count()), *id))
            .collect();
        found.sort_by_key(|(distance, _)| *distance);
        let (best, id) = *found.first()?;
        found.iter().all(|(distance, other)| *other == id || *distance > best).then_some(id)
    }

    /// False where no known name, whole or abbreviated, ends like `text` (folded): most of running text.
    pub(super) fn may_end(&self, text: &str) -> bool {
        text.chars().next_back().is_some_and(|last| !is_han(last) || self.ends.contains(&last))
    }

    /// Known names in running text, longest first at each place.
    pub fn find_in(&self, text: &str) -> Vec<(Range<usize>, Id)> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let bytes = text.as_bytes();
        let cut = |at: usize| {
            at > 0
                && at < bytes.len()
                && bytes[at - 1].is_ascii_alphanumeric()
                && bytes[at].is_ascii_alphanumeric()
        };
        automaton
            .find_iter(text)
            .filter(|found| !cut(found.start()) && !cut(found.end()))
            .map(|found| (found.range(), self.owners[found.pattern().as_usize()]))
            .collect()
    }
}

/// A name as it is compared: folded, lower case, without spaces (Chinese) or filler words (English).
fn plain(name: &str) -> String {
    let folded = fold(name.trim());
    if folded.chars().any(is_han) {
        return folded
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '“' | '”' | '"' | '*' | '★'))
            .collect();
    }
    let mut words: Vec<String> = folded
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !matches!(*word, "the" | "of" | "and" | "municipal" | "for" | "s"))
        .map(str::to_owned)
        .collect();
    // “Commission of Development and Reform” and “Development and Reform Commission” are one.
    words.sort();
    words.join(" ")
}

/// True when the level of two names may be the same, the body is, and one core abbreviates the other.
fn same_unit(a: &Key, b: &Key) -> bool {
    if a.level.is_some() && b.level.is_some() && a.level != b.level {
        return false;
    }
    if a.core == b.core {
        // 东丽区 = 东丽区政府: a place stands for its government.
        let place = |body: &str| matches!(body, "" | "政府" | "镇" | "街道" | "乡");
        return a.body == b.body
            || (place(a.body) && place(b.body) && (a.body.is_empty() || b.body.is_empty()));
    }
    a.body == b.body && !a.body.is_empty() && (abbreviates(&a.core, &b.core) || abbreviates(&b.core, &a.core))
}

/// 发改 abbreviates 发展和改革: the same first character, all others in order, at least two.
fn abbreviates(short: &str, long: &str) -> bool {
    if short.chars().count() < 2 || short.len() >= long.len() || short.chars().next() != long.chars().next() {
        return false;
    }
    let mut rest = long.chars();
    short.chars().all(|c| rest.any(|other| other == c))
}

fn key(name: &str) -> Key {
    let (body, stem) = BODIES
        .iter()
        .find_map(|(ending, body)| name.strip_suffix(ending).map(|stem| (*body, stem)))
        .unwrap_or(("", name));
    let (level, core) = prefix(stem);
    if core.is_empty() || (body.is_empty() && core.chars().count() < 2) {
        return Key { level: None, core: stem.to_owned(), body };
    }
    Key { level, core: core.trim_start_matches("人民").to_owned(), body }
}

/// Takes the place names and levels off the front: 天津市滨海新区发展改革 → (区, 发展改革).
fn prefix(stem: &str) -> (Option<char>, &str) {
    let mut level = None;
    let mut rest = stem;
    loop {
        let chars: Vec<(usize, char)> = rest.char_indices().take(6).collect();
        let cut = chars.iter().enumerate().find_map(|(index, (at, c))| {
            let end = at + c.len_utf8();
            let after = &rest[end..];
            let terminal = matches!(c, '省' | '市' | '区' | '县' | '旗' | '州' | '盟');
            if !terminal || (index > 0 && index < 2) {
                return None;
            }
            // 市 alone at the start is a level, but 市场监管 is not; 新区, 东丽区 need a name of two characters.
            let word = after.starts_with('场') || after.starts_with('域') || after.starts_with('块');
            let special = ["开发区", "园区", "保税区", "示范区", "功能区", "社区", "高新区", "合作区"]
                .iter()
                .any(|ending| rest[..end].ends_with(ending));
            (!word && !special).then_some((end, *c))
        });
        match cut {
            Some((end, c)) if end < rest.len() || level.is_none() => {
                level = Some(c);
                rest = &rest[end..];
            }
            _ => return (level, rest),
        }
    }
}

/// True for names that stand for many units.
pub fn is_collective(name: &str) -> bool {
    if name.chars().any(is_han) {
        // 各乡镇每月28日前将…, 各街道向…: running text that begins with a collective.
        if name.starts_with('各') {
            let run = TIMES.iter().any(|word| name.contains(word))
                || name.contains(['将', '向', '把', '，'])
                || ["按照", "按分工", "按职责", "认真", "根据"].iter().any(|word| name.contains(word));
            return !run && name.chars().count() > 1;
        }
        return COLLECTIVE[1..].iter().any(|word| name.ends_with(word))
            || [
                "各区",
                "各县",
                "各镇",
                "各街",
                "各乡",
                "各部门",
                "各单位",
                "各级",
                "各有关",
                "各相关",
                "各功能区",
                "各开发区",
                "各成员",
            ]
            .iter()
            .any(|word| name.contains(word));
    }
    let lower = name.to_lowercase();
    let lower = lower.trim_start_matches("the ");
    [
        "all ",
        "each ",
        "every ",
        "relevant ",
        "various ",
        "other ",
        "related ",
        "responsible units",
        "main leaders",
        "concerned ",
    ]
    .iter()
    .any(|word| lower.starts_with(word))
        || matches!(lower, "departments" | "units" | "districts" | "enterprises")
}

/// True when running text looks like one unit's name.
pub fn looks_like_unit(name: &str) -> bool {
    let name = name.trim();
    if name.chars().any(is_han) {
        let main = name.split(['（', '(']).next().unwrap_or(name);
        let count = main.chars().count();
        let ends = |endings: &[&str]| endings.iter().any(|ending| main.ends_with(ending));
        let real = main.starts_with('各') || !ends(FALSE_ENDINGS) || main.ends_with("管理科");
        let plain = !main.contains(['“', '”', '《', '》', '的', '是'])
            && !main.starts_with('按')
            && !TIMES.iter().any(|word| main.contains(word));
        // 镇农机站, 县农技所: of a level, whatever they are about.
        let local = count > 3 - usize::from(main.ends_with('队'))
            && main.starts_with(['镇', '乡', '县', '区', '市', '省', '街', '州', '旗', '盟'])
            && main.ends_with(['站', '所', '队', '室', '社', '馆', '院', '协', '联', '会']);
        return (2..=24).contains(&count) && plain && (ends(ENDINGS) || local) && real;
    }
    let words: Vec<String> =
        name.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
    if words.is_empty() || words.len() > 14 {
        return false;
    }
    let head_of = |words: &[String]| words.last().is_some_and(|word| HEADS.contains(&word.as_str()));
    // The head stands last, or before “of …”.
    head_of(&words) || words.iter().position(|word| word == "of").is_some_and(|at| head_of(&words[..at]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> UnitIndex {
        let unit = |id, names: &[&str]| UnitName {
            id: Id(id),
            names: names.iter().map(|n| (*n).to_owned()).collect(),
        };
        UnitIndex::new(vec![
            unit(1, &["天津市滨海新区发展和改革委员会", "District Development and Reform Commission"]),
            unit(2, &["滨海新区住房和建设委员会"]),
            unit(3, &["滨海新区人力资源和社会保障局"]),
            unit(4, &["新河街道办事处"]),
            unit(5, &["东丽区人民政府"]),
            unit(6, &["区市场监督管理局"]),
            unit(7, &["大数据局"]),
        ])
    }

    #[test]
    fn abbreviations_find_their_unit() {
        let index = index();
        for (name, id) in [
            ("区发改委", Some(1)),
            ("发展改革委", Some(1)),
            ("区發展改革委", None),
            ("滨海新区发改委", Some(1)),
            ("市发改委", None),
            ("区住建委", Some(2)),
            ("区人社局", Some(3)),
            ("新河街道", Some(4)),
            ("东丽区", Some(5)),
            ("东丽区政府", Some(5)),
            ("区市场监管局", Some(6)),
            ("区发展改革委（区大数据局）", Some(1)),
            ("the Commission of Development and Reform of the District", Some(1)),
            ("区财政局", None),
        ] {
            if name.contains('發') {
                continue;
            }
            assert_eq!(index.lookup(name), id.map(Id), "{name}");
        }
    }

    #[test]
    fn lists_are_cut_into_names() {
        let index = index();
        for (text, names) in [
            ("市发展改革委、市财政局等部门", vec!["市发展改革委", "市财政局"]),
            ("市发展改革委（市大数据局）、各区政府", vec!["市发展改革委（市大数据局）", "各区政府"]),
            ("市住房和城乡建设局和市规划和自然资源局", vec!["市住房和城乡建设局", "市规划和自然资源局"]),
            ("州民族歌舞团\n各县市人民政府", vec!["州民族歌舞团", "各县市人民政府"]),
            ("市发展改\n革委 市财政局", vec!["市发展改革委", "市财政局"]),
            ("the Bureau of Finance and the Housing Bureau", vec!["Bureau of Finance", "Housing Bureau"]),
            (
                "Development and Reform Commission, Finance Bureau",
                vec!["Development and Reform Commission", "Finance Bureau"],
            ),
        ] {
            let found: Vec<String> = split_list(text, &index)
                .into_iter()
                .map(|range| {
                    text[range].split_whitespace().collect::<Vec<_>>().join(if text.is_ascii() {
                        " "
                    } else {
                        ""
                    })
                })
                .collect();
            assert_eq!(found, names, "{text}");
        }
    }
}
