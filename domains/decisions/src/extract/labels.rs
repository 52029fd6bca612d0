//! Labels of fields (牵头单位, 完成时限, …) in tables and in text, and the values after them.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::text::{closing, is_han, trim};

/// What a labelled value or a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Role {
    /// 牵头单位.
    Lead,
    /// 责任单位: the first leads.
    Responsible,
    /// 配合单位.
    Cooperating,
    /// 责任领导.
    Leader,
    /// 联系人.
    Person,
    /// 完成时限.
    Limit,
    /// 重点任务.
    Task,
    /// 具体任务, 工作内容: below a task.
    Subtask,
    /// 具体措施, 工作目标.
    Detail,
    /// 序号.
    Serial,
    /// 类别.
    Category,
    /// 备注, 进展情况.
    Other,
}

impl Role {
    /// The role's name in [`super::types::TableInfo`].
    pub fn name(self) -> &'static str {
        match self {
            Role::Lead => "lead",
            Role::Responsible => "responsible",
            Role::Cooperating => "cooperating",
            Role::Leader => "leader",
            Role::Person => "person",
            Role::Limit => "limit",
            Role::Task => "task",
            Role::Subtask => "subtask",
            Role::Detail => "detail",
            Role::Serial => "serial",
            Role::Category => "category",
            Role::Other => "other",
        }
    }

    fn names_unit(self) -> bool {
        matches!(self, Role::Lead | Role::Responsible | Role::Cooperating)
    }
}

