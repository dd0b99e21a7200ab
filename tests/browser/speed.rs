//! What a prompt costs the page and its visitor: `cargo xtask bench widget`. It prints, and asserts no clock.

use serde_json::{Value, json};

use crate::customer::Customer;
use crate::world::play;

const VISITS: usize = 15;
/// What the design grants (section 8): from the interaction to the visible prompt, on loopback.
const BUDGET_MS: f64 = 150.0;
/// The longest task that a page does not feel, by the Long Tasks API.
const LONG_MS: f64 = 50.0;
const SURVEYS: &str = "[[survey]]\nslug = 'speed'\nmetric = 'nps'\ntouchpoints = ['seen']\n";

/// Says that something has happened, and ends when the prompt was painted.
const INTERACTION: &str = "
    const [done] = arguments
    const found = { tasks: [0], shift: 0 }
    const watch = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type })
    watch('longtask', ({ duration }) => found.tasks.push(duration))
    watch('layout-shift', ({ value }) => (found.shift += value))
    const began = performance.now()
    addEventListener('sondeo:shown', () => requestAnimationFrame(() => requestAnimationFrame(() => {
      found.ms = performance.now() - began
      // What the observers saw comes with the next tasks.
      setTimeout(() => done({ ...found, task: Math.max(...found.tasks) }), 200)
    })))
    sondeo('interaction', 'seen')";

/// The browser and the network under it.
struct Condition {
    name: &'static str,
    /// How many times slower the processor is.
    processor: u32,
    /// A round trip in milliseconds, and kilobytes a second; none for loopback as it is.
    network: Option<(u32, u32)>,
}

const CONDITIONS: [Condition; 3] = [
    Condition { name: "as it is", processor: 1, network: None },
    Condition { name: "processor 4 times slower", processor: 4, network: None },
    // Chromium's own preset for a slow phone on 3G.
    Condition { name: "the same, on slow 3G", processor: 4, network: Some((400, 50)) },
];

#[tokio::test]
#[ignore = "a benchmark: `cargo xtask bench widget`"]
async fn from_the_interaction_to_the_prompt() {
    play("speed", SURVEYS, async |world, customer| {
        let page = format!("{}/calm.html", world.shop);
        println!(
            "median of {VISITS} first visits     prompt after ms (worst)   longest task ms   layout shift   bytes of the collector"
        );
        for condition in CONDITIONS {
            slow_down(&customer, &condition).await;
            let mut visits = Vec::new();
            for _ in 0..VISITS {
                customer.goes_to(&page).await;
                // The next one is a first visit too.
                customer.run("localStorage.clear()").await;
                customer.devtools("Network.clearBrowserCache", json!({})).await;
                customer.reloads().await;
                let before = world.network.replied();
                let mut visit = customer.awaits(INTERACTION, vec![]).await;
                visit["bytes"] = (world.network.replied() - before).into();
                visits.push(visit);
            }
            let of = |name| sorted(&visits, name);
            let (ms, task, shift, bytes) = (of("ms"), of("task"), of("shift"), of("bytes"));
            let (median, worst) = (VISITS / 2, VISITS - 1);
            println!(
                "{:<29}{:>12.0} ({:.0}){:>20.0}{:>15.3}{:>20.0}",
                condition.name, ms[median], ms[worst], task[worst], shift[worst], bytes[median]
            );
            if condition.network.is_none() && condition.processor == 1 {
                println!("  under {BUDGET_MS} ms: {}", met(ms[median] < BUDGET_MS));
                println!("  no task over {LONG_MS} ms: {}", met(task[worst] <= LONG_MS));
                println!("  no layout shift: {}", met(shift[worst] == 0.0));
            }
        }
    })
    .await;
}

async fn slow_down(customer: &Customer, condition: &Condition) {
    customer.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": condition.processor })).await;
    customer.devtools("Network.enable", json!({})).await;
    let (latency, kilobytes) = condition.network.map_or((0, -1), |(ms, kb)| (ms, i64::from(kb) * 1000));
    let network = json!({ "offline": false, "latency": latency, "downloadThroughput": kilobytes,
        "uploadThroughput": kilobytes });
    customer.devtools("Network.emulateNetworkConditions", network).await;
}

fn sorted(visits: &[Value], name: &str) -> Vec<f64> {
    let mut found: Vec<f64> = visits.iter().map(|visit| visit[name].as_f64().unwrap()).collect();
    found.sort_by(f64::total_cmp);
    found
}

fn met(is_met: bool) -> &'static str {
    if is_met { "MET" } else { "NOT MET" }
}
