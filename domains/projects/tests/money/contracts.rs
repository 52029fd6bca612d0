//! Who answers for a contract, by the acts, on both engines.

use qipan_kernel::Fen;
use qipan_projects::book::model::Kind;
use qipan_projects::contracts::model::{ContractInput, PersonInput, Role};
use qipan_projects::contracts::{commands, store};
use qipan_projects::money::model::Source;
use qipan_testkit::both;

use super::town::{MIGRATIONS, Town, WAN, day, key};

#[test]
fn another_manager_leaves_the_amount_as_it_is() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let school = town.project(Kind::Government, 1_000, 1);
        town.ready_to_start(school);
        town.chain(school, 1_000);
        town.plan(school, Source::Fiscal, 2026, 1_000).unwrap();
        let input = ContractInput {
            role: Role::Building,
            party: "示例建工".into(),
            qualification: "一级".into(),
            number: "示例-1".into(),
            section: "一标段".into(),
            amount: Fen(800 * WAN),
            retention: 3,
            signed_on: day("2026-05-01"),
            from: None,
            until: None,
            manager: "钱示例".into(),
            phone: String::new(),
        };
        let contract =
            town.act(&town.office(), move |acting| commands::sign(acting, school, &input)).unwrap();
        let replace = |manager: &str, reason: &str| {
            let input = PersonInput { manager: manager.into(), phone: String::new(), reason: reason.into() };
            town.act(&town.office(), move |acting| commands::replace(acting, school, contract, &input))
        };
        // Nobody, for no reason, or the same one is none.
        assert_eq!(key(replace(" ", "原经理调离")), "form-required");
        assert_eq!(key(replace("周示例", " ")), "form-required");
        assert_eq!(key(replace("钱示例", "原经理调离")), "contract-person-same");
        replace("周示例", "原经理调离").unwrap();
        let known = town.db.read_now(move |tx| store::of_project(tx, school)).unwrap();
        assert_eq!((known[0].terms.manager.as_str(), known[0].amount()), ("周示例", Fen(800 * WAN)));
    });
}
