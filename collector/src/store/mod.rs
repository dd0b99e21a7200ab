//! The ledger: what was answered and what it adds up to, on disk.
//!
//! The write side is one operation, [`batch::Engine::apply`]: a batch of reports,
//! removals and releases in one transaction, an outcome for each. [`Store`] is what the rest of the collector sees of it.
//! This is the only place that knows SQL.

mod access;
pub mod audit;
pub mod backup;
pub mod batch;
mod carrying;
mod cells;
mod configured;
#[cfg(test)]
mod conformance;
mod counts;
mod docket;
mod error;
mod fault;
pub mod feed;
pub mod listing;
mod marks;
pub mod place;
mod postgres;
pub mod quarantine;
pub mod query;
mod recount;
mod remembered;
pub mod removal;
mod revision;
mod room;
mod row;
pub mod scoring;
pub mod scrubbing;
mod signing;
mod sqlite;
mod surveys;
mod tombstone;

use std::sync::Arc;

use jiff::Timestamp;
use shared::survey::Slug;
use uuid::Uuid;

pub use self::{
    access::Loss,
    error::StoreError,
    postgres::{Address, InvalidAddress, PostgresError, WRITERS as POSTGRES_WRITERS},
    row::RELEASED,
};
use self::{
    batch::{Applied, Batcher, Waits},
    place::Place,
    query::{Difference, NewSite, SiteChange, SiteRow},
    removal::{AT_ONCE, Removal, Removed, Target},
    room::Room,
};
use crate::{catalog::Catalog, submission::Submission};

/// An open store. Clones share it.
#[derive(Clone, Debug)]
pub struct Store {
    batcher: Batcher,
    beside: Beside,
    /// The disk of a store that is a file.
    room: Option<Arc<Room>>,
}

/// The connections beside the writers'.
#[derive(Clone, Debug)]
enum Beside {
    Sqlite(Arc<sqlite::Connections>),
    Postgres(postgres::Pool),
}

impl Store {
    /// Opens the store at `place`, and makes it first where there is none.
    ///
    /// # Errors
    /// [`StoreError`] if the place or the database in it cannot be used.
    pub async fn open(place: &Place) -> Result<Self, StoreError> {
        Ok(match place {
            Place::Folder(dir) => {
                let database = sqlite::Database::open(dir)?;
                let beside = Beside::Sqlite(Arc::new(database.connections()));
                let room = Some(database.room());
                Self { batcher: Batcher::start([database.writer()?])?, beside, room }
            }
            Place::Postgres(address) => {
                let database = postgres::Database::open(address).await?;
                let beside = Beside::Postgres(database.pool());
                Self { batcher: Batcher::start(database.writers())?, beside, room: None }
            }
        })
    }

    /// Writes a submission. When this returns, what it says is on disk.
    ///
    /// # Errors
    /// [`StoreError::Overloaded`] at once where too many wait, [`StoreError::Slow`] where the commit
    /// takes too long, [`StoreError::DiskFull`] at once; any other leaves open whether it was written.
    pub async fn submit(&self, submission: Submission) -> Result<Applied, StoreError> {
        self.check_room()?;
        self.batcher.submit(submission).await
    }

    /// Removes what was stored, with what it was counted for; no later report brings it back.
    /// When this returns, what it says is on disk.
    ///
    /// # Errors
    /// As [`Store::submit`].
    pub async fn remove(&self, removal: Removal) -> Result<Removed, StoreError> {
        let mut removed = self.batcher.remove(removal.clone()).await?;
        let mut last = removed.responses;
        while last >= AT_ONCE && matches!(removal.target, Target::Respondent(_) | Target::Quarantined(_)) {
            last = self.batcher.remove(removal.clone()).await?.responses;
            removed.responses += last;
        }
        Ok(removed)
    }

