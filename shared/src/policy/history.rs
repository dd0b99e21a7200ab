//! History: earlier prompts of a site, as a browser or the store remembers them.

use crate::{survey::Slug, wire::prompts::Outcome};

/// An earlier prompt of this site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// The survey that was asked.
    pub survey: Slug,
    /// How it ended.
    pub outcome: Outcome,
    /// How long ago, in seconds.
    pub age_s: u64,
}

/// Earlier prompts of this site, in any order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History(pub Vec<Past>);

impl History {
    /// Returns the age of the youngest prompt, whatever was asked and whatever became of it.
    pub(super) fn since_any(&self) -> Option<u64> {
        self.youngest(|_| true)
    }

    /// Returns the age of the youngest wish not to be asked any more.
    pub(super) fn since_opt_out(&self) -> Option<u64> {
        self.youngest(|past| past.outcome == Outcome::OptedOut)
    }

    /// Returns the age of the youngest answer to `survey`.
    pub(super) fn since_answer(&self, survey: &Slug) -> Option<u64> {
        self.youngest(|past| past.survey == *survey && matches!(past.outcome, Outcome::Rated | Outcome::Completed))
    }

    /// Returns the age of the youngest dismissal of `survey`.
    pub(super) fn since_dismissal(&self, survey: &Slug) -> Option<u64> {
        self.youngest(|past| past.survey == *survey && past.outcome == Outcome::Dismissed)
    }

    fn youngest(&self, counts: impl Fn(&Past) -> bool) -> Option<u64> {
        self.0.iter().filter(|past| counts(past)).map(|past| past.age_s).min()
    }
}
