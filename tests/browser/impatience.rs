//! F20: customers who press again and again, and collectors that take their time.

use std::time::Duration;

use serde_json::json;
use tests::proxy::Manner;

use crate::customer::key;
use crate::extent;
use crate::outbox::{PATIENCE, outbox};
use crate::states::{Scene, Theme, journey, surveys};
use crate::world::play_everywhere;

const THEMES: [Theme; 1] = [("eager", "")];

/// Counts the requests about each prompt that are under way at the same time.
const FLIGHTS: &str = "window.flights = { most: 0, reports: 0 }
    const { fetch } = window
    const flying = {}
    window.fetch = async (address, options) => {
      if (!/responses$/.test(address)) return fetch(address, options)
      const { id } = JSON.parse(options.body)
      flying[id] = (flying[id] ?? 0) + 1
      flights.reports++
      flights.most = Math.max(flights.most, flying[id])
      try {
        return await fetch(address, options)
      } finally {
        flying[id]--
      }
    }";

/// Presses what the selector finds fifty times in 300 ms.
const FIFTY: &str = "const [selector] = arguments
    const { shadowRoot } = document.querySelector('sondeo-prompt')
    const found = [...shadowRoot.querySelectorAll(selector)]
    window.pressed = 0
    const timer = setInterval(() => {
      found[window.pressed % found.length].click()
      if (++window.pressed == 50) clearInterval(timer)
    }, 6)";

#[tokio::test]
async fn fifty_clicks_are_one_answer_and_one_request_at_a_time() {
    play_everywhere("fifty_clicks", &surveys(&THEMES), async |world, customer| {
        customer.preload(FLIGHTS).await;
        customer.is_a_visitor_of_states().await;
        for (nth, selector) in ["[role=radio]:last-child", "[role=radio]"].into_iter().enumerate() {
            let scene = Scene { journey: journey("stars"), theme: "eager", lang: "en", is_inline: nth == 1 };
            customer.enters(&world, &scene).await;
            customer.waits_for(json!({ "event": "shown" }), 1).await;
            let slow = Duration::from_millis(extent::SLOW_REPLY_MS.times() as u64);
            world.network.behaves(Manner::Delays(slow));
            customer.has_the_page(FIFTY, vec![selector.into()]).await;
            customer.sees_that("window.pressed == 50").await;
            // Enter, and clicks beside it, in the same moment.
            customer.tabs_to("button", "Send").await;
            customer.has_the_page(FIFTY, vec![".send".into()]).await;
            customer.presses(key::ENTER).await;
            customer.sees_that("window.pressed == 50").await;
            customer.waits_for(json!({ "event": "completed" }), 1).await;
            world.network.behaves(Manner::Forwards);
            tests::wait::until("the outbox is empty", PATIENCE + slow * 3, async || outbox(&customer).await.is_empty())
                .await;
            assert_eq!(world.total("stars-eager").await["response_count"], nth + 1);
            let flights = customer.run("return flights").await;
            assert_eq!(flights["most"], 1, "{flights}");
            // While one is under way, what comes after it is one report: the latest.
            assert!(flights["reports"].as_u64() <= Some(4), "{flights}");
            let completed = customer.waits_for(json!({ "event": "completed" }), 1).await;
            assert_eq!(completed.len(), 1);
        }
        world.data.is_right();
    })
    .await;
}
