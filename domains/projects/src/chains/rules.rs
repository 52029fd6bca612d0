//! What must hold of a chain, and what is said of its links. Pure.

use std::collections::{HashMap, HashSet};

use qipan_kernel::{Failure, Id, Outcome};

use super::model::{ChainData, Link, State};
use crate::book::model::{Stage, Standing};
use crate::book::rules::{LINE_MAX, NAME_MAX, TEXT_MAX};

/// Most links of a chain.
pub const LINKS_MAX: usize = 60;
/// Most enterprises, and most projects, on one link.
pub const ON_LINK_MAX: usize = 200;

/// What must hold of a chain. A fault of a link is told with its number in `row`.
///
/// # Errors
/// All of what is wrong, each at its field.
pub fn check(data: &ChainData) -> Outcome<()> {
    let mut wrong = Vec::new();
    let required = |field: &'static str| Failure::invalid("form-required").at(field);
    let long =
        |most: usize, field: &'static str| Failure::invalid("project-text-long").with("most", most).at(field);
    let mut must = |fine: bool, failure: Failure| {
        if !fine {
            wrong.push(failure);
        }
    };
    let within = |text: &str, most: usize| text.chars().count() <= most;
    must(!data.name.trim().is_empty(), required("name"));
    must(within(&data.name, NAME_MAX), long(NAME_MAX, "name"));
    must(within(&data.leader, LINE_MAX), long(LINE_MAX, "leader"));
    must(within(&data.head, LINE_MAX), long(LINE_MAX, "head"));
    must(within(&data.aim, TEXT_MAX), long(TEXT_MAX, "aim"));
    must(
        data.links.len() <= LINKS_MAX,
        Failure::invalid("chain-many-links").with("most", LINKS_MAX).at("link"),
    );
    let mut names = HashSet::new();
    for (row, link) in data.links.iter().enumerate() {
        let mut must = |fine: bool, failure: Failure| {
            if !fine {
                wrong.push(failure.with("row", row + 1));
            }
        };
        let name = link.name.trim();
        must(!name.is_empty(), required("link"));
        must(within(name, NAME_MAX), long(NAME_MAX, "link"));
        must(
            names.insert(name.to_owned()),
            Failure::invalid("chain-link-twice").with("name", name).at("link"),
        );
        must(within(&link.why, TEXT_MAX), long(TEXT_MAX, "why"));
        let said = link.state == State::Present || !link.why.trim().is_empty();
        must(said, Failure::invalid("chain-why").with("name", name).at("why"));
        let empty = link.state != State::Missing || link.enterprises.is_empty();
        must(empty, Failure::invalid("chain-missing-has").with("name", name).at("state"));
        let named = link.enterprises.iter().all(|one| {
            !one.name.trim().is_empty() && within(&one.name, NAME_MAX) && within(&one.makes, LINE_MAX)
        });
        must(named, required("enterprise"));
        let few = link.enterprises.len() <= ON_LINK_MAX && link.projects.len() <= ON_LINK_MAX;
        must(few, Failure::invalid("chain-many-on-link").with("most", ON_LINK_MAX).at("link"));
        let once = link.projects.iter().collect::<HashSet<_>>().len() == link.projects.len();
        must(once, Failure::invalid("chain-project-twice").with("name", name).at("project"));
    }
    Failure::collect(wrong)
}

/// What a project does for its link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// It is not there yet and would fill the link: from conception to preparation.
    WouldFill,
    /// It is being built.
    Building,
    /// It stands: finished, producing.
    Stands,
    /// It was halted, taken out or ended.
    Gone,
}

/// Rule chain-part — what a project does for its link.
pub fn part(stage: Stage, standing: Standing) -> Part {
    match (standing, stage) {
        (Standing::Halted | Standing::Removed | Standing::Ended, _) => Part::Gone,
        (_, stage) if stage <= Stage::Preparing => Part::WouldFill,
        (_, Stage::Started | Stage::Building) => Part::Building,
        _ => Part::Stands,
    }
}

/// What is said of a link besides its state.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Finding {
    /// Projects that would fill it.
    pub fillers: Vec<Id>,
    /// Projects that are being built on it.
    pub building: Vec<Id>,
    /// Projects that stand on it.
    pub standing: Vec<Id>,
    /// Weak or missing, and nothing under way would change that.
    pub open: bool,
    /// Said to be complete, with nobody on it.
    pub doubtful: bool,
}

