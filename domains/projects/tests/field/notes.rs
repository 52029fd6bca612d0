//! Notes of a site: what is to be put right stands on the board, which says when it is done.

use qipan_board::commitments::commands as board;
use qipan_board::commitments::model::{Evidence, Kind, State};
use qipan_kernel::{FailureKind, Id, Moment, Progress, Role};
use qipan_projects::site_notes::model::{NoteInput, NoteKind, Severity};
use qipan_projects::site_notes::{commands, store};
use qipan_testkit::{acting_for, both};

use crate::common::{Field, MIGRATIONS};

fn note(severity: Severity, due: Option<&str>) -> NoteInput {
    NoteInput {
        kind: NoteKind::Safety,
        severity,
        found_on: "2026-11-18".parse().unwrap(),
        finding: "三层临边无防护栏杆".into(),
        photo: None,
        due_day: due.map(|due| due.parse().unwrap()),
        unit: None,
        measure: "加设栏杆并验收".into(),
        person: "李示例".into(),
        money: "2万元".into(),
        contingency: "停用作业面".into(),
    }
}

#[test]
fn what_is_to_be_put_right_is_opened_and_closed_on_the_board() {
    both(MIGRATIONS, |t| {
        let field = Field::new(&t.db);
        let plant = field.projects[0];
        let major = note(Severity::Major, Some("2026-11-25"));
        let made =
            field.act(&field.office("2026-11-20"), move |a| commands::record(a, plant, &major)).unwrap();
        let opened = made.commitment.clone().unwrap();
        let terms = &opened.version.terms;
        assert_eq!((terms.kind, terms.lead_unit), (Kind::Rectification, field.units[0]));
        assert_eq!(terms.statement, "整车厂：整改“三层临边无防护栏杆”");
        assert_eq!(terms.due_day, Some("2026-11-25".parse().unwrap()));
        assert_eq!(opened.version.state, State::Issued);
        assert!(made.is_open());

        let id = opened.id;
        let unit = |role, day: &str| acting_for(role, field.units[0], day);
        field.act(&unit(Role::UnitHandler, "2026-11-21"), move |a| board::sign_for(a, id)).unwrap();
        let full = board::ReportInput { claimed: Progress::FULL, ..Default::default() };
        field.act(&unit(Role::UnitHandler, "2026-11-23"), move |a| board::report(a, id, &full)).unwrap();
        let evidence = Evidence {
            id: Id(0),
            report: None,
            at: Moment(0),
            actor_name: String::new(),
            name: "整改后.jpg".into(),
            media_type: "image/jpeg".into(),
            size: 4,
            digest: "ab".repeat(32),
            note: String::new(),
        };
        field
            .act(&unit(Role::UnitHandler, "2026-11-23"), move |a| {
                board::add_evidence(a, id, evidence.clone())
            })
            .unwrap();
        field.act(&unit(Role::UnitLeader, "2026-11-24"), move |a| board::submit(a, id, "已整改")).unwrap();
        field.act(&field.office("2026-11-25"), move |a| board::close(a, id, "复查合格")).unwrap();
        let notes = field.db.read_now(|tx| store::of_project(tx, plant)).unwrap();
        assert!(!notes[0].is_open(), "closed by the board");
        assert_eq!(notes[0].data.finding, "三层临边无防护栏杆");
    });
}

#[test]
fn who_may_record_what_and_see_which() {
    both(MIGRATIONS, |t| {
        let field = Field::new(&t.db);
        let (plant, station) = (field.projects[0], field.projects[1]);
        let record = |unit: Option<usize>, project: Id, input: NoteInput| {
            let context =
                unit.map_or_else(|| field.office("2026-11-20"), |unit| field.handler(unit, "2026-11-20"));
            field.act(&context, move |a| commands::record(a, project, &input))
        };
        record(Some(0), plant, note(Severity::General, None)).unwrap();
        // A limit is a commitment, which only the supervision office registers.
        let refused = record(Some(0), plant, note(Severity::General, Some("2026-11-25"))).unwrap_err();
        assert_eq!(refused.kind, FailureKind::Forbidden);
        let hidden = record(Some(1), plant, note(Severity::Remark, None)).unwrap_err();
        assert_eq!(hidden.kind, FailureKind::NotFound);
        for (input, field_name) in [
            (NoteInput { photo: Some(Id(9)), ..note(Severity::Remark, None) }, "photo"),
            (NoteInput { unit: Some(Id(9)), ..note(Severity::General, Some("2026-11-25")) }, "unit"),
            (
                NoteInput { found_on: "2026-11-21".parse().unwrap(), ..note(Severity::Remark, None) },
                "found_on",
            ),
        ] {
            let refused = record(None, plant, input).unwrap_err();
            assert_eq!(refused.field.as_deref(), Some(field_name));
        }
        record(None, station, note(Severity::General, Some("2026-12-01"))).unwrap();
        let count = |visible: Option<Vec<Id>>| {
            field.db.read_now(move |tx| store::all(tx, visible.as_deref(), 10)).unwrap().len()
        };
        assert_eq!(count(None), 2);
        assert_eq!(count(Some(vec![field.units[1]])), 1);
        assert_eq!(count(Some(vec![])), 0);
    });
}
