//! Processor time of the server and of the PostgreSQL behind it. On a machine that others share, a rate says as much about
//! them as about us; what an act costs does not.

use std::fs;

use qipan_store::{Db, Engine};

/// Clock ticks a second, as Linux tells them to programs.
const TICKS: f64 = 100.0;

/// Whose time is taken.
pub struct Clock {
    server: u32,
    /// PostgreSQL's first process, where it runs on this machine.
    postmaster: Option<u32>,
}

/// Seconds of processor time: of the server, and of all processes of PostgreSQL.
#[derive(Clone, Copy)]
pub struct Spent(f64, f64);

/// What `/proc/<pid>/stat` says: name, parent, seconds.
fn stat(pid: u32) -> Option<(String, u32, f64)> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (head, tail) = text.rsplit_once(')')?;
    let name = head.split_once('(')?.1.to_owned();
    let fields: Vec<&str> = tail.split_whitespace().collect();
    // After the name: state, parent, … the 12th and 13th are user and system time.
    let ticks = fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?;
    Some((name, fields.get(1)?.parse().ok()?, ticks / TICKS))
}

fn processes() -> impl Iterator<Item = u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

impl Clock {
    /// Of a server over this database.
    pub fn new(db: &Db, server: u32) -> Clock {
        let own = |db: &Db| {
            let pid: i64 = db.read_now(super::city_store::backend).ok()?;
            let (name, parent, _) = stat(u32::try_from(pid).ok()?)?;
            (name == "postgres").then_some(parent)
        };
        Clock { server, postmaster: (db.engine() == Engine::Postgres).then(|| own(db)).flatten() }
    }

    /// Until now.
    pub fn now(&self) -> Spent {
        let server = stat(self.server).map_or(0.0, |(_, _, seconds)| seconds);
        let database = self.postmaster.map_or(0.0, |first| {
            processes().filter_map(stat).filter(|(_, parent, _)| *parent == first).map(|(_, _, s)| s).sum()
        });
        Spent(server, database)
    }

    /// What each of so many things has cost since `before`.
    pub fn each(&self, before: Spent, things: f64) -> String {
        let now = self.now();
        let each = |seconds: f64| seconds * 1e6 / things.max(1.0);
        let server = format!("server {:.0} µs", each(now.0 - before.0));
        match self.postmaster {
            Some(_) => format!("{server}, PostgreSQL {:.0} µs", each(now.1 - before.1)),
            None => server,
        }
    }
}
