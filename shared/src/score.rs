//! Scores: what a tally says. Every score is a function of a tally, its scale and a level.

use crate::{
    difference::Sample,
    interval::{self, Interval, Level},
    mean::Mean,
    scale::{Band, Metric, Scale},
    tally::Tally,
};

/// What a tally says.
///
/// Answered prompts only: dismissals are not respondents.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// NPS: percent promoters minus percent detractors, -100 to 100. CSAT: percent satisfied. CES: the mean.
    pub headline: f64,
    /// Where the true headline may lie: adjusted Wald, Wilson or t. `None` for the CES of one answer.
    pub interval: Option<Interval>,
    /// The bands, happiest first.
    pub bands: [BandShare; 3],
    /// The mean rating.
    pub mean: f64,
    /// Answers by rating, lowest rating first.
    pub distribution: Vec<u64>,
    /// How many answered, at least one.
    pub answered: u64,
}

/// How many of the answers fall into a band.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BandShare {
    /// The band.
    pub band: Band,
    /// Its answers.
    pub count: u64,
    /// Its percentage of the answers, at full precision.
    pub percent: f64,
}

/// Returns the headline of `tally` alone; `None` if nobody answered.
pub fn headline(scale: Scale, tally: &Tally) -> Option<f64> {
    Sample::of(scale, tally).map(|sample| sample.headline(scale))
}

impl Score {
    /// Computes the score of `tally`; `None` if nobody answered, which is not a score of 0.
    ///
    /// Source of NPS: Reichheld, "The One Number You Need to Grow", HBR, December 2003.
    pub fn new(scale: Scale, tally: &Tally, level: Level) -> Option<Self> {
        let mean = Mean::new(scale, tally)?;
        let answered = mean.answered;
        // Multiplied before it is divided: 29 of 100 is 29 %, not 28.999999999999996 %.
        let percent = |count: f64| 100.0 * count / answered as f64;
        let bands = Band::ALL.map(|band| {
            let count = tally.in_band(scale, band);
            BandShare { band, count, percent: percent(count as f64) }
        });
        let [high, _, low] = bands.map(|share| share.count);
        let (headline, interval) = match scale.metric() {
            Metric::Nps => {
                (percent(high as f64 - low as f64), Some(interval::adjusted_wald(high, low, answered, level)))
            }
            Metric::Csat => (percent(high as f64), interval::wilson(high, answered, level)),
            Metric::Ces => (mean.mean, interval::t(&mean, scale, level)),
        };
        let distribution = scale.ratings().map(|rating| tally.count(rating)).collect();
        Some(Self { headline, interval, bands, mean: mean.mean, distribution, answered })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nps(promoters: u64, passives: u64, detractors: u64) -> Option<f64> {
        let mut tally = Tally { dismissed: 100, shown: 1_000, ..Tally::default() };
        (tally.ratings[9], tally.ratings[7], tally.ratings[6]) = (promoters, passives, detractors);
        Score::new(Scale::Nps, &tally, Level::NINETY_FIVE).map(|score| score.headline)
    }

    #[test]
    fn nps_is_promoters_minus_detractors_of_those_who_answered() {
        for (promoters, passives, detractors, want) in [
            (0, 0, 0, None),
            (0, 1, 0, Some(0.0)),
            (5, 0, 0, Some(100.0)),
            (0, 0, 1, Some(-100.0)),
            (50, 30, 20, Some(30.0)),
            (500, 300, 200, Some(30.0)),
            (62, 25, 13, Some(49.0)),
        ] {
            assert_eq!(nps(promoters, passives, detractors), want, "{promoters}/{passives}/{detractors}");
        }
        for (promoters, passives, detractors, want) in [(32, 13, 6, 50.980), (9, 0, 2, 63.636)] {
            assert!((nps(promoters, passives, detractors).unwrap() - want).abs() < 0.0005);
        }
    }

    #[test]
    fn csat_is_the_percentage_of_the_top_of_the_scale() {
        for (scale, ratings, want) in [
            (Scale::Csat2, &[1, 3][..], 75.0),
            (Scale::Csat3, &[1, 1, 2], 50.0),
            (Scale::Csat5, &[0, 0, 2, 3, 5], 80.0),
            (Scale::Csat7, &[0, 0, 0, 0, 3, 1, 0], 25.0),
        ] {
            let mut tally = Tally::default();
            tally.ratings[1..=ratings.len()].copy_from_slice(ratings);
            let score = Score::new(scale, &tally, Level::NINETY_FIVE).unwrap();
            assert_eq!(score.headline, want, "{scale:?}");
            assert_eq!(score.distribution, ratings, "{scale:?}");
        }
    }

    #[test]
    fn ces_is_the_mean_and_a_single_answer_has_no_interval() {
        let mut tally = Tally::default();
        tally.ratings[7] = 1;
        let one = Score::new(Scale::Ces7, &tally, Level::NINETY_FIVE).unwrap();
        assert_eq!((one.headline, one.interval), (7.0, None));
        tally.ratings[4] = 1;
        let two = Score::new(Scale::Ces7, &tally, Level::NINETY_FIVE).unwrap();
        assert_eq!((two.headline, two.mean, two.bands[0].percent), (5.5, 5.5, 50.0));
        assert!(two.interval.is_some());
    }
}
