//! A site that its owner paused: it asks nobody, and no answer is lost.

use serde_json::{Value, json};
use tests::client::{report, send};
use tests::wait::until;

use crate::world::{FOLLOWED, World};

async fn a_paused_site_asks_nobody_and_takes_what_was_answered(world: World) {
    let asked = json!({ "touchpoint": "account_viewed", "history": [] });
    let ask = async || send(world.page.post("prompts").json(&asked)).await;
    let set = |paused| {
        let printed = world.data.sondeo(&["site", "set", "shop", "--paused", paused, "--json"]);
        let site: Value = serde_json::from_str(&printed).unwrap();
        assert_eq!(site["paused"].to_string(), paused);
    };
    let prompt = world.page.prompt("account_viewed").await;
    set("true");
    until("the site is paused", FOLLOWED, async || ask().await.body["code"] == "survey_closed").await;
    for (rev, outcome) in [(0, "shown"), (1, "rated"), (2, "completed")] {
        let rating = (rev > 0).then_some(9);
        assert_eq!(world.page.report(&report(&prompt, rev, outcome, rating)).await.status, 201, "{outcome}");
    }
    assert_eq!(world.owner.total("relation").await["response_count"], 1);
    // A change of something else leaves it paused.
    world.data.sondeo(&["site", "set", "shop", "--locale", "es"]);
    assert_eq!(ask().await.status, 410);
    set("false");
    until("the site asks again", FOLLOWED, async || ask().await.body["prompt"]["locale"] == "es").await;
}

#[tokio::test]
async fn a_paused_site_asks_nobody_and_takes_what_was_answered_on_sqlite() {
    a_paused_site_asks_nobody_and_takes_what_was_answered(World::new()).await;
}

#[tokio::test]
async fn a_paused_site_asks_nobody_and_takes_what_was_answered_on_postgres() {
    a_paused_site_asks_nobody_and_takes_what_was_answered(World::on_postgres()).await;
}
