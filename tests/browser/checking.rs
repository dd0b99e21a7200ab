//! The site's developer has a page checked: `GET /check/{site}` opens it and says what is missing.

use serde_json::{Value, json};

use crate::customer::Customer;
use crate::world::{World, play_everywhere};

/// axe-core, as npm has it.
const AXE: &str = include_str!("axe/axe.min.js");

const SURVEYS: &str = r#"
[[survey]]
slug = "order"
metric = "csat"
touchpoints = ["order_completed"]
"#;

/// Where prompts can be shown, and where something is missing.
const FINE: &str = "Prompts can be shown on this page";
const MISSING: &str = "Something is missing";
const SILENT: &str = "Nothing is heard of the page";

/// Has a page of the shop checked, with a touchpoint or none, and waits for this verdict.
async fn has_checked(world: &World, customer: &Customer, page: &str, touchpoint: &str, verdict: &str) {
    customer.goes_to("about:blank").await;
    // The address is what the console's line has behind its hash.
    customer.goes_to(&format!("{}/check/shop#{}/{page}", world.entrance, world.shop)).await;
    customer.run(&format!("document.getElementById('touchpoint').value = '{touchpoint}'")).await;
    customer.clicks("form button").await;
    customer.sees_that(&format!("document.getElementById('verdict').textContent == '{verdict}'")).await;
}

/// The names of the lines with this verdict.
async fn lines(customer: &Customer, verdict: &str) -> Vec<String> {
    let script = "return [...document.querySelectorAll('#lines .' + arguments[0])].map(line => line.dataset.name)";
    let names = customer.has_the_page(script, vec![verdict.into()]).await;
    names.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
}

/// What a line says is to be sent.
async fn remedy(customer: &Customer, name: &str) -> String {
    let script = "return document.querySelector(`#lines [data-name='${arguments[0]}'] pre`)?.textContent ?? ''";
    customer.has_the_page(script, vec![name.into()]).await.as_str().unwrap().to_owned()
}

/// Sees that nothing is missing on a page, and these lines beside those that every page has.
async fn is_fine(world: &World, customer: &Customer, page: &str, more: &[&str]) {
    has_checked(world, customer, page, "", FINE).await;
    let good = lines(customer, "good").await;
    for name in [&["tag", "connect", "origin", "storage", "types", "sheets", "privacy"], more].concat() {
        assert!(good.iter().any(|line| line == name), "{page} has no good line {name}: {good:?}");
    }
    assert_eq!(lines(customer, "bad").await, [""; 0], "{page}");
}

#[tokio::test]
async fn a_page_where_nothing_is_missing_is_told_so_and_shows_a_prompt_that_is_not_counted() {
    play_everywhere("check_good", SURVEYS, async |world, customer| {
        is_fine(&world, &customer, "calm.html", &["wasm"]).await;
        assert_eq!(lines(&customer, "note").await, [""; 0]);
        is_fine(&world, &customer, "csp_strict.html", &["wasm"]).await;
        is_fine(&world, &customer, "trusted_types.html", &["wasm"]).await;
        is_fine(&world, &customer, "csp_framed.html", &["frame"]).await;

        for page in ["calm.html", "csp_framed.html"] {
            has_checked(&world, &customer, page, "order_completed", FINE).await;
            let good = lines(&customer, "good").await;
            assert!(["asked", "shown"].iter().all(|name| good.iter().any(|line| line == name)), "{page}: {good:?}");
        }
        has_checked(&world, &customer, "calm.html", "nobody_asks", MISSING).await;
        assert_eq!(lines(&customer, "bad").await, ["asked"]);
        customer.has_the_page(AXE, vec![]).await;
        assert_eq!(customer.asks_axe().await, [Value::Null; 0]);
        let total = world.total("order").await;
        assert_eq!((&total["shown_count"], &total["response_count"]), (&json!(0), &json!(0)), "{total}");
    })
    .await;
}

#[tokio::test]
async fn what_a_policy_lacks_is_named_with_the_policy_as_it_should_be() {
    play_everywhere("check_policy", SURVEYS, async |world, customer| {
        let at = &world.entrance;
        has_checked(&world, &customer, "csp_without_connect.html", "order_completed", MISSING).await;
        assert_eq!(lines(&customer, "bad").await, ["connect"]);
        let policies = remedy(&customer, "policy 0").await;
        let (first, second) = policies.split_once("\n\n").unwrap();
        let common = "Content-Security-Policy: default-src 'none'; base-uri 'none'; form-action 'none'; script-src";
        assert_eq!(first, format!("{common} {at} 'wasm-unsafe-eval'; connect-src 'self' {at}"));
        assert_eq!(second, format!("{common} {at} 'wasm-unsafe-eval'; connect-src 'self' {at}; frame-src {at}"));

        has_checked(&world, &customer, "csp_without_wasm.html", "order_completed", MISSING).await;
        let bad = lines(&customer, "bad").await;
        assert_eq!(bad, ["frame", "shown"]);
        let policies = remedy(&customer, "policy 0").await;
        let (first, second) = policies.split_once("\n\n").unwrap();
        assert_eq!(first, format!("{common} {at} 'wasm-unsafe-eval'; connect-src {at}"));
        assert_eq!(second, format!("{common} {at}; connect-src {at}; frame-src {at}"));
    })
    .await;
}

