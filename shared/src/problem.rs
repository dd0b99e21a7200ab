//! Refusals: the stable codes and the problem document (RFC 9457) that carries them.

use serde::{Deserialize, Serialize};

/// Why a request was refused. The words are part of the API and only grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// The body is not one JSON object in UTF-8.
    JsonSyntax,
    /// A required field is absent.
    FieldMissing,
    /// A field that this request does not have.
    FieldUnknown,
    /// A field whose content is not what it must be.
    FieldInvalid,
    /// A header that cannot be what it says.
    HeaderInvalid,
    /// The request names a host that this collector does not serve.
    HostUnknown,
    /// The address is not one.
    UriInvalid,
    /// The address is longer than any that is served.
    UriTooLong,
    /// The page is only being fetched ahead: nobody sees it yet.
    Prefetch,
    /// The body is longer than this route takes.
    BodyTooLarge,
    /// The body did not come in time.
    BodyTimeout,
    /// The body is of a type or an encoding that this route does not take.
    TypeUnsupported,
    /// No site has this slug.
    SiteUnknown,
    /// This site has no survey with this slug.
    SurveyUnknown,
    /// The site asks nobody for the moment.
    SurveyClosed,
    /// Nothing is served at this address.
    NotFound,
    /// This address does not take this method.
    MethodNotAllowed,
    /// The page's origin is not one of the site's.
    OriginDenied,
    /// A token that this collector did not issue, or that is no longer accepted.
    TokenInvalid,
    /// The key is absent, unknown, revoked or expired.
    KeyInvalid,
    /// The key may not do this; another key of the site may.
    ScopeMissing,
    /// This response's id and revision were used before, with another body.
    IdReused,
    /// A range of dates that is not one.
    RangeInvalid,
    /// What is to be changed is not as the request's condition says.
    PreconditionFailed,
    /// The site has as much of this as a site may have.
    LimitReached,
    /// A question that would take too long to answer, or whose answer would be too long.
    RangeTooLarge,
    /// A cursor that was not given for this site and question.
    CursorInvalid,
    /// What is here does not come in a form that the request accepts.
    NotAcceptable,
    /// Too many requests of this caller or for this site; try again later.
    RateLimited,
    /// More work is waiting than the collector takes on; try again later.
    Overloaded,
    /// The collector is about to stop: send requests elsewhere.
    Stopping,
    /// The store does not answer; try again later.
    StoreUnavailable,
    /// A fault of ours. The log has the cause under the request's id.
    Internal,
}

impl ProblemCode {
    /// Every code, in the order of the documentation.
    pub const ALL: &[Self] = &[
        Self::JsonSyntax,
        Self::FieldMissing,
        Self::FieldUnknown,
        Self::FieldInvalid,
        Self::HeaderInvalid,
        Self::HostUnknown,
        Self::UriInvalid,
        Self::UriTooLong,
        Self::Prefetch,
        Self::BodyTooLarge,
        Self::BodyTimeout,
        Self::TypeUnsupported,
        Self::SiteUnknown,
        Self::SurveyUnknown,
        Self::SurveyClosed,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::OriginDenied,
        Self::TokenInvalid,
        Self::KeyInvalid,
        Self::ScopeMissing,
        Self::IdReused,
        Self::RangeInvalid,
        Self::PreconditionFailed,
        Self::LimitReached,
        Self::RangeTooLarge,
        Self::CursorInvalid,
        Self::NotAcceptable,
        Self::RateLimited,
        Self::Overloaded,
        Self::Stopping,
        Self::StoreUnavailable,
        Self::Internal,
    ];
}

/// A refusal as it stands on the wire, `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// Address of a page about this code, relative to the collector.
    #[serde(rename = "type")]
    pub kind: String,
    /// The code as a sentence.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What was wrong with this request, and what would be right. Never echoes the input.
    pub detail: String,
    /// `urn:request:<id>`, the id under which the log knows this request.
    pub instance: String,
    /// The stable word to act on.
    pub code: ProblemCode,
    /// The fields at fault, where fields are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
}

/// One field at fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldProblem {
    /// JSON pointer (RFC 6901) to the field, or the name of a query parameter behind `?`.
    pub pointer: String,
    /// Why this field is refused.
    pub code: ProblemCode,
    /// What is wrong with it, and what would be right.
    pub detail: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_listed() {
        // serde names all that it knows when it meets one that it does not.
        let known = serde_json::from_str::<ProblemCode>("\"?\"").unwrap_err().to_string();
        let known: Vec<&str> = known.split('`').skip(3).step_by(2).collect();
        let listed: Vec<String> = ProblemCode::ALL.iter().map(|code| serde_json::to_string(code).unwrap()).collect();
        let listed: Vec<&str> = listed.iter().map(|name| name.trim_matches('"')).collect();
        assert_eq!(listed, known);
    }
}
