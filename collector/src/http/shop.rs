//! The demo shop: a site of its own, on an origin of its own.

use std::{future::Future, sync::Arc};

use axum::{
    Router,
    extract::State,
    http::{Uri, header},
    response::{IntoResponse, Response},
};
use tokio::net::TcpListener;

use super::{
    App, BasePath,
    assets::{body, content_type},
    error::{self, Refusal},
    serve::serve_beside,
};

#[derive(Clone, Debug)]
struct Shop {
    app: Arc<App>,
    collector: String,
    site: String,
}

/// Serves the demo shop until `stop`: its pages name `collector` (an origin) and `site`.
pub async fn serve_shop(
    listener: TcpListener,
    app: Arc<App>,
    collector: String,
    site: String,
    stop: impl Future<Output = ()>,
) {
    let router = Router::new()
        .fallback(get_page)
        .layer(axum::middleware::from_fn_with_state(BasePath::default(), error::render_problems))
        .with_state(Shop { app, collector, site });
    serve_beside(listener, router, stop).await;
}

async fn get_page(State(shop): State<Shop>, uri: Uri) -> Result<Response, Refusal> {
    let path = match uri.path() {
        "/" => "/index.html",
        path => path,
    };
    let Some(file) = shop.app.web.file(&format!("shop{path}")) else { return Err(error::not_found().await) };
    let content_type = (header::CONTENT_TYPE, content_type(path));
    if !path.ends_with(".html") {
        return Ok(([content_type], body(&file.plain)).into_response());
    }
    let page = String::from_utf8_lossy(&file.plain);
    let page = page.replace("{{collector}}", &shop.collector).replace("{{site}}", &shop.site);
    Ok(([content_type], page).into_response())
}
