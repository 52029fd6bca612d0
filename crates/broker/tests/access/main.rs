//! Who may do what on the hub, what is written down of it, and what is too much.

mod hostile;
mod house;
mod limits;
mod log;
mod matrix;
mod owners;
mod paging;
mod types;
