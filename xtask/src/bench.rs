//! `cargo xtask bench`: measurements, each in a file of its own.

use anyhow::Result;
use clap::Subcommand;

use crate::house::House;

/// What can be measured.
#[derive(Debug, Subcommand)]
pub(crate) enum Bench {}

impl Bench {
    /// Measures it.
    pub(crate) fn run(self, _house: &House) -> Result<()> {
        match self {}
    }
}
