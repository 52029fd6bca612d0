//! Tables inside plain text: columns parted by tabs or bars, boxes drawn with lines, and tables whose cells a web page
//! was copied from one to a line.

use qipan_kernel::Outcome;

use super::draft::Draft;
use super::script::is_han;
use super::table::Grid;

/// Fewest columns that make lines with tabs or bars a table.
const COLUMNS: usize = 3;

/// A cell: where its words stand (several places in a drawn box), how many columns and rows it covers.
#[derive(Clone, Debug, PartialEq)]
struct Cell {
    parts: Vec<(usize, usize)>,
    columns: usize,
    rows: usize,
}

/// A table found in a text.
#[derive(Debug, PartialEq)]
pub(crate) struct Region {
    /// Where its first line begins.
    pub start: usize,
    /// Where its last line ends.
    pub end: usize,
    rows: Vec<Vec<Cell>>,
}

impl Region {
    /// Appends the rows to `draft` as table number `table`.
    ///
    /// # Errors
    /// `read-table-too-large`.
    pub fn put(&self, draft: &mut Draft, table: usize, budget: &mut usize) -> Outcome<bool> {
        let mut grid = Grid::new(table);
        for row in &self.rows {
            for cell in row {
                let range = match cell.parts.as_slice() {
                    [] => (self.start, self.start),
                    [one] => *one,
                    several => {
                        // The words of one cell stand on several lines between those of others: they are put together
                        // behind the text.
                        let words = joined(&draft.original, several);
                        draft.append(&words)
                    }
                };
                grid.cell(range, cell.columns, cell.rows);
            }
            grid.end_row();
        }
        grid.finish(draft, budget)
    }
}

/// The lines of a drawn cell as its words: a line that begins with a mark of its own stays apart.
fn joined(text: &str, parts: &[(usize, usize)]) -> String {
    let mut words = String::new();
    for &(start, end) in parts {
        let part = text[start..end].trim();
        if part.is_empty() {
            continue;
        }
        if !words.is_empty() {
            let marked = super::outline::starts_numbered(part) || part.starts_with(['△', '▲', '—', '※']);
            let latin = words.ends_with(|c: char| c.is_ascii_alphanumeric() || c == ',') && part.is_ascii();
            words.push_str(if marked {
                "\n"
            } else if latin {
                " "
            } else {
                ""
            });
        }
        words.push_str(part);
    }
    words
}

/// A line of the text, without its line end: where it begins and its words.
type Line<'a> = (usize, &'a str);

/// The tables of `text`, in order.
pub(crate) fn find(text: &str) -> Vec<Region> {
    let mut at = 0;
    let lines: Vec<Line> = text
        .split_inclusive('\n')
        .map(|line| {
            let start = at;
            at += line.len();
            (start, line.trim_end_matches(['\n', '\r']))
        })
        .collect();
    let mut found = Vec::new();
    let mut index = 0;
    while index < lines.len() {
        let table = drawn(&lines[index..])
            .or_else(|| tabbed(text, &lines[index..]))
            .or_else(|| barred(&lines[index..]))
            .or_else(|| spaced(&lines[index..]))
            .or_else(|| listed(&lines[index..]));
        match table {
            Some((rows, count)) => {
                let (last, words) = lines[index + count - 1];
                found.push(Region { start: lines[index].0, end: last + words.len(), rows });
                index += count;
            }
            None => index += 1,
        }
    }
    found
}

/// The rows of a table that begins at the first line, and the number of lines it takes.
type Table = (Vec<Vec<Cell>>, usize);

fn one(start: usize, words: &str) -> Cell {
    Cell { parts: vec![(start, start + words.len())], columns: 1, rows: 1 }
}

