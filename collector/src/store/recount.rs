//! Counting every response again, and comparing with the tallies.

use std::collections::BTreeMap;

use shared::tally::Tally;

use super::{
    counts::{self, TallyKey},
    query::Difference,
};
use crate::submission::Submission;

/// What is stored, and what a recount says, by row.
#[derive(Debug, Default)]
pub(super) struct Recount(BTreeMap<TallyKey<'static>, (Tally, Tally)>);

impl Recount {
    /// Counts a response.
    pub(super) fn count(&mut self, response: &Submission) {
        for key in counts::keys(response) {
            let (_, recounted) = self.0.entry(key.into_owned()).or_default();
            *recounted = recounted.merge(response.tally());
        }
    }

    /// Notes what is stored of a row.
    pub(super) fn stored(&mut self, key: TallyKey<'static>, tally: Tally) {
        self.0.entry(key).or_default().0 = tally;
    }

    /// Returns the rows that are not what the responses say; none if all is well.
    pub(super) fn differences(self) -> Vec<Difference> {
        let wrong = self.0.into_iter().filter(|(_, (stored, recounted))| stored != recounted);
        let difference = |(key, (stored, recounted)): (TallyKey<'_>, (Tally, Tally))| {
            let place = format!("{} {} {} {} {:?}", key.site, key.survey, key.day, key.dimension, key.value);
            Difference { place, stored, recounted }
        };
        wrong.map(difference).collect()
    }
}
