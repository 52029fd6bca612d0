//! The tables that offices print, and their columns (`reference/execution.md` 5.3): which columns a table has, under
//! which heads, how wide, and what other people call them.

use qipan_kernel::worded;

use super::layout;

worded! {
    /// A table.
    TableKind, "table-kind", {
        /// 重点项目月报表
        Monthly = "monthly",
        /// 旬报表
        TenDay = "ten-day",
        /// 年度目标及形象进度完成情况汇总表
        Goals = "goals",
        /// 在建、新开工项目台账: a page for each project.
        Site = "site",
        /// 项目前期工作台账: permit nodes.
        Permits = "permits",
        /// 项目目标责任制表（支撑表）: months across.
        Targets = "targets",
        /// 五年规划重点项目表
        FiveYear = "five-year",
        /// 招商项目汇总表
        Promotion = "promotion",
        /// 资金拼盘及到位汇总表: a row for each source of a project's money.
        Funds = "funds",
        /// 参建单位汇总表: a row for each contract of a project.
        Participants = "participants",
    }
}

/// A column.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Column {
    /// 序号
    Serial,
    /// 项目名称
    Name,
    /// 项目代码
    Code,
    /// 性质: the class of the year.
    Nature,
    /// 建设规模及内容
    Scale,
    /// 新增生产能力
    Capacity,
    /// 建设起止年限
    Span,
    /// 总投资
    Total,
    /// 开工至上一年度底累计完成投资
    Earlier,
    /// 年计划投资
    Plan,
    /// 后期计划: what is left after the year's plan.
    Later,
    /// 年度目标
    Goal,
    /// 月计划
    MonthPlan,
    /// 旬完成
    TenDay,
    /// 本旬占月计划%
    TenDayShare,
    /// 至旬完成
    ToTenDay,
    /// 占月计划%
    ToTenDayShare,
    /// 月完成
    MonthDone,
    /// 1–m月完成投资
    Cumulative,
    /// 占年计划%
    CumulativeShare,
    /// 形象进度
    Image,
    /// 拟（今年）开工
    Start,
    /// 拟（今年）竣工
    Finish,
    /// 分级
    Level,
    /// 行业
    Industry,
    /// 责任单位
    LeadUnit,
    /// 责任单位/责任人
    UnitPerson,
    /// 业主
    Owner,
    /// 业主（建设单位）及责任人
    OwnerPerson,
    /// 责任人
    Person,
    /// 挂点领导
    Leader,
    /// 挂钩领导: 市
    LeaderCity,
    /// 挂钩领导: 县
    LeaderDistrict,
    /// 存在问题
    Problems,
    /// 需省、市协调解决问题
    Coordinate,
    /// 建设地点
    Place,
    /// 项目阶段
    Stage,
    /// 签约时间
    SignedOn,
    /// 规划期前完成投资
    BeforeTerm,
    /// 规划期计划投资
    InTerm,
    /// 前期事项
    NodeName,
    /// 时限
    NodeDue,
    /// 进展
    NodeProgress,
    /// 承办单位
    NodeUnit,
    /// A month's planned investment.
    Planned(u8),
    /// A month's planned image progress.
    Aim(u8),
    /// 备注
    Note,
    /// 投资主体
    Investor,
    /// 资金来源
    FundSource,
    /// 来源说明
    FundNote,
    /// 至上年底到位
    FundBefore,
    /// 年度到位
    FundYear,
    /// 年计划: what the source is to give in the year.
    FundPlan,
    /// 年完成: what was paid out in the year.
    FundPaid,
    /// 建设单位
    Client,
    /// 单位类型
    Role,
    /// 参建单位
    Party,
    /// 资质等级
    Qualification,
    /// 合同编号
    ContractNo,
    /// 合同段
    Section,
    /// 签订日期
    ContractOn,
    /// 合同额
    ContractAmount,
    /// 变更后合同额
    ContractNow,
    /// 质保金比例
    Retention,
    /// 合同开工
    From,
    /// 合同完工
    Until,
    /// 项目经理
    Manager,
    /// 联系电话
    Phone,
}

/// The head that stands over several columns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Group {
    /// 实际完成情况
    Done,
    /// 月完成情况
    Month,
    /// 挂钩领导
    Leaders,
    /// A month.
    OfMonth(u8),
    /// 资金来源
    Sources,
    /// 资金到位
    PaidIn,
    /// 年度资金
    FundYear,
    /// 合同
    Contract,
    /// 合同工期
    Term,
    /// 现场负责人
    Site,
}

/// What a column's cells are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    /// A number in order.
    Serial,
    /// Words.
    Text,
    /// An amount.
    Amount,
    /// A share in per cent: computed, checked, never read.
    Share,
    /// A day.
    Day,
}

use Column as C;

