//! `GET /v1/scores`.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use shared::{
    problem::ProblemCode,
    wire::scores::{GroupBy, ScoresReply},
};

use super::{
    App,
    error::Refusal,
    refused::{self, Refused, Refuses},
    site::OwnedSite,
};
use crate::{invalid::InvalidField, scores::ScoresQuery};

struct Refusals;

impl Refuses for Refusals {
    const CODES: &'static [&'static [ProblemCode]] = &[
        refused::ADDRESS,
        refused::KEY,
        refused::STORE,
        &[
            ProblemCode::SurveyUnknown,
            ProblemCode::FieldMissing,
            ProblemCode::FieldUnknown,
            ProblemCode::FieldInvalid,
            ProblemCode::RangeInvalid,
        ],
    ];
}

/// Says what the answers of a range of days say.
#[utoipa::path(
    get,
    path = "/v1/scores",
    tag = "owner",
    security(("key" = [])),
    params(
        ("survey" = String, Query, description = "The survey's name.", pattern = "^[a-z0-9][a-z0-9_-]{0,63}$"),
        ("touchpoint" = Option<String>, Query, description = "One touchpoint alone.", pattern = "^[a-z0-9][a-z0-9_-]{0,63}$"),
        ("from" = Option<String>, Query, description = "The first day in the site's zone; 30 days before `to`.", format = Date),
        ("to" = Option<String>, Query, description = "The day after the last; tomorrow.", format = Date),
        ("group_by" = Option<GroupBy>, Query, description = "What the groups are; none."),
    ),
    responses((status = 200, description = "the scores", body = ScoresReply), Refused<Refusals>)
)]
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
