//! Grouping and filtering over HTTP: programmes, two dimensions at once, those without a value, what is too much.

use serde_json::{Value, json};
use tests::client::send;

use crate::past::Past;
use crate::world::World;

const SURVEYS: &str = r#"
[[survey]]
slug = "store"
metric = "csat"
touchpoints = ["order_completed", "chat_closed"]
attributes = ["plan"]
[[survey]]
slug = "web"
metric = "csat"
touchpoints = ["order_completed", "chat_closed"]
"#;

/// Keys, answers and dismissals of each group.
fn groups(scores: &Value) -> Vec<(Value, u64, u64)> {
    let count = |group: &Value, name: &str| group[name].as_u64().unwrap();
    let told = |group: &Value| {
        let key = if group["keys"].is_null() { group["key"].clone() } else { group["keys"].clone() };
        assert_eq!(
            count(group, "shown_count"),
            ["response", "dismissed", "ignored"].iter().map(|name| count(group, &format!("{name}_count"))).sum::<u64>()
        );
        (key, count(group, "response_count"), count(group, "dismissed_count"))
    };
    scores["groups"].as_array().unwrap().iter().map(told).collect()
}

async fn groups_by_one_and_by_two(world: World) {
    world.data.apply("shop", SURVEYS);
    let knows = async || send(world.owner.get("survey=web")).await.status == 200;
    tests::wait::until("the collector knows the surveys", crate::world::FOLLOWED, knows).await;
    let (past, today) = (Past::new(&world, 3).await, Past::new(&world, 0).await);
    let asked = |survey: &str, touchpoint: &str, more: Value| {
        let mut asked = json!({ "q": survey, "p": touchpoint });
        asked.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        asked
    };
    let rated = |rating: i64, count| [(Some(rating), count), (None, 1)];
    past.rate_as(asked("store", "order_completed", json!({ "d": "phone", "a": { "plan": "pro" } })), &rated(5, 4))
        .await;
    past.rate_as(asked("store", "chat_closed", json!({ "g": "support" })), &rated(1, 3)).await;
    today
        .rate_as(
            asked("store", "order_completed", json!({ "d": "desktop", "g": "use", "a": { "plan": "free" } })),
            &rated(4, 2),
        )
        .await;
    today.rate_as(asked("web", "order_completed", json!({ "d": "phone" })), &rated(3, 5)).await;

    for (query, want) in [
        ("survey=store&group_by=device", json!([["desktop", 2, 1], ["phone", 4, 1], [null, 3, 1]])),
        ("survey=store&group_by=stage", json!([["support", 3, 1], ["use", 2, 1], [null, 4, 1]])),
        ("survey=store&group_by=attribute:plan", json!([["free", 2, 1], ["pro", 4, 1], [null, 3, 1]])),
        ("survey=store&group_by=locale", json!([["en", 9, 3]])),
        ("survey=store&survey=web&group_by=device", json!([["desktop", 2, 1], ["phone", 9, 2], [null, 3, 1]])),
        ("survey=web&survey=store&group_by=attribute:plan", json!([["free", 2, 1], ["pro", 4, 1], [null, 8, 2]])),
        (
            "survey=store&group_by=touchpoint,device",
            json!([
                [["chat_closed", null], 3, 1],
                [["order_completed", "desktop"], 2, 1],
                [["order_completed", "phone"], 4, 1]
            ]),
        ),
        ("survey=store&device=phone&group_by=stage", json!([[null, 4, 1]])),
        ("survey=store&attribute:plan=pro&touchpoint=order_completed&group_by=device", json!([["phone", 4, 1]])),
        ("survey=store&device=tablet&group_by=touchpoint", json!([])),
    ] {
        let scores = world.owner.scores(query).await;
        let got = groups(&scores);
        assert_eq!(json!(got), want, "{query}: {scores}");
        assert_eq!(
            json!(got.iter().map(|(_, answered, _)| answered).sum::<u64>()),
            scores["total"]["response_count"],
            "{query}"
        );
    }

    // Of a time and another every time has every value.
    let scores = world.owner.scores("survey=store&group_by=day,touchpoint").await;
    let told = groups(&scores);
    assert_eq!((told.len(), &scores["group_by"]), (60, &json!("day,touchpoint")));
    assert_eq!(told[59].0[1], "order_completed", "{told:?}");
    assert_eq!(told.iter().filter(|(_, answered, _)| *answered > 0).count(), 3, "{told:?}");
    let turned = groups(&world.owner.scores("survey=store&group_by=touchpoint&group_by=day").await);
    assert!(turned[..30].iter().all(|(key, ..)| key[0] == "chat_closed"), "{turned:?}");

    let scores = world.owner.scores("survey=web&survey=store&device=phone&stage=use").await;
    assert_eq!(scores["surveys"], json!(["web", "store"]));
    assert_eq!(scores["filters"], json!({ "device": "phone", "stage": "use" }));
    assert_eq!((&scores["survey"], scores.get("touchpoint")), (&json!("web"), None));

    let to: jiff::civil::Date = scores["to"].as_str().unwrap().parse().unwrap();
    let many = format!("survey=store&survey=web&from={}", to - jiff::Span::new().days(3_650));
    for grouping in ["day", "day,device", "day,attribute:plan", "month,touchpoint"] {
        assert_eq!(send(world.owner.get(&format!("{many}&group_by={grouping}"))).await.status, 200, "{grouping}");
    }
    // 3,650 days and six values.
    for value in 0..3 {
        let plan = json!({ "a": { "plan": format!("plan {value}") } });
        today.rate_as(asked("store", "chat_closed", plan), &[(Some(5), 1)]).await;
    }
    let refused = send(world.owner.get(&format!("{many}&group_by=day,attribute:plan"))).await;
    assert_eq!((refused.status, &refused.body["code"]), (422, &json!("range_too_large")), "{}", refused.body);
    world.data.is_right();
}

#[tokio::test]
async fn groups_by_one_and_by_two_on_sqlite() {
    groups_by_one_and_by_two(World::new()).await;
}

#[tokio::test]
async fn groups_by_one_and_by_two_on_postgresql() {
    groups_by_one_and_by_two(World::on_postgres()).await;
}
