//! Changing what a site asks. Every collector of the store goes by a change within a second, this one at once.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use shared::{
    problem::ProblemCode,
    survey::{Slug, Survey, SurveyDefinition},
    wire::surveys::{SurveyChangeReply, SurveyOutcome},
};
use tracing::{info, warn};

use super::{Refusals, views, whole};
use crate::{
    http::{
        App,
        body::JsonBody,
        conditions::{Conditions, etag},
        error::Refusal,
        question::{Parameters, answer},
        refused::{self, Refused, Refuses},
        site::ManagedSite,
    },
    invalid::InvalidField,
    surveys::{Edit, SurveyChange, Unmade, Wish},
};

/// The longest definition, in bytes: one that says every text in forty languages fits.
pub(in crate::http) const MAX_DEFINITION_BYTES: u64 = 128 * 1024;

struct PutRefusals;

impl Refuses for PutRefusals {
    const CODES: &'static [&'static [ProblemCode]] = &[
        refused::ADDRESS,
        refused::KEY,
        refused::BODY,
        refused::STORE,
        &[ProblemCode::ScopeMissing, ProblemCode::PreconditionFailed, ProblemCode::LimitReached],
    ];
}

/// Makes a survey what the body says: a new one, or the next version of one that there is.
///
/// Answers to earlier versions are taken still, and keep the version that they were given to. What a definition says
/// already is no new version.
#[utoipa::path(
    put,
    path = "/v1/surveys/{slug}",
    tag = "owner",
    security(("key" = [])),
    params(
        ("slug" = String, Path, description = "The survey's name, as in the body.", pattern = "^[a-z0-9][a-z0-9_-]{0,63}$"),
        ("dry_run" = Option<bool>, Query, description = "Whether nothing is stored, but told what would become of it."),
        ("position" = Option<u32>, Query, description = "When it gets its turn, from 1; without it where it is, and last where it is new.", minimum = 1),
        ("if-match" = Option<String>, Header, description = "The version that the change is made on, in quotes, or `*`: that there is one."),
        ("if-none-match" = Option<String>, Header, description = "`*`: that there is none."),
    ),
    request_body(content((SurveyDefinition = "application/json"), (String = "text/plain")), description = "The whole definition: the fields of a survey file. Plain text is the same JSON."),
    responses(
        (status = 200, description = "what became of it, or would", body = SurveyChangeReply,
            headers(("etag" = String, description = "The version now, in quotes."))),
        (status = 201, description = "there is a new survey", body = SurveyChangeReply,
            headers(("etag" = String, description = "The version now, in quotes."))),
        Refused<PutRefusals>
    )
)]
pub(in crate::http) async fn put_survey(
    State(app): State<Arc<App>>,
    site: ManagedSite,
    Path(slug): Path<String>,
    parameters: Parameters,
    Conditions(condition): Conditions,
    JsonBody(definition): JsonBody<SurveyDefinition, MAX_DEFINITION_BYTES>,
) -> Result<Response, Refusal> {
    let given = parameters.only(&["dry_run", "position"])?;
    let is_rehearsal = given.get("dry_run").map_or(Ok(false), |text| flag("dry_run", text))?;
    let position = given.get("position").map(|text| whole("position", text)).transpose()?;
    let position = position.map(|position| usize::try_from(position).unwrap_or(usize::MAX));
    if definition.slug.as_str() != slug {
        return Err(InvalidField::new("/slug", "the address names another survey than this field").into());
    }
    let survey = Box::new(Survey::new(definition)?);
    change(&app, &site, Edit { wish: Wish::Put { survey, position }, condition, is_rehearsal }).await
}

struct ChangeRefusals;

impl Refuses for ChangeRefusals {
    const CODES: &'static [&'static [ProblemCode]] = &[
        Refusals::CODES[0],
        Refusals::CODES[1],
        Refusals::CODES[2],
        refused::STORE,
        &[
            ProblemCode::ScopeMissing,
            ProblemCode::SurveyUnknown,
            ProblemCode::PreconditionFailed,
            ProblemCode::LimitReached,
        ],
    ];
}

/// Lets a survey ask nobody: its next version, which is the same but that it is not `live`.
#[utoipa::path(post, path = "/v1/surveys/{slug}/pause", tag = "owner", security(("key" = [])),
    params(
        ("slug" = String, Path, description = "The survey's name.", pattern = "^[a-z0-9][a-z0-9_-]{0,63}$"),
        ("if-match" = Option<String>, Header, description = "The version that is to be paused, in quotes."),
    ),
    responses((status = 200, description = "it asks nobody", body = SurveyChangeReply), Refused<ChangeRefusals>))]
