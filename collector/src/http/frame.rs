//! `GET /frame/{site}`: the widget in a page of the collector's, for pages that refuse WebAssembly.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{HeaderName, HeaderValue, header},
    response::IntoResponse,
};
use shared::problem::ProblemCode;

use super::{
    App, assets,
    error::{Refusal, not_found},
    refused::{self, Refused, Refuses},
    site::PublicSite,
};
use crate::catalog::Site;

/// What the frame may do beside being framed: run its own files and fetch them.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; base-uri 'none'; \
     form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors";

struct Refusals;

impl Refuses for Refusals {
    const CODES: &'static [&'static [ProblemCode]] =
        &[refused::ADDRESS, &[ProblemCode::SiteUnknown, ProblemCode::NotFound]];
}

/// Serves the frame to pages of the site, and to no others.
#[utoipa::path(get, path = "/frame/{site}", tag = "public", params(("site" = String, Path, description = "The site's name.", pattern = "^[a-z0-9][a-z0-9_-]{0,63}$")),
    responses((status = 200, description = "the frame", content_type = "text/html", body = String), Refused<Refusals>))]
pub(super) async fn get_frame(State(app): State<Arc<App>>, site: PublicSite) -> Result<impl IntoResponse, Refusal> {
    let Some(file) = app.web.file("frame.html") else { return Err(not_found().await) };
    let origins = pages(site.site());
    let ancestors = if origins.is_empty() { "'none'" } else { &origins };
    let policy = HeaderValue::try_from(format!("{POLICY} {ancestors}")).expect("origins are plain ASCII");
    let headers = [
        (header::CONTENT_TYPE, assets::content_type("frame.html")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin")),
    ];
    Ok((headers, String::from_utf8_lossy(&file.plain).replace("{{origins}}", &origins)))
}

/// The origins of the site's pages. `null` and the word for none are no pages that a policy or a script could tell from
/// others.
pub(super) fn pages(site: &Site) -> String {
    let pages = site.origins.iter().map(|origin| origin.as_str()).filter(|origin| origin.contains("://"));
    pages.collect::<Vec<_>>().join(" ")
}
