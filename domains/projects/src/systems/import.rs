//! Systems from a table: which column is which, what every row would change, and what is wrong with it. Pure: a plan is
//! made from a table and the register there is, and is carried out or shown.

use std::collections::HashSet;

use qipan_accounts::Units;
use qipan_accounts::table::Table;
use qipan_accounts::table::intake::{self, Header, Headers, Reading, meaning};
use qipan_kernel::{Day, Failure, Fen, Id};

use super::model::{Item, Part, State, System, SystemData};
use super::rules::{self, folded};

/// The fields with the headers that mean them.
pub const HEADERS: Headers = &[
    ("name", &["系统名称", "信息系统名称", "应用系统名称", "名称", "name", "system"]),
    ("short", &["简称", "系统简称", "shortname"]),
    ("code", &["系统编码", "总目录编码", "编码", "code"]),
    ("unit", &["责任单位", "建设单位", "主管单位", "所属单位", "单位", "unit", "owner"]),
    ("state", &["状态", "系统状态", "运行状态", "state", "status"]),
    ("purpose", &["用途", "建设目的", "主要用途", "系统简介", "简介", "purpose"]),
    ("functions", &["功能", "功能清单", "主要功能", "系统功能", "functions"]),
    ("collected", &["采集数据项", "采集信息项", "collecteditems"]),
    ("produced", &["产生数据项", "产生信息项", "produceditems"]),
    ("consumed", &["使用数据项", "使用信息项", "共享获取数据项", "consumeditems"]),
    ("interfaces", &["接口", "接口情况", "interfaces"]),
    ("level", &["等保级别", "安全保护等级", "level", "securitylevel"]),
    ("invested", &["原投资万元", "建设投资万元", "总投资万元", "投资万元", "investment10000yuan"]),
    ("estimate", &["概算万元", "批复概算万元", "estimate10000yuan"]),
    ("yearly", &["年运维费万元", "年运维经费万元", "运维费万元", "yearly10000yuan"]),
    ("vendor", &["承建单位", "开发单位", "承建商", "vendor"]),
    ("launched", &["上线日期", "投入使用日期", "上线时间", "launched", "launchdate"]),
    ("basis", &["依据", "建设依据", "法律依据", "政策依据", "basis"]),
];

/// The words that mean a state.
const STATES: &[(State, &[&str])] = &[
    (State::Planned, &["规划", "拟建", "planned"]),
    (State::Building, &["在建", "建设中", "building"]),
    (State::Trial, &["试运行", "trial"]),
    (State::Accepted, &["验收", "已验收", "accepted"]),
    (State::Running, &["运行", "在用", "运行中", "running"]),
    (State::Retiring, &["拟下线", "拟停用", "retiring"]),
    (State::Retired, &["已下线", "停用", "下线", "retired"]),
];

/// What a row would do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// A new system.
    Create,
    /// A change of the system with the same code, or the same unit and name.
    Amend(Id, i64),
    /// Nothing: it is so already.
    Same(Id),
}

/// A row that can be read.
#[derive(Clone, PartialEq, Debug)]
pub struct Planned {
    /// Its line in the file.
    pub line: usize,
    /// What it would do.
    pub change: Change,
    /// How the system would be.
    pub data: SystemData,
    /// Where a new one is in its life.
    pub state: State,
}

/// What an import would do, row by row.
pub type Plan = intake::Plan<Planned>;

/// How many rows create, amend, and do nothing.
pub fn counts(plan: &Plan) -> (usize, usize, usize) {
    let of = |wanted: fn(&Change) -> bool| plan.count(|row| wanted(&row.change));
    (
        of(|change| *change == Change::Create),
        of(|change| matches!(change, Change::Amend(..))),
        of(|change| matches!(change, Change::Same(_))),
    )
}

/// A day as offices write it: 2024-05-01, 2024/5/1, 2024.5.1, 2024年5月1日.
fn day(text: &str) -> Option<Day> {
    let plain = text.replace(['/', '.', '年', '月'], "-").replace('日', "");
    let mut parts = plain.split('-').map(str::parse::<u32>);
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(Ok(year)), Some(Ok(month)), Some(Ok(day)), None) => {
            Day::from_ymd(i32::try_from(year).ok()?, month, day)
        }
        _ => None,
    }
}

fn words(text: &str) -> Vec<String> {
    let split = text.split(['\n', '、', '；', ';', '，', '|']);
    split.map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect()
}