pub(in crate::http) async fn pause_survey(
    State(app): State<Arc<App>>,
    site: ManagedSite,
    Path(slug): Path<String>,
    parameters: Parameters,
    Conditions(condition): Conditions,
) -> Result<Response, Refusal> {
    parameters.only(&[])?;
    let wish = Wish::Live { survey: known(&slug)?, live: false };
    change(&app, &site, Edit { condition, ..Edit::of(wish) }).await
}

/// Lets a survey ask again.
#[utoipa::path(post, path = "/v1/surveys/{slug}/resume", tag = "owner", security(("key" = [])),
    params(
        ("slug" = String, Path, description = "The survey's name.", pattern = "^[a-z0-9][a-z0-9_-]{0,63}$"),
        ("if-match" = Option<String>, Header, description = "The version that is to ask again, in quotes."),
    ),
    responses((status = 200, description = "it asks", body = SurveyChangeReply), Refused<ChangeRefusals>))]
pub(in crate::http) async fn resume_survey(
    State(app): State<Arc<App>>,
    site: ManagedSite,
    Path(slug): Path<String>,
    parameters: Parameters,
    Conditions(condition): Conditions,
) -> Result<Response, Refusal> {
    parameters.only(&[])?;
    let wish = Wish::Live { survey: known(&slug)?, live: true };
    change(&app, &site, Edit { condition, ..Edit::of(wish) }).await
}

/// Takes a survey off the list: it asks nobody. Its answers and scores stay, and answers that are on their way are taken.
///
/// Its metric and its scale stay bound to the name; one that is put again goes on with the next version.
#[utoipa::path(delete, path = "/v1/surveys/{slug}", tag = "owner", security(("key" = [])),
    params(
        ("slug" = String, Path, description = "The survey's name.", pattern = "^[a-z0-9][a-z0-9_-]{0,63}$"),
        ("if-match" = Option<String>, Header, description = "The version that is to be deleted, in quotes."),
    ),
    responses((status = 204, description = "it is on the list no more"), Refused<ChangeRefusals>))]
pub(in crate::http) async fn delete_survey(
    State(app): State<Arc<App>>,
    site: ManagedSite,
    Path(slug): Path<String>,
    parameters: Parameters,
    Conditions(condition): Conditions,
) -> Result<StatusCode, Refusal> {
    parameters.only(&[])?;
    edit(&app, &site, Edit { condition, ..Edit::of(Wish::Delete(known(&slug)?)) }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A name that a survey may have.
fn known(slug: &str) -> Result<Slug, Unmade> {
    slug.parse().map_err(|_| Unmade::NoSurvey)
}

fn flag(name: &str, text: &str) -> Result<bool, InvalidField> {
    text.parse().map_err(|_| InvalidField::new(format!("?{name}"), "this is true or false"))
}

/// Makes an edit of one survey and says what became of it.
async fn change(app: &App, site: &ManagedSite, of: Edit) -> Result<Response, Refusal> {
    let dry_run = of.is_rehearsal;
    let change = edit(app, site, of).await?;
    let after = change.after.ok_or(Unmade::NoSurvey)?;
    let reply = views::change(change, after, dry_run);
    let is_new = reply.outcome == SurveyOutcome::Created && !dry_run;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    // What only would be has no version that anybody could build on.
    let tag = (!dry_run).then(|| [(header::ETAG, etag(reply.version))]);
    Ok((status, tag, answer(Some(reply))?).into_response())
}

/// Makes an edit, and goes by it.
async fn edit(app: &App, site: &ManagedSite, edit: Edit) -> Result<SurveyChange, Refusal> {
    let is_rehearsal = edit.is_rehearsal;
    let mut changes = app.store.edit_surveys(site.slug().clone(), edit, app.clock.now()).await?;
    let change = changes.pop().ok_or(Unmade::NoSurvey)?;
    if !is_rehearsal && (change.before != change.after) {
        let slug = &change.survey.definition().slug;
        info!(site.id = %site.slug(), survey.id = %slug, "the owner of site {} changed survey {slug}", site.slug());
        if let Err(cause) = app.catch_up_for_one_that_waits().await {
            warn!("a change of surveys is stored, but was not read again yet: {cause}");
        }
    }
    Ok(change)
}
