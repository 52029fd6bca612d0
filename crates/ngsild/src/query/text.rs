//! A reader over the characters of a query, shared by the parsers.

use crate::error::{Error, Fallible};
use crate::query::MAX_LENGTH;

/// The text, and how far it has been read.
pub(super) struct Reader<'a> {
    text: &'a str,
    /// In bytes.
    at: usize,
    /// The parameter that errors name.
    field: &'static str,
}

impl<'a> Reader<'a> {
    /// # Errors
    /// Where the text is empty or too long.
    pub(super) fn new(text: &'a str, field: &'static str) -> Fallible<Reader<'a>> {
        if text.len() > MAX_LENGTH {
            return Err(Error::bad("ngsild-query-too-long").with("most", MAX_LENGTH as i64).at(field));
        }
        if text.trim().is_empty() {
            return Err(Error::bad("ngsild-query-empty").at(field));
        }
        Ok(Reader { text, at: 0, field })
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn starts(&self, mark: &str) -> bool {
        self.rest().starts_with(mark)
    }

    pub(super) fn eat(&mut self, mark: &str) -> bool {
        let found = self.starts(mark);
        if found {
            self.at += mark.len();
        }
        found
    }

    pub(super) fn eat_any(&mut self, marks: &[&str]) -> bool {
        marks.iter().any(|mark| self.eat(mark))
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let found = self.peek()?;
        self.at += found.len_utf8();
        Some(found)
    }

    /// Reads on while the characters are of that kind.
    pub(super) fn take_while(&mut self, kind: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !kind(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    pub(super) fn at_end(&self) -> bool {
        self.at == self.text.len()
    }

    pub(super) fn mark(&self) -> usize {
        self.at
    }

    pub(super) fn back_to(&mut self, mark: usize) {
        self.at = mark;
    }

    /// An error here.
    pub(super) fn fault(&self, key: &'static str) -> Error {
        self.fault_at(key, self.at)
    }

    /// An error there; the position is counted in characters.
    pub(super) fn fault_at(&self, key: &'static str, at: usize) -> Error {
        let position = self.text[..at].chars().count();
        Error::bad(key).with("position", position as i64 + 1).at(self.field).position(position)
    }

    /// Something else was expected here.
    pub(super) fn unexpected(&self) -> Error {
        match self.peek() {
            None => self.fault("ngsild-query-ends-early"),
            Some(found) => self.fault("ngsild-query-unexpected").with("found", found.to_string()),
        }
    }
}
