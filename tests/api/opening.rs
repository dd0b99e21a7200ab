//! The matrix of routes and keys (RELIABILITY.md T8), by the document that the collector serves: a route that wants a key
//! and that is not tried here fails the suite.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use tests::client::{Owner, report, send};
use tokio::time::timeout;

use crate::stored;
use crate::world::World;

/// How soon a running collector sees what the command line changed.
const SOON: Duration = Duration::from_secs(2);

/// A request that a right key of the shop opens.
struct Good {
    method: &'static str,
    /// The address as the document has it.
    path: &'static str,
    /// The address of something of the shop's.
    ours: String,
    /// The address of what never was.
    unknown: String,
    /// Whether it takes the manage key.
    writes: bool,
    status: u16,
    /// What the other site's key is told about what is the shop's: that there is nothing of this name, or a list of its
    /// own.
    theirs: u16,
    body: Option<Value>,
}

impl Good {
    /// One that reads what has a name.
    fn read(path: &'static str, ours: &str, unknown: &str) -> Self {
        let (ours, unknown) = (ours.to_owned(), unknown.to_owned());
        Self { method: "get", path, ours, unknown, writes: false, status: 200, theirs: 404, body: None }
    }

    /// One that lists: everybody's list is at the same address.
    fn list(path: &'static str) -> Self {
        Self { theirs: 200, ..Self::read(path, path, path) }
    }

    /// One that changes what has a name.
    fn write(method: &'static str, path: &'static str, ours: &str, unknown: &str, status: u16) -> Self {
        Self { method, writes: true, status, ..Self::read(path, ours, unknown) }
    }
}

/// What lasts, unless it is told not to.
const LIVE: &str = "/v1/live";

struct Keys {
    revoked: String,
    expired: String,
}

fn good_requests(id: uuid::Uuid) -> Vec<Good> {
    let survey = json!({ "slug": "relation", "metric": "nps", "touchpoints": ["account_viewed"] });
    vec![
        Good::read("/v1/scores", "/v1/scores?survey=relation", "/v1/scores?survey=nowhere"),
        Good::read(
            "/v1/explain",
            "/v1/explain?touchpoint=account_viewed&survey=relation",
            "/v1/explain?touchpoint=account_viewed&survey=nowhere",
        ),
        Good::list("/v1/marks"),
        Good::read("/v1/marks/{name}", "/v1/marks/returns", "/v1/marks/nowhere"),
        Good::write("delete", "/v1/marks/{name}", "/v1/marks/returns", "/v1/marks/nowhere", 204),
        // The other site makes one of its own, of the same name.
        Good {
            theirs: 200,
            body: Some(json!({ "day": "2026-10-02", "note": "whatever" })),
            ..Good::write("put", "/v1/marks/{name}", "/v1/marks/opening", "/v1/marks/opening", 200)
        },
        Good::list("/v1/responses"),
        Good::read(
            "/v1/responses/{id}",
            &format!("/v1/responses/{id}"),
            &format!("/v1/responses/{}", uuid::Uuid::max()),
        ),
        Good { theirs: 200, ..Good::read(LIVE, "/v1/live?seconds=0", "/v1/live?seconds=0") },
        Good::list("/v1/surveys"),
        Good::read("/v1/surveys/{slug}", "/v1/surveys/relation", "/v1/surveys/nowhere"),
        // Of a survey that is there: else the other site would make one of its own.
        Good {
            theirs: 412,
            body: Some(survey),
            ..Good::write("put", "/v1/surveys/{slug}", "/v1/surveys/relation", "/v1/surveys/relation", 200)
        },
        Good::write("post", "/v1/surveys/{slug}/pause", "/v1/surveys/relation/pause", "/v1/surveys/nowhere/pause", 200),
        Good::write(
            "post",
            "/v1/surveys/{slug}/resume",
            "/v1/surveys/relation/resume",
            "/v1/surveys/nowhere/resume",
            200,
        ),
        Good::write("delete", "/v1/surveys/{slug}", "/v1/surveys/relation", "/v1/surveys/nowhere", 204),
        Good::write(
            "delete",
            "/v1/responses/{id}",
            &format!("/v1/responses/{id}"),
            &format!("/v1/responses/{}", uuid::Uuid::max()),
            204,
        ),
    ]
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

/// What the shop has: its scores, its surveys and its marks.
async fn ours_now(world: &World) -> [Value; 3] {
    let owner = &world.owner;
    [owner.total("relation").await, owner.list("surveys").await, owner.list("marks").await]
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
    let good = good_requests(prompt.id);
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
        let theirs = bytes(request(ours).bearer_auth(foreign)).await;
        if *path == LIVE {
            // Where it begins is another place at every moment.
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
