//! `/healthz` and `/readyz`: for whoever watches over the collector.

use std::sync::Arc;

use axum::extract::State;
use shared::problem::ProblemCode;

use super::{
    App,
    error::Refusal,
    refused::{self, Refused, Refuses},
};

struct Silence;

impl Refuses for Silence {
    const CODES: &'static [&'static [ProblemCode]] = &[refused::ADDRESS];
}

struct Unready;

impl Refuses for Unready {
    const CODES: &'static [&'static [ProblemCode]] =
        &[refused::ADDRESS, refused::STORE, &[ProblemCode::Stopping, ProblemCode::Overloaded]];
}

/// Says that the process lives.
#[utoipa::path(get, path = "/healthz", tag = "operations",
    responses((status = 200, description = "it lives", content_type = "text/plain", body = String), Refused<Silence>))]
pub(super) async fn get_health() -> &'static str {
    "alive\n"
}

/// Says that the store answers and takes reports and that the collector goes on, or why not.
#[utoipa::path(get, path = "/readyz", tag = "operations",
    responses((status = 200, description = "reports are taken", content_type = "text/plain", body = String), Refused<Unready>))]
pub(super) async fn get_readiness(State(app): State<Arc<App>>) -> Result<&'static str, Refusal> {
    app.check_ready().await?;
    Ok("ready\n")
}

impl App {
    /// Says whether reports are taken, or why not.
    pub(super) async fn check_ready(&self) -> Result<(), Refusal> {
        if self.is_about_to_stop() {
            return Err(Refusal::new(ProblemCode::Stopping, "the collector was told to stop"));
        }
        Ok(self.store.check_ready().await?)
    }
}