    /// Returns the ids of the responses about an interaction. There is no index for that: it reads all of the site.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn responses_about(&self, site: Slug, interaction: String) -> Result<Vec<Uuid>, StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => db.read(move |db| sqlite::ledger::about(db, &site, &interaction)).await,
            Beside::Postgres(pool) => postgres::ledger::about(pool, &site, &interaction).await,
        }
    }

    /// Returns when a response or a respondent was erased last, Unix seconds of the clock of whoever did.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn last_erasure(&self) -> Result<Option<i64>, StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => db.read(sqlite::tombstones::last_erasure).await,
            Beside::Postgres(pool) => postgres::tombstones::last_erasure(pool).await,
        }
    }

    /// Ends when the store failed for good and takes no more submissions.
    pub async fn failed(&self) {
        self.batcher.ended().await;
    }

    /// Says whether the store still writes.
    pub fn is_writing(&self) -> bool {
        self.batcher.is_alive()
    }

    /// Checks that the store can be read and takes reports.
    ///
    /// # Errors
    /// [`StoreError`] if it does not, and why.
    pub async fn check_ready(&self) -> Result<(), StoreError> {
        if !self.is_writing() {
            return Err(StoreError::Closed);
        }
        self.catalog_version().await?;
        self.check_room()
    }

    /// Keeps so many bytes of the store's disk free, in place of 64 MiB or 5 % of it, whichever is more.
    pub fn keep_free(&self, bytes: u64) {
        if let Some(room) = &self.room {
            room.keep_free(bytes);
        }
    }

    /// Returns how much waits for its transaction.
    pub fn waits(&self) -> Waits {
        self.batcher.waits()
    }

    /// Returns the size of the write-ahead log, where the engine has one of its own.
    pub fn log_bytes(&self) -> Option<u64> {
        match &self.beside {
            Beside::Sqlite(db) => db.log_bytes(),
            Beside::Postgres(_) => None,
        }
    }

    /// Puts what was written where one file has all of it, before the process ends.
    ///
    /// # Errors
    /// [`StoreError`] if that failed; nothing is lost by it.
    pub async fn settle(&self) -> Result<(), StoreError> {
        match (&self.beside, self.room.clone()) {
            (Beside::Sqlite(db), Some(room)) => {
                db.on_connection(move |db| room.forgive(sqlite::checkpoint::settle(db))).await
            }
            _ => Ok(()),
        }
    }

    fn check_room(&self) -> Result<(), StoreError> {
        self.room.as_ref().map_or(Ok(()), |room| room.check())
    }

    /// Returns the version that [`Store::catalog`] would have.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn catalog_version(&self) -> Result<i64, StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => db.read(sqlite::catalog::version).await,
            Beside::Postgres(pool) => postgres::catalog::version(pool).await,
        }
    }

    /// Reads everything that owners configure.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read or what it holds makes no sense.
    pub async fn catalog(&self) -> Result<Catalog, StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => db.read(sqlite::catalog::load).await,
            Beside::Postgres(pool) => postgres::catalog::load(pool).await,
        }
    }

    /// Adds a site with its keys.
    ///
    /// # Errors
    /// [`StoreError::Refused`] if there is one of that name.
    pub async fn add_site(&self, site: NewSite, now: Timestamp) -> Result<(), StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => db.write(move |db| sqlite::sites::add(db, &site, now)).await,
            Beside::Postgres(pool) => postgres::sites::add(pool, &site, now).await,
        }
    }

    /// Changes a site. Another time zone moves its counts to the days of that zone.
    ///
    /// # Errors
    /// [`StoreError::Refused`] if there is no such site.
    pub async fn change_site(&self, site: Slug, change: SiteChange) -> Result<(), StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => db.write(move |db| sqlite::sites::change(db, &site, &change)).await,
            Beside::Postgres(pool) => postgres::sites::change(pool, &site, &change).await,
        }
    }

    /// Lists the sites by name.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn sites(&self) -> Result<Vec<SiteRow>, StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => db.read(sqlite::sites::list).await,
            Beside::Postgres(pool) => postgres::sites::list(pool).await,
        }
    }

    /// Recounts every response and compares: an empty list says that the tallies are right.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn verify(&self) -> Result<Vec<Difference>, StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => db.read(sqlite::verify::differences).await,
            Beside::Postgres(pool) => postgres::verify::differences(pool).await,
        }
    }
}
