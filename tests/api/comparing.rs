//! Comparing over HTTP: the tables of the design, and whether a score moved.

use serde_json::{Value, json};
use tests::client::send;
use tests::wait;

use crate::past::Past;
use crate::world::{FOLLOWED, World};

fn close(got: &Value, want: f64, places: i32) -> bool {
    got.as_f64().is_some_and(|got| (got - want).abs() <= 0.5001 * 10_f64.powi(-places))
}

/// Scores, intervals and changes as published, of surveys that ask again at once.
async fn with_surveys(world: World) -> World {
    let survey = |(slug, metric, touchpoints): (&str, &str, &str)| {
        format!(
            "[[survey]]\nslug = '{slug}'\nmetric = '{metric}'\ntouchpoints = {touchpoints}\n[survey.ask]\ncooldown_days = 0\n"
        )
    };
    let surveys = [
        ("table", "nps", "['t1', 't2', 't3', 't4', 't5', 't6']"),
        ("shares", "csat", "['t1', 't2', 't3', 't4']"),
        ("small", "nps", "['t1']"),
        ("large", "nps", "['t1']"),
    ];
    world.data.apply("shop", &surveys.map(survey).concat());
    let knows = async || send(world.owner.get("survey=large")).await.status == 200;
    wait::until("the collector knows the surveys", FOLLOWED, knows).await;
    world
}

/// Promoters, passives and detractors.
fn nps([promoters, passives, detractors]: [usize; 3]) -> [(Option<i64>, usize); 3] {
    [(Some(10), promoters), (Some(7), passives), (Some(0), detractors)]
}

async fn the_tables_of_the_design(world: World) {
    let world = with_surveys(world).await;
    let today = Past::new(&world, 0).await;
    let table = [
        ([32, 13, 6], 50.980, 29.295, 67.001),
        ([9, 0, 2], 63.636, 8.001, 91.999),
        ([5, 0, 0], 100.0, 17.491, 100.0),
        ([0, 0, 1], -100.0, -98.499, 48.499),
        ([50, 30, 20], 30.0, 14.051, 44.201),
        ([500, 300, 200], 30.0, 25.077, 34.744),
    ];
    for (at, (bands, ..)) in (1..).zip(table) {
        today.rate("table", &format!("t{at}"), &nps(bands)).await;
    }
    let scores = world.owner.scores("survey=table&group_by=touchpoint").await;
    for ((at, group), (_, nps, low, high)) in (1..).zip(scores["groups"].as_array().unwrap()).zip(table) {
        let interval = &group["interval"];
        assert_eq!((&group["key"], &interval["method"]), (&json!(format!("t{at}")), &json!("adjusted-wald")));
        assert!(close(&group["nps"], nps, 3) && close(&interval["low"], low, 3), "{group}");
        assert!(close(&interval["high"], high, 3), "{group}");
    }

    let table = [(8, 10, 49.02, 94.33), (10, 10, 72.25, 100.0), (0, 10, 0.0, 27.75), (80, 100, 71.12, 86.66)];
    for (at, (satisfied, all, ..)) in (1..).zip(table) {
        today.rate("shares", &format!("t{at}"), &[(Some(5), satisfied), (Some(3), all - satisfied)]).await;
    }
    let scores = world.owner.scores("survey=shares&group_by=touchpoint").await;
    for (group, (satisfied, all, low, high)) in scores["groups"].as_array().unwrap().iter().zip(table) {
        let interval = &group["interval"];
        assert_eq!((&group["satisfied_count"], &group["response_count"]), (&json!(satisfied), &json!(all)));
        assert!(close(&interval["low"], low, 2) && close(&interval["high"], high, 2), "{group}");
    }

    changes(&world, &today).await;
}

async fn changes(world: &World, today: &Past<'_>) {
    let before = Past::new(world, 12).await;
    for (survey, bands, later, delta, low, high, p_value, verdict, more) in [
        ("small", [50, 30, 20], [62, 25, 13], 19.0, -2.04, 38.94, 0.0777, "no_clear_change", json!(49)),
        ("large", [500, 300, 200], [540, 300, 160], 8.0, 1.29, 14.66, 0.0193, "up", Value::Null),
    ] {
        before.rate(survey, "t1", &nps(bands)).await;
        today.rate(survey, "t1", &nps(later)).await;
        let to = world.owner.scores(&format!("survey={survey}")).await["to"].as_str().unwrap().to_owned();
        let day = |before: i64| (to.parse::<jiff::civil::Date>().unwrap() - jiff::Span::new().days(before)).to_string();
        for compare in ["previous".to_owned(), format!("{}..{}", day(16), day(8))] {
            let scores = world.owner.scores(&format!("survey={survey}&from={}&compare={compare}", day(8))).await;
            assert_eq!((&scores["previous"]["from"], &scores["previous"]["to"]), (&json!(day(16)), &json!(day(8))));
            assert_eq!(scores["previous"]["nps"], 30.0, "{scores}");
            let change = &scores["change"];
            assert_eq!((&change["delta"], &change["verdict"]), (&json!(delta), &json!(verdict)), "{scores}");
            assert_eq!(change["more_answers_needed"], more, "{scores}");
            assert!(close(&change["p_value"], p_value, 4), "{change}");
            let interval = &change["interval"];
            assert!(close(&interval["low"], low, 2) && close(&interval["high"], high, 2), "{change}");
        }
    }
    // A rarer mistake is not taken for a change, a more frequent one is.
    for (survey, level, verdict) in [("large", 0.99, "no_clear_change"), ("small", 0.9, "up")] {
        let asked = format!("survey={survey}&from={}&compare=previous&level={level}", eight_days_ago(world).await);
        let scores = world.owner.scores(&asked).await;
        assert_eq!(
            (&scores["change"]["verdict"], &scores["change"]["interval"]["level"]),
            (&json!(verdict), &json!(level))
        );
        assert_eq!(scores["total"]["interval"]["level"], level);
    }
}

