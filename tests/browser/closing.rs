//! What a customer does with a survey in one tab is done in all (RELIABILITY.md F17).

use fantoccini::wd::WindowHandle;
use serde_json::{Value, json};

use crate::customer::{Customer, key};
use crate::world::{World, play_everywhere};

/// Two surveys that ask in every tab.
const SURVEYS: &str = r#"
[[survey]]
slug = "order"
metric = "csat"
touchpoints = ["order"]
ask = { cooldown_days = 0, again_after_answer_days = 0, again_after_dismissal_days = 0 }

[[survey]]
slug = "relation"
metric = "nps"
touchpoints = ["relation"]
ask = { cooldown_days = 0, again_after_answer_days = 0, again_after_dismissal_days = 0 }
"#;

const IS_GONE: &str = "!document.querySelector('sondeo-prompt')";

/// Comes to a prompt of this survey.
async fn is_asked(world: &World, customer: &Customer, survey: &str) {
    customer.goes_to(&format!("{}/calm.html", world.shop)).await;
    customer.survey(json!(["interaction", survey])).await;
    customer.waits_for(json!({ "event": "shown" }), 1).await;
    customer.waits_for(json!({ "route": "responses", "status": 201 }), 1).await;
    // Tells when another tab's news are here: whoever listened before has heard them by then.
    let listens = "window.news = []; addEventListener('storage', ({ newValue }) => news.push(newValue))";
    customer.run(listens).await;
}

/// Comes to a prompt in each of two tabs, the second of which is before the customer; returns the first.
async fn is_asked_twice(world: &World, customer: &Customer, surveys: [&str; 2]) -> WindowHandle {
    is_asked(world, customer, surveys[0]).await;
    let first = customer.opens_a_tab().await;
    is_asked(world, customer, surveys[1]).await;
    first
}

/// What was reported from this tab, in order.
async fn reported(customer: &Customer) -> Vec<Value> {
    let noted = customer.noted().await;
    noted.iter().filter(|note| note["route"] == "responses").map(|note| note["body"]["outcome"].clone()).collect()
}

#[tokio::test]
async fn a_prompt_goes_silently_when_its_survey_is_answered_or_refused_in_another_tab() {
    play_everywhere("closed_in_all", SURVEYS, async |world, customer| {
        for (role, name, outcome) in [
            ("radio", "1 out of 5", "rated"),
            ("button", "Close", "dismissed"),
            // The last, as nobody is asked again.
            ("button", "Don't ask me again", "opted_out"),
        ] {
            let first = is_asked_twice(&world, &customer, ["order", "order"]).await;
            customer.tabs_to(role, name).await;
            customer.presses(key::SPACE).await;
            // What is not sent by the time that a tab is closed is sent by another.
            let sent = json!({ "route": "responses", "status": 201, "body": { "outcome": outcome } });
            customer.waits_for(sent, 1).await;
            customer.closes_the_tab_for(first).await;
            customer.sees_that(IS_GONE).await;
            assert_eq!(reported(&customer).await, ["shown"], "{outcome}");
        }
        let total = world.total("order").await;
        assert_eq!((&total["shown_count"], &total["response_count"]), (&json!(6), &json!(1)), "{total}");
    })
    .await;
}

#[tokio::test]
async fn what_was_begun_and_what_asks_something_else_stays() {
    play_everywhere("closed_in_none", SURVEYS, async |world, customer| {
        for (survey, begins) in [("order", true), ("relation", false)] {
            is_asked(&world, &customer, survey).await;
            if begins {
                customer.tabs_to("radio", "1 out of 5").await;
                customer.presses(key::SPACE).await;
                customer.waits_for(json!({ "event": "rated" }), 1).await;
            }
            let first = customer.opens_a_tab().await;
            is_asked(&world, &customer, "order").await;
            customer.presses(key::ESCAPE).await;
            customer.waits_for(json!({ "route": "responses", "body": { "outcome": "dismissed" } }), 1).await;
            customer.closes_the_tab_for(first).await;
            customer.sees_that("news.some((text) => text?.includes('dismissed'))").await;
            assert_eq!(customer.run(&format!("return {IS_GONE}")).await, false, "{survey}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_prompt_goes_when_consent_is_taken_back_in_another_tab() {
    play_everywhere("denied_in_all", SURVEYS, async |world, customer| {
        let first = is_asked_twice(&world, &customer, ["order", "relation"]).await;
        customer.survey(json!(["consent", "denied"])).await;
        customer.closes_the_tab_for(first).await;
        customer.sees_that(IS_GONE).await;
        assert_eq!(reported(&customer).await, ["shown"]);
    })
    .await;
}
