//! `GET /v1/scores`: what the answers of a range of days say.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::scores_change::{ChangeView, Previous, PreviousGroup};
use crate::scale::Metric;

/// Scores of a survey, or of several on one scale together, over a range of days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScoresReply {
    /// What is measured.
    pub metric: Metric,
    /// The survey's slug; of several the first.
    pub survey: String,
    /// The slugs of all, in the order in which they were named.
    #[serde(default)]
    pub surveys: Vec<String>,
    /// The touchpoint that was asked for, if one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub touchpoint: Option<String>,
    /// What was asked for alone, by the name of its parameter: `touchpoint`, `stage`, `locale`, `device`, `attribute:NAME`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub filters: BTreeMap<String, String>,
    /// The first day, `YYYY-MM-DD` in the site's zone.
    pub from: String,
    /// The day after the last.
    pub to: String,
    /// The site's IANA time zone.
    pub tz: String,
    /// The score of the whole range.
    pub total: ScoreView,
    /// What the groups are, if any were asked for: one name, or two with a comma between.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_by: Option<String>,
    /// The score of each group, in the order of their keys: every day, week or month of the range, empty ones too; values
    /// by name, those without one last. Together they are the total.
    #[serde(default)]
    pub groups: Vec<Group>,
    /// What is compared with, if anything is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Previous>,
    /// How the total differs from that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<ChangeView>,
    /// Of all groups whose change is called `up` or `down`, the share at most that chance alone accounts for. Told where
    /// groups are compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub false_discovery_rate: Option<f64>,
}

/// The score of one group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Group {
    /// The day (`YYYY-MM-DD`), the ISO week (`2026-W48`), the month (`2026-11`), or the value; null of those without one.
    pub key: Option<String>,
    /// Both keys, where it is grouped by two; `key` is the first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<Option<String>>,
    /// Its score.
    #[serde(flatten)]
    pub score: ScoreView,
    /// What stands against it in the range that is compared with; absent where nothing does, as of the 31st day of a month
    /// beside one of 30.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<PreviousGroup>,
    /// How it differs from that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<ChangeView>,
}

/// A score in the names of its metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum ScoreView {
    /// NPS.
    Nps(NpsView),
    /// CSAT.
    Csat(CsatView),
    /// CES.
    Ces(CesView),
}

/// An NPS. Percentages are of answered prompts, at full precision; null where nobody answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NpsView {
    /// Percent promoters minus percent detractors, -100 to 100.
    pub nps: Option<f64>,
    /// Where the true score may lie.
    pub interval: Option<IntervalView>,
    /// Ratings of 9 and 10.
    pub promoter_count: u64,
    /// Their percentage of the answers.
    pub promoter_percent: Option<f64>,
    /// Ratings of 7 and 8.
    pub passive_count: u64,
    /// Their percentage of the answers.
    pub passive_percent: Option<f64>,
    /// Ratings of 0 to 6.
    pub detractor_count: u64,
    /// Their percentage of the answers.
    pub detractor_percent: Option<f64>,
    /// What every metric has.
    #[serde(flatten)]
    pub counts: CountsView,
}

/// A CSAT. Percentages are of answered prompts, at full precision; null where nobody answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CsatView {
    /// Percent satisfied, 0 to 100.
    pub csat: Option<f64>,
    /// Where the true score may lie.
    pub interval: Option<IntervalView>,
    /// Ratings of the top of the scale: 4 and 5 of 5.
    pub satisfied_count: u64,
    /// Their percentage of the answers.
    pub satisfied_percent: Option<f64>,
    /// Ratings between.
    pub neutral_count: u64,
    /// Their percentage of the answers.
    pub neutral_percent: Option<f64>,
    /// Ratings of the bottom of the scale: 1 and 2 of 5.
    pub dissatisfied_count: u64,
    /// Their percentage of the answers.
    pub dissatisfied_percent: Option<f64>,
    /// What every metric has.
    #[serde(flatten)]
    pub counts: CountsView,
}

/// A CES. Percentages are of answered prompts, at full precision; null where nobody answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CesView {
    /// The mean rating, 1 to 7.
    pub ces: Option<f64>,
    /// Where the true score may lie; null for fewer than two answers.
    pub interval: Option<IntervalView>,
    /// Ratings of 5 to 7.
    pub easy_count: u64,
    /// Their percentage of the answers.
    pub easy_percent: Option<f64>,
    /// Ratings of 4.
    pub neutral_count: u64,
    /// Their percentage of the answers.
    pub neutral_percent: Option<f64>,
    /// Ratings of 1 to 3.
    pub difficult_count: u64,
    /// Their percentage of the answers.
    pub difficult_percent: Option<f64>,
    /// What every metric has.
    #[serde(flatten)]
    pub counts: CountsView,
}

/// What every metric has beside its score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CountsView {
    /// Prompts that were answered.
    pub response_count: u64,
    /// Prompts that were shown, answered ones included.
    pub shown_count: u64,
    /// Prompts that were closed without a rating.
    pub dismissed_count: u64,
    /// Prompts that were shown and neither answered nor closed.
    #[serde(default)]
    pub ignored_count: u64,
    /// Prompts that are held back and in none of these numbers, until the owner releases or drops them. Told of the total
    /// alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quarantined_count: Option<u64>,
    /// Answered of shown, 0 to 1; null where nothing was shown.
    pub response_rate: Option<f64>,
    /// The mean rating; null where nobody answered.
    pub mean: Option<f64>,
    /// Answers by rating, lowest rating first.
    pub distribution: Vec<u64>,
}

/// An interval of a score, in the score's unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IntervalView {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// The confidence level: 0.95 unless another was asked for.
    pub level: f64,
    /// How it was computed: `adjusted-wald`, `wilson` or `t`; of differences `adjusted-wald`, `agresti-caffo` or `welch`.
    pub method: String,
    /// The version of that method here; a change of it changes numbers.
    pub method_version: u32,
}
