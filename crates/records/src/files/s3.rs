//! Files in a bucket of an S3-compatible store (Amazon S3, MinIO, Ceph, the object storage of government clouds), with
//! the layout of the folder: `prefix/ab/abcdef…`.

use std::fmt;
use std::thread::sleep;
use std::time::Duration;

use qipan_kernel::{Failure, FailureKind, Moment, Outcome};
use ureq::Agent;
use ureq::http::Request;

use super::digest;
use super::sign::{Signer, stamp};

/// Waits before trying again, after a lost connection or a fault of the server.
const WAITS: [Duration; 3] =
    [Duration::from_millis(100), Duration::from_millis(400), Duration::from_millis(1_600)];
/// For the connection, for the first byte of an answer, and for one whole try.
const CONNECT: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(30);
const WHOLE: Duration = Duration::from_secs(120);
/// Largest file that is read back, in bytes: more than any upload may have.
const LARGEST: u64 = 512 * 1024 * 1024;

/// How a bucket is reached, as configured.
#[derive(Clone, Copy)]
pub struct S3Settings<'a> {
    /// `s3://bucket` or `s3://bucket/prefix`.
    pub location: &'a str,
    /// `https://host` or `http://host:port`, without a path.
    pub endpoint: &'a str,
    /// The region that requests are signed for.
    pub region: &'a str,
    /// Name of the key.
    pub access_key: &'a str,
    /// The key itself.
    pub secret_key: &'a str,
    /// Tells the time: signatures hold for some minutes around it.
    pub clock: fn() -> Moment,
}

/// A setting that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum S3Setting {
    /// Not `s3://bucket/prefix`, or with characters other than letters, digits and `-._`.
    Location,
    /// Not an http address, or one with a path or a password.
    Endpoint,
    /// Missing, or with other characters than letters, digits and `-`.
    Region,
    /// Missing, or with blanks.
    AccessKey,
    /// Missing, or with blanks.
    SecretKey,
}

/// A bucket, or what is under a prefix of it. Addressed by path (`endpoint/bucket/key`), which every kind of store
/// understands.
pub struct S3 {
    agent: Agent,
    /// Scheme with `://`.
    scheme: &'static str,
    host: String,
    /// `/bucket` or `/bucket/prefix`.
    root: String,
    region: String,
    access_key: String,
    secret_key: String,
    clock: fn() -> Moment,
}

/// What a store answered.
struct Answer {
    status: u16,
    length: Option<usize>,
    body: Vec<u8>,
}

impl S3 {
    /// A bucket of these settings. Nothing is asked of it yet.
    ///
    /// # Errors
    /// The first setting that is wrong.
    pub fn new(settings: S3Settings<'_>) -> Result<S3, S3Setting> {
        let plain = |text: &str, also: &str| {
            !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || also.contains(b as char))
        };
        let root = settings.location.strip_prefix("s3://").ok_or(S3Setting::Location)?.trim_end_matches('/');
        // `.` and `..` would be taken for folders on the way.
        if !root.split('/').all(|part| plain(part, "-._") && !part.bytes().all(|b| b == b'.')) {
            return Err(S3Setting::Location);
        }
        let endpoint = settings.endpoint.trim_end_matches('/');
        let (scheme, host) = endpoint
            .strip_prefix("https://")
            .map(|host| ("https://", host))
            .or_else(|| endpoint.strip_prefix("http://").map(|host| ("http://", host)))
            .filter(|(_, host)| plain(host, "-.:[]") && host.parse::<ureq::http::uri::Authority>().is_ok())
            .ok_or(S3Setting::Endpoint)?;
        if !plain(settings.region, "-") {
            return Err(S3Setting::Region);
        }
        let key = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic());
        if !key(settings.access_key) {
            return Err(S3Setting::AccessKey);
        }
        if !key(settings.secret_key) {
            return Err(S3Setting::SecretKey);
        }
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            // A signature is valid for one address only.
            .max_redirects(0)
            .max_redirects_will_error(false)
            // Only the configuration reads the environment.
            .proxy(None)
            .timeout_connect(Some(CONNECT))
            .timeout_recv_response(Some(ANSWER))
            .timeout_per_call(Some(WHOLE))
            .build()
            .new_agent();
        Ok(S3 {
            agent,
            scheme,
            host: host.to_owned(),
            root: format!("/{root}"),
            region: settings.region.to_owned(),
            access_key: settings.access_key.to_owned(),
            secret_key: settings.secret_key.to_owned(),
            clock: settings.clock,
        })
    }

    /// Stores bytes under their digest, unless an object of this name and length is there. S3 shows an object when it
    /// is whole; a body that does not match the signed digest is refused by the store.
    pub(super) fn put(&self, digest: &str, bytes: &[u8]) -> Outcome<()> {
        let found = self.ask("HEAD", digest, &[])?;
        if found.status == 200 && found.length == Some(bytes.len()) {
            return Ok(());
        }
        // Any other answer is decided by the attempt itself: a key without the right to list is told 403, not 404.
        let answer = self.ask("PUT", digest, bytes)?;
        if answer.status == 200 { Ok(()) } else { Err(refused(&answer)) }
    }

    pub(super) fn get(&self, digest: &str) -> Outcome<Vec<u8>> {
        let answer = self.ask("GET", digest, &[])?;
        match answer.status {
            200 => Ok(answer.body),
            404 if code(&answer.body) == "NoSuchKey" => Err(Failure::not_found()),
            _ => Err(refused(&answer)),
        }
    }

    /// Asks until there is an answer that is not a fault of the server. All requests may be repeated: the same name
    /// always has the same bytes.
    fn ask(&self, method: &str, name: &str, body: &[u8]) -> Outcome<Answer> {
        let path = format!("{}/{}/{name}", self.root, &name[..2]);
        let mut waits = WAITS.iter();
        loop {
            let cause = match self.ask_once(method, &path, body) {
                Ok(answer) if answer.status < 500 && answer.status != 429 => return Ok(answer),
                Ok(answer) => format!("{} {}", answer.status, code(&answer.body)),
                Err(e) => e.to_string(),
            };
            match waits.next() {
                Some(wait) => sleep(*wait),
                None => {
                    return Err(Failure::new(FailureKind::Unavailable, "files-unreachable").because(cause));
                }
            }
        }
    }

    fn ask_once(&self, method: &str, path: &str, body: &[u8]) -> Result<Answer, ureq::Error> {
        let (stamp, payload) = (stamp((self.clock)()), digest(body));
        let headers = [("host", &*self.host), ("x-amz-content-sha256", &payload), ("x-amz-date", &stamp)];
        let signer =
            Signer { region: &self.region, access_key: &self.access_key, secret_key: &self.secret_key };
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{}{path}", self.scheme, self.host))
            .header("authorization", signer.authorization(method, path, &headers, &payload, &stamp));
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let mut response = if method == "PUT" {
            self.agent.run(request.body(body)?)?
        } else {
            self.agent.run(request.body(())?)?
        };
        let length = response.headers().get("content-length");
        let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
        let body = if method == "HEAD" {
            Vec::new()
        } else {
            response.body_mut().with_config().limit(LARGEST).read_to_vec()?
        };
        Ok(Answer { status: response.status().as_u16(), length, body })
    }
}

