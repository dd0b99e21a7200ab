//! What an owner needs to put the tag on pages, and what customers will see there.

use reqwest::Method;
use serde_json::{Value, json};
use tests::client::{Owner, Page, report, send};
use tests::wait::until;

use crate::world::{FOLLOWED, ORIGIN, World};

#[tokio::test]
async fn a_site_says_what_the_tag_needs_and_whether_it_was_seen() {
    let mut world = World::with(&["--base-path", "/feedback"]);
    let address = format!("{}/feedback", world.collector.address);
    let page = Page::new(&address, "shop", ORIGIN);
    let owner = Owner::new(&address, &world.shop.read_key);
    let said = owner.list("site").await;
    let nothing = json!({ "last_prompt_at": null, "last_response_at": null });
    assert_eq!(
        said,
        json!({ "site": "shop", "tz": "Europe/Madrid", "locale": "en", "origins": [ORIGIN], "paused": false,
            "signed_only": false, "retention_days": null, "loader": "/feedback/sondeo.js", "tag": nothing })
    );
    // Who is no page of the site is not heard.
    let elsewhere = Page::new(&address, "shop", "https://elsewhere.example");
    let asked = json!({ "touchpoint": "account_viewed", "history": [] });
    assert_eq!(send(elsewhere.post("prompts").json(&asked)).await.status, 403);
    assert_eq!(owner.list("site").await["tag"], nothing);

    // A page is heard of as well where nobody is asked.
    assert!(page.ask(&json!({ "touchpoint": "nothing_asks_here", "history": [] })).await.prompt.is_none());
    let tag = owner.list("site").await["tag"].clone();
    assert!(tag["last_prompt_at"].is_string() && tag["last_response_at"].is_null(), "{tag}");
    let prompt = page.prompt("account_viewed").await;
    assert_eq!(page.report(&report(&prompt, 1, "rated", Some(9))).await.status, 201);
    let heard = owner.list("site").await["tag"].clone();
    assert!(heard["last_prompt_at"].is_string() && heard["last_response_at"].is_string(), "{heard}");
    let other = Owner::new(&address, &world.stranger.read_key);
    assert_eq!(other.list("site").await["tag"], nothing);

    // What somebody saw is known after a restart.
    world.collector.ask_to_end();
    world.collector.wait();
    world.collector = world.data.serve_with(&["--base-path", "/feedback"]);
    let owner = Owner::new(&format!("{}/feedback", world.collector.address), &world.shop.read_key);
    assert_eq!(owner.list("site").await["tag"]["last_response_at"], heard["last_response_at"]);
    assert!(owner.list("site").await["tag"]["last_prompt_at"].is_string());
    world.data.sondeo(&["site", "set", "shop", "--paused", "true", "--retention-days", "90"]);
    until("it is paused", FOLLOWED, async || owner.list("site").await["paused"] == true).await;
    assert_eq!(owner.list("site").await["retention_days"], 90);
}

/// A survey that says some of its words itself.
fn survey() -> Value {
    json!({ "slug": "relation", "metric": "nps", "touchpoints": ["account_viewed"], "reasons": ["price", "other"],
        "contact": true, "theme": { "accent": "#803366" }, "ask": { "cooldown_days": 0 },
        "texts": { "es": { "question": "¿Nos recomendaría?" }, "eu": { "question": "Gomendatuko al gaituzu?" } } })
}

async fn preview(owner: &Owner, body: &Value) -> Value {
    let shown = send(owner.request(Method::POST, "preview").json(body)).await;
    assert_eq!(shown.status, 200, "{}", shown.body);
    assert_eq!(shown.header("cache-control"), "no-store");
    shown.body
}

#[tokio::test]
async fn a_preview_is_what_customers_see_once_the_survey_is_put() {
    let world = World::new();
    let manager = Owner::new(&world.collector.address, &world.shop.manage_key);
    let before = world.owner.list("surveys").await;
    let mut shown = Vec::new();
    for locale in ["es-MX", "eu", "ar", "xx"] {
        shown.push((locale, preview(&world.owner, &json!({ "survey": survey(), "locale": locale })).await));
    }
    assert_eq!(world.owner.list("surveys").await, before, "a preview changes nothing");
    let put = manager.request(Method::PUT, "surveys/relation").json(&survey());
    assert_eq!(send(put).await.status, 200);
    for (locale, shown) in shown {
        let asked = json!({ "touchpoint": "account_viewed", "history": [], "locales": [locale] });
        let reply = send(world.page.post("prompts").json(&asked)).await;
        let (mut asked, mut shown) = (reply.body["prompt"].clone(), shown["prompt"].clone());
        for field in ["id", "token", "version"] {
            asked.as_object_mut().unwrap().remove(field).unwrap();
            shown.as_object_mut().unwrap().remove(field).unwrap();
        }
        assert_eq!(shown, asked, "{locale}");
    }
}

#[tokio::test]
async fn a_preview_takes_no_answer_and_a_mistake_is_named_where_it_is() {
    let world = World::new();
    let shown = preview(&world.owner, &json!({ "survey": survey() })).await;
    let prompt = serde_json::from_value(shown["prompt"].clone()).unwrap();
    assert_eq!(world.page.report(&report(&prompt, 1, "rated", Some(9))).await.status, 422, "its id is none");
    for (field, value, pointer, code) in [
        ("ask", json!({ "sample": 2 }), "/survey/ask/sample", "field_invalid"),
        ("metric", json!("stars"), "/survey/metric", "field_invalid"),
        ("touchpoint", json!("order"), "/survey/touchpoint", "field_unknown"),
        ("theme", json!({ "accent": "red" }), "/survey/theme/accent", "field_invalid"),
    ] {
        let mut wrong = survey();
        wrong[field] = value;
        let refused = send(world.owner.request(Method::POST, "preview").json(&json!({ "survey": wrong }))).await;
        let said = (refused.status, &refused.body["code"], &refused.body["errors"][0]["pointer"]);
        assert_eq!(said, (422, &json!(code), &json!(pointer)), "{}", refused.body);
    }
    world.data.is_right();
}
