//! The page's address: what is looked at, as the query says it, so that an address can be kept and shared.
//!
//! [`Address::parse`] takes anything and keeps what it understands; [`Address::query`] writes it in one order, without what
//! goes without saying. A name that a page needs besides is one line in [`NAMES`].

use std::{collections::BTreeMap, fmt::Write};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use shared::survey::Slug;

use crate::{day::Day, range::Range};

/// A page of the dashboard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Page {
    /// How customers feel, and whether that changed.
    #[default]
    Overview,
    /// Where in their journey it hurts, and what was done about it.
    Journey,
    /// What they say.
    Answers,
    /// What is asked.
    Surveys,
    /// One survey, to be read or changed.
    Survey,
    /// How a site shows surveys.
    Install,
}

impl Page {
    /// Every page.
    pub(crate) const ALL: [Self; 6] =
        [Self::Overview, Self::Journey, Self::Answers, Self::Surveys, Self::Survey, Self::Install];

    /// Returns the name in addresses.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Journey => "journey",
            Self::Answers => "answers",
            Self::Surveys => "surveys",
            Self::Survey => "survey",
            Self::Install => "install",
        }
    }

    /// Says whether it is of the program that writes surveys, which the collector serves for the names of these pages.
    pub(crate) const fn is_of_surveys(self) -> bool {
        matches!(self, Self::Surveys | Self::Survey)
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|page| page.name() == name)
    }
}

/// The names that pages use besides site, surveys and range, in the order in which they are written.
const NAMES: [&str; 14] = [
    "touchpoint",
    "stage",
    "locale",
    "device",
    "band",
    "rating",
    "reason",
    "comment",
    "contact",
    "held",
    "outcome",
    "q",
    "slug",
    "id",
];

/// What begins the name of an attribute's value, as in `attribute:plan=pro`.
pub(crate) const ATTRIBUTE: &str = "attribute:";

/// What is left as it is in a query: what `encodeURIComponent` leaves, and the comma between surveys.
const ESCAPED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'*').remove(b'!').remove(b',');

/// What is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Address {
    /// The page.
    pub(crate) page: Page,
    /// The site; where none is named, the first that the session has.
    pub(crate) site: Option<String>,
    /// The surveys, each once; where none is named, the page chooses.
    pub(crate) surveys: Vec<String>,
    /// The days.
    pub(crate) range: Range,
    rest: BTreeMap<String, String>,
}

impl Address {
    /// Reads a query, with or without the question mark before it.
    pub(crate) fn parse(query: &str) -> Self {
        let mut address = Self::default();
        let (mut from, mut to) = (None, None);
        for pair in query.trim_start_matches('?').split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let decoded = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
            let (name, value) = (decoded(name), decoded(value));
            if value.is_empty() {
                continue;
            }
            match &*name {
                "page" => address.page = Page::named(&value).unwrap_or_default(),
                "site" => address.site = Some(value),
                "survey" => address.add_surveys(&value),
                "range" => address.range = Range::named(&value).unwrap_or_default(),
                "from" => from = value.parse::<Day>().ok(),
                "to" => to = value.parse::<Day>().ok(),
                _ => {
                    if is_known(&name) {
                        address.rest.insert(name, value);
                    }
                }
            }
        }
        if let Some(dates) = from.zip(to).and_then(|(from, to)| Range::dates(from, to)) {
            address.range = dates;
        }
        address
    }

    fn add_surveys(&mut self, listed: &str) {
        for slug in listed.split(',').filter(|slug| !slug.is_empty()) {
            if self.surveys.iter().all(|known| known != slug) {
                self.surveys.push(slug.to_owned());
            }
        }
    }

    /// Writes the query, with its question mark.
    pub(crate) fn query(&self) -> String {
        let mut query = String::from("?");
        let mut put = |name: &str, value: &str| {
            let separator = if query.len() > 1 { "&" } else { "" };
            let _ = write!(query, "{separator}{name}={}", utf8_percent_encode(value, ESCAPED));
        };
        if self.page != Page::default() {
            put("page", self.page.name());
        }
        if let Some(site) = &self.site {
            put("site", site);
        }
        if !self.surveys.is_empty() {
            put("survey", &self.surveys.join(","));
        }
        match (self.range, self.range.name()) {
            (Range::Dates { from, to }, _) => {
                put("from", &from.to_string());
                put("to", &to.to_string());
            }
            (range, Some(name)) if range != Range::default() => put("range", name),
            _ => {}
        }
        for (name, value) in NAMES.into_iter().filter_map(|name| self.rest.get_key_value(name)) {
            put(name, value);
        }
        for (attribute, value) in self.attributes() {
            put(&format!("{ATTRIBUTE}{attribute}"), value);
        }
        query
    }

    /// Returns what a name of [`NAMES`] says, or that of an attribute.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.rest.get(name).map(String::as_str)
    }

    /// Returns this address with another value of a name of [`NAMES`] or of an attribute; without it where that is empty.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        debug_assert!(is_known(name), "{name} is in no address; add it to NAMES");
        if value.is_empty() {
            self.rest.remove(name);
        } else {
            self.rest.insert(name.to_owned(), value.to_owned());
        }
        self
    }

    /// Returns the attributes that it names, each with its value.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.rest.iter().filter_map(|(name, value)| Some((name.strip_prefix(ATTRIBUTE)?, value.as_str())))
    }

    /// Returns the address of another page about the same site, surveys and days, without what only this page knows.
    #[must_use]
    pub(crate) fn on(&self, page: Page) -> Self {
        Self { page, rest: BTreeMap::new(), ..self.clone() }
    }

    /// Returns the address of the same page and days at another site.
    #[must_use]
    pub(crate) fn at(&self, site: &str) -> Self {
        let page = if self.page == Page::Survey { Page::Surveys } else { self.page };
        Self { page, site: Some(site.to_owned()), range: self.range, ..Self::default() }
    }

    /// Returns this address about these surveys.
    #[must_use]
    pub(crate) fn of(&self, surveys: Vec<String>) -> Self {
        Self { surveys, ..self.clone() }
    }

    /// Returns this address about these days.
    #[must_use]
    pub(crate) fn over(&self, range: Range) -> Self {
        Self { range, ..self.clone() }
    }
}

