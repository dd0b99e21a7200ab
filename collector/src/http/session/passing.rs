//! `dashboard/sites/{site}/v1/...`: the owner's API for the owner's page, which has a session in place of a key.
//!
//! A request is passed on to the very routes that programs call, with the key that the session holds of the site. So
//! `/v1` itself knows of no session, and no page of another origin can make use of one there.

use std::{convert::Infallible, sync::Arc};

use axum::{
    Extension, Router,
    extract::{Request, State},
    http::{HeaderValue, Uri, header},
    response::Response,
};
use shared::{problem::ProblemCode, survey::Slug};
use tower::ServiceExt;

use super::{PAGE, visit::Visit};
use crate::http::{
    App,
    callers::Caller,
    error::{Refusal, not_found},
    refused::{self, Refused, Refuses},
    site::Until,
};

/// The routes that owners call.
#[derive(Clone, Debug)]
pub(in crate::http) struct OwnersRoutes(pub(in crate::http) Router);

struct Refusals;

impl Refuses for Refusals {
    const CODES: &'static [&'static [ProblemCode]] = &[refused::ADDRESS, refused::KEY, refused::STORE, PAGE];
}

/// Answers what `/v1/{path}` answers with the key that the session holds of this site.
///
/// It may be refused for all that the route itself may be. What changes something is to come from the page itself, as
/// signing in is.
#[utoipa::path(method(get, post, put, delete), path = "/dashboard/sites/{site}/v1/{*path}", tag = "dashboard",
    params(
        ("site" = String, Path, description = "The site's name.", pattern = "^[a-z0-9][a-z0-9_-]{0,63}$"),
        ("path" = String, Path, description = "A route of owners, behind `/v1/`; it may have slashes.", pattern = "^[a-z]+(/[A-Za-z0-9_-]+)*$"),
    ),
    responses((status = "2XX", description = "what the route answers"), Refused<Refusals>))]
pub(in crate::http) async fn pass_on(
    State(app): State<Arc<App>>,
    Extension(OwnersRoutes(routes)): Extension<OwnersRoutes>,
    visit: Visit,
    request: Request,
) -> Result<Response, Refusal> {
    let Some((site, address)) = split(request.uri()) else { return Err(not_found().await) };
    let (session, catalog) = visit.session(&app).await?;
    let Some(opening) = session.opening(&site, &catalog, app.clock.now()) else {
        let detail = "nobody is signed in to this site, or no longer; sign in with a key of it";
        return Err(Refusal::new(ProblemCode::KeyInvalid, detail));
    };
    let mut key = HeaderValue::try_from(format!("Bearer {}", opening.key)).expect("keys are plain ASCII");
    key.set_sensitive(true);
    let until = Until(opening.ends_at);
    let routes: Result<Response, Infallible> = routes.oneshot(inner(request, address, key, until)).await;
    routes.map_err(|never| match never {})
}

/// The site and the address behind it, which begins with `/v1/`.
fn split(uri: &Uri) -> Option<(Slug, Uri)> {
    let behind = uri.path_and_query()?.as_str().strip_prefix("/dashboard/sites/")?;
    let (site, _) = behind.split_once('/')?;
    Some((site.parse().ok()?, behind[site.len()..].parse().ok()?))
}

/// The request as a program would have sent it. What the way here left in its extensions stays behind.
fn inner(request: Request, address: Uri, key: HeaderValue, until: Until) -> Request {
    let (parts, body) = request.into_parts();
    let mut inner = Request::new(body);
    *inner.method_mut() = parts.method;
    *inner.uri_mut() = address;
    *inner.version_mut() = parts.version;
    *inner.headers_mut() = parts.headers;
    inner.headers_mut().remove(header::COOKIE);
    inner.headers_mut().insert(header::AUTHORIZATION, key);
    inner.extensions_mut().insert(until);
    if let Some(caller) = parts.extensions.get::<Caller>() {
        inner.extensions_mut().insert(*caller);
    }
    inner
}
