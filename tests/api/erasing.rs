//! Erasing: only the site's manage key may, what is gone is counted nowhere, and nothing brings it back.

use std::fs;

use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use shared::wire::prompts::Prompt;
use tests::client::{Answer, Page, report, send};
use uuid::Uuid;

use crate::world::{ORIGIN, World, together};

/// A DELETE of a response.
fn delete(world: &World, id: &str, key: Option<&str>) -> RequestBuilder {
    let request = Client::new().request(Method::DELETE, format!("{}/v1/responses/{id}", world.collector.address));
    match key {
        Some(key) => request.bearer_auth(key),
        None => request,
    }
}

/// A world with one rated response, whose prompt this is.
async fn rated() -> (World, Prompt) {
    let world = World::new();
    let prompt = world.page.prompt("account_viewed").await;
    let mut told = report(&prompt, 1, "rated", Some(9));
    told["comment"] = json!("the words of a customer");
    assert_eq!(world.page.report(&told).await.status, 201);
    (world, prompt)
}

/// A refusal without what is different in each.
fn refusal(answer: Answer) -> (u16, Value) {
    let mut body = answer.body;
    body["instance"].take();
    (answer.status, body)
}

#[tokio::test]
async fn only_the_manage_key_of_its_site_removes_a_response() {
    let (world, prompt) = rated().await;
    let id = prompt.id.to_string();
    let before = world.owner.total("relation").await;
    for (what, key, status, code) in [
        ("no key", None, 401, "key_invalid"),
        ("an unknown key", Some("sondeo_live_nothing"), 401, "key_invalid"),
        ("a read key", Some(world.shop.read_key.as_str()), 403, "scope_missing"),
        ("another site's read key", Some(world.stranger.read_key.as_str()), 403, "scope_missing"),
        ("another site's manage key", Some(world.stranger.manage_key.as_str()), 404, "not_found"),
    ] {
        let answer = send(delete(&world, &id, key)).await;
        assert_eq!((answer.status, answer.body["code"].as_str()), (status, Some(code)), "{what}: {}", answer.body);
        assert_eq!(world.owner.total("relation").await, before, "{what}");
    }
    let manage_key = Some(world.shop.manage_key.as_str());
    assert_eq!(send(delete(&world, &id, manage_key)).await.status, 204);
    assert_eq!(world.owner.total("relation").await["response_count"], 0);
    world.data.is_right();
}

#[tokio::test]
async fn another_sites_response_is_as_unknown_as_one_that_never_was() {
    let (world, prompt) = rated().await;
    let key = Some(world.stranger.manage_key.as_str());
    let foreign = refusal(send(delete(&world, &prompt.id.to_string(), key)).await);
    assert_eq!(foreign.0, 404);
    for unknown in [Uuid::max().to_string(), prompt.id.to_string().to_uppercase(), "7".to_owned()] {
        assert_eq!(refusal(send(delete(&world, &unknown, key)).await), foreign, "{unknown}");
    }
    // Also where it was removed by its own site.
    send(delete(&world, &prompt.id.to_string(), Some(&world.shop.manage_key))).await;
    assert_eq!(refusal(send(delete(&world, &prompt.id.to_string(), key)).await), foreign);
}

#[tokio::test]
async fn what_was_removed_twice_stays_away_from_every_replay() {
    let (world, prompt) = rated().await;
    let (other, key) = (world.page.prompt("account_viewed").await, Some(world.shop.manage_key.as_str()));
    world.page.report(&report(&other, 1, "rated", Some(3))).await;
    for _ in 0..2 {
        let answer = send(delete(&world, &prompt.id.to_string(), key)).await;
        assert_eq!((answer.status, answer.body), (204, Value::Null));
    }
    let before = world.owner.total("relation").await;
    assert_eq!((&before["response_count"], &before["detractor_count"]), (&json!(1), &json!(1)));
    for (rev, outcome, rating) in [(0, "shown", None), (1, "rated", Some(9)), (2, "completed", Some(9))] {
        let answer = world.page.report(&report(&prompt, rev, outcome, rating)).await;
        assert_eq!((answer.status, &answer.body["status"]), (200, &json!("stale")), "{outcome}");
    }
    assert_eq!(world.owner.total("relation").await, before);
    assert!(world.data.sondeo(&["verify"]).contains("recount of 1 response"));
}

