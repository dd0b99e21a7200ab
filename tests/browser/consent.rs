//! What customers agreed to, and browsers that keep nothing.

use std::time::Duration;

use serde_json::{Value, json};
use tests::client::{Page, send};
use tests::wait;

use crate::customer::{Customer, key};
use crate::rating::SURVEYS;
use crate::world::{World, play, play_everywhere};

/// Has the browser ask not to be tracked, as its owner chose.
const PRIVACY: &str = "Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })";

/// A survey that asks also where nothing is remembered.
const REGARDLESS: &str = r#"
[[survey]]
slug = "order"
metric = "csat"
touchpoints = ["storageless"]
[survey.ask]
ask_without_storage = true
"#;

/// What the browser keeps of the site, by name.
async fn kept(customer: &Customer) -> Value {
    let script =
        "return Object.fromEntries(Object.entries(localStorage).filter(([name]) => name.startsWith('sondeo')))";
    customer.run(script).await
}

#[tokio::test]
async fn who_asks_not_to_be_tracked_is_asked_and_not_known_unless_they_agree() {
    play_everywhere("gpc", SURVEYS, async |world, customer| {
        customer.preload(PRIVACY).await;
        customer.buys_a_cup(&world.shop).await;
        let asked = customer.waits_for(json!({ "route": "prompts", "status": 200 }), 1).await;
        assert_eq!(asked[0]["body"]["gpc"], true, "{asked:#?}");
        assert!(asked[0]["body"]["interaction_id"].is_null(), "{asked:#?}");
        customer.waits_for(json!({ "event": "shown" }), 1).await;

        customer.survey(json!(["consent", "granted"])).await;
        customer.reloads().await;
        let asked = customer.waits_for(json!({ "route": "prompts", "status": 200 }), 1).await;
        assert_eq!(asked[0]["body"]["gpc"], false, "{asked:#?}");
        assert_eq!(asked[0]["body"]["consented"], true, "{asked:#?}");
        assert!(asked[0]["body"]["interaction_id"].is_string(), "{asked:#?}");
    })
    .await;
}

#[tokio::test]
async fn who_does_not_agree_is_not_asked_until_they_do() {
    play("denied", SURVEYS, async |world, customer| {
        customer.goes_to(&world.shop).await;
        customer.survey(json!(["interaction", "nobody_asks"])).await;
        customer.waits_for(json!({ "route": "prompts" }), 1).await;
        customer.survey(json!(["consent", "denied"])).await;
        let now = kept(&customer).await;
        assert_eq!(now.as_object().unwrap().len(), 1, "{now}");
        let text = now["sondeo:shop:memory"].as_str().unwrap();
        assert_eq!(serde_json::from_str::<Value>(text).unwrap(), json!({ "history": [], "consent": "denied" }));

        customer.buys_a_cup(&world.shop).await;
        customer.survey(json!(["consent", "granted"])).await;
        customer.survey(json!(["interaction", "nobody_asks"])).await;
        // Interactions wait for each other, so that the order would have been asked about by now.
        let asked = customer.waits_for(json!({ "route": "prompts" }), 1).await;
        assert_eq!(asked[0]["body"]["touchpoint"], "nobody_asks", "{asked:#?}");
    })
    .await;
}

#[tokio::test]
async fn who_changes_their_mind_while_a_prompt_is_open_sees_it_go() {
    play("taken_away", SURVEYS, async |world, customer| {
        customer.goes_to(&format!("{}/#/account", world.shop)).await;
        customer.waits_for(json!({ "event": "shown", "survey": "relation" }), 1).await;
        customer.survey(json!(["consent", "denied"])).await;
        assert!(!customer.sees("radio", "0 out of 10").await);
    })
    .await;
}

#[tokio::test]
async fn who_is_forgotten_leaves_nothing_in_the_browser() {
    play("forgotten", SURVEYS, async |world, customer| {
        customer.buys_a_cup(&world.shop).await;
        customer.waits_for(json!({ "route": "responses", "status": 201 }), 1).await;
        assert!(kept(&customer).await["sondeo:shop:memory"].is_string());
        customer.survey(json!(["forget"])).await;
        assert_eq!(kept(&customer).await, json!({}));
    })
    .await;
}

/// Has the site ask in sandboxed pages, and waits until the collector knows.
async fn lets_pages_without_an_origin_ask(world: &World) {
    world.data.sondeo(&["site", "set", "shop", "--origin", &world.shop, "--origin", "null"]);
    let page = Page::new(&world.collector.address, "shop", "null");
    let asks = || page.post("prompts").json(&json!({ "touchpoint": "nobody_asks" }));
    wait::until("it is known", Duration::from_secs(10), async || send(asks()).await.status == 200).await;
}

#[tokio::test]
async fn where_nothing_can_be_kept_only_those_surveys_ask_that_say_so() {
    play("no_storage", SURVEYS, async |world, customer| {
        lets_pages_without_an_origin_ask(&world).await;
        customer.goes_to(&format!("{}/storageless.html", world.shop)).await;
        customer.survey(json!(["interaction", "order_completed"])).await;
        let asked = customer.waits_for(json!({ "reply": { "reason": "storage_blocked" } }), 1).await;
        assert!(asked[0]["body"]["history"].is_null() && asked[0]["body"]["bucket"].is_null(), "{asked:#?}");
    })
    .await;
    play("no_storage_asked", REGARDLESS, async |world, customer| {
        lets_pages_without_an_origin_ask(&world).await;
        customer.goes_to(&format!("{}/storageless.html", world.shop)).await;
        customer.waits_for(json!({ "event": "shown" }), 1).await;
        customer.tabs_to("radio", "1 out of 5").await;
        customer.presses(key::SPACE).await;
        customer.waits_for(json!({ "route": "responses", "status": 201, "body": { "rating": 1 } }), 1).await;
        assert_eq!(world.total("order").await["response_count"], 1);
    })
    .await;
}
