//! A server of our own as a child process, and a small HTTP client: one connection, kept open, one request at a time.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use qipan_kernel::{Failure, Outcome};

use super::BenchArgs;
use super::city_store as city;
use super::report::{Times, percentile};

/// What every report of the benchmark says: how they are counted afterwards.
pub const WORDS: &str = "按计划推进（基准测试）";

/// A child process that serves.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// Time from start to the first answer.
    pub started: Duration,
}

impl Server {
    /// Starts the program on a database and waits until it answers.
    pub fn start(url: &str, folder: &Path) -> Outcome<Server> {
        Server::start_with(url, folder, &[])
    }

    /// The same with the hub open to everybody.
    pub fn start_hub(url: &str, folder: &Path) -> Outcome<Server> {
        Server::start_with(url, folder, &["--open-hub"])
    }

    fn start_with(url: &str, folder: &Path, more: &[&str]) -> Outcome<Server> {
        let program = std::env::current_exe().map_err(Failure::internal)?;
        let started = Instant::now();
        let mut child = Command::new(program)
            .args(["serve", "--lang", "en", "--listen", "127.0.0.1:0", "--database", url, "--files"])
            .arg(folder.join("files"))
            .args(more)
            .env("QIPAN_LOG", "warn")
            // Notifications come back to the benchmark itself.
            .env("QIPAN_HUB_HOSTS", "127.0.0.1")
            .stdout(Stdio::piped())
            .spawn()
            .map_err(Failure::internal)?;
        let stdout = child.stdout.take().ok_or_else(|| Failure::internal("no output"))?;
        let address = BufReader::new(stdout)
            .lines()
            .map_while(Result::ok)
            .find_map(|line| line.split_once("http://").and_then(|(_, address)| address.trim().parse().ok()))
            .ok_or_else(|| Failure::internal("the server did not start"))?;
        let mut server = Server { child, address, started: Duration::ZERO };
        Client::connect(address, "")?.get("/readyz")?;
        server.started = started.elapsed();
        Ok(server)
    }

    /// Its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Resident memory, in MiB.
    pub fn resident_mib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
    }

    /// Ends it.
    pub fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// One connection.
pub struct Client {
    stream: BufReader<TcpStream>,
    token: String,
    body: Vec<u8>,
}

impl Client {
    /// Connects; `token` may be empty.
    pub fn connect(address: SocketAddr, token: &str) -> Outcome<Client> {
        let stream = TcpStream::connect(address).map_err(Failure::internal)?;
        stream.set_nodelay(true).map_err(Failure::internal)?;
        Ok(Client { stream: BufReader::new(stream), token: token.to_owned(), body: Vec::new() })
    }

    /// A GET that must succeed.
    pub fn get(&mut self, path: &str) -> Outcome<()> {
        match self.send("GET", path, "")? {
            200 => Ok(()),
            status => {
                Err(Failure::internal(format!("{path}: {status} {}", String::from_utf8_lossy(&self.body))))
            }
        }
    }

    /// A request; gives the status.
    pub fn send(&mut self, method: &str, path: &str, body: &str) -> Outcome<u16> {
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: bench\r\naccept: text/html\r\n");
        if !self.token.is_empty() {
            head.push_str(&format!("authorization: Bearer {}\r\n", self.token));
        }
        if !body.is_empty() {
            head.push_str(&format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len()));
        }
        head.push_str("\r\n");
        head.push_str(body);
        self.stream.get_mut().write_all(head.as_bytes()).map_err(Failure::internal)?;
        self.answer().map_err(Failure::internal)
    }

    fn answer(&mut self) -> std::io::Result<u16> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        let mut length = 0;
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            if line.trim().is_empty() {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        self.body.resize(length, 0);
        self.stream.read_exact(&mut self.body)?;
        Ok(status)
    }
}

/// What the reporting clients have done.
pub struct Done {
    /// Reports that were answered with success.
    pub answered: u64,
    took: Duration,
    times: Times,
}

impl Done {
    /// Reports a second.
    pub fn rate(&self) -> f64 {
        self.answered as f64 / self.took.as_secs_f64()
    }

    /// Latency in words.
    pub fn latency(&self) -> String {
        format!("p50 {:.1} ms, p99 {:.1} ms", percentile(&self.times, 50), percentile(&self.times, 99))
    }
}

/// Many clients report, each on its own connection, for the given time.
pub fn reports(address: SocketAddr, token: &str, args: &BenchArgs) -> Outcome<Done> {
    let body = format!("{{\"claimed\":4200,\"progress_text\":\"{WORDS}\"}}");
    let started = Instant::now();
    let until = started + Duration::from_secs(args.seconds);
    let threads: Vec<_> = (0..args.clients)
        .map(|number| {
            let (token, body, clients, commitments) =
                (token.to_owned(), body.clone(), args.clients, args.commitments);
            std::thread::spawn(move || -> Outcome<Times> {
                let mut client = Client::connect(address, &token)?;
                let mut times = Vec::new();
                for turn in 0.. {
                    if Instant::now() >= until {
                        break;
                    }
                    let id = city::commitment_id((number + turn * clients) % commitments);
                    let asked = Instant::now();
                    let status = client.send("POST", &format!("/api/v1/commitments/{id}/reports"), &body)?;
                    if status == 201 {
                        times.push(asked.elapsed());
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
    let took = started.elapsed();
    times.sort();
    Ok(Done { answered: times.len() as u64, took, times })
}

/// Percent-encodes a query value.
pub fn encode(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
