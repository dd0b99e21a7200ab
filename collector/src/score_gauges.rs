//! The scores of the last 30 days as figures for Prometheus: each survey, as a whole and by touchpoint.
//!
//! They are written here and not by the recorder of the other figures, which forgets none: a survey that nobody answered
//! of late has no score, which is not 0. Labels are names that owners chose; there are only so many lines.

use std::{collections::BTreeMap, fmt::Write, time::Duration};

use arc_swap::ArcSwap;
use jiff::Timestamp;
use shared::{interval::Level, scale::Metric, score::Score, survey::Slug, tally::Tally};
use tracing::warn;

use crate::{
    calendar::Day,
    catalog::{Catalog, Site},
    store::{
        Store, StoreError,
        query::{Dimension, TallyQuery},
    },
};

/// How often the tallies are read.
pub const LOOK_EVERY: Duration = Duration::from_secs(30);

/// Over how many days scores are told, today included.
const DAYS: i32 = 30;

/// The most scores that are told, those of whole surveys first.
const MAX_SCORES: usize = 2_000;

/// The scores as they were at the last look, ready for the page.
#[derive(Debug, Default)]
pub struct ScoreGauges(ArcSwap<String>);

/// One score, with what it is of.
struct Gauged {
    site: Slug,
    survey: Slug,
    /// The touchpoint; empty is the whole.
    touchpoint: String,
    metric: Metric,
    score: Score,
}

impl ScoreGauges {
    /// Reads the tallies and writes the scores anew.
    pub async fn look(&self, store: &Store, catalog: &Catalog, now: Timestamp) {
        match read(store, catalog, now).await {
            Ok(scores) => self.0.store(page(scores).into()),
            Err(cause) => warn!("the tallies were not read, the figures say the scores of before: {cause}"),
        }
    }

    /// The scores in the text format of Prometheus.
    pub fn page(&self) -> String {
        self.0.load().as_str().to_owned()
    }
}

async fn read(store: &Store, catalog: &Catalog, now: Timestamp) -> Result<Vec<Gauged>, StoreError> {
    let mut sites: Vec<&Site> = catalog.sites.values().collect();
    sites.sort_by_key(|site| &site.slug);
    let mut scores = Vec::new();
    for site in sites {
        let to = Day::of(now, &site.zone).plus(1);
        for survey in &site.surveys {
            let (slug, scale) = (&survey.definition().slug, survey.scale());
            let query = TallyQuery {
                site: site.slug.clone(),
                survey: slug.clone(),
                // Every prompt has one touchpoint: their sum is the whole.
                dimension: Dimension::Touchpoint,
                value: None,
                from: to.plus(-DAYS),
                to,
            };
            let mut sums = BTreeMap::<String, Tally>::new();
            for row in store.tallies(query).await? {
                for touchpoint in [String::new(), row.value] {
                    let sum = sums.entry(touchpoint).or_default();
                    *sum = sum.merge(row.tally);
                }
            }
            scores.extend(sums.into_iter().filter_map(|(touchpoint, tally)| {
                let score = Score::new(scale, &tally, Level::NINETY_FIVE)?;
                let (site, survey) = (site.slug.clone(), slug.clone());
                Some(Gauged { site, survey, touchpoint, metric: scale.metric(), score })
            }));
        }
    }
    Ok(scores)
}

/// A figure of a score: its name, what it means, and how it is read.
type Figure = (&'static str, &'static str, fn(&Score) -> Option<f64>);

const FIGURES: [Figure; 4] = [
    ("sondeo_score", "NPS, percent satisfied or mean effort of the last 30 days, as the metric says.", |score| {
        Some(score.headline)
    }),
    ("sondeo_score_low", "Lower end of the 95 % interval of the score.", |score| Some(score.interval.as_ref()?.low)),
    ("sondeo_score_high", "Upper end of the 95 % interval of the score.", |score| Some(score.interval.as_ref()?.high)),
    ("sondeo_score_responses", "Answers that the score is made of.", |score| Some(score.answered as f64)),
];

fn page(mut scores: Vec<Gauged>) -> String {
    // Where there are too many, those of whole surveys are told.
    scores.sort_by_key(|gauged| !gauged.touchpoint.is_empty());
    let left_out = scores.len().saturating_sub(MAX_SCORES);
    scores.truncate(MAX_SCORES);
    let mut page = String::new();
    for (name, help, figure) in FIGURES {
        let told: Vec<_> = scores.iter().filter_map(|gauged| Some((gauged, figure(&gauged.score)?))).collect();
        if told.is_empty() {
            continue;
        }
        family(&mut page, name, help);
        for (Gauged { site, survey, touchpoint, metric, .. }, value) in told {
            let metric = metric.name();
            let labels = format!("site=\"{site}\",survey=\"{survey}\",touchpoint=\"{touchpoint}\",metric=\"{metric}\"");
            // Writing to a text cannot fail.
            let _ = writeln!(page, "{name}{{{labels}}} {value}");
        }
    }
    family(&mut page, "sondeo_scores_left_out", "Scores that are not told, because there are more than 2,000.");
    let _ = writeln!(page, "sondeo_scores_left_out {left_out}");
    page
}

fn family(page: &mut String, name: &str, help: &str) {
    let _ = writeln!(page, "# HELP {name} {help}\n# TYPE {name} gauge");
}

#[cfg(test)]
mod tests {
    use shared::scale::Scale;

    use super::*;

    fn gauged(touchpoint: &str, ratings: &[(usize, u64)]) -> Gauged {
        let mut tally = Tally::default();
        for (raw, count) in ratings {
            tally.ratings[*raw] = *count;
            tally.shown += count;
        }
        Gauged {
            site: "shop".parse().unwrap(),
            survey: "order".parse().unwrap(),
            touchpoint: touchpoint.to_owned(),
            metric: Metric::Ces,
            score: Score::new(Scale::Ces7, &tally, Level::NINETY_FIVE).unwrap(),
        }
    }

    #[test]
    fn a_score_without_an_interval_has_no_ends() {
        let page = page(vec![gauged("", &[(7, 1)])]);
        let lines: Vec<&str> = page.lines().filter(|line| !line.starts_with('#')).collect();
        let labels = "{site=\"shop\",survey=\"order\",touchpoint=\"\",metric=\"ces\"}";
        let want = [
            format!("sondeo_score{labels} 7"),
            format!("sondeo_score_responses{labels} 1"),
            "sondeo_scores_left_out 0".to_owned(),
        ];
        assert_eq!(lines, want);
    }

    #[test]
    fn of_too_many_scores_those_of_whole_surveys_are_told() {
        let mut scores: Vec<_> = (0..MAX_SCORES).map(|at| gauged(&format!("t{at}"), &[(7, 1)])).collect();
        scores.push(gauged("", &[(7, 1)]));
        let page = page(scores);
        assert_eq!(page.matches("\nsondeo_score{").count(), MAX_SCORES);
        assert!(page.contains("touchpoint=\"\"") && page.ends_with("sondeo_scores_left_out 1\n"));
    }
}
