//! Floor 6: key projects. The book says what a project is and where it stands; its nodes are commitments on the board;
//! its investment is compared with the plan month by month.

mod record;

pub mod api;
pub mod approvals;
pub mod book;
pub mod capabilities;
pub mod closing;
pub mod contracts;
pub mod evaluation;
pub mod gates;
pub mod invest;
pub mod meetings;
pub mod money;
pub mod nodes;
pub mod oc4ids;
pub mod pages;
pub mod papers;
pub mod pledges;
pub mod problems;
pub mod production;
pub mod proposals;
pub mod requests;
pub mod savings;
pub mod systems;
pub mod tables;
pub mod work;

// What happens on the ground.
pub mod chains;
pub mod chart;
pub mod map;
pub mod photos;
pub mod site_notes;

use qipan_accounts::Act;
use qipan_accounts::http::{Chain, Part, Routes};
use qipan_store::Migration;
use qipan_web::{LocaleSource, NavItem};

/// The migrations of this domain.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "projects/0001_projects", sql: include_str!("../migrations/0001_projects.sql") },
    Migration { name: "projects/0003_work", sql: include_str!("../migrations/0003_work.sql") },
    Migration { name: "projects/0008_production", sql: include_str!("../migrations/0008_production.sql") },
    Migration { name: "projects/0004_photos", sql: include_str!("../migrations/0004_photos.sql") },
    Migration { name: "projects/0006_systems", sql: include_str!("../migrations/0006_systems.sql") },
    Migration { name: "projects/0002_money", sql: include_str!("../migrations/0002_money.sql") },
    Migration { name: "projects/0007_tables", sql: include_str!("../migrations/0007_tables.sql") },
    Migration { name: "projects/0013_meetings", sql: include_str!("../migrations/0013_meetings.sql") },
    Migration { name: "projects/0011_proposals", sql: include_str!("../migrations/0011_proposals.sql") },
    Migration { name: "projects/0012_savings", sql: include_str!("../migrations/0012_savings.sql") },
    Migration { name: "projects/0009_contracts", sql: include_str!("../migrations/0009_contracts.sql") },
    Migration { name: "projects/0005_chains", sql: include_str!("../migrations/0005_chains.sql") },
    Migration { name: "projects/0014_site_notes", sql: include_str!("../migrations/0014_site_notes.sql") },
    Migration { name: "projects/0010_evaluation", sql: include_str!("../migrations/0010_evaluation.sql") },
    Migration { name: "projects/0016_papers", sql: include_str!("../migrations/0016_papers.sql") },
    Migration { name: "projects/0017_photo_flags", sql: include_str!("../migrations/0017_photo_flags.sql") },
    Migration {
        name: "projects/0018_evaluation_clock",
        sql: include_str!("../migrations/0018_evaluation_clock.sql"),
    },
    Migration { name: "projects/0019_corrections", sql: include_str!("../migrations/0019_corrections.sql") },
];

/// The words of one subject of this domain.
macro_rules! words {
    ($zh:literal, $en:literal) => {
        LocaleSource { zh: include_str!($zh), en: include_str!($en) }
    };
}

/// The words of this domain, a pair of files a subject.
pub const LOCALES: &[LocaleSource] = &[
    //
    words!("../locales/zh.ftl", "../locales/en.ftl"),
    words!("../locales/plan.zh.ftl", "../locales/plan.en.ftl"),
    words!("../locales/work.zh.ftl", "../locales/work.en.ftl"),
    words!("../locales/problems.zh.ftl", "../locales/problems.en.ftl"),
    words!("../locales/production.zh.ftl", "../locales/production.en.ftl"),
    words!("../locales/photos.zh.ftl", "../locales/photos.en.ftl"),
    words!("../locales/systems.zh.ftl", "../locales/systems.en.ftl"),
    words!("../locales/gates.zh.ftl", "../locales/gates.en.ftl"),
    words!("../locales/evaluation.zh.ftl", "../locales/evaluation.en.ftl"),
    words!("../locales/contracts.zh.ftl", "../locales/contracts.en.ftl"),
    words!("../locales/closing.zh.ftl", "../locales/closing.en.ftl"),
    words!("../locales/papers.zh.ftl", "../locales/papers.en.ftl"),
    words!("../locales/approvals.zh.ftl", "../locales/approvals.en.ftl"),
    words!("../locales/money.zh.ftl", "../locales/money.en.ftl"),
    words!("../locales/tables.zh.ftl", "../locales/tables.en.ftl"),
    words!("../locales/requests.zh.ftl", "../locales/requests.en.ftl"),
    words!("../locales/pledges.zh.ftl", "../locales/pledges.en.ftl"),
    words!("../locales/proposals.zh.ftl", "../locales/proposals.en.ftl"),
    words!("../locales/map.zh.ftl", "../locales/map.en.ftl"),
    words!("../locales/chart.zh.ftl", "../locales/chart.en.ftl"),
    words!("../locales/site_notes.zh.ftl", "../locales/site_notes.en.ftl"),
    words!("../locales/chains.zh.ftl", "../locales/chains.en.ftl"),
    words!("../locales/meetings.zh.ftl", "../locales/meetings.en.ftl"),
];

/// This domain, as the program takes it in.
pub const PART: Part = Part {
    migrations: MIGRATIONS,
    words: LOCALES,
    routes,
    nav: &[(NavItem { key: "nav-projects", href: "/projects", section: "projects" }, Act::ProjectView)],
    chains: &[Chain { subject: "commitment", of: work::chain::of_commitment }],
};

/// The routes of this domain: pages, forms and calls of the API.
pub fn routes(routes: &mut Routes) {
    pages::routes(routes);
    api::routes(routes);
    work::pages::routes(routes);
    work::api::routes(routes);
    problems::pages::routes(routes);
    problems::api::routes(routes);
    production::routes(routes);
    photos::routes(routes);
    systems::pages::routes(routes);
    systems::api::routes(routes);
    gates::pages::routes(routes);
    gates::api::routes(routes);
    papers::routes(routes);
    closing::routes(routes);
    approvals::routes(routes);
    approvals::api::routes(routes);
    money::routes(routes);
    money::api::routes(routes);
    tables::routes(routes);
    requests::pages::routes(routes);
    requests::api::routes(routes);
    pledges::pages::routes(routes);
    pledges::api::routes(routes);
    proposals::pages::routes(routes);
    proposals::api::routes(routes);
    savings::pages::routes(routes);
    savings::api::routes(routes);
    capabilities::pages::routes(routes);
    capabilities::api::routes(routes);
    evaluation::routes(routes);
    evaluation::api::routes(routes);
    contracts::routes(routes);
    contracts::api::routes(routes);
    map::routes(routes);
    chart::routes(routes);
    site_notes::routes(routes);
    chains::routes(routes);
    meetings::pages::routes(routes);
    meetings::api::routes(routes);
    oc4ids::routes(routes);
}
