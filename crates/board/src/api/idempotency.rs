//! The same write sent twice under one `Idempotency-Key` is done once: the first answer is kept in the transaction of
//! the act, and given again.

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use qipan_accounts::http::Call;
use qipan_kernel::{Failure, Outcome};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::idempotency_store::{earlier, keep};
use crate::board::Board;
use crate::commitments::commands::Acting;

/// Longest key.
const KEY_MAX: usize = 200;

/// Runs an act of the API and answers with its result as JSON.
pub(super) async fn once<T: Serialize>(
    call: &Call,
    status: StatusCode,
    run: impl Fn(&mut Acting<'_, '_>) -> Outcome<T> + Send + 'static,
) -> Outcome<Response> {
    let context = call.context()?.clone();
    let key = key(&call.headers)?;
    let digest = fingerprint(call);
    let (ids, book) = (call.site.ids.clone(), call.site.part::<Board>().book());
    let (status, body) = call
        .write(move |tx| {
            if let Some(key) = &key
                && let Some(before) = earlier(tx, &context, key, &digest)?
            {
                return Ok(before);
            }
            let value = run(&mut Acting { tx, context: &context, ids: &ids, book: &book })?;
            let body = serde_json::to_string(&value).map_err(Failure::internal)?;
            if let Some(key) = &key {
                keep(tx, &context, key, &digest, (status, &body))?;
            }
            Ok((status, body))
        })
        .await?;
    Response::builder()
        .status(status)
        .header("content-type", "application/json")
        .body(body.into())
        .map_err(Failure::internal)
}

fn key(headers: &HeaderMap) -> Outcome<Option<String>> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    match value.to_str() {
        Ok(text) if !text.is_empty() && text.len() <= KEY_MAX => Ok(Some(text.to_owned())),
        _ => Err(Failure::invalid("idempotency-key-bad").at("Idempotency-Key")),
    }
}

fn fingerprint(call: &Call) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(call.view.path.as_bytes());
    digest.update([0]);
    digest.update(&call.body);
    digest.finalize().into()
}
