//! The one place that knows axum: routes, what they take and what they answer.

mod assets;
mod base_path;
mod body;
mod callers;
#[cfg(test)]
mod clocks;
mod connections;
mod envelope;
mod error;
mod following;
mod head;
mod host;
mod json;
mod limits;
#[cfg(test)]
mod making_up;
mod metrics;
mod notice;
mod problems;
mod prompts;
mod removals;
mod request_id;
mod responses;
mod scores;
mod serve;
mod shop;
mod site;
mod status;
mod tag;
#[cfg(test)]
mod world;

use std::{
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use arc_swap::ArcSwap;
use axum::{
    Router,
    http::{Method, header},
    middleware,
    routing::{delete, get, post},
};
use tower_http::cors::{Any, CorsLayer};

pub use self::{
    base_path::BasePath,
    callers::Proxies,
    connections::{Places, Room},
    json::read_body,
    limits::Rates,
    metrics::serve_metrics,
    serve::serve,
    shop::serve_shop,
};
use self::{limits::Limits, request_id::REQUEST_ID};
use crate::{
    bursts::{Bursts, Threshold},
    catalog::Catalog,
    clock::Clock,
    store::{Store, StoreError},
    variety::Variety,
    web::Web,
};

/// Where the world finds a collector, and what it may take of it.
#[derive(Clone, Debug, Default)]
pub struct Edge {
    /// Below which path everything is.
    pub base: BasePath,
    /// How many connections there may be.
    pub room: Room,
    /// Who may speak for others.
    pub proxies: Proxies,
    /// From when on answers of one caller are held back; without it none are.
    pub burst: Option<Threshold>,
    /// How often anybody may call.
    pub rates: Rates,
}

/// What requests are answered from.
#[derive(Debug)]
pub struct App {
    store: Store,
    catalog: ArcSwap<Catalog>,
    looks: following::Looks,
    web: Web,
    base: BasePath,
    clock: Arc<dyn Clock>,
    places: Arc<Places>,
    proxies: Proxies,
    bursts: Bursts,
    limits: Limits,
    variety: Variety,
    will_stop: AtomicBool,
}

impl App {
    /// Reads the catalog and stands ready.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be read.
    pub async fn open(store: Store, web: Web, clock: Arc<dyn Clock>, edge: Edge) -> Result<Arc<Self>, StoreError> {
        let catalog = ArcSwap::from_pointee(store.catalog().await?);
        let Edge { base, room, proxies, burst, rates } = edge;
        Ok(Arc::new(Self {
            store,
            catalog,
            looks: following::Looks::default(),
            web,
            base,
            clock,
            places: Places::new(room),
            proxies,
            bursts: Bursts::new(burst),
            limits: Limits::new(rates),
            variety: Variety::default(),
            will_stop: AtomicBool::new(false),
        }))
    }
}

/// Every route, below the base path.
pub fn router(app: Arc<App>) -> Router {
    let base = app.base.clone();
    let routes = match base.as_str() {
        "" => routes(),
        path => {
            let root = get(assets::redirect_to_dashboard);
            Router::new().nest(path, routes()).route(&format!("{path}/"), root).fallback(error::not_found)
        }
    };
    routes.layer(middleware::from_fn_with_state(app.clone(), envelope::put_around)).with_state(app)
}

fn routes() -> Router<Arc<App>> {
    Router::new()
        .merge(public())
        .route("/v1/scores", get(scores::get_scores))
        .route("/v1/responses/{id}", delete(removals::delete_response))
        .route("/problems/{code}", get(problems::get_problem))
        .route("/healthz", get(status::get_health))
        .route("/readyz", get(status::get_readiness))
        .route("/", get(assets::redirect_to_dashboard))
        .route("/dashboard", get(assets::redirect_to_dashboard))
        .route("/dashboard/", get(assets::get_dashboard))
        .fallback(error::not_found)
        .method_not_allowed_fallback(error::method_not_allowed)
}

/// What pages of other origins call: readable by any of them, never with credentials.
fn public() -> Router<Arc<App>> {
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::CONTENT_TYPE])
        .expose_headers([REQUEST_ID, header::RETRY_AFTER])
        // Nothing of a request is repeated, so what it asked changes no answer.
        .vary([])
        .max_age(Duration::from_secs(24 * 60 * 60));
    Router::new()
        .route("/v1/sites/{site}/prompts", post(prompts::create_prompt))
        .route("/v1/sites/{site}/responses", post(responses::submit_response))
        .route("/v1/sites/{site}/tag", get(tag::get_tag))
        .route("/sondeo.js", get(assets::get_loader))
        .route("/assets/{*path}", get(assets::get_asset))
        .method_not_allowed_fallback(error::method_not_allowed)
        .layer(cors)
}
