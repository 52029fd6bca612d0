//! Signing in and staying signed in.

pub mod commands;
pub mod rules;
pub mod store;

pub use commands::{Attempt, SignIn};
pub use store::{Candidate, Session, Signed};
