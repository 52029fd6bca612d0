//! Going through drafts: decisions, changes, and the one act that puts them on the board.

use qipan_board::lists::{self, Filter, Sort};
use qipan_decisions::drafts::commands;
use qipan_decisions::drafts::model::{Data, Draft, Status};
use qipan_decisions::drafts::rules::Step;
use qipan_decisions::extract::Span;
use qipan_kernel::{FailureKind, Id, Outcome, Role};
use qipan_testkit::{acting, both, noon};

use super::city::{City, DAY, MIGRATIONS, MINUTES, supervision};

fn decide(city: &City, draft: &Draft, step: Step) -> Outcome<Draft> {
    let (document, id, version) = (draft.document, draft.id, draft.version);
    city.db.write_now(move |tx| commands::decide(tx, &supervision(), document, id, Some(version), step))
}

fn edit(city: &City, draft: &Draft, data: Data) -> Outcome<Draft> {
    let (document, id, version) = (draft.document, draft.id, draft.version);
    city.db.write_now(move |tx| commands::edit(tx, &supervision(), document, id, version, &data))
}

/// Commitments on the board.
fn on_board(city: &City) -> usize {
    let filter = Filter { with_done: true, ..Filter::default() };
    let at = (noon(DAY), true);
    city.db.read_now(|tx| lists::list(tx, &filter, at, Sort::Newest, None, 100)).unwrap().rows.len()
}

fn with(draft: &Draft, words: &str) -> bool {
    draft.data.statement.contains(words)
}

fn pick<'a>(drafts: &'a [Draft], words: &str) -> &'a Draft {
    drafts.iter().find(|draft| with(draft, words)).unwrap_or_else(|| panic!("{words}: {drafts:#?}"))
}

#[test]
fn what_the_minutes_say_is_proposed_and_unknown_units_are_kept() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let review = city.review(city.import("纪要.txt", MINUTES));
        let gas = pick(&review.drafts, "燃气管网");
        assert_eq!(
            (gas.data.lead, gas.data.cooperating.as_slice()),
            (Some(city.units[0]), &[city.units[1]][..])
        );
        assert_eq!(gas.data.due_day, "2026-06-30".parse().ok());
        assert_eq!(gas.data.line, Some(city.lines[0]));
        let mars = pick(&review.drafts, "数据共享平台");
        assert_eq!(mars.data.lead, None);
        assert!(
            mars.data.unknown.iter().any(|one| one.name.contains("火星") && one.lead),
            "{:?}",
            mars.data.unknown
        );
        // The exhortation holds a word of obligation: it is listed, not lost.
        assert!(review.uncovered().iter().any(|passage| review.words(passage.span).contains("政治站位")));
    });
}

#[test]
fn accepted_drafts_are_registered_all_or_none() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let document = city.import("纪要.txt", MINUTES);
        let review = city.review(document);
        let (gas, mars) = (pick(&review.drafts, "燃气管网"), pick(&review.drafts, "数据共享平台"));
        let none = city.act(move |acting| commands::register(acting, document)).unwrap_err();
        assert_eq!(none.message.key, "draft-none-accepted");
        decide(&city, gas, Step::Accept).unwrap();
        let mars = decide(&city, mars, Step::Accept).unwrap();

        let failure = city.act(move |acting| commands::register(acting, document)).unwrap_err();
        assert_eq!(failure.message.key, "draft-lead-missing");
        assert_eq!(failure.field, Some(format!("draft-{}", mars.id)));
        assert_eq!(on_board(&city), 0, "nothing of it is on the board");
        assert!(city.review(document).drafts.iter().all(|draft| draft.status != Status::Registered));

        let data = Data { lead: Some(city.units[2]), line: Some(city.lines[0]), ..mars.data.clone() };
        edit(&city, &mars, data).unwrap();
        let made = city.act(move |acting| commands::register(acting, document)).unwrap();
        assert_eq!(
            made.iter().map(|one| one.number.as_str()).collect::<Vec<_>>(),
            ["2026-0001", "2026-0002"]
        );
        assert_eq!(on_board(&city), 2);
        let after = city.review(document);
        assert_eq!(after.counts().registered, 2);
        for (commitment, draft) in made.iter().zip([gas, &mars]) {
            let id = commitment.id;
            let sources = city.db.read_now(|tx| qipan_board::commitments::store::sources(tx, id)).unwrap();
            assert_eq!(sources[0].document, Some(document));
            assert_eq!(sources[0].span, (draft.span.start, draft.span.end));
            assert_eq!(sources[0].words, review.words(draft.span));
            assert!(sources[0].cited.contains("津滨政纪〔2026〕42号"), "{}", sources[0].cited);
        }
        // What is on the board is no draft any more.
        let gas = pick(&after.drafts, "燃气管网");
        for step in [Step::Accept, Step::Reject, Step::Undo] {
            assert_eq!(decide(&city, gas, step).unwrap_err().message.key, "draft-wrong-status");
        }
    });
}

#[test]
fn of_two_people_who_edit_the_second_is_told() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let review = city.review(city.import("纪要.txt", MINUTES));
        let gas = pick(&review.drafts, "燃气管网").clone();
        let first = Data { leader: "张示例".into(), ..gas.data.clone() };
        edit(&city, &gas, first).unwrap();
        let second = Data { leader: "李示例".into(), ..gas.data.clone() };
        let failure = edit(&city, &gas, second).unwrap_err();
        assert_eq!(
            (failure.kind, failure.message.key.as_ref()),
            (FailureKind::Conflict, "draft-changed-meanwhile")
        );
        assert_eq!(decide(&city, &gas, Step::Reject).unwrap_err().kind, FailureKind::Conflict);
        let kept = city.review(gas.document);
        assert_eq!(pick(&kept.drafts, "燃气管网").data.leader, "张示例");
    });
}

