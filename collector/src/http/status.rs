//! `/healthz` and `/readyz`: for whoever watches over the collector.

use std::sync::Arc;

use axum::extract::State;
use shared::problem::ProblemCode;

use super::{App, error::Refusal};

/// Says that the process lives.
pub(super) async fn get_health() -> &'static str {
    "alive\n"
}

/// Says that the store answers and is written.
pub(super) async fn get_readiness(State(app): State<Arc<App>>) -> Result<&'static str, Refusal> {
    if app.store.is_ready().await {
        Ok("ready\n")
    } else {
        Err(Refusal::new(ProblemCode::StoreUnavailable, "the store does not answer"))
    }
}
