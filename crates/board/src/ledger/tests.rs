//! Out and in again, on both engines; hostile files.

use std::io::Cursor;
use std::sync::Arc;

use calamine::{Data, Reader, Xlsx};
use qipan_accounts::people::Roster;
use qipan_accounts::units::{self, UnitData, UnitKind, Units};
use qipan_kernel::{Actor, Context, Day, Failure, Id, IdSource, Moment, Outcome, Progress, Role};
use qipan_store::{Db, Migration};
use qipan_testkit::{acting, acting_for, both, noon, sqlite};
use qipan_web::{Lang, Words};
use rust_xlsxwriter::{Format, Workbook};

use super::columns::Column;
use super::import::{Imported, Options};
use super::plan::Fate;
use super::store::{Entry, gather};
use super::{Printing, export_csv, export_xlsx, import};
use crate::commitments::commands::{self, Acting, Registration, ReportInput};
use crate::commitments::model::{Kind, Source, State, Terms};
use crate::lines::{self, model::Line};
use crate::lists::Filter;
use crate::rulebook::Rulebook;

pub(super) static MIGRATIONS: &[&[Migration]] =
    &[qipan_store::MIGRATIONS, qipan_accounts::MIGRATIONS, qipan_records::MIGRATIONS, crate::MIGRATIONS];

pub(super) struct City {
    db: Db,
    pub(super) ids: Arc<IdSource>,
    book: Arc<Rulebook>,
    pub(super) words: Arc<Words>,
    units: Vec<Id>,
    lines: Vec<Id>,
}

pub(super) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn office() -> Context {
    acting(Role::Supervision, "2026-11-22")
}

fn options() -> Options {
    Options { reference: day("2026-11-22"), line: None, start: day("2026-01-01") }
}

impl City {
    pub(super) fn new(db: &Db) -> City {
        let (db, ids) = (db.clone(), Arc::new(IdSource::new(1)));
        let operator = Context { actor: Actor::operator(), now: noon("2026-01-05") };
        let make = ids.clone();
        let (units, lines) = db
            .write_now(move |tx| {
                let mut unit = |zh: &str, en: &str| {
                    let data = UnitData {
                        kind: UnitKind::Bureau,
                        name_zh: zh.into(),
                        name_en: en.into(),
                        ..UnitData::default()
                    };
                    units::commands::create(tx, &operator, &make, data)
                };
                let units = vec![
                    unit("区应急管理局", "Emergency Management Bureau")?,
                    unit("区民政局", "Civil Affairs Bureau")?,
                    unit("区住房和建设委员会", "")?,
                ];
                let mut line = |code: &str, zh: &str, en: &str, sort| {
                    let line = Line {
                        id: Id(0),
                        code: code.into(),
                        name_zh: zh.into(),
                        name_en: en.into(),
                        keywords: if sort == 1 { vec!["燃气".into()] } else { vec![] },
                        sort,
                        active: true,
                    };
                    lines::commands::put(tx, &operator, &make, &line)
                };
                Ok((
                    units,
                    vec![
                        line("safety", "安全发展", "Safe development", 1)?,
                        line("relief", "困难群体帮扶", "Help for groups in need", 2)?,
                    ],
                ))
            })
            .unwrap();
        let words = Arc::new(Words::new(&[qipan_web::LOCALES, qipan_accounts::LOCALES, crate::LOCALES]));
        City { db, ids, book: Arc::new(Rulebook::built_in()), words, units, lines }
    }

