//! `GET /v1/explain`.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use shared::{problem::ProblemCode, wire::explain::ExplainReply};

use super::{
    App,
    error::Refusal,
    prompts,
    question::{Parameters, answer},
    refused::{self, Refused, Refuses},
    site::OwnedSite,
};
use crate::explaining::Explaining;

struct Refusals;

impl Refuses for Refusals {
    const CODES: &'static [&'static [ProblemCode]] = &[
        refused::ADDRESS,
        refused::KEY,
        refused::STORE,
        &[ProblemCode::SurveyUnknown, ProblemCode::FieldMissing, ProblemCode::FieldUnknown, ProblemCode::FieldInvalid],
    ];
}

/// Says whether a visitor would be asked now, and what every gate of every survey says of it. Nobody is asked by it.
#[utoipa::path(
    get,
    path = "/v1/explain",
    tag = "owner",
    security(("key" = [])),
    params(
        ("touchpoint" = String, Query, description = "The kind of interaction.", pattern = "^[a-z0-9][a-z0-9_-]{0,63}$"),
        ("survey" = Option<String>, Query, description = "One survey's gates alone; all.", pattern = "^[a-z0-9][a-z0-9_-]{0,63}$"),
        ("stage" = Option<String>, Query, description = "The stage that the page names.", pattern = "^[a-z0-9][a-z0-9_-]{0,63}$"),
        ("bucket" = Option<u8>, Query, description = "The browser's place in samples.", minimum = 0, maximum = 99),
        ("history" = Option<String>, Query, description = "An earlier prompt that the browser remembers, `SURVEY:OUTCOME:SECONDS_AGO`; may be given 20 times.",
            pattern = "^[a-z0-9][a-z0-9_-]{0,63}:(shown|rated|completed|dismissed|opted_out):[0-9]{1,18}$"),
        ("storage" = Option<String>, Query, description = "Whether the browser can store anything: `works`, or `blocked`.", pattern = "^(works|blocked)$"),
        ("signed" = Option<bool>, Query, description = "Whether the site's server signed the interaction; it did where a respondent is named."),
        ("respondent" = Option<String>, Query, description = "The customer whom the site's server names: what the store remembers counts too.", min_length = 1, max_length = 128),
        ("interaction_id" = Option<String>, Query, description = "The site's own id of the interaction.", max_length = 128),
        ("gpc" = Option<bool>, Query, description = "Whether the browser asks not to be tracked; then nothing that is signed is used."),
    ),
    responses((status = 200, description = "the verdict and its reasons", body = ExplainReply), Refused<Refusals>)
)]
pub(super) async fn get_explanation(
    State(app): State<Arc<App>>,
    site: OwnedSite,
    Parameters(parameters): Parameters,
) -> Result<Response, Refusal> {
    let mut explaining = Explaining::new(parameters, site.site())?;
    prompts::remember(&app.store, &site.site().slug, explaining.asking(), app.clock.now()).await?;
    answer(explaining.answer(site.site()))
}
