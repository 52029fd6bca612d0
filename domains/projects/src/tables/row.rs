//! One row against one project: what each cell says, whether that is held already, and what it changes. Pure.

use std::collections::{BTreeMap, BTreeSet};

use qipan_kernel::{Day, Failure, Fen, Id, Message, Outcome};
use qipan_web::forms::paragraph;

use super::columns::{Column, Sort, TableKind};
use super::figures::{Figure, ShareIs, amount as figure, share};
use super::model::{At, Held, Term};
use super::plan::{Against, Change, Place, Remark, shown};
use super::values::amount;
use crate::book::model::{Kind, Level, Project, ProjectData, Stage, Standing, Year};
use crate::book::rules;
use crate::contracts::model::ContractInput;
use crate::invest::model::{Entry, EntryInput};
use crate::invest::rules::{self as invest, Ratio};
use crate::money::commands::Grounds;
use crate::money::model::{OrderInput, Source};
use crate::nodes::model::NodeInput;
use crate::problems::model::ProblemInput;

/// What is to be held of a project.
#[derive(Clone, PartialEq, Debug)]
pub struct Draft {
    /// What is written down of it.
    pub data: ProjectData,
    /// `data` differs from what is held.
    pub rewritten: bool,
    /// How it stands in the year's list, where that changes.
    pub year: Option<Year>,
    /// Months and ten-days to be entered.
    pub entries: Vec<EntryInput>,
    /// What months should reach.
    pub aims: Vec<(u32, String)>,
    /// How it stands in the five-year plan, where that changes.
    pub term: Option<Term>,
    /// A step to be opened.
    pub node: Option<NodeInput>,
    /// Orders on its money, in their order.
    pub orders: Vec<OrderInput>,
    /// A contract to be entered.
    pub contract: Option<ContractInput>,
    /// Problems to be told.
    pub problems: Vec<ProblemInput>,
}

/// What the rows of one project have come to so far: further rows are held against it.
#[derive(Clone, Debug, Default)]
pub struct Running {
    /// What orders are decided on, with those of the rows above.
    pub grounds: Option<Grounds>,
    /// Sources that have a row.
    pub sources: BTreeSet<Source>,
    /// Contracts that have a row.
    pub taken: BTreeSet<Id>,
    /// Contracts that rows enter, together.
    pub signed: i64,
}

/// What reading a row gave.
pub struct Read {
    /// What is to be held.
    pub draft: Draft,
    /// What it changes, cell by cell.
    pub changes: Vec<Change>,
    /// What is wrong.
    pub faults: Vec<Remark>,
    /// What is to be known.
    pub notes: Vec<Remark>,
    /// Shares that do not agree with their amounts.
    pub sums: Vec<Remark>,
    /// What the rows of the project have come to with this one.
    pub running: Running,
}

/// Reads one row.
pub struct RowReader<'a> {
    pub(super) place: &'a Place<'a>,
    pub(super) at: At,
    pub(super) against: &'a Against<'a>,
    pub(super) held: Option<&'a Held>,
    pub(super) base: Held,
    pub(super) figures: BTreeMap<Column, Figure>,
    pub(super) draft: Draft,
    entries: BTreeMap<(u32, u32), EntryInput>,
    pub(super) year: Option<Year>,
    pub(super) changes: Vec<Change>,
    pub(super) faults: Vec<Remark>,
    pub(super) notes: Vec<Remark>,
    sums: Vec<Remark>,
    pub(super) managed: Vec<Column>,
    pub(super) running: Running,
}

fn empty(name: &str, against: &Against<'_>, group: &str) -> ProjectData {
    let options = against.options;
    let industry = if group.is_empty() { options.industry.as_str() } else { group };
    ProjectData {
        name: name.to_owned(),
        code: String::new(),
        parent: None,
        level: options.level.unwrap_or(Level::District),
        industry: industry.to_owned(),
        kind: options.money.unwrap_or(Kind::Enterprise),
        lead_unit: options.lead_unit.unwrap_or(Id(0)),
        cooperating: Vec::new(),
        line: options.line.unwrap_or(Id(0)),
        owner: String::new(),
        leader: String::new(),
        leader_link: None,
        liaison: String::new(),
        place: String::new(),
        point: None,
        scale: String::new(),
        capacity: String::new(),
        total: Fen(0),
        before: Fen(0),
        planned_start: None,
        planned_finish: None,
    }
}

