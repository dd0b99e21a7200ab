//! Who calls: the client's address, also from behind proxies that may name it (RELIABILITY.md T15).
//!
//! It is held in memory alone, for limits, and is neither stored nor logged.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr, SocketAddr},
};

use axum::http::{HeaderMap, HeaderName};
use ipnet::IpNet;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The proxies whose word counts.
#[derive(Clone, Debug, Default)]
pub struct Proxies(Vec<IpNet>);

impl Proxies {
    /// Trusts the proxies in these networks.
    pub fn new(networks: Vec<IpNet>) -> Self {
        Self(networks)
    }

    pub(super) fn trust(&self, ip: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&ip))
    }

    /// The client behind `peer`: who is connected, or whom a chain of proxies names that are all trusted.
    ///
    /// Each proxy appends whom it sees, so what is left of an address that is not trusted is that stranger's word.
    pub(super) fn caller(&self, peer: IpAddr, headers: &HeaderMap) -> Caller {
        let lines = headers.get_all(FORWARDED_FOR).into_iter().rev();
        let mut named =
            lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(',')).map(|name| ip(name.trim()));
        let mut caller = peer;
        while self.trust(caller) {
            // A proxy that names nobody, or what is no address, speaks for itself.
            let Some(Some(before)) = named.next() else { break };
            caller = before;
        }
        Caller(caller)
    }
}

/// The client that sent a request; an extension of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Caller(IpAddr);

impl Caller {
    /// What limits go by.
    pub(super) fn network(self) -> IpAddr {
        network(self.0)
    }
}

/// Never the address: logs have none.
impl fmt::Debug for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Caller")
    }
}

/// An IPv4 address, or the first 64 bits of an IPv6 address: whoever has one of those has them all.
pub(super) fn network(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V4(_) => ip,
        IpAddr::V6(ip) => Ipv6Addr::from_bits(ip.to_bits() >> 64 << 64).into(),
    }
}

/// An address as proxies write it: with a port or without one.
fn ip(name: &str) -> Option<IpAddr> {
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    let ip = bare.parse().or_else(|_| name.parse().map(|socket: SocketAddr| socket.ip())).ok()?;
    Some(IpAddr::to_canonical(&ip))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(peer: &str, forwarded: &[&str]) -> String {
        let proxies = ["10.0.0.0/8", "127.0.0.1/32", "fd00::/8"].map(|network| network.parse().unwrap());
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append(FORWARDED_FOR, line.as_bytes().try_into().unwrap());
        }
        let caller = Proxies::new(proxies.to_vec()).caller(peer.parse().unwrap(), &headers);
        assert_eq!(format!("{caller:?}"), "Caller");
        caller.0.to_string()
    }

    #[test]
    fn only_a_trusted_proxy_names_the_client() {
        for (peer, forwarded, want) in [
            ("203.0.113.9", vec![], "203.0.113.9"),
            ("203.0.113.9", vec!["198.51.100.1"], "203.0.113.9"),
            ("203.0.113.9", vec!["198.51.100.1, 10.0.0.1"], "203.0.113.9"),
            ("10.0.0.1", vec![], "10.0.0.1"),
            ("10.0.0.1", vec!["198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", vec!["1.1.1.1, 198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", vec!["1.1.1.1", "198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", vec!["1.1.1.1, 198.51.100.1, 10.0.0.2,127.0.0.1"], "198.51.100.1"),
            ("10.0.0.1", vec!["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
            ("10.0.0.1", vec!["198.51.100.1:4711"], "198.51.100.1"),
            ("10.0.0.1", vec!["[2001:db8::7]:4711"], "2001:db8::7"),
            ("10.0.0.1", vec!["[2001:db8::7]"], "2001:db8::7"),
            ("10.0.0.1", vec!["::ffff:198.51.100.1"], "198.51.100.1"),
            ("fd00::1", vec!["2001:db8::7"], "2001:db8::7"),
            ("10.0.0.1", vec!["198.51.100.1, unknown"], "10.0.0.1"),
            ("10.0.0.1", vec!["198.51.100.1, unknown, 10.0.0.2"], "10.0.0.2"),
            ("10.0.0.1", vec!["\u{e9}, ,,;\""], "10.0.0.1"),
            ("10.0.0.1", vec![""], "10.0.0.1"),
        ] {
            assert_eq!(caller(peer, &forwarded), want, "{peer} {forwarded:?}");
        }
    }

    #[test]
    fn a_network_of_ipv6_is_one_caller() {
        for (ip, want) in [
            ("203.0.113.9", "203.0.113.9"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::"),
            ("2001:db8:1:3::", "2001:db8:1:3::"),
        ] {
            assert_eq!(network(ip.parse().unwrap()).to_string(), want);
        }
    }

    #[test]
    fn any_line_of_bytes_is_borne() {
        proptest::proptest!(|(line in proptest::collection::vec(0x20_u8..=0xff, 0..200))| {
            let mut headers = HeaderMap::new();
            if let Ok(line) = line.as_slice().try_into() {
                headers.append(FORWARDED_FOR, line);
            }
            let all = Proxies::new(vec!["0.0.0.0/0".parse().unwrap()]);
            all.caller("10.0.0.1".parse().unwrap(), &headers);
        });
    }
}
