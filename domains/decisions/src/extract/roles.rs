//! What labels and column headers mean: the words for leads, cooperating units, leaders, limits, tasks.

use super::text::is_han;

/// What a labelled value or a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Role {
    /// 牵头单位.
    Lead,
    /// 责任单位: the first leads.
    Responsible,
    /// 配合单位.
    Cooperating,
    /// 牵头单位（配合单位）: those in the bracket help.
    Paired,
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
    /// 一季度, 上半年: what is to be reached by then.
    Stage,
    /// 备注, 进展情况.
    Other,
}

impl Role {
    /// The role's name in [`super::types::TableInfo`].
    pub fn name(self) -> &'static str {
        match self {
            Role::Lead | Role::Paired => "lead",
            Role::Responsible => "responsible",
            Role::Cooperating => "cooperating",
            Role::Leader => "leader",
            Role::Person => "person",
            Role::Limit => "limit",
            Role::Task => "task",
            Role::Subtask => "subtask",
            Role::Detail => "detail",
            Role::Stage => "stage",
            Role::Serial => "serial",
            Role::Category => "category",
            Role::Other => "other",
        }
    }

    pub(super) fn names_unit(self) -> bool {
        matches!(self, Role::Lead | Role::Responsible | Role::Cooperating | Role::Paired)
    }
}

#[rustfmt::skip]
pub(super) const LABELS: &[(Role, &[&str])] = &[
    (Role::Lead, &["牵头责任单位", "责任牵头单位", "牵头单位", "牵头部门", "主办单位", "主办部门", "主责单位", "主责部门", "牵头负责单位", "总牵头单位",
        "牵头责任部门", "第一责任单位", "lead units", "lead unit", "lead department", "lead agency", "leading unit", "lead body",
        "lead organisation", "lead organization", "lead", "牵头", "主办"]),
    (Role::Responsible, &["责任单位", "责任部门", "承办单位", "承办部门", "承办", "主责", "责任主体", "实施单位", "落实单位", "责任科室", "承担单位", "实施主体",
        "落实部门", "责任分工", "部门分工", "责任单位及分工", "负责单位", "负责部门", "整改单位", "整改责任单位", "建设单位", "分工单位", "主体责任单位", "执行单位",
        "牵头及配合单位", "牵头和配合单位", "单位分工",
        "responsible units", "responsible unit", "responsible department", "responsible departments", "responsible body",
        "responsible party", "who", "assigned to", "owner", "responsibility", "implementing unit", "implementing agency"]),
    (Role::Cooperating, &["配合责任单位", "责任配合单位", "配合单位", "协办单位", "参与单位", "配合部门", "协办部门", "协同单位", "参加单位", "参与部门",
        "协助单位", "协作单位", "协同部门", "协同配合单位", "配合落实单位", "cooperating units", "cooperating unit", "supporting units", "supporting unit", "partner units",
        "cooperating departments", "cooperating department", "supporting departments", "support units", "supporting agencies", "partners", "partner", "support", "supported by", "assisted by", "supporting", "in cooperation with", "cooperation", "with", "配合", "协办", "参与", "协助", "协同", "参加", "支持单位"]),
    (Role::Leader, &["责任领导", "分管", "牵头领导", "分管领导", "包联领导", "包抓领导", "挂点领导", "挂钩领导", "联系领导", "市级领导", "区级领导", "县级领导",
        "牵头市领导", "牵头区领导", "牵头县领导", "责任人", "负责人", "第一责任人", "主要负责人", "包保领导", "分管负责人", "分管县领导", "分管市领导", "分管区领导", "牵头责任人",
        "包案领导", "市领导", "区领导", "县领导", "包挂领导", "挂帅领导", "领导", "整改责任人", "单位责任人", "responsible leader", "leader in charge", "responsible person", "person in charge", "leader", "responsible official",
        "senior responsible owner"]),
    (Role::Person, &["联系人", "联络员", "具体责任人", "经办人", "直接责任人", "具体负责人", "工作联系人", "联系人及电话", "联系方式", "contact", "contact person", "liaison"]),
    (Role::Limit, &["完成时限", "完成时间", "时间节点", "办结时限", "时限要求", "完成期限", "时间要求", "整改时限", "办理时限", "计划完成时间", "时间安排",
        "完成时间节点", "时限", "预计完成时间", "拟完成时间", "完成节点", "推进时限", "落实时限", "实施时限", "进度要求", "时间进度", "进度安排", "办理期限", "整改期限", "期限",
        "工作时限", "推进时间", "责任时限", "实施期限", "实施时间", "完成日期", "要求完成时间", "deadline", "time limit", "due date",
        "completion date", "completion time", "due", "target date", "by when", "when", "complete by", "completed by", "to be completed by", "to be done by", "due by", "timeline", "timescale", "time frame"]),
    (Role::Task, &["会议议定", "会议决定", "议定意见", "决定事项", "议定结果", "重点任务", "工作任务", "主要任务", "任务名称", "目标任务", "重点工作", "工作事项", "事项名称", "主要工作", "项目名称", "议定事项", "交办事项",
        "督办事项", "整改任务", "任务", "事项", "工作名称", "任务事项", "重点事项", "工作项目", "重点任务名称", "改革事项", "任务清单", "重点工作任务", "年度重点任务",
        "年度任务", "任务内容", "督查事项", "会议议定事项", "问题清单", "问题描述", "反馈问题", "存在问题及整改任务", "task", "tasks", "key task", "key tasks", "item", "main task", "main tasks", "action", "actions", "commitment", "matter"]),
    (Role::Subtask, &["具体任务", "任务描述", "工作内容", "细化任务", "任务分解", "主要内容", "具体内容", "分解任务", "具体工作", "具体事项", "内容", "任务细化", "建设内容", "主要工作内容", "具体工作任务", "任务举措",
        "subtask", "work content", "content", "description", "specific task", "specific tasks"]),
    (Role::Detail, &["具体措施", "工作措施", "主要措施", "措施", "工作目标", "年度目标", "预期目标", "主要目标", "工作要求", "工作举措", "推进措施", "整改措施",
        "目标要求", "任务目标", "目标", "重点举措", "主要举措", "实施举措", "阶段目标", "工作标准", "预期成果", "完成标准", "成果形式", "落实措施", "具体举措", "整改目标", "年度工作目标", "量化指标", "目标值",
        "measures", "measure", "target", "targets", "goal", "goals", "objective", "objectives", "expected result", "deliverable", "deliverables", "output", "specific measures"]),
    (Role::Serial, &["序号", "项次", "编号", "任务编号", "no.", "no", "#", "serial no.", "s/n", "ref", "number"]),
    (Role::Category, &["类别", "分类", "领域", "板块", "任务类别", "方面", "专项", "一级任务", "重点领域", "类型", "工作类别", "任务领域", "工作领域", "任务分类", "任务类型", "重点方向", "总体任务",
        "category", "area", "theme", "field", "pillar", "strand", "workstream", "work stream", "section"]),
    (Role::Other, &["备注", "进展情况", "完成情况", "联系电话", "电话", "佐证材料", "状态", "存在问题", "下步措施", "来源", "依据", "督办单位", "督查单位", "督导单位", "监督单位", "督办领导", "督查专员",
        "工作进展", "推进情况", "当前进展", "完成率", "政策依据", "任务来源", "落实情况", "办理情况", "总投资", "目前进展", "销号情况", "填报人", "说明",
        "remarks", "remark", "notes", "note", "progress", "status", "comments", "source", "evidence", "budget"]),
];

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
pub(super) const BODIES: &[&str] = &[
    "单位",
    "部门",
    "科室",
    "主体",
    "处室",
    "机构",
    "机关",
    "党组织",
    "站所",
    "股室",
    "部室",
    "办所",
    "站办",
];

