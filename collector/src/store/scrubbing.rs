//! Scrubbing: what a removal leaves behind in the database's files, and how far that was overwritten.

use super::{Beside, Store, StoreError, postgres, sqlite};

/// The largest store that is rewritten in passing: that takes about a second, for which reports wait.
pub(super) const SMALL: u64 = 64 << 20;

/// How much may be done about what is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// What nobody notices: a store of 64 MiB at most is rewritten, a larger one is not.
    InPassing,
    /// The whole store is rewritten, however long reports wait for it.
    Whole,
}

/// What is left of the bytes of what was removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scrubbed {
    /// Nothing, in files of the database's own.
    Clean,
    /// Nothing that a query can reach; free space of a page may still hold a copy, until something is written over it.
    Copies,
    /// It is not known: somebody reads what was there before. Another try may do.
    InUse,
}

impl Extent {
    /// Says whether a store of so many bytes is rewritten.
    pub(super) fn covers(self, bytes: u64) -> bool {
        self == Self::Whole || bytes <= SMALL
    }
}

impl Store {
    /// Overwrites what is left of removed bytes in the database's files.
    ///
    /// # Errors
    /// [`StoreError`] if the database failed.
    pub async fn scrub(&self, extent: Extent) -> Result<Scrubbed, StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => {
                let room = self.room.clone();
                db.on_connection(move |db| sqlite::remnants::scrub(db, room.as_deref(), extent)).await
            }
            Beside::Postgres(pool) => postgres::remnants::scrub(pool, extent).await,
        }
    }
}
