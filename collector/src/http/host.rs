//! Whom a request is for.

use axum::{
    extract::Request,
    http::{Version, header},
};
use shared::problem::ProblemCode;

use super::error::Refusal;

/// Refuses what names no host, or two: a proxy and we might not agree which one counts (RFC 9112, section 3.2).
pub(super) fn check(request: &Request) -> Result<(), Refusal> {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let is_clear = match (hosts.next(), hosts.next()) {
        (Some(_), None) => true,
        (None, _) => request.version() < Version::HTTP_11,
        (Some(_), Some(_)) => false,
    };
    if is_clear { Ok(()) } else { Err(Refusal::new(ProblemCode::HeaderInvalid, "a request has one Host")) }
}
