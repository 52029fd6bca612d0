//! What the demonstration city promises: lines of work and patterns of invented commitments.

use qipan_board::lines::model::Line;
use qipan_kernel::{Day, Id};

/// The day on which the city began to work with Qipan: 2024-09-02.
pub const FOUNDED: Day = Day(19_968);

/// The columns of the board.
pub fn lines() -> Vec<Line> {
    let line = |sort, code: &str, zh: &str, en: &str, words: &[&str]| Line {
        id: Id(0),
        code: code.into(),
        name_zh: zh.into(),
        name_en: en.into(),
        keywords: words.iter().map(|word| (*word).to_owned()).collect(),
        sort,
        active: true,
    };
    vec![
        line(
            1,
            "smart",
            "智慧滨海",
            "Smart Binhai",
            &["智慧", "智能", "应用系统", "smart", "intelligent", "platform"],
        ),
        line(
            2,
            "rural",
            "乡村振兴",
            "Rural revival",
            &["乡村", "农业", "农村", "rural", "agricultur", "village"],
        ),
        line(
            3,
            "relief",
            "困难救助",
            "Relief",
            &["救助", "困难", "民生", "社会保障", "rescue", "relief", "assistance", "poverty"],
        ),
        line(
            4,
            "projects",
            "重点项目",
            "Key projects",
            &["项目", "工程", "开工", "竣工", "project", "construction"],
        ),
        line(5, "safety", "安全发展", "Safe city", &["安全", "隐患", "应急", "safe", "safety", "accident"]),
        line(
            6,
            "data",
            "数据汇聚",
            "Data hub",
            &["数据", "共享", "大数据", "data", "sharing", "interconnection"],
        ),
        line(
            7,
            "green",
            "绿色低碳",
            "Green",
            &["绿色", "低碳", "生态", "碳", "green", "carbon", "ecolog", "forest"],
        ),
        line(
            8,
            "invest",
            "招商强链",
            "Investment",
            &["招商", "产业链", "投资", "企业", "invest", "industrial chain"],
        ),
    ]
}

/// A pattern of commitments of one line: statement with `{n}` for a number, unit of the number, days it takes.
pub struct Pattern {
    /// Statement; `{n}` is replaced by a number between `least` and `most`.
    pub statement: &'static str,
    /// Smallest number.
    pub least: u32,
    /// Largest number.
    pub most: u32,
    /// Measure; `{n}` as above; empty when nothing is counted.
    pub measure: &'static str,
    /// Days from decision to limit.
    pub days: i32,
}

const fn p(statement: &'static str, least: u32, most: u32, measure: &'static str, days: i32) -> Pattern {
    Pattern { statement, least, most, measure, days }
}

/// Patterns by line, in the order of [`lines`].
pub const PATTERNS: [&[Pattern]; 8] = [
    &[
        p("完成{n}个业务系统与区级平台的接口改造并通过联调", 2, 9, "接入系统 {n} 个", 150),
        p("编制本单位智慧应用项目清单，报区政府审定", 1, 1, "", 45),
        p("建成“城市静态交通”应用一期并上线试运行", 1, 1, "", 240),
        p("完成视频资源整合，汇入区级共享平台{n}路", 200, 3000, "汇入视频 ≥ {n} 路", 180),
        p("开展已建应用系统摸底，提交存量系统台账", 1, 1, "", 60),
        p("智慧社区试点覆盖{n}个小区", 3, 18, "试点小区 ≥ {n} 个", 210),
    ],
    &[
        p("新建改造农村公路{n}公里", 6, 40, "{n} 公里", 260),
        p("完成{n}个村的人居环境整治并通过验收", 2, 14, "整治村 {n} 个", 200),
        p("培育市级以上示范家庭农场{n}家", 2, 8, "{n} 家", 300),
        p("完成高标准农田建设{n}亩", 1500, 9000, "{n} 亩", 280),
        p("制定乡村振兴年度实施方案并印发", 1, 1, "", 40),
    ],
    &[
        p("制定困难群体急难救助实施细则并印发", 1, 1, "", 40),
        p("完成低保对象动态复核{n}户", 120, 900, "复核 {n} 户", 90),
        p("建立临时救助快速响应机制，{n}小时内先行救助", 24, 48, "", 70),
        p("改造困难老年人家庭适老设施{n}户", 60, 400, "改造 {n} 户", 220),
        p("设立街镇救助服务窗口，实现“一门受理”", 1, 1, "", 100),
    ],
    &[
        p("推动轨道站点主体结构封顶", 1, 1, "", 300),
        p("完成产业园区标准厂房{n}万平方米建设", 3, 20, "{n} 万平方米", 330),
        p("完成地块征收及土地平整{n}亩", 80, 700, "{n} 亩", 160),
        p("协调解决新能源工厂供电增容，满足试生产用电", 1, 1, "", 75),
        p("推进道路及管网配套工程完工通车", 1, 1, "", 270),
        p("年度固定资产投资完成{n}亿元", 5, 60, "≥ {n} 亿元", 330),
    ],
    &[
        p("完成危化品仓库消防通道整改并通过复查", 1, 1, "", 60),
        p("排查整治老旧小区燃气隐患{n}处", 40, 500, "整治 {n} 处", 120),
        p("组织重点企业双重预防机制建设，覆盖{n}家", 20, 160, "≥ {n} 家", 180),
        p("开展安全发展示范城市创建自评，提交缺项清单", 1, 1, "", 50),
        p("完成{n}处地下空间防汛设施改造", 3, 22, "{n} 处", 110),
    ],
    &[
        p("编制政务数据目录并挂接数据资源{n}项", 20, 180, "挂接 {n} 项", 120),
        p("完成户籍核验数据共享接口上线", 1, 1, "", 60),
        p("完成存量业务数据治理并迁移入区数据中心", 1, 1, "", 210),
        p("数据质量问题整改率达到{n}%", 90, 98, "≥ {n}%", 90),
        p("落实数据分类分级，完成{n}个系统定级", 4, 30, "{n} 个", 140),
    ],
    &[
        p("新建及提升公园绿地{n}公顷", 4, 60, "{n} 公顷", 270),
        p("完成公共建筑节能改造{n}万平方米", 2, 25, "{n} 万平方米", 250),
        p("建成近零碳示范园区一期能源系统", 1, 1, "", 320),
        p("推广新能源公务及环卫车辆{n}辆", 10, 120, "{n} 辆", 190),
        p("完成{n}家企业清洁生产审核", 3, 20, "{n} 家", 200),
    ],
    &[
        p("引进产业链关键环节项目{n}个", 2, 12, "≥ {n} 个", 300),
        p("完成强链补链重点企业走访{n}家，形成诉求清单", 20, 120, "走访 {n} 家", 100),
        p("推动签约项目{n}个落地开工", 2, 9, "开工 {n} 个", 210),
        p("出台支持链主企业若干措施", 1, 1, "", 60),
        p("实际利用内资到位{n}亿元", 4, 70, "≥ {n} 亿元", 330),
    ],
];

/// What units write when they report.
pub const PROGRESS_WORDS: [&str; 6] = [
    "按计划推进，已完成方案评审和任务分工",
    "主体工作已展开，完成阶段性节点",
    "已完成现场核查，正在组织实施",
    "与相关单位完成对接，进入攻坚阶段",
    "正在开展收尾和资料整理",
    "已完成主要工程量，准备验收",
];

/// What hinders them.
pub const PROBLEM_WORDS: [&str; 5] =
    ["", "", "前期手续办理周期较长", "跨部门数据口径尚未统一", "施工界面交叉，需区级协调"];
