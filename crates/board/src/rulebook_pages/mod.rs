//! Rule sets and the working calendar: shown to all, changed by journalled acts after everybody could see what the
//! change would do to lights and days.

mod calendar_page;
pub mod change;
pub mod commands;
#[cfg(test)]
mod pages_tests;
mod rules_page;
pub mod store;
#[cfg(test)]
mod tests;
mod view;

use std::sync::{Arc, PoisonError};

use qipan_accounts::Act;
use qipan_accounts::http::{Access, Routes, Site};
use qipan_kernel::Outcome;

use crate::board::Board;
use crate::rulebook::Rulebook;

/// Registers the pages of rule sets and of the calendar.
pub fn routes(routes: &mut Routes) {
    routes.page("/rules", Access::SignedIn, rules_page::list);
    routes.page("/rules/preview", Access::May(Act::RuleSetManage), rules_page::start);
    routes.upload("/rules/preview", Access::May(Act::RuleSetManage), rules_page::preview);
    routes.form("/rules/apply", Access::May(Act::RuleSetManage), rules_page::apply);
    routes.page("/calendar", Access::SignedIn, calendar_page::year);
    routes.page("/calendar/preview", Access::May(Act::CalendarManage), calendar_page::start);
    routes.upload("/calendar/preview", Access::May(Act::CalendarManage), calendar_page::preview);
    routes.form("/calendar/apply", Access::May(Act::CalendarManage), calendar_page::apply);
}

/// Loads the rulebook anew when another process has changed it. `seen` is the stamp of the last time; gives the one to
/// pass the next time. To be called now and then (each minute) by a process that serves.
pub fn reload(site: &Site, seen: i64) -> Outcome<i64> {
    let (stamp, book) = site.db.read_now(|tx| {
        let stamp = store::stamp(tx)?;
        Ok((stamp, if stamp == seen { None } else { Some(Rulebook::load(tx)?) }))
    })?;
    if let Some(book) = book {
        let board = site.part::<Board>();
        *board.book.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(book);
    }
    Ok(stamp)
}
