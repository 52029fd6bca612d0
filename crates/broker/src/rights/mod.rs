//! What a token may do on the hub: in which tenants, with which types of entities, and which verbs. Pure; rows are in
//! `store`.
//!
//! A token that was given no rights has none. What lies outside its tenants and verbs is refused; entities of other types
//! do not exist for it.

pub mod api;
pub mod store;

use axum::http::Method;
use qipan_kernel::Role;
use qipan_ngsild::query::Types;
use qipan_ngsild::{Entity, Error, ErrorKind, Fallible};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::entities::commands::Decided;
use crate::registrations::model::Registration;

/// What can be allowed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// Retrieve and query entities and their histories.
    Read,
    /// Create, change and delete them.
    Write,
    /// Make and look at subscriptions.
    Subscribe,
    /// Register context sources.
    Register,
}

impl Verb {
    /// All, in the order of lists.
    pub const ALL: [Verb; 4] = [Verb::Read, Verb::Write, Verb::Subscribe, Verb::Register];

    /// The word in the API and in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Verb::Read => "read",
            Verb::Write => "write",
            Verb::Subscribe => "subscribe",
            Verb::Register => "register",
        }
    }

    /// Key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Verb::Read => "hub-verb-read",
            Verb::Write => "hub-verb-write",
            Verb::Subscribe => "hub-verb-subscribe",
            Verb::Register => "hub-verb-register",
        }
    }
}

/// The rights of a token.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Rights {
    /// Names of tenants; the empty name is the default tenant. `null`: all.
    #[serde(default)]
    pub tenants: Option<Vec<String>>,
    /// Expanded names of entity types. `null`: all.
    #[serde(default)]
    pub types: Option<Vec<String>>,
    /// What it may do.
    #[serde(default)]
    pub verbs: Vec<Verb>,
}

/// What a call needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Needs {
    /// Any right at all.
    Any,
    /// This verb.
    Verb(Verb),
    /// A verb by which one tells the hub something: whoever may do that may also give the words it is told in.
    Tell,
}

impl Needs {
    /// What a method on a path (parts after the root) needs.
    pub fn of(method: &Method, path: &[&str]) -> Needs {
        let asks = *method == Method::GET || path.last() == Some(&"query");
        match path.first().copied() {
            _ if *method == Method::OPTIONS => Needs::Any,
            Some("subscriptions" | "csourceSubscriptions") => Needs::Verb(Verb::Subscribe),
            Some("csourceRegistrations") => Needs::Verb(Verb::Register),
            Some("jsonldContexts") if !asks => Needs::Tell,
            Some("jsonldContexts" | "info") => Needs::Any,
            // Who may ask may hold what was found still.
            Some("entityMaps") => Needs::Verb(Verb::Read),
            _ if asks => Needs::Verb(Verb::Read),
            _ => Needs::Verb(Verb::Write),
        }
    }

    /// Whether it changes something.
    pub fn changes(method: &Method, path: &[&str]) -> bool {
        !matches!(*method, Method::GET | Method::OPTIONS | Method::HEAD)
            && path.last() != Some(&"query")
            && path.first() != Some(&"entityMaps")
    }
}

fn type_refused() -> Error {
    Error::new(ErrorKind::Forbidden, "hub-may-not-type")
}

impl Rights {
    /// Every right: of an open hub, and of the program itself.
    pub fn all() -> Rights {
        Rights { tenants: None, types: None, verbs: Verb::ALL.to_vec() }
    }

    /// The right to look at everything: of people who look at the pages of the hub.
    pub fn look() -> Rights {
        let verbs = vec![Verb::Read, Verb::Subscribe, Verb::Register];
        Rights { tenants: None, types: None, verbs }
    }

    /// Requires what a call needs, in this tenant (`None`: the default one).
    ///
    /// # Errors
    /// `Forbidden`, saying which right is missing.
    pub fn require(
        &self,
        role: Option<Role>,
        tenant: Option<&str>,
        method: &Method,
        path: &[&str],
    ) -> Fallible<()> {
        let forbidden = |key| Err(Error::new(ErrorKind::Forbidden, key));
        if self.verbs.is_empty() {
            return forbidden("hub-no-rights");
        }
        let fits = match Needs::of(method, path) {
            Needs::Any => true,
            Needs::Verb(verb) => self.verbs.contains(&verb),
            Needs::Tell => self.verbs.iter().any(|verb| *verb != Verb::Read),
        };
        // Who only looks on changes nothing, here as on the board.
        let looks_on = matches!(role, Some(Role::Auditor | Role::CityLeader));
        if !fits || looks_on && Needs::changes(method, path) {
            return forbidden("hub-may-not");
        }
        let tenant = tenant.unwrap_or_default();
        match &self.tenants {
            Some(tenants) if !tenants.iter().any(|name| name == tenant) => forbidden("hub-may-not-tenant"),
            _ => Ok(()),
        }
    }

    /// Whether an entity of these types is there for it: one type is enough.
    pub fn sees(&self, types: &[String]) -> bool {
        self.types.as_ref().is_none_or(|allowed| types.iter().any(|name| allowed.contains(name)))
    }

    /// Whether an entity of these types may be written: all types must be allowed.
    pub fn covers(&self, types: &[String]) -> bool {
        self.types.as_ref().is_none_or(|allowed| types.iter().all(|name| allowed.contains(name)))
    }

