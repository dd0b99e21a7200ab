//! Revisions: which report of a prompt is the one that is kept.

use std::borrow::Cow;

use super::batch::Applied;
use crate::submission::{Report, Submission};

/// Says what a submission changes, given what is stored of its prompt, and what is kept instead.
pub(super) fn revise<'a>(stored: Option<&Submission>, told: &'a Submission) -> (Applied, Option<Cow<'a, Submission>>) {
    let applied = judge(stored.map(|stored| &stored.report), &told.report);
    let kept = (applied == Applied::Stored).then(|| match stored {
        // A prompt stays on the day that it was first counted on, also if the site's zone changed meanwhile, and
        // `other` where it was counted so. What is held back stays so, and so does what was released. What was counted
        // is taken out only by a report that is held back and changes its rating.
        Some(stored) => {
            let is_rated_anew = stored.report.rating != told.report.rating;
            let (day, quarantine) = (stored.day, stored.quarantine.or(told.quarantine.filter(|_| is_rated_anew)));
            let (as_other, earlier) = (stored.as_other.clone(), stored.replaced());
            Cow::Owned(Submission { day, quarantine, as_other, earlier, ..told.clone() })
        }
        None => Cow::Borrowed(told),
    });
    (applied, kept)
}

/// The highest revision wins, in any order of arrival. Every later one repeats the rating.
fn judge(stored: Option<&Report>, report: &Report) -> Applied {
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
