//! The routes: each with its access, its handler and, for the API, its documentation. What is not in this list is not
//! served; what is in it is walked by the access test as every role and as nobody.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{ConnectInfo, Path, Request};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use qipan_kernel::{Context, Failure, FailureKind, Moment, Outcome};
use qipan_web::security::{self, Cookie};
use qipan_web::{Flash, Form, Lang, View, Wants, Who};

use super::call::Call;
use super::input::read_input;
use super::openapi::Doc;
use super::site::{Authenticated, Credential, Site};
use super::{LANG_COOKIE, SESSION_COOKIE};
use crate::access::{self, Act};

/// Who may call a route.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Everybody, signed in or not.
    Public,
    /// Everybody who is signed in.
    SignedIn,
    /// Whose role allows the act; whether the unit allows it too is decided on the thing itself.
    May(Act),
}

type Answer = Pin<Box<dyn Future<Output = Outcome<Response>> + Send>>;
type Handler = Arc<dyn Fn(Call) -> Answer + Send + Sync>;

/// One route.
#[derive(Clone)]
pub struct Route {
    /// GET or POST (and PUT, DELETE in the API).
    pub method: Method,
    /// Pattern, `/commitments/{id}`.
    pub path: &'static str,
    /// Who may call it.
    pub access: Access,
    /// What it does and exchanges, for calls of the API.
    pub doc: Option<Doc>,
    limit: usize,
    handler: Handler,
}

/// Largest body of an ordinary form or call, in bytes.
const FORM_LIMIT: usize = 1024 * 1024;
/// Largest body of a form with files.
const UPLOAD_LIMIT: usize = 64 * 1024 * 1024;

/// The list of routes, built by each crate's `routes` function.
#[derive(Default)]
pub struct Routes(Vec<Route>);

