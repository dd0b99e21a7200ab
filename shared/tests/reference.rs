//! Our figures against those of scipy and statsmodels; `reference/generate.py` made them and says how.

use serde::Deserialize;
use shared::{
    change::{self, Change},
    interval::Level,
    sample_size,
    scale::Scale,
    score::Score,
    tally::Tally,
};

const TOLERANCE: f64 = 1e-9;

#[derive(Deserialize)]
struct ScoreCase {
    scale: String,
    counts: Vec<u64>,
    level: f64,
    headline: f64,
    interval: Option<[f64; 2]>,
    mean: f64,
    margin: Option<f64>,
    sample_size: Option<u64>,
}

#[derive(Deserialize)]
struct ChangeCase {
    scale: String,
    before: Vec<u64>,
    after: Vec<u64>,
    level: f64,
    delta: f64,
    interval: [f64; 2],
    p_value: f64,
}

#[derive(Deserialize)]
struct AdjustedCase {
    p_values: Vec<f64>,
    q_values: Vec<f64>,
}

fn scale(name: &str) -> Scale {
    match name {
        "nps" => Scale::Nps,
        "csat2" => Scale::Csat2,
        "csat3" => Scale::Csat3,
        "csat5" => Scale::Csat5,
        "csat7" => Scale::Csat7,
        "ces7" => Scale::Ces7,
        other => panic!("no scale is called {other}"),
    }
}

fn tally(scale: Scale, counts: &[u64]) -> Tally {
    let mut tally = Tally::default();
    let first = usize::from(scale.min());
    tally.ratings[first..first + counts.len()].copy_from_slice(counts);
    tally
}

#[track_caller]
fn close(got: f64, want: f64, what: &str) {
    assert!((got - want).abs() <= TOLERANCE * want.abs().max(1.0), "{what}: {got}, not {want}");
}

#[test]
fn scores_intervals_and_sample_sizes_agree() {
    let cases: Vec<ScoreCase> = serde_json::from_str(include_str!("reference/scores.json")).unwrap();
    assert!(cases.len() >= 300);
    for case in &cases {
        let (scale, level) = (scale(&case.scale), Level::new(case.level).unwrap());
        let what = format!("{} {:?} at {}", case.scale, case.counts, case.level);
        let tally = tally(scale, &case.counts);
        let score = Score::new(scale, &tally, level).unwrap();
        close(score.headline, case.headline, &what);
        close(score.mean, case.mean, &what);
        assert_eq!(score.interval.is_some(), case.interval.is_some(), "{what}");
        if let (Some(got), Some([low, high])) = (score.interval, case.interval) {
            close(got.low, low, &what);
            close(got.high, high, &what);
        }
        if let Some(margin) = case.margin {
            let variance = sample_size::nps_variance(&tally);
            assert_eq!(Some(sample_size::nps(margin, variance, level)), case.sample_size, "{what}");
        }
    }
}

#[test]
fn changes_agree() {
    let cases: Vec<ChangeCase> = serde_json::from_str(include_str!("reference/changes.json")).unwrap();
    assert!(cases.len() >= 250);
    for case in &cases {
        let (scale, level) = (scale(&case.scale), Level::new(case.level).unwrap());
        let what = format!("{} {:?} to {:?} at {}", case.scale, case.before, case.after, case.level);
        let change = Change::new(scale, &tally(scale, &case.before), &tally(scale, &case.after), level).unwrap();
        let interval = change.interval.unwrap();
        close(change.delta, case.delta, &what);
        close(interval.low, case.interval[0], &what);
        close(interval.high, case.interval[1], &what);
        close(change.p_value.unwrap(), case.p_value, &what);
    }
}

#[test]
fn p_values_of_many_groups_agree() {
    let cases: Vec<AdjustedCase> = serde_json::from_str(include_str!("reference/adjusted.json")).unwrap();
    for case in &cases {
        for (got, want) in change::benjamini_hochberg(&case.p_values).iter().zip(&case.q_values) {
            close(*got, *want, &format!("{:?}", case.p_values));
        }
    }
}
