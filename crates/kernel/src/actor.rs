//! Who acts. Every read and every act starts from an [`Actor`]; what an actor may do is decided in
//! `qipan_accounts::access` and nowhere else.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::id::Id;
use crate::time::Moment;

/// The role of a user or of a program's token.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the installation: units, users, calendar, rule sets. Does not handle commitments.
    Administrator,
    /// The supervision office (督查室): documents, registering, issuing, reviewing, striking off.
    Supervision,
    /// Handles the commitments of a unit: signs for, reports, hands in evidence.
    UnitHandler,
    /// Leads a unit: what a handler may do, and submits for closing.
    UnitLeader,
    /// Leads the city: sees everything, gives opinions.
    CityLeader,
    /// Sees everything and the journal, changes nothing.
    Auditor,
}

impl Role {
    /// All roles, in the order of lists.
    pub const ALL: [Role; 6] = [
        Role::Administrator,
        Role::Supervision,
        Role::UnitHandler,
        Role::UnitLeader,
        Role::CityLeader,
        Role::Auditor,
    ];

    /// The word in the database, the API and the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Administrator => "administrator",
            Role::Supervision => "supervision",
            Role::UnitHandler => "unit_handler",
            Role::UnitLeader => "unit_leader",
            Role::CityLeader => "city_leader",
            Role::Auditor => "auditor",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = String;
    fn from_str(text: &str) -> Result<Role, String> {
        Role::ALL.into_iter().find(|role| role.as_str() == text).ok_or_else(|| text.to_owned())
    }
}

/// Who acts: a user, a program with a token, or the system itself (jobs, imports at the command line).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Actor {
    /// The user or token; `Id(0)` is the system.
    pub id: Id,
    /// As shown in the journal.
    pub name: String,
    /// Decides which acts are allowed.
    pub role: Role,
    /// The actor's unit; `None` for those who belong to the city as a whole.
    pub unit: Option<Id>,
    /// The actor's unit and all units below it: whose commitments a unit's people may see and handle.
    pub scope: Vec<Id>,
}

impl Actor {
    /// The system: jobs and the command line of whoever operates the machine.
    pub fn system() -> Actor {
        Actor { id: Id(0), name: "system".into(), role: Role::Supervision, unit: None, scope: Vec::new() }
    }

    /// Whoever operates the machine, at its command line: makes units, users and tokens.
    pub fn operator() -> Actor {
        Actor { name: "operator".into(), role: Role::Administrator, ..Actor::system() }
    }
}

/// What every act is given besides its input: who acts and when.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Context {
    /// Who acts.
    pub actor: Actor,
    /// The moment of the act; all its rows and its journal entry carry it.
    pub now: Moment,
}
