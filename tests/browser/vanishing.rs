//! F16: a tab that is closed in the middle of an answer, and one that its customer comes back to.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use serde_json::json;
use tests::figures;
use tests::wait::until;

use crate::browser::Browser;
use crate::customer::{Customer, key};
use crate::extent;
use crate::outbox::{PATIENCE, counts, outbox};
use crate::world::{World, play_in};

const EAGER: &str = "
[[survey]]
slug = 'order'
metric = 'csat'
touchpoints = ['plain', 'seen']
[survey.ask]
cooldown_days = 0
again_after_answer_days = 0
again_after_dismissal_days = 0
";

/// How long after the choice the tab is closed.
const PAUSES_MS: [u64; 5] = [0, 5, 20, 100, 500];

#[tokio::test]
async fn an_answer_survives_its_tab_in_chromium() {
    answers_survive_their_tabs(Browser::Chromium).await;
}

#[tokio::test]
async fn an_answer_survives_its_tab_in_firefox() {
    answers_survive_their_tabs(Browser::Firefox).await;
}

async fn answers_survive_their_tabs(browser: Browser) {
    play_in(browser, &format!("closing in {browser:?}"), EAGER, &async |world: World, customer: Customer| {
        // A page of the shop without the survey: what arrives was sent by the tab that is gone.
        customer.goes_to(&format!("{}/plain.html?bare", world.shop)).await;
        let times = extent::TABS_CLOSED.times() as u64;
        for pause_ms in PAUSES_MS {
            for _ in 0..times {
                let first = customer.opens_a_tab_as_pages_do().await;
                customer.goes_to(&format!("{}/plain.html", world.shop)).await;
                customer.waits_for(json!({ "event": "shown" }), 1).await;
                customer.tabs_to("radio", "1 out of 5").await;
                customer
                    .run(&format!("addEventListener('click', () => setTimeout(() => close(), {pause_ms}), true)"))
                    .await;
                customer.chooses_and_is_gone(first).await;
            }
        }
        let answers = times * PAUSES_MS.len() as u64;
        let all = AssertUnwindSafe(counts(&world, answers)).catch_unwind().await.is_ok();
        let sent = world.total("order").await["response_count"].as_u64().unwrap();
        let run = format!("F16 tabs closed in {browser:?}");
        figures::tell(&run, &json!({ "answers": answers, "sent_by_the_closed_tab": sent }));
        assert!(sent * 100 >= answers * 95, "only {sent} of {answers} were sent by the tab that was closed");

        if !all {
            customer.goes_to(&format!("{}/calm.html", world.shop)).await;
            counts(&world, answers).await;
        }
        let rows = tests::stored::file::rows(world.data.folder());
        assert_eq!(rows.len() as u64, answers);
        world.data.is_right();
        let kept = async || outbox(&customer).await.is_empty();
        customer.goes_to(&format!("{}/calm.html", world.shop)).await;
        until("the next visit has nothing left to send", PATIENCE, kept).await;
    })
    .await;
}

/// Writes down what a page listens to.
const LISTENERS: &str = "window.heard = new Set()
    const { addEventListener } = EventTarget.prototype
    EventTarget.prototype.addEventListener = function (kind, ...rest) {
      heard.add(kind)
      return addEventListener.call(this ?? window, kind, ...rest)
    }";

#[tokio::test]
async fn a_page_that_is_kept_for_going_back_still_has_its_prompt() {
    for browser in Browser::ALL {
        play_in(browser, &format!("back in {browser:?}"), EAGER, &async |world: World, customer: Customer| {
            customer.preload(LISTENERS).await;
            customer.goes_to(&format!("{}/plain.html", world.shop)).await;
            customer.waits_for(json!({ "event": "shown" }), 1).await;
            customer.waits_for(json!({ "route": "responses", "status": 201 }), 1).await;
            let heard = customer.run("return [...heard]").await;
            let heard: Vec<&str> = heard.as_array().unwrap().iter().filter_map(|kind| kind.as_str()).collect();
            assert!(heard.contains(&"pagehide"), "{heard:?}");
            assert!(!heard.iter().any(|kind| kind.contains("unload")), "{heard:?}");
            customer.run("addEventListener('pageshow', ({ persisted }) => window.kept = persisted)").await;

            customer.goes_to(&format!("{}/calm.html?bare", world.shop)).await;
            customer.goes_back().await;
            customer.sees_that("window.kept").await;
            customer.tabs_to("radio", "1 out of 5").await;
            customer.presses(key::SPACE).await;
            customer.waits_for(json!({ "route": "responses", "status": 201, "body": { "rating": 1 } }), 1).await;
            assert_eq!(world.total("order").await["response_count"], 1);
        })
        .await;
    }
}
