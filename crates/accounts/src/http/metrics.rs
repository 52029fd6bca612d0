//! Counters of requests, for `/metrics` in the Prometheus text format.

use std::sync::Mutex;
use std::sync::PoisonError;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Labels {
    method: &'static str,
    route: &'static str,
    status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct JobLabels {
    state: String,
}

/// The counters of a process.
pub struct Metrics {
    registry: Mutex<Registry>,
    requests: Family<Labels, Counter>,
    seconds: Histogram,
    jobs: Family<JobLabels, Gauge>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("qipan");
        let requests = Family::<Labels, Counter>::default();
        let seconds = Histogram::new([0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0]);
        let jobs = Family::<JobLabels, Gauge>::default();
        registry.register("http_requests", "Requests answered", requests.clone());
        registry.register("http_request_seconds", "Time from request to answer", seconds.clone());
        registry.register("jobs", "Jobs in the store, by state", jobs.clone());
        Metrics { registry: Mutex::new(registry), requests, seconds, jobs }
    }
}

impl Metrics {
    /// Counts one answered request. `route` is the pattern, never the path: the number of series stays bounded.
    pub fn answered(&self, method: &'static str, route: &'static str, status: u16, seconds: f64) {
        self.requests.get_or_create(&Labels { method, route, status }).inc();
        self.seconds.observe(seconds);
    }

    /// Sets the number of jobs in each state.
    pub fn set_jobs(&self, counts: &[(String, i64)]) {
        self.jobs.clear();
        for (state, count) in counts {
            self.jobs.get_or_create(&JobLabels { state: state.clone() }).set(*count);
        }
    }

    /// All counters as text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = encode(&mut text, &self.registry.lock().unwrap_or_else(PoisonError::into_inner));
        text
    }
}
