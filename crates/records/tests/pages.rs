//! Web pages, Markdown, PDF and plain text.

use qipan_records::reading::{Block, BlockKind, Format, Limits, Reading, Script, read};

fn reading(name: &str, bytes: &[u8]) -> Reading {
    read(name, bytes, &Limits::default()).unwrap_or_else(|failure| panic!("{failure}"))
}

fn key(name: &str, bytes: &[u8]) -> String {
    read(name, bytes, &Limits::default()).unwrap_err().message.key.into_owned()
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

fn expect(reading: &Reading, expected: &[(&str, &str)]) {
    let expected: Vec<(String, &str)> =
        expected.iter().map(|(kind, text)| ((*kind).to_owned(), *text)).collect();
    assert_eq!(lines(reading), expected);
}

const PAGE: &str = r#"<!DOCTYPE html><html><head><meta charset="gb2312"><title>通知_某区政府网</title><style>p{color:red}</style></head>
<body><div class="top-nav"><a href="/">首页</a> <a href="/b">政务公开</a></div>
<div id="wrap"><div class="breadcrumb">您现在的位置：首页 &gt; 通知</div>
<h1>关于开展安全检查的通知</h1>
<div class="content"><p>各街道、各部门：</p>
<p>　　为做好安全生产工作，现将有关事项通知如下，请认真贯彻落实，确保各项任务按期完成。<br>　　一、总体要求</p>
<p>坚持人民至上、生命至上，由区应急局牵头，各街道配合，6月底前完成排查整治工作。
<ul><li>消防通道<li>燃气管线</ul>
<table><tr><th rowspan="2">序号</th><th colspan="2">任务</th></tr><tr><th>内容</th><th>时限</th></tr><tr><td>1</td><td>排查</td><td>6月底</td></tr></table>
<p style="display:none">看不见</p><script>var a = "<p>no</p>";</script></div>
<div class="footer">版权所有：某区人民政府 某ICP备00000000号</div></div></body></html>"#;

#[test]
fn web_page() {
    let expected = [
        ("site", "首页 政务公开"),
        ("site", "您现在的位置：首页 > 通知"),
        ("h1", "关于开展安全检查的通知"),
        ("p", "各街道、各部门："),
        ("p", "为做好安全生产工作，现将有关事项通知如下，请认真贯彻落实，确保各项任务按期完成。"),
        ("h2", "一、总体要求"),
        ("p", "坚持人民至上、生命至上，由区应急局牵头，各街道配合，6月底前完成排查整治工作。"),
        ("item", "• 消防通道"),
        ("item", "• 燃气管线"),
        ("t0r0", "序号\t任务\t任务"),
        ("t0r1", "序号\t内容\t时限"),
        ("t0r2", "1\t排查\t6月底"),
        ("site", "版权所有：某区人民政府 某ICP备00000000号"),
    ];
    let (bytes, _, _) = encoding_rs::GB18030.encode(PAGE);
    let read = reading("a.html", &bytes);
    assert_eq!(
        (read.format, read.encoding.as_str(), read.script),
        (Format::Html, "gb18030", Script::Simplified)
    );
    expect(&read, &expected);
    // UTF-8 that still declares the old encoding, under a wrong name.
    let read = reading("a.txt", PAGE.as_bytes());
    assert_eq!(read.encoding, "UTF-8");
    expect(&read, &expected);
}

#[test]
fn article_and_broken_pages() {
    let page = "<html><body><header><a href=/>Home</a></header><article><h2>Title of it</h2><p>The meeting decided that the \
        bureau must finish the work by the end of June.<p>It also heard reports.</article><aside>Ads here</aside></body></html>";
    expect(
        &reading("a.htm", page.as_bytes()),
        &[
            ("site", "Home"),
            ("h1", "Title of it"),
            ("p", "The meeting decided that the bureau must finish the work by the end of June."),
            ("p", "It also heard reports."),
            ("site", "Ads here"),
        ],
    );
    // Half a million open elements: neither a stack overflow nor quadratic time.
    let deep = format!("<html><body>{}text of the page</body></html>", "<div><p><b>".repeat(170_000));
    assert!(reading("a.html", deep.as_bytes()).text.ends_with("text of the page"));
    let cells = format!(
        "<html><body><table>{}</table></body></html>",
        "<tr><td colspan=1000 rowspan=60000>字<td>文".repeat(2_000)
    );
    assert_eq!(key("a.html", cells.as_bytes()), "read-table-too-large");
}

#[test]
fn markdown() {
    let text = "# 重点工作 #\n\n第一段的文字，\n接着写。\n\n## 任务 **清单**\n\n- 由`住建局`牵头\n- 见[方案](http://example.com/a)\n\n1. 第一\n2. 第二\n\n\
        | 序号 | 任务 |\n|---|:--:|\n| 1 | 排查 |\n\n> 引用\n\nTitle\n-----\n";
    let read = reading("a.md", text.as_bytes());
    assert_eq!(read.format, Format::Markdown);
    expect(
        &read,
        &[
            ("h1", "重点工作"),
            ("p", "第一段的文字，接着写。"),
            ("h2", "任务 清单"),
            ("item", "- 由住建局牵头"),
            ("item", "- 见方案"),
            ("item", "1. 第一"),
            ("item", "2. 第二"),
            ("t0r0", "序号\t任务"),
            ("t0r1", "1\t排查"),
            ("p", "引用"),
            ("h2", "Title"),
        ],
    );
    let at = read.text.find("牵头").unwrap();
    assert!(text[read.original_position(at)..].starts_with("牵头"));
}

#[test]
fn plain_text_outline_and_wrapped_lines() {
    let text = "某区重点工作要点\r\n\r\n一、总体要求\r\n（一）压实责任\r\n    会议指出，要加快推进重点项目建设，确保各项工作任务按时\r\n完成，由区发展改革委牵头，各有关部门和单位按照职责分工抓\r\n好落实，重要情况及时报告区政府，确保全年目标任务顺利完成\r\n并取得实效。\r\n    会议要求，各街道要建立台账，逐项明确责任单位和时限，对\r\n进展缓慢的项目要及时督办。\r\n1.完成排查。\r\n";
    expect(
        &reading("a.txt", text.as_bytes()),
        &[
            ("h1", "某区重点工作要点"),
            ("h2", "一、总体要求"),
            ("h3", "（一）压实责任"),
            (
                "p",
                "会议指出，要加快推进重点项目建设，确保各项工作任务按时完成，由区发展改革委牵头，各有关部门和单位按照职责分工抓好落实，重要情况及时报告区政府，确保全年目标任务顺利完成并取得实效。",
            ),
            ("p", "会议要求，各街道要建立台账，逐项明确责任单位和时限，对进展缓慢的项目要及时督办。"),
            ("item", "1.完成排查。"),
        ],
    );
}

/// A PDF of one page whose words are drawn in Helvetica.
fn pdf(lines: &[&str]) -> Vec<u8> {
    let mut stream = "BT /F1 12 Tf 72 720 Td 16 TL\n".to_owned();
    for line in lines {
        stream.push_str(&format!("({line}) Tj T*\n"));
    }
    stream.push_str("ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut pdf = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(pdf.len());
        pdf.push_str(&format!("{} 0 obj\n{object}\nendobj\n", number + 1));
    }
    let start = pdf.len();
    pdf.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for place in places {
        pdf.push_str(&format!("{place:010} 00000 n \n"));
    }
    pdf.push_str(&format!(
        "trailer << /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    ));
    pdf.into_bytes()
}

/// PDF needs a tool that a machine may lack; then the answer says so, and nothing else is expected.
#[test]
fn pdf_with_and_without_text() {
    let words = pdf(&["Minutes of the meeting", "The bureau must finish the work by the end of June."]);
    let installed = std::process::Command::new("pdftotext").arg("-v").output().is_ok();
    if !installed {
        assert_eq!(key("a.pdf", &words), "read-pdf-no-tool");
        return;
    }
    let read = reading("a.pdf", &words);
    assert_eq!(read.format, Format::Pdf);
    expect(
        &read,
        &[("h1", "Minutes of the meeting"), ("p", "The bureau must finish the work by the end of June.")],
    );
    assert_eq!(key("scan.pdf", &pdf(&[])), "read-pdf-no-text");
    assert_eq!(key("a.pdf", b"%PDF-1.4\nnothing of a document\n"), "read-pdf-damaged");
}

#[test]
fn refuses_what_is_no_document() {
    let cases: &[(&str, &[u8], &str)] = &[
        ("a.txt", b"", "read-empty"),
        ("a.txt", b" \r\n\t \xef\xbb\xbf", "read-empty"),
        ("a.docx", b"MZ\x90\0\x03\0\0\0\x04\0", "read-program"),
        ("a.txt", b"\x7fELF\x02\x01\x01\0", "read-program"),
        ("a.docx", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "read-image"),
        ("a.pdf", b"\xff\xd8\xff\xe0\0\x10JFIF", "read-image"),
        ("a.html", b"RIFF\x10\0\0\0WEBPVP8 ", "read-image"),
        ("a.xlsx", b"Rar!\x1a\x07\x01\0", "read-archive"),
        ("a.txt", b"{\\rtf1\\ansi words}", "read-unsupported"),
        ("a.txt", b"abc\0def\0\x01\x02", "read-binary"),
        ("a.html", b"<html><body></body></html>", "read-no-text"),
    ];
    for (name, bytes, expected) in cases {
        assert_eq!(key(name, bytes), *expected, "{name} {bytes:?}");
    }
    // Words that merely begin like a program.
    assert_eq!(reading("a.txt", b"MZ is the name of a unit.").format, Format::Text);
}

#[test]
fn refuses_what_is_too_large() {
    let limits = Limits::default();
    let fifty = vec![b'a'; 50 << 20];
    let failure = read("a.txt", &fifty, &limits).unwrap_err();
    assert_eq!(failure.message.key, "read-file-too-large");
    assert_eq!(failure.kind, qipan_kernel::FailureKind::TooLarge);
    assert_eq!(read("a.txt", &fifty[..30 << 20], &limits).unwrap_err().message.key, "read-text-too-large");
}

#[test]
fn legacy_encodings_end_to_end() {
    let simplified = "会议纪要\n\n会议指出，要加快推进重点项目建设，由区发展改革委牵头，6月底前完成。";
    let traditional = "會議紀要\n\n會議指出，要加快推進重點項目建設，由區發展改革委牽頭，6月底前完成。";
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(simplified.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let cases = [
        (encoding_rs::GB18030.encode(simplified).0.into_owned(), simplified, "gb18030", Script::Simplified),
        (
            encoding_rs::GB18030.encode(traditional).0.into_owned(),
            traditional,
            "gb18030",
            Script::Traditional,
        ),
        (encoding_rs::BIG5.encode(traditional).0.into_owned(), traditional, "Big5", Script::Traditional),
        (utf16, simplified, "UTF-16LE", Script::Simplified),
    ];
    for (bytes, text, encoding, script) in cases {
        let read = reading("a.txt", &bytes);
        assert_eq!((read.encoding.as_str(), read.script), (encoding, script));
        assert_eq!(read.text, text.replace("\n\n", "\n"));
    }
}