/// The bucket as it was configured, without keys.
impl fmt::Display for S3 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3:/{} ({}{})", self.root, self.scheme, self.host)
    }
}

impl fmt::Debug for S3 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "S3({self})")
    }
}

fn refused(answer: &Answer) -> Failure {
    let code = code(&answer.body);
    let key = if code == "NoSuchBucket" { "files-no-bucket" } else { "files-refused" };
    Failure::new(FailureKind::Unavailable, key).because(format!("{} {code}", answer.status))
}

/// The code of an error, such as `NoSuchKey`; empty when there is none.
fn code(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(&body[..body.len().min(8_192)]);
    let code = text.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>"));
    code.map(|(code, _)| code.to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings<'a>() -> S3Settings<'a> {
        S3Settings {
            location: "s3://evidence/qipan",
            endpoint: "https://s3.example.org",
            region: "us-east-1",
            access_key: "name",
            secret_key: "very-secret",
            clock: || Moment(0),
        }
    }

    #[test]
    fn a_wrong_setting_is_told_by_name() {
        let right = settings();
        let table: &[(S3Settings, S3Setting)] = &[
            (S3Settings { location: "s3://", ..right }, S3Setting::Location),
            (S3Settings { location: "evidence", ..right }, S3Setting::Location),
            (S3Settings { location: "s3://evidence/../other", ..right }, S3Setting::Location),
            (S3Settings { location: "s3://evidence//qipan", ..right }, S3Setting::Location),
            (S3Settings { location: "s3://佐证", ..right }, S3Setting::Location),
            (S3Settings { endpoint: "", ..right }, S3Setting::Endpoint),
            (S3Settings { endpoint: "ftp://host", ..right }, S3Setting::Endpoint),
            (S3Settings { endpoint: "https://host/path", ..right }, S3Setting::Endpoint),
            (S3Settings { endpoint: "https://user:word@host", ..right }, S3Setting::Endpoint),
            (S3Settings { region: "", ..right }, S3Setting::Region),
            (S3Settings { access_key: "two words", ..right }, S3Setting::AccessKey),
            (S3Settings { secret_key: "", ..right }, S3Setting::SecretKey),
        ];
        for (wrong, setting) in table {
            assert_eq!(S3::new(*wrong).err(), Some(*setting));
        }
    }

    #[test]
    fn the_key_is_never_shown() {
        let bucket = S3::new(settings()).unwrap();
        assert_eq!(bucket.to_string(), "s3://evidence/qipan (https://s3.example.org)");
        assert!(!format!("{bucket:?}").contains("secret"));
    }
}
