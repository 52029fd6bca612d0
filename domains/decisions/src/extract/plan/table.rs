//! Tables of tasks: headers of one or two rows, columns merged down, group rows, tables that go on after a page break,
//! and cards of keys and values.

use qipan_records::reading::Cell;

use super::super::fields::{Fields, Reader};
use super::super::labels::{Role, header_role, labelled, loose_role};
use super::super::limits::Place;
use super::super::numbering;
use super::super::rules;
use super::super::statement;
use super::super::types::{Draft, Found, Measure, Span, TableInfo, TimeLimit};
use super::figures::Figures;
use super::heads;

/// A row of a table as the reader gave it.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// Its span.
    pub span: Span,
    /// Its cells.
    pub cells: &'a [Cell],
}

/// A row read as one commitment.
#[derive(Clone, Debug, PartialEq)]
pub struct TableLeaf {
    /// The row (or rows of a card).
    pub span: Span,
    /// Group rows and category columns above it.
    pub path: Vec<String>,
    /// Its draft.
    pub draft: Draft,
    /// Where the task's words stand.
    pub task: Span,
    /// Further columns that tell what is to be reached (指标, 工作标准), beside the draft's detail.
    pub more: Vec<Span>,
    /// Bare figures whose unit the head states.
    pub figures: Vec<Found<Measure>>,
}

/// The columns of the table before, for one that goes on without a header.
pub type Columns = Vec<Option<Role>>;

/// Reads a table; `None` when it is no table of tasks.
pub fn read(
    reader: &Reader,
    number: usize,
    rows: &[Row],
    before: Option<&Columns>,
    said: Fields,
) -> Option<(Vec<TableLeaf>, TableInfo, Columns)> {
    let table = Table { reader, rows, said };
    if let Some(leaves) = table.cards() {
        let info = TableInfo { table: number, columns: Vec::new(), rows: leaves.len() };
        return Some((leaves, info, Vec::new()));
    }
    let (columns, start) = table.columns(before)?;
    let (leaves, columns) = table.leaves(columns, start);
    let names = columns.iter().map(|role| role.map_or("", Role::name).to_owned()).collect();
    let info = TableInfo { table: number, columns: names, rows: leaves.len() };
    Some((leaves, info, columns))
}

pub(super) struct Table<'a, 'b> {
    pub(super) reader: &'a Reader<'b>,
    pub(super) rows: &'a [Row<'a>],
    /// What is said once for the whole table.
    said: Fields,
}

/// The fields that lines above a table state for all of its rows.
pub fn said(reader: &Reader, lines: &[Span]) -> Fields {
    let mut said = Fields::default();
    for line in lines {
        let fields = reader.fields(*line);
        if fields.labelled {
            said = fields;
        }
    }
    // 二、区商务局（3项）: the tasks of one unit, or of one period, below its name.
    if let Some(last) = lines.last() {
        if let Some(unit) = heads::unit_named(reader, *last) {
            reader.put(Role::Responsible, unit, &mut said);
        }
        if said.limits.is_empty() && heads::only_period(reader, *last) {
            said.limits = reader.limits(*last, Place::Cell);
        }
    }
    said
}

impl Table<'_, '_> {
    pub(super) fn span(&self, cell: &Cell) -> Span {
        let range = super::super::text::trim(self.reader.text, cell.start..cell.end);
        Span { start: range.start, end: range.end }
    }

    pub(super) fn words(&self, cell: &Cell) -> &str {
        self.span(cell).of(self.reader.folded)
    }

    pub(super) fn role(&self, cell: &Cell) -> Option<Role> {
        header_role(self.words(cell))
    }

    /// The role of a cell of a header row.
    pub(super) fn heads(&self, cell: &Cell) -> Option<Role> {
        loose_role(self.words(cell))
    }

