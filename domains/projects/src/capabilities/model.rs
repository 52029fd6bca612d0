//! A lesson, as a value, and what all of them come to. Pure.

use qipan_kernel::{Failure, Moment, Outcome};
use qipan_overlap::{Capability, Ruling, Taxonomy, Teaching};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::systems::rules::folded;

/// Longest phrase, in characters.
pub const PHRASE_MAX: usize = 80;

/// What is taught.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Lesson {
    /// A new capability in a domain.
    Capability {
        /// Identifier of the domain.
        domain: String,
        /// Its name in data: small letters, digits, hyphens.
        id: String,
        /// Chinese name.
        zh: String,
        /// English name.
        en: String,
    },
    /// Another phrase for a capability, in Chinese or English.
    Phrase {
        /// Identifier of the capability.
        capability: String,
        /// The phrase.
        phrase: String,
    },
    /// A function that every system has and that says nothing.
    Common {
        /// The phrase.
        phrase: String,
    },
    /// Whether two functions are the same.
    Ruling {
        /// One.
        left: String,
        /// The other.
        right: String,
        /// They are.
        same: bool,
    },
}

impl Lesson {
    /// The word of its sort.
    pub fn kind(&self) -> &'static str {
        match self {
            Lesson::Capability { .. } => "capability",
            Lesson::Phrase { .. } => "phrase",
            Lesson::Common { .. } => "common",
            Lesson::Ruling { .. } => "ruling",
        }
    }
}

/// A lesson as it was given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Given {
    /// Counts up with each lesson.
    pub version: i64,
    /// What was taught; `None` when it undoes another.
    pub lesson: Option<Lesson>,
    /// The lesson that it undoes.
    pub undoes: Option<i64>,
    /// Why.
    pub reason: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// The lessons that stand, oldest first.
pub fn standing(all: &[Given]) -> impl Iterator<Item = (&Given, &Lesson)> {
    let undone = |version: i64| all.iter().any(|one| one.undoes == Some(version));
    all.iter()
        .filter(move |one| !undone(one.version))
        .filter_map(|one| one.lesson.as_ref().map(|lesson| (one, lesson)))
}

/// What the lessons come to.
pub fn teaching(all: &[Given]) -> Teaching {
    let version = all.last().map_or(0, |one| u64::try_from(one.version).unwrap_or(0));
    let mut taught = Teaching { version, ..Teaching::default() };
    for (_, lesson) in standing(all) {
        match lesson.clone() {
            Lesson::Capability { domain, id, zh, en } => taught.capabilities.push(Capability {
                id: format!("{domain}.{id}"),
                domain,
                zh,
                en,
                phrases: Vec::new(),
            }),
            Lesson::Phrase { capability, phrase } => taught.phrases.push((capability, phrase)),
            Lesson::Common { phrase } => taught.boilerplate.push(phrase),
            Lesson::Ruling { left, right, same } => taught.rulings.push(Ruling { left, right, same }),
        }
    }
    taught
}

/// A lesson that makes sense beside what is known.
///
/// # Errors
/// What is missing, too long, unknown, or known already, at its field.
pub fn check(known: &Taxonomy, lesson: &Lesson) -> Outcome<()> {
    let phrase = |text: &str, field: &'static str| {
        if folded(text).is_empty() {
            return Err(Failure::invalid("form-required").at(field));
        }
        if text.chars().count() > PHRASE_MAX {
            return Err(Failure::invalid("capability-phrase-long").with("most", PHRASE_MAX).at(field));
        }
        Ok(())
    };
    match lesson {
        Lesson::Capability { domain, id, zh, en } => {
            phrase(zh, "zh")?;
            phrase(en, "en")?;
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            if id.is_empty() || id.len() > 40 || !id.chars().all(plain) {
                return Err(Failure::invalid("capability-id").at("id"));
            }
            if !known.domains().iter().any(|one| one.id == *domain) {
                return Err(Failure::invalid("capability-domain").at("domain"));
            }
            if known.capability(&format!("{domain}.{id}")).is_some() {
                return Err(Failure::conflict("capability-known").at("id"));
            }
        }
        Lesson::Phrase { capability, phrase: text } => {
            phrase(text, "phrase")?;
            let found = known.capability(capability);
            let found = found.ok_or_else(|| Failure::invalid("capability-unknown").at("capability"))?;
            if found.phrases.iter().any(|one| folded(one) == folded(text)) {
                return Err(Failure::conflict("capability-phrase-known").at("phrase"));
            }
        }
        Lesson::Common { phrase: text } => {
            phrase(text, "phrase")?;
            if known.boilerplate().iter().any(|one| folded(one) == folded(text)) {
                return Err(Failure::conflict("capability-phrase-known").at("phrase"));
            }
        }
        Lesson::Ruling { left, right, .. } => {
            phrase(left, "left")?;
            phrase(right, "right")?;
            if folded(left) == folded(right) {
                return Err(Failure::invalid("capability-ruling-same").at("right"));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(version: i64, lesson: Option<Lesson>, undoes: Option<i64>) -> Given {
        Given { version, lesson, undoes, reason: String::new(), by: "张示例".into(), at: Moment(0) }
    }

    #[test]
    fn lessons_stand_until_they_are_undone() {
        let common = |phrase: &str| Lesson::Common { phrase: phrase.into() };
        let all =
            [given(1, Some(common("甲")), None), given(2, Some(common("乙")), None), given(3, None, Some(1))];
        let taught = teaching(&all);
        assert_eq!((taught.version, taught.boilerplate), (3, vec!["乙".to_owned()]));
        assert_eq!(teaching(&[]), Teaching::default());
    }

    #[test]
    fn lessons_that_make_no_sense_are_refused() {
        let known = Taxonomy::builtin();
        let first = known.capabilities().first().expect("capabilities ship").clone();
        let capability = |domain: &str, id: &str| Lesson::Capability {
            domain: domain.into(),
            id: id.into(),
            zh: "示例能力".into(),
            en: "Example".into(),
        };
        let phrase = |capability: &str, phrase: &str| Lesson::Phrase {
            capability: capability.into(),
            phrase: phrase.into(),
        };
        let own = first.id.split('.').nth(1).unwrap_or_default();
        for (lesson, key) in [
            (capability(&first.domain, "example-new"), None),
            (capability("nowhere", "example-new"), Some("capability-domain")),
            (capability(&first.domain, "Example"), Some("capability-id")),
            (capability(&first.domain, own), Some("capability-known")),
            (phrase(&first.id, "示例说法甲乙"), None),
            (phrase(&first.id, &first.zh), Some("capability-phrase-known")),
            (phrase("no.such", "示例"), Some("capability-unknown")),
            (phrase(&first.id, " "), Some("form-required")),
            (phrase(&first.id, &"长".repeat(PHRASE_MAX + 1)), Some("capability-phrase-long")),
            (
                Lesson::Ruling { left: "甲".into(), right: " 甲 ".into(), same: true },
                Some("capability-ruling-same"),
            ),
        ] {
            let found = check(&known, &lesson).err().map(|failure| failure.message.key);
            assert_eq!(found.as_deref(), key, "{lesson:?}");
        }
    }
}
