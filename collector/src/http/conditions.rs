//! Conditions of a change (RFC 9110, section 13): `If-Match` with the version that it is made on, `If-None-Match: *`.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, HeaderValue, header, request::Parts},
};
use shared::problem::ProblemCode;

use super::error::Refusal;
use crate::surveys::Condition;

/// What has to be so before a change, by the headers of the request.
#[derive(Debug)]
pub(super) struct Conditions(pub(super) Condition);

impl<S: Send + Sync> FromRequestParts<S> for Conditions {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let read = read(&parts.headers);
        let wrong = "If-Match is * or versions in quotes, as ETag has them; If-None-Match is *; not both";
        read.map(Self).ok_or_else(|| Refusal::new(ProblemCode::HeaderInvalid, wrong))
    }
}

fn read(headers: &HeaderMap) -> Option<Condition> {
    let given = |name: HeaderName| {
        let lines: Option<Vec<&str>> = headers.get_all(name).iter().map(|line| line.to_str().ok()).collect();
        lines.map(|lines| lines.join(","))
    };
    let (matches, differs) = (given(header::IF_MATCH)?, given(header::IF_NONE_MATCH)?);
    match (matches.trim(), differs.trim()) {
        ("", "") => Some(Condition::Nothing),
        ("", "*") => Some(Condition::Absent),
        ("*", "") => Some(Condition::Present),
        (tags, "") => tags.split(',').map(|tag| version(tag.trim())).collect::<Option<_>>().map(Condition::At),
        _ => None,
    }
}

/// The version that a tag names; 0, which is none, of another's tag: that one never matches.
fn version(tag: &str) -> Option<u32> {
    let named = tag.strip_prefix('"')?.strip_suffix('"').filter(|named| !named.contains('"'))?;
    Some(named.parse().unwrap_or(0))
}

/// The tag of a version.
pub(super) fn etag(version: u32) -> HeaderValue {
    HeaderValue::try_from(format!("\"{version}\"")).expect("a number in quotes is a header")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_names_versions_or_says_whether_there_is_any() {
        for (lines, want) in [
            (&[][..], Some(Condition::Nothing)),
            (&[("if-match", "\"3\"")], Some(Condition::At(vec![3]))),
            (&[("if-match", "\"3\" , \"other\"")], Some(Condition::At(vec![3, 0]))),
            (&[("if-match", "\"3\""), ("if-match", "\"4\"")], Some(Condition::At(vec![3, 4]))),
            (&[("if-match", " * ")], Some(Condition::Present)),
            (&[("if-none-match", "*")], Some(Condition::Absent)),
            (&[("if-match", "3")], None),
            (&[("if-match", "W/\"3\"")], None),
            (&[("if-match", "\"3")], None),
            (&[("if-match", "\"3\"\"4\"")], None),
            (&[("if-match", "\"3\",")], None),
            (&[("if-none-match", "\"3\"")], None),
            (&[("if-match", "*"), ("if-none-match", "*")], None),
        ] {
            let mut headers = HeaderMap::new();
            for (name, value) in lines {
                headers.append(*name, HeaderValue::from_static(value));
            }
            assert_eq!(read(&headers), want, "{lines:?}");
        }
    }
}
