//! A person at the shop: looks, presses keys, waits for what is to happen.

mod pressing;
mod tabs;

use std::fs;
use std::path::Path;
use std::time::Duration;

use fantoccini::{Client, Locator};
use serde_json::{Value, json};
use tests::wait::until;

use crate::browser::{Browser, Driver};
use crate::screen::{self, Seen};
use crate::window::Window;

/// The keys that a rating takes.
pub(crate) mod key {
    pub(crate) const TAB: char = '\u{E004}';
    pub(crate) const ENTER: char = '\u{E007}';
    pub(crate) const ESCAPE: char = '\u{E00C}';
    pub(crate) const END: char = '\u{E010}';
    pub(crate) const HOME: char = '\u{E011}';
    pub(crate) const LEFT: char = '\u{E012}';
    pub(crate) const UP: char = '\u{E013}';
    pub(crate) const RIGHT: char = '\u{E014}';
    pub(crate) const DOWN: char = '\u{E015}';
    pub(crate) const SPACE: char = ' ';
}

/// A person with a window.
#[derive(Clone)]
pub(crate) struct Customer {
    opened: Window,
    window: Client,
    /// Which it is of.
    pub(crate) browser: Browser,
}

impl Customer {
    /// Has a witness stand before every page of the window.
    pub(crate) async fn new(opened: Window) -> Self {
        let customer = Self { window: opened.client.clone(), browser: opened.browser, opened };
        customer.preload(include_str!("witness.js")).await;
        if customer.browser == Browser::Firefox {
            customer.preload(include_str!("open_roots.js")).await;
        }
        customer
    }

    /// Has `script` run in every page before anything of the page's.
    pub(crate) async fn preload(&self, script: &str) {
        self.opened.preload(script).await;
    }

    /// Goes to an address.
    pub(crate) async fn goes_to(&self, address: &str) {
        self.was_not_bothered_by_errors().await;
        self.window.goto(address).await.unwrap();
    }

    /// Goes to an address, whatever the page before complained about or the pages do: ChromeDriver's own scripts do
    /// not survive every page, and geckodriver waits for ever for one that writes itself anew.
    pub(crate) async fn dares_to_go_to(&self, address: &str) {
        match self.browser {
            Browser::Firefox => drop(self.has_the_page("location = arguments[0]", vec![address.into()]).await),
            Browser::Chromium => drop(self.devtools("Page.navigate", json!({ "url": address })).await),
        }
        let script = "return document.readyState == 'complete' && location.href == arguments[0]";
        // A page that is about to go says nothing.
        let there = async || match self.browser {
            Browser::Firefox => self.window.execute(script, vec![address.into()]).await.unwrap_or_default() == true,
            Browser::Chromium => self.has_the_page(script, vec![address.into()]).await == true,
        };
        until(&format!("{address} is loaded"), Duration::from_secs(20), there).await;
    }

    /// Loads the page again.
    pub(crate) async fn reloads(&self) {
        self.was_not_bothered_by_errors().await;
        self.window.refresh().await.unwrap();
    }

    /// Clicks on what the selector finds in the shop's own page.
    pub(crate) async fn clicks(&self, selector: &str) {
        let found = self.window.wait().for_element(Locator::Css(selector)).await;
        found.unwrap_or_else(|cause| panic!("the page has no {selector}: {cause}")).click().await.unwrap();
    }

    /// Buys a cup.
    pub(crate) async fn buys_a_cup(&self, shop: &str) {
        self.goes_to(shop).await;
        self.clicks("[data-add=cup]").await;
        self.clicks("#cart-link").await;
        self.clicks("#place-order").await;
    }

    /// What has the focus.
    pub(crate) async fn focused(&self) -> Option<Seen> {
        screen::focused(&self.window, self.browser).await
    }

    /// Says whether something of this role whose name begins so is on the screen.
    pub(crate) async fn sees(&self, role: &str, name: &str) -> bool {
        let seen = screen::everything(&self.window, self.browser).await;
        seen.iter().any(|seen| seen.role == role && seen.name.starts_with(name))
    }

    /// Waits until the witness noted `wanted` `count` times, and returns these notes.
    pub(crate) async fn waits_for(&self, wanted: Value, count: usize) -> Vec<Value> {
        let script = "const [wanted, count, done] = arguments; witness.until(wanted, count, done)";
        match self.window.execute_async(script, vec![wanted.clone(), count.into()]).await {
            Ok(noted) => noted.as_array().unwrap().clone(),
            Err(cause) => panic!("never happened: {wanted}\n{cause}\nnoted: {:#?}", self.noted().await),
        }
    }

    /// Waits until the page, outside of a prompt, says `text`.
    pub(crate) async fn reads(&self, text: &str) {
        let script = "const [text, done] = arguments; witness.reads(text, done)";
        if let Err(cause) = self.window.execute_async(script, vec![text.into()]).await {
            panic!(
                "the page never said {text:?}: {cause}\nit says: {}",
                self.run("return document.body.innerText").await
            );
        }
    }

    /// Everything that the witness noted since the page was loaded.
    pub(crate) async fn noted(&self) -> Vec<Value> {
        let told = self.run("return window.witness?.told() ?? '[]'").await;
        serde_json::from_str(told.as_str().unwrap()).unwrap()
    }

