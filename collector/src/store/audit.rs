//! The audit: what was held back from the scores, released and dropped, when and how much. Nothing of persons.

use std::str::FromStr;

use shared::survey::Slug;

/// What is told of a site's quarantine: one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLine {
    /// When, Unix seconds; of what was quarantined, when the hour began.
    pub at: i64,
    /// What was done.
    pub action: Action,
    /// To responses of this survey.
    pub survey: Slug,
    /// To so many of them.
    pub responses: u64,
}

/// What was done with responses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// The collector held them back.
    Quarantined,
    /// The owner had them counted.
    Released,
    /// The owner had them removed.
    Dropped,
}

impl Action {
    const ALL: [Self; 3] = [Self::Quarantined, Self::Released, Self::Dropped];

    /// Returns the word in the store and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Quarantined => "quarantined",
            Self::Released => "released",
            Self::Dropped => "dropped",
        }
    }

    /// Returns when the hour of a moment began: what a burst brings is summed by the hour, so that it makes few lines.
    pub(super) fn hour(at: i64) -> i64 {
        at - at.rem_euclid(3_600)
    }
}

/// There is no such action.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no action {0:?}; it is quarantined, released or dropped")]
pub struct UnknownAction(String);

impl FromStr for Action {
    type Err = UnknownAction;

    fn from_str(name: &str) -> Result<Self, UnknownAction> {
        Self::ALL.into_iter().find(|action| action.name() == name).ok_or_else(|| UnknownAction(name.to_owned()))
    }
}

/// The key of a row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    pub(super) site: Slug,
    pub(super) at: i64,
    pub(super) action: Action,
    pub(super) survey: Slug,
}
