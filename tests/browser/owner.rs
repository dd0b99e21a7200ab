//! The site's owner looks at the dashboard.

mod answers;
mod getting_started;
mod hostile;
mod install;
mod journey;
mod looking;
mod narrowing;
mod opening;
mod overview;
mod paper;
mod signing_in;
mod surveys;
mod writing;

use serde_json::{Value, json};
use tests::client::{Page, report};

use crate::customer::Customer;
use crate::world::World;

/// A survey of each metric; everybody may be asked again at once.
pub(crate) const SURVEYS: &str = r#"
[[survey]]
slug = "order"
metric = "csat"
touchpoints = ["order_completed", "parcel_received"]
stage = "purchase"
[survey.ask]
cooldown_days = 0

[[survey]]
slug = "web"
metric = "csat"
touchpoints = ["page_left"]
stage = "use"
[survey.ask]
cooldown_days = 0

[[survey]]
slug = "relation"
metric = "nps"
touchpoints = ["account_viewed"]
stage = "use"
[survey.ask]
cooldown_days = 0
"#;

/// Customers rate at a touchpoint, one after the other; each says `comment`, where there is one.
async fn customers_rate(world: &World, touchpoint: &str, ratings: &[i64], comment: Option<&str>) {
    let page = Page::new(&world.collector.address, &world.owner.slug, &world.shop);
    for rating in ratings {
        let prompt = page.prompt(touchpoint).await;
        let mut said = report(&prompt, 1, "completed", Some(*rating));
        said["comment"] = json!(comment);
        let answer = page.report(&said).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
    }
}

impl World {
    /// The dashboard, with `query` behind it.
    fn dashboard(&self, query: &str) -> String {
        format!("{}/dashboard/{query}", self.collector.address)
    }
}

impl Customer {
    /// Comes in by a link that brings a key along, to the page that `query` names.
    async fn looks_at(&self, world: &World, query: &str, key: &str) {
        // An address that differs in its fragment alone would load nothing.
        self.goes_to("about:blank").await;
        self.goes_to(&format!("{}#key={key}", world.dashboard(query))).await;
        self.sees_that("!!document.querySelector('.frame h1')").await;
        self.sees_that("!document.querySelector('.waiting, [aria-busy]')").await;
    }

    /// Writes into a field, as typing does.
    async fn writes(&self, selector: &str, text: &str) {
        let script = "const [selector, text] = arguments
            const field = document.querySelector(selector)
            Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set.call(field, text)
            field.dispatchEvent(new Event('input', { bubbles: true }))";
        self.has_the_page(script, vec![selector.into(), text.into()]).await;
    }

    /// Chooses a value of a list.
    async fn chooses(&self, selector: &str, value: &str) {
        let script = "const [selector, value] = arguments
            const select = document.querySelector(selector)
            select.value = value
            select.dispatchEvent(new Event('change', { bubbles: true }))";
        self.has_the_page(script, vec![selector.into(), value.into()]).await;
    }

    /// What the address bar says behind the path.
    async fn address(&self) -> Value {
        self.run("return location.search + location.hash").await
    }
}
