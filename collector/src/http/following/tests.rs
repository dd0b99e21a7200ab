//! Two collectors on one store, of which one knows sooner what was changed.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{Arc, atomic::Ordering},
    task::Poll,
};

use axum::http::Request;
use futures_util::future::join_all;
use serde_json::json;
use tests::postgres::{Cluster, Options};

use super::super::world::{Watch, World, add_site};
use crate::{
    catalog::Scope,
    clock::Clock,
    keys::Key,
    store::{Loss, Store, place::Place},
};

/// Two collectors that follow no changes unless they are told to, and what they are on.
struct Pair {
    knows: World,
    lags: World,
    _cluster: Option<Cluster>,
}

impl Pair {
    async fn on_postgres() -> Self {
        let cluster = Cluster::start(&Options { fsync: false, ..Options::default() });
        let place = Place::Postgres(cluster.url("postgres").parse().unwrap());
        Self { _cluster: Some(cluster), ..Self::on(&place).await }
    }

    async fn on(place: &Place) -> Self {
        let watch = Arc::<Watch>::default();
        watch.set("2026-09-21T12:00:00Z");
        add_site(&Store::open(place).await.unwrap(), "shop", "UTC", &watch).await;
        let world = async || World::on(place, tempfile::tempdir().unwrap(), watch.clone()).await;
        Self { knows: world().await, lags: world().await, _cluster: None }
    }

    /// Rotates the secret; one of the two knows of it.
    async fn rotate(&self, secret: u8, allowed: Loss) {
        let now = self.knows.watch.now();
        self.knows.app.store.rotate_secret([secret; 32], allowed, now).await.unwrap();
        self.knows.app.catch_up().await.unwrap();
    }

    async fn rotates_without_a_refusal(&self) {
        let before = self.lags.prompt().await;
        self.rotate(1, Loss::None).await;
        let [old, new] = [self.lags.prompt().await, self.knows.prompt().await];
        assert!(old["token"].as_str().unwrap().starts_with("1."), "it cannot know yet");
        assert!(new["token"].as_str().unwrap().starts_with("2."), "it knows");
        for (what, at, prompt) in [
            ("signed before, told to who knows", &self.knows, &before),
            ("signed by who lags, told to who knows", &self.knows, &old),
            ("signed by who knows, told to who lags", &self.lags, &new),
        ] {
            assert_eq!(at.report(prompt, &json!(0)).await, 201, "{what}");
        }
        assert!(self.lags.prompt().await["token"].as_str().unwrap().starts_with("2."), "it has caught up");
    }
}

#[tokio::test]
async fn a_rotation_refuses_nobody_on_postgres() {
    Pair::on_postgres().await.rotates_without_a_refusal().await;
}

#[tokio::test]
async fn a_rotation_refuses_nobody_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    Pair::on(&folder.path().into()).await.rotates_without_a_refusal().await;
}

#[tokio::test]
async fn a_key_opens_at_every_collector_from_the_moment_on_that_it_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let pair = Pair::on(&folder.path().into()).await;
    let key = Key::draw();
    let asks = async || {
        let request = Request::get("/v1/surveys").header("authorization", format!("Bearer {}", key.reveal()));
        pair.lags.call(request.body(String::new()).unwrap()).await
    };
    let (status, refused) = asks().await;
    assert_eq!((status, &refused["code"]), (401, &json!("key_invalid")));
    let stored = key.stored(Scope::Read, None, None);
    pair.lags.app.store.add_key("shop".parse().unwrap(), stored, pair.lags.watch.now()).await.unwrap();
    assert_eq!(asks().await.0, 200);
}

#[tokio::test]
async fn the_third_last_secret_is_no_longer_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let pair = Pair::on(&folder.path().into()).await;
    let prompts = [pair.knows.prompt().await, {
        pair.rotate(1, Loss::None).await;
        pair.knows.prompt().await
    }];
    let soon = pair.knows.app.store.rotate_secret([2; 32], Loss::None, pair.knows.watch.now()).await;
    assert!(soon.unwrap_err().to_string().contains("rotate after that"));
    pair.rotate(2, Loss::LateAnswers).await;
    let [first, second] = prompts;
    assert_eq!(pair.knows.report(&first, &json!(0)).await, 403);
    assert_eq!(pair.knows.report(&second, &json!(0)).await, 201);
}

#[tokio::test]
async fn one_look_serves_all_forged_tokens_that_wait_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let pair = Pair::on(&folder.path().into()).await;
    let mut forged = pair.knows.prompt().await;
    let token = forged["token"].as_str().unwrap().replacen('1', "7", 1);
    forged["token"] = json!(token);
    let (age, app) = (json!(0), &pair.knows.app);
    let looks = || app.looks.begun.load(Ordering::SeqCst);
    let before = looks();
    let others_look = app.looks.succeeded.lock().await;
    let mut answers = pin!(join_all((0..200).map(|_| pair.knows.report(&forged, &age))));
    // Nothing but the look that is under way holds them up.
    for _ in 0..200 {
        poll_fn(|context| Poll::Ready(answers.as_mut().poll(context).is_ready())).await;
    }
    drop(others_look);
    let answers: Vec<u16> = answers.await;
    assert!(answers.iter().all(|status| *status == 403), "{answers:?}");
    assert_eq!(looks() - before, 1);
}
