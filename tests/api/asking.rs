//! Asking: who is asked what, and why not.

use serde_json::{Value, json};

use crate::world::World;

const DAY_S: u64 = 86_400;

async fn check(world: &World, interaction: Value, expected: Result<&str, &str>) {
    let reply = world.page.ask(&interaction).await;
    let survey = reply.prompt.as_ref().map(|prompt| prompt.survey.as_str());
    let got = survey.ok_or_else(|| reply.reason.as_deref().unwrap());
    assert_eq!(got, expected, "{interaction}");
}

fn order(outcome: &str, age_s: u64) -> Value {
    let history = json!([{ "survey": "order", "outcome": outcome, "age_s": age_s }]);
    json!({ "touchpoint": "order_completed", "history": history })
}

#[tokio::test]
async fn a_customer_is_asked_again_when_the_survey_has_rested() {
    let world = World::new();
    let new = json!({ "touchpoint": "order_completed", "history": [] });
    check(&world, new, Ok("order")).await;
    check(&world, order("shown", DAY_S), Err("cooldown")).await;
    check(&world, order("shown", 30 * DAY_S - 1), Err("cooldown")).await;
    check(&world, order("shown", 30 * DAY_S), Ok("order")).await;
    check(&world, order("rated", 89 * DAY_S), Err("answered_recently")).await;
    check(&world, order("completed", 90 * DAY_S), Ok("order")).await;
    check(&world, order("dismissed", 31 * DAY_S), Ok("order")).await;
    check(&world, order("opted_out", 3650 * DAY_S), Err("opted_out")).await;
}

#[tokio::test]
async fn a_touchpoint_that_no_survey_names_asks_nothing() {
    check(&World::new(), json!({ "touchpoint": "chat_closed", "history": [] }), Err("no_survey")).await;
}

#[tokio::test]
async fn a_browser_that_cannot_remember_is_not_asked() {
    let world = World::new();
    check(&world, json!({ "touchpoint": "order_completed", "history": null }), Err("storage_blocked")).await;
    check(&world, json!({ "touchpoint": "order_completed" }), Err("storage_blocked")).await;
}

#[tokio::test]
async fn a_prompt_says_all_that_the_widget_shows_in_the_customers_language() {
    let world = World::new();
    let asked =
        json!({ "touchpoint": "order_completed", "history": [], "locales": ["es-AR", "en"], "device": "phone" });
    let prompt = world.page.ask(&asked).await.prompt.unwrap();
    assert_eq!((prompt.locale.as_str(), prompt.version, prompt.show_within_s), ("es", 1, 3600));
    assert_eq!((prompt.scale.min, prompt.scale.max), (1, 5));
    assert!(prompt.texts.question.starts_with('¿'), "{}", prompt.texts.question);
    assert!(prompt.token.len() <= 512);
    assert_eq!(prompt.id.get_version_num(), 7);
    let other = world.page.ask(&asked).await.prompt.unwrap();
    assert_ne!(prompt.id, other.id);
}
