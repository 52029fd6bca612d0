//! In which scopes an entity must be (clause 4.19).

use super::MAX_TERMS;
use super::text::Reader;
use crate::error::Fallible;

/// A selection of scopes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScopeQ(Node);

#[derive(Clone, PartialEq, Eq, Debug)]
enum Node {
    Any(Vec<Node>),
    All(Vec<Node>),
    /// Levels; the last may be followed by the whole tree below.
    Scope {
        levels: Vec<Level>,
        below: bool,
    },
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Level {
    Name(String),
    /// `+`: any one level.
    One,
}

impl ScopeQ {
    /// Reads `/Madrid/Gardens/#,/CompanyA`, `(/A;/B)|/C`. The first slash may be missing, as it may in a scope (clause
    /// 4.18). `;` binds closer than `|` and `,`, with or without parentheses.
    ///
    /// # Errors
    /// `BadRequestData` with the position of the fault.
    pub fn parse(text: &str) -> Fallible<ScopeQ> {
        let mut reader = Reader::new(text, "scopeQ")?;
        let mut terms = 0;
        let node = alternatives(&mut reader, 0, &mut terms)?;
        if reader.at_end() { Ok(ScopeQ(node)) } else { Err(reader.unexpected()) }
    }

    /// An entity with these scopes is selected.
    pub fn matches(&self, scopes: &[String]) -> bool {
        self.0.matches(scopes)
    }
}

impl Node {
    fn matches(&self, scopes: &[String]) -> bool {
        match self {
            Node::Any(nodes) => nodes.iter().any(|node| node.matches(scopes)),
            Node::All(nodes) => nodes.iter().all(|node| node.matches(scopes)),
            Node::Scope { levels, below } => scopes.iter().any(|scope| {
                let mut given = scope.trim_start_matches('/').split('/');
                let held = levels.iter().all(|level| match (level, given.next()) {
                    (_, None) => false,
                    (Level::One, Some(_)) => true,
                    (Level::Name(name), Some(given)) => name == given,
                });
                held && (*below || given.next().is_none())
            }),
        }
    }
}

fn alternatives(reader: &mut Reader<'_>, depth: usize, terms: &mut usize) -> Fallible<Node> {
    let mut any = Vec::new();
    loop {
        let mut all = vec![factor(reader, depth, terms)?];
        while reader.eat(";") {
            all.push(factor(reader, depth, terms)?);
        }
        any.push(if all.len() == 1 { all.remove(0) } else { Node::All(all) });
        if !reader.eat_any(&["|", ","]) {
            return Ok(if any.len() == 1 { any.remove(0) } else { Node::Any(any) });
        }
    }
}

fn factor(reader: &mut Reader<'_>, depth: usize, terms: &mut usize) -> Fallible<Node> {
    if reader.eat("(") {
        if depth == super::MAX_DEPTH {
            return Err(reader.fault("ngsild-query-too-deep"));
        }
        let inner = alternatives(reader, depth + 1, terms)?;
        return if reader.eat(")") { Ok(inner) } else { Err(reader.unexpected()) };
    }
    *terms += 1;
    if *terms > MAX_TERMS {
        return Err(reader.fault("ngsild-query-too-many-terms"));
    }
    let mut levels = Vec::new();
    reader.eat("/");
    loop {
        if reader.eat("#") {
            return Ok(Node::Scope { levels, below: true });
        }
        if reader.eat("+") {
            levels.push(Level::One);
        } else {
            let start = reader.mark();
            let name =
                reader.take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '@' | '~'));
            if name.is_empty() {
                return Err(reader.unexpected());
            }
            if !name.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
                return Err(reader.fault_at("ngsild-query-unexpected", start).with("found", name));
            }
            levels.push(Level::Name(name.to_owned()));
        }
        if !reader.eat("/") {
            return Ok(Node::Scope { levels, below: false });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_match() {
        let gardens: &[&str] = &["/Madrid/Gardens/ParqueNorte"];
        let two: &[&str] = &["/Madrid/Gardens/ParqueNorte", "/CompanyA/OrganizationB/UnitC"];
        for (text, scopes, wanted) in [
            ("/Madrid", gardens, false),
            ("/Madrid", &["/Madrid"], true),
            ("/Madrid/Gardens/#", gardens, true),
            ("/Madrid/Gardens/#", &["/Madrid/Gardens"], true),
            ("/Madrid/Gardens/#", &["/Madrid/GardensX"], false),
            ("/Madrid/+/ParqueNorte", gardens, true),
            ("/Madrid/+/ParqueNorte", &["/Madrid/ParqueNorte"], false),
            ("/+", gardens, false),
            ("/#", gardens, true),
            ("/#", &[], false),
            ("/Madrid/Gardens/ParqueNorte;/CompanyA/OrganizationB/UnitC", gardens, false),
            ("/Madrid/Gardens/ParqueNorte;/CompanyA/OrganizationB/UnitC", two, true),
            ("(/Madrid/#;/CompanyA/#)|/CompanyB", two, true),
            ("(/Madrid/#;/CompanyX),CompanyB", two, false),
            ("(/Madrid/Districts;/CompanyA),CompanyB", &["/CompanyB"], true),
            ("/上海/长宁/#", &["/上海/长宁/天山路"], true),
        ] {
            let scopes: Vec<String> = scopes.iter().map(|scope| (*scope).to_owned()).collect();
            assert_eq!(ScopeQ::parse(text).expect(text).matches(&scopes), wanted, "{text} on {scopes:?}");
        }
    }

    #[test]
    fn faults_have_positions() {
        for (text, position) in
            [("/A;", 3), ("(/A", 3), ("/A//B", 3), ("/A/#/B", 4), ("/A)", 2), ("/A/b c", 4), ("/", 1)]
        {
            assert_eq!(ScopeQ::parse(text).expect_err(text).position, Some(position), "{text}");
        }
        assert!(ScopeQ::parse("").is_err());
        assert!(ScopeQ::parse(&"(".repeat(9_000)).is_err());
    }
}
