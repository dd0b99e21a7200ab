//! `/v1/surveys`: what a site asks, version by version, and what became of a change.

use serde::{Deserialize, Serialize};

use super::prompts::ScaleView;
use crate::{scale::Metric, survey::SurveyDefinition};

/// The surveys of a site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SurveysReply {
    /// Its surveys, in the order in which they get their turn.
    pub surveys: Vec<SurveyView>,
}

/// A survey, as it is at one of its versions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SurveyView {
    /// Its name within the site.
    pub slug: String,
    /// The version, from 1.
    pub version: u32,
    /// What it measures.
    pub metric: Metric,
    /// The scale of its ratings.
    pub scale: ScaleView,
    /// Whether it asks.
    pub live: bool,
    /// When it gets its turn, counted from 1; null of an earlier version and of a survey that was deleted.
    pub position: Option<u32>,
    /// What its owner wrote: the fields of a survey file.
    pub definition: SurveyDefinition,
}

/// A survey, with all of its versions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SurveyReply {
    /// The survey.
    #[serde(flatten)]
    pub survey: SurveyView,
    /// Its versions, the first one first.
    pub versions: Vec<VersionView>,
}

/// A version of a survey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VersionView {
    /// Its number, from 1.
    pub version: u32,
    /// Since when it is in force, RFC 3339 in UTC; null where an older collector wrote it.
    pub created_at: Option<String>,
}

/// What became of a change, or what would.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SurveyChangeReply {
    /// The survey's name.
    pub slug: String,
    /// Whether nothing was stored.
    pub dry_run: bool,
    /// In one word.
    pub outcome: SurveyOutcome,
    /// Its version now.
    pub version: u32,
    /// When it gets its turn now, counted from 1.
    pub position: u32,
    /// How it stood before; null where the site had no such survey.
    pub before: Option<StandView>,
    /// JSON pointers to what its definition says differently than before.
    pub changed: Vec<String>,
    /// Colors that would be hard to read, and what is shown in their place.
    pub mended: Vec<MendedView>,
    /// Languages that are not built in, and the texts that are said in the site's language there.
    pub unsaid: Vec<UnsaidView>,
}

/// What a change made of a survey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum SurveyOutcome {
    /// The site had no such survey.
    Created,
    /// It has another version.
    Changed,
    /// It gets its turn elsewhere, at the same version.
    Moved,
    /// It is what it was.
    Unchanged,
}

/// How a survey stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StandView {
    /// Its version.
    pub version: u32,
    /// When it got its turn, counted from 1.
    pub position: u32,
}

/// A color that would be hard to read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MendedView {
    /// JSON pointer to it.
    pub pointer: String,
    /// What the definition says.
    pub was: String,
    /// What prompts show.
    pub is: String,
}

/// A language in which prompts would be half in another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnsaidView {
    /// The language.
    pub locale: String,
    /// The texts that the definition does not say in it.
    pub texts: Vec<String>,
}
