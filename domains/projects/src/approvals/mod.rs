//! Approvals (审批): the chain from 项目建议书 to 竣工财务决算, with opinions, decisions, refusals and their reasons.

pub mod api;
pub mod commands;
pub mod model;
mod pages;
pub mod rules;
mod sheet;
pub mod store;

pub(crate) use pages::routes;