impl<'a> RowReader<'a> {
    /// A reader of a row that means a project of the book, or a new one with this name.
    pub(super) fn new(
        place: &'a Place<'a>,
        at: At,
        against: &'a Against<'a>,
        held: Option<&'a Held>,
        name: &str,
        running: Running,
    ) -> RowReader<'a> {
        let base = held.cloned().unwrap_or_else(|| {
            Held::of(Project {
                id: Id(0),
                no: 0,
                stage: Stage::Conceived,
                standing: Standing::Active,
                started_on: None,
                data: empty(name, against, place.group),
                created_at: against.today.start(),
                changed_at: against.today.start(),
            })
        });
        let draft = Draft {
            data: base.project.data.clone(),
            rewritten: false,
            year: None,
            entries: Vec::new(),
            aims: Vec::new(),
            term: None,
            node: None,
            orders: Vec::new(),
            contract: None,
            problems: Vec::new(),
        };
        RowReader {
            place,
            at,
            against,
            held,
            year: base.year.clone(),
            base,
            figures: BTreeMap::new(),
            draft,
            entries: BTreeMap::new(),
            changes: Vec::new(),
            faults: Vec::new(),
            notes: Vec::new(),
            sums: Vec::new(),
            managed: Vec::new(),
            running,
        }
    }

    pub(super) fn text(&self, column: Column) -> String {
        self.place.row.cells.get(&column).map(|(_, text)| paragraph(text)).unwrap_or_default()
    }

    pub(super) fn fault(&mut self, column: Column, message: Message) {
        // What stands in a cell as an error is said once.
        if !self.place.row.broken.contains_key(&column) {
            self.faults.push(self.place.remark(column, message));
        }
    }

    pub(super) fn note(&mut self, column: Column, message: Message) {
        self.notes.push(self.place.remark(column, message));
    }

    pub(super) fn changed(&mut self, column: Column, was: impl Into<String>, becomes: impl Into<String>) {
        let place = self.place.remark(column, Message::new("table-name"));
        self.changes.push(Change {
            cell: place.cell,
            head: place.head,
            was: was.into(),
            becomes: becomes.into(),
        });
    }

    /// What the row says and changes.
    pub fn read(mut self) -> Read {
        for (column, (_, text)) in &self.place.row.broken {
            let message = Message::new("table-broken").with("text", text.as_str());
            self.faults.push(self.place.remark(*column, message));
        }
        if self.place.row.cells.contains_key(&Column::NodeName) {
            self.step();
            self.checked();
            return self.done();
        }
        self.amounts();
        let cells: Vec<Column> = self.place.row.cells.keys().copied().collect();
        // What is written down first: plans and months are held against it.
        for column in cells.iter().copied().filter(|column| matches!(column.sort(), Sort::Text | Sort::Day)) {
            self.word(column);
        }
        for column in [Column::Total, Column::Earlier, Column::Plan, Column::InTerm] {
            self.base_amount(column);
        }
        match self.place.table.kind {
            TableKind::Funds => self.fund(),
            TableKind::Participants => self.participant(),
            _ => {
                self.months();
                self.shares();
            }
        }
        self.checked();
        let year = self.year.clone().filter(|year| Some(year) != self.base.year.as_ref());
        self.draft.year = year;
        self.draft.entries = std::mem::take(&mut self.entries).into_values().collect();
        self.done()
    }

    fn done(self) -> Read {
        Read {
            draft: self.draft,
            changes: self.changes,
            faults: self.faults,
            notes: self.notes,
            sums: self.sums,
            running: self.running,
        }
    }

    fn amounts(&mut self) {
        let cells = self.place.row.cells.iter().filter(|(column, _)| column.sort() == Sort::Amount);
        let cells: Vec<(Column, String)> = cells.map(|(column, (_, text))| (*column, text.clone())).collect();
        for (column, text) in cells {
            match figure(&text, self.place.unit(column)) {
                Ok(Some(figure)) if figure.fen < 0 && column != Column::Later => {
                    self.fault(column, Message::new("project-amount-negative"));
                }
                Ok(Some(figure)) => {
                    self.figures.insert(column, figure);
                }
                Ok(None) => {}
                Err(_) => {
                    let message = Message::new("table-no-amount")
                        .with("text", text.chars().take(40).collect::<String>());
                    self.fault(column, message);
                }
            }
        }
    }

    /// The figure of a column where it says something else than is held.
    fn differing(&self, column: Column) -> Option<(Figure, Option<Fen>)> {
        let figure = *self.figures.get(&column)?;
        let held = amount(column, &self.base, self.at);
        (!held.is_some_and(|held| figure.says(held))).then_some((figure, held))
    }

    fn base_amount(&mut self, column: Column) {
        let Some((figure, held)) = self.differing(column) else { return };
        let held = held.filter(|_| self.held.is_some());
        match column {
            Column::Total => {
                self.draft.data.total = Fen(figure.fen);
                self.draft.rewritten = true;
            }
            Column::Earlier => {
                let before = figure.fen - self.base.earlier.0;
                if before < 0 {
                    let message = Message::new("table-earlier-less").with("held", self.base.earlier.wan());
                    return self.fault(column, message);
                }
                self.draft.data.before = Fen(before);
                self.draft.rewritten = true;
            }
            Column::Plan => self.year_mut().plan = Fen(figure.fen),
            Column::InTerm => self.term_mut().plan = Fen(figure.fen),
            _ => return,
        }
        self.changed(column, shown(held), Fen(figure.fen).wan());
        self.manage(column);
    }

    pub(super) fn entry_mut(&mut self, month: u32, part: u32) -> &mut EntryInput {
        let year = self.at.year;
        self.entries.entry((month, part)).or_insert_with(|| EntryInput {
            year,
            month,
            part,
            planned: None,
            done: None,
            image: String::new(),
            why: String::new(),
        })
    }

    fn months(&mut self) {
        let (year, month) = (self.at.year, self.at.month);
        for of in 1..=12_u8 {
            if let Some((figure, held)) = self.differing(Column::Planned(of)) {
                self.changed(Column::Planned(of), shown(held), Fen(figure.fen).wan());
                self.entry_mut(u32::from(of), 0).planned = Some(Fen(figure.fen));
                self.manage(Column::Planned(of));
            }
        }
        if let Some((figure, held)) = self.differing(Column::MonthPlan) {
            self.changed(Column::MonthPlan, shown(held), Fen(figure.fen).wan());
            self.entry_mut(month, 0).planned = Some(Fen(figure.fen));
            self.manage(Column::MonthPlan);
        }
        if let Some((figure, held)) = self.differing(Column::TenDay) {
            self.changed(Column::TenDay, shown(held), Fen(figure.fen).wan());
            let part = self.at.part;
            self.entry_mut(month, part).done = Some(Fen(figure.fen));
        }
        if let Some((figure, held)) = self.differing(Column::MonthDone) {
            self.changed(Column::MonthDone, shown(held), Fen(figure.fen).wan());
            self.entry_mut(month, 0).done = Some(Fen(figure.fen));
        }
        self.until_ten_day();
        let Some(figure) = self.figures.get(&Column::Cumulative).copied() else { return };
        let earlier = if month > 1 { self.base.until(year, month - 1) } else { None };
        let earlier = earlier.map_or(0, |fen| fen.0);
        let held = self.base.until(year, month);
        let own = self.base.months(year)[month as usize - 1].1;
        if self.figures.contains_key(&Column::MonthDone) {
            let now =
                self.entries.get(&(month, 0)).and_then(|entry| entry.done).or(own).map_or(0, |fen| fen.0);
            if !figure.says(Fen(earlier + now)) {
                let message = Message::new("table-cumulative-other").with("held", Fen(earlier + now).wan());
                self.fault(Column::Cumulative, message);
            }
            return;
        }
        if held.is_some_and(|held| figure.says(held)) {
            // It stands as before: whether nothing was invested in the month, or nothing was heard, a person must say.
            let silent = own.is_none() && !self.entries.contains_key(&(month, 0));
            if silent && self.against.options.zeros {
                self.changed(Column::Cumulative, "", Fen(0).wan());
                self.entry_mut(month, 0).done = Some(Fen(0));
            } else if silent {
                self.note(Column::Cumulative, Message::new("table-cumulative-same"));
            }
            return;
        }
        let now = figure.fen - earlier;
        if now < 0 {
            let message = Message::new("table-cumulative-less").with("held", Fen(earlier).wan());
            return self.fault(Column::Cumulative, message);
        }
        self.changed(Column::Cumulative, shown(held), Fen(figure.fen).wan());
        self.entry_mut(month, 0).done = Some(Fen(now));
    }

    fn until_ten_day(&mut self) {
        let Some(figure) = self.figures.get(&Column::ToTenDay).copied() else { return };
        let (month, part) = (self.at.month, self.at.part);
        let done = |part: u32| {
            let now = self.entries.get(&(month, part)).and_then(|entry| entry.done);
            now.or_else(|| self.base.entry(month, part).and_then(|entry| entry.done))
        };
        let sum = Fen((1..=part).filter_map(done).map(|fen| fen.0).sum());
        if !figure.says(sum) {
            self.fault(Column::ToTenDay, Message::new("table-cumulative-other").with("held", sum.wan()));
        }
    }

    fn shares(&mut self) {
        for column in [Column::CumulativeShare, Column::TenDayShare, Column::ToTenDayShare] {
            let text = self.text(column);
            let Some((done, plan)) = column.share_of().filter(|_| !text.is_empty()) else { continue };
            let of = |column| {
                self.figures
                    .get(&column)
                    .map(|figure| figure.fen)
                    .or_else(|| amount(column, &self.base, self.at).map(|fen| fen.0))
            };
            let Some(exact) = of(done).zip(of(plan)).and_then(|(done, plan)| Ratio::of(done, plan)) else {
                continue;
            };
            let message = |key| Message::new(key).with("said", text.as_str()).with("exact", exact.percent(1));
            match share(&text, exact) {
                ShareIs::Right => {}
                ShareIs::CutOff => self.note(column, message("table-share-cut")),
                ShareIs::Wrong => self.sums.push(self.place.remark(column, message("table-share-other"))),
                ShareIs::Unreadable if ["—", "-", "/"].contains(&text.as_str()) => {}
                ShareIs::Unreadable => {
                    self.fault(column, Message::new("table-no-share").with("text", text.as_str()))
                }
            }
        }
    }

    /// Holds the whole against the rules that every act is held against.
    fn checked(&mut self) {
        if !self.faults.is_empty() {
            return;
        }
        let manage = !self.managed.is_empty() || self.held.is_none();
        if manage && !self.against.manages {
            let columns = if self.managed.is_empty() { vec![Column::Name] } else { self.managed.clone() };
            for column in columns {
                self.fault(column, Message::new("table-manage-only"));
            }
            return;
        }
        if manage && self.held.is_some() && self.against.options.reason.trim().is_empty() {
            self.notes.push(self.place.remark(self.managed[0], Message::new("table-reason-needed")));
        }
        let mut wrong = Vec::new();
        if self.draft.rewritten || self.held.is_none() {
            wrong.push(rules::check(&self.draft.data));
        }
        if self.held.is_none() {
            if self.draft.data.lead_unit == Id(0) {
                wrong.push(Err(Failure::invalid("table-new-unit").at("lead_unit")));
            }
            if self.draft.data.line == Id(0) {
                wrong.push(Err(Failure::invalid("table-new-line").at("line")));
            }
        }
        let project = Project { data: self.draft.data.clone(), ..self.base.project.clone() };
        if let Some(year) = self.year.as_ref().filter(|year| Some(*year) != self.base.year.as_ref()) {
            let spent = Fen(project.data.before.0 + self.base.earlier.0);
            wrong.push(rules::check_year(&project, year, spent, self.base.approved));
        }
        let entries: Vec<EntryInput> = self.entries.values().cloned().collect();
        for entry in &entries {
            wrong.push(check_entry(entry, &self.base, &project, self.against.today));
        }
        wrong.push(check_total(&entries, &self.base, &project));
        self.correction(&entries);
        for mut failure in wrong.into_iter().filter_map(Outcome::err) {
            let more = std::mem::take(&mut failure.more);
            for failure in std::iter::once(failure).chain(more) {
                let column = self.column_of(failure.field.as_deref().unwrap_or_default());
                self.fault(column, failure.message);
            }
        }
    }

    /// Says that a reason is needed where a figure is corrected that had been entered.
    fn correction(&mut self, entries: &[EntryInput]) {
        if !self.against.options.reason.trim().is_empty() {
            return;
        }
        let corrects = |input: &EntryInput| {
            let before = self.base.entry(input.month, input.part)?;
            invest::corrected(before, input, self.against.today.start(), "")
        };
        let Some(found) = entries.iter().find_map(corrects) else { return };
        let field = match (&found.done, &found.planned) {
            (Some(_), _) => "done",
            (None, Some(_)) => "planned",
            (None, None) => "image",
        };
        let message = Message::new("table-correction-needed").with("month", i64::from(found.month));
        self.note(self.column_of(field), message);
    }

    /// The column in whose cell a fault of a field is shown.
    fn column_of(&self, field: &str) -> Column {
        let candidates: &[Column] = match field {
            "industry" => &[Column::Industry],
            "total" => &[Column::Total],
            "before" => &[Column::Earlier],
            "planned_finish" => &[Column::Finish, Column::Span],
            "plan" | "year" => &[Column::Plan],
            "class" => &[Column::Nature, Column::Plan],
            "scale" => &[Column::Scale],
            "code" => &[Column::Code],
            "done" | "month" | "part" => &[Column::Cumulative, Column::MonthDone, Column::TenDay],
            "planned" => &[Column::MonthPlan],
            "image" => &[Column::Image],
            "lead_unit" | "cooperating" => &[Column::LeadUnit, Column::UnitPerson],
            _ => &[],
        };
        let there = |column: &&Column| self.place.table.heads.iter().any(|head| head.column == **column);
        candidates.iter().find(there).copied().unwrap_or(Column::Name)
    }
}

