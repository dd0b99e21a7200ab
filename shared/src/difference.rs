//! Differences: how far the scores of two sides are apart after adjustment, and how often chance alone does that.
//!
//! The sides are real numbers here, so that `sample_size` can ask what more answers in the same shares would say.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::{
    interval::{AdjustedNps, Interval, Level, Method},
    mean::Mean,
    scale::{Band, Metric, Scale},
    student,
    tally::Tally,
};

/// The answers of one side.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    /// How many there are, above 0.
    pub(crate) answers: f64,
    high: f64,
    low: f64,
    mean: f64,
    /// The sample variance of the ratings; `None` for a single one.
    variance: Option<f64>,
}

impl Sample {
    /// Takes what the answers of a tally say; `None` if nobody answered.
    pub(crate) fn of(scale: Scale, tally: &Tally) -> Option<Self> {
        let Mean { answered, mean, variance } = Mean::new(scale, tally)?;
        let [high, low] = [Band::High, Band::Low].map(|band| tally.in_band(scale, band) as f64);
        Some(Self { answers: answered as f64, high, low, mean, variance })
    }

    /// Returns so many answers in the same shares.
    pub(crate) fn grown(&self, answers: f64) -> Self {
        let times = answers / self.answers;
        // Of the same shares the sum of squares grows by `times`, its divisor is one less than the answers.
        let variance = self.variance.map(|variance| variance * times * (self.answers - 1.0) / (answers - 1.0));
        Self { answers, high: self.high * times, low: self.low * times, mean: self.mean, variance }
    }

    /// Returns the raw score.
    pub(crate) fn headline(&self, scale: Scale) -> f64 {
        match scale.metric() {
            Metric::Nps => 100.0 * (self.high - self.low) / self.answers,
            Metric::Csat => 100.0 * self.high / self.answers,
            Metric::Ces => self.mean,
        }
    }
}

/// A difference after adjustment, in the unit of the headline.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Difference {
    /// Where it is thought to be.
    pub(crate) center: f64,
    /// Its standard error.
    pub(crate) error: f64,
    /// The degrees of freedom of t; `None` where the normal distribution is used.
    freedom: Option<f64>,
    method: Method,
}

impl Difference {
    /// Compares two sides; `None` for means of which one is of a single answer.
    ///
    /// NPS: z test of the adjusted Wald estimates. CSAT: Agresti and Caffo, The American Statistician 54
    /// (2000), and its z test. CES: Welch, Biometrika 34 (1947).
    pub(crate) fn new(scale: Scale, before: &Sample, after: &Sample) -> Option<Self> {
        match scale.metric() {
            Metric::Nps => Some(nps(before, after)),
            Metric::Csat => Some(csat(before, after)),
            Metric::Ces => welch(before, after),
        }
    }

    /// Returns how often chance alone makes one as large, two-sided.
    pub(crate) fn p_value(&self) -> f64 {
        if self.error == 0.0 {
            // Each side is of one mind. As the variance goes to 0, p goes to 0 unless the minds are the same.
            return if self.center == 0.0 { 1.0 } else { 0.0 };
        }
        let errors = self.center / self.error;
        self.freedom
            .map_or_else(|| 2.0 * Normal::standard().sf(errors.abs()), |freedom| student::two_sided_p(errors, freedom))
    }

    /// Returns where the true difference may lie.
    pub(crate) fn interval(&self, scale: Scale, level: Level) -> Interval {
        let widest = match scale.metric() {
            Metric::Nps => 200.0,
            Metric::Csat => 100.0,
            Metric::Ces => f64::from(scale.max() - scale.min()),
        };
        Interval::around(self.center, self.errors(level) * self.error, (-widest, widest), level, self.method)
    }

    /// Returns how many standard errors on either side that is.
    pub(crate) fn errors(&self, level: Level) -> f64 {
        // Two sides of one mind each have an error of 0 and no degrees of freedom.
        self.freedom.map_or_else(|| level.z(), |freedom| level.t(freedom))
    }
}

fn nps(before: &Sample, after: &Sample) -> Difference {
    let [earlier, later] = [before, after].map(|side| AdjustedNps::new(side.high, side.low, side.answers));
    z_test(later.center - earlier.center, earlier.error.hypot(later.error), Method::AdjustedWald)
}

fn csat(before: &Sample, after: &Sample) -> Difference {
    let [(p1, v1), (p2, v2)] = [before, after].map(|side| {
        let n = side.answers + 2.0;
        let share = (side.high + 1.0) / n;
        (share, share * (1.0 - share) / n)
    });
    z_test(p2 - p1, (v1 + v2).sqrt(), Method::AgrestiCaffo)
}

fn z_test(center: f64, error: f64, method: Method) -> Difference {
    Difference { center: 100.0 * center, error: 100.0 * error, freedom: None, method }
}

fn welch(before: &Sample, after: &Sample) -> Option<Difference> {
    let (n1, n2) = (before.answers, after.answers);
    let (v1, v2) = (before.variance? / n1, after.variance? / n2);
    let freedom = (v1 + v2).powi(2) / (v1 * v1 / (n1 - 1.0) + v2 * v2 / (n2 - 1.0));
    Some(Difference {
        center: after.mean - before.mean,
        error: (v1 + v2).sqrt(),
        freedom: (v1 + v2 > 0.0).then_some(freedom),
        method: Method::Welch,
    })
}
