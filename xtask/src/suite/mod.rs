//! `ngsild-suite`: runs the official NGSI-LD test suite, of which a copy is given by path, against a broker.
//!
//! The suite is no part of this repository. It is copied to a temporary folder, its contexts are served from loopback,
//! its MQTT server is a local mosquitto, and Robot Framework of the given Python runs it. The suite keeps ports 8085 to
//! 8087 and 1883 for itself, so one run at a time holds a lock. The broker must be allowed to reach loopback.

mod contexts;
mod copy;
mod stages;

use std::fs::{self, File};
use std::io::{self, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

/// What the command is told.
const USAGE: &str = "usage: cargo run -p xtask -- ngsild-suite --suite PATH --broker URL [--stage LETTERS] [--path PART] \
[--own] [--python PROGRAM] [--mosquitto PROGRAM] [--out FOLDER]";

#[derive(Default)]
struct Wish {
    suite: String,
    broker: String,
    stages: String,
    path: String,
    own: bool,
    python: String,
    mosquitto: String,
    out: Option<PathBuf>,
}

fn wish(arguments: impl Iterator<Item = String>) -> Option<Wish> {
    let mut wish =
        Wish { python: "python3".to_owned(), mosquitto: "/usr/sbin/mosquitto".to_owned(), ..Wish::default() };
    let mut arguments = arguments;
    while let Some(name) = arguments.next() {
        if name == "--own" {
            wish.own = true;
            continue;
        }
        let value = arguments.next()?;
        match name.as_str() {
            "--suite" => wish.suite = value,
            "--broker" => {
                wish.broker = value.trim_end_matches('/').trim_end_matches("/ngsi-ld/v1").to_owned()
            }
            "--stage" => wish.stages = value,
            "--path" => wish.path = value,
            "--python" => wish.python = value,
            "--mosquitto" => wish.mosquitto = value,
            "--out" => wish.out = Some(PathBuf::from(value)),
            _ => return None,
        }
    }
    (!wish.suite.is_empty() && !wish.broker.is_empty()).then_some(wish)
}

/// Runs the command with its arguments. Succeeds where every one of ETSI's own cases passed.
pub fn main(arguments: impl Iterator<Item = String>) -> ExitCode {
    let Some(wish) = wish(arguments) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match run(&wish) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("ngsild-suite: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(wish: &Wish) -> io::Result<bool> {
    let lock = File::create(std::env::temp_dir().join("ngsild-suite.lock"))?;
    lock.lock()?;
    let work = std::env::temp_dir().join(format!("ngsild-suite-{}", std::process::id()));
    let result = run_in(wish, &work);
    fs::remove_dir_all(&work)?;
    result
}

fn run_in(wish: &Wish, work: &Path) -> io::Result<bool> {
    let contexts = contexts::serve(work.join("resources/jsonld-contexts"))?;
    let places = copy::Places {
        broker: &format!("{}/ngsi-ld/v1", wish.broker),
        contexts: &contexts,
        mqtt_port: TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port(),
        mosquitto: &wish.mosquitto,
    };
    copy::write(Path::new(&wish.suite), work, &places)?;
    let own = |path: &str| fs::read_to_string(path).is_ok_and(|text| stages::own(&text));
    let chosen: Vec<PathBuf> = copy::cases(&work.join("TP/NGSI-LD"))?
        .into_iter()
        .filter(|path| {
            let name = path.to_string_lossy();
            (wish.stages.is_empty() || stages::stage(&name).is_some_and(|stage| wish.stages.contains(stage)))
                && name.contains(&wish.path)
                && (!wish.own || own(&name))
        })
        .collect();
    if chosen.is_empty() {
        return Err(io::Error::other("no case is chosen"));
    }
    let out = wish.out.clone().unwrap_or_else(|| work.join("out"));
    fs::create_dir_all(&out)?;
    let out = out.canonicalize()?;
    let lines = out.join("cases.tsv");
    fs::write(&lines, "")?;
    // The suite prints every request and answer.
    let console = File::create(out.join("console.txt"))?;
    let status = Command::new(&wish.python)
        .current_dir(work)
        .args([
            "-m",
            "robot",
            "--name",
            "ngsild",
            "--console",
            "none",
            "--report",
            "NONE",
            "--loglevel",
            "INFO",
        ])
        .args(["--pythonpath", ".", "--pythonpath", "libraries"])
        .args([
            "--pythonpath",
            "libraries/robotframework-httpctrl/src",
            "--prerunmodifier",
            "reporter.reporter",
        ])
        .arg("--listener")
        .arg(format!("reporter.reporter:{}", lines.display()))
        .arg("--outputdir")
        .arg(&out)
        .args(&chosen)
        .stdin(Stdio::null())
        .stdout(console)
        .status()?;
    // Robot Framework: up to 250 is the number of failed cases, above is a fault of the run.
    if status.code().is_none_or(|code| code > 250) {
        return Err(io::Error::other(format!("robot: {status}")));
    }
    let text = fs::read_to_string(lines)?;
    let cases: Vec<_> = text.lines().filter_map(|line| stages::case(line, own)).collect();
    io::stdout().write_all(stages::markdown(&cases).as_bytes())?;
    Ok(cases.iter().all(|case| case.passed || !case.own))
}
