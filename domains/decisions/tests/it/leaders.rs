//! Names of responsible leaders in documents: matched against the people of the city, never dropped.

use qipan_accounts::people::{Bearer, PostData, PostKind, commands as people};
use qipan_kernel::{Actor, Context};
use qipan_testkit::{both, noon};

use super::city::{City, MIGRATIONS};

const PLAN: &str = "安全生产重点任务分工方案\n\n2026年3月2日\n\n\
    1. 完成全区燃气管网安全风险排查。\n责任单位：区应急局\n责任领导：周示例\n完成时限：2026年6月30日\n\n\
    2. 建成安全风险监测平台。\n责任单位：区住建委\n责任领导：孙示例\n完成时限：2026年9月30日\n";

#[test]
fn a_named_leader_is_tied_to_his_post_and_an_unknown_one_is_kept() {
    both(MIGRATIONS, |test| {
        let mut city = City::new(&test.db);
        let (ids, unit) = (city.ids.clone(), city.units[0]);
        let context = Context { actor: Actor::operator(), now: noon("2026-01-05") };
        let post = test
            .db
            .write_now(move |tx| {
                let data = PostData {
                    unit,
                    kind: PostKind::Leader,
                    title_zh: "局长".into(),
                    title_en: "Director".into(),
                    single: true,
                    sort: 0,
                };
                let post = people::add_post(tx, &context, &ids, data)?;
                let person = people::add_person(tx, &context, &ids, "周示例", "")?;
                people::appoint(tx, &context, &ids, post, person, "2025-01-01".parse().unwrap(), None)?;
                Ok(post)
            })
            .unwrap();
        city.learn();

        let document = city.import("方案.txt", PLAN);
        let drafts = city.review(document).drafts;
        let found: Vec<_> =
            drafts.iter().map(|one| (one.data.leader.as_str(), one.data.leader_link)).collect();
        assert_eq!(found, [("周示例", Some(Bearer::Post(post))), ("孙示例", None)]);
        let home = format!("/documents/{document}");
        let page = city.get("supervision", "zh", &home).text;
        assert!(page.contains("周示例 → 区应急局局长（周示例）"), "the tie is offered");
        assert!(
            page.contains("没有唯一对应的人") && page.contains("孙示例"),
            "the other name is kept and flagged"
        );

        // At review the second is tied to the post too; both go to the board with their ties and names.
        for draft in &drafts {
            let (lead, line, post) =
                (city.units[1].to_string(), city.lines[0].to_string(), format!("post:{post}"));
            let version = draft.version.to_string();
            let fields = [
                ("version", version.as_str()),
                ("statement", draft.data.statement.as_str()),
                ("lead", &lead),
                ("line", &line),
                ("leader", draft.data.leader.as_str()),
                ("leader_link", &post),
                ("then", "accept"),
            ];
            let path = format!("{home}/drafts/{}", draft.id);
            assert!(city.get("supervision", "en", &path).text.contains(&format!("value=\"{post}\"")));
            assert_eq!(city.post("supervision", &path, &fields).status, 303);
            let wrong =
                fields.map(|(name, value)| (name, if name == "leader_link" { "谁也不是" } else { value }));
            assert_eq!(city.post("supervision", &path, &wrong).status, 422);
        }
        let made =
            city.act(move |acting| qipan_decisions::drafts::commands::register(acting, document)).unwrap();
        let found: Vec<_> = made
            .iter()
            .map(|one| (one.version.terms.leader.as_str(), one.version.terms.leader_link))
            .collect();
        assert_eq!(found, [("周示例", Some(Bearer::Post(post))), ("孙示例", Some(Bearer::Post(post)))]);
    });
}
