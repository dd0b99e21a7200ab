//! Why a customer was asked, or not: what is explained is what happens.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use shared::wire::explain::ExplainReply;
use shared::wire::prompts::PromptReply;
use tests::client::{report, send};
use tests::wait::until;

use crate::signing::{add_secret, known, order, sign};
use crate::world::{FOLLOWED, World, together};

const SURVEYS: &str = r#"
[[survey]]
slug = "order"
metric = "csat"
touchpoints = ["order_completed"]
stage = "purchase"
attributes = ["plan"]

[[survey]]
slug = "relation"
metric = "nps"
touchpoints = ["account_viewed", "order_completed"]
[survey.ask]
sample = 0.5
cooldown_days = 7
again_after_answer_days = 20
again_after_dismissal_days = 14

[[survey]]
slug = "support"
metric = "ces"
touchpoints = ["chat_closed", "account_viewed"]
[survey.ask]
cooldown_days = 0
again_after_answer_days = 1
again_after_dismissal_days = 3
ask_without_storage = true

[[survey]]
slug = "rest"
metric = "nps"
touchpoints = ["account_viewed"]
live = false
"#;

const SLUGS: [&str; 4] = ["order", "relation", "support", "rest"];
const TOUCHPOINTS: [&str; 4] = ["order_completed", "account_viewed", "chat_closed", "nothing_asked"];
const OUTCOMES: [&str; 5] = ["shown", "rated", "completed", "dismissed", "opted_out"];

/// A visitor as an owner asks about one, and as a page speaks for one.
struct Visitor {
    query: String,
    body: Value,
}

/// Draws a visitor; what the shop's server says of it is signed with `secret`.
fn draw(random: &mut StdRng, secret: &str) -> Visitor {
    let touchpoint = *TOUCHPOINTS.choose(random).unwrap();
    let (mut query, mut body) = (format!("touchpoint={touchpoint}"), json!({ "touchpoint": touchpoint }));
    if let Some(stage) = [None, Some("purchase"), Some("use")].choose(random).unwrap() {
        query += &format!("&stage={stage}");
        body["stage"] = json!(stage);
    }
    if random.random_bool(0.8) {
        let bucket = random.random_range(0..100);
        query += &format!("&bucket={bucket}");
        body["bucket"] = json!(bucket);
    }
    if random.random_bool(0.1) {
        query += "&storage=blocked";
        body["history"] = Value::Null;
    } else {
        let mut history = Vec::new();
        for _ in 0..random.random_range(0..4) {
            // A day on either side of what the surveys wait for; opt-outs are few, or nobody would be asked.
            let rest = [0, 1, 3, 7, 14, 20, 30, 90].choose(random).unwrap() * 86_400_i64;
            let age_s = (rest + [-86_400, -1, 0, 1, 86_400].choose(random).unwrap()).max(0);
            let outcome = OUTCOMES[..if random.random_bool(0.1) { 5 } else { 4 }].choose(random).unwrap();
            let survey = SLUGS.choose(random).unwrap();
            query += &format!("&history={survey}:{outcome}:{age_s}");
            history.push(json!({ "survey": survey, "outcome": outcome, "age_s": age_s }));
        }
        body["history"] = json!(history);
    }
    if random.random_bool(0.1) {
        query += "&gpc=true";
        body["gpc"] = json!(true);
    }
    if random.random_bool(0.5) {
        let (respondent, interaction) = (random.random_range(0..10), random.random_range(0..20));
        let mut claims = order(&format!("order-{interaction}"));
        claims["touchpoint"] = json!(touchpoint);
        claims["attributes"] = json!({});
        query += &format!("&interaction_id=order-{interaction}");
        if random.random_bool(0.8) {
            claims["respondent"] = json!(format!("r-{respondent}"));
            query += &format!("&respondent=r-{respondent}");
        } else {
            claims.as_object_mut().unwrap().remove("respondent");
            query += "&signed=true";
        }
        body["interaction_token"] = json!(sign(&claims, secret));
    }
    Visitor { query, body }
}

