//! Sending one message: by HTTP or by MQTT.

use std::sync::Arc;
use std::time::Duration;

use qipan_accounts::http::Site;
use ureq::Agent;

use super::endpoint::{Endpoint, header};
use super::matching::Sub;
use super::mqtt;
use super::notify::Message;
use crate::guard::Guard;

/// How long a receiver may take, unless the subscription says otherwise.
const PATIENCE: Duration = Duration::from_secs(5);
/// … and how long at most, whatever it says.
const LONGEST: Duration = Duration::from_secs(30);
/// So much of an answer is read, in bytes, so that the connection can be used again.
const ANSWER: u64 = 64 * 1024;

/// What became of a message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Sent {
    /// The receiver has it.
    Received,
    /// The receiver answered, but not that it has it.
    Refused(String),
    /// Nobody answered.
    Unreachable(String),
}

/// Sends messages; one for all threads.
pub struct Sender {
    agent: Agent,
    mqtt: mqtt::Clients,
}

impl Sender {
    /// A sender that connects to what `guard` allows; `name` tells this process from others.
    pub fn new(site: &Arc<Site>, guard: &Guard, name: i64, runtime: tokio::runtime::Handle) -> Sender {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_idle_connections(64)
            .max_idle_connections_per_host(8)
            .timeout_connect(Some(PATIENCE));
        let site = site.clone();
        let (name, clock) = (format!("qipan-{name:x}"), Box::new(move || site.now().0));
        Sender { agent: guard.agent(config), mqtt: mqtt::Clients::new(guard.clone(), runtime, name, clock) }
    }

    /// Sends a message to the endpoint of its subscription.
    pub fn send(&self, sub: &Sub, message: &Message) -> Sent {
        let endpoint = &sub.doc.notification.endpoint;
        let patience = patience(endpoint);
        if endpoint.uri.to_ascii_lowercase().starts_with("mqtt") {
            return self.mqtt.send(sub, message, patience);
        }
        match self.post(sub, message, patience) {
            // The receiver had closed a connection that was kept: that says nothing about it.
            Err(ureq::Error::Io(error)) if stale(error.kind()) => settle(self.post(sub, message, patience)),
            other => settle(other),
        }
    }

    fn post(&self, sub: &Sub, message: &Message, patience: Duration) -> Result<u16, ureq::Error> {
        let endpoint = &sub.doc.notification.endpoint;
        let mut request = self.agent.post(&endpoint.uri).header("content-type", message.media);
        if let Some(link) = &message.link {
            request = request.header("link", link);
        }
        if let Some(tenant) = &sub.tenant_name {
            request = request.header("ngsild-tenant", tenant);
        }
        for (name, value) in endpoint.receiver_info.iter().filter_map(header) {
            request = request.header(name, value);
        }
        let mut answer =
            request.config().timeout_global(Some(patience)).build().send(message.body.as_slice())?;
        let _ = answer.body_mut().with_config().limit(ANSWER).read_to_vec();
        Ok(answer.status().as_u16())
    }
}

/// How long to wait for a receiver.
fn patience(endpoint: &Endpoint) -> Duration {
    let given = endpoint.timeout.as_ref().and_then(serde_json::Number::as_f64);
    given.map_or(PATIENCE, |ms| Duration::from_secs_f64((ms / 1e3).clamp(0.001, LONGEST.as_secs_f64())))
}

fn stale(kind: std::io::ErrorKind) -> bool {
    use std::io::ErrorKind;
    matches!(
        kind,
        ErrorKind::ConnectionReset
            | ErrorKind::BrokenPipe
            | ErrorKind::UnexpectedEof
            | ErrorKind::ConnectionAborted
    )
}

fn settle(answer: Result<u16, ureq::Error>) -> Sent {
    match answer {
        Ok(200..=299) => Sent::Received,
        Ok(status) => Sent::Refused(status.to_string()),
        Err(error) => Sent::Unreachable(error.to_string()),
    }
}
