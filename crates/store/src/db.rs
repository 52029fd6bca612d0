//! The database handle: opens an engine, runs writes through the writers and reads through a pool.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use qipan_kernel::{Failure, FailureKind, Outcome};
use tokio::sync::oneshot;

use crate::postgres::PgConn;
use crate::sqlite::SqliteConn;
use crate::tx::{Conn, Tx};
use crate::writer::{Act, Queue, serve};

/// The engines.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Engine {
    /// Embedded; one file, one process.
    Sqlite,
    /// A server; many processes.
    Postgres,
}

/// How to open a database. The defaults are right for a district on one machine.
#[derive(Clone, Debug)]
pub struct Options {
    /// Connections for reading.
    pub readers: usize,
    /// Writers on PostgreSQL (SQLite always has one).
    pub writers: usize,
    /// How long to wait for another process that holds the SQLite file; `None` for the default of 5 s.
    pub busy_wait: Option<Duration>,
    /// Limits the SQLite file to so many pages of 4 KiB: a quota, and how tests meet a full disk.
    pub max_pages: Option<i64>,
}

impl Default for Options {
    fn default() -> Self {
        Options { readers: 4, writers: 4, busy_wait: None, max_pages: None }
    }
}

/// A database. Cheap to clone; the last clone to go stops the writers after they have answered what has queued.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    target: Target,
    queue: Arc<Queue>,
    pool: Mutex<Vec<Conn>>,
    freed: Condvar,
    writers: Mutex<Vec<JoinHandle<()>>>,
}

#[derive(Clone)]
enum Target {
    Sqlite(PathBuf, Options),
    Postgres(String),
}

impl Target {
    fn connect(&self, writable: bool) -> Outcome<Conn> {
        match self {
            Target::Sqlite(path, options) => {
                let conn = SqliteConn::open(path, writable, options.busy_wait)?;
                if let (true, Some(pages)) = (writable, options.max_pages) {
                    conn.limit_pages(pages)?;
                }
                Ok(Conn::Sqlite(conn))
            }
            Target::Postgres(url) => PgConn::connect(url, writable).map(Conn::Postgres),
        }
    }
}

impl Db {
    /// Opens `url`: `postgres://…` (or `postgresql://…`) is PostgreSQL, everything else the path of a SQLite file,
    /// with or without `sqlite:` before it. The file is made when it is missing; its folder is not.
    pub fn open(url: &str, options: &Options) -> Outcome<Db> {
        let postgres = url.starts_with("postgres://") || url.starts_with("postgresql://");
        let (target, writers) = if postgres {
            (Target::Postgres(url.to_owned()), options.writers.max(1))
        } else {
            let path = PathBuf::from(url.strip_prefix("sqlite:").unwrap_or(url));
            (Target::Sqlite(path, options.clone()), 1)
        };
        let queue = Arc::new(Queue::default());
        let mut threads = Vec::new();
        for number in 0..writers {
            let (conn, queue, again) = (target.connect(true)?, queue.clone(), target.clone());
            let thread = std::thread::Builder::new()
                .name(format!("qipan-writer-{number}"))
                .spawn(move || serve(&queue, writers, conn, || again.connect(true)))
                .map_err(Failure::internal)?;
            threads.push(thread);
        }
        let pool = (0..options.readers.max(1)).map(|_| target.connect(false)).collect::<Outcome<Vec<_>>>()?;
        Ok(Db(Arc::new(Inner {
            target,
            queue,
            pool: Mutex::new(pool),
            freed: Condvar::new(),
            writers: Mutex::new(threads),
        })))
    }

    /// Which engine this is.
    pub fn engine(&self) -> Engine {
        match self.0.target {
            Target::Sqlite(..) => Engine::Sqlite,
            Target::Postgres(..) => Engine::Postgres,
        }
    }

    /// One act: runs `act` in a transaction and answers when the commit is durable. `act` may run more than once (a
    /// lost race, a lost group), always from a clean state, so it must not have effects outside `tx`.
    pub async fn write<T: Send + 'static>(
        &self,
        act: impl FnMut(&mut Tx<'_>) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        self.enqueue(act, false).await.map_err(|_| stopped())?
    }

    /// For work that can wait: when acts wait for a writer, rests `times` as long as the last piece of it took, two
    /// seconds at most. What people wait for then has most of the writer, and the work still goes on.
    pub async fn give_way(&self, took: Duration, times: u32) {
        if self.0.queue.waiting() > 0 {
            tokio::time::sleep((took * times).min(Duration::from_secs(2))).await;
        }
    }

    /// [`Db::write`] for an act that locks many rows. On PostgreSQL it has a transaction of its own; when all such acts
    /// lock their rows in one order, none of them waits in a circle for another.
    pub async fn write_wide<T: Send + 'static>(
        &self,
        act: impl FnMut(&mut Tx<'_>) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        self.enqueue(act, true).await.map_err(|_| stopped())?
    }

    /// [`Db::write`] for callers that cannot wait asynchronously (see [`Db::read_now`]): the command line, tests.
    pub fn write_now<T: Send + 'static>(
        &self,
        act: impl FnMut(&mut Tx<'_>) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let answer = self.enqueue(act, false);
        let wait = || answer.blocking_recv().map_err(|_| stopped());
        if tokio::runtime::Handle::try_current().is_ok() {
            tokio::task::block_in_place(wait)?
        } else {
            wait()?
        }
    }

