//! F31: how long a sender waits after each failure, with a clock that the test moves.

use serde_json::json;
use tests::client::{Page, report};

use crate::customer::Customer;
use crate::outbox::{keep, outbox};
use crate::rating::SURVEYS;
use crate::world::play_everywhere;

/// Time stands still; what is to happen later waits for the test. Every request fails at once, and is counted.
const STANDSTILL: &str = "const chance = Number(new URLSearchParams(location.search).get('chance'))
    Math.random = () => chance
    window.time = { now: Date.now(), timers: [], reports: 0, heard: false }
    Date.now = () => time.now
    window.setTimeout = (run, ms = 0) => {
      time.timers.push({ run, ms, nth: time.timers.length })
      return time.timers.length
    }
    window.clearTimeout = (nth) => { if (nth) time.timers[nth - 1].run = null }
    const { fetch } = window
    window.fetch = (address, options) => {
      if (!/responses$/.test(address) || time.heard) return fetch(address, options)
      time.reports++
      return Promise.reject(new TypeError('the network is down'))
    }";

/// Lets the time pass until it is up.
const PASS: &str = "const timer = time.timers.find(({ run }) => run)
    const { run, ms } = timer
    timer.run = null
    time.now += ms
    run()";

/// How long the one timer that runs was set for, in seconds, once there is one.
async fn next_s(customer: &Customer) -> f64 {
    customer.sees_that("time.timers.filter(({ run }) => run).length == 1").await;
    customer.run("return time.timers.find(({ run }) => run).ms").await.as_f64().unwrap() / 1_000.0
}

/// The shortest wait after each failure in a row, in seconds. The longest is less than twice as long.
const WAITS_S: [f64; 7] = [1.0, 5.0, 30.0, 300.0, 3_600.0, 3_600.0, 3_600.0];

/// What chance says, from 0 to 1: of senders that failed for a minute, some come after five more and some after ten.
const CHANCES: [f64; 3] = [0.0, 0.5, 0.999];

#[tokio::test]
async fn a_sender_waits_longer_from_failure_to_failure_and_others_wait_otherwise() {
    play_everywhere("waiting", SURVEYS, async |world, customer| {
        let page = Page::new(&world.collector.address, "shop", &world.shop);
        customer.preload(STANDSTILL).await;
        for chance in CHANCES {
            customer.goes_to(&format!("{}/calm.html?bare", world.shop)).await;
            customer.run("localStorage.clear()").await;
            keep(&customer, &report(&page.prompt("order_completed").await, 1, "rated", Some(5))).await;
            customer.goes_to(&format!("{}/calm.html?chance={chance}", world.shop)).await;
            // What waits from an earlier visit is sent as soon as the page has what sends it.
            assert!(next_s(&customer).await < 0.001);
            let mut passed_s = 0.0;
            for (nth, least_s) in WAITS_S.into_iter().enumerate() {
                customer.run(PASS).await;
                let wait_s = next_s(&customer).await;
                let want_s = least_s * (1.0 + chance);
                assert!((wait_s - want_s).abs() < 0.01, "{wait_s} s after {} failures, not {want_s}", nth + 1);
                // Once with keepalive, once without: the browser may have given its quota to others.
                assert_eq!(customer.run("return time.reports").await, 2 * (nth + 1));
                passed_s += wait_s;
            }
            assert_eq!(outbox(&customer).await.len(), 1);

            // A page that is opened meanwhile waits as long as the one before would have; its own clock did not move.
            customer.goes_to(&format!("{}/calm.html", world.shop)).await;
            let left_s = next_s(&customer).await;
            assert!((passed_s - 60.0..=passed_s).contains(&left_s), "{left_s} s, not {passed_s}");
            customer.run("time.heard = true").await;
            customer.run(PASS).await;
            customer.waits_for(json!({ "status": 201, "body": { "rating": 5 } }), 1).await;
        }
    })
    .await;
}
