//! Which types an entity may have (clause 4.17).

use super::text::Reader;
use super::{Expand, MAX_TERMS};
use crate::error::Fallible;

/// A selection of entity types: any of these, each of which may be several at once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Types {
    /// Any group must be held completely; empty where every type is meant (`*`).
    pub any: Vec<Vec<String>>,
}

impl Types {
    /// Reads `Home,House`, `(Home;Vehicle)|Motorhome` or `*`. Names are terms or URIs and come out expanded. A
    /// conjunction without parentheses is read too, and binds closer than `|` and `,`; so are alternatives inside
    /// parentheses, `(A|B);(C,D)`.
    ///
    /// # Errors
    /// `BadRequestData` with the position of the fault.
    pub fn parse(text: &str, expand: Expand<'_>) -> Fallible<Types> {
        let mut reader = Reader::new(text, "type")?;
        if text == "*" {
            return Ok(Types { any: Vec::new() });
        }
        let any = alternatives(&mut reader, expand, 0)?;
        if !reader.at_end() {
            return Err(reader.unexpected());
        }
        Ok(Types { any })
    }

    /// An entity with these types is selected.
    pub fn matches(&self, types: &[String]) -> bool {
        self.every() || self.any.iter().any(|all| all.iter().all(|name| types.contains(name)))
    }

    /// Every type is meant.
    pub fn every(&self) -> bool {
        self.any.is_empty()
    }

    /// The names, where having one of them is all that is asked.
    pub fn simple_any(&self) -> Option<Vec<String>> {
        let single = |all: &Vec<String>| if let [one] = all.as_slice() { Some(one.clone()) } else { None };
        if self.every() { None } else { self.any.iter().map(single).collect() }
    }

    /// For an index: every selected entity has at least one of these names. Empty where every type is meant.
    pub fn first_names(&self) -> Vec<&str> {
        self.any.iter().filter_map(|all| all.first()).map(String::as_str).collect()
    }
}

fn alternatives(reader: &mut Reader<'_>, expand: Expand<'_>, depth: usize) -> Fallible<Vec<Vec<String>>> {
    let mut any = Vec::new();
    loop {
        let mut group = factor(reader, expand, depth)?;
        while reader.eat(";") {
            let other = factor(reader, expand, depth)?;
            let mut product = Vec::with_capacity(group.len().saturating_mul(other.len()).min(MAX_TERMS));
            for left in &group {
                for right in &other {
                    if product.len() == MAX_TERMS {
                        return Err(reader.fault("ngsild-query-too-many-terms"));
                    }
                    let mut both = left.clone();
                    both.extend(right.iter().filter(|name| !left.contains(name)).cloned());
                    product.push(both);
                }
            }
            group = product;
        }
        any.extend(group);
        if any.len() > MAX_TERMS {
            return Err(reader.fault("ngsild-query-too-many-terms"));
        }
        if !reader.eat_any(&["|", ","]) {
            return Ok(any);
        }
    }
}

fn factor(reader: &mut Reader<'_>, expand: Expand<'_>, depth: usize) -> Fallible<Vec<Vec<String>>> {
    if reader.eat("(") {
        if depth == super::MAX_DEPTH {
            return Err(reader.fault("ngsild-query-too-deep"));
        }
        let inner = alternatives(reader, expand, depth + 1)?;
        return if reader.eat(")") { Ok(inner) } else { Err(reader.unexpected()) };
    }
    let start = reader.mark();
    let name = reader.take_while(|c| !matches!(c, '(' | ')' | ';' | '|' | ',') && !c.is_whitespace());
    if name.is_empty() {
        return Err(reader.unexpected());
    }
    let proper = name.contains(':') || name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    if !proper || matches!(name.chars().next(), Some(c) if !c.is_alphabetic()) {
        return Err(reader.fault_at("ngsild-query-type-name", start).with("name", name));
    }
    Ok(vec![vec![expand(name)?]])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expand(name: &str) -> Fallible<String> {
        Ok(if name.contains(':') { name.to_owned() } else { format!("x:{name}") })
    }

    #[test]
    fn selections_match() {
        let home: &[&str] = &["x:Home"];
        let both: &[&str] = &["x:Home", "x:Vehicle"];
        for (text, types, wanted) in [
            ("Home", home, true),
            ("House", home, false),
            ("Building|House", home, false),
            ("Building,Home", home, true),
            ("Building|Home", home, true),
            ("(Home;Vehicle)", home, false),
            ("(Home;Vehicle)", both, true),
            ("(Home;Vehicle)|Motorhome", &["x:Motorhome"], true),
            ("(Home;Vehicle),Motorhome", both, true),
            ("(A|Home);(Vehicle,D)", both, true),
            ("(A|Home);(C,D)", both, false),
            ("x:Home", home, true),
            ("http://example.org/T", &["http://example.org/T"], true),
            ("人口", &["x:人口"], true),
            ("*", home, true),
        ] {
            let types: Vec<String> = types.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(Types::parse(text, &expand).expect(text).matches(&types), wanted, "{text}");
        }
    }

    #[test]
    fn faults_have_positions() {
        for (text, position) in [
            ("Home;", 5),
            ("(Home", 5),
            ("Home)", 4),
            (",Home", 0),
            ("Ho me", 2),
            ("Home,,A", 5),
            ("A|\"b\"", 2),
        ] {
            assert_eq!(Types::parse(text, &expand).expect_err(text).position, Some(position), "{text}");
        }
        assert!(Types::parse("", &expand).is_err());
        assert!(Types::parse(&"(".repeat(10_000), &expand).is_err());
        assert!(Types::parse(&["(A|B)"; 12].join(";"), &expand).is_err());
    }

    #[test]
    fn simple_selections_show_their_names() {
        let simple = |text| Types::parse(text, &expand).expect(text).simple_any();
        assert_eq!(simple("A,B"), Some(vec!["x:A".to_owned(), "x:B".to_owned()]));
        assert_eq!(simple("(A;B)"), None);
        assert_eq!(simple("*"), None);
    }
}