/// Rows of cells with tabs between them; a short line between two such rows goes over all columns.
fn tabbed(text: &str, lines: &[Line]) -> Option<Table> {
    let tabs = |line: &str| line.matches('\t').count();
    let width = tabs(lines.first()?.1) + 1;
    if width < COLUMNS {
        return None;
    }
    let mut rows = Vec::new();
    let (mut count, mut full) = (0, 0);
    while count < lines.len() {
        let (start, line) = lines[count];
        if tabs(line) == 0 {
            let next = lines.get(count + 1).is_some_and(|(_, next)| tabs(next) > 0);
            let short = (1..=40).contains(&line.trim().chars().count());
            if !(next && (short || line.trim().is_empty())) {
                break;
            }
            if short {
                rows.push(vec![Cell { columns: width, ..one(start, line) }]);
            }
            count += 1;
            continue;
        }
        let (cells, taken) = quoted(text, &lines[count..]);
        if cells.len() > width + 1 || cells.len() < 2 {
            break;
        }
        full += usize::from(cells.len() + 1 >= width);
        rows.push(cells);
        count += taken;
    }
    (full >= 2 && full * 2 >= rows.len()).then_some((rows, count))
}

/// The cells of a line with tabs; a cell in quotes, as a spreadsheet copies it, may go over several lines.
fn quoted(text: &str, lines: &[Line]) -> (Vec<Cell>, usize) {
    let (start, line) = lines[0];
    let mut cells = Vec::new();
    let (mut at, mut taken, mut end) = (start, 1, start + line.len());
    loop {
        let rest = &text[at..end];
        if rest.starts_with('"') {
            // Up to the quote that closes it: before a tab or a line end.
            let mut close = closing(&text[at + 1..end]);
            while close.is_none() && taken < lines.len().min(12) {
                let (next, words) = lines[taken];
                end = next + words.len();
                taken += 1;
                close = closing(&text[at + 1..end]);
            }
            if let Some(len) = close {
                let inner = at + 1;
                cells.push(Cell { parts: vec![(inner, inner + len)], columns: 1, rows: 1 });
                at = inner + len + 1;
                if text[at..end].starts_with('\t') {
                    at += 1;
                    continue;
                }
                break;
            }
            (taken, end) = (1, start + line.len());
        }
        let rest = &text[at..end];
        let len = rest.find('\t').unwrap_or(rest.len());
        cells.push(one(at, &rest[..len]));
        if len == rest.len() {
            break;
        }
        at += len + 1;
    }
    (cells, taken)
}

fn closing(text: &str) -> Option<usize> {
    text.match_indices('"').map(|(at, _)| at).find(|at| {
        let after = text[at + 1..].chars().next();
        after.is_none_or(|c| matches!(c, '\t' | '\n'))
    })
}

/// Rows with bars between their cells: `| 序号 | 任务 |`, `序号｜任务｜单位`.
fn barred(lines: &[Line]) -> Option<Table> {
    let bar = |c: char| matches!(c, '|' | '｜');
    let cells = |(start, line): Line| -> Vec<Cell> {
        let words = line.trim();
        let mut at = start + (line.len() - line.trim_start().len());
        let inner = words.strip_prefix(bar).unwrap_or(words);
        at += words.len() - inner.len();
        let inner = inner.strip_suffix(bar).unwrap_or(inner);
        let mut found = Vec::new();
        for cell in inner.split_inclusive(bar) {
            let plain = cell.trim_end_matches(bar);
            found.push(one(at, plain));
            at += cell.len();
        }
        found
    };
    let rule = |line: &str| {
        line.contains('-') && line.chars().all(|c| bar(c) || matches!(c, '-' | ':' | '+' | ' ' | '='))
    };
    let head = lines.first()?.1;
    let width = cells(lines[0]).len();
    let ruled = lines.get(1).is_some_and(|(_, line)| rule(line));
    let framed = head.trim().starts_with(bar);
    // Labels with bars between them (牵头：甲 | 配合：乙) are no columns.
    let named = !head.contains(['：', ':', '。', '；']) && head.chars().count() <= 12 * width;
    if width < COLUMNS || !(ruled || framed || named) || rule(head) {
        return None;
    }
    let mut rows = Vec::new();
    let mut count = 0;
    for (start, line) in lines {
        if line.trim().is_empty() || !line.contains(bar) {
            break;
        }
        count += 1;
        if rule(line) {
            continue;
        }
        let row = cells((*start, line));
        if row.len() > width {
            count -= 1;
            break;
        }
        rows.push(row);
    }
    (rows.len() >= 2 && rows.iter().filter(|row| row.len() == width).count() * 2 >= rows.len())
        .then_some((rows, count))
}

