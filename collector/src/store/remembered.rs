//! What the store remembers of a customer whom the site's server vouches for.

use rusqlite::Connection;
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
    /// Returns what a customer was asked by any survey of the site, with ages as of `now`, Unix seconds, and the surveys
    /// in which an interaction has its rating. Both are what the site's server vouched for; what it did not name is not
    /// looked for.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn remembered(
        &self,
        site: Slug,
        respondent: Option<String>,
        interaction: Option<String>,
        now: i64,
    ) -> Result<(History, Vec<Slug>), StoreError> {
        let (asked, rated_in) = match &self.beside {
            Beside::Sqlite(db) => {
                let read = move |db: &Connection| {
                    let asked = respondent.map(|respondent| sqlite::histories::read(db, &site, &respondent));
                    let rated_in = interaction.map(|interaction| sqlite::ratings::of(db, &site, &interaction));
                    Ok((asked.transpose()?.unwrap_or_default(), rated_in.transpose()?.unwrap_or_default()))
                };
                db.read(read).await?
            }
            Beside::Postgres(pool) => {
                let (respondent, interaction) = (respondent.as_deref(), interaction.as_deref());
                postgres::histories::remembered(pool, &site, respondent, interaction).await?
            }
        };
        Ok((History(asked.iter().flat_map(|row: &Remembered| row.past(now)).collect()), rated_in))
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
