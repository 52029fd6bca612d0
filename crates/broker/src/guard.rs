//! Where the hub may connect to on behalf of a client: contexts to load, endpoints to notify, sources to forward to. A
//! client names the address, so without this guard anybody who may subscribe could reach what only this machine can
//! reach. Addresses that are not public are refused unless the operator listed them; a name is looked up once and the
//! connection goes to the address that was checked, so a name server that answers differently the second time gains
//! nothing.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use std::sync::Arc;

use ureq::Agent;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::typestate::AgentScope;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

/// Decides which addresses may be connected to; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Guard(Arc<Vec<Rule>>);

/// One entry of the operator's list.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Rule {
    place: Place,
    /// Any, where none is given.
    port: Option<u16>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Place {
    /// A name as it stands in the URL, in lower case: whatever it resolves to.
    Name(String),
    /// Addresses with these first bits, whatever they are called.
    Net { first: IpAddr, bits: u8 },
}

/// Why there is no address to connect to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refused {
    /// The host has an address that is not public and that the operator did not allow.
    Internal(String),
    /// The name cannot be resolved.
    Unknown(String),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::Internal(host) => write!(f, "{host}: not a public address, and not allowed"),
            Refused::Unknown(host) => write!(f, "{host}: unknown host"),
        }
    }
}

impl std::error::Error for Refused {}

impl Guard {
    /// A guard with the operator's list. An entry is a name (`iot.example`), an address (`10.1.2.3`, `[::1]`) or a net
    /// (`10.1.0.0/16`), each with or without `:port`. An entry that is none of them allows nothing.
    pub fn new(allowed: &[String]) -> Guard {
        Guard(Arc::new(allowed.iter().filter_map(|entry| rule(entry)).collect()))
    }

    /// The addresses of `host` (a name or an address, as in a URL), all checked. Blocks while the name is looked up.
    ///
    /// # Errors
    /// [`Refused`]; also where only one of several addresses is not allowed.
    pub fn resolve(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, Refused> {
        let found = match bare(host).parse::<IpAddr>() {
            Ok(address) => vec![SocketAddr::new(address, port)],
            Err(_) => {
                (host, port).to_socket_addrs().map_err(|_| Refused::Unknown(host.to_owned()))?.collect()
            }
        };
        if found.is_empty() {
            return Err(Refused::Unknown(host.to_owned()));
        }
        self.check(host, &found)?;
        Ok(found)
    }

    /// An HTTP client that connects only to what is allowed, also after a redirect, and never through a proxy of the
    /// environment.
    pub fn agent(&self, config: ureq::config::ConfigBuilder<AgentScope>) -> Agent {
        let config = config.proxy(None).build();
        Agent::with_parts(
            config,
            DefaultConnector::default(),
            Checked { guard: self.clone(), names: DefaultResolver::default() },
        )
    }

    /// The error that stands behind a failed request of [`Guard::agent`], if it was refused.
    pub fn refusal(error: &ureq::Error) -> Option<&Refused> {
        match error {
            ureq::Error::Other(inner) => inner.downcast_ref(),
            _ => None,
        }
    }

    fn check(&self, host: &str, found: &[SocketAddr]) -> Result<(), Refused> {
        let allowed = |address: &SocketAddr| public(address.ip()) || self.listed(host, *address);
        if found.iter().all(allowed) { Ok(()) } else { Err(Refused::Internal(host.to_owned())) }
    }

    fn listed(&self, host: &str, address: SocketAddr) -> bool {
        let ip = address.ip().to_canonical();
        self.0.iter().any(|rule| {
            rule.port.is_none_or(|port| port == address.port())
                && match &rule.place {
                    Place::Name(name) => host.trim_end_matches('.').eq_ignore_ascii_case(name),
                    Place::Net { first, bits } => in_net(ip, *first, *bits),
                }
        })
    }
}

#[derive(Debug)]
struct Checked {
    guard: Guard,
    names: DefaultResolver,
}

impl Resolver for Checked {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        let host = uri.host().unwrap_or_default();
        self.guard.check(host, &found).map_err(|refused| ureq::Error::Other(Box::new(refused)))?;
        Ok(found)
    }
}

fn rule(entry: &str) -> Option<Rule> {
    let entry = entry.trim();
    // An IPv6 address without brackets has colons of its own and no port.
    let whole = entry.parse::<Ipv6Addr>().is_ok()
        || entry.split_once('/').is_some_and(|(first, _)| first.parse::<Ipv6Addr>().is_ok());
    let (place, port) = match entry.rsplit_once(':') {
        Some((place, port)) if !whole && !port.contains(']') => (place, Some(port.parse().ok()?)),
        _ => (entry, None),
    };
    let (first, bits) = match place.split_once('/') {
        Some((first, bits)) => (first, Some(bits.parse::<u8>().ok()?)),
        None => (place, None),
    };
    let place = match (bare(first).parse::<IpAddr>(), bits) {
        (Ok(first), bits) => {
            let first = first.to_canonical();
            let all = if first.is_ipv4() { 32 } else { 128 };
            let bits = bits.unwrap_or(all);
            if bits > all {
                return None;
            }
            Place::Net { first, bits }
        }
        (Err(_), None) if !place.is_empty() => Place::Name(place.trim_end_matches('.').to_ascii_lowercase()),
        (Err(_), _) => return None,
    };
    Some(Rule { place, port })
}

