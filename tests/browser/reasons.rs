//! What comes after the rating, and before it for those who leave: with keys alone, in every browser.

use serde_json::json;

use crate::customer::key;
use crate::world::play_everywhere;

const SURVEYS: &str = r#"
[[survey]]
slug = "order"
metric = "csat"
touchpoints = ["order_completed"]
reasons_low = ["late", "broken", "other"]
contact = true
link_low = "https://help.example/orders"
privacy = "https://shop.example/privacy"
[survey.texts.en]
link = "How we help"
[survey.texts.en.reason]
late = "It came late"

[[survey]]
slug = "leaving"
kind = "cancellation"
metric = "nps"
touchpoints = ["account_viewed"]
"#;

#[tokio::test]
async fn an_unhappy_customer_says_why_and_asks_for_a_person() {
    play_everywhere("an_unhappy_customer", SURVEYS, async |world, customer| {
        customer.has_time_for_thanks().await;
        customer.buys_a_cup(&world.shop).await;
        customer.waits_for(json!({ "event": "shown" }), 1).await;
        customer.tabs_to("radio", "1 out of 5").await;
        customer.presses(key::SPACE).await;
        customer.waits_for(json!({ "event": "rated", "rating": 1 }), 1).await;

        customer.tabs_to("checkbox", "It came late").await;
        customer.presses(key::SPACE).await;
        let told = json!({ "route": "responses", "status": 201, "body": { "rating": 1, "reasons": ["late"] } });
        customer.waits_for(told, 1).await;
        customer.tabs_to("checkbox", "Something else").await;
        customer.presses(key::SPACE).await;
        customer.tabs_to("textbox", "What went wrong").await;
        customer.types("The handle is off.").await;
        customer.tabs_to("checkbox", "I would like to talk").await;
        customer.presses(key::SPACE).await;
        customer.tabs_to("textbox", "How can we reach you?").await;
        customer.types("ana@example.org").await;
        customer.presses(key::ENTER).await;
        let told = json!({ "rev": 4, "outcome": "completed", "rating": 1, "comment": "The handle is off.",
            "reasons": ["late", "other"], "contact": "ana@example.org" });
        customer.waits_for(json!({ "route": "responses", "status": 201, "body": told }), 1).await;
        assert!(customer.sees("StaticText", "We are sorry").await && customer.sees("link", "How we help").await);
        // To the page there were a rating and an end; reasons are none of its business.
        customer.waits_for(json!({ "event": "rated" }), 1).await;

        let total = world.total("order").await;
        assert_eq!((&total["dissatisfied_count"], &total["response_count"]), (&json!(1), &json!(1)), "{total}");
    })
    .await;
}

#[tokio::test]
async fn who_leaves_says_why_first() {
    play_everywhere("who_leaves", SURVEYS, async |world, customer| {
        customer.goes_to(&format!("{}/#/account", world.shop)).await;
        customer.waits_for(json!({ "event": "shown", "survey": "leaving" }), 1).await;
        assert!(!customer.sees("radio", "0 out of 10").await, "the reason comes first");
        customer.tabs_to("radio", "Too expensive").await;
        customer.presses(key::RIGHT).await;
        let told = json!({ "rev": 1, "outcome": "dismissed", "reasons": ["missing_features"] });
        customer.waits_for(json!({ "route": "responses", "status": 201, "body": told }), 1).await;
        customer.tabs_to("radio", "0 out of 10").await;
        customer.presses(key::SPACE).await;
        let told = json!({ "rev": 2, "outcome": "rated", "rating": 0, "reasons": ["missing_features"] });
        customer.waits_for(json!({ "route": "responses", "status": 201, "body": told }), 1).await;

        let total = world.total("leaving").await;
        assert_eq!((&total["detractor_count"], &total["dismissed_count"]), (&json!(1), &json!(0)), "{total}");
    })
    .await;
}
