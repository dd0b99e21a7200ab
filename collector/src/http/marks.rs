//! `/v1/marks`: days on which something changed.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use shared::{
    problem::ProblemCode,
    survey::Slug,
    wire::{
        marks::{MarkBody, MarkReply, MarkView, MarksReply},
        prompts::Device,
    },
};

use super::{
    App,
    body::JsonBody,
    error::{self, Refusal},
    question::{Parameters, answer},
    refused::{self, Refused, Refuses},
    scores::SurveyName,
    site::{ManagedSite, OwnedSite},
};
use crate::{
    calendar::Day,
    invalid::InvalidField,
    marks::{MAX_MARKS, Mark, Put},
    scores::ScoresQuery,
};

struct ListRefusals;

impl Refuses for ListRefusals {
    const CODES: &'static [&'static [ProblemCode]] =
        &[refused::ADDRESS, refused::KEY, refused::STORE, &[ProblemCode::FieldUnknown, ProblemCode::FieldInvalid]];
}

/// Lists the marks of the site by day, then by name.
#[utoipa::path(get, path = "/v1/marks", tag = "owner", security(("key" = [])),
    params(
        ("from" = Option<String>, Query, description = "The first day; without it the first there is.", format = Date),
        ("to" = Option<String>, Query, description = "The day after the last; without it the last there is.", format = Date),
    ),
    responses((status = 200, description = "the marks", body = MarksReply), Refused<ListRefusals>))]
pub(super) async fn list_marks(
    State(app): State<Arc<App>>,
    site: OwnedSite,
    parameters: Parameters,
) -> Result<Response, Refusal> {
    let given = parameters.only(&["from", "to"])?;
    let day = |name: &str| {
        let wrong = |_| InvalidField::new(format!("?{name}"), "this is a date of the calendar, YYYY-MM-DD");
        given.get(name).map(|text| text.parse::<Day>().map_err(wrong)).transpose()
    };
    let (from, to) = (day("from")?, day("to")?);
    let marks = app.store.marks(site.site().slug.clone()).await?.into_iter();
    let marks = marks.filter(|mark| from.is_none_or(|from| from <= mark.day) && to.is_none_or(|to| mark.day < to));
    answer(Some(MarksReply { marks: marks.map(view).collect() }))
}

struct OneRefusals;

impl Refuses for OneRefusals {
    const CODES: &'static [&'static [ProblemCode]] = &[
        refused::ADDRESS,
        refused::KEY,
        refused::STORE,
        &[
            ProblemCode::NotFound,
            ProblemCode::SurveyUnknown,
            ProblemCode::FieldMissing,
            ProblemCode::FieldUnknown,
            ProblemCode::FieldInvalid,
            ProblemCode::RangeInvalid,
            ProblemCode::RangeTooLarge,
        ],
    ];
}

/// Says what a mark says and, of a survey, whether it helped: the scores from the mark on, compared with those before it.
#[utoipa::path(get, path = "/v1/marks/{name}", tag = "owner", security(("key" = [])),
    params(
        ("name" = String, Path, description = "The mark's name.", pattern = "^[a-z0-9][a-z0-9_-]{0,63}$"),
        ("days" = Option<u32>, Query, description = "How many days before the mark and from it on are compared; 28. The latter end today.", minimum = 1, maximum = 366),
        ("survey" = inline(Option<Vec<SurveyName>>), Query, description = "The survey's name, or several, as of scores. Without it the mark alone is told.", min_items = 1, max_items = 20),
        ("touchpoint" = Option<String>, Query, description = "One touchpoint alone.", pattern = "^[a-z0-9][a-z0-9_-]{0,63}$"),
        ("stage" = Option<String>, Query, description = "One stage alone.", pattern = "^[a-z0-9][a-z0-9_-]{0,63}$"),
        ("locale" = Option<String>, Query, description = "One language alone, as prompts spell it.", pattern = "^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*$", max_length = 35),
        ("device" = Option<Device>, Query, description = "One class of device alone."),
        ("group_by" = Option<String>, Query, description = "What the groups are: one or two of `day`, `week` (ISO), `month`, `touchpoint`, `stage`, `locale`, `device` and `attribute:NAME`, with a comma between; one of them a time at most. One value alone of an attribute that a survey declares: `attribute:NAME=VALUE`.", pattern = "^(day|week|month|touchpoint|stage|locale|device|attribute:[a-z0-9][a-z0-9_-]{0,63})(,(day|week|month|touchpoint|stage|locale|device|attribute:[a-z0-9][a-z0-9_-]{0,63}))?$"),
        ("level" = Option<f64>, Query, description = "How sure intervals and verdicts are; 0.95.", minimum = 0.5, maximum = 0.999),
    ),
    responses((status = 200, description = "the mark, and the scores on both sides", body = MarkReply), Refused<OneRefusals>))]
