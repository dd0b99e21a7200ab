//! `POST /v1/preview`.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use shared::{
    problem::ProblemCode,
    survey::Survey,
    wire::preview::{PreviewReply, PreviewRequest},
};

use super::{
    App,
    body::JsonBody,
    error::Refusal,
    question::{Parameters, answer},
    refused::{self, Refused, Refuses},
    site::OwnedSite,
    surveys::changing::MAX_DEFINITION_BYTES,
};
use crate::{asking::preview::preview, invalid::InvalidField};

struct Refusals;

impl Refuses for Refusals {
    const CODES: &'static [&'static [ProblemCode]] = &[refused::ADDRESS, refused::KEY, refused::BODY];
}

/// Shows a survey as customers would see it, whether or not it is one yet. Nothing is stored, and nobody is asked.
#[utoipa::path(post, path = "/v1/preview", tag = "owner", security(("key" = [])),
    request_body(content((PreviewRequest = "application/json"), (String = "text/plain")), description = "The survey, and the customer's language. Plain text is the same JSON."),
    responses((status = 200, description = "the prompt", body = PreviewReply), Refused<Refusals>))]
pub(super) async fn create_preview(
    State(app): State<Arc<App>>,
    site: OwnedSite,
    parameters: Parameters,
    JsonBody(request): JsonBody<PreviewRequest, MAX_DEFINITION_BYTES>,
) -> Result<Response, Refusal> {
    parameters.only(&[])?;
    let survey = Survey::new(request.survey).map_err(|invalid| {
        // Pointers lead into this body.
        InvalidField::new(format!("/survey{}", invalid.pointer), invalid.detail)
    })?;
    answer(Some(preview(&survey, request.locale, site.site(), &app.web.widget)?))
}
