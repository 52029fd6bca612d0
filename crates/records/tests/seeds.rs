//! The five captures that started the project must read as a person would read them.

use qipan_records::reading::{BlockKind, Limits, Reading, Script, read};

fn seed(name: &str) -> (String, Reading) {
    let path = format!("{}/../../../shared/seeds/{name}", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let reading = read(name, &bytes, &Limits::default()).unwrap();
    (String::from_utf8(bytes).unwrap(), reading)
}

fn of_kind(reading: &Reading, wanted: impl Fn(&BlockKind) -> bool) -> Vec<&str> {
    reading.blocks.iter().filter(|block| wanted(&block.kind)).map(|block| reading.block_text(block)).collect()
}

fn boilerplate(reading: &Reading) -> Vec<&str> {
    of_kind(reading, |kind| *kind == BlockKind::Boilerplate)
}

fn title(reading: &Reading) -> &str {
    of_kind(reading, |kind| *kind == BlockKind::Heading { level: 1 })[0]
}

fn prose(reading: &Reading) -> String {
    of_kind(reading, |kind| *kind == BlockKind::Paragraph).join("\n")
}

#[test]
fn executive_meeting() {
    let (_, reading) = seed("000_44f055ff7ba53e64.txt");
    assert_eq!(
        title(&reading),
        "Building a smart Binhai New Area with characteristics of the times and Binhai features"
    );
    let prose = prose(&reading);
    for mended in [
        "secretary of the District Party Committee",
        "comrades of the administrative committees",
        "departments of district government",
        "combine with the overall plan",
        "achieving its functional orientation",
        "revitalization strategy which is",
        "practical things are concrete",
    ] {
        assert!(prose.contains(mended), "{mended}");
    }
    assert_eq!(boilerplate(&reading).len(), 2);
    assert_eq!(reading.script, Script::Latin);
}

#[test]
fn on_site_meeting() {
    let (_, reading) = seed("001_cdb4b5fdbd235da2.txt");
    assert_eq!(boilerplate(&reading), ["Leave a Reply", "Your email address will not be published."]);
    let prose = prose(&reading);
    assert!(prose.contains("in June this year. Li Hongzhong and Liao Guoxun went"));
    assert!(prose.contains("in Binhai New Area. Municipal party committee"));
    assert!(prose.contains("a “golden sign” investment; We should"));
    assert!(prose.contains("groups in China. It is"));
    assert!(prose.contains("Source: Bincheng Times"));
}

#[test]
fn safe_city() {
    let (_, reading) = seed("002_1436bbab66ef90da.txt");
    let prose = prose(&reading);
    assert!(prose.contains("the Same Responsibility of the Party"));
    assert!(prose.contains("in the work of creation of a civilized city"));
    assert_eq!(boilerplate(&reading).len(), 2);
    assert_eq!(reading.blocks.len(), 12);
}

#[test]
fn glossed_page() {
    let (original, reading) = seed("003_173fb24345fd4af6.txt");
    assert_eq!(title(&reading), "鄂爾多斯市著力推進大數據產業發展(智慧城市)項目");
    assert_eq!(reading.script, Script::Traditional);
    let prose = prose(&reading);
    assert!(prose.contains("要牢固樹立“一盤棋”思想,凝心聚力推進項目建設"));
    assert!(prose.contains("來源:新華社"));
    assert!(!reading.text.contains('ì'));
    assert!(reading.text.contains("座談會(1)"));
    let site = boilerplate(&reading);
    assert_eq!(site.len(), 8);
    assert!(site[0].starts_with("版權及免責聲明:凡本網所屬版權作品"));
    assert!(site.contains(&"特色小鎮"));
    // The map leads back to the characters of the original.
    for (at, c) in reading.text.char_indices().filter(|(_, c)| *c != '\n' && *c != ' ') {
        assert!(original[reading.original_position(at)..].starts_with(c), "{at} {c}");
    }
}

#[test]
fn mobilisation_meeting() {
    let (_, reading) = seed("004_a3f32d6d99859141.txt");
    assert!(title(&reading).ends_with("meeting for promoting urban center"));
    let prose = prose(&reading);
    assert!(prose.contains("work in the city’s deputy center. Focus on"));
    assert!(prose.contains("innovation lead, \"Wuzi\" linkage, create \"two demonstration zones\", build"));
    assert_eq!(boilerplate(&reading), ["Theme: Overlay by Kaira Extra Text", "Cape Town, South Africa"]);
}

#[test]
fn blocks_cover_the_text_without_gaps() {
    for name in [
        "000_44f055ff7ba53e64.txt",
        "001_cdb4b5fdbd235da2.txt",
        "002_1436bbab66ef90da.txt",
        "003_173fb24345fd4af6.txt",
        "004_a3f32d6d99859141.txt",
    ] {
        let (original, reading) = seed(name);
        let mut at = 0;
        for block in &reading.blocks {
            assert_eq!(block.start, at, "{name}");
            assert!(block.end > block.start);
            at = block.end + 1;
        }
        assert_eq!(at, reading.text.len() + 1);
        for (at, _) in reading.text.char_indices() {
            assert!(original.is_char_boundary(reading.original_position(at)), "{name} {at}");
        }
    }
}
