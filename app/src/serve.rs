//! The server: listens, serves, stops gracefully.

use std::net::SocketAddr;
use std::sync::Arc;

use qipan_accounts::http::{Site, router};
use qipan_kernel::{Failure, FailureKind, Outcome};
use tokio::net::TcpListener;

use crate::config::Config;
use crate::worker;

/// Serves until the process is told to stop; answers what is under way before it ends.
pub fn run(config: &Config, site: Site, ready: impl FnOnce(SocketAddr)) -> Outcome<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        // Readers wait for a connection anyway; a thread each for a burst of requests would only keep memory.
        .max_blocking_threads(6)
        .thread_name("qipan")
        .build()
        .map_err(Failure::internal)?;
    let site = Arc::new(site);
    runtime.block_on(async {
        let listener = TcpListener::bind(config.listen).await.map_err(|e| {
            let failure = Failure::new(FailureKind::Unavailable, "serve-cannot-listen");
            failure.with("address", config.listen.to_string()).because(e)
        })?;
        let address = listener.local_addr().map_err(Failure::internal)?;
        let stop = Arc::new(tokio::sync::Notify::new());
        let worker = worker::start(site.clone(), stop.clone());
        let deliveries = qipan_broker::deliver(site.clone(), stop.clone());
        let upkeep = qipan_broker::upkeep::start(site.clone(), stop.clone());
        let publisher = crate::publish::start(site.clone(), stop.clone());
        let app = router(&site, &crate::wiring::routes()).merge(qipan_broker::http::router(&site));
        ready(address);
        let service = app.into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, service)
            .with_graceful_shutdown(told_to_stop())
            .await
            .map_err(Failure::internal)?;
        stop.notify_waiters();
        let _ = worker.await;
        let _ = deliveries.await;
        let _ = upkeep.await;
        let _ = publisher.await;
        site.part::<Arc<qipan_broker::Hub>>().log.flush().await;
        Ok(())
    })?;
    // Whatever has queued is committed and answered before the process ends.
    site.db.close();
    Ok(())
}

async fn told_to_stop() {
    let interrupt = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! { () = interrupt => {}, () = terminate => {} }
    tracing::info!("stopping");
}
