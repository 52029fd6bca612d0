//! Steps in tables: the ledger of preparatory work (项目前期工作台账) has a row for each permit step of a project, the page
//! of a project under construction one for each building node. Reading opens what the board does not have yet; what is on
//! the board is changed by its own acts, and differences are said.

use qipan_accounts::table::wording::fold;
use qipan_kernel::{Day, Message};
use qipan_web::Lang;

use super::columns::{Column, TableKind};
use super::model::{Held, Value};
use super::row::RowReader;
use super::values::Names;
use crate::nodes::model::{Node, NodeInput, NodeKind, TEMPLATES, template_key};
use crate::nodes::rules;

/// What a step's column holds.
pub fn step(column: Column, node: &Node, names: &Names<'_>) -> Value {
    let terms = &node.commitment.version.terms;
    match column {
        Column::NodeName => Value::text(&node.name),
        Column::NodeDue => Value::Day(node.due_day()),
        Column::NodeProgress => {
            let state = names.t(node.commitment.version.state.key());
            Value::Text(match node.done_on() {
                Some(day) => format!("{state} {day}"),
                None => state,
            })
        }
        Column::NodeUnit => Value::text(names.unit(terms.lead_unit)),
        Column::Person => Value::text(&terms.contact),
        _ => Value::Nothing,
    }
}

/// The rows of a project in the ledger of preparatory work.
pub fn rows(one: &Held, names: &Names<'_>) -> Vec<Vec<Value>> {
    let steps = one.nodes.iter().filter(|node| node.kind == NodeKind::Permit && !node.withdrawn());
    let cells = |node| TableKind::Permits.columns().iter().map(|column| step(*column, node, names)).collect();
    steps.map(cells).collect()
}

impl RowReader<'_> {
    /// Reads the row of a step.
    pub(super) fn step(&mut self) {
        let Some(held) = self.held else { return };
        let kind =
            if self.place.table.kind == TableKind::Permits { NodeKind::Permit } else { NodeKind::Building };
        let name = self.text(Column::NodeName).replace('\n', " ");
        if name.is_empty() {
            return self.fault(Column::NodeName, Message::new("table-step-missing"));
        }
        let due = self.text(Column::NodeDue);
        let due = if due.is_empty() { None } else { self.limit(Column::NodeDue, &due) };
        let unit = self.text(Column::NodeUnit);
        let units = self.against.names.units;
        let said = if unit.is_empty() { None } else { units.by_name(&unit) };
        let word = self.template(kind, &name);
        let same = |node: &&Node| {
            !node.withdrawn() && (fold(&node.name) == fold(&name) || (!word.is_empty() && node.word == word))
        };
        if let Some(node) = held.nodes.iter().find(same) {
            let differs = |day: Day, exact: bool| {
                if exact { node.due_day() != day } else { node.due_day().month_start() != day.month_start() }
            };
            if due.is_some_and(|(day, exact)| differs(day, exact)) {
                self.note(Column::NodeDue, Message::new("table-step-due").with("held", node.due_day()));
            }
            let lead = node.commitment.version.terms.lead_unit;
            if !unit.is_empty() && said.is_none_or(|said| said.id != lead) {
                let held = self.against.names.unit(lead);
                self.note(Column::NodeUnit, Message::new("table-step-unit").with("held", held));
            }
            return;
        }
        if !unit.is_empty() && said.is_none() {
            return self.fault(Column::NodeUnit, Message::new("ledger-unit-unknown").with("name", unit));
        }
        let Some((due, _)) = due else {
            if self.faults.is_empty() {
                self.fault(Column::NodeDue, Message::new("table-step-no-due"));
            }
            return;
        };
        let node = NodeInput {
            kind,
            word,
            name: name.clone(),
            unit: said.map(|unit| unit.id),
            person: self.text(Column::Person).replace('\n', " "),
            start_day: self.against.today.min(due),
            due_day: due,
            after: Vec::new(),
            after_rows: Vec::new(),
        };
        let there: Vec<_> = held.nodes.iter().map(|node| node.id).collect();
        if let Err(failure) = rules::check(std::slice::from_ref(&node), &there) {
            return self.fault(Column::NodeName, failure.message);
        }
        self.changed(Column::NodeName, "", format!("{name}（{due}）"));
        self.manage(Column::NodeName);
        self.draft.node = Some(node);
    }

    /// The template whose name this is, or nothing.
    fn template(&self, kind: NodeKind, name: &str) -> String {
        let (words, name) = (self.against.names.words, fold(name));
        let named = |word: &str| {
            let key = template_key(word).unwrap_or_default();
            Lang::ALL.into_iter().any(|lang| fold(&words.t(lang, &key)) == name)
        };
        TEMPLATES
            .iter()
            .find(|(of, word)| *of == kind && named(word))
            .map_or(String::new(), |(_, word)| (*word).to_owned())
    }
}
