//! `GET /v1/scores`.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use shared::problem::ProblemCode;

use super::{App, error::Refusal, site::OwnedSite};
use crate::{invalid::InvalidField, scores::ScoresQuery};

/// Says what the answers of a range of days say.
pub(super) async fn get_scores(
    State(app): State<Arc<App>>,
    site: OwnedSite,
    parameters: Result<Query<Vec<(String, String)>>, QueryRejection>,
) -> Result<Response, Refusal> {
    let Query(parameters) = parameters.map_err(|_| InvalidField::new("?", "the query cannot be read"))?;
    let query = ScoresQuery::new(parameters, site.site(), app.clock.now())?;
    let scores = query.answer(site.site(), &app.store).await?;
    let scores = scores.ok_or_else(|| Refusal::new(ProblemCode::SurveyUnknown, "this site has no such survey"))?;
    // Scores change with every answer and belong to whoever has the key.
    let headers = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((headers, Json(scores)).into_response())
}