#[tokio::test]
async fn a_page_that_says_nothing_is_given_the_likely_causes_in_order() {
    play_everywhere("check_silent", SURVEYS, async |world, customer| {
        has_checked(&world, &customer, "calm.html?bare", "", SILENT).await;
        assert_eq!(lines(&customer, "perhaps").await, ["missing", "script", "cut", "blocked", "elsewhere"]);
        has_checked(&world, &customer, "cut_off.html", "", SILENT).await;
        assert_eq!(lines(&customer, "perhaps").await[0], "cut");
    })
    .await;
}

#[tokio::test]
async fn a_page_of_another_origin_is_not_opened_and_not_believed() {
    play_everywhere("check_origin", SURVEYS, async |world, customer| {
        let elsewhere = world.shop.replace("127.0.0.1", "localhost");
        let command = format!("sondeo site set shop --origin {} --origin {elsewhere}", world.shop);
        customer.goes_to(&format!("{}/check/shop?page={elsewhere}/calm.html", world.entrance)).await;
        customer.clicks("form button").await;
        assert_eq!(lines(&customer, "bad").await, ["origin"]);
        assert_eq!(remedy(&customer, "origin").await, command);

        // One that is led there is seen to be another.
        has_checked(&world, &customer, "calm.html", "", FINE).await;
        let check = customer.goes_to_the_other_window().await;
        customer.has_the_page("location = arguments[0]", vec![format!("{elsewhere}/calm.html").into()]).await;
        customer.goes_back_to(check).await;
        customer.sees_that("!!document.querySelector('#lines .bad[data-name=origin]')").await;
        assert_eq!(remedy(&customer, "origin").await, command);
    })
    .await;
}

#[tokio::test]
async fn whoever_else_opens_a_page_by_that_name_learns_nothing() {
    play_everywhere("check_stranger", SURVEYS, async |world, customer| {
        customer.goes_to(&format!("{}/calm.html?bare", world.shop)).await;
        let script = "window.heard = []
            addEventListener('message', ({ data }) => heard.push(data))
            document.querySelector('h1').addEventListener('click', () => {
              window.page = open('/calm.html', 'sondeo:check')
            })";
        customer.run(script).await;
        customer.clicks("h1").await;
        let files = "page.performance.getEntriesByType('resource').map(({ name }) => name)";
        customer.sees_that(&format!("{files}.some(name => name.includes('/assets/check-'))")).await;
        // What it is told by a page that is not the collector's it does not heed.
        customer.run("page.postMessage({ sondeo: 'check', touchpoint: 'order_completed' }, '*')").await;
        customer.run("page.sondeo('interaction', 'nobody_asks')").await;
        let asked = format!("{files}.filter(name => name.endsWith('/prompts')).length");
        customer.sees_that(&format!("{asked} == 1")).await;
        assert_eq!(customer.run("return heard").await, Value::Array(vec![]));
        assert_eq!(customer.run(&format!("return {asked}")).await, 1);
    })
    .await;
}

#[tokio::test]
async fn the_code_to_copy_names_the_touchpoint_that_the_address_brings_and_nothing_else() {
    play_everywhere("check_touchpoint", SURVEYS, async |world, customer| {
        for (brought, named) in [
            ("order_placed", "order_placed"),
            ("", "order_completed"),
            ("a')%3Bsteal('", "order_completed"),
            ("A%20B", "order_completed"),
        ] {
            customer.goes_to(&format!("{}/check/shop?touchpoint={brought}", world.entrance)).await;
            let code = customer.run("return document.getElementById('tag').textContent").await;
            let called = format!("sondeo('interaction', '{named}', {{ id: 'order-1234' }})");
            assert!(code.as_str().unwrap().contains(&called), "{brought}: {code}");
        }
        customer.goes_to(&format!("{}/check/shop", world.entrance)).await;
        assert_eq!(customer.run("return document.getElementById('touchpoint').value").await, "");
    })
    .await;
}
