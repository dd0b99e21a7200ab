//! `GET /v1/scores`.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use shared::{
    problem::ProblemCode,
    wire::scores::{GroupBy, ScoresReply},
};

use super::{
    App,
    error::Refusal,
    question::{Parameters, answer},
    refused::{self, Refused, Refuses},
    site::OwnedSite,
};
use crate::scores::ScoresQuery;

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
    Parameters(parameters): Parameters,
) -> Result<Response, Refusal> {
    let query = ScoresQuery::new(parameters, site.site(), app.clock.now())?;
    answer(query.answer(site.site(), &app.store).await?)
}
