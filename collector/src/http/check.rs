//! `GET /check/{site}`: the page that opens a page of the site's and says what prompts lack there.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::IntoResponse,
};
use shared::problem::ProblemCode;

use super::{
    App, assets,
    error::{Refusal, not_found},
    frame,
    refused::{self, Refused, Refuses},
    site::PublicSite,
};

/// What it may do: run its own script. Nobody may frame it, and it asks nobody.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

struct Refusals;

impl Refuses for Refusals {
    const CODES: &'static [&'static [ProblemCode]] =
        &[refused::ADDRESS, &[ProblemCode::SiteUnknown, ProblemCode::NotFound]];
}

/// Serves the check page of a site. It says of the site what the frame says: which origins its pages have.
#[utoipa::path(get, path = "/check/{site}", tag = "public", params(("site" = String, Path, description = "The site's name.", pattern = "^[a-z0-9][a-z0-9_-]{0,63}$")),
    responses((status = 200, description = "the page", content_type = "text/html", body = String), Refused<Refusals>))]
pub(super) async fn get_check(State(app): State<Arc<App>>, site: PublicSite) -> Result<impl IntoResponse, Refusal> {
    let Some(file) = app.web.file("check.html") else { return Err(not_found().await) };
    let headers = [
        (header::CONTENT_TYPE, assets::content_type("check.html")),
        // Whoever has just added an origin loads the page again.
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    let page = String::from_utf8_lossy(&file.plain);
    let page = page.replace("{{origins}}", &frame::pages(site.site())).replace("{{site}}", site.site().slug.as_str());
    Ok((headers, page))
}
