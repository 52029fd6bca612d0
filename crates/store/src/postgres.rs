//! The PostgreSQL half: a blocking face over the asynchronous driver, so that acts are written once. Statements whose
//! answer nobody waits for are pipelined with the next one that is waited for.

use std::collections::HashMap;
use std::pin::pin;

use futures_util::future::{join, join_all};
use futures_util::{StreamExt, TryFutureExt};
use qipan_kernel::{Failure, FailureKind, Outcome};
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, NoTls, Statement};

use crate::row::Row;
use crate::value::Value;

/// A connection with a runtime of its own: whoever waits for an answer also moves the connection's bytes, on the same
/// thread. A runtime shared by all connections costs two changes of thread for every round trip.
pub(crate) struct PgConn {
    client: Client,
    runtime: Own,
    prepared: HashMap<String, Statement>,
    pending: Vec<(Statement, Vec<Value<'static>>)>,
}

/// `join_all` starts up to this many futures in the order given; longer pipelines are sent in pieces.
const PIPELINE: usize = 28;

struct Own(Option<Runtime>);

impl Own {
    fn block_on<F: Future>(&self, future: F) -> F::Output {
        match &self.0 {
            Some(runtime) => runtime.block_on(future),
            None => unreachable!("a runtime is only taken when its connection is dropped"),
        }
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        // A connection may be dropped inside another runtime, where waiting is not allowed.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl PgConn {
    pub(crate) fn connect(url: &str) -> Outcome<PgConn> {
        let runtime =
            Own(Some(Builder::new_current_thread().enable_all().build().map_err(Failure::internal)?));
        let client = runtime
            .block_on(async {
                let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
                tokio::spawn(async move {
                    if let Err(error) = connection.await {
                        tracing::warn!(%error, "a PostgreSQL connection ended");
                    }
                });
                Ok::<_, tokio_postgres::Error>(client)
            })
            .map_err(|e| Failure::new(FailureKind::Unavailable, "store-unreachable").because(describe(&e)))?;
        Ok(PgConn { client, runtime, prepared: HashMap::new(), pending: Vec::new() })
    }

    pub(crate) fn closed(&self) -> bool {
        // Between statements nobody moves the connection's bytes; a server that went away is seen here.
        self.runtime.block_on(tokio::task::yield_now());
        self.client.is_closed()
    }

    fn statement(&mut self, sql: &str) -> Outcome<Statement> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        // Preparing is a statement too: inside an aborted transaction it would fail for the wrong reason, so what is
        // pending goes first.
        self.flush()?;
        let statement = self.runtime.block_on(self.client.prepare(sql)).map_err(|e| fail(&e, sql))?;
        self.prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    pub(crate) fn queue(&mut self, sql: &str, params: &[Value<'_>]) -> Outcome<()> {
        let statement = self.statement(sql)?;
        self.pending.push((statement, params.iter().cloned().map(Value::into_owned).collect()));
        if self.pending.len() >= PIPELINE { self.flush() } else { Ok(()) }
    }

    pub(crate) fn discard(&mut self) {
        self.pending.clear();
    }

    pub(crate) fn flush(&mut self) -> Outcome<()> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let pending = std::mem::take(&mut self.pending);
        let sent =
            join_all(pending.iter().map(|(statement, params)| self.client.execute_raw(statement, params)));
        first_failure(self.runtime.block_on(sent))
    }

    pub(crate) fn exec(&mut self, sql: &str, params: &[Value<'_>]) -> Outcome<u64> {
        let statement = self.statement(sql)?;
        let pending = std::mem::take(&mut self.pending);
        let earlier =
            join_all(pending.iter().map(|(statement, params)| self.client.execute_raw(statement, params)));
        let (earlier, own) =
            self.runtime.block_on(join(earlier, self.client.execute_raw(&statement, params)));
        first_failure(earlier)?;
        own.map_err(|e| fail(&e, sql))
    }

    pub(crate) fn each(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Outcome<()>,
    ) -> Outcome<()> {
        let statement = self.statement(sql)?;
        let pending = std::mem::take(&mut self.pending);
        let earlier =
            join_all(pending.iter().map(|(statement, params)| self.client.execute_raw(statement, params)));
        let own = self.client.query_raw(&statement, params).map_err(|e| fail(&e, sql));
        self.runtime.block_on(async {
            let (earlier, stream) = join(earlier, own).await;
            first_failure(earlier)?;
            let mut stream = pin!(stream?);
            while let Some(row) = stream.next().await {
                each(&Row::Postgres(&row.map_err(|e| fail(&e, sql))?))?;
            }
            Ok(())
        })
    }

    pub(crate) fn check(&mut self, sql: &str) -> Outcome<()> {
        self.runtime.block_on(self.client.prepare(sql)).map(drop).map_err(|e| fail(&e, sql))
    }

    pub(crate) fn script(&mut self, sql: &str) -> Outcome<()> {
        self.flush()?;
        self.runtime.block_on(self.client.batch_execute(sql)).map_err(|e| fail(&e, sql))
    }
}

fn first_failure(results: Vec<Result<u64, tokio_postgres::Error>>) -> Outcome<()> {
    results.into_iter().try_for_each(|result| result.map(drop).map_err(|e| fail(&e, "pipeline")))
}

fn describe(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(db) => format!("{} {}: {}", db.severity(), db.code().code(), db.message()),
        None => error.to_string(),
    }
}

fn fail(error: &tokio_postgres::Error, what: &str) -> Failure {
    let (kind, key) = match error.code() {
        Some(code) if *code == SqlState::UNIQUE_VIOLATION => (FailureKind::Conflict, "store-duplicate"),
        Some(code)
            if *code == SqlState::T_R_DEADLOCK_DETECTED || *code == SqlState::T_R_SERIALIZATION_FAILURE =>
        {
            (FailureKind::Unavailable, "store-locked")
        }
        Some(code) if *code == SqlState::LOCK_NOT_AVAILABLE => (FailureKind::Unavailable, "store-locked"),
        Some(code) if *code == SqlState::DISK_FULL => (FailureKind::Unavailable, "store-disk-full"),
        Some(_) => (FailureKind::Internal, "failure-internal"),
        None if error.is_closed() => (FailureKind::Unavailable, "store-unreachable"),
        None => (FailureKind::Internal, "failure-internal"),
    };
    Failure::new(kind, key).because(format!("{} [{what}]", describe(error)))
}
