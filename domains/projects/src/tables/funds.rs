//! The money of projects by its sources (资金拼盘及到位汇总表): a row for each source, from the ledger; and reading it in.
//! What is read becomes orders on the ledger, each with the voucher of the file: plans, and what has come beyond what is
//! booked. What was paid out is never read: it is booked by its own vouchers.

use qipan_accounts::table::wording::is_total;
use qipan_kernel::{Day, Failure, Fen, Message};

use super::columns::{Column, TableKind};
use super::ledger_words;
use super::model::{At, Held, Value};
use super::plan::shown;
use super::row::RowReader;
use super::values::Names;
use crate::money::model::{Account, Balances, Order, OrderInput, Source};
use crate::money::rules::postings;

/// Paid in by a source in the years before.
fn before(funds: &Balances, source: Option<Source>, year: i32) -> Fen {
    let counts = |account| match account {
        Account::Source(one) => source.is_none_or(|source| source == one),
        _ => false,
    };
    Fen(-funds.sum(|account, of| of < year && counts(account)).0)
}

/// What stands in a column for a project as a whole; `None` where it has no money, or no contracts.
pub fn amount(column: Column, held: &Held, at: At) -> Option<Fen> {
    let (funds, contracts) = (&held.funds, &held.contracts);
    let sum = |of: fn(&crate::contracts::model::Contract) -> Fen| {
        (!contracts.is_empty()).then(|| Fen(contracts.iter().map(|one| of(one).0).sum()))
    };
    match column {
        Column::ContractAmount => return sum(|one| one.terms.amount),
        Column::ContractNow => return sum(crate::contracts::model::Contract::amount),
        _ => {}
    }
    (!funds.0.is_empty()).then(|| match column {
        Column::FundBefore => before(funds, None, at.year),
        Column::FundYear => funds.paid_in(Some(at.year)),
        Column::FundPlan => funds.planned(Some(at.year)),
        _ => funds.paid_out(Some(at.year)),
    })
}

/// The rows of a project, one for each source; one without any when it has no money yet.
pub fn rows(one: &Held, at: At, names: &Names<'_>) -> Vec<Vec<Value>> {
    let funds = &one.funds;
    let there = |source: &&Source| {
        funds.plan_of(**source, None) != Fen(0) || funds.paid_in_of(**source, None) != Fen(0)
    };
    let row = |source: Option<Source>| {
        let cells = TableKind::Funds.columns().iter().map(|column| match (column, source) {
            (Column::FundSource, Some(source)) => Value::text(names.t(source.key())),
            (Column::FundNote, Some(source)) => {
                Value::text(one.fund_notes.get(&source).map_or("", String::as_str))
            }
            (Column::FundBefore, Some(source)) => Value::Amount(before(funds, Some(source), at.year)),
            (Column::FundYear, Some(source)) => Value::Amount(funds.paid_in_of(source, Some(at.year))),
            (Column::FundPlan, Some(source)) => Value::Amount(funds.plan_of(source, Some(at.year))),
            _ => Value::Nothing,
        });
        cells.collect()
    };
    let rows: Vec<_> = Source::ALL.iter().filter(there).map(|source| row(Some(*source))).collect();
    if rows.is_empty() { vec![row(None)] } else { rows }
}

