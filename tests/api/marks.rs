//! Marks: days on which something changed, and what the scores were before and after.

use reqwest::Method;
use serde_json::{Value, json};
use tests::client::{Answer, Owner, send};

use crate::world::World;

async fn put(owner: &Owner, name: &str, day: &str, note: &str) -> Answer {
    send(owner.request(Method::PUT, &format!("marks/{name}")).json(&json!({ "day": day, "note": note }))).await
}

fn names(listed: &Value) -> Vec<&str> {
    listed["marks"].as_array().unwrap().iter().map(|mark| mark["name"].as_str().unwrap()).collect()
}

async fn a_mark_is_put_read_listed_and_removed(world: World) {
    let owner = Owner::new(&world.collector.address, &world.shop.manage_key);
    let returns = json!({ "name": "returns", "day": "2026-10-01", "note": "new returns policy, \"30 days\" é" });
    let made = put(&owner, "returns", "2026-10-01", "new returns policy, \"30 days\" é").await;
    assert_eq!((made.status, &made.body), (201, &returns));
    assert_eq!(put(&owner, "returns", "2026-10-01", "new returns policy, \"30 days\" é").await.status, 200);
    put(&owner, "hotline", "2026-09-15", "a telephone number").await;
    put(&owner, "moved", "2026-12-24", "a day to come").await;
    assert_eq!(send(world.owner.request(Method::GET, "marks/returns")).await.body, returns);
    assert_eq!(names(&world.owner.list("marks").await), ["hotline", "returns", "moved"]);
    assert_eq!(names(&world.owner.list("marks?from=2026-10-01").await), ["returns", "moved"]);
    assert_eq!(names(&world.owner.list("marks?to=2026-10-01").await), ["hotline"]);
    let moved = put(&owner, "moved", "2026-09-01", "corrected").await;
    assert_eq!((moved.status, &moved.body["day"]), (200, &json!("2026-09-01")));
    assert_eq!(names(&world.owner.list("marks").await), ["moved", "hotline", "returns"]);
    assert_eq!(send(owner.request(Method::DELETE, "marks/moved")).await.status, 204);
    assert_eq!(send(owner.request(Method::DELETE, "marks/moved")).await.status, 404);
    assert_eq!(names(&world.owner.list("marks").await), ["hotline", "returns"]);
}

#[tokio::test]
async fn a_mark_is_put_read_listed_and_removed_on_sqlite() {
    a_mark_is_put_read_listed_and_removed(World::new()).await;
}

#[tokio::test]
async fn a_mark_is_put_read_listed_and_removed_on_postgres() {
    a_mark_is_put_read_listed_and_removed(World::on_postgres()).await;
}
