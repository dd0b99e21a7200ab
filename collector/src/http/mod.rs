//! The one place that knows axum: routes, what they take and what they answer.

mod assets;
mod base_path;
mod body;
mod callers;
mod check;
#[cfg(test)]
mod clocks;
mod conditions;
mod connections;
mod embedding;
mod envelope;
mod error;
mod explain;
mod export;
mod following;
mod format;
mod frame;
mod head;
mod host;
mod json;
mod keys;
mod limits;
mod listing;
mod live;
#[cfg(test)]
mod making_up;
mod marks;
mod metrics;
mod notice;
mod openapi;
mod preview;
mod problems;
mod prompts;
mod question;
mod refused;
mod removals;
mod request_id;
mod responses;
mod scores;
mod serve;
mod session;
mod shares;
mod shop;
mod site;
mod status;
mod surveys;
mod tag;
#[cfg(test)]
mod world;

use std::{
    num::NonZeroU32,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use arc_swap::ArcSwap;
use axum::{
    Extension, Router,
    http::{Method, header},
    middleware,
    routing::get,
};
use tokio::sync::watch;
use tower_http::cors::{Any, CorsLayer};
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

pub use self::{
    base_path::BasePath,
    callers::Proxies,
    connections::{Places, Room},
    host::{HostName, Hosts, NotAHost},
    json::read_body,
    limits::Rates,
    metrics::serve_metrics,
    serve::serve,
    shop::serve_shop,
};
use self::{limits::Limits, request_id::REQUEST_ID, session::passing::OwnersRoutes, shares::Shares};
use crate::{
    bursts::{Bursts, Threshold},
    catalog::Catalog,
    clock::Clock,
    heard::Heard,
    score_gauges::ScoreGauges,
    store::{Store, StoreError},
    variety::Variety,
    web::Web,
};

/// Where the world finds a collector, and what it may take of it.
#[derive(Clone, Debug, Default)]
pub struct Edge {
    /// Below which path everything is.
    pub base: BasePath,
    /// By which names.
    pub hosts: Hosts,
    /// How many connections there may be.
    pub room: Room,
    /// Who may speak for others.
    pub proxies: Proxies,
    /// From when on answers of one caller are held back; without it none are.
    pub burst: Option<Threshold>,
    /// How many first ratings of one respondent are counted a day; without it any number.
    pub per_respondent: Option<NonZeroU32>,
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
    hosts: Hosts,
    clock: Arc<dyn Clock>,
    places: Arc<Places>,
    proxies: Proxies,
    bursts: Bursts,
    limits: Limits,
    variety: Variety,
    heard: Heard,
    score_gauges: ScoreGauges,
    document: openapi::Document,
    readiness: status::Readiness,
    will_stop: AtomicBool,
    stops: watch::Sender<bool>,
    exports: Arc<Shares>,
    searches: Arc<Shares>,
    lives: Arc<Shares>,
}

impl App {
    /// Reads the catalog and stands ready.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be read.
    pub async fn open(store: Store, web: Web, clock: Arc<dyn Clock>, edge: Edge) -> Result<Arc<Self>, StoreError> {
        let catalog = ArcSwap::from_pointee(store.catalog().await?);
        let Edge { base, hosts, room, proxies, burst, per_respondent, rates } = edge;
        Ok(Arc::new(Self {
            store,
            catalog,
            looks: following::Looks::default(),
            web,
            base,
            hosts,
            clock,
            places: Places::new(room),
            proxies,
            bursts: Bursts::new(burst, per_respondent),
            limits: Limits::new(rates),
            variety: Variety::default(),
            heard: Heard::default(),
            score_gauges: ScoreGauges::default(),
            document: openapi::Document::default(),
            readiness: status::Readiness::default(),
            will_stop: AtomicBool::new(false),
            stops: watch::Sender::new(false),
            exports: Shares::new(
                1,
                8,
                "an export of this site is under way, or of too many sites; one ends, then another begins",
            ),
            searches: Shares::new(4, 16, "so many searches are under way already"),
            lives: Shares::new(10, 100, "so many listen already"),
        }))
    }

    /// Forgets callers whose ratings count no more, for ever.
    pub async fn forget_callers(self: Arc<Self>) {
        self.bursts.keep_swept(&*self.clock).await;
    }
}

/// Every route, below the base path.
pub fn router(app: Arc<App>) -> Router {
    let base = app.base.clone();
    let routes = match base.as_str() {
        "" => routes(&app),
        path => {
            let root = get(assets::redirect_to_dashboard);
            Router::new().nest(path, routes(&app)).route(&format!("{path}/"), root).fallback(error::not_found)
        }
    };
    routes.layer(middleware::from_fn_with_state(app.clone(), envelope::put_around)).with_state(app)
}

/// Every route, each described where it is written; what is not registered here is not served.
fn routes(app: &Arc<App>) -> Router<Arc<App>> {
    let (public, mut api) = public();
    let (owners, described) = owners();
    api.merge(described);
    let (page, described) = page(OwnersRoutes(refusing(owners.clone()).with_state(app.clone())));
    api.merge(described);
    let operations = OpenApiRouter::new()
        .routes(routes!(problems::get_problem))
        .routes(routes!(status::get_health))
        .routes(routes!(status::get_readiness))
        .routes(routes!(openapi::get_openapi))
        .routes(routes!(assets::redirect_to_dashboard))
        .routes(routes!(assets::add_slash))
        .routes(routes!(assets::get_dashboard))
        .routes(routes!(frame::get_frame))
        .routes(routes!(check::get_check));
    let (operations, described) = operations.split_for_parts();
    api.merge(described);
    app.document.write(api, &app.base);
    refusing(public.merge(owners).merge(page).merge(operations))
}

/// Refuses what none of the routes takes.
fn refusing<S: Clone + Send + Sync + 'static>(routes: Router<S>) -> Router<S> {
    routes.fallback(error::not_found).method_not_allowed_fallback(error::method_not_allowed)
}

