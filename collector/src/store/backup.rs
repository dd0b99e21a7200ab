//! Backups: all of a store in one file, and a store from such a file. SQLite only: PostgreSQL has tools of its own.

use std::path::{Path, PathBuf};

use super::{Beside, Store, StoreError, place::Place, sqlite};

/// How far a backup is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// So many bytes are written, of about so many.
    Copying {
        /// The bytes of the file so far.
        done: u64,
        /// The bytes that the store has in use.
        all: u64,
    },
    /// All is written and looked at again.
    Checking,
}

/// What a restore did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// How many responses the store has now.
    pub responses: u64,
    /// What became of the store that was there before.
    pub replaced: Option<Replaced>,
}

/// A store that another took the place of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// Where it is now.
    pub path: PathBuf,
    /// How many responses it had erased since the backup, which are erased from that as well; nothing if the store is
    /// too damaged to tell.
    pub erased_again: Option<u64>,
}

/// Why backups are not made and restored here.
const ON_POSTGRES: &str = "a PostgreSQL store, with a file of pg_dump; docs/operations.md says how";

/// Puts a backup in the place of the store at `place`, which nobody may use, or where there is none. It leaves `reserve`
/// bytes of the disk free, as [`Store::keep_free`] does.
///
/// # Errors
/// [`StoreError::Refused`] if somebody uses it; any error leaves the store as it was.
pub fn restore(from: &Path, place: &Place, reserve: Option<u64>) -> Result<Restored, StoreError> {
    match place {
        Place::Folder(dir) => sqlite::restore::run(from, dir, reserve),
        Place::Postgres(_) => Err(StoreError::Refused(format!("pg_restore restores {ON_POSTGRES}"))),
    }
}

impl Store {
    /// Writes everything to a new file, which is checked before it has that name. Returns how many responses it has:
    /// with every one that was acknowledged before this began.
    ///
    /// # Errors
    /// [`StoreError::Refused`] if there is such a file or no room for it; after any error there is none.
    pub async fn backup(&self, to: PathBuf, tell: impl Fn(Stage) + Clone + Send + 'static) -> Result<u64, StoreError> {
        match (&self.beside, self.room.clone()) {
            (Beside::Sqlite(db), Some(room)) => {
                db.on_connection(move |db| sqlite::backup::write(db, &room, &to, tell)).await
            }
            _ => Err(StoreError::Refused(format!("pg_dump backs up {ON_POSTGRES}"))),
        }
    }
}