#[rustfmt::skip]
const LABELS: &[(Role, &[&str])] = &[
    (Role::Lead, &["牵头责任单位", "责任牵头单位", "牵头单位", "牵头部门", "主办单位", "主办部门", "主责单位", "主责部门", "牵头负责单位", "总牵头单位",
        "牵头责任部门", "第一责任单位", "lead units", "lead unit", "lead department", "lead agency", "leading unit", "lead body",
        "lead organisation", "lead organization", "lead", "牵头", "主办"]),
    (Role::Responsible, &["责任单位", "责任部门", "承办单位", "承办部门", "责任主体", "实施单位", "落实单位", "责任科室", "承担单位", "实施主体",
        "落实部门", "责任分工", "责任单位及分工", "负责单位", "负责部门", "整改单位", "整改责任单位", "建设单位", "分工单位", "主体责任单位", "执行单位",
        "牵头及配合单位", "牵头和配合单位", "单位分工",
        "responsible units", "responsible unit", "responsible department", "responsible departments", "responsible body",
        "responsible party", "owner", "responsibility", "implementing unit", "implementing agency"]),
    (Role::Cooperating, &["配合责任单位", "责任配合单位", "配合单位", "协办单位", "参与单位", "配合部门", "协办部门", "协同单位", "参加单位", "参与部门",
        "协助单位", "协作单位", "协同部门", "协同配合单位", "配合落实单位", "cooperating units", "cooperating unit", "supporting units", "supporting unit", "partner units",
        "cooperating departments", "cooperating department", "supporting departments", "support units", "supporting agencies", "partners", "partner", "support", "supported by", "supporting", "in cooperation with", "cooperation", "配合", "协办", "支持单位"]),
    (Role::Leader, &["责任领导", "牵头领导", "分管领导", "包联领导", "包抓领导", "挂点领导", "挂钩领导", "联系领导", "市级领导", "区级领导", "县级领导",
        "牵头市领导", "牵头区领导", "牵头县领导", "责任人", "负责人", "第一责任人", "主要负责人", "包保领导", "分管负责人", "分管县领导", "分管市领导", "分管区领导", "牵头责任人",
        "包案领导", "市领导", "区领导", "县领导", "包挂领导", "挂帅领导", "领导", "整改责任人", "单位责任人", "responsible leader", "leader in charge", "responsible person", "person in charge", "leader", "responsible official",
        "senior responsible owner"]),
    (Role::Person, &["联系人", "联络员", "具体责任人", "经办人", "直接责任人", "具体负责人", "工作联系人", "联系人及电话", "联系方式", "contact", "contact person", "liaison"]),
    (Role::Limit, &["完成时限", "完成时间", "时间节点", "办结时限", "时限要求", "完成期限", "时间要求", "整改时限", "办理时限", "计划完成时间", "时间安排",
        "完成时间节点", "时限", "预计完成时间", "拟完成时间", "完成节点", "推进时限", "落实时限", "实施时限", "进度要求", "时间进度", "进度安排", "办理期限", "整改期限", "期限",
        "工作时限", "推进时间", "责任时限", "实施期限", "实施时间", "完成日期", "要求完成时间", "deadline", "time limit", "due date",
        "completion date", "completion time", "due", "target date", "by when", "complete by", "timeline", "timescale", "time frame"]),
    (Role::Task, &["会议议定", "会议决定", "议定意见", "决定事项", "议定结果", "重点任务", "工作任务", "主要任务", "任务名称", "目标任务", "重点工作", "工作事项", "事项名称", "主要工作", "项目名称", "议定事项", "交办事项",
        "督办事项", "整改任务", "任务", "事项", "工作名称", "任务事项", "重点事项", "工作项目", "重点任务名称", "改革事项", "任务清单", "重点工作任务", "年度重点任务",
        "年度任务", "任务内容", "督查事项", "会议议定事项", "问题清单", "问题描述", "反馈问题", "存在问题及整改任务", "task", "tasks", "key task", "key tasks", "item", "main task", "main tasks", "action", "actions", "commitment", "matter"]),
    (Role::Subtask, &["具体任务", "工作内容", "细化任务", "任务分解", "主要内容", "具体内容", "分解任务", "具体工作", "具体事项", "内容", "任务细化", "建设内容", "主要工作内容", "具体工作任务", "任务举措",
        "subtask", "work content", "content", "description", "specific task", "specific tasks"]),
    (Role::Detail, &["具体措施", "工作措施", "主要措施", "措施", "工作目标", "年度目标", "预期目标", "主要目标", "工作要求", "工作举措", "推进措施", "整改措施",
        "目标要求", "任务目标", "目标", "重点举措", "主要举措", "实施举措", "阶段目标", "工作标准", "预期成果", "完成标准", "成果形式", "落实措施", "具体举措", "整改目标", "年度工作目标", "量化指标", "目标值",
        "measures", "measure", "target", "targets", "goal", "goals", "objective", "objectives", "expected result", "deliverable", "deliverables", "output", "specific measures"]),
    (Role::Serial, &["序号", "编号", "任务编号", "no.", "no", "#", "serial no.", "s/n", "ref", "number"]),
    (Role::Category, &["类别", "分类", "领域", "板块", "任务类别", "方面", "专项", "一级任务", "重点领域", "类型", "工作类别", "任务领域", "工作领域", "任务分类", "任务类型", "重点方向", "总体任务",
        "category", "area", "theme", "field", "pillar", "strand"]),
    (Role::Other, &["备注", "进展情况", "完成情况", "联系电话", "电话", "佐证材料", "状态", "存在问题", "下步措施", "来源", "依据", "督办单位", "督查单位", "督导单位", "监督单位", "督办领导", "督查专员",
        "工作进展", "推进情况", "当前进展", "完成率", "政策依据", "任务来源", "落实情况", "办理情况", "总投资", "目前进展", "销号情况", "填报人", "说明",
        "remarks", "remark", "notes", "note", "progress", "status", "comments", "source", "evidence", "budget"]),
];

struct Labels {
    automaton: AhoCorasick,
    roles: Vec<Role>,
}

static TABLE: LazyLock<Labels> = LazyLock::new(|| {
    let words = LABELS.iter().flat_map(|(_, words)| words.iter());
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .ascii_case_insensitive(true)
        .build(words)
        // Constant words, far below the automaton's limits.
        .unwrap_or_else(|error| unreachable!("constant labels: {error}"));
    let roles = LABELS.iter().flat_map(|(role, words)| words.iter().map(|_| *role)).collect();
    Labels { automaton, roles }
});

