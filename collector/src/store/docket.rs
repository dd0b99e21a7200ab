//! A batch while it is judged: each of its prompts as it was before the batch, and as it is now.

use std::borrow::Cow;

use shared::survey::Slug;
use uuid::Uuid;

use super::{batch::Applied, counts::Changes, revision::revise};
use crate::submission::Submission;

/// The prompts of a batch, in the order of their keys.
#[derive(Debug)]
pub(super) struct Docket<'a>(Vec<Case<'a>>);

/// One prompt.
#[derive(Debug)]
struct Case<'a> {
    /// The first report of it in the batch.
    first: &'a Submission,
    /// What was stored before the batch.
    before: Option<Submission>,
    /// What is kept after it, if that is another.
    now: Option<Cow<'a, Submission>>,
    /// Whether it was removed before the batch, and for good.
    removed: bool,
}

impl<'a> Docket<'a> {
    /// Begins with nothing known of any prompt.
    pub(super) fn new(batch: impl IntoIterator<Item = &'a Submission>) -> Self {
        let mut cases: Vec<_> =
            batch.into_iter().map(|first| Case { first, before: None, now: None, removed: false }).collect();
        // The sort is stable: of several reports of a prompt the first one stays.
        cases.sort_by(|one, other| key(one.first).cmp(&key(other.first)));
        cases.dedup_by(|later, earlier| key(later.first) == key(earlier.first));
        Self(cases)
    }

    /// Returns the first report of each prompt, in the order of their keys.
    pub(super) fn firsts(&self) -> impl ExactSizeIterator<Item = &'a Submission> {
        self.0.iter().map(|case| case.first)
    }

    /// Notes what was stored of a prompt before the batch.
    pub(super) fn was_stored(&mut self, before: Submission) {
        let case = self.case(&before);
        case.before = Some(before);
    }

    /// Notes that a prompt was removed before the batch.
    pub(super) fn was_removed(&mut self, prompt: &Submission) {
        self.case(prompt).removed = true;
    }

    /// Says what a submission of the batch changes; to be asked of each, in order.
    pub(super) fn judge(&mut self, told: &'a Submission) -> Applied {
        let case = self.case(told);
        if case.removed {
            return Applied::Stale;
        }
        let (applied, kept) = revise(case.now.as_deref().or(case.before.as_ref()), told);
        if kept.is_some() {
            case.now = kept;
        }
        applied
    }

    fn case(&mut self, of: &Submission) -> &mut Case<'a> {
        let at = self.0.binary_search_by(|case| key(case.first).cmp(&key(of)));
        &mut self.0[at.expect("the docket has every prompt of its batch, and nobody asks for others")]
    }

    /// Returns what is to be written over a row that is there: of earlier batches, or the first report of this one.
    pub(super) fn revised(&self) -> impl Iterator<Item = &Submission> {
        self.0.iter().filter_map(|case| {
            let first_is_kept = |now: &Submission| case.before.is_none() && now.report.rev == case.first.report.rev;
            case.now.as_deref().filter(|now| !first_is_kept(now))
        })
    }

    /// Returns what the batch changes of the tallies.
    pub(super) fn changes(&self) -> Changes {
        let mut changes = Changes::default();
        for case in &self.0 {
            if let Some(now) = &case.now {
                changes.count(now, case.before.as_ref());
                changes.note_if_held(now, case.before.as_ref());
                changes.arrive(now, now.received_at);
            }
        }
        changes
    }
}

fn key(submission: &Submission) -> (&Slug, Uuid) {
    (&submission.prompt.site, submission.prompt.id)
}
