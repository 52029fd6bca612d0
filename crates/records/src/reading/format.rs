//! What a file is, by its content.

use qipan_kernel::Outcome;

/// The formats that have a reader.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// Plain text.
    Text,
}

/// Finds out what `bytes` are.
pub(crate) fn sniff(_name: &str, _bytes: &[u8]) -> Outcome<Kind> {
    Ok(Kind::Text)
}
