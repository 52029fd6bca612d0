//! The ledger: any sequence of acts keeps it true, whatever is refused on the way; totals tie from project to city; and
//! nothing in it can be changed.

use std::collections::BTreeMap;

use qipan_kernel::{Fen, Id};
use qipan_projects::book::model::Kind;
use qipan_projects::book::store::Filter;
use qipan_projects::money::audit_store::{self, Sort};
use qipan_projects::money::model::{Balances, Cost, EntryKind, Figure, Order, Source, Terms};
use qipan_projects::money::{commands, funds, store};
use qipan_testkit::both;

use super::town::{MIGRATIONS, Town, WAN, day, key};

/// Seeded chance: xorshift.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }
}

/// What must hold whatever was done.
fn holds(town: &Town, projects: &[Id]) {
    let (faults, city, by_postings, units) = town
        .db
        .read_now(|tx| {
            Ok((
                audit_store::faults(tx)?,
                store::of_city(tx)?,
                store::of_city_by_postings(tx)?,
                store::of_units(tx)?,
            ))
        })
        .unwrap();
    // Every entry adds up to nothing, and balances and months are the sums of the postings.
    assert_eq!(faults, []);
    let nonzero = |of: &Balances| -> BTreeMap<_, _> {
        of.0.iter().filter(|(_, fen)| fen.0 != 0).map(|(key, fen)| (*key, *fen)).collect()
    };
    assert_eq!(nonzero(&city), nonzero(&by_postings));
    // Project → unit → city.
    let (mut all, mut of_units) = (Balances::default(), Balances::default());
    for project in projects {
        let own = town.balances(*project);
        assert!(own.cash() >= Fen(0) && own.kept() >= Fen(0) && own.returned() >= Fen(0));
        // What came is there, was paid out, or went back.
        let gone = own.cash().0 + own.paid_out(None).0 + own.returned().0;
        assert_eq!(own.paid_in(None).0, gone);
        assert!(own.surplus() <= own.cash());
        let entries = town.db.read_now({
            let project = *project;
            move |tx| store::entries(tx, project, Id(i64::MAX), 10_000)
        });
        for entry in entries.unwrap() {
            assert!(entry.postings.len() >= 2);
            assert_eq!(entry.postings.iter().map(|one| one.amount.0).sum::<i64>(), 0, "{entry:?}");
        }
        all.merge(&own);
    }
    for sums in units.values() {
        of_units.merge(sums);
    }
    assert_eq!(nonzero(&all), nonzero(&city));
    assert_eq!(nonzero(&of_units), nonzero(&city));
    // The page adds up the same.
    let page = town.db.read_now(|tx| {
        funds::load(tx, &Filter { year: 2026, with_ended: true, ..Filter::default() }, day("2026-06-15"))
    });
    let page = page.unwrap();
    assert_eq!(nonzero(&page.all.balances), nonzero(&city));
    for (unit, sums) in &page.units {
        assert_eq!(nonzero(&sums.balances), nonzero(&units[unit]));
    }
    assert_eq!(page.all.count, page.units.iter().map(|(_, sums)| sums.count).sum::<usize>());
    assert_eq!(page.all.idle.0, page.rows.iter().map(|row| row.idle.0).sum::<i64>());
}

#[test]
fn any_sequence_of_acts_keeps_the_ledger_true() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let projects: Vec<Id> = (0..4)
            .map(|number| {
                let kind = if number < 3 { Kind::Government } else { Kind::Joint };
                let id = town.project(kind, 1_000, number);
                if number < 3 {
                    town.chain(id, 1_000);
                }
                id
            })
            .collect();
        let mut chance = Chance(0x00c0_ffee);
        let (mut done, mut refused) = (0, 0);
        let mut posted: Vec<(Id, Id)> = Vec::new();
        for step in 0..240 {
            let project = chance.of(&projects);
            let amount = Fen(1 + chance.below(400 * WAN as u64) as i64);
            let order = match chance.below(12) {
                0..=2 => Some(Order::Plan {
                    source: chance.of(Source::ALL),
                    year: 2025 + chance.below(3) as i32,
                    amount,
                }),
                3..=5 => Some(Order::PayIn { source: chance.of(Source::ALL), amount }),
                6..=8 => Some(Order::PayOut {
                    cost: chance.of(Cost::ALL),
                    amount,
                    kept: Fen(if chance.below(2) == 0 { 0 } else { amount.0 / 50 }),
                }),
                9 => Some(Order::Release { amount: Fen(amount.0 / 50 + 1) }),
                10 => Some(Order::Return { amount }),
                _ => None,
            };
            let outcome = match (order, posted.is_empty()) {
                (Some(order), _) => town.post(project, order).map(|entry| posted.push((project, entry.id))),
                (None, true) => continue,
                (None, false) => {
                    let (project, entry) = chance.of(&posted);
                    town.act(&town.second(), move |acting| {
                        commands::reverse(acting, project, entry, "录入有误")
                    })
                    .map(drop)
                }
            };
            if outcome.is_ok() {
                done += 1
            } else {
                refused += 1
            }
            if step % 40 == 0 {
                holds(&town, &projects);
            }
        }
        holds(&town, &projects);
        assert!(done > 60 && refused > 30, "both happen: {done} done, {refused} refused");
    });
}

