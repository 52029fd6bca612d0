//! Units on both engines: acts, the journal, importing.

use std::io::Write;

use qipan_accounts::units::import::Change;
use qipan_accounts::units::{UnitData, UnitKind, commands, store};
use qipan_accounts::{Units, table};
use qipan_kernel::{Context, Day, Failure, FailureKind, Id, IdSource, Outcome, Role};
use qipan_store::{Db, Migration, journal};
use qipan_testkit::{TestDb, acting, both, sqlite};

static MIGRATIONS: &[&[Migration]] = &[qipan_store::MIGRATIONS, qipan_accounts::MIGRATIONS];
static IDS: std::sync::LazyLock<IdSource> = std::sync::LazyLock::new(|| IdSource::new(1));

const BINHAI: &[u8] = include_bytes!("../data/binhai.csv");

fn admin() -> Context {
    acting(Role::Administrator, "2026-03-02")
}

fn named(name: &str, parent: Option<Id>) -> UnitData {
    UnitData { name_zh: name.into(), parent, kind: UnitKind::Bureau, ..UnitData::default() }
}

fn create(db: &Db, data: UnitData) -> Outcome<Id> {
    db.write_now(move |tx| commands::create(tx, &admin(), &IDS, data.clone()))
}

fn amend(db: &Db, id: Id, version: i64, data: UnitData) -> Outcome<()> {
    db.write_now(move |tx| commands::amend(tx, &admin(), id, version, data.clone()))
}

fn import(db: &Db, bytes: &[u8]) -> Outcome<commands::Imported> {
    let table = table::read(bytes)?;
    db.write_now(move |tx| commands::import(tx, &admin(), &IDS, &table))
}

fn units(db: &Db) -> Units {
    db.read_now(store::load).unwrap()
}

fn entries(db: &Db, id: Id) -> Vec<String> {
    let entries = db.read_now(|tx| journal::of_subject(tx, "unit", id, 50)).unwrap();
    entries.into_iter().rev().map(|entry| entry.act).collect()
}

fn key(result: Outcome<impl Sized>) -> String {
    result.err().map(|failure| failure.message.key.to_string()).unwrap_or_default()
}

#[test]
fn a_unit_is_made_renamed_moved_and_closed() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        let top = create(db, named("甲局", None)).unwrap();
        let stamp = db.read_now(store::stamp).unwrap();
        let below = create(db, named(" 甲局  一科 ", Some(top))).unwrap();
        assert_ne!(db.read_now(store::stamp).unwrap(), stamp);
        assert_eq!(units(db).get(below).unwrap().data.name_zh, "甲局 一科");

        let renamed = UnitData { short_zh: "一科".into(), ..named("甲局第一科", Some(top)) };
        amend(db, below, 1, renamed.clone()).unwrap();
        amend(db, below, 2, renamed.clone()).unwrap();
        assert_eq!(entries(db, below), ["unit.create", "unit.amend"], "what changes nothing is no act");
        assert_eq!(key(amend(db, below, 1, named("别名", None))), "unit-changed-meanwhile");
        assert_eq!(key(amend(db, top, 1, named("甲局", Some(below)))), "unit-cycle");
        assert_eq!(key(amend(db, top, 1, named("甲局", Some(top)))), "unit-cycle");

        let day = Day::from_ymd(2026, 6, 30).unwrap();
        let close =
            |id, version| db.write_now(move |tx| commands::close_unit(tx, &admin(), id, version, day));
        assert_eq!(key(close(top, 1)), "unit-has-units-below");
        close(below, 2).unwrap();
        close(top, 1).unwrap();
        assert_eq!(key(close(top, 2)), "unit-closed-already");
        assert_eq!(entries(db, top), ["unit.create", "unit.close"]);
        let again = create(db, named("甲局", None)).unwrap();
        assert_eq!(units(db).by_name("甲局").unwrap().id, again, "the name belongs to the successor");
        assert_eq!(units(db).len(), 3, "nothing is deleted");
    });
}

#[test]
fn refused_acts_leave_nothing() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        create(db, named("甲局", None)).unwrap();
        assert_eq!(key(create(db, named("甲 局", None))), "unit-name-taken");
        assert_eq!(key(create(db, named("", None))), "unit-name-missing");
        assert_eq!(key(create(db, named("乙局", Some(Id(404))))), "unit-parent-unknown");
        let may = [Role::Administrator, Role::Supervision];
        for role in Role::ALL.into_iter().filter(|role| !may.contains(role)) {
            let context = acting(role, "2026-03-02");
            let data = named("丙局", None);
            let refused = db.write_now(move |tx| commands::create(tx, &context, &IDS, data.clone()));
            assert_eq!(refused.unwrap_err().kind, FailureKind::Forbidden, "{role}");
        }
        assert_eq!(units(db).len(), 1);
    });
}