/// The role of a cell that stands among column headers: by the words a header of its kind holds.
pub fn loose_role(cell: &str) -> Option<Role> {
    // I. Support for firms, 一、重点项目: a number heads a group of rows, no column.
    if super::numbering::read(cell).is_some() {
        return None;
    }
    let role = alone(cell)?;
    let helped = || {
        let (open, close) = (cell.find(['（', '('])?, cell.rfind(['）', ')'])?);
        let inner = cell.get(open..close)?.trim_start_matches(['（', '(']);
        alone(inner).filter(|role| *role == Role::Cooperating)
    };
    let leads = matches!(role, Role::Lead | Role::Responsible);
    Some(if leads && helped().is_some() { Role::Paired } else { role })
}

/// The role of the words before a bracket.
fn alone(cell: &str) -> Option<Role> {
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
            () if has(&[
                "partner",
                "support",
                "cooperat",
                "assist",
                "collaborat",
                "workingwith",
                "contribut",
                "involved",
                "consulted",
                "participat",
                "stakeholder",
            ]) =>
            {
                Some(Role::Cooperating)
            }
            () if has(&["officer", "official", "leader", "person", "sponsor", "contact"]) => {
                Some(Role::Leader)
            }
            () if has(&[
                "lead",
                "responsib",
                "owner",
                "agency",
                "accountable",
                "incharge",
                "department",
                "unit",
            ]) =>
            {
                Some(Role::Lead)
            }
            () if lower.starts_with("start") || lower.starts_with("begin") || lower == "from" => {
                Some(Role::Other)
            }
            () if lower == "to" || lower == "end" || has(&["finish", "enddate"]) => Some(Role::Limit),
            () if has(&[
                "deadline",
                "date",
                "timing",
                "timeframe",
                "timescale",
                "timeline",
                "due",
                "when",
                "complet",
                "byend",
            ]) =>
            {
                Some(Role::Limit)
            }
            () if has(&[
                "kpi",
                "indicator",
                "measure",
                "target",
                "output",
                "outcome",
                "milestone",
                "success",
            ]) =>
            {
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
        () if begins(&["联系", "发文", "主送", "抄送", "报送", "印发"]) && body => {
            Some(Role::Other)
        }
        () if ends(&["序号", "编号", "代码", "项次"]) => Some(Role::Serial),
        () if has(&[
            "督导",
            "督办",
            "督查",
            "监督",
            "验收",
            "考核",
            "填报",
            "报送",
            "来源",
            "情况",
            "备注",
            "说明",
            "依据",
            "进展",
            "制表",
            "填表",
            "审核",
            "资金",
            "投资",
            "金额",
            "销号",
            "附件",
            "电话",
            "联系方式",
        ]) =>
        {
            Some(Role::Other)
        }
        () if has(&["牵头", "主办", "主责"]) && has(&["配合", "协办", "参与", "协同"]) => {
            Some(Role::Responsible)
        }
        () if body
            && has(&[
                "配合", "协办", "参与", "参加", "协同", "协作", "协助", "支持", "共同", "会办", "会签",
            ]) =>
        {
            Some(Role::Cooperating)
        }
        () if body && has(&["牵头", "主办", "主责"]) => Some(Role::Lead),
        () if body => Some(Role::Responsible),
        () if ends(&[
            "领导",
            "责任人",
            "负责人",
            "负责同志",
            "牵头人",
            "揭榜人",
            "领办人",
            "认领人",
            "责任同志",
            "指挥长",
            "链长",
            "组长",
            "召集人",
            "包保人",
            "专班长",
            "河长",
            "林长",
            "田长",
            "路长",
            "首席",
        ]) || begins(&[
            "责任", "分管", "牵头", "包", "联系", "挂", "县级", "市级", "区级", "镇级", "乡级",
        ]) && ends(&[
            "市长", "县长", "区长", "镇长", "乡长", "湖长", "处长", "科长", "局长", "部长", "主任", "书记",
            "股长", "所长", "经理", "院长",
        ]) =>
        {
            Some(Role::Leader)
        }
        () if count <= 6
            && ends(&["长"])
            && !ends(&["增长", "时长", "延长", "成长", "全长", "特长", "周长", "总长", "里程长"]) =>
        {
            Some(Role::Leader)
        }
        () if has(&["时限", "期限", "年限", "周期", "起止", "时间节点", "截止", "时点", "期程"])
            || (ends(&["时间", "日期", "节点", "月份", "完成月"])
                && !has(&["提出", "反馈", "交办", "开工", "起始", "开始"])) =>
        {
            Some(Role::Limit)
        }
        () if ends(&[
            "目标",
            "指标",
            "要求",
            "标准",
            "成效",
            "举措",
            "措施",
            "成果",
            "路径",
            "任务量",
            "工程量",
            "计划量",
            "计划",
            "目标量",
            "总量",
            "数量",
            "目标数",
            "效果",
            "目标值",
        ]) =>
        {
            Some(Role::Detail)
        }
        () if has(&["内容", "规模"]) => Some(Role::Subtask),
        () if ends(&[
            "任务", "事项", "工作", "项目", "问题", "实事", "工程", "清单", "行动", "议题", "短板", "需求",
            "建议",
        ]) =>
        {
            Some(Role::Task)
        }
        () if ends(&["名称"]) => {
            // 乡镇名称 says where, not what.
            let place = [
                "乡镇", "镇街", "街道", "村", "社区", "单位", "企业", "部门", "地区", "县区", "区县", "园区",
                "指标",
            ];
            (!has(&place)).then_some(Role::Task)
        }
        () if begins(&["责任", "牵头", "主责", "配合"])
            && count <= 6
            && !ends(&[
                "落实", "体系", "追究", "意识", "担当", "制", "书", "状", "分解", "压实", "机制", "区域",
                "范围", "地段", "路段", "区段", "片区", "河段",
            ]) =>
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
        for (header, role) in [
            ("指挥长", Some(Role::Leader)),
            ("责任处长", Some(Role::Leader)),
            ("完成时点", Some(Role::Limit)),
            ("Finish", Some(Role::Limit)),
            ("Start date", Some(Role::Other)),
        ] {
            assert_eq!(loose_role(header), role, "{header}");
        }
    }
}
