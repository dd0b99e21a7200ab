//! Repeating: the same report, however often, is one response.

use serde_json::json;
use tests::client::report;

use crate::world::{World, together};

#[tokio::test]
async fn a_thousand_repeats_are_one_response() {
    let world = World::new();
    let prompt = world.page.prompt("account_viewed").await;
    let told = report(&prompt, 1, "rated", Some(9));
    let answers = together(50, (0..1_000).map(|_| world.page.report(&told))).await;
    let count = |status: u16, word: &str| {
        answers.iter().filter(|answer| answer.status == status && answer.body["status"] == word).count()
    };
    assert_eq!((count(201, "stored"), count(200, "replayed")), (1, 999));
    let marked = answers.iter().filter(|answer| answer.header("idempotency-replayed") == "true").count();
    assert_eq!(marked, 999);
    let total = world.owner.total("relation").await;
    assert_eq!((&total["response_count"], &total["shown_count"]), (&json!(1), &json!(1)), "{total}");
    world.data.is_right();
}

#[tokio::test]
async fn a_correction_counts_in_place_of_what_it_corrects() {
    let world = World::new();
    let prompt = world.page.prompt("account_viewed").await;
    let mut corrected = report(&prompt, 2, "completed", Some(2));
    corrected["comment"] = json!("I had forgotten the parcel.");
    for (told, status, word) in [
        (report(&prompt, 1, "rated", Some(9)), 201, "stored"),
        (corrected.clone(), 201, "stored"),
        (report(&prompt, 1, "rated", Some(9)), 200, "stale"),
        (report(&prompt, 0, "shown", None), 200, "stale"),
        (corrected, 200, "replayed"),
    ] {
        let answer = world.page.report(&told).await;
        assert_eq!((answer.status, &answer.body["status"]), (status, &json!(word)), "{told}");
    }
    let total = world.owner.total("relation").await;
    assert_eq!(total["distribution"], json!([0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]), "{total}");
    world.data.is_right();
}

#[tokio::test]
async fn a_repeat_with_another_age_is_still_a_repeat() {
    let world = World::new();
    let prompt = world.page.prompt("account_viewed").await;
    let mut told = report(&prompt, 1, "rated", Some(9));
    assert_eq!(world.page.report(&told).await.status, 201);
    told["age_ms"] = json!(86_400_000);
    assert_eq!(world.page.report(&told).await.body["status"], "replayed");
}

#[tokio::test]
async fn a_thousand_repeats_of_an_erased_response_store_nothing() {
    let world = World::new();
    let prompt = world.page.prompt("account_viewed").await;
    let told = report(&prompt, 1, "rated", Some(9));
    assert_eq!(world.page.report(&told).await.status, 201);
    world.data.sondeo(&["erase", "--site", "shop", "--response", &prompt.id.to_string()]);
    let answers = together(50, (0..1_000).map(|_| world.page.report(&told))).await;
    assert!(answers.iter().all(|answer| (answer.status, &answer.body["status"]) == (200, &json!("stale"))));
    assert_eq!(world.owner.total("relation").await["shown_count"], 0);
    assert!(world.data.sondeo(&["verify"]).contains("recount of 0 responses"));
}
