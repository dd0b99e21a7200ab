//! Intervals: where the true score may lie, given how many have answered.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::{mean::Mean, scale::Scale, student};

/// How sure an interval is to hold the true score, as a share between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Level(f64);

/// A share that is no confidence level.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("a confidence level lies between 0 and 1, for example 0.95")]
pub struct NotALevel;

impl Level {
    /// 95 %: what is reported unless something else is asked for.
    pub const NINETY_FIVE: Self = Self(0.95);

    /// Checks that `share` lies between 0 and 1, neither of them included.
    ///
    /// # Errors
    /// [`NotALevel`] if it does not.
    pub fn new(share: f64) -> Result<Self, NotALevel> {
        if share > 0.0 && share < 1.0 { Ok(Self(share)) } else { Err(NotALevel) }
    }

    /// Returns the share.
    pub const fn share(self) -> f64 {
        self.0
    }

    /// Returns how many standard errors around an estimate that is normally distributed hold this share.
    pub fn z(self) -> f64 {
        Normal::standard().inverse_cdf(self.upper())
    }

    /// Returns how many standard errors around a mean hold this share.
    pub(crate) fn t(self, freedom: f64) -> f64 {
        student::quantile(self.upper(), freedom)
    }

    /// Returns the share that lies below the upper end of an interval.
    fn upper(self) -> f64 {
        0.5 + self.0 / 2.0
    }
}

/// How an interval is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// NPS and differences of it: pseudo-observations 3/4, 3/2, 3/4, then Wald.
    AdjustedWald,
    /// A proportion: Wilson's score interval.
    Wilson,
    /// A mean: Student's t.
    T,
    /// A difference of proportions: one pseudo-observation in each cell, then Wald.
    AgrestiCaffo,
    /// A difference of means: Student's t with the degrees of freedom of Welch and Satterthwaite.
    Welch,
}

impl Method {
    /// Returns the name used on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AdjustedWald => "adjusted-wald",
            Self::Wilson => "wilson",
            Self::T => "t",
            Self::AgrestiCaffo => "agresti-caffo",
            Self::Welch => "welch",
        }
    }

    /// Returns the version of this method here. It counts up when the same tally gets other numbers.
    pub const fn version(self) -> u32 {
        match self {
            Self::AdjustedWald | Self::Wilson | Self::T | Self::AgrestiCaffo | Self::Welch => 1,
        }
    }
}

/// An interval in the unit of its score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// How sure it is.
    pub level: Level,
    /// How it was computed.
    pub method: Method,
}

impl Interval {
    /// Returns the interval of `reach` on both sides of `center`, cut off at the ends of `range`.
    pub(crate) fn around(center: f64, reach: f64, range: (f64, f64), level: Level, method: Method) -> Self {
        Self { low: (center - reach).max(range.0), high: (center + reach).min(range.1), level, method }
    }
}

/// The mean of an outcome of +1, 0 or -1 (promoter, passive, detractor) after pseudo-observations.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AdjustedNps {
    /// The adjusted score, -1 to 1.
    pub(crate) center: f64,
    /// The variance of one answer.
    pub(crate) variance: f64,
    /// The standard error of `center`.
    pub(crate) error: f64,
}

impl AdjustedNps {
    /// Adds 3/4 promoter, 3/2 passive and 3/4 detractor to what was counted.
    pub(crate) fn new(promoters: f64, detractors: f64, answered: f64) -> Self {
        let n = answered + 3.0;
        let p = (promoters + 0.75) / n;
        let d = (detractors + 0.75) / n;
        let center = p - d;
        let variance = p + d - center * center;
        Self { center, variance, error: (variance / n).sqrt() }
    }
}

/// Returns the adjusted Wald interval of an NPS, -100 to 100.
///
/// Its center is not the raw score: with a single answer the raw score even lies outside of it.
/// Source: Rocks, "Interval Estimation for the Net Promoter Score", The American Statistician
/// 70 (2016), <https://arxiv.org/abs/1601.07235>.
pub fn adjusted_wald(promoters: u64, detractors: u64, answered: u64, level: Level) -> Interval {
    let nps = AdjustedNps::new(promoters as f64, detractors as f64, answered as f64);
    Interval::around(100.0 * nps.center, 100.0 * level.z() * nps.error, (-100.0, 100.0), level, Method::AdjustedWald)
}

