//! The matrix of routes and keys (RELIABILITY.md T8), by the document that the collector serves: a route that wants a key
//! and that is not tried here fails the suite.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use tests::client::{Owner, report, send};
use tests::dashboard::Dashboard;
use tokio::time::timeout;

use crate::good::{DIFFERS, Good, good_requests};
use crate::stored;
use crate::world::World;

/// How soon a running collector sees what the command line changed.
const SOON: Duration = Duration::from_secs(2);

struct Keys {
    revoked: String,
    expired: String,
}

/// Dashboards in which somebody is signed in.
struct Sessions {
    nobodys: Dashboard,
    theirs: Dashboard,
    reading: Dashboard,
    managing: Dashboard,
}

impl Sessions {
    async fn begin(world: &World) -> Self {
        let signed_in = async |key: &str| {
            let mut dashboard = Dashboard::new(&world.collector.address);
            assert_eq!(dashboard.sign_in(key).await.status, 200);
            dashboard
        };
        Self {
            nobodys: Dashboard::new(&world.collector.address),
            theirs: signed_in(&world.stranger.manage_key).await,
            reading: signed_in(&world.shop.read_key).await,
            managing: signed_in(&world.shop.manage_key).await,
        }
    }
}

/// Manage keys of the shop that open nothing any more, once the collector knows.
async fn lapsed_keys(world: &World) -> Keys {
    let add = |name: &str| -> Value {
        let words = ["key", "add", "--site", "shop", "--scope", "manage", "--name", name, "--days", "1", "--json"];
        serde_json::from_str(&world.data.sondeo(&words)).unwrap()
    };
    let text = |key: &Value, field: &str| key[field].as_str().unwrap().to_owned();
    let (expired, revoked) = (add("expired"), add("revoked"));
    stored::expire_key(&world.data, "expired").await;
    // What the command line changes lets the collector read all keys again.
    world.data.sondeo(&["key", "revoke", "--site", "shop", &text(&revoked, "id")]);
    let keys = Keys { revoked: text(&revoked, "key"), expired: text(&expired, "key") };
    // From another address: keys that are not known yet are wrong ones, of which each has only so many.
    let elsewhere = Client::builder().local_address(IpAddr::from([127, 0, 0, 2])).build().unwrap();
    let address = format!("{}/v1/scores?survey=relation", world.collector.address);
    for (key, why) in [(&keys.revoked, "was revoked"), (&keys.expired, "has expired")] {
        let asks = || send(elsewhere.get(&address).bearer_auth(key));
        let lapses = async { while !said(&asks().await.body).contains(why) {} };
        timeout(SOON, lapses).await.unwrap_or_else(|_| panic!("no key {why}"));
    }
    keys
}

/// What the shop has: its scores, its surveys, its marks and its keys.
async fn ours_now(world: &World) -> [Value; 4] {
    let (owner, manager) = (&world.owner, Owner::new(&world.collector.address, &world.shop.manage_key));
    let (surveys, marks, keys) = (owner.list("surveys").await, owner.list("marks").await, manager.list("keys").await);
    [owner.total("relation").await, surveys, marks, keys]
}

fn said(problem: &Value) -> &str {
    problem["detail"].as_str().unwrap_or_default()
}

/// An answer to its last byte, but for the time.
async fn bytes(request: RequestBuilder) -> (u16, Vec<String>, String) {
    let answer = request.header("x-request-id", "the-same").send().await.unwrap();
    let headers = answer.headers().iter().filter(|(name, _)| *name != "date");
    let headers = headers.map(|(name, value)| format!("{name}: {value:?}")).collect();
    (answer.status().as_u16(), headers, answer.text().await.unwrap())
}

