//! Removals: what is to be gone, and what is told of it.

use shared::survey::Slug;
use uuid::Uuid;

use super::quarantine::Selection;

/// The most responses of a respondent, or of a quarantine, that one transaction removes or releases, so that reports
/// hardly wait behind it. Another one goes on.
pub(super) const AT_ONCE: u64 = 2_000;

/// How many changes are forgotten for each response that expires: more than one has.
pub(super) const CHANGES: u32 = 8;

/// Something of a site that is to be gone: its row, what it was counted for, and every later report of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// The site.
    pub site: Slug,
    /// What of it.
    pub target: Target,
    /// When that was asked for, Unix seconds of the collector's clock.
    pub at: i64,
}

/// What is to be gone.
#[derive(Clone, PartialEq, Eq)]
pub enum Target {
    /// One response, for ever.
    Response(Uuid),
    /// A respondent: every response and the history. Prompts that are issued later are welcome.
    Respondent(String),
    /// Responses that are held back from the score.
    Quarantined(Selection),
    /// Responses whose prompt was issued before a moment, so many at most. Histories stay: they hold the opt-outs.
    /// With them the site's tombstones go that have ended.
    Expired {
        /// The moment, Unix seconds.
        before: i64,
        /// The most responses of one transaction.
        limit: u32,
    },
}

/// A respondent's pseudonym is not for logs.
impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Response(id) => f.debug_tuple("Response").field(id).finish(),
            Self::Respondent(_) => f.write_str("Respondent(..)"),
            Self::Quarantined(selection) => f.debug_tuple("Quarantined").field(selection).finish(),
            Self::Expired { before, limit } => {
                f.debug_struct("Expired").field("before", before).field("limit", limit).finish()
            }
        }
    }
}

/// What a removal did. Durable when it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Removed {
    /// How many responses are gone by it.
    pub responses: u64,
    /// Whether the same was asked for before, so that nothing was left to do.
    pub again: bool,
}

/// Returns the smallest id that a prompt issued at `second` can have.
pub(super) fn first_id(second: i64) -> Uuid {
    let milliseconds = u64::try_from(second).unwrap_or(0).saturating_mul(1000);
    Uuid::from_u128(u128::from(milliseconds) << 80)
}
