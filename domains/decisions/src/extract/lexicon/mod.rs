//! Word lists and how they are looked up: one pass over a text gives every listed word with its kind.
//!
//! The longest word wins at each place, so that a list can shield a word from a shorter one inside it: 重要 is listed
//! with no kind, and 要 is not seen in it.

pub mod en;
pub mod zh;

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};

/// What a listed word tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Kind {
    /// Nothing: shields.
    Shield,
    /// Obligation: 要, 必须, must.
    Modal,
    /// The meeting decided: 审议通过, approved in principle.
    Decision,
    /// Gives a duty: 牵头, 负责.
    Duty,
    /// An act whose result can be seen: 制定, 建成.
    Act,
    /// An act of degree: 加强, 提升.
    Soft,
    /// Something that can be made or done: 方案, 平台.
    Object,
    /// An attitude: 意识, 决心.
    Attitude,
    /// An act on attitudes alone: 树牢, 充分认识.
    Mind,
    /// The past: 已, 完成了.
    Past,
    /// A statement of what is: 是…的必然要求.
    Copula,
    /// Attendance and ceremony.
    Presence,
    /// Site furniture: copyright, source.
    Furniture,
    /// Opens reported speech: 指出, stressed.
    Speech,
    /// An adverb of command: 加快, 切实.
    Urge,
}

/// A listed word found in a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mark {
    /// What it tells.
    pub kind: Kind,
    /// Where it stands.
    pub range: Range<usize>,
}

/// Word lists compiled for one pass.
pub struct Lexicon {
    automaton: AhoCorasick,
    kinds: Vec<Kind>,
    whole_words: bool,
}

impl Lexicon {
    fn new(lists: &[(Kind, &[&str])], whole_words: bool) -> Lexicon {
        let words = lists.iter().flat_map(|(_, words)| words.iter());
        let automaton = AhoCorasickBuilder::new()
            .match_kind(MatchKind::LeftmostLongest)
            .ascii_case_insensitive(whole_words)
            .build(words)
            // The lists are constants of a few hundred short words; the builder fails only past 2^31 states.
            .unwrap_or_else(|error| unreachable!("constant word lists: {error}"));
        let kinds = lists.iter().flat_map(|(kind, words)| words.iter().map(|_| *kind)).collect();
        Lexicon { automaton, kinds, whole_words }
    }

    /// Every listed word in `text`, in order; shields are left out.
    pub fn marks(&self, text: &str) -> Vec<Mark> {
        let bytes = text.as_bytes();
        let boundary = |at: usize, before: bool| {
            let neighbour = if before { at.checked_sub(1) } else { Some(at) };
            !neighbour.and_then(|at| bytes.get(at)).is_some_and(|b| b.is_ascii_alphanumeric())
        };
        let mut marks = Vec::new();
        let mut at = 0;
        while let Some(found) = self.automaton.find(aho_corasick::Input::new(text).span(at..text.len())) {
            if self.whole_words && !(boundary(found.start(), true) && boundary(found.end(), false)) {
                // A word cut in two: go on from its next letter.
                at = found.start() + 1;
                while !text.is_char_boundary(at) {
                    at += 1;
                }
                continue;
            }
            let kind = self.kinds[found.pattern().as_usize()];
            if kind != Kind::Shield {
                marks.push(Mark { kind, range: found.range() });
            }
            at = found.end();
        }
        marks
    }
}

/// The Chinese lists.
pub static ZH: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new(zh::LISTS, false));
/// The English lists.
pub static EN: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new(en::LISTS, true));
