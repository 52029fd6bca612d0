//! Texts made up at random: every parser answers, and a fault that is found stands inside the text.

use super::*;

/// Pieces that the languages are made of, and some that they are not.
const PIECES: [&str; 64] = [
    "speed",
    "a",
    "id",
    "type",
    "scope",
    "观测",
    "é",
    "_x",
    "x:y",
    "http://e.org/a.b#c",
    "urn:ngsi-ld:A:1",
    ";",
    "|",
    ",",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ".",
    "..",
    "==",
    "!=",
    "!",
    "~=",
    "!~=",
    ">",
    ">=",
    "<",
    "<=",
    "=",
    "\"",
    "\\",
    "\\\"",
    "\"a\"",
    "\"a\\u12\"",
    "1",
    "-1.5e3",
    "1e999",
    "00",
    "true",
    "false",
    "2020-01-01T00:00:00Z",
    "2020-01-01",
    "08:00:00Z",
    "/",
    "/Madrid",
    "#",
    "+",
    "*",
    " ",
    "\n",
    "\u{0}",
    "😀",
    ":",
    "asc",
    ";desc",
    ";dist-asc",
    "@id",
    "^a(b|c)*$",
    "[a-z]{2,",
    "P1D",
    "null",
];

#[test]
fn every_parser_answers() {
    let expand = |name: &str| -> Fallible<String> { Ok(name.to_owned()) };
    let mut seed = 42_u64;
    let mut next = |most: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % most as u64) as usize
    };
    let mut read = 0;
    for _ in 0..60_000 {
        let text: String = (0..=next(12)).map(|_| PIECES[next(PIECES.len())]).collect();
        let answers = [
            Q::parse(&text, QOptions { expand_values: &["a"], ..QOptions::default() }, &expand).map(|q| {
                let _ = (q.conjuncts(), q.attributes(), q.link_depth(), q.simple());
                q.matches(&crate::model::Entity::default(), &|_| None);
            }),
            Types::parse(&text, &expand).map(|types| assert!(types.every() || !types.matches(&[]))),
            ScopeQ::parse(&text).map(|scopes| assert!(!scopes.matches(&[]))),
            Projection::parse(&text, "pick", &expand).map(|list| assert!(list.depth() < MAX_DEPTH)),
            Order::parse(&text, Some("[1,2]"), None, None, &expand).map(drop),
            GeoQ::parse("near;maxDistance==5", "Polygon", &text, None, &expand).map(drop),
            GeoRel::parse(&text).map(drop),
            Aggregation::parse(&text, Some(&text)).map(drop),
            TemporalQ::parse(Some(&text), Some(&text), None, Some(&text), Some(&text)).map(drop),
        ];
        for answer in answers {
            match answer {
                Ok(()) => read += 1,
                Err(error) => {
                    assert!(error.position.is_none_or(|at| at <= text.chars().count()), "{text}");
                    assert!(error.field.is_some(), "{text}");
                }
            }
        }
    }
    assert!(read > 5_000, "{read}");
}
