//! Files for browsers, in the best compression that they take.

use std::{borrow::Cow, sync::Arc};

use axum::{
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};

use shared::problem::ProblemCode;

use super::{
    App,
    error::{Refusal, not_found},
    question::Parameters,
    refused::{self, Refused, Refuses},
};
use crate::web::{self, File};

/// Hashed names never change their content.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

const CORP: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Names without a hash are asked about again after five minutes.
const SHORT: &str = "public, max-age=300";

/// What the dashboard may do: nothing but run its own files, frame its preview and talk to its own collector.
const DASHBOARD_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data:; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'; require-trusted-types-for 'script'";

/// What the preview may do: run the widget, framed by the dashboard alone. It needs no more than customers' pages allow.
const PREVIEW_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; \
     require-trusted-types-for 'script'; trusted-types 'none'";

struct Refusals;

impl Refuses for Refusals {
    const CODES: &'static [&'static [ProblemCode]] = &[refused::ADDRESS, &[ProblemCode::NotFound]];
}

/// Serves the loader, for the script tag of pages.
#[utoipa::path(get, path = "/sondeo.js", tag = "public", responses(
    (status = 200, description = "the script", content_type = "text/javascript", body = String),
    (status = 304, description = "it is what the caller has"),
    Refused<Refusals>,
))]
pub(super) async fn get_loader(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Refusal> {
    answer(&app, "sondeo.js", SHORT, &headers).await
}

/// Serves the files whose names are their hashes.
#[utoipa::path(get, path = "/assets/{*path}", tag = "public",
    params(("path" = String, Path, description = "A name that other files name; it may have slashes.")),
    responses(
        (status = 200, description = "the file", content_type = "*/*", body = String),
        (status = 304, description = "it is what the caller has"),
        Refused<Refusals>,
    ))]
pub(super) async fn get_asset(
    State(app): State<Arc<App>>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    answer(&app, &format!("assets/{path}"), IMMUTABLE, &headers).await
}

/// Serves the owner's page: with the program that writes surveys where the address is about that, else with the other.
#[utoipa::path(get, path = "/dashboard/", tag = "operations",
    params(("page" = Option<String>, Query, description = "The page of the dashboard; it reads the rest of the query by itself.")),
    responses(
        (status = 200, description = "the page", content_type = "text/html", body = String),
        (status = 304, description = "it is what the caller has"),
        Refused<Refusals>,
    ))]
pub(super) async fn get_dashboard(
    State(app): State<Arc<App>>,
    asked: Result<Parameters, Refusal>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let asked = asked.map(|Parameters(asked)| asked).unwrap_or_default();
    // As the dashboard reads its address: the last one counts.
    let named = asked.iter().rev().find(|(name, value)| name == "page" && !value.is_empty());
    let is_of_surveys = named.is_some_and(|(_, page)| ["surveys", "survey"].contains(&page.as_str()));
    let file = if is_of_surveys { "dashboard/surveys.html" } else { "dashboard/index.html" };
    page(&app, file, DASHBOARD_POLICY, &headers).await
}

/// Serves the page in which the dashboard shows what a survey will look like.
#[utoipa::path(get, path = "/dashboard/preview", tag = "dashboard", responses(
    (status = 200, description = "the page", content_type = "text/html", body = String),
    (status = 304, description = "it is what the caller has"),
    Refused<Refusals>,
))]
pub(super) async fn get_preview_page(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Refusal> {
    page(&app, "dashboard/preview.html", PREVIEW_POLICY, &headers).await
}

/// A page of the owner's, which may do what its policy says.
async fn page(app: &App, path: &str, policy: &'static str, asked: &HeaderMap) -> Result<Response, Refusal> {
    let mut response = answer(app, path, SHORT, asked).await?;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(CORP, HeaderValue::from_static("same-origin"));
    Ok(response)
}

/// Sends people who type the bare address to the owner's page.
#[utoipa::path(get, path = "/", tag = "operations",
    responses((status = 307, description = "the owner's page", headers(("location" = String))), Refused<Refusals>))]
pub(super) async fn redirect_to_dashboard(State(app): State<Arc<App>>) -> Redirect {
    Redirect::temporary(&format!("{}/dashboard/", app.base))
}

/// Sends people who leave out the slash to the owner's page.
#[utoipa::path(get, path = "/dashboard", tag = "operations",
    responses((status = 307, description = "the owner's page", headers(("location" = String))), Refused<Refusals>))]
pub(super) async fn add_slash(app: State<Arc<App>>) -> Redirect {
    redirect_to_dashboard(app).await
}

async fn answer(app: &App, path: &str, caching: &'static str, asked: &HeaderMap) -> Result<Response, Refusal> {
    let Some(file) = app.web.file(path) else { return Err(not_found().await) };
    let headers = [
        (header::CONTENT_TYPE, content_type(path)),
        (header::CACHE_CONTROL, HeaderValue::from_static(caching)),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
        (header::ETAG, HeaderValue::from_str(&file.etag).unwrap_or(HeaderValue::from_static("\"\""))),
        (CORP, HeaderValue::from_static("cross-origin")),
    ];
    let known = asked.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok()).unwrap_or_default();
    if known.split(',').any(|known| known.trim().trim_start_matches("W/") == file.etag) {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let (content, encoding) = best(file, asked);
    let mut response = (headers, body(content)).into_response();
    if let Some(encoding) = encoding {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Ok(response)
}

fn best<'a>(file: &'a File, asked: &HeaderMap) -> (&'a web::Bytes, Option<&'static str>) {
    let accepted = asked.get(header::ACCEPT_ENCODING).and_then(|accepted| accepted.to_str().ok()).unwrap_or_default();
    let takes = |encoding: &str| {
        let mut offers = accepted.split(',').map(|offer| offer.trim().split_once(';').unwrap_or((offer.trim(), "")));
        offers.any(|(name, quality)| {
            name == encoding && !matches!(quality.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
        })
    };
    match (&file.brotli, &file.gzip) {
        (Some(brotli), _) if takes("br") => (brotli, Some("br")),
        (_, Some(gzip)) if takes("gzip") => (gzip, Some("gzip")),
        _ => (&file.plain, None),
    }
}

/// Embedded content is sent from where it lies.
pub(super) fn body(content: &web::Bytes) -> Body {
    Body::from(match content {
        Cow::Borrowed(content) => Bytes::from_static(content),
        Cow::Owned(content) => Bytes::copy_from_slice(content),
    })
}

pub(super) fn content_type(path: &str) -> HeaderValue {
    HeaderValue::from_static(match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("html") => "text/html; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    })
}