impl TableKind {
    /// Its columns, from the left.
    pub fn columns(self) -> &'static [Column] {
        match self {
            TableKind::Monthly => layout::MONTHLY,
            TableKind::TenDay => layout::TEN_DAY,
            TableKind::Goals => layout::GOALS,
            TableKind::Site => layout::SITE,
            TableKind::Permits => layout::PERMITS,
            TableKind::Targets => layout::TARGETS,
            TableKind::FiveYear => layout::FIVE_YEAR,
            TableKind::Promotion => layout::PROMOTION,
            TableKind::Funds => layout::FUNDS,
            TableKind::Participants => layout::PARTICIPANTS,
        }
    }

    /// Words of a title that mean this table, the more telling first.
    pub fn titles(self) -> &'static [&'static str] {
        match self {
            TableKind::Monthly => &["月报", "monthly report", "monthly table"],
            TableKind::TenDay => &["旬报", "ten-day"],
            TableKind::Goals => &["年度目标及形象进度", "完成情况汇总表", "goals of the year"],
            TableKind::Site => &["新开工项目台账", "在建项目台账", "新开工台账", "site ledger"],
            TableKind::Permits => &["前期工作台账", "前期工作", "ledger of preparatory"],
            TableKind::Targets => &["目标责任制", "支撑表", "大干", "target responsibility"],
            TableKind::FiveYear => &["五年规划", "五”规划", "五\"规划", "五规划", "five-year"],
            TableKind::Promotion => &["招商", "investment promotion"],
            TableKind::Funds => &["资金拼盘", "资金到位", "sources of funds"],
            TableKind::Participants => &["参建单位", "participants"],
        }
    }

    /// The column that each row of a project fills, where a project has several rows.
    pub fn marker(self) -> Option<Column> {
        match self {
            TableKind::Site | TableKind::Permits => Some(C::NodeName),
            TableKind::Funds => Some(C::FundSource),
            TableKind::Participants => Some(C::Party),
            _ => None,
        }
    }

    /// It speaks of projects that the book has: it enters none.
    pub fn of_known(self) -> bool {
        self.marker().is_some()
    }

    /// It speaks of one month.
    pub fn of_month(self) -> bool {
        matches!(
            self,
            TableKind::Monthly
                | TableKind::TenDay
                | TableKind::Goals
                | TableKind::Site
                | TableKind::Promotion
        )
    }
}

impl Column {
    /// The head above its own, if it has one in this table.
    pub fn group(self, table: TableKind) -> Option<Group> {
        match (table, self) {
            (TableKind::Monthly, C::Cumulative | C::CumulativeShare | C::Image)
            | (TableKind::Goals, C::MonthDone | C::Cumulative | C::CumulativeShare | C::Image) => {
                Some(Group::Done)
            }
            (
                TableKind::TenDay,
                C::MonthPlan | C::TenDay | C::TenDayShare | C::ToTenDay | C::ToTenDayShare,
            ) => Some(Group::Month),
            (TableKind::TenDay, C::LeaderCity | C::LeaderDistrict) => Some(Group::Leaders),
            (TableKind::Targets, C::Planned(month) | C::Aim(month)) => Some(Group::OfMonth(month)),
            (_, C::FundSource | C::FundNote) => Some(Group::Sources),
            (_, C::FundBefore | C::FundYear) => Some(Group::PaidIn),
            (_, C::FundPlan | C::FundPaid) => Some(Group::FundYear),
            (
                _,
                C::ContractNo
                | C::Section
                | C::ContractOn
                | C::ContractAmount
                | C::ContractNow
                | C::Retention,
            ) => Some(Group::Contract),
            (_, C::From | C::Until) => Some(Group::Term),
            (_, C::Manager | C::Phone) => Some(Group::Site),
            _ => None,
        }
    }

    /// What its cells are.
    pub fn sort(self) -> Sort {
        match self {
            C::Serial => Sort::Serial,
            C::Total
            | C::Earlier
            | C::Plan
            | C::Later
            | C::MonthPlan
            | C::TenDay
            | C::ToTenDay
            | C::MonthDone
            | C::Cumulative
            | C::BeforeTerm
            | C::InTerm
            | C::FundBefore
            | C::FundYear
            | C::FundPlan
            | C::FundPaid
            | C::ContractAmount
            | C::ContractNow
            | C::Planned(_) => Sort::Amount,
            C::TenDayShare | C::ToTenDayShare | C::CumulativeShare | C::Retention => Sort::Share,
            C::Start | C::Finish | C::SignedOn | C::NodeDue | C::ContractOn | C::From | C::Until => Sort::Day,
            _ => Sort::Text,
        }
    }

    /// Its money is booked for each project by itself: what is part of another is not in that one's.
    pub fn of_ledger(self) -> bool {
        matches!(
            self,
            C::FundBefore | C::FundYear | C::FundPlan | C::FundPaid | C::ContractAmount | C::ContractNow
        )
    }

