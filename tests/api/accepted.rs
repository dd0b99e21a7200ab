//! Odd input that is nothing but odd: taken, kept to the letter, and counted once.

use serde_json::{Value, json};
use tests::bad_input::comments;
use tests::client::{Answer, Page, report, report_of};

use crate::stored;
use crate::world::{World, together};

/// Tells about a new prompt of the shop with these words, and returns what is kept of them.
async fn kept(world: &World, comment: &str) -> Option<String> {
    let prompt = world.page.prompt("account_viewed").await;
    let mut told = report(&prompt, 1, "rated", Some(9));
    told["comment"] = json!(comment);
    let answer = world.page.report(&told).await;
    assert_eq!(answer.status, 201, "{comment:?}: {}", answer.body);
    stored::response(&world.data, "shop", prompt.id).await.unwrap().1
}

async fn words_are_kept_to_the_letter(world: World) {
    let all = comments();
    assert!(all.len() >= 60, "only {} hostile comments", all.len());
    for comment in &all {
        assert_eq!(kept(&world, comment).await.as_deref(), Some(comment.as_str()));
    }
    let long = "😀".repeat(2_000);
    assert_eq!(kept(&world, &long).await, Some(long));
    for blank in ["", " ", "\t\r\n ", "\u{a0}\u{2003}"] {
        assert_eq!(kept(&world, blank).await, None, "{blank:?}");
    }
    world.data.is_right();
}

#[tokio::test]
async fn words_are_kept_to_the_letter_on_sqlite() {
    words_are_kept_to_the_letter(World::new()).await;
}

#[tokio::test]
async fn words_are_kept_to_the_letter_on_postgresql() {
    words_are_kept_to_the_letter(World::on_postgres()).await;
}

/// How an answer tells what became of a report.
fn told(answer: &Answer) -> (u16, &Value, &str) {
    (answer.status, &answer.body["status"], answer.header("idempotency-replayed"))
}

async fn repeats_and_versions(world: World) {
    // The same report fifty times at once: all wait for the one commit.
    let prompt = world.page.prompt("account_viewed").await;
    let rated = report(&prompt, 1, "rated", Some(9));
    let answers = together(50, (0..50).map(|_| world.page.report(&rated))).await;
    let firsts = answers.iter().filter(|answer| told(answer) == (201, &json!("stored"), ""));
    let replays = answers.iter().filter(|answer| told(answer) == (200, &json!("replayed"), "true"));
    assert_eq!((firsts.count(), replays.count()), (1, 49));
    // An older revision changes nothing.
    let answer = world.page.report(&report(&prompt, 0, "shown", None)).await;
    assert_eq!(told(&answer), (200, &json!("stale"), ""));

    // What was asked is what is answered, though the survey was changed in between.
    let asked = world.page.prompt("account_viewed").await;
    assert_eq!(asked.version, 1);
    let edited = "[[survey]]\nslug = 'relation'\nmetric = 'nps'\ntouchpoints = ['account_viewed']\nstage = 'use'\n\
                  [survey.ask]\ncooldown_days = 0";
    world.data.apply("shop", edited);
    let new = loop {
        let new = world.page.prompt("account_viewed").await;
        if new.version == 2 {
            break new;
        }
    };
    for (prompt, version) in [(&asked, 1), (&new, 2)] {
        let answer = world.page.report(&report(prompt, 1, "rated", Some(7))).await;
        assert_eq!(told(&answer), (201, &json!("stored"), ""));
        assert_eq!(stored::response(&world.data, "shop", prompt.id).await, Some((version, None)));
    }

    // An id says nothing without its site: nobody reaches another site's response by it.
    let stranger = Page::new(&world.collector.address, "stranger", "https://stranger.example");
    let foreign = report_of(prompt.id, &prompt.token, 2, "rated", Some(0));
    assert_eq!(stranger.report(&foreign).await.status, 403);
    assert_eq!(stored::response(&world.data, "stranger", prompt.id).await, None);
    let distribution = world.owner.total("relation").await["distribution"].take();
    assert_eq!(distribution, json!([0, 0, 0, 0, 0, 0, 0, 2, 0, 1, 0]));
    world.data.is_right();
}

#[tokio::test]
async fn repeats_and_versions_on_sqlite() {
    repeats_and_versions(World::new()).await;
}

#[tokio::test]
async fn repeats_and_versions_on_postgresql() {
    repeats_and_versions(World::on_postgres()).await;
}
