//! `GET /v1/site`: what an owner needs to know to put the tag on pages, and whether it was seen there.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use shared::{
    problem::ProblemCode,
    wire::site::{SiteReply, TagSeen},
};

use super::{
    App,
    error::Refusal,
    question::{Parameters, answer},
    refused::{self, Refused, Refuses},
    site::OwnedSite,
};
use crate::{
    clock::moment,
    listing::filter::{Among, Filter},
    signed_interaction::Interactions,
    store::{StoreError, listing::Extent},
    submission::Submission,
};

/// How many of the newest prompts are looked at for one that was answered.
const LOOKED_AT: u32 = 10_000;

struct Refusals;

impl Refuses for Refusals {
    const CODES: &'static [&'static [ProblemCode]] =
        &[refused::ADDRESS, refused::KEY, refused::STORE, &[ProblemCode::FieldUnknown, ProblemCode::FieldInvalid]];
}

/// Says what the site is set to, and when its pages were last heard of.
#[utoipa::path(get, path = "/v1/site", tag = "owner", security(("key" = [])),
    responses((status = 200, description = "the site", body = SiteReply), Refused<Refusals>))]
pub(super) async fn get_site(
    State(app): State<Arc<App>>,
    owned: OwnedSite,
    parameters: Parameters,
) -> Result<Response, Refusal> {
    parameters.only(&[])?;
    let site = owned.site();
    let issued_at = newest(&app, &owned, Among::All).await?.map(|response| response.prompt.issued_at);
    let answered = newest(&app, &owned, Among::Answered).await?;
    answer(Some(SiteReply {
        site: site.slug.to_string(),
        tz: site.tz.clone(),
        locale: site.locale.clone(),
        origins: site.origins.iter().map(|origin| origin.as_str().to_owned()).collect(),
        paused: site.is_paused,
        signed_only: site.interactions == Interactions::Signed,
        retention_days: site.retention.as_days(),
        loader: format!("{}/sondeo.js", app.base),
        tag: TagSeen {
            last_prompt_at: app.heard.last(&site.slug).max(issued_at).map(moment),
            last_response_at: answered.map(|response| moment(response.received_at)),
        },
    }))
}

/// The newest response of these.
async fn newest(app: &App, owned: &OwnedSite, among: Among) -> Result<Option<Submission>, StoreError> {
    let filter = Filter { among, ..Filter::default() };
    let page = app.store.page(owned.site().slug.clone(), filter, None, Extent { found: 1, rows: LOOKED_AT }).await?;
    Ok(page.found.into_iter().next())
}