    fn act<T: Send + 'static>(
        &self,
        context: &Context,
        run: impl Fn(&mut Acting<'_, '_>) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let (context, ids, book) = (context.clone(), self.ids.clone(), self.book.clone());
        self.db.write_now(move |tx| run(&mut Acting { tx, context: &context, ids: &ids, book: &book }))
    }

    fn import_with(&self, bytes: &[u8], options: &Options, dry: bool) -> Outcome<Imported> {
        let (words, bytes, options) = (self.words.clone(), bytes.to_vec(), options.clone());
        self.act(&office(), move |acting| import(acting, &words, &bytes, &options, dry))
    }

    fn import(&self, bytes: &[u8], dry: bool) -> Outcome<Imported> {
        self.import_with(bytes, &options(), dry)
    }

    pub(super) fn entries(&self) -> Vec<Entry> {
        let all = Filter { with_done: true, ..Filter::default() };
        self.db.read_now(|tx| gather(tx, &all, (Moment(i64::MAX - 1), true))).unwrap()
    }

    fn printed<T>(&self, lang: Lang, print: impl FnOnce(&[Entry], &Printing<'_>) -> T) -> T {
        let (units, roster, lines) =
            self.db.read_now(|tx| Ok((Units::load(tx)?, Roster::load(tx)?, lines::store::all(tx)?))).unwrap();
        let printing = Printing {
            words: &self.words,
            lang,
            units: &units,
            roster: &roster,
            lines: &lines,
            book: &self.book,
            at: noon("2026-11-22"),
        };
        print(&self.entries(), &printing)
    }

    fn terms(&self, n: usize) -> Terms {
        Terms {
            statement: format!("完成第{n}批燃气管网改造，确保入冬前通气"),
            kind: [Kind::Task, Kind::Target, Kind::Rectification][n % 3],
            line: self.lines[n % 2],
            lead_unit: self.units[n % 3],
            cooperating: if n.is_multiple_of(2) {
                vec![self.units[(n + 1) % 3], self.units[(n + 2) % 3]]
            } else {
                vec![]
            },
            leader: "周示例".into(),
            leader_link: None,
            contact: "张示例 022-0000000".into(),
            measure: "改造 12 公里\n入户 300 户".into(),
            limit_words: if n.is_multiple_of(2) { "12月底前".into() } else { String::new() },
            start_day: day("2026-02-10"),
            due_day: if n % 5 == 4 { None } else { Some(day("2026-12-31")) },
            schedule: [None, Some("monthly:25".into()), Some("weekly".into())][n % 3].clone(),
            rule_set: if n % 4 == 3 { "yinchuan-2025" } else { "generic" }.into(),
        }
    }

    fn fill(&self, terms: Vec<Terms>) -> Vec<Id> {
        let all: Vec<_> = terms
            .into_iter()
            .map(|terms| Registration {
                terms,
                sources: vec![Source {
                    document: None,
                    span: (0, 0),
                    words: String::new(),
                    cited: "区政府常务会议纪要〔2026〕3号".into(),
                }],
                number: None,
            })
            .collect();
        let made = self.act(&acting(Role::Supervision, "2026-02-10"), move |a| commands::register(a, &all));
        made.unwrap().iter().map(|one| one.id).collect()
    }
}

fn sorted(city: &City) -> Vec<Terms> {
    let mut terms: Vec<Terms> = city.entries().into_iter().map(|e| e.commitment.version.terms).collect();
    terms.sort_by(|a, b| a.statement.cmp(&b.statement));
    terms
}

