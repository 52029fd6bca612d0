//! Tables out and in again, on both engines: what was exported changes nothing; what offices send is read as they write it.

#[path = "../city/mod.rs"]
mod city;
mod money;
mod problems;

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use city::{City, MIGRATIONS, WAN, office};
use qipan_accounts::units::Units;
use qipan_kernel::{Context, Failure, Fen, Id, Outcome, Role};
use qipan_projects::book::model::{Class, Stage};
use qipan_projects::tables::columns::TableKind;
use qipan_projects::tables::commands::{self, File, Imported};
use qipan_projects::tables::export::{self, Form};
use qipan_projects::tables::model::{At, Choice, Held};
use qipan_projects::tables::plan::{Options, RowReport};
use qipan_projects::tables::values::Names;
use qipan_projects::{invest, nodes};
use qipan_testkit::{acting, acting_for, both, sqlite};
use qipan_web::Lang;
use rust_xlsxwriter::{Format, Workbook};

/// What goes out and in.
trait Tables {
    fn held(&self, kind: TableKind, at: At) -> Vec<Held>;
    fn exported(&self, kind: TableKind, lang: Lang, form: Form) -> Vec<u8>;
    fn look(&self, context: &Context, bytes: &[u8], options: &Options) -> Outcome<Imported>;
    fn apply(&self, context: &Context, bytes: &[u8], options: &Options) -> Outcome<Imported>;
    fn done(&self, id: Id) -> Vec<(u32, u32, Option<i64>)>;
    fn project(&self, id: Id) -> qipan_projects::book::model::Project;
}

impl Tables for City {
    fn held(&self, kind: TableKind, at: At) -> Vec<Held> {
        self.db.read_now(|tx| export::held(tx, kind, at, None)).unwrap()
    }

    fn exported(&self, kind: TableKind, lang: Lang, form: Form) -> Vec<u8> {
        let at = At::of(kind, 2026, 10, 2);
        let units = self.db.read_now(Units::load).unwrap();
        let names = Names { words: &self.words, lang, units: &units };
        export::file(kind, at, &self.held(kind, at), &names, form).unwrap()
    }

    fn look(&self, context: &Context, bytes: &[u8], options: &Options) -> Outcome<Imported> {
        let tables = commands::tables(bytes, options)?;
        self.db.read_now(|tx| {
            commands::dry_run(
                tx,
                context,
                (&self.words, Lang::Zh),
                &File { tables: &tables, digest: "d" },
                options,
            )
        })
    }

    fn apply(&self, context: &Context, bytes: &[u8], options: &Options) -> Outcome<Imported> {
        let (tables, words, options) =
            (commands::tables(bytes, options)?, self.words.clone(), options.clone());
        self.act(context, move |acting| {
            commands::apply(acting, (&words, Lang::Zh), &File { tables: &tables, digest: "d" }, &options)
        })
    }

    fn done(&self, id: Id) -> Vec<(u32, u32, Option<i64>)> {
        let all = self.db.read_now(|tx| invest::store::of_project(tx, id)).unwrap();
        all.iter().map(|entry| (entry.month, entry.part, entry.done.map(|fen| fen.0))).collect()
    }

    fn project(&self, id: Id) -> qipan_projects::book::model::Project {
        self.db.read_now(|tx| qipan_projects::book::store::find(tx, id)).unwrap().unwrap()
    }
}

/// The remarks of a file by cell and key.
fn faults(found: &Imported) -> Vec<(String, String)> {
    let all = found.rows.iter().flat_map(|row| &row.faults);
    all.map(|fault| (fault.cell.clone(), fault.message.key.to_string())).collect()
}

