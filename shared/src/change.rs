//! Change: whether the score of one tally differs from that of another by more than chance.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::{
    interval::{AdjustedNps, Interval, Level, Method},
    mean::Mean,
    scale::{Band, Metric, Scale},
    score::Score,
    student,
    tally::Tally,
};

/// The answers that each side needs before a change is called one.
pub const ENOUGH_ANSWERS: u64 = 10;

/// What a change amounts to, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

/// A difference after adjustment, in the unit of the headline.
struct Difference {
    center: f64,
    reach: f64,
    p_value: f64,
    method: Method,
}

impl Change {
    /// Compares `after` with `before`; `None` if nobody answered on either side.
    ///
    /// NPS: z test of the adjusted Wald estimates. CSAT: Agresti and Caffo, The American Statistician 54
    /// (2000), and its z test. CES: Welch, Biometrika 34 (1947).
    pub fn new(scale: Scale, before: &Tally, after: &Tally, level: Level) -> Option<Self> {
        let [earlier, later] = [Score::new(scale, before, level)?, Score::new(scale, after, level)?];
        let delta = later.headline - earlier.headline;
        let (difference, widest) = match scale.metric() {
            Metric::Nps => (Some(nps(before, after, level)), 200.0),
            Metric::Csat => (Some(csat(scale, before, after, level)), 100.0),
            Metric::Ces => (welch(scale, before, after, level), f64::from(scale.max() - scale.min())),
        };
        let interval =
            difference.as_ref().map(|d| Interval::around(d.center, d.reach, (-widest, widest), level, d.method));
        let p_value = difference.as_ref().map(|d| d.p_value);
        let verdict = if earlier.answered.min(later.answered) < ENOUGH_ANSWERS {
            Verdict::TooFew
        } else {
            verdict(delta, difference.map_or(0.0, |d| d.center), p_value, level)
        };
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
fn verdict(delta: f64, adjusted: f64, p: Option<f64>, level: Level) -> Verdict {
    let clear = p.is_some_and(|p| p < 1.0 - level.share());
    match (clear, delta > 0.0 && adjusted > 0.0, delta < 0.0 && adjusted < 0.0) {
        (true, true, _) => Verdict::Up,
        (true, _, true) => Verdict::Down,
        _ => Verdict::NoClearChange,
    }
}

fn nps(before: &Tally, after: &Tally, level: Level) -> Difference {
    let [earlier, later] = [before, after].map(|tally| {
        let [promoters, detractors] = [Band::High, Band::Low].map(|band| tally.in_band(Scale::Nps, band));
        AdjustedNps::new(promoters, detractors, tally.answered())
    });
    z_test(later.center - earlier.center, earlier.error.hypot(later.error), level, Method::AdjustedWald)
}

fn csat(scale: Scale, before: &Tally, after: &Tally, level: Level) -> Difference {
    let [(p1, v1), (p2, v2)] = [before, after].map(|tally| {
        let n = tally.answered() as f64 + 2.0;
        let share = (tally.in_band(scale, Band::High) as f64 + 1.0) / n;
        (share, share * (1.0 - share) / n)
    });
    z_test(p2 - p1, (v1 + v2).sqrt(), level, Method::AgrestiCaffo)
}

fn z_test(center: f64, error: f64, level: Level, method: Method) -> Difference {
    let p_value = 2.0 * Normal::standard().sf((center / error).abs());
    Difference { center: 100.0 * center, reach: 100.0 * level.z() * error, p_value, method }
}

fn welch(scale: Scale, before: &Tally, after: &Tally, level: Level) -> Option<Difference> {
    let (earlier, later) = (Mean::new(scale, before)?, Mean::new(scale, after)?);
    let (n1, n2) = (earlier.answered as f64, later.answered as f64);
    let (v1, v2) = (earlier.variance? / n1, later.variance? / n2);
    let center = later.mean - earlier.mean;
    if v1 + v2 == 0.0 {
        // Each side is of one mind. As the variance goes to 0, p goes to 0 unless the minds are the same.
        let p_value = if center == 0.0 { 1.0 } else { 0.0 };
        return Some(Difference { center, reach: 0.0, p_value, method: Method::Welch });
    }
    let error = (v1 + v2).sqrt();
    let freedom = (v1 + v2).powi(2) / (v1 * v1 / (n1 - 1.0) + v2 * v2 / (n2 - 1.0));
    let p_value = student::two_sided_p(center / error, freedom);
    Some(Difference { center, reach: level.t(freedom) * error, p_value, method: Method::Welch })
}

#[cfg(test)]
mod tests;
