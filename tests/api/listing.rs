//! Listing responses: what a page, a table and one response say, to whom, and that paging skips nothing.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use shared::wire::prompts::Prompt;
use tests::client::{Page, report, send};
use uuid::Uuid;

use crate::world::{World, together};

/// One address says all of it.
pub(crate) const UNLIMITED: [&str; 6] =
    ["--burst-ratings", "0", "--prompts-per-caller", "0", "--responses-per-caller", "0"];

/// A question about responses.
pub(crate) fn get(world: &World, path: &str, key: &str) -> RequestBuilder {
    Client::new().get(format!("{}/v1/responses{path}", world.collector.address)).bearer_auth(key)
}

/// A page of the shop's responses.
pub(crate) async fn page(world: &World, query: &str) -> Value {
    let answer = send(get(world, &format!("?{query}"), &world.shop.read_key)).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.body);
    assert_eq!(answer.header("cache-control"), "no-store");
    answer.body
}

fn ids(page: &Value) -> Vec<Uuid> {
    let responses = page["responses"].as_array().unwrap();
    responses.iter().map(|response| response["id"].as_str().unwrap().parse().unwrap()).collect()
}

/// Follows the cursors of a question to the end.
async fn pages(world: &World, query: &str) -> Vec<Uuid> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = page(world, &format!("{query}{cursor}")).await;
        all.extend(ids(&page));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

/// A customer's answer, with words and more.
pub(crate) async fn answer(page: &Page, touchpoint: &str, rating: i64, more: Value) -> Prompt {
    let asked = json!({ "touchpoint": touchpoint, "bucket": 0, "history": [], "attributes": more["attributes"],
        "device": more["device"], "locales": ["es"], "interaction_id": more["interaction"] });
    let asked =
        Value::Object(asked.as_object().unwrap().clone().into_iter().filter(|(_, value)| !value.is_null()).collect());
    let prompt = page.ask(&asked).await.prompt.unwrap();
    let mut told = report(&prompt, 1, "rated", Some(rating));
    for (name, value) in more.as_object().unwrap() {
        if ["comment", "reasons", "contact"].contains(&name.as_str()) {
            told[name] = value.clone();
        }
    }
    let stored = page.report(&told).await;
    assert_eq!(stored.status, 201, "{}", stored.body);
    prompt
}

