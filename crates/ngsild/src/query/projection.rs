//! Which members of an entity are wanted or left out (`pick`, `omit`, clause 4.21).

use super::text::Reader;
use super::{Expand, MAX_DEPTH, MAX_TERMS};
use crate::error::Fallible;
use crate::model::Entity;

/// Stands for the member `id`.
const ID: &str = "@id";
/// Stands for the member `type`.
const TYPE: &str = "@type";
/// Stands for the member `scope`.
const SCOPE: &str = "https://uri.etsi.org/ngsi-ld/scope";

/// A list of members.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Projection {
    /// In the order given.
    pub members: Vec<Projected>,
}

/// One member.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Projected {
    /// As it was written.
    pub term: String,
    /// Expanded; [`ID`], [`TYPE`] and [`SCOPE`] stand for the members of the entity itself.
    pub full: String,
    /// `{…}`: members of the entities that it points to.
    pub linked: Option<Projection>,
}

impl Projection {
    /// Reads `id,name|observation{temperature,humidity}`. `field` is the parameter (`pick`, `omit`).
    ///
    /// # Errors
    /// `BadRequestData` with the position of the fault.
    pub fn parse(text: &str, field: &'static str, expand: Expand<'_>) -> Fallible<Projection> {
        let mut reader = Reader::new(text, field)?;
        let mut terms = 0;
        let projection = list(&mut reader, expand, 0, &mut terms)?;
        if reader.at_end() { Ok(projection) } else { Err(reader.unexpected()) }
    }

    /// The member of that (expanded) name.
    pub fn get(&self, full: &str) -> Option<&Projected> {
        self.members.iter().find(|member| member.full == full)
    }

    /// A member of that (expanded) name is listed.
    pub fn names(&self, full: &str) -> bool {
        self.get(full).is_some()
    }

    /// Over how many relationships the list goes; to be compared with `joinLevel`.
    pub fn depth(&self) -> usize {
        let deeper = self.members.iter().filter_map(|member| member.linked.as_ref());
        deeper.map(|linked| 1 + linked.depth()).max().unwrap_or(0)
    }

    /// What the list says about the entities that an attribute points to.
    pub fn linked(&self, full: &str) -> Option<&Projection> {
        self.get(full)?.linked.as_ref()
    }

    /// The expanded names of everything listed, for the `pick` of a view.
    pub fn picked(&self) -> Vec<String> {
        self.members.iter().map(|member| member.full.clone()).collect()
    }

    /// The expanded names of what is to be left out, for the `omit` of a view: a member that is listed with members of
    /// the entities it points to stays itself.
    pub fn omitted(&self) -> Vec<String> {
        self.members
            .iter()
            .filter(|member| member.linked.is_none())
            .map(|member| member.full.clone())
            .collect()
    }

    /// Leaves only what is listed (`pick`): attributes and scopes here; whether `id` and `type` are shown is asked with
    /// [`Projection::names`].
    pub fn pick(&self, entity: &mut Entity) {
        entity.attrs.retain(|name, _| self.names(name));
        if !self.names(SCOPE) {
            entity.scopes = None;
        }
    }

    /// Takes away what is listed (`omit`). A member that is listed with members of the entities it points to stays
    /// itself.
    pub fn omit(&self, entity: &mut Entity) {
        let gone = |name: &str| self.get(name).is_some_and(|member| member.linked.is_none());
        entity.attrs.retain(|name, _| !gone(name));
        if gone(SCOPE) {
            entity.scopes = None;
        }
    }
}

fn list(
    reader: &mut Reader<'_>,
    expand: Expand<'_>,
    depth: usize,
    terms: &mut usize,
) -> Fallible<Projection> {
    if depth == MAX_DEPTH {
        return Err(reader.fault("ngsild-query-too-deep"));
    }
    let mut members: Vec<Projected> = Vec::new();
    loop {
        *terms += 1;
        if *terms > MAX_TERMS {
            return Err(reader.fault("ngsild-query-too-many-terms"));
        }
        let start = reader.mark();
        let term = reader.take_while(|c| {
            !matches!(c, ',' | '|' | ';' | '{' | '}' | '(' | ')' | '[' | ']' | '"') && !c.is_whitespace()
        });
        if !term.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '@') {
            reader.back_to(start);
            return Err(reader.unexpected());
        }
        let core = match term {
            "id" | "@id" => Some(ID),
            "type" | "@type" => Some(TYPE),
            "scope" => Some(SCOPE),
            _ => None,
        };
        let full = core.map_or_else(|| expand(term), |core| Ok(core.to_owned()))?;
        let linked = if reader.eat("{") {
            if core.is_some() {
                return Err(reader.fault_at("ngsild-query-unexpected", start).with("found", "{"));
            }
            let inner = list(reader, expand, depth + 1, terms)?;
            if !reader.eat("}") {
                return Err(reader.unexpected());
            }
            Some(inner)
        } else {
            None
        };
        members.push(Projected { term: term.to_owned(), full, linked });
        if !reader.eat_any(&[",", "|"]) {
            return Ok(Projection { members });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expand(name: &str) -> Fallible<String> {
        Ok(format!("x:{name}"))
    }

    fn parse(text: &str) -> Fallible<Projection> {
        Projection::parse(text, "pick", &expand)
    }

    #[test]
    fn lists_are_read() {
        let read = parse("id,name|locatedAt{id,name,isInCountry{description}}").expect("read");
        assert_eq!(read.depth(), 2);
        assert!(read.names(ID) && read.names("x:name") && read.names("x:locatedAt") && !read.names(TYPE));
        assert_eq!(read.picked(), [ID, "x:name", "x:locatedAt"]);
        assert_eq!(read.omitted(), [ID, "x:name"]);
        let below = read.linked("x:locatedAt").expect("linked");
        assert!(below.names("x:name") && below.names("x:isInCountry") && !below.names("x:description"));
    }

    #[test]
    fn faults_have_positions() {
        for (text, position) in [
            ("id;name", 2),
            ("id,locatedAt{name", 17),
            ("id,locatedAt{{name}", 13),
            ("id,,name", 3),
            ("id,locatedAt{,name}", 13),
            ("id,locatedAt{}", 13),
            ("a}", 1),
            ("a,", 2),
            ("1a", 0),
        ] {
            assert_eq!(parse(text).expect_err(text).position, Some(position), "{text}");
        }
        assert!(parse("").is_err());
        assert!(parse(&"a{".repeat(8_000)).is_err());
    }

    #[test]
    fn members_are_picked_and_omitted() {
        let entity = Entity {
            scopes: Some(vec!["/a".to_owned()]),
            attrs: ["x:name", "x:locatedAt", "x:color"].map(|name| (name.to_owned(), Vec::new())).into(),
            ..Entity::default()
        };
        let left = |change: &dyn Fn(&mut Entity)| {
            let mut entity = entity.clone();
            change(&mut entity);
            (entity.attrs.into_keys().collect::<Vec<_>>().join(" "), entity.scopes.is_some())
        };
        let list = |text| parse(text).expect(text);
        assert_eq!(left(&|e| list("id,name").pick(e)), ("x:name".to_owned(), false));
        assert_eq!(left(&|e| list("scope").pick(e)), (String::new(), true));
        assert_eq!(left(&|e| list("name,scope").omit(e)), ("x:color x:locatedAt".to_owned(), false));
        assert_eq!(left(&|e| list("name,locatedAt{name}").omit(e)), ("x:color x:locatedAt".to_owned(), true));
    }
}