#[test]
fn decisions_can_be_taken_back_and_drafts_split_and_merged() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let document = city.import("纪要.txt", MINUTES);
        let review = city.review(document);
        let gas = pick(&review.drafts, "燃气管网").clone();
        let rejected = decide(&city, &gas, Step::Reject).unwrap();
        assert_eq!(decide(&city, &rejected, Step::Undo).unwrap().status, Status::Proposed);

        let gas = pick(&city.review(document).drafts, "燃气管网").clone();
        let words = "排查燃气管网风险，建立整改台账";
        let gas = edit(&city, &gas, Data { statement: words.into(), ..gas.data.clone() }).unwrap();
        let (id, version, ids) = (gas.id, gas.version, city.ids.clone());
        let second = city
            .db
            .write_now(move |tx| commands::split(tx, &supervision(), &ids, (document, id, version), 9))
            .unwrap();
        assert_eq!(second.data.statement, "建立整改台账");
        assert_eq!(second.data.lead, gas.data.lead);

        let pair = [gas.id, second.id];
        let merged =
            city.db.write_now(move |tx| commands::merge(tx, &supervision(), document, &pair)).unwrap();
        assert_eq!(merged.data.statement, "排查燃气管网风险；建立整改台账");
        assert!(
            !city.review(document).drafts.iter().any(|draft| draft.id == second.id),
            "it went into the first"
        );
        let one = [gas.id];
        let few =
            city.db.write_now(move |tx| commands::merge(tx, &supervision(), document, &one)).unwrap_err();
        assert_eq!(few.message.key, "draft-merge-few");
    });
}

#[test]
fn a_selected_passage_becomes_a_draft_and_extracting_anew_keeps_what_people_did() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let document = city.import("纪要.txt", MINUTES);
        let review = city.review(document);
        let open = review.uncovered()[0].span;
        let add = |span: Span| {
            let (ids, knowledge) = (city.ids.clone(), city.importer.knowledge.clone());
            city.db.write_now(move |tx| commands::add(tx, &supervision(), &ids, &knowledge, document, span))
        };
        let made = add(open).unwrap();
        assert_eq!((made.status, made.span), (Status::Proposed, open));
        assert_eq!(add(open).unwrap_err().message.key, "draft-passage-taken");
        for bad in [(0, 0), (1, 3), (5, 1_000_000)] {
            assert_eq!(add(Span { start: bad.0, end: bad.1 }).unwrap_err().message.key, "draft-passage-bad");
        }
        let gas = pick(&review.drafts, "燃气管网").clone();
        decide(&city, &gas, Step::Reject).unwrap();

        let (ids, knowledge) = (city.ids.clone(), city.importer.knowledge.clone());
        city.db
            .write_now(move |tx| commands::extract_again(tx, &supervision(), &ids, &knowledge, document))
            .unwrap();
        let after = city.review(document);
        assert_eq!(after.drafts.len(), review.drafts.len() + 1, "none lost, none doubled");
        assert_eq!(pick(&after.drafts, "燃气管网").status, Status::Rejected);
        assert!(after.drafts.iter().any(|draft| draft.id == made.id));
    });
}

#[test]
fn the_same_commitment_in_a_second_document_is_offered_and_linked() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let first = city.import("纪要.txt", MINUTES);
        let accept = move |city: &City, document: Id| {
            city.db.write_now(move |tx| commands::accept_complete(tx, &supervision(), document))
        };
        assert_eq!(accept(&city, first).unwrap(), 1, "the one without a lead is not complete");
        let made = city.act(move |acting| commands::register(acting, first)).unwrap();
        let again = MINUTES.replace("第42次", "第43次").replace("完成全区燃气管网", "全面完成全区燃气管网");
        let second = city.import("纪要43.txt", &again);
        let review = city.review(second);
        let gas = pick(&review.drafts, "燃气管网").clone();
        let same = &review.same[&gas.id][0];
        assert_eq!(same.id, made[0].id);
        assert!(same.alike >= 80, "{}", same.alike);
        let (draft, version, commitment) = (gas.id, gas.version, same.id);
        let linked =
            city.act(move |acting| commands::link(acting, second, draft, Some(version), commitment)).unwrap();
        assert_eq!((linked.status, linked.commitment), (Status::Linked, Some(commitment)));
        let sources =
            city.db.read_now(|tx| qipan_board::commitments::store::sources(tx, commitment)).unwrap();
        assert_eq!(sources.len(), 2);
        assert_eq!(on_board(&city), 1);
    });
}

#[test]
fn every_act_leaves_an_entry_and_others_may_not_act() {
    both(MIGRATIONS, |test| {
        let city = City::new(&test.db);
        let document = city.import("纪要.txt", MINUTES);
        let gas = pick(&city.review(document).drafts, "燃气管网").clone();
        for role in Role::ALL.into_iter().filter(|role| *role != Role::Supervision) {
            let (context, id) = (acting(role, DAY), gas.id);
            let refused = city
                .db
                .write_now(move |tx| commands::decide(tx, &context, document, id, None, Step::Accept))
                .unwrap_err();
            assert_eq!(refused.kind, FailureKind::Forbidden, "{role}");
        }
        decide(&city, &gas, Step::Accept).unwrap();
        city.act(move |acting| commands::register(acting, document)).unwrap();
        let entries =
            city.db.read_now(|tx| qipan_store::journal::of_subject(tx, "document", document, 10)).unwrap();
        let acts: Vec<&str> = entries.iter().map(|entry| entry.act.as_str()).collect();
        assert_eq!(acts, ["document.register", "draft.accept", "document.import"]);
    });
}
