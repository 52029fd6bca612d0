//! Getting a context from another server: bounded in time, size and redirects, and only from where the guard allows.

use std::time::Duration;

use qipan_ngsild::{Error, ErrorKind};
use serde_json::Value;
use ureq::http::Uri;
use ureq::{Agent, ResponseExt};

use crate::guard::{Guard, Refused};

/// Largest document, in bytes.
pub const LARGEST: u64 = 1024 * 1024;
/// For everything from looking up the name to the last byte, redirects included.
pub const WHOLE: Duration = Duration::from_secs(5);
/// Redirects that are followed.
const REDIRECTS: u32 = 3;

/// Why a context could not be loaded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unloadable {
    /// Not an http or https URL.
    Url,
    /// The guard refused the address.
    Refused,
    /// No answer in time.
    Slow,
    /// No connection, or an answer that is not HTTP.
    Unreachable,
    /// More redirects than are followed, or one from https to http.
    Redirects,
    /// Another status than 200.
    Status(u16),
    /// Longer than [`LARGEST`].
    TooLarge,
    /// A media type that is no JSON.
    Media,
    /// Loaded, but no JSON object with an `@context`.
    NotContext,
}

impl Unloadable {
    /// The error of the API (clause 5.5.6): what was loaded and is no context is bad data, anything else is not
    /// available.
    pub fn error(&self, url: &str) -> Error {
        let missing = |key| Error::new(ErrorKind::LdContextNotAvailable, key).with("url", url).at("@context");
        match self {
            Unloadable::Url => missing("hub-context-url"),
            Unloadable::Refused => missing("hub-context-refused"),
            Unloadable::Slow => missing("hub-context-slow"),
            Unloadable::Unreachable => missing("hub-context-not-available"),
            Unloadable::Redirects => missing("hub-context-redirects"),
            Unloadable::Status(status) => missing("hub-context-status").with("status", i64::from(*status)),
            Unloadable::TooLarge => missing("hub-context-too-large").with("limit", LARGEST as i64),
            Unloadable::Media => missing("hub-context-media"),
            Unloadable::NotContext => Error::bad("hub-context-not-context").with("url", url).at("@context"),
        }
    }
}

/// The client that contexts are loaded with.
pub fn agent(guard: &Guard) -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(REDIRECTS)
        .max_redirects_will_error(true)
        .save_redirect_history(true)
        .accept("application/ld+json, application/json;q=0.9, */*;q=0.1")
        .timeout_global(Some(WHOLE))
        // Contexts are loaded rarely; a kept connection would only hold a server's socket.
        .max_idle_connections(0);
    guard.agent(config)
}

/// Loads the context document at `url`, blocking the thread for [`WHOLE`] at most. Gives its text as well.
///
/// # Errors
/// [`Unloadable`].
pub fn get(agent: &Agent, url: &str) -> Result<(String, Value), Unloadable> {
    if !url.starts_with("http://") && !url.starts_with("https://") {
        return Err(Unloadable::Url);
    }
    let mut answer = agent.get(url).call().map_err(|error| unloadable(&error))?;
    let left_https = |to: &Uri| to.scheme_str() != Some("https");
    if url.starts_with("https://")
        && answer.get_redirect_history().is_some_and(|all| all.iter().any(left_https))
    {
        return Err(Unloadable::Redirects);
    }
    let status = answer.status().as_u16();
    if status != 200 {
        return Err(Unloadable::Status(status));
    }
    if !json(answer.headers().get("content-type").and_then(|value| value.to_str().ok())) {
        return Err(Unloadable::Media);
    }
    let bytes =
        answer.body_mut().with_config().limit(LARGEST).read_to_vec().map_err(|error| unloadable(&error))?;
    let text = String::from_utf8(bytes).map_err(|_| Unloadable::NotContext)?;
    let value = document(&text)?;
    Ok((text, value))
}

/// A context document: a JSON object with an `@context` that can be one.
pub fn document(text: &str) -> Result<Value, Unloadable> {
    let value: Value = serde_json::from_str(text).map_err(|_| Unloadable::NotContext)?;
    match value.get("@context") {
        Some(Value::String(_) | Value::Array(_) | Value::Object(_)) => Ok(value),
        _ => Err(Unloadable::NotContext),
    }
}

/// Whether a media type may be JSON. Many contexts lie on servers of source files, which call everything plain text;
/// a web page is none.
fn json(media: Option<&str>) -> bool {
    let Some(media) = media else { return true };
    let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    matches!(
        media.as_str(),
        "" | "application/json" | "application/ld+json" | "text/plain" | "application/octet-stream"
    ) || media.ends_with("+json")
}

fn unloadable(error: &ureq::Error) -> Unloadable {
    match Guard::refusal(error) {
        Some(Refused::Internal(_)) => return Unloadable::Refused,
        Some(Refused::Unknown(_)) => return Unloadable::Unreachable,
        None => {}
    }
    match error {
        ureq::Error::Timeout(_) => Unloadable::Slow,
        ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::TimedOut => Unloadable::Slow,
        ureq::Error::TooManyRedirects => Unloadable::Redirects,
        ureq::Error::BodyExceedsLimit(_) => Unloadable::TooLarge,
        ureq::Error::BadUri(_) => Unloadable::Url,
        _ => Unloadable::Unreachable,
    }
}