#[test]
fn what_was_exported_changes_nothing() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        city.fill();
        for kind in TableKind::ALL.iter().filter(|kind| !matches!(kind, TableKind::Site | TableKind::Permits))
        {
            for (lang, form) in
                [(Lang::Zh, Form::Xlsx), (Lang::Zh, Form::Csv), (Lang::En, Form::Xlsx), (Lang::En, Form::Csv)]
            {
                let bytes = city.exported(*kind, lang, form);
                if city.held(*kind, At::of(*kind, 2026, 10, 2)).is_empty() {
                    assert!(
                        matches!(kind, TableKind::FiveYear | TableKind::Participants),
                        "{}",
                        kind.as_str()
                    );
                    continue;
                }
                let here = format!("{} {lang:?} {form:?}", kind.as_str());
                let found = city
                    .look(&office(), &bytes, &Options::default())
                    .unwrap_or_else(|e| panic!("{here}: {e}"));
                assert_eq!(found.kind, *kind, "{here}");
                assert_eq!(
                    (found.year, found.month),
                    (2026, if kind.of_month() { 10 } else { found.month }),
                    "{here}"
                );
                assert_eq!(found.unknown_heads, Vec::<String>::new(), "{here}");
                assert_eq!(faults(&found), [], "{here}");
                assert_eq!(found.sums, [], "{here}");
                let changes: Vec<_> = found.rows.iter().flat_map(|row| &row.changes).collect();
                assert!(changes.is_empty(), "{here}: {changes:?}");
                assert!(found.same > 0 && found.new + found.ask + found.changed == 0, "{here}: {found:?}");
            }
        }
    });
}

const MONTHLY: &str = "某区2026年11月重点项目月报表,,,,,,,,,\n,,,,,,,,,计量单位：万元\n\
    序号,项目名称,总投资,开工至上一年度底累计完成投资,年计划投资,实际完成情况,,,建设单位及责任人,挂点领导\n\
    ,,,,,1–11月完成投资,占年计划%,1–11月形象进度,,\n";

#[test]
fn a_month_is_entered_by_its_table() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let ids = city.fill();
        let file = format!(
            "{MONTHLY},合计 3项,\"40,000.25\",\"3,000\",\"6,100\",\"1,800\",29.5,,,\n\
             一、交通 2项,,,,,,,,,\n\
             1,★示例快速路,\"20,000.12\",\"3,000\",\"6,000\",\"1,800\",30,路面摊铺,示例建设公司/王示例,周示例\n\
             2,其中：示例快速路一期,\"5,000\",,\"2,000\",210,10.5,,,\n\
             二、制造业 1项,,,,,,,,,\n\
             3,=示例整车厂,\"20,000.12\",,100,,,,,\n"
        );
        let found = city.look(&office(), file.as_bytes(), &Options::default()).unwrap();
        assert_eq!((found.year, found.month), (2026, 11));
        assert_eq!(
            (found.changed, found.same, found.new, found.ask, found.faulty),
            (1, 2, 0, 0, 0),
            "{found:?}"
        );
        let changes: Vec<_> = found.rows.iter().flat_map(|row| &row.changes).collect();
        assert_eq!(changes.len(), 2);
        assert_eq!(
            (changes[1].cell.as_str(), changes[1].head.as_str()),
            ("F7", "实际完成情况/1–11月完成投资")
        );
        assert_eq!((changes[1].was.as_str(), changes[1].becomes.as_str()), ("1,320.00", "1,800.00"));
        // 1 800 / 6 100 is 29.508…: right; of one part the month stands as before, and that is said.
        assert_eq!(found.sums, []);
        let notes: Vec<_> =
            found.rows.iter().flat_map(|row| &row.notes).map(|note| note.message.key.as_ref()).collect();
        assert_eq!(notes, ["table-cumulative-same"]);
        // Looking changes nothing.
        assert!(city.done(ids[0]).iter().all(|(month, ..)| *month < 11));

        let found = city.apply(&office(), file.as_bytes(), &Options::default()).unwrap();
        assert!(found.applied);
        let november = city.done(ids[0]).into_iter().find(|(month, ..)| *month == 11);
        assert_eq!(november, Some((11, 0, Some(1_800 * WAN - 1_320 * WAN - 7))));
        assert_eq!(city.done(ids[1]).len(), 3);
        // The same file once more.
        let again = city.apply(&office(), file.as_bytes(), &Options::default()).unwrap();
        assert_eq!((again.changed, again.same), (0, 3));
        // A person may say that nothing was invested.
        let zeros = Options { zeros: true, ..Options::default() };
        city.apply(&office(), file.as_bytes(), &zeros).unwrap();
        assert!(city.done(ids[1]).contains(&(11, 0, Some(0))));

        let entries =
            test.db.read_now(|tx| qipan_store::journal::of_subject(tx, "project", ids[0], 1)).unwrap();
        assert_eq!(entries[0].act, "project.import");
        assert!(entries[0].body.contains("1,800.00"));
        let verdict = test.db.read_now(|tx| qipan_store::journal_verify::verify(tx, |_| {})).unwrap();
        assert!(verdict.sound());
    });
}