/// The role of a column header: its words without spaces, units in brackets and level words.
pub fn header_role(cell: &str) -> Option<Role> {
    let text = super::text::fold(cell);
    let head = text.split(['（', '(']).next().unwrap_or("");
    // 完成时限：2026年12月底前 heads a column with one limit for all.
    let head = head.split_once(['：', ':']).map_or(head, |(label, _)| label);
    let chinese = head.chars().any(is_han);
    let plain: String = if chinese {
        head.chars().filter(|c| !c.is_whitespace() && !matches!(c, '：' | ':' | '*')).collect()
    } else {
        head.trim().trim_end_matches(':').split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
    };
    let count = plain.chars().count();
    if count == 0 || count > if chinese { 14 } else { 32 } {
        return None;
    }
    let exact = |text: &str| LABELS.iter().find(|(_, words)| words.contains(&text)).map(|(role, _)| *role);
    if let Some(role) = exact(&plain) {
        return Some(role);
    }
    if plain.contains(['，', ',', '。', '；', '、']) && !plain.contains("及") {
        // 牵头单位、配合单位 in one column: a list of both.
        let both = plain.split('、').filter_map(exact).collect::<Vec<_>>();
        return both.first().copied().filter(|_| both.len() == plain.split('、').count());
    }
    for separator in ["及", "和", "与", "/", "／", " and "] {
        if let Some((left, right)) = plain.split_once(separator) {
            match (exact(left), exact(right)) {
                (Some(Role::Lead), Some(Role::Cooperating)) => return Some(Role::Responsible),
                (Some(role), Some(_)) => return Some(role),
                (Some(role), None)
                    if role.names_unit() || matches!(role, Role::Task | Role::Subtask | Role::Detail) =>
                {
                    return Some(role);
                }
                _ => {}
            }
        }
    }
    // 2026年重点任务, 市级牵头单位: a label with words of level or year before it.
    if !chinese || count > 12 {
        return None;
    }
    let mut best: Option<(usize, Role)> = None;
    for (role, words) in LABELS {
        for word in *words {
            if word.chars().count() >= 2
                && plain.ends_with(word)
                && best.is_none_or(|(len, _)| word.len() > len)
            {
                best = Some((word.len(), *role));
            }
        }
    }
    best.filter(|(len, _)| *len >= 12 || count <= 8).map(|(_, role)| role)
}

/// What a header of units ends with.
const BODIES: &[&str] = &["单位", "部门", "科室", "主体", "处室", "机构", "党组织", "站所", "股室", "部室", "办所", "站办"];

