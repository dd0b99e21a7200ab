//! What a batch changes of the tallies: which rows, and by how much. The same in every engine.

use std::collections::{BTreeMap, btree_map};

use shared::{
    survey::Slug,
    tally::{PLACES, Standing, Tally},
    wire::prompts::Device,
};

use super::query::Dimension;
use crate::{calendar::Day, submission::Submission};

/// How many counts a row of tallies has.
pub(super) const COUNTERS: usize = PLACES + 2;

/// The columns of these counts, in the order of the table.
pub(super) const COUNTER_COLUMNS: [&str; COUNTERS] =
    ["shown", "dismissed", "r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10"];

/// The counts of a row, or what is added to them.
pub(super) type Counters = [i64; COUNTERS];

/// One row of the table, without the writer's slot that some engines add.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TallyKey {
    pub(super) site: Slug,
    pub(super) survey: Slug,
    pub(super) dimension: String,
    pub(super) day: Day,
    pub(super) value: String,
}

/// Returns every row that a response is counted in.
pub(super) fn keys(submission: &Submission) -> impl Iterator<Item = TallyKey> {
    let Submission { prompt, day, .. } = submission;
    let some = |dimension, value: Option<&str>| value.map(|value| (dimension, value.to_owned()));
    let fixed = [
        some(Dimension::Whole, Some("")),
        some(Dimension::Touchpoint, Some(prompt.touchpoint.as_str())),
        some(Dimension::Stage, prompt.stage.as_ref().map(Slug::as_str)),
        some(Dimension::Locale, Some(&prompt.locale)),
        some(Dimension::Device, prompt.device.map(Device::name)),
    ];
    let attributes = prompt.attributes.iter().map(|(name, value)| (Dimension::Attribute(name.clone()), value.clone()));
    fixed.into_iter().flatten().chain(attributes).map(|(dimension, value)| TallyKey {
        site: prompt.site.clone(),
        survey: prompt.survey.clone(),
        dimension: dimension.name(),
        day: *day,
        value,
    })
}

/// What a batch adds to each row, summed before it touches the table.
///
/// Ordered, so that writers beside each other take rows in the same order.
#[derive(Debug, Default)]
pub(super) struct Changes(BTreeMap<TallyKey, Counters>);

impl Changes {
    /// Counts a response as it stands now, and no more as it stood before.
    pub(super) fn count(&mut self, now: &Submission, before: Option<Standing>) {
        let mut change = counters(&Tally::of(now.report.standing()));
        if let Some(before) = before {
            add(&mut change, &counters(&Tally::of(before)).map(|count| -count));
        }
        self.add(now, &change);
    }

    /// Counts a response no more.
    pub(super) fn take_back(&mut self, removed: &Submission) {
        self.add(removed, &counters(&Tally::of(removed.report.standing())).map(|count| -count));
    }

    fn add(&mut self, response: &Submission, change: &Counters) {
        for key in keys(response) {
            add(self.0.entry(key).or_default(), change);
        }
    }
}

/// The rows that change, in order.
impl<'a> IntoIterator for &'a Changes {
    type Item = (&'a TallyKey, &'a Counters);
    type IntoIter = btree_map::Iter<'a, TallyKey, Counters>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
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

fn add(counters: &mut Counters, more: &Counters) {
    for (counter, more) in counters.iter_mut().zip(more) {
        *counter += more;
    }
}
