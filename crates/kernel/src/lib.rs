//! Floor 0 of the house: values that every other crate speaks in.
//!
//! Nothing here does I/O, reads a clock or draws chance; time and ids come in as arguments.

pub mod actor;
pub mod calendar;
pub mod code;
pub mod failure;
pub mod id;
pub mod message;
pub mod money;
pub mod progress;
pub mod time;
mod words;

pub use actor::{Actor, Context, Role};
pub use failure::{Failure, FailureKind, Outcome};
pub use id::{Id, IdSource};
pub use message::{Arg, Message};
pub use money::Fen;
pub use progress::Progress;
pub use time::{CITY_OFFSET_MINUTES, Day, Moment};
