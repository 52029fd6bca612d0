//! Word, Excel and HTML files made of lines and tables.

/// A table's cell: its words, how many columns and rows it covers, or that another covers it.
#[derive(Clone, Debug)]
struct Cell {
    words: String,
    columns: usize,
    rows: usize,
    above: bool,
    left: bool,
}

enum Part<'a> {
    Line(&'a str),
    Table(Vec<Vec<Cell>>),
}

fn parts(lines: &[String]) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rows: Option<Vec<Vec<Cell>>> = None;
    for line in lines {
        match (line.trim(), &mut rows) {
            ("[table]", _) => rows = Some(Vec::new()),
            ("[end]", _) => parts.extend(rows.take().map(|rows| Part::Table(spans(rows)))),
            (words, Some(rows)) => rows.push(words.split('|').map(|words| cell(words.trim())).collect()),
            ("", None) => {}
            (_, None) => parts.push(Part::Line(line.as_str())),
        }
    }
    parts
}

fn cell(words: &str) -> Cell {
    Cell { words: words.to_owned(), columns: 1, rows: 1, above: words == "^", left: words == "<" }
}

/// Counts what `^` and `<` add to the cells they go on from; `^` under a wide cell is as wide.
fn spans(mut rows: Vec<Vec<Cell>>) -> Vec<Vec<Cell>> {
    for row in 0..rows.len() {
        for column in 0..rows[row].len() {
            if rows[row][column].left {
                if let Some(first) = (0..column).rev().find(|at| !rows[row][*at].left) {
                    rows[row][first].columns += 1;
                }
            } else if rows[row][column].above
                && let Some(first) = (0..row).rev().find(|at| !rows[*at][column].above)
            {
                rows[first][column].rows += 1;
            }
        }
    }
    rows
}

fn escape(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn paragraphs(words: &str) -> String {
    let paragraph = |words: &str| {
        let runs: Vec<String> = words
            .split("\\r")
            .map(|run| format!("<w:t xml:space=\"preserve\">{}</w:t>", escape(run)))
            .collect();
        format!("<w:p><w:r>{}</w:r></w:p>", runs.join("<w:br/>"))
    };
    words.split("\\n").map(paragraph).collect()
}

/// A Word file.
pub fn docx(lines: &[String]) -> Vec<u8> {
    let mut body = String::new();
    for part in parts(lines) {
        match part {
            Part::Line(words) => body.push_str(&paragraphs(words)),
            Part::Table(rows) => {
                body.push_str("<w:tbl><w:tblPr/><w:tblGrid/>");
                for row in rows {
                    body.push_str("<w:tr>");
                    for cell in row.iter().filter(|cell| !cell.left) {
                        let span = format!("<w:gridSpan w:val=\"{}\"/>", cell.columns);
                        let merge = match (cell.above, cell.rows) {
                            (true, _) => "<w:vMerge/>",
                            (false, 1) => "",
                            _ => "<w:vMerge w:val=\"restart\"/>",
                        };
                        let words = if cell.above { "" } else { cell.words.as_str() };
                        body.push_str(&format!(
                            "<w:tc><w:tcPr>{span}{merge}</w:tcPr>{}</w:tc>",
                            paragraphs(words)
                        ));
                    }
                    body.push_str("</w:tr>");
                }
                body.push_str("</w:tbl>");
            }
        }
    }
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<w:document xmlns:w=\"w\"><w:body>{body}<w:sectPr/></w:body></w:document>"
    );
    zip(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", &document)])
}

/// An Excel file of one sheet; lines outside of tables are merged over its width.
pub fn xlsx(lines: &[String]) -> Vec<u8> {
    let parts = parts(lines);
    let width = parts
        .iter()
        .filter_map(|part| match part {
            Part::Table(rows) => rows.iter().map(Vec::len).max(),
            Part::Line(_) => None,
        })
        .max()
        .unwrap_or(1);
    let (mut sheet, mut merges, mut number) = (String::new(), String::new(), 0);
    let mut write = |cells: &[Cell]| {
        number += 1;
        sheet.push_str(&format!("<row r=\"{number}\">"));
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.above && !cell.left) {
            let place = format!("{}{number}", letter(column));
            let words = escape(&cell.words).replace("\\n", "\n").replace("\\r", "\n");
            sheet.push_str(&format!(
                "<c r=\"{place}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{words}</t></is></c>"
            ));
            if cell.columns * cell.rows > 1 {
                let last = format!("{}{}", letter(column + cell.columns - 1), number + cell.rows - 1);
                merges.push_str(&format!("<mergeCell ref=\"{place}:{last}\"/>"));
            }
        }
        sheet.push_str("</row>");
    };
    for part in &parts {
        match part {
            Part::Line(words) => write(&[Cell { columns: width, ..cell(words) }]),
            Part::Table(rows) => rows.iter().for_each(|row| write(row)),
        }
    }
    let merges = if merges.is_empty() { merges } else { format!("<mergeCells>{merges}</mergeCells>") };
    let sheet = format!("<worksheet><sheetData>{sheet}</sheetData>{merges}</worksheet>");
    zip(&[
        (
            "xl/workbook.xml",
            "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Sheet1\" r:id=\"x\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"x\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ),
        ("xl/worksheets/sheet1.xml", &sheet),
    ])
}

fn letter(column: usize) -> char {
    char::from(b'A' + column as u8)
}

/// A page.
pub fn html(lines: &[String]) -> Vec<u8> {
    let mut body = String::new();
    for part in parts(lines) {
        match part {
            Part::Line(words) => body.push_str(&format!("<p>{}</p>\n", breaks(words))),
            Part::Table(rows) => {
                body.push_str("<table>");
                for row in rows {
                    body.push_str("<tr>");
                    for cell in row.iter().filter(|cell| !cell.left && !cell.above) {
                        let (columns, rows) = (cell.columns, cell.rows);
                        body.push_str(&format!(
                            "<td colspan=\"{columns}\" rowspan=\"{rows}\">{}</td>",
                            breaks(&cell.words)
                        ));
                    }
                    body.push_str("</tr>\n");
                }
                body.push_str("</table>\n");
            }
        }
    }
    format!("<!DOCTYPE html><html><head><meta charset=\"utf-8\"></head><body>{body}</body></html>")
        .into_bytes()
}

fn breaks(words: &str) -> String {
    escape(words).replace("\\n", "<br>").replace("\\r", "<br/>")
}

/// A zip container of stored entries.
fn zip(entries: &[(&str, &str)]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in entries {
        let start = bytes.len() as u32;
        let size = (text.len() as u32).to_le_bytes();
        // Version, flags (names in UTF-8), method, time and day, checksum, sizes, length of the name, no extra field.
        let mut common = vec![20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0x5a];
        common.extend(checksum(text.as_bytes()).to_le_bytes());
        common.extend(size);
        common.extend(size);
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&common);
        bytes.extend(name.bytes());
        bytes.extend(text.bytes());
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(start.to_le_bytes());
        directory.extend(name.bytes());
    }
    let count = (entries.len() as u16).to_le_bytes();
    let start = (bytes.len() as u32).to_le_bytes();
    let size = (directory.len() as u32).to_le_bytes();
    bytes.extend(directory);
    bytes.extend(b"PK\x05\x06\x00\x00\x00\x00");
    bytes.extend(count);
    bytes.extend(count);
    bytes.extend(size);
    bytes.extend(start);
    bytes.extend([0, 0]);
    bytes
}

/// CRC-32 (ISO 3309), as zip containers state it.
fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xEDB8_8320 & (sum & 1).wrapping_neg()))
    })
}
