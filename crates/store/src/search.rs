//! Full-text search of Chinese and English without a dictionary: Chinese text is indexed by overlapping pairs of
//! characters (and single ones), words of other scripts as they are. The tokens go to SQLite FTS5 or to a PostgreSQL
//! tsvector, both told to split at spaces only (docs/decisions/0004).

/// The tokens of a text, separated by spaces, for the index.
pub fn index_tokens(text: &str) -> String {
    let mut tokens = String::with_capacity(text.len() * 2);
    runs(text, |run| match run {
        Run::Word(word) => push(&mut tokens, &word),
        Run::Han(chars) => {
            for (i, c) in chars.iter().enumerate() {
                push(&mut tokens, c.encode_utf8(&mut [0; 4]));
                if let Some(next) = chars.get(i + 1) {
                    push(&mut tokens, &String::from_iter([*c, *next]));
                }
            }
        }
    });
    tokens
}

/// The tokens that a query asks for: all of them must be there. Empty when nothing can be searched for.
pub fn query_tokens(query: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    runs(query, |run| match run {
        Run::Word(word) => tokens.push(word),
        Run::Han(chars) if chars.len() == 1 => tokens.push(chars[0].to_string()),
        Run::Han(chars) => tokens.extend(chars.windows(2).map(String::from_iter)),
    });
    tokens.sort_unstable();
    tokens.dedup();
    tokens.truncate(32);
    tokens
}

/// An FTS5 query for `tokens`.
pub fn fts5(tokens: &[String]) -> String {
    let quoted: Vec<String> = tokens.iter().map(|token| format!("\"{token}\"")).collect();
    quoted.join(" AND ")
}

/// A tsquery for `tokens`.
pub fn tsquery(tokens: &[String]) -> String {
    let quoted: Vec<String> = tokens.iter().map(|token| format!("'{token}'")).collect();
    quoted.join(" & ")
}

enum Run {
    Word(String),
    Han(Vec<char>),
}

fn runs(text: &str, mut take: impl FnMut(Run)) {
    let mut word = String::new();
    let mut han = Vec::new();
    for c in text.chars().chain([' ']) {
        let is_han = is_han(c);
        if !is_han && !han.is_empty() {
            take(Run::Han(std::mem::take(&mut han)));
        }
        if (is_han || !c.is_alphanumeric()) && !word.is_empty() {
            take(Run::Word(std::mem::take(&mut word)));
        }
        if is_han {
            han.push(c);
        } else if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn push(tokens: &mut String, token: &str) {
    if !tokens.is_empty() {
        tokens.push(' ');
    }
    tokens.push_str(token);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_indexed_by_pairs_and_words_as_they_are() {
        assert_eq!(index_tokens("Z2线开工"), "z2 线 线开 开 开工 工");
        assert_eq!(query_tokens("安全发展"), ["全发", "发展", "安全"]);
        assert_eq!(query_tokens("\"; drop'"), ["drop"]);
        assert!(query_tokens("，。").is_empty());
    }
}
