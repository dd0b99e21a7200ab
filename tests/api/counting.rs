//! Counting: from what customers do to what the owner reads.

use serde_json::{Value, json};
use tests::client::report;

use crate::world::{World, together};

/// A customer at `touchpoint` sees a prompt and then rates it, or closes it where there is no rating.
async fn answer(world: &World, touchpoint: &str, rating: Option<i64>) {
    let prompt = world.page.prompt(touchpoint).await;
    let outcome = if rating.is_some() { "rated" } else { "dismissed" };
    for told in [report(&prompt, 0, "shown", None), report(&prompt, 1, outcome, rating)] {
        let answer = world.page.report(&told).await;
        assert_eq!((answer.status, &answer.body["status"]), (201, &json!("stored")), "{}", answer.body);
    }
}

async fn answers(world: &World, touchpoint: &str, ratings: &[(Option<i64>, usize)]) {
    let all = ratings.iter().flat_map(|(rating, count)| std::iter::repeat_n(*rating, *count));
    together(20, all.map(|rating| answer(world, touchpoint, rating))).await;
}

#[tokio::test]
async fn an_nps_of_a_hundred_answers_and_a_hundred_dismissals() {
    let world = World::new();
    let ratings = [(Some(10), 30), (Some(9), 20), (Some(8), 15), (Some(7), 15), (Some(6), 10), (Some(0), 10)];
    answers(&world, "account_viewed", &ratings).await;
    answers(&world, "account_viewed", &[(None, 100)]).await;
    let mut total = world.owner.total("relation").await;
    let interval = total["interval"].take();
    assert_eq!(
        total,
        json!({
            "nps": 30.0, "interval": null,
            "promoter_count": 50, "promoter_percent": 50.0,
            "passive_count": 30, "passive_percent": 30.0,
            "detractor_count": 20, "detractor_percent": 20.0,
            "response_count": 100, "shown_count": 200, "dismissed_count": 100, "ignored_count": 0, "quarantined_count": 0,
            "response_rate": 0.5,
            "mean": 7.65, "distribution": [10, 0, 0, 0, 0, 0, 10, 15, 15, 20, 30],
        })
    );
    let end = |name: &str| format!("{:.2}", interval[name].as_f64().unwrap());
    assert_eq!((end("low"), end("high")), ("14.05".into(), "44.20".into()), "{interval}");
    world.data.is_right();
}

#[tokio::test]
async fn with_no_answer_the_score_is_null_and_not_zero() {
    let world = World::new();
    for counted in [0, 1] {
        let total = world.owner.total("relation").await;
        assert_eq!((&total["nps"], &total["interval"], &total["mean"]), (&Value::Null, &Value::Null, &Value::Null));
        assert_eq!((&total["response_count"], &total["shown_count"]), (&json!(0), &json!(counted)), "{total}");
        let prompt = world.page.prompt("account_viewed").await;
        world.page.report(&report(&prompt, 0, "shown", None)).await;
    }
}

#[tokio::test]
async fn a_group_by_day_has_the_days_without_answers_too() {
    let world = World::new();
    answers(&world, "account_viewed", &[(Some(9), 2)]).await;
    let scores = world.owner.scores("survey=relation&group_by=day").await;
    let groups = scores["groups"].as_array().unwrap();
    assert_eq!((groups.len(), &scores["tz"]), (30, &json!("Europe/Madrid")), "{scores}");
    assert_eq!(groups[0]["key"], scores["from"]);
    assert!(groups.windows(2).all(|days| days[0]["key"].as_str() < days[1]["key"].as_str()), "{scores}");
    let (today, before) = groups.split_last().unwrap();
    assert!(before.iter().all(|day| day["nps"] == Value::Null && day["shown_count"] == 0), "{scores}");
    assert_eq!((&today["nps"], &today["response_count"]), (&json!(100.0), &json!(2)));
}

#[tokio::test]
async fn touchpoints_are_told_apart_and_add_up() {
    let world = World::new();
    answers(&world, "account_viewed", &[(Some(10), 3), (None, 1)]).await;
    answers(&world, "order_received", &[(Some(2), 1)]).await;

    let scores = world.owner.scores("survey=relation&group_by=touchpoint").await;
    let group = |at: usize| [&scores["groups"][at]["key"], &scores["groups"][at]["nps"]];
    assert_eq!(
        [group(0), group(1)],
        [[&json!("account_viewed"), &json!(100.0)], [&json!("order_received"), &json!(-100.0)]]
    );
    assert_eq!((&scores["total"]["nps"], &scores["total"]["shown_count"]), (&json!(50.0), &json!(5)));

    for (touchpoint, answered, dismissed) in [("account_viewed", 3, 1), ("order_received", 1, 0), ("nowhere", 0, 0)] {
        let scores = world.owner.scores(&format!("survey=relation&touchpoint={touchpoint}")).await;
        let counts = [&scores["total"]["response_count"], &scores["total"]["dismissed_count"]];
        assert_eq!(counts, [&json!(answered), &json!(dismissed)], "{touchpoint}: {scores}");
        assert_eq!(scores["touchpoint"], touchpoint);
    }
}

#[tokio::test]
async fn a_range_counts_its_days_and_no_others() {
    let world = World::new();
    answers(&world, "account_viewed", &[(Some(10), 1)]).await;
    let scores = world.owner.scores("survey=relation").await;
    let tomorrow = scores["to"].as_str().unwrap();
    let today = world.owner.scores("survey=relation&group_by=day").await["groups"][29]["key"].take();
    for (range, counted) in [
        (format!("from={}&to={tomorrow}", today.as_str().unwrap()), 1),
        (format!("from=2026-01-01&to={}", today.as_str().unwrap()), 0),
    ] {
        let scores = world.owner.scores(&format!("survey=relation&{range}")).await;
        assert_eq!(scores["total"]["response_count"], counted, "{range}: {scores}");
    }
}
