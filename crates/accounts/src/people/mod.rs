//! People, the posts of units, and who held which post when. Duties belong to posts: when the holder changes, the
//! successor inherits them (由相应岗位的继任领导担任). A person need not be a user.

use std::fmt;
use std::str::FromStr;

use qipan_kernel::{Day, Id};
use serde::{Deserialize, Serialize};

pub mod choice;
pub mod commands;
pub mod pages;
pub mod roster;
pub mod rules;
pub mod store;

pub use roster::{Bearer, Holder, Roster};

/// What a post is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PostKind {
    /// 责任领导: leads the unit or a part of it, answers for its commitments.
    Leader,
    /// 具体责任人: handles commitments.
    Handler,
    /// 联络员: is spoken to.
    Liaison,
}

impl PostKind {
    /// All kinds, in the order of lists.
    pub const ALL: [PostKind; 3] = [PostKind::Leader, PostKind::Handler, PostKind::Liaison];

    /// The word in the database and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            PostKind::Leader => "leader",
            PostKind::Handler => "handler",
            PostKind::Liaison => "liaison",
        }
    }

    /// The key of its label.
    pub fn key(self) -> &'static str {
        match self {
            PostKind::Leader => "post-kind-leader",
            PostKind::Handler => "post-kind-handler",
            PostKind::Liaison => "post-kind-liaison",
        }
    }
}

impl fmt::Display for PostKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for PostKind {
    type Err = String;
    fn from_str(text: &str) -> Result<PostKind, String> {
        PostKind::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| text.to_owned())
    }
}

/// A person.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Person {
    /// Identifier.
    pub id: Id,
    /// Name.
    pub name: String,
    /// Name in Latin letters; may be empty.
    pub name_en: String,
}

/// What can be stated about a post.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PostData {
    /// Whose post it is.
    pub unit: Id,
    /// What it is for.
    pub kind: PostKind,
    /// Title in Chinese: 局长.
    pub title_zh: String,
    /// Title in English; may be empty.
    pub title_en: String,
    /// Held by one person at a time.
    pub single: bool,
    /// Order within the unit: the first leader answers for the unit.
    pub sort: i64,
}

/// A stored post.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Post {
    /// Identifier.
    pub id: Id,
    /// Everything else.
    #[serde(flatten)]
    pub data: PostData,
}

/// Who held which post when.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Appointment {
    /// Identifier.
    pub id: Id,
    /// The post.
    pub post: Id,
    /// The person.
    pub person: Id,
    /// The first day.
    pub from: Day,
    /// The last day; `None` while it goes on.
    pub to: Option<Day>,
}