impl Routes {
    fn add<F, A>(&mut self, method: Method, path: &'static str, access: Access, handler: F) -> &mut Route
    where
        F: Fn(Call) -> A + Send + Sync + 'static,
        A: Future<Output = Outcome<Response>> + Send + 'static,
    {
        let handler: Handler = Arc::new(move |call| Box::pin(handler(call)));
        self.0.push(Route { method, path, access, doc: None, limit: FORM_LIMIT, handler });
        let last = self.0.len() - 1;
        &mut self.0[last]
    }

    /// A page.
    pub fn page<F, A>(&mut self, path: &'static str, access: Access, handler: F)
    where
        F: Fn(Call) -> A + Send + Sync + 'static,
        A: Future<Output = Outcome<Response>> + Send + 'static,
    {
        self.add(Method::GET, path, access, handler);
    }

    /// A form's target.
    pub fn form<F, A>(&mut self, path: &'static str, access: Access, handler: F)
    where
        F: Fn(Call) -> A + Send + Sync + 'static,
        A: Future<Output = Outcome<Response>> + Send + 'static,
    {
        self.add(Method::POST, path, access, handler);
    }

    /// The target of a form with files.
    pub fn upload<F, A>(&mut self, path: &'static str, access: Access, handler: F)
    where
        F: Fn(Call) -> A + Send + Sync + 'static,
        A: Future<Output = Outcome<Response>> + Send + 'static,
    {
        self.add(Method::POST, path, access, handler).limit = UPLOAD_LIMIT;
    }

    /// A call of the API, with its documentation.
    pub fn api<F, A>(&mut self, method: Method, path: &'static str, access: Access, doc: Doc, handler: F)
    where
        F: Fn(Call) -> A + Send + Sync + 'static,
        A: Future<Output = Outcome<Response>> + Send + 'static,
    {
        let uploads = ["/evidence", "/documents", "/photos", "/import", "/papers"]
            .iter()
            .any(|end| path.ends_with(end));
        let route = self.add(method, path, access, handler);
        route.doc = Some(doc);
        route.limit = if uploads { UPLOAD_LIMIT } else { FORM_LIMIT };
    }

    /// All routes.
    pub fn list(&self) -> &[Route] {
        &self.0
    }
}

/// The service of `routes`. Pages that nobody answers get the page of a failure, not an empty one.
pub fn router(site: &Arc<Site>, routes: &Routes) -> axum::Router {
    let mut paths: HashMap<&'static str, MethodRouter> = HashMap::new();
    for route in routes.list() {
        let (site, route) = (site.clone(), route.clone());
        let Ok(filter) = MethodFilter::try_from(route.method.clone()) else { continue };
        let path = route.path;
        let known = paths.remove(path).unwrap_or_default();
        let serve = move |Path(params): Path<HashMap<String, String>>, request: Request| {
            let (site, route) = (site.clone(), route.clone());
            async move { serve(site, route, params, request).await }
        };
        paths.insert(path, known.merge(on(filter, serve)));
    }
    let mut router = axum::Router::new();
    for (path, methods) in paths {
        router = router.route(path, methods);
    }
    let site = site.clone();
    router.fallback(move |request: Request| {
        let site = site.clone();
        async move {
            if let Some(asset) = qipan_web::assets::serve(request.uri().path()) {
                return asset;
            }
            // Whoever is signed in keeps the navigation on a page that is not there.
            let now = site.now();
            let who = recognise(&site, &request, now).unwrap_or_default();
            let view = view(&site, &request, who.as_ref(), now);
            let wants = Wants::of(request.uri().path(), request.headers());
            let mut response = qipan_web::failure::respond(&Failure::not_found(), &view, wants, None);
            security::set_headers(response.headers_mut(), site.https);
            response
        }
    })
}

async fn serve(site: Arc<Site>, route: Route, params: HashMap<String, String>, request: Request) -> Response {
    let started = Instant::now();
    let now = site.now();
    let wants = Wants::of(request.uri().path(), request.headers());
    let method = method_name(&route.method);
    let (mut response, flash_shown) = match recognise(&site, &request, now) {
        Ok(who) => {
            let view = view(&site, &request, who.as_ref(), now);
            let flash = view.flash.is_some();
            let answer = answer(&site, &route, params, request, who, view.clone(), wants, now).await;
            (answer.unwrap_or_else(|failure| refuse(&site, &failure, &view, wants, now)), flash)
        }
        Err(failure) => {
            let view = view(&site, &request, None, now);
            (refuse(&site, &failure, &view, wants, now), false)
        }
    };
    // A message is shown once: by the first page after the act.
    if flash_shown && response.status() != StatusCode::SEE_OTHER && wants == Wants::Html {
        let cookie = Cookie::expired(Flash::COOKIE).secure(site.https).build();
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    security::set_headers(response.headers_mut(), site.https);
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(no_store);
    let status = response.status().as_u16();
    let seconds = started.elapsed().as_secs_f64();
    site.metrics.answered(method, route.path, status, seconds);
    tracing::info!(method, route = route.path, status, ms = seconds * 1_000.0, "request");
    response
}

fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "OTHER",
    }
}

fn refuse(site: &Site, failure: &Failure, view: &View, wants: Wants, now: Moment) -> Response {
    if failure.kind == FailureKind::Unauthenticated && wants == Wants::Html {
        let next: String = form_urlencoded::byte_serialize(view.here().as_bytes()).collect();
        if let Ok(to) = HeaderValue::from_str(&format!("/sign-in?next={next}")) {
            return (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response();
        }
    }
    let event = site.ids.next(now).to_string();
    let ours = failure.kind == FailureKind::Internal;
    qipan_web::failure::respond(failure, view, wants, ours.then_some(event.as_str()))
}

fn recognise(site: &Arc<Site>, request: &Request, now: Moment) -> Outcome<Option<Authenticated>> {
    let bearer = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let credential = match bearer.and_then(|value| value.strip_prefix("Bearer ")) {
        Some(token) => Credential::Token(token.trim().to_owned()),
        None => match security::cookie(request.headers(), SESSION_COOKIE) {
            Some(session) => Credential::Session(session.to_owned()),
            None => return Ok(None),
        },
    };
    let found = site.recognise(&credential, now)?;
    if found.is_none() && matches!(credential, Credential::Token(_)) {
        return Err(Failure::new(FailureKind::Unauthenticated, "failure-token-unknown"));
    }
    Ok(found)
}

fn view(site: &Site, request: &Request, who: Option<&Authenticated>, now: Moment) -> View {
    let headers = request.headers();
    let cookie = security::cookie(headers, LANG_COOKIE);
    let accept = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let lang = Lang::choose(cookie, accept);
    let mut view = View::anonymous(site.words.clone(), lang, request.uri().path(), now.day());
    view.query = request.uri().query().unwrap_or_default().to_owned();
    view.flash = security::cookie(headers, Flash::COOKIE).and_then(Flash::decode);
    if let Some(who) = who {
        let unit = who.unit_name.as_ref().map(|(zh, en)| if lang == Lang::Zh { zh } else { en }.clone());
        view.who = Some(Who { name: who.actor.name.clone(), role: who.actor.role, unit });
        let open = site.nav.iter().filter(|(_, act)| access::may(who.actor.role, *act));
        view.nav = open.map(|(item, _)| *item).collect();
    }
    if let Some(session) = security::cookie(headers, SESSION_COOKIE) {
        // The session's own secret signs its forms: nothing to store, and every process can check it.
        view.csrf = security::csrf_token(session.as_bytes(), "form");
    }
    view
}

#[allow(clippy::too_many_arguments)] // the one place where all of a request comes together
async fn answer(
    site: &Arc<Site>,
    route: &Route,
    params: HashMap<String, String>,
    request: Request,
    who: Option<Authenticated>,
    view: View,
    wants: Wants,
    now: Moment,
) -> Outcome<Response> {
    match (route.access, &who) {
        (Access::Public, _) | (Access::SignedIn, Some(_)) => {}
        (_, None) => return Err(Failure::new(FailureKind::Unauthenticated, "failure-unauthenticated")),
        (Access::May(act), Some(who)) => access::require(&who.actor, act)?,
    }
    let (parts, body) = request.into_parts();
    let reads = route.method == Method::GET;
    let (form, uploads, body) =
        if reads { Default::default() } else { read_input(&parts.headers, body, route.limit).await? };
    let session = security::cookie(&parts.headers, SESSION_COOKIE).map(str::to_owned);
    let by_token = parts.headers.contains_key(header::AUTHORIZATION);
    if !reads && !by_token {
        guard(&parts.headers, session.as_deref(), &form)?;
    }
    let query = Form::parse(view.query.as_bytes())?;
    if let Some(doc) = &route.doc {
        known(doc, &query)?;
    }
    let peer = parts.extensions.get::<ConnectInfo<std::net::SocketAddr>>();
    let call = Call {
        site: site.clone(),
        context: who.map(|who| Context { actor: who.actor, now }),
        query,
        peer: peer.map(|info| site.proxies.peer(info.0.ip(), &parts.headers).to_string()).unwrap_or_default(),
        view,
        params,
        form,
        uploads,
        body,
        headers: parts.headers,
        wants,
        session,
    };
    (route.handler)(call).await
}

/// A call of the API asks for nothing that is not described: a filter that is not understood would answer too much.
fn known(doc: &Doc, query: &Form) -> Outcome<()> {
    let Some((name, _)) = query.pairs().find(|(name, _)| doc.query.iter().all(|param| param.name != *name))
    else {
        return Ok(());
    };
    let all: Vec<&str> = doc.query.iter().map(|param| param.name).collect();
    let failure = if all.is_empty() {
        Failure::invalid("query-none")
    } else {
        Failure::invalid("query-unknown").with("known", all.join(", "))
    };
    Err(failure.with("name", name).at(name))
}

/// A write from a browser comes from our own pages: same origin, and with the session's token once there is a session.
fn guard(headers: &axum::http::HeaderMap, session: Option<&str>, form: &Form) -> Outcome<()> {
    if !security::same_origin(headers) {
        return Err(Failure::new(FailureKind::Forbidden, "failure-other-origin"));
    }
    match session {
        Some(session) => {
            let header = headers.get("x-csrf-token").and_then(|value| value.to_str().ok());
            security::csrf_check(session.as_bytes(), "form", header.unwrap_or(form.csrf()))
        }
        None => Ok(()),
    }
}