fn bare(host: &str) -> &str {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

fn in_net(ip: IpAddr, first: IpAddr, bits: u8) -> bool {
    match (ip, first) {
        (IpAddr::V4(ip), IpAddr::V4(first)) => {
            let shift = 32 - u32::from(bits);
            ip.to_bits().checked_shr(shift) == first.to_bits().checked_shr(shift)
        }
        (IpAddr::V6(ip), IpAddr::V6(first)) => {
            let shift = 128 - u32::from(bits);
            ip.to_bits().checked_shr(shift) == first.to_bits().checked_shr(shift)
        }
        _ => false,
    }
}

/// Whether anybody on the Internet could reach this address as well (the registries of special-purpose addresses,
/// RFC 6890). Addresses that carry an IPv4 address inside are judged by that one.
pub fn public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => public_v4(ip),
        IpAddr::V6(ip) => public_v6(ip),
    }
}

fn public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !matches!(
        (a, b, c),
        (0 | 10 | 127, _, _)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (192, 168, _)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
            | (224..=255, _, _)
    )
}

fn public_v6(ip: Ipv6Addr) -> bool {
    if let Some(inner) = ip.to_ipv4_mapped() {
        return public_v4(inner);
    }
    let parts = ip.segments();
    let inner = |high: u16, low: u16| Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low));
    match parts {
        // Translation to IPv4 (RFC 6052) and 6to4 (RFC 3056).
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => public_v4(inner(high, low)),
        [0x2002, high, low, ..] => public_v4(inner(high, low)),
        // Protocol assignments (Teredo among them) and documentation.
        [0x2001, 0..=0x1ff, ..] | [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
        // Only 2000::/3 is given out; loopback, unique local, link local, multicast and the rest lie outside.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard(allowed: &[&str]) -> Guard {
        Guard::new(&allowed.iter().map(|&entry| entry.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn what_is_public() {
        for yes in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.0.1",
            "172.32.0.1",
            "169.253.1.1",
            "192.169.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
            "2002:808:808::1",
            "2001:4860:4860::8888",
        ] {
            assert!(public(yes.parse().expect(yes)), "{yes}");
        }
        for no in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.7",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2002:a00:1::1",
            "2001::1",
            "2001:db8::1",
            "3fff::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "100::1",
            "5f00::1",
        ] {
            assert!(!public(no.parse().expect(no)), "{no}");
        }
    }

    #[test]
    fn internal_addresses_are_refused_however_they_are_written() {
        let none = guard(&[]);
        // The system's resolver reads the odd spellings of 127.0.0.1.
        for host in [
            "localhost",
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "LOCALHOST",
        ] {
            match none.resolve(host, 80) {
                Err(Refused::Internal(_) | Refused::Unknown(_)) => {}
                other => panic!("{host}: {other:?}"),
            }
        }
        assert!(none.resolve("1.1.1.1", 80).is_ok());
        assert!(matches!(none.resolve("no-such-host.invalid", 80), Err(Refused::Unknown(_))));
    }

    #[test]
    fn the_operator_allows_names_addresses_and_nets() {
        let cases: [(&str, &str, u16, bool); 16] = [
            ("localhost", "localhost", 80, true),
            ("localhost:8085", "localhost", 8085, true),
            ("localhost:8085", "localhost", 8086, false),
            ("localhost", "127.0.0.1", 80, false),
            ("127.0.0.1", "127.0.0.1", 80, true),
            ("127.0.0.1:81", "127.0.0.1", 80, false),
            ("127.0.0.1", "[::ffff:127.0.0.1]", 80, true),
            ("10.1.0.0/16", "10.1.255.1", 80, true),
            ("10.1.0.0/16", "10.2.0.1", 80, false),
            ("10.1.0.0/16:443", "10.1.0.1", 443, true),
            ("0.0.0.0/0", "192.168.3.4", 80, true),
            ("[::1]:90", "[::1]", 90, true),
            ("::1", "[::1]", 91, true),
            ("fd00::/8", "[fd12::1]", 80, true),
            ("fd00::/8", "[fe80::1]", 80, false),
            ("10.1.0.0/33", "10.1.0.0", 80, false),
        ];
        for (entry, host, port, expected) in cases {
            assert_eq!(guard(&[entry]).resolve(host, port).is_ok(), expected, "{entry} for {host}:{port}");
        }
        for nothing in ["", ":80", "10.0.0.0/x", "host:port", "name/8"] {
            assert_eq!(rule(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn one_internal_address_among_several_refuses_the_name() {
        let both: Vec<SocketAddr> =
            vec!["1.1.1.1:80".parse().expect("a"), "127.0.0.1:80".parse().expect("b")];
        assert_eq!(guard(&[]).check("two.example", &both), Err(Refused::Internal("two.example".to_owned())));
        assert_eq!(guard(&["two.example"]).check("Two.Example.", &both), Ok(()));
        assert_eq!(guard(&["127.0.0.0/8"]).check("two.example", &both), Ok(()));
    }

    #[test]
    fn the_client_is_stopped_before_it_connects() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("a listener");
        let url = format!("http://{}/", listener.local_addr().expect("an address"));
        let error = guard(&[]).agent(Agent::config_builder()).get(&url).call().expect_err("refused");
        assert_eq!(Guard::refusal(&error), Some(&Refused::Internal("127.0.0.1".to_owned())));
        assert!(listener.accept().is_err(), "nobody connected");
    }
}