async fn eight_days_ago(world: &World) -> String {
    let scores = world.owner.scores("survey=small").await;
    let to: jiff::civil::Date = scores["to"].as_str().unwrap().parse().unwrap();
    (to - jiff::Span::new().days(8)).to_string()
}

#[tokio::test]
async fn the_tables_of_the_design_on_sqlite() {
    the_tables_of_the_design(World::new()).await;
}

#[tokio::test]
async fn the_tables_of_the_design_on_postgresql() {
    the_tables_of_the_design(World::on_postgres()).await;
}

#[tokio::test]
async fn of_many_groups_few_are_called_changed_by_chance() {
    let world = with_surveys(World::new()).await;
    let (before, today) = (Past::new(&world, 12).await, Past::new(&world, 0).await);
    for (touchpoint, bands, later) in [
        ("t1", [500, 300, 200], [540, 300, 160]),
        ("t2", [50, 30, 20], [50, 30, 20]),
        ("t3", [50, 30, 20], [51, 30, 19]),
        ("t4", [50, 30, 20], [90, 8, 2]),
        ("t5", [9, 0, 0], [30, 0, 0]),
        ("t6", [0, 0, 0], [7, 0, 0]),
    ] {
        before.rate("table", touchpoint, &nps(bands)).await;
        today.rate("table", touchpoint, &nps(later)).await;
    }
    let asked = format!("survey=table&from={}&compare=previous", eight_days_ago(&world).await);
    let scores = world.owner.scores(&format!("{asked}&group_by=touchpoint")).await;
    assert_eq!(scores["false_discovery_rate"], 0.05);
    let changes: Vec<&Value> = scores["groups"].as_array().unwrap().iter().map(|group| &group["change"]).collect();
    let verdicts: Vec<&str> = changes.iter().map(|change| change["verdict"].as_str().unwrap()).collect();
    // Of the first p is 0.019 as above, which alone would be clear; among four it takes less.
    assert_eq!(verdicts, ["up", "no_clear_change", "no_clear_change", "up", "too_few", "too_few"], "{scores}");
    assert!(close(&changes[0]["q_value"], 0.0386, 4), "{scores}");
    for (change, more) in changes.iter().zip([None, None, None, None, None, None]) {
        assert_eq!(change["more_answers_needed"].as_u64(), more, "{change}");
    }
    let group = &scores["groups"][4];
    assert_eq!((&group["previous"]["score"], &group["previous"]["response_count"]), (&json!(100.0), &json!(9)));
    assert_eq!(group["change"].get("q_value"), None, "too few are not compared: {group}");
    let group = &scores["groups"][5];
    assert_eq!((&group["previous"]["score"], &group["change"]["delta"]), (&Value::Null, &Value::Null));
    // The total is one comparison, whatever the groups.
    assert_eq!((scores["change"].get("q_value"), &scores["change"]["verdict"]), (None, &json!("up")));

    // Days stand against days in the same place.
    let scores = world.owner.scores(&format!("{asked}&group_by=day")).await;
    let groups = scores["groups"].as_array().unwrap();
    assert_eq!((groups.len(), &groups[0]["previous"]["key"]), (8, &scores["previous"]["from"]));
    assert_eq!(
        (&groups[7]["previous"]["response_count"], &groups[7]["change"]["verdict"]),
        (&json!(0), &json!("too_few"))
    );
    let counts: u64 = groups.iter().map(|group| group["previous"]["response_count"].as_u64().unwrap()).sum();
    assert_eq!(json!(counts), scores["previous"]["response_count"]);
}

#[tokio::test]
async fn a_group_is_held_against_the_others_together() {
    let world = with_surveys(World::new()).await;
    let today = Past::new(&world, 0).await;
    for (touchpoint, bands) in
        [("t1", [90, 8, 2]), ("t2", [88, 8, 4]), ("t3", [40, 30, 30]), ("t4", [5, 0, 0]), ("t5", [45, 4, 1])]
    {
        today.rate("table", touchpoint, &nps(bands)).await;
    }
    let scores = world.owner.scores("survey=table&group_by=touchpoint&compare=rest").await;
    let verdicts = ["up", "up", "down", "too_few", "up"];
    for (group, verdict) in scores["groups"].as_array().unwrap().iter().zip(verdicts) {
        assert_eq!(group["change"]["verdict"], verdict, "{group}");
        let (here, others) = (group["response_count"].as_u64().unwrap(), &group["previous"]);
        assert_eq!((&others["key"], others["response_count"].as_u64()), (&Value::Null, Some(355 - here)), "{group}");
    }
    assert_eq!((scores.get("previous"), scores.get("change")), (None, None));
    assert_eq!(scores["false_discovery_rate"], 0.05);
}
