//! A call, read and checked as far as all resources have it in common (clause 6.3).

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::Request;
use axum::http::{HeaderMap, Method, header};
use percent_encoding::percent_decode_str;
use qipan_accounts::http::{Credential, Site};
use qipan_kernel::Actor;
use qipan_ngsild::context::Context;
use qipan_ngsild::{Error, Fallible, Timestamp};
use serde_json::Value;

use super::ROOT;
use super::reply::{Accept, NO_TOKEN, Refusal};
use crate::hub::Hub;
use crate::log::Trace;
use crate::rights::Rights;

/// Query parameters, in the order given.
#[derive(Clone, Default, Debug)]
pub struct Params(Vec<(String, String)>);

impl Params {
    fn parse(query: &str) -> Fallible<Params> {
        let mut all: Vec<(String, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if all.iter().any(|(known, _)| *known == name) {
                return Err(Error::invalid("hub-parameter-twice").at(name));
            }
            all.push((name.into_owned(), value.into_owned()));
        }
        Ok(Params(all))
    }

    /// A parameter that is there and not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
            .filter(|v| !v.is_empty())
    }

    /// Whether a parameter is there, even empty.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// The parts of a parameter that is a list with commas.
    pub fn list(&self, name: &str) -> Vec<&str> {
        self.get(name)
            .map_or_else(Vec::new, |list| list.split(',').map(str::trim).filter(|v| !v.is_empty()).collect())
    }

    /// A parameter that is `true` or `false`.
    pub fn flag(&self, name: &str) -> Fallible<bool> {
        match self.get(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(other) => Err(Error::bad("hub-parameter-not-boolean").with("value", other).at(name)),
        }
    }

    /// Whether `options` names this option.
    pub fn option(&self, name: &str) -> bool {
        self.list("options").contains(&name)
    }

    /// A parameter that is a whole number not below zero.
    pub fn number(&self, name: &str) -> Fallible<Option<usize>> {
        let Some(text) = self.get(name) else { return Ok(None) };
        let number =
            text.parse().map_err(|_| Error::bad("hub-parameter-not-number").with("value", text).at(name))?;
        Ok(Some(number))
    }

    /// Every parameter must be one of these.
    pub fn only(&self, allowed: &[&str]) -> Fallible<()> {
        match self.0.iter().find(|(name, _)| !allowed.contains(&name.as_str())) {
            Some((name, _)) => {
                Err(Error::invalid("hub-parameter-unknown").with("name", name.as_str()).at(name))
            }
            None => Ok(()),
        }
    }

    /// The same with these values in place of what was there.
    pub fn with(mut self, more: impl IntoIterator<Item = (&'static str, String)>) -> Params {
        for (name, value) in more {
            self.0.retain(|(known, _)| known != name);
            self.0.push((name.to_owned(), value));
        }
        self
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// What kind of body was sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Body {
    /// None.
    Absent,
    /// `application/json`: a context comes by Link header, if at all.
    Json,
    /// `application/ld+json`: the context is in the body.
    JsonLd,
    /// `application/merge-patch+json`: as `application/json`.
    MergePatch,
}

/// A call of the API.
#[derive(Clone)]
pub struct Call {
    /// The installation.
    pub site: Arc<Site>,
    /// The hub.
    pub hub: Arc<Hub>,
    /// Method.
    pub method: Method,
    /// What follows [`ROOT`], decoded, without empty parts.
    pub path: Vec<String>,
    /// The path as it was sent, for links to other pages.
    pub resource: String,
    /// Query parameters.
    pub params: Params,
    /// Headers.
    pub headers: HeaderMap,
    /// Kind of body.
    pub kind: Body,
    /// The body.
    pub bytes: Bytes,
    /// The tenant, if one is named.
    pub tenant: Option<String>,
    /// Who calls; `None` on an open hub.
    pub actor: Option<Actor>,
    /// What the caller may do.
    pub rights: Arc<Rights>,
    /// What is noted about the call for the log.
    pub trace: Arc<Trace>,
    /// The form of reply that is wanted.
    pub accept: Accept,
    /// The path ended with a slash.
    pub trailing: bool,
    /// When the call came.
    pub now: Timestamp,
}

/// Who calls from inside the program, for a person who looks at a page; comes as an extension of the request, which
/// nobody outside can add.
#[derive(Clone)]
pub struct Insider(pub Actor);

/// Reads a call.
pub async fn read(site: &Arc<Site>, request: Request, trace: &Arc<Trace>) -> Result<Call, Refusal> {
    let hub = site.part::<Arc<Hub>>().clone();
    let (parts, body) = request.into_parts();
    let now = Timestamp::from(site.now());
    let (actor, rights) = match parts.extensions.get::<Insider>() {
        Some(Insider(actor)) => (Some(actor.clone()), Arc::new(Rights::look())),
        None => recognise(site, &hub, &parts.headers)?,
    };
    trace.is(actor.as_ref());
    if hub.options.rate > 0
        && let Some(actor) = &actor
    {
        hub.buckets.take(actor.id, hub.options.rate, site.now()).map_err(Refusal::TooMany)?;
    }
    let writes = matches!(
        parts.method,
        axum::http::Method::POST | axum::http::Method::PATCH | axum::http::Method::PUT
    );
    if writes && !parts.headers.contains_key(header::CONTENT_LENGTH) {
        return Err(Refusal::LengthRequired);
    }
    let tenant = tenant(&parts.headers)?;
    let path = parts.uri.path().strip_prefix(ROOT).unwrap_or_default();
    let trailing = path.len() > 1 && path.ends_with('/');
    let path = path
        .trim_start_matches('/')
        .split('/')
        // A slash at the end is accepted everywhere (clause 6.3.1).
        .take(path.matches('/').count().saturating_sub(usize::from(trailing)).max(1))
        .map(|part| percent_decode_str(part).decode_utf8().map(|text| text.into_owned()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| Error::invalid("hub-path-not-text"))?;
    let resource = parts.uri.path().trim_end_matches('/').to_owned();
    let params = Params::parse(parts.uri.query().unwrap_or_default())?;
    let limit = hub.options.body_limit;
    let bytes = axum::body::to_bytes(body, limit).await.map_err(|_| Refusal::TooLarge(limit))?;
    let accept = Accept::of(&parts.headers);
    Ok(Call {
        site: site.clone(),
        hub,
        method: parts.method,
        path,
        resource,
        params,
        kind: Body::Absent,
        headers: parts.headers,
        bytes,
        tenant,
        actor,
        rights,
        trace: trace.clone(),
        accept,
        trailing,
        now,
    })
}

fn recognise(
    site: &Arc<Site>,
    hub: &Hub,
    headers: &HeaderMap,
) -> Result<(Option<Actor>, Arc<Rights>), Refusal> {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = bearer.and_then(|value| value.strip_prefix("Bearer ")).or_else(|| {
        // FIWARE clients send their token this way.
        headers.get("x-auth-token").and_then(|value| value.to_str().ok())
    });
    match token {
        Some(token) => {
            let found = site
                .recognise(&Credential::Token(token.trim().to_owned()), site.now())
                .map_err(crate::fault)?;
            match found {
                Some(who) if hub.options.open => Ok((Some(who.actor), Arc::new(Rights::all()))),
                Some(who) => {
                    let rights = hub.rights.of(&hub.db, who.actor.id, site.now()).map_err(crate::fault)?;
                    Ok((Some(who.actor), rights))
                }
                None => Err(Refusal::Nobody("failure-token-unknown")),
            }
        }
        None if hub.options.open => Ok((None, Arc::new(Rights::all()))),
        None => Err(Refusal::Nobody(NO_TOKEN)),
    }
}

fn tenant(headers: &HeaderMap) -> Fallible<Option<String>> {
    let Some(value) = headers.get("ngsild-tenant") else { return Ok(None) };
    let name = value.to_str().map_err(|_| Error::bad("hub-tenant-name").at("NGSILD-Tenant"))?.trim();
    if name.is_empty() || name.len() > 128 || name.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(Error::bad("hub-tenant-name").at("NGSILD-Tenant"));
    }
    Ok(Some(name.to_owned()))
}

impl Call {
    /// The pattern of the path, for counters: parts that name a thing are left out.
    pub fn route(&self) -> &'static str {
        match self.path.first().map(String::as_str) {
            Some("entities") if self.path.len() == 1 => "entities",
            Some("entities") if self.path.len() == 2 => "entities/{id}",
            Some("entities") => "entities/{id}/attrs",
            Some("entityOperations") => "entityOperations",
            Some("temporal") => "temporal",
            Some("subscriptions") => "subscriptions",
            Some("csourceRegistrations") => "csourceRegistrations",
            Some("csourceSubscriptions") => "csourceSubscriptions",
            Some("jsonldContexts") => "jsonldContexts",
            Some("types") => "types",
            Some("attributes") => "attributes",
            _ => "other",
        }
    }

    /// Whether the call is to a collection, to which something is added: `POST /entities`.
    pub fn adds(&self) -> bool {
        self.method == Method::POST && self.resource == format!("{ROOT}/entities")
    }

    /// Decides the kind of the body from its header (clause 6.3.4) and refuses others with 415.
    pub fn check_body(&mut self) -> Result<(), Refusal> {
        let given =
            self.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let media = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        self.kind = match media.as_str() {
            "application/json" => Body::Json,
            "application/ld+json" => Body::JsonLd,
            "application/merge-patch+json" if self.method == Method::PATCH => Body::MergePatch,
            _ => return Err(Refusal::MediaType),
        };
        Ok(())
    }

    /// The body as JSON.
    pub fn json(&self) -> Fallible<Value> {
        if self.bytes.is_empty() {
            return Err(Error::invalid("hub-body-empty"));
        }
        let most = self.hub.options.depth_limit;
        if crate::limits::too_deep(&self.bytes, most) {
            return Err(Error::invalid("hub-body-too-deep").with("limit", most));
        }
        let json = serde_json::from_slice(&self.bytes).map_err(|e| {
            Error::invalid("hub-body-not-json").with("line", e.line()).with("column", e.column())
        })?;
        Ok(json)
    }

    /// The tenant's number for a read.
    pub fn read_tenant(&self) -> Fallible<i64> {
        self.hub.tenant(self.tenant.as_deref())
    }

    /// What the caller may read of the house's own entities; `None` where nothing is hidden.
    pub fn readable(&self) -> Option<crate::own::Readable> {
        self.hub.own.readable(self.actor.as_ref())
    }

    /// The tenant's number for a write.
    pub async fn write_tenant(&self) -> Fallible<i64> {
        self.hub.tenant_for_write(self.tenant.as_deref(), self.now).await
    }

    /// The URL in the Link header that names a context (clause 6.3.5).
    pub fn link(&self) -> Fallible<Option<String>> {
        let mut found = None;
        for value in self.headers.get_all(header::LINK) {
            let text = value.to_str().map_err(|_| Error::bad("hub-link-header").at("Link"))?;
            for link in split_links(text) {
                let Some((url, rest)) = link.trim().strip_prefix('<').and_then(|rest| rest.split_once('>'))
                else {
                    return Err(Error::bad("hub-link-header").at("Link"));
                };
                if rest.contains("http://www.w3.org/ns/json-ld#context")
                    && found.replace(url.to_owned()).is_some()
                {
                    return Err(Error::bad("hub-link-twice").at("Link"));
                }
            }
        }
        Ok(found)
    }

    /// The context of a call without a body: by Link header, or the core context.
    pub async fn link_context(&self) -> Fallible<Context> {
        match self.link()? {
            Some(url) => self.context_of(&Value::String(url)).await,
            None => Ok(Context::core()),
        }
    }

    /// The body and its context: in the body of JSON-LD, by Link header with JSON; both at once is an error.
    pub async fn body(&self) -> Fallible<(Value, Context)> {
        let mut json = self.json()?;
        let context = self.take_context(&mut json).await?;
        Ok((json, context))
    }

    /// Takes `@context` out of a JSON object, with the rules of [`Call::body`].
    pub async fn take_context(&self, json: &mut Value) -> Fallible<Context> {
        let inside = json.as_object_mut().and_then(|members| members.remove("@context"));
        match (self.kind, inside, self.link()?) {
            (Body::JsonLd, _, Some(_)) => Err(Error::bad("hub-context-link-with-jsonld").at("Link")),
            (Body::JsonLd, Some(document), None) => self.context_of(&document).await,
            (Body::JsonLd, None, None) => Err(Error::bad("hub-context-missing").at("@context")),
            (_, Some(_), _) => Err(Error::bad("hub-context-in-json").at("@context")),
            (_, None, Some(url)) => self.context_of(&Value::String(url)).await,
            (_, None, None) => Ok(Context::core()),
        }
    }

    /// The context that a document describes, with whatever it refers to loaded.
    pub async fn context_of(&self, document: &Value) -> Fallible<Context> {
        crate::contexts::resolve(self, document).await
    }
}

/// Links of a header: commas inside `<…>` or quotes are part of a link.
fn split_links(text: &str) -> Vec<&str> {
    let (mut links, mut start, mut inside, mut quoted) = (Vec::new(), 0, false, false);
    for (at, c) in text.char_indices() {
        match c {
            '<' if !quoted => inside = true,
            '>' if !quoted => inside = false,
            '"' => quoted = !quoted,
            ',' if !inside && !quoted => {
                links.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    links.push(&text[start..]);
    links
}
