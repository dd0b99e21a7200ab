//! docs/getting-started.md, step by step: from a collector that asks nothing to the first score.

use std::path::Path;
use std::{env, fs};

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use serde_json::json;
use tokio::net::TcpListener;

use super::SURVEYS;
use crate::browser::Browser;
use crate::customer::{Customer, key};
use crate::world::play_everywhere;

/// A link, by its text.
const LINK: &str = "[...document.querySelectorAll('main a')].find((link) => link.innerText == 'TEXT')";

/// Keeps what is seen as a picture of the page of documentation, where `cargo xtask pictures` says in which folder.
async fn shows(customer: &Customer, step: &str) {
    if let Some(folder) = env::var_os("SONDEO_PICTURES")
        && customer.browser == Browser::Chromium
    {
        customer.sets_the_window(1360, 820).await;
        fs::write(Path::new(&folder).join(step).with_extension("png"), customer.picture().await).unwrap();
    }
}

impl Customer {
    /// Clicks on the link of this text in the page itself.
    async fn follows(&self, text: &str) {
        let there = format!("!!{}", LINK.replace("TEXT", text));
        self.sees_that(&there).await;
        self.run(&format!("{}.click()", LINK.replace("TEXT", text))).await;
    }
}

#[tokio::test]
async fn who_begins_with_nothing_makes_a_survey_embeds_it_and_sees_its_score() {
    play_everywhere("getting_started", SURVEYS, async |world, person: Customer| {
        // A page of their own, which nobody has written anything of ours into.
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let bakery = world.data.add_site("bakery", &origin);

        person.goes_to(&world.dashboard("")).await;
        person.reads("See how customers feel").await;
        shows(&person, "1-sign-in").await;
        person.writes("#key", &bakery.manage_key).await;
        person.presses(key::ENTER).await;
        person.reads("Nothing is asked yet").await;
        shows(&person, "2-nothing-asked").await;

        person.follows("Make a survey").await;
        person.sees_that("!!document.querySelector('#at-slug')").await;
        person.writes("#at-slug", "order").await;
        person.writes("#at-touchpoints", "order_completed").await;
        person.sees_that("!!document.querySelector('#preview iframe')").await;
        shows(&person, "3-survey").await;
        person.clicks(".saving .actions button:last-child").await;
        person.reads("The survey is made").await;

        person.clicks("nav a[href*='page=install']").await;
        person.reads("Not yet: no page has asked for a survey").await;
        shows(&person, "4-tag").await;
        let tag = person.run("return document.querySelector('#tag code').textContent").await;
        let page = format!(
            "<!doctype html><html lang=en><meta charset=utf-8><title>Bakery</title><h1>Thank you for your order</h1>{}",
            tag.as_str().unwrap()
        );
        let routes = Router::new().route("/", get(async || Html(page)));
        tokio::spawn(async { axum::serve(listener, routes).await });

        person.goes_to(&origin).await;
        person.waits_for(json!({ "event": "shown" }), 1).await;
        shows(&person, "5-question").await;
        person.tabs_to("radio", "1 out of 5").await;
        for _ in 0..3 {
            person.presses(key::RIGHT).await;
        }
        person.presses(key::SPACE).await;
        person.waits_for(json!({ "route": "responses", "status": 201, "body": { "rating": 4 } }), 1).await;

        person.goes_to(&world.dashboard("")).await;
        person.reads("100").await;
        person.reads("1 answer").await;
        shows(&person, "6-score").await;
        person.clicks("nav a[href*='page=install']").await;
        person.reads("Yes: your pages ask for surveys").await;
    })
    .await;
}
