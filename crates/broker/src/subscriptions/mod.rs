//! Subscriptions and their notifications (clauses 5.8 and 7): kept in the store, matched in memory, delivered from the
//! store.
//!
//! An act on an entity queues in its own transaction what subscribers are to be told (`notify`); threads of their own
//! deliver it (`deliver`): at least once, in order for each subscription, as long as it takes. What is queued is rows,
//! so a process that ends at any moment loses nothing, and a dead endpoint costs rows and not memory.

mod deliver;
mod desk;
mod endpoint;
mod http;
mod input;
mod lanes;
mod matching;
mod model;
mod mqtt;
mod notify;
pub mod owner_store;
mod parts;
mod post;
mod send;
mod store;

pub use deliver::start;
pub use desk::Desk;
pub use endpoint::Accept;
pub use http::{answer, answer_of_sources};
pub use matching::{Index, Sub};
pub use model::Subscription;
pub use notify::{Message, link, notify};
pub use store::queue;
