//! `POST /v1/preview`: a survey as customers would see it, before it is one.

use serde::{Deserialize, Serialize};

use super::prompts::Prompt;
use crate::survey::SurveyDefinition;

/// A survey that somebody is writing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PreviewRequest {
    /// The whole definition, as a PUT of `/v1/surveys/{slug}` takes it.
    pub survey: SurveyDefinition,
    /// The language that the customer reads, BCP 47; without it the site's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(pattern = "^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*$", max_length = 35))]
    pub locale: Option<String>,
}

/// A survey as a customer would see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PreviewReply {
    /// The prompt. It was not issued: its id is nil, its token empty and its version 0, so that no report of it is taken.
    pub prompt: Prompt,
    /// The languages that there is wording for, BCP 47: those that are built in, and those of the survey alone.
    pub locales: Vec<String>,
}
