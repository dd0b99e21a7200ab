//! `DELETE /v1/responses/{id}`.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use shared::problem::ProblemCode;
use uuid::Uuid;

use super::{
    App,
    error::{self, Refusal},
    refused::{self, Refused, Refuses},
    site::ManagedSite,
};
use crate::store::removal::{Removal, Target};

struct Refusals;

impl Refuses for Refusals {
    const CODES: &'static [&'static [ProblemCode]] =
        &[refused::ADDRESS, refused::KEY, refused::STORE, &[ProblemCode::ScopeMissing, ProblemCode::NotFound]];
}

/// Removes a response for good. Another site's is as unknown as one that there never was.
#[utoipa::path(delete, path = "/v1/responses/{id}", tag = "owner", security(("key" = [])),
    params(("id" = Uuid, Path, description = "The response's id, as its prompt gave it.")),
    responses((status = 204, description = "it is removed, or was before"), Refused<Refusals>))]
pub(super) async fn delete_response(
    State(app): State<Arc<App>>,
    site: ManagedSite,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    // What is not an id as we write it was never one of ours.
    let Some(id) = Uuid::try_parse(&id).ok().filter(|parsed| parsed.to_string() == id) else {
        return Err(error::not_found().await);
    };
    let removal = Removal { site: site.slug().clone(), target: Target::Response(id), at: app.clock.now().as_second() };
    let removed = app.store.remove(removal).await?;
    if removed.responses > 0 || removed.again { Ok(StatusCode::NO_CONTENT) } else { Err(error::not_found().await) }
}
