//! Times, durations and methods are read or refused; any period over any times is summed up.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qipan_ngsild::evolution::Evolution;
use qipan_ngsild::query::{Aggregation, TemporalQ};
use qipan_ngsild::{Attr, Timestamp};
use serde_json::json;

/// Years 1 to 9999, as DateTimes are.
const MOMENTS: std::ops::Range<i64> = -62_135_596_800_000_000..253_402_300_800_000_000;

fuzz_target!(|input: (&str, &str, Vec<i64>)| {
    let (period, time, moments) = input;
    let _ = TemporalQ::parse(Some("before"), Some(time), None, None, Some(time));
    let Ok(aggregation) = Aggregation::parse("totalCount,avg", Some(period)) else { return };
    let span = MOMENTS.end - MOMENTS.start;
    let seen = |at: &i64| Attr {
        value: json!(1),
        observed_at: Some(Timestamp(MOMENTS.start + at.rem_euclid(span))),
        ..Attr::default()
    };
    let attrs = [("a".to_owned(), moments.iter().take(100).map(seen).collect())].into();
    let evolution = Evolution { attrs, ..Evolution::default() };
    let all = evolution.aggregate(&TemporalQ::default(), &aggregation, &[]);
    for row in all.into_iter().flat_map(|all| all.into_values()).flatten().flat_map(|one| one.rows) {
        assert!(row.1.iter().all(|row| row.from <= row.until));
    }
});
