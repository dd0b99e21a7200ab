//! `GET /v1/sites/{site}/tag`.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{HeaderValue, header},
    response::IntoResponse,
};
use shared::{problem::ProblemCode, wire::tag::TagReply};

use super::{
    App,
    refused::{self, Refused, Refuses},
    site::PublicSite,
};

struct Refusals;

impl Refuses for Refusals {
    const CODES: &'static [&'static [ProblemCode]] = &[refused::ADDRESS, &[ProblemCode::SiteUnknown]];
}

/// Says what a page needs before any interaction.
#[utoipa::path(get, path = "/v1/sites/{site}/tag", tag = "public", params(("site" = String, Path, description = "The site's name.", pattern = "^[a-z0-9][a-z0-9_-]{0,63}$")),
    responses((status = 200, description = "what the page needs", body = TagReply), Refused<Refusals>))]
pub(super) async fn get_tag(State(app): State<Arc<App>>, site: PublicSite) -> impl IntoResponse {
    let headers = [(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"))];
    (headers, Json(TagReply { triggers: site.site().triggers(), widget: app.web.widget.clone() }))
}
