//! Who takes part in projects (参建单位汇总表): a row for each contract; and reading it in. A contract that the book does
//! not have is entered; of one that it has nothing is changed: amounts change by their own act, with a paper.

use std::collections::BTreeMap;

use qipan_accounts::table::wording::{fold, is_total};
use qipan_kernel::{Day, Failure, Fen, Message, Outcome};

use super::columns::{Column, TableKind};
use super::ledger_words;
use super::model::{Held, Value};
use super::row::RowReader;
use super::values::Names;
use crate::approvals::rules::ceiling;
use crate::contracts::model::{Contract, ContractInput, Role};
use crate::contracts::rules::may_sign;
use crate::invest::rules::Ratio;

fn value(column: Column, one: &Contract, names: &Names<'_>) -> Value {
    let terms = &one.terms;
    match column {
        Column::Role => Value::text(names.t(terms.role.key())),
        Column::Party => Value::text(&terms.party),
        Column::Qualification => Value::text(&terms.qualification),
        Column::ContractNo => Value::text(&terms.number),
        Column::Section => Value::text(&terms.section),
        Column::ContractOn => Value::Day(terms.signed_on),
        Column::ContractAmount => Value::Amount(terms.amount),
        Column::ContractNow => Value::Amount(one.amount()),
        Column::Retention => Ratio::of(terms.retention, 100).map_or(Value::Nothing, Value::Share),
        Column::From => Value::day(terms.from),
        Column::Until => Value::day(terms.until),
        Column::Manager => Value::text(&terms.manager),
        Column::Phone => Value::text(&terms.phone),
        _ => Value::Nothing,
    }
}

/// The rows of a project, one for each contract: by what they do, then in the order in which they were entered.
pub fn rows(one: &Held, names: &Names<'_>) -> Vec<Vec<Value>> {
    let mut all: Vec<&Contract> = one.contracts.iter().collect();
    all.sort_by_key(|contract| contract.terms.role);
    let cells = |contract: &Contract| {
        TableKind::Participants.columns().iter().map(|column| value(*column, contract, names)).collect()
    };
    all.into_iter().map(cells).collect()
}

/// The column in whose cell a fault of a field is shown.
fn column_of(field: &str) -> Column {
    match field {
        "qualification" => Column::Qualification,
        "number" => Column::ContractNo,
        "section" => Column::Section,
        "amount" => Column::ContractAmount,
        "retention" => Column::Retention,
        "signed_on" => Column::ContractOn,
        "from" => Column::From,
        "until" => Column::Until,
        "manager" => Column::Manager,
        "phone" => Column::Phone,
        _ => Column::Party,
    }
}

/// A share of whole per cent, as people and spreadsheets write it: 3, 3%, 3.0, 0.03.
fn percent(text: &str) -> Option<i64> {
    let (bare, signed) = text.trim().strip_suffix(['%', '％']).map_or((text, false), |bare| (bare, true));
    let number: f64 = bare.trim().parse().ok().filter(|number| (0.0..=100.0).contains(number))?;
    let number = if !signed && number < 0.1 { number * 100.0 } else { number };
    let whole = number.round();
    ((number - whole).abs() < 1e-9).then_some(whole as i64)
}