/// Plans the import of `table` into the register. Rows are matched by code, or by unit and name. An empty cell keeps what
/// a system has; a new one stands on `line`.
pub fn plan(table: &Table, units: &Units, there: &[System], line: Id) -> Plan {
    let header = Header::find(table, HEADERS, &["name", "unit"], "system-import-no-header");
    let mut plan = Plan::begin(&header);
    let Ok(header) = header else { return plan };
    let mut seen: HashSet<(Id, String)> = HashSet::new();
    for mut reading in header.rows(table) {
        let planned = one(&mut reading, units, there, line);
        if reading.faults.is_empty() && !seen.insert((planned.data.unit, folded(&planned.data.name))) {
            let failure = Failure::invalid("system-import-row-twice");
            reading.fault("name", failure.with("name", planned.data.name.as_str()));
        }
        plan.faults.append(&mut reading.faults);
        plan.rows.push(planned);
    }
    plan.end(&header);
    plan
}

fn one(reading: &mut Reading<'_>, units: &Units, there: &[System], line: Id) -> Planned {
    let name = reading.cell("name").unwrap_or_default();
    let mut unit = None;
    match reading.cell("unit") {
        Some(_) => reading.put("unit", &mut unit, "system-import-unit", |text| {
            units.by_name(text).map(|unit| Some(unit.id))
        }),
        None => reading.fault("unit", Failure::invalid("form-required")),
    }
    let code = reading.cell("code").unwrap_or_default();
    let known = there.iter().find(|one| {
        (!code.is_empty() && one.data.code == code)
            || (Some(one.data.unit) == unit && folded(&one.data.name) == folded(name))
    });
    let mut data = known.map_or_else(|| empty(line), |known| known.data.clone());
    data.unit = unit.unwrap_or(data.unit);
    reading.text("name", &mut data.name);
    for (field, into) in [
        ("short", &mut data.short),
        ("code", &mut data.code),
        ("purpose", &mut data.purpose),
        ("interfaces", &mut data.interfaces),
        ("vendor", &mut data.vendor),
        ("basis", &mut data.basis),
    ] {
        reading.text(field, into);
    }
    if let Some(text) = reading.cell("functions") {
        data.functions = words(text);
    }
    for part in Part::ALL {
        if let Some(text) = reading.cell(part.as_str()) {
            data.items.retain(|item| item.part != *part);
            data.items.extend(words(text).into_iter().map(|name| Item { name, part: *part }));
        }
    }
    for (field, into) in
        [("invested", &mut data.invested), ("estimate", &mut data.estimate), ("yearly", &mut data.yearly)]
    {
        reading.put(field, into, "system-import-amount", |text| Fen::read(text, 6));
    }
    reading.put("level", &mut data.level, "system-import-level", level);
    reading.put("launched", &mut data.launched, "intake-day", |text| day(text).map(Some));
    let mut state = State::Planned;
    reading.put("state", &mut state, "system-import-state", |text| meaning(STATES, text));
    let data = super::commands::tidy(&data);
    if let Err(mut failure) = rules::check(&data) {
        let more = std::mem::take(&mut failure.more);
        for fault in std::iter::once(failure).chain(more) {
            let field = fault.field.clone().unwrap_or_default();
            reading.fault(&field, fault);
        }
    }
    let change = match known {
        None => Change::Create,
        Some(known) if known.data == data => Change::Same(known.id),
        Some(known) => Change::Amend(known.id, known.no),
    };
    Planned { line: reading.line(), change, data, state }
}

/// 3, 三级, 第三级, level 3.
fn level(text: &str) -> Option<u8> {
    let digit = |c: char| match c {
        '0'..='5' => c.to_digit(10),
        '一' => Some(1),
        '二' => Some(2),
        '三' => Some(3),
        '四' => Some(4),
        '五' => Some(5),
        _ => None,
    };
    let mut found = text.chars().filter_map(digit);
    match (found.next(), found.next()) {
        (Some(level), None) => u8::try_from(level).ok(),
        _ => None,
    }
}

