//! Quarantine: a response that is stored, but held back from the score until the owner says what it is.

use std::str::FromStr;

/// What became of a response that was held back once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quarantine {
    /// It counts nowhere.
    Held {
        /// Why.
        reason: Reason,
        /// Since when, Unix seconds of the collector's clock.
        since: i64,
    },
    /// The owner let it go: it counts, whatever is heard of it later.
    Released,
}

/// Why a response is held back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It came in a burst of one caller.
    Burst,
    /// It came on top of a day's ratings of one respondent.
    Respondent,
}

impl Reason {
    /// Returns the word in the store and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Burst => "burst",
            Self::Respondent => "respondent",
        }
    }
}

/// There is no such reason.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no reason {0:?} to hold a response back; it is burst, or respondent")]
pub struct UnknownReason(String);

impl FromStr for Reason {
    type Err = UnknownReason;

    fn from_str(name: &str) -> Result<Self, UnknownReason> {
        let reason = [Self::Burst, Self::Respondent].into_iter().find(|reason| reason.name() == name);
        reason.ok_or_else(|| UnknownReason(name.to_owned()))
    }
}
