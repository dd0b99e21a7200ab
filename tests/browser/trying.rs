//! The site's developer tries it out: test mode, what the console says, interactions without code.

use serde_json::json;

use crate::customer::key;
use crate::rating::SURVEYS;
use crate::world::{play, play_everywhere};

/// Keeps what the console is told for the test.
const LISTENS: &str = "const { info } = console; window.said = []
    console.info = (...words) => { said.push(words.join(' ')); info(...words) }";

#[tokio::test]
async fn test_mode_always_asks_and_counts_nothing() {
    play("test_mode", SURVEYS, async |world, customer| {
        let page = format!("{}/?tag=data-test", world.shop);
        customer.buys_a_cup(&page).await;
        for _ in 0..2 {
            customer.waits_for(json!({ "event": "shown" }), 1).await;
            customer.tabs_to("radio", "1 out of 5").await;
            customer.presses(key::SPACE).await;
            customer.waits_for(json!({ "route": "responses", "status": 201, "body": { "rating": 1 } }), 1).await;
            customer.presses(key::ESCAPE).await;
            customer.waits_for(json!({ "route": "responses", "body": { "outcome": "completed" } }), 1).await;
            customer.reloads().await;
        }
        let total = world.total("order").await;
        assert_eq!((&total["shown_count"], &total["response_count"]), (&json!(0), &json!(0)), "{total}");
        world.data.is_right();
    })
    .await;
}

#[tokio::test]
async fn the_console_says_why_nothing_is_asked() {
    play("debug", SURVEYS, async |world, customer| {
        customer.preload(LISTENS).await;
        customer.goes_to(&format!("{}/?tag=data-debug", world.shop)).await;
        customer.survey(json!(["interaction", "nobody_asks"])).await;
        let said = "sondeo: nobody_asks: asks nothing, no_survey: no survey of this site is live";
        customer.sees_that(&format!("said.some((line) => line.startsWith('{said}'))")).await;
    })
    .await;
}

/// Triggers of surveys that ask nobody.
const TRIGGERS: &str = r##"
[[survey]]
slug = "prices"
metric = "csat"
touchpoints = ["cart_wanted", "price_seen", "page_read", "basket_seen"]
ask = { sample = 0.0 }
[[survey.trigger]]
touchpoint = "cart_wanted"
path = "/"
after = "click"
selector = "#cart-link"
[[survey.trigger]]
touchpoint = "price_seen"
path = "/pricing*"
after = "delay"
delay_s = 1
[[survey.trigger]]
touchpoint = "page_read"
path = "/pricing*"
after = "scroll"
scroll_percent = 1
[[survey.trigger]]
touchpoint = "basket_seen"
path = "/basket"
after = "delay"
delay_s = 0
"##;

#[tokio::test]
async fn what_happens_in_the_page_is_an_interaction_where_the_owner_says_so() {
    play_everywhere("triggers", TRIGGERS, async |world, customer| {
        customer.goes_to(&format!("{}/?tag=data-triggers", world.shop)).await;
        customer.waits_for(json!({ "route": "tag", "status": 200 }), 1).await;
        // The list is read a moment after its answer came, so that the first click may be too early.
        customer.clicks("#cart-link").await;
        customer.run("history.pushState(null, '', '/pricing/plans')").await;
        customer.clicks("#help").await;
        let seen = customer.waits_for(json!({ "route": "prompts", "body": { "touchpoint": "page_read" } }), 1).await;
        assert_eq!(seen[0]["reply"]["reason"], "sampled_out", "{seen:#?}");
        customer.waits_for(json!({ "route": "prompts", "body": { "touchpoint": "price_seen" } }), 1).await;

        customer.run("history.pushState(null, '', '/')").await;
        customer.clicks("#cart-link").await;
        customer.waits_for(json!({ "route": "prompts", "body": { "touchpoint": "cart_wanted" } }), 1).await;
        let asked = customer.noted().await;
        assert!(asked.iter().all(|note| note["body"]["touchpoint"] != "basket_seen"), "{asked:#?}");
    })
    .await;
}
