//! When the next visit is due, and what must hold of contracts, groups and visits. Pure.

use qipan_kernel::{Day, Failure, Outcome};

use super::model::{GroupInput, Pledge, PledgeInput, Role, VisitInput};
use crate::book::rules::{LINE_MAX, NAME_MAX, TEXT_MAX};
use crate::problems::rules::PROBLEM_MAX;
use crate::work::rules::VisitRules;

/// Most problems that one visit opens.
pub const OPENED_MAX: usize = 12;
/// Most members of a group.
const MEMBERS_MAX: usize = 60;

/// Whether a visit is due.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Due {
    /// No visits are asked.
    Never,
    /// On this day at the latest.
    On(Day),
    /// On this day at the latest, which is near.
    Near(Day),
    /// It was due on this day.
    Over(Day),
}

/// Rule visit-due — so many months after the last visit, or after the contract began (“包联领导每季度至少到现场一次” and the like: the
/// number is data); a contract that ended asks for none.
pub fn due(pledge: &Pledge, rules: &VisitRules, today: Day) -> Due {
    let months = pledge.data.every.unwrap_or(match pledge.data.role {
        Role::Main => rules.main_months,
        Role::Other => rules.other_months,
        _ => 0,
    });
    if months == 0 || !pledge.data.role.leads() || pledge.to.is_some_and(|to| to < today) {
        return Due::Never;
    }
    let last = pledge.visited.map_or(pledge.data.from, |day| day.max(pledge.data.from));
    let day = last.plus_months(months);
    match day {
        over if over < today => Due::Over(over),
        near if near - today <= rules.near_days => Due::Near(near),
        later => Due::On(later),
    }
}

fn text(wrong: &mut Vec<Failure>, field: &'static str, text: &str, most: usize, required: bool) {
    let length = text.chars().count();
    if required && text.trim().is_empty() {
        wrong.push(Failure::invalid("form-required").at(field));
    } else if length > most {
        wrong.push(Failure::invalid("form-too-long").with("max", most).with("length", length).at(field));
    }
}

/// Rule pledge-borne — somebody bears it: a post, a person, or at least a name.
///
/// # Errors
/// All of what is wrong, at its field.
pub fn check(input: &PledgeInput) -> Outcome<()> {
    let mut wrong = Vec::new();
    text(&mut wrong, "name", &input.name, LINE_MAX, input.bearer.is_none());
    if input.every.is_some_and(|months| !(0..=24).contains(&months)) {
        wrong.push(Failure::invalid("form-out-of-range").with("min", 0).with("max", 24).at("every"));
    }
    Failure::collect(wrong)
}

/// Rule group-formed — a name, at least one project, members of a number that can meet.
///
/// # Errors
/// All of what is wrong, at its field.
pub fn check_group(input: &GroupInput) -> Outcome<()> {
    let mut wrong = Vec::new();
    text(&mut wrong, "name", &input.name, NAME_MAX, true);
    text(&mut wrong, "duties", &input.duties, TEXT_MAX, false);
    if input.projects.is_empty() {
        wrong.push(Failure::invalid("form-required").at("projects"));
    }
    if input.members.len() > MEMBERS_MAX {
        wrong.push(Failure::invalid("group-members-many").with("most", MEMBERS_MAX).at("members"));
    }
    for member in &input.members {
        text(&mut wrong, "members", &member.person, LINE_MAX, false);
        text(&mut wrong, "members", &member.duty, LINE_MAX, false);
    }
    Failure::collect(wrong)
}

/// Rule visit-noted — who came, what was found, on a day that has come and lies within the last year; what it opens has words,
/// and a limit where it has a unit.
///
/// # Errors
/// All of what is wrong, at its field.
pub fn check_visit(input: &VisitInput, today: Day) -> Outcome<()> {
    let mut wrong = Vec::new();
    text(&mut wrong, "who", &input.who, LINE_MAX, true);
    text(&mut wrong, "found", &input.found, TEXT_MAX, true);
    text(&mut wrong, "promised", &input.promised, TEXT_MAX, false);
    if input.day > today || input.day < today - 366 {
        wrong.push(Failure::invalid("visit-day").at("day"));
    }
    if input.problems.len() > OPENED_MAX {
        wrong.push(Failure::invalid("visit-problems-many").with("most", OPENED_MAX).at("problems"));
    }
    for one in &input.problems {
        text(&mut wrong, "problems", &one.text, PROBLEM_MAX, true);
        if one.unit.is_some() != one.due_day.is_some() {
            wrong.push(Failure::invalid("visit-unit-and-limit").at("problems"));
        }
        if one.due_day.is_some_and(|due| due < today) {
            wrong.push(Failure::invalid("problem-due-past").at("problems"));
        }
    }
    Failure::collect(wrong)
}

