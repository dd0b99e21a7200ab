//! What was written and is not saved: it stays while somebody looks at other surveys, and the browser asks before it is lost.

use std::{cell::RefCell, collections::BTreeMap};

use gloo::{
    events::{EventListener, EventListenerOptions},
    utils::window,
};

use crate::draft::Draft;

/// What somebody has written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Unsaved {
    /// As it is now.
    pub(crate) draft: Draft,
    /// As it was stored.
    pub(crate) first: Draft,
    /// The version of that; without one, it is new.
    pub(crate) version: Option<u32>,
}

#[derive(Default)]
struct Kept {
    /// By site and survey.
    written: BTreeMap<(String, String), Unsaved>,
    guard: Option<EventListener>,
}

thread_local! {
    static KEPT: RefCell<Kept> = RefCell::default();
}

/// Remembers what is written at a survey of a site; with nothing, that all of it is saved.
pub(crate) fn keep(site: &str, slug: &str, unsaved: Option<Unsaved>) {
    let name = (site.to_owned(), slug.to_owned());
    KEPT.with_borrow_mut(|kept| {
        match unsaved {
            Some(unsaved) => kept.written.insert(name, unsaved),
            None => kept.written.remove(&name),
        };
        kept.guard = if kept.written.is_empty() { None } else { kept.guard.take().or_else(|| Some(guard())) };
    });
}

/// Returns what was written at a survey and not saved.
pub(crate) fn kept(site: &str, slug: &str) -> Option<Unsaved> {
    KEPT.with_borrow(|kept| kept.written.get(&(site.to_owned(), slug.to_owned())).cloned())
}

/// Has the browser ask whoever leaves the page.
fn guard() -> EventListener {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(&window(), "beforeunload", options, |event| event.prevent_default())
}
