//! Clocks that are wrong: the collector's decides the day of a count, and a step of it refuses nobody (F18).

use std::collections::BTreeSet;

use axum::http::Request;
use serde_json::json;

use super::world::{ORIGIN, World, add_site};
use crate::{
    catalog::{KeyHash, Scope},
    clock::Clock,
    store::query::NewKey,
};

#[tokio::test]
async fn the_day_is_that_of_the_issue_whatever_the_clock_does_until_the_answer() {
    for (what, tz, issued, answered, day) in [
        ("nothing", "UTC", "2026-09-21T12:00:00Z", "2026-09-21T12:00:09Z", "2026-09-21"),
        ("a slow network", "UTC", "2026-09-21T23:59:30Z", "2026-09-22T00:00:30Z", "2026-09-21"),
        ("an hour back", "UTC", "2026-09-21T00:30:00Z", "2026-09-20T23:30:00Z", "2026-09-21"),
        ("an hour forth", "UTC", "2026-09-21T23:30:00Z", "2026-09-22T00:30:00Z", "2026-09-21"),
        ("a day back", "UTC", "2026-09-21T12:00:00Z", "2026-09-20T12:00:00Z", "2026-09-21"),
        ("into the leap day", "UTC", "2028-02-28T23:59:00Z", "2028-02-29T00:01:00Z", "2028-02-28"),
        ("the leap day", "UTC", "2028-02-29T23:59:00Z", "2028-03-01T00:01:00Z", "2028-02-29"),
        ("a year without one", "UTC", "2027-02-28T23:59:00Z", "2027-03-01T00:01:00Z", "2027-02-28"),
        ("the year's end", "UTC", "2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z", "2026-12-31"),
        ("a leap second's end", "UTC", "2016-12-31T23:59:59Z", "2017-01-01T00:00:00Z", "2016-12-31"),
        ("the spring's hour", "Europe/Madrid", "2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z", "2026-03-29"),
        ("the autumn's hour", "Europe/Madrid", "2026-10-24T22:30:00Z", "2026-10-25T00:30:00Z", "2026-10-25"),
        ("30 minutes of summer", "Australia/Lord_Howe", "2026-10-03T15:00:00Z", "2026-10-03T15:30:00Z", "2026-10-04"),
        ("an offset of 5:45", "Asia/Kathmandu", "2026-11-22T18:15:00Z", "2026-11-22T18:14:00Z", "2026-11-23"),
        ("31 days", "UTC", "2026-09-21T12:00:00Z", "2026-10-22T12:00:00Z", "2026-09-21"),
        ("seconds that were 32 bits", "UTC", "2038-01-19T03:14:07Z", "2038-01-19T03:14:09Z", "2038-01-19"),
    ] {
        let world = World::of(tz, issued).await;
        let prompt = world.prompt().await;
        world.watch.set(answered);
        assert_eq!(world.report(&prompt, &json!(1_200)).await, 201, "{what}");
        let year: i32 = day[..4].parse().unwrap();
        let (from, to) = (format!("{}-12-01", year - 1), format!("{}-02-01", year + 1));
        let days: Vec<_> = world.counted(&from, &from.replace(&(year - 1).to_string(), &year.to_string())).await;
        let rest = world.counted(&format!("{year}-12-01"), &to).await;
        assert_eq!([days, rest].concat(), [(day.to_owned(), 1)], "{what}");
    }
}

#[tokio::test]
async fn a_browsers_clock_moves_no_count() {
    let world = World::of("UTC", "2026-09-21T12:00:00Z").await;
    let (second, day) = (1_000_u64, 86_400_000_u64);
    let ages =
        [json!(0), json!(1), json!(second), json!(60 * second), json!(day / 2), json!(29 * day), json!(30 * day)];
    for age in &ages {
        assert_eq!(world.report(&world.prompt().await, age).await, 201, "{age}");
    }
    let ten_years = 3_653 * day;
    for age in [json!(30 * day + 1), json!(ten_years), json!(-1), json!(-1.5), json!(u64::MAX), json!("1"), json!(1e18)]
    {
        assert_eq!(world.report(&world.prompt().await, &age).await, 422, "{age}");
    }
    let counted = world.counted("2026-08-01", "2026-11-01").await;
    assert_eq!(counted, [("2026-09-21".to_owned(), ages.len() as u64)]);
}

#[tokio::test]
async fn a_clock_that_steps_back_an_hour_stops_nothing() {
    let world = World::of("UTC", "2026-09-21T12:00:00Z").await;
    let mut prompts = Vec::new();
    for _ in 0..50 {
        prompts.push(world.prompt().await);
    }
    assert_eq!(world.report(&prompts[0], &json!(0)).await, 201);
    world.watch.set("2026-09-21T11:00:00Z");
    for _ in 0..50 {
        prompts.push(world.prompt().await);
    }
    let ids: BTreeSet<String> = prompts.iter().map(|prompt| prompt["id"].to_string()).collect();
    assert_eq!(ids.len(), 100, "an id was drawn twice");
    assert_eq!(world.report(&prompts[0], &json!(0)).await, 200, "the repeat of an answer from before the step");
    for prompt in &prompts[1..] {
        assert_eq!(world.report(prompt, &json!(0)).await, 201);
    }
    assert_eq!(world.counted("2026-09-20", "2026-09-23").await, [("2026-09-21".to_owned(), 100)]);

    // What owners change is still seen.
    add_site(&world.app.store, "shop-2", "UTC", &world.watch).await;
    world.app.catch_up().await.unwrap();
    let request = Request::post("/v1/sites/shop-2/prompts").header("origin", ORIGIN);
    let (status, reply) =
        world.call(request.body(json!({ "touchpoint": "account_viewed", "history": [] }).to_string()).unwrap()).await;
    assert_eq!((status, reply["prompt"].is_object()), (200, true), "{reply}");
}

#[tokio::test]
async fn what_was_issued_too_far_from_now_is_refused() {
    let world = World::of("UTC", "2026-09-21T12:00:00Z").await;
    let prompt = world.prompt().await;
    for (at, status) in [
        ("2026-09-20T11:59:59Z", 403),
        ("2026-10-22T12:00:01Z", 403),
        ("2016-09-21T12:00:00Z", 403),
        ("2036-09-21T12:00:00Z", 403),
        ("2026-09-20T12:00:00Z", 201),
    ] {
        world.watch.set(at);
        assert_eq!(world.report(&prompt, &json!(0)).await, status, "at {at}");
    }
}

#[tokio::test]
async fn a_key_expires_by_the_collectors_clock() {
    let world = World::of("UTC", "2026-09-21T12:00:00Z").await;
    let expires_at = Some(world.watch.now().as_second() + 60);
    let key = NewKey { expires_at, ..NewKey::lasting(KeyHash::of("a guest's"), Scope::Read) };
    world.app.store.add_key("shop".parse().unwrap(), key, world.watch.now()).await.unwrap();
    world.app.catch_up().await.unwrap();
    for (at, status, why) in [
        ("2026-09-21T12:00:59Z", 200, ""),
        ("2026-09-21T12:01:00Z", 401, "has expired"),
        ("2026-09-21T12:00:59Z", 200, ""),
    ] {
        world.watch.set(at);
        let request = Request::get("/v1/scores?survey=relation").header("authorization", "Bearer a guest's");
        let (got, body) = world.call(request.body(String::new()).unwrap()).await;
        assert_eq!(got, status, "at {at}: {body}");
        assert!(body["detail"].as_str().unwrap_or_default().contains(why), "{body}");
    }
}
