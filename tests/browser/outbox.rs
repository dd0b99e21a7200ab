//! An answer is in the browser's outbox from before it is sent until the collector has it.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use tests::bad_input;
use tests::client::{Page, report};
use tests::proxy::Manner;
use tests::wait;

use crate::customer::{Customer, key};
use crate::rating::SURVEYS;
use crate::world::{World, play, play_everywhere};

/// More than the first two waits of a sender.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// The reports that the browser keeps.
pub(crate) async fn outbox(customer: &Customer) -> Vec<Value> {
    let script = "return Object.keys(localStorage).filter((name) => /^sondeo:shop:[\\da-f-]{36}$/.test(name))
        .map((name) => JSON.parse(localStorage[name]).report)";
    customer.run(script).await.as_array().unwrap().clone()
}

/// Buys a cup and comes to the prompt, of which the collector knows.
pub(crate) async fn is_asked(customer: &Customer, world: &World) {
    customer.buys_a_cup(&world.shop).await;
    customer.waits_for(json!({ "event": "shown" }), 1).await;
    customer.waits_for(json!({ "route": "responses", "status": 201 }), 1).await;
    customer.tabs_to("radio", "1 out of 5").await;
}

/// Waits until the owner sees this many answers.
pub(crate) async fn counts(world: &World, answers: u64) {
    wait::until("the answers are counted", PATIENCE, async || world.total("order").await["response_count"] == answers)
        .await;
}

/// An answer of HTTP that pages may read.
pub(crate) fn answer(status: u16, header: &str, body: &str) -> Manner {
    let answer = format!(
        "HTTP/1.1 {status} Whatever\r\naccess-control-allow-origin: *\r\naccess-control-expose-headers: *\r\n{header}\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    Manner::Answers { request: b"/responses".to_vec(), answer: answer.into_bytes(), drip: Duration::ZERO }
}

#[tokio::test]
async fn an_answer_that_the_collector_missed_arrives_at_the_next_visit() {
    play_everywhere("next_visit", SURVEYS, async |world, customer| {
        is_asked(&customer, &world).await;
        world.network.behaves(Manner::Refuses);
        customer.presses(key::SPACE).await;
        customer.waits_for(json!({ "event": "rated" }), 1).await;
        wait::until(
            "it is kept",
            PATIENCE,
            async || matches!(&outbox(&customer).await[..], [report] if report["rating"] == 1 && report["rev"] == 1),
        )
        .await;
        assert_eq!(world.total("order").await["response_count"], 0);

        world.network.behaves(Manner::Forwards);
        customer.reloads().await;
        customer.waits_for(json!({ "route": "responses", "status": 201, "body": { "rating": 1 } }), 1).await;
        counts(&world, 1).await;
        wait::until("it is forgotten", PATIENCE, async || outbox(&customer).await.is_empty()).await;
        let loaded = customer.loaded_from(&world.entrance).await;
        assert!(!loaded.iter().any(|file| file.ends_with(".wasm")), "{loaded:?}");
    })
    .await;
}

#[tokio::test]
async fn a_tab_that_is_closed_right_after_the_rating_loses_nothing() {
    play("closed_tab", SURVEYS, async |world, customer| {
        let first = customer.opens_a_tab().await;
        is_asked(&customer, &world).await;
        customer.presses(key::SPACE).await;
        customer.closes_the_tab_for(first).await;
        customer.goes_to(&world.shop).await;
        counts(&world, 1).await;
    })
    .await;
}

#[tokio::test]
async fn of_two_tabs_one_sends() {
    two_tabs_with_one_outbox("two_tabs", "").await;
}

#[tokio::test]
async fn of_two_tabs_one_sends_where_browsers_lend_no_locks() {
    // As in pages without TLS.
    two_tabs_with_one_outbox("two_tabs_no_locks", "Object.defineProperty(navigator, 'locks', { value: undefined })")
        .await;
}

async fn two_tabs_with_one_outbox(name: &str, preload: &str) {
    play(name, SURVEYS, async |world, customer| {
        customer.preload(preload).await;
        let page = Page::new(&world.collector.address, "shop", &world.shop);
        customer.goes_to(&world.shop).await;
        for _ in 0..5 {
            let rated = report(&page.prompt("order_completed").await, 1, "rated", Some(5));
            keep(&customer, &rated).await;
        }
        world.network.behaves(Manner::Delays(Duration::from_millis(150)));
        let other = customer.opens_a_tab().await;
        customer.preload(preload).await;
        customer.goes_to(&world.shop).await;
        let this = customer.goes_back_to(other).await;
        // The storage of one tab is seen in another after a moment.
        let begun = async || outbox(&customer).await.len() < 5;
        wait::until("the other tab is seen to send", PATIENCE, begun).await;
        customer.reloads().await;
        counts(&world, 5).await;

        let sent = async || customer.noted().await.iter().filter(|note| note["route"] == "responses").count();
        wait::until("the outbox is empty", PATIENCE, async || outbox(&customer).await.is_empty()).await;
        let here = sent().await;
        customer.goes_back_to(this).await;
        assert_eq!(here + sent().await, 5, "{here} in the first tab");
    })
    .await;
}

/// Puts a report into the outbox, as a page that was closed before it could send it.
pub(crate) async fn keep(customer: &Customer, report: &Value) {
    let entry = json!({ "at": 0, "report": report }).to_string();
    let name = format!("sondeo:shop:{}", report["id"].as_str().unwrap());
    let script =
        format!("const entry = {entry}; entry.at = Date.now() - 1000; localStorage['{name}'] = JSON.stringify(entry)");
    customer.run(&script).await;
}

#[tokio::test]
async fn an_answer_whose_receipt_was_lost_is_counted_once() {
    play("lost_receipt", SURVEYS, async |world, customer| {
        is_asked(&customer, &world).await;
        world.network.behaves(Manner::CutsReply { request: b"\"rated\"".to_vec(), after: 20 });
        customer.presses(key::SPACE).await;
        customer.waits_for(json!({ "route": "responses", "status": 200, "reply": { "status": "replayed" } }), 1).await;
        assert_eq!(world.network.cuts(), 1);
        counts(&world, 1).await;
        world.data.is_right();
    })
    .await;
}

#[tokio::test]
async fn fifty_answers_wait_at_most_and_the_oldest_go() {
    play("fifty", SURVEYS, async |world, customer| {
        is_asked(&customer, &world).await;
        world.network.behaves(answer(503, "", ""));
        customer
            .run(
                "for (let nth = 10; nth < 70; nth++) {
                    const id = '00000000-0000-7000-8000-0000000000' + nth
                    localStorage['sondeo:shop:' + id] = JSON.stringify({ at: Date.now() - nth * 1000, report: { id, rev: 1 } })
                }",
            )
            .await;
        customer.presses(key::SPACE).await;
        customer.waits_for(json!({ "event": "rated" }), 1).await;
        wait::until("there are fifty", PATIENCE, async || outbox(&customer).await.len() == 50).await;
        let kept = outbox(&customer).await;
        let has = |end: &str| kept.iter().any(|report| report["id"].as_str().unwrap().ends_with(end));
        assert!(kept.iter().any(|report| report["rating"] == 1), "the newest is kept");
        assert!(has("0010") && has("0058") && !has("0059"), "{kept:#?}");
        customer.waits_for(json!({ "route": "responses", "status": 503 }), 1).await;
        customer.run("witness.seen.length = 0").await;
    })
    .await;
}

