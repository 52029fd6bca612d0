//! Configuration: built-in defaults, then a file, then the environment, then flags. What is unknown or wrong is
//! refused with its name. This is the only place that reads the environment.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// Every setting. `qipan doctor` prints the ones in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Path of a SQLite file, or a `postgres://` URL.
    pub database: String,
    /// Folder of evidence files and original documents.
    pub files: PathBuf,
    /// Address to listen on. The default is reachable from this machine only.
    pub listen: SocketAddr,
    /// The site is reached over https (through a proxy): cookies are marked secure.
    pub https: bool,
    /// `text` or `json`.
    pub log_format: LogFormat,
    /// What is logged: `info`, `warn`, `qipan=debug` …
    pub log: String,
    /// Number of this process among those that share a PostgreSQL database (0 to 1023).
    pub node: u16,
    /// Connections for reading.
    pub readers: usize,
    /// Writers on PostgreSQL.
    pub writers: usize,
}

/// The shape of log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs: one JSON object a line.
    Json,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            database: "data/qipan.db".into(),
            files: "data/files".into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 7080)),
            https: false,
            log_format: LogFormat::Text,
            log: "info".into(),
            node: 0,
            readers: 4,
            writers: 4,
        }
    }
}

/// Prefix of the environment's settings: `QIPAN_DATABASE`, `QIPAN_LISTEN` …
const PREFIX: &str = "QIPAN_";
/// The file that is read when it is there and no other is named.
const DEFAULT_FILE: &str = "qipan.toml";

/// Settings given as flags; each goes before the environment.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Flags {
    /// Configuration file (default: qipan.toml, when it is there)
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// SQLite file or postgres:// URL [env QIPAN_DATABASE, default data/qipan.db]
    #[arg(long, global = true, value_name = "URL")]
    pub database: Option<String>,
    /// Folder of evidence files and originals [env QIPAN_FILES, default data/files]
    #[arg(long, global = true, value_name = "DIR")]
    pub files: Option<PathBuf>,
}

/// Reads the configuration. The error names the setting that is wrong and where it was set.
pub fn read(flags: &Flags, environment: impl Iterator<Item = (String, String)>) -> Result<Config, String> {
    let mut table = match file(flags.config.as_deref())? {
        Some((path, text)) => {
            let table: toml::Table = text.parse().map_err(|e| format!("{}: {e}", path.display()))?;
            // Checked by itself first, so that a mistake is laid at the file's door.
            Config::deserialize(table.clone()).map_err(|e| format!("{}: {}", path.display(), e.message()))?;
            table
        }
        None => toml::Table::new(),
    };
    for (name, value) in environment {
        let Some(setting) = name.strip_prefix(PREFIX).map(str::to_ascii_lowercase) else { continue };
        if setting.starts_with("test_") {
            continue;
        }
        table.insert(setting, typed(&value));
        Config::deserialize(table.clone()).map_err(|e| format!("{name}: {}", e.message()))?;
    }
    if let Some(database) = &flags.database {
        table.insert("database".into(), database.clone().into());
    }
    if let Some(files) = &flags.files {
        table.insert("files".into(), files.display().to_string().into());
    }
    Config::deserialize(table).map_err(|e| e.message().to_owned())
}

/// The environment knows only text.
fn typed(value: &str) -> toml::Value {
    match (value.parse::<i64>(), value.parse::<bool>()) {
        (Ok(number), _) => number.into(),
        (_, Ok(truth)) => truth.into(),
        _ => value.into(),
    }
}

fn file(named: Option<&Path>) -> Result<Option<(PathBuf, String)>, String> {
    let path = named.map_or_else(|| PathBuf::from(DEFAULT_FILE), Path::to_owned);
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(Some((path, text))),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound && named.is_none() => Ok(None),
        Err(e) => Err(format!("{}: {e}", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(environment: &[(&str, &str)]) -> Result<Config, String> {
        let all: Vec<_> = environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        read(&Flags::default(), all.into_iter())
    }

    #[test]
    fn the_environment_goes_before_defaults_and_flags_before_both() {
        let config =
            with(&[("QIPAN_LISTEN", "127.0.0.1:9000"), ("QIPAN_HTTPS", "true"), ("HOME", "/")]).unwrap();
        assert_eq!((config.listen.port(), config.https), (9000, true));
        let flags = Flags { database: Some("other.db".into()), ..Flags::default() };
        let environment = [("QIPAN_DATABASE".to_owned(), "one.db".to_owned())];
        assert_eq!(read(&flags, environment.into_iter()).unwrap().database, "other.db");
    }

    #[test]
    fn a_wrong_setting_is_refused_with_its_name() {
        for (name, value) in [("QIPAN_LISTEN", "everywhere"), ("QIPAN_NODE", "-1"), ("QIPAN_COLOUR", "red")] {
            let error = with(&[(name, value)]).unwrap_err();
            assert!(error.contains(name), "{error}");
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("q.toml");
        std::fs::write(&path, "listen = \"127.0.0.1:80\"\nfolour = 1\n").unwrap();
        let error = read(&Flags { config: Some(path), ..Flags::default() }, std::iter::empty()).unwrap_err();
        assert!(error.contains("q.toml") && error.contains("folour"), "{error}");
    }
}
