//! The same write sent twice under one `Idempotency-Key` is done once: the first answer is kept in the transaction of
//! the act, and given again. Every write of the API goes through here.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use qipan_kernel::{Context, Failure, IdSource, Outcome};
use qipan_store::Tx;
use serde::Serialize;

use super::call::Call;
use super::once_store::{earlier, keep};

/// Name of the header.
pub const KEY_HEADER: &str = "Idempotency-Key";
/// Longest key.
const KEY_MAX: usize = 200;

/// What an act of the API is given.
pub struct Acting<'a, 'c> {
    /// The act's transaction.
    pub tx: &'a mut Tx<'c>,
    /// Who acts and when.
    pub context: &'a Context,
    /// Gives out identifiers.
    pub ids: &'a IdSource,
}

/// Runs an act of the API and answers with its result as JSON.
///
/// # Errors
/// `idempotency-key-bad`, `idempotency-key-reused`; what the act refuses.
pub async fn once<T: Serialize>(
    call: &Call,
    status: StatusCode,
    run: impl Fn(Acting<'_, '_>) -> Outcome<T> + Send + 'static,
) -> Outcome<Response> {
    let answer = once_apart(call, status, move |acting| {
        let value = run(acting)?;
        let body = serde_json::to_string(&value).map_err(Failure::internal)?;
        Ok((body.clone(), body))
    });
    answer.await
}

/// As [`once`], for an answer that holds a secret: `run` gives what is answered now, and what is kept and answered when
/// the write is sent again, which must not hold it.
///
/// # Errors
/// As [`once`].
pub async fn once_apart(
    call: &Call,
    status: StatusCode,
    run: impl Fn(Acting<'_, '_>) -> Outcome<(String, String)> + Send + 'static,
) -> Outcome<Response> {
    let context = call.context()?.clone();
    let (key, digest, ids) = (key(&call.headers)?, fingerprint(call), call.site.ids.clone());
    let (status, body) = call
        .write(move |tx| {
            if let Some(key) = &key
                && let Some(before) = earlier(tx, &context, key, &digest)?
            {
                return Ok(before);
            }
            let (now, kept) = run(Acting { tx, context: &context, ids: &ids })?;
            if let Some(key) = &key {
                keep(tx, &context, key, &digest, (status, &kept))?;
            }
            Ok((status, now))
        })
        .await?;
    Ok(json(status, body))
}

/// As [`once`], for work that is no single transaction and does no harm when it is done twice (reading files in): the
/// answer is kept after it.
///
/// # Errors
/// As [`once`].
pub async fn once_after<T: Serialize>(
    call: &Call,
    work: impl Future<Output = Outcome<(StatusCode, T)>>,
) -> Outcome<Response> {
    let context = call.context()?.clone();
    let digest = fingerprint(call);
    let Some(key) = key(&call.headers)? else {
        let (status, value) = work.await?;
        return call.answer_with(status, &value);
    };
    let (who, wanted) = (context.clone(), key.clone());
    if let Some((status, body)) = call.read(move |tx| earlier(tx, &who, &wanted, &digest)).await? {
        return Ok(json(status, body));
    }
    let (status, value) = work.await?;
    let body = serde_json::to_string(&value).map_err(Failure::internal)?;
    let kept = body.clone();
    call.write(move |tx| match earlier(tx, &context, &key, &digest)? {
        None => keep(tx, &context, &key, &digest, (status, &kept)),
        Some(_) => Ok(()),
    })
    .await?;
    Ok(json(status, body))
}

fn json(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

fn key(headers: &HeaderMap) -> Outcome<Option<String>> {
    let Some(value) = headers.get(KEY_HEADER) else { return Ok(None) };
    match value.to_str() {
        Ok(text) if !text.is_empty() && text.len() <= KEY_MAX => Ok(Some(text.to_owned())),
        _ => Err(Failure::invalid("idempotency-key-bad").at(KEY_HEADER)),
    }
}

/// What the request is: its path, its body, its files. Under the installation's key: a body may hold a password.
fn fingerprint(call: &Call) -> [u8; 32] {
    let mut parts: Vec<&[u8]> = vec![call.view.path.as_bytes(), &call.body];
    for (name, value) in call.form.pairs() {
        parts.extend([name.as_bytes(), value.as_bytes()]);
    }
    for upload in &call.uploads {
        parts.extend([upload.name.as_bytes(), &upload.bytes]);
    }
    call.site.vault.digest(&parts)
}
