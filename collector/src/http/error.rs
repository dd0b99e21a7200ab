//! Refusals: from what went wrong to a status and a problem document.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use metrics::counter;
use shared::{
    problem::{FieldProblem, Problem, ProblemCode},
    survey::InvalidSurvey,
};
use tracing::{debug, error};

use super::{
    BasePath, limits,
    request_id::{self, REQUEST_ID},
};
use crate::{
    catalog::Lapsed,
    complaints::Complaints,
    invalid::InvalidField,
    listing::query::InvalidListing,
    metrics::REFUSED,
    scores::InvalidQuery,
    session::Full,
    signed_interaction::Unsigned,
    store::StoreError,
    surveys::Unmade,
    token::{TokenError, TooLong},
};

/// How long a client waits before it tries an overloaded collector again.
const RETRY_AFTER_S: u64 = 1;

/// Why a request is refused. Its detail is for the one who asked and never echoes the input.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    code: ProblemCode,
    detail: String,
    errors: Vec<FieldProblem>,
    /// What went wrong on our side: for the log, not for the one who asked.
    cause: Option<String>,
    /// Where trying again helps: after how long.
    retry_after_s: u64,
}

impl Refusal {
    pub(super) fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), errors: Vec::new(), cause: None, retry_after_s: RETRY_AFTER_S }
    }

    pub(super) fn rate_limited(detail: &str, wait: Duration) -> Self {
        Self { retry_after_s: limits::seconds(wait), ..Self::new(ProblemCode::RateLimited, detail) }
    }

    /// The stable word of it.
    pub(super) fn code(&self) -> ProblemCode {
        self.code
    }

    fn caused_by(self, cause: &StoreError) -> Self {
        Self { cause: Some(cause.to_string()), ..self }
    }
}

/// The only place where codes become statuses and titles.
pub(super) fn status_and_title(code: ProblemCode) -> (StatusCode, &'static str) {
    match code {
        ProblemCode::JsonSyntax => (StatusCode::BAD_REQUEST, "the body is not one JSON object"),
        ProblemCode::HeaderInvalid => (StatusCode::BAD_REQUEST, "a header is invalid"),
        ProblemCode::HostUnknown => (StatusCode::MISDIRECTED_REQUEST, "the collector is not asked for by this name"),
        ProblemCode::UriInvalid => (StatusCode::BAD_REQUEST, "the address is not one"),
        ProblemCode::KeyInvalid => (StatusCode::UNAUTHORIZED, "a valid key is needed"),
        ProblemCode::ScopeMissing => (StatusCode::FORBIDDEN, "the key may not do this"),
        ProblemCode::OriginDenied => (StatusCode::FORBIDDEN, "pages of this origin may not do this"),
        ProblemCode::Prefetch => (StatusCode::FORBIDDEN, "the page is only being fetched ahead"),
        ProblemCode::TokenInvalid => (StatusCode::FORBIDDEN, "the token is not accepted"),
        ProblemCode::SiteUnknown => (StatusCode::NOT_FOUND, "there is no such site"),
        ProblemCode::SurveyUnknown => (StatusCode::NOT_FOUND, "there is no such survey"),
        ProblemCode::SurveyClosed => (StatusCode::GONE, "the site asks nobody at the moment"),
        ProblemCode::NotFound => (StatusCode::NOT_FOUND, "nothing is served here"),
        ProblemCode::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "this address does not take this method"),
        ProblemCode::BodyTooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "the body is too large"),
        ProblemCode::BodyTimeout => (StatusCode::REQUEST_TIMEOUT, "the body did not come in time"),
        ProblemCode::UriTooLong => (StatusCode::URI_TOO_LONG, "the address is too long"),
        ProblemCode::TypeUnsupported => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "the body's type is not taken"),
        ProblemCode::FieldMissing => (StatusCode::UNPROCESSABLE_ENTITY, "a field is missing"),
        ProblemCode::FieldUnknown => (StatusCode::UNPROCESSABLE_ENTITY, "a field is unknown"),
        ProblemCode::FieldInvalid => (StatusCode::UNPROCESSABLE_ENTITY, "a field is invalid"),
        ProblemCode::CursorInvalid => (StatusCode::BAD_REQUEST, "the cursor is not one of these responses"),
        ProblemCode::NotAcceptable => (StatusCode::NOT_ACCEPTABLE, "responses do not come in this form"),
        ProblemCode::IdReused => (StatusCode::UNPROCESSABLE_ENTITY, "this revision was reported differently before"),
        ProblemCode::RangeInvalid => (StatusCode::UNPROCESSABLE_ENTITY, "the days are not a range"),
        ProblemCode::PreconditionFailed => (StatusCode::PRECONDITION_FAILED, "the condition does not hold"),
        ProblemCode::LimitReached => (StatusCode::UNPROCESSABLE_ENTITY, "the site has as many as it may have"),
        ProblemCode::RangeTooLarge => (StatusCode::UNPROCESSABLE_ENTITY, "the question is about too much at once"),
        ProblemCode::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "the collector failed"),
        ProblemCode::RateLimited => (StatusCode::TOO_MANY_REQUESTS, "there were too many requests"),
        ProblemCode::Overloaded => (StatusCode::SERVICE_UNAVAILABLE, "the collector is busy"),
        ProblemCode::Stopping => (StatusCode::SERVICE_UNAVAILABLE, "the collector is about to stop"),
        ProblemCode::StoreUnavailable => (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer"),
    }
}

