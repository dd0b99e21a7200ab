//! Several tabs, and ways back.

use std::time::Duration;

use fantoccini::wd::WindowHandle;
use serde_json::json;
use tests::wait::until;

use super::{Customer, key};
use crate::browser::Browser;
use crate::protocol::DevTools;

const PATIENCE: Duration = Duration::from_secs(10);

impl Customer {
    /// Goes on in a new tab, in which a witness stands before every page as well; returns the tab left behind.
    pub(crate) async fn opens_a_tab(&self) -> WindowHandle {
        let tab = self.window.new_window(true).await.unwrap();
        self.goes_on_in(tab.handle).await
    }

    /// The same in a tab that a page opened, which pages may close.
    pub(crate) async fn opens_a_tab_as_pages_do(&self) -> WindowHandle {
        let tab = self.comes_by_a_tab(async || drop(self.run("void open('about:blank')").await)).await;
        self.goes_on_in(tab).await
    }

    /// The tab that there is more once this is done.
    async fn comes_by_a_tab(&self, deed: impl AsyncFn()) -> WindowHandle {
        let before = self.window.windows().await.unwrap();
        deed().await;
        let opened = async || self.window.windows().await.unwrap().len() > before.len();
        until("there is a tab more", PATIENCE, opened).await;
        let tabs = self.window.windows().await.unwrap();
        tabs.into_iter().find(|tab| !before.contains(tab)).unwrap()
    }

    async fn goes_on_in(&self, tab: WindowHandle) -> WindowHandle {
        let left = self.goes_back_to(tab).await;
        // Firefox has been told for all tabs.
        if self.browser == Browser::Chromium {
            self.preload(include_str!("../witness.js")).await;
        }
        left
    }

    /// The tab that one is in.
    pub(crate) async fn tab(&self) -> WindowHandle {
        self.window.window().await.unwrap()
    }

    /// Goes on in another tab; returns the one left behind.
    pub(crate) async fn goes_back_to(&self, tab: WindowHandle) -> WindowHandle {
        let left = self.tab().await;
        self.window.switch_to_window(tab).await.unwrap();
        left
    }

    /// Goes on in the one other window that there is; returns the one left behind.
    pub(crate) async fn goes_to_the_other_window(&self) -> WindowHandle {
        let here = self.window.window().await.unwrap();
        let other = self.window.windows().await.unwrap().into_iter().find(|window| *window != here);
        self.goes_back_to(other.expect("there is another window")).await
    }

    /// Closes this tab, whatever it is doing, and goes on in another.
    pub(crate) async fn closes_the_tab_for(&self, other: WindowHandle) {
        self.window.close_window().await.unwrap();
        self.window.switch_to_window(other).await.unwrap();
    }

    /// Chooses what has the focus in a tab that closes itself then, and goes on in another once it is gone.
    pub(crate) async fn chooses_and_is_gone(&self, other: WindowHandle) {
        let left = self.window.windows().await.unwrap().len() - 1;
        // The key is not let go any more.
        let _ = self.try_to_press(key::ENTER).await;
        let gone = async || self.window.windows().await.is_ok_and(|tabs| tabs.len() == left);
        until("the tab is gone", PATIENCE, gone).await;
        self.window.switch_to_window(other).await.unwrap();
    }

    /// Kills the process of this tab, in Chromium, and goes on in another.
    pub(crate) async fn kills_the_tab_for(&self, other: WindowHandle) {
        self.opened.is_changed();
        // There is nobody left who could answer.
        let _ = self.window.issue_cmd(DevTools { name: "Page.crash", params: json!({}) }).await;
        self.window.switch_to_window(other).await.unwrap();
    }

    /// Follows the link that has the focus into a tab of its own, comes back, and returns where it led.
    pub(crate) async fn follows_the_link(&self) -> String {
        let tab = self.comes_by_a_tab(async || self.presses(key::ENTER).await).await;
        let this = self.goes_back_to(tab).await;
        let leads = async || self.window.current_url().await.unwrap().scheme() != "about";
        until("the tab goes where the link leads", PATIENCE, leads).await;
        let address = self.window.current_url().await.unwrap();
        self.closes_the_tab_for(this).await;
        address.into()
    }

    /// Goes back to the page before.
    pub(crate) async fn goes_back(&self) {
        self.window.back().await.unwrap();
    }
}