/// A word of a line with wide gaps: where it begins and ends, in bytes and in columns of a terminal.
struct Word {
    bytes: (usize, usize),
    columns: (usize, usize),
}

/// The words of a line that gaps of two spaces or more part.
fn words((start, line): Line) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let (mut column, mut gap) = (0, 2);
    for (at, c) in line.char_indices() {
        let width = if c < '\u{2e80}' { 1 } else { 2 };
        if c.is_whitespace() {
            gap += width;
        } else {
            let (end, edge) = (start + at + c.len_utf8(), column + width);
            match found.last_mut().filter(|_| gap < 2) {
                Some(last) => (last.bytes.1, last.columns.1) = (end, edge),
                None => found.push(Word { bytes: (start + at, end), columns: (column, edge) }),
            }
            gap = 0;
        }
        column += width;
    }
    found
}

/// Columns that spaces keep apart, under a head of short words. A line that fills few columns goes on with the row above.
fn spaced(lines: &[Line]) -> Option<Table> {
    let head = words(*lines.first()?);
    let text = |(start, line): Line, word: &Word| line[word.bytes.0 - start..word.bytes.1 - start].to_owned();
    let short = |word: &Word| {
        let words = text(lines[0], word);
        words.chars().count() <= 20
            && words.chars().any(char::is_alphabetic)
            && !words.contains(['：', ':', '。', '；', '，', '.', ';', '《'])
            && !words.chars().any(|c| c.is_ascii_digit())
    };
    if head.len() < COLUMNS || !head.iter().all(short) {
        return None;
    }
    let mut rows: Vec<Vec<Cell>> = vec![head.iter().map(whole).collect()];
    let mut edges: Vec<(usize, usize)> = head.iter().map(|word| word.columns).collect();
    let (mut count, mut end, mut full) = (1, 1, 0);
    let mut numbered = false;
    while count < lines.len() {
        let line = lines[count];
        let found = words(line);
        count += 1;
        if found.is_empty() {
            continue;
        }
        // A number before the words, which the head leaves without a name.
        let first = found.first().filter(|word| serial(&text(line, word)).is_some());
        if full == 0
            && !numbered
            && first.is_some_and(|word| word.columns.1 < edges[0].0)
            && found.len() > head.len()
        {
            numbered = true;
            edges.insert(0, first.map_or((0, 1), |word| word.columns));
            let at = rows[0].first().and_then(|cell| cell.parts.first()).map_or(0, |part| part.0);
            rows[0].insert(0, Cell { parts: vec![(at, at)], columns: 1, rows: 1 });
        }
        if found.len() > edges.len() {
            break;
        }
        let places: Vec<usize> = found.iter().map(|word| nearest(&edges, word.columns)).collect();
        if places.windows(2).any(|pair| pair[0] >= pair[1]) {
            break;
        }
        let begins = found.len() * 3 >= edges.len() * 2 || places[0] == 0 && found.len() > 1;
        if begins {
            let mut row = vec![Cell { parts: Vec::new(), columns: 1, rows: 1 }; edges.len()];
            for (word, place) in found.iter().zip(&places) {
                row[*place] = whole(word);
                let (left, right) = edges[*place];
                edges[*place] = (left.min(word.columns.0), right.max(word.columns.1));
            }
            full += usize::from(found.len() >= COLUMNS && found.len() + 1 >= edges.len());
            rows.push(row);
        } else if found.len() == 1
            && (full == 0 || line.1.trim().chars().count() > 30 || line.1 == line.1.trim_start())
        {
            break;
        } else if let Some(row) = rows.last_mut().filter(|_| count == end + 1) {
            for (word, place) in found.iter().zip(&places) {
                row[*place].parts.push(word.bytes);
            }
        } else {
            break;
        }
        end = count;
    }
    (full >= 2).then_some((rows, end))
}

fn whole(word: &Word) -> Cell {
    Cell { parts: vec![word.bytes], columns: 1, rows: 1 }
}

