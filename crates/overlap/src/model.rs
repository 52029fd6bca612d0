//! What is compared, and what comes out.

use serde::{Deserialize, Serialize};

/// An information system, built or proposed, as a register describes it (GB/T 40692-2021; docs/overlap.md).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct System {
    /// Identifies it in the index. A query with the identifier of a member is not compared with that member.
    pub id: String,
    /// Name.
    pub name: String,
    /// What it is for, in sentences.
    pub purpose: String,
    /// Its functions, one phrase each.
    pub functions: Vec<String>,
    /// Data items that come into being in it.
    pub produces: Vec<String>,
    /// Data items that it takes from others.
    pub consumes: Vec<String>,
    /// The unit that owns it.
    pub unit: String,
}

/// Another system that does the same, in whole or in part.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Match {
    /// Identifier of the other system.
    pub id: String,
    /// How much of the work is the same, 0 to 1; lists are ordered by it.
    pub score: f64,
    /// The figures that the score was made of.
    pub figures: Figures,
    /// Capabilities that both have, by identifier, with how surely both have them (0 to 1).
    pub capabilities: Vec<Shared>,
    /// Functions side by side, surest first; functions of every system are left out.
    pub functions: Vec<Aligned>,
    /// Functions of the own side that the other does not have.
    pub only_own: Vec<String>,
    /// Functions of the other side that the own does not have.
    pub only_other: Vec<String>,
    /// Data items side by side, surest first.
    pub items: Vec<Aligned>,
    /// Sentences of both texts that say most nearly the same, at most three.
    pub passages: Vec<Aligned>,
}

/// The figures behind a score; each 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// Functions of both that are the same, as a share of all functions of both.
    pub functions: f64,
    /// The same as a share of the shorter list: near 1 when one system lies within the other.
    pub contained: f64,
    /// How surely the functions were told same or different.
    pub sureness: f64,
    /// Data items of both that are the same, as a share of all.
    pub items: f64,
    /// Likeness of the texts.
    pub text: f64,
    /// Likeness of the names.
    pub name: f64,
}

/// A capability that two systems share.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shared {
    /// Identifier in the taxonomy.
    pub capability: String,
    /// How surely both have it, 0 to 1.
    pub score: f64,
}

/// Two phrases that were found to mean the same.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Aligned {
    /// The phrase of the system that was asked about.
    pub own: String,
    /// The phrase of the other.
    pub other: String,
    /// How surely they mean the same, 0 to 1.
    pub score: f64,
    /// Why.
    pub how: How,
}

/// Why two phrases are held to mean the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// The same words.
    Same,
    /// A reviewer has said so.
    Ruled,
    /// Both are phrases of this capability.
    Capability(String),
    /// Their words are alike or synonyms.
    Alike,
    /// The registry uses them in each other's place.
    Usage,
}

/// Two systems of a registry that do the same.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pair {
    /// The one that came earlier.
    pub left: String,
    /// The other.
    pub right: String,
    /// As in [`Match`].
    pub score: f64,
}
