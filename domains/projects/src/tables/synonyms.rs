//! What other people's tables call the columns. Pure.

use qipan_accounts::table::wording::fold;

use super::columns::{Column, Column as C, TableKind};
use super::figures::{Unit, period};

/// A head that was understood.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Meant {
    /// The column.
    pub column: Column,
    /// The month that it names, of a span the last.
    pub month: Option<u32>,
    /// The year that it names.
    pub year: Option<i32>,
    /// The unit that it names.
    pub unit: Option<Unit>,
}

/// A head without what it says of time, unit and case: `§` stands for a span of months, `¤` for one month.
fn bare(head: &str) -> String {
    let folded: Vec<char> = fold(head).chars().filter(|c| !matches!(c, '“' | '”' | '"' | '、')).collect();
    let mut out = String::new();
    let (mut at, mut depth) = (0, 0_usize);
    while at < folded.len() {
        let c = folded[at];
        match c {
            '(' | '[' | '〔' | '【' => depth += 1,
            ')' | ']' | '〕' | '】' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            c if c.is_ascii_digit() => {
                let digits = |from: usize| {
                    (from..folded.len()).find(|i| !folded[*i].is_ascii_digit()).unwrap_or(folded.len())
                };
                let end = digits(at);
                let next = folded.get(end);
                let span = next.is_some_and(|c| matches!(c, '-' | '—' | '–' | '~' | '至' | '到'));
                let second = if span { digits(end + 1) } else { end };
                let spans = span && second > end + 1;
                let last = if spans { second } else { end };
                let months = out.strip_suffix("months").or_else(|| out.strip_suffix("month")).map(str::len);
                if folded.get(last) == Some(&'月') {
                    out.push(if spans { '§' } else { '¤' });
                    at = last + 1;
                    at += usize::from(folded.get(at) == Some(&'份'));
                } else if let Some(kept) = months {
                    out.truncate(kept);
                    out.push(if spans { '§' } else { '¤' });
                    at = last;
                } else if end - at == 4 {
                    at = end;
                    at += usize::from(folded.get(at) == Some(&'年'));
                    at += usize::from(folded.get(at) == Some(&'度'));
                } else {
                    out.extend(&folded[at..end]);
                    at = end;
                }
                continue;
            }
            c => out.push(c),
        }
        at += 1;
    }
    out
}

/// What a head means in a table; `group` is the head above it.
pub fn meant(head: &str, group: &str, table: TableKind) -> Option<Meant> {
    let said = period(head);
    let month = said.month;
    let of = |column| Meant { column, month, year: said.year, unit: unit_of(head) };
    let (key, above) = (bare(head), bare(group));
    if key.is_empty() {
        return None;
    }
    if table == TableKind::Targets {
        let inside = period(group).month.or(month).map(|m| m as u8);
        if let Some(month) = inside {
            let own = key.trim_start_matches(['¤', '§']);
            if [
                "当月完成投资",
                "完成投资",
                "计划投资",
                "投资",
                "计划完成投资",
                "月计划",
                "invested",
                "investment",
            ]
            .contains(&own)
            {
                return Some(of(C::Planned(month)));
            }
            if ["形象进度", "工程形象进度", "进度目标", "目标", "imageprogress"].contains(&own)
            {
                return Some(of(C::Aim(month)));
            }
        }
    }
    if above.contains("领导") || above.contains("leader") {
        let city = ["市", "市级", "市领导", "city", "省市"].contains(&key.as_str());
        let district =
            ["县", "区", "区县", "县级", "区级", "县领导", "区领导", "district"].contains(&key.as_str());
        if city || district {
            return Some(of(if city { C::LeaderCity } else { C::LeaderDistrict }));
        }
    }
    let own = table.columns();
    let hit = |column: &Column| synonyms(*column).contains(&key.as_str());
    own.iter().copied().find(hit).or_else(|| ALL.iter().copied().find(hit)).map(of)
}

/// The unit that a head names in brackets or after a comma; a bare 元 in a name is none.
fn unit_of(head: &str) -> Option<Unit> {
    let from = head.find(['(', '（', ',', '，', '/', '[', '〔'])?;
    Unit::named(&head[from..])
}

