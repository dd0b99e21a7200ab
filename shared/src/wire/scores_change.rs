//! `GET /v1/scores?compare=...`: what the answers of an earlier range said, and whether that changed.

use serde::{Deserialize, Serialize};

use crate::{
    change::{Change, Verdict},
    wire::scores::{IntervalView, ScoreView},
};

/// The range that is compared with, and its score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Previous {
    /// Its first day, `YYYY-MM-DD` in the site's zone.
    pub from: String,
    /// The day after its last.
    pub to: String,
    /// Its score.
    #[serde(flatten)]
    pub score: ScoreView,
}

/// What stands against a group in the range that is compared with: of times the one in the same place, else the one of
/// the same key. With `compare=rest` it is all others together, which have no key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PreviousGroup {
    /// Its key: of times another one.
    pub key: Option<String>,
    /// Both keys, where it is grouped by two.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<Option<String>>,
    /// Its headline; null where nobody answered.
    pub score: Option<f64>,
    /// Prompts that were answered.
    pub response_count: u64,
    /// Prompts that were shown, answered ones included.
    pub shown_count: u64,
}

/// How a score differs from that of the range that is compared with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeView {
    /// The later score less the earlier one, raw; null where nobody answered on a side.
    pub delta: Option<f64>,
    /// Where the true difference may lie. Its center is the difference after adjustment, not `delta`.
    pub interval: Option<IntervalView>,
    /// How often chance alone makes a difference this large, two-sided.
    pub p_value: Option<f64>,
    /// `p_value` made comparable among the groups (Benjamini and Hochberg); in groups it decides. Absent of the total, and
    /// of groups with too few answers, which are not among the compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q_value: Option<f64>,
    /// What that amounts to.
    pub verdict: Verdict,
    /// How many more answers in the later range would make this difference clear, if they come in the shares seen so far;
    /// of `too_few`, how many are missing to enough. Null where it is clear already, and where no number would do: there
    /// is no difference, or the earlier range has too few answers to tell it.
    pub more_answers_needed: Option<u64>,
}

impl ChangeView {
    /// Says what a change amounts to. With none, nobody answered on a side.
    pub fn new(change: Option<&Change>, more_answers_needed: Option<u64>) -> Self {
        Self {
            delta: change.map(|change| change.delta),
            interval: change.and_then(|change| change.interval).map(IntervalView::from),
            p_value: change.and_then(|change| change.p_value),
            q_value: change.and_then(|change| change.q_value),
            verdict: change.map_or(Verdict::TooFew, |change| change.verdict),
            more_answers_needed,
        }
    }
}
