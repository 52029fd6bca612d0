//! The rights of a token, as calls.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use qipan_accounts::Act;
use qipan_accounts::http::{Access, Acting, Call, Doc, Routes, once};
use qipan_kernel::{Failure, Outcome};

use super::{Rights, store};
use crate::hub::Hub;

const TAG: &str = "tokens";

/// Registers the calls.
pub fn routes(routes: &mut Routes) {
    let manage = Access::May(Act::TokenManage);
    let doc = Doc::new("getHubRights", TAG, "What a token may do on the hub.").gives::<Rights>();
    routes.api(Method::GET, "/api/v1/tokens/{id}/hub-rights", manage, doc, get);
    let doc = Doc::new("setHubRights", TAG, "Gives a token rights on the hub in place of those it has.")
        .takes::<Rights>()
        .gives::<Rights>();
    routes.api(Method::PUT, "/api/v1/tokens/{id}/hub-rights", manage, doc, put);
}

async fn get(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let rights = call
        .read(move |tx| {
            qipan_accounts::tokens::store::get(tx, id)?.ok_or_else(Failure::not_found)?;
            store::get(tx, id)
        })
        .await?;
    call.answer(&rights.unwrap_or_default())
}

async fn put(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let rights: Rights = call.json()?;
    let answer = once(&call, StatusCode::OK, move |Acting { tx, context, .. }| {
        store::set(tx, context, id, &rights)?;
        Ok(rights.clone())
    })
    .await;
    forget(&call);
    answer
}

/// What is remembered of rights is not believed any more.
pub fn forget(call: &Call) {
    if let Some(hub) = call.site.find_part::<std::sync::Arc<Hub>>() {
        hub.rights.forget();
    }
}
