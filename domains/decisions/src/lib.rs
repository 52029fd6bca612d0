//! Floor 6: documents that decide. A document is read in, its commitments are proposed (`extract`), a person goes
//! through them (`drafts`), and the board takes what was accepted in one act.

pub mod api;
pub mod drafts;
pub mod extract;
pub mod pages;

use qipan_accounts::Act;
use qipan_accounts::http::{Part, Routes, Site};
use qipan_kernel::{Day, Outcome};
use qipan_store::Migration;
use qipan_web::{LocaleSource, NavItem};

/// The migrations of this domain.
pub const MIGRATIONS: &[Migration] =
    &[Migration { name: "decisions/0001_drafts", sql: include_str!("../migrations/0001_drafts.sql") }];

/// The words of this domain.
pub const LOCALES: LocaleSource =
    LocaleSource { zh: include_str!("../locales/zh.ftl"), en: include_str!("../locales/en.ftl") };

/// This domain, as the program takes it in.
pub const PART: Part = Part {
    migrations: MIGRATIONS,
    words: &[LOCALES],
    routes,
    nav: &[(NavItem { key: "nav-documents", href: "/documents", section: "documents" }, Act::DocumentView)],
    chains: &[],
};

/// The routes of this domain: pages, forms and calls of the API.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
    api::routes(routes);
}

/// Most meetings that are offered for comparison.
const COMPARISONS: usize = 24;

/// The meetings that the board may be compared with, newest first: (name, day).
pub fn comparisons(site: &Site) -> Outcome<Vec<(String, Day)>> {
    let meetings = site
        .db
        .read_now(|tx| qipan_records::documents::store::dated(tx, drafts::rules::MINUTES, COMPARISONS))?;
    Ok(meetings
        .into_iter()
        .filter_map(|one| {
            let facts = one.facts;
            let name = match facts.ordinal {
                Some(ordinal)
                    if !facts.meeting.is_empty() && !facts.meeting.contains(&ordinal.to_string()) =>
                {
                    format!("{} {ordinal}", facts.meeting)
                }
                _ if !facts.meeting.is_empty() => facts.meeting,
                _ => facts.title,
            };
            Some((name, facts.day?))
        })
        .collect())
}