#[tokio::test]
async fn the_command_line_erases_beside_a_running_collector() {
    let (world, prompt) = rated().await;
    let erase = |what: &str, whom: &str| world.data.sondeo(&["erase", "--site", "shop", what, whom]);
    let id = prompt.id.to_string();
    let said = erase("--response", &id);
    assert!(said.starts_with("1 response removed\n") && said.contains("nothing of it is left"), "{said}");
    assert!(erase("--response", &id).starts_with("the response was removed before"));
    assert!(erase("--respondent", "r-7").starts_with("erased the respondent: 0 responses"));
    assert!(erase("--respondent", "r-7").starts_with("the respondent was erased before"));
    assert_eq!(world.owner.total("relation").await["response_count"], 0);
    assert_eq!(world.page.report(&report(&prompt, 1, "rated", Some(9))).await.body["status"], "stale");
    for (site, what, whom, why) in [
        ("nowhere", "--respondent", "r-7", "there is no site nowhere"),
        ("stranger", "--response", id.as_str(), "has no response"),
    ] {
        let refused = world.data.try_sondeo(&["erase", "--site", site, what, whom]);
        let said = String::from_utf8_lossy(&refused.stderr);
        assert!(!refused.status.success() && said.contains(why), "{said}");
    }
    world.data.is_right();
}

#[tokio::test]
async fn what_was_said_of_an_interaction_is_found_by_its_id() {
    let world = World::new();
    let mut told = Vec::new();
    for (interaction, rating) in [("order-7", 9), ("order-7", 8), ("order-70", 3)] {
        let asked = json!({ "touchpoint": "account_viewed", "interaction_id": interaction, "history": [] });
        let prompt = world.page.ask(&asked).await.prompt.unwrap();
        told.push(report(&prompt, 1, "rated", Some(rating)));
        assert_eq!(world.page.report(told.last().unwrap()).await.status, 201);
    }
    let erase = || world.data.sondeo(&["erase", "--site", "shop", "--interaction", "order-7"]);
    assert!(erase().starts_with("erased what was said of the interaction: 2 responses removed\n"));
    assert!(erase().starts_with("erased what was said of the interaction: 0 responses removed\n"));
    let stored = together(3, told.iter().map(|told| world.page.report(told))).await;
    let stored: Vec<_> = stored.iter().map(|answer| answer.body["status"].as_str().unwrap()).collect();
    assert_eq!(stored.iter().filter(|status| **status == "stale").count(), 2, "{stored:?}");
    let total = world.owner.total("relation").await;
    assert_eq!((&total["response_count"], &total["detractor_count"]), (&json!(1), &json!(1)));
    world.data.is_right();
}

#[tokio::test]
async fn a_site_says_how_long_it_keeps_responses_and_a_running_collector_goes_by_it() {
    let (world, _) = rated().await;
    let listed = |site: &str| {
        let list: Value = serde_json::from_str(&world.data.sondeo(&["site", "list", "--json"])).unwrap();
        list.as_array().unwrap().iter().find(|listed| listed["site"] == site).unwrap()["retention_days"].clone()
    };
    assert_eq!(listed("shop"), Value::Null);
    world.data.sondeo(&["site", "set", "shop", "--retention-days", "30"]);
    assert_eq!((listed("shop"), listed("stranger")), (json!(30), Value::Null));
    world.data.sondeo(&["site", "set", "shop", "--tz", "UTC"]);
    assert_eq!(listed("shop"), json!(30), "what is not named stays");
    world.data.sondeo(&["site", "set", "shop", "--retention-days", "forever"]);
    assert_eq!(listed("shop"), Value::Null);
    assert_eq!(world.owner.total("relation").await["response_count"], 1, "what is younger was removed");
}

#[tokio::test]
async fn what_was_removed_since_a_backup_does_not_come_back_with_it() {
    let (mut world, prompt) = rated().await;
    let kept = world.page.prompt("account_viewed").await;
    world.page.report(&report(&kept, 1, "rated", Some(3))).await;
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("backup.db").display().to_string();
    world.data.sondeo(&["backup", &backup]);
    let deleted = send(delete(&world, &prompt.id.to_string(), Some(&world.shop.manage_key))).await;
    assert_eq!(deleted.status, 204);
    world.collector.kill();

    let said = world.data.sondeo(&["restore", &backup]);
    assert!(
        said.contains("has the 1 responses") && said.contains("1 responses were erased since the backup"),
        "{said}"
    );
    let restored = fs::read(world.data.folder().join("sondeo.db")).unwrap();
    let words = b"the words of a customer";
    assert!(!restored.windows(words.len()).any(|window| window == words), "the words are back");
    world.data.is_right();
    let again = world.data.serve();
    let page = Page::new(&again.address, "shop", ORIGIN);
    assert_eq!(page.report(&report(&prompt, 1, "rated", Some(9))).await.body["status"], "stale");
    assert_eq!(page.report(&report(&kept, 1, "rated", Some(3))).await.body["status"], "replayed");
    drop(again);

    // A store that cannot be read any more cannot tell.
    fs::write(world.data.folder().join("sondeo.db"), "what a failing disk writes").unwrap();
    let said = world.data.sondeo(&["restore", &backup]);
    assert!(said.contains("has the 2 responses") && said.contains("is not known"), "{said}");
}
