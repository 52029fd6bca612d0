//! The language filter (clause 4.15).

use serde_json::{Map, Value};

use crate::model::NULL;

/// The text that a list of language ranges with their weights (RFC 4647 and the syntax of Accept-Language) prefers, and
/// the tag it stands under. Where none fits, any: the default (`@none`) if there is one. `None` where there is nothing
/// to choose, or the map says that the property is deleted.
pub(super) fn best<'a>(map: &'a Map<String, Value>, ranges: &str) -> Option<(&'a str, &'a Value)> {
    if map.len() == 1 && map.get("@none").and_then(Value::as_str) == Some(NULL) {
        return None;
    }
    let mut wanted: Vec<(&str, f32)> = ranges.split(',').filter_map(weighed).collect();
    wanted.sort_by(|a, b| b.1.total_cmp(&a.1));
    let fit = wanted.iter().find_map(|(range, _)| fitting(map, range));
    let any = || map.get_key_value("@none").or_else(|| map.iter().next());
    fit.or_else(any).map(|(tag, text)| (tag.as_str(), text))
}

/// `fr;q=0.9`
fn weighed(part: &str) -> Option<(&str, f32)> {
    let mut parts = part.split(';');
    let range = parts.next()?.trim();
    let weight =
        parts.find_map(|p| p.trim().strip_prefix("q=")).map_or(Some(1.0), |q| q.trim().parse().ok())?;
    (!range.is_empty() && weight > 0.0).then_some((range, weight))
}

/// The tag itself, then a more special one (`fr` finds `fr-CH`), then ever more general ones (`fr-CH` finds `fr`).
fn fitting<'a>(map: &'a Map<String, Value>, range: &str) -> Option<(&'a String, &'a Value)> {
    if range == "*" {
        return map.iter().next();
    }
    let mut range = range;
    loop {
        let exact = map.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(range));
        let special = || {
            map.iter().find(|(tag, _)| {
                tag.get(..range.len()).is_some_and(|start| start.eq_ignore_ascii_case(range))
                    && tag.as_bytes().get(range.len()) == Some(&b'-')
            })
        };
        if let Some(found) = exact.or_else(special) {
            return Some(found);
        }
        range = &range[..range.rfind('-')?];
    }
}
