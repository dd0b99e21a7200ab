//! Who calls: the client's address, also from behind proxies that may name it (RELIABILITY.md T15).
//!
//! It is held in memory alone, for limits, and is neither stored nor logged.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::http::{HeaderMap, HeaderName};
use ipnet::IpNet;
use tracing::warn;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The proxies whose word counts.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    networks: Vec<IpNet>,
    /// How many requests came with the header from a machine nearby that is none of them.
    unnamed: Arc<AtomicU64>,
}

impl Proxies {
    /// Trusts the proxies in these networks.
    pub fn new(networks: Vec<IpNet>) -> Self {
        Self { networks, unnamed: Arc::default() }
    }

    pub(super) fn trust(&self, ip: IpAddr) -> bool {
        self.networks.iter().any(|network| network.contains(&ip))
    }

    /// The client behind `peer`: who is connected, or whom a chain of proxies names that are all trusted.
    ///
    /// Each proxy appends whom it sees, so what is left of an address that is not trusted is that stranger's word.
    pub(super) fn caller(&self, peer: IpAddr, headers: &HeaderMap) -> Caller {
        if !self.trust(peer) {
            let is_unnamed_proxy = is_nearby(peer) && headers.contains_key(FORWARDED_FOR);
            if is_unnamed_proxy {
                self.note_unnamed();
            }
            return Caller { ip: peer, is_alone: !is_unnamed_proxy || !self.networks.is_empty(), is_https: false };
        }
        let lines = headers.get_all(FORWARDED_FOR).into_iter().rev();
        let mut named = lines.flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b',')).map(ip);
        let mut caller = peer;
        while self.trust(caller) {
            // A proxy that names nobody, or what is no address, speaks for itself.
            let Some(Some(before)) = named.next() else { break };
            caller = before;
        }
        // Of several, the one that was nearest to the client wrote first.
        let scheme = headers.get(FORWARDED_PROTO).map(|line| line.as_bytes().trim_ascii());
        let is_https =
            scheme.is_some_and(|scheme| scheme.get(..5).is_some_and(|first| first.eq_ignore_ascii_case(b"https")));
        Caller { ip: caller, is_alone: true, is_https }
    }

    /// How many requests looked like those of a proxy that nobody named.
    pub(super) fn unnamed(&self) -> u64 {
        self.unnamed.load(Ordering::Relaxed)
    }

    fn note_unnamed(&self) {
        if self.unnamed.fetch_add(1, Ordering::Relaxed) == 0 {
            warn!(
                "a proxy seems to stand before this collector (X-Forwarded-For came from a machine nearby) that is not \
                 named: all its visitors count as one caller and meet the limits together; name it with --trusted-proxy"
            );
        }
    }
}

/// The client that sent a request; an extension of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Caller {
    ip: IpAddr,
    is_alone: bool,
    is_https: bool,
}

impl Caller {
    /// What limits go by.
    pub(super) fn network(self) -> IpAddr {
        network(self.ip)
    }

    /// Says whether this may be judged as one person or script.
    ///
    /// Not where no proxy is named at all and this seems to be one: whoever is held back is not told, so that all
    /// customers would be, unnoticed. A limit is told, and stays: anybody can write a header.
    pub(super) fn is_alone(self) -> bool {
        self.is_alone
    }

    /// Says whether a proxy that is trusted vouches that the client came over TLS.
    pub(super) fn is_https(self) -> bool {
        self.is_https
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

/// Says whether this is on the same machine or in a private network, where proxies stand.
fn is_nearby(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

/// An address as proxies write it: with a port or without one.
fn ip(name: &[u8]) -> Option<IpAddr> {
    let name = str::from_utf8(name).ok()?.trim();
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
        caller.ip.to_string()
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
            ("10.0.0.1", vec!["\u{e9}, 198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", vec!["198.51.100.1, \u{e9}"], "10.0.0.1"),
            ("10.0.0.1", vec![""], "10.0.0.1"),
        ] {
            assert_eq!(caller(peer, &forwarded), want, "{peer} {forwarded:?}");
        }
    }

    #[test]
    fn a_proxy_that_nobody_named_is_noticed_and_not_judged_as_one_caller() {
        let judge = |named: &[&str], peer: &str, has_header: bool| {
            let proxies = Proxies::new(named.iter().map(|network| network.parse().unwrap()).collect());
            let mut headers = HeaderMap::new();
            if has_header {
                headers.append(FORWARDED_FOR, "198.51.100.1".parse().unwrap());
            }
            let caller = proxies.caller(peer.parse().unwrap(), &headers);
            (caller.is_alone(), proxies.unnamed())
        };
        let proxies: [&[&str]; 2] = [&[], &["192.0.2.0/24"]];
        for peer in ["127.0.0.1", "10.1.2.3", "172.17.0.1", "192.168.0.9", "::1", "fd00::1", "fe80::1"] {
            assert_eq!(judge(proxies[0], peer, true), (false, 1), "{peer}");
            assert_eq!(judge(proxies[0], peer, false), (true, 0), "{peer}");
            assert_eq!(judge(proxies[1], peer, true), (true, 1), "{peer}, and another is named");
        }
        assert_eq!(judge(proxies[0], "203.0.113.9", true), (true, 0), "a stranger from afar");
        assert_eq!(judge(proxies[1], "192.0.2.1", true), (true, 0), "a named one");
    }

    #[test]
    fn only_a_trusted_proxy_says_that_the_client_came_over_tls() {
        let proxies = Proxies::new(vec!["10.0.0.0/8".parse().unwrap()]);
        for (peer, line, is_https) in [
            ("10.0.0.1", Some("https"), true),
            ("10.0.0.1", Some("HTTPS"), true),
            ("10.0.0.1", Some(" https, http"), true),
            ("10.0.0.1", Some("http"), false),
            ("10.0.0.1", Some("http, https"), false),
            ("10.0.0.1", Some(""), false),
            ("10.0.0.1", None, false),
            ("203.0.113.9", Some("https"), false),
        ] {
            let line = line.map(|line| (FORWARDED_PROTO, line.parse().unwrap()));
            let caller = proxies.caller(peer.parse().unwrap(), &line.into_iter().collect());
            assert_eq!(caller.is_https(), is_https, "{peer}");
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
