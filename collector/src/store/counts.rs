//! What a batch changes of the tallies: which rows, and by how much. The same in every engine.

use std::{borrow::Cow, cell::Cell, collections::BTreeMap};

use shared::{
    survey::Slug,
    tally::{PLACES, Tally},
};

use super::{
    audit::{Action, Entry},
    feed::Arrivals,
    query::Dimension,
};
use crate::{calendar::Day, quarantine::Quarantine, submission::Submission, token::IssuedPrompt, variety::OTHER};

/// How many counts a row of tallies has.
pub(super) const COUNTERS: usize = PLACES + 2;

/// The columns of these counts, in the order of the table.
pub(super) const COUNTER_COLUMNS: [&str; COUNTERS] =
    ["shown", "dismissed", "r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10"];

/// The counts of a row, or what is added to them.
pub(super) type Counters = [i64; COUNTERS];

/// One row of the table, without the writer's slot that some engines add. It borrows from the response that it counts:
/// a batch makes thousands of these.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TallyKey<'a> {
    pub(super) site: Cow<'a, Slug>,
    pub(super) survey: Cow<'a, Slug>,
    pub(super) dimension: Cow<'a, str>,
    pub(super) day: Day,
    pub(super) value: Cow<'a, str>,
}

impl TallyKey<'_> {
    /// Returns a key that outlives what it was made of.
    pub(super) fn into_owned(self) -> TallyKey<'static> {
        TallyKey {
            site: Cow::Owned(self.site.into_owned()),
            survey: Cow::Owned(self.survey.into_owned()),
            dimension: Cow::Owned(self.dimension.into_owned()),
            day: self.day,
            value: Cow::Owned(self.value.into_owned()),
        }
    }
}

/// Returns every row that a response is counted in.
pub(super) fn keys(submission: &Submission) -> impl Iterator<Item = TallyKey<'_>> {
    let Submission { prompt, day, as_other, .. } = submission;
    let fixed = [Some((Dimension::Whole, "")), prompt.device.map(|device| (Dimension::Device, device.name()))];
    fixed.into_iter().flatten().chain(submission.values()).map(|(dimension, said)| {
        let dimension = dimension.name();
        let value = if as_other.iter().any(|name| *name == dimension) { OTHER } else { said };
        TallyKey {
            site: Cow::Borrowed(&prompt.site),
            survey: Cow::Borrowed(&prompt.survey),
            dimension,
            day: *day,
            value: Cow::Borrowed(value),
        }
    })
}

/// What a batch adds to each row, summed before it touches the tables.
///
/// Ordered, so that writers beside each other take rows in the same order.
#[derive(Debug, Default)]
pub(super) struct Changes {
    tallies: BTreeMap<TallyKey<'static>, Cell<Counters>>,
    audit: BTreeMap<Entry, u64>,
    arrivals: Arrivals,
}

impl Changes {
    /// Counts a response as it stands now, and no more as it stood before.
    pub(super) fn count(&mut self, now: &Submission, before: Option<&Submission>) {
        let mut change = counters(&now.tally());
        if let Some(before) = before {
            change = sum(&change, &counters(&before.tally()).map(|count| -count));
        }
        self.add(now, &change);
    }

    /// Counts a response no more.
    pub(super) fn take_back(&mut self, removed: &Submission) {
        self.add(removed, &counters(&removed.tally()).map(|count| -count));
    }

    /// Notes in the feed that a response changed, so many seconds after the epoch.
    pub(super) fn arrive(&mut self, response: &Submission, at: i64) {
        self.arrivals.note(response, at);
    }

    /// Returns what is to be written in the feed.
    pub(super) fn arrivals(&self) -> &Arrivals {
        &self.arrivals
    }

    /// Notes in the audit what was done with a response, so many seconds after the epoch.
    pub(super) fn note(&mut self, response: &Submission, action: Action, at: i64) {
        let IssuedPrompt { site, survey, .. } = &response.prompt;
        let entry = Entry { site: site.clone(), at, action, survey: survey.clone() };
        *self.audit.entry(entry).or_default() += 1;
    }

    /// Notes in the audit that a response is held back, if it was not before.
    pub(super) fn note_if_held(&mut self, now: &Submission, before: Option<&Submission>) {
        if let Some(Quarantine::Held { since, .. }) = now.quarantine
            && !before.is_some_and(Submission::is_held)
        {
            self.note(now, Action::Quarantined, Action::hour(since));
        }
    }

    fn add(&mut self, response: &Submission, change: &Counters) {
        for key in keys(response) {
            // Most rows are there already: seen as rows that live as briefly as this key, they are found without a copy.
            let there: &BTreeMap<TallyKey<'_>, _> = &self.tallies;
            match there.get(&key) {
                Some(counters) => counters.update(|counters| sum(&counters, change)),
                None => drop(self.tallies.insert(key.into_owned(), Cell::new(*change))),
            }
        }
    }

    /// Returns the rows that were touched, in order.
    pub(super) fn touched(&self) -> impl Iterator<Item = &TallyKey<'static>> {
        self.tallies.keys()
    }

    /// Returns the rows that change, in order, and by how much. A comment that follows a rating changes no count, nor
    /// does anything that is held back.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&TallyKey<'static>, Counters)> {
        let changes = self.tallies.iter().map(|(key, counters)| (key, counters.get()));
        changes.filter(|(_, counters)| counters.iter().any(|counter| *counter != 0))
    }

    /// Returns what is to be added to the audit, in order.
    pub(super) fn audit(&self) -> impl ExactSizeIterator<Item = (&Entry, i64)> {
        self.audit.iter().map(|(entry, count)| (entry, i64::try_from(*count).expect("nobody counts to 2^63")))
    }
}

/// Returns a tally's counts in the order of the columns.
pub(super) fn counters(tally: &Tally) -> Counters {
    let count = |count| i64::try_from(count).expect("nobody counts to 2^63");
    let mut counters = [count(tally.shown); COUNTERS];
    counters[1] = count(tally.dismissed);
    for (counter, answers) in counters[2..].iter_mut().zip(tally.ratings) {
        *counter = count(answers);
    }
    counters
}

/// Reads counts back. One below zero can only be a fault: it is shown as none, and `verify` tells the difference.
pub(super) fn tally(counters: &Counters) -> Tally {
    let count = |counter: i64| u64::try_from(counter).unwrap_or(0);
    let mut ratings = [0; PLACES];
    for (place, counter) in ratings.iter_mut().zip(&counters[2..]) {
        *place = count(*counter);
    }
    Tally { ratings, shown: count(counters[0]), dismissed: count(counters[1]) }
}

fn sum(counters: &Counters, more: &Counters) -> Counters {
    std::array::from_fn(|at| counters[at] + more[at])
}
