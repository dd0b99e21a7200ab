//! A session as time goes by.

use axum::{
    body::{Body, BodyDataStream},
    http::{Request, header},
    response::Response,
};
use futures_util::StreamExt;
use serde_json::json;

use crate::http::world::{KEY, World};

const ORIGIN: &str = "https://feedback.example";

/// Signs in at the time that it is, and returns what the browser keeps.
async fn signed_in(world: &World) -> String {
    let request = Request::post("/dashboard/session").header(header::ORIGIN, ORIGIN);
    let answer = world.answer(request.body(json!({ "key": KEY }).to_string()).unwrap()).await;
    assert_eq!(answer.status(), 200);
    let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

async fn get(world: &World, cookie: &str, address: &str) -> Response {
    let request = Request::get(format!("/dashboard/{address}")).header(header::COOKIE, cookie);
    world.answer(request.header("sec-fetch-site", "same-origin").body(String::new()).unwrap()).await
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours() {
    let world = World::of("UTC", "2026-11-25T08:00:00Z").await;
    let cookie = signed_in(&world).await;
    for (at, status) in [("2026-11-25T19:59:59Z", 200), ("2026-11-25T20:00:00Z", 401)] {
        world.watch.set(at);
        let answer = get(&world, &cookie, "sites/shop/v1/surveys").await;
        assert_eq!(answer.status(), status, "{at}");
    }
}

/// The next part of a stream; nothing at its end.
async fn next(stream: &mut BodyDataStream) -> Option<String> {
    let part = stream.next().await?.unwrap();
    Some(String::from_utf8_lossy(&part).into_owned())
}

#[tokio::test]
async fn whoever_listens_is_told_nothing_behind_the_end() {
    let world = World::of("UTC", "2026-11-25T08:00:00Z").await;
    let cookie = signed_in(&world).await;
    let answer = get(&world, &cookie, "sites/shop/v1/live").await;
    let mut stream = Body::into_data_stream(answer.into_body());
    assert!(next(&mut stream).await.unwrap().contains("live"));
    world.watch.set("2026-11-25T20:00:00Z");
    assert_eq!(next(&mut stream).await, None);
}