impl RowReader<'_> {
    /// Reads the row of a source.
    pub(super) fn fund(&mut self) {
        let Some(held) = self.held else { return };
        let year = self.at.year;
        if let Some(paid) = self.figures.get(&Column::FundPaid) {
            let booked = held.funds.paid_out(Some(year));
            if !paid.says(booked) {
                self.note(Column::FundPaid, Message::new("table-fund-paid-own").with("held", booked.wan()));
            }
        }
        let said = self.text(Column::FundSource);
        if is_total(&said) {
            return;
        }
        if said.is_empty() {
            let amounts = [Column::FundBefore, Column::FundYear, Column::FundPlan];
            if amounts.iter().any(|column| self.figures.get(column).is_some_and(|figure| figure.fen != 0)) {
                self.fault(Column::FundSource, Message::new("table-fund-source-missing"));
            }
            return;
        }
        let Some(source) = ledger_words::source(&said, self.against.names.words) else {
            let message = Message::new("table-fund-source-unknown").with("text", said);
            return self.fault(Column::FundSource, message);
        };
        if !self.running.sources.insert(source) {
            let name = self.against.names.t(source.key());
            return self
                .fault(Column::FundSource, Message::new("table-fund-source-twice").with("name", name));
        }
        let funds = &held.funds;
        self.receipts(Column::FundBefore, source, before(funds, Some(source), year));
        if let Some(figure) = self.figures.get(&Column::FundPlan).copied() {
            let planned = funds.plan_of(source, Some(year));
            if !figure.says(planned) {
                self.changed(Column::FundPlan, shown(Some(planned)), Fen(figure.fen).wan());
                let order = Order::Plan { source, year, amount: Fen(figure.fen) };
                self.order(Column::FundPlan, order, self.against.today);
            }
        }
        self.receipts(Column::FundYear, source, funds.paid_in_of(source, Some(year)));
        let note = self.text(Column::FundNote);
        let known = held.fund_notes.get(&source).map_or("", String::as_str);
        let planned = self.draft.orders.iter().any(|one| matches!(one.order, Order::Plan { .. }));
        if note.is_empty() || note == qipan_web::forms::paragraph(known) {
            return;
        }
        if planned {
            self.changed(Column::FundNote, known, note);
        } else {
            self.note(Column::FundNote, Message::new("table-fund-note-own"));
        }
    }

    /// What has come beyond what is booked is booked, once: of earlier years on the last day of the year before, as an
    /// opening; of the table's year today, or on its last day when it is over.
    fn receipts(&mut self, column: Column, source: Source, booked: Fen) {
        let Some(figure) = self.figures.get(&column).copied().filter(|figure| !figure.says(booked)) else {
            return;
        };
        let (year, today) = (self.at.year, self.against.today);
        let opening = column == Column::FundBefore;
        let last = Day::from_ymd(if opening { year - 1 } else { year }, 12, 31).unwrap_or(today);
        let day = if opening { last } else { last.min(today) };
        if figure.fen < booked.0 {
            return self.fault(column, Message::new("table-fund-less").with("held", booked.wan()));
        }
        if day > today || day.year() != last.year() {
            return self.fault(column, Message::new("project-day-to-come"));
        }
        let amount = Fen(figure.fen - booked.0);
        let planned = |balances: &Balances| {
            balances.sum(|account, of| account == Account::Plan(source) && of <= last.year())
        };
        // Money that the budget gave was planned by it (articles 18 and 19): where the ledger begins with this table, the
        // opening says both.
        let begins = self.running.grounds.as_ref().is_some_and(|grounds| planned(&grounds.own) == Fen(0));
        self.changed(column, shown(Some(booked)), Fen(figure.fen).wan());
        if opening && source.is_public() && begins {
            self.note(column, Message::new("table-fund-opening").with("amount", amount.wan()));
            self.order(column, Order::Plan { source, year: last.year(), amount }, day);
        }
        self.order(column, Order::PayIn { source, amount }, day);
    }

    /// Adds an order to those of the row, if the ledger would take it.
    fn order(&mut self, column: Column, order: Order, day: Day) {
        let (Some(held), Some(grounds)) = (self.held, self.running.grounds.as_mut()) else { return };
        match postings(&grounds.facts(&held.project), &order, day) {
            Ok(lines) => {
                grounds.own.add(&lines);
                grounds.whole.add(&lines);
                let plan = matches!(order, Order::Plan { .. });
                let paper = if plan { String::new() } else { self.voucher(column, &order) };
                let note = if plan { self.text(Column::FundNote) } else { String::new() };
                let day = Some(day);
                self.draft.orders.push(OrderInput { order, day, paper, note, contract: None });
            }
            Err(Failure { message, .. }) => self.fault(column, message),
        }
    }

    /// The voucher of a receipt: the file, the source, and which receipts.
    fn voucher(&self, column: Column, order: &Order) -> String {
        let (names, year) = (&self.against.names, self.at.year);
        let source = match order {
            Order::PayIn { source, .. } => names.t(source.key()),
            _ => String::new(),
        };
        let key = if column == Column::FundBefore { "table-voucher-before" } else { "table-voucher-year" };
        let file: String = self.against.digest.chars().take(8).collect();
        let message = Message::new(key)
            .with("file", file)
            .with("source", source)
            .with("year", year.to_string())
            .with("last", (year - 1).to_string());
        names.words.msg(names.lang, &message).into_owned()
    }
}
