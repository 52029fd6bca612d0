//! A line of work.

use qipan_kernel::Id;
use serde::{Deserialize, Serialize};

/// A strand of work such as 安全发展: a column of the board.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Line {
    /// Identifier.
    #[serde(default = "no_id")]
    #[schemars(with = "i64")]
    pub id: Id,
    /// Short code, unique: `safety`.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Words that suggest this line when they stand in a passage.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Place among the columns, from the left.
    #[serde(default)]
    pub sort: i64,
    /// Shown on the board.
    #[serde(default = "yes")]
    pub active: bool,
}

fn no_id() -> Id {
    Id(0)
}

fn yes() -> bool {
    true
}

impl Line {
    /// The name in a language.
    pub fn name(&self, lang: qipan_web::Lang) -> &str {
        match lang {
            qipan_web::Lang::Zh => &self.name_zh,
            qipan_web::Lang::En => &self.name_en,
        }
    }
}
