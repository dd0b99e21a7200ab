//! What a machine needs beside Rust: found, or installed, pinned.
//!
//! Each command asks for what it needs and for nothing else. System packages come first: where
//! they cannot be installed, the command stops before anything is built.

mod cargo_tool;
mod debian;
mod npm;
mod python;
pub(crate) mod toolchain;

use std::env;
use std::process::Command;

use anyhow::{Context, Result};

use crate::house::House;
use cargo_tool::CargoTool;
use debian::Package;
pub(crate) use npm::{Npm, node};
pub(crate) use python::Python;
use toolchain::Part;

/// Something that a command needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tool {
    /// The compiler of SQLite.
    CCompiler,
    /// Chromium and its driver, and Firefox.
    Browser,
    /// The server that the second engine is tried on.
    Postgres,
    /// What lets system calls fail.
    Strace,
    /// What stands in front of several collectors.
    Haproxy,
    /// What checks pages of figures.
    Promtool,
    /// What makes requests from /openapi.json.
    Schemathesis,
    /// What an independent implementation of the scores computes with.
    Scipy,
    /// Node and npm.
    Npm,
    /// What bundles pages: packages of npm.
    Bundler,
    /// The source of std, for the small build.
    RustSource,
    /// The shipped std for browsers.
    WasmTarget,
    /// The `wasm-bindgen` command, of the version in Cargo.lock.
    WasmBindgen,
    /// The front-end developer's server and bundler.
    Trunk,
    /// Firefox's driver, which Debian does not have.
    Geckodriver,
    /// What looks at the licences, the sources and the known holes of dependencies.
    Deny,
}

/// Finds or installs each of `needed`.
pub(crate) fn ensure(house: &House, needed: &[Tool]) -> Result<()> {
    let packages: Vec<Package> = needed.iter().flat_map(|tool| debian::packages(*tool)).collect();
    debian::ensure(&packages)?;
    for tool in needed {
        match tool {
            Tool::CCompiler
            | Tool::Browser
            | Tool::Postgres
            | Tool::Strace
            | Tool::Haproxy
            | Tool::Promtool
            | Tool::Npm => {}
            Tool::Bundler => Npm::bundler(house)?.ensure()?,
            Tool::Schemathesis => Python::schemathesis(house)?.ensure()?,
            Tool::Scipy => Python::scipy(house)?.ensure()?,
            Tool::RustSource => source_or_target()?,
            Tool::WasmTarget => toolchain::ensure(Part::WasmTarget)?,
            Tool::WasmBindgen => CargoTool::wasm_bindgen(house)?.ensure()?,
            Tool::Trunk => CargoTool::trunk().ensure()?,
            Tool::Geckodriver => CargoTool::geckodriver().ensure()?,
            Tool::Deny => CargoTool::deny().ensure()?,
        }
    }
    Ok(())
}

/// Trunk, with the wasm-bindgen that it calls first in its search path.
pub(crate) fn trunk(house: &House) -> Result<Command> {
    let bin = CargoTool::wasm_bindgen(house)?.bin()?;
    let path = env::var_os("PATH").unwrap_or_default();
    let all = env::join_paths([bin].into_iter().chain(env::split_paths(&path)));
    let mut trunk = Command::new(CargoTool::trunk().bin()?.join("trunk"));
    trunk.env("PATH", all.context("the cache folder's name has a colon in it; set XDG_CACHE_HOME to another")?);
    // Everyone else takes any value; this Trunk refuses "1".
    if env::var_os("NO_COLOR").is_some() {
        trunk.env("NO_COLOR", "true");
    }
    Ok(trunk)
}

/// cargo-deny.
pub(crate) fn deny() -> Result<Command> {
    Ok(Command::new(CargoTool::deny().bin()?.join("cargo-deny")))
}

/// Tells `command` where the browsers and their drivers are.
pub(crate) fn with_browser(command: &mut Command) -> Result<&mut Command> {
    for package in debian::packages(Tool::Browser) {
        command.env(package.variable, package.find()?.with_context(|| format!("{} is gone", package.program))?);
    }
    Ok(command.env("GECKODRIVER", CargoTool::geckodriver().bin()?.join("geckodriver")))
}

/// Gets what the wasm build needs: best std's source, else std as it is shipped.
fn source_or_target() -> Result<()> {
    let Err(cause) = toolchain::ensure(Part::RustSource) else { return Ok(()) };
    eprintln!("warning: {cause:#}");
    eprintln!("warning: building with the shipped std, which is larger: the size budgets may not hold");
    toolchain::ensure(Part::WasmTarget)
}