/// Rule chain-gap — what is said of a link, given the stage and standing of the projects on it.
pub fn finding(link: &Link, known: &HashMap<Id, (Stage, Standing)>) -> Finding {
    let mut found = Finding::default();
    for id in &link.projects {
        let Some((stage, standing)) = known.get(id) else { continue };
        match part(*stage, *standing) {
            Part::WouldFill => found.fillers.push(*id),
            Part::Building => found.building.push(*id),
            Part::Stands => found.standing.push(*id),
            Part::Gone => {}
        }
    }
    found.open = link.state != State::Present && found.fillers.is_empty() && found.building.is_empty();
    found.doubtful = link.state == State::Present && link.enterprises.is_empty() && found.standing.is_empty();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chains::model::{Enterprise, Tier};

    fn link(name: &str, state: State, why: &str, enterprises: &[&str], projects: &[i64]) -> Link {
        Link {
            name: name.into(),
            tier: Tier::Upstream,
            state,
            why: why.into(),
            enterprises: enterprises
                .iter()
                .map(|name| Enterprise { name: (*name).into(), makes: String::new() })
                .collect(),
            projects: projects.iter().map(|id| Id(*id)).collect(),
        }
    }

    fn chain(name: &str, links: Vec<Link>) -> ChainData {
        ChainData {
            name: name.into(),
            lead_unit: Id(1),
            leader: String::new(),
            head: String::new(),
            aim: String::new(),
            links,
        }
    }

    #[test]
    fn chains_that_are_fine_and_those_that_are_not() {
        use State::{Missing, Present, Weak};
        let fine = vec![
            link("电芯", Present, "", &["示例电池"], &[1, 2]),
            link("隔膜", Missing, "本地无企业，全靠外购", &[], &[3]),
            link("电控", Weak, "产能不足", &["示例电控"], &[]),
        ];
        assert_eq!(check(&chain("新能源汽车", fine)), Ok(()));
        assert_eq!(check(&chain("新能源汽车", vec![])), Ok(()));
        for (wrong, key, field) in [
            (chain(" ", vec![]), "form-required", "name"),
            (chain("链", vec![link("", Present, "", &[], &[])]), "form-required", "link"),
            (
                chain("链", vec![link("电芯", Present, "", &[], &[]), link(" 电芯", Present, "", &[], &[])]),
                "chain-link-twice",
                "link",
            ),
            (chain("链", vec![link("电芯", Weak, " ", &[], &[])]), "chain-why", "why"),
            (
                chain("链", vec![link("电芯", Missing, "无", &["示例电池"], &[])]),
                "chain-missing-has",
                "state",
            ),
            (chain("链", vec![link("电芯", Present, "", &[" "], &[])]), "form-required", "enterprise"),
            (chain("链", vec![link("电芯", Present, "", &[], &[1, 1])]), "chain-project-twice", "project"),
            (chain("链", vec![link("电芯", Present, "", &[], &[]); 61]), "chain-many-links", "link"),
        ] {
            let refused = check(&wrong).unwrap_err();
            assert_eq!((&*refused.message.key, refused.field.as_deref()), (key, Some(field)));
        }
    }

    #[test]
    fn what_projects_do_for_their_link() {
        use Standing::{Active, Ended, Halted, Removed, Slowed};
        for (stage, standing, expected) in [
            (Stage::Conceived, Active, Part::WouldFill),
            (Stage::Reserved, Active, Part::WouldFill),
            (Stage::Negotiating, Slowed, Part::WouldFill),
            (Stage::Preparing, Active, Part::WouldFill),
            (Stage::Started, Active, Part::Building),
            (Stage::Building, Slowed, Part::Building),
            (Stage::Completed, Active, Part::Stands),
            (Stage::AtCapacity, Active, Part::Stands),
            (Stage::Reserved, Removed, Part::Gone),
            (Stage::Building, Halted, Part::Gone),
            (Stage::Signed, Ended, Part::Gone),
        ] {
            assert_eq!(part(stage, standing), expected, "{stage:?} {standing:?}");
        }
    }

    #[test]
    fn gaps_and_doubts() {
        use State::{Missing, Present, Weak};
        let known: HashMap<Id, (Stage, Standing)> = [
            (Id(1), (Stage::Negotiating, Standing::Active)),
            (Id(2), (Stage::Building, Standing::Active)),
            (Id(3), (Stage::Producing, Standing::Active)),
            (Id(4), (Stage::Reserved, Standing::Removed)),
        ]
        .into();
        for (link, open, doubtful) in [
            (link("隔膜", Missing, "无", &[], &[]), true, false),
            (link("隔膜", Missing, "无", &[], &[4]), true, false),
            (link("隔膜", Missing, "无", &[], &[9]), true, false),
            (link("隔膜", Missing, "无", &[], &[1]), false, false),
            (link("电控", Weak, "少", &["甲"], &[2]), false, false),
            (link("电控", Weak, "少", &["甲"], &[3]), true, false),
            (link("整车", Present, "", &["甲"], &[]), false, false),
            (link("整车", Present, "", &[], &[3]), false, false),
            (link("整车", Present, "", &[], &[1]), false, true),
        ] {
            let found = finding(&link, &known);
            assert_eq!((found.open, found.doubtful), (open, doubtful), "{link:?}");
        }
    }
}
