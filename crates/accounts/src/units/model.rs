//! What a unit is.

use std::fmt;
use std::str::FromStr;

use qipan_kernel::{Day, Id};
use serde::{Deserialize, Serialize};

/// The kinds of unit, in the order in which the board lists them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// 功能区: development zone with its own management committee.
    FunctionalZone,
    /// 委办局: department of the government.
    Bureau,
    /// 街镇: street (街道) or town (镇).
    StreetTown,
    /// 企业: enterprise that owns projects.
    Enterprise,
    /// 专班: working group of several units.
    WorkingGroup,
    /// Anything else: courts, schools, state organs of other levels.
    #[default]
    Other,
}

impl UnitKind {
    /// All kinds, in the order of lists.
    pub const ALL: [UnitKind; 6] = [
        UnitKind::FunctionalZone,
        UnitKind::Bureau,
        UnitKind::StreetTown,
        UnitKind::Enterprise,
        UnitKind::WorkingGroup,
        UnitKind::Other,
    ];

    /// The word in the database and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            UnitKind::FunctionalZone => "functional_zone",
            UnitKind::Bureau => "bureau",
            UnitKind::StreetTown => "street_town",
            UnitKind::Enterprise => "enterprise",
            UnitKind::WorkingGroup => "working_group",
            UnitKind::Other => "other",
        }
    }

    /// The key of its label.
    pub fn key(self) -> &'static str {
        match self {
            UnitKind::FunctionalZone => "unit-kind-functional-zone",
            UnitKind::Bureau => "unit-kind-bureau",
            UnitKind::StreetTown => "unit-kind-street-town",
            UnitKind::Enterprise => "unit-kind-enterprise",
            UnitKind::WorkingGroup => "unit-kind-working-group",
            UnitKind::Other => "unit-kind-other",
        }
    }
}

impl fmt::Display for UnitKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for UnitKind {
    type Err = String;
    fn from_str(text: &str) -> Result<UnitKind, String> {
        UnitKind::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| text.to_owned())
    }
}

/// What can be stated and changed about a unit.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct UnitData {
    /// The unit above; `None` at the top.
    pub parent: Option<Id>,
    /// What it is.
    pub kind: UnitKind,
    /// Division code (GB/T 2260, GB/T 10114), for zones, streets and towns.
    pub code: Option<String>,
    /// Unified social credit code (GB 32100-2015).
    pub credit_code: Option<String>,
    /// Full name in Chinese; never empty.
    pub name_zh: String,
    /// Full name in English; may be empty.
    pub name_en: String,
    /// Short name in Chinese (经开区); may be empty.
    pub short_zh: String,
    /// Short name in English; may be empty.
    pub short_en: String,
    /// Other names under which documents speak of it.
    pub aliases: Vec<String>,
    /// Order among its siblings; ties go by id.
    pub sort: i64,
    /// The first day on which it exists; `None` when that is not known.
    pub valid_from: Option<Day>,
    /// The last day on which it exists; `None` while it goes on.
    pub valid_to: Option<Day>,
}

/// A stored unit.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Unit {
    /// Identifier.
    pub id: Id,
    /// Rises with every change; a change names the version it was made from.
    pub version: i64,
    /// Everything else.
    #[serde(flatten)]
    pub data: UnitData,
}

impl UnitData {
    /// Every name under which this unit may be meant, full names first.
    pub fn designations(&self) -> impl Iterator<Item = &str> {
        [&self.name_zh, &self.short_zh, &self.name_en, &self.short_en]
            .into_iter()
            .chain(&self.aliases)
            .map(String::as_str)
            .filter(|name| !name.is_empty())
    }

    /// Whether it exists on `day`.
    pub fn active_on(&self, day: Day) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }

    /// The full name, in English where there is one and `english` is wanted.
    pub fn name(&self, english: bool) -> &str {
        if english && !self.name_en.is_empty() { &self.name_en } else { &self.name_zh }
    }

    /// The short name, or the full one where there is none.
    pub fn short(&self, english: bool) -> &str {
        if english {
            if !self.short_en.is_empty() {
                return &self.short_en;
            }
            if !self.name_en.is_empty() {
                return &self.name_en;
            }
        }
        if self.short_zh.is_empty() { &self.name_zh } else { &self.short_zh }
    }
}
