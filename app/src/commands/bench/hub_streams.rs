//! The hub over time: notifications under a steady load, and a history summed up by day.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use qipan_kernel::{Failure, Outcome};

use super::hub::{BATCH, Wire, batch, uri};
use super::report::{Report, Times, percentile, time_many};

/// Subscriptions, each on an entity of its own.
const SUBSCRIPTIONS: usize = 10_000;
/// Writes a second.
const RATE: usize = 1_000;
/// Connections that write.
const WRITERS: usize = 10;
/// The entities that are watched begin here.
const FIRST: usize = 200_000_000;
/// Points of the history.
const POINTS: usize = 10_000;
/// How long the last notification is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// When the notification of each write came first.
type Arrivals = Arc<Mutex<Vec<Option<Instant>>>>;

/// Where notifications come to. It answers as fast as it can and keeps connections open.
struct Receiver {
    address: SocketAddr,
    arrivals: Arrivals,
}

impl Receiver {
    fn start(writes: usize) -> Outcome<Receiver> {
        let listener = TcpListener::bind("127.0.0.1:0").map_err(Failure::internal)?;
        let address = listener.local_addr().map_err(Failure::internal)?;
        let arrivals: Arrivals = Arc::new(Mutex::new(vec![None; writes]));
        let shared = arrivals.clone();
        // Ends with the program.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let arrivals = shared.clone();
                std::thread::spawn(move || drop(receive(&stream, &arrivals)));
            }
        });
        Ok(Receiver { address, arrivals })
    }

    fn missing(&self) -> usize {
        let arrivals = self.arrivals.lock().unwrap_or_else(PoisonError::into_inner);
        arrivals.iter().filter(|arrival| arrival.is_none()).count()
    }
}

fn receive(stream: &TcpStream, arrivals: &Arrivals) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let (mut reader, mut writer) = (BufReader::new(stream), stream);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            if line.trim_end().is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let now = Instant::now();
        writer.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")?;
        let note: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
        let turn = note["data"][0]["serial"]["value"].as_u64().and_then(|n| usize::try_from(n).ok());
        let mut arrivals = arrivals.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(arrival) = turn.and_then(|turn| arrivals.get_mut(turn)) {
            arrival.get_or_insert(now);
        }
    }
}

/// [`RATE`] writes a second over [`SUBSCRIPTIONS`] subscriptions, each write of interest to one of them.
pub fn notifications(server: SocketAddr, seconds: u64, report: &mut Report) -> Outcome<()> {
    let writes = RATE * seconds as usize;
    let receiver = Receiver::start(writes)?;
    let mut wire = Wire::connect(server)?;
    for first in (FIRST..FIRST + SUBSCRIPTIONS).step_by(BATCH) {
        wire.expect(201, "POST", "/entityOperations/upsert", &batch(first, usize::MAX))?;
    }
    for n in 0..SUBSCRIPTIONS {
        let body = format!(
            "{{\"type\":\"Subscription\",\"entities\":[{{\"id\":\"{}\",\"type\":\"Sensor\"}}],\
             \"notification\":{{\"attributes\":[\"serial\"],\"endpoint\":{{\"uri\":\"http://{}/\"}}}}}}",
            uri(FIRST + n),
            receiver.address
        );
        wire.expect(201, "POST", "/subscriptions", &body)?;
    }
    let started = Instant::now();
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            std::thread::spawn(move || -> Outcome<Vec<(usize, Instant)>> {
                let mut wire = Wire::connect(server)?;
                let mut sent = Vec::with_capacity(writes / WRITERS + 1);
                for turn in (writer..writes).step_by(WRITERS) {
                    let due = started + Duration::from_micros((turn * 1_000_000 / RATE) as u64);
                    std::thread::sleep(due.saturating_duration_since(Instant::now()));
                    let path = format!("/entities/{}/attrs", uri(FIRST + turn * 7_919 % SUBSCRIPTIONS));
                    let body = format!("{{\"serial\":{{\"type\":\"Property\",\"value\":{turn}}}}}");
                    sent.push((turn, Instant::now()));
                    wire.expect(204, "PATCH", &path, &body)?;
                }
                Ok(sent)
            })
        })
        .collect();
    let mut sent = Vec::with_capacity(writes);
    for writer in writers {
        sent.extend(writer.join().map_err(|_| Failure::internal("a writer failed"))??);
    }
    let rate = writes as f64 / started.elapsed().as_secs_f64();
    let patience = Instant::now();
    while receiver.missing() > 0 && patience.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(20));
    }
    let arrivals = receiver.arrivals.lock().unwrap_or_else(PoisonError::into_inner);
    let mut times: Times =
        sent.iter().filter_map(|(turn, at)| Some(arrivals[*turn]?.saturating_duration_since(*at))).collect();
    times.sort();
    let figure = format!(
        "{rate:.0} writes/s, {} of {writes} delivered, write to arrival p50 {:.0} ms, p99 {:.0} ms",
        times.len(),
        percentile(&times, 50),
        percentile(&times, 99)
    );
    report.plain(&format!("notifications over {SUBSCRIPTIONS} subscriptions"), figure);
    Ok(())
}

/// [`POINTS`] points of one attribute, an hour apart, aggregated by day.
pub fn temporal(server: SocketAddr, report: &mut Report) -> Outcome<()> {
    let mut wire = Wire::connect(server)?;
    let id = "urn:ngsi-ld:Meter:1";
    for first in (0..POINTS).step_by(500) {
        let points: Vec<String> = (first..first + 500)
            .map(|n| {
                let (day, hour) = (n / 24, n % 24);
                let (year, day) = (2024 + day / 336, day % 336);
                let (month, day) = (day / 28 + 1, day % 28 + 1);
                format!(
                    "{{\"type\":\"Property\",\"value\":{},\"observedAt\":\"{year}-{month:02}-{day:02}T{hour:02}:00:00Z\"}}",
                    n % 97
                )
            })
            .collect();
        let body = format!("{{\"id\":\"{id}\",\"type\":\"Meter\",\"flow\":[{}]}}", points.join(","));
        let status = wire.send("POST", "/temporal/entities", &body)?;
        if status != 201 && status != 204 {
            return Err(wire.refused("/temporal/entities", status));
        }
    }
    let path = format!(
        "/temporal/entities/{id}?attrs=flow&timerel=after&timeAt=2023-01-01T00:00:00Z\
         &format=aggregatedValues&aggrMethods=avg,min,max&aggrPeriodDuration=P1D"
    );
    let times = time_many(100, |_| wire.expect(200, "GET", &path, ""))?;
    report.timed(&format!("{POINTS} points of one attribute aggregated by day"), &times, None);
    Ok(())
}
