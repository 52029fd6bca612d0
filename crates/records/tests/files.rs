//! What holds of every place of files: a folder, and a bucket of an S3 server that checks signatures.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;

use qipan_kernel::{FailureKind, Moment};
use qipan_records::files::{Files, S3, S3Settings, digest};

/// The server checks how old a signature is.
fn now() -> Moment {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
    Moment(since.as_millis() as i64)
}

/// All bytes, so that nothing on the way may take them for text.
fn photo() -> Vec<u8> {
    (0..300_000_u32).map(|n| (n % 251) as u8).collect()
}

fn contract(files: &Files, damage: impl FnOnce(&str)) {
    files.check().expect("the place is ready");
    let name = files.put(&photo()).expect("stored");
    assert_eq!(name, digest(&photo()));
    assert_eq!(files.put(&photo()).expect("stored again"), name, "stored once");
    assert_eq!(files.get(&name).expect("read"), photo());
    let empty = files.put(b"").expect("an empty file");
    assert_eq!(files.get(&empty).expect("read"), b"");
    for missing in ["", "../../etc/passwd", &"0".repeat(64)] {
        assert_eq!(files.get(missing).unwrap_err().kind, FailureKind::NotFound, "{missing}");
    }
    damage(&format!("{}/{name}", &name[..2]));
    assert_eq!(files.get(&name).unwrap_err().message.key, "files-damaged");
}

#[test]
fn a_folder_keeps_files() {
    let folder = tempfile::tempdir().unwrap();
    contract(&Files::Folder(folder.path().to_owned()), |path| {
        std::fs::write(folder.path().join(path), "changed").unwrap();
    });
}

#[test]
fn a_bucket_keeps_files() {
    let Some(mut server) = Server::start() else { return };
    let bucket = server.bucket("s3://evidence/qipan/files", |_| {});
    contract(&bucket, |path| assert_eq!(server.ask(&format!("damage qipan/files/{path}")), "done"));
    // The probe, the photo and the empty file: what was stored twice is there once.
    assert_eq!(server.ask("count"), "3");
    // A damaged object of another length is replaced by the next file with the same bytes.
    let name = bucket.put(&photo()).unwrap();
    assert_eq!(bucket.get(&name).unwrap(), photo());

    // The root of a bucket is a place like any other.
    let root = server.bucket("s3://evidence", |_| {});
    assert_eq!(root.get(&root.put(b"report").unwrap()).unwrap(), b"report");

    let key = |failure: qipan_kernel::Failure| (failure.kind, failure.message.key.to_string());
    let refused = (FailureKind::Unavailable, "files-refused".to_owned());
    let stranger = server.bucket("s3://evidence", |settings| settings.secret_key = "another");
    assert_eq!(key(stranger.put(b"report").unwrap_err()), refused);
    assert_eq!(key(stranger.get(&digest(b"report")).unwrap_err()), refused);
    let nowhere = server.bucket("s3://nowhere", |_| {});
    let none = (FailureKind::Unavailable, "files-no-bucket".to_owned());
    assert_eq!(key(nowhere.put(b"report").unwrap_err()), none);
    assert_eq!(key(nowhere.get(&digest(b"report")).unwrap_err()), none);
}

/// A server that hangs up, then stumbles, then answers: the caller sees only the answer. One that never answers is
/// unreachable after the last try.
#[test]
fn a_stumbling_server_is_asked_again() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let answers = [
        "",
        "HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nreport",
    ];
    let server = std::thread::spawn(move || {
        for answer in answers {
            let (mut connection, _) = listener.accept().unwrap();
            let _ = connection.read(&mut [0; 8_192]);
            let _ = connection.write_all(answer.as_bytes());
        }
    });
    let settings = S3Settings {
        location: "s3://evidence",
        endpoint: &endpoint,
        region: "us-east-1",
        access_key: "name",
        secret_key: "word",
        clock: now,
    };
    let files = Files::S3(Arc::new(S3::new(settings).unwrap()));
    assert_eq!(files.get(&digest(b"report")).unwrap(), b"report");
    server.join().unwrap();
    // Nobody listens any more.
    assert_eq!(files.get(&digest(b"report")).unwrap_err().message.key, "files-unreachable");
}

/// The S3 server; it ends with its standard input, so also when this program is killed.
struct Server {
    process: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    endpoint: String,
    access_key: String,
    secret_key: String,
}

impl Server {
    fn start() -> Option<Server> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let python = here.join("../../target/s3-venv/bin/python");
        if !python.exists() {
            let all = std::env::var_os("QIPAN_TEST_ALL").is_some();
            assert!(
                !all,
                "the S3 server is not installed (scripts/install-tools), and no test may be skipped here"
            );
            eprintln!("SKIPPED on S3: its server is not installed (QIPAN_TEST_ALL=1 scripts/install-tools)");
            return None;
        }
        let mut process = Command::new(python)
            .arg(here.join("tests/s3_server.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Python starts");
        let (input, output) = (process.stdin.take(), process.stdout.take().expect("piped"));
        let mut server = Server {
            process,
            input,
            output: BufReader::new(output),
            endpoint: String::new(),
            access_key: String::new(),
            secret_key: String::new(),
        };
        let told = server.line();
        let mut words = told.split(' ').map(str::to_owned);
        for place in [&mut server.endpoint, &mut server.access_key, &mut server.secret_key] {
            *place = words.next().expect("the server tells endpoint, key and secret");
        }
        Some(server)
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("the server speaks");
        line.trim().to_owned()
    }

    fn ask(&mut self, what: &str) -> String {
        writeln!(self.input.as_mut().expect("still open"), "{what}").expect("the server listens");
        self.line()
    }

    fn bucket(&self, location: &str, change: impl FnOnce(&mut S3Settings)) -> Files {
        let mut settings = S3Settings {
            location,
            endpoint: &self.endpoint,
            region: "us-east-1",
            access_key: &self.access_key,
            secret_key: &self.secret_key,
            clock: now,
        };
        change(&mut settings);
        Files::S3(Arc::new(S3::new(settings).expect("right settings")))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
