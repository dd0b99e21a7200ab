//! The time between being told to stop and stopping: whoever sends requests here is asked to send them elsewhere.
//!
//! A balancer looks every second or so whether a collector is ready. One that closed its port at once would be sent
//! requests until the balancer looks again; so it says that it is not ready, answers what still comes, and closes
//! each connection behind its answer.

use std::sync::{Arc, atomic::Ordering};

use axum::{
    extract::{Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};

use super::App;

impl App {
    /// Says from now on that the collector is about to stop; it goes on answering.
    pub fn will_stop(&self) {
        self.will_stop.store(true, Ordering::Relaxed);
    }

    /// Says whether it is about to stop.
    pub(super) fn is_about_to_stop(&self) -> bool {
        self.will_stop.load(Ordering::Relaxed)
    }
}

/// Closes connections behind their answers once the collector is about to stop.
pub(super) async fn close_connections(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if app.is_about_to_stop() {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
