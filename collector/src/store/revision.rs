//! Revisions: which report of a prompt is the one that is kept.

use super::batch::Applied;
use crate::submission::Report;

/// Says what a report changes, given what is stored of its prompt.
///
/// The highest revision wins, in any order of arrival. Every later one repeats the rating.
pub(super) fn judge(stored: Option<&Report>, report: &Report) -> Applied {
    let Some(stored) = stored else { return Applied::Stored };
    if report.rev < stored.rev {
        Applied::Stale
    } else if report.rev == stored.rev {
        if report == stored { Applied::Replayed } else { Applied::IdReused }
    } else if stored.rating.is_some() && report.rating.is_none() {
        Applied::RatingMissing
    } else {
        Applied::Stored
    }
}
