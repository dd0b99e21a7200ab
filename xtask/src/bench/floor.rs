//! The floor: the least that an axum server with SQLite does with the same request.

use std::path::PathBuf;

use anyhow::Result;

use crate::house::House;
use crate::{child, files};

/// Builds the floor, where its sources are: a copy of them, since their folder is not ours to write in.
pub(super) fn build(house: &House) -> Result<Option<PathBuf>> {
    let sources = house.root.join("../shared/bench/floor");
    if !sources.join("Cargo.toml").exists() {
        eprintln!("      {} is not there: the collector is measured alone", sources.display());
        return Ok(None);
    }
    let copy = house.target.join("floor");
    files::refresh(&sources, &copy)?;
    let mut cargo = house.cargo();
    cargo.args(["build", "--release", "--manifest-path"]).arg(copy.join("Cargo.toml"));
    child::run(cargo.arg("--target-dir").arg(copy.join("target")))?;
    Ok(Some(copy.join("target/release/floor")))
}
