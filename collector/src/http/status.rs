//! `/healthz` and `/readyz`: for whoever watches over the collector.

use std::{sync::Arc, time::Duration};

use axum::extract::State;
use shared::problem::ProblemCode;
use tokio::{sync::Mutex, time::Instant};

use super::{
    App,
    error::Refusal,
    refused::{self, Refused, Refuses},
};

/// How long the verdict on the store is kept. Balancers ask every half second; whoever asks more often, which is
/// anybody, takes nothing of the few connections to the database.
const KEPT: Duration = Duration::from_millis(250);

/// What was found of the store, and when.
#[derive(Debug, Default)]
pub(super) struct Readiness(Mutex<Option<(Instant, Result<(), Refusal>)>>);

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
        // Those who ask at the same time wait for one look.
        let mut kept = self.readiness.0.lock().await;
        if let Some((at, verdict)) = &*kept
            && at.elapsed() < KEPT
        {
            return verdict.clone();
        }
        let verdict = self.store.check_ready().await.map_err(Refusal::from);
        *kept = Some((Instant::now(), verdict.clone()));
        verdict
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;
    use crate::http::world::World;

    #[tokio::test]
    async fn a_verdict_is_kept_for_a_quarter_of_a_second() {
        let world = World::of("Europe/Madrid", "2026-11-25T12:00:00Z").await;
        let ready = async || world.call(Request::get("/readyz").body(String::new()).unwrap()).await.0;
        tokio::time::pause();
        assert_eq!(ready().await, 200);
        world.app.store.keep_free(u64::MAX - 1);
        assert_eq!(ready().await, 200, "another look was taken");
        tokio::time::advance(KEPT).await;
        assert_eq!(ready().await, 503);
    }
}
