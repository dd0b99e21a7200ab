//! What every request goes through before its route, and every answer behind it.
//!
//! One layer, not one for each: a layer is cloned and boxed with every request, and eight of them cost as much as the
//! rest of an answer.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{
    App, error, head, host,
    metrics::Counted,
    request_id::{self, REQUEST_ID},
};

/// Names the request, refuses what is none, and lets its route answer; then counts and completes the answer.
pub(super) async fn put_around(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let id = request_id::of(request.headers());
    let counted = Counted::begin(&request);
    let asks_for_options = head::asks_for_options(&request);
    let mut response = match head::check_address(&request).and_then(|()| host::check(&request, &app.hosts, &app.base)) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    };
    if asks_for_options {
        head::leave_out_content(&mut response);
    }
    let mut response = error::complete(response, &app.base, &id);
    counted.end(&response);
    if app.is_about_to_stop() {
        // Whoever sends requests here is asked to send them elsewhere.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response.headers_mut().insert(REQUEST_ID, id);
    response
}
