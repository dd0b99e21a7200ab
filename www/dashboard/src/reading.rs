//! A score in words that hold for every metric.

use shared::{
    scale::{Band, Metric, Rating, Scale},
    wire::scores::{CountsView, IntervalView, ScoreView},
};

use crate::{
    language::Lang,
    texts::{counted, measures::Measures},
};

/// How much an end of an interval may be off by its arithmetic.
const ROUNDING: f64 = 1e-9;

/// What a score says, whatever its metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Reading<'a> {
    /// What is measured.
    pub(crate) metric: Metric,
    /// The score; none where nobody answered.
    pub(crate) headline: Option<f64>,
    /// Where the true score may lie; none where that leaves out the score itself, as of a single promoter: it says nothing.
    pub(crate) interval: Option<&'a IntervalView>,
    /// The three bands, happiest first.
    pub(crate) bands: [Share; 3],
    /// What every metric has beside its score.
    pub(crate) counts: &'a CountsView,
}

/// How many answers fall into a band.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Share {
    /// The band.
    pub(crate) band: Band,
    /// How many answers.
    pub(crate) count: u64,
    /// Their percentage of the answers; none where nobody answered.
    pub(crate) percent: Option<f64>,
}

impl<'a> Reading<'a> {
    /// Reads a score.
    pub(crate) fn of(score: &'a ScoreView) -> Self {
        let (metric, headline, interval, bands, counts) = match score {
            ScoreView::Nps(view) => (
                Metric::Nps,
                view.nps,
                &view.interval,
                [
                    (view.promoter_count, view.promoter_percent),
                    (view.passive_count, view.passive_percent),
                    (view.detractor_count, view.detractor_percent),
                ],
                &view.counts,
            ),
            ScoreView::Csat(view) => (
                Metric::Csat,
                view.csat,
                &view.interval,
                [
                    (view.satisfied_count, view.satisfied_percent),
                    (view.neutral_count, view.neutral_percent),
                    (view.dissatisfied_count, view.dissatisfied_percent),
                ],
                &view.counts,
            ),
            ScoreView::Ces(view) => (
                Metric::Ces,
                view.ces,
                &view.interval,
                [
                    (view.easy_count, view.easy_percent),
                    (view.neutral_count, view.neutral_percent),
                    (view.difficult_count, view.difficult_percent),
                ],
                &view.counts,
            ),
        };
        let [high, middle, low] = bands;
        let share = |band, (count, percent)| Share { band, count, percent };
        let bands = [share(Band::High, high), share(Band::Middle, middle), share(Band::Low, low)];
        let holds = |interval: &&IntervalView| {
            headline.is_some_and(|score| (interval.low - ROUNDING..=interval.high + ROUNDING).contains(&score))
        };
        Self { metric, headline, interval: interval.as_ref().filter(holds), bands, counts }
    }

    /// Returns how many prompts were answered.
    pub(crate) const fn answered(&self) -> u64 {
        self.counts.response_count
    }

    /// Returns how many answers chose each rating, lowest rating first; none on a scale unknown here.
    pub(crate) fn ratings(&self) -> Vec<(Rating, u64)> {
        let counts = &self.counts.distribution;
        scale_of(self.metric, counts.len())
            .map(|scale| scale.ratings().zip(counts.iter().copied()).collect())
            .unwrap_or_default()
    }
}

/// Returns the word for a band of which there are `count`.
pub(crate) fn band_name(lang: Lang, band: Band, metric: Metric, count: u64) -> String {
    let texts = Measures::of(lang);
    let forms = match (metric, band) {
        (Metric::Nps, Band::High) => texts.promoter,
        (Metric::Nps, Band::Middle) => texts.passive,
        (Metric::Nps, Band::Low) => texts.detractor,
        (Metric::Csat, Band::High) => texts.satisfied,
        (Metric::Csat, Band::Low) => texts.dissatisfied,
        (Metric::Ces, Band::High) => texts.easy,
        (Metric::Ces, Band::Low) => texts.difficult,
        (Metric::Csat | Metric::Ces, Band::Middle) => texts.neutral,
    };
    counted(forms, count, "")
}

