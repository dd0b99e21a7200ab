//! The owner's pages: how customers feel, whether that changed, where it hurts, in whose words; and what to do about it.
//!
//! Every number comes from the owner's API; here numbers are only rounded, put into words and given a place on the page.
//! What does so knows no browser and is tested without one: `address`, `range`, `day`, `embedding`, `figures`, `verdict`,
//! `reading`, `sifting`, `trend`, `stages`, `trouble`, `draft`, `asking`, `gates`, `texts`. The rest stands
//! around it:
//!
//! - `shell` is what all pages have: the way in, navigation, the site that is looked at.
//! - `pages` is a module for each page. A page is a component that asks `visit::use_visit` who is looking at what,
//!   `route::use_route` for the address (all its state is there), `speech::use_speech` for the language, and
//!   `loaded::use_loaded` for what the API says.
//! - `parts` is what pages are made of: head, card, states, chart with its table, pickers.
//!
//! A page has a table of texts (`texts`), a style sheet in style/ (all are served as one, in the order of their names), and
//! the names of its own in the address (`address::Address::get` and `with`). What changes something is shown where
//! `visit::Visit::may_manage` says so. Links are `route::Go`; whatever else goes somewhere emits `route::Route::go`.
//!
//! It is served as two programs, `scores` and `surveys`, so that nobody loads an editor to look at a score. Each has the
//! shell and its own pages, and the way from one to the other is a link as the browser has it
//! (`address::Page::is_of_surveys`).

mod address;
mod asking;
mod axis;
mod day;
mod draft;
mod embedding;
mod figures;
mod gates;
mod language;
mod naming;
mod range;
mod reading;
mod sifting;
mod stages;
mod texts;
mod trend;
mod trouble;
mod verdict;

mod browser;
mod client;
mod live;
mod loaded;
mod route;
mod speech;
mod unsaved;
mod visit;

mod pages;
mod parts;
mod shell;

use address::Page;
use shell::{App, Props};
use yew::{Html, html};

/// Starts the program of the pages that show scores.
pub fn scores() {
    start(|page| match page {
        Page::Overview => html! { <pages::overview::Overview /> },
        Page::Journey => html! { <pages::journey::Journey /> },
        Page::Answers => html! { <pages::answers::Answers /> },
        Page::Install => html! { <pages::install::Install /> },
        Page::Surveys | Page::Survey => Html::default(),
    });
}

/// Starts the program of the pages that write surveys.
pub fn surveys() {
    start(|page| match page {
        Page::Surveys => html! { <pages::surveys::Surveys /> },
        Page::Survey => html! { <pages::survey::Survey /> },
        Page::Overview | Page::Journey | Page::Answers | Page::Install => Html::default(),
    });
}

fn start(pages: fn(Page) -> Html) {
    let root = gloo::utils::document().get_element_by_id("page").unwrap_or_else(|| gloo::utils::body().into());
    yew::Renderer::<App>::with_root_and_props(root, Props { pages: pages.into() }).render();
}