#[test]
fn what_is_printed_reads_back_into_an_empty_city_as_the_same_terms() {
    both(MIGRATIONS, |t| {
        let city = City::new(&t.db);
        let ids = city.fill((0..12).map(|n| city.terms(n)).collect());
        let (first, unit) = (ids[0], city.units[0]);
        city.act(&acting(Role::Supervision, "2026-02-11"), move |a| commands::issue(a, first)).unwrap();
        let handler = acting_for(Role::UnitHandler, unit, "2026-02-12");
        city.act(&handler, move |a| commands::sign_for(a, first)).unwrap();
        let input = ReportInput {
            claimed: "66.5%".parse().unwrap(),
            progress_text: "=已完成主管".into(),
            problems: "资金".into(),
            next_step: "加快".into(),
        };
        city.act(&handler, move |a| commands::report(a, first, &input)).unwrap();
        for lang in Lang::ALL {
            for bytes in [city.printed(lang, export_xlsx), city.printed(lang, export_csv)] {
                let bytes = bytes.unwrap();
                let empty = sqlite(MIGRATIONS);
                let other = City::new(&empty.db);
                let dry = other.import(&bytes, true).unwrap();
                assert_eq!((dry.accepted, dry.faulty, dry.duplicates), (12, 0, 0), "{:#?}", dry.rows);
                assert!(other.entries().is_empty(), "a dry run writes nothing");
                let done = other.import(&bytes, false).unwrap();
                assert!(done.applied && dry.unknown_heads.is_empty(), "{:?}", dry.unknown_heads);
                // Both cities were made alike, but their identifiers differ.
                let same = |mut terms: Terms| {
                    let place = |ids: &[Id], id: Id| ids.iter().position(|known| *known == id).unwrap();
                    terms.lead_unit = city.units[place(&other.units, terms.lead_unit)];
                    terms.line = city.lines[place(&other.lines, terms.line)];
                    terms.cooperating =
                        terms.cooperating.iter().map(|u| city.units[place(&other.units, *u)]).collect();
                    terms
                };
                let back: Vec<Terms> = sorted(&other).into_iter().map(same).collect();
                assert_eq!(back, sorted(&city), "{lang:?}");
                let reported = other.entries().into_iter().find(|e| e.progress == "=已完成主管").unwrap();
                let version = &reported.commitment.version;
                assert_eq!((version.state, version.verified), (State::Reported, None));
                assert_eq!(version.claimed, Some(Progress(6650)));
                assert_eq!(reported.source, "区政府常务会议纪要〔2026〕3号");
                let again = other.import(&bytes, false).unwrap();
                assert_eq!((again.accepted, again.duplicates), (0, 12), "reading in twice changes nothing");
            }
        }
    });
}

#[test]
fn an_office_ledger_with_merged_cells_groups_and_faults_is_accounted_for_line_by_line() {
    both(MIGRATIONS, |t| {
        let city = City::new(&t.db);
        let done = city.import(&office_workbook(), false).unwrap();
        let fates: Vec<(usize, Fate)> = done.rows.iter().map(|row| (row.line, row.fate)).collect();
        use Fate::{Accepted, Duplicate, Faulty, Group, Other};
        assert_eq!(
            fates,
            [
                (5, Group),
                (6, Accepted),
                (7, Accepted),
                (8, Faulty),
                (9, Faulty),
                (10, Faulty),
                (11, Duplicate),
                (12, Group),
                (13, Accepted),
                (14, Accepted),
                (15, Faulty),
                (16, Other),
                (17, Other)
            ],
            "{:#?}",
            done.rows
        );
        let faults = |line: usize| -> Vec<(String, String)> {
            let row = done.rows.iter().find(|row| row.line == line).unwrap();
            row.faults.iter().map(|f| (f.cell.clone(), f.message.key.to_string())).collect()
        };
        let said = |cell: &str, key: &str| vec![(cell.to_owned(), key.to_owned())];
        assert_eq!(faults(8), said("C8", "ledger-unit-unknown"));
        assert_eq!(faults(9), said("E9", "ledger-date-impossible"));
        assert_eq!(faults(10), said("10", "ledger-lead-missing"));
        assert_eq!(faults(11), said("B11", "ledger-duplicate-row"));
        assert_eq!(faults(15), said("15", "commitment-statement-missing"));
        for row in &done.rows {
            for fault in &row.faults {
                for lang in Lang::ALL {
                    assert!(!city.words.msg(lang, &fault.message).contains('⟦'), "{fault:?}");
                }
            }
        }
        let entries = city.entries();
        let of = |words: &str| {
            entries.iter().find(|e| e.commitment.version.terms.statement.contains(words)).unwrap()
        };
        let gas = &of("排查").commitment.version;
        assert_eq!((gas.terms.due_day, gas.terms.limit_words.as_str()), (Some(day("2026-06-30")), "6月底前"));
        assert_eq!((gas.state, gas.claimed, gas.verified), (State::Reported, Some(Progress(5000)), None));
        assert_eq!((gas.terms.line, gas.terms.cooperating.len()), (city.lines[0], 2));
        let filled = &of("复查").commitment.version;
        assert_eq!(filled.terms.lead_unit, city.units[0], "a merged cell stands for all its rows");
        assert_eq!((filled.state, filled.terms.due_day), (State::Registered, Some(day("2026-09-30"))));
        let finished = &of("救助").commitment.version;
        assert_eq!((finished.state, finished.claimed), (State::Submitted, Some(Progress::FULL)));
        assert_eq!((finished.verified, finished.closed_at), (None, None), "no import closes or verifies");
        let standing = &of("走访").commitment.version;
        assert_eq!((standing.terms.kind, standing.terms.due_day), (Kind::Standing, None));
        assert_eq!(standing.terms.line, city.lines[1]);
        assert!(serde_json::to_string(&done).unwrap().contains("\"fate\":\"faulty\""));
    });
}

