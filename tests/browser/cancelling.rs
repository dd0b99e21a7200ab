//! A customer cancels a subscription of the demo shop: why comes behind it, and holds nothing up.

use serde_json::json;
use tests::proxy::Manner;

use crate::customer::key;
use crate::world::{play, play_everywhere};

/// Those of the demo.
const SURVEYS: &str = include_str!("../../www/shop/surveys.toml");

/// Keeps what the page says and remembers at the moment at which somebody asks why.
const WATCHES: &str = "addEventListener('sondeo:shown', () => {
    window.before = [document.querySelector('h1').textContent, localStorage['torno-subscription-ended'] > 0] })";

#[tokio::test]
async fn a_subscription_has_ended_before_anybody_asks_why() {
    play_everywhere("cancelling", SURVEYS, async |world, customer| {
        customer.preload(WATCHES).await;
        customer.goes_to(&format!("{}/#/subscription", world.shop)).await;
        customer.clicks("#cancel-subscription").await;
        customer.waits_for(json!({ "event": "shown", "survey": "leaving" }), 1).await;
        assert_eq!(customer.run("return before").await, json!(["Your subscription has ended", true]));

        customer.tabs_to("radio", "I have enough pieces").await;
        customer.presses(key::RIGHT).await;
        let told = json!({ "outcome": "dismissed", "reasons": ["price"] });
        customer.waits_for(json!({ "route": "responses", "status": 201, "body": told }), 1).await;
        customer.tabs_to("radio", "1 out of 5").await;
        customer.presses(key::SPACE).await;
        let told = json!({ "outcome": "rated", "rating": 1, "reasons": ["price"] });
        customer.waits_for(json!({ "route": "responses", "status": 201, "body": told }), 1).await;
        let total = world.total("leaving").await;
        assert_eq!((&total["dissatisfied_count"], &total["shown_count"]), (&json!(1), &json!(1)), "{total}");
    })
    .await;
}

#[tokio::test]
async fn a_subscription_ends_where_nobody_can_ask_why() {
    play("cancelling_alone", SURVEYS, async |world, customer| {
        customer.goes_to(&format!("{}/?lang=es#/subscription", world.shop)).await;
        customer.sees_that("window.sondeo?.loaded").await;
        world.network.behaves(Manner::Refuses);
        customer.clicks("#cancel-subscription").await;
        customer.reads("Tu suscripción ha terminado").await;
        assert_eq!(customer.run("return localStorage['torno-subscription-ended'] > 0").await, true);
        assert_eq!(customer.run("return !!document.querySelector('sondeo-prompt')").await, false);

        world.network.behaves(Manner::Forwards);
        customer.dares_to_go_to(&format!("{}/?lang=es&again#/account", world.shop)).await;
        customer.reads("Ahora mismo, ninguna.").await;
        // That page asks as well: not in a world that ends.
        customer.goes_to("about:blank").await;
    })
    .await;
}
