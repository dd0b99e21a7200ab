//! F19: browsers whose storage fails in one way or another. The answer arrives, and the page hears of nothing.

use serde_json::json;

use crate::browser::Browser;
use crate::customer::{Customer, key};
use crate::world::{World, play_everywhere, play_in};

/// A survey that asks also where nothing is remembered.
const REGARDLESS: &str = "
[[survey]]
slug = 'plain'
metric = 'csat'
touchpoints = ['plain']
[survey.ask]
ask_without_storage = true
cooldown_days = 0
again_after_answer_days = 0
";

/// How storages fail, as scripts that have them do so.
const FAULTS: [(&str, &str); 6] = [
    (
        "not to be had, as where cookies are blocked",
        "for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])
            Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError') } })",
    ),
    ("none, as in old private windows", "Object.defineProperty(window, 'localStorage', { value: null })"),
    (
        "without room, as in Safari's private windows",
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }",
    ),
    ("not to be read", "Storage.prototype.getItem = () => { throw new DOMException('broken', 'UnknownError') }"),
    ("forgetful", "Storage.prototype.setItem = () => {}; Storage.prototype.getItem = () => null"),
    (
        "without locks",
        "Object.defineProperty(navigator, 'locks', { value: undefined })
        Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError') } })",
    ),
];

#[tokio::test]
async fn an_answer_arrives_whatever_the_storage_does() {
    play_everywhere("storage", REGARDLESS, async |world, customer| {
        // One page after the other, each with its own fault: the fault is in the address.
        let faults = FAULTS.map(|(_, script)| format!("() => {{ {script} }}")).join(",");
        let script = format!("const nth = new URLSearchParams(location.search).get('fault'); nth && [{faults}][nth]()");
        customer.preload(&script).await;
        for (nth, (fault, _)) in FAULTS.into_iter().enumerate() {
            customer.goes_to(&format!("{}/plain.html?fault={nth}", world.shop)).await;
            is_answered(&world, &customer, nth + 1, fault).await;
        }
        customer.goes_to("about:blank").await;
    })
    .await;
}

#[tokio::test]
async fn an_answer_arrives_from_a_firefox_that_keeps_nothing() {
    play_in(Browser::Firefox, "storage_off", REGARDLESS, &async |world: World, customer: Customer| {
        let off = "Services.prefs.setBoolPref('dom.storage.enabled', false)";
        customer.changes_firefox(off, vec![]).await;
        customer.goes_to(&format!("{}/plain.html", world.shop)).await;
        assert_eq!(customer.run("return localStorage").await, json!(null));
        is_answered(&world, &customer, 1, "dom.storage.enabled = false").await;
    })
    .await;
}

async fn is_answered(world: &World, customer: &Customer, answers: usize, fault: &str) {
    customer.waits_for(json!({ "event": "shown" }), 1).await;
    customer.tabs_to("radio", "1 out of 5").await;
    customer.presses(key::SPACE).await;
    customer.waits_for(json!({ "route": "responses", "status": 201, "body": { "rating": 1 } }), 1).await;
    customer.presses(key::ESCAPE).await;
    customer.waits_for(json!({ "route": "responses", "status": 201, "body": { "outcome": "completed" } }), 1).await;
    assert_eq!(world.total("plain").await["response_count"], answers, "{fault}");
    customer.was_not_bothered_by_errors().await;
}
