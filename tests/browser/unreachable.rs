//! F31: collectors that cannot be reached, and others who answer in their place. The page is unharmed, the answer stays in
//! the browser, and arrives once the collector is there again.

use std::time::Duration;

use serde_json::{Value, json};
use tests::proxy::Manner;
use tests::wait::until;

use crate::browser::Browser;
use crate::customer::{Customer, key};
use crate::offline::nobody_hears;
use crate::outbox::{PATIENCE, answer, counts, outbox};
use crate::world::{World, play_everywhere, play_in};

const SURVEYS: &str = "[[survey]]\nslug = 'order'\nmetric = 'csat'\ntouchpoints = ['plain']\n";

/// Sends reports to another address while `detour` has one, and lets no request take its time.
const DETOUR: &str = "window.detour = null
    const { fetch } = window
    window.fetch = (address, options) =>
      fetch(detour && /responses$/.test(address) ? detour : address, options)
    const { timeout } = AbortSignal
    AbortSignal.timeout = (ms) => timeout.call(AbortSignal, ms / 10)";

/// What is wrong, and what happens to reports then: what the network does, or where they go.
enum Fault {
    Network(Manner),
    Detour(String),
    /// What Chromium is told not to request, as by an ad blocker.
    Blocked,
}

fn faults(world: &World) -> Vec<(&'static str, Fault)> {
    let html = "content-type: text/html\r\n";
    let login = format!("location: {}/calm.html\r\n", world.shop);
    let mut drip = answer(200, "content-type: application/json\r\n", "{\"id\":\"\"}");
    if let Manner::Answers { drip, .. } = &mut drip {
        *drip = Duration::from_millis(300);
    }
    let to = |address: &str| Fault::Detour(format!("{address}/responses"));
    vec![
        ("the collector is dead", to("http://127.0.0.1:1")),
        ("its connections break", Fault::Network(nobody_hears())),
        ("its name is unknown", to("http://collector.invalid")),
        ("it speaks no TLS", to(&world.entrance.replace("http:", "https:"))),
        ("a portal answers 200 with a page", Fault::Network(answer(200, html, "<h1>Welcome to our network</h1>"))),
        ("a portal answers 200 with JSON of its own", Fault::Network(answer(200, "", "{\"status\":\"stored\"}"))),
        ("a portal leads to its login", Fault::Network(answer(302, &login, ""))),
        ("a portal answers 204 with nothing", Fault::Network(answer(204, "", ""))),
        ("a portal answers 404 with a page", Fault::Network(answer(404, html, "<h1>There is no such page</h1>"))),
        ("its answer comes byte by byte", Fault::Network(drip)),
        ("a blocker is at work", Fault::Blocked),
    ]
}

#[tokio::test]
async fn an_answer_waits_for_its_collector_in_chromium() {
    an_answer_waits(Browser::Chromium).await;
}

#[tokio::test]
async fn an_answer_waits_for_its_collector_in_firefox() {
    an_answer_waits(Browser::Firefox).await;
}

