//! Extraction against hand-made labels: the given sentences, sentences of invented documents, fields of plans in many
//! layouts; limits, facts and speed.

use std::path::{Path, PathBuf};

use qipan_decisions::extract::score::{ItemLabel, Label, Scored, score, score_fields};
use qipan_decisions::extract::{
    Class, DocumentKind, Extraction, LineWords, Options, UnitIndex, UnitName, extract, same_commitment,
};
use qipan_kernel::{Day, Id};
use qipan_records::reading::{Limits, Reading, read};
use serde::de::DeserializeOwned;

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/extract").join(name)
}

fn shared(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(name)
}

fn lines<T: DeserializeOwned>(path: &Path) -> Vec<T> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| serde_json::from_str(line).expect("label"))
        .collect()
}

fn reading(path: &Path) -> Reading {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let name = path.file_name().expect("file").to_string_lossy();
    read(&name, &bytes, &Limits::default()).expect("readable")
}

fn text(name: &str, words: &str) -> Reading {
    read(name, words.as_bytes(), &Limits::default()).expect("readable")
}

struct Doc {
    name: String,
    reading: Reading,
    extraction: Extraction,
}

fn extracted(paths: Vec<PathBuf>) -> Vec<Doc> {
    let doc = |path: PathBuf| {
        let reading = reading(&path);
        let extraction = extract(&reading, &UnitIndex::default(), &Options::default());
        Doc { name: path.file_name().expect("file").to_string_lossy().into_owned(), reading, extraction }
    };
    paths.into_iter().map(doc).collect()
}

fn files(start: &[&str]) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(data(""))
        .expect("data")
        .map(|entry| entry.expect("entry").path())
        .filter(|path| {
            let name = path.file_name().expect("file").to_string_lossy().into_owned();
            !name.ends_with(".jsonl") && start.iter().any(|start| name.starts_with(start))
        })
        .collect();
    found.sort();
    found
}

fn scored(docs: &[Doc]) -> Vec<Scored<'_>> {
    docs.iter()
        .map(|doc| Scored { name: &doc.name, text: &doc.reading.text, extraction: &doc.extraction })
        .collect()
}

#[test]
fn the_given_labels_are_met() {
    let labels: Vec<Label> = lines(&shared("data/extraction/dev.jsonl"));
    let docs =
        extracted(vec![shared("seeds/000_44f055ff7ba53e64.txt"), shared("seeds/002_1436bbab66ef90da.txt")]);
    let score = score(&labels, &scored(&docs));
    assert!(score.f1 >= 0.97, "{score:#?}");
}

#[test]
fn sentences_of_invented_documents_are_classed() {
    let labels: Vec<Label> = lines(&data("sentences.jsonl"));
    let docs = extracted(files(&["zh-", "en-"]));
    assert!(docs.len() >= 14);
    let score = score(&labels, &scored(&docs));
    assert!(score.f1 >= 0.95, "{score:#?}");
}

#[test]
fn fields_of_plans_are_read_in_every_layout() {
    let labels: Vec<ItemLabel> = lines(&data("items.jsonl"));
    let docs = extracted(files(&["p", "q", "r", "s"]));
    assert!(docs.len() >= 30);
    let score = score_fields(&labels, &scored(&docs));
    assert!(score.right * 100 >= score.asked * 98 && score.extra <= 4, "{score:#?}");
}

#[test]
fn facts_of_a_document() {
    let docs = extracted(vec![data("zh-a.txt"), data("zh-b.txt"), data("p01.txt"), data("en-i.txt")]);
    let facts: Vec<_> = docs.iter().map(|doc| &doc.extraction.facts).collect();
    assert_eq!(facts[0].kind, DocumentKind::Minutes);
    assert_eq!(facts[0].ordinal.as_ref().map(|found| found.value), Some(18));
    assert_eq!(facts[1].number.as_ref().map(|found| found.value.as_str()), Some("青政办发〔2025〕11号"));
    assert_eq!(facts[1].date.as_ref().map(|found| found.value), Day::from_ymd(2025, 3, 20));
    assert_eq!(facts[1].issuer.as_ref().map(|found| found.value.as_str()), Some("青峰县人民政府办公室"));
    assert_eq!(facts[2].kind, DocumentKind::TaskDivision);
    assert_eq!(facts[3].ordinal.as_ref().map(|found| found.value), Some(7));
    assert_eq!(facts[3].date.as_ref().map(|found| found.value), Day::from_ymd(2026, 3, 12));
}

#[test]
fn known_units_lines_and_origins_are_given() {
    let reading = text(
        "minutes.txt",
        "区政府专题会议纪要\n\n2026年3月2日\n\n会议议定，由区发改委牵头，区财政局、区某某局配合，于6月底前建成政务数据共享平台。\n",
    );
    let unit = |id, name: &str| UnitName { id: Id(id), names: vec![name.to_owned()] };
    let units = UnitIndex::new(vec![unit(1, "示例区发展和改革委员会"), unit(2, "示例区财政局")]);
    let lines = vec![
        LineWords { id: Id(10), names: vec!["安全发展".into()], keywords: vec!["隐患".into()] },
        LineWords {
            id: Id(11),
            names: vec!["智慧城市".into()],
            keywords: vec!["数据".into(), "平台".into()],
        },
    ];
    let found = extract(&reading, &units, &Options { reference_day: None, lines });
    let (passage, draft) = found.commitments().next().expect("a commitment");
    assert_eq!(passage.class, Class::Commitment);
    assert_eq!(draft.lead.as_ref().and_then(|unit| unit.matched), Some(Id(1)));
    assert_eq!(draft.cooperating.iter().map(|unit| unit.matched).collect::<Vec<_>>(), [Some(Id(2)), None]);
    let limit = draft.limit.as_ref().expect("a limit");
    assert_eq!(limit.value.day, Day::from_ymd(2026, 6, 30));
    assert_eq!(limit.span.of(&reading.text), limit.words);
    assert_eq!(draft.line.as_ref().map(|line| line.value), Some(Id(11)));
    assert_eq!(draft.statement, "于6月底前建成政务数据共享平台");

    let others = [(&1, "建成全区政务数据共享平台", Some(Id(1))), (&2, "开展安全生产检查", None)];
    assert_eq!(same_commitment(draft, others).map(|(key, _)| *key), Some(1));
}

#[test]
fn every_span_is_its_words() {
    for doc in extracted(files(&["p", "q", "r", "s", "zh-", "en-"])) {
        for (passage, draft) in doc.extraction.commitments() {
            let units = draft.lead.iter().chain(&draft.cooperating);
            for unit in units.filter(|unit| !unit.span.of(&doc.reading.text).contains('\n')) {
                assert_eq!(unit.span.of(&doc.reading.text), unit.name, "{}", doc.name);
            }
            for limit in draft.limit.iter().chain(&draft.nodes) {
                assert_eq!(limit.span.of(&doc.reading.text), limit.words, "{}", doc.name);
            }
            assert!(!draft.statement.is_empty() && passage.span.end <= doc.reading.text.len());
        }
    }
}
