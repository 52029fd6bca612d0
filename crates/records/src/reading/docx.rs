//! Word documents: paragraphs, styles, numbering, tables with merged cells.

use std::collections::HashMap;

use qipan_kernel::{Failure, FailureKind, Outcome};

use super::container::{Container, Step, Xml, attribute, name};
use super::draft::{Draft, PieceKind};
use super::table::Grid;
use super::{BlockKind, Limits, numbering, outline};

/// One level of a numbering definition.
#[derive(Clone, Default)]
struct Level {
    format: String,
    text: String,
    start: u32,
}

/// What the styles and the numbering part say.
#[derive(Default)]
struct Definitions {
    /// Outline level (1 = heading 1; 0 = title) by style id.
    headings: HashMap<String, u8>,
    /// Numbering (instance, level) by style id.
    style_numbers: HashMap<String, (String, usize)>,
    /// Abstract numbering by instance, and levels by abstract numbering.
    instances: HashMap<String, String>,
    levels: HashMap<String, Vec<Level>>,
    counters: HashMap<String, Vec<u32>>,
}

/// Reads a Word document.
pub(crate) fn read(container: &mut Container<'_>, limits: &Limits) -> Outcome<Draft> {
    let mut definitions = Definitions::default();
    if let Some(styles) = container.part("word/styles.xml")? {
        definitions.read_styles(container.xml(&styles))?;
    }
    if let Some(numbers) = container.part("word/numbering.xml")? {
        definitions.read_numbering(container.xml(&numbers))?;
    }
    let body = container.required("word/document.xml")?;
    let mut document = Document {
        xml: container.xml(&body),
        definitions,
        draft: Draft::default(),
        tables: 0,
        cells: limits.cells,
        limits,
    };
    document.blocks("", None)?;
    let mut draft = document.draft;
    level_headings(&mut draft);
    Ok(draft)
}

/// Makes the title, styled as one or not, the only heading of level 1.
fn level_headings(draft: &mut Draft) {
    let styled = draft.pieces.iter().any(|piece| piece.kind == PieceKind::Heading(0));
    let plain = draft.pieces.first().is_some_and(|piece| {
        piece.kind == PieceKind::Auto
            && outline::kind(draft.original[piece.start..piece.end].trim(), true)
                == BlockKind::Heading { level: 1 }
    });
    if styled || plain {
        for piece in &mut draft.pieces {
            if let PieceKind::Heading(level) = &mut piece.kind {
                *level += 1;
            }
        }
    }
    if let Some(first) = draft.pieces.first_mut().filter(|_| plain && !styled) {
        first.kind = PieceKind::Heading(1);
    }
}

