//! What owners ask about the quarantine, and what they decide.

use shared::survey::Slug;
use uuid::Uuid;

use super::{Beside, Store, StoreError, audit::AuditLine, postgres, query::TallyQuery, removal::AT_ONCE, sqlite};
use crate::{calendar::Day, quarantine::Reason};

/// How many responses that are held back are counted for a score: whoever floods a site must not make its scores slow.
pub(super) const COUNTED_AT_MOST: u32 = 100_000;

/// Which of a site's responses that are held back; what is absent excludes none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Of this survey.
    pub survey: Option<Slug>,
    /// Of this day and later ones.
    pub from: Option<Day>,
    /// Of days before this one.
    pub to: Option<Day>,
    /// The one with this id.
    pub id: Option<Uuid>,
}

/// Responses that are to be counted, now and for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// The site.
    pub site: Slug,
    /// Which of those that it holds back.
    pub selection: Selection,
    /// When that was asked for, Unix seconds.
    pub at: i64,
}

/// Responses that are held back for one reason, of a survey and a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldGroup {
    /// The survey.
    pub survey: Slug,
    /// The day on which they would count.
    pub day: Day,
    /// Why.
    pub reason: Reason,
    /// How many.
    pub responses: u64,
    /// When the first one was held back, Unix seconds.
    pub first: i64,
    /// And the last one.
    pub last: i64,
}

/// A response that is held back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldResponse {
    /// Its id.
    pub id: Uuid,
    /// Its survey.
    pub survey: Slug,
    /// The day on which it would count.
    pub day: Day,
    /// Why.
    pub reason: Reason,
    /// Since when, Unix seconds.
    pub since: i64,
}

impl Store {
    /// Counts what was held back, and has it counted whatever is heard of it later. Returns how many responses that
    /// are. When this returns, what it says is on disk.
    ///
    /// # Errors
    /// As [`Store::submit`].
    pub async fn release(&self, release: Release) -> Result<u64, StoreError> {
        let mut released = 0;
        loop {
            let some = self.batcher.release(release.clone()).await?;
            released += some;
            if some < AT_ONCE {
                return Ok(released);
            }
        }
    }

    /// Returns what a site holds back, in groups in the order of days.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn quarantine(&self, site: Slug) -> Result<Vec<HeldGroup>, StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => db.read(move |db| sqlite::quarantine::groups(db, &site)).await,
            Beside::Postgres(pool) => postgres::quarantine::groups(pool, &site).await,
        }
    }

    /// Returns what a site holds back, one by one, the oldest first: so many at most.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn held_responses(&self, site: Slug, most: u32) -> Result<Vec<HeldResponse>, StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => db.read(move |db| sqlite::quarantine::responses(db, &site, most)).await,
            Beside::Postgres(pool) => postgres::quarantine::responses(pool, &site, most).await,
        }
    }

    /// Returns how many responses are held back of those that a query of tallies is about. Of its dimension there is the
    /// whole, or a touchpoint. Above 100,000 it says 100,000.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn held(&self, query: TallyQuery) -> Result<u64, StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => db.read(move |db| sqlite::quarantine::count(db, &query)).await,
            Beside::Postgres(pool) => postgres::quarantine::count(pool, &query).await,
        }
    }

    /// Returns what was done about a site's quarantine, in order.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn audit(&self, site: Slug) -> Result<Vec<AuditLine>, StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => db.read(move |db| sqlite::audit::lines(db, &site)).await,
            Beside::Postgres(pool) => postgres::audit::lines(pool, &site).await,
        }
    }
}
