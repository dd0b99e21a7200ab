//! Several tabs, and ways back.

use std::time::Duration;

use fantoccini::wd::WindowHandle;
use tests::wait::until;

use super::{Customer, key};
use crate::browser::Browser;

const PATIENCE: Duration = Duration::from_secs(10);

impl Customer {
    /// Goes on in a new tab, in which a witness stands before every page as well; returns the tab left behind.
    pub(crate) async fn opens_a_tab(&self) -> WindowHandle {
        let tab = self.window.new_window(true).await.unwrap();
        self.goes_on_in(tab.handle).await
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

    /// Goes on in another tab; returns the one left behind.
    pub(crate) async fn goes_back_to(&self, tab: WindowHandle) -> WindowHandle {
        let left = self.window.window().await.unwrap();
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
}
