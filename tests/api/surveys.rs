//! What a site asks, changed over HTTP: versions, order, rehearsals, and what customers notice of it.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::client::{Answer, Owner, report, send};
use tests::wait::until;

use crate::drawing::Drawing;
use crate::world::{FOLLOWED, SURVEYS, World};

/// How many definitions are drawn.
const DRAWN: u64 = 60;

fn manager(world: &World) -> Owner {
    Owner::new(&world.collector.address, &world.shop.manage_key)
}

/// A survey that needs no more.
fn chat(live: bool) -> Value {
    json!({ "slug": "chat", "metric": "ces", "touchpoints": ["chat_closed"], "live": live })
}

async fn put(owner: &Owner, query: &str, definition: &Value) -> Answer {
    let slug = definition["slug"].as_str().unwrap();
    send(owner.request(Method::PUT, &format!("surveys/{slug}{query}")).json(definition)).await
}

async fn put_if(owner: &Owner, tag: &str, definition: &Value) -> Answer {
    let slug = definition["slug"].as_str().unwrap();
    send(owner.request(Method::PUT, &format!("surveys/{slug}")).header("if-match", tag).json(definition)).await
}

async fn get(owner: &Owner, address: &str) -> Answer {
    send(owner.request(Method::GET, address)).await
}

/// The surveys of a list in their order, each with its version.
fn standing(listed: &Value) -> Vec<(String, u64)> {
    let surveys = listed["surveys"].as_array().unwrap().iter();
    surveys.map(|survey| (survey["slug"].as_str().unwrap().to_owned(), survey["version"].as_u64().unwrap())).collect()
}

async fn asks(world: &World, touchpoint: &str) -> Value {
    let asked = json!({ "touchpoint": touchpoint, "bucket": 0, "history": [] });
    send(world.page.post("prompts").json(&asked)).await.body
}

async fn a_survey_is_put_and_asks_at_once(world: World) {
    let owner = manager(&world);
    assert_eq!(asks(&world, "chat_closed").await["prompt"], Value::Null);
    let made = put(&owner, "", &chat(true)).await;
    assert_eq!((made.status, made.header("etag")), (201, "\"1\""), "{}", made.body);
    let told = json!({ "slug": "chat", "dry_run": false, "outcome": "created", "version": 1, "position": 3,
        "before": null, "changed": [], "mended": [], "unsaid": [] });
    assert_eq!(made.body, told);
    assert_eq!(asks(&world, "chat_closed").await["prompt"]["survey"], "chat");

    let again = put(&owner, "", &chat(true)).await;
    assert_eq!((again.status, &again.body["outcome"], again.header("etag")), (200, &json!("unchanged"), "\"1\""));
    let moved = put(&owner, "?position=1", &chat(true)).await;
    assert_eq!((moved.status, &moved.body["outcome"], moved.header("etag")), (200, &json!("moved"), "\"1\""));
    let mut other = chat(true);
    other["texts"] = json!({ "en": { "question": "How hard was it?" } });
    let changed = put(&owner, "", &other).await;
    assert_eq!((changed.status, changed.header("etag")), (200, "\"2\""));
    assert_eq!(changed.body["changed"], json!(["/texts/en/question"]));
    assert_eq!(changed.body["before"], json!({ "version": 1, "position": 1 }));
    assert_eq!(asks(&world, "chat_closed").await["prompt"]["texts"]["question"], "How hard was it?");

    let listed = world.owner.list("surveys").await;
    assert_eq!(standing(&listed), [("chat".into(), 2), ("relation".into(), 1), ("order".into(), 1)]);
    let one = get(&world.owner, "surveys/chat").await;
    assert_eq!((one.status, one.header("etag"), one.header("cache-control")), (200, "\"2\"", "no-store"));
    assert_eq!(one.body["versions"].as_array().unwrap().len(), 2);
    let since = one.body["versions"][1]["created_at"].as_str().unwrap();
    assert!(since.starts_with("20") && since.ends_with('Z'), "{since}");
    let first = get(&world.owner, "surveys/chat?version=1").await.body;
    assert_eq!(
        (&first["version"], &first["position"], &first["definition"]["texts"]),
        (&json!(1), &json!(null), &json!(null))
    );
    let second = get(&world.owner, "surveys/chat?version=2").await.body;
    assert_eq!(second, one.body);
}