#[tokio::test]
async fn a_portal_that_answers_everything_is_not_believed() {
    play("portal", SURVEYS, async |world, customer| {
        is_asked(&customer, &world).await;
        world.network.behaves(answer(200, "content-type: text/html\r\n", "<h1>Welcome to our network</h1>"));
        customer.presses(key::SPACE).await;
        customer.waits_for(json!({ "route": "responses", "status": 200 }), 1).await;
        assert_eq!(outbox(&customer).await.len(), 1);
        world.network.behaves(Manner::Forwards);
        customer.waits_for(json!({ "route": "responses", "status": 201, "body": { "rating": 1 } }), 1).await;
        counts(&world, 1).await;
    })
    .await;
}

#[tokio::test]
async fn who_is_told_to_come_back_later_does_not_come_before() {
    play("retry_after", SURVEYS, async |world, customer| {
        is_asked(&customer, &world).await;
        world.network.behaves(answer(503, "retry-after: 4\r\n", r#"{"code":"overloaded"}"#));
        customer.presses(key::SPACE).await;
        customer.waits_for(json!({ "route": "responses", "status": 503 }), 1).await;
        world.network.behaves(Manner::Forwards);
        // Another rating is no reason to come sooner.
        customer.presses(key::RIGHT).await;
        customer.presses(key::SPACE).await;
        customer.waits_for(json!({ "route": "responses", "status": 201, "body": { "rating": 2 } }), 1).await;
        counts(&world, 1).await;
        let script = "const began = performance.getEntriesByType('resource')
            .filter((entry) => entry.name.endsWith('/responses')).map((entry) => entry.startTime)
            return began.at(-1) - began.at(-2)";
        let pause_ms = customer.run(script).await.as_f64().unwrap();
        assert!((4_000.0..=9_000.0).contains(&pause_ms), "{pause_ms} ms");
    })
    .await;
}

#[tokio::test]
async fn the_same_is_sent_again_where_it_can_help() {
    let cases = bad_input::cases().into_iter().map(|case| (case.status, case.again));
    let codes = bad_input::codes().into_values().map(|meaning| (meaning.status, meaning.again));
    let table: BTreeMap<u16, bool> = cases.chain(codes).collect();
    assert!(table[&503] && !table[&422], "{table:?}");

    play("again", SURVEYS, async |world, customer| {
        let page = Page::new(&world.collector.address, "shop", &world.shop);
        let rated = report(&page.prompt("order_completed").await, 1, "rated", Some(5));
        customer.goes_to(&world.shop).await;
        for (&status, &again) in &table {
            customer.run("localStorage.clear()").await;
            keep(&customer, &rated).await;
            world.network.behaves(answer(status, "", r#"{"code":"any","detail":"it was refused"}"#));
            customer.reloads().await;
            customer.waits_for(json!({ "route": "responses", "status": status }), 1).await;
            if again {
                wait::until("the failure is remembered", PATIENCE, async || {
                    customer.run("return JSON.parse(localStorage['sondeo:shop:memory']).failures").await == 1
                })
                .await;
                assert_eq!(outbox(&customer).await.len(), 1, "{status}");
            } else {
                let wrong = "sondeo: the collector refused an answer: it was refused";
                customer.waits_for(json!({ "wrong": wrong }), 1).await;
                assert!(outbox(&customer).await.is_empty(), "{status}");
                customer.run("witness.seen.length = 0").await;
            }
        }
    })
    .await;
}