impl Definitions {
    fn read_styles(&mut self, mut xml: Xml<'_>) -> Outcome<()> {
        let mut style: Option<String> = None;
        let mut number = (None, 0usize);
        while let Some(step) = xml.step()? {
            match step {
                Step::Open(element, _) => match (name(&element), &style) {
                    ("style", _) => {
                        style = attribute(&element, "styleId");
                        number = (None, 0);
                    }
                    ("name", Some(id)) => {
                        let label = attribute(&element, "val").unwrap_or_default().to_lowercase();
                        let level = match label.as_str() {
                            "title" | "标题" => Some(0),
                            label => label
                                .strip_prefix("heading ")
                                .or_else(|| label.strip_prefix("标题 "))
                                .and_then(|digits| digits.parse().ok()),
                        };
                        if let Some(level) = level {
                            self.headings.insert(id.clone(), level);
                        }
                    }
                    ("outlineLvl", Some(id)) => {
                        if let Some(level) =
                            attribute(&element, "val").and_then(|v| v.parse::<u8>().ok()).filter(|&n| n < 9)
                        {
                            self.headings.entry(id.clone()).or_insert(level + 1);
                        }
                    }
                    ("numId", Some(_)) => number.0 = attribute(&element, "val"),
                    ("ilvl", Some(_)) => {
                        number.1 = attribute(&element, "val").and_then(|v| v.parse().ok()).unwrap_or(0)
                    }
                    _ => {}
                },
                Step::Close(closed) if closed == "style" => {
                    if let (Some(id), Some(instance)) = (style.take(), number.0.take()) {
                        self.style_numbers.insert(id, (instance, number.1));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn read_numbering(&mut self, mut xml: Xml<'_>) -> Outcome<()> {
        let (mut kind, mut instance) = (String::new(), String::new());
        let mut in_abstract = false;
        while let Some(Step::Open(..) | Step::Close(_) | Step::Text(_)) = match xml.step()? {
            Some(Step::Open(element, empty)) => {
                let value = || attribute(&element, "val").unwrap_or_default();
                match name(&element) {
                    "abstractNum" => {
                        kind = attribute(&element, "abstractNumId").unwrap_or_default();
                        in_abstract = true;
                        self.levels.entry(kind.clone()).or_default();
                    }
                    "num" => {
                        in_abstract = false;
                        instance = attribute(&element, "numId").unwrap_or_default();
                    }
                    "abstractNumId" => {
                        self.instances.insert(instance.clone(), value());
                    }
                    "lvl" if in_abstract => {
                        let levels = self.levels.entry(kind.clone()).or_default();
                        if levels.len() < 9 {
                            levels.push(Level {
                                format: "decimal".to_owned(),
                                text: String::new(),
                                start: 1,
                            });
                        }
                    }
                    field @ ("start" | "numFmt" | "lvlText") if in_abstract => {
                        let value = value();
                        if let Some(level) = self.levels.get_mut(&kind).and_then(|levels| levels.last_mut()) {
                            match field {
                                "start" => level.start = value.parse().unwrap_or(1),
                                "numFmt" => level.format = value,
                                _ => level.text = value,
                            }
                        }
                    }
                    _ => {}
                }
                Some(Step::Open(element, empty))
            }
            step => step,
        } {}
        Ok(())
    }

    /// Counts one paragraph of a numbering level; gives its marker, such as `（一）`.
    fn next_marker(&mut self, instance: &str, level: usize) -> String {
        let Some(levels) = self.instances.get(instance).and_then(|kind| self.levels.get(kind)) else {
            return String::new();
        };
        let Some(own) = levels.get(level) else { return String::new() };
        // Instances of one definition count on together, as Word does without an override.
        let key = self.instances.get(instance).cloned().unwrap_or_default();
        let counters = self.counters.entry(key).or_default();
        counters.resize(levels.len().max(counters.len()), 0);
        counters[level] = if counters[level] == 0 { own.start } else { counters[level].saturating_add(1) };
        counters[level + 1..].fill(0);
        if own.format == "bullet" {
            return "•".to_owned();
        }
        let mut marker = own.text.clone();
        for (index, other) in levels.iter().enumerate().take(level + 1) {
            let sign = format!("%{}", index + 1);
            if marker.contains(&sign) {
                let number = if counters[index] == 0 { other.start } else { counters[index] };
                marker = marker.replace(&sign, &numbering::format(number, &other.format));
            }
        }
        marker
    }
}

struct Document<'x, 'l> {
    xml: Xml<'x>,
    definitions: Definitions,
    draft: Draft,
    tables: usize,
    cells: usize,
    limits: &'l Limits,
}

/// What a paragraph says about itself.
#[derive(Default)]
struct Paragraph {
    text: String,
    style: String,
    outline: Option<u8>,
    instance: Option<String>,
    level: usize,
}

impl Document<'_, '_> {
    /// Reads blocks up to the end of `end`. Inside a cell, paragraphs are collected as its text.
    fn blocks(&mut self, end: &str, mut cell: Option<&mut String>) -> Outcome<()> {
        while let Some(step) = self.xml.step()? {
            match step {
                Step::Open(element, false) => match name(&element) {
                    "p" => self.paragraph(cell.as_deref_mut())?,
                    "tbl" if cell.is_none() => self.table()?,
                    // A table inside a cell gives its words to the cell.
                    "sectPr" | "del" | "moveFrom" | "tblPr" | "tblGrid" | "trPr" | "tcPr" => {
                        self.xml.skip()?
                    }
                    _ => {}
                },
                Step::Close(closed) if closed == end => break,
                _ => {}
            }
        }
        Ok(())
    }

    fn paragraph(&mut self, cell: Option<&mut String>) -> Outcome<()> {
        let mut paragraph = Paragraph::default();
        let mut boxes = Vec::new();
        self.runs("p", &mut paragraph, &mut boxes)?;
        let marker = self.marker(&paragraph);
        let mut text = paragraph.text;
        if !marker.is_empty() && !text.trim().is_empty() {
            let gap = if marker.ends_with(|c: char| c.is_ascii()) || marker == "•" { " " } else { "" };
            text = format!("{marker}{gap}{}", text.trim_start());
        }
        if self.draft.original.len() + text.len() > self.limits.text_bytes {
            return Err(super::too_large("read-text-too-large", self.limits.text_bytes));
        }
        if let Some(cell) = cell {
            for text in std::iter::once(text).chain(boxes) {
                if !text.trim().is_empty() {
                    if !cell.is_empty() {
                        cell.push('\n');
                    }
                    cell.push_str(&text);
                }
            }
            return Ok(());
        }
        let heading = paragraph.outline.or_else(|| self.definitions.headings.get(&paragraph.style).copied());
        let kind = match heading {
            Some(level) => PieceKind::Heading(level),
            None if !marker.is_empty() && !marker_is_ours(&marker) => PieceKind::Item,
            None => PieceKind::Auto,
        };
        for line in lines(&text, heading.is_some()) {
            self.draft.push(kind.clone(), &line);
        }
        for text in boxes {
            self.draft.push(PieceKind::Auto, &text);
        }
        Ok(())
    }

    fn marker(&mut self, paragraph: &Paragraph) -> String {
        let (instance, level) = match &paragraph.instance {
            Some(instance) => (instance.clone(), paragraph.level),
            None => match self.definitions.style_numbers.get(&paragraph.style) {
                Some(found) => found.clone(),
                None => return String::new(),
            },
        };
        if instance == "0" || paragraph.text.trim().is_empty() {
            return String::new();
        }
        self.definitions.next_marker(&instance, level.min(8))
    }

    /// Reads the words of a paragraph up to the end of `end`. Text boxes are collected apart.
    fn runs(&mut self, end: &str, paragraph: &mut Paragraph, boxes: &mut Vec<String>) -> Outcome<()> {
        let mut inside = false;
        while let Some(step) = self.xml.step()? {
            match step {
                Step::Open(element, empty) => match name(&element) {
                    "t" => inside = !empty,
                    "tab" if !empty || !paragraph.text.is_empty() => paragraph.text.push(' '),
                    // A new page is no new line.
                    "br" if attribute(&element, "type").is_some() => paragraph.text.push(' '),
                    "br" | "cr" => paragraph.text.push('\n'),
                    "noBreakHyphen" => paragraph.text.push('-'),
                    "pStyle" => paragraph.style = attribute(&element, "val").unwrap_or_default(),
                    "outlineLvl" => {
                        let level = attribute(&element, "val").and_then(|v| v.parse::<u8>().ok());
                        paragraph.outline = level.filter(|&n| n < 9).map(|n| n + 1);
                    }
                    "numId" => paragraph.instance = attribute(&element, "val"),
                    "ilvl" => {
                        paragraph.level = attribute(&element, "val").and_then(|v| v.parse().ok()).unwrap_or(0)
                    }
                    "txbxContent" if !empty => {
                        let mut text = String::new();
                        self.blocks("txbxContent", Some(&mut text))?;
                        boxes.push(text);
                    }
                    // Deleted text, old copies of text boxes, field codes, and the properties of changed formats.
                    "del" | "moveFrom" | "Fallback" | "instrText" | "delText" | "pPrChange" | "rPrChange"
                    | "rt"
                        if !empty =>
                    {
                        self.xml.skip()?;
                    }
                    _ => {}
                },
                Step::Text(text) if inside => paragraph.text.push_str(&text),
                Step::Close(closed) if closed == "t" => inside = false,
                Step::Close(closed) if closed == end => break,
                _ => {}
            }
        }
        Ok(())
    }

    fn table(&mut self) -> Outcome<()> {
        // Rows of cells: text, columns covered, and whether a vertical merge begins (Some(true)) or goes on.
        let mut rows: Vec<Vec<(String, usize, Option<bool>)>> = Vec::new();
        let mut count = 0usize;
        while let Some(step) = self.xml.step()? {
            match step {
                Step::Open(element, false) => match name(&element) {
                    "tr" => rows.push(Vec::new()),
                    "tc" => {
                        let cell = self.cell()?;
                        count += cell.1;
                        if count > self.cells {
                            return Err(Failure::new(FailureKind::TooLarge, "read-table-too-large"));
                        }
                        if let Some(row) = rows.last_mut() {
                            row.push(cell);
                        }
                    }
                    "tblPr" | "tblGrid" | "trPr" | "del" => self.xml.skip()?,
                    _ => {}
                },
                Step::Close(closed) if closed == "tbl" => break,
                _ => {}
            }
        }
        // Where each cell begins in the grid.
        let places: Vec<HashMap<usize, Option<bool>>> = (rows.iter())
            .map(|row| {
                let mut column = 0;
                row.iter()
                    .map(|(_, colspan, merge)| {
                        let at = column;
                        column += colspan;
                        (at, *merge)
                    })
                    .collect()
            })
            .collect();
        let mut grid = Grid::new(self.tables);
        for (index, row) in rows.iter().enumerate() {
            let mut column = 0;
            for (text, colspan, merge) in row {
                let at = column;
                column += colspan;
                if *merge == Some(false)
                    && index > 0
                    && places[index - 1].get(&at).is_some_and(|above| above.is_some())
                {
                    // The grid fills in what the merge from above covers.
                    continue;
                }
                let rowspan = match merge {
                    Some(_) => {
                        1 + places[index + 1..]
                            .iter()
                            .take_while(|below| below.get(&at) == Some(&Some(false)))
                            .count()
                    }
                    None => 1,
                };
                let range = self.draft.append(text);
                grid.cell(range, *colspan, rowspan);
            }
            grid.end_row();
        }
        if grid.finish(&mut self.draft, &mut self.cells)? {
            self.tables += 1;
        }
        Ok(())
    }

    fn cell(&mut self) -> Outcome<(String, usize, Option<bool>)> {
        let (mut text, mut colspan, mut merge) = (String::new(), 1, None);
        while let Some(step) = self.xml.step()? {
            match step {
                Step::Open(element, empty) => match name(&element) {
                    "gridSpan" => {
                        colspan = attribute(&element, "val")
                            .and_then(|v| v.parse().ok())
                            .unwrap_or(1)
                            .clamp(1, 1000);
                    }
                    "vMerge" => merge = Some(attribute(&element, "val").as_deref() == Some("restart")),
                    "p" if !empty => self.paragraph(Some(&mut text))?,
                    "del" | "moveFrom" if !empty => self.xml.skip()?,
                    "tbl" if !empty => self.blocks("tbl", Some(&mut text))?,
                    _ => {}
                },
                Step::Close(closed) if closed == "tc" => break,
                _ => {}
            }
        }
        Ok((text, colspan, merge))
    }
}

/// The lines of a paragraph with line breaks: a break after a sentence's end, before a list number or before a label
/// (牵头单位：) begins a new one; others only shape the page.
fn lines(text: &str, heading: bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.split('\n') {
        let labelled = line.chars().take(14).any(|c| matches!(c, '：' | ':' | '】'));
        let begins = !heading
            && (outline::starts_numbered(line)
                || labelled
                || lines.last().is_some_and(|last| outline::ends_sentence(last)));
        match lines.last_mut() {
            Some(last) if !begins => {
                last.push('\n');
                last.push_str(line);
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

/// True for markers whose place in the outline the outline rules know better (`一、`, `（一）`, `1.`).
fn marker_is_ours(marker: &str) -> bool {
    outline::marker(&format!("{marker}文")).is_some_and(|found| found != outline::Marker::Point)
}
