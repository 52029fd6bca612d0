//! Contracts with those who build a project, and its estimates side by side: 估算, 概算, 预算, 合同, 结算, 决算.

pub mod api;
pub mod commands;
pub mod model;
mod pages;
pub mod rules;
pub mod store;

pub(crate) use pages::routes;
