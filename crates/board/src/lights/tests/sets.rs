use qipan_kernel::calendar::{Calendar, DayChange};

use super::*;

#[test]
fn the_built_in_sets_are_read_and_have_their_words() {
    let sets = RuleSets::built_in();
    let ids: Vec<&str> = sets.all().iter().map(|set| set.id.as_str()).collect();
    assert_eq!(ids, ["generic", "yinchuan-2025", "ouhai-2020", "suqian-2025", "sanming-2017"]);
    for lang in ["zh", "en"] {
        let file =
            std::fs::read_to_string(format!("{}/locales/{lang}.ftl", env!("CARGO_MANIFEST_DIR"))).unwrap();
        for key in sets.all().iter().flat_map(|set| [&set.name, &set.source]) {
            assert!(file.lines().any(|line| line.starts_with(&format!("{key} = "))), "{lang} {key}");
        }
        for light in Light::ALL {
            assert!(file.contains(&format!("\n{} = ", light.name_key())), "{lang} {light}");
        }
    }
    for set in sets.all() {
        let again: RuleSet = serde_json::from_str(&serde_json::to_string(set).unwrap()).unwrap();
        assert_eq!(&again, set);
    }
}

#[test]
fn the_date_picks_the_version() {
    let mut first = set("generic");
    first.effective_to = Some(day("2026-12-31"));
    let mut second = set("generic");
    (second.version, second.effective_from) = (2, day("2027-01-01"));
    let sets = RuleSets::default().with(first).unwrap().with(second.clone()).unwrap();
    for (on, version) in [("2014-12-31", None), ("2026-12-31", Some(1)), ("2027-01-01", Some(2))] {
        assert_eq!(sets.at("generic", day(on)).map(|set| set.version), version, "{on}");
    }
    assert!(sets.at("unknown", day("2026-01-01")).is_none());
    // Refused: two versions in force on one day, and a version given twice.
    second.version = 3;
    assert_eq!(sets.clone().with(second.clone()).unwrap_err().message.key, "light-set-overlap");
    (second.version, second.effective_from) = (3, day("2016-01-01"));
    assert_eq!(sets.clone().with(second.clone()).unwrap_err().message.key, "light-set-overlap");
}

#[test]
fn sets_that_contradict_themselves_are_refused() {
    let refused = |set: RuleSet| {
        let failure = RuleSets::default().with(set).unwrap_err();
        assert_eq!(failure.message.key, "light-set-threshold");
        failure.field.unwrap()
    };
    let mut wrong = set("yinchuan-2025");
    wrong.pace.as_mut().unwrap().red = Some(Over { basis_points: 500, inclusive: false });
    assert_eq!(refused(wrong), "pace");
    let mut wrong = set("yinchuan-2025");
    wrong.start = Some(StartRule { yellow_after_months: 3, red_after_months: 1 });
    assert_eq!(refused(wrong), "start");
    let mut wrong = set("generic");
    wrong.rework = Some(Light::Green);
    assert_eq!(refused(wrong), "rework");
    let mut wrong = set("generic");
    wrong.effective_to = Some(day("2000-01-01"));
    assert_eq!(refused(wrong), "effective_to");
    for text in ["", "{}", r#"{"id":"x","unknown":1}"#] {
        assert_eq!(RuleSets::from_json(&[text]).unwrap_err().message.key, "light-set-unreadable", "{text}");
    }
}

/// What a changed rule set or calendar would change is known before it is applied.
#[test]
fn changes_are_listed_beforehand() {
    let (calendar, generic, now) = (Calendar::state_council(), set("generic"), at("2026-11-10"));
    let due = |text: &str| Facts {
        due: Some(day(text)),
        issued_at: Some(at("2026-11-02")),
        signed_at: Some(at("2026-11-02")),
        ..Facts::default()
    };
    let items = || {
        [("in 3 days", due("2026-11-13")), ("in 4 days", due("2026-11-16")), ("no limit", Facts::default())]
    };
    let keys = |changes: Vec<LightChange<&'static str>>| {
        changes.into_iter().map(|change| (change.key, change.now.0, change.now.1)).collect::<Vec<_>>()
    };
    let same = would_change((&generic, &calendar), (&generic, &calendar), items(), now);
    assert_eq!(keys(same), []);
    let mut wider = generic.clone();
    wider.near_due = Some(NearDue { working_days: 4 });
    assert_eq!(
        keys(would_change((&generic, &calendar), (&wider, &calendar), items(), now)),
        [
            // The first has been blue since an earlier day in any case: nothing that is to come changes.
            ("in 4 days", Light::Grey, Light::Blue),
        ]
    );
    // A day that becomes one of rest: blue begins earlier.
    let rest = DayChange { day: day("2026-11-16"), working: false, name: "停工".to_owned() };
    let changed = calendar.with_changes(&[rest]);
    assert_eq!(
        keys(would_change((&generic, &calendar), (&generic, &changed), items(), now)),
        [("in 4 days", Light::Grey, Light::Blue),]
    );
}