fn empty(line: Id) -> SystemData {
    SystemData {
        name: String::new(),
        short: String::new(),
        code: String::new(),
        unit: Id(0),
        users: Vec::new(),
        line,
        purpose: String::new(),
        functions: Vec::new(),
        items: Vec::new(),
        interfaces: String::new(),
        level: 0,
        invested: Fen(0),
        estimate: Fen(0),
        yearly: Fen(0),
        vendor: String::new(),
        launched: None,
        project: None,
        basis: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use qipan_accounts::table;
    use qipan_accounts::units::{Unit, UnitData};

    use super::*;

    fn units() -> Units {
        let unit = |id: i64, name: &str| Unit {
            id: Id(id),
            version: 1,
            data: UnitData { name_zh: name.into(), ..UnitData::default() },
        };
        Units::new(vec![unit(1, "民政局"), unit(2, "大数据局")])
    }

    fn planned(text: &str, there: &[System]) -> Plan {
        plan(&table::read(text.as_bytes()).unwrap(), &units(), there, Id(9))
    }

    fn faults(plan: &Plan) -> Vec<(usize, &str, &str)> {
        plan.faults
            .iter()
            .map(|fault| (fault.line, fault.column.as_str(), fault.failure.message.key.as_ref()))
            .collect()
    }

    #[test]
    fn rows_are_read_whatever_the_headers_are_called() {
        let plan = planned(
            "某区政务信息系统清单,,\n系统名称,建设单位,用途,主要功能,采集数据项,投资（万元）,年运维费(万元),上线日期,等保级别,状态,负责人\n\
             救助管理系统,民政局,管理救助,救助申请、资格审核；待遇发放,姓名、身份证号,\"1,200.5\",96,2021年3月8日,第三级,在用,示例\n",
            &[],
        );
        assert_eq!(faults(&plan), []);
        assert_eq!(plan.ignored, ["负责人"]);
        let row = &plan.rows[0];
        assert_eq!((row.line, row.change, row.state), (3, Change::Create, State::Running));
        let data = &row.data;
        assert_eq!(data.functions, ["救助申请", "资格审核", "待遇发放"]);
        assert_eq!((data.unit, data.line, data.level), (Id(1), Id(9), 3));
        assert_eq!((data.invested, data.yearly), (Fen(1_200_500_000), Fen(96_000_000)));
        assert_eq!(data.launched, Day::from_ymd(2021, 3, 8));
        assert_eq!(data.items.len(), 2);
    }

    #[test]
    fn every_fault_is_told_with_its_cell() {
        let plan = planned(
            "系统名称,责任单位,用途,投资万元,上线日期,等保级别,状态\n\
             甲系统,水务局,用,abc,昨天,九级,飞行\n\
             ,民政局,用,1,2024-01-01,2,在用\n\
             乙系统,民政局,,1,2024-01-01,2,在用\n\
             丙系统,民政局,用,1,2024-01-01,2,在用\n\
             丙 系统,民政局,用,1,2024-01-01,2,在用\n",
            &[],
        );
        assert_eq!(
            faults(&plan),
            [
                (2, "责任单位", "system-import-unit"),
                (2, "投资万元", "system-import-amount"),
                (2, "等保级别", "system-import-level"),
                (2, "上线日期", "intake-day"),
                (2, "状态", "system-import-state"),
                (3, "系统名称", "form-required"),
                (4, "用途", "form-required"),
                (6, "系统名称", "system-import-row-twice"),
            ]
        );
        assert_eq!(plan.accept().unwrap_err().more.len(), 8);
        assert_eq!(faults(&planned("名称\n甲\n", &[])), [(0, "", "system-import-no-header")]);
        assert_eq!(faults(&planned("系统名称,单位\n", &[])), [(1, "", "intake-no-rows")]);
        assert_eq!(
            faults(&planned("系统名称,名称,单位\n甲,甲,民政局\n", &[])),
            [(0, "", "intake-header-twice")]
        );
    }

    #[test]
    fn what_is_there_is_amended_and_empty_cells_keep_it() {
        let mut there = crate::systems::rules_fixture();
        there.data.code = "BH-001".into();
        let text = "系统名称,单位,编码,年运维费万元,承建单位\n改名系统,民政局,BH-001,12,\n";
        let plan = planned(text, std::slice::from_ref(&there));
        assert_eq!(faults(&plan), []);
        let row = &plan.rows[0];
        assert_eq!(row.change, Change::Amend(Id(7), 1));
        assert_eq!((row.data.name.as_str(), row.data.yearly), ("改名系统", Fen(12_000_000)));
        assert_eq!(row.data.functions, there.data.functions);
        there.data = row.data.clone();
        assert_eq!(counts(&planned(text, &[there])), (0, 0, 1));
    }
}
