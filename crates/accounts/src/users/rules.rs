//! What may be stated about a user, and what is a password. Pure.

use qipan_kernel::{Failure, Outcome};

use crate::access;
use crate::units::Units;
use crate::units::rules::{fold, is_unfit};
use crate::users::model::UserData;

/// Characters of a password, at least (NIST SP 800-63B-4 asks for length, not for kinds of characters).
pub const PASSWORD_MIN: usize = 10;
/// Characters of a password, at most: a bound on the work of hashing.
pub const PASSWORD_MAX: usize = 128;
/// Characters of a sign-in name, at most.
const NAME_MAX: usize = 40;
/// Characters of a display name, at most.
const DISPLAY_MAX: usize = 60;

/// Passwords of at least ten characters that head every list of leaked ones; parts of longer ones are fine.
const COMMON: &[&str] = &[
    "0123456789",
    "0987654321",
    "1029384756",
    "1111111111",
    "112233445566",
    "1231231234",
    "123123123123",
    "1234512345",
    "1234567890",
    "12345678900",
    "12345678910",
    "123456789a",
    "123456789abc",
    "123456789q",
    "1234567890-=",
    "1234567891",
    "123456abcdef",
    "123qweasdzxc",
    "147258369a",
    "1q2w3e4r5t",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "1qaz@wsx3edc",
    "1qazxsw23edc",
    "5201314520",
    "52013141314",
    "9876543210",
    "a123456789",
    "a1234567890",
    "aa123456789",
    "aa12345678",
    "abc123456789",
    "abc1234567",
    "abcd123456",
    "abcd1234567",
    "abcdefghij",
    "admin12345",
    "admin123456",
    "admin@123456",
    "administrator",
    "asd123456789",
    "asdasd123123",
    "asdf123456",
    "asdfghjkl;",
    "asdfghjkl123",
    "changeme123",
    "football123",
    "iloveyou123",
    "iloveyou1314",
    "letmein123",
    "llllllllll",
    "p@ssw0rd123",
    "p@ssword123",
    "pass@word1",
    "password01",
    "password12",
    "password123",
    "password1234",
    "password@123",
    "passw0rd123",
    "princess123",
    "q123456789",
    "q1w2e3r4t5",
    "q1w2e3r4t5y6",
    "qazwsx123456",
    "qazwsxedcrfv",
    "qq123456789",
    "qwe123456789",
    "qweasdzxc123",
    "qwer123456",
    "qwerty12345",
    "qwerty123456",
    "qwertyuiop",
    "qwertyuiop123",
    "root123456",
    "sunshine123",
    "superman123",
    "test123456",
    "tianjin2026",
    "welcome123",
    "welcome1234",
    "wang123456",
    "woaini1314",
    "woaini123456",
    "woaini5201314",
    "woaiwojia1314",
    "z123456789",
    "zaq12wsxcde3",
    "zhang123456",
    "zxc123456789",
    "zxcvbnm123",
    "zxcvbnm,./",
    "binhai123456",
    "qipan123456",
];

/// Brings names into the form that is stored: the sign-in name narrow, in lower case and without spaces.
pub fn clean(data: UserData) -> UserData {
    UserData {
        name: fold(&data.name),
        display: data.display.split_whitespace().collect::<Vec<_>>().join(" "),
        ..data
    }
}

/// Checks a user's data; every fault is named with its field.
pub fn check(data: &UserData, units: &Units) -> Outcome<()> {
    let mut failures = Vec::new();
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '@');
    let length = data.name.chars().count();
    if !(2..=NAME_MAX).contains(&length) || !data.name.chars().all(fits) {
        failures.push(Failure::invalid("user-name-form").at("name").with("max", NAME_MAX));
    }
    if data.display.is_empty() {
        failures.push(Failure::invalid("user-display-missing").at("display"));
    } else if data.display.chars().count() > DISPLAY_MAX || data.display.chars().any(is_unfit) {
        failures.push(Failure::invalid("user-display-form").at("display").with("max", DISPLAY_MAX));
    }
    match data.unit {
        None if access::needs_unit(data.role) => {
            failures.push(Failure::invalid("user-unit-missing").at("unit"))
        }
        Some(unit) if units.get(unit).is_none() => {
            failures.push(Failure::invalid("user-unit-unknown").at("unit"));
        }
        _ => {}
    }
    Failure::collect(failures)
}

