//! Word and Excel files, built here, read back as a person would read them.

mod build;

use build::{docx, docx_with, para, zip_of};
use qipan_records::reading::{Block, BlockKind, Cell, Format, Limits, Reading, read};

fn reading(name: &str, bytes: &[u8]) -> Reading {
    read(name, bytes, &Limits::default()).unwrap_or_else(|failure| panic!("{failure}"))
}

fn lines(reading: &Reading) -> Vec<(String, &str)> {
    let label = |block: &Block| match &block.kind {
        BlockKind::Heading { level } => format!("h{level}"),
        BlockKind::Paragraph => "p".to_owned(),
        BlockKind::Item => "item".to_owned(),
        BlockKind::Row { table, row, .. } => format!("t{table}r{row}"),
        BlockKind::Boilerplate => "site".to_owned(),
    };
    reading.blocks.iter().map(|block| (label(block), reading.block_text(block))).collect()
}

fn cells(reading: &Reading, block: usize) -> Vec<(&Cell, &str)> {
    match &reading.blocks[block].kind {
        BlockKind::Row { cells, .. } => {
            cells.iter().map(|cell| (cell, &reading.text[cell.start..cell.end])).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn word_styles_numbering_and_deletions() {
    let body = [
        r#"<w:p><w:pPr><w:pStyle w:val="a3"/></w:pPr><w:r><w:t>区政府常务会议纪要</w:t></w:r></w:p>"#,
        r#"<w:p><w:pPr><w:pStyle w:val="1"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr></w:pPr><w:r><w:t>关于重点项目</w:t></w:r></w:p>"#,
        r#"<w:p><w:r><w:t xml:space="preserve">会议同意</w:t></w:r><w:del><w:r><w:delText>不</w:delText></w:r><w:r><w:t>不</w:t></w:r></w:del><w:ins><w:r><w:t>原则通过</w:t></w:r></w:ins><w:r><w:t>方案&amp;计划。</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>"#,
        r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="7"/></w:numPr></w:pPr><w:r><w:t>由区发展改革委牵头，6月底前完成。</w:t></w:r></w:p>"#,
        r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="7"/></w:numPr></w:pPr><w:r><w:t>由区财政局配合。</w:t></w:r></w:p>"#,
        r#"<w:p><w:pPr><w:pStyle w:val="1"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr></w:pPr><w:r><w:t>关于安全生产</w:t></w:r></w:p>"#,
        r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="2"/><w:numId w:val="7"/></w:numPr></w:pPr><w:r><w:t>开展排查。</w:t></w:r></w:p>"#,
        r#"<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>文本框文字。</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>文本框文字。</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>"#,
    ]
    .concat();
    let styles = r#"<w:styles xmlns:w="w"><w:style w:styleId="a3"><w:name w:val="Title"/></w:style><w:style w:styleId="1"><w:name w:val="heading 1"/></w:style></w:styles>"#;
    let level = |number: usize, format: &str, text: &str| {
        format!(
            r#"<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{format}"/><w:lvlText w:val="{text}"/></w:lvl>"#
        )
    };
    let numbering = format!(
        r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="3">{}{}{}</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num></w:numbering>"#,
        level(0, "chineseCounting", "%1、"),
        level(1, "japaneseCounting", "（%2）"),
        level(2, "decimal", "%3."),
    );
    let reading = reading(
        "纪要.docx",
        &docx_with(&body, &[("word/styles.xml", styles), ("word/numbering.xml", &numbering)]),
    );
    assert_eq!(reading.format, Format::Docx);
    let expected = [
        ("h1", "区政府常务会议纪要"),
        ("h2", "一、关于重点项目"),
        ("p", "会议同意原则通过方案&计划。"),
        ("item", "（一）由区发展改革委牵头，6月底前完成。"),
        ("item", "（二）由区财政局配合。"),
        ("h2", "二、关于安全生产"),
        ("item", "1. 开展排查。"),
        ("p", "文本框文字。"),
    ];
    assert_eq!(lines(&reading), expected.map(|(kind, text)| (kind.to_owned(), text)));
}

#[test]
fn word_tables_repeat_merged_cells() {
    let tc =
        |properties: &str, text: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", para(text));
    let span = r#"<w:gridSpan w:val="2"/>"#;
    let (restart, goes_on) = (r#"<w:vMerge w:val="restart"/>"#, "<w:vMerge/>");
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let body = format!(
        "{}<w:tbl><w:tblPr/><w:tblGrid/>{}{}{}{}</w:tbl>",
        para("重点项目清单"),
        row(&[tc(restart, "序号"), tc(span, "投资（万元）"), tc(restart, "责任单位")]),
        row(&[tc(goes_on, ""), tc("", "总投资"), tc("", "年度投资"), tc(goes_on, "")]),
        row(&[tc("", "1"), tc("", "1000"), tc("", "300"), tc(restart, "区住建局")]),
        row(&[tc("", "2"), tc("", "2000"), tc("", "500"), tc(goes_on, "")]),
    );
    let reading = reading("a.docx", &docx(&body));
    let expected = [
        ("h1", "重点项目清单"),
        ("t0r0", "序号\t投资（万元）\t投资（万元）\t责任单位"),
        ("t0r1", "序号\t总投资\t年度投资\t责任单位"),
        ("t0r2", "1\t1000\t300\t区住建局"),
        ("t0r3", "2\t2000\t500\t区住建局"),
    ];
    assert_eq!(lines(&reading), expected.map(|(kind, text)| (kind.to_owned(), text)));
    let head = cells(&reading, 1);
    assert_eq!((head[0].0.rowspan, head[1].0.colspan, head[2].0.continued), (2, 2, true));
    assert!(cells(&reading, 2)[0].0.continued);
    assert!(!cells(&reading, 2)[1].0.continued);
    assert_eq!(cells(&reading, 4)[3], (cells(&reading, 4)[3].0, "区住建局"));
}

fn workbook() -> Vec<u8> {
    use rust_xlsxwriter::{ExcelDateTime, Format as Style, Workbook};
    let mut book = Workbook::new();
    let plain = Style::new();
    let sheet = book.add_worksheet().set_name("重点项目").unwrap();
    sheet.merge_range(0, 0, 0, 4, "2024年重点建设项目清单", &plain).unwrap();
    sheet.merge_range(1, 0, 2, 0, "序号", &plain).unwrap();
    sheet.merge_range(1, 1, 1, 2, "投资（万元）", &plain).unwrap();
    sheet.write(2, 1, "总投资").unwrap().write(2, 2, "年度投资").unwrap();
    sheet.merge_range(1, 3, 2, 3, "完成时限", &plain).unwrap();
    sheet.merge_range(1, 4, 2, 4, "进度", &plain).unwrap();
    for (row, (total, year, month)) in [(12000.0, 3000.5, 6), (0.1 + 0.2, 500.0, 12)].into_iter().enumerate()
    {
        let row = row as u32 + 3;
        sheet.write(row, 0, row - 2).unwrap().write(row, 1, total).unwrap().write(row, 2, year).unwrap();
        let day = ExcelDateTime::from_ymd(2024, month, 30).unwrap();
        sheet
            .write_with_format(row, 3, &day, &Style::new().set_num_format("yyyy\"年\"m\"月\"d\"日\""))
            .unwrap();
        sheet.write_with_format(row, 4, 0.456, &Style::new().set_num_format("0.0%")).unwrap();
    }
    let second = book.add_worksheet().set_name("问题").unwrap();
    second.write(0, 0, "问题").unwrap().write(0, 1, "单位").unwrap();
    second.write(1, 0, "消防通道堵塞").unwrap().write(1, 1, "某街道").unwrap();
    book.add_worksheet().set_name("空表").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn excel_sheets_merges_dates_and_numbers() {
    let reading = reading("清单.xlsx", &workbook());
    assert_eq!(reading.format, Format::Xlsx);
    let expected = [
        ("h2", "重点项目"),
        ("h1", "2024年重点建设项目清单"),
        ("t0r0", "序号\t投资（万元）\t投资（万元）\t完成时限\t进度"),
        ("t0r1", "序号\t总投资\t年度投资\t完成时限\t进度"),
        ("t0r2", "1\t12000\t3000.5\t2024-06-30\t45.6%"),
        ("t0r3", "2\t0.3\t500\t2024-12-30\t45.6%"),
        ("h2", "问题"),
        ("t1r0", "问题\t单位"),
        ("t1r1", "消防通道堵塞\t某街道"),
    ];
    assert_eq!(lines(&reading), expected.map(|(kind, text)| (kind.to_owned(), text)));
    let head = cells(&reading, 2);
    assert_eq!((head[0].0.rowspan, head[0].0.continued), (2, false));
    assert_eq!((head[1].0.colspan, head[1].0.continued, head[2].0.continued), (2, false, true));
    assert!(cells(&reading, 3)[0].0.continued);
}

#[test]
fn office_files_under_other_names() {
    assert_eq!(reading("名字.txt", &docx(&para("会议指出，要加快推进。"))).format, Format::Docx);
    assert_eq!(reading("a.docx", &workbook()).format, Format::Xlsx);
    assert_eq!(reading("a.docx", "会议指出，要加快推进。".as_bytes()).format, Format::Text);
}

#[test]
fn refuses_bad_office_files() {
    let key = |name: &str, bytes: &[u8]| {
        let failure = read(name, bytes, &Limits::default()).unwrap_err();
        assert_eq!(failure.field.as_deref(), Some(name));
        failure.message.key.into_owned()
    };
    let good = docx(&para(&"会议指出，要加快推进重点项目建设。".repeat(200)));
    assert_eq!(key("a.docx", &good[..good.len() / 2]), "read-docx-damaged");
    let book = workbook();
    assert_eq!(key("a.xlsx", &book[..book.len() / 2]), "read-xlsx-damaged");
    let broken = "<w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>未完";
    assert_eq!(key("a.docx", &zip_of(&[("word/document.xml", broken)])), "read-docx-damaged");
    assert_eq!(key("a.zip", &zip_of(&[("readme.txt", "text")])), "read-archive");
    assert_eq!(key("a.pptx", &zip_of(&[("ppt/presentation.xml", "<p/>")])), "read-unsupported");
    let entities = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>";
    assert_eq!(key("a.docx", &zip_of(&[("word/document.xml", entities)])), "read-xml-entities");
    let deep = format!("<w:document xmlns:w=\"w\">{}", "<w:p>".repeat(100_000));
    assert_eq!(key("a.docx", &zip_of(&[("word/document.xml", &deep)])), "read-xml-too-deep");
    // Compound files: encrypted and old ones.
    let compound = |stream: &str| {
        let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        bytes.resize(512, 0);
        stream.encode_utf16().for_each(|unit| bytes.extend(unit.to_le_bytes()));
        bytes.resize(1536, 0);
        bytes
    };
    assert_eq!(key("a.docx", &compound("EncryptedPackage")), "read-docx-encrypted");
    assert_eq!(key("a.xlsx", &compound("EncryptedPackage")), "read-xlsx-encrypted");
    assert_eq!(key("a.doc", &compound("WordDocument")), "read-legacy-doc");
    assert_eq!(key("a.xls", &compound("Workbook")), "read-legacy-xls");
}

#[test]
fn refuses_bombs() {
    let key =
        |bytes: &[u8], limits: &Limits| read("a.docx", bytes, limits).unwrap_err().message.key.into_owned();
    let limits = Limits::default();
    let zeros = " ".repeat(30 << 20);
    let bomb = zip_of(&[("word/document.xml", &zeros)]);
    assert!(bomb.len() < 1 << 20);
    assert_eq!(key(&bomb, &limits), "read-zip-bomb");
    // A container that lies about the size of its entry (both records say 10 bytes).
    let mut liar = bomb.clone();
    let size = (zeros.len() as u32).to_le_bytes();
    let places: Vec<usize> =
        liar.windows(4).enumerate().filter(|(_, window)| *window == size).map(|(at, _)| at).collect();
    assert!(!places.is_empty());
    for at in places {
        liar[at..at + 4].copy_from_slice(&10u32.to_le_bytes());
    }
    assert!(matches!(key(&liar, &limits).as_str(), "read-zip-bomb" | "read-docx-damaged"));
    let names: Vec<String> = (0..50).map(|n| format!("part{n}.xml")).collect();
    let many: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "x")).collect();
    assert_eq!(key(&zip_of(&many), &Limits { entries: 40, ..limits }), "read-zip-too-many");
    let words = para(&"字".repeat(1000));
    let small = Limits { unpacked_bytes: 1500, ratio: 10_000, ..limits };
    assert_eq!(key(&docx(&words), &small), "read-zip-bomb");
    let row = format!("<w:tr>{}</w:tr>", "<w:tc><w:tcPr><w:gridSpan w:val=\"900\"/></w:tcPr><w:p/></w:tc>");
    let table = format!("<w:tbl>{}</w:tbl>", row.repeat(20));
    assert_eq!(key(&docx(&table), &Limits { cells: 10_000, ..limits }), "read-table-too-large");
}

#[test]
fn a_huge_sheet_with_two_cells_is_small() {
    let sheet = r#"<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="1048576"><c r="A1048576"><v>3</v></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1"/></mergeCells></worksheet>"#;
    let bytes = zip_of(&[
        (
            "xl/workbook.xml",
            r#"<workbook xmlns:r="r"><sheets><sheet name="a" r:id="x"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships><Relationship Id="x" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ]);
    assert!(reading("a.xlsx", &bytes).blocks.len() <= 2);
}