/// The column that a word stands in: of those it overlaps most, or else the nearest.
fn nearest(edges: &[(usize, usize)], (left, right): (usize, usize)) -> usize {
    let overlap = |(from, to): (usize, usize)| to.min(right).saturating_sub(from.max(left));
    let far = |(from, to): (usize, usize)| from.saturating_sub(right).max(left.saturating_sub(to));
    (0..edges.len())
        .max_by_key(|at| (overlap(edges[*at]), std::cmp::Reverse(far(edges[*at])), std::cmp::Reverse(*at)))
        .unwrap_or(0)
}

/// A table drawn with lines: ┌─┬─┐ or +--+--+.
fn drawn(lines: &[Line]) -> Option<Table> {
    let first = lines.first()?.1.trim();
    let top = first.starts_with(['┌', '┏', '╔', '+']) && first.ends_with(['┐', '┓', '╗', '+']);
    if !top || !first.contains(['─', '━', '═', '-', '┬']) {
        return None;
    }
    let mut table = Drawing::default();
    let mut count = 0;
    for (start, line) in lines {
        let words = line.trim();
        if !words.starts_with(is_upright) || !words.ends_with(is_upright) {
            break;
        }
        count += 1;
        table.line(*start + (line.len() - line.trim_start().len()), words);
        if words.starts_with(['└', '┗', '╚']) {
            break;
        }
    }
    let rows = table.rows();
    let width = rows.iter().map(|row| row.iter().map(|cell| cell.columns).sum::<usize>()).max()?;
    (width >= 2 && rows.len() >= 2).then_some((rows, count))
}

/// Characters that bound a segment of a drawn line.
fn is_upright(c: char) -> bool {
    matches!(c, '│' | '┃' | '║' | '|' | '+' | '├' | '┤' | '┼' | '┬' | '┴' | '┌' | '┐' | '└' | '┘' | '┏'
        ..='╋' | '╔'..='╬')
        && !is_level(c)
}

fn is_level(c: char) -> bool {
    matches!(c, '─' | '━' | '═' | '-' | '=' | '—')
}

/// A drawn table as it is read line by line.
#[derive(Default)]
struct Drawing {
    width: usize,
    /// Cells that are open: for each column where its words stand and the row in which it began.
    open: Vec<(Vec<(usize, usize)>, usize)>,
    row: usize,
    /// Ended cells: row, column, cell.
    done: Vec<(usize, usize, Cell)>,
    /// The last row that is one line over all columns.
    over: Option<usize>,
}

impl Drawing {
    fn line(&mut self, start: usize, words: &str) {
        let mut segments: Vec<(usize, &str)> = Vec::new();
        let mut at = 0;
        for (place, c) in words.char_indices().filter(|(_, c)| is_upright(*c)) {
            if place > 0 {
                segments.push((start + at, &words[at..place]));
            }
            at = place + c.len_utf8();
        }
        if self.width == 0 {
            self.width = segments.len();
            self.open = vec![(Vec::new(), 0); self.width];
            return;
        }
        let level = |words: &str| !words.is_empty() && words.chars().all(is_level);
        if segments.iter().any(|(_, words)| level(words)) {
            let all = segments.iter().all(|(_, words)| level(words));
            for column in 0..self.width {
                let segment = segments.get(column);
                if all || segment.is_some_and(|(_, words)| level(words)) {
                    self.close(column);
                } else if let Some((at, words)) = segment.filter(|_| segments.len() == self.width) {
                    self.add(column, *at, words);
                }
            }
            self.row += 1;
            return;
        }
        if segments.len() < self.width && segments.len() == 1 {
            // A line over all columns.
            let (at, words) = segments[0];
            let cell = Cell { columns: self.width, ..one(at, words) };
            self.done.push((self.row, 0, cell));
            self.over = Some(self.row);
            return;
        }
        for (column, (at, words)) in segments.into_iter().enumerate().take(self.width) {
            self.add(column, at, words);
        }
    }

    fn add(&mut self, column: usize, at: usize, words: &str) {
        if !words.trim().is_empty() {
            self.open[column].0.push((at, at + words.len()));
        }
    }

