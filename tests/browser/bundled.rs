//! Customers on the pages of docs/frameworks.md as a bundler makes them: `cargo xtask test npm`.

use serde_json::json;

use crate::customer::key;
use crate::world::play;

/// After an order nobody is asked again; at the article only who answered rests.
const SURVEYS: &str = r#"
[[survey]]
slug = "order"
metric = "csat"
touchpoints = ["order_completed"]
[[survey]]
slug = "article"
metric = "nps"
touchpoints = ["article_read"]
ask = { cooldown_days = 0 }
"#;

/// Keeps what the page tells its console.
const LISTENS: &str = "const { log } = console; window.told = []
    console.log = (...words) => { told.push(words.join(' ')); log(...words) }";

#[tokio::test]
#[ignore = "bundled by npm: `cargo xtask test npm`"]
async fn a_page_of_react_in_strict_mode_asks_once() {
    asks_once("react", "document.body.innerText.includes('Rated 1')").await;
}

#[tokio::test]
#[ignore = "bundled by npm: `cargo xtask test npm`"]
async fn a_page_of_vue_asks_once() {
    asks_once("vue", "told.includes('order')").await;
}

/// Lets a customer order, rate, leave the page's part that asked, and come back to it. The page hears `heard`.
async fn asks_once(page: &str, heard: &str) {
    play(&format!("bundled_{page}"), SURVEYS, async |world, customer| {
        customer.preload(LISTENS).await;
        customer.goes_to(&format!("{}/bundled/{page}.html", world.shop)).await;
        customer.clicks("#order").await;
        customer.waits_for(json!({ "event": "shown", "survey": "order" }), 1).await;
        customer.tabs_to("radio", "1 out of 5").await;
        customer.presses(key::SPACE).await;
        customer.waits_for(json!({ "route": "responses", "status": 201, "body": { "rating": 1 } }), 1).await;
        customer.presses(key::ESCAPE).await;
        customer.sees_that(heard).await;

        // What stands in the page waited for its turn; it goes with its part of the page.
        customer.waits_for(json!({ "event": "shown", "survey": "article" }), 1).await;
        customer.clicks("#leave").await;
        customer.sees_that("!document.querySelector('sondeo-prompt')").await;

        customer.clicks("#order").await;
        customer.waits_for(json!({ "event": "shown", "survey": "article" }), 2).await;
        customer.tabs_to("radio", "0 out of 10").await;
        customer.presses(key::SPACE).await;
        customer.waits_for(json!({ "route": "responses", "status": 201, "body": { "rating": 0 } }), 1).await;

        let orders = json!({ "route": "prompts", "body": { "touchpoint": "order_completed" } });
        let asked = customer.waits_for(orders, 2).await;
        assert!(asked[0]["reply"]["prompt"].is_object() && asked[1]["reply"]["reason"] == "cooldown", "{asked:#?}");
        let noted = customer.noted().await;
        let shown = noted.iter().filter(|note| note["event"] == "shown" && note["survey"] == "order").count();
        assert_eq!(shown, 1, "{noted:#?}");
        for survey in ["order", "article"] {
            let total = world.total(survey).await;
            assert_eq!(total["response_count"], 1, "{survey}: {total}");
        }
        world.data.is_right();
    })
    .await;
}
