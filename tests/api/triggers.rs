//! Page events that are interactions by themselves: from a survey's file to the page.

use serde_json::{Value, json};
use tests::client::send;
use tests::wait::until;

use crate::world::{FOLLOWED, World};

const SURVEYS: &str = r#"
[[survey]]
slug = "pricing"
metric = "csat"
touchpoints = ["pricing_seen", "pricing_left"]
[[survey.trigger]]
touchpoint = "pricing_seen"
path = "/pricing*"
after = "scroll"
scroll_percent = 50
[[survey.trigger]]
touchpoint = "pricing_left"
after = "exit"

[[survey]]
slug = "relation"
metric = "nps"
touchpoints = ["pricing_seen"]
[[survey.trigger]]
path = "/pricing*"
after = "scroll"
scroll_percent = 50
[[survey.trigger]]
after = "click"
selector = "a[href='/é'], .buy"
[[survey.trigger]]
path = "/"
after = "delay"
delay_s = 0
"#;

async fn pages_are_told_the_triggers_of_surveys_that_ask(world: World) {
    let tag = async || send(world.page.get("tag")).await.body["triggers"].take();
    assert_eq!(tag().await, json!([]));
    let is_told = async |what: &str, want: &Value| until(what, FOLLOWED, async || tag().await == *want).await;
    world.data.apply("shop", SURVEYS);
    let all = json!([
        { "touchpoint": "pricing_seen", "path": "/pricing*", "after": "scroll", "scroll_percent": 50 },
        { "touchpoint": "pricing_left", "path": "/*", "after": "exit" },
        { "touchpoint": "pricing_seen", "path": "/*", "after": "click", "selector": "a[href='/é'], .buy" },
        { "touchpoint": "pricing_seen", "path": "/", "after": "delay", "delay_s": 0 },
    ]);
    is_told("a survey has triggers", &all).await;
    world.data.sondeo(&["site", "set", "shop", "--paused", "true"]);
    is_told("a site that is paused has none", &json!([])).await;
    world.data.sondeo(&["site", "set", "shop", "--paused", "false"]);
    is_told("a site that goes on has them again", &all).await;
    world.data.apply("shop", &SURVEYS.replace("metric = \"nps\"", "metric = \"nps\"\nlive = false"));
    is_told("a survey that asks nothing has none", &json!([all[0], all[1]])).await;
    let gone = SURVEYS.split("[[survey.trigger]]").next().unwrap();
    world.data.apply("shop", gone);
    is_told("triggers go with their lines in the file", &json!([])).await;
}

#[tokio::test]
async fn pages_are_told_the_triggers_of_surveys_that_ask_on_sqlite() {
    pages_are_told_the_triggers_of_surveys_that_ask(World::new()).await;
}

#[tokio::test]
async fn pages_are_told_the_triggers_of_surveys_that_ask_on_postgresql() {
    pages_are_told_the_triggers_of_surveys_that_ask(World::on_postgres()).await;
}