/// Returns Wilson's interval of `100 * hits / answered`, 0 to 100; `None` if nobody answered.
///
/// Source: Wilson, "Probable Inference, the Law of Succession, and Statistical Inference",
/// Journal of the American Statistical Association 22 (1927).
pub fn wilson(hits: u64, answered: u64, level: Level) -> Option<Interval> {
    if answered == 0 {
        return None;
    }
    let (n, z) = (answered as f64, level.z());
    let share = hits as f64 / n;
    let weight = z * z / n;
    let center = (share + weight / 2.0) / (1.0 + weight);
    let reach = (weight * (share * (1.0 - share) + weight / 4.0)).sqrt() / (1.0 + weight);
    // Wilson's interval always holds the share; rounding must not say that 10 of 10 is beyond it.
    let (low, high) = ((center - reach).max(0.0).min(share), (center + reach).min(1.0).max(share));
    Some(Interval { low: 100.0 * low, high: 100.0 * high, level, method: Method::Wilson })
}

/// Returns the t interval of a mean on `scale`; `None` for a single rating, which says nothing about how
/// ratings vary.
pub fn t(mean: &Mean, scale: Scale, level: Level) -> Option<Interval> {
    let (variance, n) = (mean.variance?, mean.answered as f64);
    let reach = level.t(n - 1.0) * (variance / n).sqrt();
    Some(Interval::around(mean.mean, reach, ends(scale), level, Method::T))
}

/// Returns the lowest and the highest mean that `scale` allows.
fn ends(scale: Scale) -> (f64, f64) {
    (f64::from(scale.min()), f64::from(scale.max()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(interval: Interval, low: f64, high: f64, places: i32) {
        let close = |got: f64, want: f64| (got - want).abs() <= 0.5001 * 10_f64.powi(-places);
        assert!(close(interval.low, low) && close(interval.high, high), "{interval:?}, not {low} .. {high}");
    }

    #[test]
    fn a_level_lies_between_0_and_1() {
        for share in [0.0, 1.0, -0.5, 1.5, f64::NAN, f64::INFINITY] {
            assert_eq!(Level::new(share), Err(NotALevel), "{share}");
        }
        assert_eq!(Level::new(0.95), Ok(Level::NINETY_FIVE));
        assert!((Level::NINETY_FIVE.z() - 1.959_963_984_540_054).abs() < 1e-14);
    }

    #[test]
    fn adjusted_wald_intervals_as_published() {
        for (promoters, passives, detractors, low, high) in [
            (32, 13, 6, 29.295, 67.001),
            (9, 0, 2, 8.001, 91.999),
            (5, 0, 0, 17.491, 100.0),
            (0, 0, 1, -98.499, 48.499),
            (50, 30, 20, 14.051, 44.201),
            (500, 300, 200, 25.077, 34.744),
        ] {
            let answered = promoters + passives + detractors;
            check(adjusted_wald(promoters, detractors, answered, Level::NINETY_FIVE), low, high, 3);
        }
    }

    #[test]
    fn wilson_intervals_as_published() {
        for (hits, answered, low, high) in
            [(8, 10, 49.02, 94.33), (10, 10, 72.25, 100.0), (0, 10, 0.0, 27.75), (80, 100, 71.12, 86.66)]
        {
            check(wilson(hits, answered, Level::NINETY_FIVE).unwrap(), low, high, 2);
        }
    }

    #[test]
    fn none_and_all_reach_the_very_end_of_a_proportion() {
        for answered in 1..=1_000 {
            assert_eq!(wilson(0, answered, Level::NINETY_FIVE).unwrap().low, 0.0, "0 of {answered}");
            assert_eq!(wilson(answered, answered, Level::NINETY_FIVE).unwrap().high, 100.0, "all {answered}");
        }
        assert_eq!(wilson(0, 0, Level::NINETY_FIVE), None);
    }

    #[test]
    fn a_mean_of_one_has_no_interval_and_none_leaves_its_scale() {
        let one = Mean { answered: 1, mean: 6.0, variance: None };
        assert_eq!(t(&one, Scale::Ces7, Level::NINETY_FIVE), None);
        let two = Mean { answered: 2, mean: 4.0, variance: Some(18.0) };
        check(t(&two, Scale::Ces7, Level::NINETY_FIVE).unwrap(), 1.0, 7.0, 9);
        let same = Mean { answered: 9, mean: 6.0, variance: Some(0.0) };
        check(t(&same, Scale::Ces7, Level::NINETY_FIVE).unwrap(), 6.0, 6.0, 9);
    }
}
