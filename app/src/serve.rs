//! The server: listens, serves, stops gracefully.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tower_service::Service;

use qipan_accounts::http::{Site, router};
use qipan_kernel::{Failure, FailureKind, Outcome};
use tokio::net::TcpListener;

use crate::config::Config;
use crate::worker;

/// A connection on which no request begins, or does not go on to the end of its head, is closed after so long.
const IDLE: Duration = Duration::from_secs(90);

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
        answer(listener, app).await;
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

/// Answers connections until the process is told to stop, and those that are open to their end.
///
/// Names of headers are written as clients have always seen them (`Location`): they have no case by RFC 9110, and yet
/// there are clients that compare them.
async fn answer(listener: TcpListener, app: Router) {
    let mut http = http1::Builder::new();
    http.title_case_headers(true).timer(TokioTimer::new()).header_read_timeout(IDLE);
    let open = GracefulShutdown::new();
    let mut stop = std::pin::pin!(told_to_stop());
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Too many are open: some will end.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let _ = stream.set_nodelay(true);
        let app = app.clone();
        let service = hyper::service::service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
            let mut request = request.map(axum::body::Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            app.clone().call(request)
        });
        let connection = open.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended");
            }
        });
    }
    drop(listener);
    open.shutdown().await;
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
