//! The four gates of an information project: establishing (建设), taking into use (投入使用), modifying (变更) and finalising
//! (终止). Each is a checklist that the register answers, papers that the unit names, and a decision that another person
//! signs.

pub mod api;
pub mod commands;
pub mod model;
pub mod pages;
pub mod rules;
pub mod store;