/// The role of a cell that stands among column headers: by the words a header of its kind holds.
pub fn loose_role(cell: &str) -> Option<Role> {
    if let Some(role) = header_role(cell) {
        return Some(role);
    }
    let text = super::text::fold(cell);
    let head: String =
        text.split(['（', '(']).next().unwrap_or("").chars().filter(|c| !c.is_whitespace()).collect();
    if !head.chars().any(is_han) {
        let lower = head.to_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        return match () {
            () if lower.len() > 40 || lower.is_empty() => None,
            () if ["no.", "no", "number", "id", "ref", "code"].iter().any(|word| lower.ends_with(word))
                && lower.len() <= 16 =>
            {
                Some(Role::Serial)
            }
            () if has(&["partner", "support", "cooperat", "assist", "collaborat", "workingwith", "contribut", "involved", "participat",
                "stakeholder"]) => Some(Role::Cooperating),
            () if has(&["officer", "official", "leader", "person", "sponsor", "contact"]) => Some(Role::Leader),
            () if has(&["lead", "responsib", "owner", "agency", "accountable", "incharge", "department", "unit"]) => Some(Role::Lead),
            () if has(&["deadline", "date", "timing", "timeframe", "timescale", "timeline", "due", "when", "complet", "byend"]) => {
                Some(Role::Limit)
            }
            () if has(&["kpi", "indicator", "measure", "target", "output", "outcome", "milestone", "success"]) => {
                Some(Role::Detail)
            }
            () if has(&["action", "task", "commitment", "activity", "initiative"]) => Some(Role::Task),
            () => None,
        };
    }
    let count = head.chars().count();
    if count > 14 || head.contains(['。', '，', '；']) {
        return None;
    }
    let has = |words: &[&str]| words.iter().any(|word| head.contains(word));
    let ends = |words: &[&str]| words.iter().any(|word| head.ends_with(word));
    let body = ends(BODIES);
    let begins = |words: &[&str]| words.iter().any(|word| head.starts_with(word));
    match () {
        () if begins(&["各", "有关", "相关", "其他", "其它"]) => None,
        () if ends(&["序号", "编号", "代码"]) => Some(Role::Serial),
        () if has(&["督导", "督办", "督查", "监督", "验收", "考核", "填报", "报送", "来源", "情况", "备注", "说明", "依据",
            "进展", "制表", "填表", "审核", "资金", "投资", "金额", "销号", "附件", "电话", "联系方式"]) => Some(Role::Other),
        () if has(&["牵头", "主办", "主责"]) && has(&["配合", "协办", "参与", "协同"]) => Some(Role::Responsible),
        () if body && has(&["配合", "协办", "参与", "参加", "协同", "协作", "协助", "支持", "共同", "会办", "会签"]) => {
            Some(Role::Cooperating)
        }
        () if body && has(&["牵头", "主办", "主责"]) => Some(Role::Lead),
        () if body => Some(Role::Responsible),
        () if ends(&["领导", "责任人", "负责人", "负责同志", "牵头人", "责任同志"]) => Some(Role::Leader),
        () if has(&["时限", "期限", "年限", "周期", "起止", "时间节点", "截止"])
            || (ends(&["时间", "日期", "节点"]) && !has(&["提出", "反馈", "交办", "开工", "起始", "开始"])) =>
        {
            Some(Role::Limit)
        }
        () if ends(&["目标", "指标", "要求", "标准", "成效", "举措", "措施", "成果", "路径", "效果", "目标值"]) => {
            Some(Role::Detail)
        }
        () if has(&["内容", "规模"]) => Some(Role::Subtask),
        () if ends(&["任务", "事项", "工作", "项目", "问题", "实事", "工程", "清单", "行动", "议题", "短板",
            "需求", "建议"]) =>
        {
            Some(Role::Task)
        },
        () if ends(&["名称"]) => {
            // 乡镇名称 says where, not what.
            let place = ["乡镇", "镇街", "街道", "村", "社区", "单位", "企业", "部门", "地区", "县区", "区县", "园区", "指标"];
            (!has(&place)).then_some(Role::Task)
        }
        () if begins(&["责任", "牵头", "主责", "配合"])
            && count <= 6
            && !ends(&["落实", "体系", "追究", "意识", "担当", "制", "书", "状", "分解", "压实", "机制"]) =>
        {
            Some(match () {
                () if begins(&["配合"]) => Role::Cooperating,
                () if begins(&["责任"]) => Role::Responsible,
                () => Role::Lead,
            })
        }
        () if ends(&["类别", "类型", "领域", "板块", "方向"]) => Some(Role::Category),
        () => None,
    }
}

/// A labelled value in text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Labelled {
    /// What it holds.
    pub role: Role,
    /// From the label to the end of the value, with the bracket around it when the bracket holds nothing else.
    pub whole: Range<usize>,
    /// The value.
    pub value: Range<usize>,
    /// The label stands at the start of its line.
    pub line_start: bool,
}

