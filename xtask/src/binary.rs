//! `cargo xtask build`: the one binary, with everything that browsers are served in it.

use std::path::PathBuf;

use anyhow::Result;

use crate::house::House;
use crate::steps::Steps;
use crate::{child, tools, web};

/// How many steps [`build`] takes.
pub(crate) const STEPS: usize = web::STEPS + 2;

/// Installs what is missing, builds the web files and the release binary, and returns its path.
pub(crate) fn build(house: &House, steps: &mut Steps) -> Result<PathBuf> {
    steps.run("tools", || tools::ensure(house, &web::TOOLS))?;
    web::build(house, steps)?;
    steps.run("collector: one binary with everything in it", || {
        let mut cargo = house.cargo();
        child::run(cargo.args(["build", "--release", "--package=collector", "--bin=sondeo"]))
    })?;
    Ok(house.sondeo("release"))
}

/// Builds the binary and says where it is.
pub(crate) fn command(house: &House) -> Result<()> {
    let mut steps = Steps::new(STEPS);
    let binary = build(house, &mut steps)?;
    println!("{}", binary.display());
    Ok(())
}
