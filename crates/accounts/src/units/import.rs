//! Units from a table: which column is which, what every row would change, and what is wrong with it. Pure: a plan is
//! made from a table and the units there are, and is carried out or shown.

use std::collections::HashMap;

use qipan_kernel::{Day, Failure, Id, Message, Outcome};

use crate::table::{Line, Table};
use crate::units::model::{Unit, UnitData, UnitKind};
use crate::units::rules::{self, fold};
use crate::units::tree::Units;

/// Rows that may stand above the header: a title, a note.
const HEADER_WITHIN: usize = 10;

/// The fields with the headers that mean them, folded; the first is what our own template says.
const HEADERS: &[(&str, &[&str])] = &[
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

/// The words that mean a kind, folded.
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

/// The headers of our own template, in order: what an empty file to fill in begins with.
pub fn template_headers() -> impl Iterator<Item = &'static str> {
    HEADERS.iter().map(|(_, words)| words[0])
}

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
}

/// A fault of a row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// The line in the file; 0 for the file as a whole.
    pub line: usize,
    /// The column's header as the file has it; empty for the row as a whole.
    pub column: String,
    /// What is wrong, with the field's name in `field`.
    pub failure: Failure,
}

/// What an import would do, row by row.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Plan {
    /// Rows that can be read, in the file's order.
    pub rows: Vec<Planned>,
    /// What is wrong, in the file's order. With any fault nothing is taken in.
    pub faults: Vec<Fault>,
    /// Headers that mean nothing to us; their columns are left aside.
    pub ignored: Vec<String>,
    order: Vec<usize>,
}

impl Plan {
    /// Refuses a plan with faults: one failure that counts them, with every row's failure in `more`, each `at` its
    /// line and column.
    pub fn accept(&self) -> Outcome<()> {
        if self.faults.is_empty() {
            return Ok(());
        }
        let mut failure =
            Failure::invalid("units-import-refused").with("count", self.faults.len()).at("file");
        failure.more = self
            .faults
            .iter()
            .map(|fault| fault.failure.clone().at(format!("{}:{}", fault.line, fault.column)))
            .collect();
        Err(failure)
    }

    /// The rows with every unit after the one above it.
    pub fn parents_first(&self) -> impl Iterator<Item = &Planned> {
        self.order.iter().map(|index| &self.rows[*index])
    }

    /// How many rows would do `change`.
    pub fn count(&self, change: Change) -> usize {
        self.rows.iter().filter(|row| row.change == change).count()
    }
}

/// Where each field stands: column and header.
struct Header {
    columns: HashMap<&'static str, (usize, String)>,
    line: usize,
    ignored: Vec<String>,
}

fn header(table: &Table) -> Outcome<Header> {
    for line in table.lines.iter().take(HEADER_WITHIN) {
        let mut columns: HashMap<&'static str, (usize, String)> = HashMap::new();
        let mut ignored = Vec::new();
        let mut twice = None;
        for (column, cell) in line.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let word = fold(cell);
            // A star marks a required column in many templates.
            let word = word.trim_matches('*');
            match HEADERS.iter().find(|(_, words)| words.contains(&word)) {
                Some((field, _)) if columns.contains_key(field) => twice = Some(cell.clone()),
                Some((field, _)) => {
                    columns.insert(field, (column, cell.clone()));
                }
                None => ignored.push(cell.clone()),
            }
        }
        // A title above the table may hold one word that is also a header; a header line has more than one.
        if columns.contains_key("name_zh") && (columns.len() > 1 || twice.is_some() || line.cells.len() == 1)
        {
            return match twice {
                Some(cell) => Err(Failure::invalid("units-import-header-twice").with("header", cell)),
                None => Ok(Header { columns, line: line.number, ignored }),
            };
        }
    }
    Err(Failure::invalid("units-import-no-header"))
}

/// Reads one row's cells.
struct Reading<'a> {
    header: &'a Header,
    line: &'a Line,
    faults: Vec<Fault>,
}

impl Reading<'_> {
    fn cell(&self, field: &str) -> Option<&str> {
        let (column, _) = self.header.columns.get(field)?;
        self.line.cells.get(*column).map(String::as_str).filter(|text| !text.is_empty())
    }

    fn fault(&mut self, field: &str, failure: Failure) {
        self.faults.push(fault(self.header, self.line.number, failure.at(field)));
    }

    fn text(&self, field: &str, into: &mut String) {
        if let Some(text) = self.cell(field) {
            text.clone_into(into);
        }
    }

    fn day(&mut self, field: &str, into: &mut Option<Day>) {
        let Some(text) = self.cell(field).map(str::to_owned) else { return };
        match text.parse() {
            Ok(day) => *into = Some(day),
            Err(_) => self.fault(field, Failure::invalid("units-import-day").with("text", text)),
        }
    }
}