async fn says_what_was_answered(world: World) {
    let more = json!({ "comment": "muy ÚTIL", "reasons": ["price"], "contact": "ana@shop.example", "device": "phone",
        "interaction": "order-7", "attributes": { "plan": "pro" } });
    let prompt = answer(&world.page, "account_viewed", 9, more).await;
    let other = answer(&world.page, "order_completed", 2, json!({})).await;
    let closed = world.page.prompt("account_viewed").await;
    world.page.report(&report(&closed, 1, "dismissed", None)).await;
    let shown = world.page.prompt("account_viewed").await;
    world.page.report(&report(&shown, 0, "shown", None)).await;

    let listed = page(&world, "").await;
    assert_eq!(ids(&listed), [other.id, prompt.id], "the newest first");
    assert_eq!(listed["next"], Value::Null);
    let mut first = listed["responses"][1].clone();
    for time in ["issued_at", "answered_at", "received_at", "day"] {
        assert!(first[time].take().as_str().unwrap().starts_with("20"), "{time}");
    }
    assert_eq!(
        first,
        json!({ "id": prompt.id, "survey": "relation", "version": 1, "metric": "nps", "rating": 9, "band": "promoter",
            "outcome": "rated", "comment": "muy ÚTIL", "reasons": ["price"], "contact": "ana@shop.example",
            "touchpoint": "account_viewed", "stage": null, "locale": "es", "device": "phone",
            "attributes": { "plan": "pro" }, "interaction_id": "order-7", "respondent": null, "issued_at": null,
            "answered_at": null, "received_at": null, "day": null, "rev": 1, "quarantine": null })
    );
    for (query, want) in [
        ("survey=relation", vec![prompt.id]),
        ("survey=relation&survey=order", vec![other.id, prompt.id]),
        ("survey=nothing", vec![]),
        ("touchpoint=order_completed", vec![other.id]),
        ("locale=es&device=phone", vec![prompt.id]),
        ("device=tablet", vec![]),
        ("stage=purchase", vec![]),
        ("attribute:plan=pro", vec![prompt.id]),
        ("attribute:plan=free", vec![]),
        ("attribute:mood=pro", vec![]),
        ("band=promoter", vec![prompt.id]),
        ("band=dissatisfied&band=promoter", vec![other.id, prompt.id]),
        ("rating=2&rating=3", vec![other.id]),
        ("reason=price", vec![prompt.id]),
        ("reason=pri", vec![]),
        ("comment=true", vec![prompt.id]),
        ("comment=false", vec![other.id]),
        ("contact=true", vec![prompt.id]),
        ("held=true", vec![]),
        ("held=false", vec![other.id, prompt.id]),
        ("text=%C3%9Atil", vec![prompt.id]),
        ("text=MUY%20%C3%BA", vec![prompt.id]),
        ("text=u%25", vec![]),
        ("from=2000-01-01&to=2001-01-01", vec![]),
        ("from=2000-01-01", vec![other.id, prompt.id]),
        ("to=2000-01-01", vec![]),
        ("outcome=dismissed", vec![closed.id]),
        ("outcome=all", vec![shown.id, closed.id, other.id, prompt.id]),
        ("outcome=all&survey=relation&comment=false", vec![shown.id, closed.id]),
    ] {
        assert_eq!(ids(&page(&world, query).await), want, "{query}");
        assert_eq!(pages(&world, &format!("{query}&limit=1")).await, want, "{query}, one by one");
    }
    assert_eq!(page(&world, "text=nothing").await["searched"], 1);
    let dismissed = page(&world, "outcome=dismissed").await;
    assert_eq!(dismissed["responses"][0]["metric"], "nps", "of its survey, as there is no rating");
}

#[tokio::test]
async fn a_page_says_what_was_answered_on_sqlite() {
    says_what_was_answered(World::with(&UNLIMITED)).await;
}

#[tokio::test]
async fn a_page_says_what_was_answered_on_postgres() {
    says_what_was_answered(World::on_postgres_with(&UNLIMITED)).await;
}

#[tokio::test]
async fn one_response_is_told_with_its_revisions_to_its_own_site_alone() {
    let world = World::with(&UNLIMITED);
    let prompt = world.page.prompt("account_viewed").await;
    for (rev, outcome, rating) in
        [(0, "shown", None), (1, "rated", Some(3)), (2, "rated", Some(8)), (3, "completed", Some(8))]
    {
        let mut told = report(&prompt, rev, outcome, rating);
        if rating == Some(3) {
            told["comment"] = json!("taken back");
        }
        assert_eq!(world.page.report(&told).await.status, 201);
    }
    let path = format!("/{}", prompt.id);
    let told = send(get(&world, &path, &world.shop.read_key)).await;
    assert_eq!((told.status, &told.body["rating"], &told.body["rev"]), (200, &json!(8), &json!(3)), "{}", told.body);
    assert!(!told.body.to_string().contains("taken back"));
    let revisions = told.body["revisions"].as_array().unwrap().iter();
    let revisions: Vec<_> =
        revisions.map(|it| (it["rev"].clone(), it["outcome"].clone(), it["rating"].clone())).collect();
    let want = [(0, "shown", None), (1, "rated", Some(3)), (2, "rated", Some(8)), (3, "completed", Some(8))];
    assert_eq!(revisions, want.map(|(rev, outcome, rating)| (json!(rev), json!(outcome), json!(rating))));

    let mut unknown = BTreeSet::new();
    for (path, key) in [
        (path.as_str(), &world.stranger.read_key),
        (path.as_str(), &world.stranger.manage_key),
        (&format!("/{}", Uuid::max()), &world.shop.read_key),
        (&path.to_uppercase(), &world.shop.read_key),
        ("/7", &world.shop.read_key),
    ] {
        let mut answer = send(get(&world, path, key)).await;
        assert_eq!(answer.status, 404, "{path}");
        answer.body["instance"].take();
        unknown.insert(answer.body.to_string());
    }
    assert_eq!(unknown.len(), 1, "{unknown:?}");
    send(world.owner.erase(prompt.id)).await;
    let key = &world.shop.manage_key;
    send(Client::new().delete(format!("{}/v1/responses{path}", world.collector.address)).bearer_auth(key)).await;
    assert_eq!(send(get(&world, &path, key)).await.status, 404);
}

