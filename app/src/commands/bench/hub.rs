//! `qipan bench --hub`: the NGSI-LD API of a server of its own, over loopback, with as many entities as are asked for.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use qipan_kernel::{Failure, Outcome};
use qipan_store::{Db, Options};

use super::BenchArgs;
use super::client::Server;
use super::cost::Clock;
use super::hub_store as bare;
use super::hub_streams;
use super::report::{Report, Times, percentile};
use crate::output::Output;

/// Entities in one batch.
pub const BATCH: usize = 100;
/// Bodies of this type are sent.
const JSON: &str = "application/json";

/// Entity number `n`, as it is created: eight attributes, about 700 bytes.
pub fn entity(n: usize) -> String {
    let (lon, lat) = place(n);
    format!(
        "{{\"id\":\"{}\",\"type\":\"Sensor\",\
         \"name\":{{\"type\":\"Property\",\"value\":\"sensor {n}\"}},\
         \"temperature\":{{\"type\":\"Property\",\"value\":{},\"unitCode\":\"CEL\",\"observedAt\":\"2026-11-22T08:00:00Z\"}},\
         \"humidity\":{{\"type\":\"Property\",\"value\":{}}},\
         \"level\":{{\"type\":\"Property\",\"value\":{}}},\
         \"status\":{{\"type\":\"Property\",\"value\":\"{}\"}},\
         \"serial\":{{\"type\":\"Property\",\"value\":{n}}},\
         \"ownedBy\":{{\"type\":\"Relationship\",\"object\":\"urn:ngsi-ld:Unit:{}\"}},\
         \"location\":{{\"type\":\"GeoProperty\",\"value\":{{\"type\":\"Point\",\"coordinates\":[{lon:.6},{lat:.6}]}}}}}}",
        uri(n),
        (n * 37 % 400) as f64 / 10.0,
        n * 13 % 100,
        n % 1000,
        ["normal", "warning", "fault", "off"][n % 4],
        n % 500,
    )
}

/// Its identifier.
pub fn uri(n: usize) -> String {
    format!("urn:ngsi-ld:Sensor:{n:08}")
}

/// Spread evenly over a district of 50 by 50 km.
fn place(n: usize) -> (f64, f64) {
    (117.4 + (n * 7919 % 10_007) as f64 / 20_000.0, 38.7 + (n * 104_729 % 10_009) as f64 / 20_000.0)
}

/// One connection with the smallest client that can be: the load shares the processor with the server.
pub struct Wire {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Wire {
    /// Opens it.
    pub fn connect(address: SocketAddr) -> Outcome<Wire> {
        let stream = TcpStream::connect(address).map_err(Failure::internal)?;
        stream.set_nodelay(true).map_err(Failure::internal)?;
        Ok(Wire { stream, buffer: Vec::with_capacity(64 * 1024) })
    }

    /// Sends a request and returns the status of its answer.
    pub fn send(&mut self, method: &str, path: &str, body: &str) -> Outcome<u16> {
        let mut head = Vec::with_capacity(256 + body.len());
        let _ = write!(head, "{method} /ngsi-ld/v1{path} HTTP/1.1\r\nhost: bench\r\n");
        if !body.is_empty() {
            let _ = write!(head, "content-type: {JSON}\r\ncontent-length: {}\r\n", body.len());
        }
        head.extend_from_slice(b"\r\n");
        head.extend_from_slice(body.as_bytes());
        self.stream.write_all(&head).map_err(Failure::internal)?;
        self.answer().map_err(Failure::internal)
    }

    /// Sends a request whose answer must have this status.
    pub fn expect(&mut self, status: u16, method: &str, path: &str, body: &str) -> Outcome<()> {
        let found = self.send(method, path, body)?;
        if found == status { Ok(()) } else { Err(self.refused(path, found)) }
    }

    /// What an unexpected answer said.
    pub fn refused(&self, path: &str, status: u16) -> Failure {
        let shown = &self.buffer[..self.buffer.len().min(500)];
        Failure::internal(format!("{path}: {status} {}", String::from_utf8_lossy(shown)))
    }