/// Says whether pages use a name: one of [`NAMES`], or that of an attribute.
fn is_known(name: &str) -> bool {
    NAMES.contains(&name) || name.strip_prefix(ATTRIBUTE).is_some_and(|attribute| attribute.parse::<Slug>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_written_as_they_are_read() {
        for query in [
            "?",
            "?page=journey",
            "?page=answers&site=shop&survey=order,support&range=90d&touchpoint=order_completed&band=low",
            "?site=shop&from=2026-10-01&to=2026-11-01",
            "?page=answers&q=t%C3%A9%20%26%20caf%C3%A9%3F",
            "?page=survey&slug=post-purchase",
            "?page=answers&locale=pt-BR&device=phone&attribute:plan=pro%20%3D%201&attribute:team=7",
        ] {
            assert_eq!(Address::parse(query).query(), query);
        }
    }

    #[test]
    fn what_goes_without_saying_or_makes_no_sense_is_left_out() {
        for (query, written) in [
            ("", "?"),
            ("?page=overview&range=28d", "?"),
            ("page=nowhere&range=1d&from=soon&to=2026-01-01", "?"),
            ("?from=2026-01-02&to=2026-01-01&range=7d", "?range=7d"),
            ("?survey=a&survey=b,a,,c", "?survey=a,b,c"),
            ("?key=secret&utm_source=x&q=", "?"),
            ("?q=a+b&%=1&=&&", "?q=a%20b"),
            ("?q=%ff", "?q=%EF%BF%BD"),
            ("?attribute%3Aplan=pro", "?attribute:plan=pro"),
            ("?attribute:=a&attribute:Plan=b&attribute:a%26b=c&attribute:plan=", "?"),
        ] {
            assert_eq!(Address::parse(query).query(), written, "{query}");
        }
    }

    #[test]
    fn other_pages_keep_what_is_looked_at_and_other_sites_the_days() {
        let here = Address::parse("?page=answers&site=shop&survey=order&range=7d&band=low&q=late");
        assert_eq!(here.on(Page::Journey).query(), "?page=journey&site=shop&survey=order&range=7d");
        assert_eq!(here.at("bakery").query(), "?page=answers&site=bakery&range=7d");
        assert_eq!(here.of(vec!["a".to_owned()]).get("band"), Some("low"));
        assert_eq!(here.with("band", "").with("q", "x").query(), "?page=answers&site=shop&survey=order&range=7d&q=x");
        assert_eq!(Address::parse("?page=survey&slug=a&site=x").at("y").query(), "?page=surveys&site=y");
    }
}
