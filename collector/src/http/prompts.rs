//! `POST /v1/sites/{site}/prompts`.

use std::sync::Arc;

use axum::{Json, extract::State, http::HeaderMap};
use jiff::Timestamp;
use metrics::counter;
use shared::{
    problem::ProblemCode,
    survey::Slug,
    wire::prompts::{PromptReply, PromptRequest},
};

use super::{
    App,
    body::JsonBody,
    error::Refusal,
    head,
    limits::AskedSite,
    refused::{self, Refused, Refuses},
};
use crate::{
    asking::Asking,
    metrics::DROPPED,
    signed_interaction,
    store::{Store, StoreError},
};

struct Refusals;

impl Refuses for Refusals {
    const CODES: &'static [&'static [ProblemCode]] = &[
        refused::ADDRESS,
        refused::BODY,
        refused::STORE,
        &[
            ProblemCode::SiteUnknown,
            ProblemCode::SurveyClosed,
            ProblemCode::OriginDenied,
            ProblemCode::Prefetch,
            ProblemCode::TokenInvalid,
            ProblemCode::RateLimited,
        ],
    ];
}

/// Says whether to ask this customer now, and what.
#[utoipa::path(
    post,
    path = "/v1/sites/{site}/prompts",
    tag = "public",
    params(
        ("site" = String, Path, description = "The site's name.", pattern = "^[a-z0-9][a-z0-9_-]{0,63}$"),
        ("origin" = String, Header, description = "The origin of the page, one of the site's. Browsers send it by themselves."),
    ),
    request_body(content((PromptRequest = "application/json"), (String = "text/plain")), description = "Plain text is the same JSON, which browsers send without a preflight."),
    responses((status = 200, description = "the verdict", body = PromptReply), Refused<Refusals>)
)]
pub(super) async fn create_prompt(
    State(app): State<Arc<App>>,
    AskedSite(site): AskedSite,
    headers: HeaderMap,
    JsonBody(mut request): JsonBody<PromptRequest>,
) -> Result<Json<PromptReply>, Refusal> {
    head::check_purpose(&headers)?;
    let dropped = request.dropped;
    request.gpc = !request.consented && (request.gpc || asks_for_privacy(&headers));
    let (now, slug) = (app.clock.now(), &site.site().slug);
    app.heard.note(slug, now.as_second());
    let signed = signed_interaction::of(&request, site.site(), now)?;
    let secret = site
        .catalog()
        .secrets
        .first()
        .ok_or_else(|| Refusal::new(ProblemCode::Internal, "the store has no secret to sign prompts with"))?;
    let mut asking = Asking::new(request, site.site(), signed)?;
    remember(&app.store, slug, &mut asking, now).await?;
    let reply = asking.decide(site.site(), secret, &app.web.widget, now, rand::random())?;
    // Only with an answer that says so does the browser forget them.
    counter!(DROPPED).increment(dropped.into());
    Ok(Json(reply))
}

/// Adds what the store knows of whom and what the site's server vouches for; nothing else costs a look into it.
pub(super) async fn remember(
    store: &Store,
    site: &Slug,
    asking: &mut Asking,
    now: Timestamp,
) -> Result<(), StoreError> {
    let owned = |name: Option<&str>| name.map(str::to_owned);
    let (respondent, interaction) = (owned(asking.respondent()), owned(asking.vouched_interaction()));
    if respondent.is_some() || interaction.is_some() {
        let (history, rated_in) = store.remembered(site.clone(), respondent, interaction, now.as_second()).await?;
        asking.remember(history, rated_in);
    }
    Ok(())
}

/// Says whether the browser asks not to be tracked: Global Privacy Control, or Do Not Track.
fn asks_for_privacy(headers: &HeaderMap) -> bool {
    ["sec-gpc", "dnt"].iter().any(|name| headers.get(*name).is_some_and(|value| value == "1"))
}
