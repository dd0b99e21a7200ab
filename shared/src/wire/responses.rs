//! `POST /v1/sites/{site}/responses`: what became of a prompt.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::wire::prompts::Outcome;

/// The longest comment, in Unicode scalar values.
pub const MAX_COMMENT_CHARS: usize = 2_000;

/// The whole of what is known about a prompt at one revision.
///
/// Every revision repeats what the one before it said: the highest one that arrives is what
/// is kept, whatever the order of arrival.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ResponseRequest {
    /// The prompt's id.
    pub id: Uuid,
    /// The prompt's token.
    pub token: String,
    /// Counts up with every change; 0 is the report that the prompt was shown.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 2_147_483_647))]
    pub rev: u32,
    /// What became of the prompt.
    pub outcome: Outcome,
    /// The rating, on the survey's scale; present with `rated` and `completed`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 10))]
    pub rating: Option<i64>,
    /// The customer's own words, [`MAX_COMMENT_CHARS`] at most; only spaces is none.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_length = 2_000))]
    pub comment: Option<String>,
    /// Reasons that the customer chose.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_items = 10))]
    pub reasons: Vec<String>,
    /// How the customer may be reached, typed in to that end.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_length = 254))]
    pub contact: Option<String>,
    /// How long ago the customer did it, in milliseconds of the browser's own clock; kept for the owner,
    /// never moves a count, may differ between repeats.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 2_592_000_000_i64))]
    pub age_ms: u64,
}

/// That a report is on disk, and what it changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResponseReply {
    /// The response's id.
    pub id: Uuid,
    /// The revision that was reported.
    pub rev: u32,
    /// What it changed.
    pub status: Receipt,
}

/// What a report changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Receipt {
    /// It is what is kept now. Answered with 201.
    Stored,
    /// The very same report was stored before; nothing changed.
    Replayed,
    /// A later revision was stored before; nothing changed.
    Stale,
}
