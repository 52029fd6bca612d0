//! x
use std::sync::Arc;
use qipan_accounts::http::Site;
use qipan_broker::{Hub, Options};
use qipan_kernel::{IdSource, Moment};
use qipan_store::{Db, Migration, migrate};
use qipan_web::{LocaleSource, Words};
static MIGRATIONS: &[&[Migration]] = &[qipan_store::MIGRATIONS, qipan_accounts::MIGRATIONS, qipan_broker::MIGRATIONS];
fn now() -> Moment { Moment(std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis() as i64) }
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let db = Db::open(&a[1], &qipan_store::Options::default()).unwrap();
    migrate::run(&db, MIGRATIONS, now()).unwrap();
    let (zh, en) = qipan_store::LOCALES;
    let words = Words::new(&[LocaleSource { zh, en }, qipan_web::LOCALES, qipan_accounts::LOCALES, qipan_broker::NGSILD_LOCALES, qipan_broker::LOCALES]);
    let mut site = Site::new(db, Arc::new(words), Arc::new(IdSource::new(1)), Box::new(now), Box::new(|_, _, _| Ok(None)));
    let hub = Arc::new(Hub::new(&site, Options { open: true, instances_limit: 30, allowed_hosts: vec!["127.0.0.1".into(), "localhost".into()], ..Options::default() }));
    site.add(hub);
    let site = Arc::new(site);
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(async {
        let stop = Arc::new(tokio::sync::Notify::new());
        let _d = qipan_broker::deliver(site.clone(), stop.clone());
        let _u = qipan_broker::upkeep::start(site.clone(), stop.clone());
        let l = tokio::net::TcpListener::bind(&a[2]).await.unwrap();
        axum::serve(l, qipan_broker::http::router(&site)).await.unwrap();
    });
}
