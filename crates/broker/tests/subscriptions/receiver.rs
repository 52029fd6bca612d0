//! A receiver of notifications on this machine.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

/// A notification as it came.
#[derive(Clone, Debug)]
pub struct Got {
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Value,
    pub at: Instant,
}

impl Got {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A server that takes notifications; the first so many are refused.
pub struct Receiver {
    pub address: SocketAddr,
    pub got: Arc<Mutex<Vec<Got>>>,
    pub refuse: Arc<Mutex<usize>>,
}

impl Receiver {
    pub fn start() -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let receiver = Receiver { address, got: Arc::default(), refuse: Arc::default() };
        let (got, refuse) = (receiver.got.clone(), receiver.refuse.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (got, refuse) = (got.clone(), refuse.clone());
                std::thread::spawn(move || while serve(&stream, &got, &refuse).is_some() {});
            }
        });
        receiver
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}/{path}", self.address)
    }

    pub fn all(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }

    /// Waits until so many came (or ten seconds are over), and a moment for more than that.
    pub fn wait(&self, many: usize) -> Vec<Got> {
        let begun = Instant::now();
        while self.all().len() < many && begun.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(2));
        }
        std::thread::sleep(Duration::from_millis(150));
        let all = self.all();
        assert_eq!(all.len(), many, "{all:#?}");
        all
    }
}

fn serve(stream: &TcpStream, got: &Mutex<Vec<Got>>, refuse: &Mutex<usize>) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let path = line.split(' ').nth(1)?.to_owned();
    let (mut headers, mut length) = (Vec::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(": ")?;
        if name.eq_ignore_ascii_case("content-length") {
            length = value.parse().ok()?;
        }
        headers.push((name.to_ascii_lowercase(), value.to_owned()));
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let body = serde_json::from_slice(&body).expect("JSON");
    let mut left = refuse.lock().unwrap();
    let status = if *left > 0 { "503 Busy" } else { "204 No Content" };
    if *left == 0 {
        got.lock().unwrap().push(Got { path, headers, body, at: Instant::now() });
    }
    *left = left.saturating_sub(1);
    drop(left);
    let mut out = stream;
    out.write_all(format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n").as_bytes()).ok()
}
