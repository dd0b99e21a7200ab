//! `GET /v1/scores`: what the answers of a range of days say.

use serde::{Deserialize, Serialize};

use crate::scale::Metric;

/// Scores of one survey over a range of days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScoresReply {
    /// What is measured.
    pub metric: Metric,
    /// The survey's slug.
    pub survey: String,
    /// The touchpoint that was asked for, if one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub touchpoint: Option<String>,
    /// The first day, `YYYY-MM-DD` in the site's zone.
    pub from: String,
    /// The day after the last.
    pub to: String,
    /// The site's IANA time zone.
    pub tz: String,
    /// The score of the whole range.
    pub total: ScoreView,
    /// What the groups are, if any were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_by: Option<GroupBy>,
    /// The score of each group: days in order, empty ones too; touchpoints by name.
    #[serde(default)]
    pub groups: Vec<Group>,
}

/// What answers are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum GroupBy {
    /// Days of the site's zone.
    Day,
    /// Touchpoints.
    Touchpoint,
}

/// The score of one group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Group {
    /// The day (`YYYY-MM-DD`) or the touchpoint.
    pub key: String,
    /// Its score.
    #[serde(flatten)]
    pub score: ScoreView,
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
    /// The confidence level, 0.95.
    pub level: f64,
    /// How it was computed: `adjusted-wald`, `wilson` or `t`.
    pub method: String,
    /// The version of that method here; a change of it changes numbers.
    pub method_version: u32,
}