pub(super) async fn get_mark(
    State(app): State<Arc<App>>,
    site: OwnedSite,
    Path(name): Path<String>,
    Parameters(parameters): Parameters,
) -> Result<Response, Refusal> {
    let site = site.site();
    let marks = app.store.marks(site.slug.clone()).await?;
    let Some(mark) = marks.into_iter().find(|mark| mark.name.as_str() == name) else {
        return Err(error::not_found().await);
    };
    let scores = match parameters.is_empty() {
        true => None,
        false => {
            let now = app.clock.now();
            let query = ScoresQuery::new(mark.compared(parameters, Day::of(now, &site.zone))?, site, now)?;
            Some(query.answer(site, &app.store).await?)
        }
    };
    answer(Some(MarkReply { mark: view(mark), scores }))
}

struct PutRefusals;

impl Refuses for PutRefusals {
    const CODES: &'static [&'static [ProblemCode]] = &[
        refused::ADDRESS,
        refused::KEY,
        refused::BODY,
        refused::STORE,
        &[ProblemCode::ScopeMissing, ProblemCode::NotFound, ProblemCode::LimitReached],
    ];
}

/// Marks a day, in place of the mark of this name if there is one.
#[utoipa::path(put, path = "/v1/marks/{name}", tag = "owner", security(("key" = [])),
    params(("name" = String, Path, description = "The mark's name.", pattern = "^[a-z0-9][a-z0-9_-]{0,63}$")),
    request_body(content((MarkBody = "application/json"), (String = "text/plain")), description = "Plain text is the same JSON."),
    responses(
        (status = 200, description = "it says this now", body = MarkView),
        (status = 201, description = "there is a new mark", body = MarkView),
        Refused<PutRefusals>
    ))]
pub(super) async fn put_mark(
    State(app): State<Arc<App>>,
    site: ManagedSite,
    Path(name): Path<String>,
    parameters: Parameters,
    JsonBody(body): JsonBody<MarkBody>,
) -> Result<Response, Refusal> {
    parameters.only(&[])?;
    let name: Slug = name.parse().map_err(|_| {
        let right = "a mark's name has 1 to 64 of a-z, 0-9, _ and -, and begins with a letter or a digit";
        Refusal::new(ProblemCode::NotFound, right)
    })?;
    let mark = Mark::new(name, body)?;
    let status = match app.store.put_mark(site.slug().clone(), mark.clone()).await? {
        Put::New => StatusCode::CREATED,
        Put::Known => StatusCode::OK,
        Put::NoRoom => {
            return Err(Refusal::new(ProblemCode::LimitReached, format!("a site has {MAX_MARKS} marks at most")));
        }
    };
    Ok((status, answer(Some(view(mark)))?).into_response())
}

struct DeleteRefusals;

impl Refuses for DeleteRefusals {
    const CODES: &'static [&'static [ProblemCode]] = &[
        refused::ADDRESS,
        refused::KEY,
        refused::STORE,
        &[ProblemCode::ScopeMissing, ProblemCode::NotFound, ProblemCode::FieldUnknown],
    ];
}

/// Removes a mark.
#[utoipa::path(delete, path = "/v1/marks/{name}", tag = "owner", security(("key" = [])),
    params(("name" = String, Path, description = "The mark's name.", pattern = "^[a-z0-9][a-z0-9_-]{0,63}$")),
    responses((status = 204, description = "it is gone"), Refused<DeleteRefusals>))]
pub(super) async fn delete_mark(
    State(app): State<Arc<App>>,
    site: ManagedSite,
    Path(name): Path<String>,
    parameters: Parameters,
) -> Result<StatusCode, Refusal> {
    parameters.only(&[])?;
    let Ok(name) = name.parse::<Slug>() else { return Err(error::not_found().await) };
    let was_there = app.store.remove_mark(site.slug().clone(), name).await?;
    if was_there { Ok(StatusCode::NO_CONTENT) } else { Err(error::not_found().await) }
}

fn view(mark: Mark) -> MarkView {
    MarkView { name: mark.name.to_string(), day: mark.day.to_string(), note: mark.note }
}
