//! `/v1/marks`: days on which something changed.

use serde::{Deserialize, Serialize};

use super::scores::ScoresReply;

/// What is said of a mark when it is put.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MarkBody {
    /// The first day on which it was so, `YYYY-MM-DD` in the site's zone.
    #[cfg_attr(feature = "openapi", schema(format = Date))]
    pub day: String,
    /// What changed, 1 to 200 characters on one line.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 200))]
    pub note: String,
}

/// A day on which something changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MarkView {
    /// Its name within the site.
    pub name: String,
    /// The first day on which it was so, `YYYY-MM-DD` in the site's zone.
    pub day: String,
    /// What changed.
    pub note: String,
}

/// The marks of a site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MarksReply {
    /// By day, then by name.
    pub marks: Vec<MarkView>,
}

/// A mark, and whether what it marks helped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MarkReply {
    /// The mark.
    #[serde(flatten)]
    pub mark: MarkView,
    /// The scores from the mark on, compared with those of the days before it, where a survey is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scores: Option<ScoresReply>,
}
