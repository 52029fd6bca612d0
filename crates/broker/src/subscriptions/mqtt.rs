//! Notifications by MQTT (clause 7): headers and body in one message, since MQTT 3.1.1 has no headers.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rumqttc::{Outgoing, TlsConfiguration, Transport, v5};
use serde_json::{Map, Value};
use tokio::runtime::Handle;
use tokio::time::error::Elapsed;
use tokio::time::timeout;

use super::endpoint::Mqtt;
use super::matching::Sub;
use super::notify::Message;
use super::post::tls;
use super::send::Sent;
use crate::guard::Guard;

/// A connection that nobody used for so long (milliseconds) is not used again: nobody has kept it alive.
const KEPT_MS: i64 = 30_000;
/// Connections that are kept.
const SPARE: usize = 256;
/// Largest message, in bytes.
const LARGEST: usize = 64 * 1024 * 1024;

/// A connection: the handle to publish by, and what moves its bytes.
enum Client {
    Three(rumqttc::AsyncClient, Box<rumqttc::EventLoop>),
    Five(v5::AsyncClient, Box<v5::EventLoop>),
}

/// One for each subscription: a broker keeps the order of messages of one connection only.
type Spares = HashMap<(i64, Mqtt), (i64, Client)>;

/// Connections to MQTT brokers.
pub struct Clients {
    guard: Guard,
    runtime: Handle,
    spare: Mutex<Spares>,
    /// Makes names of clients unique among processes …
    name: String,
    /// … and in this one.
    number: AtomicU64,
    clock: Box<dyn Fn() -> i64 + Send + Sync>,
}

impl Clients {
    /// No connection yet. `name` is unique among processes; `clock` tells milliseconds.
    pub fn new(
        guard: Guard,
        runtime: Handle,
        name: String,
        clock: Box<dyn Fn() -> i64 + Send + Sync>,
    ) -> Clients {
        Clients { guard, runtime, spare: Mutex::default(), name, number: AtomicU64::new(0), clock }
    }

    /// Publishes a message and waits until the broker has it, as far as the quality of service tells.
    pub fn send(&self, sub: &Sub, message: &Message, patience: Duration) -> Sent {
        let place = match sub.doc.notification.endpoint.mqtt() {
            Ok(place) => place,
            Err(error) => return Sent::Unreachable(format!("{error:?}")),
        };
        let payload = payload(sub, message);
        // One connection serves all topics and qualities of a login.
        let key = (sub.id, Mqtt { topic: String::new(), qos: 0, ..place.clone() });
        if let Some(mut client) = self.spare(&key)
            && self.runtime.block_on(client.alive())
            && let Ok(Ok(())) = self.wait(patience, client.publish(&place, payload.clone()))
        {
            self.keep(key, client);
            return Sent::Received;
        }
        let mut client = match self.connect(&place) {
            Ok(client) => client,
            Err(error) => return Sent::Unreachable(error),
        };
        match self.wait(patience, client.publish(&place, payload)) {
            Ok(Ok(())) => {
                self.keep(key, client);
                Sent::Received
            }
            Ok(Err(error)) => Sent::Unreachable(error),
            Err(_) => Sent::Unreachable("no answer in time".to_owned()),
        }
    }

    fn wait<T>(&self, patience: Duration, done: impl Future<Output = T>) -> Result<T, Elapsed> {
        self.runtime.block_on(async { timeout(patience, done).await })
    }

    fn spare(&self, key: &(i64, Mqtt)) -> Option<Client> {
        let now = (self.clock)();
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        spare.retain(|_, (at, _)| now - *at < KEPT_MS);
        spare.remove(key).map(|(_, client)| client)
    }

    fn keep(&self, key: (i64, Mqtt), client: Client) {
        let now = (self.clock)();
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        if spare.len() < SPARE {
            spare.insert(key, (now, client));
        }
    }

