//! What happens on a site, on both engines: photographs, notes, chains.

mod acts;
mod belongs;
mod chains;
mod common;
mod flagged;
mod http;
mod notes;
mod photos;
