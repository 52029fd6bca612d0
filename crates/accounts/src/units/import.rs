//! Units from a table: which column is which, what every row would change, and what is wrong with it. Pure: a plan is
//! made from a table and the units there are, and is carried out or shown.

use std::collections::HashMap;

use qipan_kernel::{Failure, Id, Message};

use crate::table::Table;
use crate::table::intake::{self, Header, Headers, Reading, meaning};
use crate::units::model::{Unit, UnitData, UnitKind};
use crate::units::rules::{self, fold};
use crate::units::tree::Units;

/// The fields with the headers that mean them.
pub const HEADERS: Headers = &[
    (
        "name_zh",
        &[
            "单位名称",
            "名称",
            "单位",
            "单位全称",
            "全称",
            "中文名称",
            "机构名称",
            "部门名称",
            "部门",
            "name",
            "unit",
            "unitname",
            "name_zh",
            "name(zh)",
            "chinesename",
            "nameinchinese",
        ],
    ),
    ("name_en", &["英文名称", "英文名", "name_en", "name(en)", "englishname", "nameinenglish"]),
    (
        "short_zh",
        &["简称", "中文简称", "short_zh", "shortname", "short", "short(zh)", "shortname(zh)", "abbreviation"],
    ),
    ("short_en", &["英文简称", "short_en", "short(en)", "shortname(en)", "englishshortname"]),
    ("aliases", &["别名", "其他名称", "曾用名", "又称", "aliases", "alias", "othernames", "alsoknownas"]),
    (
        "kind",
        &["类别", "单位类别", "类型", "单位类型", "性质", "kind", "type", "category", "unitkind", "unittype"],
    ),
    (
        "parent",
        &["上级单位", "上级", "所属单位", "隶属", "主管单位", "parent", "parentunit", "above", "reportsto"],
    ),
    ("code", &["行政区划代码", "区划代码", "代码", "code", "divisioncode", "areacode"]),
    (
        "credit_code",
        &["统一社会信用代码", "信用代码", "credit_code", "creditcode", "unifiedsocialcreditcode", "uscc"],
    ),
    ("sort", &["排序", "序号", "顺序", "sort", "order", "no", "no."]),
    (
        "valid_from",
        &["成立日期", "启用日期", "开始日期", "valid_from", "validfrom", "from", "since", "startdate"],
    ),
    ("valid_to", &["撤销日期", "停用日期", "结束日期", "valid_to", "validto", "to", "until", "enddate"]),
];

/// The words that mean a kind.
const KINDS: &[(UnitKind, &[&str])] = &[
    (UnitKind::FunctionalZone, &["功能区", "开发区", "园区", "functional_zone", "functionalzone", "zone"]),
    (UnitKind::Bureau, &["委办局", "部门", "区级部门", "政府部门", "局", "委", "bureau", "department"]),
    (
        UnitKind::StreetTown,
        &["街镇", "街道", "镇", "乡镇", "乡", "street_town", "street", "town", "streetortown", "township"],
    ),
    (UnitKind::Enterprise, &["企业", "公司", "国有企业", "国企", "enterprise", "company"]),
    (
        UnitKind::WorkingGroup,
        &["专班", "工作专班", "工作组", "领导小组", "working_group", "workinggroup", "taskforce"],
    ),
    (UnitKind::Other, &["其他", "其它", "other"]),
];

/// What a row would do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// A new unit.
    Create,
    /// A change of a unit with the same full name.
    Amend,
    /// Nothing: it is so already.
    Same,
}

/// A row that can be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Planned {
    /// Its line in the file.
    pub line: usize,
    /// What it would do.
    pub change: Change,
    /// The unit; a new one has a negative number that stands for it within the plan.
    pub id: Id,
    /// How the unit would be.
    pub data: UnitData,
    /// Its turn: every unit comes after the one above it.
    turn: usize,
}

/// What an import would do, row by row.
pub type Plan = intake::Plan<Planned>;

/// The rows with every unit after the one above it.
pub fn parents_first(plan: &Plan) -> Vec<&Planned> {
    let mut rows: Vec<&Planned> = plan.rows.iter().collect();
    rows.sort_by_key(|row| row.turn);
    rows
}

