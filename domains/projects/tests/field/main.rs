//! What happens on a site, on both engines: photographs, notes, chains.

mod common;
mod photos;