    /// It says something of the project: where that has several rows, once for all of them.
    pub fn of_project(self) -> bool {
        matches!(self, C::Serial | C::Name | C::Leader | C::Total | C::Investor | C::Client | C::FundPaid)
    }

    /// A share's parts: done and plan.
    pub fn share_of(self) -> Option<(Column, Column)> {
        match self {
            C::TenDayShare => Some((C::TenDay, C::MonthPlan)),
            C::ToTenDayShare => Some((C::ToTenDay, C::MonthPlan)),
            C::CumulativeShare => Some((C::Cumulative, C::Plan)),
            _ => None,
        }
    }

    /// The locale key of its head.
    pub fn key(self) -> &'static str {
        match self {
            C::Serial => "table-serial",
            C::Name => "table-name",
            C::Code => "table-code",
            C::Nature => "table-nature",
            C::Scale => "table-scale",
            C::Capacity => "table-capacity",
            C::Span => "table-span",
            C::Total => "table-total",
            C::Earlier => "table-earlier",
            C::Plan => "table-plan",
            C::Later => "table-later",
            C::Goal => "table-goal",
            C::MonthPlan => "table-month-plan",
            C::TenDay => "table-ten-day",
            C::TenDayShare => "table-ten-day-share",
            C::ToTenDay => "table-to-ten-day",
            C::ToTenDayShare => "table-to-ten-day-share",
            C::MonthDone => "table-month-done",
            C::Cumulative => "table-cumulative",
            C::CumulativeShare => "table-cumulative-share",
            C::Image => "table-image",
            C::Start => "table-start",
            C::Finish => "table-finish",
            C::Level => "table-level",
            C::Industry => "table-industry",
            C::LeadUnit => "table-lead-unit",
            C::UnitPerson => "table-unit-person",
            C::Owner => "table-owner",
            C::OwnerPerson => "table-owner-person",
            C::Person => "table-person",
            C::Leader => "table-leader",
            C::LeaderCity => "table-leader-city",
            C::LeaderDistrict => "table-leader-district",
            C::Problems => "table-problems",
            C::Coordinate => "table-coordinate",
            C::Place => "table-place",
            C::Stage => "table-stage",
            C::SignedOn => "table-signed-on",
            C::BeforeTerm => "table-before-term",
            C::InTerm => "table-in-term",
            C::NodeName => "table-node-name",
            C::NodeDue => "table-node-due",
            C::NodeProgress => "table-node-progress",
            C::NodeUnit => "table-node-unit",
            C::Planned(_) => "table-planned",
            C::Aim(_) => "table-aim",
            C::Note => "table-note",
            C::Investor => "table-investor",
            C::FundSource => "table-fund-source",
            C::FundNote => "table-fund-note",
            C::FundBefore => "table-fund-before",
            C::FundYear => "table-fund-year",
            C::FundPlan => "table-fund-plan",
            C::FundPaid => "table-fund-paid",
            C::Client => "table-client",
            C::Role => "table-role",
            C::Party => "table-party",
            C::Qualification => "table-qualification",
            C::ContractNo => "table-contract-no",
            C::Section => "table-section",
            C::ContractOn => "table-contract-on",
            C::ContractAmount => "table-contract-amount",
            C::ContractNow => "table-contract-now",
            C::Retention => "table-retention",
            C::From => "table-from",
            C::Until => "table-until",
            C::Manager => "table-manager",
            C::Phone => "table-phone",
        }
    }

    /// Width in characters, as spreadsheets measure it: the least with which it prints well.
    pub fn width(self) -> f64 {
        match self {
            C::Serial => 5.0,
            C::TenDayShare | C::ToTenDayShare | C::CumulativeShare => 8.0,
            C::Retention => 9.0,
            C::Level | C::Nature | C::Stage => 8.5,
            C::LeaderCity | C::LeaderDistrict | C::Leader | C::Person | C::Span | C::Manager | C::Section => {
                10.0
            }
            C::Planned(_) => 9.0,
            C::Aim(_) | C::Role | C::Industry => 11.0,
            _ if self.sort() == Sort::Day => 11.0,
            _ if self.sort() == Sort::Amount => 13.0,
            C::LeadUnit => 12.5,
            C::FundSource | C::ContractNo | C::Phone | C::Qualification => 15.0,
            C::UnitPerson | C::Owner | C::OwnerPerson | C::Place | C::NodeUnit | C::Investor | C::Client => {
                17.0
            }
            C::Image | C::Goal | C::Party | C::Note | C::Capacity => 20.0,
            C::Problems | C::Coordinate | C::NodeName | C::NodeProgress | C::FundNote => 23.0,
            _ => 26.0,
        }
    }
}