/// Some customers answer, dismiss and opt out, and some interactions get their rating, so that the store remembers them.
async fn some_have_a_past(world: &World, random: &mut StdRng, secret: &str) {
    for interaction in 0..8 {
        let mut claims = order(&format!("order-{interaction}"));
        claims["touchpoint"] = json!("chat_closed");
        claims["attributes"] = json!({});
        claims["respondent"] = json!(format!("of-order-{interaction}"));
        let asked = json!({ "touchpoint": "chat_closed", "interaction_token": sign(&claims, secret) });
        let prompt = world.page.ask(&asked).await.prompt.expect("who is vouched for is asked");
        assert_eq!(world.page.report(&report(&prompt, 1, "rated", Some(5))).await.status, 201);
    }
    for at in 0..40 {
        let visitor = draw(random, secret);
        let Some(prompt) = world.page.ask(&visitor.body).await.prompt else { continue };
        let outcome = ["rated", "dismissed", "shown", "rated", "opted_out"][at % 5];
        let (rev, rating) = (u32::from(outcome != "shown"), (outcome == "rated").then_some(2));
        assert_eq!(world.page.report(&report(&prompt, rev, outcome, rating)).await.status, 201);
    }
}

/// The verdict is what the gates say, by the rule that DESIGN.md has.
fn follows(explained: &ExplainReply) {
    let eligible = explained.surveys.iter().find(|survey| survey.eligible);
    assert_eq!(explained.survey.as_ref(), eligible.map(|survey| &survey.survey));
    for survey in &explained.surveys {
        assert_eq!(survey.eligible, survey.gates.iter().all(|gate| gate.open), "{survey:?}");
    }
    let about = explained.surveys.iter().find(|survey| survey.gates[0].open);
    let closed = about.and_then(|survey| survey.gates.iter().find(|gate| !gate.open));
    let reason = closed.map_or("no_survey", |gate| &gate.gate);
    assert_eq!(explained.reason.as_deref(), explained.survey.is_none().then_some(reason), "{explained:?}");
}

async fn what_is_explained_is_what_happens(world: World) {
    world.data.apply("shop", SURVEYS);
    let (_, secret) = add_secret(&world);
    known(&world, &secret).await;
    let mut random = StdRng::seed_from_u64(42);
    some_have_a_past(&world, &mut random, &secret).await;
    let visitors: Vec<Visitor> = (0..1_000).map(|_| draw(&mut random, &secret)).collect();
    let seen = together(
        16,
        visitors.iter().map(async |Visitor { query, body }| {
            let explained = world.owner.explain(query).await;
            let PromptReply { prompt, reason } = world.page.ask(body).await;
            let asked = prompt.map(|prompt| prompt.survey);
            assert_eq!((&explained.survey, &explained.reason), (&asked, &reason), "{query} {body}");
            follows(&explained);
            reason.unwrap_or_else(|| asked.unwrap())
        }),
    )
    .await;
    // Each survey that asks was asked, and each gate was met.
    for met in SLUGS[..3].iter().chain(&[
        "no_survey",
        "stage",
        "opted_out",
        "storage_blocked",
        "sampled_out",
        "cooldown",
        "answered_recently",
        "dismissed_recently",
        "already_rated",
    ]) {
        assert!(seen.iter().any(|seen| seen == met), "nobody met {met}: this proves less than it says");
    }
    for set in [["--interactions", "signed"], ["--paused", "true"]] {
        world.data.sondeo(&[&["site", "set", "shop"], &set[..]].concat());
        let asked = json!({ "touchpoint": "account_viewed", "history": [] });
        until(&format!("{set:?} is explained as it is refused"), FOLLOWED, async || {
            let refused = send(world.page.post("prompts").json(&asked)).await.body["code"].take();
            let explained = world.owner.explain("touchpoint=account_viewed").await;
            explained.survey.is_none() && refused.is_string() && refused == json!(explained.reason)
        })
        .await;
    }
}

#[tokio::test]
async fn what_is_explained_is_what_happens_on_sqlite() {
    what_is_explained_is_what_happens(World::new()).await;
}

#[tokio::test]
async fn what_is_explained_is_what_happens_on_postgresql() {
    what_is_explained_is_what_happens(World::on_postgres()).await;
}
