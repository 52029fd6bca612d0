//! Configuration: built-in defaults, then a file, then the environment, then flags. What is unknown or wrong is
//! refused with its name. This is the only place that reads the environment.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use qipan_accounts::http::Proxies;
use qipan_kernel::{Failure, IdSource, Outcome};
use qipan_projects::map::Maps;
use qipan_records::files::{Files, S3, S3Setting, S3Settings};
use serde::{Deserialize, Serialize};

/// Every setting. `qipan doctor` prints the ones in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Path of a SQLite file, or a `postgres://` URL.
    pub database: String,
    /// Evidence files and original documents: a folder, or `s3://bucket/prefix`.
    pub files: String,
    /// Address of the S3-compatible store: `https://host` or `http://host:port`.
    pub s3_endpoint: String,
    /// Region of the store; many stores have only one and take any name.
    pub s3_region: String,
    /// Name of the store's key.
    pub s3_access_key: String,
    /// The key itself, which is never shown.
    pub s3_secret_key: Secret,
    /// File of the key that secrets in the database are sealed with; made at the first start. Keep a copy of it apart from
    /// the backups. Where it is not set: beside an embedded database (`data/qipan.key` for `data/qipan.db`), else
    /// `data/qipan.key`.
    pub key_file: String,
    /// Proxies, separated by commas, whose word on the other side's address (`X-Forwarded-For`) is believed: addresses or
    /// blocks (`10.0.0.1, 192.168.0.0/16`). Without it everybody behind a proxy is one address to the brake on sign-ins.
    pub trusted_proxies: String,
    /// Address to listen on. The default is reachable from this machine only.
    pub listen: SocketAddr,
    /// The site is reached over https (through a proxy): cookies are marked secure.
    pub https: bool,
    /// `text` or `json`.
    pub log_format: LogFormat,
    /// What is logged: `info`, `warn`, `qipan=debug` …
    pub log: String,
    /// Number of this process among those that share a PostgreSQL database (0 to 15).
    pub node: u16,
    /// Connections for reading.
    pub readers: usize,
    /// Writers on PostgreSQL.
    pub writers: usize,
    /// The hub answers without a token: for demonstrations and the official test suite only.
    pub hub_open: bool,
    /// Largest body of a call of the hub, in bytes.
    pub hub_body_limit: usize,
    /// Arrays and objects inside each other in a body at most.
    pub hub_depth_limit: usize,
    /// Entities in one batch at most.
    pub hub_batch_limit: usize,
    /// Entities that a query of the hub may look at before it is refused as too complex.
    pub hub_scan_limit: usize,
    /// What the hub calls itself where requests name the brokers they have passed: letters, digits, `-`, `.`, `_`. Nothing:
    /// a name made at the first start.
    pub hub_alias: String,
    /// Calls of the hub a second of one token, and twice as many at once; 0: any number.
    pub hub_rate: u32,
    /// Days for which the log of the hub is kept; 0: for ever.
    pub hub_log_days: u32,
    /// Hosts, separated by commas, that callbacks and contexts of the hub may be at although their address is not a
    /// public one: `name` or `address`, with or without `:port`.
    pub hub_hosts: String,
    /// Instances of attributes in one temporal answer of the hub; a longer one is given in parts (206).
    pub hub_instances: usize,
    /// How long histories of the hub are kept: `Vehicle=30, *=3650`, types (full names, or terms of the core context)
    /// and days. Nothing: for ever.
    pub hub_keep: String,
    /// Outline of the plain map: a GeoJSON file. Nothing: the sketch that comes with the program.
    pub map_outline: String,
    /// Address of a MapLibre style, for maps on tiles of the installation's own.
    pub map_style: String,
    /// Or address of raster tiles, with `{z}`, `{x}` and `{y}`.
    pub map_tiles: String,
    /// Other hosts that a style draws from: `https://host`, separated by commas.
    pub map_hosts: String,
    /// Whose map it is, as its licence asks.
    pub map_credit: String,
}

/// A setting that nobody may read out: not in `qipan doctor`, not in a log, not in the message that refuses it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

/// Stands for a secret that is set.
const HIDDEN: &str = "********";

impl Secret {
    fn shown(&self) -> &'static str {
        if self.0.is_empty() { "" } else { HIDDEN }
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.shown())
    }
}