/// All columns that stand in a row of cells, for tables that have more of them than ours.
const ALL: &[Column] = &[
    C::Serial,
    C::Name,
    C::Code,
    C::Nature,
    C::Scale,
    C::Capacity,
    C::Span,
    C::Total,
    C::Earlier,
    C::Plan,
    C::Later,
    C::Goal,
    C::MonthPlan,
    C::TenDay,
    C::TenDayShare,
    C::ToTenDay,
    C::ToTenDayShare,
    C::MonthDone,
    C::Cumulative,
    C::CumulativeShare,
    C::Image,
    C::Start,
    C::Finish,
    C::Level,
    C::Industry,
    C::LeadUnit,
    C::UnitPerson,
    C::Owner,
    C::OwnerPerson,
    C::Person,
    C::Leader,
    C::Problems,
    C::Coordinate,
    C::Place,
    C::Stage,
    C::SignedOn,
    C::BeforeTerm,
    C::InTerm,
    C::NodeName,
    C::NodeDue,
    C::NodeProgress,
    C::NodeUnit,
    C::Note,
];

/// The bare heads that mean a column.
fn synonyms(column: Column) -> &'static [&'static str] {
    match column {
        C::Serial => &["序号", "no", "no.", "编号", "顺序"],
        C::Name => &[
            "项目名称",
            "名称",
            "项目",
            "工程名称",
            "项目(工程)名称",
            "重点项目名称",
            "project",
            "projectname",
        ],
        C::Code => &["项目代码", "代码", "投资项目代码", "项目统一代码", "projectcode", "code"],
        C::Nature => &["性质", "建设性质", "项目性质", "项目类别", "类别", "nature", "class"],
        C::Scale => &[
            "建设规模及内容",
            "内容及规模",
            "建设内容及规模",
            "主要建设内容及规模",
            "主要建设内容",
            "建设内容",
            "建设规模",
            "建设规模和内容",
            "项目内容及规模",
            "项目简介",
            "scaleandcontent",
        ],
        C::Capacity => &["新增生产能力", "生产能力", "新增能力", "newcapacity"],
        C::Span => {
            &["建设起止年限", "建设年限", "起止年限", "建设起止年", "建设工期", "建设周期", "yearsofbuilding"]
        }
        C::Total => {
            &["总投资", "投资总额", "项目总投资", "计划总投资", "投资规模", "总投资额", "totalinvestment"]
        }
        C::Earlier => &[
            "开工至上一年度底累计完成投资",
            "开工至上年底累计完成投资",
            "至上年底累计完成投资",
            "截至上年底累计完成投资",
            "截止上年底累计完成投资",
            "至底累计完成投资",
            "开工至底累计完成投资",
            "截至底累计完成投资",
            "截止底累计完成投资",
            "至底完成投资",
            "至上年底完成投资",
            "以前年度完成投资",
            "上年底累计完成投资",
            "investedbeforetheyear",
        ],
        C::Plan => &[
            "年计划投资",
            "年度计划投资",
            "年度计划",
            "年计划",
            "计划投资",
            "度计划投资",
            "年度投资计划",
            "投资计划",
            "年投资计划",
            "年度计划完成投资",
            "本年计划投资",
            "当年计划投资",
            "planoftheyear",
            "plan",
        ],
        C::Later => {
            &["后期计划", "后期计划投资", "以后年度计划", "以后年度投资", "后续计划投资", "planafterwards"]
        }
        C::Goal => &[
            "年度目标",
            "年度工作目标",
            "年度建设目标",
            "目标",
            "年度建设内容",
            "年度主要建设内容",
            "goal",
            "goaloftheyear",
        ],
        C::MonthPlan => &[
            "月计划",
            "本月计划",
            "当月计划",
            "月计划投资",
            "本月计划投资",
            "¤计划",
            "¤计划投资",
            "planofthemonth",
        ],
        C::TenDay => &[
            "旬完成",
            "本旬完成",
            "本旬完成投资",
            "上旬完成",
            "中旬完成",
            "下旬完成",
            "旬完成投资",
            "investedintheten-day",
        ],
        C::TenDayShare => &[
            "本旬占月计划%",
            "旬占月计划%",
            "本旬占月计划",
            "本旬完成占月计划%",
            "ten-dayofthemonth'splan,%",
        ],
        C::ToTenDay => &[
            "至旬完成",
            "至本旬完成",
            "至本旬累计完成",
            "月累计完成",
            "至上旬完成",
            "至中旬完成",
            "至下旬完成",
            "investedtotheten-day",
        ],
        C::ToTenDayShare => {
            &["占月计划%", "占月计划", "至本旬占月计划%", "月累计占月计划%", "ofthemonth'splan,%"]
        }
        C::MonthDone => &[
            "月完成",
            "本月完成",
            "本月完成投资",
            "当月完成投资",
            "当月完成",
            "月完成投资",
            "¤完成投资",
            "¤完成",
            "¤当月完成投资",
            "investedinthemonth",
            "invested,¤",
        ],
        C::Cumulative => &[
            "§完成投资",
            "§累计完成投资",
            "§累计",
            "§累计完成",
            "§完成",
            "累计完成投资",
            "累计完成",
            "年累计完成投资",
            "年累计完成",
            "本年累计完成投资",
            "年度累计完成投资",
            "年初至本月累计完成投资",
            "至本月累计完成投资",
            "年度完成投资",
            "invested,§",
        ],
        C::CumulativeShare => &[
            "占年计划%",
            "占年计划",
            "占年度计划%",
            "占年度计划",
            "占年%",
            "占年度计划比例",
            "占年计划比例",
            "完成率",
            "完成率%",
            "投资完成率",
            "占年度计划百分比",
            "完成比例",
            "完成年计划%",
            "ofthe year'splan,%",
            "oftheyear'splan,%",
        ],
        C::Image => &[
            "形象进度",
            "§形象进度",
            "¤形象进度",
            "工程形象进度",
            "项目形象进度",
            "目前形象进度",
            "建设进度",
            "进展情况",
            "项目进展",
            "项目进展情况",
            "当前形象进度",
            "目前进展",
            "imageprogress",
            "imageprogress,§",
        ],
        C::Start => &[
            "拟/今年开工",
            "拟开工",
            "今年开工",
            "开工时间",
            "拟开工时间",
            "计划开工时间",
            "计划开工",
            "预计开工时间",
            "开工日期",
            "start",
            "plannedstart",
        ],
        C::Finish => &[
            "拟/今年竣工",
            "拟竣工",
            "今年竣工",
            "竣工时间",
            "拟竣工时间",
            "计划竣工时间",
            "计划竣工",
            "预计竣工时间",
            "竣工日期",
            "完工时间",
            "finish",
            "plannedfinish",
        ],
        C::Level => &["分级", "项目分级", "级别", "项目级别", "省市级", "level"],
        C::Industry => &["行业", "所属行业", "行业类别", "产业类别", "industry"],
        C::LeadUnit => &[
            "责任单位",
            "责任部门",
            "牵头单位",
            "牵头责任单位",
            "主管部门",
            "主管单位",
            "分部门县",
            "部门县",
            "管理部门",
            "分部门、县",
            "leadunit",
            "responsibleunit",
        ],
        C::UnitPerson => &[
            "责任单位/责任人",
            "责任单位及责任人",
            "责任单位责任人",
            "responsibleunit/person",
            "leadunit/person",
        ],
        C::Owner => &[
            "业主",
            "项目业主",
            "建设单位",
            "业主单位",
            "法人单位",
            "项目法人",
            "投资主体",
            "投资方",
            "投资单位",
            "项目单位",
            "承建单位",
            "owner",
            "investor",
        ],
        C::OwnerPerson => &[
            "建设单位及责任人",
            "业主及负责人",
            "业主及责任人",
            "建设单位及负责人",
            "建设单位/责任人",
            "业主/负责人",
            "ownerandperson",
            "ownerandpersonincharge",
        ],
        C::Person => &["责任人", "负责人", "联系人", "联络员", "项目负责人", "personincharge", "person"],
        C::Leader => &[
            "挂点领导",
            "挂钩领导",
            "包联领导",
            "包保领导",
            "联系领导",
            "市领导",
            "区领导",
            "县领导",
            "责任领导",
            "包抓领导",
            "contractedleader",
            "leader",
        ],
        C::LeaderCity => &["市挂钩领导", "市级挂点领导"],
        C::LeaderDistrict => &["县挂钩领导", "县级挂点领导", "区挂钩领导"],
        C::Problems => {
            &["存在问题", "存在的问题", "存在问题及困难", "问题", "困难问题", "主要问题", "problems"]
        }
        C::Coordinate => &[
            "需省市协调解决问题",
            "需协调解决问题",
            "需协调事项",
            "需要协调解决的问题",
            "需市协调解决问题",
            "tobecoordinatedabove",
        ],
        C::Place => &["建设地点", "项目地点", "选址地点", "选址", "地点", "建设地址", "place"],
        C::Stage => &["项目阶段", "阶段", "目前阶段", "项目状态", "状态", "stage"],
        C::SignedOn => &["签约时间", "签约日期", "签订时间", "signedon"],
        C::BeforeTerm => &[
            "规划期前完成投资",
            "十四五完成投资",
            "十四五前完成投资",
            "十四五末完成投资",
            "规划期前累计完成投资",
            "investedbeforetheterm",
        ],
        C::InTerm => &[
            "规划期计划投资",
            "规划期内计划投资",
            "十五五计划投资",
            "十五五期间计划投资",
            "十四五计划投资",
            "规划期投资",
            "investmentoftheterm",
        ],
        C::NodeName => &[
            "前期事项",
            "前期工作",
            "前期工作事项",
            "审批事项",
            "办理事项",
            "工作事项",
            "节点",
            "建设节点",
            "节点名称",
            "buildingnode",
            "preparatorystep",
        ],
        C::NodeDue => &["时限", "完成时限", "办理时限", "完成时间", "计划完成时间", "limit"],
        C::NodeProgress => &["进展", "办理情况", "办理进展", "完成情况", "progress"],
        C::NodeUnit => &["承办单位", "办理单位", "责任单位", "审批单位", "doneby"],
        C::Note => &["备注", "说明", "note", "remarks"],
        column => super::ledger_words::heads(column),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_of_real_tables() {
        use TableKind::{Goals, Monthly, Permits, Targets, TenDay};
        for (table, head, group, column, month) in [
            (Monthly, "总投资（万元）", "", C::Total, None),
            (Monthly, "开工至上一年度底累计完成投资", "", C::Earlier, None),
            (Monthly, "至2025年底累计完成投资", "", C::Earlier, None),
            (Monthly, "2026年计划投资", "", C::Plan, None),
            (Monthly, "2026年度计划投资(万元)", "", C::Plan, None),
            (Monthly, "1–10月完成投资", "实际完成情况", C::Cumulative, Some(10)),
            (Monthly, "1-10月份累计完成投资", "实际完成情况", C::Cumulative, Some(10)),
            (Monthly, "占年计划%", "实际完成情况", C::CumulativeShare, None),
            (Monthly, "１—１０月形象进度", "实际完成情况", C::Image, Some(10)),
            (Monthly, "建设单位及责任人", "", C::OwnerPerson, None),
            (TenDay, "占月计划%", "月完成情况", C::ToTenDayShare, None),
            (TenDay, "市", "挂钩领导", C::LeaderCity, None),
            (TenDay, "县", "挂钩领导", C::LeaderDistrict, None),
            (TenDay, "责任单位/责任人", "", C::UnitPerson, None),
            (Goals, "10月完成", "完成情况", C::MonthDone, Some(10)),
            (Goals, "需省、市协调解决问题", "", C::Coordinate, None),
            (Targets, "当月完成投资", "3月", C::Planned(3), None),
            (Targets, "形象进度", "12月份", C::Aim(12), None),
            (Permits, "责任单位", "", C::NodeUnit, None),
            (Monthly, "责任单位", "", C::LeadUnit, None),
        ] {
            let found = meant(head, group, table).unwrap_or_else(|| panic!("{head}"));
            assert_eq!((found.column, found.month), (column, month), "{head}");
        }
        assert_eq!(meant("总投资（亿元）", "", Monthly).unwrap().unit, Some(Unit::Yi));
        for head in ["天气", "", "（）", "联系电话"] {
            assert_eq!(meant(head, "", Monthly), None, "{head}");
        }
    }

    #[test]
    fn no_head_means_two_columns_of_a_table() {
        for table in TableKind::ALL {
            let mut seen = std::collections::HashMap::new();
            for column in table.columns().iter().filter(|column| !matches!(column, C::Planned(_) | C::Aim(_)))
            {
                for word in synonyms(*column) {
                    assert_eq!(seen.insert(*word, *column), None, "{word} in {}", table.as_str());
                }
            }
        }
    }
}