#[test]
fn postings_are_reversed_once_and_by_somebody_else() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let firm = town.project(Kind::Enterprise, 1_000, 0);
        let entry = town.pay_in(firm, Source::Own, 500).unwrap().id;
        let by = |context: qipan_kernel::Context, entry: Id, why: &'static str| {
            town.act(&context, move |acting| commands::reverse(acting, firm, entry, why))
        };
        assert_eq!(key(by(town.office(), entry, "录错")), "fund-reverse-own");
        assert_eq!(key(by(town.second(), entry, " ")), "project-reason-missing");
        assert!(by(town.handler(0), entry, "录错").is_err());
        town.pay_out(firm, Cost::Building, 200, 0).unwrap();
        // Spent: the payment is reversed first.
        assert_eq!(key(by(town.second(), entry, "录错")), "fund-reverse-spent");
        let paid = town.db.read_now(move |tx| store::entries(tx, firm, Id(i64::MAX), 1)).unwrap()[0].id;
        by(town.leader(0), paid, "重复支付").unwrap();
        let taken = by(town.second(), entry, "录错").unwrap();
        assert_eq!((taken.kind, taken.reverses), (EntryKind::Reversal, Some(entry)));
        assert_eq!(key(by(town.second(), entry, "再冲一次")), "fund-reversed");
        assert_eq!(key(by(town.leader(0), taken.id, "冲销的冲销")), "fund-reversed");
        assert_eq!(town.balances(firm).figure(Figure::Cash, None), Fen(0));
        let all = town.db.read_now(move |tx| store::entries(tx, firm, Id(i64::MAX), 10)).unwrap();
        assert_eq!(all.len(), 4);
        assert_eq!(all.iter().filter(|one| one.reversed_by.is_some()).count(), 2);
    });
}

#[test]
fn the_database_refuses_to_change_a_posting() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let firm = town.project(Kind::Enterprise, 1_000, 0);
        town.pay_in(firm, Source::Own, 500).unwrap();
        for sql in [
            "update fund_posting set amount = amount + 1",
            "delete from fund_posting",
            "update fund_entry set paper = 'x'",
            "delete from fund_entry",
        ] {
            assert!(t.db.write_now(move |tx| tx.exec(sql, &[])).is_err(), "{sql}");
        }
        holds(&town, &[firm]);
    });
}

