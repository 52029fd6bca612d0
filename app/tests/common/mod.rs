//! Starts the program itself, and speaks HTTP to it.

#![allow(dead_code)] // each test program uses its part

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use qipan_accounts::http::{Authenticated, Credential};
use qipan_kernel::{Actor, Id, Moment, Role};

/// For tests without users: tokens are `role` or `role:unit`.
pub fn recognise(credential: &Credential, now: Moment) -> Option<Authenticated> {
    let Credential::Token(word) = credential else { return None };
    let (role, unit) = word.split_once(':').unwrap_or((word, ""));
    let (role, unit): (Role, Option<Id>) = (role.parse().ok()?, unit.parse().ok());
    let id = Id(role as i64 + 10);
    let actor = Actor { id, name: "张示例".into(), role, unit, scope: unit.into_iter().collect() };
    Some(Authenticated { actor, unit_name: None, fresh_until: now })
}

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_qipan");

/// A running server.
pub struct Server {
    pub child: Child,
    pub address: SocketAddr,
}

impl Server {
    /// Starts `qipan serve` on a database; the port is free.
    pub fn start(database: &str, folder: &Path) -> Server {
        Server::run(&["serve", "--listen", "127.0.0.1:0"], database, folder)
    }

    pub fn run(arguments: &[&str], database: &str, folder: &Path) -> Server {
        Server::run_with(arguments, database, folder, &[])
    }

    /// As [`Server::run`], with settings of the environment.
    pub fn run_with(arguments: &[&str], database: &str, folder: &Path, settings: &[(&str, &str)]) -> Server {
        let mut child = Command::new(PROGRAM)
            .envs(settings.iter().copied())
            .args(arguments)
            .args(["--lang", "en", "--database", database, "--files"])
            .arg(folder.join("files"))
            .env("QIPAN_KEY_FILE", folder.join("qipan.key"))
            .env("QIPAN_LOG", "warn")
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.split_once("http://").and_then(|(_, address)| address.trim().parse().ok()))
            .expect("it says where it listens");
        // What it prints later must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Server { child, address }
    }

    /// kill -9.
    pub fn kill(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("ended");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs the program and gives (exit code, standard output).
pub fn qipan(arguments: &[&str], database: &str, folder: &Path, input: &str) -> (i32, String) {
    let mut child = Command::new(PROGRAM)
        .args(arguments)
        .args(["--lang", "en", "--database", database, "--files"])
        .arg(folder.join("files"))
        .env("QIPAN_KEY_FILE", folder.join("qipan.key"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("its input").write_all(input.as_bytes()).expect("written");
    let done = child.wait_with_output().expect("it ends");
    let text = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    (done.status.code().unwrap_or(-1), text)
}

/// An answer.
pub struct Answer {
    pub status: u16,
    pub headers: String,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.body))
    }
}

/// One request on a connection of its own; `None` when the server is gone before it answers.
pub fn request(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Option<Answer> {
    let mut stream = TcpStream::connect(address).ok()?;
    let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() || method != "GET" {
        head.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    stream.write_all(format!("{head}\r\n{body}").as_bytes()).ok()?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let (headers, body) = text.split_once("\r\n\r\n")?;
    let status = headers.split(' ').nth(1)?.parse().ok()?;
    Some(Answer { status, headers: headers.to_owned(), body: body.to_owned() })
}
