//! The PostgreSQL half: a blocking face over the asynchronous driver, so that acts are written once. Statements whose
//! answer nobody waits for are pipelined with the next one that is waited for.

use std::collections::HashMap;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;

use futures_util::future::{MaybeDone, join, join_all, join3};
use futures_util::{StreamExt, TryFutureExt, TryStreamExt};
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
    pending: Vec<Queued>,
    /// Questions that travel with the next one, and then their answers.
    ahead: Vec<(Statement, Question)>,
    foreseen: Vec<(Question, Vec<tokio_postgres::Row>)>,
}

type Params = Vec<Value<'static>>;
type Question = (String, Params);

/// A statement that waits for the next round trip.
struct Queued {
    sql: String,
    params: Params,
    /// It adds a row that nothing before it has to do with: it may be done in one with what stands before it.
    adds: bool,
}

/// Statements that wait at most; more of them are sent.
const PIPELINE: usize = 128;
/// Statements that are done in one at most, and their parameters.
const JOINED: usize = 6;
const PLACES: usize = 160;

/// Rows that one statement adds or changes at most.
const ROWS: usize = 12;

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
    pub(crate) fn connect(url: &str, writable: bool) -> Outcome<PgConn> {
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
                if writable {
                    // Acts look rows up by their keys. Of a table that has just been filled the planner knows nothing,
                    // and would rather read all of it; statements that are prepared then stay as they were planned.
                    client.batch_execute("set enable_seqscan = off").await?;
                }
                Ok::<_, tokio_postgres::Error>(client)
            })
            .map_err(|e| Failure::new(FailureKind::Unavailable, "store-unreachable").because(describe(&e)))?;
        let (prepared, pending, ahead, foreseen) = Default::default();
        Ok(PgConn { client, runtime, prepared, pending, ahead, foreseen })
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
        self.prepare(sql, sql)
    }

    fn prepare(&mut self, key: &str, sql: &str) -> Outcome<Statement> {
        let statement = self.runtime.block_on(self.client.prepare(sql)).map_err(|e| fail(&e, sql))?;
        self.prepared.insert(key.to_owned(), statement.clone());
        Ok(statement)
    }

    pub(crate) fn queue(&mut self, sql: &str, params: &[Value<'_>], adds: bool) -> Outcome<()> {
        let params = owned(params);
        self.pending.push(Queued { sql: sql.to_owned(), params, adds });
        if self.pending.len() >= PIPELINE { self.flush() } else { Ok(()) }
    }

    pub(crate) fn each_of(&mut self, sql: &str, rows: &[Vec<Value<'_>>]) -> Outcome<()> {
        rows.chunks(ROWS).try_for_each(|rows| {
            let params: Vec<Value<'_>> = rows.iter().flatten().cloned().collect();
            self.queue(&for_rows(sql, rows.len(), rows[0].len()), &params, true)
        })
    }

    /// Forgets what is queued, and what was asked ahead.
    pub(crate) fn discard(&mut self) {
        self.pending.clear();
        self.forget();
    }

    /// Forgets what was asked ahead: the act that wanted it is over.
    pub(crate) fn forget(&mut self) {
        self.ahead.clear();
        self.foreseen.clear();
    }

    /// Takes what is queued, ready to be sent: statements that may be done in one are one.
    fn take_pending(&mut self) -> Outcome<Vec<(Statement, Params)>> {
        let mut ready: Vec<(Statement, Params)> = Vec::new();
        let mut pending = std::mem::take(&mut self.pending).into_iter().peekable();
        while let Some(first) = pending.next() {
            let mut run = vec![first];
            while run.len() < JOINED
                && let Some(next) = pending.next_if(|next| next.adds && joins(&run, next))
            {
                run.push(next);
            }
            let key = match run.as_slice() {
                [one] => one.sql.clone(),
                many => many.iter().map(|one| one.sql.as_str()).collect::<Vec<_>>().join("\n"),
            };
            let statement = match self.prepared.get(&key) {
                Some(statement) => statement.clone(),
                None => {
                    first_failure(self.send(&std::mem::take(&mut ready)))?;
                    self.prepare(&key, &in_one(&run))?
                }
            };
            ready.push((statement, run.into_iter().flat_map(|one| one.params).collect()));
        }
        Ok(ready)
    }

    fn send(&self, statements: &[(Statement, Params)]) -> Vec<Result<u64, tokio_postgres::Error>> {
        if statements.is_empty() { Vec::new() } else { self.runtime.block_on(sent(&self.client, statements)) }
    }

    pub(crate) fn flush(&mut self) -> Outcome<()> {
        let pending = self.take_pending()?;
        first_failure(self.send(&pending))
    }

    pub(crate) fn exec(&mut self, sql: &str, params: &[Value<'_>]) -> Outcome<u64> {
        let statement = self.statement(sql)?;
        let pending = self.take_pending()?;
        let (earlier, own) = self
            .runtime
            .block_on(join(sent(&self.client, &pending), self.client.execute_raw(&statement, params)));
        first_failure(earlier)?;
        own.map_err(|e| fail(&e, sql))
    }

    /// A question whose answer will be wanted by [`PgConn::each`] later in the act: it is asked together with the next
    /// question, after that one. However often it is foreseen it is asked once: the answer serves one question, and what
    /// that one's act writes may change the next answer.
    pub(crate) fn foresee(&mut self, sql: &str, params: &[Value<'_>]) -> Outcome<()> {
        let same = |(text, given): &(String, Params)| text == sql && given == params;
        if self.ahead.iter().any(|(_, question)| same(question))
            || self.foreseen.iter().any(|(question, _)| same(question))
        {
            return Ok(());
        }
        let statement = self.statement(sql)?;
        self.ahead.push((statement, (sql.to_owned(), owned(params))));
        Ok(())
    }

    pub(crate) fn each(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Outcome<()>,
    ) -> Outcome<()> {
        let known = self.foreseen.iter().position(|((text, given), _)| text == sql && given == params);
        if let Some(known) = known {
            let (_, rows) = self.foreseen.swap_remove(known);
            return rows.iter().try_for_each(|row| each(&Row::Postgres(row)));
        }
        let statement = self.statement(sql)?;
        let pending = self.take_pending()?;
        // What is asked now need not be asked ahead: that answer would be left for a later question, which it is too old for.
        self.ahead.retain(|(_, (text, given))| !(text == sql && given == params));
        let ahead = std::mem::take(&mut self.ahead);
        let own = self.client.query_raw(&statement, params).map_err(|e| fail(&e, sql));
        let asked =
            join_all(ahead.iter().map(|(statement, (_, params))| rows(&self.client, statement, params)));
        let answers = self.runtime.block_on(async {
            let own = async {
                let mut stream = pin!(own.await?);
                while let Some(row) = stream.next().await {
                    each(&Row::Postgres(&row.map_err(|e| fail(&e, sql))?))?;
                }
                Ok(())
            };
            let (earlier, own, answers) = join3(sent(&self.client, &pending), own, asked).await;
            first_failure(earlier)?;
            own?;
            Ok::<_, Failure>(answers)
        })?;
        for ((_, question), answer) in ahead.into_iter().zip(answers) {
            let rows = answer.map_err(|e| fail(&e, &question.0))?;
            self.foreseen.push((question, rows));
        }
        Ok(())
    }

    pub(crate) fn check(&mut self, sql: &str) -> Outcome<()> {
        self.runtime.block_on(self.client.prepare(sql)).map(drop).map_err(|e| fail(&e, sql))
    }

    pub(crate) fn script(&mut self, sql: &str) -> Outcome<()> {
        self.flush()?;
        self.runtime.block_on(self.client.batch_execute(sql)).map_err(|e| fail(&e, sql))
    }
}

fn owned(params: &[Value<'_>]) -> Params {
    params.iter().cloned().map(Value::into_owned).collect()
}

/// Sends statements one behind the other and waits for all of them.
async fn sent(
    client: &Client,
    statements: &[(Statement, Params)],
) -> Vec<Result<u64, tokio_postgres::Error>> {
    let mut all: Vec<_> = statements
        .iter()
        .map(|(statement, params)| MaybeDone::Future(Box::pin(client.execute_raw(statement, params))))
        .collect();
    // A statement is sent when its future is first asked: so they leave in their order, whatever comes back when.
    poll_fn(|context| {
        for one in &mut all {
            let _ = Pin::new(one).poll(context);
        }
        Poll::Ready(())
    })
    .await;
    let mut results = Vec::with_capacity(all.len());
    for mut one in all {
        (&mut one).await;
        results.extend(Pin::new(&mut one).take_output());
    }
    results
}

async fn rows(
    client: &Client,
    statement: &Statement,
    params: &[Value<'static>],
) -> Result<Vec<tokio_postgres::Row>, tokio_postgres::Error> {
    client.query_raw(statement, params).await?.try_collect().await
}

/// Whether a row that is added may be done in one with these. A question among the parts of a statement would not be
/// asked at all; parts are done in no order, so two rows of a table that numbers its rows would be numbered in none; and
/// the number of different texts stays small.
fn joins(run: &[Queued], next: &Queued) -> bool {
    let changes = ["insert ", "update ", "delete "].iter().any(|verb| run[0].sql.starts_with(verb));
    let places: usize = run.iter().map(|one| one.params.len()).sum();
    let again = run.iter().any(|one| one.sql == next.sql);
    changes && !again && places + next.params.len() <= PLACES
}

/// One statement that does what these do: each but the last as a part of it that gives nothing back.
fn in_one(run: &[Queued]) -> String {
    if let [one] = run {
        return one.sql.clone();
    }
    let (mut parts, mut last, mut places) = (Vec::new(), String::new(), 0);
    for (number, one) in run.iter().enumerate() {
        last = shifted(&one.sql, places);
        places += one.params.len();
        if number + 1 < run.len() {
            parts.push(format!("part{number} as ({last})"));
        }
    }
    format!("with {} {last}", parts.join(", "))
}

/// An insertion or deletion of one row (with so many places) as one of `count` rows.
fn for_rows(sql: &str, count: usize, places: usize) -> String {
    let values = sql.find(" values (").map(|at| at + " values ".len());
    match values.and_then(|from| Some((from, from + sql[from..].find(')')? + 1))) {
        Some((from, to)) => {
            let rows: Vec<String> = (0..count).map(|row| shifted(&sql[from..to], row * places)).collect();
            format!("{}{}{}", &sql[..from], rows.join(", "), &sql[to..])
        }
        None => {
            let Some((head, condition)) = sql.split_once(" where ") else { return sql.to_owned() };
            let rows: Vec<String> =
                (0..count).map(|row| format!("({})", shifted(condition, row * places))).collect();
            format!("{head} where {}", rows.join(" or "))
        }
    }
}

/// The text with `$1` become `$n+1`, and so on.
fn shifted(sql: &str, by: usize) -> String {
    let mut text = String::with_capacity(sql.len() + 16);
    let mut rest = sql;
    while let Some(at) = rest.find('$') {
        let digits = rest[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
        let number = rest[at + 1..at + 1 + digits].parse::<usize>();
        text.push_str(&rest[..=at]);
        match number {
            Ok(number) => text.push_str(&(number + by).to_string()),
            Err(_) => text.push_str(&rest[at + 1..at + 1 + digits]),
        }
        rest = &rest[at + 1 + digits..];
    }
    text.push_str(rest);
    text
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

#[cfg(test)]
mod tests {
    use super::*;

    fn queued(sql: &str, params: usize) -> Queued {
        Queued { sql: sql.to_owned(), params: vec![Value::Null; params], adds: true }
    }

    #[test]
    fn several_statements_are_one_with_places_of_their_own() {
        let run = [
            queued("update a set b = $2 where c = $1", 2),
            queued("insert into d (e, f) values ($1, '$x')", 1),
            queued("insert into g (h, i) values ($2, $1)", 2),
        ];
        assert_eq!(
            in_one(&run),
            "with part0 as (update a set b = $2 where c = $1), \
             part1 as (insert into d (e, f) values ($3, '$x')) \
             insert into g (h, i) values ($5, $4)"
        );
        assert_eq!(in_one(&run[..1]), run[0].sql);
    }

    #[test]
    fn a_statement_is_one_for_many_rows() {
        let insert = "insert into a (b, c) values ($1, $2) on conflict do nothing";
        assert_eq!(for_rows(insert, 1, 2), insert);
        assert_eq!(
            for_rows(insert, 3, 2),
            "insert into a (b, c) values ($1, $2), ($3, $4), ($5, $6) on conflict do nothing"
        );
        assert_eq!(
            for_rows("delete from a where b = $1 and c = $2", 2, 2),
            "delete from a where (b = $1 and c = $2) or (b = $3 and c = $4)"
        );
    }

    #[test]
    fn a_question_is_no_part_of_another_statement() {
        let add = queued("insert into a (b) values ($1)", 1);
        assert!(!joins(&[queued("select 1 from a for update", 0)], &add));
        assert!(!joins(&[queued("begin", 0)], &add));
        assert!(joins(&[queued("delete from a where b = $1", 1)], &add));
        assert!(!joins(&[queued(&add.sql, 1)], &add), "its order would be lost");
        assert!(!joins(&[queued("insert into c (d) values ($1)", PLACES)], &add));
    }
}
