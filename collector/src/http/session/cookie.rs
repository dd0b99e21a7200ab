//! The cookie of a session: under which name a browser keeps it, and whose word it is.

use axum::http::{HeaderMap, HeaderValue, header};

/// The name that a browser takes over TLS alone, from this very host alone: no other can plant one.
const SECURE: &str = "__Host-sondeo";

/// The name where there is no TLS.
const PLAIN: &str = "sondeo";

/// How a page reaches the collector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Over TLS.
    Https,
    /// Without leaving the machine, which browsers hold to be as good.
    Loopback,
    /// Where others may listen.
    Plain,
}

/// Finds what a browser kept. Over TLS the plain name is nobody's word: any host of the domain can plant it.
pub(super) fn read(headers: &HeaderMap, reach: Reach) -> Option<&str> {
    match reach {
        Reach::Https => find(headers, SECURE),
        Reach::Loopback | Reach::Plain => find(headers, SECURE).or_else(|| find(headers, PLAIN)),
    }
}

/// Says whether a cookie came that browsers send where the way is safe, and there alone.
pub(super) fn is_secure(headers: &HeaderMap) -> bool {
    find(headers, SECURE).is_some()
}

fn find<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == wanted).map(|(_, sealed)| sealed)
}

/// The lines by which a browser keeps `sealed` for so many seconds.
///
/// On loopback under both names: Safari takes no secure one there.
pub(super) fn keep(sealed: &str, seconds: i64, base: &str, reach: Reach) -> Vec<HeaderValue> {
    let (secure, plain) = (secure(sealed, seconds), plain(sealed, seconds, base));
    match reach {
        Reach::Https => vec![secure],
        Reach::Loopback => vec![secure, plain],
        Reach::Plain => vec![plain],
    }
}

/// The lines by which a browser forgets whatever it keeps.
pub(super) fn forget(base: &str) -> Vec<HeaderValue> {
    vec![secure("", 0), plain("", 0, base)]
}

fn secure(sealed: &str, seconds: i64) -> HeaderValue {
    line(format!("{SECURE}={sealed}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Strict"))
}

fn plain(sealed: &str, seconds: i64, base: &str) -> HeaderValue {
    line(format!("{PLAIN}={sealed}; Path={base}/dashboard; Max-Age={seconds}; HttpOnly; SameSite=Strict"))
}

fn line(text: String) -> HeaderValue {
    let mut line = HeaderValue::try_from(text).expect("base64url and paths are headers");
    line.set_sensitive(true);
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_that_others_can_plant_counts_only_where_there_is_no_other() {
        for (line, https, elsewhere) in [
            ("__Host-sondeo=a; sondeo=b", Some("a"), Some("a")),
            ("sondeo=b; __Host-sondeo=a", Some("a"), Some("a")),
            ("sondeo=b", None, Some("b")),
            ("x=y;__Host-sondeo=a", Some("a"), Some("a")),
            ("__Host-sondeo", None, None),
            ("__host-sondeo=a", None, None),
            ("y__Host-sondeo=a; =; ;x", None, None),
            ("", None, None),
        ] {
            let mut headers = HeaderMap::new();
            headers.append(header::COOKIE, HeaderValue::from_static("other=1"));
            headers.append(header::COOKIE, HeaderValue::from_static(line));
            let found = [Reach::Https, Reach::Loopback, Reach::Plain].map(|reach| read(&headers, reach));
            assert_eq!(found, [https, elsewhere, elsewhere], "{line}");
            assert_eq!(is_secure(&headers), https.is_some(), "{line}");
        }
    }

    #[test]
    fn a_cookie_is_for_this_host_and_for_no_script() {
        let kept = |reach| keep("1.abc", 60, "/feedback", reach);
        let secure = "__Host-sondeo=1.abc; Path=/; Max-Age=60; Secure; HttpOnly; SameSite=Strict";
        let plain = "sondeo=1.abc; Path=/feedback/dashboard; Max-Age=60; HttpOnly; SameSite=Strict";
        assert_eq!(kept(Reach::Https), [secure]);
        assert_eq!(kept(Reach::Loopback), [secure, plain]);
        assert_eq!(kept(Reach::Plain), [plain]);
        assert_eq!(forget("").len(), 2);
    }
}
