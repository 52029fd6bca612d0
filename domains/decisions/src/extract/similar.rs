//! How alike two commitments are, so that one promised in two documents is offered for linking and counted once.

use std::collections::HashMap;

use super::limits;
use super::text::{fold, is_han};
use super::types::Draft;

/// From this likeness on, two statements are offered as the same commitment.
pub const SAME: u8 = 60;

/// Likeness of two texts, 0–100: Dice's coefficient over Chinese character pairs and English words (or the
/// share of the shorter text that the longer contains), folded to simplified characters and lower case.
pub fn similarity(a: &str, b: &str) -> u8 {
    likeness(&shingles(a), &shingles(b))
}

/// Likeness of a statement and a label, 0–100. Where a plan has a name and a task beside it the statement says both
/// (教育强基工程：改扩建学校4所), and a label may give either; it may leave out the limit that a statement opens with.
pub fn stated(statement: &str, label: &str) -> u8 {
    let parts = statement.split_once('：').map_or([statement; 2], |(name, task)| [name, task]);
    [statement, parts[0], parts[1], undated(statement)]
        .iter()
        .map(|part| similarity(part, label))
        .max()
        .unwrap_or(0)
}

/// A statement without the limit that it opens with (于5月20日前完成…), which stands in a field of its own.
fn undated(statement: &str) -> &str {
    let rest = statement.strip_prefix(['于', '在']).unwrap_or(statement);
    let hits = limits::scan(rest, limits::Clock::default(), limits::Place::Prose);
    let opens = hits.first().filter(|hit| hit.range.start == 0);
    opens.map_or(statement, |hit| rest[hit.range.end..].trim_start_matches(['，', ' ']))
}

fn likeness(a: &HashMap<String, u32>, b: &HashMap<String, u32>) -> u8 {
    let (first, second) = (a.values().sum::<u32>(), b.values().sum::<u32>());
    if first == 0 || second == 0 {
        return 0;
    }
    let shared: u32 = a.iter().map(|(piece, count)| b.get(piece).map_or(0, |other| *count.min(other))).sum();
    let alike = 200 * shared / (first + second);
    // A statement that contains a shorter one says the same with its limit or place added.
    let shorter = first.min(second);
    let within = if shorter >= 6 { 85 * shared / shorter } else { 0 };
    alike.max(within).min(100) as u8
}

const STOP: &[&str] =
    &["the", "of", "and", "to", "in", "a", "an", "for", "with", "on", "by", "is", "be", "it"];

fn shingles(text: &str) -> HashMap<String, u32> {
    let folded = fold(text).to_lowercase();
    let mut pieces: HashMap<String, u32> = HashMap::new();
    let mut previous: Option<char> = None;
    let mut word = String::new();
    for c in folded.chars().chain([' ']) {
        if is_han(c) {
            if let Some(before) = previous {
                *pieces.entry([before, c].iter().collect()).or_default() += 1;
            }
            previous = Some(c);
        } else if c.is_alphanumeric() {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            let stem = word.trim_end_matches('s').to_owned();
            if !STOP.contains(&word.as_str()) {
                *pieces.entry(stem).or_default() += 1;
            }
            word.clear();
        }
        if !is_han(c) && c != '的' && !c.is_whitespace() {
            previous = None;
        }
    }
    pieces
}

/// The candidate most like the draft, with the likeness, when it is alike enough. A different named lead lowers the
/// likeness by a tenth: one task is often given to several districts in the same words.
pub fn same_commitment<'a, T>(
    draft: &Draft,
    candidates: impl IntoIterator<Item = (&'a T, &'a str, Option<qipan_kernel::Id>)>,
) -> Option<(&'a T, u8)> {
    let wanted = shingles(&draft.statement);
    let lead = draft.lead.as_ref().and_then(|unit| unit.matched);
    candidates
        .into_iter()
        .map(|(key, statement, unit)| {
            let alike = likeness(&wanted, &shingles(statement));
            let other = lead.is_some() && unit.is_some() && lead != unit;
            (key, if other { alike - alike / 10 } else { alike })
        })
        .filter(|(_, alike)| *alike >= SAME)
        .max_by_key(|(_, alike)| *alike)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_statements() {
        for (statement, label) in [
            ("教育强基工程：改扩建学校4所", "改扩建学校4所"),
            ("于5月20日前完成17处易涝点整治", "完成17处易涝点整治"),
            ("6月底前购置泵车6台", "购置泵车6台"),
        ] {
            assert_eq!(stated(statement, label), 100, "{statement}");
            assert_eq!(stated(statement, statement), 100, "{statement}");
        }
        assert!(stated("完成17处易涝点整治", "购置移动泵车6台") < 60);
    }

    #[test]
    fn the_same_task_in_other_words_is_alike() {
        assert_eq!(similarity("推进智慧城市建设", "推进智慧城市建设"), 100);
        assert!(similarity("推進智慧城市建設", "推进智慧城市建设") == 100);
        assert!(similarity("2026年6月底前建成政务数据共享平台", "建成全区政务数据共享平台") >= SAME);
        assert!(similarity("修订住房保障实施细则", "开展安全生产大检查") < 20);
        assert!(
            similarity(
                "Refine the smart city construction plan",
                "refine and improve the plan of the smart city construction"
            ) >= SAME
        );
    }
}
