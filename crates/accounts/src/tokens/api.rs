//! Tokens for programs: issuing, listing, revoking.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use qipan_kernel::{Day, Failure, Id, Outcome};
use qipan_store::Tx;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{NewToken, Token, issue, revoke, secret, store};
use crate::access::Act;
use crate::http::{Access, Acting, Call, Doc, Routes, once, once_apart};
use crate::users::api::role;

/// A token to be issued.
#[derive(Deserialize, JsonSchema)]
pub struct TokenIn {
    /// What it is for.
    pub name: String,
    /// A role, as of users.
    pub role: String,
    /// Identifier of the unit; required for the roles of units.
    #[serde(default)]
    pub unit: Option<i64>,
    /// The last day on which it works, `YYYY-MM-DD`; at most 731 days from today.
    #[schemars(with = "String")]
    pub until: Day,
}

/// A token without its secret.
#[derive(Serialize, JsonSchema)]
pub struct TokenOut {
    /// Identifier.
    pub id: i64,
    /// What it is for.
    pub name: String,
    /// Its role.
    pub role: String,
    /// Identifier of its unit.
    pub unit: Option<i64>,
    /// Issued (RFC 3339).
    pub created_at: String,
    /// From when it works no more (RFC 3339).
    pub expires_at: String,
    /// Revoked (RFC 3339).
    pub revoked_at: Option<String>,
    /// Last day of use.
    pub used: Option<String>,
}

impl TokenOut {
    fn of(token: &Token) -> TokenOut {
        TokenOut {
            id: token.id.0,
            name: token.name.clone(),
            role: token.role.as_str().to_owned(),
            unit: token.unit.map(|id| id.0),
            created_at: token.created_at.rfc3339(),
            expires_at: token.expires_at.rfc3339(),
            revoked_at: token.revoked_at.map(|at| at.rfc3339()),
            used: token.used.map(|day| day.to_string()),
        }
    }
}

/// A token that was issued now.
#[derive(Serialize, JsonSchema)]
pub struct TokenMade {
    /// What it is.
    #[serde(flatten)]
    pub token: TokenOut,
    /// The secret; never shown again, also not when this request is sent again under its key.
    pub secret: Option<String>,
}

const TAG: &str = "tokens";

/// Registers the calls.
pub fn routes(routes: &mut Routes) {
    let manage = Access::May(Act::TokenManage);
    let doc = Doc::new("listTokens", TAG, "All tokens, newest first, without their secrets.")
        .gives::<Vec<TokenOut>>();
    routes.api(Method::GET, "/api/v1/tokens", manage, doc, list);
    let doc = Doc::new("issueToken", TAG, "Issues a token; its secret is in this answer only.")
        .takes::<TokenIn>()
        .gives::<TokenMade>()
        .status(201);
    routes.api(Method::POST, "/api/v1/tokens", manage, doc, create);
    let doc = Doc::new("revokeToken", TAG, "Revokes a token at once.").gives::<TokenOut>();
    routes.api(Method::DELETE, "/api/v1/tokens/{id}", manage, doc, take_back);
}

async fn list(call: Call) -> Outcome<Response> {
    let tokens = call.read(store::list).await?;
    call.answer(&tokens.iter().map(TokenOut::of).collect::<Vec<_>>())
}

async fn create(call: Call) -> Outcome<Response> {
    let new: TokenIn = call.json()?;
    let new = NewToken { role: role(&new.role)?, name: new.name, unit: new.unit.map(Id), until: new.until };
    let secret = secret(&mut call.site.chance.clone());
    // The secret is in the first answer only: a kept answer must not hold it.
    once_apart(&call, StatusCode::CREATED, move |Acting { tx, context, ids }| {
        let id = issue(tx, context, ids, &new, &secret)?;
        let text = |value: &TokenMade| serde_json::to_string(value).map_err(Failure::internal);
        let again = TokenMade { token: made(tx, id)?, secret: None };
        let first = TokenMade { token: made(tx, id)?, secret: Some(secret.clone()) };
        Ok((text(&first)?, text(&again)?))
    })
    .await
}

fn made(tx: &mut Tx<'_>, id: Id) -> Outcome<TokenOut> {
    store::get(tx, id)?.map(|token| TokenOut::of(&token)).ok_or_else(Failure::not_found)
}

async fn take_back(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    let answer = once(&call, StatusCode::OK, move |Acting { tx, context, .. }| {
        revoke(tx, context, id)?;
        made(tx, id)
    })
    .await;
    call.site.accounts_changed();
    answer
}
