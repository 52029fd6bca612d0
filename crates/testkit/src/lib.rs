//! For tests: the same test on both engines, a fixed clock, fictional people.
//!
//! PostgreSQL is started from the system's binaries, once per test program, in a temporary folder, and ends with the
//! test program. Where there are no binaries the PostgreSQL half says that it was skipped; with `QIPAN_TEST_ALL=1` (as
//! in CI) that is a failure instead.

mod postgres;

use std::sync::atomic::{AtomicU32, Ordering};

use qipan_kernel::{Actor, Context, Day, Id, Moment, Role};
use qipan_store::{Db, Migration, Options, migrate};

pub use postgres::server_url;

/// A database of its own for one test, gone afterwards.
pub struct TestDb {
    /// The database.
    pub db: Db,
    /// Its URL (or path), for programs started by the test.
    pub url: String,
    _folder: tempfile::TempDir,
}

/// Runs `test` on SQLite and on PostgreSQL, each time on a fresh database with `migrations`.
pub fn both(migrations: &'static [&'static [Migration]], test: impl Fn(&TestDb)) {
    test(&sqlite(migrations));
    if let Some(db) = postgres(migrations) {
        test(&db);
    }
}

/// A fresh SQLite database.
pub fn sqlite(migrations: &'static [&'static [Migration]]) -> TestDb {
    sqlite_with(migrations, &Options::default())
}

/// A fresh SQLite database opened with `options`.
pub fn sqlite_with(migrations: &'static [&'static [Migration]], options: &Options) -> TestDb {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = folder.path().join("test.db").display().to_string();
    open(url, options, migrations, folder)
}

/// A fresh PostgreSQL database; `None` (and a line that says so) where PostgreSQL is not installed.
pub fn postgres(migrations: &'static [&'static [Migration]]) -> Option<TestDb> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let server = server_url()?;
    let name = format!("test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    postgres::create_database(&name);
    let folder = tempfile::tempdir().expect("a temporary folder");
    Some(open(server.replace("/postgres?", &format!("/{name}?")), &Options::default(), migrations, folder))
}

fn open(
    url: String,
    options: &Options,
    migrations: &'static [&'static [Migration]],
    folder: tempfile::TempDir,
) -> TestDb {
    let db = Db::open(&url, options).expect("the test database opens");
    migrate::run(&db, migrations, noon("2026-01-05")).expect("the migrations run");
    TestDb { db, url, _folder: folder }
}

/// Noon of a day in the city.
pub fn noon(day: &str) -> Moment {
    let day: Day = day.parse().expect("a day");
    day.start().plus_ms(12 * 3_600_000)
}

/// An obviously fictional person acting in `role`, for the city as a whole.
pub fn acting(role: Role, day: &str) -> Context {
    Context {
        actor: Actor {
            id: Id(role as i64 + 1), name: "张示例".into(), role, unit: None, scope: Vec::new()
        },
        now: noon(day),
    }
}

/// The same, for the people of `unit` (and of nothing below it).
pub fn acting_for(role: Role, unit: Id, day: &str) -> Context {
    let mut context = acting(role, day);
    context.actor.unit = Some(unit);
    context.actor.scope = vec![unit];
    context
}
