//! The id of a request: what its answer and the log call it.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;

/// The header that carries it, there and back.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest id that is taken over, in bytes.
const MAX_BYTES: usize = 64;

/// The id that a caller chose if it looks like one, else a new one: a proxy's goes through to the log, a story does not.
pub(super) fn of(headers: &HeaderMap) -> HeaderValue {
    let mut given = headers.get_all(&REQUEST_ID).iter();
    match (given.next(), given.next()) {
        (Some(id), None) if !is_odd(id.as_bytes()) => id.clone(),
        _ => draw(),
    }
}

fn is_odd(id: &[u8]) -> bool {
    let fits = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-' || *byte == b'_';
    // Keys and signing secrets begin so: one that was put into the wrong header is not to stand in the log.
    let is_key = id.windows(7).any(|part| part.eq_ignore_ascii_case(b"sondeo_"));
    is_key || id.is_empty() || id.len() > MAX_BYTES || !id.iter().all(fits)
}

fn draw() -> HeaderValue {
    // Nothing hangs on it, so it need not come from the system, which is asked for every one of `Uuid::new_v4`.
    let id = uuid::Builder::from_random_bytes(rand::random()).into_uuid();
    let mut text = Uuid::encode_buffer();
    HeaderValue::from_str(id.hyphenated().encode_lower(&mut text)).expect("a UUID is ASCII")
}
