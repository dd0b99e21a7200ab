//! Counting requests, and the page of figures on a listener of its own: it is not for the world.

use std::{future, sync::Arc, time::Instant};

use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, Method, header},
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};
use metrics::{SharedString, counter, histogram};
use tokio::{net::TcpListener, time::MissedTickBehavior};

use super::{App, BasePath, error, serve::serve_beside};
use crate::{
    metrics::{Front, Metrics, REQUEST_SECONDS, REQUESTS},
    score_gauges::LOOK_EVERY,
};

/// Serves the figures at `/metrics`, for as long as it is let.
pub async fn serve_metrics(listener: TcpListener, app: Arc<App>, metrics: Metrics) {
    let router = Router::new()
        .route("/metrics", get(get_metrics))
        .fallback(error::not_found)
        .method_not_allowed_fallback(error::method_not_allowed)
        .layer(middleware::from_fn_with_state(BasePath::default(), error::render_problems))
        .with_state((app, metrics));
    serve_beside(listener, router, future::pending()).await;
}

impl App {
    /// Reads the scores anew for the page of figures, for ever.
    pub async fn gauge_scores(self: Arc<Self>) {
        let mut ticks = tokio::time::interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            let catalog = self.catalog.load_full();
            self.score_gauges.look(&self.store, &catalog, self.clock.now()).await;
        }
    }
}

async fn get_metrics(State((app, metrics)): State<(Arc<App>, Metrics)>) -> impl IntoResponse {
    let front = Front {
        is_ready: app.check_ready().await.is_ok(),
        connections: app.places.open(),
        shut_out: app.places.shut_out(),
        sent_away: app.places.sent_away(),
        held: app.bursts.held(),
        limited_callers: app.limits.callers_held(),
        raters: app.bursts.raters(),
        from_unnamed_proxies: app.proxies.unnamed(),
    };
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], metrics.render(&app.store, front) + &app.score_gauges.page())
}

/// A request that is being answered, to be counted by the pattern of its route: addresses are the callers' words.
pub(super) struct Counted(Option<(Instant, SharedString, &'static str)>);

impl Counted {
    pub(super) fn begin(request: &Request) -> Self {
        // Nothing is made for figures that nobody reads.
        Self(Metrics::is_on().then(|| {
            let route = request.extensions().get::<MatchedPath>();
            let route = route.map_or(SharedString::const_str("none"), |route| route.as_str().to_owned().into());
            (Instant::now(), route, method_name(request.method()))
        }))
    }

    pub(super) fn end(self, response: &Response) {
        let Some((began, route, method)) = self.0 else { return };
        let status = response.status().as_str().to_owned();
        histogram!(REQUEST_SECONDS, "route" => route.clone()).record(began.elapsed());
        counter!(REQUESTS, "route" => route, "method" => method, "status" => status).increment(1);
    }
}

/// The method's name, of those that there are: others are a caller's words as well.
fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        Method::PATCH => "PATCH",
        _ => "other",
    }
}
