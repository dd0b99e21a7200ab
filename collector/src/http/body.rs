//! Bodies: one JSON object in UTF-8, 16 KiB at most, unless their route says otherwise.

use std::time::Duration;

use axum::{
    body::{Body, HttpBody},
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
};
use http_body_util::BodyExt;
use serde::de::DeserializeOwned;
use shared::problem::ProblemCode;
use tokio::time::timeout;

use super::{error::Refusal, json};

/// The longest body of a public route.
const MAX_BODY_BYTES: u64 = 16 * 1024;

/// How much of a longer body is read, and thrown away, before it is refused.
const MAX_DRAINED_BYTES: u64 = 2 * 1024 * 1024;

/// How long a body may take. A phone in a tunnel sends 16 KiB in less, or better again.
const PATIENCE: Duration = Duration::from_secs(10);

/// The body of a request, spelled as `T` is.
///
/// It has `MOST` bytes at most. Its type is JSON, or the plain text that pages send so that browsers ask for no preflight.
#[derive(Debug)]
pub(super) struct JsonBody<T, const MOST: u64 = MAX_BODY_BYTES>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync, const MOST: u64> FromRequest<S> for JsonBody<T, MOST> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        check_type(request.headers())?;
        // Who waits to be told to go on has sent nothing yet, and need not.
        let drained = if request.headers().contains_key(header::EXPECT) { MOST } else { MAX_DRAINED_BYTES };
        let late = |_| Refusal::new(ProblemCode::BodyTimeout, "a body is sent within 10 seconds");
        let bytes = timeout(PATIENCE, read(request.into_body(), MOST, drained)).await.map_err(late)??;
        json::parse(&bytes).map(Self)
    }
}

/// Reads a body, and a too long one to its end without keeping it: a connection that is closed while the
/// other side still sends is reset, and the refusal would be lost with it. One that says that it has over `drained`
/// bytes is refused unread.
async fn read(mut body: Body, most: u64, drained: u64) -> Result<Vec<u8>, Refusal> {
    let too_large = || Refusal::new(ProblemCode::BodyTooLarge, format!("a body has {most} bytes at most here"));
    let announced = body.size_hint().lower();
    if announced > drained {
        return Err(too_large());
    }
    let (mut kept, mut read) = (Vec::new(), 0);
    while let Some(frame) = body.frame().await {
        let broken = |_| Refusal::new(ProblemCode::JsonSyntax, "the body broke off");
        let Ok(data) = frame.map_err(broken)?.into_data() else { continue };
        read += data.len() as u64;
        if read <= most {
            kept.extend_from_slice(&data);
        } else if read > MAX_DRAINED_BYTES {
            break;
        }
    }
    if read <= most { Ok(kept) } else { Err(too_large()) }
}

fn check_type(headers: &HeaderMap) -> Result<(), Refusal> {
    let unsupported = |detail| Err(Refusal::new(ProblemCode::TypeUnsupported, detail));
    if headers.get(header::CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        return unsupported("a body is sent as it is, not compressed");
    }
    let Some(given) = headers.get(header::CONTENT_TYPE) else { return Ok(()) };
    let given = given.to_str().unwrap_or_default().to_ascii_lowercase();
    let mut parts = given.split(';').map(str::trim);
    if !matches!(parts.next(), Some("application/json" | "text/plain")) {
        return unsupported("a body is application/json, or text/plain with JSON in it");
    }
    let charset = parts.find_map(|part| part.strip_prefix("charset=")).map(|charset| charset.trim_matches('"'));
    match charset {
        None | Some("utf-8") => Ok(()),
        Some(_) => unsupported("a body is in UTF-8"),
    }
}
