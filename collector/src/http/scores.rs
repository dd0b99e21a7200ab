//! `GET /v1/scores`.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use shared::{
    problem::ProblemCode,
    wire::{prompts::Device, scores::ScoresReply},
};

use super::{
    App,
    error::Refusal,
    question::{Parameters, answer},
    refused::{self, Refused, Refuses},
    site::OwnedSite,
};
use crate::scores::ScoresQuery;

/// The name of a survey.
#[derive(utoipa::ToSchema)]
#[schema(pattern = "^[a-z0-9][a-z0-9_-]{0,63}$")]
#[expect(dead_code, reason = "it is there for its schema")]
pub(super) struct SurveyName(String);

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
            ProblemCode::RangeTooLarge,
        ],
    ];
}

/// Says what the answers of a range of days say, and whether that changed.
///
/// Questions about one of touchpoint, stage, locale, device and attributes, filters and groups together, are answered from
/// tallies, at once; of others the responses are counted one by one, 1,000,000 at most.
#[utoipa::path(
    get,
    path = "/v1/scores",
    tag = "owner",
    security(("key" = [])),
    params(
        ("survey" = inline(Vec<SurveyName>), Query, description = "The survey's name. Several that have one metric and one scale are merged, given as often: `survey=store&survey=web`.", min_items = 1, max_items = 20),
        ("from" = Option<String>, Query, description = "The first day in the site's zone; 30 days before `to`.", format = Date),
        ("to" = Option<String>, Query, description = "The day after the last; tomorrow.", format = Date),
        ("touchpoint" = Option<String>, Query, description = "One touchpoint alone.", pattern = "^[a-z0-9][a-z0-9_-]{0,63}$"),
        ("stage" = Option<String>, Query, description = "One stage alone.", pattern = "^[a-z0-9][a-z0-9_-]{0,63}$"),
        ("locale" = Option<String>, Query, description = "One language alone, as prompts spell it.", pattern = "^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*$", max_length = 35),
        ("device" = Option<Device>, Query, description = "One class of device alone."),
        ("group_by" = Option<String>, Query, description = "What the groups are: one or two of `day`, `week` (ISO), `month`, `touchpoint`, `stage`, `locale`, `device` and `attribute:NAME`, with a comma between; one of them a time at most. One value alone of an attribute that a survey declares: `attribute:NAME=VALUE`.", pattern = "^(day|week|month|touchpoint|stage|locale|device|attribute:[a-z0-9][a-z0-9_-]{0,63})(,(day|week|month|touchpoint|stage|locale|device|attribute:[a-z0-9][a-z0-9_-]{0,63}))?$"),
        ("compare" = Option<String>, Query, description = "What is compared with: `previous` (of whole calendar months as many before, else as many days), a range, the last day not included, or `rest`: each group with the others together.", pattern = "^(previous|rest|[0-9]{4}-[0-9]{2}-[0-9]{2}[.]{2}[0-9]{4}-[0-9]{2}-[0-9]{2})$"),
        ("level" = Option<f64>, Query, description = "How sure intervals and verdicts are; 0.95.", minimum = 0.5, maximum = 0.999),
    ),
    responses((status = 200, description = "the scores", body = ScoresReply), Refused<Refusals>)
)]
pub(super) async fn get_scores(
    State(app): State<Arc<App>>,
    site: OwnedSite,
    Parameters(parameters): Parameters,
) -> Result<Response, Refusal> {
    let query = ScoresQuery::new(parameters, site.site(), app.clock.now())?;
    answer(Some(query.answer(site.site(), &app.store).await?))
}
