//! The columns of the ledger: the modal columns of 工作台账 as offices print them, with the number of each commitment
//! and what the board adds (verified progress, the light and its reason).

pub use qipan_accounts::table::wording::fold;

/// A column.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Column {
    /// 序号.
    Serial,
    /// 编号.
    Number,
    /// 类别.
    Kind,
    /// 工作线: a column in CSV, group rows in a workbook.
    Line,
    /// 来源/依据.
    Source,
    /// 工作任务.
    Statement,
    /// 目标/具体措施.
    Measure,
    /// 牵头单位.
    Lead,
    /// 配合单位.
    Cooperating,
    /// 责任领导.
    Leader,
    /// 现任责任领导: who holds the leader's post on the day of the ledger.
    Holder,
    /// 责任人/联系人.
    Contact,
    /// 起算日.
    Start,
    /// 原定时限.
    FirstDue,
    /// 现行时限.
    Due,
    /// 时限表述: the limit in the words of its source.
    LimitWords,
    /// 反馈周期.
    Schedule,
    /// 进展情况.
    Progress,
    /// 申报进度.
    Claimed,
    /// 核实进度.
    Verified,
    /// 状态.
    State,
    /// 灯.
    Light,
    /// 灯的依据.
    Reason,
    /// 规则集.
    RuleSet,
    /// 存在问题.
    Problems,
    /// 下步措施.
    NextStep,
    /// 佐证材料.
    Evidence,
    /// 备注.
    Note,
}

/// The columns under one head in the upper row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Group {
    /// 时限.
    Limit,
    /// 进展.
    Progress,
}

impl Group {
    /// The key of its head.
    pub fn key(self) -> &'static str {
        match self {
            Group::Limit => "ledger-group-limit",
            Group::Progress => "ledger-group-progress",
        }
    }
}

use Column::{
    Claimed, Contact, Cooperating, Due, Evidence, FirstDue, Holder, Kind, Lead, Leader, Light, LimitWords,
    Line, Measure, NextStep, Note, Number, Problems, Progress, Reason, RuleSet, Schedule, Serial, Source,
    Start, State, Statement, Verified,
};

impl Column {
    /// The columns of a CSV file, from the left.
    pub const FLAT: [Column; 28] = [
        Serial,
        Number,
        Kind,
        Line,
        Source,
        Statement,
        Measure,
        Lead,
        Cooperating,
        Leader,
        Holder,
        Contact,
        Start,
        FirstDue,
        Due,
        LimitWords,
        Schedule,
        Progress,
        Claimed,
        Verified,
        State,
        Light,
        Reason,
        RuleSet,
        Problems,
        NextStep,
        Evidence,
        Note,
    ];

    /// The columns of a workbook, from the left: those of a CSV file without the line, which is a group row there.
    pub const SHEET: [Column; 27] = {
        let mut columns = [Serial; 27];
        let (mut from, mut to) = (0, 0);
        while from < Column::FLAT.len() {
            if !matches!(Column::FLAT[from], Line) {
                columns[to] = Column::FLAT[from];
                to += 1;
            }
            from += 1;
        }
        columns
    };

