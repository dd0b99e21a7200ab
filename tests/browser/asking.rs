//! When a customer is asked, and what the page carries for it.

use serde_json::json;

use crate::rating::{SURVEYS, rate_the_order};
use crate::world::play;

#[tokio::test]
async fn a_reload_does_not_ask_again() {
    play("reload", SURVEYS, async |world, customer| {
        rate_the_order(&customer, &world).await;
        customer.reloads().await;
        // The page tells of its order again. Interactions wait for each other, so once this second
        // one is answered, the first one was answered and showed nothing.
        customer.survey(json!(["interaction", "nobody_asks"])).await;
        let asked = customer.waits_for(json!({ "route": "prompts" }), 2).await;
        assert_eq!(asked[0]["body"]["touchpoint"], "order_completed", "{asked:#?}");
        assert_eq!(asked[0]["reply"], json!({ "prompt": null, "reason": "cooldown" }), "{asked:#?}");
        assert!(!customer.sees("radio", "1 out of 5").await);
        assert_eq!(world.total("order").await["shown_count"], 1);
    })
    .await;
}

#[tokio::test]
async fn the_widget_is_fetched_only_when_a_prompt_is_due() {
    play("fetched", SURVEYS, async |world, customer| {
        customer.goes_to(&world.shop).await;
        customer.survey(json!(["interaction", "nobody_asks"])).await;
        let asked = customer.waits_for(json!({ "route": "prompts" }), 1).await;
        assert_eq!(asked[0]["reply"]["reason"], "no_survey", "{asked:#?}");
        let loaded = customer.loaded_from(&world.entrance).await;
        assert!(loaded.contains(&"/sondeo.js".to_owned()), "{loaded:?}");
        assert!(!loaded.iter().any(|file| file.starts_with("/assets/widget-")), "{loaded:?}");

        customer.clicks("[data-add=cup]").await;
        customer.clicks("#cart-link").await;
        customer.clicks("#place-order").await;
        customer.waits_for(json!({ "event": "shown" }), 1).await;
        let loaded = customer.loaded_from(&world.entrance).await;
        for kind in [".js", ".wasm"] {
            let files = loaded.iter().filter(|file| file.starts_with("/assets/widget-") && file.ends_with(kind));
            assert_eq!(files.count(), 1, "{loaded:?}");
        }
    })
    .await;
}
