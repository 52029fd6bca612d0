//! Tables of tasks: headers of one or two rows, columns merged down, group rows, tables that go on after a page break,
//! and cards of keys and values.

use qipan_records::reading::Cell;

use super::super::fields::{Fields, Reader};
use super::super::labels::{Role, header_role, labelled, loose_role};
use super::super::limits::{self, Place};
use super::super::numbering;
use super::super::rules;
use super::super::statement;
use super::super::text::trim;
use super::super::types::{Draft, Found, Span, TableInfo};
use super::super::units::{looks_like_unit, split_list};

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

struct Table<'a, 'b> {
    reader: &'a Reader<'b>,
    rows: &'a [Row<'a>],
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
    said
}

impl Table<'_, '_> {
    fn span(&self, cell: &Cell) -> Span {
        let range = super::super::text::trim(self.reader.text, cell.start..cell.end);
        Span { start: range.start, end: range.end }
    }

    fn words(&self, cell: &Cell) -> &str {
        self.span(cell).of(self.reader.folded)
    }

    fn role(&self, cell: &Cell) -> Option<Role> {
        header_role(self.words(cell))
    }

    /// The role of a cell of a header row.
    fn heads(&self, cell: &Cell) -> Option<Role> {
        loose_role(self.words(cell))
    }

