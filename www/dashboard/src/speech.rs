//! The language in which the page speaks, and how the browser writes numbers and days in it.

use gloo::utils::{document, window};
use wasm_bindgen::prelude::wasm_bindgen;
use yew::{Callback, hook, use_context};

use crate::{
    browser,
    day::Day,
    figures::{Length, Pen},
    language::Lang,
};

/// The name under which the browser keeps the language that was chosen.
const KEPT: &str = "sondeo.language";

// intl.js, as a part of page.js.
#[wasm_bindgen(raw_module = "./page.js")]
extern "C" {
    fn number(lang: &str, value: f64, decimals: u32) -> String;
    fn percent(lang: &str, share: f64) -> String;
    fn day(lang: &str, at: f64, with_day: bool, with_year: bool) -> String;
    fn moment(lang: &str, at: &str, zone: &str) -> String;
    fn language(lang: &str, tag: &str) -> String;
    fn today(zone: &str) -> String;
}

/// The page's language, as pages get it, and the way to change it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Speech {
    /// The language.
    pub(crate) lang: Lang,
    /// Told of another one.
    pub(crate) choose: Callback<Lang>,
}

/// Returns the page's language.
#[hook]
pub(crate) fn use_speech() -> Speech {
    use_context().expect("the shell provides the language")
}

impl Pen for Speech {
    fn lang(&self) -> Lang {
        self.lang
    }

    fn number(&self, value: f64, decimals: u32) -> String {
        number(self.lang.tag(), value, decimals)
    }

    fn percent(&self, share: f64) -> String {
        percent(self.lang.tag(), share)
    }

    fn day(&self, at: Day, length: Length) -> String {
        day(self.lang.tag(), at.noon_ms(), length != Length::Month, length != Length::Short)
    }
}

impl Speech {
    /// Writes a moment, `2026-10-04T10:00:00Z`, as day and time of the site's zone.
    pub(crate) fn moment(&self, at: &str, zone: &str) -> String {
        moment(self.lang.tag(), at, zone)
    }

    /// Returns what a language is called, by its tag.
    pub(crate) fn language(&self, tag: &str) -> String {
        language(self.lang.tag(), tag)
    }
}

/// Returns the day that it is in a zone.
pub(crate) fn today_in(zone: &str) -> Day {
    today(zone).parse().or_else(|_| "1970-01-01".parse()).expect("this is a date")
}

/// Returns the language that was chosen, else the first that the browser's owner reads.
pub(crate) fn preferred() -> Lang {
    let kept = browser::kept(KEPT);
    let wanted: Vec<String> = window().navigator().languages().iter().filter_map(|tag| tag.as_string()).collect();
    Lang::first_of(kept.iter().chain(&wanted).map(String::as_str))
}

/// Remembers a choice.
pub(crate) fn keep(lang: Lang) {
    browser::keep(KEPT, lang.tag());
}

/// Has the page say in which language it is, to those who read it aloud.
pub(crate) fn declare(lang: Lang) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("lang", lang.tag());
    }
}
