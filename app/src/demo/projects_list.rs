//! The key projects of the demonstration city: the cases that the source documents tell of, and invented ones.

use qipan_projects::book::model::{Kind, Level};

/// What a project of the demonstration city is made from.
pub struct Case {
    /// Name; projects whose names say so are invented.
    pub name: &'static str,
    /// Which of the cases it is a part of, by its place in [`CASES`].
    pub part_of: Option<usize>,
    /// Industry.
    pub industry: &'static str,
    /// Whose money.
    pub kind: Kind,
    /// Who lists it.
    pub level: Level,
    /// Short name of the unit that leads it.
    pub unit: &'static str,
    /// Total investment, in 万元.
    pub total: i64,
    /// Months from 2024-01 to the planned start.
    pub start: i32,
    /// Months of building.
    pub months: i32,
    /// What is built.
    pub scale: &'static str,
    /// What it will give.
    pub capacity: &'static str,
    /// Its building nodes, where they are its own.
    pub nodes: &'static [&'static str],
    /// Longitude and latitude, in millionths of a degree.
    pub point: (i32, i32),
}

#[allow(clippy::too_many_arguments)] // a row of a table
const fn case(
    name: &'static str,
    part_of: Option<usize>,
    (industry, kind, level): (&'static str, Kind, Level),
    unit: &'static str,
    (total, start, months): (i64, i32, i32),
    (scale, capacity): (&'static str, &'static str),
    nodes: &'static [&'static str],
    point: (i32, i32),
) -> Case {
    Case { name, part_of, industry, kind, level, unit, total, start, months, scale, capacity, nodes, point }
}

use Kind::{Enterprise, Government, Joint};
use Level::{District, Municipal, National};

/// The cases of the source documents: a vehicle plant whose first phase is done and whose first car is due in June, a
/// rail line with its stations, a big-data centre with migration, platforms, investment promotion and talent, a
/// sub-centre with one node a year.
pub const CASES: &[Case] = &[
    case(
        "新能源汽车整车基地（示例）",
        None,
        ("先进制造", Enterprise, Municipal),
        "经开区",
        (820_000, 2, 38),
        ("整车四大工艺车间及配套，分两期建设", "年产整车 20 万辆"),
        &["二期厂房封顶", "二期设备安装", "二期验收"],
        (117_702_000, 39_050_000),
    ),
    case(
        "新能源汽车整车基地一期（示例）",
        Some(0),
        ("先进制造", Enterprise, Municipal),
        "经开区",
        (460_000, 2, 27),
        ("冲压、焊装、涂装、总装车间", "年产整车 10 万辆"),
        &["厂房封顶", "设备安装调试", "一期竣工验收", "首车下线"],
        (117_706_000, 39_052_000),
    ),
    case(
        "轨道交通示例线",
        None,
        ("轨道交通", Government, National),
        "住建委",
        (1_960_000, 4, 48),
        ("线路 39 公里，车站 9 座", "日均客运 18 万人次"),
        &["征地拆迁完成", "盾构始发", "洞通", "轨通", "电通", "竣工验收"],
        (117_640_000, 39_010_000),
    ),
    case(
        "轨道交通示例线站点土建工程",
        Some(2),
        ("轨道交通", Government, National),
        "住建委",
        (520_000, 6, 30),
        ("地下车站 7 座", ""),
        &["围护结构完成", "主体结构封顶", "附属结构完成", "土建验收"],
        (117_652_000, 39_014_000),
    ),
    case(
        "区大数据中心（示例）",
        None,
        ("数字政府", Government, Municipal),
        "大数据局",
        (68_000, 8, 26),
        ("机房、政务云、数据平台及迁移", "承载业务系统 300 个"),
        &["机房验收", "政务云上线", "迁移完成", "竣工验收"],
        (117_690_000, 39_030_000),
    ),
    case(
        "存量业务数据迁移（示例）",
        Some(4),
        ("数字政府", Government, District),
        "大数据局",
        (9_600, 16, 14),
        ("存量系统 120 个分批迁移", ""),
        &["第一批迁移", "第二批迁移", "迁移验收"],
        (117_691_000, 39_031_000),
    ),
    case(
        "数据共享与开放平台（示例）",
        Some(4),
        ("数字政府", Government, District),
        "大数据局",
        (7_800, 14, 16),
        ("目录、交换、质量、开放四个平台", ""),
        &["目录平台上线", "交换平台上线", "平台验收"],
        (117_692_000, 39_032_000),
    ),
    case(
        "大数据产业招商与人才公寓（示例）",
        Some(4),
        ("现代服务", Joint, District),
        "大数据局",
        (36_000, 18, 22),
        ("产业载体 6 万平方米，人才公寓 400 套", "引进企业 60 家"),
        &["载体封顶", "公寓封顶", "竣工验收"],
        (117_694_000, 39_029_000),
    ),
    case(
        "城市副中心核心片区（示例）",
        None,
        ("城市更新", Joint, Municipal),
        "中新生态城",
        (1_280_000, 0, 58),
        ("起步区 4 平方公里，每平方公里投资 32 亿元", ""),
        &[
            "2024 年：骨干路网成形",
            "2025 年：公共服务设施开放",
            "2026 年：商务区封顶",
            "2027 年：中央公园建成",
            "2028 年：片区验收",
        ],
        (117_770_000, 39_140_000),
    ),
];

/// Patterns of the invented projects: what is built, industry, kind of money, least and most 万元, months, capacity.
pub const PATTERNS: &[(&str, &str, Kind, i64, i64, i32, &str)] = &[
    ("高端装备产业园", "先进制造", Enterprise, 30_000, 160_000, 22, "年产值 12 亿元"),
    ("生物医药中试基地", "生物医药", Enterprise, 18_000, 90_000, 20, "中试线 12 条"),
    ("新材料生产线", "新材料", Enterprise, 22_000, 140_000, 18, "年产 3 万吨"),
    ("冷链物流中心", "现代物流", Enterprise, 12_000, 60_000, 16, "库容 15 万吨"),
    ("储能电站", "新能源", Enterprise, 24_000, 80_000, 12, "200 兆瓦时"),
    ("海水淡化二期", "节能环保", Joint, 36_000, 120_000, 24, "日产淡水 10 万吨"),
    ("信创产业基地", "信息技术", Enterprise, 20_000, 110_000, 20, "入驻企业 80 家"),
    ("中小学新建工程", "社会事业", Government, 9_000, 38_000, 18, "学位 2 160 个"),
    ("社区卫生服务中心迁建", "社会事业", Government, 3_200, 14_000, 14, "床位 60 张"),
    ("雨污分流改造", "市政设施", Government, 6_000, 45_000, 16, ""),
    ("滨河绿廊", "生态环境", Government, 5_000, 26_000, 14, ""),
    ("主干路改造提升", "市政设施", Government, 12_000, 88_000, 20, ""),
    ("老旧小区改造", "城市更新", Government, 4_000, 30_000, 12, ""),
    ("高标准农田", "现代农业", Government, 3_000, 16_000, 10, "1.2 万亩"),
    ("智慧停车系统", "数字政府", Joint, 2_800, 9_000, 10, "泊位 6 000 个"),
    ("航运服务中心", "现代服务", Enterprise, 26_000, 130_000, 26, "载体 12 万平方米"),
];
