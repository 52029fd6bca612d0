//! Values of attributes (`q`, clause 4.9): the tree of a query, and what the store may ask about it.

mod eval;
mod literal;
mod parse;
#[cfg(test)]
mod tests;

use crate::model::{Attrs, Entity};
use crate::time::Timestamp;

pub use eval::{Linked, Subject};
pub use literal::{Literal, Pattern};

/// A query over attribute values.
#[derive(Clone, PartialEq, Debug)]
pub struct Q {
    /// The terms and how they are combined.
    pub tree: Tree,
}

/// Terms and how they are combined.
#[derive(Clone, PartialEq, Debug)]
pub enum Tree {
    /// `;`
    All(Vec<Tree>),
    /// `|`
    Any(Vec<Tree>),
    /// `!`: there is no such attribute (an addition to the standard's grammar that brokers share).
    Not(Box<Tree>),
    /// One term.
    Term(Term),
}

/// A path and what must hold of the values it leads to.
#[derive(Clone, PartialEq, Debug)]
pub struct Term {
    /// Where the values are.
    pub path: Path,
    /// What must hold of at least one of them.
    pub test: Test,
}

/// Where values are.
#[derive(Clone, PartialEq, Debug)]
pub struct Path {
    /// Attribute, attribute of the attribute …
    pub names: Vec<Name>,
    /// `[a.b]`: members of the value, a language or `*`.
    pub members: Vec<String>,
    /// `{…}`: the path goes on in the entities that the relationship points to, of these (expanded) types where given.
    pub linked: Option<(Vec<String>, Box<Path>)>,
}

/// A name in a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Name {
    /// As it was written.
    pub term: String,
    /// Expanded.
    pub full: String,
}

/// What must hold of a value.
#[derive(Clone, PartialEq, Debug)]
pub enum Test {
    /// It is there.
    Exists,
    /// One value, with any operator.
    Compare(Compare, Literal),
    /// `==` one of these values.
    In(Vec<Literal>),
    /// `!=` all of these values.
    NotIn(Vec<Literal>),
    /// `==` from … to, both included.
    Within(Literal, Literal),
    /// `!=` from … to.
    Outside(Literal, Literal),
    /// `~=`
    Like(Pattern),
    /// `!~=`
    Unlike(Pattern),
}

/// Operators that take one value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Compare {
    /// `==`
    Equal,
    /// `!=`
    Unequal,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
}

/// How a query is to be read.
#[derive(Clone, Copy, Default)]
pub struct QOptions<'a> {
    /// Terms of attributes whose values in the query are terms to be expanded (`expandValues`).
    pub expand_values: &'a [&'a str],
    /// Terms of attributes whose values are plain JSON (`jsonKeys`). Values are kept as they were given, never expanded, so
    /// that this changes nothing here.
    pub json_keys: &'a [&'a str],
    /// The parameter that errors name; `q` where empty.
    pub field: &'static str,
}

/// A condition that every matching entity meets and that an index can serve.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Conjunct<'q> {
    /// Expanded name of an attribute of the entity itself.
    pub attr: &'q str,
    /// What must hold of the value of one of its instances.
    pub test: &'q Test,
}

impl Q {
    /// The terms at the top that all must hold and that speak of a plain attribute: no path below it, no member, no
    /// linked entity, no system member. Everything else has to be checked with [`Q::matches`] afterwards.
    pub fn conjuncts(&self) -> Vec<Conjunct<'_>> {
        let mut found = Vec::new();
        collect(&self.tree, &mut found);
        found
    }

    /// The conjuncts are the whole query: an index that serves them all need not be followed by a check.
    pub fn simple(&self) -> bool {
        fn simple(tree: &Tree) -> bool {
            match tree {
                Tree::Term(term) => term.path.plain().is_some(),
                Tree::All(all) => all.iter().all(simple),
                Tree::Any(_) | Tree::Not(_) => false,
            }
        }
        simple(&self.tree)
    }

    /// Expanded names of the attributes of the entity itself that the query speaks of, each once; members that the
    /// broker sets are left out. Empty: the query alone is too wide (clause 5.7.2.4).
    pub fn attributes(&self) -> Vec<&str> {
        let mut found = Vec::new();
        walk(&self.tree, &mut |term| {
            if let Some(name) = term.path.names.first()
                && !name.system()
                && !found.contains(&name.full.as_str())
            {
                found.push(name.full.as_str());
            }
        });
        found
    }

    /// Over how many relationships the longest path goes; to be compared with `joinLevel` (clause 5.7.2.4).
    pub fn link_depth(&self) -> usize {
        let mut deepest = 0;
        walk(&self.tree, &mut |term| deepest = deepest.max(term.path.link_depth()));
        deepest
    }

    /// Whether an entity matches; `linked` finds the entity that a relationship points to.
    pub fn matches(&self, entity: &Entity, linked: Linked<'_>) -> bool {
        self.holds(&Subject::of(entity), linked)
    }
}

impl Path {
    fn plain(&self) -> Option<&str> {
        match self.names.as_slice() {
            [name] if self.members.is_empty() && self.linked.is_none() && !name.system() => Some(&name.full),
            _ => None,
        }
    }

    fn link_depth(&self) -> usize {
        self.linked.as_ref().map_or(0, |(_, path)| 1 + path.link_depth())
    }
}

impl Name {
    /// A member that the broker sets or that is no attribute (clauses 4.8 and 4.5.1).
    pub fn system(&self) -> bool {
        const SYSTEM: [&str; 6] =
            ["createdAt", "modifiedAt", "deletedAt", "expiresAt", "observedAt", "datasetId"];
        const CORE: [&str; 5] = ["id", "type", "scope", "@id", "@type"];
        SYSTEM.contains(&self.core()) || CORE.contains(&self.term.as_str())
    }

    /// Its name in the core vocabulary, or as it was written.
    pub(in crate::query) fn core(&self) -> &str {
        self.full.strip_prefix("https://uri.etsi.org/ngsi-ld/").unwrap_or(&self.term)
    }
}

fn collect<'q>(tree: &'q Tree, found: &mut Vec<Conjunct<'q>>) {
    match tree {
        Tree::All(all) => all.iter().for_each(|tree| collect(tree, found)),
        Tree::Term(Term { path, test }) => found.extend(path.plain().map(|attr| Conjunct { attr, test })),
        Tree::Any(_) | Tree::Not(_) => {}
    }
}

fn walk<'q>(tree: &'q Tree, visit: &mut dyn FnMut(&'q Term)) {
    match tree {
        Tree::All(all) | Tree::Any(all) => all.iter().for_each(|tree| walk(tree, visit)),
        Tree::Not(tree) => walk(tree, visit),
        Tree::Term(term) => visit(term),
    }
}

impl<'a> Subject<'a> {
    /// An entity as it is now.
    pub fn of(entity: &'a Entity) -> Subject<'a> {
        Subject {
            id: &entity.id,
            types: &entity.types,
            scopes: entity.scopes.as_deref().unwrap_or_default(),
            attrs: &entity.attrs,
            times: [entity.created_at, entity.modified_at, entity.deleted_at, entity.expires_at],
        }
    }

    /// Attributes alone, such as the instances of a time window.
    pub fn from_attrs(
        id: &'a str,
        types: &'a [String],
        scopes: &'a [String],
        attrs: &'a Attrs,
    ) -> Subject<'a> {
        Subject { id, types, scopes, attrs, times: [None::<Timestamp>; 4] }
    }
}