    /// Cells without those that repeat a merge to the left.
    pub(super) fn distinct<'r>(&self, row: &Row<'r>) -> Vec<&'r Cell> {
        let mut found: Vec<&Cell> = Vec::new();
        for cell in row.cells {
            let again = cell.continued
                && found.last().is_some_and(|last| {
                    self.words(last) == self.words(cell) && last.column + last.colspan > cell.column
                });
            if !again {
                found.push(cell);
            }
        }
        found
    }

    /// Cards: in most rows a label stands before each value.
    fn cards(&self) -> Option<Vec<TableLeaf>> {
        let pairs: Vec<Vec<(Role, &Cell)>> = self.rows.iter().map(|row| self.pairs(row)).collect();
        let keyed = pairs.iter().filter(|pairs| !pairs.is_empty()).count();
        let tasks =
            pairs.iter().flatten().filter(|(role, _)| matches!(role, Role::Task | Role::Subtask)).count();
        if keyed < 2 || keyed * 3 < self.rows.len() * 2 || tasks == 0 {
            return None;
        }
        let mut cards: Vec<Vec<(Role, &Cell, Span)>> = Vec::new();
        let mut path = Vec::new();
        for (row, pairs) in self.rows.iter().zip(pairs) {
            if pairs.is_empty() && cards.is_empty() {
                path.push(row.span.of(self.reader.text).split('\t').next().unwrap_or("").trim().to_owned());
            }
            for (role, cell) in pairs {
                let first_of =
                    |card: &Vec<(Role, &Cell, Span)>| card.iter().any(|(known, ..)| *known == role);
                let repeated =
                    matches!(role, Role::Task | Role::Serial) && cards.last().is_some_and(first_of);
                if cards.is_empty() || repeated {
                    cards.push(Vec::new());
                }
                if let Some(card) = cards.last_mut() {
                    card.push((role, cell, row.span));
                }
            }
        }
        Some(cards.into_iter().filter_map(|card| self.card(&card, &path)).collect())
    }

    /// Label and value cells of a row, when every label is followed by a value that is none.
    fn pairs<'r>(&self, row: &Row<'r>) -> Vec<(Role, &'r Cell)> {
        let cells = self.distinct(row);
        let mut found = Vec::new();
        let mut at = 0;
        // A group label merged down the first column may stand before the pairs.
        if cells.len() % 2 == 1 && cells.len() > 1 && self.role(cells[0]).is_none() {
            at = 1;
        }
        while at + 1 < cells.len() {
            let counted = numbering::counts(self.words(cells[at])).then_some(Role::Task);
            match (self.role(cells[at]).or(counted), self.role(cells[at + 1])) {
                (Some(role), None) => found.push((role, cells[at + 1])),
                (None, _) if self.words(cells[at]).is_empty() => {}
                _ => return Vec::new(),
            }
            at += 2;
        }
        found
    }

    fn card(&self, card: &[(Role, &Cell, Span)], path: &[String]) -> Option<TableLeaf> {
        let span = Span { start: card.first()?.2.start, end: card.last()?.2.end };
        let mut fields = Fields::default();
        let mut task = None;
        let mut path = path.to_vec();
        for (role, cell, _) in card {
            match role {
                Role::Task => task = task.or(Some(self.span(cell))),
                Role::Category => path.push(self.span(cell).of(self.reader.text).to_owned()),
                _ => self.fill(*role, cell, &mut fields),
            }
        }
        let task = task.or(fields.detail.as_ref().map(|detail| detail.span))?;
        self.finish(span, task, fields, path, &self.said)
    }

    fn leaves(&self, mut columns: Columns, start: usize) -> (Vec<TableLeaf>, Columns) {
        let mut leaves: Vec<TableLeaf> = Vec::new();
        let mut group: Vec<(Option<numbering::Level>, String, Fields)> = Vec::new();
        let mut last = Carry::default();
        let mut head = self.headed(0, start);
        let mut stages = self.stages(0, start);
        let mut figures = self.figures(0, start);
        let mut at = start;
        while at < self.rows.len() {
            if let Some((again, next)) = self.header_at(at) {
                columns = again;
                head = self.headed(at, next);
                stages = self.stages(at, next);
                figures = self.figures(at, next);
                at = next;
                continue;
            }
            let row = &self.rows[at];
            at += 1;
            let cells = self.distinct(row);
            let filled: Vec<&&Cell> = cells.iter().filter(|cell| !self.words(cell).is_empty()).collect();
            let Some(first) = filled.first() else { continue };
            // 一 | 学习贯彻新发展理念有差距 (merged over the rest): a group with its number in a cell of its own.
            let numbered = filled.len() == 2
                && filled[1].colspan * 2 > columns.len()
                && self.words(first).chars().count() <= 5
                && !filled[1].continued;
            let first = if numbered { filled[1] } else { first };
            let words = self.words(first);
            let total = [
                "合计", "总计", "小计", "共计", "注：", "注:", "备注", "说明", "填表", "填报", "Total",
                "Note",
            ];
            if total.iter().any(|word| words.starts_with(word)) {
                continue;
            }
            let told = |cell: &&&Cell| {
                let role = columns.get(cell.column).copied().flatten();
                role.is_some_and(|role| role.names_unit() || matches!(role, Role::Limit | Role::Leader))
            };
            let outer = filled.len() >= 2
                && !filled.iter().any(told)
                && self.numbers_next(&cells, filled[1], &columns, self.rows.get(at));
            let first = if outer { filled[1] } else { first };
            let words = self.words(first);
            let wide = (filled.len() == 1 || numbered || outer)
                && (first.colspan > 1
                    || cells.len() > 1 && columns.get(first.column).copied().flatten() != Some(Role::Detail));
            if wide
                && (outer
                    || first.colspan * 2 > columns.len()
                    || matches!(
                        columns.get(first.column).copied().flatten(),
                        None | Some(Role::Serial | Role::Category)
                    )
                    || numbering::read(words).is_some())
            {
                let level = numbering::read(words).map(|(level, _)| level);
                if let Some(same) = group.iter().position(|(known, ..)| *known == level) {
                    group.truncate(same);
                }
                // 一、产业发展（牵头领导：张某某）
                let fields = self.reader.fields(self.span(first));
                let name = statement::without(self.reader.text, self.span(first), &fields.cut);
                group.push((level, numbering::strip(&name).to_owned(), fields));
                last = Carry::default();
                continue;
            }
            let path: Vec<String> = group.iter().map(|(_, words, _)| words.clone()).collect();
            let mut outer = Fields::default();
            for fields in group.iter().rev().map(|(.., fields)| fields).chain([&head, &self.said]) {
                outer.inherit(fields);
            }
            let around = Around { columns: &columns, stages: &stages, figures: &figures, outer: &outer };
            let apart = self.apart(row, &columns);
            for (span, cells) in &apart {
                let part = Row { span: *span, cells };
                leaves.extend(self.leaf(&part, around, path.clone(), &mut last));
            }
            if apart.is_empty() {
                leaves.extend(self.leaf(row, around, path, &mut last));
            }
        }
        (leaves, columns)
    }

    /// 1 | 推进国土绿化 before 1.1 | …, 一 | … before 1 | …: a row that only names what the rows below it number further.
    fn numbers_next(&self, cells: &[&Cell], task: &Cell, columns: &Columns, next: Option<&Row>) -> bool {
        let role = |cell: &Cell| columns.get(cell.column).copied().flatten();
        let serial = |cells: &[&Cell]| {
            let first = cells.iter().find(|cell| role(cell) == Some(Role::Serial))?;
            Some(self.words(first).trim_end_matches(['.', '、', '．']).to_owned())
        };
        let (Some(own), Some(next)) = (serial(cells), next) else { return false };
        let Some(below) = serial(&self.distinct(next)) else { return false };
        let digits = |words: &str| words.starts_with(|c: char| c.is_ascii_digit());
        let deeper = below.strip_prefix(own.as_str()).is_some_and(|rest| rest.starts_with(['.', '-', '．']));
        let named = matches!(role(task), Some(Role::Task | Role::Subtask | Role::Category | Role::Detail));
        named && !own.is_empty() && (deeper || !digits(&own) && digits(&below))
    }

    fn leaf(&self, row: &Row, around: Around, mut path: Vec<String>, last: &mut Carry) -> Option<TableLeaf> {
        let Around { columns, stages, figures, outer } = around;
        // 集中整治阶段（4月1日—8月31日）: what stands beside the task says it for its rows.
        let mut aside = Fields::default();
        let (mut staged, mut persons): (Vec<&Cell>, Vec<&Cell>) = (Vec::new(), Vec::new());
        let mut fields = Fields::default();
        let mut tasks: Vec<&Cell> = Vec::new();
        let mut subtasks: Vec<&Cell> = Vec::new();
        let mut details: Vec<&Cell> = Vec::new();
        let task_column =
            columns.iter().position(|role| matches!(role, Some(Role::Task | Role::Subtask | Role::Detail)));
        let mut same_as_above = Vec::new();
        for cell in self.distinct(row).into_iter().filter(|cell| !self.words(cell).is_empty()) {
            let words = self.words(cell);
            let role = columns.get(cell.column).copied().flatten();
            let ditto = matches!(
                words,
                "同上" | "〃" | "″" | "\"" | "ditto" | "Ditto" | "same as above" | "Same as above"
            );
            match role {
                Some(role) if ditto => same_as_above.push(role),
                Some(Role::Task) => tasks.push(cell),
                Some(Role::Subtask) => subtasks.push(cell),
                Some(Role::Detail) => details.push(cell),
                Some(Role::Stage) => staged.push(cell),
                Some(Role::Category) => {
                    aside.inherit(&self.reader.fields(self.span(cell)));
                    path.push(numbering::strip(self.span(cell).of(self.reader.text)).replace('\n', ""))
                }
                Some(Role::Person) => persons.push(cell),
                Some(role) => self.fill(role, cell, &mut fields),
                None if task_column.is_some_and(|task| cell.column < task)
                    && !words.chars().all(|c| c.is_ascii_digit()) =>
                {
                    aside.inherit(&self.reader.fields(self.span(cell)));
                    path.push(numbering::strip(self.span(cell).of(self.reader.text)).replace('\n', ""));
                }
                None => {}
            }
        }
        let merged = |cell: &Cell| cell.rowspan > 1;
        let carried = tasks.is_empty()
            && columns.contains(&Some(Role::Task))
            && (!subtasks.is_empty() || !details.is_empty());
        // The leaf: the innermost task column; below a task merged over several rows, its subtask or measure.
        let mut order: Vec<&Cell> = tasks.clone();
        let below: Vec<&Cell> = subtasks.iter().chain(&details).copied().collect();
        let mut rest: Vec<&Cell> = Vec::new();
        let outer_merged = tasks.last().is_none_or(|cell| merged(cell)) || carried;
        if outer_merged && let Some(first) = below.iter().find(|cell| !merged(cell)).or(below.first()) {
            order.push(first);
            rest.extend(below.iter().filter(|cell| cell.column != first.column));
        } else {
            rest = below;
        }
        let leaf = order.pop()?;
        if carried && let Some(task) = &last.task {
            path.push(task.clone());
        }
        for cell in &order {
            path.push(numbering::strip(self.span(cell).of(self.reader.text)).replace('\n', ""));
        }
        if let Some(first) = rest.first() {
            let span = self.span(first);
            fields.detail = Some(Found::new(
                span.of(self.reader.text).to_owned(),
                span,
                self.reader.text,
                rules::CLASS_ROW,
            ));
        }
        for cell in persons {
            self.fill(Role::Person, cell, &mut fields);
        }
        staged.retain(|cell| !empty(self.words(cell)));
        if fields.limits.is_empty()
            && let Some(cell) = staged.last()
        {
            fields.limits.extend(self.stage_limit(cell, stages));
        }
        if carried {
            fields.inherit(&last.fields);
        }
        aside.inherit(outer);
        let outer = &aside;
        for role in same_as_above {
            fields.repeat(role, &last.fields);
        }
        if let Some(task) = tasks.last() {
            last.task = Some(numbering::strip(self.span(task).of(self.reader.text)).replace('\n', ""));
        }
        last.fields = fields.clone();
        let more = rest.iter().skip(1).chain(&staged).map(|cell| self.span(cell)).collect();
        self.finish(row.span, self.span(leaf), fields, path, outer).map(|leaf| TableLeaf {
            more,
            figures: self.measured(row, columns, figures),
            ..leaf
        })
    }

    /// Puts a cell into its field; a cell with labels of its own (牵头单位：… in 责任分工) is read by them.
    fn fill(&self, role: Role, cell: &Cell, fields: &mut Fields) {
        let span = self.span(cell);
        let words = self.words(cell);
        if empty(words) {
            return;
        }
        let unit = role.names_unit() && role != Role::Paired;
        // 2026年6月底前完成（牵头单位：…）: whom a column of limits names beside them.
        let named = role == Role::Limit && labelled(words).iter().any(|label| label.role.names_unit());
        if named {
            fields.limits.extend(self.reader.limits(span, Place::Cell));
        }
        if named || unit && !labelled(words).is_empty() {
            let inner = self.reader.fields(span);
            fields.lead.extend(inner.lead);
            fields.responsible.extend(inner.responsible);
            fields.cooperating.extend(inner.cooperating);
            fields.limits.extend(inner.limits);
            fields.leader = fields.leader.take().or(inner.leader);
            return;
        }
        match role {
            Role::Detail | Role::Subtask if fields.detail.is_none() => {
                fields.detail = Some(Found::new(
                    span.of(self.reader.text).to_owned(),
                    span,
                    self.reader.text,
                    rules::CLASS_ROW,
                ));
            }
            _ => self.reader.put(role, span, fields),
        }
    }

    fn finish(
        &self,
        span: Span,
        task: Span,
        mut fields: Fields,
        path: Vec<String>,
        outer: &Fields,
    ) -> Option<TableLeaf> {
        // Fields inside the task's own words, where the columns give none.
        let inner = self.reader.fields(task);
        let cut = inner.cut.clone();
        if !fields.has_unit() {
            fields.lead = inner.lead;
            fields.responsible = inner.responsible;
            fields.cooperating = inner.cooperating;
        }
        if fields.limits.is_empty() {
            fields.limits = inner.limits;
        }
        let dated = |found: &Found<TimeLimit>| found.value.problem.is_none();
        if fields.limits.is_empty() {
            fields.limits = self.reader.limits(task, Place::Prose).into_iter().filter(dated).collect();
        }
        // 新增探头2600个，10月底前完成, in a column of targets.
        if let Some(detail) = fields.detail.as_ref().filter(|_| fields.limits.is_empty()) {
            fields.limits = self.reader.limits(detail.span, Place::Prose).into_iter().filter(dated).collect();
        }
        fields.inherit(outer);
        let words = statement::without(self.reader.text, task, &cut);
        let words = numbering::strip(&words).trim_end_matches(['。', '；', ';', '.']).to_owned();
        if !words.chars().any(char::is_alphabetic) {
            return None;
        }
        Some(TableLeaf {
            span,
            path,
            draft: fields.draft(words),
            task,
            more: Vec::new(),
            figures: Vec::new(),
        })
    }
}

/// True for cells that are crossed out.
fn empty(words: &str) -> bool {
    matches!(words, "无" | "N/A" | "n/a" | "None") || words.chars().all(|c| "-—–－―/／\\".contains(c))
}

/// What stands around a row: the roles of its columns, the periods among them, what is said outside of it.
#[derive(Clone, Copy)]
struct Around<'a> {
    columns: &'a Columns,
    stages: &'a [(usize, Found<TimeLimit>)],
    figures: &'a Figures,
    outer: &'a Fields,
}

/// What a row without a task of its own takes from the row above.
#[derive(Default)]
struct Carry {
    task: Option<String>,
    fields: Fields,
}

impl Fields {
    /// 同上: the field of `role` is that of the row above.
    fn repeat(&mut self, role: Role, above: &Fields) {
        let mut copy = Fields::default();
        copy.inherit(above);
        match role {
            Role::Lead => self.lead = copy.lead,
            Role::Responsible => self.responsible = copy.responsible,
            Role::Cooperating => self.cooperating = copy.cooperating,
            Role::Leader | Role::Person => self.leader = copy.leader,
            Role::Limit => self.limits = copy.limits,
            _ => {}
        }
    }
}
