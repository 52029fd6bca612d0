//! What must hold of nodes. Pure.

use qipan_kernel::{Failure, Id, Outcome};

use super::model::{NodeChange, NodeInput};
use crate::book::rules::{LINE_MAX, NAME_MAX, TEXT_MAX};

/// Most nodes of one project.
pub const MOST: usize = 400;

/// New nodes beside those there are: names and days, and that what must be done before is there.
///
/// # Errors
/// All of what is wrong, with `row` naming which node.
pub fn check(new: &[NodeInput], there: &[Id]) -> Outcome<()> {
    let mut wrong = Vec::new();
    if new.is_empty() {
        return Err(Failure::invalid("node-none").at("name"));
    }
    if new.len() + there.len() > MOST {
        return Err(Failure::invalid("node-too-many").with("most", MOST).at("name"));
    }
    for (row, one) in new.iter().enumerate() {
        let mut fault = |key: &'static str, field: &'static str| {
            wrong.push(Failure::invalid(key).with("row", row + 1).at(field));
        };
        if one.name.trim().is_empty() || one.name.chars().count() > NAME_MAX {
            fault("node-name", "name");
        }
        if one.due_day < one.start_day {
            fault("node-due-before-start", "due_day");
        }
        // Only what stands before it: so nothing ever waits in a circle.
        let rows = one.after_rows.iter().all(|before| (1..=row).contains(before));
        if !rows || one.after.iter().any(|id| !there.contains(id)) {
            fault("node-after-unknown", "after");
        }
    }
    Failure::collect(wrong)
}

/// A node of a project is to be changed: `there` is each node of the project with what it waits for.
///
/// # Errors
/// All of what is wrong, each at its field.
pub fn check_change(own: Id, change: &NodeChange, there: &[(Id, Vec<Id>)]) -> Outcome<()> {
    let mut wrong = Vec::new();
    let texts = [("name", &change.name, NAME_MAX), ("reason", &change.reason, TEXT_MAX)];
    for (field, text, most) in texts.into_iter().chain([("person", &change.person, LINE_MAX)]) {
        if text.trim().is_empty() && field != "person" {
            wrong.push(Failure::invalid("form-required").at(field));
        } else if text.chars().count() > most {
            wrong.push(Failure::invalid("form-too-long").with("max", most).at(field));
        }
    }
    if change.due_day < change.start_day {
        wrong.push(Failure::invalid("node-change-due").at("due_day"));
    }
    let known = |id: &Id| there.iter().any(|(one, _)| one == id);
    if !change.after.iter().all(|id| *id != own && known(id)) {
        wrong.push(Failure::invalid("node-change-after").at("after"));
    } else if waits_for(own, &change.after, there) {
        wrong.push(Failure::invalid("node-change-circle").at("after"));
    }
    Failure::collect(wrong)
}

/// Whether one of `after`, or what it waits for in turn, waits for `own`.
fn waits_for(own: Id, after: &[Id], there: &[(Id, Vec<Id>)]) -> bool {
    let mut seen: Vec<Id> = Vec::new();
    let mut next: Vec<Id> = after.to_vec();
    while let Some(id) = next.pop() {
        if id == own {
            return true;
        }
        if !seen.contains(&id) {
            seen.push(id);
            next.extend(there.iter().filter(|(one, _)| *one == id).flat_map(|(_, before)| before));
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use qipan_kernel::Day;

    use super::*;
    use crate::nodes::model::NodeKind;

    fn node(name: &str, start: i32, due: i32, after: &[i64], after_rows: &[usize]) -> NodeInput {
        NodeInput {
            kind: NodeKind::Building,
            word: String::new(),
            name: name.into(),
            unit: None,
            person: String::new(),
            start_day: Day(start),
            due_day: Day(due),
            after: after.iter().map(|id| Id(*id)).collect(),
            after_rows: after_rows.to_vec(),
        }
    }

    #[test]
    fn nodes_have_names_days_and_wait_for_what_is_there() {
        let there = [Id(7), Id(8)];
        let fine = [node("封顶", 0, 9, &[7], &[]), node("验收", 10, 10, &[8], &[1])];
        assert_eq!(check(&fine, &there), Ok(()));
        for (wrong, key) in [
            (node(" ", 0, 9, &[], &[]), "node-name"),
            (node(&"封".repeat(121), 0, 9, &[], &[]), "node-name"),
            (node("封顶", 9, 8, &[], &[]), "node-due-before-start"),
            (node("封顶", 0, 9, &[9], &[]), "node-after-unknown"),
            (node("封顶", 0, 9, &[], &[0]), "node-after-unknown"),
            // Itself, and what comes after it in the same act.
            (node("封顶", 0, 9, &[], &[1]), "node-after-unknown"),
            (node("封顶", 0, 9, &[], &[2]), "node-after-unknown"),
        ] {
            assert_eq!(check(&[wrong], &there).unwrap_err().message.key, key);
        }
        assert_eq!(check(&[], &there).unwrap_err().message.key, "node-none");
        let many: Vec<Id> = (0..MOST as i64).map(Id).collect();
        assert_eq!(check(&fine, &many).unwrap_err().message.key, "node-too-many");
    }

    #[test]
    fn a_changed_node_has_a_name_days_a_reason_and_waits_in_no_circle() {
        // 9 waits for 8, and 8 for 7.
        let there = [(Id(7), vec![]), (Id(8), vec![Id(7)]), (Id(9), vec![Id(8)])];
        let change = |name: &str, start: i32, due: i32, after: &[i64], reason: &str| NodeChange {
            version: 1,
            name: name.into(),
            person: String::new(),
            start_day: Day(start),
            due_day: Day(due),
            after: after.iter().map(|id| Id(*id)).collect(),
            reason: reason.into(),
        };
        let long = "封".repeat(121);
        for (own, change, wrong) in [
            (8, change("封顶", 0, 9, &[7], "设计调整"), vec![]),
            (9, change("封顶", 9, 9, &[7, 8], "设计调整"), vec![]),
            (8, change(" ", 0, 9, &[], ""), vec![("name", "form-required"), ("reason", "form-required")]),
            (8, change(&long, 0, 9, &[], "是"), vec![("name", "form-too-long")]),
            (8, change("封顶", 9, 8, &[], "是"), vec![("due_day", "node-change-due")]),
            (8, change("封顶", 0, 9, &[8], "是"), vec![("after", "node-change-after")]),
            (8, change("封顶", 0, 9, &[6], "是"), vec![("after", "node-change-after")]),
            (8, change("封顶", 0, 9, &[9], "是"), vec![("after", "node-change-circle")]),
            (7, change("封顶", 0, 9, &[9], "是"), vec![("after", "node-change-circle")]),
        ] {
            let found = match check_change(Id(own), &change, &there) {
                Ok(()) => Vec::new(),
                Err(failure) => std::iter::once(&failure)
                    .chain(&failure.more)
                    .map(|one| (one.field.clone().unwrap_or_default(), one.message.key.to_string()))
                    .collect(),
            };
            let found: Vec<_> = found.iter().map(|(field, key)| (field.as_str(), key.as_str())).collect();
            assert_eq!(found, wrong, "{own} {change:?}");
        }
    }
}