/// All labelled values of `text`. A value ends at the next label, at the bracket's end, at 。 or at the line's end.
pub fn labelled(text: &str) -> Vec<Labelled> {
    // Most sentences have no label; looking for the mark that every label needs is cheaper than looking for labels.
    if !text.contains(['：', ':', '为', '】', ']', '〕', '］', ' ', '\t', '\u{3000}', '—', '–']) {
        return Vec::new();
    }
    let mut heads: Vec<Head> = Vec::new();
    for found in TABLE.automaton.find_iter(text) {
        let role = TABLE.roles[found.pattern().as_usize()];
        let Some(value_at) = value_start(text, found.range(), role) else { continue };
        let start = label_start(text, found.start());
        let before =
            text[..start].trim_end_matches([' ', '\u{3000}', '*', '【', '[', '〔', '［', '-', '—', '•', '●', '·']);
        let before = super::numbering::without_last(before);
        let line_start = before.is_empty() || before.ends_with(['\n', '\t']);
        let letter_before = text[..start].chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric());
        let inline =
            role.names_unit() || matches!(role, Role::Limit | Role::Leader | Role::Person | Role::Other);
        let known = heads.last().is_some();
        if letter_before || !(line_start || inline || (known && matches!(role, Role::Detail))) {
            continue;
        }
        // A short word such as 领导 or 牵头 is a label only where a label can stand; 各责任单位： addresses them.
        let han_before = text[..start].chars().next_back().is_some_and(is_han);
        let short = text[found.start()..found.end()].chars().count() < 4;
        let addressed =
            ["各", "有关", "相关", "其他", "由", "为"].iter().any(|word| text[..start].ends_with(word));
        if han_before && !line_start && (short || addressed) {
            continue;
        }
        // 【责任单位】市住建局: the bracket around the label is part of it.
        let open = text[..start].chars().next_back().filter(|c| matches!(c, '【' | '[' | '〔' | '［'));
        let closed = text[found.end()..value_at].contains(['】', ']', '〕', '］']);
        let start = open.filter(|_| closed).map_or(start, |c| start - c.len_utf8());
        heads.push((role, start..found.end(), value_at, line_start));
    }
    loose_heads(text, &mut heads);
    let mut found = Vec::new();
    for (index, (role, label, value_at, line_start)) in heads.iter().enumerate() {
        let limit = heads.get(index + 1).map_or(text.len(), |(_, next, _, _)| next.start);
        let end = value_end(text, *value_at, limit, *role);
        let value = super::text::trim(text, *value_at..end);
        let value = value.start
            ..value.start
                + text[value.clone()]
                    .trim_end_matches([
                        '；', ';', '，', ',', '、', '。', ' ', '【', '[', '（', '(', '〔', '［', '*', '|',
                    ])
                    .len();
        let value = if value.end < value.start { value.start..value.start } else { value };
        found.push(Labelled {
            role: *role,
            whole: label.start..end.max(value.end),
            value,
            line_start: *line_start,
        });
    }
    widen_brackets(text, &mut found);
    found
}

/// A label: its role, where it stands, where its value begins, whether it begins its line.
type Head = (Role, Range<usize>, usize, bool);

/// Labels of words of their own (牵头科室：, 推进时序要求：): a few characters before a colon, between marks, that hold what a
/// header of a kind holds.
fn loose_heads(text: &str, heads: &mut Vec<Head>) {
    let known = heads.len();
    for (colon, mark) in text.char_indices().filter(|(_, c)| matches!(c, '：' | ':')) {
        let value_at = colon + mark.len_utf8();
        if heads[..known].iter().any(|head| head.2 == value_at || head.1.contains(&colon)) {
            continue;
        }
        let mut label_end = text[..colon].trim_end_matches(['】', ']', '〕', '］', ' ']).len();
        if text[..label_end].ends_with(['）', ')'])
            && let Some(open) = text[..label_end].rfind(['（', '('])
            && text[open..label_end].chars().count() <= 20
        {
            label_end = open;
        }
        let mut start = label_end;
        for c in text[..label_end].chars().rev().take(12) {
            if !(is_han(c) || c == '/') {
                break;
            }
            start -= c.len_utf8();
        }
        let before = text[..start].trim_end_matches([' ', '\u{3000}', '*', '【', '[', '〔', '［', '•', '●', '·']);
        let before = super::numbering::without_last(before);
        let line_start = before.is_empty() || before.ends_with(['\n', '\t']);
        let marked = before.ends_with(['；', ';', '。', '（', '(', '，', ',']) || before.len() < start;
        if start == label_end {
            loose_english(text, colon, value_at, heads);
            continue;
        }
        if !(line_start || marked) {
            continue;
        }
        let role = loose_role(&text[start..label_end]);
        let told = matches!(
            role,
            Some(Role::Lead | Role::Responsible | Role::Cooperating | Role::Limit | Role::Leader)
        );
        // 单位：万元 counts; 责任：… names units only where units follow.
        let label = &text[start..label_end];
        let named = !matches!(role, Some(Role::Lead | Role::Responsible | Role::Cooperating))
            || BODIES.iter().any(|body| label.ends_with(body))
            || super::units::looks_like_unit(
                text[value_at..].split(['、', '，', '；', '。', '\n', ';', ',', ' ']).find(|v| !v.is_empty()).unwrap_or(""),
            );
        if label == "单位" || !named {
            continue;
        }
        let kept = line_start && matches!(role, Some(Role::Subtask | Role::Detail));
        if let Some(role) = role.filter(|_| told || kept) {
            heads.push((role, start..label_end, value_at, line_start));
        }
    }
    heads.sort_by_key(|head| head.1.start);
}

