//! Signed interactions: what the site's server vouches for counts, and nobody else's word does.

use std::fs;
use std::time::{Duration, SystemTime};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use shared::wire::prompts::PromptReply;
use tests::client::{report, send};
use tokio::time::timeout;

use crate::world::World;

/// How soon a running collector sees what the command line changed.
const SOON: Duration = Duration::from_secs(2);

/// Signs claims as the shop's server does.
pub(crate) fn sign(claims: &Value, secret: &str) -> String {
    let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
    let signed = format!("{}.{}", encode(br#"{"alg":"HS256","typ":"JWT"}"#), encode(claims.to_string().as_bytes()));
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap().chain_update(&signed).finalize().into_bytes();
    format!("{signed}.{}", encode(&mac))
}

/// A new signing secret of the shop: its id and itself.
pub(crate) fn add_secret(world: &World) -> (String, String) {
    let printed = world.data.sondeo(&["site", "secret", "add", "shop", "--json"]);
    let added: Value = serde_json::from_str(&printed).unwrap();
    let field = |name: &str| added[name].as_str().unwrap().to_owned();
    (field("id"), field("secret"))
}

fn soon() -> u64 {
    SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs() + 600
}

/// What the shop's server says of an order of the customer `r-canary`.
pub(crate) fn order(interaction: &str) -> Value {
    json!({ "touchpoint": "account_viewed", "interaction_id": interaction, "respondent": "r-canary",
        "attributes": { "plan": "signed-canary" }, "exp": soon() })
}

/// What a page asks that was given this token.
pub(crate) fn asked(token: &str) -> Value {
    json!({ "touchpoint": "account_viewed", "interaction_token": token, "interaction_id": "page-canary",
        "attributes": { "plan": "forged-canary" }, "history": null, "bucket": 0 })
}

/// Waits until what this secret signs is known to the collector.
pub(crate) async fn known(world: &World, secret: &str) {
    let claims = json!({ "touchpoint": "nobody_asks", "exp": soon() });
    let probe = json!({ "touchpoint": "nobody_asks", "interaction_token": sign(&claims, secret) });
    let seen = async { while send(world.page.post("prompts").json(&probe)).await.status != 200 {} };
    timeout(SOON, seen).await.expect("the secret is not known");
}

async fn asks(world: &World, token: &str) -> PromptReply {
    world.page.ask(&asked(token)).await
}

fn stored(world: &World, words: &str) -> bool {
    let files = fs::read_dir(world.data.folder()).unwrap().map(|file| fs::read(file.unwrap().path()).unwrap());
    files.into_iter().any(|bytes| bytes.windows(words.len()).any(|window| window == words.as_bytes()))
}

#[tokio::test]
async fn what_is_signed_overrules_the_page_and_the_customer_is_known_on_every_device() {
    let mut world = World::new();
    let (_, secret) = add_secret(&world);
    known(&world, &secret).await;
    let prompt = asks(&world, &sign(&order("order-1"), &secret)).await.prompt.expect("who is vouched for is asked");
    assert_eq!(world.page.report(&report(&prompt, 1, "rated", Some(9))).await.status, 201);
    // Another browser, another order: the store knows that the customer answered.
    let other = asks(&world, &sign(&order("order-2"), &secret)).await;
    assert_eq!(other.reason.as_deref(), Some("answered_recently"));
    let mut stranger = order("order-3");
    stranger["respondent"] = json!("r-another");
    assert!(asks(&world, &sign(&stranger, &secret)).await.prompt.is_some());
    world.data.is_right();
    world.collector.kill();
    for (words, there) in [
        ("r-canary", true),
        ("order-1", true),
        ("signed-canary", true),
        ("page-canary", false),
        ("forged-canary", false),
    ] {
        assert_eq!(stored(&world, words), there, "{words}");
    }
}

#[tokio::test]
async fn who_opts_out_is_left_alone_on_every_device() {
    let world = World::new();
    let (_, secret) = add_secret(&world);
    known(&world, &secret).await;
    let prompt = asks(&world, &sign(&order("order-1"), &secret)).await.prompt.unwrap();
    assert_eq!(world.page.report(&report(&prompt, 1, "opted_out", None)).await.status, 201);
    assert_eq!(asks(&world, &sign(&order("order-2"), &secret)).await.reason.as_deref(), Some("opted_out"));
}

#[tokio::test]
async fn who_asks_not_to_be_tracked_leaves_nothing_that_is_signed_and_does_not_pass_for_signed() {
    for (name, value) in [("sec-gpc", "1"), ("dnt", "1"), ("", "")] {
        let mut world = World::new();
        let (_, secret) = add_secret(&world);
        known(&world, &secret).await;
        let mut body = asked(&sign(&order("order-canary"), &secret));
        body["history"] = json!([]);
        let request = world.page.post("prompts");
        let request = if name.is_empty() {
            body["gpc"] = json!(true);
            request
        } else {
            request.header(name, value)
        };
        let answer = send(request.try_clone().unwrap().json(&body)).await;
        let reply: PromptReply = serde_json::from_value(answer.body).unwrap();
        let prompt = reply.prompt.expect("who may be asked without a signature is asked");
        assert_eq!(world.page.report(&report(&prompt, 1, "rated", Some(9))).await.status, 201);
        assert_eq!(world.owner.total("relation").await["response_count"], 1);
        // Nothing claims the order, so that its token must not open what only a signature does.
        body["history"] = Value::Null;
        assert_eq!(send(request.json(&body)).await.body["reason"], "storage_blocked");
        world.collector.kill();
        for words in ["r-canary", "order-canary", "signed-canary", "page-canary", "forged-canary"] {
            assert!(!stored(&world, words), "{name}: {words} is stored");
        }
    }
}

#[tokio::test]
async fn tokens_that_the_site_did_not_sign_are_refused_and_nothing_is_stored() {
    let world = World::new();
    let (_, secret) = add_secret(&world);
    known(&world, &secret).await;
    let with = |name: &str, claim: Value| {
        let mut claims = order("order-1");
        claims[name] = claim;
        sign(&claims, &secret)
    };
    let none = BASE64_URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
    let good = sign(&order("order-1"), &secret);
    for (what, token) in [
        ("forged", sign(&order("order-1"), "sondeo_sign_nothing")),
        ("alg none", format!("{none}.{}.", good.split('.').nth(1).unwrap())),
        ("expired", with("exp", json!(soon() - 1_200))),
        ("endless", with("exp", json!(soon() + 90_000))),
        ("another touchpoint", with("touchpoint", json!("order_completed"))),
        ("another site", with("site", json!("stranger"))),
        ("an unknown claim", with("verified", json!(true))),
        ("empty", String::new()),
    ] {
        let answer = send(world.page.post("prompts").json(&asked(&token))).await;
        assert_eq!((answer.status, answer.body["code"].as_str()), (403, Some("token_invalid")), "{what}");
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{what}");
    }
    // Not with one of the site's own tokens at another site, either.
    let stranger = tests::client::Page::new(&world.collector.address, "stranger", "https://stranger.example");
    assert_eq!(send(stranger.post("prompts").json(&asked(&good))).await.status, 403);
    assert!(world.data.sondeo(&["verify"]).contains("recount of 0 responses"));
}

#[tokio::test]
async fn two_secrets_are_valid_at_a_time_and_a_revoked_one_signs_nothing() {
    let world = World::new();
    let [(old_id, old), (_, new)] = [add_secret(&world), add_secret(&world)];
    known(&world, &old).await;
    known(&world, &new).await;
    let third = world.data.try_sondeo(&["site", "secret", "add", "shop"]);
    let said = String::from_utf8_lossy(&third.stderr);
    assert!(!third.status.success() && said.contains("has 2 signing secrets already"), "{said}");
    let listed = world.data.sondeo(&["site", "secret", "list", "shop", "--json"]);
    assert!(listed.contains(&old_id) && !listed.contains("sondeo_sign_"), "{listed}");
    world.data.sondeo(&["site", "secret", "revoke", "shop", &old_id]);
    let token = sign(&order("order-1"), &old);
    let refused = async { while send(world.page.post("prompts").json(&asked(&token))).await.status != 403 {} };
    timeout(SOON, refused).await.expect("the revoked secret still signs");
    assert!(asks(&world, &sign(&order("order-1"), &new)).await.prompt.is_some());
    world.data.sondeo(&["site", "secret", "add", "shop"]);
}

#[tokio::test]
async fn an_order_gets_one_rating_however_often_it_is_asked_about() {
    let world = World::new();
    let (_, secret) = add_secret(&world);
    known(&world, &secret).await;
    let claims = |order: &str| json!({ "touchpoint": "account_viewed", "interaction_id": order, "exp": soon() });
    let token = sign(&claims("order-1"), &secret);
    let [one, other] = [asks(&world, &token).await.prompt.unwrap(), asks(&world, &token).await.prompt.unwrap()];
    // A page that merely says the order's id keeps nobody from rating it.
    let unsigned = json!({ "touchpoint": "account_viewed", "interaction_id": "order-1", "history": [] });
    let unsigned = world.page.ask(&unsigned).await.prompt.unwrap();
    for (prompt, word) in [(&unsigned, "stored"), (&one, "stored"), (&other, "stale"), (&one, "replayed")] {
        let answer = world.page.report(&report(prompt, 1, "rated", Some(9))).await;
        assert_eq!(answer.body["status"], word, "{}", answer.body);
    }
    assert_eq!(asks(&world, &token).await.reason.as_deref(), Some("already_rated"));
    assert!(asks(&world, &sign(&claims("order-2"), &secret)).await.prompt.is_some());
    assert_eq!(world.owner.total("relation").await["response_count"], 2);
    world.data.is_right();
}

#[tokio::test]
async fn a_site_that_asks_about_signed_interactions_alone_takes_no_others() {
    let world = World::new();
    let (_, secret) = add_secret(&world);
    known(&world, &secret).await;
    let unsigned = json!({ "touchpoint": "account_viewed", "history": [] });
    let mut private = asked(&sign(&order("order-1"), &secret));
    private["gpc"] = json!(true);
    private["history"] = json!([]);
    for body in [&unsigned, &private] {
        assert_eq!(send(world.page.post("prompts").json(body)).await.status, 200);
    }
    world.data.sondeo(&["site", "set", "shop", "--interactions", "signed"]);
    let refused = async { while send(world.page.post("prompts").json(&unsigned)).await.status == 200 {} };
    timeout(SOON, refused).await.expect("unsigned interactions are asked about still");
    for body in [&unsigned, &private] {
        let answer = send(world.page.post("prompts").json(body)).await;
        assert_eq!((answer.status, answer.body["code"].as_str()), (403, Some("token_invalid")));
        let detail = answer.body["detail"].as_str().unwrap();
        assert!(detail.starts_with("this site asks about interactions alone that its server signed"), "{detail}");
    }
    let prompt = asks(&world, &sign(&order("order-1"), &secret)).await.prompt.expect("what is signed is asked about");
    assert_eq!(world.page.report(&report(&prompt, 1, "rated", Some(9))).await.status, 201);
    // What is not named stays.
    world.data.sondeo(&["site", "set", "shop", "--locale", "es"]);
    let listed: Value = serde_json::from_str(&world.data.sondeo(&["site", "list", "--json"])).unwrap();
    assert!(listed.as_array().unwrap().iter().any(|site| site["site"] == "shop" && site["interactions"] == "signed"));
    world.data.sondeo(&["site", "set", "shop", "--interactions", "any"]);
    let taken = async { while send(world.page.post("prompts").json(&unsigned)).await.status != 200 {} };
    timeout(SOON, taken).await.expect("unsigned interactions are not asked about again");
}
