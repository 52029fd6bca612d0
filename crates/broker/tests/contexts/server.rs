//! A context server that behaves in every bad way, on loopback.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// The document that most paths serve.
pub const DOCUMENT: &str =
    r#"{"@context": {"speed": "https://terms.example/speed", "Car": "https://terms.example/Car"}}"#;

/// A running server.
pub struct Server {
    /// `http://127.0.0.1:port`.
    pub root: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Starts one. It ends with the test program.
    pub fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let root = format!("http://{}", listener.local_addr().expect("an address"));
        let server = Server { root: root.clone(), asked: Arc::default() };
        let asked = server.asked.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (asked, root) = (asked.clone(), root.clone());
                // A client that leaves early is what some of these paths are for.
                thread::spawn(move || serve(stream, &asked, &root).unwrap_or_default());
            }
        });
        server
    }

    /// The URL of a path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.root)
    }

    /// How often a path was asked for.
    pub fn asked(&self, path: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|asked| *asked == path).count()
    }
}

fn serve(mut stream: TcpStream, asked: &Mutex<Vec<String>>, root: &str) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    asked.lock().unwrap().push(path.clone());
    let redirect = |to: &str| format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n");
    let whole = |kind: &str, body: &str| {
        format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}", body.len())
    };
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/ld+json\r\n";
    match path.as_str() {
        // Accepts the connection and says nothing.
        "/silent" => thread::sleep(Duration::from_secs(20)),
        // A byte now and then, for ever.
        "/drip" => {
            write!(stream, "{head}Content-Length: 100000\r\n\r\n")?;
            for _ in 0..100 {
                write!(stream, " ")?;
                stream.flush()?;
                thread::sleep(Duration::from_millis(200));
            }
        }
        // More than anybody wants, without saying how much.
        "/huge" => {
            write!(stream, "{head}Connection: close\r\n\r\n")?;
            let block = [b' '; 65_536];
            for _ in 0..1_000 {
                stream.write_all(&block)?;
            }
        }
        "/huge-announced" => write!(stream, "{head}Content-Length: 999999999999\r\n\r\n")?,
        "/chunked" => {
            write!(stream, "{head}Transfer-Encoding: chunked\r\n\r\n")?;
            for part in DOCUMENT.as_bytes().chunks(7) {
                write!(stream, "{:x}\r\n{}\r\n", part.len(), String::from_utf8_lossy(part))?;
            }
            write!(stream, "0\r\n\r\n")?;
        }
        "/broken-chunks" => write!(stream, "{head}Transfer-Encoding: chunked\r\n\r\nzz\r\nnot a length\r\n")?,
        "/cut-off" => write!(stream, "{head}Content-Length: 500\r\n\r\n{{\"@context\"")?,
        "/headers" => {
            write!(stream, "{head}")?;
            for n in 0..100_000 {
                write!(stream, "X-Header-{n}: {n}\r\n")?;
            }
        }
        "/page" => write!(stream, "{}", whole("text/html; charset=utf-8", DOCUMENT))?,
        "/plain" => write!(stream, "{}", whole("text/plain; charset=utf-8", DOCUMENT))?,
        "/not-json" => write!(stream, "{}", whole("application/ld+json", "this is { not json"))?,
        "/no-context" => write!(stream, "{}", whole("application/ld+json", "{\"note\": 1}"))?,
        "/array" => write!(stream, "{}", whole("application/ld+json", "[1, 2]"))?,
        "/deep" => {
            let body = format!("{{\"@context\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
            write!(stream, "{}", whole("application/ld+json", &body))?;
        }
        "/compound" => {
            let body =
                format!(r#"{{"@context": ["{root}/good", "part/one.jsonld", {{"own": "urn:x:own"}}]}}"#);
            write!(stream, "{}", whole("application/ld+json", &body))?;
        }
        "/wrong-inside" => write!(stream, "{}", whole("application/ld+json", r#"{"@context": [7]}"#))?,
        "/circle" => {
            let body = format!(r#"{{"@context": "{root}/circle"}}"#);
            write!(stream, "{}", whole("application/ld+json", &body))?;
        }
        "/hop1" => write!(stream, "{}", redirect("/hop2"))?,
        "/hop2" => write!(stream, "{}", redirect(&format!("{root}/hop3")))?,
        "/hop3" => write!(stream, "{}", redirect("good"))?,
        "/hop0" => write!(stream, "{}", redirect("/hop1"))?,
        "/for-ever" => write!(stream, "{}", redirect("/for-ever"))?,
        // To the same port under another address of this machine, which is not on the operator's list.
        "/inside" => write!(stream, "{}", redirect(&root.replace("127.0.0.1", "127.0.0.2")))?,
        "/file" => write!(stream, "{}", redirect("file:///etc/passwd"))?,
        "/slowish" => {
            thread::sleep(Duration::from_millis(600));
            write!(stream, "{}", whole("application/ld+json", DOCUMENT))?;
        }
        "/good" | "/part/one.jsonld" => write!(stream, "{}", whole("application/ld+json", DOCUMENT))?,
        _ => write!(stream, "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{{}}")?,
    }
    stream.flush()
}