    /// The key of its head.
    pub fn key(self) -> &'static str {
        match self {
            Serial => "ledger-serial",
            Number => "ledger-number",
            Kind => "ledger-kind",
            Line => "ledger-line",
            Source => "ledger-source",
            Statement => "ledger-statement",
            Measure => "ledger-measure",
            Lead => "ledger-lead",
            Cooperating => "ledger-cooperating",
            Leader => "ledger-leader",
            Holder => "ledger-holder",
            Contact => "ledger-contact",
            Start => "ledger-start",
            FirstDue => "ledger-first-due",
            Due => "ledger-due",
            LimitWords => "ledger-limit-words",
            Schedule => "ledger-schedule",
            Progress => "ledger-progress",
            Claimed => "ledger-claimed",
            Verified => "ledger-verified",
            State => "ledger-state",
            Light => "ledger-light",
            Reason => "ledger-reason",
            RuleSet => "ledger-rule-set",
            Problems => "ledger-problems",
            NextStep => "ledger-next-step",
            Evidence => "ledger-evidence",
            Note => "ledger-note",
        }
    }

    /// The head above its own, if it has one.
    pub fn group(self) -> Option<Group> {
        match self {
            Start | FirstDue | Due | LimitWords | Schedule => Some(Group::Limit),
            Progress | Claimed | Verified | State | Light | Reason | RuleSet => Some(Group::Progress),
            _ => None,
        }
    }

    /// Width in characters, as spreadsheets measure it.
    pub fn width(self) -> f64 {
        match self {
            Serial => 5.0,
            Light => 6.0,
            Kind | Claimed | Verified => 7.5,
            State | Leader | Schedule => 10.0,
            Holder => 14.0,
            Number | Start | FirstDue | Due | LimitWords | Contact | RuleSet => 12.0,
            Lead | Line => 16.0,
            Cooperating | Evidence | Note => 18.0,
            Source | Measure | Problems | NextStep => 24.0,
            Progress | Reason => 28.0,
            Statement => 44.0,
        }
    }

    /// The heads that mean this column in other people's ledgers, folded as [`fold`] folds. Heads of what the board
    /// computes or proves itself are known so that they are not reported as unknown, and are never read.
    pub fn synonyms(self) -> &'static [&'static str] {
        match self {
            Serial => &["序号", "no", "no.", "顺序", "行号"],
            Number => &["编号", "事项编号", "督查编号", "任务编号", "文号", "number"],
            Kind => &["类别", "事项类别", "任务类别", "kind", "type"],
            Line => &["工作线", "专项", "板块", "领域", "工作领域", "条线", "任务分类", "line", "lineofwork"],
            Source => &[
                "来源/依据",
                "来源",
                "依据",
                "来源依据",
                "任务来源",
                "事项来源",
                "工作依据",
                "文件依据",
                "会议名称",
                "source",
                "source/basis",
                "basis",
            ],
            Statement => &[
                "工作任务",
                "任务",
                "事项",
                "工作事项",
                "任务名称",
                "任务内容",
                "事项内容",
                "重点任务",
                "重点工作",
                "工作内容",
                "督办事项",
                "督查事项",
                "议定事项",
                "具体任务",
                "主要任务",
                "整改任务",
                "问题描述",
                "statement",
                "task",
                "commitment",
                "whatistobedone",
            ],
            Measure => &[
                "目标/具体措施",
                "目标",
                "具体措施",
                "工作目标",
                "目标任务",
                "年度目标",
                "工作措施",
                "措施",
                "工作要求",
                "具体要求",
                "整改措施",
                "target/measures",
                "target",
                "measure",
                "measures",
            ],
            Lead => &[
                "牵头单位",
                "牵头部门",
                "责任单位",
                "主办单位",
                "承办单位",
                "主责单位",
                "主责部门",
                "牵头责任单位",
                "责任部门",
                "牵头",
                "主办",
                "leadunit",
                "lead",
            ],
            Cooperating => &[
                "配合单位",
                "配合部门",
                "协办单位",
                "参与单位",
                "协同单位",
                "责任配合单位",
                "配合",
                "协办",
                "cooperatingunits",
                "cooperating",
            ],
            Leader => &[
                "责任领导",
                "分管领导",
                "牵头领导",
                "包保领导",
                "挂点领导",
                "牵头区领导",
                "市领导",
                "区领导",
                "leader",
                "responsibleleader",
            ],
            Holder => &["现任责任领导", "现任", "leadernow"],
            Contact => &[
                "责任人/联系人",
                "责任人",
                "联系人",
                "具体责任人",
                "联络员",
                "经办人",
                "责任人及联系方式",
                "contact",
                "personincharge/contact",
                "liaison",
            ],
            Start => &[
                "起算日",
                "开始时间",
                "启动时间",
                "交办时间",
                "交办日期",
                "开始日期",
                "起始日期",
                "start",
                "startday",
            ],
            FirstDue => &["原定时限", "原定完成时限", "firstlimit", "originallimit"],
            Due => &[
                "现行时限",
                "完成时限",
                "时限",
                "办理时限",
                "完成时间",
                "时间节点",
                "完成期限",
                "整改时限",
                "计划完成时间",
                "时限要求",
                "办结时限",
                "due",
                "duedate",
                "deadline",
                "limit",
                "currentlimit",
            ],
            LimitWords => &["时限表述", "limitaswritten"],
            Schedule => &["反馈周期", "报送周期", "reportschedule", "schedule"],
            Progress => &[
                "进展情况",
                "工作进展",
                "进展",
                "完成情况",
                "落实情况",
                "办理情况",
                "目前进展",
                "推进情况",
                "整改情况",
                "progress",
                "progressinwords",
            ],
            Claimed => &[
                "申报进度",
                "完成率",
                "完成率/状态",
                "完成率(%)",
                "进度",
                "完成进度",
                "完成比例",
                "进度(%)",
                "claimed",
                "progress(claimed)",
                "completion",
                "completionrate",
            ],
            Verified => &["核实进度", "verified", "progress(verified)"],
            State => &["状态", "办理状态", "完成状态", "是否完成", "办结情况", "state", "status"],
            Light => &["灯", "预警", "亮灯", "亮灯情况", "light"],
            Reason => &["灯的依据", "reasonofthelight"],
            RuleSet => &["规则集", "ruleset"],
            Problems => &[
                "存在问题",
                "存在问题及困难",
                "困难问题",
                "问题",
                "存在的问题",
                "主要问题",
                "问题和困难",
                "problems",
            ],
            NextStep => &[
                "下步措施",
                "下一步措施",
                "下步工作",
                "下一步工作",
                "下步打算",
                "下一步打算",
                "下一步计划",
                "下步计划",
                "nextsteps",
                "nextstep",
            ],
            Evidence => &["佐证材料", "佐证", "附件", "evidence"],
            Note => &["备注", "说明", "note", "remarks", "需协调事项", "批示"],
        }
    }

    /// The column that a head means.
    pub fn of(head: &str) -> Option<Column> {
        let head = fold(head);
        let bare = head.split(['(', '（']).next().unwrap_or_default().to_owned();
        let meant = |word: &str| Column::FLAT.into_iter().find(|column| column.synonyms().contains(&word));
        meant(&head).or_else(|| meant(&bare))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_people_write_are_understood() {
        for (head, column) in [
            ("牵头 单位", Lead),
            ("责任单位（牵头）", Lead),
            ("完成时限", Due),
            ("完成率（%）", Claimed),
            ("序  号", Serial),
            ("Lead unit", Lead),
            ("*工作任务", Statement),
        ] {
            assert_eq!(Column::of(head), Some(column), "{head}");
        }
        assert_eq!(Column::of("天气"), None);
    }

    #[test]
    fn no_head_means_two_columns() {
        let mut seen = std::collections::HashSet::new();
        for column in Column::FLAT {
            for word in column.synonyms() {
                assert_eq!(fold(word), *word, "folded");
                assert!(seen.insert(word), "{word}");
            }
        }
    }
}
