//! `/v1/surveys`: what a site asks. Reading here, changing in [`changing`], spelling in [`views`].

pub(super) mod changing;
mod views;

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use shared::{
    problem::ProblemCode,
    survey::Slug,
    wire::surveys::{SurveyReply, SurveysReply},
};

use super::{
    App,
    conditions::etag,
    error::Refusal,
    question::{Parameters, answer},
    refused::{self, Refused, Refuses},
    site::OwnedSite,
};
use crate::{invalid::InvalidField, surveys::Unmade};

struct Refusals;

impl Refuses for Refusals {
    const CODES: &'static [&'static [ProblemCode]] =
        &[refused::ADDRESS, refused::KEY, &[ProblemCode::FieldUnknown, ProblemCode::FieldInvalid]];
}

/// Lists the surveys of the site, in the order in which they get their turn.
#[utoipa::path(get, path = "/v1/surveys", tag = "owner", security(("key" = [])),
    responses((status = 200, description = "the surveys", body = SurveysReply), Refused<Refusals>))]
pub(super) async fn list_surveys(site: OwnedSite, parameters: Parameters) -> Result<Response, Refusal> {
    parameters.only(&[])?;
    answer(Some(SurveysReply { surveys: views::all(site.site()) }))
}

struct OneRefusals;

impl Refuses for OneRefusals {
    const CODES: &'static [&'static [ProblemCode]] =
        &[Refusals::CODES[0], Refusals::CODES[1], Refusals::CODES[2], refused::STORE, &[ProblemCode::SurveyUnknown]];
}

/// Says what a survey is, or was at an earlier version, with all of its versions.
#[utoipa::path(
    get,
    path = "/v1/surveys/{slug}",
    tag = "owner",
    security(("key" = [])),
    params(
        ("slug" = String, Path, description = "The survey's name.", pattern = "^[a-z0-9][a-z0-9_-]{0,63}$"),
        ("version" = Option<u32>, Query, description = "The version; without it the one that asks. Also of a survey that was deleted.", minimum = 1),
    ),
    responses(
        (status = 200, description = "the survey", body = SurveyReply,
            headers(("etag" = String, description = "The version that asks, in quotes, for `If-Match`."))),
        Refused<OneRefusals>
    )
)]
pub(super) async fn get_survey(
    State(app): State<Arc<App>>,
    site: OwnedSite,
    Path(slug): Path<String>,
    parameters: Parameters,
) -> Result<Response, Refusal> {
    let given = parameters.only(&["version"])?;
    let version = given.get("version").map(|text| whole("version", text)).transpose()?;
    let slug: Slug = slug.parse().map_err(|_| Unmade::NoSurvey)?;
    let site = site.site();
    let survey = match version {
        None => views::current(site, &slug),
        Some(version) => views::at(site, &slug, version),
    };
    let survey = survey.ok_or(Unmade::NoSurvey)?;
    let versions = app.store.survey_versions(site.slug.clone(), slug.clone()).await?;
    let versions = versions.into_iter().map(views::version).collect();
    let current = views::current(site, &slug).map(|current| [(header::ETAG, etag(current.version))]);
    Ok((current, answer(Some(SurveyReply { survey, versions }))?).into_response())
}

/// Reads a number from 1.
fn whole(name: &str, text: &str) -> Result<u32, InvalidField> {
    // A sign is no digit, though numbers are read with one.
    let number = text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
    number
        .filter(|number| *number > 0)
        .ok_or_else(|| InvalidField::new(format!("?{name}"), "this is a whole number, 1 or more"))
}
