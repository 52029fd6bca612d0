//! To whom a notification goes and how (clauses 5.2.15 and 5.2.22, clause 7 for MQTT).

use percent_encoding::percent_decode_str;
use qipan_ngsild::{Error, Fallible};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value, json};
use ureq::http::{HeaderName, HeaderValue};

use super::input::{positive, text};

/// The form of a notification.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Accept {
    /// The context in a Link header.
    #[default]
    #[serde(rename = "application/json")]
    Json,
    /// The context in each entity.
    #[serde(rename = "application/ld+json")]
    JsonLd,
    /// A FeatureCollection.
    #[serde(rename = "application/geo+json")]
    GeoJson,
}

impl Accept {
    /// The media type.
    pub fn media(self) -> &'static str {
        match self {
            Accept::Json => "application/json",
            Accept::JsonLd => "application/ld+json",
            Accept::GeoJson => "application/geo+json",
        }
    }
}

/// A key and its value (clause 5.2.22).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Pair {
    /// The key.
    pub key: String,
    /// Its value.
    pub value: String,
}

/// An endpoint.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Endpoint {
    /// `http`, `https`, `mqtt` or `mqtts`.
    pub uri: String,
    /// The form it takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accept: Option<Accept>,
    /// Headers (or metadata) that go along.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub receiver_info: Vec<Pair>,
    /// What only we have to know: MQTT version, quality of service.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notifier_info: Vec<Pair>,
    /// Milliseconds until a notification counts as failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout: Option<Number>,
    /// Milliseconds without another try after a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cooldown: Option<Number>,
}

/// Where an MQTT endpoint is and what it wants.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Mqtt {
    /// With TLS.
    pub secure: bool,
    /// Host name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// User and password.
    pub login: Option<(String, String)>,
    /// Topic.
    pub topic: String,
    /// 0, 1 or 2.
    pub qos: u8,
    /// MQTT 5.0 and not 3.1.1.
    pub five: bool,
}

/// Headers that are the client's own business.
const OWN: [&str; 7] =
    ["host", "content-length", "content-type", "transfer-encoding", "connection", "link", "te"];

impl Endpoint {
    /// Reads an endpoint.
    ///
    /// # Errors
    /// `BadRequestData` with the path of the member in question.
    pub fn read(json: &Value) -> Fallible<Endpoint> {
        let at = |name: &str| format!("notification.endpoint.{name}");
        let missing = || Error::bad("hub-sub-endpoint").at("notification.endpoint");
        let members = json.as_object().ok_or_else(missing)?;
        let given = |name: &str| members.get(name).filter(|value| !value.is_null());
        let uri = text(&at("uri"), given("uri").ok_or_else(missing)?)?;
        let accept = match given("accept") {
            None => None,
            Some(value) => Some(
                serde_json::from_value(value.clone())
                    .map_err(|_| Error::bad("hub-sub-accept").at(at("accept")))?,
            ),
        };
        let pairs = |name: &str| match given(name) {
            None => Ok(Vec::new()),
            Some(value) => pairs(&at(name), value),
        };
        let number = |name: &str| given(name).map(|value| positive(&at(name), value)).transpose();
        let endpoint = Endpoint {
            uri: uri.to_owned(),
            accept,
            receiver_info: pairs("receiverInfo")?,
            notifier_info: pairs("notifierInfo")?,
            timeout: number("timeout")?,
            cooldown: number("cooldown")?,
        };
        let scheme = uri.split_once("://").map_or("", |(scheme, _)| scheme).to_ascii_lowercase();
        match scheme.as_str() {
            "http" | "https" => {
                let parsed = uri.parse::<ureq::http::Uri>().ok();
                if parsed.and_then(|uri| uri.host().map(|host| !host.is_empty())) != Some(true) {
                    return Err(Error::bad("hub-sub-endpoint-uri").with("uri", uri).at(at("uri")));
                }
                if let Some(wrong) = endpoint.receiver_info.iter().find(|pair| header(pair).is_none()) {
                    return Err(Error::bad("hub-sub-header")
                        .with("key", wrong.key.as_str())
                        .at(at("receiverInfo")));
                }
            }
            "mqtt" | "mqtts" => drop(endpoint.mqtt()?),
            _ => return Err(Error::bad("hub-sub-endpoint-uri").with("uri", uri).at(at("uri"))),
        }
        Ok(endpoint)
    }

    /// As clients read it.
    pub fn write(&self) -> Value {
        let mut out = Map::new();
        out.insert("uri".to_owned(), json!(self.uri));
        if let Some(accept) = self.accept {
            out.insert("accept".to_owned(), json!(accept));
        }
        for (name, pairs) in [("receiverInfo", &self.receiver_info), ("notifierInfo", &self.notifier_info)] {
            if !pairs.is_empty() {
                out.insert(name.to_owned(), json!(pairs));
            }
        }
        for (name, number) in [("timeout", &self.timeout), ("cooldown", &self.cooldown)] {
            if let Some(number) = number {
                out.insert(name.to_owned(), json!(number));
            }
        }
        Value::Object(out)
    }

    /// Scheme, host and port: what is dead or alive as one.
    pub fn place(&self) -> String {
        let (scheme, rest) = self.uri.split_once("://").unwrap_or(("", &self.uri));
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        format!("{scheme}://{host}").to_ascii_lowercase()
    }