    /// Cells without those that repeat a merge to the left.
    fn distinct<'r>(&self, row: &Row<'r>) -> Vec<&'r Cell> {
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
            match (self.role(cells[at]), self.role(cells[at + 1])) {
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

    /// The role of each column and the first row of data.
    fn columns(&self, before: Option<&Columns>) -> Option<(Columns, usize)> {
        for at in 0..self.rows.len().min(6) {
            if let Some(found) = self.header_at(at) {
                return Some(found);
            }
        }
        let width = self.width();
        if let Some(columns) = before.filter(|columns| columns.len() == width && width > 1) {
            return Some((columns.clone(), 0));
        }
        self.guess(width)
    }

    fn width(&self) -> usize {
        self.rows.iter().flat_map(|row| row.cells.iter().map(|cell| cell.column + 1)).max().unwrap_or(0)
    }

    fn header_at(&self, at: usize) -> Option<(Columns, usize)> {
        let row = &self.rows[at];
        let cells = self.distinct(row);
        let roles = cells.iter().filter(|cell| self.role(cell).is_some()).count();
        let filled = cells.iter().filter(|cell| !self.words(cell).is_empty()).count();
        let loose = cells.iter().filter(|cell| self.heads(cell).is_some()).count();
        let strict = roles >= 2 && roles * 2 >= filled;
        if !strict && (roles < 1 || loose < 3 || loose * 3 < filled * 2) {
            return None;
        }
        let mut columns: Columns = vec![None; self.width()];
        for cell in row.cells {
            columns[cell.column] = self.heads(cell);
        }
        let mut next = at + 1;
        while next < self.rows.len() && next <= at + 2 && self.second_header(at, next) {
            for cell in self.rows[next].cells.iter().filter(|cell| !self.words(cell).is_empty()) {
                if let Some(role) = self.heads(cell) {
                    columns[cell.column] = Some(role);
                } else if self.beside_known(at, next, cell) {
                    columns[cell.column] = Some(Role::Other);
                }
            }
            next += 1;
        }
        let useful = |role: &Option<Role>| {
            matches!(
                role,
                Some(Role::Lead | Role::Responsible | Role::Cooperating | Role::Limit | Role::Leader)
            )
        };
        let task = |role: &Option<Role>| matches!(role, Some(Role::Task | Role::Subtask | Role::Detail));
        if !columns.iter().any(useful) {
            return None;
        }
        self.order_tasks(&mut columns, at);
        let first = columns.iter().position(|role| matches!(role, Some(Role::Detail)));
        if let Some(first) = first
            && !columns.iter().any(|role| matches!(role, Some(Role::Task | Role::Subtask)))
        {
            // 具体措施 below a name of its own.
            let named = (0..first).filter(|at| columns[*at].is_none() && self.bytes(*at, next) > 0);
            if let Some(named) = named.max_by_key(|at| self.bytes(*at, next)) {
                columns[named] = Some(Role::Task);
            }
        }
        if !columns.iter().any(task) {
            // A task column under a name of its own: the widest without a role.
            let widest = (0..columns.len())
                .filter(|column| columns[*column].is_none())
                .max_by_key(|column| self.bytes(*column, next))?;
            columns[widest] = Some(Role::Task);
        }
        Some((columns, next))
    }

    /// Below a merged head (任务: 整治内容, 面积) what is not understood beside what is, is not the head's own.
    fn beside_known(&self, upper: usize, lower: usize, cell: &Cell) -> bool {
        let first = |column: usize| {
            let begins = |cell: &&Cell| cell.column <= column && !cell.continued;
            self.rows[upper].cells.iter().filter(begins).map(|cell| cell.column).max()
        };
        let wide = self.rows[upper].cells.iter().any(|head| head.column == cell.column && head.colspan > 1);
        let same = |other: &&Cell| {
            wide && other.column != cell.column && first(other.column) == first(cell.column)
        };
        self.rows[lower].cells.iter().filter(same).any(|other| self.heads(other).is_some())
    }

    /// Of several task columns the first names the task and the others tell what it holds; what only gives rise to a
    /// task (议题, 存在问题) groups it.
    fn order_tasks(&self, columns: &mut Columns, header: usize) {
        let mut tasks: Vec<usize> = (0..columns.len()).filter(|at| columns[*at] == Some(Role::Task)).collect();
        tasks.retain(|at| {
            let head = self.rows[header].cells.iter().find(|cell| cell.column == *at);
            !head.is_some_and(|cell| cell.continued && cell.colspan > 1)
        });
        let cause = |at: &usize| {
            let head = self.rows[header].cells.iter().find(|cell| cell.column == *at);
            let head = head.map_or("", |cell| self.words(cell));
            ["议题", "问题", "意见", "短板", "建议"].iter().any(|word| head.ends_with(word))
        };
        if tasks.len() > 1 && tasks.first().is_some_and(cause) {
            columns[tasks.remove(0)] = Some(Role::Category);
        }
        // 一级任务, 二级任务: the innermost level is the task.
        let level = |at: &usize| {
            let head = self.rows[header].cells.iter().find(|cell| cell.column == *at);
            head.is_some_and(|cell| ["二级", "三级", "四级"].iter().any(|word| self.words(cell).contains(word)))
        };
        while tasks.len() > 1 && tasks[1..].iter().any(level) {
            columns[tasks.remove(0)] = Some(Role::Category);
        }
        for at in tasks.into_iter().skip(1) {
            columns[at] = Some(Role::Subtask);
        }
    }

    /// A second header row continues merges of the first, or has roles below a merged head.
    fn second_header(&self, first: usize, next: usize) -> bool {
        let upper = self.rows[first].cells;
        let lower = self.rows[next].cells;
        let merged = upper.iter().any(|cell| cell.colspan > 1 || cell.rowspan > 1);
        let same = |cell: &Cell| {
            upper.iter().any(|other| {
                other.column == cell.column
                    && !self.words(other).is_empty()
                    && self.words(other) == self.words(cell)
            })
        };
        let below: Vec<&Cell> =
            lower.iter().filter(|cell| !same(cell) && !self.words(cell).is_empty()).collect();
        let roles = below.iter().filter(|cell| self.heads(cell).is_some()).count();
        let repeats = lower.iter().filter(|cell| same(cell)).count();
        if merged && repeats > 0 && !below.is_empty() {
            return below.iter().all(|cell| {
                self.words(cell).chars().count() <= 10
                    && limits::scan(self.words(cell), self.reader.clock, Place::Cell).is_empty()
            });
        }
        roles >= 1
            && roles * 2 > below.len()
            && lower.iter().filter(|cell| self.words(cell).is_empty() || same(cell)).count() + below.len()
                == lower.len()
            && (roles == below.len())
    }

    fn bytes(&self, column: usize, from: usize) -> usize {
        self.rows[from.min(self.rows.len())..]
            .iter()
            .flat_map(|row| row.cells)
            .filter(|cell| cell.column == column)
            .map(|cell| self.words(cell).len())
            .sum()
    }

    /// No header: units, limits and serial numbers show by what the cells hold.
    fn guess(&self, width: usize) -> Option<(Columns, usize)> {
        if width < 3 || self.rows.is_empty() {
            return None;
        }
        let mut columns: Columns = vec![None; width];
        let share = |column: usize, test: &dyn Fn(&str) -> bool| {
            let cells: Vec<&str> = self
                .rows
                .iter()
                .flat_map(|row| row.cells)
                .filter(|cell| cell.column == column)
                .map(|cell| self.words(cell))
                .filter(|words| !words.is_empty())
                .collect();
            !cells.is_empty() && cells.iter().filter(|words| test(words)).count() * 10 >= cells.len() * 7
        };
        let units = |words: &str| {
            let names = split_list(words, self.reader.index);
            !names.is_empty()
                && names.iter().all(|name| {
                    looks_like_unit(&words[name.clone()])
                        || self.reader.index.lookup(&words[name.clone()]).is_some()
                })
        };
        let limit = |words: &str| {
            let bytes: usize =
                limits::scan(words, self.reader.clock, Place::Cell).iter().map(|hit| hit.range.len()).sum();
            bytes * 2 >= words.len()
        };
        let serial = |words: &str| {
            words.len() <= 6
                && super::super::number::whole(words, 9999).is_some_and(|(_, len)| len == words.len())
        };
        let mut unit_columns = 0;
        for (column, slot) in columns.iter_mut().enumerate() {
            if share(column, &serial) {
                *slot = Some(Role::Serial);
            } else if share(column, &limit) {
                *slot = Some(Role::Limit);
            } else if share(column, &units) {
                unit_columns += 1;
                *slot = Some(if unit_columns == 1 { Role::Responsible } else { Role::Cooperating });
            }
        }
        let task = (0..width)
            .filter(|column| columns[*column].is_none())
            .max_by_key(|column| self.bytes(*column, 0))?;
        columns[task] = Some(Role::Task);
        (unit_columns > 0).then_some((columns, 0))
    }

    fn leaves(&self, mut columns: Columns, start: usize) -> (Vec<TableLeaf>, Columns) {
        let mut leaves: Vec<TableLeaf> = Vec::new();
        let mut group: Vec<(Option<numbering::Level>, String, Fields)> = Vec::new();
        let mut last = Carry::default();
        let mut head = self.headed(0, start);
        let mut at = start;
        while at < self.rows.len() {
            if let Some((again, next)) = self.header_at(at) {
                columns = again;
                head = self.headed(at, next);
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
            let wide = (filled.len() == 1 || numbered)
                && (first.colspan > 1
                    || cells.len() > 1 && columns.get(first.column).copied().flatten() != Some(Role::Detail));
            if wide
                && (first.colspan * 2 > columns.len()
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
            if let Some(leaf) = self.leaf(row, &columns, path, &mut last, &outer) {
                leaves.push(leaf);
            }
        }
        (leaves, columns)
    }

    fn leaf(
        &self,
        row: &Row,
        columns: &Columns,
        mut path: Vec<String>,
        last: &mut Carry,
        outer: &Fields,
    ) -> Option<TableLeaf> {
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
                Some(Role::Category) => {
                    path.push(numbering::strip(self.span(cell).of(self.reader.text)).replace('\n', ""))
                }
                Some(role) => self.fill(role, cell, &mut fields),
                None if task_column.is_some_and(|task| cell.column < task)
                    && !words.chars().all(|c| c.is_ascii_digit()) =>
                {
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
        if carried {
            fields.inherit(&last.fields);
        }
        for role in same_as_above {
            fields.repeat(role, &last.fields);
        }
        if let Some(task) = tasks.last() {
            last.task = Some(numbering::strip(self.span(task).of(self.reader.text)).replace('\n', ""));
        }
        last.fields = fields.clone();
        let more = rest.iter().skip(1).map(|cell| self.span(cell)).collect();
        self.finish(row.span, self.span(leaf), fields, path, outer).map(|leaf| TableLeaf { more, ..leaf })
    }

    /// Values that the header states for its whole column: 牵头单位：区住建委.
    fn headed(&self, from: usize, to: usize) -> Fields {
        let mut fields = Fields::default();
        for cell in self.rows[from.min(to)..to].iter().flat_map(|row| row.cells).filter(|cell| !cell.continued) {
            let words = self.words(cell);
            if cell.colspan * 2 > self.width() {
                let stated = self.reader.fields(self.span(cell));
                fields.inherit(&stated);
                continue;
            }
            let value = words.find(['：', ':']).map(|at| trim(words, at + words[at..].chars().next().map_or(1, char::len_utf8)..words.len()));
            let Some(value) = value.filter(|value| !value.is_empty()) else { continue };
            let value = value.start..words[value.clone()].find(['（', '(', '\n']).map_or(value.end, |len| value.start + len);
            if let Some(role) = self.role(cell) {
                self.reader.put(role, Span::at(self.span(cell).start, value), &mut fields);
            }
        }
        fields
    }

    /// Puts a cell into its field; a cell with labels of its own (牵头单位：… in 责任分工) is read by them.
    fn fill(&self, role: Role, cell: &Cell, fields: &mut Fields) {
        let span = self.span(cell);
        let words = self.words(cell);
        if words.is_empty() || matches!(words, "/" | "-" | "—" | "无" | "——") {
            return;
        }
        let unit = matches!(role, Role::Lead | Role::Responsible | Role::Cooperating);
        if unit && !labelled(words).is_empty() {
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
        if fields.limits.is_empty() {
            let dated = |found: &Found<super::super::types::TimeLimit>| found.value.problem.is_none();
            fields.limits = self.reader.limits(task, Place::Prose).into_iter().filter(dated).collect();
        }
        fields.inherit(outer);
        let words = statement::without(self.reader.text, task, &cut);
        let words = numbering::strip(&words).trim_end_matches(['。', '；', ';', '.']).to_owned();
        if words.is_empty() {
            return None;
        }
        Some(TableLeaf { span, path, draft: fields.draft(words), task, more: Vec::new() })
    }
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