    fn answer(&mut self) -> std::io::Result<u16> {
        self.buffer.clear();
        let mut chunk = [0; 16 * 1024];
        loop {
            let read = self.stream.read(&mut chunk)?;
            if read == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            self.buffer.extend_from_slice(&chunk[..read]);
            let Some(end) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
            let head = String::from_utf8_lossy(&self.buffer[..end]);
            let status = head.get(9..12).and_then(|digits| digits.parse().ok()).unwrap_or(0);
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(": ")?;
                name.eq_ignore_ascii_case("content-length").then(|| value.parse().ok())?
            });
            let whole = end + 4 + length.unwrap_or(0);
            while self.buffer.len() < whole {
                let read = self.stream.read(&mut chunk)?;
                if read == 0 {
                    return Err(std::io::ErrorKind::UnexpectedEof.into());
                }
                self.buffer.extend_from_slice(&chunk[..read]);
            }
            return Ok(status);
        }
    }
}

/// What one phase sends: the request of turn number `n`, and the status that is success.
type Request = dyn Fn(usize) -> (&'static str, String, String) + Send + Sync;

struct Phase {
    what: &'static str,
    expect: u16,
    /// Things done by one request.
    each: usize,
    request: Arc<Request>,
}

fn run(address: SocketAddr, phase: &Phase, connections: usize, seconds: u64) -> Outcome<(f64, Times)> {
    let turn = Arc::new(AtomicUsize::new(0));
    let wrong = Arc::new(Mutex::new(None));
    let started = Instant::now();
    let until = started + Duration::from_secs(seconds);
    let threads: Vec<_> = (0..connections)
        .map(|_| {
            let (turn, wrong, request, expect) =
                (turn.clone(), wrong.clone(), phase.request.clone(), phase.expect);
            std::thread::spawn(move || -> Outcome<Times> {
                let mut wire = Wire::connect(address)?;
                let mut times = Vec::new();
                while Instant::now() < until {
                    let (method, path, body) = request(turn.fetch_add(1, Ordering::Relaxed));
                    let asked = Instant::now();
                    let status = wire.send(method, &path, &body)?;
                    if status == expect {
                        times.push(asked.elapsed());
                    } else {
                        let text = format!("{path}: {status} {}", String::from_utf8_lossy(&wire.buffer));
                        wrong.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(text);
                    }
                }
                Ok(times)
            })
        })
        .collect();
    let mut times = Vec::new();
    for thread in threads {
        times.extend(thread.join().map_err(|_| Failure::internal("a client failed"))??);
    }
    if let Some(text) = wrong.lock().unwrap_or_else(PoisonError::into_inner).take() {
        return Err(Failure::internal(text));
    }
    let rate = (times.len() * phase.each) as f64 / started.elapsed().as_secs_f64();
    times.sort();
    Ok((rate, times))
}

fn phases(entities: usize, there: usize) -> Vec<Phase> {
    // Each round makes entities that no other has made.
    let made = Arc::new(AtomicUsize::new(there));
    let phase = |what, expect, each, request: Arc<Request>| Phase { what, expect, each, request };
    let spread = move |n: usize| n * 7_919 % entities;
    let create = {
        let made = made.clone();
        Arc::new(move |_| {
            let n = 100_000_000 + made.fetch_add(1, Ordering::Relaxed);
            ("POST", "/entities".to_owned(), entity(n))
        })
    };
    vec![
        phase(
            "GET by id",
            200,
            1,
            Arc::new(move |n| ("GET", format!("/entities/{}", uri(spread(n))), String::new())),
        ),
        phase(
            "PATCH attrs, durable",
            204,
            1,
            Arc::new(move |n| {
                let body = format!(
                    "{{\"temperature\":{{\"type\":\"Property\",\"value\":{},\"observedAt\":\"2026-11-22T09:00:00Z\"}}}}",
                    (n % 500) as f64 / 10.0
                );
                ("PATCH", format!("/entities/{}/attrs", uri(spread(n))), body)
            }),
        ),
        phase("create, durable", 201, 1, create),
        phase(
            "batch upsert of 100, durable",
            204,
            BATCH,
            Arc::new(move |n| {
                let first = n * BATCH % entities.saturating_sub(BATCH).max(1);
                ("POST", "/entityOperations/upsert".to_owned(), batch(first, entities))
            }),
        ),
        phase(
            "type list of 20",
            200,
            1,
            Arc::new(move |n| {
                let offset = n * 20 % entities.min(2_000);
                ("GET", format!("/entities?type=Sensor&limit=20&offset={offset}"), String::new())
            }),
        ),
        phase(
            "q equality",
            200,
            1,
            Arc::new(move |n| {
                ("GET", format!("/entities?type=Sensor&q=serial=={}", spread(n)), String::new())
            }),
        ),
        phase(
            "q range of 20",
            200,
            1,
            Arc::new(move |n| {
                let from = spread(n);
                ("GET", format!("/entities?type=Sensor&q=serial=={from}..{}", from + 19), String::new())
            }),
        ),
        phase(
            "geo near, 300 m",
            200,
            1,
            Arc::new(move |n| {
                let (lon, lat) = place(spread(n));
                let path = format!(
                    "/entities?type=Sensor&georel=near;maxDistance==300&geometry=Point&coordinates=[{lon:.6},{lat:.6}]"
                );
                ("GET", path, String::new())
            }),
        ),
    ]
}

/// A batch from entity `first` on.
pub fn batch(first: usize, entities: usize) -> String {
    let items: Vec<String> = (first..(first + BATCH).min(entities)).map(entity).collect();
    format!("[{}]", items.join(","))
}

/// Builds the entities through the API and measures every phase.
pub fn measure(out: &Output, args: &BenchArgs, folder: &Path, url: &str) -> Outcome<Report> {
    let db = Db::open(url, &Options::default())?;
    qipan_store::migrate::run(&db, crate::wiring::MIGRATIONS, crate::wiring::now())?;
    let engine = db.engine();
    let there = bare::entities(&db)?;
    let bare = bare::figures(&db, args.entities.min(100_000), args.clients, args.seconds.min(5))?;
    let server = Server::start_hub(url, folder)?;
    let clock = Clock::new(&db, server.process());
    db.close();
    drop(db);
    let built = Instant::now();
    let mut wire = Wire::connect(server.address)?;
    let bar = out.bar("entities", args.entities as u64);
    // A kept city is filled once.
    let missing = if there < args.entities { args.entities } else { 0 };
    for first in (0..missing).step_by(BATCH) {
        let status = wire.send("POST", "/entityOperations/upsert", &batch(first, args.entities))?;
        if status != 201 && status != 204 {
            return Err(Failure::internal(format!("{status}: {}", String::from_utf8_lossy(&wire.buffer))));
        }
        bar.set_position(first as u64);
    }
    bar.finish_and_clear();
    let took = built.elapsed();
    let title = format!(
        "{} entities of 8 attributes on {}, {} s a phase; the load shares the processor with the server",
        args.entities,
        super::engine_name(engine),
        args.seconds
    );
    let mut report = Report::titled(title);
    if missing > 0 {
        let rate = args.entities as f64 / took.as_secs_f64();
        report.plain("filled by batches of 100, one connection", format!("{rate:.0} entities/s"));
    }
    report.plain("resident memory, filled", format!("{} MiB", server.resident_mib()));
    for (round, connections) in [10, args.clients].into_iter().enumerate() {
        for phase in phases(args.entities, args.entities + there + round * 10_000_000) {
            if !phase.what.contains(&args.only) {
                continue;
            }
            let before = clock.now();
            let (rate, times) = run(server.address, &phase, connections, args.seconds)?;
            let cost = clock.each(before, (times.len() * phase.each) as f64);
            let what = format!("{}, {connections} connections", phase.what);
            let latency =
                format!("p50 {:.1} ms, p99 {:.1} ms; {cost}", percentile(&times, 50), percentile(&times, 99));
            report.rate_beside(&what, rate, &latency, bare.beside(phase.what));
        }
    }
    report.plain("resident memory, after these", format!("{} MiB", server.resident_mib()));
    if args.only.is_empty() {
        hub_streams::temporal(server.address, &mut report)?;
        hub_streams::notifications(server.address, args.seconds.max(10), &mut report)?;
    }
    report.plain("resident memory, at the end", format!("{} MiB", server.resident_mib()));
    Ok(report)
}