/// Somebody who may change tables goes behind the triggers: what he changed is found, and of which project.
#[test]
fn a_row_that_was_changed_behind_the_triggers_is_found() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let (firm, other) =
            (town.project(Kind::Enterprise, 1_000, 0), town.project(Kind::Enterprise, 1_000, 1));
        let come = town.pay_in(firm, Source::Own, 500).unwrap().id;
        town.pay_in(other, Source::Own, 300).unwrap();
        holds(&town, &[firm, other]);
        t.db.write_now(|tx| {
            match tx.engine() {
                qipan_store::Engine::Sqlite => tx.exec("drop trigger fund_posting_no_update", &[])?,
                qipan_store::Engine::Postgres => {
                    tx.exec("alter table fund_posting disable trigger fund_posting_append_only", &[])?
                }
            };
            tx.exec(
                "update fund_posting set amount = amount + 700 where account = 'cash' and amount = 500000000",
                &[],
            )
        })
        .unwrap();
        let found = t.db.read_now(audit_store::faults).unwrap();
        assert!(
            found.iter().all(|fault| fault.project == firm && fault.name == "中学新建0（示例）"),
            "{found:?}"
        );
        let sorts: Vec<Sort> = found.into_iter().map(|fault| fault.sort).collect();
        let kept = Sort::Balance("cash".into(), 2026, Fen(500 * WAN), Fen(500 * WAN + 700));
        assert_eq!(sorts, [Sort::Entry(come, Fen(700)), kept]);
        // A balance that was changed, and a posting under another project, of what is kept.
        let (from, to) = (other, firm);
        t.db.write_now(move |tx| {
            tx.exec(
                "update fund_month set paid_in = paid_in + 1 where project = $1",
                qipan_store::params![from],
            )?;
            tx.exec(
                "update fund_posting set project = $2 where project = $1 and account = 'cash'",
                qipan_store::params![from, to],
            )
        })
        .unwrap();
        let found = t.db.read_now(audit_store::faults).unwrap();
        let of =
            |project: Id| found.iter().filter(move |fault| fault.project == project).map(|fault| &fault.sort);
        assert!(of(other).any(|sort| matches!(sort, Sort::Stray(_))), "{found:?}");
        assert!(of(other).any(|sort| matches!(sort, Sort::Month(_))), "{found:?}");
        assert!(
            of(other).any(|sort| matches!(sort, Sort::Balance(account, ..) if account == "cash")),
            "{found:?}"
        );
    });
}

#[test]
fn vouchers_days_and_contracts_are_asked_for() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let firm = town.project(Kind::Enterprise, 1_000, 0);
        let input =
            |paper: &str, day: &str, contract: Option<i64>| qipan_projects::money::model::OrderInput {
                order: Order::PayIn { source: Source::Own, amount: Fen(WAN) },
                day: Some(super::town::day(day)),
                paper: paper.into(),
                note: String::new(),
                contract: contract.map(Id),
            };
        let post = |input: qipan_projects::money::model::OrderInput| {
            town.act(&town.handler(0), move |acting| commands::post(acting, firm, &input))
        };
        assert_eq!(key(post(input("", "2026-06-15", None))), "fund-paper");
        assert_eq!(key(post(input("凭证-A", "2026-06-16", None))), "project-day-to-come");
        assert_eq!(key(post(input("凭证-A", "2026-06-15", Some(5)))), "fund-contract-for");
        post(input("凭证-A", "2026-06-15", None)).unwrap();
        assert_eq!(key(post(input(" 凭证-A ", "2026-06-15", None))), "fund-paper-taken");
    });
}

#[test]
fn idle_money_is_told_by_the_terms() {
    both(MIGRATIONS, |t| {
        let town = Town::new(&t.db);
        let firm = town.project(Kind::Enterprise, 1_000, 0);
        for (paper, on, amount) in [("A", "2025-10-20", 300), ("B", "2026-05-10", 100)] {
            let input = qipan_projects::money::model::OrderInput {
                order: Order::PayIn { source: Source::Own, amount: Fen(amount * WAN) },
                day: Some(day(on)),
                paper: paper.into(),
                note: String::new(),
                contract: None,
            };
            town.act(&town.office(), move |acting| commands::post(acting, firm, &input)).unwrap();
        }
        town.pay_out(firm, Cost::Building, 120, 0).unwrap();
        let idle = |today: &str| {
            let today = day(today);
            town.db.read_now(move |tx| funds::of(tx, firm, today)).unwrap().idle
        };
        // First in, first out: of the 300 that came in October 180 are left.
        assert_eq!(idle("2026-04-30"), Fen(180 * WAN));
        assert_eq!(idle("2026-06-15"), Fen(180 * WAN));
        assert_eq!(idle("2026-12-01"), Fen(280 * WAN));
        let admin = qipan_testkit::acting(qipan_kernel::Role::Administrator, "2026-06-15");
        let terms = |months, percent| {
            let terms = Terms { idle_months: months, payment_required: percent };
            town.act(&admin, move |acting| commands::set_terms(acting, terms))
        };
        assert_eq!(key(terms(0, 80)), "fund-terms-months");
        assert_eq!(key(terms(3, 101)), "fund-terms-percent");
        terms(12, 80).unwrap();
        assert_eq!(idle("2026-06-15"), Fen(0));
        let refused = town.act(&town.office(), move |acting| commands::set_terms(acting, Terms::default()));
        assert!(refused.is_err());
    });
}