    /// A decision about an entity within the rights: what may not be seen is not there, and what may not be written is
    /// refused, before and after.
    ///
    /// # Errors
    /// `Forbidden`, and those of the decision.
    pub fn within(
        &self,
        there: Option<&Entity>,
        decide: impl FnOnce(Option<&Entity>) -> Fallible<Decided>,
    ) -> Fallible<Decided> {
        if self.types.is_none() {
            return decide(there);
        }
        let seen = there.filter(|entity| self.sees(&entity.types));
        let decided = decide(seen)?;
        let fine = match &decided {
            Decided::Leave(_) => true,
            // A new entity in the place of a hidden one would overwrite it.
            Decided::Keep(entity, _) => {
                there.is_none_or(|entity| self.covers(&entity.types)) && self.covers(&entity.types)
            }
            Decided::Remove(_) => there.is_none_or(|entity| self.covers(&entity.types)),
        };
        if fine { Ok(decided) } else { Err(type_refused()) }
    }

    /// Whether everything that a type selection (expanded) may find is of allowed types; the empty selection is not.
    fn covers_selection(&self, text: &str) -> bool {
        if self.types.is_none() {
            return true;
        }
        let names = Types::parse(text, &|name| Ok(name.to_owned()));
        names.is_ok_and(|types| {
            !types.every() && types.first_names().iter().all(|name| self.sees(&[(*name).to_owned()]))
        })
    }

    /// Whether a subscription tells of allowed types only: `selections` are those of its entities, `joins` whether it
    /// shows what they are linked to.
    pub fn covers_subscription(&self, mut selections: impl Iterator<Item = String>, joins: bool) -> bool {
        if self.types.is_none() {
            return true;
        }
        let mut any = false;
        selections.all(|text| {
            any = true;
            self.covers_selection(&text)
        }) && any
            && !joins
    }

    /// Whether a registration is about allowed types only.
    pub fn covers_registration(&self, registration: &Registration) -> bool {
        self.types.is_none()
            || registration.information.iter().all(|information| {
                !information.entities.is_empty()
                    && information.entities.iter().all(|entity| self.covers(&entity.types))
            })
    }

    /// [`Rights::covers_registration`] as an error.
    pub fn check_registration(&self, registration: &Registration) -> Fallible<()> {
        if self.covers_registration(registration) { Ok(()) } else { Err(type_refused()) }
    }

    /// The error for what is of a type that is not allowed.
    pub fn refused() -> Error {
        type_refused()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rights(verbs: &[Verb], tenants: Option<&[&str]>, types: Option<&[&str]>) -> Rights {
        let owned = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect();
        Rights { tenants: tenants.map(owned), types: types.map(owned), verbs: verbs.to_vec() }
    }

    #[test]
    fn what_a_call_needs() {
        use Verb::*;
        for (method, path, needs) in [
            ("GET", "entities", Needs::Verb(Read)),
            ("POST", "entityOperations/query", Needs::Verb(Read)),
            ("POST", "temporal/entityOperations/query", Needs::Verb(Read)),
            ("GET", "temporal/entities/x", Needs::Verb(Read)),
            ("GET", "types", Needs::Verb(Read)),
            ("POST", "entities", Needs::Verb(Write)),
            ("DELETE", "entities", Needs::Verb(Write)),
            ("POST", "entityOperations/delete", Needs::Verb(Write)),
            ("PATCH", "temporal/entities/x/attrs/y/z", Needs::Verb(Write)),
            ("GET", "subscriptions", Needs::Verb(Subscribe)),
            ("DELETE", "subscriptions/x", Needs::Verb(Subscribe)),
            ("GET", "csourceRegistrations", Needs::Verb(Register)),
            ("POST", "csourceSubscriptions", Needs::Verb(Subscribe)),
            ("GET", "jsonldContexts/x", Needs::Any),
            ("POST", "jsonldContexts", Needs::Tell),
            ("GET", "info/sourceIdentity", Needs::Any),
            ("OPTIONS", "entities", Needs::Any),
        ] {
            let parts: Vec<&str> = path.split('/').collect();
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            assert_eq!(Needs::of(&method, &parts), needs, "{method} {path}");
        }
    }

    #[test]
    fn types_are_seen_by_one_and_written_by_all() {
        let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let one = rights(&Verb::ALL, None, Some(&["A"]));
        for (types, sees, covers) in
            [(&["A"][..], true, true), (&["B"], false, false), (&["A", "B"], true, false)]
        {
            assert_eq!((one.sees(&names(types)), one.covers(&names(types))), (sees, covers), "{types:?}");
        }
        for (selections, joins, expected) in [
            (&["A"][..], false, true),
            (&["A"], true, false),
            (&["A,B"], false, false),
            (&["(A;B)"], false, true),
            (&["*"], false, false),
            (&[], false, false),
            (&["A", "B"], false, false),
        ] {
            let texts = selections.iter().map(|text| (*text).to_owned());
            assert_eq!(one.covers_subscription(texts, joins), expected, "{selections:?} {joins}");
        }
        assert!(Rights::all().covers_subscription(std::iter::empty(), true));
    }

    #[test]
    fn tenants_and_roles() {
        let get = |rights: &Rights, role, tenant: Option<&str>| {
            rights.require(role, tenant, &Method::GET, &["entities"]).err().map(|error| error.message.key)
        };
        let city = rights(&[Verb::Read], Some(&["", "water"]), None);
        assert_eq!(get(&city, None, None), None);
        assert_eq!(get(&city, None, Some("water")), None);
        assert_eq!(get(&city, None, Some("fire")).as_deref(), Some("hub-may-not-tenant"));
        assert_eq!(get(&Rights::default(), None, None).as_deref(), Some("hub-no-rights"));
        let write = |role| Rights::all().require(role, None, &Method::POST, &["entities"]).is_ok();
        assert_eq!(
            [Some(Role::Auditor), Some(Role::CityLeader), Some(Role::Supervision), None].map(write),
            [false, false, true, true]
        );
    }
}
