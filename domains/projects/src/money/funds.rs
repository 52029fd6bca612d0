//! What the ledger says of many projects: each with its sums, added up by unit and for the city. Pure but for loading.

use std::collections::BTreeMap;

use qipan_kernel::{Day, Fen, Id, Outcome};
use qipan_store::Tx;

use super::model::{Account, Balances, Source, Terms};
use super::{rules, store};
use crate::book::store::{self as projects, Filter, Listed};

/// Most projects of a table.
const MOST: usize = 20_000;

/// A project with its money.
#[derive(Clone, Debug)]
pub struct Funded {
    /// The project.
    pub listed: Listed,
    /// What its accounts add up to.
    pub balances: Balances,
    /// Of its money, what is idle.
    pub idle: Fen,
    /// What is said of its sources.
    pub notes: BTreeMap<Source, String>,
}

/// The sums of some projects.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Sums {
    /// How many.
    pub count: usize,
    /// Their total investment; what is part of another of them is in that one's.
    pub total: Fen,
    /// What their accounts add up to.
    pub balances: Balances,
    /// What is idle.
    pub idle: Fen,
}

impl Sums {
    fn add(&mut self, one: &Funded, whole: bool) {
        self.count += 1;
        if whole {
            self.total.0 += one.listed.project.data.total.0;
        }
        self.balances.merge(&one.balances);
        self.idle.0 += one.idle.0;
    }
}

/// The money of the projects that a filter finds, with the sums of their units and of all.
#[derive(Clone, Debug)]
pub struct Funds {
    /// The projects, by unit in the order of `units`, then by identifier.
    pub rows: Vec<Funded>,
    /// The lead units and the sums of their projects.
    pub units: Vec<(Id, Sums)>,
    /// The sums of all.
    pub all: Sums,
}

/// Loads the money of the projects of a filter; those without any only where the filter's year lists them.
pub fn load(tx: &mut Tx<'_>, filter: &Filter, today: Day) -> Outcome<Funds> {
    let listed = projects::list(tx, filter, Id(0), MOST)?;
    let (Some(first), Some(last)) =
        (listed.first().map(|one| one.project.id), listed.last().map(|one| one.project.id))
    else {
        return Ok(Funds { rows: Vec::new(), units: Vec::new(), all: Sums::default() });
    };
    let mut balances = store::of_range(tx, first, last)?;
    let terms = store::terms(tx)?;
    let come = store::come_since(tx, first, last, rules::idle_since(today, terms))?;
    let mut notes: BTreeMap<Id, BTreeMap<Source, String>> = BTreeMap::new();
    for ((project, account), note) in store::source_notes(tx, first, last)? {
        if let Account::Plan(source) = account {
            notes.entry(project).or_default().insert(source, note);
        }
    }
    let rows = listed.into_iter().map(|listed| {
        let id = listed.project.id;
        let balances = balances.remove(&id).unwrap_or_default();
        let idle = rules::idle(balances.cash(), balances.kept(), come.get(&id).copied().unwrap_or_default());
        Funded { listed, balances, idle, notes: notes.remove(&id).unwrap_or_default() }
    });
    Ok(add_up(rows.filter(|one| !one.balances.0.is_empty() || one.listed.year.is_some()).collect()))
}

/// Adds up by lead unit, and all of them.
pub fn add_up(mut rows: Vec<Funded>) -> Funds {
    rows.sort_by_key(|one| (one.listed.project.data.lead_unit, one.listed.project.id));
    let there: std::collections::HashSet<Id> = rows.iter().map(|one| one.listed.project.id).collect();
    let mut units: Vec<(Id, Sums)> = Vec::new();
    let mut all = Sums::default();
    for one in &rows {
        let data = &one.listed.project.data;
        let whole = data.parent.is_none_or(|parent| !there.contains(&parent));
        if units.last().is_none_or(|(unit, _)| *unit != data.lead_unit) {
            units.push((data.lead_unit, Sums::default()));
        }
        if let Some((_, sums)) = units.last_mut() {
            sums.add(one, whole);
        }
        all.add(one, whole);
    }
    Funds { rows, units, all }
}

/// The money of one project, as its page and the API show it.
#[derive(Clone, Debug)]
pub struct Of {
    /// Its own balances.
    pub own: Balances,
    /// With those of its parts.
    pub whole: Balances,
    /// Of its money, what is idle.
    pub idle: Fen,
    /// By what idle money and the light of payment are told.
    pub terms: Terms,
    /// This year's, for the light of payment.
    pub paid: rules::Paid,
}

/// Loads the money of one project.
pub fn of(tx: &mut Tx<'_>, project: Id, today: Day) -> Outcome<Of> {
    let (own, whole) = (store::balances(tx, project)?, store::whole(tx, project)?);
    let terms = store::terms(tx)?;
    let come = store::come_since(tx, project, project, rules::idle_since(today, terms))?;
    let idle = rules::idle(own.cash(), own.kept(), come.get(&project).copied().unwrap_or_default());
    let paid = paid(&own, today.year(), terms);
    Ok(Of { own, whole, idle, terms, paid })
}

/// What the light of payment is computed from.
pub fn paid(own: &Balances, year: i32, terms: Terms) -> rules::Paid {
    let planned = Fen(own.planned(Some(year)).0 + own.carried_over(year).0);
    rules::Paid { year, planned, paid_out: own.paid_out(Some(year)), terms }
}
