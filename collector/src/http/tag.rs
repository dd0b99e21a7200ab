//! `GET /v1/sites/{site}/tag`.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{HeaderValue, header},
    response::IntoResponse,
};
use shared::wire::tag::TagReply;

use super::{App, site::PublicSite};

/// Says what a page needs before any interaction.
pub(super) async fn get_tag(State(app): State<Arc<App>>, _: PublicSite) -> impl IntoResponse {
    let headers = [(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"))];
    (headers, Json(TagReply { triggers: Vec::new(), widget: app.web.widget.clone() }))
}
