//! Reads a query (the grammar of clause 4.9).

use super::{Compare, Literal, Name, Path, Pattern, Q, QOptions, Term, Test, Tree};
use crate::error::{Error, Fallible};
use crate::query::text::Reader;
use crate::query::{Expand, MAX_DEPTH, MAX_TERMS};

impl Q {
    /// Reads a query; names come out expanded. Beyond the grammar it accepts what other brokers accept: spaces between
    /// the parts, `!` before a term or a parenthesis, and bare words as strings (as annex C.5.14 itself does).
    ///
    /// # Errors
    /// `BadRequestData` with the position of the fault; errors of `expand`.
    pub fn parse(text: &str, options: QOptions<'_>, expand: Expand<'_>) -> Fallible<Q> {
        let field = if options.field.is_empty() { "q" } else { options.field };
        let mut parser = Parser { reader: Reader::new(text, field)?, options, expand, terms: 0 };
        let tree = parser.any(0)?;
        if parser.reader.at_end() { Ok(Q { tree }) } else { Err(parser.reader.unexpected()) }
    }
}

struct Parser<'a> {
    reader: Reader<'a>,
    options: QOptions<'a>,
    expand: Expand<'a>,
    terms: usize,
}

/// Characters of a name: those of the grammar, and those of prefixes and URIs.
fn of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '/' | '#' | '@')
}

impl Name {
    /// Reads and expands a name.
    pub(in crate::query) fn read(reader: &mut Reader<'_>, expand: Expand<'_>) -> Fallible<Name> {
        let start = reader.mark();
        let mut term = reader.take_while(of_name);
        if term.contains("://") {
            // A full URI has dots of its own; it cannot be followed by a path.
            reader.back_to(start);
            term = reader.take_while(|c| of_name(c) || matches!(c, '.' | '?' | '&' | '%' | '+' | '$'));
        }
        if !term.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '@') {
            reader.back_to(start);
            return Err(reader.unexpected());
        }
        let full = match term {
            "id" | "type" | "scope" | "@id" | "@type" => term.to_owned(),
            _ => expand(term)?,
        };
        Ok(Name { term: term.to_owned(), full })
    }
}

impl Path {
    /// Reads `[a.b]`, where it stands.
    pub(in crate::query) fn read_members(reader: &mut Reader<'_>) -> Fallible<Vec<String>> {
        let mut members = Vec::new();
        if !reader.eat("[") {
            return Ok(members);
        }
        loop {
            let start = reader.mark();
            let member = reader.take_while(|c| !matches!(c, '.' | '[' | ']' | '"') && !c.is_control());
            if member.trim().is_empty() {
                return Err(reader.fault_at("ngsild-query-member", start));
            }
            members.push(member.trim().to_owned());
            if members.len() > MAX_DEPTH {
                return Err(reader.fault("ngsild-query-too-deep"));
            }
            if !reader.eat(".") {
                break;
            }
        }
        if reader.eat("]") { Ok(members) } else { Err(reader.unexpected()) }
    }
}

impl<'a> Parser<'a> {
    fn space(&mut self) {
        self.reader.take_while(char::is_whitespace);
    }

    fn any(&mut self, depth: usize) -> Fallible<Tree> {
        let mut any = vec![self.all(depth)?];
        while self.reader.eat("|") {
            any.push(self.all(depth)?);
        }
        Ok(if any.len() == 1 { any.remove(0) } else { Tree::Any(any) })
    }

