//! The fuzz targets with inputs of a fixed number, made of seeds by chance that repeats itself: what a fuzzer would find
//! first is found in every run of the tests.

mod fuzzed;

/// Inputs for each parser; `QIPAN_FUZZ` asks for another number.
const INPUTS: usize = 4_000;

/// Chance that repeats itself (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        x ^ (x >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    fn pick<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }
}

/// What the grammars are made of, and what is unpleasant in any of them.
const PIECES: [&str; 48] = [
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ";",
    "|",
    ",",
    "==",
    "!=",
    "~=",
    "!~=",
    ">=",
    "<=",
    "..",
    ".",
    "!",
    "\"",
    "\\",
    "'",
    "/",
    "#",
    "+",
    "*",
    ":",
    "@",
    "%",
    "$",
    "-",
    "0",
    "1e999",
    "-1",
    "9223372036854775808",
    "NaN",
    "null",
    "true",
    "2026-01-01T00:00:00Z",
    "12:00:00Z",
    "P1D",
    "PT0S",
    "\u{0}",
    "\u{feff}",
    "棋",
    "\u{1f600}",
    "\u{202e}",
    " ",
    "\t",
];

/// A text like the seeds, and not quite.
fn bent(dice: &mut Dice, seeds: &[&str]) -> String {
    let mut text: Vec<char> = dice.pick(seeds).chars().collect();
    for _ in 0..1 + dice.below(5) {
        let at = dice.below(text.len() + 1);
        match dice.below(7) {
            0 => drop(text.splice(at..at, dice.pick(&PIECES).chars())),
            1 => text.truncate(at),
            2 => drop(text.drain(at..(at + 1 + dice.below(4)).min(text.len()))),
            3 => {
                let other: Vec<char> = dice.pick(seeds).chars().collect();
                let from = dice.below(other.len() + 1);
                text.truncate(at);
                text.extend(&other[from..]);
            }
            4 => {
                let again = text[at..(at + dice.below(9)).min(text.len())].to_vec();
                drop(text.splice(at..at, again));
            }
            5 => {
                // Deep, long and lopsided.
                let piece = dice.pick(&["(", "[", "{\"a\":", "[[", "a.", "!(", "a{", "/a"]);
                let many = piece.repeat(1 + dice.below(80));
                drop(text.splice(at..at, many.chars()));
            }
            _ => {
                if let Some(one) = text.get_mut(at) {
                    *one = char::from_u32(dice.below(0x300) as u32).unwrap_or('x');
                }
            }
        }
    }
    text.into_iter().collect()
}

fn each(seeds: &[&str], ask: impl Fn(&str, &mut Dice)) {
    let asked = std::env::var("QIPAN_FUZZ").ok().and_then(|number| number.parse().ok());
    let mut dice = Dice(seeds.len() as u64);
    // As they stand first: a seed that is refused would try little.
    seeds.iter().for_each(|seed| ask(seed, &mut dice));
    for _ in 0..asked.unwrap_or(INPUTS) {
        let text = bent(&mut dice, seeds);
        ask(&text, &mut dice);
    }
}

#[test]
fn conditions_on_values() {
    let seeds = [
        "speed>50;brandName!=\"Mercedes\"",
        "(a==1|b==2..3);!c;d~=\"^x.*y$\"",
        "address[city]==\"Berlin\";a.b.c<=-1.5e3",
        "isParked{Vehicle}.speed>=10|almostFull==true",
        "temperature.observedAt>=2026-01-01T00:00:00Z;x==\"a\",\"b\",3",
        "https://example.org/a#b==1;ns:name!~=\"ü\"",
    ];
    each(&seeds, |text, _| fuzzed::q(text));
}

#[test]
fn selections_of_types() {
    let seeds = ["A", "(A|B);(C,D)", "(Building,House);Tall", "https://example.org/T|ns:U", "*", "((A;B)|C)"];
    each(&seeds, |text, _| fuzzed::types(text));
}

#[test]
fn selections_of_scopes() {
    let seeds = ["/Madrid/#", "/a/b;/c/+", "(/a|/b),/c", "/Madrid/+/ParqueNorte", "/#", "a/b"];
    each(&seeds, |text, _| fuzzed::scope(text));
}