/// A ledger as offices keep them: title, note, two rows of heads, groups, tall merged cells, a total, a note.
pub(super) fn office_workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("空").unwrap();
    let sheet = book.add_worksheet();
    let (plain, date) = (Format::new(), Format::new().set_num_format("yyyy-mm-dd"));
    sheet.merge_range(0, 0, 0, 6, "某区2026年重点工作台账", &plain).unwrap();
    sheet.write(1, 0, "截至2026年6月").unwrap();
    for (column, head) in [(0, "序号"), (1, "工作任务"), (4, "完成时限"), (5, "进展情况"), (6, "完成率")]
    {
        sheet.merge_range(2, column, 3, column, head, &plain).unwrap();
    }
    sheet.merge_range(2, 2, 2, 3, "责任分工", &plain).unwrap();
    sheet.write(3, 2, "牵头单位").unwrap();
    sheet.write(3, 3, "配合单位").unwrap();
    sheet.merge_range(4, 0, 4, 6, "一、安全发展 6项", &plain).unwrap();
    let rows: [(u32, &str, &str, &str, &str, &str); 9] = [
        (5, "排查燃气管网", "区应急管理局", "区民政局、区住房和建设委员会", "6月底前", "已排查一半"),
        (6, "复查燃气隐患", "", "", "三季度", ""),
        (7, "整改消防通道", "区消防大队", "", "2026年9月", ""),
        (8, "更换阀门", "区应急管理局", "", "6月31日前", ""),
        (9, "培训安全员", "", "", "年底", ""),
        (10, "排查 燃气管网", "区应急管理局", "", "6月底前", ""),
        (12, "救助临时困难家庭", "区民政局", "", "", "全部落实"),
        (13, "走访困难群众", "区民政局", "", "长期", ""),
        (14, "", "区民政局", "", "", ""),
    ];
    for (row, statement, lead, cooperating, due, progress) in rows {
        sheet.write(row, 0, row - 4).unwrap();
        for (column, text) in [(1, statement), (2, lead), (3, cooperating), (4, due), (5, progress)] {
            if !text.is_empty() {
                sheet.write(row, column, text).unwrap();
            }
        }
    }
    sheet.merge_range(5, 2, 6, 2, "区应急管理局", &plain).unwrap();
    sheet.write_with_format(12, 4, 46_203, &date).unwrap();
    sheet.write(5, 6, 0.5).unwrap();
    sheet.write(12, 6, "已完成").unwrap();
    sheet.merge_range(11, 0, 11, 6, "二、困难群体帮扶（3项）", &plain).unwrap();
    sheet.write(15, 0, "合计").unwrap();
    sheet.write(15, 2, 9).unwrap();
    sheet.write(16, 0, "注：本表由各单位填报。").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn nothing_people_wrote_is_ever_a_formula() {
    both(MIGRATIONS, |t| {
        let city = City::new(&t.db);
        let evil = [
            "=HYPERLINK(\"http://x\",\"y\")",
            "+1+cmd|' /C calc'!A0",
            "-2+3",
            "@SUM(A1)",
            "<script>alert(1)</script>",
        ];
        let control = "甲\u{1}乙\u{8}丙\u{b}丁";
        let terms = evil.iter().chain([&control]).enumerate().map(|(n, text)| Terms {
            statement: (*text).into(),
            leader: (*text).into(),
            measure: "长".repeat(40_000),
            ..city.terms(n)
        });
        city.fill(terms.collect());
        let bytes = city.printed(Lang::Zh, export_xlsx).unwrap();
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(&bytes[..])).unwrap();
        let formulas = book.worksheet_formula("台账").unwrap();
        assert!(formulas.used_cells().all(|(_, _, formula)| formula.is_empty()), "no cell is a formula");
        let range = book.worksheet_range("台账").unwrap();
        let texts: Vec<String> = range
            .used_cells()
            .filter_map(|(_, _, cell)| match cell {
                Data::String(text) => Some(text.clone()),
                _ => None,
            })
            .collect();
        for text in evil {
            assert!(texts.iter().any(|cell| cell == text), "{text} stays as it was written");
        }
        assert!(texts.iter().all(|text| text.chars().count() <= 32_767));
        assert!(texts.iter().any(|text| text == "甲乙丙丁"), "control characters go");
        let csv = String::from_utf8(city.printed(Lang::Zh, export_csv).unwrap()).unwrap();
        assert!(csv.starts_with('\u{feff}'));
        for cell in csv.split([',', '\n']).map(|cell| cell.trim_start_matches('"')) {
            assert!(!cell.starts_with(['=', '+', '@']), "{}", cell.chars().take(40).collect::<String>());
        }
    });
}

