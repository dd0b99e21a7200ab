//! Keys: each opens one site, as far as its scope goes, until it expires or is revoked.

use reqwest::{Client, Method};
use serde_json::{Value, json};
use std::time::Duration;
use tests::client::{Answer, Owner, send};
use tokio::time::timeout;

use crate::world::World;

/// How soon a running collector sees what the command line changed.
const SOON: Duration = Duration::from_secs(2);

/// A key that the shop adds, as `--json` prints it.
fn add(world: &World, more: &[&str]) -> Value {
    let printed = world.data.sondeo(&[&["key", "add", "--site", "shop", "--json"], more].concat());
    serde_json::from_str(&printed).unwrap_or_else(|cause| panic!("key add --json printed {printed}: {cause}"))
}

/// Asks for a score until the answer has this status.
async fn becomes(world: &World, key: &Value, status: u16) -> Answer {
    let owner = Owner::new(&world.collector.address, key["key"].as_str().unwrap());
    let asked = async {
        loop {
            let answer = send(owner.get("survey=relation")).await;
            if answer.status == status {
                break answer;
            }
        }
    };
    timeout(SOON, asked).await.unwrap_or_else(|_| panic!("no answer had the status {status}"))
}

/// Tries to remove a response that is not there: 404 for who may.
async fn delete(world: &World, key: &Value) -> u16 {
    let address = format!("{}/v1/responses/{}", world.collector.address, uuid::Uuid::max());
    send(Client::new().request(Method::DELETE, address).bearer_auth(key["key"].as_str().unwrap())).await.status
}

#[tokio::test]
async fn a_key_that_is_added_opens_soon_and_as_far_as_its_scope_goes() {
    let world = World::new();
    let read = add(&world, &["--scope", "read", "--name", "dashboard"]);
    let manage = add(&world, &["--scope", "manage", "--days", "7"]);
    becomes(&world, &read, 200).await;
    becomes(&world, &manage, 200).await;
    assert_eq!((delete(&world, &read).await, delete(&world, &manage).await), (403, 404));
    assert!(read["key"].as_str().unwrap().starts_with("sondeo_live_"));
    assert_eq!((&read["scope"], &read["expires_at"]), (&json!("read"), &json!(null)));

    let listed = world.data.sondeo(&["key", "list", "--site", "shop", "--json"]);
    assert!(!listed.contains("sondeo_live_"), "{listed}");
    let listed: Vec<Value> = serde_json::from_str(&listed).unwrap();
    assert_eq!(listed.len(), 4, "two of the site's own: {listed:?}");
    let of = |key: &Value| listed.iter().find(|listed| listed["id"] == key["id"]).expect("it is listed");
    assert_eq!((&of(&read)["name"], &of(&read)["state"]), (&json!("dashboard"), &json!("valid")));
    assert_eq!(of(&manage)["expires_at"], manage["expires_at"]);
    assert!(!world.data.sondeo(&["key", "list"]).contains("sondeo_live_"));
}

#[tokio::test]
async fn a_revoked_key_opens_nothing_and_is_told_why() {
    let world = World::new();
    let key = add(&world, &["--scope", "manage"]);
    let other = add(&world, &["--scope", "read"]);
    becomes(&world, &key, 200).await;
    let said = world.data.sondeo(&["key", "revoke", "--site", "shop", key["id"].as_str().unwrap()]);
    assert!(said.contains("is revoked"), "{said}");
    let refused = becomes(&world, &key, 401).await;
    assert_eq!(refused.body["code"], "key_invalid");
    assert!(refused.body["detail"].as_str().unwrap().contains("was revoked"), "{}", refused.body);
    assert_eq!(refused.header("www-authenticate"), "Bearer");
    assert_eq!(delete(&world, &key).await, 401);
    becomes(&world, &other, 200).await;
    // Who never had a right key learns nothing.
    let wrong = Owner::new(&world.collector.address, "sondeo_live_nothing");
    let unknown = send(wrong.get("survey=relation")).await;
    assert!(!unknown.body["detail"].as_str().unwrap().contains("revoked"), "{}", unknown.body);
    let state = world.data.sondeo(&["key", "list", "--json"]);
    assert_eq!(state.matches("\"state\":\"revoked\"").count(), 1, "{state}");
}

