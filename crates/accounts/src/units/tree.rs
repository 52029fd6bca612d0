//! All units at one moment, in memory: asked for names, ancestors and subtrees on every request, loaded anew only
//! when a unit has changed.

use std::collections::HashMap;

use qipan_kernel::Id;

use crate::units::model::Unit;
use crate::units::rules::fold;

/// A snapshot of all units. Cheap to ask, never changed; share it in an `Arc`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Units {
    /// In depth-first order, siblings by `sort` then id: a subtree is a slice.
    list: Vec<Unit>,
    /// Per unit of `list`: where its subtree ends, and how deep it stands (0 at the top).
    shape: Vec<(usize, usize)>,
    at: HashMap<Id, usize>,
    named: HashMap<String, Vec<usize>>,
}

impl Units {
    /// Puts units in order. Units whose parent is missing, or that are above themselves, stand at the top: the
    /// snapshot shows what there is, the rules refuse to make it so.
    pub fn new(units: Vec<Unit>) -> Units {
        let known: HashMap<Id, ()> = units.iter().map(|unit| (unit.id, ())).collect();
        let mut children: HashMap<Option<Id>, Vec<usize>> = HashMap::new();
        for (index, unit) in units.iter().enumerate() {
            let parent = unit.data.parent.filter(|parent| known.contains_key(parent));
            children.entry(parent).or_default().push(index);
        }
        for siblings in children.values_mut() {
            siblings.sort_by_key(|index| (units[*index].data.sort, units[*index].id));
        }
        let mut order =
            Order { units: &units, children: &children, seen: vec![false; units.len()], placed: Vec::new() };
        for index in children.get(&None).into_iter().flatten() {
            order.place(*index);
        }
        // What is left hangs in a circle.
        for index in 0..units.len() {
            order.place(index);
        }
        let placed = order.placed;
        let mut slots: Vec<Option<Unit>> = units.into_iter().map(Some).collect();
        let mut tree = Units::default();
        for (index, end, depth) in placed {
            let Some(unit) = slots[index].take() else { continue };
            let here = tree.list.len();
            tree.at.insert(unit.id, here);
            for name in unit.data.designations() {
                let indexes = tree.named.entry(fold(name)).or_default();
                if indexes.last() != Some(&here) {
                    indexes.push(here);
                }
            }
            tree.list.push(unit);
            tree.shape.push((end, depth));
        }
        tree
    }

    /// The unit with this identifier.
    pub fn get(&self, id: Id) -> Option<&Unit> {
        self.at.get(&id).map(|index| &self.list[*index])
    }

    /// All units in depth-first order.
    pub fn iter(&self) -> impl Iterator<Item = &Unit> {
        self.list.iter()
    }

    /// All units in depth-first order, each with its depth (0 at the top).
    pub fn with_depth(&self) -> impl Iterator<Item = (&Unit, usize)> {
        self.list.iter().zip(self.shape.iter().map(|(_, depth)| *depth))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The unit and all units below it; empty when there is no such unit.
    pub fn subtree(&self, id: Id) -> Vec<Id> {
        let Some(index) = self.at.get(&id) else { return Vec::new() };
        self.list[*index..self.shape[*index].0].iter().map(|unit| unit.id).collect()
    }

    /// The units above, nearest first. Ends where a circle would begin.
    pub fn ancestors(&self, id: Id) -> Vec<Id> {
        let mut above = Vec::new();
        let mut next = self.get(id).and_then(|unit| unit.data.parent);
        while let Some(parent) = next {
            if parent == id || above.contains(&parent) {
                break;
            }
            above.push(parent);
            next = self.get(parent).and_then(|unit| unit.data.parent);
        }
        above
    }

    /// The units directly below; `None` asks for those at the top.
    pub fn children(&self, parent: Option<Id>) -> Vec<&Unit> {
        let known = |id: &Id| self.at.contains_key(id);
        self.list.iter().filter(|unit| unit.data.parent.filter(known) == parent).collect()
    }

    /// The unit meant by a name: full, short, English or another one; width, case and spaces do not matter. A unit
    /// that goes on comes before one that is closed.
    pub fn by_name(&self, name: &str) -> Option<&Unit> {
        let found = self.named.get(&fold(name))?;
        let units = || found.iter().map(|index| &self.list[*index]);
        units().find(|unit| unit.data.valid_to.is_none()).or_else(|| units().next())
    }

    /// Every unit that has this name.
    pub fn all_by_name(&self, name: &str) -> impl Iterator<Item = &Unit> {
        self.named.get(&fold(name)).into_iter().flatten().map(|index| &self.list[*index])
    }

    /// Units whose names or codes contain `words`, at most `limit`.
    pub fn search(&self, words: &str, limit: usize) -> Vec<&Unit> {
        let words = fold(words);
        let fits = |unit: &&Unit| {
            unit.data.designations().any(|name| fold(name).contains(&words))
                || unit.data.code.as_deref().is_some_and(|code| code.starts_with(&words))
                || unit.data.credit_code.as_deref().is_some_and(|code| fold(code) == words)
        };
        self.list.iter().filter(fits).take(limit).collect()
    }

    /// Identifier and full name of every unit, in order; for choices in forms and columns of tables.
    pub fn names(&self, english: bool) -> Vec<(Id, &str)> {
        self.list.iter().map(|unit| (unit.id, unit.data.name(english))).collect()
    }

    /// The short name of a unit; its number where it is not known.
    pub fn short_name(&self, id: Id, english: bool) -> String {
        self.get(id).map_or_else(|| id.to_string(), |unit| unit.data.short(english).to_owned())
    }
}

struct Order<'a> {
    units: &'a [Unit],
    children: &'a HashMap<Option<Id>, Vec<usize>>,
    seen: Vec<bool>,
    /// Index in `units`, end of the subtree in the new order, depth.
    placed: Vec<(usize, usize, usize)>,
}

