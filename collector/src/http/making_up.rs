//! Values that anybody makes up: so many have tallies of their own (RELIABILITY.md T14).

use serde_json::json;

use super::world::World;
use crate::{
    calendar::Day,
    store::query::{Dimension, TallyQuery},
};

#[tokio::test]
async fn stages_that_a_page_makes_up_are_counted_so_far_and_then_as_other() {
    let world = World::of("UTC", "2026-09-21T12:00:00Z").await;
    for at in 0..1_050 {
        let asks = json!({ "touchpoint": "account_viewed", "stage": format!("made-up-{at}"), "history": [] });
        let (_, reply) = world.post("prompts", &asks).await;
        assert_eq!(world.report(&reply["prompt"], &json!(0)).await, 201);
    }
    let (site, survey) = ("shop".parse().unwrap(), "relation".parse().unwrap());
    let (from, to) = (Day(0), Day(100_000));
    let query = TallyQuery { site, survey, dimension: Dimension::Stage, value: None, from, to };
    let rows = world.app.store.tallies(query).await.unwrap();
    let other = rows.iter().find(|row| row.value == "other").unwrap();
    assert_eq!((rows.len(), other.tally.answered()), (1_001, 50));
    assert_eq!(world.app.store.verify().await.unwrap(), []);
}