/// What owners call, with a key.
fn owners() -> (Router<Arc<App>>, utoipa::openapi::OpenApi) {
    OpenApiRouter::new()
        .routes(routes!(scores::get_scores))
        .routes(routes!(explain::get_explanation))
        .routes(routes!(surveys::list_surveys))
        .routes(routes!(surveys::get_survey, surveys::changing::put_survey, surveys::changing::delete_survey))
        .routes(routes!(surveys::changing::pause_survey))
        .routes(routes!(surveys::changing::resume_survey))
        .routes(routes!(marks::list_marks))
        .routes(routes!(marks::get_mark, marks::put_mark, marks::delete_mark))
        .routes(routes!(listing::get_responses))
        .routes(routes!(listing::get_response, removals::delete_response))
        .routes(routes!(live::get_live))
        .routes(routes!(embedding::get_site))
        .routes(routes!(preview::create_preview))
        .routes(routes!(keys::list_keys, keys::add_key))
        .routes(routes!(keys::revoke_key))
        .split_for_parts()
}

/// What the owner's page calls, with a session; `owners` is what is behind it.
fn page(owners: OwnersRoutes) -> (Router<Arc<App>>, utoipa::openapi::OpenApi) {
    let page = OpenApiRouter::new()
        .routes(routes!(session::get_session, session::sign_in, session::sign_out))
        .routes(routes!(session::leave_site))
        .routes(routes!(assets::get_preview_page))
        .routes(routes!(session::passing::pass_on));
    let (page, described) = page.split_for_parts();
    (page.layer(Extension(owners)), described)
}

/// What pages of other origins call: readable by any of them, never with credentials.
fn public() -> (Router<Arc<App>>, utoipa::openapi::OpenApi) {
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::CONTENT_TYPE])
        .expose_headers([REQUEST_ID, header::RETRY_AFTER])
        // Nothing of a request is repeated, so what it asked changes no answer.
        .vary([])
        .max_age(Duration::from_secs(24 * 60 * 60));
    let public = OpenApiRouter::with_openapi(openapi::Api::openapi())
        .routes(routes!(prompts::create_prompt))
        .routes(routes!(responses::submit_response))
        .routes(routes!(tag::get_tag))
        .routes(routes!(assets::get_loader))
        .routes(routes!(assets::get_asset));
    let (public, described) = public.split_for_parts();
    let public = public.method_not_allowed_fallback(error::method_not_allowed).layer(cors);
    (public, described)
}
