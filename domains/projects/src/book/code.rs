//! The code that the online platform of investment projects gives (项目代码): 24 characters, `YYMM-RRRRRR-DD-TT-NNNNNC`
//! (GB/T 40058-2021, 发改投资〔2020〕1439号; Government Investment Regulations article 10).
//!
//! Its parts are checked as far as they are published: month, division, digits. How the last character follows from the
//! others is not, so it is only required to be a digit or a capital letter.

use qipan_kernel::{Failure, Outcome};

/// How long the parts are.
const PARTS: [usize; 5] = [4, 6, 2, 2, 6];

/// The code in its usual form, from one with or without hyphens and spaces, in either case.
///
/// # Errors
/// `project-code-shape`, `project-code-month`.
pub fn normal(text: &str) -> Outcome<String> {
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '—' | '–' | '－' | '_'))
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let shape = || Failure::invalid("project-code-shape").at("code");
    let (body, check) = plain.split_at_checked(19).ok_or_else(shape)?;
    let checks =
        check.len() == 1 && check.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    if !body.bytes().all(|byte| byte.is_ascii_digit()) || !checks {
        return Err(shape());
    }
    if !(1..=12).contains(&plain[2..4].parse::<u32>().unwrap_or(0)) {
        return Err(Failure::invalid("project-code-month").with("month", &plain[2..4]).at("code"));
    }
    let (mut parts, mut rest) = (Vec::new(), plain.as_str());
    for length in PARTS {
        let (part, after) = rest.split_at(length);
        parts.push(part);
        rest = after;
    }
    Ok(parts.join("-"))
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn codes_are_read_in_any_writing_and_refused_in_part() {
        for (given, wanted) in [
            ("2603-120116-04-01-123456", Ok("2603-120116-04-01-123456")),
            ("26031201160401123456", Ok("2603-120116-04-01-123456")),
            (" 2603－120116－04－01－12345x ", Ok("2603-120116-04-01-12345X")),
            ("2613-120116-04-01-123456", Err("project-code-month")),
            ("2600-120116-04-01-123456", Err("project-code-month")),
            ("2603-12011A-04-01-123456", Err("project-code-shape")),
            ("2603-120116-04-01-12345", Err("project-code-shape")),
            ("2603-120116-04-01-1234567", Err("project-code-shape")),
            ("二六〇三-120116-04-01-123456", Err("project-code-shape")),
            ("", Err("project-code-shape")),
        ] {
            let found = normal(given).map_err(|failure| failure.message.key);
            assert_eq!(found.as_deref().map_err(|key| key.as_ref()), wanted, "{given}");
        }
    }
}