impl Order<'_> {
    fn place(&mut self, root: usize) {
        // An explicit stack: a chain of thousands of units must not exhaust the thread's.
        let mut stack = vec![(root, 0, false)];
        let mut open = Vec::new();
        while let Some((index, depth, done)) = stack.pop() {
            if done {
                if let Some(start) = open.pop() {
                    let end = self.placed.len();
                    let entry: &mut (usize, usize, usize) = &mut self.placed[start];
                    entry.1 = end;
                }
                continue;
            }
            if std::mem::replace(&mut self.seen[index], true) {
                continue;
            }
            open.push(self.placed.len());
            self.placed.push((index, 0, depth));
            stack.push((index, depth, true));
            for child in self.children.get(&Some(self.units[index].id)).into_iter().flatten().rev() {
                stack.push((*child, depth + 1, false));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::model::UnitData;

    fn unit(id: i64, parent: i64, name: &str, sort: i64) -> Unit {
        let parent = (parent != 0).then_some(Id(parent));
        Unit {
            id: Id(id),
            version: 1,
            data: UnitData { parent, name_zh: name.into(), sort, ..UnitData::default() },
        }
    }

    fn ids(list: &[i64]) -> Vec<Id> {
        list.iter().map(|id| Id(*id)).collect()
    }

    #[test]
    fn a_tree_is_walked_depth_first() {
        let units = Units::new(vec![
            unit(1, 0, "甲", 2),
            unit(2, 0, "乙", 1),
            unit(3, 1, "甲一", 9),
            unit(4, 1, "甲二", 3),
            unit(5, 4, "甲二一", 0),
        ]);
        assert_eq!(units.iter().map(|u| u.id).collect::<Vec<_>>(), ids(&[2, 1, 4, 5, 3]));
        assert_eq!(units.subtree(Id(1)), ids(&[1, 4, 5, 3]));
        assert_eq!(units.subtree(Id(4)), ids(&[4, 5]));
        assert_eq!(units.subtree(Id(2)), ids(&[2]));
        assert_eq!(units.subtree(Id(77)), ids(&[]));
        assert_eq!(units.ancestors(Id(5)), ids(&[4, 1]));
        assert_eq!(units.children(None).len(), 2);
        assert_eq!(units.children(Some(Id(1))).iter().map(|u| u.id).collect::<Vec<_>>(), ids(&[4, 3]));
        assert_eq!(units.with_depth().map(|(_, depth)| depth).collect::<Vec<_>>(), [0, 0, 1, 2, 1]);
    }

    #[test]
    fn circles_and_orphans_are_shown_and_do_not_hang() {
        let units = Units::new(vec![
            unit(1, 2, "甲", 0),
            unit(2, 1, "乙", 0),
            unit(3, 99, "丙", 0),
            unit(4, 4, "丁", 0),
        ]);
        assert_eq!(units.len(), 4);
        assert_eq!(units.ancestors(Id(1)), ids(&[2]));
        assert_eq!(units.ancestors(Id(4)), ids(&[]));
        assert_eq!(units.subtree(Id(3)), ids(&[3]));
    }

    #[test]
    fn names_are_found_whatever_their_width_case_and_spaces() {
        let mut zone = unit(1, 0, "天津经济技术开发区（泰达）", 0);
        zone.data.short_en = "TEDA".into();
        zone.data.aliases = vec!["经开区".into(), "TEDA".into()];
        let units = Units::new(vec![zone]);
        for name in ["天津经济技术开发区(泰达)", " 经 开 区 ", "teda", "ＴＥＤＡ"] {
            assert_eq!(units.by_name(name).map(|u| u.id), Some(Id(1)), "{name}");
        }
        assert_eq!(units.by_name("经开"), None);
        assert_eq!(units.search("开发", 10).len(), 1);
    }

    #[test]
    fn a_long_chain_is_no_danger() {
        let units = Units::new((1..=50_000).map(|id| unit(id, id - 1, &format!("单位{id}"), 0)).collect());
        assert_eq!(units.subtree(Id(1)).len(), 50_000);
    }
}