    fn all(&mut self, depth: usize) -> Fallible<Tree> {
        let mut all = vec![self.factor(depth)?];
        while self.reader.eat(";") {
            all.push(self.factor(depth)?);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Tree::All(all) })
    }

    fn factor(&mut self, depth: usize) -> Fallible<Tree> {
        self.space();
        if depth == MAX_DEPTH {
            return Err(self.reader.fault("ngsild-query-too-deep"));
        }
        let tree = if self.reader.eat("(") {
            let inner = self.any(depth + 1)?;
            if !self.reader.eat(")") {
                return Err(self.reader.unexpected());
            }
            inner
        } else if self.reader.eat("!") {
            Tree::Not(Box::new(self.factor(depth + 1)?))
        } else {
            Tree::Term(self.term()?)
        };
        self.space();
        Ok(tree)
    }

    fn term(&mut self) -> Fallible<Term> {
        self.terms += 1;
        if self.terms > MAX_TERMS {
            return Err(self.reader.fault("ngsild-query-too-many-terms"));
        }
        let path = self.path(0, false)?;
        self.space();
        let coerce = self.coerced(&path);
        let test = self.test(coerce)?;
        Ok(Term { path, test })
    }

    fn path(&mut self, depth: usize, in_braces: bool) -> Fallible<Path> {
        if depth == MAX_DEPTH {
            return Err(self.reader.fault("ngsild-query-too-deep"));
        }
        let mut path = Path { names: Vec::new(), members: Vec::new(), linked: None };
        loop {
            if path.names.len() == MAX_DEPTH {
                return Err(self.reader.fault("ngsild-query-too-deep"));
            }
            let name = Name::read(&mut self.reader, self.expand)?;
            path.names.push(name);
            if !self.reader.eat(".") {
                break;
            }
        }
        path.members = Path::read_members(&mut self.reader)?;
        if path.members.is_empty() && self.reader.eat("{") {
            let types = self.type_hints()?;
            let inner = self.path(depth + 1, true)?;
            if !self.reader.eat("}") {
                return Err(self.reader.unexpected());
            }
            path.linked = Some((types, Box::new(inner)));
        }
        let follows = self.reader.peek();
        if in_braces && follows != Some('}') {
            return Err(self.reader.unexpected());
        }
        Ok(path)
    }

    /// `Device,Sensor:` before a path in braces.
    fn type_hints(&mut self) -> Fallible<Vec<String>> {
        let start = self.reader.mark();
        let mut types = Vec::new();
        loop {
            let before = self.reader.mark();
            let word = self.reader.take_while(of_name);
            if let Some((name, _)) = word.rsplit_once(':').filter(|_| !word.contains("://")) {
                types.push(name.to_owned());
                // The rest of the word is the name of the attribute.
                self.reader.back_to(before + name.len() + 1);
                break;
            }
            if word.is_empty() || !self.reader.eat(",") {
                // No hint: the path begins at once.
                if !types.is_empty() {
                    return Err(self.reader.unexpected());
                }
                self.reader.back_to(start);
                break;
            }
            types.push(word.to_owned());
            if types.len() > MAX_TERMS {
                return Err(self.reader.fault("ngsild-query-too-many-terms"));
            }
        }
        types.iter().map(|name| (self.expand)(name)).collect()
    }

    /// Values for this path are terms of the `@context`.
    fn coerced(&self, path: &Path) -> bool {
        let mut inner = path;
        while let Some((_, next)) = &inner.linked {
            inner = next;
        }
        inner.names.iter().any(|name| self.options.expand_values.contains(&name.term.as_str()))
    }

    fn test(&mut self, coerce: bool) -> Fallible<Test> {
        let reader = &mut self.reader;
        if reader.eat("!~=") {
            return Ok(Test::Unlike(self.pattern()?));
        }
        if reader.eat("~=") {
            return Ok(Test::Like(self.pattern()?));
        }
        let operators = [
            ("==", Compare::Equal),
            ("!=", Compare::Unequal),
            (">=", Compare::GreaterOrEqual),
            ("<=", Compare::LessOrEqual),
            (">", Compare::Greater),
            ("<", Compare::Less),
        ];
        let Some((_, operator)) = operators.into_iter().find(|(mark, _)| reader.eat(mark)) else {
            return Ok(Test::Exists);
        };
        self.space();
        let start = self.reader.mark();
        let (first, second) = self.value(coerce)?;
        let equality = matches!(operator, Compare::Equal | Compare::Unequal);
        if let Some(second) = second {
            if !equality {
                return Err(self.reader.fault_at("ngsild-query-one-value", start));
            }
            if !first.ordered() || !first.same_kind(&second) {
                return Err(self.reader.fault_at("ngsild-query-range", start));
            }
            return Ok(if operator == Compare::Equal {
                Test::Within(first, second)
            } else {
                Test::Outside(first, second)
            });
        }
        self.space();
        if self.reader.starts(",") {
            if !equality {
                return Err(self.reader.fault("ngsild-query-one-value"));
            }
            let mut all = vec![first];
            while self.reader.eat(",") {
                self.space();
                let start = self.reader.mark();
                let (one, range) = self.value(coerce)?;
                if range.is_some() {
                    return Err(self.reader.fault_at("ngsild-query-range", start));
                }
                all.push(one);
                if all.len() > MAX_TERMS {
                    return Err(self.reader.fault("ngsild-query-too-many-terms"));
                }
                self.space();
            }
            return Ok(if operator == Compare::Equal { Test::In(all) } else { Test::NotIn(all) });
        }
        if !equality && !first.ordered() {
            return Err(self.reader.fault_at("ngsild-query-no-order", start));
        }
        Ok(Test::Compare(operator, first))
    }

    /// One value, or the two ends of a range.
    fn value(&mut self, coerce: bool) -> Fallible<(Literal, Option<Literal>)> {
        if self.reader.starts("\"") {
            let first = self.quoted()?;
            let first = self.coerce(Literal::Text(first), coerce)?;
            if self.reader.eat("..") {
                let second = self.end_of_range()?;
                return Ok((first, Some(second)));
            }
            return Ok((first, None));
        }
        let start = self.reader.mark();
        let word = self.bare();
        if word.is_empty() {
            return Err(self.reader.unexpected());
        }
        if let Some((left, right)) = word.split_once("..") {
            let known = (Literal::bare(left), Literal::bare(right));
            if let (Some(first), Some(second)) = known {
                return Ok((first, Some(second)));
            }
            if right.is_empty() && self.reader.starts("\"") {
                let second = self.end_of_range()?;
                return Ok((
                    Literal::bare(left).unwrap_or_else(|| Literal::Text(left.to_owned())),
                    Some(second),
                ));
            }
            if !word.contains("://") {
                return Err(self.reader.fault_at("ngsild-query-range", start));
            }
        }
        let literal = match Literal::bare(word) {
            Some(literal) => literal,
            None if word.contains(':') => Literal::Uri(word.to_owned()),
            None => Literal::Text(word.to_owned()),
        };
        Ok((self.coerce(literal, coerce)?, None))
    }

    fn end_of_range(&mut self) -> Fallible<Literal> {
        if self.reader.starts("\"") {
            return self.quoted().map(Literal::Text);
        }
        let word = self.bare();
        if word.is_empty() {
            return Err(self.reader.unexpected());
        }
        Ok(Literal::bare(word).unwrap_or_else(|| Literal::Text(word.to_owned())))
    }

    fn coerce(&self, literal: Literal, coerce: bool) -> Fallible<Literal> {
        match literal {
            Literal::Text(term) | Literal::Uri(term) if coerce => (self.expand)(&term).map(Literal::Uri),
            other => Ok(other),
        }
    }

    /// A word without quotes; parentheses inside it must be in pairs.
    fn bare(&mut self) -> &'a str {
        let mut open = 0_usize;
        let mut end = 0;
        for c in self.reader.rest().chars() {
            match c {
                ';' | '|' | ',' | '"' => break,
                '(' => open += 1,
                ')' if open == 0 => break,
                ')' => open -= 1,
                c if c.is_whitespace() => break,
                _ => {}
            }
            end += c.len_utf8();
        }
        let word = &self.reader.rest()[..end];
        self.reader.back_to(self.reader.mark() + end);
        word
    }

    /// The raw text of a JSON string, quotes included.
    fn raw_string(&mut self) -> Fallible<&'a str> {
        let start = self.reader.mark();
        let rest = self.reader.rest();
        self.reader.next();
        let mut escaped = false;
        while let Some(c) = self.reader.next() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => return Ok(&rest[..self.reader.mark() - start]),
                _ => {}
            }
        }
        Err(self.reader.fault_at("ngsild-query-quote", start))
    }

    fn quoted(&mut self) -> Fallible<String> {
        let start = self.reader.mark();
        let read = serde_json::from_str(self.raw_string()?);
        read.map_err(|_| self.reader.fault_at("ngsild-query-string", start))
    }

    fn pattern(&mut self) -> Fallible<Pattern> {
        self.space();
        let start = self.reader.mark();
        let source = if self.reader.starts("\"") {
            let raw = self.raw_string()?;
            // A string as JSON has it; or, where its escapes are those of the pattern only, as it stands.
            serde_json::from_str(raw).unwrap_or_else(|_| raw[1..raw.len() - 1].replace("\\\"", "\""))
        } else {
            self.bare_pattern().to_owned()
        };
        if source.is_empty() {
            return Err(self.reader.unexpected());
        }
        let wrong = || -> Error { self.reader.fault_at("ngsild-query-pattern", start) };
        Pattern::new(&source).ok_or_else(wrong)
    }

    /// A pattern without quotes ends at a logical operator outside its own brackets.
    fn bare_pattern(&mut self) -> &'a str {
        let (mut open, mut class, mut escaped, mut end) = (0_usize, false, false, 0);
        for c in self.reader.rest().chars() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '[' => class = true,
                ']' => class = false,
                _ if class => {}
                '(' => open += 1,
                ')' if open == 0 => break,
                ')' => open -= 1,
                ';' | '|' if open == 0 => break,
                _ => {}
            }
            end += c.len_utf8();
        }
        let word = &self.reader.rest()[..end];
        self.reader.back_to(self.reader.mark() + end);
        word
    }
}
