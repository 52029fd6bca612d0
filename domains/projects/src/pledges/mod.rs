//! Who stands behind a project: contracted leaders (包联领导), liaison and resident cadres, special working groups (专班), and the
//! visits that leaders pay. Nobody checks in and nobody is ranked: a visit is what was found and promised
//! (`reference/execution.md` 9.5).

pub mod commands;
pub mod model;
pub mod rules;
pub mod store;
mod visits_page;

pub(crate) mod api;
pub(crate) mod pages;
