//! Units that a document names and the city lacks are entered from the review.

use qipan_accounts::units::UnitKind;
use qipan_testkit::both;

use super::city::{City, MIGRATIONS, MINUTES};

const UNKNOWN: &str = "火星开发办公室";

#[test]
fn an_unknown_unit_is_added_once_and_every_draft_that_waits_has_it() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let first = city.import("纪要.txt", MINUTES);
        let again = MINUTES
            .replace("第42次", "第43次")
            .replace("由火星开发办公室牵头", "由区应急局牵头，火星开发办公室配合");
        let second = city.import("纪要二.txt", &again);
        assert_eq!(city.review(first).unknown_units(), [(UNKNOWN.to_owned(), 1)]);
        for lang in ["zh", "en"] {
            let page = city.get("supervision", lang, &format!("/documents/{first}")).text;
            assert!(page.contains(&format!("value=\"{UNKNOWN}\"")) && page.contains("id=\"unit-1\""));
        }
        let path = format!("/documents/{first}/units");
        let above = "滨海新区民政局";
        let form =
            [("written", UNKNOWN), ("name", "滨海新区火星开发办公室"), ("parent", above), ("kind", "bureau")];
        // Not for units, nor for administrators, who see no documents; nothing is entered with a mistake in it.
        assert_eq!(city.post(&format!("unit_handler:{}", city.units[0]), &path, &form).status, 403);
        assert_eq!(city.post("administrator", &path, &form).status, 403);
        let wrong = form.map(|(name, value)| (name, if name == "parent" { "没有的局" } else { value }));
        let refused = city.post("supervision", &path, &wrong);
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("没有的局") && refused.text.contains("滨海新区火星开发办公室"), "kept");

        assert_eq!(city.post("supervision", &path, &form).status, 303);
        let units = city.site().units().unwrap();
        let made = units.by_name(UNKNOWN).expect("found by the words of the document too");
        assert_eq!(
            (made.data.name_zh.as_str(), made.data.kind),
            ("滨海新区火星开发办公室", UnitKind::Bureau)
        );
        assert_eq!(made.data.parent, Some(city.units[2]));
        let (one, two) = (city.review(first), city.review(second));
        assert!(one.unknown_units().is_empty() && two.unknown_units().is_empty());
        assert!(
            one.drafts.iter().any(|draft| draft.data.lead == Some(made.id)),
            "it leads where it was named so"
        );
        assert!(
            two.drafts.iter().any(|draft| draft.data.cooperating == [made.id]),
            "it cooperates elsewhere"
        );
        assert!(one.drafts.iter().all(|draft| !draft.touched), "nobody has looked at them yet");
        // One entry for the unit, one for each document whose drafts changed.
        let unit = made.id;
        let acts = test
            .db
            .read_now(move |tx| {
                let mut acts = Vec::new();
                for (kind, subject) in [("unit", unit), ("document", first), ("document", second)] {
                    let entries = qipan_store::journal::of_subject(tx, kind, subject, 9)?;
                    acts.push(entries[0].act.clone());
                }
                Ok(acts)
            })
            .unwrap();
        assert_eq!(acts, ["unit.create", "draft.unit", "draft.unit"]);
        // The name is taken now.
        assert!(city.post("supervision", &path, &form).status.is_client_error());
    });
}
