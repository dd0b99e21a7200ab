//! `POST /v1/sites/{site}/responses`.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::State,
    http::{HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use shared::{
    problem::ProblemCode,
    wire::responses::{Receipt, ResponseReply, ResponseRequest},
};

use super::{
    App,
    body::JsonBody,
    callers::Caller,
    error::Refusal,
    limits::ToldSite,
    refused::{self, Refused, Refuses},
    site::PublicSite,
};
use crate::{
    bursts::Rater,
    calendar::Day,
    invalid::InvalidField,
    quarantine::Quarantine,
    store::batch::Applied,
    submission::{Report, Submission},
    token::{self, TokenError},
};

const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

struct Refusals;

impl Refuses for Refusals {
    const CODES: &'static [&'static [ProblemCode]] = &[
        refused::ADDRESS,
        refused::BODY,
        refused::STORE,
        &[
            ProblemCode::SiteUnknown,
            ProblemCode::TokenInvalid,
            ProblemCode::IdReused,
            ProblemCode::RateLimited,
            ProblemCode::Overloaded,
        ],
    ];
}

/// Stores what became of a prompt. Answered after the commit.
#[utoipa::path(
    post,
    path = "/v1/sites/{site}/responses",
    tag = "public",
    params(("site" = String, Path, description = "The site's name.", pattern = "^[a-z0-9][a-z0-9_-]{0,63}$")),
    request_body(content((ResponseRequest = "application/json"), (String = "text/plain")), description = "Plain text is the same JSON, which browsers send without a preflight."),
    responses(
        (status = 201, description = "it is what is kept now", body = ResponseReply),
        (status = 200, description = "nothing changed: it was stored before, or a later revision was", body = ResponseReply,
            headers(("idempotency-replayed" = Option<String>, description = "`true` where the very same report was stored before"))),
        Refused<Refusals>,
    )
)]
pub(super) async fn submit_response(
    State(app): State<Arc<App>>,
    ToldSite(site): ToldSite,
    caller: Option<Extension<Caller>>,
    JsonBody(request): JsonBody<ResponseRequest>,
) -> Result<Response, Refusal> {
    if request.id.is_nil() {
        return Err(InvalidField::new("/id", "the id is the prompt's own").into());
    }
    let now = app.clock.now();
    let open = |site: &PublicSite| token::open(&request.token, &site.site().slug, &site.catalog().secrets, now);
    let (site, prompt) = match open(&site) {
        // Another collector may know what its owner changed a moment ago.
        Err(TokenError::NewerSecret) => {
            let site = site.as_in(app.catch_up_for_one_that_waits().await?)?;
            let prompt = open(&site)?;
            (site, prompt)
        }
        opened => (site, opened?),
    };
    if prompt.id != request.id {
        return Err(TokenError::Foreign.into());
    }
    let caller = caller.map(|Extension(caller)| caller);
    app.limits.take_response(&site, caller)?;
    let (id, rev, age_ms) = (request.id, request.rev, request.age_ms);
    // Another collector may know a version that its owner applied a moment ago.
    let site = match site.site().survey_at(&prompt.survey, prompt.version) {
        Some(_) => site,
        None => site.as_in(app.catch_up_for_one_that_waits().await?)?,
    };
    let asked = site.site().survey_at(&prompt.survey, prompt.version);
    let survey = asked.or_else(|| site.site().survey(prompt.survey.as_str())).ok_or(TokenError::Foreign)?;
    let report = Report::new(request, survey)?;
    let reply = |status| Json(ResponseReply { id, rev, status });
    if prompt.is_test {
        return Ok((StatusCode::CREATED, reply(Receipt::Stored)).into_response());
    }
    let issued_at = Timestamp::from_second(prompt.issued_at).map_err(|_| TokenError::Foreign)?;
    let day = Day::of(issued_at, &site.site().zone);
    let received_at = now.as_second();
    // Whoever floods is not told: the reply is that of an answer that counts.
    let caller = caller.filter(|caller| caller.is_alone()).map(|caller| caller.network());
    let by = Rater { caller, respondent: prompt.respondent.as_deref() };
    let reason = app.bursts.judge(&prompt.site, by, prompt.id, report.rating.is_some(), now);
    let quarantine = reason.map(|reason| Quarantine::Held { reason, since: received_at });
    let (as_other, earlier) = (Vec::new(), Vec::new());
    let mut submission = Submission { prompt, day, quarantine, as_other, earlier, report, received_at, age_ms };
    app.variety.settle(&app.store, &mut submission).await?;
    match app.store.submit(submission).await? {
        Applied::Stored => Ok((StatusCode::CREATED, reply(Receipt::Stored)).into_response()),
        Applied::Stale => Ok(reply(Receipt::Stale).into_response()),
        Applied::Replayed => {
            let header = [(REPLAYED, HeaderValue::from_static("true"))];
            Ok((header, reply(Receipt::Replayed)).into_response())
        }
        Applied::IdReused => {
            let detail = "this revision of this response is stored with other content; a change has a higher rev";
            Err(Refusal::new(ProblemCode::IdReused, detail))
        }
        Applied::RatingMissing => {
            let detail = "an earlier revision has a rating; every later one repeats or corrects it";
            Err(InvalidField::new("/rating", detail).into())
        }
    }
}
