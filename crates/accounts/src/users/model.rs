//! What a user is.

use qipan_kernel::{Actor, Id, Moment, Role};
use serde::{Deserialize, Serialize};

use crate::units::Units;

/// What can be stated and changed about a user.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UserData {
    /// Sign-in name, in lower case; unique.
    pub name: String,
    /// Name as others see it.
    pub display: String,
    /// Decides what the user may do.
    pub role: Role,
    /// The user's unit; required for the roles of units.
    #[serde(default)]
    pub unit: Option<Id>,
    /// The person in the list of people, where there is one.
    #[serde(default)]
    pub person: Option<Id>,
}

/// A stored user, without any secret.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct User {
    /// Identifier.
    pub id: Id,
    /// Rises with every change of the data or the state.
    pub version: i64,
    /// What can be stated.
    #[serde(flatten)]
    pub data: UserData,
    /// The password was set by somebody else and must be changed first.
    pub must_change: bool,
    /// A second factor is asked for.
    pub totp: bool,
    /// May not sign in any more.
    pub disabled: bool,
    /// Since when.
    pub created_at: Moment,
}

impl User {
    /// The user as an actor, with the reach of the unit.
    pub fn actor(&self, units: &Units) -> Actor {
        actor(self.id, &self.data.display, self.data.role, self.data.unit, units)
    }
}

/// An actor whose reach is the unit and everything below it.
pub fn actor(id: Id, name: &str, role: Role, unit: Option<Id>, units: &Units) -> Actor {
    let scope = unit.map(|unit| units.subtree(unit)).unwrap_or_default();
    Actor { id, name: name.to_owned(), role, unit, scope }
}