#[test]
fn two_moves_at_once_make_no_circle() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        for round in 0..5 {
            let a = create(db, named(&format!("甲{round}"), None)).unwrap();
            let b = create(db, named(&format!("乙{round}"), None)).unwrap();
            let moves =
                [(a, b, format!("甲{round}")), (b, a, format!("乙{round}"))].map(|(id, parent, name)| {
                    let db = db.clone();
                    std::thread::spawn(move || amend(&db, id, 1, named(&name, Some(parent))))
                });
            let done =
                moves.into_iter().filter(|_| true).map(|t| t.join().unwrap()).filter(Result::is_ok).count();
            assert_eq!(done, 1, "one of two crossing moves");
        }
    });
}

#[test]
fn formulas_markup_and_quotes_stay_text() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        for name in
            ["=HYPERLINK(\"x\")", "<script>alert(1)</script>", "'); drop table unit; --", "𠮷野\u{1f600}"]
        {
            let id = create(db, named(name, None)).unwrap();
            assert_eq!(units(db).get(id).unwrap().data.name_zh, name);
        }
    });
}

#[test]
fn binhai_is_imported_whole_and_once() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        let done = import(db, BINHAI).unwrap();
        assert_eq!((done.amended, done.same), (0, 0));
        let units = units(db);
        assert_eq!(units.len(), done.created);
        let of = |kind| units.iter().filter(|unit| unit.data.kind == kind).count();
        assert_eq!((of(UnitKind::FunctionalZone), of(UnitKind::StreetTown)), (5, 21));
        for (name, full) in [
            ("经开区", "天津经济技术开发区管理委员会"),
            ("teda", "天津经济技术开发区管理委员会"),
            ("应急局", "滨海新区应急管理局"),
            ("教体局", "滨海新区教育体育局"),
            ("大数据局", "滨海新区大数据管理局"),
        ] {
            assert_eq!(units.by_name(name).unwrap().data.name_zh, full);
        }
        let group = units.by_name("数据汇聚专班").unwrap();
        let above = units.by_name("区大数据局").unwrap();
        assert_eq!(units.ancestors(group.id), [above.id]);
        assert_eq!(entries(db, group.id), ["unit.import"]);
        assert_eq!(units.iter().next().unwrap().data.short_zh, "经开区");
        assert!(units.iter().all(|unit| !unit.data.name_en.is_empty()), "every unit has an English name");

        let again = import(db, BINHAI).unwrap();
        assert_eq!((again.created, again.amended, again.same), (0, 0, done.created));
    });
}

/// The streets and towns of our data are those of the official list.
#[test]
fn binhais_streets_are_the_published_ones() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/divisions/streets.csv");
    let published = std::fs::read_to_string(path).expect("the list of divisions");
    let published: Vec<(String, String)> = published
        .lines()
        .filter(|line| line.starts_with("120116") && line < &"120116400")
        .filter_map(|line| line.split_once(','))
        .map(|(code, rest)| (code.to_owned(), rest.split('"').nth(1).unwrap_or_default().to_owned()))
        .collect();
    assert_eq!(published.len(), 21);
    let db = sqlite(MIGRATIONS);
    import(&db.db, BINHAI).unwrap();
    let units = units(&db.db);
    for (code, name) in published {
        let unit = units.by_name(&name).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(unit.data.code.as_deref(), Some(code.as_str()), "{name}");
    }
}

#[test]
fn a_dry_run_says_what_would_be_done_row_by_row() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        import(db, "名称,类别\n甲局,委办局\n乙局,委办局\n".as_bytes()).unwrap();
        let table = table::read(
            "Unit name,Type,Parent unit,Remarks\n丙专班,task force,甲局,x\n甲局,,,\n乙局,街镇,,\n".as_bytes(),
        );
        let table = table.unwrap();
        let plan = db.read_now(|tx| commands::dry_run(tx, &admin(), &table)).unwrap();
        let changes: Vec<_> = plan.rows.iter().map(|row| (row.line, row.change)).collect();
        assert_eq!(changes, [(2, Change::Create), (3, Change::Same), (4, Change::Amend)]);
        assert_eq!(plan.ignored, ["Remarks"]);
        assert_eq!(units(db).len(), 2, "a dry run changes nothing");
    });
}

fn faults(db: &Db, text: &str) -> Vec<String> {
    let table = table::read(text.as_bytes()).unwrap();
    let plan = db.read_now(|tx| commands::dry_run(tx, &admin(), &table)).unwrap();
    let refused: Failure = db
        .write_now(move |tx| commands::import(tx, &admin(), &IDS, &table))
        .expect_err("a table with a fault is refused whole");
    assert_eq!(refused.message.key, "intake-refused");
    assert_eq!(refused.more.len(), plan.faults.len());
    plan.faults.iter().map(|f| format!("{} {} {}", f.line, f.column, f.failure.message.key)).collect()
}

