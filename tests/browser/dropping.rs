//! What a browser could not send for too long it gives up, and tells how much that was (RELIABILITY.md F15).

use std::time::Duration;

use serde_json::{Value, json};
use tests::proxy::Manner;

use crate::customer::Customer;
use crate::world::{World, play_everywhere};

const SURVEYS: &str = r#"
[[survey]]
slug = "order"
metric = "csat"
touchpoints = ["order"]
ask = { cooldown_days = 0, again_after_answer_days = 0, again_after_dismissal_days = 0 }
"#;

/// Has the network answer requests for `route` with 503.
fn loses(world: &World, route: &str) {
    let answer =
        "HTTP/1.1 503 Whatever\r\naccess-control-allow-origin: *\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    world.network.behaves(Manner::Answers { request: route.into(), answer: answer.into(), drip: Duration::ZERO });
}

/// Asks in a fresh page, and returns what the collector was asked.
async fn asks(world: &World, customer: &Customer) -> Value {
    // What was dropped is a line in the console.
    customer.dares_to_go_to("about:blank").await;
    customer.dares_to_go_to(&format!("{}/calm.html", world.shop)).await;
    customer.survey(json!(["interaction", "order"])).await;
    customer.waits_for(json!({ "route": "prompts" }), 1).await.remove(0)
}

/// How many dropped answers the browser has yet to tell of.
async fn untold(customer: &Customer) -> Value {
    customer.run("return JSON.parse(localStorage['sondeo:shop:memory']).dropped ?? 0").await
}

#[tokio::test]
async fn what_was_given_up_is_told_with_the_next_question_until_that_is_answered() {
    play_everywhere("dropping", SURVEYS, async |world, customer| {
        loses(&world, "/responses");
        let asked = asks(&world, &customer).await;
        assert!(asked["body"].get("dropped").is_none(), "{asked}");
        customer.waits_for(json!({ "event": "shown" }), 1).await;
        let ages = "for (const name of Object.keys(localStorage).filter(name => /[\\da-f-]{36}$/.test(name))) {
            const entry = JSON.parse(localStorage[name])
            localStorage[name] = JSON.stringify({ ...entry, at: entry.at - 31 * 864e5 })
        }";
        customer.run(ages).await;
        asks(&world, &customer).await;
        customer.waits_for(json!({ "event": "shown" }), 1).await;
        assert_eq!(untold(&customer).await, 1);

        loses(&world, "/prompts");
        let asked = asks(&world, &customer).await;
        assert_eq!((&asked["status"], &asked["body"]["dropped"]), (&json!(503), &json!(1)), "{asked}");
        assert_eq!(untold(&customer).await, 1);

        world.network.behaves(Manner::Forwards);
        let asked = asks(&world, &customer).await;
        assert_eq!((&asked["status"], &asked["body"]["dropped"]), (&json!(200), &json!(1)), "{asked}");
        customer.waits_for(json!({ "event": "shown" }), 1).await;
        assert_eq!(untold(&customer).await, 0);
        let asked = asks(&world, &customer).await;
        assert!(asked["body"].get("dropped").is_none(), "{asked}");
        customer.waits_for(json!({ "event": "shown" }), 1).await;
    })
    .await;
}
