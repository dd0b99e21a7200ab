//! What the owner's questions have in common: parameters that are read once each, and answers that nobody keeps.

use axum::{
    Json,
    extract::{FromRequestParts, Query},
    http::{HeaderValue, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use shared::problem::ProblemCode;

use super::error::Refusal;
use crate::invalid::InvalidField;

/// The names and values of a query, in their order.
#[derive(Debug)]
pub(super) struct Parameters(pub(super) Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Parameters {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let query = Query::from_request_parts(parts, state).await;
        let Query(parameters) = query.map_err(|_| InvalidField::new("?", "the query cannot be read"))?;
        Ok(Self(parameters))
    }
}

/// Answers a question about a survey; with nothing, that the site has no such survey.
///
/// What is said of customers changes with every answer and belongs to whoever has the key.
pub(super) fn answer(said: Option<impl Serialize>) -> Result<Response, Refusal> {
    let said = said.ok_or_else(|| Refusal::new(ProblemCode::SurveyUnknown, "this site has no such survey"))?;
    let headers = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((headers, Json(said)).into_response())
}
