//! What lies on the desk of somebody who writes a survey.

use std::{collections::BTreeSet, rc::Rc};

use serde_json::Value;
use yew::Reducible;

use crate::{draft::Draft, unsaved::Unsaved};

/// What is done to a draft.
pub(super) enum Change {
    /// Something else is said at a pointer.
    Say(String, Value),
    /// It is another altogether, to become the next version.
    Anew(Draft),
    /// It is what the collector has now, at this version.
    Opened(Draft, u32),
    /// It is stored, at this version.
    Saved(Draft, u32),
    /// Somebody wanted to save it.
    Tried,
}

/// What is being written, and what of it was touched: nobody is told that a field is wrong where they have not been.
#[derive(Clone, PartialEq)]
pub(super) struct Desk {
    pub(super) draft: Rc<Draft>,
    /// What is stored, as far as is known.
    pub(super) first: Rc<Draft>,
    /// The version of that; without one, it is new.
    pub(super) version: Option<u32>,
    touched: BTreeSet<String>,
    has_tried: bool,
}

impl Desk {
    /// Opens a survey, or goes on where somebody was.
    pub(super) fn new(opened: Draft, version: Option<u32>, unsaved: Option<Unsaved>) -> Self {
        let has_tried = unsaved.is_some();
        let Unsaved { draft, first, version } =
            unsaved.unwrap_or_else(|| Unsaved { draft: opened.clone(), first: opened, version });
        Self { draft: Rc::new(draft), first: Rc::new(first), version, touched: BTreeSet::new(), has_tried }
    }

    /// Says whether something is written that is not saved.
    pub(super) fn is_changed(&self) -> bool {
        !self.draft.means(&self.first)
    }

    /// Returns what would be lost.
    pub(super) fn unsaved(&self) -> Option<Unsaved> {
        let Self { draft, first, version, .. } = self;
        self.is_changed().then(|| Unsaved { draft: (**draft).clone(), first: (**first).clone(), version: *version })
    }

    /// Says whether somebody has been at a pointer, or wanted to save all of it.
    pub(super) fn was_at(&self, pointer: &str) -> bool {
        self.has_tried || self.touched.contains(pointer)
    }
}

impl Reducible for Desk {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        let mut desk = (*self).clone();
        match change {
            Change::Say(pointer, said) => {
                desk.draft = Rc::new((*desk.draft).clone().with(&pointer, said));
                desk.touched.insert(pointer);
            }
            Change::Anew(draft) => desk.draft = Rc::new(draft),
            Change::Opened(draft, version) => {
                desk.draft = Rc::new(draft.clone());
                desk.first = Rc::new(draft);
                desk.version = Some(version);
            }
            Change::Saved(draft, version) => {
                desk.first = Rc::new(draft);
                desk.version = Some(version);
            }
            Change::Tried => desk.has_tried = true,
        }
        Rc::new(desk)
    }
}
