//! Problems, requests, visits and meetings: acts on both engines.

mod desk;
mod meetings;
mod pledges;
mod problems;
mod requests;
mod rules;
