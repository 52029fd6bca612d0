//! `/csourceRegistrations`: what is registered, refused and found, through the router and on both engines.

mod discovery;
mod house;
mod provision;
