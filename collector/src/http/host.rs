//! Whom a request is for.

use std::str::FromStr;

use axum::{
    extract::Request,
    http::{HeaderMap, Uri, Version, header, uri::Authority},
};
use shared::problem::ProblemCode;

use super::{BasePath, error::Refusal};

/// What answers whatever it is asked for by: who checks a collector's health knows an address, and no name.
const FOR_EVERYBODY: [&str; 2] = ["/healthz", "/readyz"];

/// The names that a collector is asked for by; with none, any.
///
/// A page of another name that leads to the same address, of a stranger's or of a proxy that mistook itself, gets nothing.
#[derive(Clone, Debug, Default)]
pub struct Hosts(Vec<HostName>);

/// A name such as `feedback.example`, or an address, without a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostName(String);

/// What a host looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a host is written feedback.example, 192.0.2.7 or [2001:db8::7], without a port; all ports are meant")]
pub struct NotAHost;

impl FromStr for HostName {
    type Err = NotAHost;

    fn from_str(text: &str) -> Result<Self, NotAHost> {
        let authority: Authority = text.parse().map_err(|_| NotAHost)?;
        // Whoever writes a port or a user means something that is not looked at.
        let is_bare = authority.host() == text && text.bytes().all(|byte| byte != b'*' && byte != b'_');
        if is_bare { Ok(Self(text.to_ascii_lowercase())) } else { Err(NotAHost) }
    }
}

impl Hosts {
    /// These names, and no others where there are any.
    pub fn new(names: Vec<HostName>) -> Self {
        Self(names)
    }

    fn have(&self, authority: &Authority) -> bool {
        self.0.is_empty() || self.0.iter().any(|name| name.0.eq_ignore_ascii_case(authority.host()))
    }
}

/// Refuses what names no host, or two: a proxy and we might not agree which one counts (RFC 9112, section 3.2). And what
/// names one that is not ours.
pub(super) fn check(request: &Request, hosts: &Hosts, base: &BasePath) -> Result<(), Refusal> {
    let mut named = request.headers().get_all(header::HOST).iter();
    let (first, second) = (named.next(), named.next());
    let is_clear = second.is_none() && (first.is_some() || request.version() < Version::HTTP_11);
    if !is_clear {
        return Err(Refusal::new(ProblemCode::HeaderInvalid, "a request has one Host"));
    }
    if hosts.0.is_empty() || request.uri().path().strip_prefix(base.as_str()).is_some_and(is_for_everybody) {
        return Ok(());
    }
    if authority(request.uri(), request.headers()).is_some_and(|authority| hosts.have(&authority)) {
        return Ok(());
    }
    let detail = "this collector is not asked for by this name; whoever runs it adds one with `sondeo serve --host`";
    Err(Refusal::new(ProblemCode::HostUnknown, detail))
}

/// Whom a request is for. An address that names its host is the one that counts (RFC 9112, section 3.2.2).
pub(super) fn authority(uri: &Uri, headers: &HeaderMap) -> Option<Authority> {
    let by_header = || headers.get(header::HOST)?.to_str().ok()?.parse().ok();
    uri.authority().cloned().or_else(by_header)
}

fn is_for_everybody(path: &str) -> bool {
    FOR_EVERYBODY.contains(&path)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn a_host_is_a_name_or_an_address_without_a_port() {
        for text in ["feedback.example", "localhost", "192.0.2.7", "[2001:db8::7]", "Feedback.Example"] {
            assert_eq!(text.parse(), Ok(HostName(text.to_lowercase())), "{text}");
        }
        for text in ["", "feedback.example:443", "ana@feedback.example", "https://feedback.example", "a b", "*.example"]
        {
            assert_eq!(text.parse::<HostName>(), Err(NotAHost), "{text}");
        }
    }

    #[test]
    fn only_the_hosts_that_are_named_are_served_and_health_to_everybody() {
        let hosts = Hosts::new(["feedback.example", "[::1]"].map(|name| name.parse().unwrap()).into());
        let base: BasePath = "/feedback".parse().unwrap();
        for (hosts, address, host, is_ours) in [
            (&hosts, "/feedback/v1/scores", "feedback.example", true),
            (&hosts, "/feedback/v1/scores", "FEEDBACK.example:8443", true),
            (&hosts, "/feedback/v1/scores", "[::1]:8080", true),
            (&hosts, "/feedback/v1/scores", "feedback.example.evil.example", false),
            (&hosts, "/feedback/v1/scores", "evil.example", false),
            (&hosts, "/feedback/v1/scores", "feedback.example.", false),
            (&hosts, "/feedback/v1/scores", "", false),
            (&hosts, "/feedback/v1/scores", "a b", false),
            (&hosts, "http://evil.example/feedback/v1/scores", "feedback.example", false),
            (&hosts, "http://feedback.example/feedback/v1/scores", "evil.example", true),
            (&hosts, "/feedback/healthz", "10.0.0.7:8080", true),
            (&hosts, "/feedback/readyz", "10.0.0.7:8080", true),
            (&hosts, "/healthz", "10.0.0.7:8080", false),
            (&Hosts::default(), "/feedback/v1/scores", "evil.example", true),
        ] {
            let request = Request::get(address).header(header::HOST, host).body(Body::empty()).unwrap();
            let got = check(&request, hosts, &base).map_err(|refusal| refusal.code());
            assert_eq!(got, if is_ours { Ok(()) } else { Err(ProblemCode::HostUnknown) }, "{address} {host}");
        }
    }
}
