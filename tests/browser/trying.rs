//! The site's developer tries it out: test mode, what the console says, interactions without code.

use serde_json::json;
use tests::proxy::Manner;

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

#[tokio::test]
async fn what_happens_in_the_page_is_an_interaction_where_the_owner_says_so() {
    play_everywhere("triggers", SURVEYS, async |world, customer| {
        let triggers = json!({ "triggers": [
            { "touchpoint": "cart_wanted", "path": "/", "after": "click", "selector": "#cart-link" },
            { "touchpoint": "cart_seen", "path": "/#/cart*", "after": "delay", "delay_s": 1 },
            { "touchpoint": "page_read", "path": "/#/cart", "after": "scroll", "scroll_percent": 1 },
            { "touchpoint": "price_seen", "path": "/pricing*" },
        ] })
        .to_string();
        let answer = format!(
            "HTTP/1.1 200 OK\r\naccess-control-allow-origin: *\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
             connection: close\r\n\r\n{triggers}",
            triggers.len()
        );
        world.network.behaves(Manner::Answers { request: b"/v1/sites/shop/tag".to_vec(), answer: answer.into() });
        customer.goes_to(&format!("{}/?tag=data-triggers", world.shop)).await;
        customer.waits_for(json!({ "route": "tag", "status": 200 }), 1).await;
        customer.clicks("#cart-link").await;
        let asked = customer.waits_for(json!({ "route": "prompts", "status": 200 }), 3).await;
        let mut touchpoints: Vec<_> =
            asked.iter().map(|note| note["body"]["touchpoint"].as_str().unwrap().to_owned()).collect();
        touchpoints.sort_unstable();
        assert_eq!(touchpoints, ["cart_seen", "cart_wanted", "page_read"]);
    })
    .await;
}
