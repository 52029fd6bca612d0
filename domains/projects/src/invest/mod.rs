//! Investment by months and ten-days: plan against actual, 序时进度, and the lights that follow.

pub mod commands;
pub mod lights;
pub mod model;
pub mod rules;
pub mod store;