impl RowReader<'_> {
    /// Reads the row of a contract.
    pub(super) fn participant(&mut self) {
        let Some(held) = self.held else { return };
        let party = self.text(Column::Party).replace('\n', " ");
        let cells = [Column::Role, Column::ContractNo, Column::ContractAmount, Column::ContractOn];
        if party.is_empty() {
            if cells.iter().any(|column| self.place.row.cells.contains_key(column)) {
                self.fault(Column::Party, Message::new("table-party-missing"));
            }
            return;
        }
        if is_total(&party) {
            return;
        }
        let said = self.text(Column::Role);
        let role = ledger_words::role(&said, self.against.names.words);
        if role.is_none() {
            let message = Message::new("table-role-unknown").with("text", said);
            return self.fault(Column::Role, message);
        }
        let Some(role) = role else { return };
        let days = self.days();
        match self.known(held, role, &party) {
            Some(one) => {
                self.running.taken.insert(one.id);
                self.beside(one, role, &party, &days);
            }
            None if self.faults.is_empty() => self.enter(held, (role, party), &days),
            None => {}
        }
    }

    fn days(&mut self) -> BTreeMap<Column, (Day, bool)> {
        let mut days = BTreeMap::new();
        for column in [Column::ContractOn, Column::From, Column::Until] {
            let text = self.text(column);
            if !text.is_empty()
                && let Some(day) = self.limit(column, &text)
            {
                days.insert(column, day);
            }
        }
        days
    }

    /// The contract that the row means, of those that no row above means: by its number, else by who does what in which
    /// section; of several that are alike the one of the same amount.
    fn known<'h>(&self, held: &'h Held, role: Role, party: &str) -> Option<&'h Contract> {
        let (number, section) = (fold(&self.text(Column::ContractNo)), fold(&self.text(Column::Section)));
        let free = |one: &&Contract| !self.running.taken.contains(&one.id);
        let numbered = |one: &&Contract| !number.is_empty() && fold(&one.terms.number) == number;
        let alike = |one: &&Contract| {
            let terms = &one.terms;
            terms.role == role
                && fold(&terms.party) == fold(party)
                && (section.is_empty() || fold(&terms.section) == section)
                && (number.is_empty() || terms.number.is_empty())
        };
        let other = |one: &&Contract| {
            let amount = self.figures.get(&Column::ContractAmount);
            amount.is_some_and(|figure| !figure.says(one.terms.amount))
        };
        let numbered = held.contracts.iter().filter(free).find(numbered);
        numbered.or_else(|| held.contracts.iter().filter(free).filter(alike).min_by_key(other))
    }

    /// What the row says of a contract that the book has.
    fn beside(&mut self, one: &Contract, role: Role, party: &str, days: &BTreeMap<Column, (Day, bool)>) {
        let terms = &one.terms;
        let amounts = [
            (Column::ContractAmount, terms.amount, "table-contract-amount-held"),
            (Column::ContractNow, one.amount(), "table-contract-now-held"),
        ];
        for (column, held, key) in amounts {
            if self.figures.get(&column).is_some_and(|figure| !figure.says(held)) {
                self.fault(column, Message::new(key).with("held", held.wan()));
            }
        }
        let names = self.against.names;
        let differs = |reader: &mut Self, column: Column| {
            let held = match value(column, one, &names) {
                Value::Text(text) => text,
                Value::Day(day) => day.to_string(),
                Value::Share(share) => format!("{}%", share.percent(0)),
                _ => String::new(),
            };
            reader.note(column, Message::new("table-contract-differs").with("held", held));
        };
        if role != terms.role {
            differs(self, Column::Role);
        }
        if fold(party) != fold(&terms.party) {
            differs(self, Column::Party);
        }
        let texts = [
            (Column::Qualification, &terms.qualification),
            (Column::ContractNo, &terms.number),
            (Column::Section, &terms.section),
            (Column::Manager, &terms.manager),
            (Column::Phone, &terms.phone),
        ];
        for (column, held) in texts {
            let said = self.text(column);
            if !said.is_empty() && fold(&said) != fold(held) {
                differs(self, column);
            }
        }
        let held_days = [
            (Column::ContractOn, Some(terms.signed_on)),
            (Column::From, terms.from),
            (Column::Until, terms.until),
        ];
        for (column, held) in held_days {
            let Some((said, exact)) = days.get(&column).copied() else { continue };
            let same = |held: Day| held == said || (!exact && held.month_start() == said.month_start());
            if !held.is_some_and(same) {
                differs(self, column);
            }
        }
        let share = self.text(Column::Retention);
        if !share.is_empty() && percent(&share) != Some(terms.retention) {
            differs(self, Column::Retention);
        }
    }

    /// Enters a contract that the book does not have.
    fn enter(&mut self, held: &Held, (role, party): (Role, String), days: &BTreeMap<Column, (Day, bool)>) {
        let share = self.text(Column::Retention);
        let retention = if share.is_empty() { Some(0) } else { percent(&share) };
        let Some((signed_on, true)) = days.get(&Column::ContractOn).copied() else {
            return self.fault(Column::ContractOn, Message::new("table-contract-on-missing"));
        };
        let amount = self.figures.get(&Column::ContractAmount).map_or(Fen(0), |figure| Fen(figure.fen));
        let line = |column: Column| self.text(column).replace('\n', " ");
        let day = |column: Column, round: fn(Day) -> Day| {
            days.get(&column).map(|(day, exact)| if *exact { *day } else { round(*day) })
        };
        let input = ContractInput {
            role,
            party,
            qualification: line(Column::Qualification),
            number: line(Column::ContractNo),
            section: line(Column::Section),
            amount,
            retention: retention.unwrap_or(-1),
            signed_on,
            from: day(Column::From, Day::month_start),
            until: day(Column::Until, Day::month_end),
            manager: line(Column::Manager),
            phone: line(Column::Phone),
        };
        let others = held.contracts.iter().map(|one| one.most().0).sum::<i64>() + self.running.signed;
        let most = self.running.grounds.as_ref().and_then(|grounds| ceiling(&grounds.approvals));
        let mut wrong = vec![may_sign(&input, Fen(others), most)];
        if signed_on > self.against.today {
            wrong.push(Err(Failure::invalid("project-day-to-come").at("signed_on")));
        }
        if !held.project.standing.is_open() {
            wrong.push(Err(Failure::conflict("project-not-open")));
        }
        for mut failure in wrong.into_iter().filter_map(Outcome::err) {
            let more = std::mem::take(&mut failure.more);
            for failure in std::iter::once(failure).chain(more) {
                self.fault(column_of(failure.field.as_deref().unwrap_or_default()), failure.message);
            }
        }
        if self.figures.get(&Column::ContractNow).is_some_and(|figure| !figure.says(amount)) {
            self.note(Column::ContractNow, Message::new("table-contract-now-new"));
        }
        for column in TableKind::Participants.columns() {
            let own = !column.of_project() && *column != Column::ContractNow;
            if own && self.place.row.cells.contains_key(column) {
                self.changed(*column, "", self.text(*column));
            }
        }
        self.running.signed += amount.0;
        self.draft.contract = Some(input);
    }
}
