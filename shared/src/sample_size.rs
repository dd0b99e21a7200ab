//! Sample size: how many answers a score needs to be sharp.

use crate::{
    interval::{AdjustedNps, Level},
    scale::{Band, Scale},
    tally::Tally,
};

/// The variance of one NPS answer (+1, 0 or -1) to plan with before anyone has answered.
///
/// The largest there is is 1, half promoters and half detractors; this is what is met in practice.
/// Source: Sauro and Lewis, measuringu.com.
pub const TYPICAL_NPS_VARIANCE: f64 = 0.67;

/// Returns the variance of one NPS answer as `tally` estimates it, pseudo-observations included.
pub fn nps_variance(tally: &Tally) -> f64 {
    let [promoters, detractors] = [Band::High, Band::Low].map(|band| tally.in_band(Scale::Nps, band));
    AdjustedNps::new(promoters, detractors, tally.answered()).variance
}

/// Returns how many answers give an NPS an interval of `margin_points` on either side, at least one.
///
/// The inverse of [`adjusted_wald`](crate::interval::adjusted_wald), rounded to the nearest answer, as the
/// published tables are. A margin of 0 takes more answers than there are: `u64::MAX`.
pub fn nps(margin_points: f64, variance: f64, level: Level) -> u64 {
    let (margin, z) = (margin_points / 100.0, level.z());
    let answers = variance * z * z / (margin * margin) - 3.0;
    answers.round().max(1.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interval::adjusted_wald;

    #[test]
    fn sample_sizes_as_published() {
        for (margin, variance, want) in [(10.0, TYPICAL_NPS_VARIANCE, 254), (10.0, 1.0, 381), (5.0, 1.0, 1_534)] {
            assert_eq!(nps(margin, variance, Level::NINETY_FIVE), want, "{margin} points at {variance}");
        }
        assert_eq!(nps(0.0, 1.0, Level::NINETY_FIVE), u64::MAX);
        assert_eq!(nps(200.0, 1.0, Level::NINETY_FIVE), 1);
    }

    #[test]
    fn the_interval_of_so_many_answers_is_as_wide_as_asked_for() {
        let mut tally = Tally::default();
        (tally.ratings[10], tally.ratings[8], tally.ratings[3]) = (500, 300, 200);
        let interval = adjusted_wald(500, 200, 1_000, Level::NINETY_FIVE);
        let margin = (interval.high - interval.low) / 2.0;
        assert_eq!(nps(margin, nps_variance(&tally), Level::NINETY_FIVE), 1_000);
    }
}
