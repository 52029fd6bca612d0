//! English duties: “the Office shall”, “led by … with …”.

use std::ops::Range;

use super::super::lexicon::{EN, Kind};
use super::super::rules;
use super::super::text::{is_han, trim};
use super::super::units::{UnitIndex, is_collective, looks_like_unit, split_list};
use super::{Duties, push};

pub(super) fn english(text: &str, index: &UnitIndex, duties: &mut Duties) {
    let marks = EN.marks(text);
    let speech = marks
        .iter()
        .filter(|mark| mark.kind == Kind::Speech)
        .map(|mark| mark.range.end)
        .next_back()
        .unwrap_or(0);
    if let Some(modal) = marks.iter().find(|mark| mark.kind == Kind::Modal && mark.range.start >= speech) {
        let from = text[speech..modal.range.start].rfind([';', ':']).map_or(speech, |at| speech + at + 1);
        let subject = trim(text, from..modal.range.start);
        // “In addition to …, the non-pilot units must”: the part after the last comma that has a head.
        let mut subject =
            subject.start..subject.start + text[subject.clone()].trim_end_matches([',', ' ']).len();
        // “The meeting decided that the Education Bureau shall”
        if let Some(at) = text[subject.clone()].rfind(" that ") {
            subject.start += at + " that ".len();
        }
        subject.start += {
            let words = &text[subject.clone()];
            words.len() - super::super::numbering::strip(words).len()
        };
        for word in ["that ", "First, ", "Second, ", "Third, "] {
            if text[subject.clone()].starts_with(word) {
                subject.start += word.len();
            }
        }
        take_subject(text, subject, index, duties);
    }
    let lower = text.to_ascii_lowercase();
    for (phrase, lead) in [
        ("led by ", true),
        ("together with ", false),
        ("with support from ", false),
        ("assisted by ", false),
        ("in partnership with ", false),
        ("in cooperation with ", false),
        ("in coordination with ", false),
        ("in conjunction with ", false),
        ("jointly with ", false),
        ("supported by ", false),
        ("with the support of ", false),
    ] {
        let Some(at) = lower.find(phrase).map(|at| at + phrase.len()) else { continue };
        let end = names_end(text, at);
        // “led by A with B”
        let beside = lead.then(|| text[at..end].find(" with ")).flatten().map(|len| at + len);
        if let Some(beside) = beside {
            let from = beside + " with ".len();
            let names = split_list(&text[from..end], index)
                .into_iter()
                .map(|name| from + name.start..from + name.end);
            let names = names.filter(|name| looks_like_unit(&text[name.clone()])).collect();
            push(&mut duties.cooperating, names, rules::UNIT_TOGETHER);
        }
        let end = beside.unwrap_or(end);
        let list: Vec<Range<usize>> = split_list(&text[at..end], index)
            .into_iter()
            .map(|name| at + name.start..at + name.end)
            .filter(|name| {
                index.lookup(&text[name.clone()]).is_some() || looks_like_unit(&text[name.clone()])
            })
            .collect();
        duties.stated |= !list.is_empty();
        let rule = if lead { rules::UNIT_LEAD } else { rules::UNIT_TOGETHER };
        push(if lead { &mut duties.lead } else { &mut duties.cooperating }, list, rule);
    }
    for phrase in [
        " is responsible for",
        " are responsible for",
        " takes the lead",
        " take the lead",
        " shall be responsible for",
        " will lead",
        " shall lead",
        " to lead,",
        " to lead.",
        " leads,",
        " leads.",
    ] {
        if let Some(at) = lower.find(phrase).filter(|at| !lower[at + phrase.len()..].starts_with(" to ")) {
            let from = text[..at].rfind([',', ';', '.', '(']).map_or(0, |comma| comma + 1);
            if duties.lead.is_empty() {
                take_subject(text, trim(text, from..at), index, duties);
            }
            duties.stated |= !duties.lead.is_empty();
        }
    }
}

/// Where a list of units that begins at `from` ends: at a mark behind which no unit is named.
fn names_end(text: &str, from: usize) -> usize {
    let mut end = from;
    loop {
        let next = text[end..].find([',', ';', '.', ')']).map_or(text.len(), |len| end + len);
        let more = text[next..].strip_prefix(", ").is_some_and(|rest| {
            let name = rest.split([',', ';', '.', ')']).next().unwrap_or("");
            let name = name.split(" and ").next().unwrap_or(name);
            let name = name.strip_prefix("and ").unwrap_or(name);
            let cased = name.starts_with(|c: char| c.is_uppercase()) || is_collective(name);
            cased && looks_like_unit(name)
        });
        if !more {
            return next;
        }
        end = next + 2;
    }
}

pub(super) fn take_subject(text: &str, subject: Range<usize>, index: &UnitIndex, duties: &mut Duties) {
    let words = &text[subject.clone()];
    if words.split_whitespace().count() > 16 || words.chars().any(is_han) {
        return;
    }
    let names = split_list(words, index);
    let known = |name: &str| {
        index.lookup(name).is_some()
            || (looks_like_unit(name) && (is_collective(name) || name.contains(|c: char| c.is_uppercase())))
    };
    let mut names: Vec<Range<usize>> = names.into_iter().filter(|name| known(&words[name.clone()])).collect();
    if names.is_empty() {
        return;
    }
    let first = names.remove(0);
    duties.lead.push((subject.start + first.start..subject.start + first.end, rules::UNIT_SUBJECT));
    let rest = names.into_iter().map(|name| subject.start + name.start..subject.start + name.end).collect();
    push(&mut duties.cooperating, rest, rules::UNIT_LATER);
}
