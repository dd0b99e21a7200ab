//! Settings that several commands have.

#[cfg(test)]
use std::path::Path;
use std::path::PathBuf;

use collector::{
    store::{Store, place::Place},
    web::Web,
};

use super::error::CliError;

/// Where the store is.
#[derive(Debug, clap::Args)]
pub(super) struct Data {
    /// The folder where everything is kept.
    #[arg(long = "data", env = "SONDEO_DATA", value_name = "DIR", default_value = "./sondeo-data")]
    dir: PathBuf,
}

impl Data {
    /// Opens the store, and makes it where there is none.
    pub(super) async fn open_or_make(&self) -> Result<Store, CliError> {
        open(&self.place()).await
    }

    /// Opens a store that must be there: a mistyped name is not answered with an empty store.
    pub(super) async fn open(&self) -> Result<Store, CliError> {
        if self.dir.exists() { open(&self.place()).await } else { Err(CliError::NoData(self.dir.clone())) }
    }

    fn place(&self) -> Place {
        Place::Folder(self.dir.clone())
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
