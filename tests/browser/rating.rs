//! A customer rates, with keys alone, and the owner sees it.

use serde_json::json;

use crate::customer::{Customer, key};
use crate::world::{World, play, play_everywhere};

/// Surveys with the rests that they have unless they say otherwise.
pub(crate) const SURVEYS: &str = r#"
[[survey]]
slug = "order"
metric = "csat"
touchpoints = ["order_completed"]

[[survey]]
slug = "relation"
metric = "nps"
touchpoints = ["account_viewed"]
"#;

/// Rates an order 4 of 5 with the keyboard and says why.
pub(crate) async fn rate_the_order(customer: &Customer, world: &World) {
    customer.buys_a_cup(&world.shop).await;
    customer.waits_for(json!({ "event": "shown" }), 1).await;
    customer.tabs_to("radio", "1 out of 5").await;
    for _ in 0..3 {
        customer.presses(key::RIGHT).await;
    }
    assert_eq!(customer.focused().await.unwrap().name, "4 out of 5");
    customer.presses(key::SPACE).await;
    customer.waits_for(json!({ "event": "rated", "rating": 4 }), 1).await;
    customer.tabs_to("textbox", "What did you like?").await;
    customer.types("Wrapped with care.").await;
    customer.tabs_to("button", "Send").await;
    customer.presses(key::ENTER).await;
    customer.waits_for(json!({ "event": "completed", "rating": 4 }), 1).await;
    let kept = json!({ "route": "responses", "status": 201, "body": { "comment": "Wrapped with care." } });
    customer.waits_for(kept, 1).await;
}

#[tokio::test]
async fn an_order_is_rated_with_the_keyboard_and_the_owner_sees_it() {
    play_everywhere("an_order_is_rated", SURVEYS, async |world, customer| {
        customer.has_time_for_thanks().await;
        rate_the_order(&customer, &world).await;
        assert!(customer.sees("status", "").await && customer.sees("StaticText", "Thank you").await);

        let total = world.total("order").await;
        assert_eq!(total["csat"], 100.0, "{total}");
        assert_eq!(total["response_count"], 1, "{total}");
        assert_eq!(total["shown_count"], 1, "{total}");
        assert_eq!(total["distribution"], json!([0, 0, 0, 1, 0]), "{total}");
    })
    .await;
}

#[tokio::test]
async fn another_sites_key_reads_nothing_of_it() {
    play("another_sites_key", SURVEYS, async |world, customer| {
        rate_the_order(&customer, &world).await;
        let (status, problem) = world.scores("order", &world.stranger.read_key).await;
        assert_eq!((status, problem["code"].as_str()), (404, Some("survey_unknown")), "{problem}");
        let (status, problem) = world.scores("order", "not-a-key").await;
        assert_eq!((status, problem["code"].as_str()), (401, Some("key_invalid")), "{problem}");
    })
    .await;
}

#[tokio::test]
async fn an_inline_survey_is_answered_where_it_stands() {
    play_everywhere("inline", SURVEYS, async |world, customer| {
        customer.goes_to(&format!("{}/#/account", world.shop)).await;
        customer.waits_for(json!({ "event": "shown", "survey": "relation" }), 1).await;
        customer.tabs_to("radio", "0 out of 10").await;
        for _ in 0..9 {
            customer.presses(key::RIGHT).await;
        }
        customer.presses(key::ENTER).await;
        customer.waits_for(json!({ "event": "rated", "rating": 9 }), 1).await;
        customer.waits_for(json!({ "route": "responses", "status": 201, "body": { "rating": 9 } }), 1).await;

        let total = world.total("relation").await;
        assert_eq!(total["promoter_count"], 1, "{total}");
        assert_eq!(total["nps"], 100.0, "{total}");
    })
    .await;
}

#[tokio::test]
async fn a_spanish_page_asks_in_spanish() {
    play("spanish", SURVEYS, async |world, customer| {
        customer.goes_to(&format!("{}/?lang=es#/account", world.shop)).await;
        customer.waits_for(json!({ "event": "shown" }), 1).await;
        customer.tabs_to("radio", "0 de 10").await;
    })
    .await;
}