async fn every_route_and_key(world: World) {
    let prompt = world.page.prompt("account_viewed").await;
    assert_eq!(world.page.report(&report(&prompt, 1, "rated", Some(9))).await.status, 201);
    for (key, name) in [(&world.shop, "returns"), (&world.shop, "opening"), (&world.stranger, "opening")] {
        let owner = Owner::new(&world.collector.address, &key.manage_key);
        let mark = json!({ "day": "2026-10-01", "note": name });
        assert_eq!(send(owner.request(Method::PUT, &format!("marks/{name}")).json(&mark)).await.status, 201);
    }
    let client = Client::new();
    let at = |path: &str| format!("{}{path}", world.collector.address);
    let document = send(client.get(at("/openapi.json"))).await.body;
    let spare = world.data.sondeo(&["key", "add", "--site", "shop", "--scope", "read", "--json"]);
    let spare: Value = serde_json::from_str(&spare).unwrap();
    let good = good_requests(prompt.id, spare["id"].as_str().unwrap());
    let mut wanting = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if operation["security"].as_array().is_some_and(|schemes| schemes.iter().any(|one| one["key"].is_array())) {
                wanting.insert((method.as_str(), path.as_str()));
            }
        }
    }
    let tried: BTreeSet<_> = good.iter().map(|good| (good.method, good.path)).collect();
    assert_eq!(wanting, tried, "say in tests/api/opening.rs what a good request of each route with a key is");

    let keys = lapsed_keys(&world).await;
    let sessions = Sessions::begin(&world).await;
    let cookie = sessions.managing.cookie().unwrap();
    for (place, Good { method, path, ours, unknown, writes, status, theirs, body }) in (1..).zip(&good) {
        // Each route from an address of its own: of each only so many wrong keys are looked at.
        let client = Client::builder().local_address(IpAddr::from([127, 0, 1, place])).build().unwrap();
        let request = |path: &str| {
            let request = client.request(method.to_uppercase().parse().unwrap(), at(path));
            body.iter().fold(request, |request, body| request.json(body).header("if-match", "*"))
        };
        let before = ours_now(&world).await;
        let responses = &document["paths"][path][method]["responses"];
        let (shop, stranger) = (&world.shop, &world.stranger);
        let right = if *writes { &shop.manage_key } else { &shop.read_key };
        let foreign = if *writes { &stranger.manage_key } else { &stranger.read_key };
        let mut rows = vec![
            ("no key", request(ours), 401),
            ("an unknown key", request(ours).bearer_auth("sondeo_live_nothing"), 401),
            ("Basic", request(ours).basic_auth(right, Some("")), 401),
            ("a right key of another scheme", request(ours).header("authorization", format!("Token {right}")), 401),
            ("a right key in the query", request(&format!("{}?key={right}", ours.split('?').next().unwrap())), 401),
            ("the other site's key", request(ours).bearer_auth(foreign), *theirs),
            ("a revoked key", request(ours).bearer_auth(&keys.revoked), 401),
            ("an expired key", request(ours).bearer_auth(&keys.expired), 401),
            ("a session in place of a key", request(ours).header("cookie", &cookie), 401),
        ];
        if *writes {
            rows.push(("a read key", request(ours).bearer_auth(&shop.read_key), 403));
            rows.push(("the other site's read key", request(ours).bearer_auth(&stranger.read_key), 403));
        }
        for (what, request, status) in rows {
            let answer = send(request).await;
            assert_eq!(answer.status, status, "{method} {path}, {what}: {}", answer.body);
            assert!(responses[status.to_string()].is_object(), "{method} {path} does not document {status}");
            let challenge = if status == 401 { "Bearer" } else { "" };
            assert_eq!(answer.header("www-authenticate"), challenge, "{method} {path}, {what}");
            assert_eq!(ours_now(&world).await, before, "{method} {path}, {what}");
        }
        let through = |dashboard: &Dashboard, page: &str| {
            let request = dashboard.request(method.to_uppercase().parse().unwrap(), &format!("sites/shop{ours}"));
            let request = request.header("sec-fetch-site", page);
            send(body.iter().fold(request, |request, body| request.json(body).header("if-match", "*")))
        };
        for (what, dashboard, page, status) in [
            ("nobody's session", &sessions.nobodys, "same-origin", 401),
            ("the other site's session", &sessions.theirs, "same-origin", 401),
            ("a session of another page's visitor", &sessions.managing, "cross-site", 403),
            ("a session of a sibling's visitor", &sessions.managing, "same-site", 403),
            ("a session that reads", &sessions.reading, "same-origin", if *writes { 403 } else { *status }),
        ] {
            let answer = through(dashboard, page).await;
            assert_eq!(answer.status, status, "{method} {path}, {what}: {}", answer.body);
            assert_eq!(ours_now(&world).await, before, "{method} {path}, {what}");
        }
        let theirs = bytes(request(ours).bearer_auth(foreign)).await;
        if DIFFERS.contains(&(*method, *path)) {
            assert!(!theirs.2.contains(&prompt.id.to_string()), "{method} {path}: what is foreign shows: {}", theirs.2);
        } else {
            let never = bytes(request(unknown).bearer_auth(foreign)).await;
            assert_eq!(theirs, never, "{method} {path}: what is foreign shows");
        }
        let answer = send(request(ours).bearer_auth(right)).await;
        assert_eq!(answer.status, *status, "{method} {path} with the right key: {}", answer.body);
    }
    world.data.is_right();
}

#[tokio::test]
async fn every_route_opens_to_its_key_alone_on_sqlite() {
    every_route_and_key(World::new()).await;
}

#[tokio::test]
async fn every_route_opens_to_its_key_alone_on_postgresql() {
    every_route_and_key(World::on_postgres()).await;
}
