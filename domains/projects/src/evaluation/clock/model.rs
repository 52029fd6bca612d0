//! The clock of a self-evaluation, as values.

use qipan_kernel::{Day, Id};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::evaluation::model::{Evaluation, State};

/// By when the self-evaluation of a year is due.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clock {
    /// What it is on the board.
    pub commitment: Id,
    /// Its limit.
    pub due: Day,
    /// Who asked for it, or began it unasked.
    pub asked_name: String,
    /// Why it was sent back last; empty when it was not.
    pub returned: String,
}

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskInput {
    /// The limit; by default 31 March after the year, or thirty days from today where that is later.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub due: Option<Day>,
}

/// What a project's year has: its form, its clock, either of them, or neither yet.
#[derive(Clone, PartialEq, Debug)]
pub struct Standing {
    /// The project.
    pub project: Id,
    /// What is filled in.
    pub form: Option<Evaluation>,
    /// Its clock.
    pub clock: Option<Clock>,
}

impl Standing {
    /// How far the form is.
    pub fn state(&self) -> Option<State> {
        self.form.as_ref().map(|form| form.state)
    }
}
