//! dist/web, what browsers are served: built beside, then put in place whole.
//!
//! The folder's layout is a contract with the collector, whose build script watches it: it is
//! replaced only when a byte of it changes.

mod bindgen;
mod compress;
mod dashboard;
mod dist;
mod fingerprint;
mod joined;
mod minify;
mod wasm;

use std::path::PathBuf;

use anyhow::Result;

use crate::files;
use crate::house::House;
use crate::steps::Steps;
use crate::tools::{self, Tool};

/// How many steps [`build`] announces.
pub(crate) const STEPS: usize = 4;

/// What [`build`] needs on this machine.
pub(crate) const TOOLS: [Tool; 2] = [Tool::CCompiler, Tool::RustSource];

/// `cargo xtask web`.
pub(crate) fn command(house: &House) -> Result<()> {
    let mut steps = Steps::new(STEPS + 1);
    steps.run("tools", || tools::ensure(house, &TOOLS))?;
    println!("{}", build(house, &mut steps)?.display());
    Ok(())
}

/// Builds dist/web and returns where it is.
pub(crate) fn build(house: &House, steps: &mut Steps) -> Result<PathBuf> {
    let _alone = files::lock(&house.target.join("web.lock"))?;
    let std = wasm::Std::at_hand()?;
    let widget = steps.run("widget: Rust to WebAssembly", || wasm::compile(house, std, wasm::Unit::WIDGET))?;
    let dashboard = steps.run("dashboard: Rust to WebAssembly", || wasm::compile(house, std, wasm::Unit::DASHBOARD))?;
    let surveys = steps.run("surveys: Rust to WebAssembly", || wasm::compile(house, std, wasm::Unit::SURVEYS))?;
    steps.run("dist/web: glue, minify, name by hash, compress", || {
        let sources = dist::Sources::new(house, widget, dashboard, surveys);
        let print = fingerprint::of(house, &sources)?;
        if fingerprint::stands(house, &print) {
            eprintln!("      nothing changed");
            return Ok(());
        }
        let beside = house.root.join("dist/web.new");
        files::remove(&beside)?;
        dist::assemble(&sources, &beside)?;
        files::replace(&house.web(), &beside)?;
        fingerprint::record(house, &print)
    })?;
    Ok(house.web())
}
