//! Proposals of new systems: what does the same is shown beside them before anybody decides to merge, to reuse, to retire or
//! to go on (国办发〔2019〕57号; 政务数据共享条例, article 19).

pub mod api;
pub mod commands;
pub mod model;
pub mod pages;
pub mod register;
pub mod rules;
pub mod store;
