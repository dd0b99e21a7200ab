//! Serving until told to stop.

use std::{future::Future, sync::Arc};

use axum::{
    Router,
    extract::Request,
    http::{HeaderName, HeaderValue, header},
    middleware,
    response::IntoResponse,
};
use shared::problem::ProblemCode;
use tokio::net::TcpListener;

use super::{
    App, BasePath,
    callers::Proxies,
    connections::{self, Front, Places, Room},
    error::{self, Refusal},
    router, status,
};

/// Serves until `stop`, then takes no more connections and answers what is under way.
pub async fn serve(listener: TcpListener, app: Arc<App>, stop: impl Future<Output = ()>) {
    let full = full(app.base.clone());
    let front = Front { router: router(app.clone()), full, places: app.places.clone(), proxies: app.proxies.clone() };
    let stop = async {
        stop.await;
        app.will_stop();
    };
    connections::serve(listener, front, stop).await;
}

/// Serves something beside the collector until `stop`: a listener with a room of its own.
pub(super) async fn serve_beside(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    let front = Front {
        router,
        full: full(BasePath::default()),
        places: Places::new(Room::default()),
        proxies: Proxies::default(),
    };
    connections::serve(listener, front, stop).await;
}

const CLOSE: (HeaderName, HeaderValue) = (header::CONNECTION, HeaderValue::from_static("close"));

/// Answers those for whom there is no place: any page may read it, and comes again on another connection.
///
/// A process that is full lives, and whoever restarts it makes that worse.
fn full(base: BasePath) -> Router {
    let health = format!("{base}/healthz");
    let answer = async move |request: Request| {
        if request.uri().path() == health {
            return ([CLOSE], status::get_health().await).into_response();
        }
        let refusal = Refusal::new(ProblemCode::Overloaded, "more connections are open than are taken");
        ([CLOSE, (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"))], refusal).into_response()
    };
    Router::new().fallback(answer).layer(middleware::from_fn_with_state(base, error::render_problems))
}
