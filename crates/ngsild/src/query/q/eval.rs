//! Whether an entity matches a query.

use std::cmp::Ordering;
use std::sync::Arc;

use serde_json::Value;

use super::{Compare, Literal, Name, Path, Pattern, Q, Term, Test, Tree};
use crate::model::{Attr, Attrs, Entity, Kind};
use crate::time::Timestamp;

/// Finds the entity that a relationship points to.
pub type Linked<'a> = &'a dyn Fn(&str) -> Option<Arc<Entity>>;

/// What is asked whether it matches.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    pub(super) id: &'a str,
    pub(super) types: &'a [String],
    pub(super) scopes: &'a [String],
    pub(super) attrs: &'a Attrs,
    /// `createdAt`, `modifiedAt`, `deletedAt`, `expiresAt`.
    pub(super) times: [Option<Timestamp>; 4],
}

/// A value that a path leads to.
enum Target<'a> {
    /// The value of a property, or a member of it.
    Value(&'a Value),
    /// One URI or an array of them.
    Uris(&'a Value),
    /// Several values of which any may match: those of a `languageMap`.
    Texts(Vec<&'a str>),
    /// A time that the broker or the source set.
    Time(Timestamp),
}

impl Q {
    /// Whether these attributes match; see [`Q::matches`].
    pub fn holds(&self, subject: &Subject<'_>, linked: Linked<'_>) -> bool {
        tree(&self.tree, subject, linked)
    }
}

fn tree(node: &Tree, subject: &Subject<'_>, linked: Linked<'_>) -> bool {
    match node {
        Tree::All(all) => all.iter().all(|node| tree(node, subject, linked)),
        Tree::Any(any) => any.iter().any(|node| tree(node, subject, linked)),
        Tree::Not(node) => !tree(node, subject, linked),
        Tree::Term(Term { path, test }) => visit(path, subject, linked, &|target| holds(test, target)),
    }
}

type Check<'c> = &'c dyn Fn(&Target<'_>) -> bool;

fn visit(path: &Path, subject: &Subject<'_>, linked: Linked<'_>, check: Check<'_>) -> bool {
    let Some((first, rest)) = path.names.split_first() else { return false };
    if first.system() {
        return path.linked.is_none()
            && path.members.is_empty()
            && rest.is_empty()
            && own(first, subject, check);
    }
    let instances = subject.attrs.get(&first.full).map(Vec::as_slice).unwrap_or_default();
    instances.iter().any(|attr| descend(attr, rest, path, linked, check))
}

/// A member of the entity that is no attribute.
fn own(name: &Name, subject: &Subject<'_>, check: Check<'_>) -> bool {
    let texts =
        |all: &[String]| !all.is_empty() && check(&Target::Texts(all.iter().map(String::as_str).collect()));
    let time = |at: Option<Timestamp>| at.is_some_and(|at| check(&Target::Time(at)));
    match name.core() {
        "id" | "@id" => check(&Target::Texts(vec![subject.id])),
        "type" | "@type" => texts(subject.types),
        "scope" => texts(subject.scopes),
        "createdAt" => time(subject.times[0]),
        "modifiedAt" => time(subject.times[1]),
        "deletedAt" => time(subject.times[2]),
        "expiresAt" => time(subject.times[3]),
        _ => false,
    }
}

fn descend(attr: &Attr, rest: &[Name], path: &Path, linked: Linked<'_>, check: Check<'_>) -> bool {
    let Some((name, deeper)) = rest.split_first() else { return arrive(attr, path, linked, check) };
    let last = deeper.is_empty() && path.members.is_empty() && path.linked.is_none();
    let time = |at: Option<Timestamp>| last && at.is_some_and(|at| check(&Target::Time(at)));
    let text =
        |text: Option<&String>| last && text.is_some_and(|text| check(&Target::Texts(vec![text.as_str()])));
    match name.core() {
        "observedAt" => time(attr.observed_at),
        "createdAt" => time(attr.created_at),
        "modifiedAt" => time(attr.modified_at),
        "deletedAt" => time(attr.deleted_at),
        "expiresAt" => time(attr.expires_at),
        "unitCode" => text(attr.unit_code.as_ref()),
        "datasetId" => text(attr.dataset_id.as_ref()),
        "instanceId" => text(attr.instance_id.as_ref()),
        "valueType" => text(attr.value_type.as_ref()),
        "objectType" => {
            let types = attr.object_types.iter().map(String::as_str).collect::<Vec<_>>();
            last && !types.is_empty() && check(&Target::Texts(types))
        }
        _ => {
            let instances = attr.sub.get(&name.full).map(Vec::as_slice).unwrap_or_default();
            instances.iter().any(|attr| descend(attr, deeper, path, linked, check))
        }
    }
}

fn arrive(attr: &Attr, path: &Path, linked: Linked<'_>, check: Check<'_>) -> bool {
    if let Some((types, path)) = &path.linked {
        return uris(attr).any(|uri| {
            linked(uri).is_some_and(|entity| {
                let meant = types.is_empty() || types.iter().any(|name| entity.types.contains(name));
                meant && visit(path, &Subject::of(&entity), linked, check)
            })
        });
    }
    match attr.kind {
        Kind::LanguageProperty => {
            let Value::Object(map) = &attr.value else { return false };
            let wanted = path.members.first().map_or("*", String::as_str);
            let meant = map.iter().filter(|(tag, _)| wanted == "*" || tag.eq_ignore_ascii_case(wanted));
            let texts: Vec<&str> = meant.flat_map(|(_, value)| texts(value)).collect();
            path.members.len() <= 1 && !texts.is_empty() && check(&Target::Texts(texts))
        }
        Kind::Relationship | Kind::ListRelationship | Kind::VocabProperty => {
            path.members.is_empty() && check(&Target::Uris(&attr.value))
        }
        Kind::Partial | Kind::Deletion => false,
        Kind::Property | Kind::GeoProperty | Kind::JsonProperty | Kind::ListProperty => {
            // A member that is not there is as if the attribute were not there (clause 4.9).
            let member = path.members.iter().try_fold(&attr.value, |value, name| value.get(name));
            member.is_some_and(|value| check(&Target::Value(value)))
        }
    }
}

fn uris(attr: &Attr) -> impl Iterator<Item = &str> {
    let relationship = matches!(attr.kind, Kind::Relationship | Kind::ListRelationship);
    relationship.then(|| texts(&attr.value)).into_iter().flatten()
}

/// The string, or the strings of the array.
fn texts(value: &Value) -> impl Iterator<Item = &str> {
    let all = match value {
        Value::Array(all) => all.as_slice(),
        one => std::slice::from_ref(one),
    };
    all.iter().filter_map(Value::as_str)
}

fn holds(test: &Test, target: &Target<'_>) -> bool {
    match test {
        Test::Exists => true,
        Test::Compare(Compare::Equal, literal) => equals(literal, target),
        Test::Compare(Compare::Unequal, literal) => !equals(literal, target),
        Test::In(literals) => literals.iter().any(|literal| equals(literal, target)),
        Test::NotIn(literals) => !literals.iter().any(|literal| equals(literal, target)),
        Test::Compare(operator, literal) => {
            let fits = |order: Ordering| match operator {
                Compare::Greater => order.is_gt(),
                Compare::GreaterOrEqual => order.is_ge(),
                Compare::Less => order.is_lt(),
                Compare::LessOrEqual => order.is_le(),
                Compare::Equal | Compare::Unequal => false,
            };
            each(target, &|order_of| order_of(literal).is_some_and(fits))
        }
        Test::Within(from, to) => within(from, to, target),
        Test::Outside(from, to) => !within(from, to, target),
        Test::Like(pattern) => like(pattern, target),
        Test::Unlike(pattern) => match target {
            Target::Value(Value::String(text)) => !pattern.is_match(text),
            Target::Texts(texts) => !texts.iter().any(|text| pattern.is_match(text)),
            // Another type than a string does not match, nor does a relationship with this operator.
            _ => false,
        },
    }
}

/// Identical, or one of the elements of an array.
fn equals(literal: &Literal, target: &Target<'_>) -> bool {
    match target {
        Target::Value(Value::Array(all)) => {
            all.iter().any(|one| literal.order_of(one).is_some_and(Ordering::is_eq))
        }
        Target::Value(value) => literal.order_of(value).is_some_and(Ordering::is_eq),
        Target::Uris(value) => literal.text().is_some_and(|text| texts(value).any(|uri| uri == text)),
        Target::Texts(texts) => {
            texts.iter().any(|text| literal.order_of_text(text).is_some_and(Ordering::is_eq))
        }
        Target::Time(time) => literal.order_of_time(*time).is_some_and(Ordering::is_eq),
    }
}

/// How a value stands to a literal.
type OrderOf<'v> = &'v dyn Fn(&Literal) -> Option<Ordering>;

/// Any single value of the target passes; relationships have no order.
fn each(target: &Target<'_>, passes: &dyn Fn(OrderOf<'_>) -> bool) -> bool {
    match target {
        Target::Value(value) => passes(&|literal| literal.order_of(value)),
        Target::Uris(_) => false,
        Target::Texts(texts) => texts.iter().any(|text| passes(&|literal| literal.order_of_text(text))),
        Target::Time(time) => passes(&|literal| literal.order_of_time(*time)),
    }
}

fn within(from: &Literal, to: &Literal, target: &Target<'_>) -> bool {
    each(target, &|order_of| {
        order_of(from).is_some_and(Ordering::is_ge) && order_of(to).is_some_and(Ordering::is_le)
    })
}

fn like(pattern: &Pattern, target: &Target<'_>) -> bool {
    match target {
        Target::Value(Value::String(text)) => pattern.is_match(text),
        Target::Texts(texts) => texts.iter().any(|text| pattern.is_match(text)),
        _ => false,
    }
}