#[test]
fn hostile_and_broken_files_are_refused_by_name_and_change_nothing() {
    let t = sqlite(MIGRATIONS);
    let city = City::new(&t.db);
    let workbook = office_workbook();
    let mut encrypted = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    encrypted.resize(2048, 0);
    encrypted.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    let long = format!("工作任务,牵头单位\n{},区民政局\n", "长".repeat(32_000));
    let many = format!("工作任务,牵头单位\n{}", "甲,区民政局\n".repeat(100_001));
    for (name, bytes, key) in [
        ("empty", &b""[..], "table-empty"),
        ("cut off", &workbook[..workbook.len() / 2], "table-damaged"),
        ("only its beginning", &workbook[..30], "table-damaged"),
        ("with a password", &encrypted[..], "table-encrypted"),
        ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "table-not-a-table"),
        ("too long a cell", long.as_bytes(), "table-cell-long"),
        ("too many rows", many.as_bytes(), "table-rows-many"),
        ("no ledger", "姓名,电话\n张示例,1\n".as_bytes(), "ledger-no-heads"),
        ("nothing in it", "工作任务,牵头单位\n合计,\n".as_bytes(), "ledger-no-matters"),
    ] {
        let failure: Failure = city.import(bytes, false).unwrap_err();
        // A picture may fail as a table or by its encoding; both say that it is none.
        let fine =
            failure.message.key == key || (name == "a picture" && failure.message.key == "table-encoding");
        assert!(fine, "{name}: {failure}");
    }
    assert!(city.entries().is_empty());
    let forbidden = acting_for(Role::UnitHandler, city.units[0], "2026-11-22");
    let words = city.words.clone();
    let refused = city.act(&forbidden, move |a| import(a, &words, &office_workbook(), &options(), true));
    assert_eq!(refused.unwrap_err().kind, qipan_kernel::FailureKind::Forbidden);
    // Hostile texts are only texts.
    let text = "工作任务,牵头单位,工作线\n'=HYPERLINK(1),区民政局,安全发展\n<script>alert(1)</script>,区民政局,安全发展\n";
    let done = city.import(text.as_bytes(), false).unwrap();
    assert_eq!((done.accepted, done.rows[0].statement.as_str()), (2, "=HYPERLINK(1)"));
}

