//! Where a store is.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use super::{Address, sqlite};

/// Where a store is, and with that which engine keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A folder on this machine: SQLite.
    Folder(PathBuf),
    /// A PostgreSQL database, which any number of collectors may share.
    Postgres(Address),
}

impl From<&Path> for Place {
    fn from(folder: &Path) -> Self {
        Self::Folder(folder.to_owned())
    }
}

impl Place {
    /// Says whether a folder has no store, nor what is left of one. Of a database only its tables would tell.
    pub fn is_bare(&self) -> bool {
        matches!(self, Self::Folder(dir) if sqlite::is_bare(dir))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => write!(f, "the data folder {}", folder.display()),
            Self::Postgres(address) => write!(f, "the store {address}"),
        }
    }
}