async fn skips_nothing(world: World) {
    let mut there = BTreeSet::new();
    for prompt in together(8, (0..60).map(|_| answer(&world.page, "account_viewed", 9, json!({})))).await {
        there.insert(prompt.id);
    }
    // Some of these were asked before paging began and answer while it goes on; others are new.
    let late = together(8, (0..40).map(|_| world.page.prompt("account_viewed"))).await;
    let arriving = async {
        for prompt in &late {
            assert_eq!(world.page.report(&report(prompt, 1, "rated", Some(5))).await.status, 201);
            answer(&world.page, "account_viewed", 1, json!({})).await;
        }
    };
    let paging = async {
        let mut rounds = Vec::new();
        for limit in [1, 3, 7, 50] {
            rounds.push(pages(&world, &format!("limit={limit}")).await);
        }
        rounds
    };
    let ((), rounds) = tokio::join!(arriving, paging);
    for round in rounds {
        let met: BTreeMap<Uuid, usize> = round.iter().fold(BTreeMap::new(), |mut met, id| {
            *met.entry(*id).or_default() += 1;
            met
        });
        assert!(met.values().all(|times| *times == 1), "met twice: {met:?}");
        assert!(there.iter().all(|id| met.contains_key(id)), "skipped: {there:?}");
        assert!(round.is_sorted_by(|newer, older| newer > older));
    }
    assert_eq!(pages(&world, "limit=200").await.len(), 60 + 40 + 40);
}

#[tokio::test]
async fn pages_skip_nothing_while_answers_arrive_on_sqlite() {
    skips_nothing(World::with(&UNLIMITED)).await;
}

#[tokio::test]
async fn pages_skip_nothing_while_answers_arrive_on_postgres() {
    skips_nothing(World::on_postgres_with(&UNLIMITED)).await;
}

#[tokio::test]
async fn a_cursor_is_of_its_site_and_its_question_alone() {
    let world = World::with(&UNLIMITED);
    for rating in [1, 2, 3] {
        answer(&world.page, "account_viewed", rating, json!({})).await;
    }
    let next = page(&world, "limit=1&survey=relation").await["next"].as_str().unwrap().to_owned();
    for (query, key, status) in [
        ("limit=2&survey=relation", &world.shop.read_key, 200),
        ("survey=relation", &world.shop.manage_key, 200),
        ("survey=order", &world.shop.read_key, 400),
        ("", &world.shop.read_key, 400),
        ("survey=relation&text=a", &world.shop.read_key, 400),
        ("survey=relation", &world.stranger.read_key, 400),
    ] {
        let answer = send(get(&world, &format!("?{query}&cursor={next}"), key)).await;
        assert_eq!(answer.status, status, "{query}: {}", answer.body);
        assert!(status == 200 || answer.body["code"] == "cursor_invalid", "{}", answer.body);
    }
    let as_place = send(get(&world, &format!("?format=ndjson&after={next}"), &world.shop.read_key)).await;
    assert_eq!((as_place.status, &as_place.body["code"]), (400, &json!("cursor_invalid")));
}
