//! `/healthz` and `/readyz`: for whoever watches over the collector.

use std::sync::Arc;

use axum::extract::State;
use shared::problem::ProblemCode;

use super::{App, error::Refusal};

/// Says that the process lives.
pub(super) async fn get_health() -> &'static str {
    "alive\n"
}

/// Says that the store answers and takes reports and that the collector goes on, or why not.
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
