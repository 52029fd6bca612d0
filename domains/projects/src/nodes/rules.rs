//! What must hold of nodes. Pure.

use qipan_kernel::{Failure, Id, Outcome};

use super::model::NodeInput;
use crate::book::rules::NAME_MAX;

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
}
