//! What may be a name (clause 4.6.2) and what a URI (RFC 3986, widened by RFC 3987).

use crate::error::{Error, Fallible};

/// Longer names and URIs are refused.
const LONGEST: usize = 2_048;

/// Whether a text is an absolute URI (or IRI). Characters that do not show are refused: an id that holds one looks
/// like another id in every list and log.
pub fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    !rest.is_empty()
        && text.len() <= LONGEST
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
        && rest.chars().all(in_uri)
}

fn in_uri(c: char) -> bool {
    if c.is_ascii() {
        return !matches!(c, '\0'..=' ' | '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`' | '\x7f');
    }
    let code = u32::from(c);
    !(c.is_control()
        || c.is_whitespace()
        || code & 0xFFFE == 0xFFFE
        || matches!(
            code,
            0x00AD
                | 0x034F
                | 0x061C
                | 0x115F
                | 0x1160
                | 0x17B4
                | 0x17B5
                | 0x180B..=0x180F
                | 0x200B..=0x200F
                | 0x2028..=0x202E
                | 0x2060..=0x206F
                | 0x2800
                | 0x3164
                | 0xFE00..=0xFE0F
                | 0xFEFF
                | 0xFFA0
                | 0xFDD0..=0xFDEF
                | 0xFFF0..=0xFFFD
                | 0xE0000..=0xE0FFF
        ))
}

/// `name = unicodeLetter *(unicodeLetter / unicodeNumber / "_")`.
pub(super) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    text.len() <= LONGEST
        && chars.next().is_some_and(char::is_alphabetic)
        && chars.all(|c| c.is_alphanumeric() || c == '_')
}

/// A name, `prefix:name`, or a URI.
pub(super) fn check(text: &str) -> Fallible<()> {
    if is_name(text) || is_uri(text) {
        return Ok(());
    }
    // `prefix:name` with letters outside ASCII in the prefix is no URI.
    if text.split_once(':').is_some_and(|(prefix, name)| is_name(prefix) && is_name(name)) {
        return Ok(());
    }
    let shown: String = text.chars().take(60).collect();
    Err(Error::bad("ngsild-name").with("name", shown))
}

/// What may stand for a word of a vocabulary though it is no name: clause 4.6.2 binds the names of types and attributes
/// only.
pub(super) fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= LONGEST
        && !text.starts_with('@')
        && text.chars().all(|c| c != ':' && in_uri(c))
}
