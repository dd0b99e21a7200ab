//! Where it hurts, and whether what was done about it helped.

use super::{SURVEYS, customers_rate};
use crate::customer::key;
use crate::world::play_everywhere;

#[tokio::test]
async fn the_journey_marks_the_worst_and_leads_to_its_answers() {
    play_everywhere("journey", SURVEYS, async |world, owner| {
        customers_rate(&world, "order_completed", &[5; 15], None).await;
        customers_rate(&world, "parcel_received", &[[1; 9].as_slice(), &[5; 3]].concat(), None).await;
        customers_rate(&world, "page_left", &[5; 11], None).await;
        owner.looks_at(&world, "?page=journey", &world.owner.read_key).await;
        owner.reads("It hurts most at parcel_received: CSAT 25, clearly below the rest.").await;
        let stages =
            "return [...document.querySelectorAll('.journey .stage th, .journey .stop a')].map((at) => at.textContent)";
        let order = serde_json::json!(["Purchase", "order_completed", "parcel_received", "Use", "page_left"]);
        assert_eq!(owner.run(stages).await, order);
        owner.clicks(".journey .worst a").await;
        owner.sees_that("location.search == '?page=answers&survey=order&touchpoint=parcel_received'").await;
        // Whoever goes on is told where they are.
        owner.sees_that("document.activeElement.id == 'title'").await;
    })
    .await;
}

#[tokio::test]
async fn an_owner_sets_a_mark_with_the_keyboard_and_deletes_it() {
    play_everywhere("marks", SURVEYS, async |world, owner| {
        customers_rate(&world, "order_completed", &[5; 12], None).await;
        owner.looks_at(&world, "?page=journey&survey=order", &world.owner.manage_key).await;
        owner.reads("No marks yet").await;
        owner.run("document.querySelector('#mark-note').focus()").await;
        owner.presses(key::ENTER).await;
        owner.reads("Say in a few words what changed").await;
        owner.types("New returns policy").await;
        owner.presses(key::ENTER).await;
        owner.reads("The mark is set.").await;
        owner.reads("Nothing to compare with").await;
        owner.clicks(".delete button").await;
        owner.clicks(".delete button.alarm").await;
        owner.reads("The mark is gone.").await;
        owner.reads("No marks yet").await;
    })
    .await;
}

#[tokio::test]
async fn a_read_key_sees_no_controls_that_it_cannot_use() {
    play_everywhere("read_key", SURVEYS, async |world, owner| {
        let set = world.collector.address.clone() + "/v1/marks/sale";
        let mark = serde_json::json!({ "day": "2026-01-02", "note": "a sale" });
        let request = reqwest::Client::new().put(set).bearer_auth(&world.owner.manage_key).json(&mark);
        assert_eq!(request.send().await.unwrap().status(), 201);
        owner.looks_at(&world, "?page=journey&survey=order", &world.owner.read_key).await;
        owner.reads("a sale").await;
        owner.reads("read only").await;
        assert_eq!(owner.run("return document.querySelectorAll('.marks form, .delete').length").await, 0);
    })
    .await;
}
