//! Random and mutated bytes: a reader may refuse them, never panic, and what it gives must hold together.

mod build;

use build::{docx, para, zip_of};
use qipan_records::reading::{BlockKind, Limits, read};

/// A small generator with a fixed seed (xorshift), so that a failure can be found again.
struct Chance(u64);

impl Chance {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % below.max(1)
    }
}

fn check(name: &str, bytes: &[u8]) {
    let limits = Limits {
        text_bytes: 1 << 20,
        unpacked_bytes: 8 << 20,
        entry_bytes: 4 << 20,
        cells: 20_000,
        pdf_seconds: 5,
        ..Limits::default()
    };
    let Ok(reading) = read(name, bytes, &limits) else { return };
    let mut at = 0;
    for block in &reading.blocks {
        assert_eq!(block.start, at, "{name}");
        assert!(block.start <= block.end && reading.text.is_char_boundary(block.end));
        at = block.end + 1;
        if let BlockKind::Row { cells, .. } = &block.kind {
            for cell in cells {
                assert!(block.start <= cell.start && cell.end <= block.end);
                assert!(reading.text.get(cell.start..cell.end).is_some());
            }
        }
    }
    assert_eq!(at, reading.text.len() + 1);
    assert!(reading.map.windows(2).all(|pair| pair[0].at < pair[1].at));
}

const NAMES: &[&str] = &["a.txt", "a.md", "a.html", "a.docx", "a.xlsx", "no-extension"];

#[test]
fn random_bytes() {
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    for round in 0..600 {
        let length = chance.next(600);
        let bytes: Vec<u8> = (0..length).map(|_| chance.next(256) as u8).collect();
        check(NAMES[round % NAMES.len()], &bytes);
    }
}

#[test]
fn random_pieces_of_text() {
    let parts = [
        "<",
        ">",
        "</p>",
        "<table>",
        "<tr>",
        "<td colspan=3 rowspan=9>",
        "</table>",
        "<li>",
        "<ul>",
        "<h1>",
        "&amp;",
        "&#x110000;",
        "|",
        "|---|",
        "# ",
        "**",
        "[a](",
        ")",
        "`",
        "\n",
        "\r",
        "\t",
        " ",
        "\u{3000}",
        "(jìn)",
        "(",
        "进",
        "會議",
        "一、",
        "（一）",
        "1.",
        "theDistrict",
        "strategywhich",
        ". .",
        " .",
        "\"",
        "“",
        "year.Li",
        "版权所有",
        "Leave a Reply",
        "相关阅读",
        "\u{feff}",
        "\u{200b}",
        "é",
        "𠀀",
        "😀",
        "www.",
    ];
    let mut chance = Chance(42);
    for round in 0..3000 {
        let count = chance.next(60);
        let text: String = (0..count).map(|_| parts[chance.next(parts.len())]).collect();
        check(NAMES[round % NAMES.len()], text.as_bytes());
        check("a.html", format!("<html>{text}").as_bytes());
        check("a.md", text.as_bytes());
    }
}

#[test]
fn mutated_documents() {
    let sheet = r#"<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1"><v>45473</v></c></row><row r="2"><c r="B2" t="inlineStr"><is><t>字</t></is></c></row></sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells></worksheet>"#;
    let parts = [
        (
            "xl/workbook.xml",
            r#"<workbook xmlns:r="r"><sheets><sheet name="a" r:id="x"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships><Relationship Id="x" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
        ("xl/sharedStrings.xml", "<sst><si><t>甲</t></si></sst>"),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    let table = r#"<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>"#;
    let body = format!("{}{table}{}", para("会议指出"), para("各部门要落实"));
    let xml = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    let mut chance = Chance(7);
    let mutate = |bytes: &[u8], chance: &mut Chance| {
        let mut bytes = bytes.to_vec();
        for _ in 0..=chance.next(6) {
            let at = chance.next(bytes.len());
            match chance.next(4) {
                0 => bytes[at] = chance.next(256) as u8,
                1 => bytes.truncate(at.max(1)),
                2 => bytes[at] ^= 1 << chance.next(8),
                _ => {
                    let end = (at + chance.next(40)).min(bytes.len());
                    let copy = bytes[at..end].to_vec();
                    bytes.splice(at..at, copy);
                }
            }
        }
        bytes
    };
    let (word, excel) = (docx(&body), zip_of(&parts));
    for _ in 0..1500 {
        check("a.docx", &mutate(&word, &mut chance));
        check("a.xlsx", &mutate(&excel, &mut chance));
        // Mutated XML in a whole container reaches further than mutated containers.
        let broken = String::from_utf8_lossy(&mutate(xml.as_bytes(), &mut chance)).into_owned();
        check("a.docx", &zip_of(&[("word/document.xml", &broken)]));
        let broken = String::from_utf8_lossy(&mutate(sheet.as_bytes(), &mut chance)).into_owned();
        check("a.xlsx", &zip_of(&[parts[0], parts[1], parts[2], ("xl/worksheets/sheet1.xml", &broken)]));
    }
    for _ in 0..15 {
        check(
            "a.pdf",
            &mutate(
                b"%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj trailer << /Root 1 0 R >>",
                &mut chance,
            ),
        );
    }
}