/// Whether a period stands both as a month and by ten-days when `input` is entered: money is either, a plan for the
/// whole month may stand beside its ten-days.
pub fn both_ways(there: &[Entry], input: &EntryInput) -> bool {
    let others = there.iter().filter(|entry| {
        entry.year == input.year && entry.month == input.month && (entry.part == 0) != (input.part == 0)
    });
    others.into_iter().any(|entry| {
        (entry.done.is_some() && input.done.is_some()) || (entry.planned.is_some() && input.planned.is_some())
    })
}

fn check_entry(input: &EntryInput, held: &Held, project: &Project, today: Day) -> Outcome<()> {
    invest::check(input)?;
    if !project.standing.is_open() {
        return Err(Failure::conflict("project-not-open"));
    }
    let first = Day::from_ymd(input.year, input.month, 1)
        .ok_or_else(|| Failure::invalid("invest-period").at("month"))?;
    if input.done.is_some() && first > today {
        return Err(Failure::invalid("invest-month-to-come").at("done"));
    }
    if both_ways(&held.entries, input) {
        return Err(Failure::conflict("invest-both-ways").at("part"));
    }
    Ok(())
}

/// No more is invested than the whole costs.
fn check_total(inputs: &[EntryInput], held: &Held, project: &Project) -> Outcome<()> {
    if inputs.iter().all(|input| input.done.is_none()) {
        return Ok(());
    }
    let replaced = |entry: &&Entry| {
        !inputs.iter().any(|new| new.done.is_some() && (new.month, new.part) == (entry.month, entry.part))
    };
    let kept: i64 =
        held.entries.iter().filter(replaced).filter_map(|entry| entry.done).map(|fen| fen.0).sum();
    let new: i64 = inputs.iter().filter_map(|input| input.done).map(|fen| fen.0).sum();
    if project.data.before.0 + held.earlier.0 + kept + new > project.data.total.0 {
        return Err(Failure::invalid("invest-beyond-total").at("done"));
    }
    Ok(())
}
