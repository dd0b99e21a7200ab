//! `GET /v1/responses` and `GET /v1/responses/{id}`.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use shared::{
    problem::ProblemCode,
    wire::listing::{ResponseDetails, ResponsesReply},
};
use uuid::Uuid;

use super::{
    App,
    error::{self, Refusal},
    export,
    format::Format,
    question::Parameters,
    refused::{self, Refused, Refuses},
    site::OwnedSite,
};
use crate::{
    listing::{
        query::{InvalidListing, Kind, Listing},
        search::{Searched, search},
        view::{details, view},
    },
    store::listing::{Extent, Page},
};

/// How many rows are looked through for a page. Where nearly none fits it comes back short, with a cursor; no filter
/// makes it slow.
const MOST_ROWS: u32 = 100_000;

struct Refusals;

impl Refuses for Refusals {
    const CODES: &'static [&'static [ProblemCode]] = &[
        refused::ADDRESS,
        refused::KEY,
        refused::STORE,
        &[
            ProblemCode::FieldUnknown,
            ProblemCode::FieldInvalid,
            ProblemCode::RangeInvalid,
            ProblemCode::CursorInvalid,
            ProblemCode::NotAcceptable,
        ],
    ];
}

/// Lists what was answered: a page of JSON, the newest first, or all of it as CSV or as lines of JSON.
///
/// Lines come in the order in which responses changed, each with a cursor; whoever sends the last one as `after` gets
/// what changed since: late answers, later revisions, what was released from the quarantine. The last line has `end`;
/// without it the stream was cut off. An attribute is asked for by a parameter of its name: `attribute:plan=pro`.
#[utoipa::path(
    get,
    path = "/v1/responses",
    tag = "owner",
    security(("key" = [])),
    params(
        ("format" = Option<String>, Query, description = "The form, before the header Accept.", pattern = "^(json|csv|ndjson)$"),
        ("survey" = Option<String>, Query, description = "One survey alone; may be given 20 times.", pattern = "^[a-z0-9][a-z0-9_-]{0,63}$"),
        ("from" = Option<String>, Query, description = "The first day of issue, in the site's zone.", format = Date),
        ("to" = Option<String>, Query, description = "The day after the last.", format = Date),
        ("touchpoint" = Option<String>, Query, description = "One touchpoint alone.", pattern = "^[a-z0-9][a-z0-9_-]{0,63}$"),
        ("stage" = Option<String>, Query, description = "One stage alone.", pattern = "^[a-z0-9][a-z0-9_-]{0,63}$"),
        ("locale" = Option<String>, Query, description = "One language alone.", max_length = 256),
        ("device" = Option<String>, Query, description = "One class of device alone.", pattern = "^(phone|tablet|desktop)$"),
        ("band" = Option<String>, Query, description = "One band alone; may be given several times.",
            pattern = "^(promoter|passive|detractor|satisfied|neutral|dissatisfied|easy|difficult)$"),
        ("rating" = Option<u8>, Query, description = "One rating alone; may be given several times.", minimum = 0, maximum = 10),
        ("reason" = Option<String>, Query, description = "With this reason.", max_length = 256),
        ("comment" = Option<bool>, Query, description = "With words of the customer's own, or without."),
        ("contact" = Option<bool>, Query, description = "With a way to reach the customer, or without."),
        ("held" = Option<bool>, Query, description = "Held back from the scores, or not; both."),
        ("outcome" = Option<String>, Query, description = "What became of the prompt: `answered`, there is a rating.", pattern = "^(answered|dismissed|all)$"),
        ("text" = Option<String>, Query, description = "Words in the comment, in any case. A page reads 50,000 comments for it at most, and says how many.",
            min_length = 1, max_length = 256),
        ("limit" = Option<u32>, Query, description = "How many a page of JSON has, 50.", minimum = 1, maximum = 200),
        ("cursor" = Option<String>, Query, description = "Of JSON: what `next` said."),
        ("after" = Option<String>, Query, description = "Of lines: the cursor of the last one that was read."),
    ),
    responses(
        (status = 200, description = "the responses", content(
            (ResponsesReply = "application/json"),
            (String = "text/csv"),
            (String = "application/x-ndjson"),
        )),
        Refused<Refusals>
    )
)]
pub(super) async fn get_responses(
    State(app): State<Arc<App>>,
    site: OwnedSite,
    headers: HeaderMap,
    Parameters(parameters): Parameters,
) -> Result<Response, Refusal> {
    match Format::of(&parameters, &headers)? {
        Format::Json => answer(&page(&app, &site, Listing::new(parameters, Kind::Page)?).await?),
        Format::Csv => export::table(app, site, Listing::new(parameters, Kind::Table)?).await,
        Format::Ndjson => export::lines(app, site, Listing::new(parameters, Kind::Stream)?).await,
    }
}

async fn page(app: &App, site: &OwnedSite, listing: Listing) -> Result<ResponsesReply, Refusal> {
    let (site, cursors, question) = (site.site(), site.cursors(), listing.fingerprint());
    let before = match &listing.cursor {
        Some(cursor) => Some(cursors.open_page(&site.slug, &question, cursor).ok_or(InvalidListing::Cursor)?),
        None => None,
    };
    // One more than is told says whether any follow.
    let most = listing.limit + 1;
    let (Page { mut found, mut end }, searched) = match &listing.text {
        None => {
            let extent = Extent { found: most, rows: MOST_ROWS };
            (app.store.page(site.slug.clone(), listing.filter, before, extent).await?, None)
        }
        Some(needle) => {
            let _share = app.searches.take(&site.slug)?;
            let found = search(&app.store, &site.slug, &listing.filter, needle, before, most as usize);
            let Searched { page, comments } = found.await?;
            (page, Some(comments))
        }
    };
    if found.len() == most as usize {
        found.pop();
        end = found.last().map(|last| last.prompt.id);
    }
    let next = end.map(|last| cursors.page(&site.slug, &question, last));
    let responses = found.into_iter().map(|response| view(response, site)).collect();
    Ok(ResponsesReply { responses, next, searched })
}

struct DetailsRefusals;

impl Refuses for DetailsRefusals {
    const CODES: &'static [&'static [ProblemCode]] =
        &[refused::ADDRESS, refused::KEY, refused::STORE, &[ProblemCode::NotFound, ProblemCode::FieldUnknown]];
}

/// Tells one response and its revisions. Another site's is as unknown as one that there never was.
#[utoipa::path(get, path = "/v1/responses/{id}", tag = "owner", security(("key" = [])),
    params(("id" = Uuid, Path, description = "The response's id, as its prompt gave it.")),
    responses((status = 200, description = "the response", body = ResponseDetails), Refused<DetailsRefusals>))]
pub(super) async fn get_response(
    State(app): State<Arc<App>>,
    site: OwnedSite,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    // What is not an id as we write it was never one of ours.
    let Some(id) = Uuid::try_parse(&id).ok().filter(|parsed| parsed.to_string() == id) else {
        return Err(error::not_found().await);
    };
    let there = app.store.responses(site.site().slug.clone(), vec![id]).await?;
    match there.into_iter().next() {
        Some(response) => answer(&details(response, site.site())),
        None => Err(error::not_found().await),
    }
}

/// What customers said belongs to whoever has the key: nobody keeps it on the way.
fn answer(said: &impl serde::Serialize) -> Result<Response, Refusal> {
    Ok(([(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(said)).into_response())
}
