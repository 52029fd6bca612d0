//! Puts the house together: migrations, words, routes, navigation, the site and its parts.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use qipan_accounts::http::{Part, Routes, Site};
use qipan_accounts::{Act, sessions};
use qipan_board::board::Board;
use qipan_board::pages::Comparisons;
use qipan_board::rulebook::Rulebook;
use qipan_kernel::{IdSource, Moment, Outcome};
use qipan_records::files::Files;
use qipan_store::{Db, Migration, Options, migrate};
use qipan_web::{LocaleSource, NavItem, Words};

use crate::config::Config;
use crate::key_file;

/// The domains: a line each.
const DOMAINS: &[Part] = &[
    //
    qipan_decisions::PART,
    qipan_projects::PART,
];

/// The migrations of what the domains stand on.
const HOUSE: &[&[Migration]] = &[
    qipan_store::MIGRATIONS,
    qipan_accounts::MIGRATIONS,
    qipan_records::MIGRATIONS,
    qipan_board::MIGRATIONS,
    qipan_broker::MIGRATIONS,
];

/// The migrations of all crates, in order.
pub static MIGRATIONS: &[&[Migration]] = &{
    let mut all: [&[Migration]; HOUSE.len() + DOMAINS.len()] = [&[]; HOUSE.len() + DOMAINS.len()];
    let mut at = 0;
    while at < all.len() {
        all[at] = if at < HOUSE.len() { HOUSE[at] } else { DOMAINS[at - HOUSE.len()].migrations };
        at += 1;
    }
    all
};

/// The words of all crates.
pub fn words() -> Words {
    let (zh, en) = qipan_store::LOCALES;
    let mut sources = vec![
        LocaleSource { zh, en },
        qipan_web::LOCALES,
        qipan_accounts::LOCALES,
        qipan_records::LOCALES,
        qipan_board::LOCALES,
        qipan_broker::NGSILD_LOCALES,
        qipan_broker::LOCALES,
        LocaleSource { zh: include_str!("../locales/zh.ftl"), en: include_str!("../locales/en.ftl") },
    ];
    DOMAINS.iter().for_each(|domain| sources.extend_from_slice(domain.words));
    Words::new(&sources)
}

/// Every route of the program.
pub fn routes() -> Routes {
    let mut routes = Routes::default();
    qipan_accounts::routes(&mut routes);
    qipan_board::routes(&mut routes);
    qipan_broker::routes(&mut routes);
    DOMAINS.iter().for_each(|domain| (domain.routes)(&mut routes));
    crate::system_pages::routes(&mut routes);
    crate::publish::routes(&mut routes);
    routes
}

fn navigation() -> Vec<(NavItem, Act)> {
    let item = |key, href, section, act| (NavItem { key, href, section }, act);
    let mut all = vec![
        item("nav-board", "/", "board", Act::BoardView),
        item("nav-commitments", "/commitments", "commitments", Act::BoardView),
        item("nav-my-work", "/my-work", "my-work", Act::BoardView),
    ];
    all.extend(DOMAINS.iter().flat_map(|domain| domain.nav).copied());
    all.extend([
        item("ledger", "/ledger", "ledger", Act::LedgerExport),
        item("rules", "/rules", "rules", Act::RuleSetManage),
        item("calendar", "/calendar", "calendar", Act::CalendarManage),
        item("nav-lines", "/lines", "lines", Act::LineManage),
        item("nav-units", "/units", "units", Act::UnitView),
        item("nav-hub", "/hub", "hub", Act::HubView),
        item("nav-journal", "/journal", "journal", Act::JournalView),
        item("nav-system", "/system", "system", Act::UserManage),
    ]);
    all
}

/// The real clock.
pub fn now() -> Moment {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Moment(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Unpredictable bytes from the operating system.
///
/// # Panics
/// When the operating system has none: nothing may be signed or made secret then.
pub fn chance(buffer: &mut [u8]) {
    getrandom::fill(buffer).expect("the operating system gives random bytes");
}

/// Opens the database of a configuration and brings it up to date.
pub fn open(config: &Config) -> Outcome<Db> {
    let embedded = !config.database.starts_with("postgres");
    if embedded && let Some(folder) = std::path::Path::new(&config.database).parent() {
        std::fs::create_dir_all(folder).map_err(|e| {
            qipan_kernel::Failure::new(qipan_kernel::FailureKind::Unavailable, "store-unreachable").because(e)
        })?;
    }
    let options = Options { readers: config.readers, writers: config.writers, ..Options::default() };
    let db = Db::open(&config.database, &options)?;
    migrate::run(&db, MIGRATIONS, now())?;
    Ok(db)
}

/// Identifiers that go on after those in the database, even when the clock was set back.
pub fn ids(db: &Db, config: &Config) -> Outcome<Arc<IdSource>> {
    let highest = db.read_now(qipan_board::commitments::store::highest_id)?;
    Ok(Arc::new(IdSource::after(config.node, highest)))
}

/// The site of a configuration, ready to serve.
pub fn site(config: &Config, db: Db) -> Outcome<Site> {
    let ids = ids(&db, config)?;
    let mut site = Site::new(db, Arc::new(words()), ids, Box::new(now), Box::new(sessions::authenticate));
    site.chance = chance;
    site.https = config.https;
    site.proxies = config.proxies().map_err(qipan_kernel::Failure::internal)?;
    site.vault = key_file::vault(&config.key_path())?;
    key_file::seal_old(&site.db, &site.vault)?;
    site.nav = navigation();
    site.chains = DOMAINS.iter().flat_map(|domain| domain.chains).copied().collect();
    add_parts(&mut site, config.files()?)?;
    site.add(config.maps().map_err(qipan_kernel::Failure::internal)?);
    let alias = match config.hub_alias.as_str() {
        "" => qipan_broker::alias_store::keep(&site.db, chance)?,
        named => named.to_owned(),
    };
    let hub = qipan_broker::Hub::new(&site, qipan_broker::Options { alias, ..hub_options(config) });
    add_hub(&mut site, hub);
    Ok(site)
}

/// Adds the hub, and joins it with the board.
pub fn add_hub(site: &mut Site, hub: qipan_broker::Hub) {
    let hub = Arc::new(hub);
    crate::publish::join(&hub);
    site.add(crate::publish::meter::meter(hub.clone()));
    site.add(hub);
}

/// How the hub is set.
fn hub_options(config: &Config) -> qipan_broker::Options {
    let hosts = config.hub_hosts.split(',').map(str::trim).filter(|host| !host.is_empty());
    qipan_broker::Options {
        open: config.hub_open,
        body_limit: config.hub_body_limit,
        depth_limit: config.hub_depth_limit,
        batch_limit: config.hub_batch_limit,
        scan_limit: config.hub_scan_limit,
        rate: config.hub_rate,
        log_days: config.hub_log_days,
        allowed_hosts: hosts.map(str::to_owned).collect(),
        instances_limit: config.hub_instances,
        // It was read once when the configuration was.
        keep: qipan_broker::Keep::list(&config.hub_keep).unwrap_or_default(),
        ..qipan_broker::Options::default()
    }
}

/// Adds the parts that handlers ask for: files, board, the days to compare with.
pub fn add_parts(site: &mut Site, files: Files) -> Outcome<()> {
    let book = site.db.read_now(Rulebook::load)?;
    site.add(files);
    site.add(Board::new(book));
    site.add(Comparisons(Box::new(qipan_decisions::comparisons)));
    site.add(Arc::new(qipan_projects::proposals::register::Register::default()));
    Ok(())
}
