//! The columns of each table, from the left.

use super::columns::{Column, Column as C};

/// 重点项目月报表
pub(super) const MONTHLY: &[Column] = &[
    C::Serial,
    C::Name,
    C::Total,
    C::Earlier,
    C::Plan,
    C::Cumulative,
    C::CumulativeShare,
    C::Image,
    C::OwnerPerson,
    C::Leader,
];
/// 旬报表
pub(super) const TEN_DAY: &[Column] = &[
    C::Serial,
    C::Name,
    C::Nature,
    C::Scale,
    C::Total,
    C::Plan,
    C::Later,
    C::MonthPlan,
    C::TenDay,
    C::TenDayShare,
    C::ToTenDay,
    C::ToTenDayShare,
    C::LeaderCity,
    C::LeaderDistrict,
    C::UnitPerson,
    C::Owner,
    C::Image,
    C::Problems,
];
/// 年度目标及形象进度完成情况汇总表
pub(super) const GOALS: &[Column] = &[
    C::Serial,
    C::Name,
    C::Scale,
    C::Span,
    C::Total,
    C::Earlier,
    C::Plan,
    C::Goal,
    C::MonthDone,
    C::Cumulative,
    C::CumulativeShare,
    C::Image,
    C::Start,
    C::Finish,
    C::Level,
    C::LeadUnit,
    C::OwnerPerson,
    C::Coordinate,
    C::Leader,
];
/// 项目前期工作台账
pub(super) const PERMITS: &[Column] =
    &[C::Serial, C::Name, C::NodeName, C::NodeDue, C::NodeProgress, C::NodeUnit, C::Leader, C::Note];
/// 项目目标责任制表
pub(super) const TARGETS: &[Column] = &{
    let mut all = [C::Serial; 31];
    (all[1], all[2], all[3], all[4]) = (C::Name, C::Total, C::Plan, C::Goal);
    let mut month = 1;
    while month <= 12 {
        (all[3 + 2 * month], all[4 + 2 * month]) = (C::Planned(month as u8), C::Aim(month as u8));
        month += 1;
    }
    (all[29], all[30]) = (C::UnitPerson, C::Leader);
    all
};
/// 五年规划重点项目表
pub(super) const FIVE_YEAR: &[Column] = &[
    C::Serial,
    C::Name,
    C::Scale,
    C::Capacity,
    C::Span,
    C::Total,
    C::BeforeTerm,
    C::InTerm,
    C::Level,
    C::LeadUnit,
    C::Owner,
    C::Note,
];
/// 招商项目汇总表
pub(super) const PROMOTION: &[Column] = &[
    C::Serial,
    C::Name,
    C::Owner,
    C::Scale,
    C::Total,
    C::Place,
    C::Stage,
    C::SignedOn,
    C::LeadUnit,
    C::Person,
    C::Leader,
    C::Image,
    C::Problems,
];
/// 资金拼盘及到位汇总表
pub(super) const FUNDS: &[Column] = &[
    C::Serial,
    C::Name,
    C::Total,
    C::Investor,
    C::FundSource,
    C::FundNote,
    C::FundBefore,
    C::FundYear,
    C::FundPlan,
    C::FundPaid,
];
/// 参建单位汇总表
pub(super) const PARTICIPANTS: &[Column] = &[
    C::Serial,
    C::Name,
    C::Client,
    C::Role,
    C::Party,
    C::Qualification,
    C::ContractNo,
    C::Section,
    C::ContractOn,
    C::ContractAmount,
    C::ContractNow,
    C::Retention,
    C::From,
    C::Until,
    C::Manager,
    C::Phone,
];
/// What stands on the page of one project, above its nodes.
pub(super) const SITE: &[Column] = &[
    C::Name,
    C::Code,
    C::Level,
    C::Industry,
    C::Place,
    C::Owner,
    C::Scale,
    C::Capacity,
    C::Span,
    C::Total,
    C::Earlier,
    C::Plan,
    C::Cumulative,
    C::Goal,
    C::Image,
    C::LeadUnit,
    C::Person,
    C::Leader,
    C::Problems,
];
