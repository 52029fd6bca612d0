//! What a domain brings to the program, in one value, so that the program names it once.

use qipan_kernel::{Id, Outcome};
use qipan_store::{Migration, Tx};
use qipan_web::components::Bead;
use qipan_web::{LocaleSource, NavItem};

use super::{Call, Routes};
use crate::Act;

/// A part of the program: its tables, its words, its routes, its places in the navigation, what it says on pages of lower
/// floors.
#[derive(Clone, Copy)]
pub struct Part {
    /// Its migrations, oldest first.
    pub migrations: &'static [Migration],
    /// Its locale files.
    pub words: &'static [LocaleSource],
    /// Registers its pages, forms and calls.
    pub routes: fn(&mut Routes),
    /// Its entries of the navigation, each for those who may do the act.
    pub nav: &'static [(NavItem, Act)],
    /// Where things of lower floors stand in it.
    pub chains: &'static [Chain],
}

/// Reads the chain in which a thing stands, in the transaction that reads the page of the thing. What the caller may not see
/// is not in it; of a thing that the part knows nothing of it is empty.
pub type ReadChain = Box<dyn FnOnce(&mut Tx<'_>) -> Outcome<Vec<Bead>> + Send>;

/// What a part says on the page of a subject that it does not own: the chain in which that stands. The page asks all parts
/// and knows none of them (docs/decisions/0012).
#[derive(Clone, Copy)]
pub struct Chain {
    /// The subject, as the journal names it: `commitment`.
    pub subject: &'static str,
    /// Makes the reader of the chain of the subject with an identifier, for the caller. The page has decided that the caller
    /// may see the subject itself.
    pub of: fn(&Call, Id) -> Outcome<ReadChain>,
}
