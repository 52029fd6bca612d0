//! Failures as answers: a localised page for people, `application/problem+json` (RFC 9457) for programs. This is the
//! only place that turns a failure into a response.

use axum_core::body::Body;
use axum_core::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{self, HeaderMap, HeaderValue};
use maud::{Markup, html};
use qipan_kernel::{Arg, Failure, FailureKind};
use serde_json::{Map, Value, json};

use crate::components::icon;
use crate::lang::{Lang, Words};
use crate::layout::Page;
use crate::view::View;

/// What the other side can read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wants {
    /// A person's browser.
    Html,
    /// A program.
    Json,
}

impl Wants {
    /// Programs ask below `/api/` or `/ngsi-ld/`, or accept JSON and not HTML.
    pub fn of(path: &str, headers: &HeaderMap) -> Wants {
        let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let below =
            |root: &str| path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let json = accept.contains("json") && !accept.contains("text/html");
        if below("/api") || below("/ngsi-ld") || json { Wants::Json } else { Wants::Html }
    }
}

/// The status of a kind of failure.
pub fn status(kind: FailureKind) -> StatusCode {
    match kind {
        FailureKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        FailureKind::Unauthenticated => StatusCode::UNAUTHORIZED,
        FailureKind::Forbidden => StatusCode::FORBIDDEN,
        FailureKind::NotFound => StatusCode::NOT_FOUND,
        FailureKind::Conflict => StatusCode::CONFLICT,
        FailureKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        FailureKind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        FailureKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        FailureKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Keys of the heading and of the advice for a kind.
fn keys(kind: FailureKind) -> (&'static str, &'static str) {
    match kind {
        FailureKind::Invalid => ("failure-title-invalid", "failure-advice-invalid"),
        FailureKind::Unauthenticated => ("failure-title-unauthenticated", "failure-advice-unauthenticated"),
        FailureKind::Forbidden => ("failure-title-forbidden", "failure-advice-forbidden"),
        FailureKind::NotFound => ("failure-title-not-found", "failure-advice-not-found"),
        FailureKind::Conflict => ("failure-title-conflict", "failure-advice-conflict"),
        FailureKind::TooLarge => ("failure-title-too-large", "failure-advice-too-large"),
        FailureKind::TooMany => ("failure-title-too-many", "failure-advice-too-many"),
        FailureKind::Unavailable => ("failure-title-unavailable", "failure-advice-unavailable"),
        FailureKind::Internal => ("failure-title-internal", "failure-advice-internal"),
    }
}

/// The answer to a failed request. `event` is a short id that is also in the log, so that a user can name it;
/// give one for faults of ours. The technical cause is logged here and never shown.
pub fn respond(failure: &Failure, view: &View, wants: Wants, event: Option<&str>) -> Response {
    log(failure, &view.path, event);
    let mut response = match wants {
        Wants::Html => page(failure, view, event).into_response(),
        Wants::Json => problem_response(failure, &view.words, view.lang, event),
    };
    finish(failure, &mut response);
    response
}

/// The answer to a failed request of a program, where there is no view.
pub fn respond_problem(
    failure: &Failure,
    words: &Words,
    lang: Lang,
    path: &str,
    event: Option<&str>,
) -> Response {
    log(failure, path, event);
    let mut response = problem_response(failure, words, lang, event);
    finish(failure, &mut response);
    response
}

fn problem_response(failure: &Failure, words: &Words, lang: Lang, event: Option<&str>) -> Response {
    let mut response = Response::new(Body::from(problem(failure, words, lang, event).to_string()));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if failure.kind == FailureKind::Unauthenticated {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

fn finish(failure: &Failure, response: &mut Response) {
    *response.status_mut() = status(failure.kind);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if matches!(failure.kind, FailureKind::TooMany | FailureKind::Unavailable) {
        // A failure may say how long; otherwise a minute for too many, a few seconds for a busy store.
        let stated = failure.message.args.iter().find_map(|(name, value)| match value {
            Arg::Int(seconds) if name == "seconds" => Some(*seconds),
            _ => None,
        });
        let seconds = stated.unwrap_or(if failure.kind == FailureKind::TooMany { 60 } else { 5 });
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
}

fn log(failure: &Failure, path: &str, event: Option<&str>) {
    let event = event.unwrap_or("-");
    match failure.kind {
        FailureKind::Internal => tracing::error!(event, path, %failure, "a fault of ours"),
        FailureKind::Unavailable => tracing::warn!(event, path, %failure, "unavailable"),
        _ => tracing::debug!(event, path, %failure, "refused"),
    }
}

/// The body of `application/problem+json`: `type`, `title`, `status`, `detail`, and where known `field`,
/// `errors` (every fault of the input) and `instance` (the event).
pub fn problem(failure: &Failure, words: &Words, lang: Lang, event: Option<&str>) -> Value {
    let (title, _) = keys(failure.kind);
    let mut body = Map::new();
    body.insert("type".into(), json!(format!("urn:qipan:problem:{}", failure.message.key)));
    body.insert("title".into(), json!(words.t(lang, title)));
    body.insert("status".into(), json!(status(failure.kind).as_u16()));
    body.insert("detail".into(), json!(words.msg(lang, &failure.message)));
    if let Some(field) = &failure.field {
        body.insert("field".into(), json!(field));
    }
    if failure.field.is_some() || !failure.more.is_empty() {
        let all = std::iter::once(failure).chain(&failure.more);
        let errors: Vec<Value> = all
            .map(|one| {
                let mut error = Map::new();
                error.insert("type".into(), json!(format!("urn:qipan:problem:{}", one.message.key)));
                error.insert("detail".into(), json!(words.msg(lang, &one.message)));
                if let Some(field) = &one.field {
                    error.insert("field".into(), json!(field));
                }
                Value::Object(error)
            })
            .collect();
        body.insert("errors".into(), Value::Array(errors));
    }
    if let Some(event) = event {
        body.insert("instance".into(), json!(format!("urn:qipan:event:{event}")));
    }
    Value::Object(body)
}

/// The page of a failure.
pub fn page(failure: &Failure, view: &View, event: Option<&str>) -> Markup {
    let (title, advice) = keys(failure.kind);
    let status = status(failure.kind);
    let body = html! {
        div class="failure" {
            div class="failure-art" aria-hidden="true" { (icon::goban_corner()) }
            div {
                p class="failure-status" { (status.as_u16()) }
                h1 { (view.t(title)) }
                p class="failure-detail" { (view.m(&failure.message)) }
                @if !failure.more.is_empty() {
                    ul class="failure-more" { @for one in failure.more.iter().take(50) { li { (view.m(&one.message)) } } }
                }
                p { (view.t(advice)) }
                @if let Some(event) = event {
                    p class="quiet" { (view.t("failure-event")) " " code { (event) } }
                }
                p class="actions" {
                    @if failure.kind == FailureKind::Unauthenticated {
                        a class="button primary" href="/sign-in" { (view.t("sign-in")) }
                    } @else {
                        a class="button" href="/" { (view.t("failure-go-home")) }
                    }
                }
            }
        }
    };
    Page::new(view, &view.t(title)).render(body)
}
