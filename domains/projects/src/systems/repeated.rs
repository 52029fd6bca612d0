//! Data items that are collected twice: whoever can have an item by sharing must not collect it again (Decree 809, article
//! 19). The register finds them; a person signs which system has to stop.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use qipan_accounts::access::{self, Act};
use qipan_board::commitments::commands::Acting;
use qipan_kernel::{Failure, Id, Outcome};
use qipan_store::Tx;
use serde_json::json;

use super::commands::{load, reasoned, settle, told};
use super::model::{Item, Part};
use super::rules::{folded, item_key};
use super::store::{self, Occurrence, Ruling};

/// One system that has the item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Holder {
    /// The system.
    pub system: Id,
    /// The item as the system writes it.
    pub item: Item,
    /// What was decided of it.
    pub ruling: Option<Ruling>,
}

/// An item that several systems have, one of which at least collects it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Repeated {
    /// Its name as it is compared (`rules::item_key`).
    pub key: String,
    /// Who has it.
    pub holders: Vec<Holder>,
}

impl Repeated {
    /// Nobody has decided on one of those who collect it.
    pub fn is_open(&self) -> bool {
        let collect = self.holders.iter().filter(|one| one.item.part == Part::Collected);
        // One of several collectors is the source (数源); the others are to be decided on.
        let undecided = collect.filter(|one| one.ruling.is_none()).count();
        let source = self.holders.iter().any(|one| one.item.part == Part::Produced);
        undecided > usize::from(!source)
    }
}

/// Groups what the register finds by what counts as the same item, in the order of its names: those that two systems have,
/// one of which collects it.
pub fn grouped(rows: Vec<Occurrence>, rulings: &HashMap<(String, Id), Ruling>) -> Vec<Repeated> {
    let mut all: BTreeMap<String, Vec<Holder>> = BTreeMap::new();
    for row in rows {
        let key = item_key(&row.folded);
        let ruling = rulings.get(&(key.clone(), row.system)).cloned();
        let holders = all.entry(key).or_default();
        match holders.iter_mut().find(|holder| holder.system == row.system) {
            // A system that has it under two names has it once; what it collects is what counts.
            Some(same) if row.item.part == Part::Collected && same.item.part != Part::Collected => {
                same.item = row.item;
            }
            Some(_) => {}
            None => holders.push(Holder { system: row.system, item: row.item, ruling }),
        }
    }
    let repeated = all.into_iter().map(|(key, holders)| Repeated { key, holders });
    repeated
        .filter(|one| {
            let systems: BTreeSet<Id> = one.holders.iter().map(|holder| holder.system).collect();
            systems.len() > 1 && one.holders.iter().any(|holder| holder.item.part == Part::Collected)
        })
        .collect()
}

/// All items that are collected twice, open ones first.
pub fn all(tx: &mut Tx<'_>) -> Outcome<Vec<Repeated>> {
    let rulings = store::rulings(tx)?;
    let mut all = grouped(store::items(tx)?, &rulings);
    all.sort_by_key(|one| !one.is_open());
    Ok(all)
}

/// Signs that a system has to stop collecting an item (`confirmed`), or that it may go on, with the reason. Whoever has to
/// stop loses operating money until it does.
///
/// # Errors
/// Forbidden; the system does not collect the item; no reason.
pub fn rule(
    acting: &mut Acting<'_, '_>,
    system: Id,
    item: &str,
    confirmed: bool,
    reason: &str,
) -> Outcome<()> {
    access::require(&acting.context.actor, Act::SystemDecide)?;
    reasoned(reason)?;
    let found = load(acting, system, Act::SystemDecide)?;
    let key = item_key(item);
    let collects = |one: &&Item| one.part == Part::Collected && item_key(&one.name) == key;
    let Some(own) = found.data.items.iter().find(collects) else {
        return Err(Failure::conflict("repeated-not-collected").at("system"));
    };
    // Under the system's own name: whether it still collects the item is told by that.
    let name = folded(&own.name);
    let now = acting.context.now;
    let actor = &acting.context.actor;
    let ruling = Ruling { confirmed, reason: reason.trim().to_owned(), by: actor.name.clone(), at: now };
    store::add_ruling(acting.tx, acting.ids.next(now), (&name, system), &ruling, actor.id)?;
    let body = json!({ "item": item, "confirmed": confirmed, "reason": ruling.reason });
    told(acting.tx, acting.context, system, "system.repeated", &body)?;
    settle(acting, &found)
}

#[cfg(test)]
mod tests {
    use qipan_kernel::Moment;

    use super::*;

    #[test]
    fn one_collector_is_the_source_and_the_others_are_to_be_decided_on() {
        let row = |folded: &str, system: i64, part| Occurrence {
            folded: folded.into(),
            system: Id(system),
            item: Item { name: folded.into(), part },
        };
        use Part::{Collected, Produced};
        let rows = vec![
            row("姓名", 1, Collected),
            row("姓名", 2, Collected),
            row("姓名必填", 2, Collected),
            row("证照号", 1, Produced),
            row("证照号", 3, Collected),
            row("证照号码", 4, Produced),
        ];
        let ruling =
            |confirmed| Ruling { confirmed, reason: "示例".into(), by: "张示例".into(), at: Moment(0) };
        let open = |rulings: &[(&str, i64, bool)]| {
            let rulings =
                rulings.iter().map(|(item, system, fine)| (((*item).into(), Id(*system)), ruling(*fine)));
            let all = grouped(rows.clone(), &rulings.collect());
            all.into_iter().filter(Repeated::is_open).map(|one| one.key).collect::<Vec<_>>()
        };
        assert_eq!(open(&[]), ["姓名", "证照号"]);
        assert_eq!(open(&[("姓名", 2, true)]), ["证照号"]);
        assert_eq!(open(&[("姓名", 1, false)]), ["证照号"], "under two names it is one system");
        assert_eq!(open(&[("姓名", 2, false), ("证照号", 3, true)]), Vec::<String>::new());
    }
}
