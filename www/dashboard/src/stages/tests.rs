use serde_json::{Value, json};
use shared::{interval::Level, scale::Scale, tally::Tally, wire::scores::ScoreView};

use super::*;

fn survey(slug: &str, metric: &str, stage: Option<&str>, touchpoints: &[&str]) -> SurveyView {
    let max = if metric == "csat" { 5 } else { 10 };
    serde_json::from_value(json!({
        "slug": slug, "version": 1, "metric": metric, "scale": { "min": 1, "max": max, "shape": "numbers" }, "live": true,
        "position": 1, "definition": { "slug": slug, "metric": metric, "touchpoints": touchpoints, "stage": stage },
    }))
    .unwrap()
}

/// A group of so many satisfied and dissatisfied, and the verdict on it.
fn group(key: Option<&str>, satisfied: u64, dissatisfied: u64, verdict: &str) -> Value {
    let mut tally = Tally::default();
    (tally.ratings[5], tally.ratings[1]) = (satisfied, dissatisfied);
    let mut group = serde_json::to_value(ScoreView::new(Scale::Csat5, &tally, Level::NINETY_FIVE)).unwrap();
    group["key"] = json!(key);
    group["change"] =
        json!({ "delta": 0, "interval": null, "p_value": null, "verdict": verdict, "more_answers_needed": null });
    group
}

fn reply(surveys: &[&str], groups: &[Value]) -> ScoresReply {
    let total = serde_json::to_value(ScoreView::new(Scale::Csat5, &Tally::default(), Level::NINETY_FIVE)).unwrap();
    serde_json::from_value(json!({
        "metric": "csat", "survey": surveys[0], "surveys": surveys, "from": "2026-10-01", "to": "2026-11-01", "tz": "UTC",
        "total": total, "groups": groups,
    }))
    .unwrap()
}

fn measured(surveys: &[&str], groups: &[Value]) -> Measured {
    let stages = [group(Some("purchase"), 8, 2, "no_clear_change"), group(None, 1, 1, "too_few")];
    Measured { by_touchpoint: reply(surveys, groups), by_stage: reply(surveys, &stages) }
}

#[test]
fn stages_are_in_the_order_of_life_and_touchpoints_in_that_of_surveys() {
    let surveys = [
        survey("help", "csat", Some("support"), &["chat_closed"]),
        survey("order", "csat", Some("purchase"), &["order_completed", "cart_viewed"]),
        survey("blog", "csat", Some("reading"), &["article_read"]),
        survey("other", "csat", None, &["page_left"]),
    ];
    let groups = ["article_read", "cart_viewed", "chat_closed", "gone", "order_completed", "page_left"]
        .map(|key| group(Some(key), 5, 5, "no_clear_change"));
    let stages = in_order(&surveys, &[measured(&["help", "order", "blog", "other"], &groups)]);
    let names: Vec<(Option<&str>, Vec<&str>)> = stages
        .iter()
        .map(|stage| (stage.name.as_deref(), stage.stops.iter().map(|stop| stop.touchpoint.as_str()).collect()))
        .collect();
    assert_eq!(
        names,
        [
            (Some("purchase"), vec!["order_completed", "cart_viewed"]),
            (Some("support"), vec!["chat_closed"]),
            (Some("reading"), vec!["article_read"]),
            (None, vec!["page_left", "gone"]),
        ]
    );
    assert_eq!(stages[0].stops[0].surveys, ["order"]);
    assert_eq!(stages[3].stops[1].surveys, ["help", "order", "blog", "other"]);
    // A stage of one touchpoint says the same as that.
    assert_eq!(stages.iter().map(|stage| stage.scores.len()).collect::<Vec<_>>(), [1, 0, 0, 1]);
}

#[test]
fn the_worst_is_the_lowest_of_those_that_are_clearly_below() {
    let surveys = [survey("order", "csat", Some("purchase"), &["a", "b", "c", "d"])];
    for (groups, worst) in [
        (&[("a", 1, "down"), ("b", 3, "down"), ("c", 9, "up"), ("d", 0, "too_few")][..], Some("a")),
        (&[("a", 9, "no_clear_change"), ("b", 1, "no_clear_change")], None),
        (&[("a", 9, "up")], None),
    ] {
        let groups: Vec<Value> =
            groups.iter().map(|(key, satisfied, verdict)| group(Some(key), *satisfied, 10, verdict)).collect();
        let stages = in_order(&surveys, &[measured(&["order"], &groups)]);
        let found = stages[0].stops.iter().find(|stop| stop.is_worst).map(|stop| stop.touchpoint.as_str());
        assert_eq!(found, worst);
    }
}

#[test]
fn answers_without_a_touchpoint_are_no_stop() {
    let surveys = [survey("order", "csat", None, &["a"])];
    let stages = in_order(&surveys, &[measured(&["order"], &[group(None, 5, 0, "down")])]);
    assert_eq!(stages, []);
}
