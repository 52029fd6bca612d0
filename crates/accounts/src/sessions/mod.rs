//! Signing in and staying signed in.

mod authenticate;
pub mod commands;
pub mod pages;
pub mod rules;
pub mod store;

pub use authenticate::authenticate;
pub use commands::{Attempt, SignIn};
pub use store::{Candidate, Session, Signed};
