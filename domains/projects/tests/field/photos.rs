//! Photographs, made for the purpose: what is used again, out of place or out of time is found, and never refused.

use qipan_kernel::{Day, FailureKind, Id, Moment, Outcome};
use qipan_projects::photos::exif::{Notes, read, written};
use qipan_projects::photos::model::{Finding, Period, Photo, Taken};
use qipan_projects::photos::picture::Pixels;
use qipan_projects::photos::{commands, store, take::take};
use qipan_records::files::Files;
use qipan_testkit::both;

use crate::common::{Field, MIGRATIONS, SITE};

/// A building site: a block of so many floors under a sky, with a crane at a place of its own.
fn site(floors: u32, crane: u32) -> Pixels {
    let (width, height) = (640, 480);
    let pixel = |n: u32| {
        let (x, y) = (n % width, n / width);
        let top = 400 - floors * 45;
        match () {
            () if y > 400 => [120, (90 + x / 16) as u8, 70],
            () if (crane..crane + 12).contains(&x) && y > 60 => [220, 170, 30],
            () if (60..76).contains(&y) && (crane.saturating_sub(160)..crane + 80).contains(&x) => {
                [220, 170, 30]
            }
            () if (180..430).contains(&x) && y > top => {
                if x % 40 < 22 && y % 45 < 25 {
                    [70, 80, 95]
                } else {
                    [200, 195, 188]
                }
            }
            () => [(120 + y / 8) as u8, (170 + y / 10) as u8, 235],
        }
    };
    Pixels { width, height, rgb: (0..width * height).flat_map(pixel).collect() }
}

fn at(day: &str, hour: i64) -> Moment {
    day.parse::<Day>().unwrap().start().plus_ms(hour * 3_600_000)
}

fn jpeg(picture: &Pixels, taken: Option<Moment>, place: Option<(i32, i32)>, quality: u8) -> Vec<u8> {
    let notes = Notes { taken_at: taken, place, turn: 1 };
    picture.jpeg(quality, Some(&written(&notes))).unwrap()
}

struct Desk<'f> {
    field: &'f Field,
    files: Files,
}

impl Desk<'_> {
    fn file(&self, bytes: &[u8]) -> Taken {
        take(&self.files, "工地.jpg", bytes, None).unwrap()
    }

    fn hand_in(
        &self,
        project: usize,
        period: Option<Period>,
        day: &str,
        files: Vec<Taken>,
    ) -> Outcome<Vec<Photo>> {
        let id = self.field.projects[project];
        let context = self.field.handler(project, day);
        self.field.act(&context, move |a| commands::add(a, id, period, "主体施工", &files))
    }

    fn flags(&self, project: usize, period: Option<Period>, day: &str, bytes: &[u8]) -> Vec<Finding> {
        let photos = self.hand_in(project, period, day, vec![self.file(bytes)]).unwrap();
        let all = photos[0].findings.iter();
        all.filter(|finding| finding.is_flag()).cloned().collect()
    }
}

#[test]
fn what_is_used_again_or_out_of_place_or_time_is_flagged_and_taken_all_the_same() {
    both(MIGRATIONS, |t| {
        let (field, folder) = (Field::new(&t.db), tempfile::tempdir().unwrap());
        let desk = Desk { field: &field, files: Files::Folder(folder.path().to_owned()) };
        let october = Some((2026, 10, 0));
        let honest = jpeg(&site(3, 500), Some(at("2026-10-24", 10)), Some(SITE), 85);
        assert_eq!(desk.flags(0, october, "2026-10-25", &honest), []);
        // The next month of the same site is another picture.
        let november = jpeg(&site(6, 300), Some(at("2026-11-24", 9)), Some((SITE.0 + 900, SITE.1)), 85);
        assert_eq!(desk.flags(0, Some((2026, 11, 0)), "2026-11-25", &november), []);
        let first = field.db.read_now(|tx| store::of_project(tx, field.projects[0])).unwrap();
        assert_eq!((first.len(), first[1].distance), (2, Some(78)));

        // The same file for another project: same bytes, and 12 km from that site.
        let same = desk.flags(1, october, "2026-10-26", &honest);
        let day = "2026-10-25".parse().unwrap();
        assert_eq!(same[0], Finding::SameFile { photo: first[0].id, project: field.projects[0], day });
        assert!(matches!(same[1], Finding::Misplaced { metres: 12_090..=12_110 }), "{same:?}");

        // The same photograph saved anew, smaller, without its time and place.
        let again = site(3, 500).scaled(320, 240).jpeg(55, None).unwrap();
        let found = desk.flags(0, Some((2026, 11, 0)), "2026-11-26", &again);
        assert!(
            matches!(found[..], [Finding::SameLook { photo, cells: 0..=6, .. }] if photo == first[0].id),
            "{found:?}"
        );
        // Another month's.
        let late = jpeg(&site(1, 90), Some(at("2026-08-03", 9)), Some(SITE), 85);
        let found = desk.flags(0, Some((2026, 11, 0)), "2026-11-26", &late);
        assert_eq!(found, [Finding::BeforePeriod { days: 90, day: "2026-08-03".parse().unwrap() }]);

        let (all, flagged) = field.db.read_now(|tx| store::counts(tx, field.projects[0])).unwrap();
        assert_eq!((all, flagged), (4, 2), "everything was taken");
        // Of the place, only the distance is kept: not in the rows, not in the stored file.
        let kept = field.db.read_now(|tx| store::of_project(tx, field.projects[0])).unwrap();
        for photo in &kept {
            assert_eq!(photo.file.place, None);
            let notes = read(&desk.files.get(&photo.file.kept).unwrap());
            assert_eq!((notes.place, notes.taken_at), (None, None));
        }
        // Under the day on which each was taken; the one without a time under the last day of its month that has come.
        let days: Vec<String> = kept.iter().map(|photo| photo.shown_on.to_string()).collect();
        assert_eq!(days, ["2026-08-03", "2026-10-24", "2026-11-24", "2026-11-26"]);
    });
}

