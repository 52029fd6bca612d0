//! Which papers an act may name. Pure.

use std::collections::BTreeSet;

use qipan_kernel::{Failure, Id, Outcome};

use super::model::Paper;

/// Most papers of one act.
pub const MOST: usize = 10;

/// `RULE paper.named` — an act names papers of its own project that the actor handed in and that belong to nothing yet, each
/// once: a paper that was filed is not filed again under another thing.
///
/// # Errors
/// At `field`: too many; unknown, another's, or named already.
pub fn may_name(papers: &[Option<Paper>], project: Id, by: Id, field: &'static str) -> Outcome<()> {
    if papers.len() > MOST {
        return Err(Failure::invalid("paper-too-many").with("most", MOST).at(field));
    }
    let mut seen = BTreeSet::new();
    for paper in papers {
        let fine = paper.as_ref().is_some_and(|one| {
            one.project == project && one.handed_by == by && one.of.is_none() && seen.insert(one.id)
        });
        if !fine {
            return Err(Failure::invalid("paper-unknown").at(field));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use qipan_kernel::Moment;

    use super::super::model::{Of, Taken};
    use super::*;

    #[test]
    fn an_act_names_what_its_actor_handed_in_and_nobody_named() {
        let paper = |id: i64, project: i64, by: i64, of: Option<(Of, Id)>| {
            let file = Taken {
                name: "可研.pdf".into(),
                media: "application/pdf".into(),
                size: 9,
                digest: String::new(),
            };
            let (project, by) = (Id(project), Id(by));
            Some(Paper {
                id: Id(id),
                project,
                of,
                file,
                handed_at: Moment(0),
                handed_by: by,
                handed_name: String::new(),
            })
        };
        for (papers, fine) in [
            (vec![], true),
            (vec![paper(1, 7, 3, None)], true),
            (vec![paper(1, 7, 3, None), paper(2, 7, 3, None)], true),
            (vec![paper(1, 7, 3, None), paper(1, 7, 3, None)], false),
            (vec![None], false),
            (vec![paper(1, 8, 3, None)], false),
            (vec![paper(1, 7, 4, None)], false),
            (vec![paper(1, 7, 3, Some((Of::Filing, Id(5))))], false),
            ((0..=MOST as i64).map(|id| paper(id, 7, 3, None)).collect(), false),
        ] {
            let found = may_name(&papers, Id(7), Id(3), "papers");
            assert_eq!(found.is_ok(), fine, "{papers:?}");
        }
    }
}
