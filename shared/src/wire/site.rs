//! `GET /v1/site`: what a site is set to, and what was heard of its pages.

use serde::{Deserialize, Serialize};

/// A site as its owner embeds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SiteReply {
    /// Its name, as the tag carries it.
    pub site: String,
    /// The IANA name of its time zone.
    pub tz: String,
    /// The language of its prompts where the customer's is not there.
    pub locale: String,
    /// The origins of its pages. `null` is sandboxed frames and files, `absent` whoever sends none.
    pub origins: Vec<String>,
    /// Whether it asks nobody for the moment.
    pub paused: bool,
    /// Whether it asks about interactions alone that its server signed.
    pub signed_only: bool,
    /// For how many days it keeps responses; null is for ever.
    pub retention_days: Option<u16>,
    /// The path of the script that pages carry, on the host that was asked.
    pub loader: String,
    /// What was heard of its pages.
    pub tag: TagSeen,
}

/// What was heard of the pages that carry the tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TagSeen {
    /// When a page last asked for a prompt. That alone is written nowhere: after a start it is when the last prompt
    /// was issued of which a report came, and of several collectors each knows of the pages that asked it.
    pub last_prompt_at: Option<String>,
    /// When the newest prompt that has a rating was last reported.
    pub last_response_at: Option<String>,
}