    /// Has the page do something of its own, and returns what came of it.
    pub(crate) async fn has_the_page(&self, script: &str, words: Vec<Value>) -> Value {
        if self.browser == Browser::Firefox {
            return self.window.execute(script, words).await.unwrap();
        }
        // What ChromeDriver runs is run beside what the page did to the language, and leaves a global behind.
        let expression = format!("(function () {{ {script}\n }})(...{})", json!(words));
        let ran = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let mut ran = self.devtools("Runtime.evaluate", ran).await;
        assert_eq!(ran["exceptionDetails"], Value::Null, "{script}");
        ran["result"]["value"].take()
    }

    /// Has the one frame of the page do something, and returns what came of it.
    pub(crate) async fn has_the_frame(&self, script: &str, words: Vec<Value>) -> Value {
        // ChromeDriver counts only those in the body.
        self.window.find(Locator::Css("iframe")).await.unwrap().enter_frame().await.unwrap();
        let said = self.window.execute(script, words).await.unwrap();
        self.window.enter_parent_frame().await.unwrap();
        said
    }

    /// What the page says to `script` in the end, by calling its last argument.
    pub(crate) async fn awaits(&self, script: &str, words: Vec<Value>) -> Value {
        self.window.execute_async(script, words).await.unwrap()
    }

    /// Has axe-core look at the page, and returns what is wrong with it: but for the page's own words, which stand on a canvas
    /// whose color it does not know in a dark Firefox.
    pub(crate) async fn asks_axe(&self) -> Vec<Value> {
        let script = "
            const done = arguments[0]
            axe.run({ exclude: [['main > h1'], ['main > p']] }, { resultTypes: ['violations'] }).then(
              ({ violations }) => done(violations.map(({ id, help, nodes }) => ({
                id, help, where: nodes.map(({ target, failureSummary }) => ({ target, failureSummary })) }))),
              (why) => done([String(why)]))";
        self.window.execute_async(script, vec![]).await.unwrap().as_array().unwrap().clone()
    }

    /// Tells the page's survey something, as the page would.
    pub(crate) async fn survey(&self, words: Value) {
        self.has_the_page("sondeo(...arguments[0])", vec![words]).await;
    }

    /// The files that the page took from `origin`, by name.
    pub(crate) async fn loaded_from(&self, origin: &str) -> Vec<String> {
        let names = self.run("return performance.getEntriesByType('resource').map((entry) => entry.name)").await;
        let names = names.as_array().unwrap().iter().filter_map(Value::as_str);
        names.filter_map(|name| name.strip_prefix(origin)).map(String::from).collect()
    }

    /// Fails if anything went wrong since the page was loaded.
    pub(crate) async fn was_not_bothered_by_errors(&self) {
        let wrong: Vec<Value> = self.noted().await.into_iter().filter(|note| note["wrong"] != Value::Null).collect();
        assert!(wrong.is_empty(), "the page complains: {wrong:#?}");
    }

    /// Sets the size of the window, in Chromium; a narrow one is a phone's.
    pub(crate) async fn sets_the_window(&self, width: u32, height: u32) {
        let window = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.devtools("Emulation.setDeviceMetricsOverride", window).await;
    }

    /// The names of the cookies that the browser keeps of the page's host.
    pub(crate) async fn cookies(&self) -> Vec<String> {
        let cookies = self.window.get_all_cookies().await.unwrap();
        cookies.iter().map(|cookie| cookie.name().to_owned()).collect()
    }

    /// A picture of what is on the screen.
    pub(crate) async fn picture(&self) -> Vec<u8> {
        self.window.screenshot().await.unwrap()
    }

    /// Puts a picture of the page into target/screenshots.
    pub(crate) async fn leave_a_picture(&self, name: &str) {
        let Ok(picture) = self.window.screenshot().await else { return };
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
        let file = folder.join(name).with_extension("png");
        fs::create_dir_all(&folder).unwrap();
        fs::write(&file, picture).unwrap();
        println!("a picture of the page is in {}", file.display());
    }

    /// Closes the window.
    pub(crate) async fn leave(self, driver: Driver) {
        self.opened.close(driver).await;
    }

    /// Waits until this is so in the page.
    pub(crate) async fn sees_that(&self, expression: &str) {
        let script = format!("return {expression}");
        let so = async || self.run(&script).await == true;
        until(expression, Duration::from_secs(20), so).await;
    }

    /// What the page says to `script`.
    pub(crate) async fn run(&self, script: &str) -> Value {
        self.has_the_page(script, vec![]).await
    }

    /// Forgets the files that it was served before.
    pub(crate) async fn forgets_files(&self) {
        match self.browser {
            Browser::Chromium => drop(self.devtools("Network.clearBrowserCache", json!({})).await),
            Browser::Firefox => drop(self.opened.firefox("Services.cache2.clear()", vec![]).await),
        }
    }

    /// Has Firefox be another than it was, for good, as only its own scripts can.
    pub(crate) async fn changes_firefox(&self, script: &str, words: Vec<Value>) {
        self.opened.is_changed();
        self.opened.firefox(script, words).await;
    }

    /// Has Chromium do what only its own protocol can ask for.
    pub(crate) async fn devtools(&self, name: &'static str, params: Value) -> Value {
        self.opened.devtools(name, params).await
    }
}