/// “Responsible:”, “Supporting units:” at the start of a line or sentence.
fn loose_english(text: &str, colon: usize, value_at: usize, heads: &mut Vec<Head>) {
    let start = text[..colon].rfind(['\n', '.', ';', '(', '[', '|']).map_or(0, |at| at + 1);
    let label = trim(text, start..colon);
    let label = match super::numbering::read(&text[label.clone()]) {
        Some((super::numbering::Level::Bullet, len)) => label.start + len..label.end,
        _ => label,
    };
    let words = &text[label.clone()];
    if words.is_empty() || !words.is_ascii() || words.split_whitespace().count() > 3 {
        return;
    }
    let line_start = text[..start].trim_end_matches(' ').is_empty() || text[..start].ends_with('\n');
    let role = loose_role(words).filter(|role| {
        matches!(role, Role::Lead | Role::Responsible | Role::Cooperating | Role::Limit | Role::Leader)
            || line_start && *role == Role::Detail
    });
    if let Some(role) = role {
        heads.push((role, label, value_at, line_start));
    }
}

/// Where the value of a label begins: after its colon, after 为, after the bracket that closes around the label, or,
/// for a label that begins its line, after a dash or a space.
fn value_start(text: &str, label: Range<usize>, role: Role) -> Option<usize> {
    let mut at = label.end;
    // 责任单位（排第一位的为牵头单位）：
    if let Some(close) = text[at..].starts_with(['（', '(']).then(|| closing(&text[at..])).flatten() {
        let end = at + close + text[at + close..].chars().next().map_or(1, char::len_utf8);
        let colon = text[end..].starts_with(['：', ':']);
        if colon && text[at..end].chars().count() <= 20 {
            at = end;
        }
    }
    let after = &text[at..];
    let skipped = after.len() - after.trim_start_matches([' ', '】', ']', '〕', '］', '\u{3000}', '*']).len();
    let next = after[skipped..].chars().next();
    if let Some(c) = next.filter(|c| matches!(c, '：' | ':')) {
        return Some(at + skipped + c.len_utf8());
    }
    if role.names_unit() && after.starts_with('为') {
        return Some(at + '为'.len_utf8());
    }
    let told = role.names_unit()
        || matches!(role, Role::Limit | Role::Leader | Role::Person | Role::Subtask | Role::Detail);
    if !told {
        return None;
    }
    let open = text[..label.start].chars().next_back();
    let boxed = |open: char, close: char| after.starts_with(close) && text[..label.start].ends_with(open);
    if open.is_some() && (boxed('【', '】') || boxed('[', ']') || boxed('〔', '〕') || boxed('［', '］')) {
        return Some(at + skipped);
    }
    let bare = text[..label.start].trim_end_matches([' ', '\u{3000}', '*', '•', '●', '·']);
    let begins = bare.is_empty() || bare.ends_with('\n');
    let dash = after.trim_start().starts_with(['—', '–']) || after.trim_start().starts_with("- ");
    if begins && dash {
        let rest = after.trim_start().trim_start_matches(['—', '–', '-', ' ']);
        return Some(text.len() - rest.len());
    }
    let chinese = text[label.clone()].chars().filter(|c| is_han(*c)).count() >= 4;
    (begins && chinese && after.starts_with([' ', '\t', '\u{3000}']) && next.is_some_and(char::is_alphanumeric))
        .then_some(at + skipped)
}

