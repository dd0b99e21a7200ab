//! `/v1/keys`: the keys by which a site's owner, and whoever they name, reach the site.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use shared::{
    problem::ProblemCode,
    wire::keys::{KeyScope, KeysReply, NewKeyBody, NewKeyReply},
};
use tracing::{info, warn};

use super::{
    App,
    body::JsonBody,
    error::{Refusal, not_found},
    question::{Parameters, answer},
    refused::{self, Refused, Refuses},
    site::ManagedSite,
};
use crate::{
    catalog::{Fingerprint, Scope},
    invalid::InvalidField,
    keys::{self, Key, MOST_DAYS, MOST_KEYS},
    store::query::KeyRow,
};

struct ListRefusals;

impl Refuses for ListRefusals {
    const CODES: &'static [&'static [ProblemCode]] = &[
        refused::ADDRESS,
        refused::KEY,
        refused::STORE,
        &[ProblemCode::ScopeMissing, ProblemCode::FieldUnknown, ProblemCode::FieldInvalid],
    ];
}

/// Lists the keys of the site by age, also those that open nothing any more; never the keys themselves.
#[utoipa::path(get, path = "/v1/keys", tag = "owner", security(("key" = [])),
    responses((status = 200, description = "the keys", body = KeysReply), Refused<ListRefusals>))]
pub(super) async fn list_keys(
    State(app): State<Arc<App>>,
    site: ManagedSite,
    parameters: Parameters,
) -> Result<Response, Refusal> {
    parameters.only(&[])?;
    let now = app.clock.now().as_second();
    let keys = of(&app, &site).await?.iter().map(|key| keys::view(key, now)).collect();
    answer(Some(KeysReply { keys }))
}

struct AddRefusals;

impl Refuses for AddRefusals {
    const CODES: &'static [&'static [ProblemCode]] = &[
        refused::ADDRESS,
        refused::KEY,
        refused::BODY,
        refused::STORE,
        &[ProblemCode::ScopeMissing, ProblemCode::LimitReached],
    ];
}

/// Adds a key to the site and tells it, this once: its hash is all that is kept.
#[utoipa::path(post, path = "/v1/keys", tag = "owner", security(("key" = [])),
    request_body(content((NewKeyBody = "application/json"), (String = "text/plain")), description = "What it is to open. Plain text is the same JSON."),
    responses((status = 201, description = "the key", body = NewKeyReply), Refused<AddRefusals>))]
pub(super) async fn add_key(
    State(app): State<Arc<App>>,
    site: ManagedSite,
    parameters: Parameters,
    JsonBody(body): JsonBody<NewKeyBody>,
) -> Result<Response, Refusal> {
    parameters.only(&[])?;
    let NewKeyBody { scope, days, name } = body;
    let days = days.map(i64::from);
    if days.is_some_and(|days| !(1..=MOST_DAYS).contains(&days)) {
        return Err(InvalidField::new("/days", format!("a key is good for 1 to {MOST_DAYS} days, or for ever")).into());
    }
    let name = name.as_deref().map(keys::name).transpose().map_err(|right| InvalidField::new("/name", right))?;
    // Two that come at the same time may be one more; the limit only bounds what a program gone wrong can do.
    if of(&app, &site).await?.len() >= MOST_KEYS {
        let detail = format!("the site has {MOST_KEYS} keys; who runs the collector can add more by `sondeo key add`");
        return Err(Refusal::new(ProblemCode::LimitReached, detail));
    }
    let (key, now) = (Key::draw(), app.clock.now());
    let scope = match scope {
        KeyScope::Read => Scope::Read,
        KeyScope::Manage => Scope::Manage,
    };
    let stored = key.stored(scope, name, days.map(|days| keys::end(now.as_second(), days)));
    app.store.add_key(site.slug().clone(), stored, now).await?;
    let id = key.hash().fingerprint();
    info!(site.id = %site.slug(), key.id = %id, "the owner of site {} added key {id}", site.slug());
    follow(&app).await;
    let row = of(&app, &site).await?.into_iter().find(|row| row.hash == key.hash());
    let view = row.map(|row| keys::view(&row, now.as_second()));
    let view = view.ok_or_else(|| Refusal::new(ProblemCode::Internal, "the key was not found again"))?;
    let reply = answer(Some(NewKeyReply { view, key: key.reveal().to_owned() }))?;
    Ok((StatusCode::CREATED, reply).into_response())
}

struct RevokeRefusals;

impl Refuses for RevokeRefusals {
    const CODES: &'static [&'static [ProblemCode]] = &[
        refused::ADDRESS,
        refused::KEY,
        refused::STORE,
        &[ProblemCode::ScopeMissing, ProblemCode::NotFound, ProblemCode::FieldUnknown, ProblemCode::FieldInvalid],
    ];
}

/// Revokes a key of the site for good, also the one that it is asked with. Every collector refuses it within a second.
#[utoipa::path(delete, path = "/v1/keys/{id}", tag = "owner", security(("key" = [])),
    params(("id" = String, Path, description = "The key's id, as lists have it.", pattern = "^[0-9a-f]{12}$")),
    responses((status = 204, description = "it opens nothing any more"), Refused<RevokeRefusals>))]
pub(super) async fn revoke_key(
    State(app): State<Arc<App>>,
    site: ManagedSite,
    Path(id): Path<String>,
    parameters: Parameters,
) -> Result<StatusCode, Refusal> {
    parameters.only(&[])?;
    let Ok(id) = id.parse::<Fingerprint>() else { return Err(not_found().await) };
    if of(&app, &site).await?.iter().all(|key| key.hash.fingerprint() != id) {
        return Err(not_found().await);
    }
    app.store.revoke_key(site.slug().clone(), id, app.clock.now()).await?;
    info!(site.id = %site.slug(), key.id = %id, "the owner of site {} revoked key {id}", site.slug());
    follow(&app).await;
    Ok(StatusCode::NO_CONTENT)
}

/// The keys of the site.
async fn of(app: &App, site: &ManagedSite) -> Result<Vec<KeyRow>, Refusal> {
    let keys = app.store.keys().await?.into_iter();
    Ok(keys.filter(|key| key.grant.site == *site.slug()).collect())
}

/// Goes by a change that is stored.
async fn follow(app: &App) {
    if let Err(cause) = app.catch_up_for_one_that_waits().await {
        warn!("a change of keys is stored, but was not read again yet: {cause}");
    }
}