/// Returns the word by which the style sheet knows a band of any metric.
pub(crate) const fn band_class(band: Band) -> &'static str {
    match band {
        Band::High => "high",
        Band::Middle => "middle",
        Band::Low => "low",
    }
}

/// Returns the band of a rating of `metric`, on the scale that ends with `max`.
pub(crate) fn band_of(rating: Option<u8>, metric: Option<Metric>, max: Option<u8>) -> Option<Band> {
    let scale = Scale::new(metric?, max?)?;
    Some(Rating::new(scale, rating?.into()).ok()?.band())
}

/// Returns the scale of `metric` that has so many ratings, if there is one.
pub(crate) fn scale_of(metric: Metric, ratings: usize) -> Option<Scale> {
    Scale::ALL.into_iter().find(|scale| scale.metric() == metric && scale.ratings().len() == ratings)
}

#[cfg(test)]
mod tests {
    use shared::{interval::Level, tally::Tally};

    use super::*;

    fn view(scale: Scale, ratings: &[(usize, u64)]) -> ScoreView {
        let mut tally = Tally::default();
        for (raw, count) in ratings {
            tally.ratings[*raw] = *count;
        }
        ScoreView::new(scale, &tally, Level::NINETY_FIVE)
    }

    #[test]
    fn every_metric_reads_alike() {
        for (scale, ratings, headline) in [
            (Scale::Nps, [(10, 5), (8, 3), (0, 2)], 30.0),
            (Scale::Csat5, [(5, 5), (3, 3), (1, 2)], 50.0),
            (Scale::Ces7, [(7, 5), (4, 3), (1, 2)], 4.9),
        ] {
            let score = view(scale, &ratings);
            let reading = Reading::of(&score);
            assert_eq!((reading.metric, reading.headline), (scale.metric(), Some(headline)));
            assert_eq!(reading.bands.map(|share| share.count), [5, 3, 2], "{scale:?}");
            assert_eq!(reading.bands.map(|share| share.percent), [Some(50.0), Some(30.0), Some(20.0)], "{scale:?}");
            assert_eq!(reading.answered(), 10);
            assert!(reading.interval.is_some());
        }
    }

    #[test]
    fn ratings_are_found_on_every_scale() {
        for scale in Scale::ALL {
            let raw = usize::from(scale.max());
            let score = view(scale, &[(raw, 4)]);
            let ratings = Reading::of(&score).ratings();
            assert_eq!(ratings.len(), scale.ratings().len(), "{scale:?}");
            assert_eq!(ratings.last().map(|(rating, count)| (rating.raw(), *count)), Some((scale.max(), 4)));
            assert_eq!(ratings[0].0.raw(), scale.min());
        }
    }

    #[test]
    fn nobody_has_no_score() {
        let score = view(Scale::Csat5, &[]);
        let reading = Reading::of(&score);
        assert_eq!((reading.headline, reading.interval), (None, None));
        assert_eq!(reading.bands.map(|share| share.percent), [None; 3]);
    }

    #[test]
    fn an_interval_that_leaves_out_its_score_is_not_shown() {
        for (scale, raw, count, is_shown) in [
            (Scale::Nps, 10, 1, false),
            (Scale::Nps, 0, 1, false),
            (Scale::Nps, 10, 2, true),
            (Scale::Csat5, 5, 1, true),
            (Scale::Csat5, 1, 1, true),
            (Scale::Ces7, 7, 1, false),
        ] {
            let score = view(scale, &[(raw, count)]);
            assert_eq!(Reading::of(&score).interval.is_some(), is_shown, "{scale:?} {raw} {count} times");
        }
    }

    #[test]
    fn bands_are_counted_in_the_right_number() {
        for (metric, band, count, name) in [
            (Metric::Nps, Band::High, 1, "promoter"),
            (Metric::Nps, Band::Low, 0, "detractors"),
            (Metric::Csat, Band::High, 3, "satisfied"),
            (Metric::Ces, Band::Middle, 3, "neutral"),
        ] {
            assert_eq!(band_name(Lang::En, band, metric, count), name);
        }
    }
}
