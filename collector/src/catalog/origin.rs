//! Where pages are: the origins that a site's owner names.

use std::{net::Ipv6Addr, str::FromStr};

/// The origin of a page as browsers send it: `https://shop.example`, with a port where it is not the scheme's own.
///
/// Or `null`, which they send from sandboxed frames and files, or `absent`, the word of owners for none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin(String);

/// What an origin looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "an origin is written https://shop.example or http://localhost:3000: scheme and host in lower case, no path; or \
     null (sandboxed frames, files), or absent (apps and servers that send none)"
)]
pub struct NotAnOrigin;

impl Origin {
    /// What owners write for requests that have no origin: no browser's POST does.
    const ABSENT: &str = "absent";

    /// Returns the origin as browsers send it, or the owner's word for none.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Says whether a request with this header `Origin`, or with none, comes from there.
    pub fn is_of(&self, header: Option<&[u8]>) -> bool {
        match header {
            Some(origin) => self.0 != Self::ABSENT && self.0.as_bytes() == origin,
            None => self.0 == Self::ABSENT,
        }
    }
}

impl FromStr for Origin {
    type Err = NotAnOrigin;

    fn from_str(text: &str) -> Result<Self, NotAnOrigin> {
        if ["null", Self::ABSENT].contains(&text) {
            return Ok(Self(text.to_owned()));
        }
        let (scheme, default_port, rest) = match text.split_once("://") {
            Some(("https", rest)) => ("https", ":443", rest),
            Some(("http", rest)) => ("http", ":80", rest),
            _ => return Err(NotAnOrigin),
        };
        // As address bars have it.
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let rest = rest.strip_suffix(default_port).unwrap_or(rest);
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
            _ => (rest, None),
        };
        let name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'.';
        let address = |host: &str| {
            let inner = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
            inner.is_some_and(|ip| ip.parse::<Ipv6Addr>().is_ok())
        };
        let host_fits = (!host.is_empty() && host.bytes().all(name)) || address(host);
        let port_fits = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|number| number.to_string() == port));
        if host_fits && port_fits { Ok(Self(format!("{scheme}://{rest}"))) } else { Err(NotAnOrigin) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_read_as_browsers_send_them() {
        for (text, origin) in [
            ("https://shop.example", Some("https://shop.example")),
            ("https://shop.example:443", Some("https://shop.example")),
            ("http://localhost:3000", Some("http://localhost:3000")),
            ("http://[::1]:3000", Some("http://[::1]:3000")),
            ("https://[::1]", Some("https://[::1]")),
            ("https://xn--caf-dma.example", Some("https://xn--caf-dma.example")),
            ("https://Shop.example", None),
            ("https://shop.example/", Some("https://shop.example")),
            ("https://shop.example:443/", Some("https://shop.example")),
            ("https://shop.example//", None),
            ("https://shop.example/shop", None),
            ("https://shop.example:0080", None),
            ("https://shop.example:99999", None),
            ("ftp://shop.example", None),
            ("shop.example", None),
            ("https://", None),
            ("https://a b", None),
            ("null", Some("null")),
            ("absent", Some("absent")),
            ("Null", None),
            ("", None),
        ] {
            let got = text.parse::<Origin>().ok();
            assert_eq!(got.as_ref().map(Origin::as_str), origin, "{text}");
        }
    }

    #[test]
    fn a_request_is_of_an_origin_by_its_header_or_by_having_none() {
        for (origin, header, is_of) in [
            ("https://shop.example", Some("https://shop.example"), true),
            ("https://shop.example", Some("null"), false),
            ("https://shop.example", None, false),
            ("null", Some("null"), true),
            ("null", None, false),
            ("absent", None, true),
            ("absent", Some("absent"), false),
            ("absent", Some("null"), false),
        ] {
            let got = origin.parse::<Origin>().unwrap().is_of(header.map(str::as_bytes));
            assert_eq!(got, is_of, "{origin} {header:?}");
        }
    }
}