#[cfg(test)]
mod tests {
    use qipan_kernel::Id;

    use super::*;
    use crate::pledges::model::Opened;
    use crate::problems::model::Class;
    use crate::work::WorkRules;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn pledge(role: Role, every: Option<i32>, visited: Option<&str>, to: Option<&str>) -> Pledge {
        let data = PledgeInput {
            role,
            name: "王示例".into(),
            bearer: None,
            unit: None,
            every,
            from: day("2026-01-31"),
        };
        Pledge {
            id: Id(1),
            project: Id(1),
            data,
            to: to.map(day),
            why: String::new(),
            visited: visited.map(day),
        }
    }

    #[test]
    fn visits_are_due_by_the_rule_of_the_role_or_their_own() {
        let rules = WorkRules::built_in().unwrap().visits;
        for (role, every, visited, to, today, expected) in [
            // Three months from the last day of January end on the last of April.
            (Role::Main, None, None, None, "2026-04-01", Due::On(day("2026-04-30"))),
            (Role::Main, None, None, None, "2026-04-16", Due::Near(day("2026-04-30"))),
            (Role::Main, None, None, None, "2026-04-30", Due::Near(day("2026-04-30"))),
            (Role::Main, None, None, None, "2026-05-01", Due::Over(day("2026-04-30"))),
            (Role::Main, None, Some("2026-03-10"), None, "2026-05-01", Due::On(day("2026-06-10"))),
            (Role::Other, Some(1), Some("2026-03-10"), None, "2026-05-01", Due::Over(day("2026-04-10"))),
            (Role::Other, Some(0), None, None, "2026-05-01", Due::Never),
            (Role::Liaison, None, None, None, "2026-12-01", Due::Never),
            (Role::Main, None, None, Some("2026-04-01"), "2026-05-01", Due::Never),
            // A visit of a predecessor before the contract began does not count for it.
            (Role::Main, None, Some("2025-12-01"), None, "2026-04-01", Due::On(day("2026-04-30"))),
        ] {
            let found = due(&pledge(role, every, visited, to), &rules, day(today));
            assert_eq!(found, expected, "{role:?} {every:?} {visited:?} {today}");
        }
    }

    #[test]
    fn contracts_groups_and_visits_are_checked_at_their_fields() {
        let fine = pledge(Role::Main, None, None, None).data;
        assert_eq!(check(&fine), Ok(()));
        let nobody = PledgeInput { name: " ".into(), ..fine.clone() };
        assert_eq!(check(&nobody).unwrap_err().field.as_deref(), Some("name"));
        let often = PledgeInput { every: Some(25), ..fine };
        assert_eq!(check(&often).unwrap_err().field.as_deref(), Some("every"));
        let group = GroupInput {
            name: "整车基地专班".into(),
            lead_unit: Id(1),
            head: None,
            members: Vec::new(),
            projects: vec![Id(1)],
            duties: String::new(),
        };
        assert_eq!(check_group(&group), Ok(()));
        let none = GroupInput { projects: Vec::new(), name: String::new(), ..group };
        let failure = check_group(&none).unwrap_err();
        assert_eq!(
            (failure.field.as_deref(), failure.more[0].field.as_deref()),
            (Some("name"), Some("projects"))
        );
        let opened = |unit: Option<i64>, due: Option<&str>| Opened {
            class: Class::Land,
            text: "用地".into(),
            unit: unit.map(Id),
            due_day: due.map(day),
        };
        let visit = |on: &str, found: &str, problems: Vec<Opened>| VisitInput {
            pledge: None,
            day: day(on),
            who: "王示例".into(),
            found: found.into(),
            promised: String::new(),
            problems,
        };
        let today = day("2026-05-01");
        assert_eq!(
            check_visit(&visit("2026-05-01", "正常", vec![opened(Some(1), Some("2026-05-20"))]), today),
            Ok(())
        );
        for (wrong, field) in [
            (visit("2026-05-02", "正常", vec![]), "day"),
            (visit("2025-01-01", "正常", vec![]), "day"),
            (visit("2026-05-01", " ", vec![]), "found"),
            (visit("2026-05-01", "正常", vec![opened(Some(1), None)]), "problems"),
            (visit("2026-05-01", "正常", vec![opened(Some(1), Some("2026-04-20"))]), "problems"),
            (visit("2026-05-01", "正常", vec![opened(None, None); 13]), "problems"),
        ] {
            assert_eq!(check_visit(&wrong, today).unwrap_err().field.as_deref(), Some(field));
        }
    }
}