#[test]
fn published_truncations_are_tolerated_and_wrong_sums_are_not() {
    let test = sqlite(MIGRATIONS);
    let city = City::new(&test.db);
    city.fill();
    // 1 800 of 6 000 is 30; 129 of 270 would be 47.8. Here 1 799.9 of 6 000 is 29.998: printed as 29.9 it is cut off.
    let file = |total: &str, share: &str| {
        format!("{MONTHLY},合计,,,,{total},,,,\n1,示例快速路,,,\"6,000\",\"1,799.9\",{share},,,\n")
    };
    let look = |text: String| city.look(&office(), text.as_bytes(), &Options::default()).unwrap();
    let found = look(file("\"1,799.90\"", "29.9"));
    assert_eq!((found.sums.len(), found.faulty, found.changed), (0, 0, 1));
    let note = found.rows.iter().flat_map(|row| &row.notes).next().unwrap();
    assert_eq!((note.cell.as_str(), note.message.key.as_ref()), ("G6", "table-share-cut"));
    let found = look(file("\"1,800\"", "28.0"));
    let sums: Vec<_> = found.sums.iter().map(|sum| (sum.cell.as_str(), sum.message.key.as_ref())).collect();
    assert_eq!(sums, [("G6", "table-share-other"), ("F5", "table-sum-other")]);
    // Nothing is written until a person has looked at them.
    let wrong = file("\"1,800\"", "28.0");
    let refused = city.apply(&office(), wrong.as_bytes(), &Options::default()).unwrap_err();
    assert_eq!(refused.message.key, "table-blocked-sums");
    let accept = Options { accept_sums: true, ..Options::default() };
    assert_eq!(city.apply(&office(), wrong.as_bytes(), &accept).unwrap().changed, 1);
}

#[test]
fn faults_stand_at_their_cells_and_keep_the_whole_file_out() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let ids = city.fill();
        let file = format!(
            "{MONTHLY}1,示例快速路,\"20,000.12\",\"3,000\",\"6,000\",约1800,,,,\n\
             2,示例快速路一期,\"5,000\",,\"2,000\",100,,,,\n\
             3,=示例整车厂,\"20,000.12\",,100,99999,,,,\n\
             4,示例快速路,,,,1,,,,\n,,,,,5,,,,\n"
        );
        let found = city.look(&office(), file.as_bytes(), &Options::default()).unwrap();
        let expected = [
            ("F5", "table-no-amount"),
            ("F6", "table-cumulative-less"),
            ("F7", "invest-beyond-total"),
            ("B8", "table-twice"),
            ("B9", "table-name-missing"),
        ];
        let expected: Vec<_> = expected.map(|(cell, key)| (cell.to_owned(), key.to_owned())).into();
        assert_eq!(faults(&found), expected);
        let refused = city.apply(&office(), file.as_bytes(), &Options::default()).unwrap_err();
        assert_eq!(refused.message.key, "table-blocked-faulty");
        assert!(city.done(ids[0]).iter().all(|(month, ..)| *month < 11));
    });
}

