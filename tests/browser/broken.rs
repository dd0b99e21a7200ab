//! T20: the widget breaks, at its start, as it is shown, at a click. The page does not hear of it, and for a day nothing is
//! asked.

use serde_json::{Value, json};

use crate::customer::{Customer, key};
use crate::offline::CLOCK;
use crate::outbox::answer;
use crate::world::{World, play, play_everywhere};

const SURVEYS: &str = "
[[survey]]
slug = 'any'
metric = 'csat'
touchpoints = ['seen']
[survey.ask]
cooldown_days = 0
again_after_answer_days = 0
again_after_dismissal_days = 0
";

/// Has the widget end in a trap of WebAssembly where the page's address says so.
const TRAP: &str = "const where = new URLSearchParams(location.search).get('trap')
    const { instantiateStreaming, Instance, Module } = WebAssembly
    // (module (func (export \"f\") unreachable))
    const broken = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11]
    window.armed = false
    if (where) WebAssembly.instantiateStreaming = async (...given) => {
      const { f } = new Instance(new Module(Uint8Array.from(broken))).exports
      const { instance } = await instantiateStreaming.apply(WebAssembly, given)
      const exports = { ...instance.exports }
      for (const [name, run] of Object.entries(exports)) {
        if (typeof run != 'function') continue
        exports[name] = (...words) => (name == where || window.armed ? f() : run(...words))
      }
      return { instance: { exports } }
    }";

#[tokio::test]
async fn a_widget_that_breaks_is_gone_for_a_day_and_the_page_does_not_hear_of_it() {
    play_everywhere("broken", SURVEYS, async |world, customer| {
        customer.preload(TRAP).await;
        customer.preload(CLOCK).await;
        for (nth, trap) in ["__wbindgen_start", "show", "click"].into_iter().enumerate() {
            // Each two days after the one before.
            let hours = nth * 48;
            visit(&world, &customer, &format!("hours={hours}&trap={trap}")).await;
            customer.survey(json!(["interaction", "seen"])).await;
            if trap == "click" {
                customer.waits_for(json!({ "event": "shown" }), 1).await;
                customer.tabs_to("radio", "1 out of 5").await;
                customer.run("window.armed = true").await;
                customer.presses(key::SPACE).await;
            }
            let lines = customer.waits_for(json!({ "kind": "console" }), 1).await;
            let line = lines[0]["wrong"].as_str().unwrap();
            assert!(line.starts_with("sondeo: the widget broke and is off for a day"), "{trap}: {line}");
            customer.sees_that("!document.querySelector('sondeo-prompt')").await;
            let asked = asks_nothing(&customer, 1).await;
            assert_eq!(asked, 1, "{trap}: it is not asked again");
            customer.run("witness.seen.length = 0").await;

            visit(&world, &customer, &format!("hours={}", hours + 23)).await;
            assert_eq!(asks_nothing(&customer, 0).await, 0, "{trap}: nor in the next 23 hours");
            customer.run("witness.seen.length = 0").await;
            visit(&world, &customer, &format!("hours={}", hours + 25)).await;
            customer.survey(json!(["interaction", "seen"])).await;
            customer.waits_for(json!({ "event": "shown" }), 1).await;
        }
    })
    .await;
}

/// Tells of twenty interactions, and returns how many questions the collector was asked since the page was loaded. Fails if
/// the page heard of anything, or the console of more or less than so many `lines`.
async fn asks_nothing(customer: &Customer, lines: usize) -> usize {
    for _ in 0..20 {
        customer.survey(json!(["interaction", "seen"])).await;
    }
    // Interactions wait for each other; this one comes behind them.
    let script = "const [done] = arguments; setTimeout(() => setTimeout(done))";
    customer.awaits(script, vec![]).await;
    let noted = customer.noted().await;
    assert!(noted.iter().all(|note| note["kind"] != "error"), "{noted:#?}");
    let said = noted.iter().filter(|note| note["kind"] == "console");
    assert_eq!(said.count(), lines, "{noted:#?}");
    let asked = customer.run("return performance.getEntriesByType('resource').map(({ name }) => name)").await;
    asked.as_array().unwrap().iter().filter(|name| name.as_str().unwrap().ends_with("/prompts")).count()
}

async fn visit(world: &World, customer: &Customer, query: &str) {
    customer.goes_to(&format!("{}/calm.html?{query}", world.shop)).await;
}

/// Has the collector's answers be those of another version.
const FUTURE: &str = "const { json } = Response.prototype
    Response.prototype.json = async function () {
      const reply = await json.call(this)
      const change = new URLSearchParams(location.search).get('reply')
      if (reply.prompt && change) Object.assign(reply.prompt, JSON.parse(change))
      return reply
    }";

#[tokio::test]
async fn a_prompt_that_makes_no_sense_is_not_shown() {
    play("makes_no_sense", SURVEYS, async |world, customer| {
        customer.preload(FUTURE).await;
        for change in [
            json!({ "metric": "stars9" }),
            json!({ "scale": null }),
            json!({ "texts": null }),
            json!({ "theme": null }),
            json!({ "scale": { "min": 0, "max": 99, "shape": "numbers" } }),
            json!({ "widget": null }),
        ] {
            let query =
                url::form_urlencoded::Serializer::new(String::new()).append_pair("reply", &change.to_string()).finish();
            visit(&world, &customer, &query).await;
            // What an earlier one broke is none of this one's business.
            customer.run("localStorage.clear()").await;
            customer.survey(json!(["interaction", "seen"])).await;
            is_silent(&customer, &change.to_string()).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_widget_that_does_not_come_is_not_shown() {
    play("does_not_come", SURVEYS, async |world, customer| {
        for (status, body) in [(404, ""), (200, "<h1>Welcome to our network</h1>"), (500, "")] {
            let mut fault = answer(status, "content-type: text/html\r\n", body);
            if let tests::proxy::Manner::Answers { request, .. } = &mut fault {
                *request = b"/assets/widget-".to_vec();
            }
            world.network.behaves(fault);
            customer.devtools("Network.clearBrowserCache", json!({})).await;
            visit(&world, &customer, "").await;
            customer.survey(json!(["interaction", "seen"])).await;
            is_silent(&customer, &format!("{status} {body}")).await;
        }
    })
    .await;
}

/// Waits for the one line in the console, and fails if anything else is to be noticed.
async fn is_silent(customer: &Customer, why: &str) {
    customer.waits_for(json!({ "kind": "console" }), 1).await;
    customer.sees_that("!document.querySelector('sondeo-prompt')").await;
    let noted = customer.noted().await;
    let of = |kind: &str| noted.iter().filter(|note| note["kind"] == kind).collect::<Vec<&Value>>();
    assert!(of("error").is_empty(), "{why}: {noted:#?}");
    assert_eq!(of("console").len(), 1, "{why}: {noted:#?}");
    assert!(of("console")[0]["wrong"].as_str().unwrap().starts_with("sondeo: "), "{why}: {noted:#?}");
    customer.run("witness.seen.length = 0").await;
}
