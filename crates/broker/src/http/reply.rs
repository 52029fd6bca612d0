//! Replies: media types, contexts, problems (clauses 6.3.5 to 6.3.7).

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use qipan_accounts::http::Site;
use qipan_ngsild::context::Context;
use qipan_ngsild::{Error, ErrorKind, Fallible};
use qipan_web::Lang;
use serde_json::{Value, json};

use super::Call;

/// What form of reply is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Accept {
    /// `application/json`, with the context in a Link header.
    Json,
    /// `application/ld+json`, with the context in the body.
    JsonLd,
    /// `application/geo+json`.
    GeoJson,
    /// Nothing that is offered: 406.
    Nothing,
}

impl Accept {
    /// The form that the Accept header likes best; of equally good ones the first of JSON, JSON-LD and GeoJSON
    /// (clause 6.3.4). How good a form is, the most specific range says that covers it (RFC 9110, section 12.5.1).
    pub fn of(headers: &HeaderMap) -> Accept {
        let values = headers.get_all(header::ACCEPT);
        let ranges: Vec<(String, f32)> = values
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|text| text.split(','))
            .map(str::trim)
            .filter(|range| !range.is_empty())
            .map(|range| {
                let mut parts = range.split(';').map(str::trim);
                let media = parts.next().unwrap_or_default().to_ascii_lowercase();
                let quality = parts.find_map(|part| part.strip_prefix("q=")).and_then(|q| q.parse().ok());
                (media, quality.unwrap_or(1.0))
            })
            .collect();
        if ranges.is_empty() {
            return Accept::Json;
        }
        let quality = |form: Accept| {
            let of =
                |range: &str| ranges.iter().find(|(media, _)| media == range).map(|(_, quality)| *quality);
            of(form.media()).or_else(|| of("application/*")).or_else(|| of("*/*")).unwrap_or(0.0)
        };
        let mut best = (0.0, Accept::Nothing);
        for form in [Accept::Json, Accept::JsonLd, Accept::GeoJson] {
            let quality = quality(form);
            if quality > best.0 {
                best = (quality, form);
            }
        }
        best.1
    }

    /// The media type.
    pub fn media(self) -> &'static str {
        match self {
            Accept::Json | Accept::Nothing => "application/json",
            Accept::JsonLd => "application/ld+json",
            Accept::GeoJson => "application/geo+json",
        }
    }
}

