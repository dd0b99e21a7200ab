//! `GET /v1/responses` and `GET /v1/live`: responses, as the site's owner reads them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    scale::Metric,
    wire::prompts::{Device, Outcome},
};

/// A response at its highest revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResponseView {
    /// The response's id, which was its prompt's.
    pub id: Uuid,
    /// The survey's slug.
    pub survey: String,
    /// The version of the survey that asked.
    pub version: u32,
    /// What is measured; null where nothing was rated and the survey is gone.
    pub metric: Option<Metric>,
    /// The rating, on the survey's scale; null where none was chosen.
    pub rating: Option<u8>,
    /// What the rating makes of the customer: promoter, passive or detractor; satisfied, neutral or dissatisfied; easy,
    /// neutral or difficult.
    pub band: Option<String>,
    /// What became of the prompt.
    pub outcome: Outcome,
    /// The customer's own words.
    pub comment: Option<String>,
    /// Reasons that the customer chose.
    pub reasons: Vec<String>,
    /// How the customer may be reached, typed in to that end.
    pub contact: Option<String>,
    /// The kind of interaction.
    pub touchpoint: String,
    /// The stage of the customer's life.
    pub stage: Option<String>,
    /// The language of the prompt.
    pub locale: String,
    /// The class of device.
    pub device: Option<Device>,
    /// What the site told of the customer, of what the survey declares.
    pub attributes: BTreeMap<String, String>,
    /// The site's own id of the interaction.
    pub interaction_id: Option<String>,
    /// The customer's pseudonym, where the site's server vouched for one.
    pub respondent: Option<String>,
    /// When the prompt was issued, RFC 3339 in UTC, as all times.
    pub issued_at: String,
    /// When the customer did what this revision says, by how long ago that was when it arrived.
    pub answered_at: String,
    /// When this revision arrived.
    pub received_at: String,
    /// The day of issue in the site's zone, on which it is counted, `YYYY-MM-DD`.
    pub day: String,
    /// The revision; the highest is what counts.
    pub rev: u32,
    /// Why it is held back from the scores: `burst` or `respondent`; or `released`: it was, and counts now. Null counts.
    pub quarantine: Option<String>,
}

/// A page of responses, the newest prompt first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResponsesReply {
    /// The responses; may be fewer than were asked for although more follow.
    pub responses: Vec<ResponseView>,
    /// What to send as `cursor` for those that follow; null where none do.
    pub next: Option<String>,
    /// How many comments were read for `text`. Where `next` is not null, older ones were not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub searched: Option<u32>,
}

/// One response and how it came to be what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResponseDetails {
    /// What it is.
    #[serde(flatten)]
    pub response: ResponseView,
    /// Its revisions, the latest last; of the earlier ones no words are kept, and of very many the oldest are gone.
    pub revisions: Vec<RevisionView>,
}

/// One revision of a response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RevisionView {
    /// The revision.
    pub rev: u32,
    /// What became of the prompt by it.
    pub outcome: Outcome,
    /// The rating, if one was chosen.
    pub rating: Option<u8>,
    /// When it arrived.
    pub received_at: String,
}

/// A line of the stream of responses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FeedLine {
    /// What to send as `after` for the lines behind this one.
    pub cursor: String,
    /// The response.
    #[serde(flatten)]
    pub response: ResponseView,
}

/// The last line of the stream of responses: a stream without it was cut off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FeedEnd {
    /// What to send as `after` for what comes later.
    pub cursor: String,
    /// Always true.
    pub end: bool,
}
