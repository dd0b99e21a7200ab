//! Settings that several commands have.

#[cfg(test)]
use std::path::Path;
use std::{fmt, path::PathBuf};

use collector::{
    store::{Store, place::Place},
    web::Web,
};

use shared::survey::Slug;

use super::error::CliError;

/// Where the store is.
#[derive(Debug, clap::Args)]
pub(super) struct Data {
    /// The folder where everything is kept, in one SQLite file.
    #[arg(long = "data", env = "SONDEO_DATA", value_name = "DIR", default_value = "./sondeo-data")]
    dir: PathBuf,
    /// A PostgreSQL database in place of the folder: `postgres://USER@HOST/DB`.
    ///
    /// Any number of collectors may share it; its tables are made at the first start. A password is
    /// better kept in the variable than on the command line. The connection is plain TCP or a Unix
    /// socket, without TLS: an address with sslmode=require is refused.
    #[arg(long = "store", env = "SONDEO_STORE", value_name = "URL", hide_env_values = true, conflicts_with = "dir")]
    store: Option<Url>,
    /// How much of the data folder's disk stays free, in MiB: with less, reports are refused (503) and reads go on, and
    /// what would take more is not begun.
    ///
    /// Without it 64 MiB or 5 % of the disk, whichever is more.
    #[arg(long, env = "SONDEO_DISK_RESERVE", value_name = "MIB")]
    disk_reserve: Option<u32>,
}

/// The address of a database as it was given. It may have a password in it, so it is not shown.
#[derive(Clone)]
pub(super) struct Url(String);

impl From<String> for Url {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Url")
    }
}

impl Url {
    pub(super) fn place(&self) -> Result<Place, CliError> {
        // Read here and not by clap, which repeats what it refuses.
        Ok(Place::Postgres(self.0.parse()?))
    }
}

impl Data {
    /// Opens the store, and makes it where there is none.
    pub(super) async fn open_or_make(&self) -> Result<Store, CliError> {
        Ok(self.with_reserve(open(&self.place()?).await?))
    }

    /// Opens a store that must be there: neither a mistyped name nor a lost file is answered with an empty store.
    pub(super) async fn open(&self) -> Result<Store, CliError> {
        match self.place()? {
            place if place.is_bare() => Err(CliError::NoStore(place)),
            place => Ok(self.with_reserve(open(&place).await?)),
        }
    }

    fn with_reserve(&self, store: Store) -> Store {
        if let Some(bytes) = self.reserve() {
            store.keep_free(bytes);
        }
        store
    }

    /// How many bytes of the disk stay free, where that is set.
    pub(super) fn reserve(&self) -> Option<u64> {
        self.disk_reserve.map(|mib| u64::from(mib) << 20)
    }

    /// Opens a store that has this site.
    pub(super) async fn open_with_site(&self, site: &Slug) -> Result<Store, CliError> {
        let store = self.open().await?;
        if store.catalog().await?.sites.contains_key(site) { Ok(store) } else { Err(CliError::NoSite(site.clone())) }
    }

    /// Where it is, whether there is a store or not.
    pub(super) fn place(&self) -> Result<Place, CliError> {
        Ok(match &self.store {
            Some(url) => url.place()?,
            None => Place::Folder(self.dir.clone()),
        })
    }

    #[cfg(test)]
    pub(super) fn path(&self) -> &Path {
        &self.dir
    }
}

/// Opens the store at `place`, and makes it where there is none.
pub(super) async fn open(place: &Place) -> Result<Store, CliError> {
    Store::open(place).await.map_err(|cause| CliError::Place { place: place.clone(), cause })
}

/// What browsers are served.
#[derive(Debug, clap::Args)]
pub(super) struct WebFiles {
    /// A folder of web files in place of those in this program, for example dist/web.
    #[arg(long = "web", env = "SONDEO_WEB", value_name = "DIR")]
    folder: Option<PathBuf>,
}

impl WebFiles {
    /// Reads the files.
    pub(super) fn read(&self) -> Result<Web, CliError> {
        Ok(match &self.folder {
            Some(folder) => Web::read(folder)?,
            None => Web::embedded()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[tokio::test]
    async fn a_store_that_is_not_there_is_made_only_where_that_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        for dir in [folder.path().to_owned(), folder.path().join("none")] {
            let data = Data { dir, store: None, disk_reserve: None };
            let refused = data.open().await.unwrap_err().to_string();
            assert!(refused.starts_with(&format!("there is no store in the data folder {}", data.dir.display())));
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        }
        // What the start of one leaves that is killed at once.
        fs::write(folder.path().join("sondeo.db"), "").unwrap();
        let data = Data { dir: folder.path().to_owned(), store: None, disk_reserve: None };
        data.open().await.unwrap_err();
        drop(data.open_or_make().await.unwrap());
        data.open().await.unwrap();
    }
}
