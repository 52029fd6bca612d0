//! Floor 4: documents, evidence files and numbering.

pub mod documents;
pub mod files;
pub mod reading;

use qipan_store::Migration;
use qipan_web::LocaleSource;

/// The migrations of this crate.
pub const MIGRATIONS: &[Migration] =
    &[Migration { name: "records/0001_documents", sql: include_str!("../migrations/0001_documents.sql") }];

/// The words of this crate.
pub const LOCALES: LocaleSource =
    LocaleSource { zh: include_str!("../locales/zh.ftl"), en: include_str!("../locales/en.ftl") };
