//! Users for programs. No call gives or takes a hash; a first password is given once, when a user is made.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use qipan_kernel::{Failure, Id, Outcome, Role};
use qipan_store::Tx;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::access::Act;
use crate::http::{Access, Acting, Call, Doc, Routes, once};
use crate::users::{User, UserData, commands, pages, store};

/// What can be stated about a user.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct UserTerms {
    /// Sign-in name.
    pub name: String,
    /// Display name.
    pub display: String,
    /// `administrator`, `supervision`, `unit_handler`, `unit_leader`, `city_leader` or `auditor`.
    pub role: String,
    /// Identifier of the unit; required for the roles of units.
    #[serde(default)]
    pub unit: Option<i64>,
    /// Identifier in the list of people.
    #[serde(default)]
    pub person: Option<i64>,
}

/// The role of a word.
pub(crate) fn role(word: &str) -> Outcome<Role> {
    word.parse().map_err(|_| Failure::invalid("form-not-a-choice").at("role"))
}

impl UserTerms {
    fn into_data(self) -> Outcome<UserData> {
        Ok(UserData {
            role: role(&self.role)?,
            name: self.name,
            display: self.display,
            unit: self.unit.map(Id),
            person: self.person.map(Id),
        })
    }
}

/// A new user.
#[derive(Deserialize, JsonSchema)]
pub struct UserNew {
    /// What is stated.
    #[serde(flatten)]
    pub terms: UserTerms,
    /// First password; it must be changed at the first sign-in.
    pub password: String,
}

/// A user as it shall be.
#[derive(Deserialize, JsonSchema)]
pub struct UserChange {
    /// The version that was seen.
    pub version: i64,
    /// What shall be stated.
    #[serde(flatten)]
    pub terms: UserTerms,
}

/// Whether a user may sign in.
#[derive(Deserialize, JsonSchema)]
pub struct UserState {
    /// The version that was seen.
    pub version: i64,
    /// May not sign in any more; all sessions end.
    pub disabled: bool,
}

/// A user.
#[derive(Serialize, JsonSchema)]
pub struct UserOut {
    /// Identifier.
    pub id: i64,
    /// Number of the version: a change names the one it saw.
    pub version: i64,
    /// What is stated.
    #[serde(flatten)]
    pub terms: UserTerms,
    /// The password must be changed first.
    pub must_change: bool,
    /// A second factor is asked for.
    pub second_factor: bool,
    /// May not sign in.
    pub disabled: bool,
    /// Since when (RFC 3339).
    pub created_at: String,
}

impl UserOut {
    fn of(user: &User) -> UserOut {
        UserOut {
            id: user.id.0,
            version: user.version,
            terms: UserTerms {
                name: user.data.name.clone(),
                display: user.data.display.clone(),
                role: user.data.role.as_str().to_owned(),
                unit: user.data.unit.map(|id| id.0),
                person: user.data.person.map(|id| id.0),
            },
            must_change: user.must_change,
            second_factor: user.totp,
            disabled: user.disabled,
            created_at: user.created_at.rfc3339(),
        }
    }
}

const TAG: &str = "users";

/// Registers the calls.
pub fn routes(routes: &mut Routes) {
    let manage = Access::May(Act::UserManage);
    let doc = Doc::new("listUsers", TAG, "All users by sign-in name.").gives::<Vec<UserOut>>();
    routes.api(Method::GET, "/api/v1/users", manage, doc, list);
    let doc = Doc::new("getUser", TAG, "One user.").gives::<UserOut>();
    routes.api(Method::GET, "/api/v1/users/{id}", manage, doc, get);
    let doc = Doc::new("createUser", TAG, "Enters a user.").takes::<UserNew>().gives::<UserOut>().status(201);
    routes.api(Method::POST, "/api/v1/users", manage, doc, create);
    let doc =
        Doc::new("amendUser", TAG, "Changes names, role and unit.").takes::<UserChange>().gives::<UserOut>();
    routes.api(Method::PUT, "/api/v1/users/{id}", manage, doc, amend);
    let doc =
        Doc::new("setUserState", TAG, "Disables or enables a user.").takes::<UserState>().gives::<UserOut>();
    routes.api(Method::PUT, "/api/v1/users/{id}/state", manage, doc, set_state);
}

async fn list(call: Call) -> Outcome<Response> {
    let users = call.read(store::list).await?;
    call.answer(&users.iter().map(UserOut::of).collect::<Vec<_>>())
}

fn made(tx: &mut Tx<'_>, id: Id) -> Outcome<UserOut> {
    store::get(tx, id)?.map(|user| UserOut::of(&user)).ok_or_else(Failure::not_found)
}

async fn get(call: Call) -> Outcome<Response> {
    let id = call.id("id")?;
    call.answer(&call.read(move |tx| made(tx, id)).await?)
}

async fn create(call: Call) -> Outcome<Response> {
    let new: UserNew = call.json()?;
    let data = new.terms.into_data()?;
    let password = pages::first_password(&call, &data, new.password).await?;
    let answer = once(&call, StatusCode::CREATED, move |Acting { tx, context, ids }| {
        let id = commands::create(tx, context, ids, data.clone(), &password, true)?;
        made(tx, id)
    })
    .await;
    call.site.accounts_changed();
    answer
}

async fn amend(call: Call) -> Outcome<Response> {
    let (id, change) = (call.id("id")?, call.json::<UserChange>()?);
    let (version, data) = (change.version, change.terms.into_data()?);
    let answer = once(&call, StatusCode::OK, move |Acting { tx, context, .. }| {
        commands::amend(tx, context, id, version, data.clone())?;
        made(tx, id)
    })
    .await;
    call.site.accounts_changed();
    answer
}

async fn set_state(call: Call) -> Outcome<Response> {
    let (id, state) = (call.id("id")?, call.json::<UserState>()?);
    let answer = once(&call, StatusCode::OK, move |Acting { tx, context, .. }| {
        commands::disable(tx, context, id, state.version, state.disabled)?;
        made(tx, id)
    })
    .await;
    call.site.accounts_changed();
    answer
}