#[test]
fn no_notes_are_said_and_not_punished_and_two_at_once_are_compared_with_each_other() {
    both(MIGRATIONS, |t| {
        let (field, folder) = (Field::new(&t.db), tempfile::tempdir().unwrap());
        let desk = Desk { field: &field, files: Files::Folder(folder.path().to_owned()) };
        let bare = site(2, 120).jpeg(80, None).unwrap();
        let photos = desk.hand_in(0, None, "2026-10-25", vec![desk.file(&bare), desk.file(&bare)]).unwrap();
        assert_eq!(photos[0].findings, [Finding::NoPlace, Finding::NoTime]);
        assert_eq!(photos[0].flags(), 0);
        assert_eq!(photos[1].flags(), 1, "the same twice");
    });
}

#[test]
fn who_may_hand_in_and_take_back() {
    both(MIGRATIONS, |t| {
        let (field, folder) = (Field::new(&t.db), tempfile::tempdir().unwrap());
        let desk = Desk { field: &field, files: Files::Folder(folder.path().to_owned()) };
        let (plant, bytes) = (field.projects[0], site(2, 120).jpeg(80, None).unwrap());
        let file = desk.file(&bytes);
        let one = file.clone();
        // Another unit's people do not know the project.
        let strange = field.act(&field.handler(1, "2026-10-25"), move |a| {
            commands::add(a, plant, None, "", std::slice::from_ref(&one))
        });
        assert_eq!(strange.unwrap_err().kind, FailureKind::NotFound);
        let entries = |act: &str| {
            let all =
                field.db.read_now(|tx| qipan_store::journal::of_subject(tx, "project", plant, 50)).unwrap();
            all.iter().filter(|entry| entry.act == act).count()
        };
        for (period, files, key) in [
            (None, vec![], "photo-missing"),
            (Some((2026, 11, 0)), vec![file.clone()], "photo-period-to-come"),
            (Some((2026, 0, 0)), vec![file.clone()], "invest-period"),
        ] {
            let refused = desk.hand_in(0, period, "2026-10-25", files);
            assert_eq!(refused.unwrap_err().message.key, key);
        }
        assert_eq!(entries("project.photograph"), 0, "nothing changed");
        let photo = desk.hand_in(0, None, "2026-10-25", vec![file]).unwrap()[0].id;
        assert_eq!(entries("project.photograph"), 1);

        let withdraw = |unit: usize, id: Id, why: &'static str| {
            field.act(&field.handler(unit, "2026-10-26"), move |a| commands::withdraw(a, plant, id, why))
        };
        assert_eq!(withdraw(1, photo, "误传").unwrap_err().kind, FailureKind::NotFound);
        assert_eq!(withdraw(0, photo, " ").unwrap_err().message.key, "project-reason-missing");
        assert_eq!(withdraw(0, Id(5), "误传").unwrap_err().kind, FailureKind::NotFound);
        withdraw(0, photo, "拍到无关人员").unwrap();
        assert_eq!(withdraw(0, photo, "误传").unwrap_err().kind, FailureKind::NotFound, "once");
        let left = field.db.read_now(|tx| store::of_project(tx, plant)).unwrap();
        assert_eq!(left, []);
        // What was taken back cannot come again unseen.
        let again = desk.flags(0, None, "2026-10-27", &bytes);
        assert!(matches!(again[..], [Finding::SameFile { .. }]), "{again:?}");
    });
}

#[test]
fn files_that_are_no_photographs_are_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let files = Files::Folder(folder.path().to_owned());
    let fine = site(2, 120).jpeg(80, None).unwrap();
    let large = vec![0xff; 21 * 1024 * 1024];
    for (bytes, key) in [
        (&b""[..], "photo-kind"),
        (b"%PDF-1.7", "photo-kind"),
        (b"<svg onload='alert(1)'/>", "photo-kind"),
        (b"GIF89a", "photo-kind"),
        (&fine[..fine.len() / 2], "photo-broken"),
        (b"\0\0\0\x18ftypisom\0\0\0\0mp41isom", "photo-kind"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "photo-broken"),
        (&large, "photo-too-large"),
    ] {
        let refused = take(&files, "图.jpg", bytes, None).unwrap_err();
        assert_eq!((&*refused.message.key, refused.field.as_deref()), (key, Some("files")));
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing of them is stored");
}
