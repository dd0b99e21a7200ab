//! Why the store did not do what it was asked.

use std::{io, path::Path};

use super::{postgres::PostgresError, scoring::TooLarge};
use crate::surveys::Unmade;

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
    /// PostgreSQL refused or was not there.
    #[error("PostgreSQL failed: {0}")]
    Postgres(#[from] PostgresError),
    /// The batch that a submission was part of was not written; the log has the cause.
    #[error("the batch was not written")]
    BatchFailed,
    /// The system refused a directory or a thread.
    #[error("the system refused: {0}")]
    Io(#[from] io::Error),
    /// A newer version of Sondeo wrote this store.
    #[error("this store has schema {found}; this sondeo knows schemas up to {known}: use the version that wrote it")]
    TooNew {
        /// The schema in the file.
        found: i64,
        /// The newest schema that this binary knows.
        known: i64,
    },
    /// Too little of the disk is free; what is stored can be read and erased.
    #[error("the disk is almost full")]
    DiskFull,
    /// The file is not a store that this program can work with, and was not changed.
    #[error("{0}")]
    Unsound(String),
    /// The store holds something that only a fault can have put there.
    #[error("the store is damaged: {0}")]
    Damaged(String),
    /// A change that contradicts what is stored; nothing was changed.
    #[error("{0}")]
    Refused(String),
    /// An edit of surveys that is not made; nothing was changed.
    #[error(transparent)]
    Unmade(#[from] Unmade),
    /// A question whose answer would take too long or be too long.
    #[error("{0}")]
    TooLarge(#[from] TooLarge),
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(cause: tokio_postgres::Error) -> Self {
        PostgresError::from(cause).into()
    }
}

impl StoreError {
    /// Says whether the disk or the file on it can no longer be trusted, so that nothing may be written any more.
    pub fn is_fatal(&self) -> bool {
        use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase, SystemIoFailure};
        match self {
            _ if self.is_out_of_room() => false,
            Self::Database(cause) => {
                matches!(cause.sqlite_error_code(), Some(DatabaseCorrupt | NotADatabase | SystemIoFailure))
            }
            _ => false,
        }
    }

    /// Says whether SQLite found no room on the disk, be it for the database or for the index of its log.
    pub(super) fn is_out_of_room(&self) -> bool {
        use rusqlite::ffi::{SQLITE_FULL, SQLITE_IOERR_SHMSIZE};
        let Self::Database(cause) = self else { return false };
        let code = cause.sqlite_error().map(|error| error.extended_code);
        matches!(code, Some(SQLITE_FULL | SQLITE_IOERR_SHMSIZE))
    }

    /// Says whether what is stored cannot be used as it is, so that trying again does not help.
    pub fn is_unusable(&self) -> bool {
        use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
        match self {
            Self::TooNew { .. } | Self::Unsound(_) | Self::Damaged(_) => true,
            Self::Database(cause) => {
                matches!(cause.sqlite_error_code(), Some(DatabaseCorrupt | NotADatabase))
            }
            _ => false,
        }
    }
}

/// Names the file that an error is about.
pub(super) fn about(file: &Path) -> impl FnOnce(io::Error) -> io::Error {
    move |cause| io::Error::new(cause.kind(), format!("{}: {cause}", file.display()))
}