/// Carries the refusal to [`complete`], which knows the request's id.
impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = status_and_title(self.code).0.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Completes the answers of a router that has no [envelope](super::envelope) of its own.
pub(super) async fn render_problems(State(base): State<BasePath>, request: Request, next: Next) -> Response {
    let id = request_id::of(request.headers());
    let mut response = complete(next.run(request).await, &base, &id);
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

/// Writes a refusal as `application/problem+json`, and lets no browser guess what any answer is.
pub(super) fn complete(mut response: Response, base: &BasePath, request_id: &HeaderValue) -> Response {
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let Some(refusal) = response.extensions_mut().remove::<Refusal>() else { return response };
    let (status, title) = status_and_title(refusal.code);
    let code = code_name(refusal.code);
    counter!(REFUSED, "code" => code.clone()).increment(1);
    let request_id = request_id.to_str().unwrap_or_default();
    match refusal.cause.as_ref().and_then(|cause| Some((cause, may_complain()?))) {
        Some((cause, others)) => {
            error!(request.id = request_id, problem.code = code, problem.others = others, "the store failed: {cause}")
        }
        None => debug!(request.id = request_id, problem.code = code, "refused a request: {}", refusal.detail),
    }
    let problem = Problem {
        kind: format!("{base}/problems/{code}"),
        title: title.to_owned(),
        status: status.as_u16(),
        detail: refusal.detail,
        instance: format!("urn:request:{request_id}"),
        code: refusal.code,
        errors: refusal.errors,
    };
    let body = serde_json::to_vec(&problem).expect("a problem is strings and numbers");
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.remove(header::CONTENT_LENGTH);
    match status {
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => {
            headers.insert(header::RETRY_AFTER, refusal.retry_after_s.into())
        }
        StatusCode::UNAUTHORIZED => headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")),
        // What is left of such a body is not waited for.
        StatusCode::PAYLOAD_TOO_LARGE | StatusCode::REQUEST_TIMEOUT => {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"))
        }
        _ => None,
    };
    let (parts, _) = response.into_parts();
    Response::from_parts(parts, body.into())
}

/// Says whether a failure of the store may be logged, and how many were not since the last one.
fn may_complain() -> Option<usize> {
    /// A process has one log.
    static COMPLAINTS: Mutex<Complaints> = Mutex::new(Complaints::new());
    COMPLAINTS.lock().unwrap_or_else(PoisonError::into_inner).may_say(Instant::now(), false)
}

pub(super) fn code_name(code: ProblemCode) -> String {
    let name = serde_json::to_value(code).expect("a code is a word");
    name.as_str().unwrap_or_default().to_owned()
}

pub(super) async fn not_found() -> Refusal {
    Refusal::new(ProblemCode::NotFound, "nothing is served at this address")
}

pub(super) async fn method_not_allowed() -> Refusal {
    Refusal::new(ProblemCode::MethodNotAllowed, "the header Allow names the methods that this address takes")
}

impl From<InvalidField> for Refusal {
    fn from(invalid: InvalidField) -> Self {
        let InvalidField { pointer, code, detail } = invalid;
        Self { errors: vec![FieldProblem { pointer, code, detail: detail.clone() }], ..Self::new(code, detail) }
    }
}

impl From<InvalidQuery> for Refusal {
    fn from(invalid: InvalidQuery) -> Self {
        match invalid {
            InvalidQuery::Parameter(field) => field.into(),
            InvalidQuery::SurveyUnknown => Self::new(ProblemCode::SurveyUnknown, invalid.to_string()),
            InvalidQuery::Range(detail) => Self::new(ProblemCode::RangeInvalid, detail),
        }
    }
}

impl From<InvalidListing> for Refusal {
    fn from(invalid: InvalidListing) -> Self {
        match invalid {
            InvalidListing::Parameter(field) => field.into(),
            InvalidListing::Range(detail) => Self::new(ProblemCode::RangeInvalid, detail),
            InvalidListing::Cursor => Self::new(ProblemCode::CursorInvalid, invalid.to_string()),
        }
    }
}

impl From<Lapsed> for Refusal {
    fn from(lapsed: Lapsed) -> Self {
        Self::new(ProblemCode::KeyInvalid, lapsed.to_string())
    }
}

impl From<Full> for Refusal {
    fn from(full: Full) -> Self {
        Self::new(ProblemCode::LimitReached, full.to_string())
    }
}

impl From<Unsigned> for Refusal {
    fn from(refused: Unsigned) -> Self {
        Self::new(ProblemCode::TokenInvalid, refused.to_string())
    }
}

impl From<TokenError> for Refusal {
    fn from(refused: TokenError) -> Self {
        Self::new(ProblemCode::TokenInvalid, refused.to_string())
    }
}

impl From<TooLong> for Refusal {
    fn from(refused: TooLong) -> Self {
        InvalidField::new("/attributes", refused.to_string()).into()
    }
}

impl From<Unmade> for Refusal {
    fn from(why: Unmade) -> Self {
        match why {
            Unmade::NoSite(_) | Unmade::NoSurvey => {
                Self::new(ProblemCode::SurveyUnknown, "this site has no such survey")
            }
            Unmade::OtherVersion => Self::new(ProblemCode::PreconditionFailed, why.to_string()),
            Unmade::OtherScale { was, field, .. } => {
                let detail = format!("scores of this name are of {was} and would mix two scales; take another name");
                InvalidField::new(format!("/{field}"), detail).into()
            }
            Unmade::TooMany | Unmade::TooLong => Self::new(ProblemCode::LimitReached, why.to_string()),
        }
    }
}

impl From<InvalidSurvey> for Refusal {
    fn from(invalid: InvalidSurvey) -> Self {
        InvalidField::new(invalid.pointer, invalid.detail).into()
    }
}

impl From<StoreError> for Refusal {
    fn from(cause: StoreError) -> Self {
        match cause {
            StoreError::Overloaded => Self::new(ProblemCode::Overloaded, "more reports are waiting than are taken on"),
            // The writer has logged why.
            StoreError::BatchFailed | StoreError::Closed | StoreError::Slow => {
                Self::new(ProblemCode::StoreUnavailable, "the store takes no reports at the moment")
            }
            StoreError::DiskFull => Self::new(ProblemCode::StoreUnavailable, cause.to_string()),
            StoreError::Database(_) | StoreError::Postgres(_) | StoreError::Io(_) => {
                Self::new(ProblemCode::StoreUnavailable, "the store does not answer at the moment").caused_by(&cause)
            }
            StoreError::Unmade(why) => why.into(),
            StoreError::TooLarge(why) => Self::new(ProblemCode::RangeTooLarge, why.to_string()),
            StoreError::TooNew { .. } | StoreError::Unsound(_) | StoreError::Damaged(_) | StoreError::Refused(_) => {
                Self::new(ProblemCode::Internal, "the log has the cause under this request's id").caused_by(&cause)
            }
        }
    }
}
