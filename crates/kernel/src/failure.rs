//! What can go wrong, as a value. `web` turns a failure into a page or into problem+json in one place.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::message::{Arg, Message};

/// The kind of a failure decides its HTTP status and its exit code, never its words.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// The input cannot be accepted as it is (422).
    Invalid,
    /// Nobody is signed in, or the token is not known (401).
    Unauthenticated,
    /// The actor's unit and role do not allow it (403).
    Forbidden,
    /// There is no such thing, or the actor may not know of it (404).
    NotFound,
    /// The thing has changed since it was read, or is not in a state that allows the act (409).
    Conflict,
    /// More than the stated limit (413).
    TooLarge,
    /// Too many attempts or requests; try again later (429).
    TooMany,
    /// The store or a device refuses for now: locked, full, unreachable (503).
    Unavailable,
    /// A fault of ours (500); the cause goes to the log, not to the user.
    Internal,
}

/// A refusal, or a fault, with a message for the user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Decides status and exit code.
    pub kind: FailureKind,
    /// What to tell the user.
    pub message: Message,
    /// The field, row or file that is at fault, by its name in the form or API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The technical cause: for the log only.
    #[serde(skip)]
    pub cause: Option<String>,
    /// Further failures of the same input (several fields of a form, several rows of a table).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub more: Vec<Failure>,
}

/// The result of everything that can be refused.
pub type Outcome<T> = Result<T, Failure>;

impl Failure {
    /// Whether the one who typed can put it right: the form comes back with its fault. Other failures have pages of their own.
    pub fn is_mendable(&self) -> bool {
        matches!(self.kind, FailureKind::Invalid | FailureKind::Conflict | FailureKind::TooLarge)
    }

    /// A failure of `kind` that says the message `key`.
    pub fn new(kind: FailureKind, key: &'static str) -> Failure {
        Failure { kind, message: Message::new(key), field: None, cause: None, more: Vec::new() }
    }
    /// Input that cannot be accepted; `key` says why.
    pub fn invalid(key: &'static str) -> Failure {
        Failure::new(FailureKind::Invalid, key)
    }
    /// There is no such thing (or the actor may not know of it).
    pub fn not_found() -> Failure {
        Failure::new(FailureKind::NotFound, "failure-not-found")
    }
    /// The actor may not do this.
    pub fn forbidden() -> Failure {
        Failure::new(FailureKind::Forbidden, "failure-forbidden")
    }
    /// The state does not allow it, or somebody was faster.
    pub fn conflict(key: &'static str) -> Failure {
        Failure::new(FailureKind::Conflict, key)
    }
    /// A fault of ours; `cause` is logged.
    pub fn internal(cause: impl fmt::Display) -> Failure {
        Failure::new(FailureKind::Internal, "failure-internal").because(cause)
    }
    /// Adds an argument to the message.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Failure {
        self.message = self.message.with(name, value);
        self
    }
    /// Names the field, row or file at fault.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Failure {
        self.field = Some(field.into());
        self
    }
    /// Keeps the technical cause for the log.
    #[must_use]
    pub fn because(mut self, cause: impl fmt::Display) -> Failure {
        self.cause = Some(cause.to_string());
        self
    }
    /// One failure out of many, or none.
    pub fn collect(mut failures: Vec<Failure>) -> Outcome<()> {
        if failures.is_empty() {
            return Ok(());
        }
        let mut first = failures.remove(0);
        first.more.extend(failures);
        Err(first)
    }
}

impl fmt::Display for Failure {
    /// For logs and tests: key, field and cause. Users see the localised message instead.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message.key)?;
        for (name, value) in &self.message.args {
            write!(f, " {name}={value:?}")?;
        }
        if let Some(field) = &self.field {
            write!(f, " at {field}")?;
        }
        if let Some(cause) = &self.cause {
            write!(f, ": {cause}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}