async fn a_rehearsal_tells_everything_and_stores_nothing(world: World) {
    let owner = manager(&world);
    let before = world.owner.list("surveys").await;
    let relation = json!({ "slug": "relation", "metric": "nps", "touchpoints": ["account_viewed", "order_received"],
        "reasons": ["price", "other"], "contact": true, "attributes": ["plan"],
        "ask": { "cooldown_days": 0, "sample": 0.5 }, "theme": { "accent": "#ffd400" },
        "texts": { "eu": { "question": "Gomendatuko zenuke?" } } });
    let told = put(&owner, "?dry_run=true&position=2", &relation).await;
    assert_eq!((told.status, told.header("etag")), (200, ""), "{}", told.body);
    let body = told.body;
    assert_eq!((&body["outcome"], &body["version"], &body["dry_run"]), (&json!("changed"), &json!(2), &json!(true)));
    assert_eq!(body["changed"], json!(["/ask/sample", "/texts/eu/question", "/theme/accent"]));
    assert_eq!(
        (&body["mended"][0]["pointer"], &body["mended"][0]["was"]),
        (&json!("/theme/accent"), &json!("#ffd400"))
    );
    assert_eq!(body["unsaid"][0]["locale"], "eu");
    assert!(body["unsaid"][0]["texts"].as_array().unwrap().contains(&json!("reasons")));
    let new = put(&owner, "?dry_run=true", &chat(true)).await;
    assert_eq!((new.status, &new.body["outcome"]), (200, &json!("created")));
    assert_eq!(
        put(&owner, "?dry_run=true", &json!({ "slug": "order", "metric": "nps", "touchpoints": ["a"] })).await.status,
        422
    );
    assert_eq!(world.owner.list("surveys").await, before);
}

async fn a_paused_survey_asks_nobody_and_loses_nothing(world: World) {
    let owner = manager(&world);
    let prompt = world.page.prompt("account_viewed").await;
    let paused = send(owner.request(Method::POST, "surveys/relation/pause")).await;
    assert_eq!((paused.status, &paused.body["changed"]), (200, &json!(["/live"])), "{}", paused.body);
    assert_eq!(asks(&world, "account_viewed").await["prompt"], Value::Null);
    let again = send(owner.request(Method::POST, "surveys/relation/pause")).await;
    assert_eq!((&again.body["outcome"], &again.body["version"]), (&json!("unchanged"), &json!(2)));
    assert_eq!(world.page.report(&report(&prompt, 1, "rated", Some(9))).await.status, 201);
    let stale = owner.request(Method::POST, "surveys/relation/resume").header("if-match", "\"1\"");
    assert_eq!(send(stale).await.body["code"], "precondition_failed");
    let resumed = send(owner.request(Method::POST, "surveys/relation/resume").header("if-match", "\"2\"")).await;
    assert_eq!((resumed.status, resumed.header("etag")), (200, "\"3\""));
    assert_eq!(asks(&world, "account_viewed").await["prompt"]["version"], 3);
    assert_eq!(world.owner.total("relation").await["response_count"], 1);
    world.data.is_right();
}

async fn a_deleted_survey_keeps_its_answers_and_its_scale(world: World) {
    let owner = manager(&world);
    let (answered, late) = (world.page.prompt("account_viewed").await, world.page.prompt("account_viewed").await);
    assert_eq!(world.page.report(&report(&answered, 1, "rated", Some(9))).await.status, 201);
    assert_eq!(send(owner.request(Method::DELETE, "surveys/relation")).await.status, 204);
    assert_eq!(send(owner.request(Method::DELETE, "surveys/relation")).await.status, 404);
    assert_eq!(get(&owner, "surveys/relation").await.status, 404);
    assert_eq!(standing(&world.owner.list("surveys").await), [("order".into(), 1)]);
    assert_eq!(asks(&world, "account_viewed").await["prompt"], Value::Null);
    assert_eq!(world.page.report(&report(&late, 1, "rated", Some(2))).await.status, 201);
    assert_eq!(world.owner.total("relation").await["response_count"], 2);
    let was = get(&owner, "surveys/relation?version=1").await;
    assert_eq!((was.status, &was.body["position"], was.header("etag")), (200, &json!(null), ""));

    let other = json!({ "slug": "relation", "metric": "csat", "touchpoints": ["account_viewed"] });
    let refused = put(&owner, "", &other).await;
    assert_eq!((refused.status, &refused.body["errors"][0]["pointer"]), (422, &json!("/metric")));
    let again = put(&owner, "", &was.body["definition"]).await;
    assert_eq!((again.status, again.header("etag"), &again.body["position"]), (201, "\"2\"", &json!(2)));
    assert_eq!(world.owner.total("relation").await["response_count"], 2);
    world.data.is_right();
}

