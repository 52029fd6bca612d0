//! Users: the people who sign in.

pub mod account_pages;
pub mod api;
pub mod commands;
pub mod hashing;
pub mod model;
pub mod pages;
pub mod password;
pub mod rules;
pub mod store;
pub mod totp;

pub use model::{User, UserData};
pub use password::PasswordHash;