#[test]
fn places() {
    let seeds = [
        "[117.7,39.0]",
        "[[117.7,39.0],[117.8,39.1]]\n[117.7,39.0]",
        "[[[0,0],[0,1],[1,1],[0,0]]]\n[[[0,0],[0,2],[2,2],[0,0]]]",
        "[[[[0,0],[0,1],[1,1],[0,0]]]]\n[0.5,0.5]",
        "[-180,90]\n[180,-90]",
        "[1e308,-1e308]\n[0,0]",
    ];
    each(&seeds, |text, dice| fuzzed::geo((dice.next() as u8, text)));
}

#[test]
fn orders() {
    let seeds =
        ["name,age;desc", "address[city]", "location;dist-asc", "a.b.c;asc,id", "createdAt;desc", "a"];
    let collations = ["und", "zh-u-co-pinyin", "de-u-co-phonebk", "x", "", "zh-u-co-棋"];
    each(&seeds, |text, dice| fuzzed::order((text, dice.pick(&collations))));
    each(&collations, |text, dice| fuzzed::order((dice.pick(&seeds), text)));
}

#[test]
fn lists_of_members() {
    let seeds = ["id,name", "id,name|observation{temperature,humidity}", "a{b{c,d}},e", "@id;type", "scope"];
    each(&seeds, |text, _| fuzzed::projection(text));
}

#[test]
fn times_and_durations() {
    let seeds = ["P3Y6M4DT12H30M5S", "PT0S", "P2W", "P1M", "PT0.000001S", "2026-01-01T00:00:00Z", "P9999Y"];
    let times = ["2026-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "2026-02-30T25:61:61.999999999Z", "x", "7"];
    each(&seeds, |text, dice| {
        let moments: Vec<i64> = (0..dice.below(20)).map(|_| dice.next() as i64).collect();
        fuzzed::temporal((text, dice.pick(&times), &moments));
    });
    each(&times, |text, dice| fuzzed::temporal((dice.pick(&seeds), text, &[0, 1, i64::MAX, i64::MIN])));
}

#[test]
fn contexts() {
    let seeds = [
        r#"{"a":"https://example.org/a","ns":"https://example.org/ns#"}"#,
        r#"["https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context.jsonld",{"@vocab":"https://example.org/"}]"#,
        r#"{"a":{"@id":"ns:a","@type":"@vocab","@container":"@list"},"ns":"urn:x:"}"#,
        r#"{"a":"b","b":"c","c":"a"}"#,
        r#"{"@context":{"@base":"urn:x:","a":null}}"#,
        "\"https://example.org/context.jsonld\"",
    ];
    let names = ["a", "ns:a", "name", "https://example.org/a", "@type", "", "棋:盘", "a b", "ns:"];
    each(&seeds, |text, dice| fuzzed::context((text, dice.pick(&names))));
    each(&names, |text, dice| fuzzed::context((dice.pick(&seeds), text)));
}

#[test]
fn entities() {
    let seeds = [
        r#"{"id":"urn:a:1","type":"A","speed":{"type":"Property","value":55,"unitCode":"KMH","observedAt":"2026-01-01T00:00:00Z"}}"#,
        r#"{"id":"urn:a:1","type":["A","B"],"scope":["/a","/b/c"],"x":[{"value":1},{"value":2,"datasetId":"urn:d:1"}]}"#,
        r#"{"id":"urn:a:1","type":"A","near":{"type":"Relationship","object":["urn:b:1","urn:b:2"]},"loc":{"type":"Point","coordinates":[1,2]}}"#,
        r#"{"id":"urn:a:1","type":"A","n":{"type":"LanguageProperty","languageMap":{"zh":"棋","en":"chess"}},"v":{"vocab":"x"}}"#,
        r#"{"id":"urn:a:1","type":"A","l":{"type":"ListProperty","valueList":[1,[2]]},"j":{"type":"JsonProperty","json":{"a":null}}}"#,
        r#"{"id":"urn:a:1","type":"A","t":[{"type":"Property","value":1,"observedAt":"2026-01-01T00:00:00Z"}],"d":{"value":"urn:ngsi-ld:null"}}"#,
        r#"{"speed":{"values":[[1,"2026-01-01T00:00:00Z"]]},"a":{"value":{"@value":1e400}},"b":"\ud83d\ude00"}"#,
    ];
    each(&seeds, |text, _| fuzzed::entity(text));
}
