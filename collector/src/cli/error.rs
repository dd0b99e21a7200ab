//! Why a command did not do what it was asked.

use std::{io, net::SocketAddr, path::PathBuf, process::ExitCode};

use collector::{
    store::{InvalidAddress, StoreError, place::Place},
    survey_file::InvalidFile,
    web::WebError,
};
use shared::survey::Slug;
use tracing_subscriber::filter::ParseError;
use uuid::Uuid;

/// Why a command did not do what it was asked, in one sentence.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    /// The store is not there.
    #[error(
        "there is no store in {0}; --data names another, `sondeo restore` takes a backup, `sondeo site add` begins anew"
    )]
    NoStore(Place),
    /// The address of the store cannot be read.
    #[error(transparent)]
    Address(#[from] InvalidAddress),
    /// The store does not open.
    #[error("{place} cannot be used: {cause}")]
    Place {
        /// Where it is.
        place: Place,
        /// Why not.
        cause: StoreError,
    },
    /// There is no such site.
    #[error("there is no site {0}; `sondeo site list` names those that there are")]
    NoSite(Slug),
    /// The key would be born expired.
    #[error("that day is over; a key expires on a day to come")]
    PastDay,
    /// There is no such response.
    #[error("site {site} has no response {id}, and had none that was removed; the id is that of its prompt")]
    NoResponse {
        /// The site.
        site: Slug,
        /// The id that was asked for.
        id: Uuid,
    },
    /// The store refused or failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The store failed for good while it was served.
    #[error("the store failed and may be written no more; the log has the cause: mend it, then start again")]
    StoreFailed,
    /// There is nothing to serve to browsers.
    #[error(transparent)]
    Web(#[from] WebError),
    /// Another program listens there.
    #[error("port {} of {} is taken by another program; choose another port, or 0 for any free one", .0.port(), .0.ip())]
    PortTaken(SocketAddr),
    /// The system does not let us listen there.
    #[error("cannot listen on {address}: {cause}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why not.
        cause: io::Error,
    },
    /// The demo's shop has the port after the collector's.
    #[error("the demo's shop takes the port after --port, so --port is 65534 at most")]
    NoNextPort,
    /// The server stopped by itself.
    #[error("serving failed: {0}")]
    Serving(#[from] io::Error),
    /// A file cannot be read or written.
    #[error("{file}: {cause}")]
    File {
        /// Its name.
        file: String,
        /// Why not.
        cause: io::Error,
    },
    /// A survey file is not one.
    #[error("{file}: {cause}")]
    InvalidSurveys {
        /// Its name.
        file: String,
        /// What is wrong first, with its line.
        cause: InvalidFile,
    },
    /// No words are built in for a language.
    #[error(
        "there are no words for the language {0}; `sondeo texts` lists those that are built in, a survey may say its own"
    )]
    NoLanguage(String),
    /// The filter for the log cannot be read.
    #[error("the log filter cannot be read: {0}; it is written info, or collector=debug")]
    LogFilter(#[from] ParseError),
    /// The counts are wrong.
    #[error("{0} tallies are not what the responses say")]
    TalliesDiffer(usize),
    /// The data folder belongs to somebody.
    #[error("{} holds sites that are not the demo's; give it a folder of its own with --data", .0.display())]
    NotADemo(PathBuf),
    /// The demo's key was lost or mangled.
    #[error("{} cannot be read; delete the demo's folder to begin anew", .0.display())]
    DemoKey(PathBuf),
    /// The web files were made without the shop.
    #[error("the web files have no {0}; `cargo xtask web` makes them all")]
    NoShop(&'static str),
}

/// What says "the data cannot be used" by the convention of sysexits.h: trying again does not help.
const UNUSABLE: u8 = 65;

impl CliError {
    /// The code that the process ends with: 65 for a store that cannot be used as it is, else 1.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Place { cause, .. } | Self::Store(cause) if cause.is_unusable() => UNUSABLE.into(),
            _ => ExitCode::FAILURE,
        }
    }
}
