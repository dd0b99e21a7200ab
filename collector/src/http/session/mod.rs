//! `dashboard/session`: signing in to the owner's page with keys, and out.

mod cookie;
pub(super) mod passing;
#[cfg(test)]
mod tests;
mod visit;

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{AppendHeaders, IntoResponse, Response},
};
use jiff::Timestamp;
use shared::{
    problem::ProblemCode,
    wire::session::{SessionReply, SignIn, SignedInSite},
};

use self::{cookie::Reach, visit::Visit};
use super::{
    App,
    body::JsonBody,
    error::Refusal,
    question::Parameters,
    refused::{self, Refused, Refuses},
    site::grant_of,
};
use crate::{
    catalog::{Catalog, KeyHash},
    clock::moment,
    keys,
    session::{Opening, Session},
};

/// What every request of the owner's page may be refused for.
const PAGE: &[ProblemCode] = &[ProblemCode::OriginDenied, ProblemCode::FieldUnknown, ProblemCode::FieldInvalid];

struct Refusals;

impl Refuses for Refusals {
    const CODES: &'static [&'static [ProblemCode]] = &[refused::ADDRESS, refused::STORE, PAGE];
}

struct SignInRefusals;

impl Refuses for SignInRefusals {
    const CODES: &'static [&'static [ProblemCode]] =
        &[refused::ADDRESS, refused::KEY, refused::BODY, refused::STORE, PAGE, &[ProblemCode::LimitReached]];
}

/// Says which sites the session opens; signed out, none.
#[utoipa::path(get, path = "/dashboard/session", tag = "dashboard",
    responses((status = 200, description = "the sites", body = SessionReply), Refused<Refusals>))]
pub(super) async fn get_session(
    State(app): State<Arc<App>>,
    visit: Visit,
    parameters: Parameters,
) -> Result<Response, Refusal> {
    parameters.only(&[])?;
    let (session, catalog) = visit.session(&app).await?;
    Ok(reply(&session, &catalog, app.clock.now(), visit.reach))
}

/// Adds the site of a key to the session, or changes its key.
///
/// Only the page itself may: the request has an `Origin` that is the collector's own, or says
/// `Sec-Fetch-Site: same-origin`. The session is a cookie that ends after 12 hours.
#[utoipa::path(post, path = "/dashboard/session", tag = "dashboard",
    request_body(content((SignIn = "application/json"), (String = "text/plain")), description = "The key. Plain text is the same JSON."),
    responses(
        (status = 200, description = "the sites", body = SessionReply, headers(("set-cookie" = String, description = "The session."))),
        Refused<SignInRefusals>,
    ))]
pub(super) async fn sign_in(
    State(app): State<Arc<App>>,
    visit: Visit,
    parameters: Parameters,
    JsonBody(SignIn { key }): JsonBody<SignIn>,
) -> Result<Response, Refusal> {
    parameters.only(&[])?;
    let (session, _) = visit.session(&app).await?;
    let now = app.clock.now();
    let Some((catalog, grant)) = grant_of(&app, &KeyHash::of(&key), visit.caller).await? else {
        let detail = "this is no key of a site; `sondeo site add` printed two, and `sondeo key add` makes more";
        return Err(Refusal::new(ProblemCode::KeyInvalid, detail));
    };
    grant.check(now.as_second())?;
    let session = session.with(&key, &catalog, now)?;
    keep(&app, &visit, &session, &catalog, now)
}

/// Signs out of all sites.
#[utoipa::path(delete, path = "/dashboard/session", tag = "dashboard",
    responses(
        (status = 204, description = "nobody is signed in", headers(("set-cookie" = String, description = "Nothing is kept."))),
        Refused<Refusals>,
    ))]
pub(super) async fn sign_out(
    State(app): State<Arc<App>>,
    _: Visit,
    parameters: Parameters,
) -> Result<Response, Refusal> {
    parameters.only(&[])?;
    Ok((StatusCode::NO_CONTENT, cookies(cookie::forget(app.base.as_str())), ()).into_response())
}

/// Signs out of one site.
#[utoipa::path(delete, path = "/dashboard/session/{site}", tag = "dashboard",
    params(("site" = String, Path, description = "The site's name.", pattern = "^[a-z0-9][a-z0-9_-]{0,63}$")),
    responses(
        (status = 200, description = "what is left", body = SessionReply, headers(("set-cookie" = String, description = "The session."))),
        Refused<Refusals>,
    ))]
pub(super) async fn leave_site(
    State(app): State<Arc<App>>,
    visit: Visit,
    parameters: Parameters,
    Path(site): Path<String>,
) -> Result<Response, Refusal> {
    parameters.only(&[])?;
    let (session, catalog) = visit.session(&app).await?;
    let now = app.clock.now();
    let session = session.without(&site, &catalog, now);
    keep(&app, &visit, &session, &catalog, now)
}

/// Answers with a session, and has the browser keep it.
fn keep(app: &App, visit: &Visit, session: &Session, catalog: &Catalog, now: Timestamp) -> Result<Response, Refusal> {
    let base = app.base.as_str();
    let lines = match session.ends_at() {
        None => cookie::forget(base),
        Some(ends_at) => {
            let no_secret = || Refusal::new(ProblemCode::Internal, "the store has no secret to seal sessions with");
            let sealed = session.seal(catalog.secrets.first().ok_or_else(no_secret)?, rand::random());
            cookie::keep(&sealed, ends_at - now.as_second(), base, visit.reach)
        }
    };
    Ok((cookies(lines), reply(session, catalog, now, visit.reach)).into_response())
}

fn cookies(lines: Vec<HeaderValue>) -> impl axum::response::IntoResponseParts {
    AppendHeaders(lines.into_iter().map(|line| (header::SET_COOKIE, line)))
}

fn reply(session: &Session, catalog: &Catalog, now: Timestamp, reach: Reach) -> Response {
    let view = |opening: Opening<'_>| SignedInSite {
        site: opening.grant.site.to_string(),
        tz: catalog.sites[&opening.grant.site].tz.clone(),
        scope: keys::scope(opening.grant.scope),
        key_id: opening.hash.fingerprint().to_string(),
        expires_at: opening.grant.expires_at.map(moment),
        ends_at: moment(opening.ends_at),
    };
    let sites = session.openings(catalog, now).into_iter().map(view).collect();
    let said = SessionReply { sites, insecure: reach == Reach::Plain };
    ([(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(said)).into_response()
}
