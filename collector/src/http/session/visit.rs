//! A request of the owner's page: whether it is from that page, and the session that it carries (RELIABILITY.md T16).

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, header, request::Parts, uri::Authority},
};
use shared::problem::ProblemCode;

use super::cookie::{self, Reach};
use crate::{
    catalog::Catalog,
    http::{App, callers::Caller, error::Refusal, host},
    session::Session,
    token::TokenError,
};

/// What browsers say of the page that sends a request. No page can write it, and only requests that nobody on the way
/// can read or change have it.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// A request that other pages have not sent.
#[derive(Debug)]
pub(in crate::http) struct Visit {
    /// How it came.
    pub(super) reach: Reach,
    /// Who sent it.
    pub(super) caller: Option<Caller>,
    sealed: Option<String>,
}

impl FromRequestParts<Arc<App>> for Visit {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, Refusal> {
        let caller: Option<Caller> = parts.extensions.get().copied();
        let asked = Asked { parts, is_https: caller.is_some_and(Caller::is_https) };
        if !asked.is_from_own_page() {
            let detail =
                "only the dashboard of this collector itself may send this, from the address that it is open at";
            return Err(Refusal::new(ProblemCode::OriginDenied, detail));
        }
        let reach = asked.reach();
        let sealed = cookie::read(&parts.headers, reach).map(str::to_owned);
        Ok(Self { reach, caller, sealed })
    }
}

impl Visit {
    /// Opens the session, with the catalog that it was opened by. What opens nothing any more is an empty one.
    pub(super) async fn session(&self, app: &App) -> Result<(Session, Arc<Catalog>), Refusal> {
        let mut catalog = app.catalog.load_full();
        let Some(sealed) = &self.sealed else { return Ok((Session::default(), catalog)) };
        let mut opened = Session::open(sealed, &catalog.secrets, app.clock.now());
        if opened == Err(TokenError::NewerSecret) {
            // Another collector may have sealed it a moment after a rotation.
            catalog = app.catch_up_for_one_that_waits().await?;
            opened = Session::open(sealed, &catalog.secrets, app.clock.now());
        }
        Ok((opened.unwrap_or_default(), catalog))
    }
}

/// A request, and whether a proxy that is trusted says that it came over TLS.
struct Asked<'a> {
    parts: &'a Parts,
    is_https: bool,
}

impl Asked<'_> {
    fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// Says whether no other page can have sent it.
    ///
    /// What changes something has to say where it comes from. What only reads is refused where it says that it comes
    /// from elsewhere: other pages could not read the answer, but have it made.
    fn is_from_own_page(&self) -> bool {
        let is_safe = self.parts.method.is_safe();
        let mut sites = self.headers().get_all(SEC_FETCH_SITE).iter().map(|site| site.as_bytes());
        match (sites.next(), sites.next()) {
            // The browser compares the addresses as it sees them, so that it counts before what proxies make of them.
            (Some(b"same-origin"), None) => true,
            // Somebody typed the address, or opened a download.
            (Some(b"none"), None) => is_safe,
            (Some(_), _) => false,
            (None, _) => is_safe || self.has_own_origin(),
        }
    }

    fn has_own_origin(&self) -> bool {
        let mut origins = self.headers().get_all(header::ORIGIN).iter();
        let (Some(origin), None) = (origins.next(), origins.next()) else { return false };
        let Some((scheme, host)) = origin.to_str().ok().and_then(|origin| origin.split_once("://")) else {
            return false;
        };
        let is_scheme = if self.is_https { scheme == "https" } else { matches!(scheme, "https" | "http") };
        is_scheme && self.authority().is_some_and(|own| own.as_str().eq_ignore_ascii_case(host))
    }

    fn authority(&self) -> Option<Authority> {
        host::authority(&self.parts.uri, self.headers())
    }

    fn reach(&self) -> Reach {
        let is_loopback = self.authority().is_some_and(|own| is_loopback(own.host()));
        let origin = self.headers().get(header::ORIGIN).map_or(&b""[..], |origin| origin.as_bytes());
        if self.is_https || origin.starts_with(b"https://") {
            Reach::Https
        } else if is_loopback {
            Reach::Loopback
        } else if self.headers().contains_key(SEC_FETCH_SITE) || cookie::is_secure(self.headers()) {
            Reach::Https
        } else {
            Reach::Plain
        }
    }
}

