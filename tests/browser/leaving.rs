//! A customer does not want to rate: now, or ever.

use serde_json::json;

use crate::customer::key;
use crate::rating::SURVEYS;
use crate::world::{play, play_everywhere};

/// Surveys that ask after every order, so that nothing but the customer's word keeps them silent.
const NO_REST: &str = r#"
[[survey]]
slug = "order"
metric = "csat"
touchpoints = ["order_completed"]
[survey.ask]
cooldown_days = 0
again_after_answer_days = 0
again_after_dismissal_days = 0
"#;

#[tokio::test]
async fn escape_dismisses_and_counts_as_no_answer() {
    play_everywhere("escape", SURVEYS, async |world, customer| {
        customer.buys_a_cup(&world.shop).await;
        customer.waits_for(json!({ "event": "shown" }), 1).await;
        customer.presses(key::ESCAPE).await;
        customer.waits_for(json!({ "route": "responses", "status": 201, "body": { "outcome": "dismissed" } }), 1).await;
        assert!(!customer.sees("radio", "1 out of 5").await, "the prompt is gone");

        let total = world.total("order").await;
        assert_eq!(total["dismissed_count"], 1, "{total}");
        assert_eq!(total["response_count"], 0, "{total}");
        assert!(total["csat"].is_null(), "{total}");
    })
    .await;
}

#[tokio::test]
async fn dont_ask_me_again_holds() {
    play_everywhere("opt_out", NO_REST, async |world, customer| {
        customer.buys_a_cup(&world.shop).await;
        customer.waits_for(json!({ "event": "shown" }), 1).await;
        customer.tabs_to("button", "Don't ask me again").await;
        customer.presses(key::ENTER).await;
        customer.waits_for(json!({ "route": "responses", "status": 201, "body": { "outcome": "opted_out" } }), 1).await;

        customer.reloads().await;
        customer.survey(json!(["interaction", "order_completed", { "id": "another-order" }])).await;
        let asked = customer.waits_for(json!({ "route": "prompts" }), 2).await;
        assert!(asked.iter().all(|one| one["reply"]["reason"] == "opted_out"), "{asked:#?}");
    })
    .await;
}

#[tokio::test]
async fn without_a_rest_the_next_order_is_asked_about_too() {
    play("no_rest", NO_REST, async |world, customer| {
        for dismissals in 1..=2 {
            customer.buys_a_cup(&world.shop).await;
            customer.waits_for(json!({ "event": "shown" }), 1).await;
            customer.presses(key::ESCAPE).await;
            customer.waits_for(json!({ "status": 201, "body": { "outcome": "dismissed" } }), 1).await;
            assert_eq!(world.total("order").await["dismissed_count"], dismissals);
        }
    })
    .await;
}
