//! What may be stated about a unit, and when units may change. Pure.

use qipan_kernel::code::{CreditCodeFault, check_credit_code, is_division_code};
use qipan_kernel::{Day, Failure, Id, Outcome};

use crate::table::wording::narrow;
use crate::units::model::{Unit, UnitData};
use crate::units::tree::Units;

/// Characters in a name, at most.
pub const NAME_MAX: usize = 100;
/// Other names of a unit, at most.
pub const ALIASES_MAX: usize = 30;
/// Levels of the tree, at most.
pub const DEPTH_MAX: usize = 12;

/// A name as it is compared: narrow, lower case, without spaces.
pub fn fold(name: &str) -> String {
    name.chars().map(narrow).filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// A name as it is stored: no space around it, single spaces within.
fn tidy(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn tidy_code(code: Option<String>) -> Option<String> {
    let code: String = code?.chars().map(narrow).filter(|c| !c.is_whitespace()).collect();
    (!code.is_empty()).then(|| code.to_ascii_uppercase())
}

/// Brings what was typed into the form that is stored: spaces, widths, empty and repeated other names.
pub fn clean(data: UnitData) -> UnitData {
    let mut clean = UnitData {
        code: tidy_code(data.code),
        credit_code: tidy_code(data.credit_code),
        name_zh: tidy(&data.name_zh),
        name_en: tidy(&data.name_en),
        short_zh: tidy(&data.short_zh),
        short_en: tidy(&data.short_en),
        aliases: Vec::new(),
        ..data
    };
    for alias in data.aliases.iter().map(|alias| tidy(alias)) {
        if !alias.is_empty() && !clean.designations().any(|name| fold(name) == fold(&alias)) {
            clean.aliases.push(alias);
        }
    }
    clean
}

/// Checks a unit against all others. `id` is the unit being changed, `None` for a new one. Every fault is named with
/// its field.
pub fn check(id: Option<Id>, data: &UnitData, units: &Units) -> Outcome<()> {
    let mut failures = Vec::new();
    names(data, &mut failures);
    codes(id, data, units, &mut failures);
    if let (Some(from), Some(to)) = (data.valid_from, data.valid_to)
        && to < from
    {
        failures
            .push(Failure::invalid("unit-period-backwards").at("valid_to").with("from", from).with("to", to));
    }
    if !(-1_000_000..=1_000_000).contains(&data.sort) {
        failures.push(Failure::invalid("unit-sort-range").at("sort"));
    }
    place(id, data, units, &mut failures);
    if data.valid_to.is_none() {
        taken(id, data, units, &mut failures);
    }
    Failure::collect(failures)
}

fn names(data: &UnitData, failures: &mut Vec<Failure>) {
    if data.name_zh.is_empty() {
        failures.push(Failure::invalid("unit-name-missing").at("name_zh"));
    }
    let mut one = |field: &'static str, name: &str| {
        if name.chars().count() > NAME_MAX {
            failures.push(Failure::invalid("unit-name-long").at(field).with("max", NAME_MAX));
        } else if name.chars().any(is_unfit) {
            failures.push(Failure::invalid("unit-name-characters").at(field));
        }
    };
    one("name_zh", &data.name_zh);
    one("name_en", &data.name_en);
    one("short_zh", &data.short_zh);
    one("short_en", &data.short_en);
    data.aliases.iter().for_each(|alias| one("aliases", alias));
    if data.aliases.len() > ALIASES_MAX {
        failures.push(Failure::invalid("unit-aliases-many").at("aliases").with("max", ALIASES_MAX));
    }
}

/// Control characters, and the marks that turn the direction of a line: they make one name look like another.
pub(crate) fn is_unfit(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn codes(id: Option<Id>, data: &UnitData, units: &Units, failures: &mut Vec<Failure>) {
    let other = |same: &dyn Fn(&UnitData) -> bool| {
        units.iter().find(|unit| Some(unit.id) != id && unit.data.valid_to.is_none() && same(&unit.data))
    };
    if let Some(code) = &data.code {
        if !is_division_code(code) {
            failures.push(Failure::invalid("unit-code-form").at("code").with("code", code.as_str()));
        } else if let Some(unit) = other(&|data| data.code.as_ref() == Some(code)) {
            failures.push(taken_by("unit-code-taken", unit, code).at("code"));
        }
    }
    if let Some(code) = &data.credit_code {
        match check_credit_code(code) {
            Err(fault) => {
                let key = match fault {
                    CreditCodeFault::Length => "unit-credit-code-length",
                    CreditCodeFault::Character => "unit-credit-code-character",
                    CreditCodeFault::Organisation | CreditCodeFault::Check => "unit-credit-code-check",
                };
                failures.push(Failure::invalid(key).at("credit_code").with("code", code.as_str()));
            }
            Ok(()) => {
                if let Some(unit) = other(&|data| data.credit_code.as_ref() == Some(code)) {
                    failures.push(taken_by("unit-code-taken", unit, code).at("credit_code"));
                }
            }
        }
    }
}

fn taken_by(key: &'static str, unit: &Unit, what: &str) -> Failure {
    Failure::invalid(key).with("name", what).with("unit", unit.data.name_zh.as_str())
}

fn place(id: Option<Id>, data: &UnitData, units: &Units, failures: &mut Vec<Failure>) {
    let Some(parent) = data.parent else { return };
    let Some(above) = units.get(parent) else {
        failures.push(Failure::invalid("unit-parent-unknown").at("parent"));
        return;
    };
    let chain = units.ancestors(parent);
    if id.is_some_and(|id| id == parent || chain.contains(&id)) {
        failures.push(Failure::invalid("unit-cycle").at("parent").with("unit", above.data.name_zh.as_str()));
    } else if chain.len() + 2 > DEPTH_MAX {
        failures.push(Failure::invalid("unit-too-deep").at("parent").with("max", DEPTH_MAX));
    }
    if let Some(to) = above.data.valid_to
        && data.valid_to.is_none_or(|own| own > to)
    {
        let failure = Failure::invalid("unit-parent-closed").at("parent");
        failures.push(failure.with("unit", above.data.name_zh.as_str()).with("day", to));
    }
}

fn taken(id: Option<Id>, data: &UnitData, units: &Units, failures: &mut Vec<Failure>) {
    let mut one = |field: &'static str, name: &str| {
        let open = |unit: &&Unit| Some(unit.id) != id && unit.data.valid_to.is_none();
        if !name.is_empty()
            && let Some(unit) = units.all_by_name(name).find(open)
        {
            failures.push(taken_by("unit-name-taken", unit, name).at(field));
        }
    };
    one("name_zh", &data.name_zh);
    one("name_en", &data.name_en);
    one("short_zh", &data.short_zh);
    one("short_en", &data.short_en);
    data.aliases.iter().for_each(|alias| one("aliases", alias));
}

/// Whether a unit may end with `day`: it must have begun, and no unit below may go on longer.
pub fn check_close(unit: &Unit, day: Day, units: &Units) -> Outcome<()> {
    if unit.data.valid_to.is_some() {
        return Err(Failure::conflict("unit-closed-already"));
    }
    if let Some(from) = unit.data.valid_from.filter(|from| day < *from) {
        return Err(Failure::invalid("unit-period-backwards").at("day").with("from", from).with("to", day));
    }
    let outlives = |id: &Id| {
        let below = units.get(*id).filter(|below| below.id != unit.id)?;
        below.data.valid_to.is_none_or(|to| to > day).then_some(below)
    };
    match units.subtree(unit.id).iter().find_map(outlives) {
        Some(below) => {
            Err(Failure::conflict("unit-has-units-below").with("unit", below.data.name_zh.as_str()).at("day"))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(name: &str, parent: i64) -> UnitData {
        UnitData { parent: (parent != 0).then_some(Id(parent)), name_zh: name.into(), ..UnitData::default() }
    }

    fn tree() -> Units {
        let unit = |id, data| Unit { id: Id(id), version: 1, data };
        let mut closed = data("旧局", 0);
        closed.valid_to = Day::from_ymd(2020, 12, 31);
        let mut zone = data("天津经济技术开发区", 0);
        zone.aliases = vec!["经开区".into()];
        zone.code = Some("120116400".into());
        Units::new(vec![
            unit(1, zone),
            unit(2, data("示例镇", 1)),
            unit(3, data("示例村", 2)),
            unit(4, closed),
        ])
    }

    fn faults(id: Option<i64>, data: UnitData) -> Vec<String> {
        match check(id.map(Id), &clean(data), &tree()) {
            Ok(()) => Vec::new(),
            Err(first) => std::iter::once(&first)
                .chain(&first.more)
                .map(|f| format!("{} {}", f.message.key, f.field.clone().unwrap_or_default()))
                .collect(),
        }
    }

    #[test]
    fn each_fault_is_named_with_its_field() {
        let with = |change: &dyn Fn(&mut UnitData)| {
            let mut data = data("新单位", 0);
            change(&mut data);
            faults(None, data)
        };
        let one = |text: &str| vec![text.to_owned()];
        assert_eq!(with(&|_| {}), Vec::<String>::new());
        assert_eq!(with(&|d| d.name_zh = "  ".into()), one("unit-name-missing name_zh"));
        assert_eq!(with(&|d| d.name_zh = "长".repeat(101)), one("unit-name-long name_zh"));
        assert_eq!(with(&|d| d.name_en = "a\u{202e}b".into()), one("unit-name-characters name_en"));
        assert_eq!(with(&|d| d.short_zh = "经 开 区".into()), one("unit-name-taken short_zh"));
        assert_eq!(with(&|d| d.aliases = vec!["示例镇".into()]), one("unit-name-taken aliases"));
        assert_eq!(
            with(&|d| d.name_zh = "旧局".into()),
            Vec::<String>::new(),
            "a closed unit's name is free"
        );
        assert_eq!(with(&|d| d.code = Some("99".into())), one("unit-code-form code"));
        assert_eq!(with(&|d| d.code = Some("１２０１１６４００".into())), one("unit-code-taken code"));
        assert_eq!(with(&|d| d.credit_code = Some("123".into())), one("unit-credit-code-length credit_code"));
        assert_eq!(
            with(&|d| d.credit_code = Some("914403001922038217".into())),
            one("unit-credit-code-check credit_code")
        );
        assert_eq!(
            with(&|d| d.credit_code = Some("9144030019220382I6".into())),
            one("unit-credit-code-character credit_code")
        );
        assert_eq!(with(&|d| d.credit_code = Some("9144 0300 1922 0382 16".into())), Vec::<String>::new());
        assert_eq!(with(&|d| d.parent = Some(Id(99))), one("unit-parent-unknown parent"));
        assert_eq!(with(&|d| d.parent = Some(Id(4))), one("unit-parent-closed parent"));
        assert_eq!(with(&|d| d.sort = i64::MAX), one("unit-sort-range sort"));
        assert_eq!(
            with(&|d| {
                d.valid_from = Day::from_ymd(2026, 1, 2);
                d.valid_to = Day::from_ymd(2026, 1, 1);
            }),
            one("unit-period-backwards valid_to")
        );
        assert_eq!(
            with(&|d| {
                d.name_zh.clear();
                d.code = Some("x".into())
            })
            .len(),
            2,
            "all faults at once"
        );
    }

    #[test]
    fn a_unit_never_stands_above_itself() {
        for (id, parent, expected) in [(1, 1, true), (1, 2, true), (1, 3, true), (3, 1, false), (2, 0, false)]
        {
            let unit = tree().get(Id(id)).unwrap().data.clone();
            let moved = UnitData { parent: (parent != 0).then_some(Id(parent)), ..unit };
            let found = faults(Some(id), moved).contains(&"unit-cycle parent".to_owned());
            assert_eq!(found, expected, "{id} below {parent}");
        }
    }

    #[test]
    fn formulas_and_markup_stay_the_text_they_are() {
        for name in ["=1+1", "@SUM(A1)", "<script>alert(1)</script>", "'; drop table unit; --", "{{7*7}}"] {
            assert_eq!(clean(data(name, 0)).name_zh, name);
            assert_eq!(faults(None, data(name, 0)), Vec::<String>::new());
        }
    }

    #[test]
    fn closing_waits_for_the_units_below() {
        let units = tree();
        let day = Day::from_ymd(2026, 6, 30).unwrap();
        let key = |id| {
            check_close(units.get(Id(id)).unwrap(), day, &units).err().map(|f| f.message.key.to_string())
        };
        assert_eq!(key(1).as_deref(), Some("unit-has-units-below"));
        assert_eq!(key(3), None);
        assert_eq!(key(4).as_deref(), Some("unit-closed-already"));
    }
}