/// A call that is refused before it is understood, with a status that has no error type of its own.
#[derive(Clone, PartialEq, Debug)]
pub enum Refusal {
    /// 415.
    MediaType,
    /// 406.
    NotAcceptable,
    /// 405, with the methods that there are.
    Method(&'static str),
    /// 501: part of the standard, not of this broker yet.
    NotImplemented,
    /// 411.
    LengthRequired,
    /// 508: a request came back to where it has been (clause 6.3.17).
    Loop,
    /// 401: nobody, or nobody that is known (the key says which).
    Nobody(&'static str),
    /// 413, with the most bytes that are taken.
    TooLarge(usize),
    /// 429, with the seconds after which to try again.
    TooMany(u64),
    /// An error type of clause 5.5.2.
    Error(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Refusal {
        Refusal::Error(error)
    }
}

/// Key of the refusal of a call without a token.
pub const NO_TOKEN: &str = "failure-unauthenticated";

/// The answer of a handler.
pub type Reply = Result<Response<Body>, Refusal>;

/// A problem in the words of the caller (RFC 7807, clause 5.5.3).
pub fn problem(site: &Site, lang: Lang, refusal: &Refusal) -> Response<Body> {
    let simple = |status: u16, uri: &str, key: &str| {
        let words = site.words.t(lang, key).into_owned();
        (status, json!({"type": uri, "title": words, "status": status}))
    };
    let (status, body) = match refusal {
        Refusal::MediaType => simple(415, "about:blank", "hub-media-type"),
        Refusal::NotAcceptable => simple(406, "about:blank", "hub-not-acceptable"),
        Refusal::Method(_) => simple(405, "about:blank", "hub-method"),
        Refusal::NotImplemented => simple(501, ErrorKind::OperationNotSupported.uri(), "hub-not-implemented"),
        Refusal::LengthRequired => simple(411, "about:blank", "hub-length-required"),
        Refusal::Nobody(key) => simple(401, "about:blank", key),
        Refusal::TooLarge(limit) => {
            let message = qipan_kernel::Message::new("hub-body-too-large").with("limit", *limit);
            let words = site.words.msg(lang, &message).into_owned();
            (413, json!({"type": "about:blank", "title": words, "status": 413}))
        }
        Refusal::TooMany(_) => simple(429, "about:blank", "hub-too-many"),
        Refusal::Loop => simple(508, "about:blank", "hub-loop"),
        Refusal::Error(error) => (error.kind.status(), details(site, lang, error)),
    };
    let mut response = if *refusal == Refusal::LengthRequired { empty(411) } else { json(status, &body) };
    let headers = response.headers_mut();
    if let Refusal::Method(allowed) = refusal {
        headers.insert(header::ALLOW, HeaderValue::from_static(allowed));
    }
    if let Refusal::TooMany(seconds) = refusal {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
    }
    if let Refusal::Nobody(key) = refusal {
        // RFC 6750, section 3: who sent no token is told only that one is asked for.
        let challenge = if *key == NO_TOKEN { "Bearer" } else { "Bearer error=\"invalid_token\"" };
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    }
    if *refusal == Refusal::MediaType {
        headers.insert(
            "accept-patch",
            HeaderValue::from_static("application/json, application/ld+json, application/merge-patch+json"),
        );
        headers.insert("accept-post", HeaderValue::from_static("application/json, application/ld+json"));
    }
    response
}

/// `ProblemDetails` of an error.
pub fn details(site: &Site, lang: Lang, error: &Error) -> Value {
    let title = site.words.t(lang, title(error.kind)).into_owned();
    let mut detail = site.words.msg(lang, &error.message).into_owned();
    if let Some(position) = error.position {
        let at = qipan_kernel::Message::new("hub-at-position").with("position", position + 1);
        detail = format!("{detail} {}", site.words.msg(lang, &at));
    }
    let mut body = json!({
        "type": error.kind.uri(),
        "title": title,
        "detail": detail,
        "status": error.kind.status(),
    });
    if let (Some(field), Some(members)) = (&error.field, body.as_object_mut()) {
        members.insert("field".to_owned(), Value::String(field.clone()));
    }
    body
}

fn title(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::InvalidRequest => "hub-error-invalid-request",
        ErrorKind::BadRequestData => "hub-error-bad-request-data",
        ErrorKind::AlreadyExists => "hub-error-already-exists",
        ErrorKind::Conflict => "hub-error-conflict",
        ErrorKind::OperationNotSupported => "hub-error-not-supported",
        ErrorKind::ResourceNotFound => "hub-error-not-found",
        ErrorKind::TooManyResults => "hub-error-too-many-results",
        ErrorKind::TooComplexQuery => "hub-error-too-complex",
        ErrorKind::LdContextNotAvailable => "hub-error-context",
        ErrorKind::NonexistentTenant => "hub-error-tenant",
        ErrorKind::Forbidden => "hub-error-forbidden",
        ErrorKind::InternalError => "hub-error-internal",
    }
}

/// A JSON reply without a context.
pub fn json(status: u16, body: &Value) -> Response<Body> {
    bytes(status, "application/json", body.to_string().into_bytes())
}

/// A reply of these bytes.
pub fn bytes(status: u16, media: &'static str, body: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    response
}

/// A reply without a body.
pub fn empty(status: u16) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response
}

/// 201 with the place of what was made.
pub fn created(location: &str) -> Response<Body> {
    let mut response = empty(201);
    if let Ok(value) = HeaderValue::from_str(location) {
        response.headers_mut().insert(header::LOCATION, value);
    }
    response
}

/// Says in a Link header which context a JSON reply was compacted with (clause 6.3.5).
///
/// # Errors
/// Those of the store, where the context must be kept before a URL can name it.
pub async fn link_context(response: &mut Response<Body>, call: &Call, context: &Context) -> Fallible<()> {
    let kept;
    let url = match context.link() {
        Some(url) => url,
        None => {
            kept = crate::contexts::implicit(call, context.source()).await?;
            &kept
        }
    };
    let link = format!("<{url}>; rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\"");
    if let Ok(value) = HeaderValue::from_str(&link) {
        response.headers_mut().append(header::LINK, value);
    }
    Ok(())
}

/// Tells how many results there are in all.
pub fn count(response: &mut Response<Body>, count: u64) {
    response.headers_mut().insert("ngsild-results-count", HeaderValue::from(count));
}
