//! `cargo xtask bench`: measurements, each in a file of its own.

mod ingest;

use anyhow::Result;
use clap::Subcommand;

use crate::house::House;

/// What can be measured.
#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// Durable responses a second, beside the least that an axum server with SQLite can do.
    ///
    /// Five rounds by turns at 64 and at 256 connections; the median of their ratios is what
    /// counts. The floor is built from ../shared/bench/floor; without it, there is no ratio.
    Ingest(ingest::Args),
}

impl Bench {
    /// Measures it.
    pub(crate) fn run(self, house: &House) -> Result<()> {
        match self {
            Self::Ingest(args) => ingest::run(house, &args),
        }
    }
}