fn fault(header: &Header, line: usize, failure: Failure) -> Fault {
    let column = failure.field.as_deref().and_then(|field| header.columns.get(field));
    Fault { line, column: column.map(|(_, header)| header.clone()).unwrap_or_default(), failure }
}

/// Plans the import of `table` into `units`. Rows are matched by full name (or, for a unit known by another name, not at
/// all: a rename is made by hand). An empty cell keeps what an existing unit has.
pub fn plan(table: &Table, units: &Units) -> Plan {
    let header = match header(table) {
        Ok(header) => header,
        Err(failure) => {
            let whole = Fault { line: 0, column: String::new(), failure };
            return Plan { faults: vec![whole], ..Plan::default() };
        }
    };
    let mut plan = Plan { ignored: header.ignored.clone(), ..Plan::default() };
    let mut parents = Vec::new();
    let mut seen: HashMap<String, usize> = HashMap::new();
    for line in table.lines.iter().filter(|line| line.number > header.line) {
        let mut reading = Reading { header: &header, line, faults: Vec::new() };
        let name = reading.cell("name_zh").unwrap_or_default().to_owned();
        if let Some(first) = (!name.is_empty()).then(|| seen.insert(fold(&name), line.number)).flatten() {
            let failure = Failure::invalid("units-import-row-twice").with("name", name).with("line", first);
            reading.fault("name_zh", failure);
            // Left out of the tree, or the first row would be blamed for the second.
            plan.faults.append(&mut reading.faults);
            continue;
        }
        let existing = units
            .all_by_name(&name)
            .find(|unit| fold(&unit.data.name_zh) == fold(&name) && unit.data.valid_to.is_none());
        let data = row(&mut reading, existing);
        parents.push(reading.cell("parent").map(str::to_owned));
        plan.faults.append(&mut reading.faults);
        plan.rows.push(Planned {
            line: line.number,
            change: if existing.is_some() { Change::Amend } else { Change::Create },
            id: existing.map_or(Id(-(line.number as i64)), |unit| unit.id),
            data: rules::clean(data),
        });
    }
    if plan.rows.is_empty() && plan.faults.is_empty() {
        let failure = Failure::invalid("units-import-no-rows");
        plan.faults.push(Fault { line: header.line, column: String::new(), failure });
    }
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
    if let Some(text) = reading.cell("kind").map(str::to_owned) {
        match KINDS.iter().find(|(_, words)| words.contains(&fold(&text).as_str())) {
            Some((kind, _)) => data.kind = *kind,
            None => reading.fault("kind", Failure::invalid("units-import-kind").with("text", text)),
        }
    }
    if let Some(text) = reading.cell("sort").map(str::to_owned) {
        match text.parse() {
            Ok(sort) => data.sort = sort,
            Err(_) => reading.fault("sort", Failure::invalid("units-import-number").with("text", text)),
        }
    }
    let (mut from, mut to) = (data.valid_from, data.valid_to);
    reading.day("valid_from", &mut from);
    reading.day("valid_to", &mut to);
    data.valid_from = from;
    data.valid_to = to;
    data
}

/// Finds the units above, then checks every row against the tree as it would be.
fn place(plan: &mut Plan, header: &Header, parents: &[Option<String>], units: &Units) {
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
                let failure =
                    Failure::invalid("units-import-parent").with("text", name.as_str()).at("parent");
                plan.faults.push(fault(header, row.line, failure));
            }
        }
    }
    let tree = merged(plan);
    for row in &mut plan.rows {
        if let Err(mut first) = rules::check(Some(row.id), &row.data, &tree) {
            let more = std::mem::take(&mut first.more);
            plan.faults.extend(std::iter::once(first).chain(more).map(|f| fault(header, row.line, f)));
        } else if units.get(row.id).is_some_and(|unit| unit.data == row.data) {
            row.change = Change::Same;
        }
    }
    let at: HashMap<Id, usize> = plan.rows.iter().enumerate().map(|(index, row)| (row.id, index)).collect();
    plan.order = tree.iter().filter_map(|unit| at.get(&unit.id).copied()).collect();
}

/// The label of a change.
pub fn change_message(change: Change) -> Message {
    Message::new(match change {
        Change::Create => "units-import-create",
        Change::Amend => "units-import-amend",
        Change::Same => "units-import-same",
    })
}
