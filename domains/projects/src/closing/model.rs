//! The clock of the final accounts, as values.

use qipan_kernel::{Day, Id};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The clock of a project.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clock {
    /// What it is on the board.
    pub commitment: Id,
    /// When the project was accepted.
    pub accepted_on: Day,
    /// Its limit.
    pub due: Day,
    /// Why the limit was put off; empty while it was not.
    pub extended_why: String,
}

/// A limit to be put off.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtensionInput {
    /// Until when.
    #[schemars(with = "String")]
    pub until: Day,
    /// It is a large project (大型项目).
    #[serde(default)]
    pub large: bool,
    /// What is special about it (特殊情况).
    pub why: String,
}