#[test]
fn unknown_names_are_offered_and_entered_only_when_chosen() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let ids = city.fill();
        let file = format!(
            "{MONTHLY}1,示例快速道路,,,,\"1,800\",,,,\n2,全新示例桥,\"8,000\",,500,,,,示例桥梁公司,郑示例\n"
        );
        let look = |options: &Options| city.look(&office(), file.as_bytes(), options).unwrap();
        let found = look(&Options::default());
        assert_eq!((found.ask, found.changed, found.new), (2, 0, 0));
        assert_eq!(found.rows[0].near.first().map(|(id, _)| *id), Some(ids[0]));
        assert_eq!(found.rows[1].near, []);
        let refused = city.apply(&office(), file.as_bytes(), &Options::default()).unwrap_err();
        assert_eq!(refused.message.key, "table-blocked-ask");

        let mut options = Options { create: true, industry: "交通".into(), ..Options::default() };
        options.choices.insert("1!5".into(), Choice::Project(ids[0]));
        let keys: Vec<_> = faults(&look(&options)).into_iter().map(|(_, key)| key).collect();
        assert_eq!(keys, ["table-new-unit", "table-new-line"]);
        options.lead_unit = Some(city.units[0]);
        options.line = Some(city.line);
        let done = city.apply(&office(), file.as_bytes(), &options).unwrap();
        assert_eq!((done.changed, done.new), (1, 1));
        let new = city.project(done.rows[1].project.unwrap());
        assert_eq!(
            (new.data.name.as_str(), new.data.total, new.stage),
            ("全新示例桥", Fen(8_000 * WAN), Stage::Conceived)
        );
        assert_eq!((new.data.owner.as_str(), new.data.leader.as_str()), ("示例桥梁公司", "郑示例"));
    });
}

#[test]
fn data_and_plans_change_with_a_reason_and_only_by_the_office() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let ids = city.fill();
        let file = format!("{MONTHLY}1,示例快速路,\"21,000\",,\"6,500\",\"1,900\",,,示例路桥公司/李示例,\n");
        let refused = city.apply(&office(), file.as_bytes(), &Options::default()).unwrap_err();
        assert_eq!(
            (refused.message.key.as_ref(), refused.field.as_deref()),
            ("project-reason-missing", Some("reason"))
        );
        // People of a unit enter months, and see only what is theirs.
        let unit = acting_for(Role::UnitHandler, city.units[0], "2026-11-30");
        let found = city.look(&unit, file.as_bytes(), &Options::default()).unwrap();
        assert!(faults(&found).iter().all(|(_, key)| key == "table-manage-only"));
        assert_eq!(faults(&found).len(), 4);
        let month = format!("{MONTHLY}1,示例快速路,,,,\"1,900\",,,,\n2,=示例整车厂,,,,5,,,,\n");
        let found = city.look(&unit, month.as_bytes(), &Options::default()).unwrap();
        assert_eq!((found.changed, found.ask), (1, 1), "another unit's project does not exist for them");
        let other = acting(Role::CityLeader, "2026-11-30");
        assert_eq!(
            city.look(&other, month.as_bytes(), &Options::default()).unwrap_err(),
            Failure::forbidden()
        );

        let options = Options { reason: "年中调整".into(), ..Options::default() };
        city.apply(&office(), file.as_bytes(), &options).unwrap();
        let project = city.project(ids[0]);
        assert_eq!(project.data.total, Fen(21_000 * WAN));
        assert_eq!((project.data.owner.as_str(), project.data.liaison.as_str()), ("示例路桥公司", "李示例"));
        let years = test.db.read_now(|tx| qipan_projects::book::store::years(tx, ids[0])).unwrap();
        assert_eq!((years[0].plan, years[0].listed_why.as_str()), (Fen(6_500 * WAN), "年中调整"));
        assert_eq!(years[0].class, Class::New);
    });
}