/// Says whether browsers take this host for their own machine.
fn is_loopback(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let ip = host.trim_start_matches('[').trim_end_matches(']').parse().ok();
    host == "localhost" || host.ends_with(".localhost") || ip.is_some_and(|ip: std::net::IpAddr| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderValue, Request};

    use super::*;

    /// A request with these headers, `name: text`, and the host `feedback.example` where they name none.
    fn parts(method: &str, lines: &[&'static str]) -> Parts {
        let mut parts = Request::builder().method(method).uri("/dashboard/session").body(()).unwrap().into_parts().0;
        for line in lines.iter().chain(&["host: feedback.example"]) {
            let (name, text) = line.split_once(": ").unwrap();
            if name != "host" || !parts.headers.contains_key("host") {
                parts.headers.append(name, HeaderValue::from_static(text));
            }
        }
        parts
    }

    #[test]
    fn only_our_own_page_may_change_anything() {
        for (lines, is_https, is_own) in [
            (&["origin: https://feedback.example"][..], false, true),
            (&["origin: https://Feedback.Example"], false, true),
            (&["origin: http://feedback.example"], false, true),
            (&["origin: https://feedback.example"], true, true),
            (&["origin: http://feedback.example"], true, false),
            (&["host: feedback.example:8443", "origin: https://feedback.example:8443"], false, true),
            (&["host: feedback.example:8443", "origin: https://feedback.example"], false, false),
            (&["origin: https://evil.example"], false, false),
            (&["origin: https://feedback.example.evil.example"], false, false),
            (&["origin: https://feedback.example/"], false, false),
            (&["origin: https://feedback.example@evil.example"], false, false),
            (&["origin: ftp://feedback.example"], false, false),
            (&["origin: feedback.example"], false, false),
            (&["origin: null"], false, false),
            (&["origin: "], false, false),
            (&["origin: https://feedback.example", "origin: https://evil.example"], false, false),
            (&[], false, false),
            (&["sec-fetch-site: same-origin"], false, true),
            // A proxy that does not pass the host on.
            (&["host: 127.0.0.1:8080", "sec-fetch-site: same-origin", "origin: https://feedback.example"], false, true),
            (&["sec-fetch-site: same-site", "origin: https://feedback.example"], false, false),
            (&["sec-fetch-site: cross-site", "origin: https://feedback.example"], false, false),
            (&["sec-fetch-site: none"], false, false),
            (&["sec-fetch-site: "], false, false),
            (&["sec-fetch-site: same-origin", "sec-fetch-site: cross-site"], false, false),
        ] {
            for method in ["POST", "PUT", "DELETE", "PATCH"] {
                let parts = parts(method, lines);
                assert_eq!(
                    Asked { parts: &parts, is_https }.is_from_own_page(),
                    is_own,
                    "{method} {lines:?} {is_https}"
                );
            }
        }
    }

    #[test]
    fn no_other_page_has_anything_read() {
        for (lines, is_own) in [
            (&[][..], true),
            (&["origin: https://evil.example"], true),
            (&["sec-fetch-site: same-origin"], true),
            (&["sec-fetch-site: none"], true),
            (&["sec-fetch-site: same-site"], false),
            (&["sec-fetch-site: cross-site"], false),
        ] {
            let parts = parts("GET", lines);
            assert_eq!(Asked { parts: &parts, is_https: false }.is_from_own_page(), is_own, "{lines:?}");
        }
    }

    #[test]
    fn what_others_may_read_on_the_way_is_known() {
        for (lines, is_https, reach) in [
            (&["origin: https://feedback.example"][..], false, Reach::Https),
            (&["origin: http://feedback.example"], false, Reach::Plain),
            (&[], false, Reach::Plain),
            (&[], true, Reach::Https),
            (&["sec-fetch-site: same-origin"], false, Reach::Https),
            // Safari before 16.4 does not say where a request comes from.
            (&["cookie: __Host-sondeo=1.abc"], false, Reach::Https),
            (&["cookie: sondeo=1.abc"], false, Reach::Plain),
            (&["host: localhost:8080", "origin: http://localhost:8080"], false, Reach::Loopback),
            (&["host: localhost:8080", "sec-fetch-site: same-origin"], false, Reach::Loopback),
            (&["host: localhost:8080", "origin: https://localhost:8080"], false, Reach::Https),
            (&["host: shop.localhost"], false, Reach::Loopback),
            (&["host: 127.0.0.1:8080"], false, Reach::Loopback),
            (&["host: 127.9.9.9"], false, Reach::Loopback),
            (&["host: [::1]:8080"], false, Reach::Loopback),
            (&["host: 192.168.0.7:8080"], false, Reach::Plain),
            (&["host: localhost.evil.example"], false, Reach::Plain),
            (&["host: 127.0.0.1.evil.example"], false, Reach::Plain),
        ] {
            let parts = parts("GET", lines);
            assert_eq!(Asked { parts: &parts, is_https }.reach(), reach, "{lines:?} {is_https}");
        }
    }
}
