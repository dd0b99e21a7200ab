//! Change: whether the score of one tally differs from that of another by more than chance.

use serde::{Deserialize, Serialize};

use crate::{
    difference::{Difference, Sample},
    interval::{Interval, Level},
    scale::Scale,
    tally::Tally,
};

/// The answers that each side needs before a change is called one.
pub const ENOUGH_ANSWERS: u64 = 10;

/// What a change amounts to, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Better, and chance alone rarely does that.
    Up,
    /// Worse, and chance alone rarely does that.
    Down,
    /// Chance alone may well do that.
    NoClearChange,
    /// Fewer than [`ENOUGH_ANSWERS`] on either side.
    TooFew,
}

impl Verdict {
    /// Returns the word on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::NoClearChange => "no_clear_change",
            Self::TooFew => "too_few",
        }
    }
}

/// How a score differs from an earlier one, or from another group's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// The raw difference of the two headlines, in their unit.
    pub delta: f64,
    /// Where the true difference may lie. Its center is the adjusted difference, not `delta`. `None` for
    /// means of which one is of a single answer.
    pub interval: Option<Interval>,
    /// How often chance alone makes a difference this large, two-sided; `None` where `interval` is.
    pub p_value: Option<f64>,
    /// `p_value` made comparable among several groups, where [`across_groups`] was called. It then decides.
    pub q_value: Option<f64>,
    /// What that amounts to.
    pub verdict: Verdict,
}

impl Change {
    /// Compares `after` with `before`; `None` if nobody answered on either side.
    ///
    /// NPS: z test of the adjusted Wald estimates. CSAT: Agresti and Caffo (2000). CES: Welch (1947).
    pub fn new(scale: Scale, before: &Tally, after: &Tally, level: Level) -> Option<Self> {
        let [earlier, later] = [Sample::of(scale, before)?, Sample::of(scale, after)?];
        let delta = later.headline(scale) - earlier.headline(scale);
        let difference = Difference::new(scale, &earlier, &later);
        let p_value = difference.map(|difference| difference.p_value());
        let verdict = if before.answered().min(after.answered()) < ENOUGH_ANSWERS {
            Verdict::TooFew
        } else {
            verdict(delta, difference.map_or(0.0, |difference| difference.center), p_value, level)
        };
        let interval = difference.as_ref().map(|difference| difference.interval(scale, level));
        Some(Self { delta, interval, p_value, q_value: None, verdict })
    }
}

/// Decides the verdicts of many groups together, at a false discovery rate of 1 - `level`.
///
/// With twenty groups one is "up" by chance; after this, of all groups that are called up or down that share
/// at most is by chance. Groups with too few answers are not counted among the compared.
pub fn across_groups(changes: &mut [Change], level: Level) {
    let compared = |change: &&mut Change| change.verdict != Verdict::TooFew;
    let p_values: Vec<f64> = changes.iter_mut().filter(compared).filter_map(|change| change.p_value).collect();
    let q_values = benjamini_hochberg(&p_values);
    let tested = changes.iter_mut().filter(compared).filter(|change| change.p_value.is_some());
    for (change, q_value) in tested.zip(q_values) {
        let center = change.interval.map_or(0.0, |interval| interval.low + interval.high);
        change.q_value = Some(q_value);
        change.verdict = verdict(change.delta, center, change.q_value, level);
    }
}

/// Returns the p-values adjusted for their number, in the order given.
///
/// Source: Benjamini and Hochberg, "Controlling the False Discovery Rate", Journal of the Royal Statistical
/// Society B 57 (1995).
pub fn benjamini_hochberg(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[b].total_cmp(&p_values[a]));
    let mut q_values = vec![1.0; p_values.len()];
    let mut least = 1.0_f64;
    for (place, &index) in order.iter().enumerate() {
        let rank = p_values.len() - place;
        // In this order, so that rounding never makes the adjusted value smaller than the value.
        least = least.min(p_values[index] * (p_values.len() as f64 / rank as f64));
        q_values[index] = least;
    }
    q_values
}

/// Says which way it went, if the raw and the adjusted difference agree and `p` is small enough.
///
/// With few answers on one side and many on the other they can point in opposite directions.
pub(crate) fn verdict(delta: f64, adjusted: f64, p: Option<f64>, level: Level) -> Verdict {
    let clear = p.is_some_and(|p| p < 1.0 - level.share());
    match (clear, delta > 0.0 && adjusted > 0.0, delta < 0.0 && adjusted < 0.0) {
        (true, true, _) => Verdict::Up,
        (true, _, true) => Verdict::Down,
        _ => Verdict::NoClearChange,
    }
}

#[cfg(test)]
mod tests;
