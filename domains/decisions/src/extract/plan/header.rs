//! The head of a table of tasks: which column holds what, and what the head says once for all rows.

use qipan_records::reading::Cell;

use super::super::fields::Fields;
use super::super::labels::Role;
use super::super::limits::{self, Place};
use super::super::text::{is_han, trim};
use super::super::types::Span;
use super::super::units::{looks_like_unit, split_list};
use super::named;
use super::stages::period;
use super::table::{Columns, Table};

impl Table<'_, '_> {
    /// The role of each column and the first row of data.
    pub(super) fn columns(&self, before: Option<&Columns>) -> Option<(Columns, usize)> {
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

    pub(super) fn width(&self) -> usize {
        self.rows.iter().flat_map(|row| row.cells.iter().map(|cell| cell.column + 1)).max().unwrap_or(0)
    }

    pub(super) fn header_at(&self, at: usize) -> Option<(Columns, usize)> {
        let row = &self.rows[at];
        let cells = self.distinct(row);
        let roles = cells.iter().filter(|cell| self.role(cell).is_some()).count();
        let headed = |cell: &&&Cell| {
            !self.words(cell).is_empty() && period(self.words(cell), self.reader.clock).is_none()
        };
        let filled = cells.iter().filter(headed).count();
        let loose = cells.iter().filter(|cell| self.heads(cell).is_some()).count();
        // Without a figure in any cell, a row of short words at the top is a head when half of them are understood.
        let words = || cells.iter().map(|cell| self.words(cell));
        let bare =
            at < 2 && words().all(|words| words.len() <= 36 && !words.contains(|c: char| c.is_ascii_digit()));
        let strict = roles >= 2 && (roles * 2 >= filled || bare && loose * 2 >= filled);
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
                    // 招商目标 over 签约项目: what is below a target is one.
                    let target = columns[cell.column] == Some(Role::Detail) && self.role(cell).is_none();
                    let kept = target && role == Role::Task && self.below_wide(at, cell);
                    columns[cell.column] = Some(if kept { Role::Detail } else { role });
                } else if self.beside_known(at, next, cell) {
                    columns[cell.column] = Some(Role::Other);
                }
            }
            next += 1;
        }
        self.bodies(&mut columns, at, next);
        let useful = |role: &Option<Role>| {
            role.is_some_and(|role| role.names_unit() || matches!(role, Role::Limit | Role::Leader))
        };
        let task = |role: &Option<Role>| matches!(role, Some(Role::Task | Role::Subtask | Role::Detail));
        if !columns.iter().any(useful) {
            return None;
        }
        self.innermost(&mut columns, at);
        self.order_tasks(&mut columns, at);
        self.mark_stages(&mut columns, at, next);
        // 责任人 beside 挂点领导: the leader leads, the other is a person of the unit.
        let leads = |column: &usize| {
            (at..next).any(|row| self.headed_by(row, *column, &["领导", "市长", "县长", "区长", "镇长"]))
        };
        let leaders: Vec<usize> =
            (0..columns.len()).filter(|column| columns[*column] == Some(Role::Leader)).collect();
        if leaders.iter().any(leads) {
            for column in leaders.iter().filter(|column| !leads(column)) {
                columns[*column] = Some(Role::Person);
            }
        }
        let first = columns.iter().position(|role| matches!(role, Some(Role::Detail)));
        if let Some(first) = first
            && !columns.iter().any(|role| matches!(role, Some(Role::Task | Role::Subtask)))
        {
            // 具体措施 below a name of its own.
            let named = (0..first).filter(|at| columns[*at].is_none() && self.bytes(*at, next) > 0);
            if let Some(named) = named.max_by_key(|at| self.bytes(*at, next)) {
                let caused = self.causes(at, named) && self.measures(at, first);
                columns[named] = Some(if caused { Role::Category } else { Role::Task });
                if caused {
                    columns[first] = Some(Role::Task);
                }
            }
        }
        if !columns.iter().any(task) {
            // A task column under a name of its own: the widest without a role.
            let widest = (0..columns.len())
                .filter(|column| columns[*column].is_none())
                .max_by_key(|column| self.bytes(*column, next))?;
            columns[widest] = Some(Role::Task);
        }
        self.group(&mut columns, at, next);
        Some((columns, next))
    }

    /// Below a merged head (任务: 整治内容, 面积) what is not understood beside what is, is not the head's own.
    pub(super) fn beside_known(&self, upper: usize, lower: usize, cell: &Cell) -> bool {
        let first = |column: usize| {
            let begins = |cell: &&Cell| cell.column <= column && !cell.continued;
            self.rows[upper].cells.iter().filter(begins).map(|cell| cell.column).max()
        };
        let wide = self.rows[upper].cells.iter().any(|head| head.column == cell.column && head.colspan > 1);
        let same =
            |other: &&Cell| wide && other.column != cell.column && first(other.column) == first(cell.column);
        self.rows[lower].cells.iter().filter(same).any(|other| self.heads(other).is_some())
    }

    fn below_wide(&self, upper: usize, cell: &Cell) -> bool {
        self.rows[upper].cells.iter().any(|head| head.column == cell.column && head.colspan > 1)
    }

    /// Beside 责任单位 a column of other bodies (链主单位) names nobody who answers; without any column of units, one that
    /// holds nothing but units (镇街) does.
    fn bodies(&self, columns: &mut Columns, from: usize, to: usize) {
        let answers = [
            "责任", "牵头", "主办", "主责", "承办", "落实", "实施", "负责", "分工", "整改", "建设", "承担",
            "执行", "揭榜", "领办", "认领", "承接", "主抓",
        ];
        let head = |column: usize| {
            let heads = self.rows[from..to].iter().flat_map(|row| row.cells);
            heads.filter(|cell| cell.column == column).map(|cell| self.words(cell)).collect::<String>()
        };
        let told = |column: &usize| answers.iter().any(|word| head(*column).contains(word));
        let named: Vec<usize> = (0..columns.len())
            .filter(|column| matches!(columns[*column], Some(Role::Lead | Role::Responsible | Role::Paired)))
            .collect();
        if named.iter().any(told) {
            for column in
                named.into_iter().filter(|column| !told(column) && head(*column).chars().any(is_han))
            {
                columns[column] = Some(Role::Other);
            }
        } else if named.is_empty() && !columns.contains(&Some(Role::Cooperating)) {
            let units = |column: &usize| {
                let rows = self.rows[to.min(self.rows.len())..].iter().flat_map(|row| row.cells);
                let words: Vec<&str> = rows
                    .filter(|cell| cell.column == *column)
                    .map(|cell| self.words(cell))
                    .filter(|words| !words.is_empty())
                    .collect();
                let named = words.iter().filter(|words| looks_like_unit(words)).count();
                !words.is_empty() && named * 10 >= words.len() * 8
            };
            if let Some(column) = (0..columns.len())
                .filter(|column| matches!(columns[*column], None | Some(Role::Category)))
                .find(units)
            {
                columns[column] = Some(Role::Responsible);
            }
        }
    }

    /// 任务 over several 具体内容: where one bare name holds several rows, each with words of its own, the column of names groups
    /// them all, also those that hold one row. What is an act by itself (推进…) stays the task.
    fn group(&self, columns: &mut Columns, header: usize, from: usize) {
        let of = |roles: &[Role]| -> Vec<usize> {
            (0..columns.len()).filter(|at| columns[*at].is_some_and(|role| roles.contains(&role))).collect()
        };
        let (tasks, inner) = (of(&[Role::Task]), of(&[Role::Subtask, Role::Detail]));
        let ([outer], Some(inner)) = (tasks.as_slice(), inner.first().copied()) else { return };
        let outer = *outer;
        let cells = |column: usize| {
            let below = self.rows[from.min(self.rows.len())..].iter().flat_map(|row| row.cells);
            below.filter(move |cell| cell.column == column && !cell.continued)
        };
        let acts = |cell: &&Cell| named::acts(self.words(cell));
        let names = cells(outer).count();
        let grouped = inner > outer
            && cells(outer).any(|cell| cell.rowspan > 1)
            && cells(inner).all(|cell| cell.rowspan <= 1)
            && cells(outer).filter(acts).count() * 10 <= names * 3
            && !self.measures(header, inner)
            && self.filled(inner, from);
        if grouped {
            columns[outer] = Some(Role::Category);
            columns[inner] = Some(Role::Task);
        }
    }

    /// True when every row that names anybody has words of its own in a column.
    fn filled(&self, column: usize, from: usize) -> bool {
        let rows = self.rows[from.min(self.rows.len())..].iter().filter(|row| self.distinct(row).len() > 2);
        let mut cells = rows.map(|row| row.cells.iter().find(|cell| cell.column == column));
        cells.all(|cell| cell.is_some_and(|cell| !cell.continued && !self.words(cell).is_empty()))
    }

    fn headed_by(&self, header: usize, column: usize, words: &[&str]) -> bool {
        let head = self.rows[header].cells.iter().find(|cell| cell.column == column);
        head.is_some_and(|cell| words.iter().any(|word| self.words(cell).ends_with(word)))
    }

    /// A column of what gives rise to tasks.
    fn causes(&self, header: usize, column: usize) -> bool {
        let causes = [
            "议题",
            "问题",
            "意见",
            "短板",
            "建议",
            "差距",
            "不足",
            "案件",
            "隐患",
            "矛盾",
            "诉求",
            "线索",
            "风险点",
        ];
        if self.headed_by(header, column, &causes) {
            return true;
        }
        // Whatever the head says: what most rows name is a problem.
        let ends = [
            "问题",
            "不足",
            "不够",
            "不到位",
            "不高",
            "不力",
            "不严",
            "隐患",
            "滞后",
            "偏低",
            "缺失",
            "不完善",
        ];
        let rows = self.rows[header + 1..].iter().flat_map(|row| row.cells);
        let words: Vec<&str> = rows
            .filter(|cell| cell.column == column && !cell.continued)
            .map(|cell| self.words(cell))
            .filter(|words| !words.is_empty())
            .collect();
        let problems = words.iter().filter(|words| ends.iter().any(|end| words.ends_with(end))).count();
        words.len() > 1 && problems * 10 >= words.len() * 7
    }

    /// A column of what is done about it.
    fn measures(&self, header: usize, column: usize) -> bool {
        self.headed_by(header, column, &["措施", "举措"])
    }

    /// 一级指标, 二级指标, 三级指标: the innermost level is what is to be reached, the others group it.
    fn innermost(&self, columns: &mut Columns, header: usize) {
        let level = |cell: &Cell| {
            let words = self.words(cell);
            ["一级", "二级", "三级", "四级"].iter().position(|word| words.starts_with(word))
        };
        let levels: Vec<(usize, usize)> =
            self.rows[header].cells.iter().filter_map(|cell| Some((level(cell)?, cell.column))).collect();
        let Some((deepest, task)) = levels.iter().max().copied().filter(|_| levels.len() > 1) else { return };
        for (_, column) in levels.iter().filter(|(level, _)| *level < deepest) {
            columns[*column] = Some(Role::Category);
        }
        columns[task] = Some(Role::Task);
    }

    /// Of several task columns the first names the task and the others tell what it holds; what only gives rise to a
    /// task (议题, 存在问题) groups it.
    pub(super) fn order_tasks(&self, columns: &mut Columns, header: usize) {
        let mut tasks: Vec<usize> =
            (0..columns.len()).filter(|at| columns[*at] == Some(Role::Task)).collect();
        tasks.retain(|at| {
            let head = self.rows[header].cells.iter().find(|cell| cell.column == *at);
            !head.is_some_and(|cell| cell.continued && cell.colspan > 1)
        });
        let cause = |at: &usize| self.causes(header, *at);
        if tasks.len() > 1 && tasks.first().is_some_and(cause) {
            columns[tasks.remove(0)] = Some(Role::Category);
        }
        // 反馈问题 | 整改措施: what is to be done is the measure; the problem gives rise to it.
        let measure =
            (0..columns.len()).find(|at| columns[*at] == Some(Role::Detail) && self.measures(header, *at));
        if let (Some(measure), true) = (measure, tasks.len() == 1 && tasks.first().is_some_and(cause)) {
            columns[tasks.remove(0)] = Some(Role::Category);
            columns[measure] = Some(Role::Task);
        }
        // 河湖名称 | 存在问题 | 治理措施: a thing, its problem, and what is done about it.
        let problem = (0..columns.len()).any(|at| self.headed_by(header, at, &["问题", "短板", "隐患"]));
        if let (Some(measure), true, [named]) = (measure, problem, tasks.as_slice())
            && self.headed_by(header, *named, &["名称", "对象", "点位", "位置", "企业", "项目"])
        {
            columns[*named] = Some(Role::Category);
            columns[measure] = Some(Role::Task);
            tasks.clear();
        }
        // 攻坚行动 | 主要任务, 工程名称 | 年度任务: what is called a task beside an action, a field or a name is the task.
        let head = |at: usize| {
            let cell = self.rows[header].cells.iter().find(|cell| cell.column == at);
            cell.map_or("", |cell| self.words(cell)).trim_end()
        };
        let called = |at: &usize| head(*at).ends_with("任务") || self.headed_by(header, *at, &["任务内容"]);
        let campaign = ["行动", "工程", "攻坚", "战役", "计划", "专项", "方向"];
        let names = |at: usize| {
            self.headed_by(header, at, &campaign) || head(at).ends_with("名称") && !head(at).contains("任务")
        };
        while tasks.len() > 1 && names(tasks[0]) && called(&tasks[1]) {
            columns[tasks.remove(0)] = Some(Role::Category);
        }
        // 实事项目 | 年度目标任务: so does a column of targets that is called one.
        let target = (0..columns.len()).find(|at| columns[*at] == Some(Role::Detail) && called(at));
        if let (Some(target), [named]) = (target, tasks.as_slice())
            && names(*named)
        {
            columns[*named] = Some(Role::Category);
            columns[target] = Some(Role::Task);
            tasks.clear();
        }
        // 一级任务, 二级任务: the innermost level is the task.
        let level = |at: &usize| {
            let head = self.rows[header].cells.iter().find(|cell| cell.column == *at);
            head.is_some_and(|cell| {
                ["二级", "三级", "四级"].iter().any(|word| self.words(cell).contains(word))
            })
        };
        while tasks.len() > 1 && tasks[1..].iter().any(level) {
            columns[tasks.remove(0)] = Some(Role::Category);
        }
        // 整治事项 over several 整治任务: what holds several tasks groups them.
        let holds = |at: usize| {
            let below = self.rows[header + 1..].iter().flat_map(|row| row.cells);
            below.into_iter().any(|cell| cell.column == at && !cell.continued && cell.rowspan > 1)
        };
        while tasks.len() > 1 && holds(tasks[0]) {
            columns[tasks.remove(0)] = Some(Role::Category);
        }
        for at in tasks.into_iter().skip(1) {
            columns[at] = Some(Role::Subtask);
        }
    }

    /// A second header row continues merges of the first, or has roles below a merged head.
    pub(super) fn second_header(&self, first: usize, next: usize) -> bool {
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
                period(self.words(cell), self.reader.clock).is_some()
                    || self.words(cell).chars().count() <= if self.words(cell).is_ascii() { 32 } else { 10 }
                        && limits::scan(self.words(cell), self.reader.clock, Place::Cell).is_empty()
            });
        }
        roles >= 1
            && roles * 2 > below.len()
            && lower.iter().filter(|cell| self.words(cell).is_empty() || same(cell)).count() + below.len()
                == lower.len()
            && (roles == below.len())
    }

    pub(super) fn bytes(&self, column: usize, from: usize) -> usize {
        self.rows[from.min(self.rows.len())..]
            .iter()
            .flat_map(|row| row.cells)
            .filter(|cell| cell.column == column)
            .map(|cell| self.words(cell).len())
            .sum()
    }

    /// No header: units, limits and serial numbers show by what the cells hold.
    pub(super) fn guess(&self, width: usize) -> Option<(Columns, usize)> {
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

    /// Values that the header states for its whole column: 牵头单位：区住建委.
    pub(super) fn headed(&self, from: usize, to: usize) -> Fields {
        let mut fields = Fields::default();
        for cell in
            self.rows[from.min(to)..to].iter().flat_map(|row| row.cells).filter(|cell| !cell.continued)
        {
            let words = self.words(cell);
            if cell.colspan * 2 > self.width() {
                let stated = self.reader.fields(self.span(cell));
                fields.inherit(&stated);
                continue;
            }
            let value = words.find(['：', ':']).map(|at| {
                trim(words, at + words[at..].chars().next().map_or(1, char::len_utf8)..words.len())
            });
            let Some(value) = value.filter(|value| !value.is_empty()) else { continue };
            let value = value.start
                ..words[value.clone()].find(['（', '(', '\n']).map_or(value.end, |len| value.start + len);
            if let Some(role) = self.role(cell) {
                self.reader.put(role, Span::at(self.span(cell).start, value), &mut fields);
            }
        }
        fields
    }
}