#[test]
fn the_workbook_prints_as_offices_print() {
    let t = sqlite(MIGRATIONS);
    let city = City::new(&t.db);
    city.fill((0..5).map(|n| city.terms(n)).collect());
    let bytes = city.printed(Lang::Zh, export_xlsx).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(&bytes[..])).unwrap();
    let range = book.worksheet_range("台账").unwrap();
    let at = |row, column| range.get_value((row, column)).map(ToString::to_string).unwrap_or_default();
    assert_eq!((at(0, 0).as_str(), at(1, 0).as_str()), ("重点工作督办台账", "截至 2026年11月22日"));
    assert!(at(4, 0).starts_with("一、安全发展　3项（"), "{}", at(4, 0));
    assert_eq!(
        (at(2, 11).as_str(), at(3, 11).as_str(), at(2, 5).as_str()),
        ("时限", "起算日", "目标/具体措施")
    );
    let merged = book.merge_cells_by_sheet_name("台账").unwrap();
    let has = |from: (u32, u32), to: (u32, u32)| merged.iter().any(|m| m.start == from && m.end == to);
    let limit = Column::SHEET.iter().position(|c| *c == Column::Start).unwrap() as u32;
    assert!(has((2, limit), (2, limit + 4)), "the head 时限 spans its columns");
    assert!(has((2, 0), (3, 0)), "a head of its own spans both rows");
}

#[test]
fn numbers_that_come_with_a_ledger_are_not_given_again_and_closed_tasks_come_again() {
    both(MIGRATIONS, |t| {
        let city = City::new(&t.db);
        let head = "编号,工作任务,牵头单位,专项,完成时限\n";
        let first = format!(
            "{head}2026-0001,慰问,区民政局,困难群体帮扶,2026-01-31\n2026-0007,走访,区民政局,困难群体帮扶,年底\n,救助,区民政局,困难群体帮扶,年底\n"
        );
        let done = city.import(first.as_bytes(), false).unwrap();
        let numbers: Vec<_> = done.rows.iter().filter_map(|row| row.number.as_deref()).collect();
        assert_eq!(numbers, ["2026-0001", "2026-0007", "2026-0008"]);
        let gift = done.rows[0].id.unwrap();
        city.act(&office(), move |a| commands::withdraw(a, gift, "并入")).unwrap();
        let again = format!(
            "{head}2026-0007,入户,区民政局,困难群体帮扶,\n,慰问,区民政局,困难群体帮扶,2026-12-31\n,走访,区民政局,困难群体帮扶,2027年\n"
        );
        let again = city.import(again.as_bytes(), true).unwrap();
        let fates: Vec<Fate> = again.rows.iter().map(|row| row.fate).collect();
        assert_eq!(
            fates,
            [Fate::Duplicate, Fate::Accepted, Fate::Duplicate],
            "a number in use, withdrawn, open"
        );
    });
}

#[test]
fn a_small_file_that_unpacks_without_end_is_refused() {
    let t = sqlite(MIGRATIONS);
    let city = City::new(&t.db);
    // A part of more than 256 megabytes of nothing, in a file of some hundred kilobytes.
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let fast = zip::write::SimpleFileOptions::default().compression_level(Some(1));
    archive.start_file("xl/worksheets/sheet1.xml", fast).unwrap();
    let nothing = vec![0; 1024 * 1024];
    for _ in 0..257 {
        std::io::Write::write_all(&mut archive, &nothing).unwrap();
    }
    let bytes = archive.finish().unwrap().into_inner();
    assert!(bytes.len() < 4 * 1024 * 1024, "{}", bytes.len());
    let failure = city.import(&bytes, true).unwrap_err();
    assert_eq!(failure.message.key, "table-unpacked-large");
}

#[test]
fn a_ledger_from_chinese_windows_is_read() {
    let t = sqlite(MIGRATIONS);
    let city = City::new(&t.db);
    // “任务,牵头,专项 / 甲,区民政局,安全发展” in GB 18030.
    let bytes =
        [
            &[
                0xc8, 0xce, 0xce, 0xf1, b',', 0xc7, 0xa3, 0xcd, 0xb7, b',', 0xd7, 0xa8, 0xcf, 0xee, b'\r',
                b'\n',
            ][..],
            &[0xbc, 0xd7, b',', 0xc7, 0xf8, 0xc3, 0xf1, 0xd5, 0xfe, 0xbe, 0xd6, b','][..],
            &[0xb0, 0xb2, 0xc8, 0xab, 0xb7, 0xa2, 0xd5, 0xb9, b'\r', b'\n'][..],
        ]
        .concat();
    let done = city.import(&bytes, false).unwrap();
    assert_eq!((done.accepted, done.rows[0].statement.as_str()), (1, "甲"), "{:?}", done.rows);
}

