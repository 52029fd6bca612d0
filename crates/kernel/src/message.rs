//! A sentence that can be said in any language: a key and its arguments. Rules and failures speak in messages;
//! only `web` turns them into words.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::progress::Progress;
use crate::time::Day;

/// One argument of a message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "t", content = "v")]
pub enum Arg {
    /// Shown as it is.
    Text(String),
    /// A count; the language chooses the plural form.
    Int(i64),
    /// A day, shown in the language's form.
    Day(Day),
    /// A percentage.
    Progress(Progress),
    /// The key of another message without arguments (a role, a state).
    Key(Cow<'static, str>),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Arg {
        Arg::Text(text.to_owned())
    }
}
impl From<String> for Arg {
    fn from(text: String) -> Arg {
        Arg::Text(text)
    }
}
impl From<i64> for Arg {
    fn from(number: i64) -> Arg {
        Arg::Int(number)
    }
}
impl From<i32> for Arg {
    fn from(number: i32) -> Arg {
        Arg::Int(i64::from(number))
    }
}
impl From<usize> for Arg {
    fn from(number: usize) -> Arg {
        Arg::Int(number as i64)
    }
}
impl From<Day> for Arg {
    fn from(day: Day) -> Arg {
        Arg::Day(day)
    }
}
impl From<Progress> for Arg {
    fn from(progress: Progress) -> Arg {
        Arg::Progress(progress)
    }
}

/// A localisable sentence.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Message {
    /// Key in the locale files.
    pub key: Cow<'static, str>,
    /// Named arguments, in the order given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<(Cow<'static, str>, Arg)>,
}

impl Message {
    /// A message without arguments.
    pub fn new(key: &'static str) -> Message {
        Message { key: Cow::Borrowed(key), args: Vec::new() }
    }

    /// The same message with one more argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Message {
        self.args.push((Cow::Borrowed(name), value.into()));
        self
    }
}