async fn an_answer_waits(browser: Browser) {
    play_in(browser, &format!("unreachable in {browser:?}"), SURVEYS, &async |world: World, customer: Customer| {
        customer.preload(DETOUR).await;
        let faults = faults(&world);
        let faults =
            faults.into_iter().filter(|(_, fault)| browser == Browser::Chromium || !matches!(fault, Fault::Blocked));
        for (nth, (what, fault)) in faults.enumerate() {
            println!("{what}");
            // Another customer in the same browser.
            customer.goes_to(&format!("{}/calm.html?bare", world.shop)).await;
            customer.run("localStorage.clear()").await;
            customer.goes_to(&format!("{}/plain.html", world.shop)).await;
            customer.waits_for(json!({ "route": "responses", "status": 201 }), 1).await;
            customer.run(OWN).await;
            customer.tabs_to("radio", "1 out of 5").await;
            begins(&world, &customer, &fault).await;
            customer.presses(key::SPACE).await;
            customer.waits_for(json!({ "event": "rated" }), 1).await;
            let failed = async || {
                customer.run("return JSON.parse(localStorage['sondeo:shop:memory']).failures > 0").await == true
            };
            until(&format!("sending fails: {what}"), PATIENCE, failed).await;
            let kept = outbox(&customer).await;
            assert!(matches!(&kept[..], [report] if report["rating"] == 1), "{what}: {kept:?}");
            // The page is as it was: its own buttons, and no error of ours.
            customer.clicks("#own").await;
            assert_eq!(customer.run("return own.textContent").await, "1", "{what}");
            let noted = customer.noted().await;
            assert!(!noted.iter().any(|note| note["kind"] == "error" || ours(note)), "{what}: {noted:#?}");
            customer.run("witness.seen.length = 0").await;

            ends(&world, &customer, &fault).await;
            customer.waits_for(json!({ "status": 201, "body": { "rating": 1 } }), 1).await;
            counts(&world, nth as u64 + 1).await;
            until("the outbox is empty", PATIENCE, async || outbox(&customer).await.is_empty()).await;
            customer.run("witness.seen.length = 0").await;
        }
    })
    .await;
}

/// Something that the page does itself.
const OWN: &str = "const own = document.createElement('button')
    own.id = 'own'
    own.textContent = '0'
    own.onclick = () => own.textContent++
    document.querySelector('main').append(own)";

/// Whether we said something in the console: there is nothing to be done about the network.
fn ours(note: &Value) -> bool {
    note["wrong"].as_str().is_some_and(|said| said.starts_with("sondeo"))
}

async fn begins(world: &World, customer: &Customer, fault: &Fault) {
    match fault {
        Fault::Network(manner) => world.network.behaves(manner.clone()),
        Fault::Detour(address) => {
            drop(customer.has_the_page("window.detour = arguments[0]", vec![address.as_str().into()]).await)
        }
        Fault::Blocked => {
            customer.devtools("Network.enable", json!({})).await;
            customer.devtools("Network.setBlockedURLs", json!({ "urls": ["*/responses"] })).await;
        }
    }
}

async fn ends(world: &World, customer: &Customer, fault: &Fault) {
    match fault {
        Fault::Network(_) => world.network.behaves(Manner::Forwards),
        Fault::Detour(_) => drop(customer.run("window.detour = null").await),
        Fault::Blocked => drop(customer.devtools("Network.setBlockedURLs", json!({ "urls": [] })).await),
    }
    // What browsers say when there is a network again; a sender would come by itself, only later.
    customer.run("dispatchEvent(new Event('online'))").await;
}

/// A page whose tag leads nowhere.
const NOWHERE: &str = "const [address, done] = arguments
    const tag = document.createElement('script')
    tag.src = address
    tag.dataset.site = 'shop'
    tag.onload = tag.onerror = ({ type }) => done(type)
    document.head.append(tag)";

#[tokio::test]
async fn a_page_does_not_mind_that_there_is_no_loader() {
    play_everywhere("no_loader", SURVEYS, async |world, customer| {
        let secure = world.entrance.replace("http:", "https:");
        for collector in ["http://127.0.0.1:1", "http://collector.invalid", &secure, &world.shop] {
            customer.goes_to(&format!("{}/calm.html?bare", world.shop)).await;
            customer.run("window.sondeo = function () { (sondeo.q = sondeo.q || []).push(arguments) }").await;
            customer.survey(json!(["interaction", "order_completed"])).await;
            let came = customer.awaits(NOWHERE, vec![format!("{collector}/sondeo.js").into()]).await;
            assert_eq!(came, "error", "{collector}");
            let noted = customer.noted().await;
            assert!(noted.iter().all(|note| note["kind"] == "file"), "{collector}: {noted:#?}");
            customer.run("witness.seen.length = 0").await;
        }
    })
    .await;
}
