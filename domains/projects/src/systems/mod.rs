//! Application systems (政务信息系统): the register, what was found of each, the money that keeps them running, and the
//! clocks that begin with them.

pub mod api;
pub mod commands;
mod dto;
pub mod duties;
pub mod duties_store;
pub mod import;
pub mod model;
pub mod money;
pub mod money_store;
pub mod pages;
pub mod parameters;
pub mod parameters_store;
pub mod repeated;
pub mod rules;
pub mod store;

/// A running system of somebody, for tests of rules.
#[cfg(test)]
pub(crate) fn rules_fixture() -> model::System {
    use qipan_kernel::{Fen, Id, Moment};
    model::System {
        id: Id(7),
        no: 1,
        state: model::State::Running,
        completed_on: None,
        accepted_on: None,
        retired_on: None,
        evaluated_on: None,
        data: model::SystemData {
            name: "示例系统".into(),
            short: String::new(),
            code: String::new(),
            unit: Id(1),
            users: Vec::new(),
            line: Id(1),
            purpose: "示例".into(),
            functions: vec!["事项受理".into()],
            items: vec![model::Item { name: "姓名".into(), part: model::Part::Collected }],
            interfaces: String::new(),
            level: 2,
            invested: Fen(100),
            estimate: Fen(0),
            yearly: Fen(10),
            vendor: String::new(),
            launched: None,
            project: None,
            basis: "示例依据".into(),
        },
        compliance: model::Compliance::fresh(),
        created_at: Moment(0),
        changed_at: Moment(0),
    }
}
