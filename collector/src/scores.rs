//! Scores: from a question about some days to what their answers say.
//!
//! A question about one dimension beside time is answered from tallies, any other by counting responses one by one.

mod counting;
mod days;
mod grouping;
mod parameters;
mod replying;
#[cfg(test)]
mod tests;

use futures_util::future::try_join;
use jiff::Timestamp;
use shared::{interval::Level, scale::Scale, survey::Slug, wire::scores::ScoresReply};
use tokio::task;

pub use self::{
    days::Days,
    grouping::{GroupBy, Unit},
};
use crate::{
    catalog::Site,
    invalid::InvalidField,
    store::{Store, StoreError, query::Dimension},
};

/// The most groups that are told.
pub const MAX_GROUPS: usize = 20_000;

/// Which scores are wanted: query parameters that make sense.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoresQuery {
    /// The surveys, at least one, each once, all on one scale.
    pub surveys: Vec<Slug>,
    /// That scale.
    pub scale: Scale,
    /// What prompts must have: a value of each of these dimensions.
    pub filters: Vec<(Dimension, String)>,
    /// The days.
    pub days: Days,
    /// What the groups are: two at most, of which one is a time at most.
    pub group_by: Vec<GroupBy>,
    /// What is compared with.
    pub compare: Option<Compare>,
    /// How sure intervals and verdicts are.
    pub level: Level,
}

/// What scores are compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// Those of other days.
    Days(Days),
    /// Each group with the others of the same days together.
    Rest,
}

/// Why a query of scores is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidQuery {
    /// A parameter is not what it must be.
    #[error(transparent)]
    Parameter(#[from] InvalidField),
    /// The days are no range.
    #[error("{0}")]
    Range(String),
    /// The site has no survey of a name.
    #[error("this site has no such survey")]
    SurveyUnknown,
}

impl ScoresQuery {
    /// Checks the parameters of a query about `site`; the range ends today unless it says otherwise.
    ///
    /// # Errors
    /// [`InvalidQuery`] names the parameter at fault.
    pub fn new(parameters: Vec<(String, String)>, site: &Site, now: Timestamp) -> Result<Self, InvalidQuery> {
        parameters::read(parameters, site, now)
    }

    /// Returns the scores.
    ///
    /// # Errors
    /// [`StoreError::TooLarge`] if they are too many or too much work, any other if they cannot be read.
    pub async fn answer(self, site: &Site, store: &Store) -> Result<ScoresReply, StoreError> {
        let count = |days| counting::count(&self, site, store, days);
        // Side by side, each on a connection of its own.
        let (now, before) = match self.compare {
            Some(Compare::Days(days)) => {
                try_join(count(self.days), count(days)).await.map(|(now, before)| (now, Some(before)))?
            }
            Some(Compare::Rest) | None => (count(self.days).await?, None),
        };
        let held = match now.held {
            Some(held) => held,
            None => counting::held(&self, site, store).await?,
        };
        let tz = site.tz.clone();
        // Thousands of intervals and verdicts take some milliseconds.
        let replied = task::spawn_blocking(move || replying::reply(&self, tz, &now, before.as_ref(), held));
        replied.await.unwrap_or_else(|panicked| Err(StoreError::Damaged(panicked.to_string())))
    }

    /// The dimensions that groups are of.
    fn by(&self) -> Vec<Dimension> {
        let dimension = |group_by: &GroupBy| match group_by {
            GroupBy::Time(_) => None,
            GroupBy::Value(dimension) => Some(dimension.clone()),
        };
        self.group_by.iter().filter_map(dimension).collect()
    }

    /// The spans of time that groups are of.
    fn unit(&self) -> Option<Unit> {
        self.group_by.iter().find_map(|group_by| match group_by {
            GroupBy::Time(unit) => Some(*unit),
            GroupBy::Value(_) => None,
        })
    }
}