#[test]
fn every_bad_row_is_named_and_nothing_is_taken_in() {
    both(MIGRATIONS, |TestDb { db, .. }| {
        create(db, named("老局", None)).unwrap();
        let found = faults(
            db,
            "某某区单位台账\n\
             名称,类别,上级单位,区划代码,信用代码,排序,成立日期,撤销日期\n\
             好局,委办局,,,,1,2020-01-01,\n\
             好局,委办局,,,,2,,\n\
             ,委办局,,,,3,,\n\
             坏类,部落,,,,4,,\n\
             坏上级,委办局,没有的局,,,5,,\n\
             坏码,街镇,,99,,6,,\n\
             坏信用码,企业,,,914403001922038217,7,,\n\
             坏序,委办局,,,,八,,\n\
             坏日,委办局,,,,9,2026-02-30,\n\
             倒日,委办局,,,,10,2026-02-01,2026-01-01\n\
             环一,专班,环二,,,11,,\n\
             环二,专班,环一,,,12,,\n",
        );
        assert_eq!(
            found,
            [
                "4 名称 units-import-row-twice",
                "5 名称 unit-name-missing",
                "6 类别 units-import-kind",
                "7 上级单位 units-import-parent",
                "8 区划代码 unit-code-form",
                "9 信用代码 unit-credit-code-check",
                "10 排序 units-import-number",
                "11 成立日期 intake-day",
                "12 撤销日期 unit-period-backwards",
                "13 上级单位 unit-cycle",
                "14 上级单位 unit-cycle",
            ]
        );
        assert_eq!(units(db).len(), 1);
        assert_eq!(faults(db, "a,b\n1,2\n"), ["0  units-import-no-header"]);
        assert_eq!(faults(db, "名称,name\n甲,乙\n"), ["0  intake-header-twice"]);
        assert_eq!(faults(db, "名称,类别\n"), ["1  intake-no-rows"]);
    });
}

/// A workbook with one sheet of inline strings, as small as one can be.
fn workbook(rows: &[&[&str]], sheet_extra: &str) -> Vec<u8> {
    let mut sheet = String::from(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#,
    );
    for (number, row) in rows.iter().enumerate() {
        sheet.push_str(&format!("<row r=\"{}\">", number + 1));
        for (column, cell) in row.iter().enumerate() {
            let name = table::cell_name(number + 1, column);
            if cell.parse::<f64>().is_ok() {
                sheet.push_str(&format!("<c r=\"{name}\"><v>{cell}</v></c>"));
            } else {
                sheet.push_str(&format!("<c r=\"{name}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>"));
            }
        }
        sheet.push_str("</row>");
    }
    sheet.push_str(sheet_extra);
    sheet.push_str("</sheetData></worksheet>");
    let parts = [
        ("[Content_Types].xml", r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>"#.to_owned()),
        ("_rels/.rels", r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#.to_owned()),
        ("xl/workbook.xml", r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="单位" sheetId="1" r:id="rId1"/></sheets></workbook>"#.to_owned()),
        ("xl/_rels/workbook.xml.rels", r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#.to_owned()),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn workbooks_are_read_and_broken_ones_refused() {
    let good = workbook(
        &[
            &["单位名称", "类别", "行政区划代码"],
            &["塘沽街道", "街镇", "120116001"],
            &["新城镇", "街镇", "120116100"],
        ],
        "",
    );
    both(MIGRATIONS, |TestDb { db, .. }| {
        assert_eq!(import(db, &good).unwrap().created, 2);
        assert_eq!(units(db).by_name("塘沽街道").unwrap().data.code.as_deref(), Some("120116001"));
        for cut in [10, good.len() / 2, good.len() - 30] {
            assert_eq!(key(import(db, &good[..cut])), "table-damaged", "cut at {cut}");
        }
        let error = r#"<row r="9"><c r="A9" t="e"><v>#REF!</v></c></row>"#;
        assert_eq!(key(import(db, &workbook(&[&["单位名称"]], error))), "table-cell-error");
        // A cell in the last corner of the sheet must not make the reader lay out the whole sheet.
        let far = r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
        assert_eq!(key(import(db, &workbook(&[&["单位名称"]], far))), "table-columns-many");
        assert_eq!(units(db).len(), 2);
    });
}

#[test]
fn a_small_file_that_grows_without_end_is_refused() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("xl/worksheets/sheet1.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let block = vec![b' '; 1024 * 1024];
    for _ in 0..100 {
        zip.write_all(&block).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    assert!(bytes.len() < 1024 * 1024, "{}", bytes.len());
    assert_eq!(key(table::read(&bytes)), "table-unpacked-large");
}

#[test]
fn two_thousand_units_load_in_a_moment() {
    let db = sqlite(MIGRATIONS);
    let mut text = String::from("名称,上级单位,别名\n");
    for n in 0..2_000 {
        let parent = if n < 20 { String::new() } else { format!("单位{}", n / 20) };
        text.push_str(&format!("单位{n},{parent},别名{n}\n"));
    }
    assert_eq!(import(&db.db, text.as_bytes()).unwrap().created, 2_000);
    let start = std::time::Instant::now();
    let loaded = units(&db.db);
    let took = start.elapsed();
    assert_eq!(loaded.len(), 2_000);
    println!("2 000 units in {took:?}");
    // Release builds take under 10 ms; an unoptimised build on a busy machine is given more.
    assert!(took.as_millis() < if cfg!(debug_assertions) { 300 } else { 10 }, "{took:?}");
}