    fn close(&mut self, column: usize) {
        let row = self.row;
        let (parts, from) = std::mem::replace(&mut self.open[column], (Vec::new(), row + 1));
        if self.over == Some(row) && parts.is_empty() {
            return;
        }
        self.done.push((from, column, Cell { parts, columns: 1, rows: row + 1 - from.min(row) }));
    }

    fn rows(mut self) -> Vec<Vec<Cell>> {
        for column in 0..self.width {
            if !self.open[column].0.is_empty() {
                self.close(column);
            }
        }
        self.done.sort_by_key(|(row, column, _)| (*row, *column));
        let mut rows: Vec<Vec<Cell>> = vec![Vec::new(); self.row + 1];
        for (row, _, cell) in self.done {
            rows[row].push(cell);
        }
        rows.retain(|row| !row.is_empty());
        rows
    }
}

/// A table of which every cell stands on a line of its own, as pages are copied: 序号, the other heads, then 1 and its
/// cells, 2 and its cells.
fn listed(lines: &[Line]) -> Option<Table> {
    const SERIALS: &[&str] =
        &["序号", "編號", "编号", "序號", "項次", "项次", "No.", "No", "#", "NO.", "S/N"];
    if !SERIALS.contains(&lines.first()?.1.trim()) {
        return None;
    }
    let written = || lines.iter().copied().enumerate().filter(|(_, (_, line))| !line.trim().is_empty());
    // Most such words head no table: the first lines tell.
    if !written().take(13).skip(COLUMNS).any(|(_, (_, line))| serial(line) == Some(1)) {
        return None;
    }
    let full: Vec<(usize, (usize, &str))> = written().take(50_000).collect();
    let number = |at: usize| full.get(at).and_then(|(_, (_, line))| serial(line));
    let width = (COLUMNS..=12).find(|at| number(*at) == Some(1))?;
    let heads = full[..width].iter().all(|(_, (_, line))| {
        let line = line.trim();
        line.chars().count() <= 24 && !line.contains(['。', '；', '，'])
    });
    if !heads {
        return None;
    }
    let cell = |(_, (start, line)): &(usize, Line)| one(*start, line);
    let mut rows: Vec<Vec<Cell>> = vec![full[..width].iter().map(cell).collect()];
    let (mut at, mut last) = (width, 0);
    loop {
        let group = full.get(at).is_some_and(|(_, (_, line))| {
            super::outline::starts_numbered(line.trim()) && serial(line).is_none()
        });
        if group && number(at + 1).is_some_and(|next| next == last + 1 || next == 1) {
            rows.push(vec![Cell { columns: width, ..cell(&full[at]) }]);
            at += 1;
        }
        let Some(now) = number(at).filter(|now| *now == last + 1 || *now == 1) else { break };
        // Up to the next number, or to the end of a row of as many lines as there are columns.
        let next = (at + width..(at + width + 8).min(full.len())).find(|next| {
            number(*next) == Some(now + 1)
                || number(next + 1) == Some(now + 1)
                    && super::outline::starts_numbered(full[*next].1.1.trim())
        });
        let end = next.unwrap_or(at + width);
        if end > full.len() {
            break;
        }
        let extra = end - at - width;
        let mut cells = vec![cell(&full[at])];
        // Lines beyond the columns belong to what is written most about: the cell behind the number.
        let (first, second) = (full[at + 1].1, full[at + 1 + extra].1);
        let range = (first.0, second.0 + second.1.len());
        cells.push(Cell { parts: vec![range], columns: 1, rows: 1 });
        cells.extend(full[at + 2 + extra..end].iter().map(cell));
        rows.push(cells);
        last = now;
        at = end;
    }
    (rows.len() >= 3).then(|| (rows, full[at - 1].0 + 1))
}

/// A line that is nothing but a number.
fn serial(line: &str) -> Option<u32> {
    let word = line.trim().trim_end_matches(['.', '、', '．']);
    if let Ok(number) = word.parse() {
        return Some(number).filter(|number| *number < 1_000);
    }
    const HAN: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let alone = word.chars().count() == 1 && word.chars().all(is_han);
    HAN.iter().position(|han| *han == word).filter(|_| alone).map(|at| at as u32 + 1)
}

#[cfg(test)]
#[path = "tabular_tests.rs"]
mod tests;