/// Checks a new password of the user with this sign-in name and display name. No kinds of characters are asked for: length and
/// not being guessable are what counts.
pub fn check_password(password: &str, name: &str, display: &str) -> Outcome<()> {
    let refuse = |key| Failure::invalid(key).at("password");
    let length = password.chars().count();
    if length < PASSWORD_MIN {
        return Err(refuse("password-short").with("min", PASSWORD_MIN));
    }
    if length > PASSWORD_MAX {
        return Err(refuse("password-long").with("max", PASSWORD_MAX));
    }
    let folded = fold(password);
    let contains = |name: &str| {
        let name = fold(name);
        name.chars().count() >= 2 && folded.contains(&name)
    };
    if contains(name) || contains(display) {
        return Err(refuse("password-has-name"));
    }
    let mut kinds: Vec<char> = folded.chars().collect();
    kinds.sort_unstable();
    kinds.dedup();
    if kinds.len() < 4 || COMMON.contains(&folded.as_str()) || runs(&folded) {
        return Err(refuse("password-common"));
    }
    Ok(())
}

/// Whether the whole text counts up or down (`2345678901`, `lkjihgfedcba`).
fn runs(text: &str) -> bool {
    let codes: Vec<i64> = text.chars().map(|c| i64::from(u32::from(c))).collect();
    let step =
        |by: i64| codes.windows(2).all(|pair| pair[1] - pair[0] == by || (pair[1] - pair[0]) == -9 * by);
    step(1) || step(-1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use qipan_kernel::{Id, Role};

    #[test]
    fn passwords_are_judged_by_length_and_guessability() {
        for (password, fault) in [
            ("short", Some("password-short")),
            ("九个字的密码不够长", Some("password-short")),
            ("十个字的密码已经够长", None),
            ("correct horse battery", None),
            ("aaaaaaaaaaaa", Some("password-common")),
            ("ababababababab", Some("password-common")),
            ("1234567890", Some("password-common")),
            ("2345678901", Some("password-common")),
            ("lkjihgfedcba", Some("password-common")),
            ("Password123", Some("password-common")),
            ("ｐａｓｓｗｏｒｄ123", Some("password-common")),
            ("1qaz2wsx3edc", Some("password-common")),
            ("my zhang.sl secret", Some("password-has-name")),
            ("MY-ZHANG.SL-SECRET", Some("password-has-name")),
            ("张示例的密码是什么呢", Some("password-has-name")),
            ("alllowercaseisfine", None),
        ] {
            let found =
                check_password(password, "zhang.sl", "张示例").err().map(|f| f.message.key.to_string());
            assert_eq!(found.as_deref(), fault, "{password}");
        }
        assert!(check_password(&"长而又长的密码".repeat(100), "a", "b").is_err());
        for common in COMMON {
            assert!(common.chars().count() >= PASSWORD_MIN && fold(common) == *common, "{common}");
        }
    }

    #[test]
    fn users_of_units_have_units() {
        let data = |name: &str, role, unit: Option<i64>| UserData {
            name: name.into(),
            display: "张示例".into(),
            role,
            unit: unit.map(Id),
            person: None,
        };
        let key = |data| check(&clean(data), &Units::default()).err().map(|f| f.message.key.to_string());
        assert_eq!(key(data("Zhang.SL", Role::Supervision, None)), None);
        assert_eq!(key(data("张示例", Role::Auditor, None)), None);
        assert_eq!(key(data("zhang", Role::UnitHandler, None)).as_deref(), Some("user-unit-missing"));
        assert_eq!(key(data("zhang", Role::UnitHandler, Some(5))).as_deref(), Some("user-unit-unknown"));
        for name in ["", "a", "a/b", "a'b", "a<b>", &"长".repeat(41)] {
            assert_eq!(key(data(name, Role::Auditor, None)).as_deref(), Some("user-name-form"), "{name}");
        }
        assert_eq!(clean(data(" Zhang ＳＬ", Role::Auditor, None)).name, "zhangsl");
    }
}
