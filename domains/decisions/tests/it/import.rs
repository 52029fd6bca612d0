//! Reading files in: every file is accounted for, nothing twice, nothing half.

use qipan_decisions::drafts::{Taken, import_files};
use qipan_kernel::{FailureKind, Role};
use qipan_records::documents;
use qipan_testkit::{acting, both, sqlite};

use super::city::{City, MIGRATIONS, MINUTES, supervision};

fn seeds() -> Vec<(String, Vec<u8>)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/seeds");
    let mut all: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .expect("the source documents")
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap())
        })
        .collect();
    all.sort();
    assert_eq!(all.len(), 5);
    all
}

#[test]
fn the_source_documents_are_read_in_once_and_their_originals_come_back() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let files = seeds();
        let first = import_files(&city.importer, &supervision(), &files);
        for (result, (name, bytes)) in first.iter().zip(&files) {
            assert_eq!(&result.name, name);
            let Taken::New { document, title, drafts } = &result.taken else { panic!("{result:?}") };
            assert!(!title.is_empty() && *drafts > 0, "{name}: {title} {drafts}");
            let review = city.review(*document);
            assert_eq!(review.drafts.len(), *drafts);
            for draft in &review.drafts {
                assert!(!review.words(draft.span).is_empty(), "{name}: a draft stands in the text");
                assert!(!draft.data.statement.trim().is_empty());
            }
            let answer = city.get("supervision", "zh", &format!("/documents/{document}/original"));
            assert_eq!(&answer.bytes, bytes);
        }
        let second = import_files(&city.importer, &supervision(), &files);
        assert!(second.iter().all(|one| matches!(one.taken, Taken::Known { .. })), "{second:?}");
        assert_eq!(city.db.read_now(documents::store::count).unwrap(), 5);
    });
}

#[test]
fn a_document_says_what_it_is_and_is_found_by_its_words() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let id = city.import("纪要.txt", MINUTES);
        let found = city.review(id).document;
        assert_eq!(found.facts.kind, "minutes");
        assert_eq!((found.facts.ordinal, found.facts.number.as_str()), (Some(42), "津滨政纪〔2026〕42号"));
        let find = |words: &str| {
            let words = words.to_owned();
            city.db.read_now(|tx| documents::store::list(tx, &words, None, None, 10)).unwrap().rows.len()
        };
        assert_eq!((find("燃气管网"), find("津滨政纪"), find("智慧停车")), (1, 1, 0));
        let facts = documents::Facts { title: "停车会议纪要".into(), ..found.facts.clone() };
        let change = facts.clone();
        let amend = move |version| {
            let facts = change.clone();
            city_amend(&test.db, id, version, facts)
        };
        assert_eq!(amend(1).unwrap().version, 2);
        assert_eq!(amend(1).unwrap_err().message.key, "document-changed-meanwhile");
        assert_eq!(find("停车会议"), 1);
    });
}

fn city_amend(
    db: &qipan_store::Db,
    id: qipan_kernel::Id,
    version: i64,
    facts: documents::Facts,
) -> qipan_kernel::Outcome<documents::Document> {
    db.write_now(move |tx| documents::commands::amend_facts(tx, &supervision(), id, version, &facts))
}

#[test]
fn wrong_files_are_refused_by_name_and_leave_nothing() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let files: Vec<(String, Vec<u8>)> = [
            ("空.txt", &b""[..]),
            ("照片.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
            ("老格式.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0\0\0"),
            ("坏.docx", b"PK\x03\x04 broken"),
        ]
        .map(|(name, bytes)| (name.to_owned(), bytes.to_vec()))
        .to_vec();
        for result in import_files(&city.importer, &supervision(), &files) {
            let Taken::Refused(failure) = &result.taken else { panic!("{result:?}") };
            assert_ne!(failure.kind, FailureKind::Internal, "{}: {failure}", result.name);
            assert!(failure.message.key.starts_with("read-"), "{}: {failure}", result.name);
            assert_eq!(failure.field.as_deref(), Some(result.name.as_str()));
        }
        assert_eq!(city.db.read_now(documents::store::count).unwrap(), 0);
    });
}

#[test]
fn only_the_supervision_office_reads_files_in() {
    let test = sqlite(MIGRATIONS);
    let city = City::new(&test.db);
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Supervision) {
        let context = acting(role, super::city::DAY);
        let result = city.importer.take(&context, "纪要.txt", MINUTES.as_bytes());
        let Taken::Refused(failure) = result.taken else { panic!("{role}") };
        assert_eq!(failure.kind, FailureKind::Forbidden, "{role}");
    }
}

#[test]
fn a_form_with_many_files_accounts_for_each() {
    let test = sqlite(MIGRATIONS);
    let city = City::new(&test.db);
    let bad: &[u8] = b"\x89PNG\r\n\x1a\n";
    for (lang, done, refused) in [("zh", "已导入", "未导入"), ("en", "Already there", "Refused")] {
        let files = [("纪要.txt", MINUTES.as_bytes()), ("<i>.png", bad), ("empty.txt", b"")];
        let answer = city.upload("supervision", lang, "/documents", &files);
        assert_eq!(answer.status, 200);
        assert!(answer.text.contains(done) && answer.text.matches(refused).count() >= 2, "{}", answer.text);
        assert!(answer.text.contains("&lt;i&gt;.png") && !answer.text.contains("<i>.png"));
    }
    // One new file alone goes straight to its review; nothing but bad files is a refusal.
    let other = MINUTES.replace("42", "43");
    let answer = city.upload("supervision", "zh", "/documents", &[("43.txt", other.as_bytes())]);
    assert!(answer.status == 303 && answer.to.starts_with("/documents/"), "{} {}", answer.status, answer.to);
    assert_eq!(city.upload("supervision", "zh", "/documents", &[("x.png", bad)]).status, 422);
    assert_eq!(city.upload("supervision", "zh", "/documents", &[]).status, 422);
    let answer = city.upload(
        "supervision",
        "zh",
        "/api/v1/documents",
        &[("a.txt", MINUTES.as_bytes()), ("x.png", bad)],
    );
    let results: serde_json::Value = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(
        (results[0]["outcome"].as_str(), results[1]["outcome"].as_str()),
        (Some("known"), Some("refused"))
    );
    assert!(results[1]["reason"].as_str().is_some_and(|reason| !reason.is_empty()));
}
