//! Serving until told to stop.

use std::{future::Future, sync::Arc};

use axum::{Router, extract::Request, http::HeaderValue, http::header, middleware};
use shared::problem::ProblemCode;
use tokio::net::TcpListener;

use super::{
    App, BasePath,
    callers::Proxies,
    connections::{self, Front, Places, Room},
    error::{self, Refusal},
    router,
};

/// Serves until `stop`, then takes no more connections and answers what is under way.
pub async fn serve(listener: TcpListener, app: Arc<App>, stop: impl Future<Output = ()>) {
    let full = full(app.base.clone());
    let front = Front { router: router(app.clone()), full, places: app.places.clone(), proxies: app.proxies.clone() };
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

/// Answers those for whom there is no place: any page may read it, and comes again on another connection.
fn full(base: BasePath) -> Router {
    let refuse = async |_: Request| {
        let refusal = Refusal::new(ProblemCode::Overloaded, "more connections are open than are taken");
        let headers = [
            (header::CONNECTION, HeaderValue::from_static("close")),
            (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        ];
        (headers, refusal)
    };
    Router::new().fallback(refuse).layer(middleware::from_fn_with_state(base, error::render_problems))
}