/// 市级牵头单位：, 具体责任单位：: a few characters before a label, back to a mark or the line's start, belong to it.
fn label_start(text: &str, at: usize) -> usize {
    let mut start = at;
    for (count, (place, c)) in text[..at].char_indices().rev().enumerate() {
        if !is_han(c) {
            break;
        }
        if count == 6 {
            return at;
        }
        start = place;
    }
    let words = &text[start..at];
    let addressed = ["各", "有关", "相关", "其他", "由", "为", "是"];
    if addressed.iter().any(|word| words.ends_with(word)) { at } else { start }
}

fn value_end(text: &str, start: usize, limit: usize, role: Role) -> usize {
    let mut at = start;
    let mut depth = 0_i32;
    let mut said = false;
    while at < limit {
        let Some(c) = text[at..].chars().next() else { break };
        match c {
            '（' | '(' | '【' | '[' | '〔' | '［' => depth += 1,
            '）' | ')' | '】' | ']' | '〕' | '］' => {
                depth -= 1;
                if depth < 0 {
                    return at;
                }
            }
            '。' if depth == 0 && !matches!(role, Role::Task | Role::Subtask | Role::Detail) => {
                return at + c.len_utf8();
            }
            // A line end closes a value that has begun, unless the next line goes on with the list.
            '\n' if said && !text[..at].trim_end().ends_with(['、', '，', ',']) => return at,
            '\t' if said => return at,
            _ => {}
        }
        said |= c.is_alphanumeric();
        at += c.len_utf8();
    }
    limit.max(start)
}

/// When the labels of one bracket are all found, the bracket goes with them.
fn widen_brackets(text: &str, found: &mut [Labelled]) {
    for (open, c) in text.char_indices().filter(|(_, c)| matches!(c, '（' | '(' | '【' | '[' | '〔' | '［')) {
        let Some(close) = closing(&text[open..]).map(|len| open + len) else { continue };
        let inside: Vec<usize> = (0..found.len())
            .filter(|i| found[*i].whole.start > open && found[*i].whole.start < close)
            .collect();
        let Some(first) = inside.first() else { continue };
        // Only where the bracket begins with the label.
        if text[open + c.len_utf8()..found[*first].whole.start].trim().is_empty() {
            let end = close + text[close..].chars().next().map_or(1, char::len_utf8);
            found[*first].whole.start = open;
            for index in &inside {
                found[*index].whole.end = found[*index].whole.end.min(close);
            }
            if let Some(last) = inside.last() {
                found[*last].whole.end = end;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_understood() {
        for (header, role) in [
            ("牵头单位", Some(Role::Lead)),
            ("牵 头 单 位", Some(Role::Lead)),
            ("2026年重点任务", Some(Role::Task)),
            ("责任单位及责任人", Some(Role::Responsible)),
            ("牵头单位、配合单位", Some(Role::Lead)),
            ("总投资（万元）", Some(Role::Other)),
            ("Lead unit", Some(Role::Lead)),
            ("Deadline", Some(Role::Limit)),
            ("推进全市重点项目建设工作", None),
        ] {
            assert_eq!(header_role(header), role, "{header}");
        }
    }

    #[test]
    fn labelled_values_are_cut_at_the_next_label() {
        let text =
            "推进建设（牵头单位：市发展改革委；配合单位：市财政局、市住建局；完成时限：2026年6月底前）";
        let values: Vec<(Role, &str)> =
            labelled(text).into_iter().map(|l| (l.role, &text[l.value])).collect();
        assert_eq!(
            values,
            [
                (Role::Lead, "市发展改革委"),
                (Role::Cooperating, "市财政局、市住建局"),
                (Role::Limit, "2026年6月底前")
            ]
        );
        assert_eq!(labelled(text)[0].whole.start, "推进建设".len());
        assert_eq!(labelled(text)[2].whole.end, text.len());
    }
}
