//! What is looked at before a body is: the address, and headers that say what a request is for.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, Method, StatusCode},
    response::Response,
};
use percent_encoding::percent_decode_str;
use shared::problem::ProblemCode;

use super::error::Refusal;

/// The longest path and query together, in bytes. RFC 9110, section 4.1 asks for so many at least.
const MAX_ADDRESS_BYTES: usize = 8_000;

const SEC_PURPOSE: HeaderName = HeaderName::from_static("sec-purpose");

/// Refuses addresses that are too long, or that do not spell what they escape.
pub(super) fn check_address(request: &Request) -> Result<(), Refusal> {
    let address = request.uri().path_and_query().map_or("", |address| address.as_str());
    if address.len() > MAX_ADDRESS_BYTES {
        let detail = format!("an address has {MAX_ADDRESS_BYTES} bytes at most");
        return Err(Refusal::new(ProblemCode::UriTooLong, detail));
    }
    let is_escape = |behind: &str| behind.len() >= 2 && behind.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
    let is_text = percent_decode_str(request.uri().path()).decode_utf8().is_ok();
    if address.is_empty() || !is_text || !address.split('%').skip(1).all(is_escape) {
        let detail = "an address begins with / and escapes what it carries as UTF-8; a percent sign is written %25";
        return Err(Refusal::new(ProblemCode::UriInvalid, detail));
    }
    Ok(())
}

/// Says whether it is a preflight, or like one.
pub(super) fn asks_for_options(request: &Request) -> bool {
    request.method() == Method::OPTIONS
}

/// Makes 204 of the answer to a preflight, which has no content.
pub(super) fn leave_out_content(response: &mut Response) {
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NO_CONTENT;
    }
}

/// Refuses to ask the customer of a page that is only fetched ahead: nobody sees the prompt.
///
/// Reports are taken from such a page: they are about a prompt of an earlier one that somebody saw.
pub(super) fn check_purpose(headers: &HeaderMap) -> Result<(), Refusal> {
    let purpose = headers.get(SEC_PURPOSE).map(|purpose| purpose.as_bytes());
    if purpose.is_some_and(|purpose| purpose.starts_with(b"prefetch")) {
        return Err(Refusal::new(ProblemCode::Prefetch, "ask once the page is shown to somebody"));
    }
    Ok(())
}
