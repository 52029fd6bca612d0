//! Rows of post-evaluations.

use qipan_kernel::{Id, Moment, Outcome};
use qipan_store::{Tx, column, params};
use serde_json::json;

use super::model::{Post, PostResult};

/// The post-evaluation of a project.
pub fn of(tx: &mut Tx<'_>, project: Id) -> Outcome<Option<Post>> {
    tx.first(
        "select commitment, evaluator, from_day, due_day, chosen_name from project_post_evaluation where project = $1",
        params![project],
        |row| {
            Ok(Post {
                commitment: row.get(0)?,
                evaluator: row.get(1)?,
                from: row.get(2)?,
                due: row.get(3)?,
                chosen_name: row.get(4)?,
            })
        },
    )
}

/// A project is chosen for a post-evaluation.
pub fn choose(tx: &mut Tx<'_>, project: Id, post: &Post, at: Moment) -> Outcome<()> {
    tx.queue(
        "insert into project_post_evaluation (project, commitment, evaluator, from_day, due_day, chosen_at, chosen_name)
         values ($1, $2, $3, $4, $5, $6, $7)",
        params![project, post.commitment, &post.evaluator, post.from, post.due, at, &post.chosen_name],
    )
}

/// The result of a post-evaluation.
pub fn result(tx: &mut Tx<'_>, project: Id) -> Outcome<Option<PostResult>> {
    tx.first(
        "select day, evaluator, grade, conclusions, recommendations, entered_at, entered_name from project_post_result
         where project = $1",
        params![project],
        |row| {
            Ok(PostResult {
                day: row.get(0)?,
                evaluator: row.get(1)?,
                grade: column::word(row, 2)?,
                conclusions: column::json(row, 3)?,
                recommendations: row.get(4)?,
                entered_at: row.get(5)?,
                entered_name: row.get(6)?,
            })
        },
    )
}

/// A post-evaluation has its result.
pub fn conclude(tx: &mut Tx<'_>, project: Id, result: &PostResult) -> Outcome<()> {
    tx.queue(
        "insert into project_post_result (project, day, evaluator, grade, conclusions, recommendations, entered_at,
           entered_name)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            project,
            result.day,
            &result.evaluator,
            result.grade.as_str(),
            json!(result.conclusions).to_string(),
            &result.recommendations,
            result.entered_at,
            &result.entered_name
        ],
    )
}