    /// The value of a key of `notifierInfo`.
    fn notifier(&self, key: &str) -> Option<&str> {
        let found = self.notifier_info.iter().find(|pair| pair.key.eq_ignore_ascii_case(key));
        found.map(|pair| pair.value.as_str())
    }

    /// `mqtt[s]://[user[:password]@]host[:port]/topic…` (clause 7.2).
    ///
    /// # Errors
    /// `BadRequestData` for another form, another version than 3.1.1 and 5.0, another quality than 0, 1 and 2.
    pub fn mqtt(&self) -> Fallible<Mqtt> {
        let wrong = || {
            Error::bad("hub-sub-endpoint-uri").with("uri", self.uri.as_str()).at("notification.endpoint.uri")
        };
        let (scheme, rest) = self.uri.split_once("://").ok_or_else(wrong)?;
        let secure = scheme.eq_ignore_ascii_case("mqtts");
        let (authority, topic) = rest.split_once('/').ok_or_else(wrong)?;
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let topic = decoded(topic);
        if topic.is_empty() || topic.contains(['#', '+', '\0']) || topic.len() > 65_535 {
            return Err(wrong());
        }
        let (login, place) = match authority.rsplit_once('@') {
            None => (None, authority),
            Some((login, place)) => {
                let (user, password) = login.split_once(':').unwrap_or((login, ""));
                (Some((decoded(user), decoded(password))), place)
            }
        };
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, port.parse().map_err(|_| wrong())?),
            _ => (place, if secure { 8883 } else { 1883 }),
        };
        if host.is_empty() {
            return Err(wrong());
        }
        let info = |value: &str| {
            Error::bad("hub-sub-mqtt").with("value", value).at("notification.endpoint.notifierInfo")
        };
        let qos = match self.notifier("MQTT-QoS") {
            None => 0,
            Some(text) => text.parse().ok().filter(|qos| *qos <= 2).ok_or_else(|| info(text))?,
        };
        let five = match self.notifier("MQTT-Version") {
            None | Some("mqtt5.0") => true,
            Some("mqtt3.1.1") => false,
            Some(other) => return Err(info(other)),
        };
        Ok(Mqtt { secure, host: host.to_owned(), port, login, topic, qos, five })
    }
}

/// A pair of `receiverInfo` as a header; `None` where it cannot be one or is not the receiver's to decide.
pub fn header(pair: &Pair) -> Option<(HeaderName, HeaderValue)> {
    let name = HeaderName::from_bytes(pair.key.as_bytes()).ok()?;
    if OWN.contains(&name.as_str()) {
        return None;
    }
    Some((name, HeaderValue::from_str(&pair.value).ok()?))
}

fn pairs(name: &str, value: &Value) -> Fallible<Vec<Pair>> {
    let wrong = || Error::bad("hub-sub-pairs").at(name);
    let Value::Array(all) = value else { return Err(wrong()) };
    if all.len() > 100 {
        return Err(wrong());
    }
    let member = |item: &Value, name: &str| item.get(name).and_then(Value::as_str).map(str::to_owned);
    all.iter()
        .map(|item| {
            let key = member(item, "key").filter(|key| !key.is_empty()).ok_or_else(wrong)?;
            Ok(Pair { key, value: member(item, "value").ok_or_else(wrong)? })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(uri: &str, info: &[(&str, &str)]) -> Endpoint {
        let pair = |(key, value): &(&str, &str)| Pair { key: (*key).to_owned(), value: (*value).to_owned() };
        Endpoint {
            uri: uri.to_owned(),
            notifier_info: info.iter().map(pair).collect(),
            ..Endpoint::default()
        }
    }

    #[test]
    fn mqtt_endpoints_are_read() {
        let plain = endpoint("mqtt://broker.example/a/b", &[]).mqtt().expect("read");
        assert_eq!((plain.host.as_str(), plain.port, plain.topic.as_str()), ("broker.example", 1883, "a/b"));
        assert_eq!((plain.qos, plain.five, plain.secure, plain.login), (0, true, false, None));
        let full =
            endpoint("mqtts://user:p%40ss@[::1]:999/t", &[("MQTT-QoS", "2"), ("MQTT-Version", "mqtt3.1.1")]);
        let full = full.mqtt().expect("read");
        assert_eq!((full.host.as_str(), full.port, full.qos, full.five), ("[::1]", 999, 2, false));
        assert_eq!(full.login, Some(("user".to_owned(), "p@ss".to_owned())));
        for wrong in ["mqtt://host", "mqtt://host/", "mqtt://host/a/#", "mqtt:///t", "mqtt://host:x/t"] {
            assert!(endpoint(wrong, &[]).mqtt().is_err(), "{wrong}");
        }
        assert!(endpoint("mqtt://h/t", &[("MQTT-QoS", "3")]).mqtt().is_err());
        assert!(endpoint("mqtt://h/t", &[("MQTT-Version", "mqtt4")]).mqtt().is_err());
    }

    #[test]
    fn one_place_is_one_host() {
        assert_eq!(endpoint("HTTP://A.example:80/x?y", &[]).place(), "http://a.example:80");
        assert_eq!(endpoint("mqtt://me:pw@a.example/t", &[]).place(), "mqtt://a.example");
    }
}