    fn enqueue<T: Send + 'static>(
        &self,
        act: impl FnMut(&mut Tx<'_>) -> Outcome<T> + Send + 'static,
        wide: bool,
    ) -> oneshot::Receiver<Outcome<T>> {
        let (reply, answer) = oneshot::channel();
        if let Err((act, failure)) = self.0.queue.push(Box::new(Typed { act, wide, done: None, reply })) {
            act.answer(Err(failure));
        }
        answer
    }

    /// A consistent read: all statements of `read` see the database at one moment.
    pub async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut Tx<'_>) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let db = self.clone();
        tokio::task::spawn_blocking(move || db.read_here(read)).await.map_err(Failure::internal)?
    }

    /// A read of a row or a few. On SQLite, where a connection is free, it is done at once on the calling thread: it is over
    /// sooner than the other tasks of that thread would have been moved to another.
    pub async fn glance<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut Tx<'_>) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        if self.engine() == Engine::Sqlite {
            let free = self.0.pool.lock().unwrap_or_else(PoisonError::into_inner).pop();
            if let Some(conn) = free {
                return read_on(Lent { inner: &self.0, conn: Some(conn) }, read);
            }
        }
        self.read(read).await
    }

    /// [`Db::read`] for callers that cannot wait asynchronously. On a thread of an asynchronous runtime (which must be
    /// a multi-threaded one) other tasks move to another thread meanwhile.
    pub fn read_now<T>(&self, read: impl FnOnce(&mut Tx<'_>) -> Outcome<T>) -> Outcome<T> {
        if tokio::runtime::Handle::try_current().is_ok() {
            tokio::task::block_in_place(|| self.read_here(read))
        } else {
            self.read_here(read)
        }
    }

    fn read_here<T>(&self, read: impl FnOnce(&mut Tx<'_>) -> Outcome<T>) -> Outcome<T> {
        read_on(self.borrow()?, read)
    }

    fn borrow(&self) -> Outcome<Lent<'_>> {
        let mut pool = self.0.pool.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(conn) = pool.pop() {
                let mut lent = Lent { inner: &self.0, conn: Some(conn) };
                if lent.conn.as_ref().is_some_and(Conn::broken) {
                    lent.conn = Some(self.0.target.connect(false)?);
                }
                return Ok(lent);
            }
            let (waited, timeout) = self
                .0
                .freed
                .wait_timeout(pool, Duration::from_secs(30))
                .unwrap_or_else(PoisonError::into_inner);
            if timeout.timed_out() {
                return Err(Failure::new(FailureKind::Unavailable, "store-busy"));
            }
            pool = waited;
        }
    }

    /// Copies a SQLite database to `target` while it is in use. PostgreSQL has its own tools for that.
    pub fn backup_to(&self, target: &Path) -> Outcome<()> {
        let lent = self.borrow()?;
        match &lent.conn {
            Some(Conn::Sqlite(conn)) => conn.backup_to(target),
            _ => Err(Failure::invalid("store-backup-sqlite-only")),
        }
    }

    /// Stops taking acts, answers those that have queued, and waits for the writers to end.
    pub fn close(&self) {
        self.0.shut();
    }
}

impl Inner {
    fn shut(&self) {
        self.queue.close();
        let threads = std::mem::take(&mut *self.writers.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            let _ = thread.join();
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.shut();
        self.pool.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

fn read_on<T>(mut lent: Lent<'_>, read: impl FnOnce(&mut Tx<'_>) -> Outcome<T>) -> Outcome<T> {
    let conn = lent.conn.as_mut().ok_or_else(stopped)?;
    conn.control(match conn {
        Conn::Sqlite(_) => "begin",
        Conn::Postgres(_) => "begin isolation level repeatable read read only",
    })?;
    let result = read(&mut Tx { conn, wrote: false });
    conn.discard();
    let ended = conn.control("rollback").and_then(|()| conn.settle());
    result.and_then(|value| ended.map(|()| value))
}

/// A reading connection on loan; it goes back even when the reader fails.
struct Lent<'a> {
    inner: &'a Inner,
    conn: Option<Conn>,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        if let Some(mut conn) = self.conn.take() {
            if std::thread::panicking() {
                // The reader broke off inside its transaction; the next one must not find it open.
                conn.discard();
                let _ = conn.control("rollback").and_then(|()| conn.settle());
            }
            self.inner.pool.lock().unwrap_or_else(PoisonError::into_inner).push(conn);
            self.inner.freed.notify_one();
        }
    }
}

struct Typed<F, T> {
    act: F,
    wide: bool,
    done: Option<T>,
    reply: oneshot::Sender<Outcome<T>>,
}

impl<F, T> Act for Typed<F, T>
where
    F: FnMut(&mut Tx<'_>) -> Outcome<T> + Send,
    T: Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> Outcome<()> {
        self.done = Some((self.act)(tx)?);
        Ok(())
    }

    fn wide(&self) -> bool {
        self.wide
    }

    fn answer(self: Box<Self>, committed: Outcome<()>) {
        let Typed { done, reply, .. } = *self;
        let result = committed.and_then(|()| done.ok_or_else(stopped));
        // The caller may have gone away; the act is done all the same.
        let _ = reply.send(result);
    }
}

fn stopped() -> Failure {
    Failure::new(FailureKind::Unavailable, "store-stopping")
}
