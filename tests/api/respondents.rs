//! A customer whom the site's server names, and who rates more in a day than one counts for (RELIABILITY.md T1).

use serde_json::Value;
use tests::client::report;

use crate::signing::{add_secret, asked, known, order, sign};
use crate::world::World;

/// How many ratings of one respondent count a day.
const WORDS: [&str; 2] = ["--ratings-per-respondent", "3"];

async fn what_is_on_top_of_a_day_is_held_back(world: World) {
    let (_, secret) = add_secret(&world);
    known(&world, &secret).await;
    // All are asked before the first is answered: who has answered is not asked again so soon.
    let mut prompts = Vec::new();
    for at in 0..5 {
        let token = sign(&order(&format!("order-{at}")), &secret);
        prompts.push(world.page.ask(&asked(&token)).await.prompt.expect("who is vouched for is asked"));
    }
    let total = async || {
        world.data.is_right();
        let total = world.owner.total("relation").await;
        ["response_count", "quarantined_count"].map(|count| total[count].as_u64().unwrap())
    };
    for prompt in &prompts {
        for (rev, outcome) in [(1, "rated"), (2, "completed")] {
            assert_eq!(world.page.report(&report(prompt, rev, outcome, Some(0))).await.status, 201);
        }
    }
    assert_eq!(total().await, [3, 2]);
    let nobody = world.page.prompt("account_viewed").await;
    assert_eq!(world.page.report(&report(&nobody, 1, "rated", Some(10))).await.status, 201);
    assert_eq!(total().await, [4, 2], "who is nobody's respondent");
    let listed = world.data.sondeo(&["quarantine", "list", "--site", "shop", "--json"]);
    let groups: Value = serde_json::from_str(&listed).unwrap();
    assert_eq!((&groups[0]["reason"], &groups[0]["responses"]), (&"respondent".into(), &2.into()), "{groups}");
    world.data.sondeo(&["quarantine", "release", "--site", "shop", "--all"]);
    assert_eq!(total().await, [6, 0]);
}

#[tokio::test]
async fn what_is_on_top_of_a_respondents_day_is_held_back_on_sqlite() {
    what_is_on_top_of_a_day_is_held_back(World::with(&WORDS)).await;
}

#[tokio::test]
async fn what_is_on_top_of_a_respondents_day_is_held_back_on_postgresql() {
    what_is_on_top_of_a_day_is_held_back(World::on_postgres_with(&WORDS)).await;
}