#[test]
fn a_table_corrects_what_was_entered_with_a_reason() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let ids = city.fill();
        let unit = acting_for(Role::UnitHandler, city.units[0], "2026-11-30");
        let stands = |id| {
            test.db
                .read_now(move |tx| {
                    Ok((
                        qipan_projects::invest::store::of_project(tx, id)?,
                        qipan_projects::invest::store::corrections(tx, id)?,
                    ))
                })
                .unwrap()
        };
        // October stands at 470; the table's cumulative amount makes it 600.
        let file = format!("{MONTHLY}1,示例快速路,,,,\"1,450\",,,,\n").replace("11月", "10月");
        let options = Options { month: Some(10), ..Options::default() };
        let look = city.look(&unit, file.as_bytes(), &options).unwrap();
        let keys: Vec<_> =
            look.rows.iter().flat_map(|row| &row.notes).map(|note| note.message.key.as_ref()).collect();
        assert_eq!(keys, ["table-correction-needed"]);
        let refused = city.apply(&unit, file.as_bytes(), &options).unwrap_err();
        assert_eq!(
            (refused.message.key.as_ref(), refused.field.as_deref()),
            ("project-reason-missing", Some("reason"))
        );
        let before = stands(ids[0]);
        assert_eq!(before.1, []);
        let options = Options { reason: "补报10月下旬".into(), ..options };
        city.apply(&unit, file.as_bytes(), &options).unwrap();
        let (entries, corrections) = stands(ids[0]);
        let now = entries.iter().find(|entry| entry.month == 10).unwrap().done.unwrap();
        assert_eq!(corrections.len(), 1);
        let one = &corrections[0];
        assert_eq!((one.year, one.month, one.part, one.done), (2026, 10, 0, Some((Fen(470 * WAN), now))));
        assert_eq!((one.why.as_str(), one.planned, one.image.clone()), ("补报10月下旬", None, None));
        // A second time it says what stands.
        assert_eq!(city.look(&unit, file.as_bytes(), &options).unwrap().changed, 0);
    });
}

