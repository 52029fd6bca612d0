//! Tables of cases for every branch of every rule set, and the properties that hold for all of them.

mod cases;
mod pace;
mod pauses;
mod periods;
mod projects;
mod properties;
mod sets;

use qipan_kernel::{Day, Message, Moment, Progress};

use super::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Nine in the morning.
fn at(text: &str) -> Moment {
    day(text).start().plus_ms(9 * 3_600_000)
}

fn percent(value: i32) -> Progress {
    Progress::percent(value).unwrap()
}

fn set(id: &str) -> RuleSet {
    RuleSets::built_in().at(id, day("2026-11-22")).unwrap().clone()
}

/// The sentence in a language, as a plain substitution (the first variant of a plural is not needed here).
fn words(lang: &str, message: &Message) -> String {
    let path = format!("{}/locales/{lang}.ftl", env!("CARGO_MANIFEST_DIR"));
    let file = std::fs::read_to_string(path).unwrap();
    let head = format!("{} = ", message.key);
    let mut text = file.lines().find_map(|line| line.strip_prefix(&head)).expect(&head).to_owned();
    for (name, value) in &message.args {
        let value = match value {
            qipan_kernel::Arg::Text(text) => text.clone(),
            qipan_kernel::Arg::Int(number) => number.to_string(),
            qipan_kernel::Arg::Day(day) => day.to_string(),
            qipan_kernel::Arg::Progress(progress) => progress.to_string(),
            qipan_kernel::Arg::Key(key) => key.to_string(),
            #[allow(unreachable_patterns)]
            other => format!("{other:?}"),
        };
        text = text.replace(&format!("{{ ${name} }}"), &value);
    }
    text
}

#[test]
fn lights_have_words_and_an_order() {
    for light in Light::ALL {
        assert_eq!(light.as_str().parse(), Ok(light));
        assert_eq!(serde_json::to_value(light).unwrap(), light.as_str());
    }
    assert!(Light::ALL.is_sorted_by_key(|light| light.urgency()));
    assert!("orange".parse::<Light>().is_err());
}
