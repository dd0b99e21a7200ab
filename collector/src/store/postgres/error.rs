//! Why PostgreSQL did not do what it was asked.

use std::{error::Error, time::Duration};

use deadpool_postgres::PoolError;
use tokio_postgres::error::SqlState;

/// Why PostgreSQL did not do what it was asked, without anything that customers wrote.
#[derive(Clone, Debug, thiserror::Error)]
pub enum PostgresError {
    /// The server answered with an error.
    #[error("{message} (SQLSTATE {code})")]
    Refused {
        /// The class and kind of error.
        code: String,
        /// The server's own sentence; the detail is left out, because it may quote a row.
        message: String,
    },
    /// There is no connection, or it broke.
    #[error("the connection failed: {0}")]
    Broken(String),
    /// The answer did not come in time.
    #[error("there was no answer within {} ms", .0.as_millis())]
    Silent(Duration),
    /// Rows that were there a moment ago are gone.
    #[error("rows of the batch were removed again and again while it was written")]
    Unsteady,
}

impl PostgresError {
    /// Says whether the same transaction may succeed at once if it is tried again, provided that it was not committed.
    pub(super) fn may_pass(&self) -> bool {
        match self {
            Self::Refused { code, .. } => {
                let passing = [&SqlState::T_R_DEADLOCK_DETECTED, &SqlState::T_R_SERIALIZATION_FAILURE];
                // Class 57P is the server that is being stopped or started.
                passing.iter().any(|state| state.code() == code) || code.starts_with("57P")
            }
            Self::Broken(_) | Self::Unsteady => true,
            Self::Silent(_) => false,
        }
    }
}

impl From<tokio_postgres::Error> for PostgresError {
    fn from(cause: tokio_postgres::Error) -> Self {
        if let Some(refused) = cause.as_db_error() {
            return Self::Refused { code: refused.code().code().to_owned(), message: refused.message().to_owned() };
        }
        Self::Broken(match cause.source() {
            Some(source) => format!("{cause}: {source}"),
            None => cause.to_string(),
        })
    }
}

impl From<PoolError> for PostgresError {
    fn from(cause: PoolError) -> Self {
        match cause {
            PoolError::Backend(cause) => cause.into(),
            other => Self::Broken(other.to_string()),
        }
    }
}
