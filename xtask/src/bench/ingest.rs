//! `cargo xtask bench ingest`: builds collector and floor, then lets the collector's benchmark measure both.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::house::House;
use crate::steps::Steps;
use crate::{child, files, tools, web};

/// How much is measured.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How many rounds there are.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// How many responses a round has.
    #[arg(long, default_value_t = 150_000)]
    responses: usize,
}

/// Builds, then measures.
pub(crate) fn run(house: &House, args: &Args) -> Result<()> {
    let mut steps = Steps::new(web::STEPS + 3);
    steps.run("tools", || tools::ensure(house, &web::TOOLS))?;
    let web = web::build(house, &mut steps)?;
    let floor = steps.run("floor: the least that a server can do", || floor(house))?;
    steps.announce("collector: build, then measure");
    let mut cargo = house.cargo();
    cargo.args(["bench", "--package=collector", "--bench=speed"]).env("SONDEO_EMBED", web);
    cargo.args(["--", "ingest"]).arg("--folder").arg(&house.target);
    cargo.args(["--rounds", &args.rounds.to_string(), "--responses", &args.responses.to_string()]);
    if let Some(floor) = &floor {
        cargo.arg("--floor").arg(floor);
    }
    child::run(&mut cargo)
}

/// Builds the floor, where its sources are: a copy of them, since their folder is not ours to write in.
fn floor(house: &House) -> Result<Option<PathBuf>> {
    let sources = house.root.join("../shared/bench/floor");
    if !sources.join("Cargo.toml").exists() {
        eprintln!("      {} is not there: the collector is measured alone", sources.display());
        return Ok(None);
    }
    let copy = house.target.join("floor");
    copy_sources(&sources, &copy)?;
    let mut cargo = house.cargo();
    cargo.args(["build", "--release", "--manifest-path"]).arg(copy.join("Cargo.toml"));
    child::run(cargo.arg("--target-dir").arg(copy.join("target")))?;
    Ok(Some(copy.join("target/release/floor")))
}

/// Copies the sources; what did not change keeps its date, so that cargo builds it once.
fn copy_sources(from: &Path, to: &Path) -> Result<()> {
    for (path, bytes) in files::below(from)? {
        let copy = to.join(path);
        if fs::read(&copy).is_ok_and(|there| there == bytes) {
            continue;
        }
        fs::create_dir_all(copy.parent().unwrap_or(to))?;
        fs::write(&copy, bytes).with_context(|| format!("cannot write {}", copy.display()))?;
    }
    Ok(())
}
