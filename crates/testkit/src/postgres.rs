//! A PostgreSQL server for the length of one test program.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

struct Server {
    url: String,
    folder: PathBuf,
    bin: PathBuf,
    /// Ends the server when our end of its pipe closes, however this program ends.
    _watch: Child,
}

/// The URL of the server's `postgres` database (over a socket in a temporary folder). `QIPAN_TEST_POSTGRES` names a
/// server that is already there.
pub fn server_url() -> Option<String> {
    server().map(|server| server.url.clone())
}

pub(crate) fn create_database(name: &str) {
    let Some(server) = server() else { return };
    let sql = format!("create database {name} template template0 encoding 'UTF8' locale 'C'");
    let done = Command::new(server.bin.join("psql"))
        .args(["-q", "-h"])
        .arg(&server.folder)
        .args(["-U", "postgres", "-d", "postgres", "-c", &sql])
        .status();
    assert!(done.is_ok_and(|status| status.success()), "create database {name}");
}

fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    SERVER
        .get_or_init(|| {
            let found = binaries();
            if found.is_none() {
                assert!(
                    std::env::var_os("QIPAN_TEST_ALL").is_none(),
                    "PostgreSQL is not installed, and no test may be skipped here"
                );
                eprintln!(
                    "SKIPPED on PostgreSQL: its binaries are not installed (apt-get install postgresql)"
                );
            }
            found.map(|bin| start(&bin))
        })
        .as_ref()
}

fn binaries() -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    versions.sort();
    versions.pop()
}

fn start(bin: &Path) -> Server {
    let folder = tempfile::Builder::new().prefix("qipan-pg-").tempdir().expect("a temporary folder").keep();
    // The server refuses to run as root; Debian's package brings a user for it.
    let root = std::fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0);
    if root {
        run(Command::new("chown").arg("postgres").arg(&folder));
    }
    let as_owner = |program: &str| {
        let mut command = if root {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(bin.join(program));
            command
        } else {
            Command::new(bin.join(program))
        };
        command.current_dir(&folder);
        command
    };
    run(as_owner("initdb").args([
        "-D",
        "data",
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "-N",
    ]));
    let mut server = as_owner("postgres");
    server.args(["-D", "data", "-c", "listen_addresses=", "-c", "max_connections=200"]);
    server.args(["-c", "fsync=off", "-c", "shared_buffers=64MB", "-c"]);
    server.arg(format!("unix_socket_directories={}", folder.display()));
    let log = std::fs::File::create(folder.join("log")).expect("a log file");
    // Waited for by nobody: the watch below ends it, also when this program is killed.
    #[allow(clippy::zombie_processes)]
    // `setpriv` replaces itself by the server, so this is the server's own process number.
    let server =
        server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn().expect("PostgreSQL starts");
    let watch = Command::new("sh")
        .arg("-c")
        .arg(format!("cat >/dev/null; kill -QUIT {}; sleep 0.2; rm -rf '{}'", server.id(), folder.display()))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a shell starts");
    let deadline = Instant::now() + Duration::from_secs(60);
    while !run_ok(Command::new(bin.join("pg_isready")).arg("-q").arg("-h").arg(&folder)) {
        assert!(Instant::now() < deadline, "PostgreSQL did not start within a minute");
        std::thread::sleep(Duration::from_millis(50));
    }
    let host = folder.display().to_string().replace('/', "%2F");
    let url = format!("postgresql://postgres@{host}/postgres?application_name=qipan-test");
    Server { url, folder, bin: bin.to_owned(), _watch: watch }
}

fn run(command: &mut Command) {
    assert!(run_ok(command), "{command:?}");
}

fn run_ok(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}
