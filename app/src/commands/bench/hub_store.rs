//! The bare engine beside the hub: the same documents in one table, read and written by key.

use std::time::{Duration, Instant};

use qipan_kernel::Outcome;
use qipan_store::{Db, params};

use super::hub::entity;

/// Rates of the bare engine, a second.
pub struct Bare {
    get: f64,
    update: f64,
    insert: f64,
}

impl Bare {
    /// The figure to stand beside a phase.
    pub fn beside(&self, phase: &str) -> Option<f64> {
        match phase {
            "GET by id" => Some(self.get),
            "PATCH attrs, durable" => Some(self.update),
            "create, durable" => Some(self.insert),
            _ => None,
        }
    }
}

/// How many entities of the benchmark there are.
pub fn entities(db: &Db) -> Outcome<usize> {
    let sql = "select count(*) from hub_entity where tenant = 0 and uri >= $1 and uri < $2";
    let (from, to) = ("urn:ngsi-ld:Sensor:", "urn:ngsi-ld:Sensor;");
    db.read_now(|tx| tx.one(sql, params![from, to], |row| row.get(0)))
}

/// Fills a table of its own and measures.
pub fn figures(db: &Db, entities: usize, writers: usize, seconds: u64) -> Outcome<Bare> {
    db.write_now(|tx| {
        tx.exec("create table if not exists bench_bare (id BIGINT PRIMARY KEY, doc TEXT NOT NULL)", &[])?;
        tx.exec("delete from bench_bare", &[])
    })?;
    for first in (0..entities).step_by(1_000) {
        db.write_now(move |tx| {
            for n in first..(first + 1_000).min(entities) {
                tx.queue("insert into bench_bare (id, doc) values ($1, $2)", params![n, entity(n)])?;
            }
            Ok(())
        })?;
    }
    let started = Instant::now();
    let mut read = 0;
    while started.elapsed() < Duration::from_secs(1) {
        let id = read * 7_919 % entities;
        db.read_now(|tx| {
            tx.first("select doc from bench_bare where id = $1", params![id], |row| row.get::<String>(0))
        })?;
        read += 1;
    }
    let get = read as f64 / started.elapsed().as_secs_f64();
    let update = writes(db, writers, seconds, move |tx, n| {
        let (id, doc) = (n * 7_919 % entities, entity(n));
        tx.exec("update bench_bare set doc = $2 where id = $1", params![id, doc])
    })?;
    let insert = writes(db, writers, seconds, move |tx, n| {
        tx.exec("insert into bench_bare (id, doc) values ($1, $2)", params![1_000_000_000 + n, entity(n)])
    })?;
    db.write_now(|tx| tx.exec("drop table bench_bare", &[]))?;
    Ok(Bare { get, update, insert })
}

fn writes(
    db: &Db,
    writers: usize,
    seconds: u64,
    act: impl Fn(&mut qipan_store::Tx<'_>, usize) -> Outcome<u64> + Send + Sync + Clone + 'static,
) -> Outcome<f64> {
    let started = Instant::now();
    let threads: Vec<_> = (0..writers)
        .map(|number| {
            let (db, act) = (db.clone(), act.clone());
            std::thread::spawn(move || -> Outcome<usize> {
                let mut done = 0;
                while started.elapsed() < Duration::from_secs(seconds) {
                    let (act, n) = (act.clone(), number + done * writers);
                    db.write_now(move |tx| act(tx, n))?;
                    done += 1;
                }
                Ok(done)
            })
        })
        .collect();
    let mut done = 0;
    for thread in threads {
        done += thread.join().map_err(|_| qipan_kernel::Failure::internal("a writer failed"))??;
    }
    Ok(done as f64 / started.elapsed().as_secs_f64())
}