    fn connect(&self, place: &Mqtt) -> Result<Client, String> {
        let found = self.guard.resolve(&place.host, place.port).map_err(|refused| refused.to_string())?;
        // The address that was checked, not the name, which may mean another one by now; TLS needs the name.
        let host = match found.first() {
            Some(address) if !place.secure => address.ip().to_string(),
            _ => place.host.trim_matches(['[', ']']).to_owned(),
        };
        let id = format!("{}-{}", self.name, self.number.fetch_add(1, Ordering::Relaxed));
        let transport = || {
            if place.secure {
                Transport::tls_with_config(TlsConfiguration::from(tls()))
            } else {
                Transport::tcp()
            }
        };
        Ok(if place.five {
            let mut options = v5::MqttOptions::new(id, host, place.port);
            options.set_transport(transport()).set_clean_start(true);
            if let Some((user, password)) = &place.login {
                options.set_credentials(user.as_str(), password.as_str());
            }
            let (client, events) = v5::AsyncClient::new(options, 4);
            Client::Five(client, Box::new(events))
        } else {
            let mut options = rumqttc::MqttOptions::new(id, host, place.port);
            options
                .set_transport(transport())
                .set_clean_session(true)
                .set_max_packet_size(64 * 1024, LARGEST);
            if let Some((user, password)) = &place.login {
                options.set_credentials(user.as_str(), password.as_str());
            }
            let (client, events) = rumqttc::AsyncClient::new(options, 4);
            Client::Three(client, Box::new(events))
        })
    }
}

impl Client {
    /// Whether a kept connection is there still. Asked before it is used: with the lowest quality nobody says that
    /// a message went nowhere.
    async fn alive(&mut self) -> bool {
        let soon = Duration::from_millis(2);
        loop {
            let broken = match self {
                Client::Three(_, events) => timeout(soon, events.poll()).await.map(|event| event.is_err()),
                Client::Five(_, events) => timeout(soon, events.poll()).await.map(|event| event.is_err()),
            };
            match broken {
                Ok(true) => return false,
                Ok(false) => {}
                // Nothing comes: neither messages nor its end.
                Err(_) => return true,
            }
        }
    }

    async fn publish(&mut self, place: &Mqtt, payload: Vec<u8>) -> Result<(), String> {
        match self {
            Client::Three(client, events) => {
                use rumqttc::{Event, Packet, QoS};
                let qos =
                    [QoS::AtMostOnce, QoS::AtLeastOnce, QoS::ExactlyOnce][usize::from(place.qos.min(2))];
                let topic = place.topic.as_str();
                client.publish(topic, qos, false, payload).await.map_err(|e| e.to_string())?;
                loop {
                    let event = events.poll().await.map_err(|e| e.to_string())?;
                    let done = matches!(
                        (qos, event),
                        (QoS::AtMostOnce, Event::Outgoing(Outgoing::Publish(_)))
                            | (QoS::AtLeastOnce, Event::Incoming(Packet::PubAck(_)))
                            | (QoS::ExactlyOnce, Event::Incoming(Packet::PubComp(_)))
                    );
                    if done {
                        return Ok(());
                    }
                }
            }
            Client::Five(client, events) => {
                use v5::Event;
                use v5::mqttbytes::QoS;
                use v5::mqttbytes::v5::Packet;
                let qos =
                    [QoS::AtMostOnce, QoS::AtLeastOnce, QoS::ExactlyOnce][usize::from(place.qos.min(2))];
                let topic = place.topic.as_str();
                client.publish(topic, qos, false, payload).await.map_err(|e| e.to_string())?;
                loop {
                    let event = events.poll().await.map_err(|e| e.to_string())?;
                    let done = matches!(
                        (qos, event),
                        (QoS::AtMostOnce, Event::Outgoing(Outgoing::Publish(_)))
                            | (QoS::AtLeastOnce, Event::Incoming(Packet::PubAck(_)))
                            | (QoS::ExactlyOnce, Event::Incoming(Packet::PubComp(_)))
                    );
                    if done {
                        return Ok(());
                    }
                }
            }
        }
    }
}

/// `{"metadata": …, "body": …}` (clause 7.2): what HTTP has in headers stands in the metadata.
fn payload(sub: &Sub, message: &Message) -> Vec<u8> {
    let mut metadata = Map::new();
    metadata.insert("Content-Type".to_owned(), Value::from(message.media));
    if let Some(link) = &message.link {
        metadata.insert("Link".to_owned(), Value::from(link.as_str()));
    }
    if let Some(tenant) = &sub.tenant_name {
        metadata.insert("NGSILD-Tenant".to_owned(), Value::from(tenant.as_str()));
    }
    for pair in &sub.doc.notification.endpoint.receiver_info {
        metadata.insert(pair.key.clone(), Value::from(pair.value.as_str()));
    }
    let mut out = b"{\"metadata\":".to_vec();
    out.extend_from_slice(Value::Object(metadata).to_string().as_bytes());
    out.extend_from_slice(b",\"body\":");
    out.extend_from_slice(&message.body);
    out.push(b'}');
    out
}
