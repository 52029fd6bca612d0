//! Sending one message: by HTTP or by MQTT.

use std::sync::Arc;
use std::time::Duration;

use qipan_accounts::http::Site;
use tokio::runtime::Handle;

use super::endpoint::Endpoint;
use super::matching::Sub;
use super::mqtt;
use super::notify::Message;
use super::post;
use crate::guard::Guard;

/// How long a receiver may take, unless the subscription says otherwise.
const PATIENCE: Duration = Duration::from_secs(5);
/// … and how long at most, whatever it says.
const LONGEST: Duration = Duration::from_secs(30);

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
    posts: post::Posts,
    mqtt: mqtt::Clients,
}

impl Sender {
    /// A sender that connects to what `guard` allows; `name` tells this process from others.
    pub fn new(site: &Arc<Site>, guard: &Guard, name: i64, runtime: Handle) -> Sender {
        let site = site.clone();
        let (name, clock) = (format!("qipan-{name:x}"), Box::new(move || site.now().0));
        Sender {
            posts: post::Posts::new(guard.clone(), runtime.clone()),
            mqtt: mqtt::Clients::new(guard.clone(), runtime, name, clock),
        }
    }

    /// Sends a message to the endpoint of its subscription.
    pub fn send(&self, sub: &Sub, message: &Message) -> Sent {
        let endpoint = &sub.doc.notification.endpoint;
        let patience = patience(endpoint);
        if sub.place.starts_with("mqtt") {
            self.mqtt.send(sub, message, patience)
        } else {
            self.posts.send(sub, message, patience)
        }
    }
}

/// How long to wait for a receiver.
fn patience(endpoint: &Endpoint) -> Duration {
    let given = endpoint.timeout.as_ref().and_then(serde_json::Number::as_f64);
    given.map_or(PATIENCE, |ms| Duration::from_secs_f64((ms / 1e3).clamp(0.001, LONGEST.as_secs_f64())))
}
