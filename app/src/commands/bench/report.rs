//! The table that a benchmark prints.

use std::fmt::Write;
use std::time::{Duration, Instant};

use qipan_kernel::Outcome;
use qipan_store::Engine;
use serde_json::{Value, json};

use super::BenchArgs;

/// Times of many runs, sorted.
pub type Times = Vec<Duration>;

/// Runs `work` so often and keeps the times; one run before counts for nothing.
pub fn time_many(count: usize, mut work: impl FnMut(usize) -> Outcome<()>) -> Outcome<Times> {
    work(0)?;
    let mut times = Vec::with_capacity(count);
    for i in 0..count {
        let started = Instant::now();
        work(i)?;
        times.push(started.elapsed());
    }
    times.sort();
    Ok(times)
}

/// A percentile in milliseconds.
pub fn percentile(times: &Times, percent: usize) -> f64 {
    let index = (times.len() * percent / 100).min(times.len().saturating_sub(1));
    times.get(index).map_or(f64::NAN, |time| time.as_secs_f64() * 1e3)
}

struct Row {
    what: String,
    ours: String,
    bare: String,
}

/// The report.
pub struct Report {
    title: String,
    rows: Vec<Row>,
    /// The bare engine's grid of today.
    pub bare_grid_today: Option<Times>,
    /// The bare engine's grid of a past day.
    pub bare_grid_past: Option<Times>,
    /// The bare engine's page of 50 rows.
    pub bare_list: Option<Times>,
}

impl Report {
    /// An empty report.
    pub fn new(engine: Engine, args: &BenchArgs, built: Duration) -> Report {
        let title = format!(
            "{} commitments, {} versions, {} units, {} lines on {}; built in {:.0} s",
            args.commitments,
            args.commitments * args.versions,
            args.units,
            args.lines,
            super::engine_name(engine),
            built.as_secs_f64()
        );
        Report::titled(title)
    }

    /// An empty report with this title.
    pub fn titled(title: String) -> Report {
        Report { title, rows: Vec::new(), bare_grid_today: None, bare_grid_past: None, bare_list: None }
    }

    fn row(&mut self, what: &str, ours: String, bare: String) {
        eprintln!("  {what}: {ours}");
        self.rows.push(Row { what: what.to_owned(), ours, bare });
    }

    /// A figure without a time.
    pub fn plain(&mut self, what: &str, figure: String) {
        self.row(what, figure, String::new());
    }

    /// Something done once.
    pub fn add(&mut self, what: &str, of: String, bare: Option<Duration>, took: Duration) {
        let bare = bare.map(|bare| format!("{:.2} s", bare.as_secs_f64())).unwrap_or_default();
        self.row(what, format!("{:.2} s ({of})", took.as_secs_f64()), bare);
    }

    /// Something done many times.
    pub fn timed(&mut self, what: &str, ours: &Times, bare: Option<Times>) {
        let show = |times: &Times| {
            format!("p50 {:.1} ms, p99 {:.1} ms", percentile(times, 50), percentile(times, 99))
        };
        self.row(what, show(ours), bare.as_ref().map(show).unwrap_or_default());
    }

    /// Acts a second.
    pub fn rate(&mut self, what: &str, ours: f64, bare: f64, latency: &str) {
        self.row(what, format!("{ours:.0}/s ({latency})"), format!("{bare:.0}/s without HTTP"));
    }

    /// Requests a second, with the bare engine's rate where there is one.
    pub fn rate_beside(&mut self, what: &str, ours: f64, latency: &str, bare: Option<f64>) {
        let bare = bare.map(|bare| format!("{bare:.0}/s without HTTP")).unwrap_or_default();
        self.row(what, format!("{ours:.0}/s ({latency})"), bare);
    }

    /// As a table for docs/benchmarks.md.
    pub fn markdown(&self) -> String {
        let mut text = format!("{}\n\n| what | Qipan | bare engine, same run |\n|---|---|---|\n", self.title);
        for row in &self.rows {
            let _ = writeln!(text, "| {} | {} | {} |", row.what, row.ours, row.bare);
        }
        text
    }

    /// As JSON.
    pub fn json(&self) -> Value {
        let rows: Vec<Value> = self
            .rows
            .iter()
            .map(|row| json!({ "what": row.what, "ours": row.ours, "bare": row.bare }))
            .collect();
        json!({ "title": self.title, "rows": rows })
    }
}