#[tokio::test]
async fn keys_over_http_are_those_of_the_command_line() {
    let world = World::new();
    let manager = Owner::new(&world.collector.address, &world.shop.manage_key);
    let wanted = json!({ "scope": "read", "days": 90, "name": " monthly report " });
    let added = send(manager.request(Method::POST, "keys").json(&wanted)).await;
    assert_eq!(added.status, 201, "{}", added.body);
    assert_eq!((&added.body["scope"], &added.body["name"]), (&json!("read"), &json!("monthly report")));
    // This collector goes by it at once.
    let owner = Owner::new(&world.collector.address, added.body["key"].as_str().unwrap());
    assert_eq!(send(owner.get("survey=relation")).await.status, 200);
    assert_eq!(send(owner.request(Method::POST, "keys").json(&wanted)).await.status, 403, "it reads");

    let listed = manager.list("keys").await;
    assert!(!listed.to_string().contains("sondeo_live_"), "{listed}");
    let printed = world.data.sondeo(&["key", "list", "--site", "shop", "--json"]);
    let mut printed: Vec<Value> = serde_json::from_str(&printed).unwrap();
    for key in &mut printed {
        assert_eq!(key.as_object_mut().unwrap().remove("site"), Some(json!("shop")));
    }
    assert_eq!(listed["keys"], json!(printed));
    let mut told = added.body.clone();
    told.as_object_mut().unwrap().remove("key");
    assert!(printed.contains(&told), "{printed:?}");
    let stranger = Owner::new(&world.collector.address, &world.stranger.manage_key);
    assert!(!stranger.list("keys").await.to_string().contains(told["id"].as_str().unwrap()));

    let revoke =
        async |by: &Owner| send(by.request(Method::DELETE, &format!("keys/{}", told["id"].as_str().unwrap()))).await;
    assert_eq!(revoke(&stranger).await.status, 404);
    assert_eq!(revoke(&manager).await.status, 204);
    assert_eq!(revoke(&manager).await.status, 204, "it stays so");
    let refused = send(owner.get("survey=relation")).await;
    assert!(refused.status == 401 && refused.body["detail"].as_str().unwrap().contains("was revoked"));
    let listed = world.data.sondeo(&["key", "list", "--site", "shop"]);
    assert!(listed.contains("revoked"), "{listed}");
}

#[tokio::test]
async fn a_key_may_revoke_itself() {
    let world = World::new();
    let manager = Owner::new(&world.collector.address, &world.shop.manage_key);
    let own = manager.list("keys").await["keys"].as_array().unwrap().clone();
    let own = own.iter().find(|key| key["scope"] == "manage").unwrap()["id"].as_str().unwrap().to_owned();
    assert_eq!(send(manager.request(Method::DELETE, &format!("keys/{own}"))).await.status, 204);
    assert_eq!(send(manager.request(Method::GET, "keys")).await.status, 401);
}

/// What owners read, one address for each route.
const READS: [&str; 7] = [
    "/v1/site",
    "/v1/scores?survey=relation",
    "/v1/explain?touchpoint=account_viewed",
    "/v1/responses",
    "/v1/responses?format=csv",
    "/v1/responses?format=ndjson",
    "/v1/live?seconds=0",
];

#[tokio::test]
async fn what_owners_read_opens_to_keys_of_either_scope_and_to_nothing_else() {
    let world = World::new();
    let get = |path: &str| Client::new().get(format!("{}{path}", world.collector.address));
    for path in READS {
        for key in [&world.shop.read_key, &world.shop.manage_key] {
            assert_eq!(send(get(path).bearer_auth(key)).await.status, 200, "{path}");
        }
        assert_eq!(send(get(path)).await.status, 401, "{path}");
        assert_eq!(
            send(get(path).header("authorization", format!("bearer {}", world.shop.read_key))).await.status,
            401,
            "{path}"
        );
        let mark = if path.contains('?') { '&' } else { '?' };
        let in_address = send(get(&format!("{path}{mark}key={}", world.shop.read_key))).await;
        assert_eq!(in_address.status, 401, "{path}");
    }
    let read = add(&world, &["--scope", "read"]);
    becomes(&world, &read, 200).await;
    world.data.sondeo(&["key", "revoke", "--site", "shop", read["id"].as_str().unwrap()]);
    becomes(&world, &read, 401).await;
    for path in READS {
        assert_eq!(send(get(path).bearer_auth(read["key"].as_str().unwrap())).await.status, 401, "{path}");
    }
}

#[tokio::test]
async fn a_day_of_expiry_is_the_last_one_of_the_sites_zone() {
    let world = World::new();
    // The world's sites count their days in Madrid, an hour ahead of UTC in winter.
    let key = add(&world, &["--scope", "read", "--expires", "2100-01-31"]);
    assert_eq!(key["expires_at"], "2100-01-31T23:00:00Z");
    for (words, why) in [
        (["--site", "shop", "--expires", "2020-01-31"], "that day is over"),
        (["--site", "nowhere", "--expires", "2100-01-31"], "there is no site nowhere"),
    ] {
        let refused = world.data.try_sondeo(&[&["key", "add", "--scope", "read"], &words[..]].concat());
        let said = String::from_utf8_lossy(&refused.stderr);
        assert!(!refused.status.success() && said.contains(why), "{said}");
    }
}
