//! One request on its way through a handler, with everything the handler needs.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use qipan_kernel::{Actor, Context, Failure, FailureKind, Id, Message, Outcome};
use qipan_store::Tx;
use qipan_web::security::Cookie;
use qipan_web::{Flash, Form, Kept, Markup, View, Wants};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::input::Upload;
use super::part::ReadChain;
use super::site::Site;

/// A request that may be answered: who asks is known, and the route's access has been decided.
pub struct Call {
    /// The installation.
    pub site: Arc<Site>,
    /// What pages are given.
    pub view: View,
    /// Who acts and when; `None` on public routes when nobody is signed in.
    pub context: Option<Context>,
    /// Parameters of the path.
    pub params: HashMap<String, String>,
    /// The query, as a form.
    pub query: Form,
    /// The fields of a form that was sent (urlencoded or multipart).
    pub form: Form,
    /// The files of a multipart form.
    pub uploads: Vec<Upload>,
    /// The raw body, when it was not a form.
    pub body: Bytes,
    /// The request's headers.
    pub headers: HeaderMap,
    /// Page or problem+json.
    pub wants: Wants,
    /// The session cookie, when there is one.
    pub session: Option<String>,
    /// Address of the other side, as far as it is known.
    pub peer: String,
}

impl Call {
    /// Who acts and when.
    ///
    /// # Errors
    /// Unauthenticated, on a public route without a session.
    pub fn context(&self) -> Outcome<&Context> {
        self.context
            .as_ref()
            .ok_or_else(|| Failure::new(FailureKind::Unauthenticated, "failure-unauthenticated"))
    }

    /// Who acts.
    pub fn actor(&self) -> Outcome<&Actor> {
        self.context().map(|context| &context.actor)
    }

    /// An identifier in the path; one that cannot be read is of nothing.
    pub fn id(&self, name: &str) -> Outcome<Id> {
        self.params.get(name).and_then(|text| text.parse().ok()).ok_or_else(Failure::not_found)
    }

    /// A text in the path.
    pub fn param(&self, name: &str) -> &str {
        self.params.get(name).map_or("", String::as_str)
    }

    /// The JSON body.
    ///
    /// # Errors
    /// `request-not-json` with the place and the reason.
    pub fn json<T: DeserializeOwned>(&self) -> Outcome<T> {
        serde_json::from_slice(&self.body)
            .map_err(|e| Failure::invalid("request-not-json").with("reason", e.to_string()).at("body"))
    }

    /// A read in the store, off the asynchronous threads.
    pub async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut Tx<'_>) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        self.site.db.read(read).await
    }

    /// One act in the store: answered when it is durable.
    pub async fn write<T: Send + 'static>(
        &self,
        act: impl FnMut(&mut Tx<'_>) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        self.site.db.write(act).await
    }

    /// What the parts of the program know of a subject: readers of the chains in which it stands, for [`Call::read`].
    ///
    /// # Errors
    /// What a part fails with before it reads.
    pub fn chains(&self, subject: &str, id: Id) -> Outcome<Vec<ReadChain>> {
        self.site.chains.iter().filter(|one| one.subject == subject).map(|one| (one.of)(self, id)).collect()
    }

    /// A page.
    pub fn page(&self, markup: Markup) -> Outcome<Response> {
        Ok(markup.into_response())
    }

    /// A page that keeps what was typed and says what is wrong with it.
    pub fn refused(&self, failure: &Failure, markup: Markup) -> Outcome<Response> {
        Ok((qipan_web::failure::status(failure.kind), markup).into_response())
    }

    /// Answers a form that was refused: where the one who typed can put it right, the page that `again` makes of what was
    /// typed and what is wrong with it; otherwise the failure goes on to a page of its own.
    ///
    /// # Errors
    /// A failure that nobody can mend at the form; what making the page fails with.
    pub async fn again(
        &self,
        failure: Failure,
        again: impl AsyncFnOnce(Kept) -> Outcome<Markup>,
    ) -> Outcome<Response> {
        if !failure.is_mendable() {
            return Err(failure);
        }
        let page = again(Kept::refused(&self.form, &failure)).await?;
        self.refused(&failure, page)
    }

    /// After an act: goes on to `to` and says there that it is done.
    pub fn done(&self, to: &str, message: Message) -> Outcome<Response> {
        let mut response = self.redirect(to)?;
        let cookie =
            Cookie::new(Flash::COOKIE, Flash::done(message).encode()).max_age(60).secure(self.site.https);
        response.headers_mut().append(header::SET_COOKIE, cookie.build());
        Ok(response)
    }

    /// Goes on to a path of this site.
    pub fn redirect(&self, to: &str) -> Outcome<Response> {
        let place = HeaderValue::from_str(qipan_web::security::local_path(to)).map_err(Failure::internal)?;
        Ok((StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response())
    }

    /// JSON.
    pub fn answer<T: Serialize>(&self, value: &T) -> Outcome<Response> {
        self.answer_with(StatusCode::OK, value)
    }

    /// JSON with another status than 200.
    pub fn answer_with<T: Serialize>(&self, status: StatusCode, value: &T) -> Outcome<Response> {
        let body = serde_json::to_vec(value).map_err(Failure::internal)?;
        Ok((status, [(header::CONTENT_TYPE, "application/json")], body).into_response())
    }

    /// A file to save, under a name that any alphabet may be in (RFC 6266, RFC 5987).
    pub fn file(&self, name: &str, media_type: &'static str, bytes: Vec<u8>) -> Outcome<Response> {
        let mut encoded = String::new();
        for byte in name.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
                encoded.push(byte as char);
            } else {
                encoded.push_str(&format!("%{byte:02X}"));
            }
        }
        let disposition = format!("attachment; filename*=UTF-8''{encoded}");
        Ok(([(header::CONTENT_TYPE, media_type), (header::CONTENT_DISPOSITION, disposition.as_str())], bytes)
            .into_response())
    }
}