/// A workbook as an office makes it: title and unit over merged cells, heads in two merged rows, 亿元, dates of the
/// spreadsheet, an error in a cell.
fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    sheet.set_name("11月").unwrap();
    sheet.merge_range(0, 0, 0, 9, "2026年度目标及形象进度完成情况汇总表（11月）", &plain).unwrap();
    sheet.merge_range(1, 5, 1, 9, "单位：亿元", &plain).unwrap();
    for (column, head) in ["序号", "项目名称", "总投资"].iter().enumerate() {
        sheet.merge_range(2, column as u16, 3, column as u16, head, &plain).unwrap();
    }
    sheet.merge_range(2, 3, 2, 5, "完成情况", &plain).unwrap();
    for (column, head) in ["11月完成", "1-11月累计", "占年%"].iter().enumerate() {
        sheet.write(3, 3 + column as u16, *head).unwrap();
    }
    sheet.merge_range(2, 6, 3, 6, "拟竣工", &plain).unwrap();
    sheet.merge_range(2, 7, 3, 7, "责任单位", &plain).unwrap();
    sheet.merge_range(2, 8, 3, 8, "天气", &plain).unwrap();
    sheet.write(4, 1, "示例快速路").unwrap();
    sheet.write(4, 2, 2.0).unwrap();
    sheet.write(4, 3, 0.048).unwrap();
    sheet.write(4, 4, 0.18).unwrap();
    sheet.write(4, 5, 30).unwrap();
    sheet.write_with_format(4, 6, 46_721.0, &Format::new().set_num_format("yyyy-mm-dd")).unwrap();
    sheet.write(4, 7, "区住房和建设局").unwrap();
    sheet.write(5, 1, "示例快速路一期").unwrap();
    sheet.write_formula(5, 3, rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.write(5, 7, "区交通运输局").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_of_another_office() {
    let test = sqlite(MIGRATIONS);
    let city = City::new(&test.db);
    city.fill();
    let options = Options { reason: "按汇总表".into(), ..Options::default() };
    let found = city.look(&office(), &workbook(), &options).unwrap();
    assert_eq!((found.kind, found.year, found.month), (TableKind::Goals, 2026, 11));
    assert_eq!(found.unknown_heads, ["天气"]);
    let first = &found.rows[0];
    let said = |row: &RowReport| {
        let all = row.faults.iter().map(|fault| (fault.cell.clone(), fault.message.key.to_string()));
        all.collect::<Vec<_>>()
    };
    assert_eq!(said(first), [("H5".to_owned(), "ledger-unit-unknown".to_owned())]);
    // 亿元 with two decimals: what rounds to what is held is the same; the day is a spreadsheet's.
    let becomes: Vec<_> =
        first.changes.iter().map(|change| (change.cell.as_str(), change.becomes.as_str())).collect();
    assert_eq!(becomes, [("G5", "2027-11-30"), ("D5", "480.00")]);
    let second = &found.rows[1];
    assert_eq!(said(second), [("D6".to_owned(), "table-broken".to_owned())]);
}

#[test]
fn steps_are_opened_by_ledgers_and_what_the_board_has_is_only_compared() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let ids = city.fill();
        let file = "2026年项目前期工作台账\n序号,项目名称,前期事项,时限,进展,责任单位\n\
            1,=示例整车厂,可研批复,12月底前,办理中,区交通运输局\n,,施工许可,2027年3月底前,,区住房和建设委员会\n\
            2,没有的示例项目,可研批复,12月,,\n";
        let leave = Options { leave_faulty: true, reason: "台账".into(), ..Options::default() };
        let found = city.look(&office(), file.as_bytes(), &leave).unwrap();
        assert_eq!(
            (found.kind, found.same, found.changed, found.ask),
            (TableKind::Permits, 1, 1, 1),
            "{found:?}"
        );
        assert_eq!(found.rows[0].notes, []);
        let done = city.apply(&office(), file.as_bytes(), &leave).unwrap();
        assert_eq!(done.changed, 1);
        let nodes = test.db.read_now(|tx| nodes::store::of_project(tx, ids[2])).unwrap();
        let names: Vec<_> =
            nodes.iter().map(|node| (node.name.as_str(), node.due_day().to_string())).collect();
        assert_eq!(names[2], ("施工许可", "2027-03-31".to_owned()));
        assert_eq!(nodes[2].commitment.version.terms.lead_unit, city.units[0]);
        assert_eq!(city.apply(&office(), file.as_bytes(), &leave).unwrap().changed, 0);
        // Another limit is the board's to give.
        let moved = file.replace("12月底前,办理中", "2027-02-01,办理中");
        let found = city.look(&office(), moved.as_bytes(), &leave).unwrap();
        let notes: Vec<_> =
            found.rows[0].notes.iter().map(|note| (note.cell.as_str(), note.message.key.as_ref())).collect();
        assert_eq!(notes, [("D3", "table-step-due")]);
    });
}