/// How long a ledger takes; in an unoptimised build with a few of the rows.
#[test]
fn twenty_thousand_rows_print_within_three_seconds() {
    let t = sqlite(MIGRATIONS);
    let city = City::new(&t.db);
    let count = if cfg!(debug_assertions) { 500 } else { 20_000 };
    city.fill((0..count).map(|n| city.terms(n)).collect());
    let start = std::time::Instant::now();
    let workbook = city.printed(Lang::Zh, export_xlsx).unwrap();
    let took = start.elapsed();
    println!("{count} rows: XLSX {took:?}, {} bytes", workbook.len());
    let start = std::time::Instant::now();
    let csv = city.printed(Lang::Zh, export_csv).unwrap();
    println!("{count} rows: CSV {:?}, {} bytes", start.elapsed(), csv.len());
    assert!(took.as_secs() < 3, "{took:?}");
    let rows = count.min(9_900);
    let mut table = String::from("工作任务,牵头单位,专项,完成时限,完成率\n");
    for n in 0..rows {
        table.push_str(&format!("巡查第{n}号楼消防通道,区应急管理局,安全发展,12月底前,{}%\n", n % 100));
    }
    for dry in [true, false] {
        let start = std::time::Instant::now();
        let done = city.import(table.as_bytes(), dry).unwrap();
        println!("{rows} rows in (dry: {dry}): {:?}", start.elapsed());
        assert_eq!(done.accepted, rows);
    }
}

#[test]
fn a_formula_error_is_a_fault_of_its_cell_and_not_of_the_file() {
    both(MIGRATIONS, |t| {
        let city = City::new(&t.db);
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (row, cells) in [
            ["工作任务", "牵头单位", "工作线", "完成时限", "天气"],
            ["排查燃气管网", "区民政局", "安全发展", "2026年12月底前", "晴"],
            ["修订应急预案", "", "安全发展", "2026年12月底前", ""],
            ["更新台账", "区民政局", "安全发展", "2026年12月底前", ""],
        ]
        .into_iter()
        .enumerate()
        {
            for (column, text) in cells.into_iter().enumerate() {
                sheet.write_string(row as u32, column as u16, text).unwrap();
            }
        }
        let error = |formula: &str, text: &str| rust_xlsxwriter::Formula::new(formula).set_result(text);
        sheet.write_formula(2, 1, error("=#REF!", "#REF!")).unwrap();
        // An error in a column that is not read is nobody's fault.
        sheet.write_formula(3, 4, error("=1/0", "#DIV/0!")).unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let dry = city.import(&bytes, true).unwrap();
        assert_eq!((dry.accepted, dry.faulty), (2, 1), "{:?}", dry.rows);
        let faults: Vec<_> = dry.rows.iter().flat_map(|row| &row.faults).collect();
        assert_eq!(faults.len(), 1, "said once: {faults:?}");
        assert_eq!((faults[0].cell.as_str(), faults[0].message.key.as_ref()), ("B3", "ledger-cell-error"));
        assert_eq!(city.import(&bytes, false).unwrap().accepted, 2);
    });
}

#[test]
fn a_ledger_of_many_years_is_read_whole() {
    let mut text = "工作任务,牵头单位,工作线\n".to_owned();
    for n in 0..99_999 {
        text.push_str(&format!("第{n}批整治,区民政局,安全发展\n"));
    }
    assert_eq!(super::reading::read(text.as_bytes()).unwrap().rows.len(), 99_999);
    text.push_str("再一批,区民政局,安全发展\n");
    let refused = super::reading::read(text.as_bytes()).unwrap_err();
    assert_eq!(refused.message.key, "table-rows-many");
}
