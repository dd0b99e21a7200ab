//! The window that a test gets: of a browser of its own, or of one that has forgotten the test before.
//!
//! Browsers take seconds of two cores to start, as long as most tests go on in them, and a tenth of one to forget.

use std::mem;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

use fantoccini::Client;
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

use crate::browser::{Browser, Driver, System};
use crate::protocol::{Context, DevTools, bidi};
use crate::shop::Shop;

/// Browsers that wait for a test. They end with the test process, as all browsers do.
static SPARE: Mutex<Vec<(Browser, Driver, Client)>> = Mutex::new(Vec::new());

/// Where the connections to browsers live, which outlive the runtimes of tests.
static CONNECTIONS: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap());

/// Has Firefox drop everything that it keeps of sites.
const FORGET: &str = "return new Promise((done) =>
    Services.clearData.deleteData(Ci.nsIClearDataService.CLEAR_ALL, { onDataDeleted: (failed) => done(failed) }))";

/// A window, and what was done to its browser that pages cannot do.
#[derive(Clone)]
pub(crate) struct Window {
    /// What it is told by.
    pub(crate) client: Client,
    /// Which it is of.
    pub(crate) browser: Browser,
    /// The scripts that run before pages, by Firefox's names for them.
    preloads: Arc<Mutex<Vec<String>>>,
    /// Whether the browser is set otherwise than others are.
    is_changed: Arc<AtomicBool>,
}

impl Window {
    /// Opens a window; the driver ends the browser when it is dropped.
    pub(crate) async fn open(browser: Browser, system: System) -> (Driver, Self) {
        let is_usual = system == System::Light;
        let (driver, client) = match if is_usual { spare(browser) } else { None } {
            Some(spare) => spare,
            None => {
                let opened = CONNECTIONS.spawn(async move {
                    let driver = Driver::start(browser, system);
                    let client = driver.window().await;
                    (driver, client)
                });
                opened.await.unwrap()
            }
        };
        let is_changed = Arc::new(AtomicBool::new(!is_usual));
        (driver, Self { client, browser, preloads: Arc::default(), is_changed })
    }

    /// Has `script` run before anything of a page's: in every page and frame of Firefox, in the tab that one is in of Chromium.
    pub(crate) async fn preload(&self, script: &str) {
        match self.browser {
            Browser::Chromium => {
                // What a script names is its own.
                let script = json!({ "source": format!("(() => {{ {script}\n }})()") });
                self.devtools("Page.addScriptToEvaluateOnNewDocument", script).await;
            }
            Browser::Firefox => {
                let script = json!({ "functionDeclaration": format!("() => {{ {script}\n }}") });
                let mut added = bidi(&self.client, "script.addPreloadScript", script).await;
                self.preloads.lock().unwrap().push(added["script"].take().as_str().unwrap().to_owned());
            }
        }
    }

    /// Has Chromium do what only its own protocol can ask for.
    pub(crate) async fn devtools(&self, name: &'static str, params: Value) -> Value {
        self.client.issue_cmd(DevTools { name, params }).await.unwrap()
    }

    /// Has Firefox do what only its own scripts can, and returns what comes of it.
    pub(crate) async fn firefox(&self, script: &str, words: Vec<Value>) -> Value {
        self.client.issue_cmd(Context("chrome")).await.unwrap();
        let said = self.client.execute(script, words).await.unwrap();
        self.client.issue_cmd(Context("content")).await.unwrap();
        said
    }

    /// Notes that the browser is set otherwise from now on.
    pub(crate) fn is_changed(&self) {
        self.is_changed.store(true, Ordering::Relaxed);
    }

    /// Closes the window; leaves its browser to another test where that cannot tell it from a new one.
    pub(crate) async fn close(self, driver: Driver) {
        if self.is_changed.load(Ordering::Relaxed) {
            self.client.close().await.unwrap();
        } else if self.forgets().await {
            SPARE.lock().unwrap().push((self.browser, driver, self.client));
        }
    }

    /// Has the browser forget everything and go on in a new tab; says whether it could.
    async fn forgets(&self) -> bool {
        let tab = self.client.new_window(true).await.unwrap().handle;
        let others = self.client.windows().await.unwrap().into_iter().filter(|other| *other != tab);
        for other in others {
            self.client.switch_to_window(other).await.unwrap();
            self.client.close_window().await.unwrap();
        }
        self.client.switch_to_window(tab).await.unwrap();
        match self.browser {
            Browser::Chromium => {
                let everything = json!({ "origin": "*", "storageTypes": "all" });
                self.devtools("Storage.clearDataForOrigin", everything).await;
                self.devtools("Network.clearBrowserCookies", json!({})).await;
                self.devtools("Network.clearBrowserCache", json!({})).await;
                true
            }
            Browser::Firefox => {
                let preloads = mem::take(&mut *self.preloads.lock().unwrap());
                for script in preloads {
                    bidi(&self.client, "script.removePreloadScript", json!({ "script": script })).await;
                }
                self.firefox(FORGET, vec![]).await == 0
            }
        }
    }
}

/// A browser that waits for a test.
fn spare(browser: Browser) -> Option<(Driver, Client)> {
    let mut spare = SPARE.lock().unwrap();
    let at = spare.iter().position(|(one, ..)| *one == browser)?;
    let (_, driver, client) = spare.swap_remove(at);
    Some((driver, client))
}

#[tokio::test]
async fn a_chromium_that_goes_to_another_test_has_forgotten_everything() {
    forgets_everything(Browser::Chromium).await;
}

#[tokio::test]
async fn a_firefox_that_goes_to_another_test_has_forgotten_everything() {
    forgets_everything(Browser::Firefox).await;
}

async fn forgets_everything(browser: Browser) {
    const KEEP: &str = "const [done] = arguments
        localStorage.mine = sessionStorage.mine = document.cookie = 'mine=1'
        window.name = 'mine'
        caches.open('mine').then(() => indexedDB.open('mine').onsuccess = ({ target }) => { target.result.close(); done() })";
    const TELL: &str = "const [done] = arguments
        Promise.all([caches.keys(), indexedDB.databases()]).then(([caches, databases]) => done(
            [localStorage.mine, sessionStorage.mine, document.cookie, window.name, caches[0], databases[0]?.name, window.preloaded]))";
    let shop = Shop::open().await;
    shop.link_to("http://127.0.0.1:1", "shop");
    let page = format!("{}/plain.html", shop.address);
    let (_driver, window) = Window::open(browser, System::Light).await;
    window.preload("window.preloaded = 'mine'").await;
    window.client.goto(&page).await.unwrap();
    window.client.execute_async(KEEP, vec![]).await.unwrap();
    let kept = window.client.execute_async(TELL, vec![]).await.unwrap();
    assert_eq!(kept, json!(["mine=1", "mine=1", "mine=1", "mine", "mine", "mine", "mine"]));
    assert!(window.forgets().await);
    window.client.goto(&page).await.unwrap();
    let kept = window.client.execute_async(TELL, vec![]).await.unwrap();
    assert_eq!(kept, json!([null, null, "", "", null, null, null]));
}
