//! From a tally to a score on the wire.

use crate::{
    interval::{Interval, Level},
    scale::{Band, Metric, Scale},
    score::Score,
    tally::Tally,
    wire::scores::{CesView, CountsView, CsatView, IntervalView, NpsView, ScoreView},
};

impl ScoreView {
    /// Says what `tally` says, in the names of its metric; null wherever nobody answered.
    pub fn new(scale: Scale, tally: &Tally, level: Level) -> Self {
        let score = Score::new(scale, tally, level);
        let headline = score.as_ref().map(|score| score.headline);
        let interval = score.as_ref().and_then(|score| score.interval).map(IntervalView::from);
        let count = |band| tally.in_band(scale, band);
        let percent = |band| score.as_ref()?.bands.iter().find(|share| share.band == band).map(|share| share.percent);
        let (high, middle, low) = (Band::High, Band::Middle, Band::Low);
        let counts = counts(scale, tally, score.as_ref());
        match scale.metric() {
            Metric::Nps => Self::Nps(NpsView {
                nps: headline,
                interval,
                promoter_count: count(high),
                promoter_percent: percent(high),
                passive_count: count(middle),
                passive_percent: percent(middle),
                detractor_count: count(low),
                detractor_percent: percent(low),
                counts,
            }),
            Metric::Csat => Self::Csat(CsatView {
                csat: headline,
                interval,
                satisfied_count: count(high),
                satisfied_percent: percent(high),
                neutral_count: count(middle),
                neutral_percent: percent(middle),
                dissatisfied_count: count(low),
                dissatisfied_percent: percent(low),
                counts,
            }),
            Metric::Ces => Self::Ces(CesView {
                ces: headline,
                interval,
                easy_count: count(high),
                easy_percent: percent(high),
                neutral_count: count(middle),
                neutral_percent: percent(middle),
                difficult_count: count(low),
                difficult_percent: percent(low),
                counts,
            }),
        }
    }

    /// Returns the score in its unit, whatever its name; `None` where nobody answered.
    pub fn headline(&self) -> Option<f64> {
        match self {
            Self::Nps(view) => view.nps,
            Self::Csat(view) => view.csat,
            Self::Ces(view) => view.ces,
        }
    }

    /// Returns what every metric has.
    pub fn counts_mut(&mut self) -> &mut CountsView {
        match self {
            Self::Nps(NpsView { counts, .. })
            | Self::Csat(CsatView { counts, .. })
            | Self::Ces(CesView { counts, .. }) => counts,
        }
    }
}

fn counts(scale: Scale, tally: &Tally, score: Option<&Score>) -> CountsView {
    let answered = tally.answered();
    CountsView {
        response_count: answered,
        shown_count: tally.shown,
        dismissed_count: tally.dismissed,
        ignored_count: tally.shown.saturating_sub(answered + tally.dismissed),
        quarantined_count: None,
        response_rate: (tally.shown > 0).then(|| answered as f64 / tally.shown as f64),
        mean: score.map(|score| score.mean),
        distribution: scale.ratings().map(|rating| tally.count(rating)).collect(),
    }
}

impl From<Interval> for IntervalView {
    fn from(interval: Interval) -> Self {
        Self {
            low: interval.low,
            high: interval.high,
            level: interval.level.share(),
            method: interval.method.name().to_owned(),
            method_version: interval.method.version(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn view(scale: Scale, ratings: &[(usize, u64)], dismissed: u64) -> Value {
        let mut tally = Tally { shown: dismissed, dismissed, ..Tally::default() };
        for (raw, count) in ratings {
            tally.ratings[*raw] = *count;
            tally.shown += count;
        }
        serde_json::to_value(ScoreView::new(scale, &tally, Level::NINETY_FIVE)).unwrap()
    }

    #[test]
    fn an_nps_on_the_wire() {
        let mut got = view(Scale::Nps, &[(10, 50), (8, 30), (3, 20)], 100);
        let interval = got["interval"].take();
        assert_eq!(
            got,
            json!({
                "nps": 30.0, "interval": null,
                "promoter_count": 50, "promoter_percent": 50.0,
                "passive_count": 30, "passive_percent": 30.0,
                "detractor_count": 20, "detractor_percent": 20.0,
                "response_count": 100, "shown_count": 200, "dismissed_count": 100, "ignored_count": 0, "response_rate": 0.5,
                "mean": 8.0, "distribution": [0, 0, 0, 20, 0, 0, 0, 0, 30, 0, 50],
            })
        );
        assert_eq!((&interval["method"], &interval["method_version"]), (&json!("adjusted-wald"), &json!(1)));
        assert_eq!(interval["level"], json!(0.95));
        assert!((interval["low"].as_f64().unwrap() - 14.05).abs() < 0.005, "{interval}");
        assert!((interval["high"].as_f64().unwrap() - 44.20).abs() < 0.005, "{interval}");
    }

    #[test]
    fn every_metric_in_its_own_names() {
        let csat = view(Scale::Csat5, &[(5, 6), (4, 2), (3, 1), (1, 1)], 0);
        assert_eq!((&csat["csat"], &csat["interval"]["method"]), (&json!(80.0), &json!("wilson")));
        assert_eq!((&csat["satisfied_count"], &csat["dissatisfied_percent"]), (&json!(8), &json!(10.0)));
        let ces = view(Scale::Ces7, &[(7, 1), (4, 2), (1, 1)], 0);
        assert_eq!((&ces["ces"], &ces["interval"]["method"]), (&json!(4.0), &json!("t")));
        assert_eq!(
            (&ces["easy_count"], &ces["neutral_count"], &ces["difficult_count"]),
            (&json!(1), &json!(2), &json!(1))
        );
    }

    #[test]
    fn nobody_answering_is_null_and_not_zero() {
        for (scale, headline, percent) in [
            (Scale::Nps, "nps", "promoter_percent"),
            (Scale::Csat5, "csat", "satisfied_percent"),
            (Scale::Ces7, "ces", "easy_percent"),
        ] {
            let got = view(scale, &[], 3);
            for field in [headline, percent, "interval", "mean"] {
                assert_eq!(got[field], Value::Null, "{field}");
            }
            assert_eq!((&got["response_count"], &got["response_rate"]), (&json!(0), &json!(0.0)));
        }
        let ScoreView::Nps(nothing) = ScoreView::new(Scale::Nps, &Tally::default(), Level::NINETY_FIVE) else {
            panic!("an NPS is an NPS even if nobody was asked");
        };
        assert_eq!(nothing.counts.response_rate, None);
    }
}
