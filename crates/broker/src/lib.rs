//! Floor 5: the hub. A complete NGSI-LD broker (ETSI GS CIM 009 V1.9.1) over the same database as the board: whatever
//! it has answered is durable, and what it knows is found by index.
//!
//! A request goes `http` (what the caller wants) → `entities`, `temporal`, `subscriptions` … (one act) → `ngsild`
//! (pure rules) → `store`.

pub mod alias_store;
pub mod contexts;
pub mod entities;
pub mod guard;
pub mod http;
pub mod hub;
mod limits;
pub mod log;
mod maps;
mod names_store;
pub mod own;
pub mod pages;
mod registrations;
pub mod rights;
mod subscriptions;
pub mod temporal;
mod tenants_store;
pub mod upkeep;

use names_store as names;
use qipan_kernel::{Failure, FailureKind};
use qipan_ngsild::{Error, ErrorKind};
use qipan_store::Migration;
use qipan_web::LocaleSource;

pub use hub::{Hub, Keep, Options};
pub use subscriptions::start as deliver;

/// The schema of the hub.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "broker/0001_entities", sql: include_str!("../migrations/0001_entities.sql") },
    Migration { name: "broker/0002_contexts", sql: include_str!("../migrations/0002_contexts.sql") },
    Migration { name: "broker/0003_history", sql: include_str!("../migrations/0003_history.sql") },
    Migration {
        name: "broker/0004_subscriptions",
        sql: include_str!("../migrations/0004_subscriptions.sql"),
    },
    Migration {
        name: "broker/0005_registrations",
        sql: include_str!("../migrations/0005_registrations.sql"),
    },
    Migration {
        name: "broker/0006_source_subscriptions",
        sql: include_str!("../migrations/0006_source_subscriptions.sql"),
    },
    Migration { name: "broker/0007_access", sql: include_str!("../migrations/0007_access.sql") },
    Migration { name: "broker/0010_tail", sql: include_str!("../migrations/0010_tail.sql") },
    Migration { name: "broker/0011_alias", sql: include_str!("../migrations/0011_alias.sql") },
    Migration {
        name: "broker/0012_subscription_owner",
        sql: include_str!("../migrations/0012_subscription_owner.sql"),
    },
    Migration { name: "broker/0013_maps", sql: include_str!("../migrations/0013_maps.sql") },
    Migration { name: "broker/0014_places", sql: include_str!("../migrations/0014_places.sql") },
];

/// The words of this crate.
pub const LOCALES: LocaleSource =
    LocaleSource { zh: include_str!("../locales/zh.ftl"), en: include_str!("../locales/en.ftl") };

/// The words of `qipan-ngsild`, which itself knows nothing of languages.
pub const NGSILD_LOCALES: LocaleSource =
    LocaleSource { zh: qipan_ngsild::LOCALES[0], en: qipan_ngsild::LOCALES[1] };

/// Registers the pages and calls of the hub that are not of the NGSI-LD API.
pub fn routes(routes: &mut qipan_accounts::http::Routes) {
    pages::routes(routes);
    rights::api::routes(routes);
}

/// The failure of a query that would have to look at more entities than the operator allows.
const TOO_COMPLEX: &str = "hub-query-too-complex";

/// A failure of the house as an error of the API.
pub(crate) fn fault(failure: Failure) -> Error {
    let kind = match failure.kind {
        _ if failure.message.key == TOO_COMPLEX => ErrorKind::TooComplexQuery,
        FailureKind::Conflict => ErrorKind::AlreadyExists,
        FailureKind::NotFound => ErrorKind::ResourceNotFound,
        FailureKind::Forbidden | FailureKind::Unauthenticated => ErrorKind::Forbidden,
        FailureKind::Invalid => ErrorKind::BadRequestData,
        _ => {
            tracing::error!(%failure, "the hub could not do what it was asked");
            ErrorKind::InternalError
        }
    };
    Error { kind, message: failure.message, field: failure.field, position: None }
}
