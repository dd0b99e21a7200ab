//! What the owner's questions have in common: parameters that are read once each, and answers that nobody keeps.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{FromRequestParts, Query},
    http::{HeaderValue, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use shared::problem::ProblemCode;

use super::error::Refusal;
use crate::invalid::InvalidField;

/// The names and values of a query, in their order.
#[derive(Debug)]
pub(super) struct Parameters(pub(super) Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Parameters {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let query = Query::from_request_parts(parts, state).await;
        let Query(parameters) = query.map_err(|_| InvalidField::new("?", "the query cannot be read"))?;
        Ok(Self(parameters))
    }
}

impl Parameters {
    /// Reads the parameters, each of these names once at most.
    pub(super) fn only(self, names: &[&str]) -> Result<BTreeMap<String, String>, InvalidField> {
        let mut given = BTreeMap::new();
        for (name, value) in self.0 {
            if !names.contains(&name.as_str()) {
                let right = match names {
                    [] => "there are no parameters here".to_owned(),
                    names => format!("the parameters are {}", names.join(", ")),
                };
                return Err(InvalidField::unknown("?", right));
            }
            if given.insert(name.clone(), value).is_some() {
                return Err(InvalidField::new(format!("?{name}"), "this parameter may be given once"));
            }
        }
        Ok(given)
    }
}

/// Answers a question about a survey; with nothing, that the site has no such survey.
///
/// What is said of customers changes with every answer and belongs to whoever has the key.
pub(super) fn answer(said: Option<impl Serialize>) -> Result<Response, Refusal> {
    let said = said.ok_or_else(|| Refusal::new(ProblemCode::SurveyUnknown, "this site has no such survey"))?;
    let headers = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((headers, Json(said)).into_response())
}
