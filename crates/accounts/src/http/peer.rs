//! Who is on the other side. Behind a proxy every connection comes from the proxy; the address that it names in
//! `X-Forwarded-For` is believed only when the proxy is one that the operator trusts, because anybody can send the
//! header.

use std::net::IpAddr;

use axum::http::HeaderMap;

/// The proxies that are believed: addresses, or blocks of addresses by the length of their common beginning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies(Vec<(IpAddr, u8)>);

impl Proxies {
    /// Reads `10.0.0.1, 192.168.0.0/16, fd00::/8`.
    ///
    /// # Errors
    /// The part that is neither an address nor a block.
    pub fn read(text: &str) -> Result<Proxies, String> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let one = |part: &str| {
            let (address, bits) = part.split_once('/').map_or((part, None), |(a, bits)| (a, Some(bits)));
            let address: IpAddr = address.parse().map_err(|_| part.to_owned())?;
            let most = if address.is_ipv4() { 32 } else { 128 };
            let bits = bits.map_or(Ok(most), |bits| bits.parse().map_err(|_| part.to_owned()))?;
            if bits > most { Err(part.to_owned()) } else { Ok((address, bits)) }
        };
        parts.map(one).collect::<Result<_, _>>().map(Proxies)
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|(block, bits)| match (block, address) {
            (IpAddr::V4(block), IpAddr::V4(address)) => {
                let shift = 32 - u32::from(*bits);
                u32::from(*block).checked_shr(shift) == u32::from(address).checked_shr(shift)
            }
            (IpAddr::V6(block), IpAddr::V6(address)) => {
                let shift = 128 - u32::from(*bits);
                u128::from(*block).checked_shr(shift) == u128::from(address).checked_shr(shift)
            }
            _ => false,
        })
    }

    /// Rule peer — the other side is the connection's own address, unless that is a trusted proxy: then the last address
    /// in `X-Forwarded-For` that is no trusted proxy. Whatever stands before that one its sender may have made up.
    pub fn peer(&self, connection: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut peer = connection.to_canonical();
        let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
        let named: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
        for text in named.into_iter().rev() {
            if !self.trusts(peer) {
                break;
            }
            let Some(address) = address(text) else { break };
            peer = address.to_canonical();
        }
        peer
    }
}

/// `203.0.113.7`, `203.0.113.7:4711`, `2001:db8::1`, `[2001:db8::1]:4711`.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(address, _)| address);
    text.parse().ok().or_else(|| bare?.parse().ok()).or_else(|| text.split_once(':')?.0.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let proxies = Proxies::read("10.0.0.1, 192.168.0.0/16,fd00::/8").unwrap();
        for (connection, forwarded, peer) in [
            ("203.0.113.7", &[][..], "203.0.113.7"),
            // Anybody can send the header.
            ("203.0.113.7", &["198.51.100.1"], "203.0.113.7"),
            ("10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("10.0.0.2", &["198.51.100.1"], "10.0.0.2"),
            // What stands before the last unknown address may be made up.
            ("10.0.0.1", &["1.2.3.4, 198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["1.2.3.4, 198.51.100.1, 192.168.7.7"], "198.51.100.1"),
            ("10.0.0.1", &["1.2.3.4", "198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["198.51.100.1:4711"], "198.51.100.1"),
            ("10.0.0.1", &["[2001:db8::1]:4711"], "2001:db8::1"),
            ("10.0.0.1", &["2001:db8::1"], "2001:db8::1"),
            ("10.0.0.1", &["unknown"], "10.0.0.1"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("::ffff:10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("fd12::1", &["198.51.100.1"], "198.51.100.1"),
        ] {
            let mut headers = HeaderMap::new();
            for line in forwarded {
                headers.append("x-forwarded-for", line.parse().unwrap());
            }
            let found = proxies.peer(connection.parse().unwrap(), &headers);
            assert_eq!(found.to_string(), peer, "{connection} {forwarded:?}");
        }
        let all = Proxies::read("0.0.0.0/0").unwrap();
        assert!(all.trusts("203.0.113.7".parse().unwrap()));
        for wrong in ["proxy", "10.0.0.1/33", "10.0.0.0/x", "fd00::/129"] {
            assert_eq!(Proxies::read(wrong), Err(wrong.to_owned()));
        }
    }
}
