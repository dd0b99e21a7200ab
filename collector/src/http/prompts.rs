//! `POST /v1/sites/{site}/prompts`.

use std::sync::Arc;

use axum::{Json, extract::State, http::HeaderMap};
use shared::{
    problem::ProblemCode,
    wire::prompts::{PromptReply, PromptRequest},
};

use super::{App, body::JsonBody, error::Refusal, site::PublicSite};
use crate::asking::Asking;

/// Says whether to ask this customer now, and what.
pub(super) async fn create_prompt(
    State(app): State<Arc<App>>,
    site: PublicSite,
    headers: HeaderMap,
    JsonBody(request): JsonBody<PromptRequest>,
) -> Result<Json<PromptReply>, Refusal> {
    site.check_origin(&headers)?;
    if request.interaction_token.is_some() {
        let detail = "this site has no secret to check interaction tokens with; leave interaction_token out";
        return Err(Refusal::new(ProblemCode::TokenInvalid, detail));
    }
    let secret = site
        .catalog()
        .secrets
        .first()
        .ok_or_else(|| Refusal::new(ProblemCode::Internal, "the store has no secret to sign prompts with"))?;
    let asking = Asking::new(request, site.site())?;
    let reply = asking.decide(site.site(), secret, &app.web.widget, app.clock.now(), rand::random())?;
    Ok(Json(reply))
}
