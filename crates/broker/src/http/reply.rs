//! Replies: media types, contexts, problems (clauses 6.3.5 to 6.3.7).

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use qipan_accounts::http::Site;
use qipan_ngsild::context::Context;
use qipan_ngsild::{Error, ErrorKind};
use qipan_web::Lang;
use serde_json::{Value, json};

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
    /// The best form that the Accept header allows; of equally good ones the more specific, then the first named.
    pub fn of(headers: &HeaderMap) -> Accept {
        let mut best: Option<(u32, u8, Accept)> = None;
        let mut named = false;
        for value in headers.get_all(header::ACCEPT) {
            let text = value.to_str().unwrap_or_default();
            for range in text.split(',').map(str::trim).filter(|range| !range.is_empty()) {
                named = true;
                let mut parts = range.split(';').map(str::trim);
                let media = parts.next().unwrap_or_default().to_ascii_lowercase();
                let quality =
                    parts.find_map(|part| part.strip_prefix("q=")).and_then(|q| q.parse::<f32>().ok());
                let quality = (quality.unwrap_or(1.0).clamp(0.0, 1.0) * 1_000.0) as u32;
                let (exact, form) = match media.as_str() {
                    "application/json" => (2, Accept::Json),
                    "application/ld+json" => (2, Accept::JsonLd),
                    "application/geo+json" => (2, Accept::GeoJson),
                    "application/*" => (1, Accept::Json),
                    "*/*" => (0, Accept::Json),
                    _ => continue,
                };
                if quality > 0 && best.is_none_or(|(q, e, _)| (quality, exact) > (q, e)) {
                    best = Some((quality, exact, form));
                }
            }
        }
        match best {
            Some((_, _, form)) => form,
            None if named => Accept::Nothing,
            None => Accept::Json,
        }
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
    /// 429.
    TooMany,
    /// An error type of clause 5.5.2.
    Error(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Refusal {
        Refusal::Error(error)
    }
}

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
        Refusal::TooMany => simple(429, "about:blank", "hub-too-many"),
        Refusal::Error(error) => (error.kind.status(), details(site, lang, error)),
    };
    let mut response = json(status, &body);
    let headers = response.headers_mut();
    if let Refusal::Method(allowed) = refusal {
        headers.insert(header::ALLOW, HeaderValue::from_static(allowed));
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
pub fn link_context(response: &mut Response<Body>, context: &Context) {
    let url = match context.source() {
        Value::String(url) => url.as_str(),
        Value::Array(all) => all.iter().find_map(Value::as_str).unwrap_or(qipan_ngsild::context::CORE_URL),
        _ => qipan_ngsild::context::CORE_URL,
    };
    let link = format!("<{url}>; rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\"");
    if let Ok(value) = HeaderValue::from_str(&link) {
        response.headers_mut().append(header::LINK, value);
    }
}

/// Tells how many results there are in all.
pub fn count(response: &mut Response<Body>, count: u64) {
    response.headers_mut().insert("ngsild-results-count", HeaderValue::from(count));
}