#[test]
fn goals_of_months_and_of_five_years_are_read_and_printed() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        city.fill();
        let options = Options { reason: "责任书".into(), ..Options::default() };
        let targets = "2026年项目目标责任制表\n,,,,计量单位：万元\n序号,项目名称,年计划投资,11月,,12月,\n\
            ,,,当月完成投资,形象进度,当月完成投资,形象进度\n1,示例快速路,\"6,000\",600,路面完成 50%,700,全线贯通\n";
        let done = city.apply(&office(), targets.as_bytes(), &options).unwrap();
        assert_eq!(
            (done.kind, done.changed, done.rows[0].changes.len()),
            (TableKind::Targets, 1, 4),
            "{done:?}"
        );
        assert_eq!(city.apply(&office(), targets.as_bytes(), &options).unwrap().changed, 0);
        let five = "“十五五”五年规划重点项目表\n,,,计量单位：亿元\n序号,项目名称,总投资,规划期计划投资,备注\n\
            1,示例快速路,2.00,1.5,续建\n2,示例数据中心,2.00,2.00,\n";
        let done =
            city.apply(&office(), five.as_bytes(), &Options { year: Some(2026), ..options.clone() }).unwrap();
        assert_eq!((done.kind, done.changed, done.year), (TableKind::FiveYear, 2, 2026), "{done:?}");
        for kind in [TableKind::Targets, TableKind::FiveYear] {
            for form in [Form::Xlsx, Form::Csv] {
                let bytes = city.exported(kind, Lang::Zh, form);
                let found = city
                    .look(&office(), &bytes, &Options { year: Some(2026), ..Options::default() })
                    .unwrap();
                assert_eq!(
                    (found.kind, found.changed, found.faulty, found.sums.len()),
                    (kind, 0, 0, 0),
                    "{found:?}"
                );
                assert!(found.same >= 2);
            }
        }
    });
}

#[test]
fn workbooks_have_merged_heads_and_no_formulas() {
    let test = sqlite(MIGRATIONS);
    let city = City::new(&test.db);
    city.fill();
    let bytes = city.exported(TableKind::Monthly, Lang::Zh, Form::Xlsx);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(&bytes[..])).unwrap();
    let name = book.sheet_names()[0].clone();
    assert_eq!(name, "重点项目月报表");
    let areas = book.merge_cells_by_sheet_name(&name).unwrap();
    let has =
        |from: (u32, u32), to: (u32, u32)| areas.iter().any(|area| (area.start, area.end) == (from, to));
    assert!(has((0, 0), (0, 9)) && has((2, 1), (3, 1)) && has((2, 5), (2, 7)), "{areas:?}");
    let range = book.worksheet_range(&name).unwrap();
    let text = |row, column| range.get_value((row, column)).cloned().unwrap_or(Data::Empty).to_string();
    assert_eq!(text(0, 0), "2026年10月重点项目月报表");
    assert_eq!(text(2, 5), "完成情况");
    assert_eq!(text(3, 5), "1–10月完成投资");
    assert_eq!(
        (text(4, 1).as_str(), text(5, 1).as_str(), text(6, 1).as_str()),
        ("合计　2项，另含子项目 1 项", "其中在建　1项", "预备　1项，另含子项目 1 项")
    );
    assert_eq!((text(7, 0).as_str(), text(7, 1).as_str()), ("一", "交通　1项，另含子项目 1 项"));
    assert_eq!((text(8, 1).as_str(), text(9, 1).as_str()), ("★示例快速路", "其中：示例快速路一期"));
    assert_eq!(text(11, 1), "=示例整车厂");
    // What looks like a formula is none.
    assert!(book.worksheet_formula(&name).unwrap().is_empty());
    let csv = String::from_utf8(city.exported(TableKind::Monthly, Lang::Zh, Form::Csv)).unwrap();
    assert!(csv.contains(",'=示例整车厂,"), "{csv}");
}

#[test]
fn hostile_and_empty_files_are_refused_by_name() {
    let test = sqlite(MIGRATIONS);
    let city = City::new(&test.db);
    let key =
        |bytes: &[u8]| city.look(&office(), bytes, &Options::default()).unwrap_err().message.key.into_owned();
    assert_eq!(key(b""), "table-empty");
    assert_eq!(key(b"PK\x03\x04 and then nothing"), "table-damaged");
    assert_eq!(key("姓名,电话\n张示例,1\n".as_bytes()), "table-no-heads");
    assert_eq!(key(MONTHLY.as_bytes()), "table-no-projects");
}
