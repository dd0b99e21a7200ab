//! The ledger: what was answered and what it adds up to, on disk.
//!
//! The write side is one operation, [`batch::Engine::apply`]: a batch of submissions in one
//! transaction, an outcome for each. [`Store`] is what the rest of the collector sees of it.
//! This is the only place that knows SQL.

pub mod batch;
#[cfg(test)]
mod conformance;
mod counts;
pub mod query;
mod recount;
mod revision;
mod row;
mod sqlite;

use std::{path::Path, sync::Arc};

use jiff::Timestamp;
use shared::survey::Slug;

use self::{
    batch::{Applied, Batcher},
    query::{Difference, NewSite, SiteChange, SiteRow, TallyQuery, TallyRow},
    sqlite::{Connections, Database},
};
use crate::{catalog::Catalog, submission::Submission, survey_file::SurveyFile};

/// An open store. Clones share it.
#[derive(Clone, Debug)]
pub struct Store {
    batcher: Batcher,
    connections: Arc<Connections>,
}

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// More submissions are waiting than the store takes on.
    #[error("more reports are waiting than the store takes on")]
    Overloaded,
    /// The writer is gone: the store is closing or its disk failed.
    #[error("the store takes no more reports")]
    Closed,
    /// The commit took longer than anybody should wait.
    #[error("the report was not written in time")]
    Slow,
    /// The database refused.
    #[error("the database failed: {0}")]
    Database(#[from] rusqlite::Error),
    /// The batch that a submission was part of was not written; the log has the cause.
    #[error("the batch was not written")]
    BatchFailed,
    /// The system refused a directory or a thread.
    #[error("the system refused: {0}")]
    Io(#[from] std::io::Error),
    /// A newer version of Sondeo wrote this store.
    #[error("this store has schema {found}; this sondeo knows schemas up to {known}: use the version that wrote it")]
    TooNew {
        /// The schema in the file.
        found: i64,
        /// The newest schema that this binary knows.
        known: i64,
    },
    /// The store holds something that only a fault can have put there.
    #[error("the store is damaged: {0}")]
    Damaged(String),
    /// A change that contradicts what is stored; nothing was changed.
    #[error("{0}")]
    Refused(String),
}

impl StoreError {
    /// Says whether the disk or the file on it can no longer be trusted, so that nothing may be written any more.
    pub fn is_fatal(&self) -> bool {
        use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase, SystemIoFailure};
        match self {
            Self::Database(cause) => {
                matches!(cause.sqlite_error_code(), Some(DatabaseCorrupt | NotADatabase | SystemIoFailure))
            }
            _ => false,
        }
    }
}

impl Store {
    /// Opens the store in `dir`, and makes it first where there is none.
    ///
    /// # Errors
    /// [`StoreError`] if the directory or the database in it cannot be used.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let database = Database::open(dir)?;
        let connections = Arc::new(database.connections());
        Ok(Self { batcher: Batcher::start([database.writer()?])?, connections })
    }

    /// Writes a submission. When this returns, what it says is on disk.
    ///
    /// # Errors
    /// [`StoreError::Overloaded`] at once where too many wait, [`StoreError::Slow`] where the commit
    /// takes too long; any error but the first leaves open whether it was written.
    pub async fn submit(&self, submission: Submission) -> Result<Applied, StoreError> {
        self.batcher.submit(submission).await
    }

    /// Ends when the store failed for good and takes no more submissions.
    pub async fn failed(&self) {
        self.batcher.ended().await;
    }

    /// Says whether the store still writes.
    pub fn is_writing(&self) -> bool {
        self.batcher.is_alive()
    }

    /// Says whether the store can be read and still writes.
    pub async fn is_ready(&self) -> bool {
        self.is_writing() && self.catalog_version().await.is_ok()
    }

    /// Returns the version that [`Store::catalog`] would have.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn catalog_version(&self) -> Result<i64, StoreError> {
        self.connections.read(sqlite::catalog::version).await
    }

    /// Reads everything that owners configure.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read or what it holds makes no sense.
    pub async fn catalog(&self) -> Result<Catalog, StoreError> {
        self.connections.read(sqlite::catalog::load).await
    }

    /// Returns the tallies of a survey over a range of days, a row for each day and value that has any.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn tallies(&self, query: TallyQuery) -> Result<Vec<TallyRow>, StoreError> {
        self.connections.read(move |db| sqlite::tallies::select(db, &query)).await
    }

    /// Adds a site with its keys.
    ///
    /// # Errors
    /// [`StoreError::Refused`] if there is one of that name.
    pub async fn add_site(&self, site: NewSite, now: Timestamp) -> Result<(), StoreError> {
        self.connections.write(move |db| sqlite::sites::add(db, &site, now)).await
    }

    /// Changes a site. Another time zone moves its counts to the days of that zone.
    ///
    /// # Errors
    /// [`StoreError::Refused`] if there is no such site.
    pub async fn change_site(&self, site: Slug, change: SiteChange) -> Result<(), StoreError> {
        self.connections.write(move |db| sqlite::sites::change(db, &site, &change)).await
    }

    /// Lists the sites by name.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn sites(&self) -> Result<Vec<SiteRow>, StoreError> {
        self.connections.read(sqlite::sites::list).await
    }

    /// Makes a site's surveys what `file` says, all or nothing; surveys that it does not name stay.
    /// Returns the slugs that changed.
    ///
    /// # Errors
    /// [`StoreError::Refused`] if a survey's metric or scale would change, or there is no such site.
    pub async fn apply_surveys(&self, site: Slug, file: SurveyFile) -> Result<Vec<Slug>, StoreError> {
        self.connections.write(move |db| sqlite::surveys::apply(db, &site, &file)).await
    }

    /// Recounts every response and compares: an empty list says that the tallies are right.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn verify(&self) -> Result<Vec<Difference>, StoreError> {
        self.connections.read(sqlite::verify::differences).await
    }
}