async fn of_owners_who_edit_the_same_version_one_wins(world: World) {
    let owner = manager(&world);
    put(&owner, "", &chat(true)).await;
    for version in 1..=10 {
        let edits = (0..8).map(|at| {
            let mut edited = chat(true);
            edited["touchpoints"] = json!([format!("chat_{version}_{at}")]);
            let (owner, tag) = (owner.clone(), format!("\"{version}\""));
            async move { put_if(&owner, &tag, &edited).await }
        });
        let answers = crate::world::together(8, edits).await;
        let (won, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
        assert!(
            lost.iter().all(|answer| answer.body["code"] == "precondition_failed" && answer.status == 412),
            "{lost:?}"
        );
        assert_eq!((won.len(), won[0].header("etag")), (1, format!("\"{}\"", version + 1).as_str()));
    }
}

async fn whatever_is_put_is_what_is_got(world: World) {
    let owner = manager(&world);
    for seed in 0..DRAWN {
        let definition = Drawing::new(seed).definition(&format!("drawn-{}", seed));
        let made = put(&owner, "", &definition).await;
        assert_eq!(made.status, StatusCode::CREATED, "{seed}: {definition} {}", made.body);
        let got = get(&owner, &format!("surveys/drawn-{}", seed)).await.body["definition"].take();
        // What has a default is told with it.
        for (name, said) in definition.as_object().unwrap() {
            contains(&got[name], said, &format!("{seed} {name}"));
        }
        let again = put(&owner, "", &definition).await;
        assert_eq!((&again.body["outcome"], &again.body["version"]), (&json!("unchanged"), &json!(1)), "{definition}");
        let what_was_got = put(&owner, "", &got).await;
        assert_eq!(what_was_got.body["outcome"], "unchanged", "{definition} {got}");
    }
}

/// Checks that `got` says all that `said` says.
fn contains(got: &Value, said: &Value, what: &str) {
    match (got, said) {
        (Value::Object(got), Value::Object(said)) => {
            said.iter().for_each(|(name, said)| contains(&got[name], said, &format!("{what} {name}")));
        }
        _ => assert_eq!(got, said, "{what}"),
    }
}

async fn a_file_does_what_putting_its_surveys_does(world: World) {
    let drawn: Vec<Value> = (0..12).map(|seed| Drawing::new(seed).definition(&format!("drawn-{seed}"))).collect();
    let mut file = String::new();
    for definition in &drawn {
        // TOML as any library writes it, of a list of one.
        file.push_str(&toml::to_string(&json!({ "survey": [definition] })).unwrap());
    }
    let stranger = Owner::new(&world.collector.address, &world.stranger.manage_key);
    world.data.apply("stranger", &file);
    until("the file is applied", FOLLOWED, async || {
        stranger.list("surveys").await["surveys"].as_array().unwrap().len() == 12
    })
    .await;
    let owner = manager(&world);
    for slug in ["relation", "order"] {
        send(owner.request(Method::DELETE, &format!("surveys/{slug}"))).await;
    }
    for definition in &drawn {
        assert_eq!(put(&owner, "", definition).await.status, 201);
    }
    assert_eq!(owner.list("surveys").await, stranger.list("surveys").await);

    let dry = world.data.sondeo_on_file(&["apply", "--site", "shop", "--dry-run"], &format!("{SURVEYS}{file}"));
    assert!(dry.contains("would add relation\n") && dry.contains("2 of 14 surveys of shop would change"), "{dry}");
    assert_eq!(owner.list("surveys").await, stranger.list("surveys").await);
}

macro_rules! on_both_engines {
    ($($name:ident, $sqlite:ident, $postgres:ident;)*) => {$(
        #[tokio::test]
        async fn $sqlite() {
            $name(World::new()).await;
        }

        #[tokio::test]
        async fn $postgres() {
            $name(World::on_postgres()).await;
        }
    )*};
}

on_both_engines! {
    a_survey_is_put_and_asks_at_once, a_survey_is_put_on_sqlite, a_survey_is_put_on_postgres;
    a_rehearsal_tells_everything_and_stores_nothing, a_rehearsal_stores_nothing_on_sqlite, a_rehearsal_stores_nothing_on_postgres;
    a_paused_survey_asks_nobody_and_loses_nothing, a_paused_survey_loses_nothing_on_sqlite, a_paused_survey_loses_nothing_on_postgres;
    a_deleted_survey_keeps_its_answers_and_its_scale, a_deleted_survey_keeps_answers_on_sqlite, a_deleted_survey_keeps_answers_on_postgres;
    of_owners_who_edit_the_same_version_one_wins, one_of_many_edits_wins_on_sqlite, one_of_many_edits_wins_on_postgres;
    whatever_is_put_is_what_is_got, what_is_put_is_got_on_sqlite, what_is_put_is_got_on_postgres;
    a_file_does_what_putting_its_surveys_does, a_file_does_what_puts_do_on_sqlite, a_file_does_what_puts_do_on_postgres;
}

#[tokio::test]
async fn another_collector_of_the_database_goes_by_a_change_soon() {
    let world = World::on_postgres();
    let other = world.data.serve();
    let theirs = Owner::new(&other.address, &world.shop.read_key);
    put(&manager(&world), "", &chat(true)).await;
    until("the other collector asks", std::time::Duration::from_secs(2), async || {
        standing(&theirs.list("surveys").await).len() == 3
    })
    .await;
}
