use crate::reading::draft::{Draft, PieceKind};
use crate::reading::normalise::finish;
use crate::reading::{Format, Reading};

fn read(text: &str) -> Reading {
    let mut draft = Draft::default();
    draft.push(PieceKind::Paragraph, text);
    finish(draft, Format::Text, "UTF-8")
}

fn mended(text: &str) -> String {
    read(text).text
}

#[test]
fn mends_captures() {
    let cases = [
        ("a strategywhich is important", "a strategy which is important"),
        ("head of theDistrict", "head of the District"),
        ("things areconcrete", "things are concrete"),
        ("achievingits goals", "achieving its goals"),
        ("the new Area,achieving it", "the new Area, achieving it"),
        ("Omicron came to China.It is over", "Omicron came to China. It is over"),
        ("by June this year.Li Hongzhong went", "by June this year. Li Hongzhong went"),
        ("work in the city . .", "work in the city."),
        ("the deputy center. . Focus on it", "the deputy center. Focus on it"),
        ("the people.”He said", "the people.” He said"),
        ("the SameResponsibility and responsibility", "the Same Responsibility and responsibility"),
        (
            "on \" Wuzi \"linkage, create\" two zones \", build",
            "on \"Wuzi\" linkage, create \"two zones\", build",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(mended(text), expected);
    }
}

#[test]
fn leaves_right_words_alone() {
    let words = "therefore together into within without cannot forest inform another island today tonight tomorrow \
        toward towards onto upon withdraw withdrawal withhold withstand forever forward format information formation formal \
        forget forgive forbid foresee fortune foreign thereof hereby whereas thousand demand command expand understand \
        husband brand software hardware welfare prepare compare square healthcare theory theme thesis thermal theatre \
        their these breathe office offer offset often offline official tower tourism total tolerance topic touch \
        units profits limits benefits visits permits habits deposits audits credits proof roof asset assets assign assist \
        assure attend attribute attract author behalf become belong income indeed increase inside instead input insight \
        invest isolate itself justice mayor nothing notice notable order organ orbit output overall oneself website \
        weekend woman human urban carbon common person reason season union million basin basis crisis analysis profit \
        factor director inspector investor monitor sector operator photo planet planning planned announcement \
        transportation infrastructure commissioning accountability standardization interoperability metropolitan \
        neighbourhood counterparts stakeholders subdistrict photovoltaic semiconductor biotechnology wastewater \
        groundwater desalination pharmaceuticals aerospace logistics bonded customs airport seaport wetlands landfill \
        greenhouse decarbonisation afforestation reforestation forthcoming forwarded withholding theological \
        android andesite mustang willingness hasten haven washed wasted arena areas aren thatched thistle fromage \
        offender ofsted tofu torrent tornado tomato tobacco toolkit wherewithal herewith forthwith aforementioned \
        countryside livelihood thoroughfare threshold throughput widespread wholesale workload workshop worthwhile \
        heretofore insofar nonetheless nevertheless notwithstanding whatsoever forefront foremost forecasting";
    // Each word alone among others, so that the document gives no evidence for it.
    for word in words.split_ascii_whitespace() {
        let text = format!("plan the {word} of land and with which their city");
        assert_eq!(mended(&text), text, "{word}");
    }
    assert_eq!(mended(words), words.split_ascii_whitespace().collect::<Vec<_>>().join(" "));
}

#[test]
fn leaves_names_addresses_and_figures_alone() {
    for text in [
        "WeChat and McDonald met at e.g. U.S. offices, see www.example.com/theDistrict or mailto:someone@Example.Com",
        "a value of 1,000.50 km at 3.5%, pH 7, 5 kWh, iPhone and eBay",
        "wait . . . and see",
        "version 2.0, see Art. 5(1)(a) and item 3.2",
        "the ratio 1:2 and 10:30",
    ] {
        assert_eq!(mended(text), text);
    }
}

#[test]
fn restores_the_capital_of_a_name() {
    let text = "Secretary Li Hongzhong and Mayor Li Hongzhong said. Later Li hongzhong went";
    assert_eq!(mended(text), text.replace("hongzhong", "Hongzhong"));
    let plain = "The Committee of the Committee for the committee";
    assert_eq!(mended(plain), plain);
}

#[test]
fn notes_what_it_did() {
    let reading = read("It is a strategywhich works.It does");
    let kinds: Vec<(&str, usize)> =
        reading.repairs.iter().map(|repair| (repair.kind.as_str(), repair.count)).collect();
    assert_eq!(kinds, [("glued", 1), ("spacing", 1)]);
    assert_eq!(reading.repairs[0].example, "a strategywhich works.It");
}
