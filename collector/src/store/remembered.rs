//! What the store remembers of a customer whom the site's server vouches for.

use shared::{
    policy::{History, Past},
    survey::Slug,
    wire::prompts::Outcome,
};

use super::{Beside, Store, StoreError, postgres, sqlite};

/// A row of histories: when a survey was last asked of the customer, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Remembered {
    pub(super) survey: Slug,
    pub(super) asked_at: i64,
    pub(super) answered_at: Option<i64>,
    pub(super) dismissed_at: Option<i64>,
    pub(super) opted_out_at: Option<i64>,
}

impl Store {
    /// Returns what a customer was asked by any survey of the site, with ages as of `now`, Unix seconds.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn history_of(&self, site: Slug, respondent: String, now: i64) -> Result<History, StoreError> {
        let rows = match &self.beside {
            Beside::Sqlite(db) => db.read(move |db| sqlite::histories::read(db, &site, &respondent)).await?,
            Beside::Postgres(pool) => postgres::histories::read(pool, &site, &respondent).await?,
        };
        Ok(History(rows.iter().flat_map(|row| row.past(now)).collect()))
    }

    /// Returns the surveys that an interaction that the site's server vouched for is rated in.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn rated_in(&self, site: Slug, interaction: String) -> Result<Vec<Slug>, StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => db.read(move |db| sqlite::ratings::of(db, &site, &interaction)).await,
            Beside::Postgres(pool) => postgres::ratings::of(pool, &site, &interaction).await,
        }
    }
}

impl Remembered {
    fn past(&self, now: i64) -> impl Iterator<Item = Past> {
        let events = [
            (Outcome::Shown, Some(self.asked_at)),
            (Outcome::Completed, self.answered_at),
            (Outcome::Dismissed, self.dismissed_at),
            (Outcome::OptedOut, self.opted_out_at),
        ];
        let past = move |(outcome, at): (Outcome, Option<i64>)| {
            // What another collector's clock says is still to come was just now.
            let age_s = now.saturating_sub(at?).max(0).unsigned_abs();
            Some(Past { survey: self.survey.clone(), outcome, age_s })
        };
        events.into_iter().filter_map(past)
    }
}