/// Plans the import of `table` into `units`. Rows are matched by full name (or, for a unit known by another name, not at
/// all: a rename is made by hand). An empty cell keeps what an existing unit has.
pub fn plan(table: &Table, units: &Units) -> Plan {
    let header = Header::find(table, HEADERS, &["name_zh"], "units-import-no-header");
    let mut plan = Plan::begin(&header);
    let Ok(header) = header else { return plan };
    let mut parents = Vec::new();
    let mut seen: HashMap<String, usize> = HashMap::new();
    for mut reading in header.rows(table) {
        let (line, name) = (reading.line(), reading.cell("name_zh").unwrap_or_default());
        if let Some(first) = (!name.is_empty()).then(|| seen.insert(fold(name), line)).flatten() {
            let failure = Failure::invalid("units-import-row-twice").with("name", name).with("line", first);
            reading.fault("name_zh", failure);
            // Left out of the tree, or the first row would be blamed for the second.
            plan.faults.append(&mut reading.faults);
            continue;
        }
        let existing = units
            .all_by_name(name)
            .find(|unit| fold(&unit.data.name_zh) == fold(name) && unit.data.valid_to.is_none());
        let data = row(&mut reading, existing);
        parents.push(reading.cell("parent"));
        plan.faults.append(&mut reading.faults);
        plan.rows.push(Planned {
            line,
            change: if existing.is_some() { Change::Amend } else { Change::Create },
            id: existing.map_or(Id(-(line as i64)), |unit| unit.id),
            data: rules::clean(data),
            turn: 0,
        });
    }
    plan.end(&header);
    place(&mut plan, &header, &parents, units);
    plan.faults.sort_by_key(|fault| fault.line);
    plan
}

fn row(reading: &mut Reading<'_>, existing: Option<&Unit>) -> UnitData {
    let mut data = existing.map(|unit| unit.data.clone()).unwrap_or_default();
    reading.text("name_zh", &mut data.name_zh);
    reading.text("name_en", &mut data.name_en);
    reading.text("short_zh", &mut data.short_zh);
    reading.text("short_en", &mut data.short_en);
    if let Some(text) = reading.cell("aliases") {
        data.aliases = text.split(['、', ';', '；', '|', ',', '，']).map(str::to_owned).collect();
    }
    if let Some(code) = reading.cell("code") {
        data.code = Some(code.to_owned());
    }
    if let Some(code) = reading.cell("credit_code") {
        data.credit_code = Some(code.to_owned());
    }
    reading.put("kind", &mut data.kind, "units-import-kind", |text| meaning(KINDS, text));
    reading.put("sort", &mut data.sort, "units-import-number", |text| text.parse().ok());
    for (field, into) in [("valid_from", &mut data.valid_from), ("valid_to", &mut data.valid_to)] {
        reading.put(field, into, "intake-day", |text| text.parse().ok().map(Some));
    }
    data
}

/// Finds the units above, then checks every row against the tree as it would be.
fn place(plan: &mut Plan, header: &Header, parents: &[Option<&str>], units: &Units) {
    let merged = |plan: &Plan| {
        let mut all: HashMap<Id, Unit> = units.iter().map(|unit| (unit.id, unit.clone())).collect();
        for row in &plan.rows {
            let version = all.get(&row.id).map_or(0, |unit| unit.version);
            all.insert(row.id, Unit { id: row.id, version, data: row.data.clone() });
        }
        Units::new(all.into_values().collect())
    };
    let named = merged(plan);
    for (row, name) in plan.rows.iter_mut().zip(parents) {
        let Some(name) = name else { continue };
        match named.by_name(name) {
            Some(above) => row.data.parent = Some(above.id),
            None => {
                let failure = Failure::invalid("units-import-parent").with("text", *name).at("parent");
                plan.faults.push(header.fault(row.line, failure));
            }
        }
    }
    let tree = merged(plan);
    for row in &mut plan.rows {
        if let Err(mut first) = rules::check(Some(row.id), &row.data, &tree) {
            let more = std::mem::take(&mut first.more);
            plan.faults.extend(std::iter::once(first).chain(more).map(|fault| header.fault(row.line, fault)));
        } else if units.get(row.id).is_some_and(|unit| unit.data == row.data) {
            row.change = Change::Same;
        }
    }
    let turns: HashMap<Id, usize> = tree.iter().enumerate().map(|(turn, unit)| (unit.id, turn)).collect();
    plan.rows.iter_mut().for_each(|row| row.turn = turns.get(&row.id).copied().unwrap_or_default());
}

/// The label of a change.
pub fn change_message(change: Change) -> Message {
    Message::new(match change {
        Change::Create => "intake-create",
        Change::Amend => "intake-amend",
        Change::Same => "intake-same",
    })
}
