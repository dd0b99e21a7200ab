//! The id of a request: what its answer and the log call it.

use axum::{extract::Request, http::HeaderName, middleware::Next, response::Response};

/// The header that carries it, there and back.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest id that is taken over, in bytes.
const MAX_BYTES: usize = 64;

/// Drops an id that a caller chose unless it looks like one: a proxy's goes through to the log, a story does not.
pub(super) async fn drop_odd_ids(mut request: Request, next: Next) -> Response {
    let is_odd = |id: &[u8]| {
        let fits = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-' || *byte == b'_';
        // Keys and signing secrets begin so: one that was put into the wrong header is not to stand in the log.
        let is_key = id.windows(7).any(|part| part.eq_ignore_ascii_case(b"sondeo_"));
        is_key || id.is_empty() || id.len() > MAX_BYTES || !id.iter().all(fits)
    };
    let mut given = request.headers().get_all(&REQUEST_ID).iter();
    if given.next().is_some_and(|id| is_odd(id.as_bytes())) || given.next().is_some() {
        request.headers_mut().remove(&REQUEST_ID);
    }
    next.run(request).await
}