impl Serialize for Secret {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.shown())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
        match toml::Value::deserialize(deserializer)? {
            toml::Value::String(text) => Ok(Secret(text)),
            _ => Err(serde::de::Error::custom("a secret is a text in quotes")),
        }
    }
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
            s3_endpoint: String::new(),
            s3_region: "us-east-1".into(),
            s3_access_key: String::new(),
            s3_secret_key: Secret::default(),
            key_file: String::new(),
            trusted_proxies: String::new(),
            listen: SocketAddr::from(([127, 0, 0, 1], 7080)),
            https: false,
            log_format: LogFormat::Text,
            log: "info".into(),
            node: 0,
            readers: 4,
            writers: 4,
            hub_open: false,
            hub_body_limit: 8 * 1024 * 1024,
            hub_depth_limit: 64,
            hub_batch_limit: 1_000,
            hub_scan_limit: 2_000_000,
            hub_alias: String::new(),
            hub_rate: 1_000,
            hub_log_days: 400,
            hub_hosts: String::new(),
            hub_instances: 10_000,
            hub_keep: String::new(),
            map_outline: String::new(),
            map_style: String::new(),
            map_tiles: String::new(),
            map_hosts: String::new(),
            map_credit: String::new(),
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
    /// Folder or s3://bucket/prefix of evidence files and originals [env QIPAN_FILES, default data/files]
    #[arg(long, global = true, value_name = "PLACE")]
    pub files: Option<String>,
    /// Let everybody call the hub without a token, for a demonstration [env QIPAN_HUB_OPEN]
    #[arg(long, global = true)]
    pub open_hub: bool,
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
        // A key of digits is a text all the same.
        let value = if setting.starts_with("s3_") { value.into() } else { typed(&value) };
        table.insert(setting, value);
        Config::deserialize(table.clone()).map_err(|e| format!("{name}: {}", e.message()))?;
    }
    if let Some(database) = &flags.database {
        table.insert("database".into(), database.clone().into());
    }
    if let Some(files) = &flags.files {
        table.insert("files".into(), files.clone().into());
    }
    if flags.open_hub {
        table.insert("hub_open".into(), true.into());
    }
    let config = Config::deserialize(table).map_err(|e| e.message().to_owned())?;
    config.place()?;
    config.proxies()?;
    if config.node > IdSource::NODE_MAX {
        return Err(format!("node: expected 0 to {}", IdSource::NODE_MAX));
    }
    let of_name = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    if config.hub_alias.len() > 64 || !config.hub_alias.chars().all(of_name) {
        return Err("hub_alias: at most 64 letters, digits, hyphens, points and underscores".into());
    }
    if qipan_broker::Keep::list(&config.hub_keep).is_none() {
        return Err("hub_keep: expected types and days, such as Vehicle=30, *=3650".into());
    }
    config.maps()?;
    Ok(config)
}

/// What the place of files begins with when it is a bucket.
const BUCKET: &str = "s3://";

impl Config {
    /// The place of files.
    ///
    /// # Errors
    /// None for a configuration that was read: [`read`] refuses what is wrong.
    pub fn files(&self) -> Outcome<Files> {
        self.place().map_err(Failure::internal)
    }

    /// The file of the key.
    pub fn key_path(&self) -> PathBuf {
        match self.key_file.as_str() {
            "" if self.database.starts_with("postgres") => PathBuf::from("data/qipan.key"),
            "" => Path::new(&self.database).with_extension("key"),
            set => PathBuf::from(set),
        }
    }

    /// The proxies that are believed.
    ///
    /// # Errors
    /// None for a configuration that was read: [`read`] refuses what is wrong.
    pub fn proxies(&self) -> Result<Proxies, String> {
        Proxies::read(&self.trusted_proxies)
            .map_err(|part| format!("trusted_proxies: expected an address or a block, found {part}"))
    }

    /// How maps are drawn.
    ///
    /// # Errors
    /// None for a configuration that was read: [`read`] refuses what is wrong.
    pub fn maps(&self) -> Result<Maps, String> {
        let outline = match self.map_outline.as_str() {
            "" => None,
            path => Some(std::fs::read_to_string(path).map_err(|e| format!("map_outline: {path}: {e}"))?),
        };
        Maps::new(outline.as_deref(), &self.map_style, &self.map_tiles, &self.map_hosts, &self.map_credit)
    }

