//! `/csourceRegistrations` and `/csourceSubscriptions`: what is registered, refused, found and told, through the router
//! and on both engines.

mod alias;
mod discovery;
mod distributed;
mod house;
mod provision;
mod subscriptions;
