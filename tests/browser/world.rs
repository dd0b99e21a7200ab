//! Everything that a test needs: a collector, a shop on an origin of its own, a customer.

use std::panic::{AssertUnwindSafe, resume_unwind};

use futures_util::FutureExt;
use serde_json::Value;
use tests::collector::{Collector, Data, Site};
use tests::proxy::Proxy;

use crate::browser::{Browser, System};
use crate::customer::Customer;
use crate::shop::Shop;
use crate::window::Window;

/// A collector with two sites, and the shop of the first.
pub(crate) struct World {
    /// The shop's address.
    pub(crate) shop: String,
    /// The owner of the shop.
    pub(crate) owner: Site,
    /// The owner of another site of the same collector.
    pub(crate) stranger: Site,
    /// The collector of both.
    pub(crate) collector: Collector,
    /// The network between the collector and pages.
    pub(crate) network: Proxy,
    /// The collector's address as pages know it.
    pub(crate) entrance: String,
    /// What the collector runs on.
    pub(crate) data: Data,
}

impl World {
    /// Asks the collector for the scores of `survey` with `key`; returns the status and the body.
    pub(crate) async fn scores(&self, survey: &str, key: &str) -> (u16, Value) {
        let address = format!("{}/v1/scores?survey={survey}", self.collector.address);
        let answer = reqwest::Client::new().get(address).bearer_auth(key).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// What the owner sees of `survey` over the whole range.
    pub(crate) async fn total(&self, survey: &str) -> Value {
        let (status, mut body) = self.scores(survey, &self.owner.read_key).await;
        assert_eq!(status, 200, "{body}");
        body["total"].take()
    }
}

/// Lets `story` happen in a fresh world, in Chromium.
pub(crate) async fn play(name: &str, surveys: &str, story: impl AsyncFn(World, Customer)) {
    play_in(Browser::Chromium, name, surveys, &story).await;
}

/// Lets `story` happen in every browser, each time in a fresh world.
pub(crate) async fn play_everywhere(name: &str, surveys: &str, story: impl AsyncFn(World, Customer)) {
    for browser in Browser::ALL {
        play_in(browser, &format!("{name} in {browser:?}"), surveys, &story).await;
    }
}

/// Lets `story` happen in every browser, on systems that are dark.
pub(crate) async fn play_at_night(name: &str, surveys: &str, story: impl AsyncFn(World, Customer)) {
    for browser in Browser::ALL {
        play_on(browser, System::Dark, &format!("{name} in {browser:?}"), surveys, &story).await;
    }
}

/// Lets `story` happen in one browser.
pub(crate) async fn play_in(browser: Browser, name: &str, surveys: &str, story: &impl AsyncFn(World, Customer)) {
    play_on(browser, System::Light, name, surveys, story).await;
}

/// Lets `story` happen. A story that fails leaves a picture of the page behind, and so does a page that
/// complains: the survey must not break where it is a guest.
async fn play_on(browser: Browser, system: System, name: &str, surveys: &str, story: &impl AsyncFn(World, Customer)) {
    let shop = Shop::open().await;
    let data = Data::new();
    let owner = data.add_site("shop", &shop.address);
    let stranger = data.add_site("stranger", "http://127.0.0.1:1");
    data.apply("shop", surveys);
    let collector = data.serve();
    let network = Proxy::before(collector.address.trim_start_matches("http://").parse().unwrap()).await;
    let entrance = format!("http://{}", network.address);
    shop.link_to(&entrance, &owner.slug);

    let (driver, window) = Window::open(browser, system).await;
    let customer = Customer::new(window).await;
    let world = World { shop: shop.address, owner, stranger, collector, network, entrance, data };
    let told = AssertUnwindSafe(story(world, customer.clone())).catch_unwind().await;
    let told = match told {
        Ok(()) => AssertUnwindSafe(customer.was_not_bothered_by_errors()).catch_unwind().await,
        failed => failed,
    };
    if told.is_err() {
        println!("{name} failed in {browser:?}");
        customer.leave_a_picture(name).await;
    }
    match told {
        Ok(()) => customer.leave(driver).await,
        // Whatever state the browser is in ends with its driver.
        Err(failure) => resume_unwind(failure),
    }
}