    /// The folder of files; `None` when they are in a bucket.
    pub fn files_folder(&self) -> Option<&Path> {
        (!self.files.starts_with(BUCKET)).then(|| Path::new(&self.files))
    }

    fn place(&self) -> Result<Files, String> {
        if let Some(folder) = self.files_folder() {
            return Ok(Files::Folder(folder.to_owned()));
        }
        let bucket = S3::new(S3Settings {
            location: &self.files,
            endpoint: &self.s3_endpoint,
            region: &self.s3_region,
            access_key: &self.s3_access_key,
            secret_key: &self.s3_secret_key.0,
            clock: crate::wiring::now,
        });
        bucket.map(|bucket| Files::S3(Arc::new(bucket))).map_err(|wrong| {
            match wrong {
                S3Setting::Location => {
                    "files: expected s3://bucket or s3://bucket/prefix, of letters, digits and -._"
                }
                S3Setting::Endpoint => {
                    "s3_endpoint: expected https://host or http://host:port, without path and user"
                }
                S3Setting::Region => "s3_region: expected letters, digits and -",
                S3Setting::AccessKey => "s3_access_key: expected the name of a key, without blanks",
                S3Setting::SecretKey => "s3_secret_key: expected a key, without blanks",
            }
            .to_owned()
        })
    }
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
        let key = |environment: &[(&str, &str)]| with(environment).unwrap().key_path();
        assert_eq!(key(&[("QIPAN_DATABASE", "/srv/city.db")]), Path::new("/srv/city.key"));
        assert_eq!(key(&[("QIPAN_DATABASE", "postgres://db/city")]), Path::new("data/qipan.key"));
        assert_eq!(key(&[("QIPAN_KEY_FILE", "/etc/qipan.key")]), Path::new("/etc/qipan.key"));
        for (name, value) in [
            ("node", "16"),
            ("map_style", "tiles.json"),
            ("map_tiles", "https://host/tiles.png"),
            ("map_hosts", "host"),
            ("map_outline", "/nowhere/outline.geojson"),
        ] {
            let error = with(&[(&format!("QIPAN_{}", name.to_uppercase()), value)]).unwrap_err();
            assert!(error.contains(name), "{error}");
        }
        let error = with(&[("QIPAN_TRUSTED_PROXIES", "10.0.0.1, proxy")]).unwrap_err();
        assert!(error.contains("trusted_proxies") && error.contains("proxy"), "{error}");
        let bucket = [
            ("QIPAN_FILES", "s3://evidence/qipan"),
            ("QIPAN_S3_ENDPOINT", "https://s3.example.org"),
            ("QIPAN_S3_ACCESS_KEY", "name"),
            ("QIPAN_S3_SECRET_KEY", "12345678"),
        ];
        let config = with(&bucket).unwrap();
        assert_eq!(config.files().unwrap().to_string(), "s3://evidence/qipan (https://s3.example.org)");
        assert_eq!(config.files_folder(), None);
        for shown in [serde_json::to_string(&config).unwrap(), format!("{config:?}")] {
            assert!(shown.contains(HIDDEN) && !shown.contains("12345678"), "{shown}");
        }
        for (index, name) in ["files", "s3_endpoint", "s3_access_key", "s3_secret_key"].iter().enumerate() {
            let mut wrong = bucket;
            wrong[index].1 = if index == 0 { "s3://" } else { "" };
            let error = with(&wrong).unwrap_err();
            assert!(error.starts_with(name), "{error}");
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("q.toml");
        std::fs::write(&path, "s3_secret_key = 12345678\n").unwrap();
        let error = read(&Flags { config: Some(path.clone()), ..Flags::default() }, std::iter::empty());
        let error = error.unwrap_err();
        assert!(error.contains("secret") && !error.contains("12345678"), "{error}");
        std::fs::write(&path, "listen = \"127.0.0.1:80\"\nfolour = 1\n").unwrap();
        let error = read(&Flags { config: Some(path), ..Flags::default() }, std::iter::empty()).unwrap_err();
        assert!(error.contains("q.toml") && error.contains("folour"), "{error}");
    }
}
