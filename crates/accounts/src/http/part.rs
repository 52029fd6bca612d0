//! What a domain brings to the program, in one value, so that the program names it once.

use qipan_store::Migration;
use qipan_web::{LocaleSource, NavItem};

use super::Routes;
use crate::Act;

/// A part of the program: its tables, its words, its routes, its places in the navigation.
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
}
