//! The house is tidy.

use xtask::{floors, keys, migrations, rules, sources};

fn none(found: Vec<String>) {
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn dependencies_go_down() {
    none(floors::check());
}

#[test]
fn files_are_short() {
    none(sources::long_files());
}

#[test]
fn sql_stands_in_store_files() {
    none(sources::stray_sql());
}

#[test]
fn rules_are_pure() {
    none(sources::impure_rules());
}

#[test]
fn clock_and_environment_are_read_in_app_only() {
    none(sources::stray_clocks());
}

#[test]
fn nothing_is_left_behind() {
    none(sources::left_behind());
}

#[test]
fn old_migrations_are_not_edited() {
    none(migrations::check());
}

#[test]
fn rules_have_ids_and_no_two_the_same() {
    let rules = rules::index();
    assert!(rules.len() >= 4, "{rules:?}");
    for pair in rules.windows(2) {
        assert_ne!(pair[0].0, pair[1].0, "{} and {}", pair[0].2, pair[1].2);
    }
}

#[test]
fn writes_of_the_api_are_done_once_under_their_key() {
    none(keys::writes_without_keys());
}

#[test]
fn acts_of_the_journal_have_words() {
    none(sources::acts_without_words());
}
